"""Single cells of a register: which of them show a word, and which hold anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, and_, case, cast, func, or_, select

from app.queries.evidence import listed
from app.queries.search import contains
from app.queries.sources import Source, label_of, number_shown, source_of, target_of
from app.spec.kinds import Kind
from app.spec.values import is_masked, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection

    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

_STARS = "*" * 40
_SHORTEST = 7  # what is not longer shows nothing but stars


def cells_showing(
    reader: Connection,
    spec: RecordSpec,
    names: Sequence[str],
    word: str,
    as_at: str | None = None,
) -> dict[int, int]:
    """Every cell of a register that shows ``word``, in whatever order and filter it is seen.

    Args:
        names: the fields looked into.

    Returns:
        By row id a number with one bit for each of ``names``, the lowest for the first; rows
        without a hit are left out.
    """
    source = source_of(spec, as_at)
    shows = [_shows(source, name, word) for name in names]
    bits = [case((way, 1 << place), else_=0) for place, way in enumerate(shows)]
    if not bits:
        return {}
    query = (
        select(source.id, sum(bits[1:], bits[0]))
        .select_from(source.table)
        .where(*source.conditions, source.retired_at.is_(None), or_(*shows))
    )
    cursor = reader.execute(query).cursor  # plain tuples: a short word is in every row
    return dict(cursor.fetchall()) if cursor else {}


def filled_ids(
    reader: Connection, spec: RecordSpec, name: str, as_at: str | None = None
) -> set[int]:
    """Ids of the rows whose cell in ``name`` holds anything."""
    return set(_column(reader, spec, name, as_at))


def numbers_in(
    reader: Connection, spec: RecordSpec, name: str, as_at: str | None = None
) -> dict[int, int]:
    """The numbers of a column by row id, blank ones left out."""
    return _column(reader, spec, name, as_at)


def _column(reader: Connection, spec: RecordSpec, name: str, as_at: str | None) -> dict[int, Any]:
    source = source_of(spec, as_at)
    value = source.values[name]
    query = (
        select(source.id, value)
        .select_from(source.table)
        .where(*source.conditions, value.is_not(None))
    )
    cursor = reader.execute(query).cursor
    return dict(cursor.fetchall()) if cursor else {}


def is_case_blind(word: str) -> bool:
    """Whether ``word`` is found in either case; the counterpart of the search in SQL."""
    return word.isascii() and not word.isdigit()


def _shows(source: Source, name: str, word: str) -> ColumnElement[bool]:
    """Whether the cell of ``name`` shows ``word``."""
    field, value = listed(source.spec, name), source.values[name]
    if is_masked(field):
        return _shows_masked(value, word.upper())
    if field.kind is Kind.CHOICE and field.choices is not None:
        return value.in_([c.code for c in field.choices.codes if _holds(c.label, word)])
    if field.kind is Kind.YES_NO:
        return value.in_([flag for flag in (True, False) if _holds(show(field, flag), word)])
    if field.kind is Kind.REFERENCE:
        return value.in_(_targets_called(field, word))
    if field.kind in {Kind.MONEY, Kind.DECIMAL}:
        shown = case((value < 0, "-"), else_="").concat(number_shown(field, value, grouped=True))
        return and_(value.is_not(None), func.instr(shown, word) > 0)
    if field.kind is Kind.INTEGER:
        return func.instr(cast(value, String), word) > 0
    return contains(value, word)


def _holds(text: str, word: str) -> bool:
    return word.casefold() in text.casefold() if is_case_blind(word) else word in text


def _shows_masked(value: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    """Found by the figures that are seen, or whole by somebody who knows the number."""
    length = func.length(value)
    seen = (
        func.substr(value, 1, 3)
        .concat(func.substr(_STARS, 1, length - _SHORTEST))
        .concat(func.substr(value, -4))
    )
    return or_(and_(length > _SHORTEST, func.instr(seen, word) > 0), value == word)


def _targets_called(field: FieldSpec, word: str) -> Any:
    """Ids of the records that are called something with ``word``."""
    target = target_of(field)
    name = target.spec.fields[target.spec.name_field]
    inside = target.values[name.name]
    shown = label_of(name, inside) if name.kind is Kind.REFERENCE else inside
    return select(target.id).select_from(target.table).where(contains(shown, word))
