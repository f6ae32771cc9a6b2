"""A table of a file manager, dropped onto a page: it is brought to the bench."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QDropEvent
    from PySide6.QtWidgets import QWidget

    from app.spec.record import RecordSpec
    from app.ui.office import Office


class FileDrops(QObject):
    """Takes the files that are dropped onto a page, the first of several."""

    def __init__(self, page: QWidget, take: Callable[[Path], object]) -> None:
        super().__init__(page)
        self._take = take
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files and let all else pass."""
        kind = event.type()
        if kind in {QEvent.Type.DragEnter, QEvent.Type.Drop}:
            dropped: QDropEvent = event  # type: ignore[assignment]
            path = _file_in(dropped.mimeData())
            if path is not None:
                dropped.acceptProposedAction()
                if kind is QEvent.Type.Drop:
                    self._take(path)
                return True
        return super().eventFilter(watched, event)


def _file_in(dropped: QMimeData) -> Path | None:
    """The first file among what is dragged."""
    for url in dropped.urls():
        if path := url.toLocalFile():
            return Path(path)
    return None


def welcome_tables(page: QWidget, office: Office, spec: RecordSpec) -> None:
    """Let a table be dropped onto the page of a register: it is looked at, never written unseen."""
    FileDrops(page, lambda path: office.wanted.emit("import", (spec.id, path)))
