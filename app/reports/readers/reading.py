"""Reading one file from end to end, through every door in order: what the child process does."""

from __future__ import annotations

import hashlib
import marshal
import os
import pickle
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias

from app.errors import ImportRefused
from app.reports.readers import csv_text, kinds, refusals
from app.reports.readers.book import TOO_LONG, Book
from app.reports.readers.refusals import LIMITS, refused
from app.reports.readers.table import Cell, CellError, FileKind, RawRow, Table, column_name
from app.reports.readers.zip_door import through_the_door

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.connection import Connection
    from pathlib import Path

    from app.reports.readers.refusals import Limits

ROWS_A_CHUNK = 2000
HEAD, ROWS, END, REFUSAL = b"H", b"R", b"E", b"N"  # first byte of each message of the child
Lines: TypeAlias = "Iterator[tuple[int, list[Cell]]]"
# What marshal cannot carry travels beside the rows: row in the chunk, column, kind, value.
Special: TypeAlias = "tuple[int, int, str, int | str]"
Chunk: TypeAlias = "tuple[list[tuple[int, list[Cell]]], list[Special]]"


def read_in_process(path: Path, *, sheet: str | None = None, limits: Limits = LIMITS) -> Table:
    """Read ``path`` in this very process: for tests, and for callers that are a child already.

    Raises:
        ImportRefused: the file cannot be read; nothing was written.
    """
    table, chunks = read_parts(path, sheet, limits)
    return replace(table, rows=tuple(row for chunk in chunks for row in raw_rows(chunk)))


def read_parts(path: Path, sheet: str | None, limits: Limits) -> tuple[Table, Iterator[Chunk]]:
    """The table without its rows, and the rows in chunks that are cheap to send.

    Raises:
        ImportRefused: the file cannot be read. May also be raised while the chunks are taken.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > limits.file:
                shown, limit = (-(-size // refusals.MEGABYTE), limits.file // refusals.MEGABYTE)
                raise refused(refusals.TOO_BIG, size=shown, limit=limit)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            kind = kinds.kind_of(file)
            table = Table(path, kind, digest)
            file.seek(0)
            if kind is FileKind.CSV:
                table, lines = _text_table(table, file.read(), limits)
                return table, _chunks(lines, limits)
            package = through_the_door(file, limits) if kind is FileKind.XLSX else None
            old_dates = kinds.xls_date_system(file.read()) if package is None else 1900
    except OSError as error:
        raise refused(refusals.UNREADABLE) from error
    book = Book(path, limits, package)
    chosen = book.sheet(sheet)
    table = replace(
        table,
        sheet=chosen.name,
        sheets=book.sheets,
        date_system=package.date_system if package else old_dates,
        merges=chosen.merges(),
    )
    return table, _chunks(chosen.rows(), limits)


def _text_table(table: Table, data: bytes, limits: Limits) -> tuple[Table, Lines]:
    text, encoding = csv_text.decoded(data)

    def lines() -> Lines:
        for line, values in csv_text.text_rows(text):
            if len(values) > limits.columns and any(values[limits.columns :]):
                cell = f"{column_name(len(values) - 1)}{line}"
                figures = {"lines": limits.last_line, "columns": limits.columns}
                raise refused(refusals.TOO_FAR, cell=cell, **figures)
            yield line, [(v if len(v) <= limits.cell_text else TOO_LONG) or None for v in values]

    return replace(table, encoding=encoding), lines()


def _chunks(lines: Lines, limits: Limits) -> Iterator[Chunk]:
    """Rows that hold something, in chunks.

    Raises:
        ImportRefused: too many rows, or none.
    """
    rows: list[tuple[int, list[Cell]]] = []
    specials: list[Special] = []
    count = 0
    for line, cells in lines:
        if all(cell is None for cell in cells):
            continue
        count += 1
        if count > limits.rows:
            raise refused(refusals.TOO_MANY_ROWS, limit=limits.rows)
        _set_aside(len(rows), cells, specials)
        rows.append((line, cells))
        if len(rows) == ROWS_A_CHUNK:
            yield rows, specials
            rows, specials = [], []
    if not count:
        raise refused(refusals.EMPTY)
    if rows:
        yield rows, specials


def _set_aside(row: int, cells: list[Cell], specials: list[Special]) -> None:
    for column, cell in enumerate(cells):
        if type(cell) is date:
            specials.append((row, column, "date", cell.toordinal()))
        elif type(cell) is datetime:
            specials.append((row, column, "moment", cell.isoformat()))
        elif type(cell) is CellError:
            specials.append((row, column, "error", cell.reason))
        else:
            continue
        cells[column] = None


def raw_rows(chunk: Chunk) -> Iterable[RawRow]:
    """The rows of ``chunk`` as callers get them."""
    rows, specials = chunk
    for row, column, kind, value in specials:
        rows[row][1][column] = _special(kind, value)
    return [RawRow(line, tuple(cells)) for line, cells in rows]


def _special(kind: str, value: int | str) -> Cell:
    if kind == "date":
        return date.fromordinal(int(value))
    return datetime.fromisoformat(str(value)) if kind == "moment" else CellError(str(value))


def serve(answer: Connection, path: Path, sheet: str | None, limits: Limits) -> None:
    """Run in the child: read the file and send it up.

    Sends the :class:`Table` without rows, each chunk, and an end, one message each with its tag;
    a refusal may take the place of any of them.
    """
    _confine(limits)
    try:
        table, chunks = read_parts(path, sheet, limits)
        answer.send_bytes(HEAD + pickle.dumps(table))
        for chunk in chunks:
            answer.send_bytes(ROWS + marshal.dumps(chunk, 2))
        answer.send_bytes(END)
    except ImportRefused as no:
        _say_no(answer, no)
    except MemoryError:
        _say_no(answer, refused(refusals.TOO_HEAVY))


def _say_no(answer: Connection, no: ImportRefused) -> None:
    parts = (no.happened, no.safe, no.todo, no.code)
    answer.send_bytes(REFUSAL + marshal.dumps(parts, 2))


def _confine(limits: Limits) -> None:
    """Bound this process's memory and time, and keep the library's last words to itself."""
    if sys.platform != "win32":
        import resource

        with suppress(ValueError, OSError):
            ceiling = limits.memory + _own_size()
            resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
            seconds = int(limits.seconds) + 5  # the parent's clock is first, unless it died
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _own_size() -> int:
    """Address space in use, in bytes; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as numbers:
            return int(numbers.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
