"""What the bench does away from the window's thread: read, look, write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.actions.importing import taking_in
from app.actions.importing.taking_in import RowState
from app.clock import today
from app.errors import ImportRefused
from app.reports.registers.bench import Bench
from app.reports.registers.blank_sheet import write_blank_sheet
from app.reports.registers.left_out import write_left_out
from app.spec.record import Family
from app.ui.importing.told import Told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
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


_AT_ONCE = 3000  # rows that are shown only when the rules have spoken: it takes less than a second


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
    """One file that is taken in; what was read last is kept.

    Attributes:
        sheets: the sheets that were asked for; none for those that belong together.
        tab: the field for which their names were said to stand; ``None`` where nothing was.
        bench: the sheet, or sheets, as read; ``None`` before, and where it could not be read.
        told: what was said of it so far; ``None`` before it was read.
        begun: what was to be said of it when it was read.
        recipe: what is followed because the heading is known.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sheets: tuple[str, ...] = ()
        self.tab: str | None = None
        self.bench: Bench | None = None
        self.told: Told | None = None
        self.begun: Told | None = None
        self.recipe: Recipe | None = None

    def turn_to(self, sheets: Sequence[str], tab: str | None) -> None:
        """Read other sheets next time; nothing that was said holds for them."""
        self.tab = tab
        self.sheets, self.bench, self.told, self.recipe = tuple(sheets), None, None, None

    def read(self, desk: Desk, spec: RecordSpec, progress: Progress) -> Bench:
        """Read the sheets, unless they were read; follow the recipe kept for their heading.

        Raises:
            ImportRefused: the file cannot be read.
        """
        if self.bench is None:
            bench = self._read(spec, None, progress)
            with desk.ledger.another_reader() as reader:
                self.recipe = bench.recipe(reader)
                other = "" if self.recipe or self.sheets else bench.sheet_of_recipe(reader)
                if other:
                    bench = self._read(spec, other, progress)
                    self.recipe = bench.recipe(reader)
            self.told = Told(*bench.follow(self.recipe)) if self.recipe else Told()
            if self.tab is not None:
                self.told = self.told.with_tab(self.tab)
            self.begun = self.told
            self.bench = bench
        return self.bench

    def _read(self, spec: RecordSpec, begin_with: str | None, progress: Progress) -> Bench:
        try:
            return Bench.read(
                self.path,
                spec,
                sheets=self.sheets,
                begin_with=begin_with,
                cancelled=progress.cancelled,
                progress=lambda rows: progress(rows, 0),
            )
        except ImportRefused:
            progress.check()  # stopped by the user, which is no refusal
            raise


def look(
    desk: Desk, spec: RecordSpec, source: Source, told: Told | None, progress: Progress
) -> Looked:
    """Read a sheet and try its import; nothing is written. Of many rows the trial comes later.

    Args:
        told: what was said of the sheet; ``None`` for what its recipe says.

    Raises:
        ImportRefused: the file cannot be read, or has no heading of this register.
    """
    bench = source.read(desk, spec, progress)
    told = told or source.told or Told()
    looked = bench.look_over(desk.ledger, told.choices, told.options, progress)
    if len(bench.table.rows) <= _AT_ONCE:
        looked = bench.try_out(desk.ledger, looked)
    progress.check()  # whoever stopped it is not shown it after all
    return Looked(bench, looked, told, source.recipe)


def try_out(desk: Desk, looked: Looked, progress: Progress) -> Looked:
    """What is shown already, once the rules have spoken; nothing is written."""
    return replace(looked, looked=looked.bench.try_out(desk.ledger, looked.looked, progress))


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


def save_blank_sheet(desk: Desk, spec: RecordSpec, target: Path) -> int:
    """Write an empty workbook to be filled and taken in; how many columns it has."""
    with desk.ledger.another_reader() as reader:
        return write_blank_sheet(reader, spec, target, today(desk.clock))


def save_rows_not_taken(looked: Looked, target: Path) -> int:
    """Write the skipped and refused rows to a workbook; how many there were."""
    return write_left_out(looked.bench, looked.looked, target)
