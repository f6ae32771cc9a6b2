"""What a change of many records would do, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions.bulk_change import BulkState
from app.spec.values import masked, show
from app.ui.style.tokens import Colour
from app.ui.table.cells import Cell
from app.ui.widgets.plain_table import LEFT, Head, PlainModel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.actions.bulk_change import BulkLine, BulkPreview

STATE_COLOURS = {
    BulkState.CHANGED: Colour.OK,
    BulkState.SAME: Colour.NEUTRAL,
    BulkState.REFUSED: Colour.BAD,
}
_BLANK = "空白"


class BulkLines(PlainModel):
    """Which record, old and new value, what becomes of it and why."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = ()
        self._seen: BulkPreview | None = None
        self._labels: Mapping[str, Mapping[int, str]] = {}
        self._shown: Sequence[BulkLine] = ()

    def show(self, seen: BulkPreview | None, labels: Mapping[str, Mapping[int, str]]) -> None:
        """Show another preview."""
        self.beginResetModel()
        self._seen, self._labels = seen, labels
        self._shown = seen.lines if seen else ()
        spec = seen.spec if seen else None
        field = spec.fields[seen.wish.field].label if spec and seen else ""
        naming = spec.fields[spec.name_field].label if spec else ""
        self.heads = (
            Head(naming, "　" * 6),
            Head(f"{field}（原来）", "　" * 10),
            Head(f"{field}（改成）", "　" * 10),
            Head("结果", "　　不能改"),
            Head("原因", "　" * 20),
        )
        self.endResetModel()

    def filter(self, state: BulkState | None) -> None:
        """Show the rows of one state, or all."""
        self.beginResetModel()
        lines = self._seen.lines if self._seen else ()
        self._shown = [line for line in lines if state in {None, line.state}]
        self.endResetModel()

    def count(self) -> int:
        """How many rows are shown."""
        return len(self._shown)

    def cell(self, row: int, column: int) -> Cell:
        """One fact of one row."""
        line, seen = self._shown[row], self._seen
        if seen is None:
            return Cell("", LEFT)
        wish = seen.wish
        if column == 0:
            return Cell(self._words(seen.spec.name_field, line.name), LEFT)
        if column == 1:
            text = self._words(wish.field, line.before)
            return Cell(text or _BLANK, LEFT, Colour.TEXT2 if text else Colour.TEXT3)
        if column == 2:
            if line.state is BulkState.REFUSED:
                return Cell("", LEFT)
            text = self._words(wish.field, wish.value)
            is_new = line.state is BulkState.CHANGED
            ink = Colour.TEXT if is_new and text else Colour.TEXT3
            return Cell(text or _BLANK, LEFT, ink)
        if column == 3:
            return Cell(line.state.value, LEFT, state=STATE_COLOURS[line.state])
        ink = Colour.BAD if line.state is BulkState.REFUSED else Colour.WARN
        return Cell("；".join(line.reasons), LEFT, ink)

    def _words(self, name: str, value: object) -> str:
        field = self._seen.spec.fields[name] if self._seen else None
        if field is None:
            return ""
        return masked(field, show(field, value, self._labels.get(name)))
