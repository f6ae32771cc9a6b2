"""Bring a ledger file to this version: on a verified copy, then swapped.

``user_version`` is the number of the newest migration a file has seen, the only gate; it is
stamped together with Alembic's own table in the transaction of the migration itself.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import sqlite3
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.clock import SystemClock, moment_text
from app.errors import StorageError
from app.files import flush, flush_folder, put_in_place
from app.store.change_log import (
    called,
    chain_faults,
    install_triggers,
    schema_digest,
    seal_new_rows,
)
from app.store.checking.replay import differences
from app.store.connection import (
    APPLICATION_ID,
    connect,
    explained,
    read_header,
    refuse_bad_place,
    tampered,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MIGRATIONS = Path(__file__).parent / "migrations"


@cache
def newest() -> int:
    """Number of the newest migration this program knows."""
    return max(int(path.name[:4]) for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def refuse_newer(path: Path) -> int:
    """The file's version.

    Raises:
        StorageError: the file is from a newer program, no ledger, or not there. Untouched.
    """
    version = read_header(path).version
    if version > newest():
        raise StorageError(
            f"这个台账是用更新的版本（格式 {version}）保存的，本机的版本（格式 {newest()}）打不开",
            "文件没有被改动",
            "请安装新版本后再打开，安装包可向上级工会索取",
            "M-501",
        )
    return version


def _upgrade(path: Path) -> None:
    """Run all outstanding migrations on ``path`` in one transaction."""
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import NullPool

    def open_plain() -> sqlite3.Connection:
        raw = sqlite3.connect(path, isolation_level=None)
        raw.execute("PRAGMA journal_mode=DELETE")
        raw.execute("PRAGMA synchronous=EXTRA")
        raw.execute("PRAGMA foreign_keys=OFF")  # a rebuilt table must not take its children along
        return raw

    engine = create_engine("sqlite://", creator=open_plain, poolclass=NullPool)

    @event.listens_for(engine, "begin")
    def _begin(connection: object) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)  # noqa: S101 - narrows a type
        for (name,) in raw.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        install_triggers(raw)
        _log_upgrade(raw)
        raw.execute(
            "INSERT INTO setting (key, value) VALUES ('schema_digest', ?) "
            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (schema_digest(raw),),
        )
        if raw.execute("PRAGMA foreign_key_check").fetchone():
            raise AssertionError("a migration left dangling references")
        raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        raw.execute(f"PRAGMA user_version = {newest()}")
    engine.dispose()


def _log_upgrade(raw: sqlite3.Connection) -> None:
    """Write down what the migrations did to rows as an action of its own, sealed like others.

    Migrations write past the triggers, which did not fit the tables any more; what the log does
    not yet tell is exactly what they changed, because the file was compared before.
    """
    found = list(differences(raw))
    if not found:
        return
    action = raw.execute(
        "INSERT INTO action (at, actor, name, title) VALUES (?, ?, ?, ?)",
        (moment_text(SystemClock().now()), "程序", "upgrade", f"升级到格式 {newest()}"),
    ).lastrowid
    assert action is not None  # noqa: S101 - narrows a type
    for change in found:
        row, told = change.row or {}, change.told or {}
        operation = "I" if change.told is None else "D" if change.row is None else "U"
        raw.execute(
            "INSERT INTO change (action_id, table_name, record_id, operation, before, after) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (
                action,
                change.table,
                change.record_id,
                operation,
                None if change.told is None else _lines(told, row),
                None if change.row is None else _lines(row, told),
            ),
        )
    seal_new_rows(raw, action, secrets.token_bytes)


def _lines(side: dict[str, str], other: dict[str, str]) -> str:
    """What ``side`` holds where it differs from ``other``, as the triggers write it."""
    names = [name for name in {**side, **other} if side.get(name) != other.get(name)]
    return "".join(f"{name}={side.get(name, 'NULL')}\n" for name in names)


def _refuse_taken(path: Path) -> None:
    if path.exists():
        raise StorageError(
            f"“{path.name}”已经存在",
            "原有文件没有变化",
            "请换一个文件名，或直接打开这个文件",
            "D-108",
        )


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Where to build a new ledger; leaving the block whole puts it at ``path``.

    It is built under its own name in a folder of its own beside ``path``, which goes with
    everything in it. What is at ``path`` by then is never overwritten.

    Raises:
        StorageError: something is there already, or the place cannot be written.
    """
    refuse_bad_place(path)
    with contextlib.ExitStack() as afterwards:
        with explained(path):
            _refuse_taken(path)
            workshop = tempfile.TemporaryDirectory(
                prefix=".ghdb-", dir=path.parent, ignore_cleanup_errors=True
            )
            draft = Path(afterwards.enter_context(workshop)) / path.name
        yield draft
        with explained(path):
            _put_in_place(draft, path)


def _put_in_place(draft: Path, path: Path) -> None:
    flush(draft)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))  # claims the name
    except FileExistsError:
        _refuse_taken(path)
        raise
    try:
        put_in_place(draft, path)
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise
    flush_folder(path.parent)


def create(path: Path) -> None:
    """Make an empty ledger file at ``path``.

    Raises:
        StorageError: something is there already, or the place cannot be written.
    """
    with new_file(path) as draft, explained(path):
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _upgrade(draft)


def bring_up_to_date(path: Path, keep: Callable[[Path], Path]) -> Path | None:
    """Migrate the file at ``path`` where it is older than this program.

    The original is copied by the backup API, the copy migrated and compared with the original
    (rows of every table kept, references, structure), then put in its place.

    Args:
        path: the ledger; its lock is held by the caller.
        keep: makes the backup of the original before it is replaced; returns where it lies.

    Returns:
        Where the original was kept; ``None`` when there was nothing to do.

    Raises:
        StorageError: newer file, or a step failed. The original is unchanged.
    """
    if refuse_newer(path) == newest():
        return None
    copy = path.with_name(f".{path.name}.migrating")
    try:
        with explained(path):
            source = connect(path, write=False)
            target = sqlite3.connect(copy)
            with contextlib.closing(source), contextlib.closing(target):
                _refuse_tampered(path, source)
                source.backup(target)
                before = _row_counts(source)
            _upgrade(copy)
            with contextlib.closing(connect(copy, write=False)) as done:
                _compare(path, before, done)
            kept = keep(path)
            shutil.copymode(path, copy)
            flush(copy)
            put_in_place(copy, path)
            flush_folder(path.parent)
            return kept
    finally:
        with contextlib.suppress(OSError):  # else a place without writing hides why it failed
            copy.unlink()


def _refuse_tampered(path: Path, source: sqlite3.Connection) -> None:
    """What others wrote must not become the program's own word by being upgraded."""
    for fault in chain_faults(source):
        raise tampered(path, fault)
    for found in differences(source):
        raise tampered(path, called(found.table, found.record_id))


def _row_counts(raw: sqlite3.Connection) -> dict[str, int]:
    names = raw.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' "
        "AND name NOT LIKE 'sqlite_%' AND name NOT IN ('setting', 'alembic_version')"
    ).fetchall()
    return {name: raw.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}


def _compare(path: Path, before: dict[str, int], after: sqlite3.Connection) -> None:
    counts = _row_counts(after)
    lost = [name for name, rows in before.items() if counts.get(name, 0) < rows]
    if lost or after.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        raise StorageError(
            f"升级“{path.name}”时核对不一致，没有采用升级后的文件",
            "原文件没有变化，仍可用原来的版本打开",
            "请把这个提示和备份一起交给维护人员",
            "M-502",
        )
