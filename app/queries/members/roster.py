"""Who was a member on any day: standing, group and dates as the events say."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, case, cast, func, not_, or_, select, tuple_

from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import (
    ENTRIES,
    LEADS_TO,
    NEVER_IN,
    ON_ROLL,
    ChangeKind,
    Membership,
    Standing,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection, ScalarSelect, Subquery

_EVENT = MembershipEvent.__table__
_MEMBER = Member.__table__
_WOMAN = "2"
_NOT_GONE = ON_ROLL | NEVER_IN


def standing_on(as_at: str, members: Collection[int] | None = None) -> Subquery:
    """The fold of :func:`app.models.standing.membership` for all members at once, as SQL.

    Each event becomes a text that sorts as events do (day, then id) and carries what it says, so
    that the last word is a plain ``max``: less work than window functions.

    Args:
        as_at: ISO day, itself included.
        members: only these, where a page of a list asks.

    Returns:
        One row per member with an event by that day: ``member_id`` and the attributes of
        :class:`~app.models.standing.Membership` except its contradictions.
    """
    event = _EVENT.c
    regroups = event.kind == ChangeKind.REGROUPED
    place = func.printf("%-10s%012d", event.happened_on, event.id)
    change = place.concat(event.kind).concat(func.coalesce(event.reason, ""))
    joins = case(
        (event.kind == ChangeKind.ADMITTED, True),
        (event.kind == ChangeKind.RECEIVED, func.coalesce(_before(), "") != ChangeKind.SENT),
        else_=False,
    )
    # As text 1998 <= 1998-01-01 < 1998-02: a partial date counts from the start of its period.
    due = [event.retired_at.is_(None), event.happened_on <= as_at]
    if members is not None:
        due.append(event.member_id.in_(members))
    told = (
        select(
            event.member_id,
            func.max(case((not_(regroups), change))).label("change"),
            func.max(case((joins, event.happened_on))).label("joined_on"),
            func.max(case((event.kind.in_(ENTRIES), event.happened_on))).label("since_on"),
            func.max(
                case(
                    (
                        or_(regroups, event.group_id.is_not(None)),
                        place.concat(func.coalesce(event.group_id, "")),
                    )
                )
            ).label("grouping"),
        )
        .where(*due)
        .group_by(event.member_id)
        .subquery("told")
    )
    return _spelt_out(told)


def _before() -> ScalarSelect[Any]:
    """The kind of the change before an event, regrouping apart."""
    event, earlier = _EVENT.c, _EVENT.alias("earlier").c
    return (
        select(earlier.kind)
        .where(
            earlier.member_id == event.member_id,
            earlier.retired_at.is_(None),
            earlier.kind != ChangeKind.REGROUPED,
            tuple_(earlier.happened_on, earlier.id) < tuple_(event.happened_on, event.id),
        )
        .order_by(earlier.happened_on.desc(), earlier.id.desc())
        .limit(1)
        .correlate(_EVENT)
        .scalar_subquery()
    )


def _spelt_out(told: Subquery) -> Subquery:
    """The texts of the last words taken apart again."""
    last = told.c
    kind = func.substr(last.change, 23, 1)
    day = func.nullif(func.trim(func.substr(last.change, 1, 10)), "")  # blank: nobody knows when
    gone = kind.in_([change for change, standing in LEADS_TO.items() if standing not in _NOT_GONE])
    return select(
        last.member_id,
        case(LEADS_TO, value=kind).label("standing"),
        func.nullif(last.joined_on, "").label("joined_on"),
        func.nullif(last.since_on, "").label("since_on"),
        case((gone, day)).label("ended_on"),
        case((gone, func.nullif(func.substr(last.change, 24), ""))).label("end_reason"),
        case((kind == ChangeKind.RETAINED, day)).label("retained_from"),
        cast(func.nullif(func.substr(last.grouping, 23), ""), Integer).label("group_id"),
    ).subquery("standing_on")


def memberships(
    reader: Connection, as_at: str, members: Collection[int] | None = None
) -> dict[int, Membership]:
    """What the events say of every member, or of ``members``, on the ISO day ``as_at``."""
    return {
        member_id: Membership(*values)
        for member_id, *values in reader.execute(select(standing_on(as_at, members)))
    }


@dataclass(frozen=True, slots=True)
class RosterCounts:
    """Who stood on the roll on a day; every number is the length of a list of member ids.

    Attributes:
        regular: 应到会会员, who vote; retained members are apart.
        women: women among the regular members.
        by_group: regular members by group; ``None`` for those in no group.
    """

    as_at: str
    regular: tuple[int, ...] = ()
    retained: tuple[int, ...] = ()
    women: tuple[int, ...] = ()
    by_group: dict[int | None, tuple[int, ...]] = field(default_factory=dict)

    @property
    def members_roll(self) -> int:
        """Members with a vote on the day."""
        return len(self.regular)

    @property
    def women_members(self) -> int:
        """Women with a vote on the day."""
        return len(self.women)


def roster_counts(reader: Connection, as_at: str) -> RosterCounts:
    """Count the roll on the ISO day ``as_at``, with the members behind each number."""
    then = standing_on(as_at)
    rows = reader.execute(
        select(_MEMBER.c.id, then.c.standing, _MEMBER.c.sex, then.c.group_id)
        .join(then, then.c.member_id == _MEMBER.c.id)
        .where(_MEMBER.c.retired_at.is_(None), then.c.standing.in_(ON_ROLL))
        .order_by(_MEMBER.c.id)
    )
    regular, retained, women = [], [], []
    groups: defaultdict[int | None, list[int]] = defaultdict(list)
    for member_id, standing, sex, group_id in rows:
        if standing == Standing.RETAINED:
            retained.append(member_id)
            continue
        regular.append(member_id)
        groups[group_id].append(member_id)
        if sex == _WOMAN:
            women.append(member_id)
    return RosterCounts(
        as_at=as_at,
        regular=tuple(regular),
        retained=tuple(retained),
        women=tuple(women),
        by_group={group: tuple(ids) for group, ids in groups.items()},
    )
