"""The log played back beside the rows: where the two do not agree."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

from app.store import change_log

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

_Row: TypeAlias = tuple[int, bytes]  # number, and the values as the trigger spells them
_Change: TypeAlias = tuple[int, str, bytes | None]  # number, operation, values after it


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that is not as the log leaves it.

    Attributes:
        row: column to SQL literal as it stands in the file; ``None`` where there is no such row.
        told: the same as the log tells it.
    """

    table: str
    record_id: int
    row: dict[str, str] | None
    told: dict[str, str] | None


def differences(raw: sqlite3.Connection) -> Iterator[Difference]:
    """Rows that were changed past the triggers, in a file of any version.

    SQLite spells out each row as the trigger did, so that no value is converted on the way; rows
    and changes are read side by side in the order of their numbers, and few are held at a time.
    """
    tables = raw.execute(
        "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' "
        "AND name = 'log_' || tbl_name || '_insert' ORDER BY 1"
    ).fetchall()
    for (table,) in tables:
        changes = raw.execute(
            "SELECT record_id, operation, CAST(after AS BLOB) FROM change WHERE table_name = ? "
            "ORDER BY record_id, seq",
            (table,),
        )
        spelt = change_log.spelt_out(raw, table)
        rows = raw.execute(f"SELECT id, CAST({spelt} AS BLOB) FROM {table} ORDER BY id")
        yield from _compare(table, rows, changes)


def _compare(table: str, rows: Iterator[_Row], changes: Iterator[_Change]) -> Iterator[Difference]:
    """Walk along both; ``None`` stands for a side that does not know the number."""
    for record_id, (row, story) in _side_by_side(rows, groupby(changes, key=itemgetter(0))):
        told = _last_word(story)
        if row == told:
            continue
        found, known = _values(row), _values(told)
        if found != known:
            yield Difference(table, record_id, found, known)


def _values(text: bytes | None) -> dict[str, str] | None:
    """The values in ``text`` but for the blank ones, which a spelt-out row leaves out."""
    if text is None:
        return None
    return {name: v for name, v in _literals(text).items() if v != "NULL"}


def _side_by_side(
    rows: Iterator[_Row], stories: Iterator[tuple[int, Iterator[_Change]]]
) -> Iterator[tuple[int, tuple[bytes | None, list[_Change]]]]:
    """Number, text of the row and changes of it, for every number that either side knows."""
    row = next(rows, None)
    for record_id, changes in stories:
        while row is not None and row[0] < record_id:
            yield row[0], (row[1], [])
            row = next(rows, None)
        if row is not None and row[0] == record_id:
            yield record_id, (row[1], list(changes))
            row = next(rows, None)
        else:
            yield record_id, (None, list(changes))
    while row is not None:
        yield row[0], (row[1], [])
        row = next(rows, None)


def _last_word(story: list[_Change]) -> bytes | None:
    """The row as the log leaves it, spelt out; ``None`` for one that is not there."""
    told: dict[str, str] | None = None
    for _, operation, after in story:
        if operation == "D":
            told = None
        elif operation == "I" and len(story) == 1:
            return after or b""  # nearly every row: nothing to put together
        else:
            told = {**(told or {}), **_literals(after)}
    return None if told is None else "".join(f"{n}={v}\n" for n, v in told.items()).encode()


def _literals(text: bytes | None) -> dict[str, str]:
    return change_log.literals((text or b"").decode())
