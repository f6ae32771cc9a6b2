"""Count, sum and average of the selected cells, for the status line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.cells import filled_ids, numbers_in
from app.spec.kinds import NUMERIC, Kind
from app.spec.values import WHOLE, show_kind

if TYPE_CHECKING:
    from PySide6.QtCore import QItemSelection

    from app.spec.field import FieldSpec
    from app.ui.table.model import RegisterModel

_FEW_CELLS = 20_000  # more are not read page by page, but column by column


def figures_of(model: RegisterModel, selection: QItemSelection) -> list[tuple[str, str]]:
    """What the status line says of a selection; nothing of a single cell."""
    ranges = [selection.at(place) for place in range(selection.count())]
    size = sum(each.width() * each.height() for each in ranges)
    if size <= 1:
        return []
    count, numbers, kinds = 0, list[int](), set()
    for each in ranges:
        rows = range(each.top(), min(each.bottom() + 1, len(model.ids)))
        for column in range(each.left(), each.right() + 1):
            field = model.fields[column]
            read = _values if size <= _FEW_CELLS else _values_of_many
            filled, found = read(model, field, rows)
            count += filled
            numbers += found
            if found:
                kinds.add(field.kind)
    figures = [("计数", f"{count:,}")]
    if len(kinds) == 1:  # people and money do not add up
        (kind,) = kinds
        figures.append(("求和", _figure(kind, sum(numbers), 1)))
        figures.append(("平均", _figure(kind, sum(numbers), len(numbers))))
    return figures


def _values(model: RegisterModel, field: FieldSpec, rows: range) -> tuple[int, list[int]]:
    """How many cells of a column are filled, and the numbers among them."""
    values = [value for row in rows if (value := model.value(row, field.name)) is not None]
    if field.kind not in NUMERIC:
        return len(values), []
    return len(values), [value for value in values if isinstance(value, int)]


def _values_of_many(model: RegisterModel, field: FieldSpec, rows: range) -> tuple[int, list[int]]:
    """The same for very many rows, whose cells are read at once."""
    reader, ids = model.office.desk.reader, model.ids[rows.start : rows.stop]
    if field.kind in NUMERIC:
        known = numbers_in(reader, model.spec, field.name, model.view.as_at)
        numbers = [known[number] for number in ids if number in known]
        return len(numbers), numbers
    filled = filled_ids(reader, model.spec, field.name, model.view.as_at)
    return sum(number in filled for number in ids), []


def _figure(kind: Kind, total: int, parts: int) -> str:
    """``total / parts`` as people read it: money to the fen, other averages to two decimals."""
    if kind is Kind.INTEGER and parts == 1:
        return f"{total:,}"
    if kind is Kind.DECIMAL and parts == 1:
        return show_kind(kind, total)
    units = {Kind.INTEGER: 1, Kind.MONEY: 100, Kind.DECIMAL: WHOLE}[kind]
    rounded = (2 * 100 * total + parts * units) // (2 * parts * units)
    return show_kind(Kind.MONEY, rounded)
