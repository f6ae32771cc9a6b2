"""The append-only change log: triggers that write it, the chain that seals it.

Triggers are generated from the mapping, one set per record table, so that bulk and foreign
writes are logged too. The unit of work seals the new rows as its last act; a row without a seal
was written by somebody else.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from app.models.all import RECORDS, journal, snapshot
from app.models.base import Base, json_text
from app.store.blobs.protection import guards

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Table

RECIPE = b"1"  # version of the seal; a new recipe gets a new number, old seals stay checkable
_START = hashlib.sha256(b"union-ledger").digest()
NOTE = "N"  # operation of the row that stands for an action without changes
_BATCH = 10_000

assert journal.Change.__tablename__ == "change"  # noqa: S101 - the SQL below names it


def logged_tables() -> tuple[Table, ...]:
    """Tables whose rows are logged: every record's."""
    return tuple(Base.metadata.tables[record.__tablename__] for record in RECORDS)


def called(table: object, record_id: object) -> str:
    """A logged row in people's words: the title of its kind, and its number."""
    titles = {record.__tablename__: record.title for record in RECORDS}
    titles[journal.Action.__tablename__] = "操作记录"
    return f"“{titles.get(str(table), '其他记录')}”第 {record_id} 号"


def spelt_out(raw: sqlite3.Connection, table: str) -> str:
    """SQL for a row as its insertion is logged, by the columns that the file has."""
    columns = raw.execute(f"PRAGMA table_info({table})").fetchall()
    return _values([(name, not (full or key)) for _, name, _, full, _, key in columns], table)


def _line(column: str, side: str) -> str:
    """SQL for one ``column=literal`` line."""
    return f"'{column}=' || quote({side}.\"{column}\") || '\n'"


def _values(columns: Iterable[tuple[str, bool]], side: str) -> str:
    """SQL for ``column=literal`` lines of all known values of a row.

    One ``printf`` takes two thirds of the time of as many ``||``; a NULL argument prints nothing,
    and what is never NULL needs no question.

    Args:
        columns: name, and whether it may be NULL.
    """
    shapes, arguments = "", []
    for column, nullable in columns:
        if nullable:
            shapes += "%s"
            known = f'{side}."{column}" IS NOT NULL'
            arguments.append(f"CASE WHEN {known} THEN {_line(column, side)} END")
        else:
            shapes += f"{column}=%s\n"
            arguments.append(f'quote({side}."{column}")')
    return f"printf('{shapes}', {', '.join(arguments)})"


def _difference(table: Table, side: str) -> str:
    """SQL for the lines of the values that an update changed, as they stand on ``side``."""
    arguments = ", ".join(
        f'CASE WHEN OLD."{column.name}" IS NOT NEW."{column.name}" '
        f"THEN {_line(column.name, side)} END"
        for column in table.columns
    )
    return f"printf('{'%s' * len(table.columns)}', {arguments})"


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
        kept = [(column.name, bool(column.nullable)) for column in table.columns]
        log(table, "INSERT", "NEW", "NULL", _values(kept, "NEW"))
        log(table, "DELETE", "OLD", _values(kept, "OLD"), "NULL")
        differs = " OR ".join(f'OLD."{c.name}" IS NOT NEW."{c.name}"' for c in table.columns)
        before, after = _difference(table, "OLD"), _difference(table, "NEW")
        log(table, "UPDATE", "NEW", before, after, f"WHEN {differs}")
    made["change_is_kept"] = (
        "CREATE TRIGGER change_is_kept BEFORE DELETE ON change BEGIN "
        "SELECT RAISE(ABORT, 'LOG_IMMUTABLE'); END"
    )
    made["change_is_sealed_once"] = (
        # Rows without a seal are those of the action now running, or show that they are foreign.
        "CREATE TRIGGER change_is_sealed_once BEFORE UPDATE ON change "
        "WHEN OLD.seal IS NOT NULL AND NOT ("
        "NEW.seq IS OLD.seq AND NEW.action_id IS OLD.action_id "
        "AND NEW.table_name IS OLD.table_name AND NEW.record_id IS OLD.record_id "
        "AND NEW.operation IS OLD.operation "
        "AND (NEW.before IS OLD.before OR NEW.before IS NULL) "
        "AND (NEW.after IS OLD.after OR NEW.after IS NULL) "
        "AND (NEW.salt IS OLD.salt OR NEW.salt IS NULL) "
        "AND NEW.content_digest IS OLD.content_digest AND NEW.seal IS OLD.seal) "
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
    return made | _triggers_of_snapshots() | guards()


def _triggers_of_snapshots() -> dict[str, str]:
    """Snapshots stay as they were taken; only the row may be put aside, or taken back by undo."""
    table = snapshot.Snapshot.__tablename__
    fixed = [c.name for c in Base.metadata.tables[table].columns if c.name != "retired_at"]
    differs = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in fixed)
    refused = "BEGIN SELECT RAISE(ABORT, 'SNAPSHOT_IMMUTABLE'); END"
    content = snapshot.SnapshotContent.__tablename__
    return {
        "snapshot_is_frozen": (
            f"CREATE TRIGGER snapshot_is_frozen BEFORE UPDATE ON {table} WHEN {differs} {refused}"
        ),
        "snapshot_content_is_frozen": (
            f"CREATE TRIGGER snapshot_content_is_frozen BEFORE UPDATE ON {content} {refused}"
        ),
        "snapshot_content_is_kept": (
            f"CREATE TRIGGER snapshot_content_is_kept BEFORE DELETE ON {content} {refused}"
        ),
    }


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


def protection_faults(raw: sqlite3.Connection) -> list[str]:
    """What the file lacks of the protection this version gave it, in Chinese.

    The triggers are compared with those of the program, because whoever drops one can also
    rewrite the digest that the file holds.
    """
    found = dict(raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    settings = dict(raw.execute("SELECT key, value FROM setting").fetchall())
    numbers = [settings.get(key, "0") for key in ("epoch", "checkpoint_seq")]
    if (
        found != triggers()
        or settings.get("schema_digest") != schema_digest(raw)
        or not all(number.isascii() and number.isdigit() for number in numbers)
    ):
        return ["表结构或保护措施被改动过"]
    return []


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


# The values as they lie in the file: nothing need be decoded in order to be hashed.
_CONTENT = "CAST(before AS BLOB), CAST(after AS BLOB)"


def _content_digest(salt: bytes, before: bytes | None, after: bytes | None) -> bytes:
    return hashlib.sha256(b"%b%b\x00%b" % (salt, before or b"", after or b"")).digest()


def _action_digest(raw: sqlite3.Connection, action_id: int | None) -> bytes:
    row = raw.execute(
        "SELECT id, at, actor, name, title, undoes_id, facts FROM action WHERE id = ?", (action_id,)
    ).fetchone()
    # A damaged file may hold bytes where a text stood; that is another digest, not a crash.
    return hashlib.sha256(json_text(row, default=repr).encode()).digest()


def _seal(previous: bytes, fixed: Sequence[object], content: bytes, action: bytes) -> bytes:
    text = "{}\x1f{}\x1f{}\x1f{}\x1f{}".format(*fixed)
    return hashlib.sha256(RECIPE + previous + text.encode() + content + action).digest()


def note(raw: sqlite3.Connection, action_id: int) -> None:
    """Give an action that changed no record a row of the log, so that the chain holds it too.

    What left the ledger (a paper, whole ID numbers) must be as hard to deny as what changed it.
    """
    raw.execute(
        "INSERT INTO change (action_id, table_name, record_id, operation) VALUES (?, ?, ?, ?)",
        (action_id, journal.Action.__tablename__, action_id, NOTE),
    )


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
            f"SELECT seq, action_id, table_name, record_id, operation, {_CONTENT} FROM change "
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
            previous = _seal(previous, fixed, content, action)
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


def checkpoint(raw: sqlite3.Connection) -> tuple[int, bytes]:
    """How far the log was good when the ledger was last closed; (0, start) for a new one.

    Raises:
        TruncatedLogError: the log does not reach so far, or is another one.
    """
    settings = dict(raw.execute("SELECT key, value FROM setting").fetchall())
    written = settings.get("checkpoint_seq", "0")
    if not written.isdigit():
        raise TruncatedLogError
    if (seq := int(written)) == 0:
        return 0, _START
    row = raw.execute("SELECT seal FROM change WHERE seq = ?", (seq,)).fetchone()
    seal: bytes = row[0] if row and row[0] else b""
    if seal.hex() != settings.get("checkpoint_seal"):
        raise TruncatedLogError
    return seq, seal


class TruncatedLogError(Exception):
    """The log is shorter than it was, or was changed, since the ledger was last closed."""

    def __str__(self) -> str:
        """What a person is told."""
        return "变更记录被截短或改动过"


def chain_faults(
    raw: sqlite3.Connection, after: int = 0, previous: bytes = _START
) -> Iterator[str]:
    """What is wrong with the log from row ``after`` on, in Chinese; nothing when it holds."""
    action_id: int | None = -1
    action = b""
    rows = raw.execute(
        f"SELECT seq, action_id, table_name, record_id, operation, {_CONTENT}, salt, "
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
        if _seal(previous, fixed, content, action) != seal:
            yield f"第 {fixed[0]} 条变更与前后不衔接（{called(fixed[2], fixed[3])}）"
        previous = seal
