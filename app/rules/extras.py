"""Rules of the columns that users add: what was entered stays in sight and can be read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.all import columns, member
from app.models.extras.specs import extras
from app.models.extras.values import held_in, home_of, homes, names_used
from app.rules.rule import Breach, Rule, Scope
from app.spec.dates import DateProblem, parse_date
from app.spec.drafts import problems
from app.spec.field import EXTRA
from app.spec.findings import Citation, Level
from app.spec.kinds import NUMERIC, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.models.extras.specs import Extra
    from app.spec.field import FieldSpec

COLUMN = columns.ExtraColumn.__tablename__
MEMBER = member.Member.__tablename__
_COLUMN = columns.ExtraColumn.__table__.c
_MEMBER = member.Member.__table__.c
_ARCHIVES = Citation("企业文件材料归档范围和档案保管期限规定", "国家档案局令第10号")


def described(scope: Scope) -> Iterator[Breach]:
    """No value is without the column that shows it: it would be kept and never seen."""
    known = set(scope.reader.scalars(select(_COLUMN.id)))
    if scope.ids is None:
        names = names_used(scope.reader)
        asked = {int(name.removeprefix(EXTRA)) for name in names}
    else:
        asked = set(scope.ids)
    gone = asked - known
    for number in sorted(gone):
        name = f"{EXTRA}{number}"
        if count := sum(len(held_in(scope.reader, home, name)) for home in homes()):
            yield Breach(f"自定义列里已填了 {count:,} 格，列不能去掉；不再用的列请停用。", number)


def fitting(scope: Scope) -> Iterator[Breach]:
    """What a column holds is of its kind: a number is a number, a choice one of the words."""
    for column in _columns(scope):
        if scope.ids is not None and column.id not in scope.ids:
            continue
        held = held_in(scope.reader, home_of(column.register), column.field.name)
        if count := sum(not _fits(column.field, value) for value in held.values()):
            label = column.field.label
            message = f"“{label}”已填的 {count:,} 格与这一列的类型或选项不符，请先改好这些格子。"
            yield Breach(message, column.id, name=label)


def present_persons(scope: Scope) -> Iterator[Breach]:
    """Whom a column names is in the ledger."""
    known = set(scope.reader.scalars(select(_MEMBER.id).where(*scope.among(_MEMBER.id))))
    if scope.ids is not None and scope.ids <= known:
        return  # nobody was taken out, as in nearly every save
    for column in _columns(scope):
        if column.field.kind is not Kind.REFERENCE:
            continue
        held = held_in(scope.reader, home_of(column.register), column.field.name).values()
        label = column.field.label
        for number, count in Counter(each for each in held if each not in known).items():
            if scope.ids is None or number in scope.ids:
                message = f"“{label}”列有 {count:,} 格写着这个会员，请先改掉这些格子。"
                yield Breach(message, int(str(number)), name=label)


def _columns(scope: Scope) -> list[Extra]:
    found = extras(scope.reader, retired=True).values()
    return [column for columns_of_one in found for column in columns_of_one]


def _fits(field: FieldSpec, value: object) -> bool:
    if field.kind in NUMERIC or field.kind is Kind.REFERENCE:
        return isinstance(value, int) and not any(problems(field, value))
    if field.kind is Kind.YES_NO:
        return value in {0, 1}
    if not isinstance(value, str) or any(problems(field, value)):
        return False
    return field.kind is not Kind.PARTIAL_DATE or _is_day(value)


def _is_day(value: str) -> bool:
    try:
        return parse_date(value) == value
    except DateProblem:
        return False


RULES = (
    Rule("ext-described", COLUMN, Level.ERROR, (_ARCHIVES,), described, at_save=True),
    Rule("ext-fitting", COLUMN, Level.ERROR, (_ARCHIVES,), fitting, at_save=True),
    Rule("ext-persons", MEMBER, Level.ERROR, (_ARCHIVES,), present_persons, at_save=True),
)
