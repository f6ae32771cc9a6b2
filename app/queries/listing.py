"""Lists of any record kind: which rows, in what order, and what they hold."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sqlalchemy import Select, UnaryExpression, bindparam, func, or_, select
from sqlalchemy.dialects import sqlite

from app.models.all import entries
from app.models.base import Base
from app.models.members.flags import flag_called
from app.models.members.standing import Standing
from app.queries.evidence import Papers, holds
from app.queries.members.completeness import incomplete_members
from app.queries.members.flags import has_flag
from app.queries.members.workers import Crowd, in_crowd
from app.queries.search import contains, matches
from app.queries.sources import (
    Source,
    has_history,
    label_of,
    number_shown,
    sort_terms,
    source_of,
    target_of,
    value_in,
)
from app.spec.kinds import Kind
from app.spec.record import Family
from app.spec.values import show

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection
    from sqlalchemy.engine.interfaces import DBAPICursor

    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

# Fields of which many rows say the same; one text for all of them saves a third of the memory
# of whoever keeps a whole register, as papers do.
_REPEATING = frozenset({Kind.CHOICE, Kind.TEXT})
_Values: TypeAlias = tuple[Any, ...]
_PAGE = 500  # ids bound in one statement
_CONTENT = entries.LedgerEntry.__table__.c.content


@dataclass(frozen=True, slots=True)
class Filter:
    """What a column's header lets through.

    Attributes:
        values: stored values let through, ``None`` for blank; empty lets all through.
        contains: text that what is shown must hold.
    """

    field: str
    values: frozenset[object] = frozenset()
    contains: str = ""


class Sort(NamedTuple):
    """One column of the order."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """Certain people, and what they are: the names behind a count."""

    title: str
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class View:
    """What a list shows.

    Attributes:
        search: words of the search box; a row holds them all.
        sort: most important first; empty means the kind's own order.
        as_at: ISO day a member roster is asked for: who held membership then, with the
            standing and group of that day.
        retired: rows put aside are shown too.
        incomplete: only members whose real-name record lacks something (信息不全).
        papers: only records that have, or lack, an attachment.
        crowd: of the people only these; without it everybody, of a past day only members.
        flag: only people with this flag (类别).
        named: only these people.
        today: ISO day that ``crowd`` and ``flag`` go by where ``as_at`` names none.
    """

    search: str = ""
    filters: tuple[Filter, ...] = ()
    sort: tuple[Sort, ...] = ()
    as_at: str | None = None
    retired: bool = False
    incomplete: bool = False
    papers: Papers | None = None
    crowd: Crowd | None = None
    flag: str = ""
    named: Named | None = None
    today: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether some of the rows are left out by what somebody asked for."""
        asked = self.search or self.filters or self.incomplete or self.papers or self.flag
        return bool(asked) or self.named is not None

    @property
    def begins(self) -> dict[str, object]:
        """What a row that is typed into this list begins with."""
        return {"standing": Standing.WORKER} if self.crowd is Crowd.RECRUITS else {}

    @property
    def day(self) -> str:
        """The ISO day that people are looked at on."""
        return self.as_at or self.today

    @property
    def among(self) -> Crowd | None:
        """Whom the list is taken from: a search over those here now looks for everybody."""
        is_wide = self.search and self.crowd is Crowd.HERE and self.as_at is None
        return None if is_wide else self.crowd


def row_ids(reader: Connection, spec: RecordSpec, view: View) -> list[int]:
    """Ids of all rows of ``view``, in its order."""
    source = source_of(spec, view.as_at)
    query = _ordered(_chosen(source, view, source.id), source, view)
    # Wrapping a hundred thousand numbers would take longer than finding them.
    cursor = reader.execute(query).cursor
    found: list[int] = []
    # A few at a time: so many tuples at once would set off the search for garbage.
    while cursor and (page := cursor.fetchmany(2000)):
        found += [number for (number,) in page]
    return found


def count(reader: Connection, spec: RecordSpec, view: View) -> int:
    """How many rows ``view`` has."""
    source = source_of(spec, view.as_at)
    return int(reader.execute(_chosen(source, view, func.count())).scalar_one())


def rows(
    reader: Connection,
    spec: RecordSpec,
    ids: Sequence[int],
    names: Sequence[str] | None = None,
    as_at: str | None = None,
) -> list[dict[str, object]]:
    """The rows of ``ids``, in that order: stored values by field name, and ``id``.

    Args:
        names: fields wanted; all by default.
        as_at: for members, the day whose standing and group are told.

    Returns:
        Ids that are not there, or not on the roll of that day, are left out.
    """
    names = tuple(spec.fields) if names is None else tuple(names)
    found: dict[object, dict[str, object]] = {}
    for start in range(0, len(ids), _PAGE):
        page = ids[start : start + _PAGE]
        for values in _page_of(reader, spec, page, names, as_at):
            found[values[0]] = dict(zip(("id", *names), values, strict=True))
    return [found[number] for number in ids if number in found]


def _page_of(
    reader: Connection,
    spec: RecordSpec,
    page: Sequence[int],
    names: tuple[str, ...],
    as_at: str | None,
) -> Iterator[_Values]:
    """The rows of ``page``, in no order."""
    if as_at is None and spec.family is Family.CORE:
        # Putting the statement together would take twice as long as carrying it out.
        statement = _page_statement(spec.id, names)
        cursor = reader.exec_driver_sql(statement, (json.dumps(page),)).cursor
    else:
        source = source_of(spec, as_at, page)
        query = (
            select(*_columns(source, names))
            .select_from(source.table)
            .where(source.id.in_(page), *source.conditions)
        )
        cursor = reader.execute(query).cursor
    return chain.from_iterable(_pages(cursor, spec, names, _PAGE))


@cache
def _page_statement(name: str, names: tuple[str, ...]) -> str:
    """SQL for fields of rows of the table ``name``; their numbers are bound as one JSON list."""
    table = Base.metadata.tables[name]
    wanted = func.json_each(bindparam("page")).table_valued("value")
    columns = (value_in(table, each) for each in names)
    query = select(table.c.id, *columns).where(table.c.id.in_(select(wanted.c.value)))
    return str(query.compile(dialect=sqlite.dialect()))


def iter_rows(
    reader: Connection,
    spec: RecordSpec,
    view: View,
    names: Sequence[str] | None = None,
    chunk: int = 2000,
) -> Iterator[dict[str, object]]:
    """All rows of ``view`` in its order, as :func:`rows` gives them, read ``chunk`` at a time."""
    names = tuple(spec.fields) if names is None else tuple(names)
    repeating = [name for name in names if spec.fields[name].kind in _REPEATING]
    for page in iter_pages(reader, spec, view, names, chunk):
        for values in page:
            row = dict(zip(("id", *names), values, strict=True))
            for name in repeating:
                if type(text := row[name]) is str:
                    row[name] = intern(text)
            yield row


def iter_pages(
    reader: Connection, spec: RecordSpec, view: View, names: Sequence[str], chunk: int = 2000
) -> Iterator[list[_Values]]:
    """All rows of ``view`` in its order, ``chunk`` at a time, as tuples.

    Yields:
        For each row its number, then the stored values of ``names``.
    """
    source = source_of(spec, view.as_at)
    query = _ordered(_chosen(source, view, *_columns(source, names)), source, view)
    return _pages(reader.execute(query).cursor, spec, names, chunk)


def value_counts(
    reader: Connection, spec: RecordSpec, field: str, view: View
) -> list[tuple[object, int]]:
    """The values of ``field`` and how many rows have each, for the filter of its header.

    All of ``view`` counts but the filters of ``field`` itself. Sorted as the column sorts,
    blank last.
    """
    others = tuple(entry for entry in view.filters if entry.field != field)
    source = source_of(spec, view.as_at)
    value = source.values[field]
    query = _chosen(source, replace(view, filters=others), value, func.count()).group_by(value)
    order = [_blank_last(term) for term in sort_terms(source, field)]
    is_flag = spec.fields[field].kind is Kind.YES_NO
    return [
        (bool(found) if is_flag and found is not None else found, number)
        for found, number in reader.execute(query.order_by(*order))
    ]


def reference_labels(reader: Connection, spec: RecordSpec) -> dict[str, dict[int, str]]:
    """By reference field of ``spec``: what each record it may point to is called."""
    return {
        field.name: labels_of(reader, field)
        for field in spec.fields.values()
        if field.kind is Kind.REFERENCE
    }


def labels_of(reader: Connection, field: FieldSpec) -> dict[int, str]:
    """What the records that ``field`` may point to are called; namesakes with their own number."""
    target = target_of(field)
    query = select(target.id, label_of(field, target.id)).select_from(target.table)
    labels = {number: label or "" for number, label in reader.execute(query)}
    often = Counter(labels.values())
    namesakes = [number for number, label in labels.items() if often[label] > 1]
    key = public_key(target.spec)
    if not namesakes or not key:
        return labels
    told_apart = rows(reader, target.spec, namesakes, (key,))
    return labels | {
        int(str(row["id"])): f"{labels[int(str(row['id']))]}（{row[key]}）"
        for row in told_apart
        if row[key] is not None
    }


def public_key(spec: RecordSpec) -> str:
    """The field that identifies a row and may be shown to anybody; blank where there is none."""
    single = (names[0] for names in spec.keys if len(names) == 1)
    public = (name for name in single if not spec.fields[name].personal)
    return next((name for name in public if name != spec.name_field), "")


def _chosen(source: Source, view: View, *columns: ColumnElement[Any]) -> Select[Any]:
    """The rows of ``view``, in no order yet."""
    query = select(*columns).select_from(source.table).where(*source.conditions)
    if not view.retired:
        query = query.where(source.retired_at.is_(None))
    if view.incomplete:
        query = query.where(source.id.in_(incomplete_members()))
    if view.papers is not None:
        query = query.where(holds(source, view.papers))
    if has_history(source.spec):
        query = query.where(*_people(source, view))
    passed = (_passes(source, entry) for entry in view.filters)
    return query.where(*passed, *matches(source, view.search))


def _people(source: Source, view: View) -> Iterator[ColumnElement[bool]]:
    """What ``view`` asks of people besides the values of their columns."""
    standing = source.values["standing"]
    if view.named is not None:
        wanted = func.json_each(json.dumps(view.named.ids)).table_valued("value")
        yield source.id.in_(select(wanted.c.value))
    elif (crowd := view.among) is not None:
        yield in_crowd(crowd, standing, view.day)
    elif view.as_at is not None:
        yield in_crowd(Crowd.MEMBERS, standing, view.as_at)
    if view.flag:
        yield has_flag(flag_called(view.flag), view.day)


def _ordered(query: Select[Any], source: Source, view: View) -> Select[Any]:
    # Blank comes last either way round; the id makes equal rows stand still.
    for name, descending in view.sort or [Sort(name) for name in source.spec.order]:
        for term in sort_terms(source, name):
            query = query.order_by(_blank_last(term.desc() if descending else term.asc()))
    return query.order_by(source.id)


def _blank_last(term: ColumnElement[Any]) -> ColumnElement[Any]:
    # Said where it matters only: SQLite sorts anew rather than use an index for NULLS LAST
    # on any column but the first.
    column = term.element if isinstance(term, UnaryExpression) else term
    return term.nulls_last() if getattr(column, "nullable", True) else term


def _passes(source: Source, entry: Filter) -> ColumnElement[bool]:
    value, field = source.values[entry.field], source.spec.fields[entry.field]
    ways: list[ColumnElement[bool]] = []
    if None in entry.values:
        ways.append(value.is_(None))
    if known := [each for each in entry.values if each is not None]:
        ways.append(value.in_(known))
    condition = or_(*ways) if ways else source.id.is_not(None)
    return condition & _holds(field, value, entry.contains) if entry.contains else condition


def _holds(field: FieldSpec, value: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether what the field shows holds ``text``."""
    if field.kind is Kind.CHOICE and field.choices is not None:
        return value.in_([entry.code for entry in field.choices.codes if text in entry.label])
    if field.kind is Kind.YES_NO:
        return value.in_([flag for flag in (True, False) if text in show(field, flag)])
    if field.kind is Kind.REFERENCE:
        return contains(label_of(field, value), text)
    if field.kind in {Kind.MONEY, Kind.DECIMAL}:
        shown = number_shown(field, value, grouped=False)
        return value.is_not(None) & (func.instr(shown, text.replace(",", "")) > 0)
    return contains(value, text)


def _columns(source: Source, names: Sequence[str]) -> list[ColumnElement[Any]]:
    if source.spec.family is Family.LEDGER:
        return [source.id, _CONTENT]  # one text is read faster whole than field by field
    return [source.id, *(source.values[name] for name in names)]


def _pages(
    cursor: DBAPICursor | None, spec: RecordSpec, names: Sequence[str], chunk: int
) -> Iterator[list[_Values]]:
    """Rows as plain tuples, from the driver's own rows: half the time of wrapped ones."""
    flags = [place for place, name in enumerate(names, 1) if spec.fields[name].kind is Kind.YES_NO]
    while cursor and (page := list(cursor.fetchmany(chunk))):
        if spec.family is Family.LEDGER:
            page = [_unfolded(names, *row) for row in page]
        yield [_with_flags(row, flags) for row in page] if flags else page


def _unfolded(names: Sequence[str], number: int, content: str) -> _Values:
    """The number and the values of a working ledger's line."""
    held = json.loads(content)
    return (number, *map(held.get, names))


def _with_flags(values: _Values, flags: Sequence[int]) -> _Values:
    """``values`` with those at ``flags`` as the truth values that the driver knows not."""
    if all(values[place] is None for place in flags):
        return values
    told = list(values)
    for place in flags:
        told[place] = None if values[place] is None else bool(values[place])
    return tuple(told)
