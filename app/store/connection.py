"""Connections to a ledger file: its header, the settings every connection has, its troubles."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool, StaticPool

from app.errors import AppError, StorageError
from app.models.base import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

APPLICATION_ID = 0x47484442  # "GHDB"
_MAGIC = b"SQLite format 3\x00"

# safety first: an acknowledged save survives a power cut only with EXTRA under DELETE.
_PRAGMAS = (
    "journal_mode=DELETE",
    "synchronous=EXTRA",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # else REPLACE deletes frozen rows unseen
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "cache_size=-32768",  # KiB; an action that outgrows it shuts readers out until it is saved
    "busy_timeout=3000",
)


@dataclass(frozen=True, slots=True)
class Header:
    """What the first 100 bytes of a ledger file say.

    Attributes:
        version: number of the newest migration the file has seen.
    """

    application_id: int
    version: int


def read_header(path: Path) -> Header:
    """Read the header without SQLite, so that a foreign or newer file is never touched.

    Raises:
        StorageError: no such file, not readable, or not a ledger.
    """
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        raise StorageError(
            f"找不到文件“{path.name}”",
            "没有写入任何内容",
            "请核对文件名和所在位置后再打开",
            "D-101",
        ) from None
    except OSError as error:
        if path.is_dir():
            raise _a_folder(path) from error
        with explained(path):
            raise
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise _not_a_ledger(path)
    header = Header(
        application_id=int.from_bytes(head[68:72], "big"),
        version=int.from_bytes(head[60:64], "big"),
    )
    if header.application_id != APPLICATION_ID:
        raise _not_a_ledger(path)
    return header


def _not_a_ledger(path: Path) -> StorageError:
    named_like_one = path.suffix.lower() == ".ghdb"
    return StorageError(
        f"“{path.name}”不是工会台账文件",
        "这个文件没有变化",
        "请换一个文件打开；是拷贝来的，请从原处重新拷贝一次"
        if named_like_one
        else "请选择扩展名为 .ghdb 的台账文件打开",
        "D-102",
    )


def _a_folder(path: Path) -> StorageError:
    return StorageError(
        f"“{path.name}”是一个文件夹，不是工会台账文件",
        "文件夹里的内容没有变化",
        "请选择扩展名为 .ghdb 的台账文件",
        "D-102",
    )


def refuse_bad_place(path: Path) -> None:
    """Look whether a ledger file can stand at ``path`` at all, before anything is written.

    Raises:
        StorageError: its folder is not there, or it is a folder itself.
    """
    with explained(path):
        if path.is_dir():
            raise _a_folder(path)
        if not path.parent.is_dir():
            raise StorageError(
                f"“{path.name}”所在的文件夹不存在",
                "没有写入任何内容",
                "请选择一个已有的文件夹，再做一次",
                "D-111",
            )


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """A plain connection with our settings; without ``write`` it cannot change anything.

    A reader opens a writable file writable all the same (and is held back by ``query_only``):
    only so can SQLite roll back what a killed program left half written.
    """
    may_write = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    raw = sqlite3.connect(
        f"file:{quote(os.fsencode(path.resolve()))}?mode={'rw' if write or may_write else 'ro'}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    _settle(raw, write=write)
    return raw


def _settle(raw: sqlite3.Connection, *, write: bool) -> None:
    pragmas = _PRAGMAS if write else (*_PRAGMAS[2:], "query_only=ON")
    for pragma in pragmas:
        raw.execute(f"PRAGMA {pragma}")
    if raw.execute("PRAGMA recursive_triggers").fetchone() != (1,):
        raise AssertionError(
            "this SQLite ignores recursive_triggers; posted rows would not be safe"
        )


def writing_engine(path: Path) -> Engine:
    """An engine whose every transaction begins with BEGIN IMMEDIATE."""
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path, write=True),
        poolclass=NullPool,
        json_serializer=json_text,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: object) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]

    return engine


def reading_engine(raw: sqlite3.Connection) -> Engine:
    """An engine over one read-only connection; each statement sees the newest saved state."""
    return create_engine(
        "sqlite://",
        creator=lambda: raw,
        poolclass=StaticPool,
        isolation_level="AUTOCOMMIT",
        json_serializer=json_text,
        hide_parameters=True,
    )


_MOST_COPIED = 32 * 1024 * 1024  # bytes of attachments; more would fill the memory for nothing


def in_memory(source: sqlite3.Connection) -> sqlite3.Connection:
    """A read-only copy of ``source`` in memory: one state for a long report in a worker.

    The contents of attachments are left out where they are many: a scan or two for each member
    would be gigabytes, and no list or paper shows them.
    """
    copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False, uri=True)
    (held,) = source.execute("SELECT coalesce(sum(size), 0) FROM blob").fetchone()
    if held <= _MOST_COPIED:
        source.backup(copy)
    else:
        _copy_without_contents(source, copy)
    _settle(copy, write=False)
    return copy


def _copy_without_contents(source: sqlite3.Connection, copy: sqlite3.Connection) -> None:
    """Copy every table with its indexes; of the contents of attachments only their table."""
    file = source.execute("PRAGMA database_list").fetchone()[2]
    copy.execute("ATTACH ? AS ledger", (f"file:{quote(file)}?mode=ro",))
    made = "FROM ledger.sqlite_master WHERE name NOT LIKE 'sqlite_%' AND type = ?"
    copy.execute("BEGIN")  # one state of all tables
    for name, text in copy.execute(f"SELECT name, sql {made}", ("table",)).fetchall():
        copy.execute(text)
        if name != "blob":
            copy.execute(f'INSERT INTO main."{name}" SELECT * FROM ledger."{name}"')
    copy.execute("COMMIT")
    for (text,) in copy.execute(f"SELECT sql {made}", ("index",)).fetchall():
        copy.execute(text)
    copy.execute("DETACH ledger")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn trouble with the file into a message for the user."""
    try:
        yield
    except AppError:
        raise
    except Exception as error:
        told = meaning_of(error, path)
        if told is not None:
            raise told from error
        raise


def meaning_of(error: BaseException, path: Path) -> StorageError | None:
    """What an error means for the user of the ledger at ``path``; ``None`` for a bug."""
    cause = getattr(error, "orig", None)  # SQLAlchemy wraps what sqlite3 raised
    if not isinstance(cause, sqlite3.DatabaseError):
        cause = error
    if isinstance(cause, sqlite3.DatabaseError | OSError | UnicodeDecodeError):
        return translate(cause, path)
    return None


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_NOT_WRITABLE = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_NOTHING_WRITTEN = "没有写入任何内容"
_UNCHANGED = "台账里原有的内容没有变化，您刚填的内容还在"


def translate(error: Exception, path: Path) -> StorageError | None:
    """The message for a failed access to the ledger file at ``path``, where there is one."""
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if code is not None else None
    number = getattr(error, "errno", None)
    is_new = not path.exists()  # there is nothing yet that could have been kept
    if primary == sqlite3.SQLITE_FULL or number in _FULL:
        return StorageError(
            "没有保存成功：磁盘空间不足",
            _NOTHING_WRITTEN if is_new else _UNCHANGED,
            "请清理出约 100 MB 空间，再做一次",
            "D-104",
        )
    if primary in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM} or number in _NOT_WRITABLE:
        copy = "请把台账复制到本机可以写入的文件夹，再打开那一份"
        return StorageError(
            f"“{path.name}”所在的位置不能写入",
            _NOTHING_WRITTEN if is_new else _UNCHANGED,
            "请换一个可以写入的文件夹，再做一次" if is_new else copy,
            "D-106",
        )
    if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StorageError(
            "台账文件正被另一个程序占用", _UNCHANGED, "请关闭占用它的程序后再试一次", "D-103"
        )
    # Text that is no UTF-8, and our own quick check, come without a code of SQLite's.
    nameless = code is None and type(error) in {sqlite3.DatabaseError, sqlite3.OperationalError}
    if (
        primary in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
        or nameless
        or isinstance(error, UnicodeDecodeError)
    ):
        return damaged(path)
    if primary in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR} or isinstance(error, OSError):
        return StorageError(
            f"读写“{path.name}”时出错，可能是 U 盘拔出或网络中断",
            "已经提示“已保存”的内容都在文件里，这一次没有写入",
            "请插回同一个 U 盘或接通网络后再试一次",
            "D-105",
        )
    return None


def damaged(path: Path) -> StorageError:
    """The message for a file whose content does not hold together."""
    return StorageError(
        f"“{path.name}”有损坏，程序没有再往里写",
        "文件没有变化，备份不受影响",
        "请点“从备份打开”，选最近一份完好的备份",
        "T-201",
    )


def tampered(path: Path, fault: str) -> StorageError:
    """The message for a file that another program has written."""
    return StorageError(
        f"发现有人用其他软件改动过“{path.name}”：{fault}",
        "原来的内容可在备份中查到，程序没有再作改动，文件没有变化",
        "请在“备份”页点“完整核对”列出改动，交工会主席或经审委员核实",
        "T-204",
    )
