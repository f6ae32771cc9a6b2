"""Text tables (.csv): encoding, delimiter and rows; and the guard against formulas, both ways."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from app.reports.drawing.formulas import unguarded
from app.reports.readers import refusals
from app.reports.readers.doors.marks import error_value
from app.reports.readers.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.reports.readers.table import CellError

DELIMITERS = ",;\t"
SAMPLE_ROWS = 50
CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")
AS_TEXT = re.compile(r'="([^"]*)"')  # how office systems keep Excel from reading a number
ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
SURELY_UTF8 = 8  # so many characters of several bytes do not come out right by chance


def plain(text: str) -> str:
    """``text`` without what keeps a spreadsheet from reckoning with it."""
    as_text = AS_TEXT.fullmatch(text)
    return as_text[1] if as_text else unguarded(text)


def decoded(data: bytes) -> tuple[str, str]:
    """The text of ``data`` and the name of its encoding.

    Raises:
        ImportRefused: no encoding fits without loss, or it is no text at all.
    """
    text, encoding = _decoded(data)
    if control := CONTROL.search(text):
        raise refused(refusals.UNDECODABLE, line=text.count("\n", 0, control.start()) + 1)
    return text.rstrip("\x1a"), encoding


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, codec, name in (
        (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
        (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
    ):
        if data.startswith(mark):
            return _strict(data, codec), name
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        # A damaged UTF-8 file often "fits" GB 18030 as well, with every character wrong.
        right = data[: error.start].decode("utf-8")
        if sum(not character.isascii() for character in right) >= SURELY_UTF8:
            raise refused(refusals.UNDECODABLE, line=right.count("\n") + 1) from error
    return _strict(data, "gb18030"), "GB18030"


def _strict(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refused(refusals.UNDECODABLE, line=line) from error


def text_rows(text: str) -> Iterator[tuple[int, list[str | CellError]]]:
    """Line and fields of each row; lines as a spreadsheet program would number them.

    Raises:
        ImportRefused: a quotation mark is not closed.
    """
    lines = 0
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for row in rows:
            lines += 1
            yield (
                lines,
                [error_value(value) if value in ERRORS else plain(value) for value in row],
            )
    except csv.Error as error:
        raise refused(refusals.UNPAIRED, line=lines + 1) from error


def _delimiter(text: str) -> str:
    """The delimiter by which most of the first rows have the same number of fields."""

    def evenness(delimiter: str) -> tuple[int, int]:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            widths = Counter(len(row) for row in islice(rows, SAMPLE_ROWS) if len(row) > 1)
        except csv.Error:
            return (0, 0)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(DELIMITERS, key=evenness)
