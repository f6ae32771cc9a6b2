"""Finding the heading of a table among title and note rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.reports.readers import refusals
from app.reports.readers.refusals import refused, some_of
from app.reports.readers.table import RawRow, shown
from app.spec.codes import fold
from app.spec.pinyin import usual

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.errors import ImportRefused
    from app.reports.readers.table import Merge, Table

SEARCHED = 15  # lines in which a heading is looked for
DEEPEST = 3  # lines that one heading may take
# What people hang on a heading: stars for "required", colons, remarks in brackets.
ORNAMENT = re.compile(r"^[*#•]+|[*:]+$|\([^()]*\)$|\[[^\[\]]*\]$")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a table and what its columns mean.

    Attributes:
        rows: the rows it consists of, one to three.
        columns: field name by column (from 0).
        texts: what stands over each column, joined where it stands on several lines.
        repeated: columns that name a field which another column names better; not read.
        unmatched: columns with a heading that no field goes by.
        above: rows over it: titles, the name of the unit, notes. Skipped, and listed as such.
    """

    rows: tuple[RawRow, ...]
    columns: Mapping[int, str]
    texts: Mapping[int, str]
    repeated: tuple[int, ...] = ()
    unmatched: tuple[int, ...] = ()
    above: tuple[RawRow, ...] = ()

    @property
    def first_line(self) -> int:
        """Line of its first row."""
        return self.rows[0].line

    @property
    def last_line(self) -> int:
        """Line of its last row; the table's rows stand below."""
        return self.rows[-1].line


def find_heading(table: Table, labels: Mapping[str, str]) -> Heading:
    """The heading of ``table``: the row, or rows joined, that name the most fields.

    Args:
        table: the sheet; its first 15 lines are searched.
        labels: field name by label or alias, folded (:func:`app.spec.codes.fold`), best first: of
            two columns for one field, 手机 and 联系电话, the one is read whose label stands first.

    Raises:
        ImportRefused: no row names at least two fields, or the only column there is.
    """
    best: Heading | None = None
    for heading in _candidates(table, labels):
        if best is None or _rank(heading, table.merges) > _rank(best, table.merges):
            best = heading
    if best is None:
        raise _no_heading(labels, SEARCHED)
    return best


def heading_at(table: Table, labels: Mapping[str, str], first: int, last: int) -> Heading:
    """The heading as a person points it out, on the lines ``first`` to ``last`` inclusive.

    Raises:
        ImportRefused: there is nothing on these lines.
    """
    rows = tuple(row for row in table.rows if first <= row.line <= last)
    if not rows:
        raise _no_heading(labels, last)
    return _heading(table, rows, labels)


def _no_heading(labels: Mapping[str, str], rows: int) -> ImportRefused:
    # Field names may be among the labels; a person is told the Chinese ones.
    spoken: dict[str, str] = {}
    for label, name in labels.items():
        if not label.isascii():
            spoken.setdefault(name, label)
    wanted = some_of(list(spoken.values()), 40)
    return refused(refusals.NO_HEADING, rows=rows, labels=wanted)


def _candidates(table: Table, labels: Mapping[str, str]) -> Iterator[Heading]:
    top = [row for row in table.rows[: SEARCHED + DEEPEST] if row.line <= SEARCHED + DEEPEST]
    for start, row in enumerate(top):
        if row.line > SEARCHED:
            break
        for depth in range(1, DEEPEST + 1):
            rows = tuple(top[start : start + depth])
            if len(rows) == depth and rows[-1].line == row.line + depth - 1:
                heading = _heading(table, rows, labels)
                if heading.columns and len(heading.columns) >= min(2, len(heading.texts)):
                    yield heading


def _rank(heading: Heading, merges: tuple[Merge, ...]) -> tuple[int, int, int]:
    """Most fields first; then the lines that merged cells bind together; then fewest lines."""
    bound = any(
        (merge.first_line, merge.last_line) == (heading.first_line, heading.last_line)
        for merge in merges
    )
    return len(heading.columns), int(bound and len(heading.rows) > 1), -len(heading.rows)


def _heading(table: Table, rows: tuple[RawRow, ...], labels: Mapping[str, str]) -> Heading:
    texts: dict[int, str] = {}
    unmatched: list[int] = []
    claims: dict[str, list[tuple[int, int]]] = {}  # by field: how good a label, which column
    ranks = {label: rank for rank, label in enumerate(labels)}
    for column, stack in enumerate(_stacks(rows, table.merges)):
        if not stack:
            continue
        texts[column] = "".join(stack)
        if (label := _label(stack, labels)) is None:
            unmatched.append(column)
        else:
            claims.setdefault(labels[label], []).append((ranks[label], column))
    columns = {min(claimed)[1]: name for name, claimed in claims.items()}
    repeated = {column for claimed in claims.values() for _rank, column in claimed} - set(columns)
    above = tuple(row for row in table.rows if row.line < rows[0].line)
    in_order = dict(sorted(columns.items()))
    return Heading(rows, in_order, texts, tuple(sorted(repeated)), tuple(unmatched), above)


def _stacks(rows: tuple[RawRow, ...], merges: tuple[Merge, ...]) -> list[tuple[str, ...]]:
    """What stands over each column from top to bottom, upper headings spread over their columns."""
    width = max(len(row.cells) for row in rows)
    grid = [["".join(shown(row.at(column)).split()) for column in range(width)] for row in rows]
    for depth, row in enumerate(rows[:-1]):
        for column in range(1, width):
            if not grid[depth][column] and _spreads(row.line, column, merges, grid, depth):
                grid[depth][column] = grid[depth][column - 1]
    return [tuple(line[column] for line in grid if line[column]) for column in range(width)]


def _spreads(
    line: int, column: int, merges: tuple[Merge, ...], grid: list[list[str]], depth: int
) -> bool:
    """Whether the upper heading to the left stands over ``column`` too."""
    blocks = [m for m in merges if m.first_line <= line <= m.last_line]
    if blocks:
        return any(m.first_column < column <= m.last_column for m in blocks)
    # No merges are known, as in a text table: it does where something stands below.
    return any(lower[column] for lower in grid[depth + 1 :])


def known_label(text: str, labels: Mapping[str, str]) -> str | None:
    """The folded label that a joined heading is, without ornament; ``None`` for none."""
    return _label((text,), labels) if text else None


def _label(stack: tuple[str, ...], labels: Mapping[str, str]) -> str | None:
    """The label that a heading is, the whole of it or its lowest line, without ornament."""
    for text in map(fold, ("".join(stack), stack[-1])):
        for written in dict.fromkeys((text, usual(text))):
            plain = written
            while plain not in labels and (shorter := ORNAMENT.sub("", plain)) != plain:
                plain = shorter
            if plain in labels:
                return plain
    return None
