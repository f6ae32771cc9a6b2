"""The questions of the page: for which months lists are made, why a payment is corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout

from app.queries.dues.plan import compared
from app.rules.dues.standard import Standard, months_between, standard_of
from app.rules.profile import profile_of
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.spec.values import MONTH, show_kind
from app.ui.editors.asked_value import AskedValue
from app.ui.editors.tick import Tick
from app.ui.style.tokens import px
from app.ui.widgets.dialog import WIDE, Dialog
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from app.queries.dues.plan import Comparison
    from app.ui.office import Office

_NAMED = 3  # people named of those who lack something or whose line would differ
_MOST_MONTHS = 24
_ABOUT = "会费"
_FIRST = FieldSpec("first", "自", Kind.PARTIAL_DATE, required=True, max_length=MONTH)
_LAST = FieldSpec("last", "至", Kind.PARTIAL_DATE, required=True, max_length=MONTH)
_REASON = FieldSpec("reason", "更正原因", Kind.TEXT, required=True, max_length=50)


def in_columns(*asked: AskedValue) -> QGridLayout:
    """Inputs side by side, two and two."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(px(16))
    grid.setVerticalSpacing(px(8))
    for place, each in enumerate(asked):
        grid.addWidget(each, place // 2, place % 2)
    return grid


class MakeDialog(Dialog):
    """生成会费表: asks for the months and says beforehand what will come of it."""

    def __init__(
        self,
        office: Office,
        months: tuple[str, str],
        act: Callable[[Sequence[str], bool], object],
        parent: QWidget,
    ) -> None:
        super().__init__("生成会费表", parent, width=WIDE, about=_ABOUT)
        self._office = office
        self._act = act
        self.say("按各月在册情况列出应缴会费的人；已经生成的行不变，只补缺的人。")
        today = office.desk.today
        self.first, self.last = AskedValue(_FIRST, today=today), AskedValue(_LAST, today=today)
        for asked, month in zip((self.first, self.last), months, strict=True):
            asked.show_value(month)
            asked.settled.connect(self._foresee)
        self.body.addLayout(in_columns(self.first, self.last))
        self.outcome = label("", "body2", wrap=True)
        self.body.addWidget(self.outcome)
        self.mend = Tick("还没有缴费的行，按现在的基数和减免重新计算")
        self.body.addWidget(self.mend)
        standard = standard_of(profile_of(office.desk.reader), months[0])
        self.body.addWidget(label(_in_words(standard), "note", wrap=True))
        self.add_button("取消", self.reject)
        self.go = self.add_button("生成会费表", self._take, kind="primary")
        self.go.setDefault(True)
        self._foresee()

    @property
    def months(self) -> tuple[str, ...]:
        """The months asked for; none where they cannot be read or are too many."""
        first, last = str(self.first.value or ""), str(self.last.value or "")
        if not first or not last or first > last:
            return ()
        found = months_between(first, last)
        return found if len(found) <= _MOST_MONTHS else ()

    def _foresee(self) -> None:
        """Say for each month how many are new, the same, or would differ."""
        reader = self._office.desk.reader
        profile = profile_of(reader)
        months = self.months
        found = [compared(reader, month, standard_of(profile, month)) for month in months]
        wrong = f"起始月份不能晚于截止月份，一次最多 {_MOST_MONTHS} 个月。"
        self.outcome.setText("\n".join(map(self._told, found)) if months else wrong)
        self.mend.setVisible(any(each.mendable for each in found))
        self.go.setEnabled(bool(months))

    def _told(self, found: Comparison) -> str:
        due_fen = sum(line.due_fen or 0 for line in found.missing)
        words = [f"{found.month}　新增 {len(found.missing):,} 人"]
        if found.missing:
            words.append(f"应缴 {show_kind(Kind.MONEY, due_fen)} 元")
        if unknown := [line.member_id for line in found.missing if line.due_fen is None]:
            words.append(f"{len(unknown):,} 人没有基数{self._named(unknown)}，应缴待定")
        if found.same:
            words.append(f"已有 {found.same:,} 人不变")
        if differing := [old.member_id for old, _new in found.differing]:
            words.append(f"{len(differing):,} 人与现在算出的不同{self._named(differing)}")
        if found.gone:
            words.append(f"{len(found.gone):,} 人现在不应列入，请核对")
        return "，".join(words)

    def _named(self, numbers: Sequence[int]) -> str:
        from app.queries.listing import rows

        desk = self._office.desk
        found = rows(desk.reader, desk.specs["member"], numbers[:_NAMED])
        names = [str(row["name"]) for row in found]
        more = "等" if len(numbers) > _NAMED else ""
        return f"（{'、'.join(names)}{more}）"

    def _take(self) -> None:
        if self.first.settle() and self.last.settle() and self.months:
            self.accept()
            self._act(self.months, self.mend.isVisible() and self.mend.isChecked())


def _in_words(standard: Standard) -> str:
    period = {1: "按月", 3: "按季", 6: "每半年", 12: "每年"}.get(standard.period, "")
    if standard.fixed_fen:
        each = show_kind(Kind.MONEY, standard.fixed_fen)
        return f"现行标准：每人每月定额 {each} 元；{period}收缴。保留会籍的列入但免交。"
    rounding = "" if standard.round_fen == 1 else "，四舍五入到元"
    return (
        f"现行标准：基数的 {standard.rate / 100:g}%，不满 {standard.unit_fen // 100} 元的尾数不计"
        f"{rounding}；{period}收缴。保留会籍的列入但免交。"
    )


class WithdrawDialog(Dialog):
    """更正缴费: takes payments back, and keeps why."""

    def __init__(self, said: str, act: Callable[[str], object], parent: QWidget) -> None:
        super().__init__("更正缴费登记", parent, about=_ABOUT)
        self._act = act
        self.say(said)
        self.reason = AskedValue(
            _REASON, suggestions=("重复登记", "登记错人", "金额有误", "已退款")
        )
        self.body.addWidget(self.reason)
        self._wanting = label("请写明原因。", "fault")
        self._wanting.hide()
        self.body.addWidget(self._wanting)
        self.add_button("取消", self.reject)
        self.go = self.add_button("取消这些缴费登记", self._take, kind="primary")
        self.go.setDefault(True)

    def _take(self) -> None:
        if not self.reason.settle():
            return
        self._wanting.setVisible(not self.reason.value)
        if self.reason.value:
            self.accept()
            self._act(str(self.reason.value))
