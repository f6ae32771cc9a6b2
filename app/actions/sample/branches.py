"""Whom the branches of the sample union elected, from among the people of their groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.actions import records
from app.actions.keeping import ParsedDraft
from app.models.base import spec_of
from app.models.members.member import Member
from app.models.organization.groups import Group
from app.queries.groups import with_those_below
from app.queries.organization.tree import people_in
from app.store.unit import table_of

if TYPE_CHECKING:
    from app.actions.sample.office import Office
    from app.store.unit import Unit

_BRANCH = "branch"


def elect_branches(office: Office) -> None:
    """Give every branch a chair, a deputy and an inspector, none of whom leads a group.

    Args:
        office: with dice of its own, so that nobody else's data shift.
    """
    group = table_of(Group).c
    with office.act("change_member_group", "登记分会主席") as unit:
        taken = {
            name
            for names in unit.connection.execute(
                select(group.leader_name, group.deputy_name, group.safety_name)
            )
            for name in names
        }
        posts = {}
        for branch in unit.connection.scalars(select(group.id).where(group.kind == _BRANCH)):
            names = [name for name in _names_in(unit, branch) if name not in taken]
            if len(names) >= 3:
                chair, deputy, inspector = office.dice.sample(names, 3)
                posts[branch] = ParsedDraft(
                    leader_name=chair, deputy_name=deputy, safety_name=inspector
                )
        records.change_all(unit, spec_of(Group), posts)


def _names_in(unit: Unit, branch: int) -> list[str]:
    people = people_in(unit.connection, with_those_below(unit.connection, [branch]))[:500]
    member = table_of(Member).c
    query = select(member.name).where(member.id.in_(people)).order_by(member.id)
    return list(unit.connection.scalars(query))
