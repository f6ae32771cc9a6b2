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
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from app.reports.readers.packing import Chunk
    from app.reports.readers.refusals import Limits

ROWS_A_CHUNK = 2000
TOP_LINES = 20  # of another sheet: in these its heading stands
TEN_THOUSAND = 10_000  # 万, in which the number of cells is told
Lines: TypeAlias = "Iterator[tuple[int, list[object]]]"


def read_in_process(path: Path, *, sheet: str | None = None, limits: Limits = LIMITS) -> Table:
    """Read ``path`` in this very process: for tests, and for callers that are a child already.

    Raises:
        ImportRefused: the file cannot be read; nothing was written.
    """
    ((table, chunks),) = ((table, [*chunks]) for table, chunks in read_parts(path, [sheet], limits))
    return replace(table, rows=tuple(row for chunk in chunks for row in unpacked(chunk)))


def read_parts(
    path: Path, sheets: Sequence[str | None], limits: Limits, *, glance: bool = True
) -> Iterator[tuple[Table, Iterator[Chunk]]]:
    """Each sheet as a table without its rows, and the rows in chunks that are cheap to send.

    The chunks of one sheet are taken before the next sheet is.

    Args:
        glance: look at the first rows of the sheets that are not read, too; they come with the
            first table.

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
                read = iter([_text_table(table, file.read(), limits)])
            else:
                read = _workbook(table, file, sheets, limits, glance=glance)
            budget = _Budget(limits)
            for one, lines in read:
                yield one, _chunks(lines, budget)
    except OSError as error:
        raise refused(refusals.UNREADABLE) from error


def _refuse_big(size: int, limits: Limits) -> None:
    if size > limits.file:
        megabytes = -(-size // refusals.MEGABYTE)
        limit = limits.file // refusals.MEGABYTE
        raise refused(refusals.TOO_BIG, size=megabytes, limit=limit)


def _workbook(
    table: Table, file: BinaryIO, sheets: Sequence[str | None], limits: Limits, *, glance: bool
) -> Iterator[tuple[Table, Lines]]:
    if table.kind is FileKind.XLSX:
        known = xlsx.through_the_door(file, limits)
    else:
        known = xls.through_the_door(file.read(), limits)
    file.seek(0)
    book = Book(file, limits, known)
    for place, sheet in enumerate(sheets):
        chosen = book.sheet(sheet)
        others = book.tops({chosen.name, *sheets}, TOP_LINES) if glance and not place else {}
        one = replace(
            table,
            tops={name: _top(rows) for name, rows in others.items()},
            hidden_lines=frozenset(chosen.notes.hidden_lines),
            hidden_columns=tuple(chosen.notes.hidden_columns),
            sheet=chosen.name,
            sheets=book.sheets,
            date_system=known.date_system,
            merges=chosen.merges(),
        )
        yield one, chosen.rows()
        del chosen  # before the next one is laid out beside it


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


class _Budget:
    """How many cells may still be read, whatever sheet they stand in."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._left = limits.cells

    def spend(self, values: list[object]) -> None:
        """Take the cells of a row that hold something off what is left.

        Raises:
            ImportRefused: that much is not read.
        """
        self._left -= len(values) - values.count("") - values.count(None)
        if self._left < 0:
            raise refused(refusals.TOO_MANY_CELLS, limit=self.limits.cells // TEN_THOUSAND)


def _chunks(lines: Lines, budget: _Budget) -> Iterator[Chunk]:
    """Rows that hold something, in chunks.

    Raises:
        ImportRefused: too many rows or cells, or none.
    """
    limits = budget.limits
    numbers: list[int] = []
    rows: list[list[object]] = []
    count = 0
    for line, values in lines:
        if not any(values) and all(value is None or value == "" for value in values):
            continue
        count += 1
        if count > limits.rows:
            raise refused(refusals.TOO_MANY_ROWS, limit=limits.rows)
        budget.spend(values)
        numbers.append(line)
        rows.append(values)
        if len(rows) == ROWS_A_CHUNK:
            yield packed(numbers, rows)
            numbers, rows = [], []
    if not count:
        raise refused(refusals.EMPTY)
    if rows:
        yield packed(numbers, rows)
