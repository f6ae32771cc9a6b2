"""调整小组: many members change their group on one day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions.members.membership import events_of, settle, without
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import ChangeKind

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.store.unit import Unit


def regroup(unit: Unit, member_ids: Collection[int], group_id: int | None, day: str) -> None:
    """Record that members went to a group on the ISO ``day``; ``None``: to no group any more.

    Each must have been a member on that day; who was not is objected to.
    """
    drafts: list[dict[str, object]] = [
        {
            "member_id": member_id,
            "kind": ChangeKind.REGROUPED,
            "happened_on": day,
            "group_id": group_id,
        }
        for member_id in member_ids
    ]
    new = frozenset(unit.insert(MembershipEvent, drafts))
    now = events_of(unit, member_ids)
    before = {member: without(story, new) for member, story in now.items()}
    settle(unit, before, now, new, speaking_of=Member)
