"""Running text and ruled forms set on pages, one block after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.reports.document import Face, Numbering
from app.reports.fonts import printable
from app.reports.layout.heading import LINE, RISE, balanced, signing
from app.reports.layout.items import Rectangle, Stroke, Words, aligned, moved
from app.reports.layout.widths import MM, PAD
from app.reports.layout.wrap import wrap
from app.reports.sheet import Align

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.reports.document import Box, Boxes, Heading, Page, Pairs, Paragraph, Signatures
    from app.reports.fonts import Fonts
    from app.reports.layout.items import Item

_LABEL_GREY = 0.93
_PALE = 0.6
_LEAST_SIZE = 7.5  # points; smaller nobody reads
_V_PAD = 1.2 * MM


class Flow:
    """Pages being filled from above.

    Attributes:
        pages: what stands on each page so far.
        y: where the next block begins, in points from the page's top.
    """

    def __init__(self, page: Page, fonts: Fonts) -> None:
        self.page = page
        self.fonts = fonts
        width, height = (side * MM for side in page.size_mm)
        left, right, top, bottom = (margin * MM for margin in page.margins)
        self.left, self.top = left, top
        self.room = width - left - right
        self.bottom = height - bottom
        self.pages: list[list[Item]] = [[]]
        self.y = top
        self._pitch = page.line_pt or page.body_pt * 1.6
        self._is_letter = page.numbering is Numbering.DASHES

    @property
    def is_at_top(self) -> bool:
        """Whether the page is still empty."""
        return not self.pages[-1]

    def new_page(self) -> None:
        """Begins a new page."""
        self.pages.append([])
        self.y = self.top

    def need(self, height: float) -> None:
        """Begins a new page unless ``height`` is left or the page is empty."""
        if self.y + height > self.bottom + 0.01 and not self.is_at_top:
            self.new_page()

    def heading(self, block: Heading) -> None:
        """Sets a heading and keeps two lines of what follows with it."""
        if block.level == 0:
            size, face, align = (22.0 if self._is_letter else 18.0), Face.SONG_BOLD, Align.CENTRE
        else:
            size, align = self.page.body_pt, Align.LEFT
            face = self._heading_face(block.level)
        measure = self.fonts.measure(face, size)
        indent = 2 if self._is_letter and block.level else 0
        room = self.room - indent * size
        lines = balanced(printable(block.text), room, measure)
        pitch = max(self._pitch, size * LINE)
        self.need((len(lines) + 2) * pitch)
        self._lines(lines, face, size, pitch, align, self.left + indent * size, room)
        if block.level == 0:
            self.y += pitch if self._is_letter else 2 * MM

    def _heading_face(self, level: int) -> Face:
        if not self._is_letter:
            return Face.SONG_BOLD
        return {1: Face.HEI, 2: Face.KAI}.get(level, self.page.body_face)

    def paragraph(self, block: Paragraph) -> None:
        """Sets running text line by line; a page may end within it."""
        size = block.size_pt or self.page.body_pt
        face = Face.SONG_BOLD if block.bold else self.page.body_face
        pitch = self._pitch * size / self.page.body_pt
        # Letters have 28 characters on a line that holds 27 and a half of their size.
        spacing = (self.room / round(self.room / size + 0.2) - size) if self._is_letter else 0.0
        measure = self.fonts.measure(face, size, spacing)
        indent = "\u3000" * (block.indent if block.align is Align.LEFT else 0)
        room = self.room - (block.indent * size if block.align is Align.RIGHT else 0.0)
        for text in printable(block.text).split("\n"):
            lines = wrap(indent + text, room, measure)
            for line in lines:
                self.need(pitch)
                at = self.left, room
                self._lines([line], face, size, pitch, block.align, *at, spacing=spacing)
        self.y += block.after_pt

    def _lines(
        self,
        lines: Sequence[str],
        face: Face,
        size: float,
        pitch: float,
        align: Align,
        left: float,
        room: float,
        *,
        spacing: float = 0.0,
    ) -> None:
        measure = self.fonts.measure(face, size, spacing)
        for line in lines:
            text = line.rstrip()
            x = aligned(align, left, room, measure(text))
            y = self.y + (pitch - size) / 2 + size * RISE
            if text:
                self.pages[-1].append(Words(x, y, text, face, size, spacing=spacing))
            self.y += pitch

    def signatures(self, block: Signatures) -> None:
        """Sets a line to sign, with a pale mark where the seal goes."""
        placed = signing(block.names, self.left, self.room, self.fonts)
        size = self.page.body_pt
        self.need(placed.height + (size * LINE if block.seal else 0.0))
        self.pages[-1] += [moved(words, self.y) for words in placed.items]
        self.y += placed.height
        if block.seal:
            under = placed.items[-1].x  # the day, which is signed last and stands on the right
            words = Words(under, self.y + size * RISE, "（盖章）", Face.SONG, size, grey=_PALE)
            self.pages[-1].append(words)
            self.y += size * LINE + 3 * MM

    def boxes(self, block: Boxes) -> None:
        """Sets rectangles at fixed places, all on one page."""
        self.need(block.height * MM)
        for line in block.lines:
            ends = line.x, line.y, line.to_x, line.to_y
            x, y, to_x, to_y = (end * MM for end in ends)
            left, top = self.left, self.y
            stroke = Stroke(left + x, top + y, left + to_x, top + to_y, line.dashed)
            self.pages[-1].append(stroke)
        for box in block.boxes:
            self._box(box)
        self.y += (block.height + 2) * MM

    def _box(self, box: Box) -> None:
        x, y = self.left + box.x * MM, self.y + box.y * MM
        width, height = box.width * MM, box.height * MM
        if box.border:
            self.pages[-1].append(Rectangle(x, y, width, height))
        if not box.text:
            return
        face = Face.SONG_BOLD if box.bold else Face.SONG
        size = box.size_pt
        room = width - 2 * PAD
        while True:
            measure = self.fonts.measure(face, size)
            lines = wrap(printable(box.text), room, measure)
            if len(lines) * size * LINE <= height or size <= _LEAST_SIZE:
                break
            size -= 0.5
        top = y + (height - len(lines) * size * LINE) / 2
        self.cell(lines, x + PAD, room, top, (face, size), box.align, measure)

    def cell(
        self,
        lines: Sequence[str],
        left: float,
        room: float,
        top: float,
        pen: tuple[Face, float],
        align: Align,
        measure: Callable[[str], float],
    ) -> None:
        """Sets ``lines`` under each other from ``top``."""
        face, size = pen
        for number, line in enumerate(lines):
            x = aligned(align, left, room, measure(line))
            y = top + number * size * LINE + (LINE - 1) / 2 * size + size * RISE
            if line:
                self.pages[-1].append(Words(x, y, line, face, size))

    def pairs(self, block: Pairs) -> None:
        """Sets a ruled form of labels and values; a line higher than a page goes over it."""
        size = self.page.body_pt if self.page.body_pt <= 12 else 12.0
        across = max(1, block.across)
        bold = self.fonts.measure(Face.SONG_BOLD, size)
        unit = self.room / across
        longest = max((bold(printable(pair.label)) for pair in block.items), default=0.0)
        label = block.label_mm * MM or min(max(longest + 2 * PAD, 20 * MM), unit * 0.4)
        measure = self.fonts.measure(Face.SONG, size)
        room = unit - label - 2 * PAD
        for items in block.lines(lambda text: measure(printable(text)) <= room):
            cells: list[_Cell] = []
            for number, pair in enumerate(items):
                left = self.left + number * unit
                is_last = number == len(items) - 1
                value = self.left + self.room - left - label if is_last else unit - label
                cells.append(self._pair_cell(pair.label, left, label, size, is_label=True))
                cells.append(self._pair_cell(pair.text, left + label, value, size, is_label=False))
            self._pair_row(cells, size, block.row_mm * MM)
        self.y += 2 * MM

    def _pair_cell(
        self, text: str, left: float, width: float, size: float, *, is_label: bool
    ) -> _Cell:
        face = Face.SONG_BOLD if is_label else Face.SONG
        lines = wrap(printable(text), width - 2 * PAD, self.fonts.measure(face, size))
        return left, width, lines, is_label

    def _pair_row(self, cells: Sequence[_Cell], size: float, least: float) -> None:
        pitch = size * LINE
        total = max(len(lines) for _, _, lines, _ in cells)
        start = 0
        while start < total:
            self.need(min(max(least, (total - start) * pitch + 2 * _V_PAD), 3 * pitch + 2 * _V_PAD))
            fitting = max(1, int((self.bottom - self.y - 2 * _V_PAD + 0.01) / pitch))
            if fitting < total - start <= int((self.bottom - self.top - 2 * _V_PAD) / pitch):
                self.new_page()
                fitting = total
            until = min(total, start + fitting)
            height = max(least, (until - start) * pitch + 2 * _V_PAD)
            for left, width, lines, is_label in cells:
                fill = _LABEL_GREY if is_label else None
                self.pages[-1].append(Rectangle(left, self.y, width, height, fill))
                face = Face.SONG_BOLD if is_label else Face.SONG
                part = lines[start:until]
                top = self.y + (height - len(part) * pitch) / 2
                align = Align.CENTRE if is_label else Align.LEFT
                measure = self.fonts.measure(face, size)
                at = left + PAD, width - 2 * PAD, top
                self.cell(part, *at, (face, size), align, measure)
            self.y += height
            start = until


_Cell = tuple[float, float, tuple[str, ...], bool]
