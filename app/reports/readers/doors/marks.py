"""What the workbook library does not tell of a sheet, noted on the way through a door.

The library gives a blank for a formula without a stored result and for an error value alike, and
lays out every cell between the first and the last; so both are looked for before it starts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.reports.readers import refusals
from app.reports.readers.refusals import refused
from app.reports.readers.table import CellError, column_number

if TYPE_CHECKING:
    from app.reports.readers.refusals import Limits

NO_RESULT = CellError("公式没有保存结果")
PICTURE = CellError("单元格里是图片，不是文字")
MOST_TAIL = 4 << 20  # bytes of a sheet in which no row and no cell ends

ROOT = re.compile(rb"<(?:\w+:)?worksheet[\s>]")
PREFIX = re.compile(rb"<(\w+:)sheetData")
REFERENCE = re.compile(rb"""\br=["']([A-Za-z]{1,7})([0-9]{1,9})["']""")
TEXT_TYPE = re.compile(rb"""\bt=["']str["']""")
# Attributes are looked through so far and no further: a tag without end, or of many thousand
# attributes, would else be looked through from each of them to its end.
REST = rb"[^<>]{0,500}"
# Column GA or later, or row 200,000 or later: few cells pass, and those are then measured.
FAR = (
    rb""" r=%(q)s(?=[A-Za-z]{3}|[G-Zg-z][A-Za-z]|[A-Za-z]+(?:[2-9][0-9]{5}|[0-9]{7}))"""
    rb"""([A-Za-z]{1,7})([0-9]{1,9})%(q)s""" + REST + rb"""(?<!/)>\s*<(?:\w+:)?(?:v|is|f)[\s>]"""
)
# A cell with a formula; groups: attributes, formula, what follows it.
FORMULA = (
    rb"<%(p)sc\b(" + REST + rb")(?<!/)>\s*"
    rb"<%(p)sf\b(?:" + REST + rb"/>|" + REST + rb">([^<]*)</%(p)sf>)"
    rb"\s*(<%(p)sv\s*/>|<%(p)sv>\s*</%(p)sv>|</%(p)sc>)?"
)
# A cell of type error; groups: attributes, value.
ERROR = (
    rb"<%(p)sc\b(" + REST + rb"""\bt=["']e["']""" + REST + rb")(?<!/)>\s*"
    rb"(?:<%(p)sf\b(?:" + REST + rb"/>|" + REST + rb">[^<]*</%(p)sf>)\s*)?"
    rb"<%(p)sv>([^<]*)</%(p)sv>"
)


def error_value(shown: str) -> CellError:
    """The cell shows an error such as ``#N/A``."""
    return CellError(f"单元格显示为错误值 {shown}")


HIDDEN_SIGN = b" hidden="
HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
ROW_OR_COLUMNS = re.compile(rb"<(?:\w+:)?(row|col)\b(" + REST + rb")>")
BOUNDS = re.compile(rb"""\b(r|min|max)=["']([0-9]{1,9})["']""")


@dataclass
class SheetNotes:
    """What was seen in one sheet.

    Attributes:
        far: line and column (from 1 and 0) of a cell with content beyond the limits, if any.
        marks: why a cell holds no value, by line (from 1) and column (from 0).
        hidden_lines: lines (from 1) not shown.
        hidden_columns: first and last (from 0) of each stretch of columns not shown.
    """

    limits: Limits
    far: tuple[int, int] | None = None
    marks: dict[int, dict[int, CellError]] = field(default_factory=dict)
    hidden_lines: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    count: int = 0

    def place(self, line: int, column: int) -> bool:
        """Note a cell with content, if it lies too far out; whether it does not."""
        if line > self.limits.last_line or column >= self.limits.columns:
            self.far = line, column
            return False
        return True

    def mark(self, line: int, column: int, error: CellError) -> None:
        """Note why a cell holds no value.

        Raises:
            ImportRefused: there are so many that the file was evidently never calculated.
        """
        if self.place(line, column):
            self.marks.setdefault(line, {})[column] = error
            self.count += 1
        if self.count > self.limits.marks:
            raise refused(refusals.UNCALCULATED, limit=self.limits.marks)


@dataclass
class Known:
    """What a door learned about a workbook.

    Attributes:
        notes: by the name on the tab of the sheet.
    """

    date_system: int = 1900
    notes: dict[str, SheetNotes] = field(default_factory=dict)


class SheetScan:
    """Reads the text of one .xlsx sheet in chunks.

    Attributes:
        notes: what was seen so far.
    """

    def __init__(self, start: bytes, limits: Limits) -> None:
        self.notes = SheetNotes(limits)
        prefix = PREFIX.search(start)
        names = {b"p": prefix[1] if prefix else b""}
        quote = {b"q": b"'" if b" r='" in start else b'"'}
        self._far = re.compile(FAR % quote)
        self._formula = re.compile(FORMULA % names)
        self._error = re.compile(ERROR % names)
        self._error_sign = b"t=%(q)se%(q)s" % quote
        self._formula_start = b"<%bf" % names[b"p"]
        self._row_end = b"</%brow>" % names[b"p"]
        self._tail = b""

    def feed(self, chunk: bytes) -> None:
        """Look at the whole rows that ``chunk`` completes; keep the rest for the next one."""
        text = self._tail + chunk
        cut = text.rfind(self._row_end) + len(self._row_end)
        if cut < len(self._row_end):  # no row ends here: a cell may do, and endless text is let go
            cut = max(text.rfind(b"c>") + 2, 0) or (len(text) if len(text) > MOST_TAIL else 0)
        self._look(text[:cut])
        self._tail = text[cut:]

    def close(self) -> None:
        """Look at what is left over."""
        self._look(self._tail)
        self._tail = b""

    def _look(self, text: bytes) -> None:
        for letters, digits in self._far.findall(text):
            self.notes.place(int(digits), column_number(letters.decode()))
        if self._formula_start in text:
            for attributes, formula, end in self._formula.findall(text):
                if b"DISPIMG(" in formula:
                    self._mark(attributes, PICTURE)
                # Excel writes an empty result as an empty value of type "str".
                elif end and not (b"v" in end and TEXT_TYPE.search(attributes)):
                    self._mark(attributes, NO_RESULT)
        if HIDDEN_SIGN in text:
            self._note_hidden(text)
        if self._error_sign in text:
            for attributes, value in self._error.findall(text):
                shown = value[:20].decode(errors="replace")
                self._mark(attributes, error_value(shown))

    def _note_hidden(self, text: bytes) -> None:
        for tag, attributes in ROW_OR_COLUMNS.findall(text):
            if not HIDDEN.search(attributes):
                continue
            bounds = {name: int(number) for name, number in BOUNDS.findall(attributes)}
            if tag == b"row" and b"r" in bounds:
                self.notes.hidden_lines.add(bounds[b"r"])
            elif bounds.keys() >= {b"min", b"max"}:
                self.notes.hidden_columns.append((bounds[b"min"] - 1, bounds[b"max"] - 1))

    def _mark(self, attributes: bytes, error: CellError) -> None:
        if (place := REFERENCE.search(attributes)) is None:
            return
        self.notes.mark(int(place[2]), column_number(place[1].decode()), error)
