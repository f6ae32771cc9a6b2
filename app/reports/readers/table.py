"""What a reader hands over: the rows of one sheet as they stand in the file, nothing guessed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from app.actions.importing.lines import place_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LONG_GAP = 1000  # blank rows in a sequence after which a person is asked whether the table goes on


class FileKind(StrEnum):
    """The kinds of file that are read, told by their content."""

    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that holds no usable value, and why, in the user's words."""

    reason: str

    def __str__(self) -> str:
        return self.reason


Cell: TypeAlias = str | int | float | bool | date | datetime | CellError | None


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row that holds something.

    Attributes:
        line: as the workbook counts, from 1.
        cells: from the first column of the sheet; may be shorter than other rows.
    """

    line: int
    cells: tuple[Cell, ...]

    def at(self, column: int) -> Cell:
        """The cell of ``column`` (from 0); ``None`` beyond the end of the row."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class SheetName:
    """A sheet of the file, by the name on its tab."""

    name: str
    visible: bool = True


@dataclass(frozen=True, slots=True)
class Merge:
    """A block of merged cells. Lines count from 1, columns from 0; both ends inclusive."""

    first_line: int
    last_line: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Part:
    """One of several sheets that are read as one table.

    Attributes:
        columns: those of the joined table that the sheet has.
        heads: its title and heading rows; none of the first sheet, whose rows they are.
    """

    name: str
    columns: frozenset[int]
    heads: tuple[RawRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a file, or several read as one.

    Attributes:
        digest: SHA-256 of the file, hexadecimal; the same file again is recognised by it.
        sheet: the sheet that was read; blank for text tables.
        sheets: every sheet of the file, hidden ones too.
        date_system: 1900 or 1904, the year from which serial day numbers count.
        encoding: of a text table, as a person calls it; blank for workbooks.
        rows: rows that hold something, in order. Rows that hold nothing are left out: the line
            numbers show where.
        hidden_lines: lines that the workbook hides, among them those a filter has hidden.
        hidden_columns: first and last column (from 0) of each stretch that the workbook hides.
        tops: first rows of the visible sheets that were not read, by name.
        parts: the sheets that are read as one table, in order; none of a single sheet. Lines are
            numbered through them (:func:`app.actions.importing.lines.numbered`).
    """

    path: Path
    kind: FileKind
    digest: str
    sheet: str = ""
    sheets: tuple[SheetName, ...] = ()
    date_system: int = 1900
    encoding: str = ""
    merges: tuple[Merge, ...] = ()
    rows: tuple[RawRow, ...] = ()
    hidden_lines: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    tops: Mapping[str, tuple[RawRow, ...]] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The sheets that were read."""
        return tuple(part.name for part in self.parts) or (self.sheet,)

    @property
    def gaps(self) -> tuple[tuple[int, int], ...]:
        """Lines before and after each stretch of more than ``LONG_GAP`` blank rows."""
        lines = (row.line for row in self.rows)
        return tuple(
            (one, two)
            for one, two in pairwise(lines)
            if two - one > LONG_GAP + 1 and place_of(one)[0] == place_of(two)[0]
        )


def shown(cell: Cell) -> str:
    """``cell`` as text for comparing and for messages."""
    return "" if cell is None else str(cell)


def column_name(column: int) -> str:
    """The letters of ``column`` (from 0) as the workbook shows them."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The column (from 0) that the workbook calls ``letters``."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
