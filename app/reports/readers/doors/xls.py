"""The door of .xls files: compound files whose figures are checked before any is relied on.

The library allocates what the file promises and lays out every cell between the first and the
last; a few changed bytes would have it ask for terabytes.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from app.reports.readers import refusals
from app.reports.readers.doors.marks import Known, SheetNotes, error_value
from app.reports.readers.refusals import refused
from app.reports.readers.table import column_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.reports.readers.refusals import Limits

SPECIAL_SECTORS = 0xFFFFFFFA  # from here on a sector number means an end or a gap
SMALL_STREAM = 4096  # smaller streams are kept elsewhere, and are too small to do harm
STREAMS = ("Workbook", "Book")

DATE_MODE, SHEET, END, PASSWORD, BOOL_ERROR = 0x22, 0x85, 0x0A, 0x2F, 0x205
# Records of cells with content: formula, label, number, rk, shared text, rk in a row.
FORMULA, RK_ROW = 0x06, 0xBD
CELLS = frozenset({FORMULA, 0x204, 0x203, 0x27E, 0xFD, RK_ROW, 0xD6, BOOL_ERROR})
MOST_COLUMNS = 256  # of any .xls sheet
ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: "#N/A",
}


def through_the_door(data: bytes, limits: Limits) -> Known:
    """Check the figures of the .xls file ``data`` and look through its cells.

    Raises:
        ImportRefused: damaged, encrypted, or cells too far apart.

    Source:
        MS-CFB, sections 2.2 to 2.6; MS-XLS, section 2.4.
    """
    try:
        return _known(_workbook_stream(data), limits)
    except (struct.error, LookupError, ValueError) as error:
        raise refused(refusals.DAMAGED) from error


def _number(data: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", data, at)[0])


def _workbook_stream(data: bytes) -> bytes:
    """The stream of the workbook's records.

    Raises:
        ValueError: the file promises more than it holds.
    """
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in {9, 12}:
        raise ValueError("size of sectors")
    if max(_number(data, at) for at in (0x28, 0x2C, 0x40, 0x48)) > len(data) >> shift:
        raise ValueError("tables larger than the file")
    sector = 1 << shift
    fat = list(_fat_sectors(data, sector))
    found = b""
    for at in _chain(data, sector, fat, _number(data, 0x30)):
        for entry in range(at, at + sector, 128):
            size = _number(data, entry + 120)
            if size > len(data):
                raise ValueError("stream larger than the file")
            letters = struct.unpack_from("<H", data, entry + 64)[0] // 2 - 1
            name = data[entry : entry + max(letters, 0) * 2].decode("utf-16-le", "replace")
            if name in STREAMS and size >= SMALL_STREAM:
                sectors = _chain(data, sector, fat, _number(data, entry + 116))
                found = b"".join(data[one : one + sector] for one in sectors)[:size]
    return found


def _fat_sectors(data: bytes, sector: int) -> Iterator[int]:
    """The sectors of the allocation table: the first 109 stand in the header, then in a chain."""
    yield from struct.unpack_from("<109I", data, 76)
    at = _number(data, 0x44)
    for _ in range(_number(data, 0x48)):
        *numbers, after = struct.unpack_from(f"<{sector // 4}I", data, (at + 1) * sector)
        yield from numbers
        at = after


def _chain(data: bytes, sector: int, fat: list[int], at: int) -> Iterator[int]:
    """Where each sector of a stream begins.

    Raises:
        ValueError: the chain runs in a circle.
    """
    a_table = sector // 4
    for _ in range(len(data) // sector + 1):
        if at >= SPECIAL_SECTORS:
            return
        yield (at + 1) * sector
        at = _number(data, (fat[at // a_table] + 1) * sector + 4 * (at % a_table))
    raise ValueError("circular chain")


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Type, place and size of each record from ``at`` to the end of its part."""
    header = struct.Struct("<HH")
    end = len(stream) - 4
    while at <= end:
        kind, size = header.unpack_from(stream, at)
        yield kind, at + 4, size
        if kind == END:
            return
        at += 4 + size


def _known(stream: bytes, limits: Limits) -> Known:
    known = Known()
    sheets: list[tuple[str, int]] = []
    for kind, at, _size in _records(stream, 0):
        if kind == PASSWORD:
            raise refused(refusals.ENCRYPTED)
        if kind == DATE_MODE and stream[at] == 1:
            known.date_system = 1904
        elif kind == SHEET:
            sheets.append((_sheet_name(stream, at + 6), _number(stream, at)))
    area = 0
    for name, start in sheets:
        notes, cells = _notes(stream, start, limits)
        known.notes[name] = notes
        area += cells
        if area > limits.area:
            place = notes.far or (65536, MOST_COLUMNS - 1)
            raise refused(
                refusals.TOO_FAR,
                cell=f"{column_name(place[1])}{place[0]}",
                lines=limits.last_line,
                columns=limits.columns,
            )
    return known


def _sheet_name(stream: bytes, at: int) -> str:
    length, wide = stream[at], stream[at + 1] & 1
    text = stream[at + 2 : at + 2 + length * (1 + wide)]
    return text.decode("utf-16-le" if wide else "latin-1", "replace")


def _notes(stream: bytes, start: int, limits: Limits) -> tuple[SheetNotes, int]:
    """What was seen in a sheet, and how many cells there are between its first and last."""
    notes = SheetNotes(limits)
    lines: set[int] = set()
    columns: set[int] = set()
    place = struct.Struct("<HH")
    for kind, at, size in _records(stream, start):
        if kind in CELLS:
            line, column = place.unpack_from(stream, at)
            lines.add(line)
            columns.add(column)
            error = _error(stream, kind, at)
            if error is not None:
                notes.mark(line + 1, column, error_value(ERRORS.get(error, "#")))
            elif kind == RK_ROW:  # several in a row; the last column stands at the end
                columns.add(struct.unpack_from("<H", stream, at + size - 2)[0])
    if not columns:
        return notes, 0
    notes.place(max(lines) + 1, max(columns))
    return notes, (max(lines) - min(lines) + 1) * (max(columns) - min(columns) + 1)


def _error(stream: bytes, kind: int, at: int) -> int | None:
    """The error code that a cell shows, if it shows one."""
    if kind == BOOL_ERROR and stream[at + 7]:
        return stream[at + 6]
    if kind == FORMULA and stream[at + 12 : at + 14] == b"\xff\xff" and stream[at + 6] == 2:
        return stream[at + 8]
    return None
