"""Who refers to the records of a register: every column and every value inside a JSON text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, func, select, update

from app.models.all import RECORDS, entries
from app.models.base import Base
from app.models.ledgers.specs import ledger_specs
from app.spec.record import Family

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Table

    from app.models.base import Record
    from app.spec.record import RecordSpec

_ENTRIES = entries.LedgerEntry.__tablename__
_OWNER, _OWNED_BY = "register", "record_id"  # how a table says that its rows belong to any record
_EXTRA = "extra"  # where a mapped table keeps the values of columns the user added


@dataclass(frozen=True, slots=True)
class Pointer:
    """One place where a record of some register may be named by its number.

    Attributes:
        title: what the rows that point are called.
        table: where they are.
        column: which of its columns points, or holds the JSON text that does.
        path: JSON path inside that column; blank for a plain column.
        only: further columns with the value they must have.
    """

    title: str
    table: str
    column: str
    path: str = ""
    only: tuple[tuple[str, str], ...] = ()

    def _is(self, number: int) -> ColumnElement[bool]:
        table = Base.metadata.tables[self.table]
        value: Any = table.c[self.column]
        if self.path:
            value = func.json_extract(value, self.path)
        found: ColumnElement[bool] = value == number
        for name, wanted in self.only:
            found = found & (table.c[name] == wanted)
        return found

    def count(self, reader: Connection, number: int) -> int:
        """How many rows in force point at the record ``number``."""
        table = Base.metadata.tables[self.table]
        query = select(func.count()).select_from(table)
        asked = query.where(self._is(number), table.c.retired_at.is_(None))
        return int(reader.execute(asked).scalar_one())

    def move(self, connection: Connection, old: int, new: int) -> None:
        """Let every row that points at ``old``, put aside or not, point at ``new``."""
        table = Base.metadata.tables[self.table]
        column = table.c[self.column]
        value: Any = func.json_set(column, self.path, new) if self.path else new
        connection.execute(update(table).where(self._is(old)).values({column.name: value}))


def pointers_at(
    reader: Connection, specs: Iterable[RecordSpec], register: str
) -> tuple[Pointer, ...]:
    """Every place that may name a record of ``register``, each once.

    Args:
        specs: the registers as they are in use, with the columns the user added.
    """
    found = [pointer for record in RECORDS for pointer in _of_table(record, register)]
    for spec in (*specs, *_put_aside(reader)):
        found += _of_spec(spec, register)
    return tuple(dict.fromkeys(found))


def _of_table(record: type[Record], register: str) -> Iterator[Pointer]:
    table: Table = Base.metadata.tables[record.__tablename__]
    for column in table.columns:
        if any(key.column.table.name == register for key in column.foreign_keys):
            yield Pointer(record.title, table.name, column.name)
    if {_OWNER, _OWNED_BY} <= set(table.columns.keys()):
        yield Pointer(record.title, table.name, _OWNED_BY, only=((_OWNER, register),))


def _of_spec(spec: RecordSpec, register: str) -> Iterator[Pointer]:
    """The fields of ``spec`` that point there and are no columns of a table."""
    for field in spec.fields.values():
        if field.target != register:
            continue
        path = f'$."{field.name}"'
        if spec.family is Family.LEDGER:
            yield Pointer(spec.title, _ENTRIES, "content", path, (("ledger_id", spec.id),))
        elif field.name not in Base.metadata.tables[spec.id].columns:
            yield Pointer(spec.title, spec.id, _EXTRA, path)


def _put_aside(reader: Connection) -> Iterator[RecordSpec]:
    """Working ledgers whose definition was put aside: their lines are kept and still point."""
    definition = entries.LedgerDefinition
    texts = reader.scalars(select(definition.definition).where(definition.retired_at.is_not(None)))
    for text in texts.all():
        yield from ledger_specs([text]).values()
