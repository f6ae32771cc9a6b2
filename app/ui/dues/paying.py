"""What a selection or the clipboard asks to be registered as paid."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.queries.dues.year import State
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.spec.values import ValueProblem, parse, show_kind
from app.ui.dues.grid import FIRST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.queries.dues.year import Line
    from app.ui.dues.grid import Place, YearModel

_AMOUNT = FieldSpec("amount", "金额", Kind.MONEY, minimum=0)
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """Payments to be registered.

    Attributes:
        payments: member, month (``yyyy-mm``), and the amount in fen or ``None`` for what is owed.
        people: whose they are.
        known_fen: what they come to, as far as it is known before.
        in_advance: of them, months that have no list yet.
        unlike: pasted amounts that are not what is owed.
    """

    payments: tuple[tuple[int, str, int | None], ...] = ()
    people: tuple[Line, ...] = ()
    known_fen: int = 0
    in_advance: int = 0
    unlike: int = 0
    _months: tuple[str, ...] = field(default=())

    @property
    def months(self) -> str:
        """The months, as a receipt names them."""
        first, last = min(self._months), max(self._months)
        return first if first == last else f"{first}至{last}"

    @property
    def title(self) -> str:
        """What the history calls it."""
        who = self.people[0].name if len(self.people) == 1 else f"{len(self.people):,} 人"
        return f"{who}，{self.months}"

    @property
    def said(self) -> str:
        """What is about to be registered, in words."""
        amount = show_kind(Kind.MONEY, self.known_fen)
        words = f"{self.title}，{len(self.payments):,} 笔，共 {amount} 元。"
        if self.in_advance:
            words += f"其中 {self.in_advance:,} 笔是预缴，按现在的基数算，不在这个合计里。"
        if self.unlike:
            words += f"有 {self.unlike:,} 笔与应缴数不同，请核对。"
        return words

    def payer(self, groups: Mapping[int, str]) -> str:
        """Who paid, as a receipt names it: a person, a group, or several people."""
        if len(self.people) == 1:
            return self.people[0].name
        found = {line.group_id for line in self.people}
        if len(found) == 1 and (name := groups.get(found.pop() or 0)):
            return name
        return f"{self.people[0].name}等 {len(self.people):,} 人"


def asked_by(places: Iterable[Place], everybody: Sequence[Line], year: int) -> Asked:
    """What the selected months ask for: all that is owed, and months that have no list yet."""
    listed = {number for line in everybody for number in line.months}
    payments: list[tuple[int, str, int | None]] = []
    people: dict[int, Line] = {}
    months: list[str] = []
    known = in_advance = 0
    for line, number in places:
        month = line.months.get(number)
        is_early = month is None and number not in listed
        if not is_early and (month is None or month.state is not State.OWED):
            continue
        name = f"{year}-{number:02d}"
        payments.append((line.member_id, name, None))
        people[line.member_id] = line
        months.append(name)
        in_advance += is_early
        known += month.owed_fen if month is not None else 0
    return Asked(tuple(payments), tuple(people.values()), known, in_advance, _months=tuple(months))


def pasted(text: str, model: YearModel, row: int, column: int, year: int) -> Asked | str:
    """The amounts of a pasted column or block, from a cell downwards.

    Returns:
        What they ask for; or in words why nothing can be taken.
    """
    if row < 0 or model.place(row, column) is None:
        return "请先选中一个月份的格子，再粘贴金额。"
    payments: list[tuple[int, str, int | None]] = []
    people: dict[int, Line] = {}
    unreadable: list[str] = []
    known = unlike = 0
    for down, words in enumerate(text.rstrip("\r\n").splitlines()):
        for across, raw in enumerate(words.split("\t")):
            place = model.place(row + down, column + across)
            if not raw.strip():
                continue
            if place is None:
                return "粘贴的行或列比表里的多，请从对应的第一人、第一个月开始粘贴。"
            try:
                amount = parse(_AMOUNT, raw)
            except ValueProblem:
                unreadable.append(raw.strip())
                continue
            name = f"{year}-{column + across - FIRST + 1:02d}"
            month = place.line.months.get(place.month)
            fen = int(str(amount))
            payments.append((place.line.member_id, name, fen))
            people[place.line.member_id] = place.line
            known += fen
            unlike += month is None or month.owed_fen != fen
    if unreadable:
        named = "、".join(unreadable[:_NAMED])
        return f"粘贴的内容里有 {len(unreadable)} 格不是金额（{named}），一笔也没有登记。"
    months = tuple(name for _member, name, _fen in payments)
    return Asked(tuple(payments), tuple(people.values()), known, 0, unlike, months)
