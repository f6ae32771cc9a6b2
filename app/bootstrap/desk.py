"""One open ledger with its rules and registers: what every surface works on."""

from __future__ import annotations

import getpass
import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import select

from app.actions.members.membership import standing_faults
from app.clock import SystemClock, minute, today
from app.errors import AppError, Refused, StorageError
from app.models.organization.union import Union
from app.queries.latest import last_change
from app.queries.organization.words import words_of
from app.queries.registers import registers
from app.rules.engine import check_all, check_saved
from app.store import backup, lock, migrate
from app.store.connection import damaged, meaning_of
from app.store.ledger import Ledger, open_for_reading, open_for_writing
from app.store.undo import redo, undo
from app.store.verify import faults_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from types import TracebackType

    from sqlalchemy import Connection

    from app.clock import Clock
    from app.queries.organization.words import Words
    from app.spec.findings import Finding
    from app.spec.record import RecordSpec
    from app.store.checking.first_look import FirstLook
    from app.store.unit import Changed, Identifiers, Unit

# Held by somebody else, no place for writing, damaged, changed by another program.
_STILL_READABLE = frozenset({"L-301", "D-106", "T-201", "T-204"})


class Desk:
    """One open ledger with everything a surface needs to work on it.

    Attributes:
        ledger: the open file.
        clock: tells the day that forms and rules go by.
    """

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self.ledger = ledger
        self.clock = clock
        self._at_opening = self.last_change()

    @property
    def path(self) -> Path:
        """The ledger file."""
        return self.ledger.path

    @property
    def read_only(self) -> bool:
        """Whether nothing can be saved."""
        return self.ledger.read_only

    @property
    def reader(self) -> Connection:
        """For short reads in the thread that opened the desk."""
        return self.ledger.reader

    def snapshot(self) -> AbstractContextManager[Connection]:
        """One consistent state for long reads in a worker thread."""
        return self.ledger.snapshot()

    def last_change(self) -> int:
        """Number of the last change in the log; 0 before the first."""
        return last_change(self.reader)

    @property
    def has_changed(self) -> bool:
        """Whether anything was saved since the ledger was opened."""
        return self.last_change() != self._at_opening

    def take_as_new(self) -> None:
        """Count all that the ledger holds as not yet backed up."""
        self._at_opening = 0

    @property
    def today(self) -> str:
        """The local day, ISO."""
        return today(self.clock)

    @property
    def minute(self) -> str:
        """The local minute, ``yyyy-mm-dd hh:mm``."""
        return minute(self.clock)

    @property
    def union_name(self) -> str:
        """The union's full name as registered; blank before it is known."""
        return self.reader.scalar(select(Union.name).order_by(Union.id)) or ""

    @cached_property
    def specs(self) -> Mapping[str, RecordSpec]:
        """Every register by id: core records that have a list, then working ledgers."""
        return registers(self.reader, self.words)

    @cached_property
    def words(self) -> Words:
        """What the unit calls its workers' congress and its openness to the workers."""
        return words_of(self.reader)

    def spec(self, register: str) -> RecordSpec:
        """The register called ``register``, by id or title.

        Raises:
            Refused: there is none.
        """
        for spec in self.specs.values():
            if register in {spec.id, spec.title}:
                return spec
        names = "、".join(f"{spec.id}（{spec.title}）" for spec in self.specs.values())
        raise Refused(f"没有名为“{register}”的台账", "台账没有变化", f"可用的有：{names}", "R-403")

    def forget_definitions(self) -> None:
        """Read the definitions of working ledgers, and the unit's words, again at next use."""
        self.__dict__.pop("specs", None)
        self.__dict__.pop("words", None)

    def act(
        self,
        name: str,
        title: str,
        work: Callable[[Unit], object],
        *,
        acknowledged: Mapping[str, str] | str | None = None,
    ) -> Changed:
        """Run one user action in a unit of work and save it.

        Raises:
            RejectedError: the rules refuse. Nothing was saved.
            StorageError: the file could not be written. Nothing was saved.
        """
        with self.ledger.unit(name, title) as unit:
            work(unit)
            changed = unit.commit(acknowledged)
        if Union.__tablename__ in changed.records:
            self.forget_definitions()  # the kind of the unit may have changed, and so its words
        return changed

    def note(self, name: str, title: str, **facts: object) -> None:
        """Keep in the history that something left the ledger: a paper, an export.

        On a ledger open for reading only nothing can be kept, and nothing is said.
        """
        if not self.read_only:
            self.act(name, title, lambda unit: unit.facts.update(facts))

    def undo(self, action_id: int | None = None) -> Changed:
        """Take back one action, the latest by default."""
        changed = undo(self.ledger, action_id)
        self.forget_definitions()
        return changed

    def redo(self) -> Changed:
        """Do again what was taken back last, unless something new was done since."""
        changed = redo(self.ledger)
        self.forget_definitions()
        return changed

    def check(self) -> Sequence[Finding]:
        """Everything the rules find in the whole ledger today."""
        return check_all(self.reader, self.today)

    def note_verified(self) -> None:
        """Keep that :func:`verify_file` has just found nothing wrong with this ledger."""
        self.ledger.note_verified()

    def back_up(self, reason: str, folder: Path | None = None) -> backup.Backup:
        """Make a checked backup, beside the ledger unless told otherwise."""
        return backup.make_backup(self.path, self.clock, reason, folder)

    def close(self) -> None:
        """Close the ledger."""
        self.ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Close; what a faulty file made us stumble over is told in the user's words.

        Raises:
            StorageError: in place of what the database or a rule said of the file's content.
        """
        self.close()
        if isinstance(error, Exception) and not isinstance(error, AppError):
            if faults_of(self.path):
                raise damaged(self.path) from error
            if (told := meaning_of(error, self.path)) is not None:
                raise told from error


def true_path(path: Path) -> Path:
    """Where a ledger lies in truth: all links to one file share its lock and its backups."""
    return Path(os.path.realpath(path))


def open_desk(
    path: Path,
    *,
    write: bool = True,
    clock: Clock | None = None,
    actor: str = "",
    identifiers: Identifiers | None = None,
    take_over: bool = False,
    long_lived: bool = False,
    first_look: FirstLook | None = None,
) -> Desk:
    """Open the ledger at ``path``.

    Args:
        write: hold it for writing; otherwise it is read without a lock.
        actor: who works; the account's name unless given.
        first_look: at the structure, if somebody has begun it already.

    Raises:
        StorageError: it cannot be opened as asked. The file is unchanged.
    """
    path = true_path(path)
    clock = clock or SystemClock()
    if not write:
        return Desk(open_for_reading(path), clock)
    ledger = open_for_writing(
        path,
        actor=actor or getpass.getuser(),
        clock=clock,
        check=check_saved,
        identifiers=identifiers,
        take_over=take_over,
        long_lived=long_lived,
        first_look=first_look,
    )
    return Desk(ledger, clock)


def open_desk_or_view(
    path: Path, *, clock: Clock | None = None, first_look: FirstLook | None = None
) -> Desk:
    """Open for a window: for writing where possible, else a view that says why.

    Raises:
        StorageError: not even reading is possible.
    """
    try:
        return open_desk(path, clock=clock, long_lived=True, first_look=first_look)
    except AppError as notice:
        try:
            return Desk(open_for_reading(true_path(path), notice), clock or SystemClock())
        except AppError:
            raise notice from None


def open_desk_to_note(path: Path, *, must: bool) -> Desk:
    """Open a ledger that is only read, but whose history should tell of it.

    Args:
        must: reading without a note is not allowed (whole ID numbers leave the ledger).

    Raises:
        StorageError: it cannot be opened; with ``must``, not for writing.
    """
    try:
        return open_desk(path)
    except StorageError as refusal:
        if refusal.code not in _STILL_READABLE:
            raise
        if must:
            happened = f"{refusal.happened}；完整的证号离开台账必须记入历史"
            raise StorageError(happened, refusal.safe, refusal.todo, refusal.code) from None
        return Desk(open_for_reading(true_path(path), refusal), SystemClock())


def create_desk(
    path: Path,
    union_name: str,
    *,
    clock: Clock | None = None,
    actor: str = "",
    identifiers: Identifiers | None = None,
    long_lived: bool = False,
    fill: Callable[[Desk], object] | None = None,
) -> Desk:
    """Make a new ledger for the union called ``union_name`` and open it.

    Args:
        fill: enters what the ledger holds from the start; the file appears only when it is done.

    Raises:
        StorageError: the path exists already, or the place cannot be written.
    """
    path = true_path(path)
    with migrate.new_file(path) as draft:
        migrate.create(draft)
        with open_desk(draft, clock=clock, actor=actor, identifiers=identifiers) as desk:
            desk.act(
                "create_ledger",
                "新建台账",
                lambda unit: unit.insert(Union, [{"name": union_name}]),
            )
            if fill is not None:
                fill(desk)
    desk = open_desk(path, clock=clock, actor=actor, identifiers=identifiers, long_lived=long_lived)
    desk.take_as_new()
    return desk


def create_sample(
    path: Path,
    *,
    members: int = 368,
    years: int = 3,
    seed: int = 2026,
    progress: Callable[[int, int], None] | None = None,
) -> Desk:
    """Make the ledger of a fictitious union; the same seed gives the same ledger.

    Raises:
        StorageError: the path exists already, or the place cannot be written.
    """
    from app.actions.sample import SAMPLE_UNION, SeededIdentifiers, fill_sample, sample_clock

    clock = sample_clock(years)
    identifiers = SeededIdentifiers(seed)

    def fill(desk: Desk) -> None:
        fill_sample(desk.ledger, clock, members=members, years=years, seed=seed, progress=progress)

    return create_desk(
        path, SAMPLE_UNION, clock=clock, actor="陈国栋", identifiers=identifiers, fill=fill
    )


def verify_file(path: Path, progress: Callable[[int, int], None] | None = None) -> list[str]:
    """Everything wrong with a ledger file, in Chinese; nothing when it is whole."""
    path = true_path(path)
    if faults := faults_of(path, progress):
        return faults
    with Desk(open_for_reading(path, is_checked=True), SystemClock()) as desk:
        return list(standing_faults(desk.reader))


def _refuse_another_union(source: Path, path: Path) -> None:
    """A ledger that can be read is replaced only by an earlier state of itself."""
    present, coming = backup.whose(path).union, backup.whose(source).union
    if present and coming and present != coming:
        raise Refused(
            f"“{source.name}”是另一个工会的备份，没有恢复到“{path.name}”",
            "台账没有变化",
            "请恢复到一个新的文件名，再打开核对",
            "B-206",
        )


def restore_backup(
    source: Path, path: Path, *, clock: Clock | None = None, actor: str = ""
) -> Path | None:
    """Put a backup in the place of the ledger at ``path``; the present state is kept.

    Returns:
        Where the present state was kept; ``None`` where there was no ledger.

    Raises:
        StorageError: the backup is not good, or somebody works in the ledger.
    """
    path = true_path(path)
    clock = clock or SystemClock()
    _refuse_another_union(source, path)
    held = lock.acquire(path, actor or getpass.getuser(), clock)
    try:
        kept = backup.restore(source, path, clock)
    finally:
        held.release()
    with open_desk(path, clock=clock, actor=actor) as desk:
        # The name of a file need not be text.
        name = os.fsencode(source.name).decode("utf-8", "replace")
        desk.note("restore_backup", f"从备份恢复：{name}", kept=kept is not None)
    return kept
