"""Showing a masked value: deliberate, for half a minute, kept in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec
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

    def open(self, number: int, field: FieldSpec) -> None:
        """Let one value be seen for half a minute; the history keeps that it was."""
        self._office.desk.note(
            "reveal", f"查看{self._spec.title}的{field.label}", record=number, field=field.name
        )
        self.open_ones.add((number, field.name))
        self.changed.emit()
        QTimer.singleShot(SECONDS * 1000, self, lambda: self.close(number, field.name))

    def close(self, number: int, name: str) -> None:
        """Mask it again."""
        self.open_ones.discard((number, name))
        self.changed.emit()
