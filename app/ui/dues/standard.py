"""会费标准: what dues are reckoned by, where it stands, and what else is in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout

from app.rules.dues.standard import (
    FIRST_MONTH,
    KEYS,
    LEAVING_MONTH,
    PERIOD,
    RATE,
    ROUND,
    UNIT,
)
from app.rules.profile import profile_of
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.ui.editors.asked_value import AskedValue
from app.ui.style.tokens import px
from app.ui.widgets.dialog import WIDE, Dialog
from app.ui.widgets.labels import label
from app.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from app.rules.profile import Figure
    from app.ui.office import Office

_RATE = FieldSpec(
    "rate", "会费占基数的万分之几", Kind.INTEGER, required=True, minimum=0, maximum=500
)
_UNIT = FieldSpec("unit", "尾数不计到几元", Kind.INTEGER, required=True, minimum=1, maximum=1000)
_ASKED = 60  # a label and an input below it
_SOURCE = FieldSpec("source", "地方或本会依据（文件、会议）", Kind.TEXT, max_length=100)
_CHOICES: tuple[tuple[str, str, tuple[tuple[int, str], ...]], ...] = (
    (PERIOD, "收缴周期", ((1, "按月"), (3, "按季"), (6, "半年"), (12, "全年"))),
    (ROUND, "取整", ((1, "不取整"), (100, "四舍五入到元"))),
    (FIRST_MONTH, "入会后从哪月起交", ((0, "批准当月"), (1, "次月"))),
    (LEAVING_MONTH, "离会、保留会籍当月", ((0, "不交"), (1, "仍交"))),
)


class StandardDialog(Dialog):
    """Shows the standard with its sources; what differs from the nation's is the union's own.

    Args:
        act: sets it, with the figures by key and the source of those that differ.
    """

    def __init__(
        self, office: Office, act: Callable[[Mapping[str, int], str], object], parent: QWidget
    ) -> None:
        super().__init__("会费标准", parent, width=WIDE, about="会费")
        self._act = act
        profile = profile_of(office.desk.reader)
        figures = {key: profile.figure(key, office.desk.today) for key in KEYS}
        self.say("改动从下次生成会费表起算，已经生成的表不变。")
        self.rate, self.unit = AskedValue(_RATE), AskedValue(_UNIT)
        self.rate.show_value(figures[RATE].value)
        self.unit.show_value(figures[UNIT].value)
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(8))
        grid.setColumnStretch(1, 1)
        for row in (0, 1):
            grid.setRowMinimumHeight(row, px(_ASKED))
        grid.addWidget(self.rate, 0, 0)
        grid.addWidget(label(_where(figures[RATE]), "note", wrap=True), 0, 1)
        grid.addWidget(self.unit, 1, 0)
        grid.addWidget(label(_where(figures[UNIT]), "note", wrap=True), 1, 1)
        self.chosen: dict[str, Segmented] = {}
        for row, (key, title, choices) in enumerate(_CHOICES):
            grid.addWidget(label(title, "label"), 2 * row + 2, 0)
            self.chosen[key] = Segmented(choices, clearable=False)
            self.chosen[key].set_value(figures[key].value)
            grid.addWidget(self.chosen[key], 2 * row + 3, 0)
            grid.addWidget(label(_where(figures[key]), "note", wrap=True), 2 * row + 3, 1)
        self.body.addLayout(grid)
        self.source = AskedValue(_SOURCE)
        self.body.addWidget(self.source)
        self.add_button("取消", self.reject)
        self.go = self.add_button("采用这个标准", self._take, kind="primary")
        self.go.setDefault(True)
        self.go.setEnabled(not office.desk.read_only)

    def _take(self) -> None:
        if not all(each.settle() for each in (self.rate, self.unit, self.source)):
            return
        values = {RATE: int(str(self.rate.value)), UNIT: int(str(self.unit.value))}
        values |= {key: int(str(made.value())) for key, made in self.chosen.items()}
        self.accept()
        self._act(values, str(self.source.value or ""))


def _where(figure: Figure) -> str:
    """The citation, and what else is known to be in use."""
    others = "；".join(other.note for other in figure.alternatives)
    return f"{figure.citation}{f'。也有：{others}' if others else ''}"
