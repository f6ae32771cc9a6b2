"""What the changes of one person say: which may follow, and which were the latest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.models.base import codes
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import ON_ROLL, changes_from
from app.models.organization.groups import Group

if TYPE_CHECKING:
    from sqlalchemy import Connection

_EVENT = MembershipEvent.__table__.c


def changes_open_to(reader: Connection, member_id: int) -> tuple[str, ...]:
    """Codes of the changes that the present standing of a member allows."""
    member = Member.__table__.c
    return changes_from(reader.scalar(select(member.standing).where(member.id == member_id)))


def is_on_roll(reader: Connection, member_id: int) -> bool:
    """Whether somebody is a member whose membership has not ended: the group goes by dates."""
    member = Member.__table__.c
    return reader.scalar(select(member.standing).where(member.id == member_id)) in ON_ROLL


@dataclass(frozen=True, slots=True)
class Happening:
    """One change of somebody's membership, in words.

    Attributes:
        day: ISO, as far as known; blank when nobody knows.
        what: the kind, such as 转出.
        more: reason, group or other union; blank where there is none.
    """

    id: int
    day: str
    what: str
    more: str


def latest_changes(reader: Connection, member_id: int, limit: int) -> list[Happening]:
    """The latest changes of one person, newest first."""
    group = Group.__table__.c
    query = (
        select(
            _EVENT.id,
            _EVENT.happened_on,
            _EVENT.kind,
            _EVENT.reason,
            group.name,
            _EVENT.other_union,
        )
        .select_from(MembershipEvent.__table__)
        .outerjoin(Group.__table__, group.id == _EVENT.group_id)
        .where(_EVENT.member_id == member_id, _EVENT.retired_at.is_(None))
        .order_by(_EVENT.happened_on.desc(), _EVENT.id.desc())
        .limit(limit)
    )
    kinds, reasons = codes("membership_change"), codes("membership_reason")
    return [
        Happening(
            id=number,
            day=day,
            what=kinds.label(kind),
            more="，".join(
                part
                for part in (reasons.label(reason) if reason else "", group_name, union)
                if part
            ),
        )
        for number, day, kind, reason, group_name, union in reader.execute(query)
    ]


def count_changes(reader: Connection, member_id: int) -> int:
    """How many changes of one person there are."""
    query = select(func.count()).where(_EVENT.member_id == member_id, _EVENT.retired_at.is_(None))
    return int(reader.execute(query).scalar_one())
