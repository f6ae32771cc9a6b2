"""The people of a day, as join rates and snapshots count them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from app.models.base import codes
from app.models.members.member import Member
from app.models.members.standing import Standing
from app.models.organization.groups import Group
from app.queries.groups import groups_in_order
from app.queries.members.flags import flags_of, has_flag
from app.queries.members.roster import standing_on
from app.queries.members.workers import Crowd, in_crowd, works
from app.spec.values import mask

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MEMBER = Member.__table__.c
_GROUP = Group.__table__.c
WOMAN = "2"


@dataclass(frozen=True, slots=True)
class PersonOn:
    """One person on a day.

    Attributes:
        number: the identity number masked; enough to tell namesakes apart.
        standing: code of ``standing`` on the day.
        works: whether the person is a worker on the day.
        flags: ids of the flags, in their order.
    """

    id: int
    uid: str
    name: str
    number: str
    standing: str
    group_id: int | None
    sex: str | None
    works: bool
    flags: tuple[str, ...]

    @property
    def standing_label(self) -> str:
        """The standing in words."""
        return codes("standing").label(self.standing)

    @property
    def sex_label(self) -> str:
        """The sex in words; blank where it is not known."""
        return codes("sex").label(self.sex) if self.sex else ""

    @property
    def is_member(self) -> bool:
        """会员 as handbook 2.11 counts them: of good standing."""
        return self.standing == Standing.REGULAR


@dataclass(frozen=True, slots=True)
class Node:
    """One branch or group of the tree, in the order in which they are named."""

    id: int
    uid: str
    name: str
    parent_id: int | None


def people_on(reader: Connection, day: str) -> list[PersonOn]:
    """Everybody who worked here, was a member or an applicant at the end of the ISO day ``day``."""
    then = standing_on(day)
    known = flags_of(reader)
    standing = func.coalesce(then.c.standing, Standing.WORKER)
    group = case((then.c.member_id.is_(None), _MEMBER.group_id), else_=then.c.group_id)
    query = (
        select(
            _MEMBER.id,
            _MEMBER.uid,
            _MEMBER.name,
            _MEMBER.id_number,
            standing,
            group,
            _MEMBER.sex,
            works(standing, day),
            *(has_flag(flag, day) for flag in known),
        )
        .select_from(Member.__table__.outerjoin(then, then.c.member_id == _MEMBER.id))
        .where(_MEMBER.retired_at.is_(None), in_crowd(Crowd.HERE, standing, day))
        .order_by(_MEMBER.id)
    )
    ids = [flag.id for flag in known]
    found = []
    for number, uid, name, id_number, state, group_id, sex, is_worker, *marks in reader.execute(
        query
    ):
        held = tuple(flag for flag, has in zip(ids, marks, strict=True) if has)
        shown = mask(id_number) if id_number else ""
        found.append(
            PersonOn(number, uid, name, shown, state, group_id, sex, bool(is_worker), held)
        )
    return found


def tree_on(reader: Connection, day: str) -> list[Node]:
    """The branches and groups that existed on the ISO day ``day``, those without dates always."""
    rows = reader.execute(
        select(_GROUP.id, _GROUP.uid, _GROUP.name, _GROUP.parent_id).where(
            _GROUP.retired_at.is_(None),
            _GROUP.founded_on.is_(None) | (_GROUP.founded_on <= day),
            _GROUP.dissolved_on.is_(None) | (_GROUP.dissolved_on > day),
        )
    )
    known = {row.id: Node(*row) for row in rows}
    return [known[number] for number in groups_in_order(reader) if number in known]
