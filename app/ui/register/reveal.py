"""Showing a masked value: deliberate, for half a minute, kept in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from app.errors import AppError
from app.queries.attachments import record_name
from app.queries.listing import rows
from app.spec.values import show as shown

if TYPE_CHECKING:
    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec
    from app.ui.hub import ShowError
    from app.ui.office import Office

SECONDS = 30


class Reveals(QObject):
    """Which masked values of a register may be seen just now.

    Attributes:
        open_ones: record number and field name of each.
        changed: one was opened or closed.
    """

    changed = Signal()

    def __init__(self, office: Office, spec: RecordSpec, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._spec = spec
        self.open_ones: set[tuple[int, str]] = set()
        self._ends: dict[tuple[int, str], QTimer] = {}
        self._values: dict[tuple[int, str], str] = {}  # the ledger may be closed when they go
        office.covered.connect(self.close_all)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.close_all)

    def open(self, number: int, field: FieldSpec, *, show: ShowError) -> bool:
        """Let one value be seen for half a minute; the history keeps whose and which.

        Args:
            show: shows why not: what cannot be kept in the history is not shown.

        Returns:
            Whether it may be seen.
        """
        spec, desk = self._spec, self._office.desk
        whose = record_name(desk.reader, spec, number)
        try:
            self._office.note_whole(
                "reveal",
                f"查看{spec.title}的{field.label}：{whose}",
                register=spec.id,
                record=number,
                field=field.name,
            )
        except AppError as refusal:
            show(refusal)
            return False
        key = (number, field.name)
        if key not in self._ends:
            self._ends[key] = QTimer(self)
            self._ends[key].setSingleShot(True)
            self._ends[key].timeout.connect(lambda: self.close(*key))
        self._ends[key].start(round(SECONDS * 1000))
        found = rows(desk.reader, spec, [number], (field.name,))
        self._values[key] = shown(field, found[0][field.name]) if found else ""
        self.open_ones.add(key)
        self.changed.emit()
        return True

    def close(self, number: int, name: str) -> None:
        """Mask it again, and let the clipboard forget it."""
        key = (number, name)
        if key not in self.open_ones:
            return
        self.open_ones.discard(key)
        self._ends.pop(key).deleteLater()
        _forget_copied(self._values.pop(key))
        self.changed.emit()

    def close_all(self) -> None:
        """Mask all of them: the window is covered, or about to go."""
        for number, name in sorted(self.open_ones):
            self.close(number, name)


def _forget_copied(value: str) -> None:
    """Empty the clipboard where it still holds the value; what was copied since stays."""
    clipboard = QGuiApplication.clipboard()
    if value and value in clipboard.text():
        clipboard.clear()
