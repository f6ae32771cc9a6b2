"""调整小组: many members change their group on one day; whoever is no member is just put there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.actions.batches import batches
from app.actions.members.membership import events_of, settle
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import ChangeKind, Standing, membership
from app.spec.findings import Finding, Level
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.store.unit import Unit

_NOT_YET = (Standing.WORKER, Standing.APPLICANT)  # in a group, but not by a dated change


def regroup(unit: Unit, member_ids: Collection[int], group_id: int | None, day: str) -> None:
    """Record that people went to a group on the ISO ``day``; ``None``: to no group any more.

    Of a member it is a dated change; each must have been one on that day, and who was not is
    objected to. Workers and applicants are put there without one.
    """
    waiting = _not_yet_members(unit, member_ids)
    drafts: list[dict[str, object]] = [
        {
            "member_id": member_id,
            "kind": ChangeKind.REGROUPED,
            "happened_on": day,
            "group_id": group_id,
        }
        for member_id in member_ids
        if member_id not in waiting
    ]
    before = events_of(unit, member_ids)
    new = unit.insert(MembershipEvent, drafts)
    for member_id in waiting:
        put_in_group(unit, member_id, group_id)
    now = events_of(unit, member_ids)
    settle(unit, before, now, frozenset(new), speaking_of=Member)


def put_in_group(unit: Unit, member_id: int, group_id: int | None) -> None:
    """Say in which group somebody is who is not on the roll, without a dated change.

    Where there are events, the last one says it, because a member's group follows from them; who
    calls settles. Objected to where that one cannot: an earlier one goes on naming a group.
    """
    story = events_of(unit, [member_id])[member_id]
    if not story:
        unit.update(Member, member_id, {"group_id": group_id})
        return
    last = max(story, key=lambda event: (event.happened_on, event.id))
    told = [replace(e, group_id=group_id) if e is last else e for e in story]
    if membership(told).group_id != group_id:
        unit.object(_named_before(member_id))
        return
    unit.update(MembershipEvent, last.id, {"group_id": group_id})


def _not_yet_members(unit: Unit, member_ids: Collection[int]) -> list[int]:
    member = table_of(Member).c
    found: list[int] = []
    for batch in batches(member_ids):
        query = select(member.id).where(member.id.in_(batch), member.standing.in_(_NOT_YET))
        found += unit.connection.scalars(query)
    return found


def _named_before(member_id: int) -> Finding:
    message = "小组由以前的会籍变动推出，不能清空；请改正那几笔会籍变动里的小组。"
    return Finding(
        "mem-standing",
        Level.ERROR,
        message,
        record=Member.__tablename__,
        record_id=member_id,
        field="group_id",
    )
