"""What is wanting in many records and can be filled in from what else they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.models.all import journal
from app.models.members.member import Member
from app.models.members.standing import Standing
from app.spec.dates import surely_after
from app.spec.identity import whole_birthday

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

_MEMBER = Member.__table__.c
_CHANGE = journal.Change.__table__.c
_WHOLE_DAY = len("2026-11-21")


def birthdays_by_number(reader: Connection) -> dict[int, str]:
    """The day of birth of everybody of whom only a right number tells all of it.

    Returns:
        ISO day by the number of the member.
    """
    rows = reader.execute(
        select(_MEMBER.id, _MEMBER.id_number, _MEMBER.born_on, _MEMBER.id_type)
        .where(
            _MEMBER.retired_at.is_(None),
            _MEMBER.id_number.is_not(None),
            func.length(func.coalesce(_MEMBER.born_on, "")) < _WHOLE_DAY,
        )
        .order_by(_MEMBER.id)
    )
    found = {
        number: whole_birthday(written, noted or "", paper)
        for number, written, noted, paper in rows
    }
    return {number: day for number, day in found.items() if day}


def without_approval(reader: Connection, action_id: int) -> dict[int, str]:
    """:func:`entry_days` of the members whom one action has touched."""
    touched = select(_CHANGE.record_id).where(
        _CHANGE.action_id == action_id, _CHANGE.table_name == Member.__tablename__
    )
    return entry_days(reader, frozenset(reader.scalars(touched)))


def entry_days(reader: Connection, member_ids: Collection[int]) -> dict[int, str]:
    """The day of joining of those members of whom no day of approval is noted.

    Returns:
        ISO day, month or year by the number of the member.
    """
    rows = reader.execute(
        select(_MEMBER.id, _MEMBER.joined_on, _MEMBER.applied_on)
        .where(
            _MEMBER.retired_at.is_(None),
            _MEMBER.standing == Standing.REGULAR,
            _MEMBER.approved_on.is_(None),
            func.coalesce(_MEMBER.joined_on, "") != "",
        )
        .order_by(_MEMBER.id)
    )
    wanted = frozenset(member_ids)
    return {
        number: joined_on
        for number, joined_on, applied_on in rows
        if number in wanted and not (applied_on and surely_after(applied_on, joined_on))
    }
