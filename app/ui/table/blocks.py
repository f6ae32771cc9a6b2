"""Blocks of cells between tables and spreadsheets: tab-separated text, with quotes as Excel's."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtCore import QItemSelection
    from PySide6.QtWidgets import QHeaderView

    from app.ui.table.model import RegisterModel

MOST_ROWS = 20_000  # more belongs into a workbook, not onto the clipboard


def to_tsv(rows: Iterable[Sequence[str]]) -> str:
    """Rows as text; a cell with a tab, a quote or a line end is quoted."""
    text = io.StringIO()
    writer = csv.writer(text, dialect="excel-tab", lineterminator="\r\n")
    writer.writerows(rows)
    return text.getvalue()


def from_tsv(text: str) -> list[list[str]]:
    """Rows of such text; the line end after the last row adds none."""
    text = text.removesuffix("\n").removesuffix("\r")
    if not text:
        return [[""]]
    return [row or [""] for row in csv.reader(io.StringIO(text, newline=""), dialect="excel-tab")]


@dataclass(frozen=True, slots=True)
class Block:
    """A selection as rows and columns, columns as they stand on the screen.

    Attributes:
        rows: places of the rows, from top to bottom.
        columns: columns of the model, from left to right.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]

    @property
    def is_one_cell(self) -> bool:
        """Whether it is a single cell."""
        return len(self.rows) == 1 and len(self.columns) == 1


def block_of(selection: QItemSelection, header: QHeaderView) -> Block:
    """The rows and columns that a selection touches; hidden columns are left out."""
    rows: set[int] = set()
    columns: set[int] = set()
    for place in range(selection.count()):
        part = selection.at(place)
        rows.update(range(part.top(), part.bottom() + 1))
        columns.update(range(part.left(), part.right() + 1))
    shown = [column for column in columns if not header.isSectionHidden(column)]
    return Block(tuple(sorted(rows)), tuple(sorted(shown, key=header.visualIndex)))


def columns_from(header: QHeaderView, column: int, count: int) -> list[int]:
    """Up to ``count`` columns shown from ``column`` on, as they stand on the screen."""
    logical = [
        header.logicalIndex(visual) for visual in range(header.visualIndex(column), header.count())
    ]
    return [each for each in logical if not header.isSectionHidden(each)][:count]


def copied(model: RegisterModel, block: Block) -> str:
    """The block as text: what is shown, masked values with their stars."""
    rows = [row for row in block.rows[:MOST_ROWS] if not model.is_new_row(row)]
    return to_tsv([[model.text(row, column) for column in block.columns] for row in rows])


@dataclass(slots=True)
class Edits:
    """What a paste or a fill is about to write: by row number, and new rows."""

    changes: dict[int, dict[str, object]]
    additions: list[dict[str, object]]
    locked: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.changes and not self.additions


def pasted(
    model: RegisterModel,
    top: int,
    columns: Sequence[int],
    grid: Sequence[Sequence[str]],
) -> Edits:
    """What pasting ``grid`` with its first cell at ``top`` and ``columns[0]`` writes.

    Cells that cannot be edited are counted and left alone, as are cells whose text is what
    they show already: a masked number copied and pasted back is no change.
    """
    edits = Edits({}, [])
    for offset, cells in enumerate(grid):
        row = top + offset
        typed: dict[str, object] = {}
        for column, text in zip(columns, cells, strict=False):
            beyond = row >= model.rowCount()
            if not beyond and model.text(row, column) == text and not model.is_new_row(row):
                continue
            if model.locked_because(min(row, len(model.ids)), column):
                edits.locked += 1
                continue
            typed[model.fields[column].name] = text
        if row < len(model.ids):
            if typed:
                edits.changes[model.ids[row]] = typed
        elif model.may_add and any(str(text).strip() for text in typed.values()):
            edits.additions.append({name: text for name, text in typed.items() if text})
    return edits


def filled(model: RegisterModel, block: Block, *, down: bool) -> Edits:
    """What Ctrl+D or Ctrl+R writes: the first row or column of the block into the others.

    A single row takes from the row above it, a single column from the one at its left.
    """
    edits = Edits({}, [])
    if not block.rows or not block.columns:
        return edits
    rows, columns = block.rows, block.columns
    if down and len(rows) == 1 and rows[0] > 0:
        rows = (rows[0] - 1, *rows)
    for row in rows[1:] if down else rows:
        if model.is_new_row(row):
            continue
        for column in columns if down else columns[1:]:
            source = model.fields[column if down else columns[0]]
            target = model.fields[column]
            if model.locked_because(row, column) or source.kind is not target.kind:
                edits.locked += 1
                continue
            value = model.value(rows[0] if down else row, source.name)
            if value != model.value(row, target.name):
                edits.changes.setdefault(model.ids[row], {})[target.name] = value
    return edits


def cleared(model: RegisterModel, block: Block) -> Edits:
    """What Delete writes: nothing, into every cell of the block that holds something."""
    edits = Edits({}, [])
    for row in block.rows:
        if model.is_new_row(row):
            continue
        for column in block.columns:
            field = model.fields[column]
            if model.value(row, field.name) is None:
                continue
            if model.locked_because(row, column):
                edits.locked += 1
            else:
                edits.changes.setdefault(model.ids[row], {})[field.name] = None
    return edits
