"""The sheet of a year: each person's twelve months, what is owed and what was paid."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from app.models.members.dues import Dues
from app.models.members.member import Member
from app.queries.groups import groups_in_order, with_those_below

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Connection

_DUES, _MEMBER = Dues.__table__.c, Member.__table__.c
MONTHS = 12


class State(StrEnum):
    """How a month stands for one person."""

    PAID = "paid"  # 已缴
    OWED = "owed"  # 未缴, in part or whole
    OVERDUE = "overdue"  # 欠缴: 未缴, and its time of collection is over
    EXEMPT = "exempt"  # 减免: nothing is due
    UNKNOWN = "unknown"  # 待定: nobody knows how much


class Month(NamedTuple):
    """One person's month."""

    id: int
    due_fen: int | None
    paid_fen: int | None
    exemption: str | None
    paid_on: str | None = None

    @property
    def owed_fen(self) -> int:
        """What is still to be paid."""
        return max(0, (self.due_fen or 0) - (self.paid_fen or 0))

    @property
    def state(self) -> State:
        """How the month stands; it does not know whether its time of collection is over."""
        if self.owed_fen:
            return State.OWED
        if self.paid_fen:
            return State.PAID
        if self.due_fen is None:
            return State.UNKNOWN
        return State.EXEMPT


@dataclass(slots=True)
class Sums:
    """Dues added up; every sum is one of amounts that stand in rows of the register."""

    due_fen: int = 0
    paid_fen: int = 0
    owed_fen: int = 0

    def add(self, month: Month) -> None:
        """Add what one person's month says; unknown adds nothing."""
        due, paid = month.due_fen or 0, month.paid_fen or 0
        self.due_fen += due
        self.paid_fen += paid
        if due > paid:
            self.owed_fen += due - paid


@dataclass(slots=True)
class Line:
    """One person's year.

    Attributes:
        group_id: the group of the latest month.
        months: by number, 1 to 12; months without a line are not there.
    """

    member_id: int
    name: str
    card_no: str | None
    pinyin: str
    group_id: int | None = None
    months: dict[int, Month] = field(default_factory=dict)

    @property
    def sums(self) -> Sums:
        """Over the whole year."""
        return sums_of(self.months.values())

    def is_in(self, state: State | None, month: int | None = None, months_over: int = 0) -> bool:
        """Whether ``month``, or any of the year, stands so; all do for no state at all.

        Args:
            months_over: of how many months of the year the time of collection is over.
        """
        if month is None and state is None:
            return True
        asked = self.months.items() if month is None else [(month, self.months.get(month))]
        return any(
            own is not None and _stands(own, state, is_over=number <= months_over)
            for number, own in asked
        )

    def overdue_fen(self, months_over: int) -> int:
        """What is owed on the first ``months_over`` months (欠缴)."""
        return sum(own.owed_fen for number, own in self.months.items() if number <= months_over)


def _stands(month: Month, state: State | None, *, is_over: bool) -> bool:
    if state is State.OVERDUE:
        return is_over and month.state is State.OWED
    return state is None or month.state is state


def sums_of(months: Iterable[Month]) -> Sums:
    """What ``months`` add up to."""
    added = Sums()
    for month in months:
        added.add(month)
    return added


def added_up(sums: Iterable[Sums]) -> Sums:
    """The sum of several sums."""
    whole = Sums()
    for each in sums:
        whole.due_fen += each.due_fen
        whole.paid_fen += each.paid_fen
        whole.owed_fen += each.owed_fen
    return whole


def year_lines(reader: Connection, year: int, groups: Collection[int] = ()) -> list[Line]:
    """Everybody on a list of ``year``, by group as numbered and then by card number.

    Args:
        groups: only lines of these groups and those below them; all by default.
    """
    query = (
        select(
            _DUES.member_id,
            _DUES.month,
            _DUES.group_id,
            _DUES.id,
            _DUES.due_fen,
            _DUES.paid_fen,
            _DUES.exemption,
            _DUES.paid_on,
        )
        .where(
            _DUES.retired_at.is_(None),
            _DUES.month >= f"{year}-01",
            _DUES.month <= f"{year}-12",
        )
        .order_by(_DUES.month)
    )
    if groups:
        query = query.where(_DUES.group_id.in_(with_those_below(reader, groups)))
    # The driver's own rows: a quarter of a million wrapped ones would take twice as long.
    cursor = reader.execute(query).cursor
    lines: dict[int, Line] = {}
    people = _people(reader)
    for member_id, month, group_id, *facts in cursor.fetchall() if cursor else ():
        line = lines.get(member_id)
        if line is None:
            line = lines[member_id] = Line(member_id, *people[member_id])
        line.group_id = group_id
        line.months[int(month[5:7])] = Month(*facts)
    places = {number: place for place, number in enumerate(groups_in_order(reader))}
    return sorted(lines.values(), key=lambda line: _place(line, places))


def _place(line: Line, places: dict[int, int]) -> tuple[int, int, str, str, int]:
    group = len(places) if line.group_id is None else places.get(line.group_id, len(places))
    card = line.card_no or "~"
    return group, len(card), card, line.pinyin, line.member_id


def _people(reader: Connection) -> dict[int, tuple[str, str | None, str]]:
    query = select(_MEMBER.id, _MEMBER.name, _MEMBER.card_no, func.coalesce(_MEMBER.pinyin, ""))
    return {number: (name, card, pinyin) for number, name, card, pinyin in reader.execute(query)}


def months_of(lines: Iterable[Line]) -> dict[int, Sums]:
    """Totals by month of the year."""
    found: defaultdict[int, Sums] = defaultdict(Sums)
    for line in lines:
        for number, month in line.months.items():
            found[number].add(month)
    return dict(sorted(found.items()))


def listed_in(reader: Connection, year: int, at_most: int) -> int:
    """How many months of people are on the lists of ``year``; no more than ``at_most`` count."""
    some = (
        select(_DUES.id)
        .where(_DUES.month >= f"{year}-01", _DUES.month <= f"{year}-12")
        .limit(at_most)
        .subquery()
    )
    return reader.scalar(select(func.count()).select_from(some)) or 0


def months_listed(reader: Connection) -> Sequence[str]:
    """Every month that there is a list of, oldest first."""
    query = select(_DUES.month).where(_DUES.retired_at.is_(None)).distinct().order_by(_DUES.month)
    return list(reader.scalars(query))
