"""What the import page does away from the window's thread: read, try, write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.actions.importing import taking_in
from app.actions.importing.taking_in import ImportOptions, RowState
from app.errors import ImportRefused
from app.queries.listing import reference_labels
from app.reports.readers.from_workbook import from_workbook
from app.reports.registers.taking_in import heading_of, sheet_rows
from app.reports.registers.writing_out import export_rows_not_taken
from app.spec.kinds import DATES
from app.spec.values import ValueProblem, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from app.actions.importing.taking_in import ImportPreview
    from app.bootstrap import Desk
    from app.reports.readers.heading import Heading
    from app.reports.readers.table import Table
    from app.spec.record import RecordSpec
    from app.store.backup import Backup
    from app.store.unit import Changed
    from app.ui.tasks import Progress


@dataclass(frozen=True, slots=True)
class Looked:
    """What an import would do.

    Attributes:
        labels: by reference field, what the records pointed to are called.
        asks_order: a date was met that can be read in two ways.
    """

    heading: Heading
    preview: ImportPreview
    options: ImportOptions
    labels: Mapping[str, Mapping[int, str]]
    asks_order: bool

    @property
    def count_to_write(self) -> int:
        """How many rows would be written."""
        counts = self.preview.counts
        return counts[RowState.NEW] + counts[RowState.CHANGED]


class Source:
    """One file that is taken in; the sheet read last is kept.

    Attributes:
        table: the sheet as it was read; ``None`` before, and where it could not be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.table: Table | None = None

    @property
    def sheet_names(self) -> list[str]:
        """The visible sheets of the file, once it was read."""
        return [sheet.name for sheet in self.table.sheets if sheet.visible] if self.table else []

    def read(self, sheet: str | None, progress: Progress) -> Table:
        """Read a sheet, unless it is the one read last.

        Raises:
            ImportRefused: the file cannot be read.
        """
        if self.table is None or (sheet is not None and sheet != self.table.sheet):
            try:
                self.table = from_workbook(
                    self.path,
                    sheet=sheet,
                    cancelled=progress.cancelled,
                    progress=lambda rows: progress(rows, 0),
                )
            except ImportRefused:
                progress.check()  # stopped by the user, which is no refusal
                raise
        return self.table


def look(
    desk: Desk,
    spec: RecordSpec,
    source: Source,
    sheet: str | None,
    options: ImportOptions,
    progress: Progress,
) -> Looked:
    """Read a sheet and try its import; nothing is written.

    Raises:
        ImportRefused: the file cannot be read, or has no heading of this register.
    """
    table = source.read(sheet, progress)
    heading = heading_of(table, spec)
    rows = sheet_rows(table, heading, spec)
    seen = taking_in.look(desk.ledger, spec, rows, options, progress)
    # A connection of its own: the window goes on reading through that of the desk.
    with desk.ledger.another_reader() as reader:
        labels = reference_labels(reader, spec)
    progress.check()  # whoever stopped it is not shown it after all
    return Looked(heading, seen, options, labels, _asks_order(seen, options))


def _asks_order(seen: ImportPreview, options: ImportOptions) -> bool:
    """Whether a row was refused for a date that an order of year, month and day would settle."""
    if options.date_order is not None:
        return True
    dates = [seen.spec.fields[name] for name in seen.sheet.columns]
    dates = [field for field in dates if field.kind in DATES]
    raw = {row.line: row.cells for row in seen.sheet.rows}
    for row in seen.rows:
        if row.state is not RowState.REFUSED:
            continue
        for field in dates:
            try:
                parse(field, raw[row.line].get(field.name), system=seen.sheet.date_system)
            except ValueProblem as problem:
                if problem.ambiguous:
                    return True
    return False


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
    return export_rows_not_taken(looked.preview, target)
