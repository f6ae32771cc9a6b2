"""欠费: who has not paid, since when, how much; and how one person stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from app.models.members.dues import Dues, DuesTalk
from app.models.members.member import Member
from app.models.organization.groups import Group
from app.queries.dues.year import Month, State
from app.rules.dues.standard import UNPAID_MONTHS, standard_of
from app.rules.dues.unpaid import unpaid_runs
from app.rules.profile import profile_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

_DUES, _MEMBER, _GROUP = Dues.__table__.c, Member.__table__.c, Group.__table__.c
_TALK = DuesTalk.__table__.c
PAID_LATELY = "近期交过"  # who owes for some month, but has paid since


@dataclass(frozen=True, slots=True)
class Arrear:
    """One person in arrears.

    Attributes:
        in_a_row: months up to the last one due for which nothing was paid.
        months: the months on which something is owed, oldest first.
        owed_fen: what is owed on them.
        without_amount: of them, months for which nobody knows how much.
        talked_on: day of the latest talk; blank for none.
        is_long: whether ``in_a_row`` reaches the figure of the charter (six).
    """

    member_id: int
    name: str
    card_no: str | None
    group: str
    group_id: int | None
    mobile: str | None
    in_a_row: int
    months: tuple[str, ...]
    owed_fen: int
    without_amount: int
    talked_on: str
    is_long: bool

    @property
    def since(self) -> str:
        """The first month owed."""
        return self.months[0]

    @property
    def known_fen(self) -> int | None:
        """What is known to be owed; ``None`` where no month has an amount."""
        return None if self.without_amount == len(self.months) else self.owed_fen


def arrears(reader: Connection, today: str) -> list[Arrear]:
    """Everybody in arrears on the ISO day ``today``: the longest first, then the most owed.

    A month counts once its time of collection is over.
    """
    profile = profile_of(reader)
    last = standard_of(profile, today[:7]).last_overdue(today)
    most = profile.figure(UNPAID_MONTHS, today).value
    owed = _owed(reader, last)
    if not owed:
        return []
    runs, talks = unpaid_runs(reader, last), _latest_talks(reader)
    people = reader.execute(
        select(
            _MEMBER.id, _MEMBER.name, _MEMBER.card_no, _GROUP.name, _MEMBER.group_id, _MEMBER.mobile
        )
        .select_from(Member.__table__)
        .outerjoin(Group.__table__, _GROUP.id == _MEMBER.group_id)
        .where(_MEMBER.retired_at.is_(None))
    )
    found = [
        Arrear(
            member_id=member_id,
            name=name,
            card_no=card_no,
            group=group or "",
            group_id=group_id,
            mobile=mobile,
            in_a_row=len(runs.get(member_id, ())),
            months=tuple(month for month, _fen in owed[member_id]),
            owed_fen=sum(fen or 0 for _month, fen in owed[member_id]),
            without_amount=sum(fen is None for _month, fen in owed[member_id]),
            talked_on=talks.get(member_id, ""),
            is_long=len(runs.get(member_id, ())) >= most,
        )
        for member_id, name, card_no, group, group_id, mobile in people
        if member_id in owed
    ]
    return sorted(found, key=lambda each: (-each.in_a_row, -each.owed_fen, each.member_id))


def _owed(reader: Connection, last: str) -> dict[int, list[tuple[str, int | None]]]:
    """By member each month up to ``last`` with something owed, and how much if known."""
    owed: defaultdict[int, list[tuple[str, int | None]]] = defaultdict(list)
    query = (
        select(_DUES.member_id, _DUES.month, _DUES.due_fen, _DUES.paid_fen)
        .where(
            _DUES.retired_at.is_(None),
            _DUES.month <= last,
            or_(
                _DUES.due_fen > func.coalesce(_DUES.paid_fen, 0),
                _DUES.due_fen.is_(None) & _DUES.paid_fen.is_(None),
            ),
        )
        .order_by(_DUES.month)
    )
    # The driver's own rows: those of a large union wrapped would take twice as long.
    cursor = reader.execute(query).cursor
    for member_id, month, due_fen, paid_fen in cursor.fetchall() if cursor else ():
        owed[member_id].append((month, None if due_fen is None else due_fen - (paid_fen or 0)))
    return owed


def _latest_talks(reader: Connection) -> dict[int, str]:
    query = select(_TALK.member_id, func.max(_TALK.held_on)).where(_TALK.retired_at.is_(None))
    return dict(reader.execute(query.group_by(_TALK.member_id)).all())


@dataclass(frozen=True, slots=True)
class Account:
    """How one person stands.

    Attributes:
        paid_until: the last month of those paid or exempt without a gap; blank for none.
        owed: months on which something is owed by now.
        latest: the newest month listed; ``None`` for somebody on no list.
        has_paid: whether anything was ever paid, so that there is a receipt to print.
    """

    paid_until: str
    owed: tuple[str, ...]
    owed_fen: int
    latest: Month | None
    has_paid: bool = False


def account_of(reader: Connection, member_id: int, today: str) -> Account:
    """How the dues of one person stand on the ISO day ``today``."""
    last = standard_of(profile_of(reader), today[:7]).last_overdue(today)
    query = (
        select(_DUES.month, _DUES.id, _DUES.due_fen, _DUES.paid_fen, _DUES.exemption, _DUES.paid_on)
        .where(_DUES.retired_at.is_(None), _DUES.member_id == member_id)
        .order_by(_DUES.month)
    )
    months = {month: Month(*facts) for month, *facts in reader.execute(query)}
    paid_until = ""
    for name, month in months.items():
        if month.state in {State.OWED, State.UNKNOWN}:
            break
        paid_until = name
    owed = [name for name, month in months.items() if month.owed_fen and name <= last]
    return Account(
        paid_until=paid_until,
        owed=tuple(owed),
        owed_fen=sum(months[name].owed_fen for name in owed),
        latest=months[max(months)] if months else None,
        has_paid=any(month.paid_fen for month in months.values()),
    )
