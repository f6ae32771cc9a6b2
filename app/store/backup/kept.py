"""The backups there are: what their side files say, whose they are, which are superfluous."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import re
import sqlite3
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.clock import local_text
from app.errors import StorageError
from app.files import flush, private_file, put_in_place
from app.store import migrate
from app.store.connection import connect

if TYPE_CHECKING:
    from collections.abc import Iterable

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
        members: how many members were in it, those who left as well, workers apart.
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


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_side_file(described: Backup) -> None:
    """Write what is known of a backup beside it."""
    side = side_file(described.path)
    # The name of a ledger need not be text; it comes back as it is.
    text = json.dumps({**asdict(described), "path": described.path.name}, ensure_ascii=False)
    with private_file(side.with_suffix(".part")) as unfinished:
        unfinished.write_text(text, encoding="utf-8", errors="surrogateescape")
        flush(unfinished)
        put_in_place(unfinished, side)


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
                    good = digest(backup.path) == backup.sha256
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
            return Whose(ledger.stem, union_in(opened))
    return Whose(ledger.stem, "")


def union_in(opened: sqlite3.Connection) -> str:
    """The uid of the union whose ledger this is; blank before there is one."""
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
