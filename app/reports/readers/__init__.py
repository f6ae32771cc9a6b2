"""Readers of other people's tables: workbooks and text tables come in here, rows go out.

:func:`from_workbook` reads a file in a process of its own; :func:`find_heading` finds the
heading among titles and notes; :func:`rows_below` says of every row what it is.
"""

from __future__ import annotations

from app.reports.readers.from_workbook import from_workbook
from app.reports.readers.heading import Heading, find_heading
from app.reports.readers.reading import read_in_process
from app.reports.readers.refusals import LIMITS, Limits
from app.reports.readers.rows import RowClass, rows_below
from app.reports.readers.table import Cell, CellError, FileKind, Merge, RawRow, SheetName, Table

__all__ = [
    "LIMITS",
    "Cell",
    "CellError",
    "FileKind",
    "Heading",
    "Limits",
    "Merge",
    "RawRow",
    "RowClass",
    "SheetName",
    "Table",
    "find_heading",
    "from_workbook",
    "read_in_process",
    "rows_below",
]
