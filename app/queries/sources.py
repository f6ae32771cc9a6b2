"""Where the rows of a record kind come from, the same for both families and for a past day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, String, case, func, literal_column, outerjoin, select, type_coerce

from app.models.all import entries, member, record_called
from app.models.base import Base, spec_of
from app.models.members.standing import Standing
from app.queries.evidence import HELD, count_held, listed
from app.queries.members.roster import standing_on
from app.queries.members.workers import Crowd, in_crowd
from app.spec.field import is_extra
from app.spec.kinds import Kind
from app.spec.record import Family
from app.spec.values import WHOLE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import ColumnElement, FromClause

    from app.spec.codes import CodeList
    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

_ENTRY = entries.LedgerEntry.__table__
_MEMBER_TABLE = member.Member.__tablename__
_DATED = ("standing", "joined_on", "group_id")  # what a past day shows differently
_NUMBERS = frozenset({Kind.INTEGER, Kind.MONEY, Kind.DECIMAL, Kind.YES_NO, Kind.REFERENCE})


@dataclass(frozen=True, slots=True)
class Source:
    """The table (or join) rows are read from, and what is read for each field.

    Attributes:
        values: expression by field name, and for the count of attachments.
        keys: ``pinyin`` and ``initials``, where the kind keeps them.
        conditions: what every row of the kind fulfils; retired rows are not yet left out.
        folded: the JSON text of a row in which many values lie together, where there is one.
    """

    spec: RecordSpec
    table: FromClause
    id: ColumnElement[int]
    retired_at: ColumnElement[str | None]
    values: Mapping[str, ColumnElement[Any]]
    keys: Mapping[str, ColumnElement[Any]]
    conditions: tuple[ColumnElement[bool], ...] = ()
    folded: ColumnElement[Any] | None = None

    def is_folded(self, name: str) -> bool:
        """Whether the value of the field ``name`` lies in :attr:`folded`."""
        return self.folded is not None and (self.spec.family is Family.LEDGER or is_extra(name))


def has_history(spec: RecordSpec) -> bool:
    """Whether a list of ``spec`` can be asked for as it stood on a past day."""
    return spec.id == _MEMBER_TABLE


@cache
def core_spec(table: str) -> RecordSpec:
    """The specification of the mapped table ``table``."""
    return spec_of(record_called(table))


def source_of(
    spec: RecordSpec, as_at: str | None = None, ids: Collection[int] | None = None
) -> Source:
    """Where the rows of ``spec`` are read.

    Args:
        as_at: for members, the ISO day their standing and group are told for; other kinds have
            no past days yet and show what they hold.
        ids: the only rows wanted, so that a page of a past day costs no more than its rows.
    """
    if spec.family is Family.LEDGER:
        return _ledger(spec)
    now = _core(spec, Base.metadata.tables[spec.id])
    if as_at is None or not has_history(spec):
        return now
    return _on_day(now, as_at, ids)


def _on_day(now: Source, as_at: str, ids: Collection[int] | None) -> Source:
    """People as they stood on a day: whoever was a member then, asked to become one or worked here.

    Without an event by that day somebody was a worker; his group is the one known now.
    """
    then = standing_on(as_at, ids)
    standing = func.coalesce(then.c.standing, Standing.WORKER)
    dated = {name: then.c[name] for name in _DATED} | {
        "standing": standing,
        "group_id": case(
            (then.c.member_id.is_(None), now.values["group_id"]), else_=then.c["group_id"]
        ),
    }
    return replace(
        now,
        table=outerjoin(now.table, then, then.c.member_id == now.id),
        values={**now.values, **dated},
        conditions=(in_crowd(Crowd.HERE, standing, as_at),),
    )


def value_in(table: FromClause, name: str) -> ColumnElement[Any]:
    """What is read for the field ``name`` of a mapped table, as the driver gives it."""
    return _inside(table.c.extra, name) if is_extra(name) else table.c[name]


def _inside(home: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    """The value ``name`` in a JSON text of many."""
    # Written out, so that a statement kept as text needs no value bound for it.
    return func.json_extract(home, literal_column(f"'$.\"{name}\"'"))


def _typed(field: FieldSpec, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """``value`` as numbers or texts, which JSON does not tell."""
    return type_coerce(value, Integer if field.kind in _NUMBERS else String)


def _core_value(table: FromClause, field: FieldSpec) -> ColumnElement[Any]:
    value = value_in(table, field.name)
    return _typed(field, value) if is_extra(field.name) else value


def _core(spec: RecordSpec, table: FromClause) -> Source:
    columns = table.c
    return Source(
        spec,
        table,
        columns.id,
        columns.retired_at,
        values={name: _core_value(table, field) for name, field in spec.fields.items()}
        | {HELD.name: count_held(spec.id, columns.id)},
        keys={name: columns[name] for name in ("pinyin", "initials") if name in columns},
        folded=type_coerce(columns.extra, String) if "extra" in columns else None,
    )


def _ledger(spec: RecordSpec) -> Source:
    """A working ledger: values lie in one JSON text per entry."""
    return Source(
        spec,
        _ENTRY,
        _ENTRY.c.id,
        _ENTRY.c.retired_at,
        {f.name: _typed(f, _inside(_ENTRY.c.content, f.name)) for f in spec.fields.values()}
        | {HELD.name: count_held(spec.id, _ENTRY.c.id)},
        {},
        (_ENTRY.c.ledger_id == spec.id,),
        type_coerce(_ENTRY.c.content, String),
    )


def number_shown(
    field: FieldSpec, value: ColumnElement[Any], *, grouped: bool
) -> ColumnElement[Any]:
    """An amount or a decimal number as it is shown, without its sign.

    Args:
        grouped: with a comma between thousands.
    """
    places = 2 if field.kind is Kind.MONEY else field.places
    scale = 100 if field.kind is Kind.MONEY else WHOLE
    units, whole = func.abs(value, type_=Integer), "%,d" if grouped else "%d"
    part = (units % scale) // (scale // 10**places)
    return func.printf(f"{whole}.%0{places}d", units // scale, part)


def target_of(field: FieldSpec) -> Source:
    """The records that the reference ``field`` may point to.

    Under a name of their own, so that a tree pointing at itself is not read as one row twice.
    """
    return once_more(core_spec(field.target or ""))


def once_more(spec: RecordSpec) -> Source:
    """The mapped records of ``spec`` under a name of their own, beside :func:`source_of`."""
    return _core(spec, Base.metadata.tables[spec.id].alias())


def label_of(field: FieldSpec, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """What the record that ``value`` refers to is called."""
    spec = core_spec(field.target or "")
    name = spec.fields[spec.name_field]
    table: FromClause = _labelled(spec.id)
    if getattr(value, "table", None) is table:  # it stands around the subquery already
        table = Base.metadata.tables[spec.id].alias()
    inside = value_in(table, name.name)
    shown = label_of(name, inside) if name.kind is Kind.REFERENCE else inside
    return select(shown).where(table.c.id == value).scalar_subquery()


@cache
def _labelled(name: str) -> FromClause:
    """The table ``name`` as labels are looked up in it; to make one anew takes a millisecond."""
    return Base.metadata.tables[name].alias()


def _in_list_order(choices: CodeList, value: ColumnElement[Any]) -> ColumnElement[Any]:
    codes = [entry.code for entry in choices.codes]
    if codes == sorted(codes):
        return value
    return case({code: place for place, code in enumerate(codes)}, value=value)


def sort_terms(source: Source, name: str) -> tuple[ColumnElement[Any], ...]:
    """What sorting by the field ``name`` compares, most important first.

    Names go by pinyin where it is kept, references by what they are called, choices in the
    order of their list, and numbers written as text by length first, so that 9 precedes 10.
    """
    field, value = listed(source.spec, name), source.values[name]
    if field.kind is Kind.REFERENCE:
        target = target_of(field)
        return tuple(
            select(term).where(target.id == value).scalar_subquery()
            for term in sort_terms(target, target.spec.name_field)
        )
    if field.kind is Kind.CHOICE and field.choices is not None:
        return (_in_list_order(field.choices, value),)
    if field.kind is Kind.CODE:
        return (func.length(value), value)
    if name == source.spec.name_field and "pinyin" in source.keys:
        return (source.keys["pinyin"], value)
    return (value,)
