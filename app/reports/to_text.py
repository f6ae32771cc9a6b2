"""Documents as plain text: what golden tests compare and the clipboard takes."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from app.reports.document import Document
from app.reports.fonts import Fonts
from app.reports.layout.foot import foot
from app.reports.layout.items import Part, Words, moved
from app.reports.layout.widths import MM
from app.reports.paginate import paginate
from app.reports.sheet import Align

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from app.reports.layout.grid import Cells, Grid
    from app.reports.paginate import Pages, PlacedPage

    Progress = Callable[[int, int], None]

_UNIT = 5.25  # points that one narrow character stands for
_PAGE_END = "\f\n"


def to_text(
    documents: Document | Sequence[Document],
    *,
    progress: Progress | None = None,
    shipped_only: bool = True,
) -> str:
    """``documents`` as text, a form feed after each page; pages are those of the PDF.

    Args:
        progress: told pages done and pages in all.
        shipped_only: measure with the shipped fonts, so that every machine gives the same.
    """
    if isinstance(documents, Document):
        documents = (documents,)
    pages = paginate(*documents, fonts=Fonts(shipped_only=shipped_only))
    widths: dict[Grid, list[int]] = {}
    out = []
    for page in pages.pages:
        out.append(_page_text(page, pages, widths))
        if progress is not None:
            progress(page.number, len(pages.pages))
    return _PAGE_END.join([*out, ""])


def display_width(text: str) -> int:
    """Columns ``text`` takes where Han characters take two."""
    return sum(
        0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )


def padded(text: str, width: int, align: Align = Align.LEFT) -> str:
    """``text`` filled with blanks to ``width`` columns."""
    spare = max(0, width - display_width(text))
    if align is Align.RIGHT:
        return " " * spare + text
    before = spare // 2 if align is Align.CENTRE else 0
    return " " * before + text + " " * (spare - before)


def _page_text(placed: PlacedPage, pages: Pages, widths: dict[Grid, list[int]]) -> str:
    left = placed.page.margins[0] * MM
    lines: list[str] = []
    waiting: list[Words] = []
    for item in placed.items:
        if isinstance(item, Part):
            lines += _set(waiting, left)
            lines += _part(item, widths.setdefault(item.grid, _column_widths(item.grid)), left)
            waiting = []
        elif isinstance(item, Words):
            waiting.append(item)
    lines += _set(waiting, left)
    lines += _set(foot(placed.page, placed.number, len(pages.pages), pages.fonts), left)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _set(words: Iterable[Words], left: float) -> list[str]:
    """Words on lines by their baselines, in columns by their left ends."""
    lines: dict[int, list[Words]] = {}
    for word in words:
        lines.setdefault(round(word.y), []).append(word)
    return [_line(lines[y], left) for y in sorted(lines)]


def _line(words: Sequence[Words], left: float) -> str:
    text = ""
    for word in sorted(words, key=lambda w: w.x):
        column = round((word.x - left) / _UNIT)
        gap = column - display_width(text)
        text += " " * (max(gap, 2) if text else max(gap, 0)) + word.text
    return text


def _column_widths(grid: Grid) -> list[int]:
    """Width of each column, from its longest line anywhere on the sheet."""
    widths = []
    for place, texts in enumerate(grid.texts):
        wide = grid.wide[place]
        lines = {line for text in set(texts) for line in wide.get(text, (text,))}
        lines |= {line for cells in grid.bold.values() for line in cells[place]}
        lines.update(grid.head[place], *(extra.cells[place] for extra in grid.tail))
        totals = grid.bold_line(grid.grand_totals) if grid.grand_totals else None
        lines.update(totals.cells[place] if totals else ())
        widths.append(max(map(display_width, lines)))
    return widths


def _part(part: Part, widths: Sequence[int], left: float) -> list[str]:
    grid = part.grid
    places = grid.bands[part.band]
    shown = [widths[place] for place in places]
    rule = "+" + "+".join("-" * (width + 2) for width in shown) + "+"
    lines = _set((moved(w, part.top) for w in grid.headings[part.band].items), left)
    lines.append(rule)
    lines += _groups(part, shown)
    lines += _cells(part, grid.head, shown, centred=True)
    lines.append(rule)
    for extra in part.before:
        lines += _cells(part, extra.cells, shown)
    for row in part.rows:
        cells = grid.cells(row)
        if row in part.cut:
            first, last = part.cut[row]
            cells = tuple(texts[first:last] for texts in cells)
        lines += _cells(part, cells, shown)
    for extra in part.after:
        if extra.spanning:
            lines.append(f"| {padded(extra.spanning, len(rule) - 4, Align.CENTRE)} |")
        else:
            lines += _cells(part, extra.cells, shown)
    lines.append(rule)
    if part.empties:
        lines.append(f"（以下 {part.empties} 行空白，划斜线）")
    if part.noted:
        lines += _set(grid.noting.items, left)
    if part.signed:
        lines += _set(grid.signing.items, left)
    return lines


def _groups(part: Part, widths: Sequence[int]) -> list[str]:
    """The line of spanned headings, if there is one."""
    spans = part.grid.groups(part.band)
    if not part.grid.group_height:
        return []
    cells = [
        padded(group, sum(widths[first:last]) + 3 * (last - first - 1), Align.CENTRE)
        for group, first, last in spans
    ]
    return ["| " + " | ".join(cells) + " |"]


def _cells(part: Part, cells: Cells, widths: Sequence[int], *, centred: bool = False) -> list[str]:
    grid = part.grid
    places = grid.bands[part.band]
    height = max(1, *(len(cells[place]) for place in places))
    lines = []
    for number in range(height):
        texts = [
            padded(
                cells[place][number] if number < len(cells[place]) else "",
                width,
                Align.CENTRE if centred else grid.sheet.columns[place].alignment,
            )
            for place, width in zip(places, widths, strict=True)
        ]
        lines.append("| " + " | ".join(texts) + " |")
    return lines
