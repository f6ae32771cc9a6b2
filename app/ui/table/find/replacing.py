"""What replacing a word would write: counted before, then done as one action."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.queries.cells import is_case_blind
from app.queries.listing import rows
from app.queries.naming.labels import LabelsAsAsked
from app.spec.values import is_masked, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from app.ui.table.find.hits import Hits
    from app.ui.table.model import RegisterModel

_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Replaceable:
    """How many cells a replacing would write.

    Attributes:
        columns: columns of the model it writes into.
        cells: hits in those.
        masked: hits that are left alone because nobody sees what they hold.
        locked: hits that cannot be edited.
    """

    columns: tuple[int, ...] = ()
    cells: int = 0
    masked: int = 0
    locked: int = 0

    @property
    def left(self) -> str:
        """What is left alone, in words; blank where nothing is."""
        parts = [
            f"{count:,} 处{why}"
            for count, why in ((self.masked, "号码遮盖"), (self.locked, "不能修改"))
            if count
        ]
        return f"另有 {'、'.join(parts)}，不动" if parts else ""


def replaceable(model: RegisterModel, hits: Hits) -> Replaceable:
    """Count what a replacing would write, without reading any row."""
    cells = masked = locked = 0
    columns = []
    for column, count in hits.counts.items():
        if not count:
            continue
        if is_masked(model.fields[column]):
            masked += count
        # Whether a cell that holds something may be edited depends on its column alone.
        elif model.locked_because(hits.rows[0], column) or model.fields[column].constant:
            locked += count
        else:
            cells += count
            columns.append(column)
    return Replaceable(tuple(columns), cells, masked, locked)


@dataclass(frozen=True, slots=True)
class Replacement:
    """A word, what stands in its place, and the cells in which.

    Attributes:
        columns: by row number the columns of the model.
        title: what history calls it. The words themselves may be somebody's name, and titles
            stand in history for ever; so it names the columns.
        count: how many cells there are.
    """

    model: RegisterModel
    word: str
    other: str
    columns: dict[int, list[int]]
    title: str
    count: int

    def cells(self) -> Iterator[tuple[int, str]]:
        """Row number and field of each cell."""
        for number, columns in self.columns.items():
            for column in columns:
                yield number, self.model.fields[column].name

    def typed(self, reader: Connection, check: Callable[[], None]) -> dict[int, dict[str, object]]:
        """What is typed into which cells, by row number and field.

        Args:
            check: raises when the user has stopped the work.
        """
        numbers, fields = list(self.columns), self.model.fields
        wanted = {column for columns in self.columns.values() for column in columns}
        names = tuple(fields[column].name for column in sorted(wanted))
        typed: dict[int, dict[str, object]] = {}
        for start in range(0, len(numbers), _CHUNK):
            check()
            for row in rows(reader, self.model.spec, numbers[start : start + _CHUNK], names):
                number = int(str(row["id"]))
                typed[number] = {
                    name: replaced(self.model, name, row[name], self.word, self.other)
                    for name in (fields[column].name for column in self.columns[number])
                }
        return typed


def replacement(model: RegisterModel, hits: Hits, word: str, other: str) -> Replacement:
    """Replacing ``word`` in every hit that can be written."""
    able = replaceable(model, hits)
    columns: dict[int, list[int]] = {}
    for found, row in enumerate(hits.rows):
        if here := [column for column in hits.columns_in(found) if column in able.columns]:
            columns[model.ids[row]] = here
    for name in (model.fields[column].name for column in able.columns):
        if isinstance(called := model.labels.get(name), LabelsAsAsked):
            called.read_all()  # now: the connection of the table belongs to the window's thread
    labels = "、".join(model.fields[column].label for column in able.columns)
    title = f"替换{model.spec.title}：{labels} {able.cells:,} 处"
    return Replacement(model, word, other, columns, title, able.cells)


def replaced(model: RegisterModel, name: str, value: object, word: str, other: str) -> str:
    """What a cell says with ``other`` in the place of ``word``, to be read as if typed."""
    field = model.spec.fields[name]
    text = show(field, value, model.labels.get(name))
    if is_case_blind(word):
        return re.sub(re.escape(word), lambda _found: other, text, flags=re.IGNORECASE)
    return text.replace(word, other)
