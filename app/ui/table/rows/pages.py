"""The rows of a register, read a page at a time as somebody looks at them."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Row: TypeAlias = dict[str, object]
PAGE = 200
KEPT = 50


class RowPages:
    """The rows of a list of ids, a page of 200 at a time, the last 50 pages kept.

    Attributes:
        ids: of all rows, in order.
    """

    def __init__(self, read: Callable[[Sequence[int]], Sequence[Row]]) -> None:
        self.ids: list[int] = []
        self._read = read
        self._pages: OrderedDict[int, Mapping[object, Row]] = OrderedDict()

    def row(self, place: int) -> Row:
        """The row at ``place``; empty when it is gone meanwhile."""
        number = place // PAGE
        page = self._pages.get(number)
        if page is None:
            ids = self.ids[number * PAGE : (number + 1) * PAGE]
            page = {row["id"]: row for row in self._read(ids)}
            self._pages[number] = page
            if len(self._pages) > KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page.get(self.ids[place], {})

    def forget(self) -> None:
        """Read every page anew when it is needed."""
        self._pages.clear()
