"""Sheets of .xlsx and .xls workbooks, by way of calamine."""

from __future__ import annotations

import math
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from app.reports.readers import refusals
from app.reports.readers.refusals import refused
from app.reports.readers.table import Cell, CellError, Merge, SheetName, column_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from python_calamine import CalamineSheet

    from app.reports.readers.refusals import Limits
    from app.reports.readers.zip_door import Package

NO_DATE = CellError("日期格式的单元格里不是日期")
TOO_LONG = CellError("文字超过了 Excel 的上限 32767 字")
NO_NUMBER = CellError("数值太大，不能使用")
FIRST_SURE_DATE = date(1900, 3, 1)  # serial 60 is 29 February 1900, a day that never was
MOST_WHOLE = 1e20  # beyond it a float stands for no number anyone typed


@contextmanager
def _library_trouble() -> Iterator[None]:
    """Turns whatever the library raises about a broken file into a refusal."""
    try:
        yield
    except PasswordError as error:
        raise refused(refusals.ENCRYPTED) from error
    except (CalamineError, OverflowError, ValueError, OSError) as error:
        raise refused(refusals.DAMAGED) from error
    except BaseException as error:
        # A panic inside the library arrives as a BaseException that no module exports.
        if type(error).__name__ != "PanicException":
            raise
        raise refused(refusals.DAMAGED) from error


class Book:
    """An open workbook.

    Attributes:
        sheets: worksheets in the order of their tabs; charts are left out.
    """

    def __init__(self, path: Path, limits: Limits, package: Package | None = None) -> None:
        self._limits = limits
        self._package = package
        with _library_trouble():
            self._book = CalamineWorkbook.from_path(path)
            self.sheets = tuple(
                SheetName(one.name, one.visible == SheetVisibleEnum.Visible)
                for one in self._book.sheets_metadata
                if one.typ == SheetTypeEnum.WorkSheet
            )
        if len(self.sheets) > limits.sheets:
            count = len(self.sheets)
            raise refused(refusals.TOO_MANY_SHEETS, count=count, limit=limits.sheets)

    def sheet(self, name: str | None) -> Sheet:
        """The sheet of that name; without a name the first visible one that holds something.

        Raises:
            ImportRefused: no such sheet, nothing in it, or cells too far out.
        """
        names = [one.name for one in self.sheets if one.visible or name is not None]
        if name is not None and name not in names:
            there = refusals.some_of(names)
            short = refusals.some_of([name], 20)
            raise refused(refusals.NO_SHEET, sheet=short, names=there)
        for candidate in names if name is None else [name]:
            sheet = self._open(candidate)
            if not sheet.is_empty:
                return sheet
        raise refused(refusals.EMPTY)

    def _open(self, name: str) -> Sheet:
        scan = self._package.scan(name) if self._package else None
        if scan is not None:
            for line, column in scan.far_cells:
                self._refuse_far(line, column)
        with _library_trouble():
            sheet = self._book.get_sheet_by_name(name)
            if sheet.end is not None:
                self._refuse_far(sheet.end[0] + 1, sheet.end[1])
        return Sheet(sheet, scan.marks if scan else {}, self._limits)

    def _refuse_far(self, line: int, column: int) -> None:
        limits = self._limits
        if line > limits.last_line or column >= limits.columns:
            cell = f"{column_name(column)}{line}"
            lines, columns = limits.last_line, limits.columns
            raise refused(refusals.TOO_FAR, cell=cell, lines=lines, columns=columns)


class Sheet:
    """One sheet, not yet turned into rows."""

    def __init__(
        self, sheet: CalamineSheet, marks: dict[int, dict[int, CellError]], limits: Limits
    ) -> None:
        self._sheet = sheet
        self._marks = marks
        self._cell_text = limits.cell_text
        self.name = sheet.name

    @property
    def is_empty(self) -> bool:
        """Whether no cell of the sheet holds anything."""
        return self._sheet.end is None and not self._marks

    def merges(self) -> tuple[Merge, ...]:
        """The blocks of merged cells."""
        with _library_trouble():
            ranges = self._sheet.merged_cell_ranges or []
        return tuple(Merge(a + 1, b + 1, left, right) for (a, left), (b, right) in ranges)

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Line (from 1) and cells of each row, from the first column; blank rows too."""
        # iter_rows begins at the first line of the sheet but at the first column *in use*.
        lead: list[Cell] = [None] * (self._sheet.start[1] if self._sheet.start else 0)
        longest = self._cell_text
        marks = dict(self._marks)
        line = 0
        with _library_trouble():
            for line, values in enumerate(self._sheet.iter_rows(), start=1):
                cells = lead + [
                    value if type(value) is str and 0 < len(value) <= longest else _plain(value)
                    for value in values
                ]
                yield line, _marked(cells, marks.pop(line)) if line in marks else cells
        for beyond in sorted(marks):
            yield beyond, _marked([], marks[beyond])


def _marked(cells: list[Cell], marks: dict[int, CellError]) -> list[Cell]:
    cells = cells + [None] * (max(marks) + 1 - len(cells))
    for column, error in marks.items():
        cells[column] = error
    return cells


def _plain(value: object) -> Cell:
    """A library value as a :data:`Cell`; serial numbers that are no dates become errors."""
    if isinstance(value, str):
        return TOO_LONG if value else None
    if isinstance(value, bool) or type(value) is int:
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            return NO_NUMBER
        return int(value) if value.is_integer() and abs(value) < MOST_WHOLE else value
    return _moment(value)


def _moment(value: object) -> Cell:
    if isinstance(value, datetime):
        return value if value.date() >= FIRST_SURE_DATE else NO_DATE
    if isinstance(value, date):
        return value if value >= FIRST_SURE_DATE else NO_DATE
    if isinstance(value, time):  # a serial of 0, or below, comes as midnight
        return value.isoformat("minutes") if value != time() else NO_DATE
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02}"
    return str(value)
