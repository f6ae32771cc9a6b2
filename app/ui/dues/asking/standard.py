"""会费标准: what dues are reckoned by, where it stands, and what else is in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from app.queries.dues.year import months_listed
from app.rules.dues.standard import (
    FIRST_MONTH,
    KEYS,
    LEAVING_MONTH,
    PERIOD,
    RATE,
    ROUND,
    UNIT,
    later,
)
from app.rules.profile import profile_of
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.spec.values import MONTH
from app.ui.editors.asked_value import AskedValue
from app.ui.style.tokens import px
from app.ui.widgets.choosing.segmented import Segmented
from app.ui.widgets.dialog import WIDE, Dialog
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.rules.profile import Figure
    from app.ui.office import Office

_BASIS_POINT = 100  # 万分之一, the unit of the figure, is 0.01 %: so many ten-thousandths of 1 %
_RATE = FieldSpec(
    "rate",
    "会费占基数的百分之几（%）",
    Kind.DECIMAL,
    required=True,
    minimum=0,
    maximum=500 * _BASIS_POINT,
)
_UNIT = FieldSpec("unit", "尾数不计到几元", Kind.INTEGER, required=True, minimum=1, maximum=1000)
_AROUND = 48  # of the screen stays free above and below
_BESIDES = 232  # heading, sentence, source, month and buttons
_ASKED = 60  # a label and an input below it
_SOURCE = FieldSpec("source", "地方或本会依据（文件、会议）", Kind.TEXT, max_length=100)
_FROM = FieldSpec(
    "from_month", "自哪个月起执行（不填：一直如此）", Kind.PARTIAL_DATE, max_length=MONTH
)
_CHOICES: tuple[tuple[str, str, tuple[tuple[int, str], ...]], ...] = (
    (PERIOD, "收缴周期", ((1, "按月"), (3, "按季"), (6, "半年"), (12, "全年"))),
    (ROUND, "取整", ((1, "不取整"), (100, "四舍五入到元"))),
    (FIRST_MONTH, "入会后从哪月起交", ((0, "批准当月"), (1, "次月"))),
    (LEAVING_MONTH, "离会、保留会籍当月", ((0, "不交"), (1, "仍交"))),
)


class StandardDialog(Dialog):
    """Shows the standard with its sources; what differs from the nation's is the union's own.

    Args:
        act: sets it, with the figures by key, the source of those that differ, and the first
            month; blank for always.
    """

    def __init__(
        self, office: Office, act: Callable[[Mapping[str, int], str, str], object], parent: QWidget
    ) -> None:
        super().__init__("会费标准", parent, width=WIDE, about="会费")
        self._act = act
        profile = profile_of(office.desk.reader)
        figures = {key: profile.figure(key, office.desk.today) for key in KEYS}
        self.say(
            "新标准从所填的月份算起，会员卡上的月会费跟着变；已经生成的表不变。按 Ctrl+Z 可以撤销。"
        )
        self.rate, self.unit = AskedValue(_RATE), AskedValue(_UNIT)
        self.rate.show_value(figures[RATE].value * _BASIS_POINT)
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
        self.body.addWidget(self._in_area(grid), 1)
        self.source, self.from_month = AskedValue(_SOURCE), AskedValue(_FROM)
        self.from_month.show_value(_first_open_month(office))
        year, month = later(office.desk.today[:MONTH], 1).split("-")
        self.from_month.show_hint(f"例如 {year}.{int(month)}")
        foot = QHBoxLayout()
        foot.setSpacing(px(16))
        foot.addWidget(self.source)
        foot.addWidget(self.from_month)
        self.body.addLayout(foot)
        self.add_button("取消", self.reject)
        self.go = self.add_button("采用这个标准", self._take, kind="primary")
        self.go.setDefault(True)
        self.go.setEnabled(not office.desk.read_only)
        room = self.screen().availableGeometry().height() - px(_AROUND)
        self.setMaximumHeight(room)
        self.resize(self.width(), min(room, self.area_height + px(_BESIDES)))

    def _in_area(self, grid: QGridLayout) -> QScrollArea:
        """The figures, which scroll where the text is large and the screen is not."""
        inside = QWidget()
        inside.setLayout(grid)
        grid.setContentsMargins(0, 0, px(8), 0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        self.area_height = grid.totalHeightForWidth(self.width() - px(_ASKED))
        return area

    @property
    def _written(self) -> tuple[AskedValue, ...]:
        return self.rate, self.unit, self.source, self.from_month

    def _take(self) -> None:
        if not all(each.settle() for each in self._written):
            return
        rate = int(str(self.rate.value)) // _BASIS_POINT
        values = {RATE: rate, UNIT: int(str(self.unit.value))}
        values |= {key: int(str(made.value())) for key, made in self.chosen.items()}
        self.accept()
        self._act(values, str(self.source.value or ""), str(self.from_month.value or ""))


def _first_open_month(office: Office) -> str | None:
    """The month after the last list; ``None`` before the first: then it was so all along."""
    listed = months_listed(office.desk.reader)
    return later(listed[-1], 1) if listed else None


def _where(figure: Figure) -> str:
    """The citation, since when, and what else is known to be in use."""
    others = "；".join(other.note for other in figure.alternatives)
    since = f"，自 {figure.valid_from[:MONTH]} 起" if figure.valid_from else ""
    return f"{figure.citation}{since}{f'。也有：{others}' if others else ''}"
