"""Reading one file from end to end, through every door in order: what the child process does."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

from app.reports.readers import csv_text, refusals
from app.reports.readers.book import Book
from app.reports.readers.doors import kinds, xls, xlsx
from app.reports.readers.packing import packed, unpacked
from app.reports.readers.refusals import LIMITS, refused
from app.reports.readers.table import FileKind, RawRow, Table, column_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.reports.readers.packing import Chunk
    from app.reports.readers.refusals import Limits

ROWS_A_CHUNK = 2000
GLANCED_AT = 4 << 20  # bytes of a workbook up to which a look at its other sheets costs little
TOP_LINES = 20  # of another sheet: in these its heading stands
Lines: TypeAlias = "Iterator[tuple[int, list[object]]]"


def read_in_process(path: Path, *, sheet: str | None = None, limits: Limits = LIMITS) -> Table:
    """Read ``path`` in this very process: for tests, and for callers that are a child already.

    Raises:
        ImportRefused: the file cannot be read; nothing was written.
    """
    table, chunks = read_parts(path, sheet, limits)
    return replace(table, rows=tuple(row for chunk in chunks for row in unpacked(chunk)))


def read_parts(path: Path, sheet: str | None, limits: Limits) -> tuple[Table, Iterator[Chunk]]:
    """The table without its rows, and the rows in chunks that are cheap to send.

    Raises:
        ImportRefused: the file cannot be read. May also be raised while the chunks are taken.
    """
    try:
        with path.open("rb") as file:
            _refuse_big(os.fstat(file.fileno()).st_size, limits)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            table = Table(path, kinds.kind_of(file), digest)
            file.seek(0)
            if table.kind is FileKind.CSV:
                table, lines = _text_table(table, file.read(), limits)
            else:
                table, lines = _workbook(table, file, sheet, limits)
    except OSError as error:
        raise refused(refusals.UNREADABLE) from error
    return table, _chunks(lines, limits)


def _refuse_big(size: int, limits: Limits) -> None:
    if size > limits.file:
        megabytes = -(-size // refusals.MEGABYTE)
        limit = limits.file // refusals.MEGABYTE
        raise refused(refusals.TOO_BIG, size=megabytes, limit=limit)


def _workbook(
    table: Table, file: BinaryIO, sheet: str | None, limits: Limits
) -> tuple[Table, Lines]:
    if table.kind is FileKind.XLSX:
        known = xlsx.through_the_door(file, limits)
    else:
        known = xls.through_the_door(file.read(), limits)
    file.seek(0)
    book = Book(file, limits, known)
    chosen = book.sheet(sheet)
    small = os.fstat(file.fileno()).st_size <= GLANCED_AT
    tops = book.tops(chosen.name, TOP_LINES) if small else {}
    table = replace(
        table,
        tops={name: _top(rows) for name, rows in tops.items()},
        hidden_lines=frozenset(chosen.notes.hidden_lines),
        hidden_columns=tuple(chosen.notes.hidden_columns),
        sheet=chosen.name,
        sheets=book.sheets,
        date_system=known.date_system,
        merges=chosen.merges(),
    )
    return table, chosen.rows()


def _top(rows: list[tuple[int, list[object]]]) -> tuple[RawRow, ...]:
    filled = [(line, row) for line, row in rows if any(row)]
    return tuple(unpacked(packed([line for line, _row in filled], [row for _line, row in filled])))


def _text_table(table: Table, data: bytes, limits: Limits) -> tuple[Table, Lines]:
    text, encoding = csv_text.decoded(data)

    def lines() -> Lines:
        for line, values in csv_text.text_rows(text):
            if line > limits.last_line or any(values[limits.columns :]):
                cell = f"{column_name(len(values) - 1)}{line}"
                figures = {"lines": limits.last_line, "columns": limits.columns}
                raise refused(refusals.TOO_FAR, cell=cell, **figures)
            yield line, [*values[: limits.columns]]

    return replace(table, encoding=encoding), lines()


def _chunks(lines: Lines, limits: Limits) -> Iterator[Chunk]:
    """Rows that hold something, in chunks.

    Raises:
        ImportRefused: too many rows, or none.
    """
    numbers: list[int] = []
    rows: list[list[object]] = []
    count = 0
    for line, values in lines:
        if not any(values) and all(value is None or value == "" for value in values):
            continue
        count += 1
        if count > limits.rows:
            raise refused(refusals.TOO_MANY_ROWS, limit=limits.rows)
        numbers.append(line)
        rows.append(values)
        if len(rows) == ROWS_A_CHUNK:
            yield packed(numbers, rows)
            numbers, rows = [], []
    if not count:
        raise refused(refusals.EMPTY)
    if rows:
        yield packed(numbers, rows)
