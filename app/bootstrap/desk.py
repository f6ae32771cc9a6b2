"""One open ledger with its rules and registers: what every surface works on."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Self

from sqlalchemy import select

from app.clock import minute, today
from app.errors import AppError, Refused
from app.garbage import no_collection
from app.models.all import columns, entries
from app.models.organization.union import Union
from app.queries.organization.words import words_of
from app.queries.past.states import last_change
from app.queries.registers import registers
from app.store import backup
from app.store.connection import damaged, meaning_of
from app.store.undo import redo, undo
from app.store.verify import faults_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path
    from types import TracebackType

    from sqlalchemy import Connection

    from app.clock import Clock
    from app.queries.organization.words import Words
    from app.spec.findings import Finding
    from app.spec.record import RecordSpec
    from app.store.ledger import Ledger
    from app.store.unit import Changed, Unit


# Rows that say what registers there are, and of which columns.
# What says which registers there are, which columns they have, and in whose words.
_DEFINING = frozenset(
    {
        Union.__tablename__,
        entries.LedgerDefinition.__tablename__,
        columns.ExtraColumn.__tablename__,
    }
)


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

    @property
    def whose(self) -> str:
        """The uid of the union whose ledger this is, the same in every copy of the file."""
        return self.reader.scalar(select(Union.uid).order_by(Union.id)) or ""

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
        """Read the definitions of ledgers and columns, and the unit's words, again at next use."""
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
        if not _DEFINING.isdisjoint(changed.records):
            self.forget_definitions()
        return changed

    def note(self, name: str, title: str, **facts: object) -> int | None:
        """Keep in the history that something left the ledger: a paper, an export.

        On a ledger open for reading only nothing can be kept, and nothing is said.

        Returns:
            The number of the action; ``None`` where nothing was kept.
        """
        if self.read_only:
            return None
        return self.act(name, title, lambda unit: unit.facts.update(facts)).action_id

    def undo(self, action_id: int | None = None) -> Changed:
        """Take back one action, the latest by default."""
        changed = undo(self.ledger, action_id)
        self.forget_definitions()
        return changed

    def undo_unchanged(self, action_id: int) -> Changed:
        """Take back an action but for the rows that changed since, and what belongs to them."""
        changed = undo(self.ledger, action_id, unchanged_only=True)
        self.forget_definitions()
        return changed

    def redo(self) -> Changed:
        """Do again what was taken back last, unless something new was done since."""
        changed = redo(self.ledger)
        self.forget_definitions()
        return changed

    def check(self, progress: Callable[[int, int], None] | None = None) -> Sequence[Finding]:
        """Everything the rules find in the whole ledger today; may run in any thread.

        Args:
            progress: told rules done and rules in all; what it raises stops the check.
        """
        from app.rules.engine import check_all

        # A collection over a hundred thousand people would hold up the window meanwhile.
        with no_collection(), self.snapshot() as reader:
            return check_all(reader, self.today, progress)

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
