"""What a fill is about to write: the first cells of a block, or the series that they begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.spec.values import is_masked, masked, show
from app.ui.table.blocks import MOST_ROWS, Block, Edits
from app.ui.table.filling.series import series_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.spec.field import FieldSpec
    from app.ui.table.filling.series import Series
    from app.ui.table.model import RegisterModel

_UNLIKE = "两列的内容不同类，不能填充"


def filled(model: RegisterModel, block: Block, *, down: bool) -> Edits:
    """What Ctrl+D or Ctrl+R writes: the first row or column of the block into the others.

    A single row takes from the row above it, a single column from the one at its left, which
    the caller puts into the block.
    """
    edits = Edits()
    rows, columns = block.rows[: MOST_ROWS + 1], block.columns
    _tell_rest(edits, len(block.rows) - len(rows))
    for row in rows[1:] if down else rows:
        for column in columns if down else columns[1:]:
            source = model.fields[column if down else columns[0]]
            if not are_alike(source, model.fields[column]):
                edits.leave(_UNLIKE)
                continue
            _put(model, edits, row, column, model.value(rows[0] if down else row, source.name))
    return edits


def continued(
    model: RegisterModel, source: Block, target: Block, order: Sequence[int], *, turned: bool
) -> Edits:
    """What drawing the handle writes: what the block holds goes on into the cells beside it.

    Args:
        source: the cells that were selected.
        target: more rows of the same columns, or more columns of the same rows.
        order: all columns as they stand on the screen.
        turned: repeat what would count on, and the other way round.
    """
    edits = Edits()
    _tell_rest(edits, len(target.rows) - MOST_ROWS)
    if target.columns == source.columns:
        for column in source.columns:
            series = _down(model, source, column, turned=turned)
            for row in target.rows[:MOST_ROWS]:
                _put(model, edits, row, column, series(row - source.rows[0]))
        return edits
    first = order.index(source.columns[0])
    for column in target.columns:
        place = order.index(column) - first
        origin = source.columns[place % len(source.columns)]
        if not are_alike(model.fields[origin], model.fields[column]):
            edits.leave(_UNLIKE, len(target.rows))
            continue
        for row in target.rows[:MOST_ROWS]:
            _put(model, edits, row, column, _right(model, source, row, turned=turned)(place))
    return edits


def words_at(
    model: RegisterModel, source: Block, row: int, place: int, column: int, *, turned: bool
) -> str:
    """What a cell would hold, to be shown while the handle is drawn to it.

    Args:
        place: the column, counted from the first one of the block.
    """
    if column in source.columns:
        value = _down(model, source, column, turned=turned)(row - source.rows[0])
    else:
        value = _right(model, source, row, turned=turned)(place)
    field = model.fields[column]
    return masked(field, show(field, value, model.labels.get(field.name)))


def are_alike(one: FieldSpec, other: FieldSpec) -> bool:
    """Whether a value of one column means the same in the other."""
    return (one.kind, one.choices, one.target, is_masked(one)) == (
        other.kind,
        other.choices,
        other.target,
        is_masked(other),
    )


def _tell_rest(edits: Edits, rows: int) -> None:
    """Say it when not all rows are filled: more belong into a workbook."""
    if rows > 0:
        edits.leave(f"一次最多填 {MOST_ROWS:,} 行", rows)


def _down(model: RegisterModel, source: Block, column: int, *, turned: bool) -> Series:
    field = model.fields[column]
    values = [model.value(row, field.name) for row in source.rows]
    return series_of(field.kind, values, turned=turned)


def _right(model: RegisterModel, source: Block, row: int, *, turned: bool) -> Series:
    fields = [model.fields[column] for column in source.columns]
    values = [model.value(row, field.name) for field in fields]
    same = all(are_alike(fields[0], field) for field in fields)
    # A name and a day beside each other are no series, whatever they are by themselves.
    return series_of(fields[0].kind, values, turned=turned) if same else _repeated(values)


def _repeated(values: list[object]) -> Series:
    return lambda place: values[place % len(values)]


def _put(model: RegisterModel, edits: Edits, row: int, column: int, value: object) -> None:
    name = model.fields[column].name
    if model.is_new_row(row) or value == model.value(row, name):
        return
    if reason := model.locked_because(row, column):
        edits.leave(reason)
    else:
        edits.changes.setdefault(model.ids[row], {})[name] = value
