"""会费标准: what dues are reckoned by, where it stands, and what else is in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from app.queries.dues.year import months_listed
from app.rules.dues.standard import (
    FIRST_MONTH,
    FIXED,
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

_MOST_FIXED = 1_000_000  # fen: ten thousand yuan a month nobody pays
_BASIS_POINT = 100  # 万分之一, the unit of the figure, is 0.01 %: so many ten-thousandths of 1 %
_RATE = FieldSpec(
    "rate",
    "会费占基数的百分之几（%）",
    Kind.DECIMAL,
    required=True,
    minimum=0,
    maximum=500 * _BASIS_POINT,
)
_FIXED = FieldSpec(
    "fixed", "每人每月（元）", Kind.MONEY, required=True, minimum=1, maximum=_MOST_FIXED
)
_UNIT = FieldSpec("unit", "尾数不计到几元", Kind.INTEGER, required=True, minimum=1, maximum=1000)
_BY_BASE, _BY_HEAD = "base", "head"
_WAYS = ((_BY_BASE, "按基数的百分之几"), (_BY_HEAD, "定额，每人一样"))
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
        self._before = {key: figure.value for key, figure in figures.items()}
        self.say(
            "新标准从所填的月份算起，会员卡上的月会费跟着变；已经生成的表不变。按 Ctrl+Z 可以撤销。"
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(8))
        grid.setColumnStretch(1, 1)
        self._ask_how_much(grid, figures)
        self.chosen: dict[str, Segmented] = {}
        for key, title, choices in _CHOICES:
            parts = self._ask_choice(grid, key, title, choices, figures[key])
            if key == ROUND:
                self._of_base += parts
        self._show_way(self.way.value())
        grid.setRowStretch(grid.rowCount(), 1)
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

    def _ask_how_much(self, grid: QGridLayout, figures: Mapping[str, Figure]) -> None:
        """By the base with rate and odd amount, or one sum for everybody."""
        fixed = figures[FIXED]
        self.rate, self.unit, self.fixed = AskedValue(_RATE), AskedValue(_UNIT), AskedValue(_FIXED)
        self.rate.show_value(figures[RATE].value * _BASIS_POINT)
        self.unit.show_value(figures[UNIT].value)
        self.fixed.show_value(fixed.value or None)
        grid.addWidget(label("怎么算", "label"), 0, 0)
        self.way = Segmented(_WAYS, clearable=False)
        self.way.set_value(_BY_HEAD if fixed.value else _BY_BASE)
        self.way.chosen.connect(self._show_way)
        grid.addWidget(self.way, 1, 0)
        grid.addWidget(label(_where(fixed), "note", wrap=True), 1, 1)
        said = label(
            "有减免决定的、保留会籍的照旧；会员卡上自己另填了月会费的，按所填的收。",
            "note",
            wrap=True,
        )
        notes = [label(_where(figures[key]), "note", wrap=True) for key in (RATE, UNIT)]
        asked = (self.rate, self.unit, self.fixed)
        for row, (part, note) in enumerate(zip(asked, (*notes, said), strict=True), 2):
            grid.addWidget(part, row, 0)
            grid.addWidget(note, row, 1)
        self._of_base: list[QWidget] = [self.rate, self.unit, *notes]
        self._of_head: list[QWidget] = [self.fixed, said]

    def _ask_choice(
        self,
        grid: QGridLayout,
        key: str,
        title: str,
        choices: tuple[tuple[int, str], ...],
        figure: Figure,
    ) -> list[QWidget]:
        row = grid.rowCount()
        self.chosen[key] = Segmented(choices, clearable=False)
        self.chosen[key].set_value(figure.value)
        parts = [label(title, "label"), self.chosen[key], label(_where(figure), "note", wrap=True)]
        grid.addWidget(parts[0], row, 0)
        grid.addWidget(parts[1], row + 1, 0)
        grid.addWidget(parts[2], row + 1, 1)
        return parts

    def _show_way(self, way: object) -> None:
        """Ask only for what the chosen way of reckoning needs."""
        for part in self._of_base:
            part.setVisible(way == _BY_BASE)
        for part in self._of_head:
            part.setVisible(way == _BY_HEAD)

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
        by_head = self.way.value() == _BY_HEAD
        how_much = (self.fixed,) if by_head else (self.rate, self.unit)
        return (*how_much, self.source, self.from_month)

    def _take(self) -> None:
        if not all(each.settle() for each in self._written):
            return
        if self.way.value() == _BY_HEAD and self.fixed.value is None:
            self.fixed.object_to("请填每人每月交多少元。")
            return
        values = dict(self._before)
        if self.way.value() == _BY_HEAD:
            values[FIXED] = int(str(self.fixed.value))
        else:
            rate = int(str(self.rate.value)) // _BASIS_POINT
            values |= {FIXED: 0, RATE: rate, UNIT: int(str(self.unit.value))}
        values |= {key: int(str(made.value())) for key, made in self.chosen.items()}
        if values == self._before and not self.source.value:
            self.source.object_to(
                "和现在的标准一样。要按它确认本会的标准，请填依据；不改就按取消。"
            )
            return
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
