"""Backups: made with SQLite's backup API, opened and checked, thinned, restored.

A backup is a ledger file beside a small JSON file of the same name that holds its digest. Only
backups whose digest and content were checked count when old ones are thinned.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.clock import moment_text
from app.errors import StorageError
from app.store import change_log
from app.store.connection import connect, damaged, explained, read_header

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.clock import Clock

DAILY, WEEKLY, MONTHLY = 7, 4, 12


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup as its side file describes it.

    Attributes:
        at: moment it was made, UTC text.
        reason: why, such as ``退出时`` or ``导入前``.
        members: how many members were in it, all standings.
        changes: number of the last change of the log in it.
        seal: seal of that change: which state of the ledger this is.
        is_good: whether the file still has the digest written when it was checked.
    """

    path: Path
    at: str
    reason: str
    size: int
    members: int
    changes: int
    seal: str
    sha256: str
    is_good: bool = True


def backup_folder(ledger: Path) -> Path:
    """Where the backups beside ``ledger`` lie."""
    return ledger.with_name(f"{ledger.stem}-备份")


def side_file(path: Path) -> Path:
    """The JSON file that describes the backup at ``path``."""
    return path.with_name(path.name + ".json")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_backup(ledger: Path, clock: Clock, reason: str, folder: Path | None = None) -> Backup:
    """Back up ``ledger`` into ``folder`` (beside it by default), open the copy and check it.

    Raises:
        StorageError: the place cannot be written, or the copy is not equal. The ledger and
            earlier backups are unchanged.
    """
    folder = folder or backup_folder(ledger)
    now = clock.now()
    stem = f"{ledger.stem}_{now:%Y%m%d-%H%M%S}_{reason}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target = _free_name(folder, stem)
        with _private_file(target.with_suffix(".part")) as unfinished:
            with contextlib.closing(connect(ledger, write=False)) as source:
                with contextlib.closing(sqlite3.connect(unfinished)) as copy:
                    source.backup(copy)
                    copy.execute("PRAGMA journal_mode=DELETE")
                _check_copy(source, unfinished)
            done = _describe(unfinished, target, moment_text(now), reason)
            _sync(unfinished)
            unfinished.replace(target)
        side_file(target).write_text(
            json.dumps({**asdict(done), "path": target.name}, ensure_ascii=False), encoding="utf-8"
        )
    except (OSError, sqlite3.DatabaseError) as error:
        raise _not_backed_up(folder) from error
    return done


@contextlib.contextmanager
def _private_file(path: Path) -> Iterator[Path]:
    """An empty file that only the user may read; gone afterwards, unless it got another name."""
    os.close(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _free_name(folder: Path, stem: str) -> Path:
    target = folder / f"{stem}.ghdb"
    number = 2
    while target.exists():
        target = folder / f"{stem}-{number}.ghdb"
        number += 1
    return target


def _check_copy(source: sqlite3.Connection, copy: Path) -> None:
    with contextlib.closing(connect(copy, write=False)) as opened:
        if opened.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("integrity_check of the copy")
        if change_log.head(opened)[0] > change_log.head(source)[0]:
            raise sqlite3.DatabaseError("the copy is ahead of its source")
        for fault in change_log.chain_faults(opened):
            raise sqlite3.DatabaseError(fault)


def _describe(file: Path, target: Path, at: str, reason: str) -> Backup:
    with contextlib.closing(connect(file, write=False)) as opened:
        seq, seal = change_log.head(opened)
        members = opened.execute("SELECT count(*) FROM member WHERE retired_at IS NULL")
        count = members.fetchone()[0]
    return Backup(
        path=target,
        at=at,
        reason=reason,
        size=file.stat().st_size,
        members=count,
        changes=seq,
        seal=seal.hex(),
        sha256=_digest(file),
    )


def _not_backed_up(folder: Path) -> StorageError:
    return StorageError(
        f"备份没有成功：“{folder.name}”写不进去",
        "台账本身已保存好，没有受影响，以前的备份还在",
        "请插上备份 U 盘或清理空间后，再点“立即备份”",
        "B-203",
    )


def list_backups(folders: Iterable[Path], *, check: bool = False) -> list[Backup]:
    """The backups in ``folders``, newest first; with ``check`` their digests are computed."""
    found: list[Backup] = []
    for folder in folders:
        if not folder.is_dir():
            continue
        for side in folder.glob("*.ghdb.json"):
            with contextlib.suppress(ValueError, TypeError, OSError):
                facts = json.loads(side.read_text(encoding="utf-8"))
                path = folder / facts.pop("path")
                backup = Backup(path=path, **facts)
                good = path.is_file() and path.stat().st_size == backup.size
                if good and check:
                    good = _digest(path) == backup.sha256
                found.append(Backup(**{**asdict(backup), "is_good": good}))
    return sorted(found, key=lambda backup: backup.at, reverse=True)


def superfluous(backups: Iterable[Backup], now: dt.datetime) -> list[Backup]:
    """Backups that thinning would remove.

    Kept are all of today and yesterday, the last good one of each of 7 days, 4 weeks and
    12 months that have any, and always the newest good one.
    """
    good = sorted((b for b in backups if b.is_good), key=lambda backup: backup.at, reverse=True)
    if not good:
        return []
    keep = {good[0].path}
    today = now.astimezone(dt.UTC).date()
    for size, most in ((DAILY, "day"), (WEEKLY, "week"), (MONTHLY, "month")):
        periods: dict[object, Path] = {}
        for backup in good:  # newest first, so the first of a period is its last
            periods.setdefault(_period(_day(backup), most), backup.path)
        keep.update(list(periods.values())[:size])
    keep.update(b.path for b in good if (today - _day(b)).days <= 1)
    return [backup for backup in good if backup.path not in keep]


def _day(backup: Backup) -> dt.date:
    return dt.date.fromisoformat(backup.at[:10])


def _period(day: dt.date, size: str) -> object:
    return {"day": day, "week": day.isocalendar()[:2], "month": (day.year, day.month)}[size]


def thin(folder: Path, clock: Clock) -> list[Path]:
    """Remove superfluous backups of ``folder``; return what was removed."""
    removed = []
    for backup in superfluous(list_backups([folder], check=True), clock.now()):
        with contextlib.suppress(OSError):
            backup.path.unlink()
            side_file(backup.path).unlink()
            removed.append(backup.path)
    return removed


def check_backup(path: Path) -> None:
    """Open a backup and check digest (where its side file is there), structure and log.

    Raises:
        StorageError: it is no ledger, damaged, or not what was written.
    """
    read_header(path)
    known = [b for b in list_backups([path.parent]) if b.path.name == path.name]
    if known and _digest(path) != known[0].sha256:
        raise damaged(path)
    with explained(path), contextlib.closing(connect(path, write=False)) as opened:
        if opened.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise damaged(path)
        for _fault in change_log.chain_faults(opened):
            raise damaged(path)


def restore(backup: Path, ledger: Path, clock: Clock) -> Path | None:
    """Put the state of ``backup`` in the place of ``ledger``; its lock is held by the caller.

    The present state is kept first: as a checked backup, or byte by byte where it is too damaged
    for that.

    Returns:
        Where the present state was kept; ``None`` where there was no ledger.

    Raises:
        StorageError: the backup is not good, or the place cannot be written. The ledger is
            unchanged.
    """
    check_backup(backup)
    kept = _keep_present(ledger, clock) if ledger.exists() else None
    beside = ledger.with_name(f".{ledger.name}.restoring")
    try:
        with explained(ledger):
            shutil.copyfile(backup, beside)
            beside.chmod(0o600)
            _sync(beside)
            check_backup(beside)
            ledger.with_name(ledger.name + "-journal").unlink(missing_ok=True)
            beside.replace(ledger)
    finally:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
    return kept


def _keep_present(ledger: Path, clock: Clock) -> Path:
    try:
        return make_backup(ledger, clock, "恢复前").path
    except StorageError:
        folder = backup_folder(ledger)
        with explained(ledger):
            folder.mkdir(exist_ok=True)
            name = f"{ledger.stem}_{clock.now():%Y%m%d-%H%M%S}_恢复前的损坏文件.ghdb"
            return Path(shutil.copyfile(ledger, folder / name))
