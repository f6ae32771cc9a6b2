"""The full check of a ledger file: structure, log, and that the log tells the whole story."""

from __future__ import annotations

import contextlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING

from app.models.attachments import Blob
from app.store import change_log, migrate
from app.store.blobs.checking import content_faults
from app.store.checking.replay import differences
from app.store.connection import connect, damaged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Progress = Callable[[int, int], None]

# Values are compared as they lie in the file, and decoded only where they have to be read.
_MOST = 50  # faults named before the list is cut; more would not be read


def faults_of(path: Path, progress: Progress | None = None) -> list[str]:
    """Everything wrong with the file at ``path``, in Chinese; nothing when it is whole.

    Args:
        progress: told how many contents of attachments are checked, and of how many; they are
            most of a large file.

    Raises:
        StorageError: no ledger, or from a newer program.
    """
    migrate.refuse_newer(path)
    try:
        # SQLite checks the structure while Python reads the log: neither waits for the other.
        with (
            contextlib.closing(connect(path, write=False)) as raw,
            ThreadPoolExecutor(max_workers=1) as beside,
        ):
            structure = beside.submit(_structure_faults, path)
            content = list(islice(_content_faults(raw, progress), _MOST + 1))
            found = structure.result() + content
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return [damaged(path).happened]
    return found if len(found) <= _MOST else [*found[:_MOST], "…… 还有更多，未一一列出"]


def _structure_faults(path: Path) -> list[str]:
    """What SQLite itself finds wrong with the file, by a connection of its own."""
    with contextlib.closing(connect(path, write=False)) as raw:
        lines = [line for (line,) in raw.execute("PRAGMA integrity_check(5)")]
    return [f"文件结构损坏：{line}" for line in lines if line != "ok"]


def _content_faults(raw: sqlite3.Connection, progress: Progress | None) -> Iterator[str]:
    for table, row_id, parent, _ in raw.execute("PRAGMA foreign_key_check").fetchall():
        if parent != Blob.__tablename__:  # a missing content is told by the name of its file
            yield f"{change_log.called(table, row_id)}指向的记录不存在"
    yield from log_faults(raw)
    yield from content_faults(raw, progress)


def log_faults(raw: sqlite3.Connection) -> Iterator[str]:
    """What another program did to a file whose structure holds: protection, log, rows."""
    yield from change_log.protection_faults(raw)
    try:
        change_log.checkpoint(raw)
    except change_log.TruncatedLogError as error:
        yield str(error)
    yield from change_log.chain_faults(raw)
    yield from replay_faults(raw)


def replay_faults(raw: sqlite3.Connection) -> Iterator[str]:
    """Rows that are not as the log says, in Chinese: changed past the triggers."""
    for found in differences(raw):
        what = change_log.called(found.table, found.record_id)
        if found.row is None or found.told is None:
            wrong = "多出" if found.told is None else "缺少"
            yield f"{what}与变更记录不符：{wrong}一行"
        else:
            yield f"{what}的内容与变更记录不符，可能被其他软件改动过"
