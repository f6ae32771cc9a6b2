"""What the bench does away from the window's thread: read, look, write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.actions.importing import taking_in
from app.actions.importing.taking_in import RowState
from app.errors import ImportRefused
from app.reports.registers.bench import Bench
from app.reports.registers.left_out import write_left_out
from app.spec.record import Family
from app.ui.importing.told import Told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from app.actions.importing.recipes import Recipe
    from app.actions.importing.taking_in import ImportPreview
    from app.bootstrap import Desk
    from app.reports.readers.heading import Heading
    from app.reports.registers.bench import Looked as OnBench
    from app.spec.record import RecordSpec
    from app.store.backup import Backup
    from app.store.unit import Changed
    from app.ui.tasks import Progress


@dataclass(frozen=True, slots=True)
class Looked:
    """What an import would do.

    Attributes:
        bench: what it was looked at on.
        told: what was said of the sheet when it was looked at.
        recipe: what is followed because the heading is known; ``None`` where none is.
    """

    bench: Bench
    looked: OnBench
    told: Told
    recipe: Recipe | None = None

    @property
    def heading(self) -> Heading:
        """The heading that was found."""
        return self.looked.laid.heading

    @property
    def preview(self) -> ImportPreview:
        """What would become of each row."""
        return self.looked.preview

    @property
    def labels(self) -> Mapping[str, Mapping[int, str]]:
        """By reference field, what the records pointed to are called."""
        return self.looked.labels

    @property
    def count_to_write(self) -> int:
        """How many rows would be written."""
        counts = self.preview.counts
        return counts[RowState.NEW] + counts[RowState.CHANGED]

    @property
    def count_left_out(self) -> int:
        """How many rows would not be taken although something stands in them."""
        counts = self.preview.counts
        return counts[RowState.REFUSED] + counts[RowState.SKIPPED]

    @property
    def must_be_answered(self) -> int:
        """How many questions stand against writing."""
        seen = self.preview
        return len(seen.dates) + sum(question.must for question in seen.words)


class Source:
    """One file that is taken in; the sheet read last is kept.

    Attributes:
        bench: the sheet as it was read; ``None`` before, and where it could not be read.
        told: what was said of it so far; ``None`` before it was read.
        begun: what was to be said of it when it was read.
        recipe: what is followed because the heading is known.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sheet: str | None = None
        self.bench: Bench | None = None
        self.told: Told | None = None
        self.begun: Told | None = None
        self.recipe: Recipe | None = None

    def turn_to(self, sheet: str) -> None:
        """Read another sheet next time; nothing that was said holds for it."""
        self.sheet, self.bench, self.told, self.recipe = sheet, None, None, None

    def read(self, desk: Desk, spec: RecordSpec, progress: Progress) -> Bench:
        """Read the sheet, unless it was read; follow the recipe kept for its heading.

        Raises:
            ImportRefused: the file cannot be read.
        """
        if self.bench is None:
            try:
                bench = Bench.read(
                    self.path,
                    spec,
                    sheet=self.sheet,
                    cancelled=progress.cancelled,
                    progress=lambda rows: progress(rows, 0),
                )
            except ImportRefused:
                progress.check()  # stopped by the user, which is no refusal
                raise
            with desk.ledger.another_reader() as reader:
                self.recipe = bench.recipe(reader)
            self.told = Told(*bench.follow(self.recipe)) if self.recipe else Told()
            self.begun = self.told
            self.bench = bench
        return self.bench


def look(
    desk: Desk, spec: RecordSpec, source: Source, told: Told | None, progress: Progress
) -> Looked:
    """Read a sheet and try its import; nothing is written.

    Args:
        told: what was said of the sheet; ``None`` for what its recipe says.

    Raises:
        ImportRefused: the file cannot be read, or has no heading of this register.
    """
    bench = source.read(desk, spec, progress)
    told = told or source.told or Told()
    looked = bench.look(desk.ledger, told.choices, told.options, progress)
    progress.check()  # whoever stopped it is not shown it after all
    return Looked(bench, looked, told, source.recipe)


def table_of(spec: RecordSpec) -> str:
    """The table whose changes concern a register."""
    return "ledger_entry" if spec.family is Family.LEDGER else spec.id


def write(desk: Desk, looked: Looked, backed_up: Callable[[Backup], object]) -> Changed:
    """Back up, then write what was shown, as one action.

    Args:
        backed_up: is told of the backup.

    Raises:
        RejectedError: the ledger changed since, and the rules refuse now.
        StorageError: the backup could not be made. Nothing was written.
    """
    backed_up(desk.back_up("导入前"))
    return taking_in.take_in(desk.ledger, looked.preview)


def save_rows_not_taken(looked: Looked, target: Path) -> int:
    """Write the skipped and refused rows to a workbook; how many there were."""
    return write_left_out(looked.bench, looked.looked, target)
