"""类别: who has a flag on a day, counted with the names behind the count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, or_, select

from app.models.base import Base
from app.models.extras.specs import extras
from app.models.members.flags import flags, own_flag
from app.models.members.member import Member
from app.models.members.standing import Standing
from app.queries.members.roster import standing_on
from app.queries.members.workers import works
from app.queries.sources import value_in
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

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


@dataclass(frozen=True, slots=True)
class FlagCount:
    """Who has a flag on a day; every count is the length of a list of numbers.

    Attributes:
        workers: ids of workers with the flag (职工).
        members: ids of members of good standing with it (会员, 保留会籍 apart).
    """

    flag: Flag
    workers: tuple[int, ...]
    members: tuple[int, ...]


def flag_counts(reader: Connection, day: str) -> Mapping[str, FlagCount]:
    """By the id of each flag who has it on the ISO day ``day``."""
    then = standing_on(day)
    standing = func.coalesce(then.c.standing, Standing.WORKER)
    works_here = works(standing, day)
    table = Member.__table__.outerjoin(then, then.c.member_id == _MEMBER.id)
    is_member = standing == Standing.REGULAR
    known = flags_of(reader)
    rows = reader.execute(
        select(_MEMBER.id, works_here, is_member, *(has_flag(flag, day) for flag in known))
        .select_from(table)
        .where(_MEMBER.retired_at.is_(None), or_(works_here, is_member))
        .order_by(_MEMBER.id)
    )
    workers: dict[str, list[int]] = {flag.id: [] for flag in known}
    members: dict[str, list[int]] = {flag.id: [] for flag in known}
    for number, is_worker, belongs, *marks in rows:
        for flag, has in zip(known, marks, strict=True):
            if has and is_worker:
                workers[flag.id].append(number)
            if has and belongs:
                members[flag.id].append(number)
    return {
        flag.id: FlagCount(flag, tuple(workers[flag.id]), tuple(members[flag.id])) for flag in known
    }
