"""The full check of attachments: each content hashed anew, none missing, none too many."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.models.all import attachments, entries, record_called
from app.store.blobs.keeping import digest_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    Progress = Callable[[int, int], None]

_ATTACHMENT = attachments.Attachment.__tablename__
_ENTRY = entries.LedgerEntry
_LOGGED = re.compile(r"^digest='([0-9a-f]{64})'$", re.MULTILINE)


def content_faults(raw: sqlite3.Connection, progress: Progress | None = None) -> Iterator[str]:
    """What is wrong with the contents of attachments, in Chinese.

    Args:
        progress: told how many contents are checked, and of how many.
    """
    yield from _missing(raw)
    (total,) = raw.execute("SELECT count(*) FROM blob").fetchone()
    needed = _ever_attached(raw)
    rows = raw.execute("SELECT digest, size, CAST(content AS BLOB) FROM blob ORDER BY rowid")
    for done, (digest, size, content) in enumerate(rows, 1):
        if size != len(content) or digest_of(content) != digest:
            yield f"附件{_called(raw, digest)}的内容损坏或被改动过"
        if digest not in needed:
            yield f"有一份附件内容不属于任何记录（{str(digest)[:16]}），不是由本程序写入的"
        if progress is not None:
            progress(done, total)
    yield from _without_record(raw)


def _missing(raw: sqlite3.Connection) -> Iterator[str]:
    rows = raw.execute(
        f"SELECT DISTINCT digest FROM {_ATTACHMENT} "
        "WHERE digest NOT IN (SELECT digest FROM blob) ORDER BY id"
    )
    for (digest,) in rows.fetchall():
        yield f"附件{_called(raw, digest)}的内容不见了"


def _ever_attached(raw: sqlite3.Connection) -> set[str]:
    """Digests that any attachment had at any time: undo may need their contents again."""
    found = {digest for (digest,) in raw.execute(f"SELECT digest FROM {_ATTACHMENT}")}
    logged = raw.execute("SELECT before, after FROM change WHERE table_name = ?", (_ATTACHMENT,))
    for sides in logged:
        for text in sides:
            found.update(_LOGGED.findall(text or ""))
    return found


def _called(raw: sqlite3.Connection, digest: object) -> str:
    """The names of the attachments that have the content; those in use first."""
    rows = raw.execute(
        f"SELECT DISTINCT name FROM {_ATTACHMENT} WHERE digest = ? "
        "ORDER BY retired_at IS NOT NULL, id LIMIT 3",
        (digest,),
    ).fetchall()
    names = "、".join(f"“{name}”" for (name,) in rows)
    return names or f"（{str(digest)[:16]}）"


def _without_record(raw: sqlite3.Connection) -> Iterator[str]:
    """Attachments of records that are not there."""
    registers = raw.execute(f"SELECT DISTINCT register FROM {_ATTACHMENT}").fetchall()
    for (register,) in registers:
        table, of_ledger = _place_of(register)
        rows = raw.execute(
            f"SELECT name FROM {_ATTACHMENT} AS held WHERE register = ? AND NOT EXISTS "
            f"(SELECT 1 FROM {table} WHERE id = held.record_id{of_ledger})",
            (register,),
        )
        for (name,) in rows.fetchall():
            yield f"附件“{name}”所属的记录不存在"


def _place_of(register: str) -> tuple[str, str]:
    """The table that holds the records of a register, and what more its rows must fulfil."""
    try:
        return record_called(register).__tablename__, ""
    except StopIteration:
        return _ENTRY.__tablename__, " AND ledger_id = held.register"
