"""Whose papers are wanted: names written, or those chosen in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from app.ui.editors.asked_value import AskedValue
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.spec.field import FieldSpec

_CHOSEN = "#"  # begins what was chosen in a list, by the numbers of records


class AskedPeople(AskedValue):
    """Names or card numbers, several parted by commas; a choice made in a list is only counted."""

    def __init__(self, field: FieldSpec) -> None:
        super().__init__(field, small=True)
        self.show_hint("可填几个，用逗号隔开")
        self.chosen = label("", "value")
        self._again = button("改填姓名", "link", act=self._forget)
        if isinstance(column := self.layout(), QVBoxLayout):
            column.addWidget(self.chosen)
            column.addWidget(self._again, 0, Qt.AlignmentFlag.AlignLeft)
        self._tell()

    def show_value(self, value: object) -> None:
        """Show names to be changed, or how many were chosen."""
        super().show_value(value)
        self._tell()

    def _tell(self) -> None:
        text = str(self.value or "")
        is_chosen = text.startswith(_CHOSEN)
        self.editor.setVisible(not is_chosen)
        self.chosen.setText(f"会员列表中选定的 {text.count(_CHOSEN):,} 人" if is_chosen else "")
        self.chosen.setVisible(is_chosen)
        self._again.setVisible(is_chosen)

    def _forget(self) -> None:
        self.show_value(None)
        self.editor.setFocus()
        self.settled.emit()
