"""Taking an import back days later: which of its rows changed since."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.all import RECORDS
from app.models.ledgers.entries import LedgerEntry
from app.queries.past.history import changes
from app.queries.sources import core_spec, label_of, source_of
from app.spec.kinds import Kind
from app.store import undo
from app.store.unit import table_of

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class ChangedSince:
    """A row of an import that is no longer as the import left it.

    Attributes:
        record: title of its kind.
        name: what it is called.
        said: what was done to it since, one line each, numbers masked; none where later records
            refer to it and nothing else.
    """

    table: str
    record: str
    record_id: int
    name: str
    said: tuple[str, ...]


def changed_since(reader: Connection, action_id: int) -> tuple[ChangedSince, ...]:
    """The rows of an action that changed since; none where all of it can be taken back."""
    raw = reader.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - narrows a type
    titles = {record.__tablename__: record.title for record in RECORDS}
    return tuple(
        ChangedSince(
            table,
            titles[table],
            number,
            _name_of(reader, table, number),
            tuple(_done_to(reader, table, number, action_id)),
        )
        for table, number in undo.changed_since(raw, action_id)
    )


def _name_of(reader: Connection, table: str, number: int) -> str:
    if table == LedgerEntry.__tablename__:
        entry = table_of(LedgerEntry).c
        content = reader.scalar(select(entry.content).where(entry.id == number)) or {}
        return next((str(value) for value in content.values() if isinstance(value, str)), "")
    spec = core_spec(table)
    if not spec.name_field:
        return ""
    source, field = source_of(spec), spec.fields[spec.name_field]
    inside = source.values[field.name]
    shown = label_of(field, inside) if field.kind is Kind.REFERENCE else inside
    return str(reader.scalar(select(shown).where(source.id == number)) or "")


def _done_to(reader: Connection, table: str, number: int, action_id: int) -> list[str]:
    found: list[str] = []
    for change in changes(reader, record=(table, number)):
        if (change["action_id"] or 0) > action_id:
            fields = "、".join(
                f"{field['label']} {field['before'] or '空白'} 改为 {field['after'] or '空白'}"
                for field in change["fields"]
            )
            done = fields or change["operation"]
            found.append(f"{change['at']} {change['actor'] or ''} {done}".replace("  ", " "))
    return found
