"""A workbook as a register takes it in: its heading found, its columns named by fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions.imports import SheetRow, SheetRows
from app.reports.readers.from_workbook import from_workbook
from app.reports.readers.heading import find_heading
from app.reports.readers.rows import RowClass, rows_below
from app.reports.readers.table import CellError
from app.spec.codes import fold
from app.spec.drafts import TableRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from app.reports.readers.heading import Heading
    from app.reports.readers.table import RawRow, Table
    from app.spec.record import RecordSpec


def labels_of(spec: RecordSpec) -> dict[str, str]:
    """Field name by folded label or alias; a label stands over another field's alias."""
    found: dict[str, str] = {}
    for field in spec.fields.values():
        for name in (field.name, field.label):
            found[fold(name)] = field.name
    for field in spec.fields.values():
        for alias in field.aliases:
            found.setdefault(fold(alias), field.name)
    return found


def read_sheet(
    path: Path,
    spec: RecordSpec,
    *,
    sheet: str | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[int], None] = lambda _rows: None,
) -> SheetRows:
    """Read one sheet for the register ``spec``.

    Args:
        sheet: the name on the tab; without it the first visible sheet that holds something.

    Raises:
        ImportRefused: the file cannot be read, or no heading of this register is in it.
    """
    table = from_workbook(path, sheet=sheet, cancelled=cancelled, progress=progress)
    return sheet_rows(table, find_heading(table, labels_of(spec)))


def sheet_rows(table: Table, heading: Heading) -> SheetRows:
    """The rows of ``table`` below ``heading``, blank ones left out."""
    return SheetRows(
        file_name=table.path.name,
        sheet=table.sheet,
        digest=table.digest,
        columns=tuple(heading.columns.values()),
        rows=tuple(_rows(table, heading)),
        date_system=table.date_system,
    )


def _rows(table: Table, heading: Heading) -> Iterator[SheetRow]:
    places = {name: column for column, name in heading.columns.items()}
    width = max(places.values()) + 1
    for row, kind, reason in rows_below(table, heading):
        if kind is RowClass.BLANK:
            continue
        if kind is RowClass.DATA:
            yield _data_row(row, places, width)
        else:
            yield SheetRow(row.line, {}, skip=reason)


def _data_row(row: RawRow, places: Mapping[str, int], width: int) -> SheetRow:
    short = width - len(row.cells)
    cells = TableRow(places, row.cells if short <= 0 else row.cells + (None,) * short)
    if CellError not in set(map(type, row.cells)):
        return SheetRow(row.line, cells)
    faulty = [str(cell) for cell in cells.values() if isinstance(cell, CellError)]
    return SheetRow(row.line, cells, fault="；".join(dict.fromkeys(faulty)))
