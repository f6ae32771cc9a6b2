"""What stands in columns of the user's own, read past the registers that show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, true

from app.models.all import RECORDS, entries
from app.models.base import Base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, Connection

_CONTENT = Base.metadata.tables[entries.LedgerEntry.__tablename__].c.content


def homes() -> Iterator[Column[Any]]:
    """Every column of the ledger file that holds values of users' columns."""
    for record in RECORDS:
        table = Base.metadata.tables[record.__tablename__]
        if "extra" in table.c:
            yield table.c.extra
    yield _CONTENT


def home_of(register: str) -> Column[Any]:
    """The column of the file that holds the values of ``register``'s own columns."""
    known = Base.metadata.tables.get(register)
    return known.c.extra if known is not None else _CONTENT


def held_in(reader: Connection, home: Column[Any], name: str) -> dict[int, object]:
    """The values of the column ``name`` by row id, in rows put aside as well; blank left out."""
    inside = func.json_extract(home, f'$."{name}"')
    query = select(home.table.c.id, inside).where(inside.is_not(None))
    cursor = reader.execute(query).cursor
    return dict(cursor.fetchall()) if cursor else {}


def names_used(reader: Connection) -> set[str]:
    """The names of all users' columns that hold anything."""
    found: set[str] = set()
    for home in homes():
        each = func.json_each(home).table_valued("key")
        query = select(each.c.key).distinct().select_from(home.table.join(each, true()))
        found.update(reader.scalars(query.where(each.c.key.like(r"extra\_%", escape="\\"))))
    return found
