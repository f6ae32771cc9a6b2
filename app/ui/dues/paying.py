"""What a selection or the clipboard asks to be registered as paid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from app.queries.dues.year import State
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.spec.values import ValueProblem, parse, show_kind
from app.ui.dues.grid import FIRST

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from app.queries.dues.arrears import Arrear
    from app.queries.dues.year import Line
    from app.ui.dues.grid import Place, YearModel

_AMOUNT = FieldSpec("amount", "金额", Kind.MONEY, minimum=0)
_NAMED = 3


class AskedPayment(NamedTuple):
    """Dues of one person for one month.

    Attributes:
        amount_fen: what is written down; ``None`` for what is owed.
        known_fen: what it comes to, as far as it is known before.
        is_early: the month has no list yet.
        is_unlike: a pasted amount that is not what is owed.
    """

    line: Line
    month: str
    amount_fen: int | None = None
    known_fen: int = 0
    is_early: bool = False
    is_unlike: bool = False


class Earlier(NamedTuple):
    """Somebody who is to pay a month and owes months before it.

    Attributes:
        months: those, oldest first, as ``yyyy-mm``.
    """

    line: Line
    group: str
    months: tuple[str, ...]

    @property
    def told(self) -> str:
        """What is owed, in words."""
        return f"欠缴 {len(self.months)} 个月，{self.months[0]} 起"


@dataclass(frozen=True, slots=True)
class Asked:
    """Payments to be registered.

    Attributes:
        is_written: each amount was given by somebody, as in a pasted column.
    """

    payments: tuple[AskedPayment, ...] = ()
    is_written: bool = False

    @property
    def people(self) -> list[Line]:
        """Whose they are."""
        return list({each.line.member_id: each.line for each in self.payments}.values())

    @property
    def known_fen(self) -> int:
        """What they come to, as far as it is known before."""
        return sum(each.known_fen for each in self.payments)

    @property
    def months(self) -> str:
        """The months, as a receipt names them."""
        months = [each.month for each in self.payments]
        first, last = min(months), max(months)
        return first if first == last else f"{first}至{last}"

    @property
    def title(self) -> str:
        """What the history calls it."""
        people = self.people
        who = people[0].name if len(people) == 1 else f"{len(people):,} 人"
        return f"{who}，{self.months}"

    @property
    def said(self) -> str:
        """What is about to be registered, in words."""
        amount = show_kind(Kind.MONEY, self.known_fen)
        words = f"{self.title}，{len(self.payments):,} 笔，共 {amount} 元。"
        if early := sum(each.is_early for each in self.payments):
            words += f"其中 {early:,} 笔是预缴，按现在的基数算，不在这个合计里。"
        if unlike := sum(each.is_unlike for each in self.payments):
            words += f"有 {unlike:,} 笔与应缴数不同，请核对。"
        return words

    def said_without(self, left_out: Collection[int]) -> str:
        """What is about to be registered, and what of it is not."""
        kept, dropped = self.without(left_out), self._of(left_out)
        if not dropped.payments:
            return kept.said
        amount = show_kind(Kind.MONEY, dropped.known_fen)
        taken = f"登记 {kept.said}" if kept.payments else "还没有勾选要登记的人，"
        return (
            f"{taken}不登记 {len(dropped.people):,} 人，{len(dropped.payments):,} 笔，{amount} 元。"
        )

    def without(self, left_out: Collection[int]) -> Asked:
        """The payments of everybody but the members ``left_out``."""
        kept = (each for each in self.payments if each.line.member_id not in left_out)
        return replace(self, payments=tuple(kept))

    def _of(self, members: Collection[int]) -> Asked:
        chosen = (each for each in self.payments if each.line.member_id in members)
        return replace(self, payments=tuple(chosen))

    def earlier(self, arrears: Iterable[Arrear]) -> tuple[Earlier, ...]:
        """Who of them owes months before those asked for, the longest first."""
        asked: dict[int, list[str]] = {}
        lines = {line.member_id: line for line in self.people}
        for each in self.payments:
            asked.setdefault(each.line.member_id, []).append(each.month)
        found = []
        for each_in_arrears in arrears:
            months = asked.get(each_in_arrears.member_id)
            if months is None:
                continue
            first = min(months)
            before = tuple(month for month in each_in_arrears.months if month < first)
            if before:
                line = lines[each_in_arrears.member_id]
                found.append(Earlier(line, each_in_arrears.group, before))
        return tuple(sorted(found, key=lambda each: -len(each.months)))

    def payer(self, groups: Mapping[int, str]) -> str:
        """Who paid, as a receipt names it: a person, a group, or several people."""
        people = self.people
        if len(people) == 1:
            return people[0].name
        found = {line.group_id for line in people}
        if len(found) == 1 and (name := groups.get(found.pop() or 0)):
            return name
        return f"{people[0].name}等 {len(people):,} 人"


def asked_by(places: Iterable[Place], everybody: Sequence[Line], year: int) -> Asked:
    """What the selected months ask for: all that is owed, and months that have no list yet."""
    listed = {number for line in everybody for number in line.months}
    payments: list[AskedPayment] = []
    for line, number in places:
        month = line.months.get(number)
        is_early = month is None and number not in listed
        if not is_early and (month is None or month.state is not State.OWED):
            continue
        known = month.owed_fen if month is not None else 0
        name = f"{year}-{number:02d}"
        payments.append(AskedPayment(line, name, known_fen=known, is_early=is_early))
    return Asked(tuple(payments))


def pasted(text: str, model: YearModel, row: int, column: int, year: int) -> Asked | str:
    """The amounts of a pasted column or block, from a cell downwards.

    Returns:
        What they ask for; or in words why nothing can be taken.
    """
    if row < 0 or model.place(row, column) is None:
        return "请先选中一个月份的格子，再粘贴金额。"
    payments: list[AskedPayment] = []
    unreadable: list[str] = []
    for down, words in enumerate(text.rstrip("\r\n").splitlines()):
        for across, raw in enumerate(words.split("\t")):
            place = model.place(row + down, column + across)
            if not raw.strip():
                continue
            if place is None:
                return "粘贴的行或列比表里的多，请从对应的第一人、第一个月开始粘贴。"
            try:
                fen = int(str(parse(_AMOUNT, raw)))
            except ValueProblem:
                unreadable.append(raw.strip())
                continue
            name = f"{year}-{column + across - FIRST + 1:02d}"
            month = place.line.months.get(place.month)
            unlike = month is None or month.owed_fen != fen
            payments.append(AskedPayment(place.line, name, fen, fen, is_unlike=unlike))
    if unreadable:
        named = "、".join(unreadable[:_NAMED])
        return f"粘贴的内容里有 {len(unreadable)} 格不是金额（{named}），一笔也没有登记。"
    return Asked(tuple(payments), is_written=True)
