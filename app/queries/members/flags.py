"""类别: the flags of a ledger, and who has one on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, or_

from app.models.base import Base
from app.models.extras.specs import extras
from app.models.members.flags import flags, own_flag
from app.models.members.member import Member
from app.queries.sources import value_in
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from app.models.members.flags import Flag, OpenRecord

_MEMBER = Member.__table__.c
GONE = "已停用的列"  # what a flag is called whose column was taken out of use
_WHOLE_DAY = len("2026-11-20")


def flags_of(reader: Connection) -> tuple[Flag, ...]:
    """The flags of a ledger: those shipped, then its own yes/no columns of people, in order."""
    own = extras(reader).get(Member.__tablename__, ())
    fields = [column.field for column in own if column.field.kind is Kind.YES_NO]
    return (*flags(), *(own_flag(field.name, field.label) for field in fields))


def shipped_labels() -> dict[str, str]:
    """What the flags that every ledger has are called, by id."""
    return {flag.id: flag.label for flag in flags()}


def flag_labels(reader: Connection) -> dict[str, str]:
    """What each flag is called, by id, in the order in which they are offered."""
    return {flag.id: flag.label for flag in flags_of(reader)}


def has_flag(flag: Flag, day: str) -> ColumnElement[bool]:
    """Whether a person has ``flag`` on the ISO day ``day``.

    Of fields without a history the present value counts; ages and open records go by the day.
    """
    wanted: list[ColumnElement[bool]] = [
        value_in(Member.__table__, name).in_(values) for name, values in flag.where.items()
    ]
    wanted += [_MEMBER[name].not_in(values) for name, values in flag.unless.items()]
    if flag.age_at_most is not None:
        wanted.append(_is_at_most(flag.age_at_most, day))
    ways = [and_(*wanted)]
    if flag.or_filled:
        ways.append(_MEMBER[flag.or_filled].is_not(None))
    if flag.or_open is not None:
        ways.append(_has_open(flag.or_open, day))
    return or_(*ways)


def _is_at_most(years: int, day: str) -> ColumnElement[bool]:
    """Born so that the next birthday but one has not come: 35周岁及以下 means not yet 36.

    A birthday known to the month or year counts as the first day of it.
    """
    passed = f"{int(day[:4]) - years - 1:04d}{day[4:]}"  # who was born by then is older
    whole = func.substr(_MEMBER.born_on.concat("-01-01"), 1, _WHOLE_DAY)
    return and_(_MEMBER.born_on.is_not(None), whole > passed)


def _has_open(record: OpenRecord, day: str) -> ColumnElement[bool]:
    table: Any = Base.metadata.tables[record.table].c
    begins = table[record.begins]
    conditions = [
        table.member_id == _MEMBER.id,
        table.retired_at.is_(None),
        or_(begins.is_(None), begins <= day),
        *(table[name].in_(values) for name, values in record.where.items()),
    ]
    if record.ends:
        ends = table[record.ends]
        conditions.append(or_(ends.is_(None), ends > day))
    return exists().where(*conditions).correlate(Member.__table__)
