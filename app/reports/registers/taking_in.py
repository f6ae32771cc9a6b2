"""A workbook as a register takes it in: its heading found, its columns named by fields."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.actions.importing.lines import line_of, place_of, said
from app.actions.importing.taking_in import SheetRow, SheetRows
from app.actions.members.last_change import in_sheets
from app.errors import ImportRefused
from app.reports.readers.heading import find_heading
from app.reports.readers.refusals import NO_HEADING, some_of
from app.reports.readers.rows import RowClass, rows_below
from app.reports.readers.table import CellError, shown
from app.spec.codes import fold
from app.spec.drafts import TableRow
from app.spec.values import masked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.reports.readers.heading import Heading
    from app.reports.readers.table import Cell, RawRow, Table
    from app.spec.record import RecordSpec

    # By line: columns of merged cells that stand over it, and what is written in them.
    _Spread = Mapping[int, list[tuple[int, Cell]]]

LISTS = "选项"  # the hidden sheet of our blank workbooks: what their drop-lists offer
_SHOWN = 20  # characters of a merged cell that a remark repeats


def labels_of(spec: RecordSpec) -> dict[str, str]:
    """Field name by folded label or alias, labels first; a label stands over any alias."""
    spec = in_sheets(spec)
    found: dict[str, str] = {}
    for field in spec.fields.values():
        for name in (field.name, field.label):
            found[fold(name)] = field.name
    for field in spec.fields.values():
        for alias in field.aliases:
            found.setdefault(fold(alias), field.name)
    return found


def heading_of(table: Table, spec: RecordSpec) -> Heading:
    """The heading of ``table`` for the register ``spec``.

    Raises:
        ImportRefused: there is none; other sheets that have one are named.
    """
    try:
        return find_heading(table, labels_of(spec))
    except ImportRefused as no:
        if no.code != NO_HEADING or not (others := sheets_that_fit(table, spec)):
            raise
        todo = f"工作表{_quoted(others)}里有这些栏目，请改选"
        raise ImportRefused(no.happened, no.safe, todo, no.code) from None


def sheets_that_fit(table: Table, spec: RecordSpec) -> list[str]:
    """Names of the other sheets of the file that have a heading of this register."""
    found: list[str] = []
    labels = labels_of(spec)
    for name, rows in table.tops.items():
        try:
            heading = find_heading(replace(table, rows=rows, merges=()), labels)
        except ImportRefused:
            continue
        if spec.name_field in heading.columns.values():
            found.append(name)
    return found


def _quoted(names: list[str]) -> str:
    return some_of([f"“{name}”" for name in names])


def sheet_rows(
    table: Table,
    heading: Heading,
    spec: RecordSpec,
    told: Mapping[int, bool] = MappingProxyType({}),
    tab: str = "",
) -> SheetRows:
    """The rows of ``table`` below ``heading``, blank ones left out.

    Args:
        told: by line, whether a person wants the row taken as data or skipped, whatever it looks
            like.
        tab: name of the field for which the sheet's name stands where no column says it.
    """
    texts = heading.texts
    columns = _Columns(table, heading, tab)
    return SheetRows(
        file_name=table.path.name,
        sheet=table.sheet,
        digest=table.digest,
        columns=columns.names,
        rows=tuple(_rows(table, heading, in_sheets(spec), told, columns)),
        sheets=table.names,
        columns_of=columns.names_by_sheet,
        date_system=table.date_system,
        unmatched=tuple(texts[column] for column in heading.unmatched),
        repeated=tuple(texts[column] for column in heading.repeated),
        remarks=tuple(_remarks(table, heading, spec, tab if columns.takes_tab else "")),
    )


class _Columns:
    """Where the cells of each field stand, sheet by sheet.

    Attributes:
        names: the fields that any of the sheets has; ``names_by_sheet``: those of each.
        takes_tab: whether the sheet's name stands for a field in any of them.
        width: of a row that holds all of them.
    """

    def __init__(self, table: Table, heading: Heading, tab: str) -> None:
        all_of_them = {name: column for column, name in heading.columns.items()}
        self.width = max(all_of_them.values(), default=-1) + 1
        self._tabs = table.names
        parts = [part.columns for part in table.parts] or [frozenset(heading.columns)]
        self._places = [
            {name: column for name, column in all_of_them.items() if column in part}
            for part in parts
        ]
        self._with_tab = [bool(tab) and tab not in places for places in self._places]
        self.takes_tab = any(self._with_tab)
        for places, has_tab in zip(self._places, self._with_tab, strict=True):
            if has_tab:
                places[tab] = self.width
        self.names_by_sheet = tuple(map(tuple, self._places))
        self.names = tuple(dict.fromkeys(chain.from_iterable(self._places)))

    def row(self, row: RawRow) -> TableRow:
        """The cells of a row by its sheet's columns."""
        sheet = place_of(row.line)[0]
        cells = row.cells + (None,) * (self.width - len(row.cells))
        if self._with_tab[sheet]:
            cells = (*cells[: self.width], self._tabs[sheet])
        return TableRow(self._places[sheet], cells)


def _remarks(table: Table, heading: Heading, spec: RecordSpec, tab: str) -> Iterator[str]:
    """What a person should know of the sheet as a whole."""
    if others := sheets_that_fit(table, spec):
        yield f"没有读{_quoted(others)}，那里也有这些栏目；要一起导入，请勾选它们"
    unknown = [part.name for part in table.parts[1:] if not part.heads]
    if unknown:
        yield f"{_quoted(unknown)}没有认出表头，各列按第一张表的次序读，请核对"
    if tab:
        yield f"“{in_sheets(spec).fields[tab].label}”取工作表的名称"
    hidden_sheets = [one.name for one in table.sheets if not one.visible and one.name != LISTS]
    if unread := [name for name in hidden_sheets if name not in table.names]:
        yield f"隐藏的工作表没有读：{_quoted(unread)}；需要时请勾选它"
    for before, after in table.gaps:
        blank, where = after - before - 1, said(before, table.names)
        yield f"{where}之后空了 {blank:,} 行，第 {line_of(after)} 行起也读了，请核对是否要"
    if hidden := sum(line > heading.last_line for line in table.hidden_lines):
        yield f"表中隐藏了 {hidden:,} 行，隐藏的行也读了"
    hidden_columns = [
        heading.texts[column]
        for column in heading.columns
        if any(first <= column <= last for first, last in table.hidden_columns)
    ]
    if hidden_columns:
        yield f"隐藏的列也读了：{some_of(hidden_columns)}"


def _rows(
    table: Table,
    heading: Heading,
    spec: RecordSpec,
    told: Mapping[int, bool],
    columns: _Columns,
) -> Iterator[SheetRow]:
    spread = _spread(table, heading, spec)
    for row, kind, reason in rows_below(table, heading, spec.name_field):
        if kind is RowClass.BLANK:
            continue
        is_data = told.get(row.line, kind is RowClass.DATA)
        if not is_data:
            yield SheetRow(row.line, {}, skip=reason or "按您的选择跳过")
        elif row.line in spread:
            yield _merged_row(row, spread, heading, spec, columns)
        else:
            yield _data_row(row, columns)


def _spread(table: Table, heading: Heading, spec: RecordSpec) -> _Spread:
    """What merged cells say of the rows below their first one.

    Not what tells persons apart: a name merged over two rows is one person on two rows.
    """
    telling = {spec.name_field, *(names[0] for names in spec.keys if len(names) == 1)}
    blocks = [
        merge
        for merge in table.merges
        if merge.last_line > max(merge.first_line, heading.last_line)
        and heading.columns.get(merge.first_column, spec.name_field) not in telling
    ]
    rows = {row.line: row for row in table.rows} if blocks else {}
    found: defaultdict[int, list[tuple[int, Cell]]] = defaultdict(list)
    for block in blocks:
        first = rows.get(block.first_line)
        value = first.at(block.first_column) if first else None
        if value is not None and block.first_line > heading.last_line:
            for line in range(block.first_line + 1, block.last_line + 1):
                found[line].append((block.first_column, value))
    return dict(found)


def _merged_row(
    row: RawRow, spread: _Spread, heading: Heading, spec: RecordSpec, columns: _Columns
) -> SheetRow:
    """A row some of whose cells are merged with those above."""
    cells = [row.at(column) for column in range(max(columns.width, len(row.cells)))]
    remarks: list[str] = []
    for column, value in spread[row.line]:
        if cells[column] is None:
            cells[column] = value
            field = spec.fields[heading.columns[column]]
            words = masked(field, shown(value))[:_SHOWN]
            remarks.append(f"{field.label}是合并的单元格，取“{words}”")
    filled = _data_row(replace(row, cells=tuple(cells)), columns)
    return replace(filled, remarks=tuple(remarks))


def _data_row(row: RawRow, columns: _Columns) -> SheetRow:
    cells = columns.row(row)
    if CellError not in set(map(type, row.cells)):
        return SheetRow(row.line, cells)
    faulty = [str(cell) for cell in cells.values() if isinstance(cell, CellError)]
    return SheetRow(row.line, cells, fault="；".join(dict.fromkeys(faulty)))
