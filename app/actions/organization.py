"""The tree of branches and groups: nodes are renamed, moved, and dissolved with their people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.actions import records
from app.actions.batches import batches
from app.actions.keeping import ParsedDraft
from app.errors import Refused
from app.models.base import spec_of
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import ON_ROLL, ChangeKind
from app.models.organization.groups import Group
from app.queries.groups import with_those_below
from app.queries.members.roster import memberships
from app.queries.organization.tree import people_in
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from app.store.unit import Unit

_SAFE = "台账没有变化"


def rename_group(unit: Unit, group_id: int, name: str) -> None:
    """Give a node another name. Does not commit."""
    records.change(unit, spec_of(Group), group_id, {"name": name})


def move_group(unit: Unit, group_id: int, below: int | None) -> None:
    """Put a node, with all below it, under another one or directly under the union.

    Raises:
        Refused: the other one stands below it.
    """
    if below is not None and below in with_those_below(unit.connection, [group_id]):
        name = _name(unit, group_id)
        raise Refused(f"“{name}”不能移到它自己下面", _SAFE, "请选别的上级", "R-606")
    records.change(unit, spec_of(Group), group_id, ParsedDraft(parent_id=below))


def dissolve_group(unit: Unit, group_id: int, day: str, people_to: int | None = None) -> None:
    """Dissolve a node and all below it on a day; whoever stands there goes elsewhere that day.

    Args:
        day: ISO, from which the node is no more; 调整小组 has the same.
        people_to: the node where the people go; not needed where there is nobody.

    Raises:
        Refused: nobody says where the people go, they would go into what is being dissolved,
            or somebody came into the node after the day.
    """
    groups = with_those_below(unit.connection, [group_id])
    people = people_in(unit.connection, groups)
    if people_to is None and people:
        raise Refused(
            f"“{_name(unit, group_id)}”里还有 {len(people)} 人", _SAFE, "请选调到哪里", "R-607"
        )
    if people_to in groups:
        raise Refused(f"“{_name(unit, people_to)}”也一并撤并", _SAFE, "请选别的小组", "R-608")
    _refuse_late(unit, group_id, day, _not_there_on(unit, people, groups, day))
    moves = [
        ParsedDraft(
            member_id=number, kind=ChangeKind.REGROUPED, happened_on=day, group_id=people_to
        )
        for number in people
    ]
    records.add_all(unit, spec_of(MembershipEvent), moves)
    _refuse_late(unit, group_id, day, people_in(unit.connection, groups))
    node = table_of(Group).c
    going = unit.connection.scalars(
        select(node.id).where(
            node.id.in_(groups), node.retired_at.is_(None), node.dissolved_on.is_(None)
        )
    )
    records.change_all(
        unit, spec_of(Group), {number: ParsedDraft(dissolved_on=day) for number in going}
    )


def _not_there_on(
    unit: Unit, people: Iterable[int], groups: Collection[int], day: str
) -> list[int]:
    """Those of ``people`` who were no members, or stood in none of ``groups``, on the day."""
    late: list[int] = []
    for batch in batches(people):
        then = memberships(unit.connection, day, batch)
        late += [
            number
            for number in batch
            if number not in then
            or then[number].standing not in ON_ROLL
            or then[number].group_id not in groups
        ]
    return late


def _refuse_late(unit: Unit, group_id: int, day: str, late: Sequence[int]) -> None:
    """Refuse to dissolve a node on a day before somebody came into it."""
    if not late:
        return
    member = table_of(Member).c
    name = unit.connection.scalar(select(member.name).where(member.id == late[0]))
    more = f"等 {len(late)} 人" if len(late) > 1 else ""
    raise Refused(
        f"{name}{more}在{day}以后才编入“{_name(unit, group_id)}”",
        _SAFE,
        "请把撤并日期改晚一些，或先在会员页调整",
        "R-609",
    )


def _name(unit: Unit, group_id: int | None) -> str:
    node = table_of(Group).c
    return str(unit.connection.scalar(select(node.name).where(node.id == group_id)) or "")
