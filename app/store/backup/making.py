"""Making backups: by SQLite's backup API, opened and checked before they count."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

from app.clock import moment_text
from app.errors import StorageError
from app.files import flush, flush_folder, private_file, put_in_place
from app.models.members.standing import Standing
from app.store import change_log, migrate
from app.store.backup.kept import (
    Backup,
    backup_folder,
    digest,
    list_backups,
    union_in,
    write_side_file,
)
from app.store.connection import connect, damaged, explained, tampered
from app.store.verify import log_faults

if TYPE_CHECKING:
    from pathlib import Path

    from app.clock import Clock

# Where sticks appear: a folder missing there means that the stick is not plugged in.
_STICKS = ("/media", "/mnt", "/run/media", "/Volumes")

# The ledger itself is at fault: torn pages, another kind of file, a table that is not there.
_FAULTY = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})


def make_backup(ledger: Path, clock: Clock, reason: str, folder: Path | None = None) -> Backup:
    """Back up ``ledger`` into ``folder`` (beside it by default), open the copy and check it.

    Raises:
        StorageError: the place cannot be written, or the copy is not equal. The ledger and
            earlier backups are unchanged.
    """
    folder = folder or backup_folder(ledger)
    now = clock.now()
    stem = f"{ledger.stem}_{now:%Y%m%d-%H%M%S}_{reason}"
    if not folder.exists() and folder.parent.as_posix().startswith(_STICKS):
        raise _no_stick()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = _free_name(folder, stem)
        with private_file(target.with_suffix(".part")) as unfinished:
            with contextlib.closing(connect(ledger, write=False)) as source:
                with contextlib.closing(sqlite3.connect(unfinished)) as copy:
                    source.backup(copy)
                    copy.execute("PRAGMA journal_mode=DELETE")
                    # The ledger is open, its copy is not.
                    copy.execute("UPDATE setting SET value = '0' WHERE key = 'is_open'")
                    copy.commit()
                _check_copy(ledger, source, unfinished)
            done = _describe(unfinished, target, moment_text(now), reason)
            flush(unfinished)
            put_in_place(unfinished, target)
        write_side_file(done)
        flush_folder(folder)
    except UnicodeDecodeError as error:
        raise damaged(ledger) from error
    except (OSError, sqlite3.DatabaseError) as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None and code & 0xFF in _FAULTY:
            raise damaged(ledger) from error  # what was written is checked before it is believed
        raise _not_backed_up(folder) from error
    return done


def copy_backup(made: Backup, folder: Path) -> Backup:
    """Put a copy of a backup into ``folder`` and check it there.

    Raises:
        StorageError: the place cannot be written, or the backup is not good.
    """
    copy = replace(made, path=folder / made.path.name)
    try:
        with private_file(copy.path.with_suffix(".part")) as unfinished:
            shutil.copyfile(made.path, unfinished)
            flush(unfinished)
            put_in_place(unfinished, copy.path)
        write_side_file(copy)
        flush_folder(folder)
    except OSError as error:
        raise _not_backed_up(folder) from error
    check_backup(copy.path)
    return copy


def _free_name(folder: Path, stem: str) -> Path:
    target = folder / f"{stem}.ghdb"
    number = 2
    while target.exists():
        target = folder / f"{stem}-{number}.ghdb"
        number += 1
    return target


def _check_copy(ledger: Path, source: sqlite3.Connection, copy: Path) -> None:
    try:
        with contextlib.closing(connect(copy, write=False)) as opened:
            _refuse_faulty(copy, opened)
            if change_log.head(opened)[0] <= change_log.head(source)[0]:
                return
    except (StorageError, sqlite3.DatabaseError, UnicodeDecodeError):
        _refuse_faulty(ledger, source)  # a faulty ledger has faulty copies
    raise OSError("the copy is not what was written")


def _refuse_faulty(path: Path, opened: sqlite3.Connection) -> None:
    if opened.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        raise damaged(path)
    # An older file has the tables and triggers of its own version; upgrading compares them.
    is_ours = opened.execute("PRAGMA user_version").fetchone() == (migrate.newest(),)
    for fault in log_faults(opened) if is_ours else change_log.chain_faults(opened):
        raise tampered(path, fault)


def _describe(file: Path, target: Path, at: str, reason: str) -> Backup:
    with contextlib.closing(connect(file, write=False)) as opened:
        seq, seal = change_log.head(opened)
        members = opened.execute(
            "SELECT count(*) FROM member WHERE retired_at IS NULL AND standing IS NOT ?",
            (Standing.WORKER,),
        )
        count = members.fetchone()[0]
        union = union_in(opened)
    return Backup(
        path=target,
        at=at,
        reason=reason,
        size=file.stat().st_size,
        members=count,
        changes=seq,
        seal=seal.hex(),
        union=union,
        sha256=digest(file),
    )


def _no_stick() -> StorageError:
    return StorageError(
        "没有找到备份 U 盘", "台账本身已保存好，以前的备份还在", "请插上 U 盘后再备份一次", "B-204"
    )


def _not_backed_up(folder: Path) -> StorageError:
    return StorageError(
        f"备份没有成功：“{folder.name}”写不进去",
        "台账本身已保存好，没有受影响，以前的备份还在",
        "请插上备份 U 盘或清理空间后，再点“立即备份”",
        "B-203",
    )


def check_backup(path: Path) -> None:
    """Open a backup and check digest (where its side file is there), structure and log.

    Raises:
        StorageError: it is no ledger, from a newer program, damaged, or not what was written.
    """
    migrate.refuse_newer(path)
    known = [b for b in list_backups([path.parent]) if b.path.name == path.name]
    if known and digest(path) != known[0].sha256:
        raise _bad_backup(path)
    try:
        with explained(path), contextlib.closing(connect(path, write=False)) as opened:
            _refuse_faulty(path, opened)
    except StorageError as error:
        if error.code in {"T-201", "T-204"}:
            raise _bad_backup(path) from error
        raise


def _bad_backup(path: Path) -> StorageError:
    return StorageError(
        f"备份“{path.name}”已损坏或被改动过，不能用它恢复",
        "台账没有变化，其他备份不受影响",
        "请另选一份备份",
        "B-205",
    )
