"""Files dragged from the desktop: onto a panel, or onto the row they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent

from app.ui.attachments.attaching import Attaching, holds_papers

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData, QPoint
    from PySide6.QtWidgets import QWidget

    from app.errors import AppError
    from app.ui.table.view import RegisterView


class Drops(QObject):
    """Lets a widget take files.

    Args:
        may_take: whether a place of the widget takes any.
        take: gets them, with the place where they fell.
    """

    def __init__(
        self,
        target: QWidget,
        may_take: Callable[[QPoint], bool],
        take: Callable[[QPoint, QMimeData], object],
    ) -> None:
        super().__init__(target)
        self._may_take = may_take
        self._take = take
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Answer a drag that carries files; leave any other to the widget."""
        kinds = {QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop}
        if event.type() not in kinds or not isinstance(event, QDropEvent | QDragMoveEvent):
            return False
        if not holds_papers(event.mimeData()):
            return False
        place = event.position().toPoint()
        # On its way to a row a drag crosses places that take nothing: it must not end there.
        if event.type() is QEvent.Type.DragEnter or self._may_take(place):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()
        if event.type() is QEvent.Type.Drop and self._may_take(place):
            self._take(place, event.mimeData())
        return True


def take_on_rows(
    view: RegisterView, attaching: Attaching, refuse: Callable[[AppError], object]
) -> Drops:
    """Let every row of a register take files for its record."""
    records = view.records

    def number_under(place: QPoint) -> int:
        index = view.indexAt(place)
        if not index.isValid() or records.office.desk.read_only:
            return 0
        return records.number_at(index.row())

    def take(place: QPoint, mime: QMimeData) -> None:
        view.go(view.indexAt(place).row(), max(view.currentIndex().column(), 0))
        attaching.take(number_under(place), mime)

    attaching.refused.connect(refuse)
    return Drops(view.viewport(), lambda place: bool(number_under(place)), take)
