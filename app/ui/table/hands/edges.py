"""Where Ctrl+arrow lands: the edges of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.cells import filled_ids

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.ui.table.model import RegisterModel


def edge_of(
    model: RegisterModel, columns: Sequence[int], row: int, column: int, down: int, right: int
) -> tuple[int, int]:
    """The last filled cell of a run, or the first one after a gap, or the end of the table.

    Args:
        columns: all columns, as they stand on the screen.
        down: -1, 0 or 1; of ``down`` and ``right`` one is 0.
    """
    if right:
        names = [model.fields[each].name for each in columns]
        place = columns.index(column)
        landed = _edge(
            lambda at: model.value(row, names[at]) is not None, place, right, len(columns) - 1
        )
        return row, columns[landed]
    # A hundred thousand rows are looked through at once, not read page by page.
    desk, name = model.office.desk, model.fields[column].name
    filled = filled_ids(desk.reader, model.spec, name, model.view.as_at)
    last = max(len(model.ids) - 1, 0)
    return _edge(lambda at: model.number_at(at) in filled, row, down, last), column


def _edge(is_filled: Callable[[int], bool], start: int, step: int, last: int) -> int:
    place = start + step
    if not 0 <= place <= last:
        return start
    is_run = is_filled(start) and is_filled(place)
    while 0 <= place + step <= last:
        if is_filled(place + step if is_run else place) is not is_run:
            return place
        place += step
    return place
