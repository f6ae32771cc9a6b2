"""What was put aside, as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.spec.codes import fold
from app.ui.style.tokens import Colour
from app.ui.table.cells import Cell
from app.ui.widgets.plain_table import LEFT, Head, PlainList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.queries.past.recycle import Gone

_MERGED = 5


class GoneList(PlainList["Gone"]):
    """When, who, which record of which register, why, and what it was merged into."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = (
            Head("删除时间", "2026-11-20 00:00"),
            Head("谁", "　" * 4),
            Head("登记簿", "　" * 6),
            Head("哪一条", "　" * 10),
            Head("原因", "　" * 12),
            Head("去向", "　" * 10),
        )
        self.known: Sequence[Gone] = ()

    def show(self, found: Sequence[Gone], words: str = "") -> None:
        """List those whose words hold ``words``."""
        sought = fold(words)
        self.known = found
        self.list_these([each for each in found if sought in fold(_words(each))])

    def cell(self, row: int, column: int) -> Cell:
        """One fact of one record."""
        each = self.shown[row]
        if column == _MERGED:
            if each.survivor:
                return Cell(f"已合并到 {each.survivor}", LEFT, state=Colour.NEUTRAL)
            word = "合并时没有并入" if each.how.by_merging else ""
            return Cell(word, LEFT, state=Colour.NEUTRAL if word else None)
        texts = (each.at, each.how.actor, each.title, each.label, each.how.reason or "—")
        return Cell(texts[column], LEFT, Colour.TEXT if column == 3 else Colour.TEXT2)


def _words(each: Gone) -> str:
    return f"{each.label}{each.title}{each.how.actor}{each.how.reason}{each.survivor}"
