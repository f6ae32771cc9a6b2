"""What can be read in the cells of a PDF, by their places on the page."""

from __future__ import annotations

from collections import defaultdict
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import pypdfium2

from app.reports.layout.items import Part

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.reports.layout.grid import Grid
    from app.reports.paginate import Pages


def squeezed(text: str) -> str:
    return "".join(text.split())


def drawn_cells(
    pages: Pages, path: Path
) -> tuple[list[Grid], dict[tuple[Grid, int, int, int], str]]:
    """The tables of ``path``, and what is read in each cell: by table, band, row and column."""
    grids: list[Grid] = []
    drawn: dict[tuple[Grid, int, int, int], str] = defaultdict(str)
    with pypdfium2.PdfDocument(path) as pdf:
        for placed, sheet in zip(pages.pages, pdf, strict=True):
            text, height = sheet.get_textpage(), sheet.get_height()
            for part in (item for item in placed.items if isinstance(item, Part)):
                if part.grid not in grids:
                    grids.append(part.grid)
                for cell, left, top, right, bottom in boxes_of(part):
                    box = (left + 1, height - bottom + 0.5, right - 1, height - top - 0.5)
                    drawn[part.grid, part.band, *cell] += squeezed(text.get_text_bounded(*box))
    return grids, drawn


def boxes_of(part: Part) -> Iterator[tuple[tuple[int, int], float, float, float, float]]:
    """Row, column and edges (left, top, right, bottom) of every cell of the body."""
    grid = part.grid
    lines = accumulate(part.heights, initial=part.table_top + grid.head_height)
    edges = list(pairwise(lines))[len(part.before) :]
    for row, (top, bottom) in zip(part.rows, edges, strict=False):
        left = grid.left
        for place in grid.bands[part.band]:
            if row < grid.body:
                yield (row, place), left, top, left + grid.widths[place], bottom
            left += grid.widths[place]
