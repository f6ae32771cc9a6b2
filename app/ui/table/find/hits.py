"""The cells that show a word, in the order of the table."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from app.queries.cells import cells_showing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.ui.table.model import RegisterModel


class Hit(NamedTuple):
    """One cell: the place of its row, and of its column among those looked into."""

    row: int
    place: int


class Hits:
    """Every hit in the rows that a table shows, row by row and in a row from left to right.

    Attributes:
        columns: columns of the model that were looked into, as they stand on the screen.
        elsewhere: hits in rows that the filters keep out.
    """

    def __init__(
        self, model: RegisterModel, columns: Sequence[int], found: Mapping[int, int]
    ) -> None:
        self.columns = tuple(columns)
        self._by_number = found
        numbers = model.ids
        self._rows = [row for row, number in enumerate(numbers) if number in found]
        self._bits = [found[numbers[row]] for row in self._rows]
        self._before = [0, *accumulate(bits.bit_count() for bits in self._bits)]
        self.elsewhere = sum(bits.bit_count() for bits in found.values()) - len(self)

    @classmethod
    def of(cls, model: RegisterModel, columns: Sequence[int], word: str) -> Hits:
        """Look for ``word`` in the whole register."""
        names = [model.fields[column].name for column in columns]
        reader = model.office.desk.reader
        found = cells_showing(reader, model.spec, names, word, model.view.as_at) if word else {}
        return cls(model, columns, found)

    def __len__(self) -> int:
        return self._before[-1]

    @property
    def rows(self) -> Sequence[int]:
        """Places of the rows with a hit, from top to bottom."""
        return self._rows

    def columns_in(self, row_with_hit: int) -> list[int]:
        """The columns with a hit, of one of :attr:`rows` by its number among them."""
        bits = self._bits[row_with_hit]
        return [column for place, column in enumerate(self.columns) if bits >> place & 1]

    @cached_property
    def counts(self) -> Mapping[int, int]:
        """How many hits each column of the model has."""
        often = Counter(self._bits)
        return {
            column: sum(count for bits, count in often.items() if bits >> place & 1)
            for place, column in enumerate(self.columns)
        }

    def has(self, number: int, column: int) -> bool:
        """Whether a cell is a hit, by its record's number."""
        bits = self._by_number.get(number, 0)
        return bool(bits and column in self.columns and bits >> self.columns.index(column) & 1)

    def rank(self, hit: Hit) -> int:
        """Which hit a cell is, 1 for the first; 0 when it is none."""
        found = bisect_left(self._rows, hit.row)
        if found == len(self._rows) or self._rows[found] != hit.row:
            return 0
        bits = self._bits[found]
        if hit.place < 0 or not bits >> hit.place & 1:
            return 0
        return self._before[found] + (bits & ((1 << hit.place + 1) - 1)).bit_count()

    def after(self, hit: Hit, *, itself: bool = False) -> Hit | None:
        """The next hit after a cell, the first one after the last; ``None`` without any.

        Args:
            itself: the cell itself will do, if it is one.
        """
        if not self._rows:
            return None
        found = bisect_left(self._rows, hit.row)
        if found < len(self._rows) and self._rows[found] == hit.row:
            passed = hit.place if itself else hit.place + 1
            if rest := self._bits[found] >> max(passed, 0) << max(passed, 0):
                return Hit(hit.row, (rest & -rest).bit_length() - 1)
            found += 1
        found %= len(self._rows)
        bits = self._bits[found]
        return Hit(self._rows[found], (bits & -bits).bit_length() - 1)

    def before(self, hit: Hit) -> Hit | None:
        """The hit before a cell, the last one before the first; ``None`` without any."""
        if not self._rows:
            return None
        found = bisect_right(self._rows, hit.row) - 1
        if found >= 0 and self._rows[found] == hit.row:
            if rest := self._bits[found] & ((1 << max(hit.place, 0)) - 1):
                return Hit(hit.row, rest.bit_length() - 1)
            found -= 1
        return Hit(self._rows[found], self._bits[found].bit_length() - 1)
