"""The full check of a ledger file: structure, log, and that the log tells the whole story."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from app.store import change_log, migrate
from app.store.connection import connect, damaged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
        yield f"{table} 第 {row_id} 号指向的记录不存在"
    stored = raw.execute("SELECT value FROM setting WHERE key = 'schema_digest'").fetchone()
    if stored is None or stored[0] != change_log.schema_digest(raw):
        yield "表结构或保护措施被改动过"
    yield from change_log.chain_faults(raw)
    yield from replay_faults(raw)


def replay_faults(raw: sqlite3.Connection) -> Iterator[str]:
    """Rows that are not as the log says: changed past the triggers.

    Each row's last logged state is put together from its changes and compared by SQLite itself,
    so that no value is converted on the way.
    """
    for table in change_log.logged_tables():
        columns = [column.name for column in table.columns]
        quoted = ", ".join(f'quote("{name}")' for name in columns)
        rows = {
            row[0]: row[1:]
            for row in raw.execute(f"SELECT id, {quoted} FROM {table.name}").fetchall()
        }
        told: dict[int, dict[str, str] | None] = {}
        changes = raw.execute(
            "SELECT record_id, operation, after FROM change WHERE table_name = ? ORDER BY seq",
            (table.name,),
        )
        for record_id, operation, after in changes:
            if operation == "D":
                told[record_id] = None
            elif operation == "I":
                told[record_id] = change_log.literals(after)
            else:
                told[record_id] = {**(told.get(record_id) or {}), **change_log.literals(after)}
        yield from _compare(table.name, columns, rows, told)


def _compare(
    table: str,
    columns: list[str],
    rows: dict[int, tuple[str, ...]],
    told: dict[int, dict[str, str] | None],
) -> Iterator[str]:
    for record_id in rows.keys() | told.keys():
        row, story = rows.get(record_id), told.get(record_id)
        if row is None and story is None:
            continue
        if row is None or story is None:
            wrong = "多出" if story is None else "缺少"
            yield f"{table} 第 {record_id} 号与变更记录不符：{wrong}一行"
        elif any(
            value != story.get(name, "NULL") for name, value in zip(columns, row, strict=True)
        ):
            yield f"{table} 第 {record_id} 号的内容与变更记录不符，可能被其他软件改动过"
