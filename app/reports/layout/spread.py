"""Spreading a measured sheet over pages: which rows stand where, and the lines that tie them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.reports.layout.grid import PAGE_TOTAL, V_PAD, Extra
from app.reports.layout.items import Part
from app.reports.sheet import Carry, Closing, Role, carried

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.reports.layout.grid import Grid

_LEAST_LINES = 3  # of a row that goes over pages, at the foot of the first
_ROUNDING = 0.01


@dataclass(slots=True)
class _Rows:
    """Rows of one page while it fills."""

    first: int
    last: int
    cut: dict[int, tuple[int, int]] = field(default_factory=dict)
    used: float = 0.0


class Spreader:
    """Spreads one sheet over pages whose usable height runs from ``top`` to ``bottom``."""

    def __init__(self, grid: Grid, top: float, bottom: float) -> None:
        self._grid = grid
        self._top = top
        self._bottom = bottom
        sheet = grid.sheet
        self._tied = bool(sheet.sums or sheet.balances)
        self._forward = sheet.carry is Carry.FORWARD
        self._frame = max(block.height for block in grid.headings) + grid.head_height
        self._each = grid.signing.height if sheet.sign_every_page else 0.0
        self._end = grid.noting.height + sum(extra.height for extra in grid.tail)
        self._end += 0.0 if sheet.sign_every_page else grid.signing.height
        self._tie_height = self._highest_tie() if self._tied else 0.0

    @property
    def least(self) -> float:
        """Height under which the sheet had better begin on a new page."""
        heights = self._grid.heights
        if len(heights) <= 3:
            return self._frame + sum(heights) + self._end + self._each
        third = self._room(self._top, first=True) / 3
        rows = sum(min(height, third) for height in heights[:2])
        return self._frame + rows + self._each + 2 * self._tie_height

    def _highest_tie(self) -> float:
        """Height of a totals line, from the longest figures there will be."""
        grid = self._grid
        values = carried(grid.sheet, grid.sheet.rows[: grid.body], grid.no_values)
        return grid.sums_line(values, Role.SUBTOTAL, PAGE_TOTAL).height

    def _room(self, top: float, *, first: bool) -> float:
        """Height for rows, that for the lines tying pages together kept free."""
        ties = (1 if first else 2) if self._forward else 2
        free = self._bottom - top - self._frame - self._each
        return free - ties * self._tie_height + _ROUNDING

    def pages(self, first_top: float) -> Iterator[list[Part]]:
        """The parts of each page's rows in turn, one for each of the sheets across.

        Args:
            first_top: where the first page still has room.
        """
        filled = list(self._filled(first_top))
        parts = self._tie(filled, first_top) if self._tied else self._plain(filled, first_top)
        parts[-1] = self._ended(parts[-1])
        for part in parts:
            yield [replace(part, band=band) for band in range(len(self._grid.bands))]

    def _filled(self, first_top: float) -> Iterator[_Rows]:
        """Rows of each page: as many as fit, and on the last as leave room for its end."""
        grid = self._grid
        total = len(grid.heights)
        limit = grid.sheet.rows_per_page or max(1, total)
        if total <= limit and self._is_single(first_top):
            yield _Rows(0, total, used=sum(grid.heights))
            return
        start, line = 0, 0
        room = self._room(first_top, first=True)
        while True:
            page, start, line = self._fill(start, line, room, limit)
            if start >= total and page.used + self._end > room:
                if page.last - page.first > 1 and page.last - 1 not in page.cut:
                    # Signers and totals must not stand alone: the last row goes with them.
                    start = page.last = page.last - 1
                else:
                    yield page
                    yield _Rows(total, total)
                    return
            yield page
            if start >= total:
                return
            room = self._room(self._top, first=False)

    def _is_single(self, first_top: float) -> bool:
        """Whether the whole sheet fits on its first page, where no lines tie pages together."""
        grid = self._grid
        single = 0.0 if grid.tail or self._forward else self._tie_height
        free = self._bottom - first_top - self._frame - self._each + _ROUNDING
        return sum(grid.heights) + single + self._end <= free

    def _fill(self, start: int, line: int, room: float, limit: int) -> tuple[_Rows, int, int]:
        """One page from line ``line`` of row ``start``, and the row and line of the next."""
        grid = self._grid
        heights = grid.heights
        page = _Rows(start, start)
        stop = min(len(heights), start + limit)
        while page.last < stop:
            row = page.last
            height = self._rest(row, line) if line else heights[row]
            if page.used + height > room:
                return self._cut(page, row, line, room)
            if line:
                page.cut[row] = (line, self._lines(row))
                line = 0
            page.last += 1
            page.used += height
        return page, page.last, 0

    def _cut(self, page: _Rows, row: int, line: int, room: float) -> tuple[_Rows, int, int]:
        """Ends ``page`` before ``row``, or within it if it is higher than a page."""
        fitting = int((room - page.used - 2 * V_PAD) / self._grid.leading)
        too_high = self._rest(row, line) > self._room(self._top, first=False)
        if page.last > page.first and not (too_high and fitting >= _LEAST_LINES):
            return page, row, line
        # On an empty page at least one line is placed: over the edge rather than lost.
        lines = self._lines(row)
        until = min(line + max(1, fitting), lines)
        page.cut[row] = (line, until)
        page.used += self._grid.cut_height(line, until)
        page.last += 1
        return (page, row, until) if until < lines else (page, row + 1, 0)

    def _lines(self, row: int) -> int:
        return max(map(len, self._grid.cells(row)))

    def _rest(self, row: int, line: int) -> float:
        return self._grid.cut_height(line, self._lines(row))

    def _top_of(self, number: int, first_top: float) -> float:
        return self._top if number else first_top

    def _plain(self, filled: list[_Rows], first_top: float) -> list[Part]:
        every = self._grid.sheet.sign_every_page
        return [
            Part(
                self._grid,
                0,
                self._top_of(number, first_top),
                range(page.first, page.last),
                page.cut,
                signed=every,
            )
            for number, page in enumerate(filled)
        ]

    def _tie(self, filled: list[_Rows], first_top: float) -> list[Part]:
        """The pages with their lines of page totals, or brought and carried forward."""
        grid = self._grid
        parts = self._plain(filled, first_top)
        running = grid.no_values
        for number, page in enumerate(filled):
            before, last = running, number + 1 == len(filled)
            # A row that goes over pages counts where it begins.
            first = page.first + (page.cut.get(page.first, (0, 0))[0] > 0)
            rows = grid.sheet.rows[first : min(page.last, grid.body)]
            running = carried(grid.sheet, rows, before)
            if self._forward:
                parts[number] = replace(
                    parts[number],
                    before=self._lines_of(before, Role.BROUGHT_FORWARD, "承前页", number > 0),
                    after=self._lines_of(running, Role.CARRIED_FORWARD, "过次页", not last),
                )
            else:
                own = self._without_balances(carried(grid.sheet, rows, grid.no_values))
                several = len(filled) > 1
                after = self._lines_of(own, Role.SUBTOTAL, PAGE_TOTAL, several)
                word = "累计" if several else "合计"
                wanted = not (last and grid.tail)
                after += self._lines_of(running, Role.SUBTOTAL, word, wanted)
                parts[number] = replace(parts[number], after=after)
        return parts

    def _without_balances(self, values: tuple[object, ...]) -> tuple[object, ...]:
        """A balance belongs to the running total; a page alone has none."""
        sheet = self._grid.sheet
        return tuple(
            None if column.key in sheet.balances else value
            for column, value in zip(sheet.columns, values, strict=True)
        )

    def _lines_of(
        self, values: tuple[object, ...], role: Role, label: str, wanted: object
    ) -> tuple[Extra, ...]:
        return (self._grid.sums_line(values, role, label),) if wanted else ()

    def _ended(self, part: Part) -> Part:
        """The last page: totals of the sheet, signers, note, and what closes the empty space."""
        grid = self._grid
        part = replace(
            part, after=part.after + grid.tail, signed=bool(grid.sheet.signers), noted=True
        )
        closing = grid.sheet.closing
        free = self._bottom - part.bottom + _ROUNDING
        lines = int(free / grid.base)
        if closing is Closing.NONE or grid.sheet.blank_rows or lines < 1:
            return part
        if closing is Closing.DIAGONAL:
            return replace(part, empties=lines)
        line = Extra(tuple(("",) for _ in grid.sheet.columns), grid.base, "以下空白")
        return replace(part, after=(*part.after, line))
