"""What the workbook library does not tell of an .xlsx sheet, seen in its text as it goes by.

The library gives a blank for a formula without a stored result and for an error value alike, and
lays out every cell between the first and the last; so both are looked for before it starts.
"""

from __future__ import annotations

import re

from app.reports.readers.refusals import LIMITS, UNCALCULATED, refused
from app.reports.readers.table import CellError, column_number

NO_RESULT = CellError("公式没有保存结果")
PICTURE = CellError("单元格里是图片，不是文字")
MOST_TAIL = 4 << 20

ROOT = re.compile(rb"<(?:\w+:)?worksheet[\s>]")
PREFIX = re.compile(rb"<(\w+:)sheetData")
REFERENCE = re.compile(rb"""\br=["']([A-Za-z]{1,7})([0-9]{1,9})["']""")
ERROR_TYPE = re.compile(rb"""\bt=["']e["']""")
TEXT_TYPE = re.compile(rb"""\bt=["']str["']""")
# Column GA or later, or row 200,000 or later: few cells pass, and those are then measured.
FAR = (
    rb""" r=%(q)s([A-Za-z]{3,7}[0-9]+|[G-Zg-z][A-Za-z][0-9]+|"""
    rb"""[A-Za-z]{1,2}(?:[2-9][0-9]{5}|[0-9]{7,9}))%(q)s[^>]*(?<!/)>\s*<(?:\w+:)?(?:v|is|f)[\s>]"""
)
# A cell with a formula; groups: attributes, formula, what follows it.
FORMULA = (
    rb"<%(p)sc\b([^>]*)(?<!/)>\s*<%(p)sf\b(?:[^>]*/>|[^>]*>([^<]*)</%(p)sf>)"
    rb"\s*(<%(p)sv\s*/>|<%(p)sv>\s*</%(p)sv>|</%(p)sc>)?"
)
# A cell of type error; groups: attributes, value.
ERROR = (
    rb"""<%(p)sc\b([^>]*\bt=["']e["'][^>]*)(?<!/)>\s*"""
    rb"(?:<%(p)sf\b(?:[^>]*/>|[^>]*>[^<]*</%(p)sf>)\s*)?<%(p)sv>([^<]*)</%(p)sv>"
)


class SheetScan:
    """Reads the text of one sheet in chunks and notes what the library would hide.

    Attributes:
        far_cells: line and column (from 1 and 0) of cells with content that lie far out.
        marks: why a cell holds no value, by line (from 1) and column (from 0).
    """

    def __init__(self, start: bytes) -> None:
        prefix = PREFIX.search(start)
        names = {b"p": prefix[1] if prefix else b""}
        quote = {b"q": b"'" if b" r='" in start else b'"'}
        self._far = re.compile(FAR % quote)
        self._formula = re.compile(FORMULA % names)
        self._error = re.compile(ERROR % names)
        self._formula_start = b"<%bf" % names[b"p"]
        self._row_end = b"</%brow>" % names[b"p"]
        self._tail = b""
        self.far_cells: set[tuple[int, int]] = set()
        self.marks: dict[int, dict[int, CellError]] = {}
        self._count = 0

    @staticmethod
    def recognises(start: bytes) -> bool:
        """Whether a member that begins with ``start`` is a sheet."""
        return ROOT.search(start) is not None

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
        for cell in self._far.findall(text):
            letters = cell.rstrip(b"0123456789")
            self.far_cells.add((int(cell[len(letters) :]), column_number(letters.decode())))
        if self._formula_start in text:
            for attributes, formula, end in self._formula.findall(text):
                if b"DISPIMG(" in formula:
                    self._mark(attributes, PICTURE)
                # Excel writes an empty result as an empty value of type "str".
                elif end and not (b"v" in end and TEXT_TYPE.search(attributes)):
                    self._mark(attributes, NO_RESULT)
        if ERROR_TYPE.search(text):
            for attributes, value in self._error.findall(text):
                shown = value[:20].decode(errors="replace")
                self._mark(attributes, CellError(f"单元格显示为错误值 {shown}"))

    def _mark(self, attributes: bytes, error: CellError) -> None:
        if (place := REFERENCE.search(attributes)) is None:
            return
        self._count += 1
        if self._count > LIMITS.marks:
            raise refused(UNCALCULATED, limit=LIMITS.marks)
        columns = self.marks.setdefault(int(place[2]), {})
        columns[column_number(place[1].decode())] = error
