"""Tables as PDF operators: text of a page as one string, frames and heads drawn once."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

from app.reports.document import Face
from app.reports.layout.grid import LEADING
from app.reports.layout.heading import RISE
from app.reports.layout.items import aligned, moved
from app.reports.layout.widths import PAD
from app.reports.sheet import Align
from app.spec.kinds import NUMERIC, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.reports.ink import Ink, Pen
    from app.reports.layout.grid import Extra, Grid
    from app.reports.layout.items import Part, Words

_HEAD_GREY = 0.92
_RULE = 0.5
_RED = "0.75 0 0 rg"
_WORDS = frozenset({Kind.TEXT, Kind.NAME, Kind.LONG_TEXT, Kind.REFERENCE})
# Cell texts kept per column; registers have columns where every text is another.
_KEPT = 4_000


class TablePainter:
    """Draws the parts of sheets on the pages of one canvas.

    Lengths in points; y is counted downwards, as pages are laid out, and turned only where
    an operator is written.
    """

    def __init__(self, canvas: Any, ink: Ink) -> None:
        self._canvas = canvas
        self._ink = ink
        self._page_height = 0.0
        self._forms: dict[tuple[object, ...], str] = {}
        self._kept: dict[tuple[Grid, int, int], dict[str, tuple[str, str]]] = {}

    def paint(self, part: Part, page_height: float) -> None:
        """Draws ``part`` on the canvas's current page."""
        self._page_height = page_height
        grid = part.grid
        self._form(("head", grid, part.band, part.top), lambda: self._head(part))
        heights = part.heights
        tops = list(accumulate(heights, initial=part.table_top + grid.head_height))
        if all(height == grid.base for height in heights):
            key = ("rules", grid, part.band, part.table_top, len(heights))
            self._form(key, lambda: self._rules(part, tops))
        else:
            self._put(self._rules(part, tops))
        texts: list[str] = []
        self._rows(part, tops, texts)
        first = len(part.before) + len(part.rows)
        for extras, start in ((part.before, 0), (part.after, first)):
            for number, extra in enumerate(extras, start):
                self._extra(part, extra, tops[number], texts)
        if part.noted:
            texts += self._words(grid.noting.items, part.table_bottom)
        if part.signed:
            above = grid.noting.height if part.noted else 0.0
            texts += self._words(grid.signing.items, part.table_bottom + above)
        self._put("BT\n" + "\n".join(texts) + "\nET")
        if part.empties:
            edges = grid.edges(part.band)
            top, bottom = self._up(tops[-1 - part.empties]), self._up(tops[-1])
            self._put(f"{_RULE} w {edges[-1]:.2f} {top:.2f} m {edges[0]:.2f} {bottom:.2f} l S")

    def _up(self, y: float) -> float:
        return self._page_height - y

    def _put(self, operators: str) -> None:
        self._canvas._code.append(operators)  # noqa: SLF001 – one string a page, not a call a cell

    def _form(self, key: tuple[object, ...], draw: Any) -> None:
        """Draws what many pages share, once for all of them."""
        name = self._forms.get((*key, self._page_height))
        if name is None:
            name = self._forms[*key, self._page_height] = f"shared{len(self._forms)}"
            operators = draw()
            self._canvas.beginForm(name, 0, 0, *self._canvas._pagesize)  # noqa: SLF001
            self._put(operators)
            self._canvas.endForm()
        self._canvas.doForm(name)

    def _head(self, part: Part) -> str:
        """Title, caption and the table's head."""
        grid = part.grid
        edges = grid.edges(part.band)
        top, height = part.table_top, grid.head_height
        width = edges[-1] - edges[0]
        shade = f"{edges[0]:.2f} {self._up(top + height):.2f} {width:.2f} {height:.2f} re f"
        out = [f"{_HEAD_GREY} g {shade} 0 g {_RULE} w"]
        texts = self._words(grid.headings[part.band].items, part.top)
        pen = self._ink.pen(Face.SONG_BOLD, grid.size)
        out.append(self._line(edges[0], top, edges[-1], top))
        for group, first, last in grid.groups(part.band):
            for number in range(first, last):
                start = top + (grid.group_height if group and number > first else 0.0)
                out.append(self._line(edges[number], start, edges[number], top + height))
                lines = grid.head[grid.bands[part.band][number]]
                under = grid.group_height if group else 0.0
                box = edges[number], edges[number + 1], top + under, height - under
                texts += self._block(lines, box, pen, Align.CENTRE)
            if group:
                middle = top + grid.group_height
                out.append(self._line(edges[first], middle, edges[last], middle))
                box = edges[first], edges[last], top, grid.group_height
                texts += self._block((group,), box, pen, Align.CENTRE)
        out.append(self._line(edges[-1], top, edges[-1], top + height))
        return "\n".join([*out, "S", "BT", *texts, "ET"])

    def _line(self, x: float, y: float, to_x: float, to_y: float) -> str:
        return f"{x:.2f} {self._up(y):.2f} m {to_x:.2f} {self._up(to_y):.2f} l"

    def _rules(self, part: Part, tops: Sequence[float]) -> str:
        """The grid under the head; a line across all columns has no rules within."""
        edges = part.grid.edges(part.band)
        out = [f"{_RULE} w"]
        out += [self._line(edges[0], y, edges[-1], y) for y in tops]
        inner_end = tops[-1 - part.empties]
        if part.after and part.after[-1].spanning:
            inner_end = tops[-2 - part.empties]
        for number, x in enumerate(edges):
            end = tops[-1] if number in {0, len(edges) - 1} else inner_end
            out.append(self._line(x, tops[0], x, end))
            if part.empties and end != tops[-1]:
                out.append(self._line(x, inner_end, x, tops[-1]))
        return "\n".join([*out, "S"])

    def _rows(self, part: Part, tops: Sequence[float], out: list[str]) -> None:
        """Texts of the part's rows, column by column."""
        grid = part.grid
        shift = len(part.before) - part.rows.start
        special = {row for row in grid.bold if row in part.rows} | set(part.cut)
        plain = [row for row in part.rows if row not in special]
        drop = grid.size * (RISE - 0.5)
        middles = [(tops[row + shift] + tops[row + shift + 1]) / 2 for row in plain]
        baselines = [f"{self._up(middle + drop):.2f}" for middle in middles]
        edges = grid.edges(part.band)
        for number, place in enumerate(grid.bands[part.band]):
            x, to_x = edges[number], edges[number + 1]
            self._column(grid, (part.band, place), (x, to_x), (plain, baselines, middles), out)
        for row in special:
            cells = grid.cells(row)
            if row in part.cut:
                first, last = part.cut[row]
                cells = tuple(lines[first:last] for lines in cells)
            top = tops[row + shift]
            self._cells(part, cells, top, tops[row + shift + 1] - top, out, bold=row in grid.bold)

    def _column(
        self,
        grid: Grid,
        at: tuple[int, int],
        edges: tuple[float, float],
        rows: tuple[Sequence[int], Sequence[str], Sequence[float]],
        out: list[str],
    ) -> None:
        band, place = at
        numbers, baselines, middles = rows
        pen = self._ink.pen(Face.SONG, grid.size)
        column = grid.sheet.columns[place]
        kept = self._kept.setdefault((grid, band, place), {})
        texts, wide = grid.texts[place], grid.wide[place]
        inset = grid.inset(place)
        left, room = edges[0] + PAD + inset, grid.inner(place) - 2 * inset
        align, is_number = column.alignment, column.kind in NUMERIC
        shown_texts = map(texts.__getitem__, numbers)
        for text, baseline, middle in zip(shown_texts, baselines, middles, strict=True):
            if not text:
                continue
            if wide and text in wide:
                half = self._block_height(wide[text], grid.size) / 2
                box = edges[0] + inset, edges[1] - inset, middle - half, 2 * half
                out += self._block(wide[text], box, pen, align)
                continue
            written = kept.get(text)
            if written is None:
                if len(kept) > _KEPT:
                    kept.clear()
                x = left if align is Align.LEFT else aligned(align, left, room, pen.width(text))
                shown = pen.encode(text)
                if is_number and text[0] == "-":
                    shown = f"{_RED} {shown} 0 g"
                written = kept[text] = f"1 0 0 1 {x:.2f} ", f" Tm {shown}"
            out.append(f"{written[0]}{baseline}{written[1]}")

    def _extra(self, part: Part, extra: Extra, top: float, out: list[str]) -> None:
        if extra.spanning:
            edges = part.grid.edges(part.band)
            pen = self._ink.pen(Face.SONG, part.grid.size)
            box = edges[0], edges[-1], top, extra.height
            out += self._block((extra.spanning,), box, pen, Align.CENTRE)
        else:
            self._cells(part, extra.cells, top, extra.height, out, bold=True)

    def _cells(
        self,
        part: Part,
        cells: Sequence[Sequence[str]],
        top: float,
        height: float,
        out: list[str],
        *,
        bold: bool,
    ) -> None:
        """One row cell by cell; words of totals are centred."""
        grid = part.grid
        edges = grid.edges(part.band)
        pen = self._ink.pen(Face.SONG_BOLD if bold else Face.SONG, grid.size)
        for number, place in enumerate(grid.bands[part.band]):
            column = grid.sheet.columns[place]
            align = Align.CENTRE if bold and column.kind in _WORDS else column.alignment
            inset = grid.inset(place)
            box = edges[number] + inset, edges[number + 1] - inset, top, height
            out += self._block(cells[place], box, pen, align, red=column.kind in NUMERIC)

    @staticmethod
    def _block_height(lines: Sequence[str], size: float) -> float:
        return (len(lines) - 1) * size * LEADING + size

    def _block(
        self,
        lines: Sequence[str],
        box: tuple[float, float, float, float],
        pen: Pen,
        align: Align,
        *,
        red: bool = False,
    ) -> Iterable[str]:
        """Lines in the middle of a cell from left to right edge, of height under its top."""
        left, right, top, height = box
        y = top + (height - self._block_height(lines, pen.size)) / 2 + pen.size * RISE
        for line in lines:
            if line:
                x = aligned(align, left + PAD, right - left - 2 * PAD, pen.width(line))
                shown = pen.write(line)
                if red and line[0] == "-":
                    shown = f"{_RED} {shown} 0 g"
                yield f"1 0 0 1 {x:.2f} {self._up(y):.2f} Tm {shown}"
            y += pen.size * LEADING

    def _words(self, words: Iterable[Words], down: float) -> list[str]:
        return [words_operators(moved(w, down), self._ink, self._page_height) for w in words]


def words_operators(words: Words, ink: Ink, page_height: float) -> str:
    """``words`` as operators between BT and ET."""
    shown = ink.pen(words.face, words.size).write(words.text)
    if words.grey:
        shown = f"{words.grey} g {shown} 0 g"
    if words.spacing:
        shown = f"{words.spacing:.3f} Tc {shown} 0 Tc"
    return f"1 0 0 1 {words.x:.2f} {page_height - words.y:.2f} Tm {shown}"
