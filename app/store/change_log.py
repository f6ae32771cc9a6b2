"""The append-only change log: triggers that write it, the chain that seals it.

Triggers are generated from the mapping, one set per record table, so that bulk and foreign
writes are logged too. The unit of work seals the new rows as its last act; a row without a seal
was written by somebody else.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from app.models.all import journal
from app.models.base import Base, json_text, record_classes

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Table

RECIPE = b"1"  # version of the seal; a new recipe gets a new number, old seals stay checkable
_START = hashlib.sha256(b"union-ledger").digest()
_BATCH = 10_000

assert journal.Change.__tablename__ == "change"  # noqa: S101 - the SQL below names it


def logged_tables() -> tuple[Table, ...]:
    """Tables whose rows are logged: every record's."""
    return tuple(Base.metadata.tables[record.__tablename__] for record in record_classes())


def called(table: object, record_id: object) -> str:
    """A logged row in people's words: the title of its kind, and its number."""
    titles = {record.__tablename__: record.title for record in record_classes()}
    return f"“{titles.get(str(table), '其他记录')}”第 {record_id} 号"


def spelt_out(table: Table) -> str:
    """SQL for a row as its insertion is logged."""
    return _values(table, table.name)


def _lines(table: Table, side: str, condition: str) -> str:
    """SQL for ``column=literal`` lines of the columns for which ``condition`` holds.

    One ``printf`` takes two thirds of the time of as many ``||``; a NULL argument prints nothing.
    """
    arguments = ", ".join(
        f"CASE WHEN {condition.format(column=column.name)} "
        f"THEN '{column.name}=' || quote({side}.\"{column.name}\") || '\n' END"
        for column in table.columns
    )
    return f"printf('{'%s' * len(table.columns)}', {arguments})"


def _values(table: Table, side: str) -> str:
    """SQL for all known values of a row."""
    return _lines(table, side, side + '."{column}" IS NOT NULL')


def _difference(table: Table, side: str) -> str:
    """SQL for the values that an update changed, as they stand on ``side``."""
    return _lines(table, side, 'OLD."{column}" IS NOT NEW."{column}"')


def triggers() -> dict[str, str]:
    """Name and text of every trigger of a ledger file."""
    made: dict[str, str] = {}

    def log(table: Table, event: str, row: str, before: str, after: str, when: str = "") -> None:
        name = f"log_{table.name}_{event.lower()}"
        operation = event[0]
        made[name] = (
            f"CREATE TRIGGER {name} AFTER {event} ON {table.name} {when} BEGIN "
            "INSERT INTO change (action_id, table_name, record_id, operation, before, after) "
            f"VALUES ((SELECT action_id FROM session_context), '{table.name}', {row}.id, "
            f"'{operation}', {before}, {after}); END"
        )

    for table in logged_tables():
        log(table, "INSERT", "NEW", "NULL", _values(table, "NEW"))
        log(table, "DELETE", "OLD", _values(table, "OLD"), "NULL")
        differs = " OR ".join(f'OLD."{c.name}" IS NOT NEW."{c.name}"' for c in table.columns)
        before, after = _difference(table, "OLD"), _difference(table, "NEW")
        log(table, "UPDATE", "NEW", before, after, f"WHEN {differs}")
    made["change_is_kept"] = (
        "CREATE TRIGGER change_is_kept BEFORE DELETE ON change BEGIN "
        "SELECT RAISE(ABORT, 'LOG_IMMUTABLE'); END"
    )
    made["change_is_sealed_once"] = (
        "CREATE TRIGGER change_is_sealed_once BEFORE UPDATE ON change WHEN NOT ("
        "NEW.seq IS OLD.seq AND NEW.action_id IS OLD.action_id "
        "AND NEW.table_name IS OLD.table_name AND NEW.record_id IS OLD.record_id "
        "AND NEW.operation IS OLD.operation "
        "AND (NEW.before IS OLD.before OR NEW.before IS NULL) "
        "AND (NEW.after IS OLD.after OR NEW.after IS NULL) "
        "AND (NEW.salt IS OLD.salt OR OLD.seal IS NULL OR NEW.salt IS NULL) "
        "AND (NEW.content_digest IS OLD.content_digest OR OLD.seal IS NULL) "
        "AND (NEW.seal IS OLD.seal OR OLD.seal IS NULL)) "
        "BEGIN SELECT RAISE(ABORT, 'LOG_IMMUTABLE'); END"
    )
    made["action_is_kept"] = (
        "CREATE TRIGGER action_is_kept BEFORE DELETE ON action "
        "WHEN EXISTS (SELECT 1 FROM change WHERE action_id = OLD.id AND seal IS NOT NULL) BEGIN "
        "SELECT RAISE(ABORT, 'LOG_IMMUTABLE'); END"
    )
    made["action_is_frozen"] = (
        "CREATE TRIGGER action_is_frozen BEFORE UPDATE ON action "
        "WHEN EXISTS (SELECT 1 FROM change WHERE action_id = OLD.id AND seal IS NOT NULL) BEGIN "
        "SELECT RAISE(ABORT, 'LOG_IMMUTABLE'); END"
    )
    return made


def install_triggers(raw: sqlite3.Connection) -> None:
    """Drop every trigger of the file and make those of this version."""
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f'DROP TRIGGER "{name}"')
    for text in triggers().values():
        raw.execute(text)


def schema_digest(raw: sqlite3.Connection) -> str:
    """Digest of all table, index and trigger texts of the file."""
    rows = raw.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2"
    )
    return hashlib.sha256(repr(rows.fetchall()).encode()).hexdigest()


# --- values ---------------------------------------------------------------------------------

_LINE = re.compile(r"(\w+)=('(?:[^']|'')*'|X'[0-9A-Fa-f]*'|[^\n]*)\n")


def literals(text: str | None) -> dict[str, str]:
    """Column to SQL literal, as the trigger wrote them."""
    return {match[1]: match[2] for match in _LINE.finditer(text or "")}


def parse_values(text: str | None) -> dict[str, object]:
    """Column to value; columns left out were NULL (inserts, deletions) or unchanged (updates)."""
    return {name: _value(literal) for name, literal in literals(text).items()}


def _value(literal: str) -> object:
    if literal.startswith("'"):
        return literal[1:-1].replace("''", "'")
    if literal.startswith("X'"):
        return bytes.fromhex(literal[2:-1])
    if literal == "NULL":
        return None
    return float(literal) if "." in literal or "e" in literal.lower() else int(literal)


# --- the chain ------------------------------------------------------------------------------


def _content_digest(salt: bytes, before: str | None, after: str | None) -> bytes:
    text = f"{before or ''}\x00{after or ''}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(salt + text).digest()


def _action_digest(raw: sqlite3.Connection, action_id: int | None) -> bytes:
    row = raw.execute(
        "SELECT id, at, actor, name, title, undoes_id, facts FROM action WHERE id = ?", (action_id,)
    ).fetchone()
    return hashlib.sha256(json_text(row).encode()).digest()


def _seal(previous: bytes, fixed: tuple[object, ...], content: bytes, action: bytes) -> bytes:
    text = "\x1f".join(map(str, fixed)).encode()
    return hashlib.sha256(RECIPE + previous + text + content + action).digest()


def head(raw: sqlite3.Connection) -> tuple[int, bytes]:
    """The last sealed row: its number and seal; (0, start) for an empty log."""
    row = raw.execute(
        "SELECT seq, seal FROM change WHERE seal IS NOT NULL ORDER BY seq DESC LIMIT 1"
    ).fetchone()
    return (row[0], row[1]) if row else (0, _START)


def seal_new_rows(
    raw: sqlite3.Connection, action_id: int, token_bytes: Callable[[int], bytes]
) -> int:
    """Seal the rows written under ``action_id``; return how many there were.

    Raises:
        UnsealedRowsError: rows before them have no seal; nothing was sealed.
    """
    last, previous = head(raw)
    action = _action_digest(raw, action_id)
    sealed = 0
    while True:
        rows = raw.execute(
            "SELECT seq, action_id, table_name, record_id, operation, before, after FROM change "
            "WHERE seq > ? ORDER BY seq LIMIT ?",
            (last, _BATCH),
        ).fetchall()
        if not rows:
            return sealed
        salts = token_bytes(16 * len(rows))
        updates = []
        for index, (*fixed, before, after) in enumerate(rows):
            if fixed[1] != action_id:
                raise UnsealedRowsError(_unsealed(fixed))
            salt = salts[16 * index : 16 * index + 16]
            content = _content_digest(salt, before, after)
            previous = _seal(previous, tuple(fixed), content, action)
            updates.append((salt, content, previous, fixed[0]))
        raw.executemany(
            "UPDATE change SET salt = ?, content_digest = ?, seal = ? WHERE seq = ?", updates
        )
        last = rows[-1][0]
        sealed += len(rows)


class UnsealedRowsError(Exception):
    """The log has rows that no unit of work sealed: another program wrote the file."""


def _unsealed(row: Sequence[object]) -> str:
    return f"第 {row[0]} 条变更不是由本程序写入的（{called(row[2], row[3])}）"


def chain_faults(
    raw: sqlite3.Connection, after: int = 0, previous: bytes = _START
) -> Iterator[str]:
    """What is wrong with the log from row ``after`` on, in Chinese; nothing when it holds."""
    action_id: int | None = -1
    action = b""
    rows = raw.execute(
        "SELECT seq, action_id, table_name, record_id, operation, before, after, salt, "
        "content_digest, seal FROM change WHERE seq > ? ORDER BY seq",
        (after,),
    )
    for *fixed, before, value, salt, content, seal in rows:
        if seal is None:
            yield _unsealed(fixed)
            continue
        if fixed[1] != action_id:
            action_id = fixed[1]
            action = _action_digest(raw, action_id)
        # Erased rows keep their digest, so the chain holds without the values.
        if salt is not None and _content_digest(salt, before, value) != content:
            yield f"第 {fixed[0]} 条变更的内容被改动过（{called(fixed[2], fixed[3])}）"
        if _seal(previous, tuple(fixed), content, action) != seal:
            yield f"第 {fixed[0]} 条变更与前后不衔接（{called(fixed[2], fixed[3])}）"
        previous = seal
