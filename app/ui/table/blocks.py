"""Blocks of cells between tables and spreadsheets: tab-separated text, with quotes as Excel's."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QMimeData

from app.queries.evidence import HELD
from app.spec.kinds import NUMERIC
from app.spec.values import is_masked, masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtWidgets import QHeaderView

    from app.ui.table.model import RegisterModel

_AS_TEXT = " style=\"mso-number-format:'\\@'\""
MOST_ROWS = 20_000  # more belongs into a workbook, not onto the clipboard


def to_tsv(rows: Iterable[Sequence[str]]) -> str:
    """Rows as text; a cell with a tab, a quote or a line end is quoted."""
    text = io.StringIO()
    writer = csv.writer(text, dialect="excel-tab", lineterminator="\r\n")
    writer.writerows(rows)
    return text.getvalue()


def to_html(rows: Iterable[Sequence[str]], are_numbers: Sequence[bool]) -> str:
    """Rows as the table that Excel and WPS prefer to text; words are marked as words."""
    lines = []
    for row in rows:
        cells = (
            f"<td{'' if number else _AS_TEXT}>{_as_html(text)}</td>"
            for text, number in zip(row, are_numbers, strict=True)
        )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f'<meta charset="utf-8"><table>{"".join(lines)}</table>'


def _as_html(text: str) -> str:
    # This line end stays within the cell; a plain one would begin another row.
    return escape(text).replace("\n", '<br style="mso-data-placement:same-cell">')


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


@dataclass(frozen=True, slots=True)
class Frame:
    """A selection that is one rectangle, by its edges; quick however many rows it has.

    Attributes:
        columns: columns of the model, from left to right as they stand on the screen.
    """

    top: int
    bottom: int
    columns: tuple[int, ...]


def frame_of(selection: QItemSelection, header: QHeaderView) -> Frame | None:
    """The rectangle that is selected; ``None`` where nothing is, or scattered cells are."""
    parts = [selection.at(place) for place in range(selection.count())]
    edges = {(part.top(), part.bottom()) for part in parts}
    columns = {column for part in parts for column in range(part.left(), part.right() + 1)}
    shown = sorted(
        (column for column in columns if not header.isSectionHidden(column)),
        key=header.visualIndex,
    )
    if len(edges) != 1 or not shown:
        return None
    between = header.visualIndex(shown[-1]) - header.visualIndex(shown[0]) + 1
    top, bottom = edges.pop()
    return Frame(top, bottom, tuple(shown)) if between == len(shown) else None


def first_cell(selection: QItemSelection) -> QItemSelection:
    """The first cell of a selection, for Qt's word to screen readers.

    Qt lists every cell to find it, which takes ten seconds for a large register.
    """
    if selection.isEmpty():
        return selection
    corner = selection.first().topLeft()
    return QItemSelection(corner, corner)


def columns_from(model: RegisterModel, header: QHeaderView, column: int, count: int) -> list[int]:
    """Up to ``count`` columns shown from ``column`` on, as they stand on the screen.

    The count of attachments is passed by: no sheet that is pasted has a column for it.
    """
    logical = [
        header.logicalIndex(visual) for visual in range(header.visualIndex(column), header.count())
    ]
    shown = [each for each in logical if not header.isSectionHidden(each)]
    return [each for each in shown if model.fields[each] is not HELD][:count]


def copied(model: RegisterModel, block: Block) -> QMimeData:
    """The block as text, and as a table that says which cells are numbers.

    What cells say, masked values with their stars even while shown whole. From plain text alone a
    spreadsheet would make 1 of 001, and a number in powers of ten of an account.
    """
    rows = [row for row in block.rows[:MOST_ROWS] if not model.is_new_row(row)]
    columns = [each for each in block.columns if model.fields[each] is not HELD] or block.columns
    cells = [[_copied_cell(model, row, column) for column in columns] for row in rows]
    data = QMimeData()
    data.setText(to_tsv(cells))
    data.setHtml(to_html(cells, [model.fields[column].kind in NUMERIC for column in columns]))
    return data


def _copied_cell(model: RegisterModel, row: int, column: int) -> str:
    text, field = model.text(row, column), model.fields[column]
    return masked(field, text) if model.is_revealed(row, field) else text


@dataclass(slots=True)
class Edits:
    """What a paste or a fill is about to write: by row number, and new rows.

    Attributes:
        left: cells that are left alone.
        why: what the first of them is left alone for.
    """

    changes: dict[int, dict[str, object]] = field(default_factory=dict)
    additions: list[dict[str, object]] = field(default_factory=list)
    left: int = 0
    why: str = ""

    def leave(self, why: str, count: int = 1) -> None:
        """Count cells that are not written."""
        self.left += count
        self.why = self.why or why

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.changes and not self.additions


def tiled(grid: Sequence[Sequence[str]], block: Block) -> Sequence[Sequence[str]]:
    """``grid`` as often as it fits into the selection; once where it does not fit evenly."""
    height, width = len(grid), max(map(len, grid))
    down, over_down = divmod(len(block.rows), height)
    right, over_right = divmod(len(block.columns), width)
    if over_down or over_right or down * right <= 1:
        return grid
    return [[*row, *[""] * (width - len(row))] * right for row in grid] * down


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
    edits = Edits()
    for offset, cells in enumerate(grid):
        row = top + offset
        if beyond := sum(bool(text.strip()) for text in cells[len(columns) :]):
            edits.leave("表格右边没有更多的列", beyond)
        typed: dict[str, object] = {}
        for column, text in zip(columns, cells, strict=False):
            beyond = row >= model.rowCount()
            if not beyond and model.text(row, column) == text and not model.is_new_row(row):
                continue
            if reason := model.locked_because(min(row, len(model.ids)), column):
                edits.leave(reason)
                continue
            typed[model.fields[column].name] = text
        if row < len(model.ids):
            if typed:
                edits.changes[model.ids[row]] = typed
        elif model.may_add and any(str(text).strip() for text in typed.values()):
            # What was typed into the new row already belongs to the row pasted over it.
            begun = model.draft if row == len(model.ids) else {}
            edits.additions.append({**begun, **{name: t for name, t in typed.items() if t}})
    return edits


def cleared(model: RegisterModel, block: Block, *, spare_masked: bool = False) -> Edits:
    """What Delete writes: nothing, into every cell of the block that holds something.

    Args:
        spare_masked: leave numbers that were copied as stars, and would be lost by cutting.
    """
    edits = Edits()
    for row in block.rows:
        if model.is_new_row(row):
            continue
        for column in block.columns:
            name = model.fields[column].name
            if model.value(row, name) is None:
                continue
            if reason := model.locked_because(row, column):
                edits.leave(reason)
            elif spare_masked and is_masked(model.fields[column]):
                edits.leave("遮盖的号码不能剪切，请用 Delete 清空")
            else:
                edits.changes.setdefault(model.ids[row], {})[name] = None
    return edits
