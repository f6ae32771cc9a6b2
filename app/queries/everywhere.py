"""The search box over everything: a few records of each register that hold what is typed."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, literal, literal_column, select, union_all
from sqlalchemy.dialects import sqlite

from app.models.base import Base
from app.models.ledgers.entries import LedgerEntry
from app.queries.search import goes_beyond, matches
from app.queries.sources import Source, label_of, once_more, source_of
from app.spec.kinds import DATES, NUMERIC, Kind
from app.spec.pinyin import is_called
from app.spec.record import Family
from app.spec.values import is_masked, show

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Select

    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

_FACTS = 3  # told beside the name
_READ_ALOUD = 2_000  # rows of a register without pinyin keys whose names are compared by sound
_LINES_SEEN = 2_000  # of working ledgers, looked at more closely
_ENTRY = LedgerEntry.__table__.c


class Hit(NamedTuple):
    """One record found.

    Attributes:
        more: facts that tell it from others of its name; nothing that would be masked.
    """

    number: int
    name: str
    more: str


class Found(NamedTuple):
    """The records of one register that hold what is typed; ``is_all``: there are no more."""

    spec: RecordSpec
    hits: tuple[Hit, ...]
    is_all: bool


def looked_through(
    reader: Connection, specs: Mapping[str, RecordSpec], text: str, limit: int = 4
) -> Iterator[Found]:
    """Search register by register, so that whoever asks can stop when something else is typed.

    References are not followed: who is called 张 is found once, not with everything that
    happened to them.

    Args:
        limit: most records of one register.

    Yields:
        Each register that has rows, with what was found in it, which may be nothing; of working
        ledgers those in which something was.
    """
    if not text.split():
        return
    core = tuple(name for name, spec in specs.items() if spec.family is Family.CORE)
    filled = {name for (name,) in reader.exec_driver_sql(_filled(core))} if core else set()
    for name in core:
        if name in filled:
            yield _in_core(reader, specs[name], text, limit)
    yield from _in_ledgers(reader, specs, text, limit)


@cache
def _filled(names: tuple[str, ...]) -> str:
    """SQL for those of the tables ``names`` that have rows.

    Most ledgers leave many registers blank; to ask each of them takes longer than all else.
    """
    tables = Base.metadata.tables
    asked: list[Select[tuple[str]]] = [
        select(literal_column(f"'{name}'")).where(select(tables[name].c.id).exists())
        for name in names
    ]
    return str(union_all(*asked).compile(dialect=sqlite.dialect()))


def _in_core(reader: Connection, spec: RecordSpec, text: str, limit: int) -> Found:
    source = source_of(spec)
    facts = _facts(spec)
    query = (
        select(source.id, *(_shown(source, field) for field in facts))
        .where(source.retired_at.is_(None), *source.conditions)
        .order_by(source.id)
    )
    own_name = facts[0].kind is not Kind.REFERENCE
    rows: dict[int, Sequence[Any]] = {}
    for holds in _ways(source, text, own_name=own_name):
        if len(rows) <= limit:
            for row in reader.execute(query.where(*holds).limit(limit + 1)):
                rows.setdefault(row[0], row)
    if not rows and own_name and not source.keys and _is_small(reader, source):
        rows = {row[0]: row for row in reader.execute(query) if is_called(str(row[1] or ""), text)}
    hits = tuple(_hit(facts, row) for row in islice(rows.values(), limit))
    return Found(spec, hits, is_all=len(rows) <= limit)


def _ways(source: Source, text: str, *, own_name: bool) -> Iterator[Iterator[ColumnElement[bool]]]:
    """What is asked of a register one after the other: names before all that it says besides.

    Each takes the whole register where the word is nowhere, so that none is asked for nothing:
    a record without a name of its own, such as a change of membership, has nobody to come
    before the others (who it happened to is found in the register of people), and pinyin or
    figures stand in no other fields than the first.
    """
    is_beyond = goes_beyond(text)
    if own_name or not is_beyond:
        yield _by_name(source, text)
    if is_beyond:
        yield matches(source, text, into_references=False)


def _by_name(source: Source, text: str) -> Iterator[ColumnElement[bool]]:
    """Whose names and numbers hold ``text``."""
    if not source.keys:
        yield from matches(source, text, into_references=False, is_wide=False)
        return
    # Read in a statement that touches nothing else, people's names and numbers come out of an
    # index that holds them all, which takes a third of the time of going through the rows.
    keys = once_more(source.spec)
    held = matches(keys, text, into_references=False, is_wide=False)
    yield source.id.in_(select(keys.id).where(*held))


def _is_small(reader: Connection, source: Source) -> bool:
    counted = reader.scalar(select(func.count()).select_from(source.table))
    return (counted or 0) <= _READ_ALOUD


def _facts(spec: RecordSpec) -> list[FieldSpec]:
    """The field that names a record, and those that may stand beside it."""
    name = spec.fields[spec.name_field]
    beside = [
        field
        for field in spec.columns(spec.layout.table)
        if field is not name and not is_masked(field) and field.kind is not Kind.MONEY
    ]
    return [name, *beside[:_FACTS]]


def _shown(source: Source, field: FieldSpec) -> ColumnElement[Any]:
    value = source.values[field.name]
    return label_of(field, value) if field.kind is Kind.REFERENCE else value


def _hit(facts: Sequence[FieldSpec], row: Sequence[Any]) -> Hit:
    number, *values = row
    told = [_told(field, value) for field, value in zip(facts, values, strict=True)]
    return Hit(number, told[0], "　".join(part for part in told[1:] if part))


def _told(field: FieldSpec, value: object) -> str:
    if field.kind is Kind.REFERENCE:
        return str(value or "")
    text = show(field, value)
    says_itself = field.kind not in NUMERIC | DATES
    return text if says_itself or not text else f"{field.label} {text}"


def _in_ledgers(
    reader: Connection, specs: Mapping[str, RecordSpec], text: str, limit: int
) -> Iterator[Found]:
    """All working ledgers at once: their lines lie in one table, each in one text."""
    words = [word.casefold() for word in unicodedata.normalize("NFKC", text).split()]

    def holds(spec: RecordSpec, values: Mapping[str, object]) -> bool:
        # A word may have been found in the name of a column or across two of them.
        shown = [show(field, values.get(name)).casefold() for name, field in spec.fields.items()]
        return all(any(word in part for part in shown) for word in words)

    def sounds(spec: RecordSpec, values: Mapping[str, object]) -> bool:
        return is_called(show(spec.fields[spec.name_field], values.get(spec.name_field)), text)

    content = func.lower(_ENTRY.content)
    lines = _lines(reader, specs, *(func.instr(content, word) > 0 for word in words))
    found = [line for line in lines if holds(*line[1:])]
    if not found:
        found = [line for line in _lines(reader, specs) if sounds(*line[1:])]
    for spec in specs.values():
        own = [(number, values) for number, whose, values in found if whose is spec]
        if own:
            hits = tuple(_hit_in_line(reader, spec, *line) for line in own[:limit])
            yield Found(spec, hits, is_all=len(own) <= limit)


def _lines(
    reader: Connection, specs: Mapping[str, RecordSpec], *holding: ColumnElement[bool]
) -> Iterator[tuple[int, RecordSpec, Mapping[str, object]]]:
    """The newest lines of working ledgers that fulfil ``holding``: number, whose, values."""
    lines = reader.execute(
        select(_ENTRY.id, _ENTRY.ledger_id, func.json(_ENTRY.content))
        .where(_ENTRY.retired_at.is_(None), *holding)
        .order_by(_ENTRY.id.desc())
        .limit(_LINES_SEEN)
    )
    for number, ledger_id, content in lines:
        if ledger_id in specs:
            yield number, specs[ledger_id], json.loads(content)


def _hit_in_line(
    reader: Connection, spec: RecordSpec, number: int, values: Mapping[str, object]
) -> Hit:
    facts = _facts(spec)
    told = (_value(reader, field, values.get(field.name)) for field in facts)
    return _hit(facts, (number, *told))


def _value(reader: Connection, field: FieldSpec, value: object) -> object:
    """The value of a working ledger's line; of a reference, what it refers to is called."""
    if field.kind is Kind.REFERENCE and value is not None:
        return reader.scalar(select(label_of(field, literal(value))))
    return value
