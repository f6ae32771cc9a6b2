"""The rows that an import did not take, as a sheet that can be mended and taken in again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions.importing.lines import place_of
from app.actions.importing.outcome import RowState
from app.reports.readers.heading import known_label
from app.reports.readers.table import RawRow
from app.reports.registers.writing_out import write_table
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.actions.importing.outcome import RowPreview
    from app.reports.registers.bench import Bench, Looked
    from app.reports.registers.mapping import SheetColumn

# No register has columns of these names: taken in again, they are left out.
_SHEET = "原表工作表"
_HEADS = ("原表行号", "导入结果", "没有写入的原因")
_SURELY_WHOLE = 10**15  # numbers of more figures are not kept whole by a workbook


def write_left_out(
    bench: Bench, looked: Looked, target: Path, *, only_refused: bool = False
) -> int:
    """Write the rows not taken, in the sheet's own columns, with the reason at the end.

    Titles, sums, notes and the like stay out: there is nothing to mend in them.

    Args:
        target: .xlsx or .csv.
        only_refused: leave out rows that were skipped, such as near matches.

    Returns:
        The number of rows written.

    Raises:
        Refused: no such format. Nothing was written.
    """
    laid = looked.laid
    no_data = {row.line for row in laid.sheet.rows if row.skip}
    wanted = {RowState.REFUSED} if only_refused else {RowState.REFUSED, RowState.SKIPPED}
    rows = [r for r in looked.preview.rows if r.state in wanted and r.line not in no_data]
    columns = [one for one in laid.columns if one.heading not in {_SHEET, *_HEADS}]
    tab = [_label_of(bench, laid.tab)] if laid.tab and laid.tab not in _fields(columns) else []
    sheet = [_SHEET] if len(laid.sheet.sheets) > 1 else []
    heads = [*(_head(bench, one) for one in columns), *tab, *sheet, *_HEADS]
    kinds = [*[Kind.TEXT] * (len(heads) - len(_HEADS)), Kind.INTEGER, Kind.TEXT, Kind.TEXT]
    title = f"{bench.spec.title}未写入的行"
    write_table(target, heads, kinds, _lines(bench, looked, rows, columns), title=title)
    return len(rows)


def _head(bench: Bench, one: SheetColumn) -> str:
    """A column's own heading, where it will be known by it again; else the field's label."""
    label = known_label(one.heading, bench.labels)
    if not one.field or (label is not None and bench.labels[label] == one.field):
        return one.heading
    return _label_of(bench, one.field)


def _label_of(bench: Bench, name: str) -> str:
    field = bench.spec.fields.get(name)
    if field is not None:
        return field.label
    # A column that only sheets have: any heading it goes by.
    return next(label for label, field_name in bench.labels.items() if field_name == name)


def _fields(columns: list[SheetColumn]) -> set[str]:
    return {one.field for one in columns}


def _lines(
    bench: Bench, looked: Looked, rows: list[RowPreview], columns: list[SheetColumn]
) -> Iterator[tuple[object, ...]]:
    laid = looked.laid
    read = {row.line: row.cells for row in laid.sheet.rows}
    has_tab = bool(laid.tab) and laid.tab not in _fields(columns)
    sheets = laid.sheet.sheets
    for row in rows:
        raw = bench.row(row.line) or RawRow(row.line, ())
        cells = (
            # What merged cells say stands in the row as it was read.
            read[row.line].get(one.field, raw.at(one.column)) if one.field else raw.at(one.column)
            for one in columns
        )
        sheet, line = place_of(row.line)
        beside = [read[row.line].get(laid.tab)] if has_tab else []
        beside += [sheets[sheet]] if len(sheets) > 1 else []
        yield (*map(_as_it_was, cells), *beside, line, row.state.label, row.reason)


def _as_it_was(cell: object) -> str | None:
    """A cell as text that reads as the cell did.

    An identity number that Excel kept as a number has lost its last figures. It stays in the
    notation that says so, which is refused again: with its noughts it would pass for a good one.
    """
    if cell is None:
        return None
    if isinstance(cell, int | float) and abs(cell) >= _SURELY_WHOLE:
        return f"{cell:.14E}"
    return str(cell)
