"""Sheets of .xlsx and .xls workbooks, by way of calamine."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from app.errors import ImportRefused
from app.reports.readers import refusals
from app.reports.readers.doors.marks import SheetNotes
from app.reports.readers.refusals import refused
from app.reports.readers.table import Merge, SheetName, column_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from python_calamine import CalamineSheet

    from app.reports.readers.doors.marks import Known
    from app.reports.readers.refusals import Limits
    from app.reports.readers.table import CellError


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

    def __init__(self, file: BinaryIO, limits: Limits, known: Known) -> None:
        self._limits = limits
        self._known = known
        with _library_trouble():
            # Not from_path: that goes by the extension.
            self._book = CalamineWorkbook.from_filelike(file)
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
        notes = self._known.notes.get(name)
        if notes is not None and notes.far is not None:
            self._refuse_far(*notes.far)
        with _library_trouble():
            sheet = self._book.get_sheet_by_name(name)
            if sheet.end is not None:
                self._refuse_far(sheet.end[0] + 1, sheet.end[1])
        return Sheet(sheet, notes or SheetNotes(self._limits))

    def tops(
        self, but: Collection[str | None], lines: int
    ) -> dict[str, list[tuple[int, list[object]]]]:
        """The first ``lines`` rows of other visible sheets than ``but``; none of faulty ones."""
        found: dict[str, list[tuple[int, list[object]]]] = {}
        others = [one.name for one in self.sheets if one.visible and one.name not in but]
        for name in others:
            with suppress(ImportRefused):
                found[name] = list(islice(self._open(name).rows(), lines))
        return found

    def _refuse_far(self, line: int, column: int) -> None:
        limits = self._limits
        if line > limits.last_line or column >= limits.columns:
            cell = f"{column_name(column)}{line}"
            lines, columns = limits.last_line, limits.columns
            raise refused(refusals.TOO_FAR, cell=cell, lines=lines, columns=columns)


class Sheet:
    """One sheet, not yet turned into rows.

    Attributes:
        notes: what the door has seen of it.
    """

    def __init__(self, sheet: CalamineSheet, notes: SheetNotes) -> None:
        self._sheet = sheet
        self._marks = notes.marks
        self.notes = notes
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

    def rows(self) -> Iterator[tuple[int, list[object]]]:
        """Line (from 1) and values of each row, from the first column; blank rows too."""
        # iter_rows begins at the first line of the sheet but at the first column *in use*.
        lead: list[object] = [None] * (self._sheet.start[1] if self._sheet.start else 0)
        marks = dict(self._marks)
        line = 0
        with _library_trouble():
            for line, values in enumerate(self._sheet.iter_rows(), start=1):
                row = lead + values
                yield line, _marked(row, marks.pop(line)) if line in marks else row
        for beyond in sorted(marks):
            yield beyond, _marked([], marks[beyond])


def _marked(values: list[object], marks: dict[int, CellError]) -> list[object]:
    values = values + [None] * (max(marks) + 1 - len(values))
    for column, error in marks.items():
        values[column] = error
    return values
