"""Which sheets of a workbook are read together, and what their names stand for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.reports.registers.several import tab_fields
from app.ui.editors.tick import Tick
from app.ui.style.tokens import px
from app.ui.widgets.buttons import button
from app.ui.widgets.choosing.segmented import Segmented
from app.ui.widgets.dialog import WIDE, Dialog
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.reports.registers.bench import Bench, SheetFacts
    from app.ui.importing.work import Looked
    from app.ui.widgets.finding_box import FindingBox

_ABOUT = "从表格导入"
_OFFERED = 5  # sheets offered where the first one cannot be read
_ROW, _MOST = 32, 9  # height of a sheet's line; how many are seen without scrolling


def said_of(sheet: SheetFacts) -> str:
    """Why a sheet may not be wanted; blank where nothing stands against it."""
    if sheet.has_rows is False:
        return "空的"
    if not sheet.visible:
        return "隐藏的"
    return "" if sheet.fits or sheet.has_rows is None else "没有认出表头"


def offer_sheets(box: FindingBox, bench: Bench, turn: Callable[[Sequence[str]], None]) -> None:
    """Offer the other sheets where the one that was read is none of the register's."""
    others = [one for one in bench.sheets if one.visible and not one.is_read]
    for one in others[:_OFFERED]:
        act = partial(turn, [one.name])
        box.add_action(button(f"换到工作表“{one.name}”", small=True, act=act))


class SheetsDialog(Dialog):
    """Tick the sheets that belong together, or take one alone.

    Attributes:
        chosen: the names of the sheets, in their order, and the field for which these stand.
    """

    chosen = Signal(object, object)

    def __init__(self, looked: Looked, parent: QWidget) -> None:
        super().__init__("选要导入的工作表", parent, width=WIDE, about=_ABOUT)
        self.say("勾上的几张当作一份表格：一起核对，一次写入，撤销也是一次。仍然没有写入任何内容。")
        self.ticks: dict[str, Tick] = {}
        self._tab = looked.looked.laid.tab
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, px(8), 0)
        lines.setSpacing(0)
        for sheet in looked.bench.sheets:
            lines.addWidget(self._line(sheet))
        lines.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setFixedHeight(px(_ROW) * min(len(self.ticks), _MOST) + px(4))
        self.body.addWidget(area)
        self.body.addSpacing(px(4))
        self.tab = Segmented(
            [
                ("", "不取"),
                *((field.name, field.label) for field in tab_fields(looked.preview.spec)),
            ],
            clearable=False,
        )
        self.tab.set_value(self._tab)
        if len(self.tab.buttons) > 1:
            self.say("没有这一栏的表，工作表的名称当作：")
            self.body.addWidget(self.tab)
        self.add_button("不改", self.reject)
        self.take = self.add_button("核对", self._take, kind="primary")
        self.take.setDefault(True)
        self._count()

    def _line(self, sheet: SheetFacts) -> QWidget:
        made = QWidget()
        made.setFixedHeight(px(_ROW))
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        tick = Tick(sheet.name, lambda _on: self._count())
        tick.setChecked(sheet.is_read)
        tick.setEnabled(sheet.has_rows is not False)
        self.ticks[sheet.name] = tick
        row.addWidget(tick)
        row.addWidget(label(said_of(sheet), "note"))
        row.addStretch(1)
        if tick.isEnabled():
            only = button("只要这张", "link", act=partial(self._only, sheet.name))
            only.setAccessibleName(f"只要“{sheet.name}”")
            row.addWidget(only)
        return made

    def _names(self) -> tuple[str, ...]:
        return tuple(name for name, tick in self.ticks.items() if tick.isChecked())

    def _count(self) -> None:
        """Say on the button how many sheets are read; none cannot be."""
        if hasattr(self, "take"):
            count = len(self._names())
            self.take.setText(f"核对 {count} 张" if count else "先勾选一张")
            self.take.setEnabled(count > 0)

    def _only(self, name: str) -> None:
        for each, tick in self.ticks.items():
            tick.setChecked(each == name)
        self._take()

    def _take(self) -> None:
        names, tab = self._names(), self.tab.value()
        self.accept()
        self.chosen.emit(names, None if tab == self._tab else tab)
