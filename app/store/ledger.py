"""An open ledger file: the opening protocol, reading, units of work, closing."""

from __future__ import annotations

import contextlib
import glob
import sqlite3
from typing import TYPE_CHECKING, Self

from sqlalchemy import select

from app.clock import moment_text
from app.errors import AppError, StorageError
from app.files import sweep
from app.models.all import journal
from app.models.base import Base
from app.store import backup, change_log, lock, migrate
from app.store.checking.first_look import is_whole
from app.store.connection import (
    connect,
    damaged,
    explained,
    in_memory,
    reading_engine,
    tampered,
    writing_engine,
)
from app.store.drafts import keep_draft, kept_drafts
from app.store.password import set_password
from app.store.unit import Identifiers, Surroundings, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from app.clock import Clock
    from app.store.checking.first_look import FirstLook
    from app.store.unit import Checker


_OPEN = "is_open"  # 1 from opening for writing until closing
_VERIFIED = "verified_at"


class Ledger:
    """One ledger file, open for reading and perhaps for writing.

    Attributes:
        path: the file.
        notice: why it is open for reading only; ``None`` when it can be written or when nobody
            asked to write.
        ended_badly: the last opening for writing ended without closing (power cut, kill).
    """

    def __init__(
        self,
        path: Path,
        *,
        held: lock.Lock | None,
        around: Surroundings | None,
        notice: AppError | None = None,
        ended_badly: bool = False,
    ) -> None:
        self.path = path
        self.notice = notice
        self.ended_badly = ended_badly
        self._lock = held
        self._around = around
        with explained(path):
            self._raw = connect(path, write=False)
            self._raw.execute("SELECT count(*) FROM setting")  # else the first list would fail
            self._engine: Engine = reading_engine(self._raw)
            self._connection = self._engine.connect()

    @property
    def read_only(self) -> bool:
        """Whether this opening cannot save."""
        return self._around is None

    @property
    def reader(self) -> Connection:
        """For short reads in the thread that opened the ledger."""
        return self._connection

    @contextlib.contextmanager
    def another_reader(self) -> Iterator[Connection]:
        """A connection of its own for reads in another thread; each sees the newest saved state."""
        with explained(self.path), contextlib.closing(connect(self.path, write=False)) as raw:
            engine = reading_engine(raw)
            try:
                with engine.connect() as connection:
                    yield connection
            finally:
                engine.dispose()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """One consistent state for long reads in any thread; saving goes on meanwhile."""
        with explained(self.path), contextlib.closing(connect(self.path, write=False)) as source:
            copy = in_memory(source)
        engine = reading_engine(copy)
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()
            copy.close()

    def unit(self, name: str, title: str, *, undoes_id: int | None = None) -> Unit:
        """A unit of work for one user action.

        Args:
            name: what kind of action, such as ``import_members``; never shown.
            title: what history shows, such as ``导入会员：人事部10月.xlsx``.
            undoes_id: the action that this one takes back.

        Raises:
            StorageError: the ledger is open for reading only.
        """
        if self._around is None:
            raise self.notice or _only_a_view()
        return Unit(self._around, name, title, undoes_id=undoes_id)

    def keep_draft(self, key: str, content: Mapping[str, object] | None) -> None:
        """Keep what a form holds until it is saved; see :mod:`app.store.drafts`.

        On a ledger open for reading only nothing is kept.
        """
        if self._around is not None:
            keep_draft(self._around, key, content)

    def kept_drafts(self) -> dict[str, dict[str, object]]:
        """What forms held when an earlier opening ended without saving them."""
        return kept_drafts(self.reader)

    def set_password(self, old: str, new: str) -> None:
        """Replace the start-up password; a blank new one removes it.

        Raises:
            Refused: the old password is wrong. Nothing was changed.
            StorageError: the ledger is open for reading only, or could not be written.
        """
        if self._around is None:
            raise self.notice or _only_a_view()
        set_password(self._around, old, new, self._around.identifiers.token_bytes)

    @property
    def verified_at(self) -> str | None:
        """Moment of the last full check that found nothing; ``None`` before the first."""
        setting = journal.Setting
        return self.reader.scalar(select(setting.value).where(setting.key == _VERIFIED))

    def note_verified(self) -> None:
        """Keep that a full check has just found nothing wrong; only a view keeps nothing.

        Raises:
            StorageError: the file could not be written, or was taken over.
        """
        if (around := self._around) is None:
            return
        with explained(self.path), contextlib.closing(connect(self.path, write=True)) as raw:
            raw.execute("BEGIN IMMEDIATE")
            if _is_ours(raw, around):
                _set(raw, _VERIFIED, moment_text(around.clock.now()))
                raw.execute("COMMIT")

    def close(self) -> None:
        """Close the file and give it free."""
        self._connection.close()
        self._engine.dispose()
        self._raw.close()
        if self._around is not None:
            with contextlib.suppress(sqlite3.Error, AppError):
                _leave(self._around)
            self._around.engine.dispose()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def _only_a_view() -> StorageError:
    return StorageError(
        "台账是以只读方式打开的，不能保存", "文件没有变化", "请关闭后重新打开台账", "L-302"
    )


def open_for_reading(
    path: Path, notice: AppError | None = None, *, is_checked: bool = False
) -> Ledger:
    """Open a ledger of this version without holding it.

    Args:
        notice: why it is not opened for writing.
        is_checked: its structure has just been found whole, and need not be looked at again.

    Raises:
        StorageError: not there, not a ledger, newer, or damaged beyond reading.
    """
    version = migrate.refuse_newer(path)
    if version < migrate.newest():
        raise StorageError(
            f"“{path.name}”是旧版本的台账，需要先升级一次",
            "文件没有变化",
            "请在可以写入的位置打开它，程序会先备份再自动升级",
            "M-503",
        )
    damage = None if is_checked else _damage_seen(path)
    return Ledger(path, held=None, around=None, notice=notice or damage)


def _damage_seen(path: Path) -> StorageError | None:
    """What speaks against trusting what the file tells.

    Raises:
        StorageError: not every record can be read; half a roster would be worse than none.
    """
    with explained(path), contextlib.closing(connect(path, write=False)) as raw:
        _refuse_incomplete(path, raw)
        if is_whole(raw):
            return None
        for table in change_log.logged_tables():
            for _row in raw.execute(f"SELECT * FROM {table.name}"):
                pass
    return damaged(path)


def _refuse_incomplete(path: Path, raw: sqlite3.Connection) -> None:
    """Refuse a file that bears our mark and lacks one of our tables."""
    found = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    if not Base.metadata.tables.keys() <= {name for (name,) in found}:
        raise damaged(path)


def open_for_writing(
    path: Path,
    *,
    actor: str,
    clock: Clock,
    check: Checker,
    identifiers: Identifiers | None = None,
    take_over: bool = False,
    long_lived: bool = False,
    first_look: FirstLook | None = None,
) -> Ledger:
    """Open a ledger to work in it: header, lock, migration, quick check, log, epoch.

    Args:
        take_over: replace another owner; a person has confirmed it.
        long_lived: show by a heartbeat that the owner lives (for windows, not for commands).
        first_look: at the structure, if somebody has begun it already.

    Raises:
        StorageError: newer, not a ledger, held by somebody else, read-only place, damaged, or
            written by another program. The file is unchanged.
    """
    migrate.refuse_newer(path)
    held = lock.acquire(path, actor, clock, take_over=take_over)
    try:
        _sweep(path)
        if first_look is not None:
            first_look.wait()  # Windows puts no file in the place of one being read
        migrate.bring_up_to_date(path, lambda old: backup.make_backup(old, clock, "升级前").path)
        with explained(path), contextlib.closing(connect(path, write=True)) as raw:
            _refuse_tampered(path, opening_faults(path, raw, first_look))
            epoch, ended_badly = _enter(raw)
        around = Surroundings(
            path=path,
            engine=writing_engine(path),
            actor=actor,
            clock=clock,
            epoch=epoch,
            check=check,
            guard=_same_file_guard(path),
            identifiers=identifiers or Identifiers(),
        )
        ledger = Ledger(path, held=held, around=around, ended_badly=ended_badly)
    except BaseException:
        held.release()
        raise
    if long_lived:
        held.keep_beating()
    return ledger


def _sweep(path: Path) -> None:
    """Remove what a killed program left half made; the lock is ours."""
    name = glob.escape(path.name)
    new_ledgers = ".ghdb-????????"
    sweep(
        path.parent,
        [f".{name}.restoring", f".{name}.migrating", f"{name}.lock.????????", new_ledgers],
    )
    sweep(backup.backup_folder(path), ["*.part"])


def opening_faults(
    path: Path, raw: sqlite3.Connection, first_look: FirstLook | None = None
) -> list[str]:
    """What speaks against writing to the file: structure, triggers, new rows of the log.

    Args:
        first_look: at the structure, if somebody has begun it already.

    Raises:
        StorageError: the file is damaged.
    """
    if not (first_look and first_look.found_whole()) and not is_whole(raw):
        raise damaged(path)
    _refuse_incomplete(path, raw)
    if found := change_log.protection_faults(raw):
        return found
    try:
        seq, seal = change_log.checkpoint(raw)
    except change_log.TruncatedLogError as error:
        return [str(error)]
    found_in_log = change_log.chain_faults(raw, seq, seal)
    return [fault for fault, _ in zip(found_in_log, range(20), strict=False)]


def _refuse_tampered(path: Path, faults: list[str]) -> None:
    if faults:
        raise tampered(path, faults[0])


def _set(raw: sqlite3.Connection, key: str, value: object) -> None:
    raw.execute(
        "INSERT INTO setting (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, str(value)),
    )


def _enter(raw: sqlite3.Connection) -> tuple[int, bool]:
    """Take the next epoch in a transaction of its own; earlier owners can save no more.

    Returns:
        The epoch, and whether the opening before did not end by closing.
    """
    raw.execute("BEGIN IMMEDIATE")
    settings = dict(raw.execute("SELECT key, value FROM setting").fetchall())
    epoch = int(settings.get("epoch", "0")) + 1
    _set(raw, "epoch", epoch)
    _set(raw, _OPEN, "1")
    raw.execute("UPDATE session_context SET action_id = NULL")
    raw.execute("INSERT OR IGNORE INTO session_context (id) VALUES (1)")
    raw.execute("COMMIT")
    return epoch, settings.get(_OPEN) == "1"


def _leave(around: Surroundings) -> None:
    """Note how far the log was good, so that the next opening checks only what is newer.

    Whoever lost the file meanwhile, to another owner or another file, notes nothing in it.
    """
    around.guard()
    with contextlib.closing(connect(around.path, write=True)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        if not _is_ours(raw, around):
            return
        seq, seal = change_log.head(raw)
        _set(raw, "checkpoint_seq", seq)
        _set(raw, "checkpoint_seal", seal.hex())
        _set(raw, _OPEN, "0")
        raw.execute("COMMIT")


def _is_ours(raw: sqlite3.Connection, around: Surroundings) -> bool:
    """Whether nobody has opened the ledger for writing since ``around`` did."""
    epoch = raw.execute("SELECT value FROM setting WHERE key = 'epoch'").fetchone()
    return bool(epoch == (str(around.epoch),))


def _same_file_guard(path: Path) -> Callable[[], None]:
    first = path.stat()

    def guard() -> None:
        try:
            now = path.stat()
        except OSError:
            now = None
        if now is None or (now.st_dev, now.st_ino) != (first.st_dev, first.st_ino):
            raise StorageError(
                "台账文件被移动、改名或替换了",
                "已保存的内容在原文件里，这次没有写入任何东西",
                f"请把文件放回“{path.parent.name}”，或关闭程序再用“打开台账”选它的新位置",
                "D-107",
            )

    return guard
