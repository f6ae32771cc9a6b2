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
import re
import shutil
import sqlite3
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.clock import local_text, moment_text
from app.errors import StorageError
from app.store import change_log, migrate
from app.store.connection import (
    connect,
    damaged,
    explained,
    flush,
    flush_folder,
    refuse_bad_place,
    tampered,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.clock import Clock

DAILY, WEEKLY, MONTHLY = 7, 4, 12
_PERIODS = (("day", DAILY), ("week", WEEKLY), ("month", MONTHLY), ("year", None))
_NAME = re.compile(r"(.+)_\d{8}-\d{6}_.*\.ghdb", re.DOTALL)
_FACTS = (  # what a side file says, and as what
    ("path", str),
    ("at", str),
    ("reason", str),
    ("size", int),
    ("members", int),
    ("changes", int),
    ("seal", str),
    ("union", str),
    ("sha256", str),
)


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup as its side file describes it.

    Attributes:
        at: moment it was made, UTC text.
        reason: why, such as ``退出时`` or ``导入前``.
        members: how many members were in it, all standings.
        changes: number of the last change of the log in it.
        seal: seal of that change: which state of the ledger this is.
        union: uid of the union whose ledger it is; blank before there is one.
        is_good: whether the file still has the digest written when it was checked.
    """

    path: Path
    at: str
    reason: str
    size: int
    members: int
    changes: int
    seal: str
    union: str
    sha256: str
    is_good: bool = True

    @property
    def whose(self) -> Whose:
        """Of which ledger it is a backup."""
        return Whose(stem_of(self.path), self.union)


@dataclass(frozen=True, slots=True)
class Whose:
    """Tells the ledgers apart whose backups lie in one folder; two unions may use one name."""

    stem: str
    union: str


def backup_folder(ledger: Path) -> Path:
    """Where the backups beside ``ledger`` lie."""
    return ledger.with_name(f"{ledger.stem}-备份")


def side_file(path: Path) -> Path:
    """The JSON file that describes the backup at ``path``."""
    return path.with_name(path.name + ".json")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
                _check_copy(ledger, source, unfinished)
            done = _describe(unfinished, target, moment_text(now), reason)
            flush(unfinished)
            unfinished.replace(target)
        _write_side_file(done)
        flush_folder(folder)
    except UnicodeDecodeError as error:
        raise damaged(ledger) from error
    except (OSError, sqlite3.DatabaseError) as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None and code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            raise damaged(ledger) from error  # what was written is checked before it is believed
        raise _not_backed_up(folder) from error
    return done


def _write_side_file(described: Backup) -> None:
    side = side_file(described.path)
    # The name of a ledger need not be text; it comes back as it is.
    text = json.dumps({**asdict(described), "path": described.path.name}, ensure_ascii=False)
    with _private_file(side.with_suffix(".part")) as unfinished:
        unfinished.write_text(text, encoding="utf-8", errors="surrogateescape")
        flush(unfinished)
        unfinished.replace(side)


def copy_backup(made: Backup, folder: Path) -> Backup:
    """Put a copy of a backup into ``folder`` and check it there.

    Raises:
        StorageError: the place cannot be written, or the backup is not good.
    """
    copy = replace(made, path=folder / made.path.name)
    try:
        with _private_file(copy.path.with_suffix(".part")) as unfinished:
            shutil.copyfile(made.path, unfinished)
            flush(unfinished)
            unfinished.replace(copy.path)
        _write_side_file(copy)
        flush_folder(folder)
    except OSError as error:
        raise _not_backed_up(folder) from error
    check_backup(copy.path)
    return copy


@contextlib.contextmanager
def _private_file(path: Path) -> Iterator[Path]:
    """An empty file that only the user may read; gone afterwards, unless it got another name."""
    os.close(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    try:
        yield path
    finally:
        with contextlib.suppress(OSError):
            path.unlink()


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
    for fault in change_log.chain_faults(opened):
        raise tampered(path, fault)


def _describe(file: Path, target: Path, at: str, reason: str) -> Backup:
    with contextlib.closing(connect(file, write=False)) as opened:
        seq, seal = change_log.head(opened)
        members = opened.execute("SELECT count(*) FROM member WHERE retired_at IS NULL")
        count = members.fetchone()[0]
        union = _union_in(opened)
    return Backup(
        path=target,
        at=at,
        reason=reason,
        size=file.stat().st_size,
        members=count,
        changes=seq,
        seal=seal.hex(),
        union=union,
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
            with contextlib.suppress(ValueError, TypeError, KeyError, OSError, RecursionError):
                backup = _described(side)
                good = backup.path.is_file() and backup.path.stat().st_size == backup.size
                if good and check:
                    good = _digest(backup.path) == backup.sha256
                found.append(replace(backup, is_good=good))
    return sorted(found, key=lambda backup: backup.at, reverse=True)


def _described(side: Path) -> Backup:
    """The backup that a side file describes; any other file raises what is wrong with it."""
    facts = json.loads(side.read_text(encoding="utf-8", errors="surrogateescape"))
    if not isinstance(facts, dict) or any(type(facts[name]) is not kind for name, kind in _FACTS):
        raise TypeError("not the facts of a backup")
    local_text(facts["at"])  # else it is no moment
    name = Path(facts["path"]).name  # never a place elsewhere
    if not name.endswith(".ghdb"):
        raise ValueError("no name of a backup")
    return Backup(path=side.with_name(name), **{key: facts[key] for key, _ in _FACTS[1:]})


def stem_of(backup: Path) -> str:
    """The name, without suffix, of the ledger whose backup lies at ``backup``; else blank."""
    found = _NAME.fullmatch(backup.name)
    return found[1] if found else ""


def whose(ledger: Path) -> Whose:
    """What the backups of ``ledger`` are known by; one that cannot be read has only its name."""
    with contextlib.suppress(StorageError, sqlite3.DatabaseError):
        migrate.refuse_newer(ledger)
        with contextlib.closing(connect(ledger, write=False)) as opened:
            return Whose(ledger.stem, _union_in(opened))
    return Whose(ledger.stem, "")


def _union_in(opened: sqlite3.Connection) -> str:
    row = opened.execute("SELECT uid FROM union_profile ORDER BY id LIMIT 1").fetchone()
    return str(row[0]) if row else ""


def superfluous(backups: Iterable[Backup], now: dt.datetime) -> list[Backup]:
    """Backups that thinning would remove.

    Kept are all of today and yesterday, the last good one of each of 7 days, 4 weeks and
    12 months that have any, the last of every year, and always the newest good one.
    """
    good = sorted((b for b in backups if b.is_good), key=lambda backup: backup.at, reverse=True)
    if not good:
        return []
    keep = {good[0].path}
    today = now.astimezone(dt.UTC).date()
    for size, most in _PERIODS:
        periods: dict[object, Path] = {}
        for backup in good:  # newest first, so the first of a period is its last
            periods.setdefault(_period(_day(backup), size), backup.path)
        keep.update(list(periods.values())[:most])
    keep.update(b.path for b in good if (today - _day(b)).days <= 1)
    return [backup for backup in good if backup.path not in keep]


def _day(backup: Backup) -> dt.date:
    return dt.date.fromisoformat(backup.at[:10])


def _period(day: dt.date, size: str) -> object:
    return {
        "day": day,
        "week": day.isocalendar()[:2],
        "month": (day.year, day.month),
        "year": day.year,
    }[size]


def thin(folder: Path, ledger: Whose, clock: Clock) -> list[Path]:
    """Remove superfluous backups of ``ledger`` from ``folder``.

    Returns:
        What was removed. Backups of other ledgers are left alone, and do not count.
    """
    removed: list[Path] = []
    for check in (False, True):  # digests are computed only where there is something to remove
        ours = [b for b in list_backups([folder], check=check) if b.whose == ledger]
        found = superfluous(ours, clock.now())
        if not found:
            return removed
    for backup in found:
        with contextlib.suppress(OSError):
            backup.path.unlink()
            side_file(backup.path).unlink()
            removed.append(backup.path)
    return removed


def check_backup(path: Path) -> None:
    """Open a backup and check digest (where its side file is there), structure and log.

    Raises:
        StorageError: it is no ledger, from a newer program, damaged, or not what was written.
    """
    migrate.refuse_newer(path)
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
    refuse_bad_place(ledger)
    check_backup(backup)
    kept = _keep_present(ledger, clock) if ledger.exists() else None
    beside = ledger.with_name(f".{ledger.name}.restoring")
    with explained(ledger), _private_file(beside):
        shutil.copyfile(backup, beside)
        flush(beside)
        check_backup(beside)
        ledger.with_name(ledger.name + "-journal").unlink(missing_ok=True)
        beside.replace(ledger)
        flush_folder(ledger.parent)
    return kept


def _keep_present(ledger: Path, clock: Clock) -> Path:
    try:
        return make_backup(ledger, clock, "恢复前").path
    except StorageError:
        folder = backup_folder(ledger)
        with explained(ledger):
            folder.mkdir(exist_ok=True)
            name = f"{ledger.stem}_{clock.now():%Y%m%d-%H%M%S}_恢复前的损坏文件.ghdb"
            with _private_file(folder / f"{name}.part") as unfinished:
                shutil.copyfile(ledger, unfinished)
                flush(unfinished)
                kept = unfinished.replace(folder / name)
            flush_folder(folder)
            return kept
