"""How far cards and labels are moved, remembered for each printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.spec.codes import plain_list
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.ui.editors.asked_value import AskedValue
from app.ui.style.tokens import px

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ui.preferences import Preferences

_KEPT = "print/offsets"
_ANY = "（未指定打印机）"


def is_offset(field: FieldSpec) -> bool:
    """Whether a parameter says how far everything is moved."""
    return field.name.startswith("offset_")


class Offsets(QWidget):
    """A printer, and by how much its paper is off; what is set is kept at once.

    Attributes:
        changed: everything stands elsewhere from now on.
    """

    changed = Signal()

    def __init__(self, fields: Sequence[FieldSpec], preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        printers = plain_list("printer", "打印机", QPrinterInfo.availablePrinterNames() or [_ANY])
        field = FieldSpec("printer", "打印机", Kind.CHOICE, choices=printers)
        self.printer = AskedValue(field, small=True)
        self.moves = [AskedValue(each, small=True) for each in fields]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        for part in (self.printer, *self.moves):
            column.addWidget(part)
        usual = QPrinterInfo.defaultPrinterName()
        self.printer.show_value(usual if usual in printers else printers.codes[0].code)
        self.printer.settled.connect(self._show_kept)
        for move in self.moves:
            move.show_hint("0")
            move.settled.connect(self._keep)
        self._recall()

    @property
    def name(self) -> str:
        """The printer's name; blank where none is known."""
        name = str(self.printer.value or "")
        return "" if name == _ANY else name

    def values(self) -> dict[str, object]:
        """The parameters in their stored forms."""
        return {move.field.name: move.value for move in self.moves if move.value is not None}

    def change_to(self, name: str) -> bool:
        """Take the offsets of another printer; whether they differ from those in use."""
        before = self.values()
        self.printer.show_value(name)
        self._recall()
        return self.values() != before

    def _all(self) -> dict[str, dict[str, str]]:
        kept = self._preferences.read(_KEPT, {})
        return kept if isinstance(kept, dict) else {}

    def _recall(self) -> None:
        kept = self._all().get(self.name, {})
        for move in self.moves:
            value = kept.get(move.field.name)
            choices = move.field.choices
            move.show_value(value if choices is not None and value in choices else None)

    def _show_kept(self) -> None:
        self._recall()
        self.changed.emit()

    def _keep(self) -> None:
        self._preferences.keep(_KEPT, self._all() | {self.name: self.values()})
        self.changed.emit()
