"""The full check of a ledger file: structure, log, and that the log tells the whole story."""

from __future__ import annotations

import contextlib
import sqlite3
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

from app.store import change_log, migrate
from app.store.connection import connect, damaged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_Row: TypeAlias = tuple[int, str]  # number, and the values as the trigger spells them
_Change: TypeAlias = tuple[int, str, str | None]  # number, operation, values after it
_MOST = 50  # faults named before the list is cut; more would not be read


def faults_of(path: Path) -> list[str]:
    """Everything wrong with the file at ``path``, in Chinese; nothing when it is whole.

    Raises:
        StorageError: no ledger, or from a newer program.
    """
    migrate.refuse_newer(path)
    try:
        with contextlib.closing(connect(path, write=False)) as raw:
            found: list[str] = []
            for fault in _faults(raw):
                found.append(fault)
                if len(found) == _MOST:
                    found.append("…… 还有更多，未一一列出")
                    break
            return found
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return [damaged(path).happened]


def _faults(raw: sqlite3.Connection) -> Iterator[str]:
    for (line,) in raw.execute("PRAGMA integrity_check(5)").fetchall():
        if line != "ok":
            yield f"文件结构损坏：{line}"
    for table, row_id, *_ in raw.execute("PRAGMA foreign_key_check").fetchall():
        yield f"{change_log.called(table, row_id)}指向的记录不存在"
    stored = raw.execute("SELECT value FROM setting WHERE key = 'schema_digest'").fetchone()
    if stored is None or stored[0] != change_log.schema_digest(raw):
        yield "表结构或保护措施被改动过"
    yield from change_log.chain_faults(raw)
    yield from replay_faults(raw)


def replay_faults(raw: sqlite3.Connection) -> Iterator[str]:
    """Rows that are not as the log says: changed past the triggers.

    SQLite spells out each row as the trigger did, so that no value is converted on the way; rows
    and changes are read side by side in the order of their numbers, and few are held at a time.
    """
    for table in change_log.logged_tables():
        changes = raw.execute(
            "SELECT record_id, operation, after FROM change WHERE table_name = ? "
            "ORDER BY record_id, seq",
            (table.name,),
        )
        rows = raw.execute(
            f"SELECT id, {change_log.spelt_out(table)} FROM {table.name} ORDER BY id"
        )
        yield from _compare(table.name, rows, changes)


def _compare(table: str, rows: Iterator[_Row], changes: Iterator[_Change]) -> Iterator[str]:
    """Walk along both; ``None`` stands for a side that does not know the number."""
    for record_id, (row, story) in _side_by_side(rows, groupby(changes, key=itemgetter(0))):
        told = _last_word(story)
        if row is None and told is None:
            continue
        if row is None or told is None:
            wrong = "多出" if told is None else "缺少"
            yield f"{change_log.called(table, record_id)}与变更记录不符：{wrong}一行"
        elif row != told and change_log.literals(row) != _known(told):
            yield f"{change_log.called(table, record_id)}的内容与变更记录不符，可能被其他软件改动过"


def _side_by_side(
    rows: Iterator[_Row], stories: Iterator[tuple[int, Iterator[_Change]]]
) -> Iterator[tuple[int, tuple[str | None, list[_Change]]]]:
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


def _last_word(story: list[_Change]) -> str | None:
    """The row as the log leaves it, spelt out; ``None`` for one that is not there."""
    told: dict[str, str] | None = None
    for _, operation, after in story:
        if operation == "D":
            told = None
        elif operation == "I" and len(story) == 1:
            return after or ""  # nearly every row: nothing to put together
        else:
            told = {**(told or {}), **change_log.literals(after)}
    return None if told is None else "".join(f"{n}={v}\n" for n, v in told.items())


def _known(text: str) -> dict[str, str]:
    """The values in ``text`` but for the blank ones, which a spelt-out row leaves out."""
    return {name: v for name, v in change_log.literals(text).items() if v != "NULL"}
