"""Count, sum and average of the selected cells, for the status line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.spec.kinds import NUMERIC, Kind

if TYPE_CHECKING:
    from PySide6.QtCore import QItemSelection

    from app.ui.table.model import RegisterModel

_MOST_CELLS = 20_000  # reading more would be felt with every step of the selection


def figures_of(model: RegisterModel, selection: QItemSelection) -> list[tuple[str, str]]:
    """What the status line says of a selection; nothing of a single cell."""
    ranges = [selection.at(place) for place in range(selection.count())]
    size = sum(each.width() * each.height() for each in ranges)
    if size <= 1:
        return []
    rows = {row for each in ranges for row in (each.top(), each.bottom())}
    if size > _MOST_CELLS:
        return [("选中", f"{max(rows) - min(rows) + 1:,} 行")]
    count, numbers, kinds = 0, [], set()
    for each in ranges:
        for column in range(each.left(), each.right() + 1):
            field = model.fields[column]
            for row in range(each.top(), min(each.bottom() + 1, len(model.ids))):
                value = model.value(row, field.name)
                if value is None:
                    continue
                count += 1
                if field.kind in NUMERIC and isinstance(value, int):
                    numbers.append(value)
                    kinds.add(field.kind)
    figures = [("计数", f"{count:,}")]
    if len(kinds) == 1:  # people and money do not add up
        money = kinds == {Kind.MONEY}
        figures.append(("求和", _figure(sum(numbers), 1, money=money)))
        figures.append(("平均", _figure(sum(numbers), len(numbers), money=money)))
    return figures


def _figure(total: int, parts: int, *, money: bool) -> str:
    """``total / parts`` as people read it: money to the fen, an average to two decimals."""
    if not money and parts == 1:
        return f"{total:,}"
    hundredths = total if money else total * 100
    rounded = (2 * hundredths + parts) // (2 * parts)
    sign = "-" if rounded < 0 else ""
    return f"{sign}{abs(rounded) // 100:,}.{abs(rounded) % 100:02d}"
