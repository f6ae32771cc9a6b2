"""Running text and ruled forms as worksheet cells, framed like the paper and ready to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.reports.document import Boxes, Heading, Pairs, Paragraph, Signatures
from app.reports.drawing.cells import put, set_page
from app.reports.layout.heading import signed
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.reports.document import Block, Page, Pair

_FONT = "宋体"
_LABEL_FILL = "EDEDED"
_LABEL, _VALUE, _LINE = 22, 30, 90  # widths of columns, in characters of half an em
_SIZE, _TITLE_SIZE = 10.5, 18
_PITCH = 15.5  # height of a line in points
_LEAST = 20.0


class TextWriter:
    """Writes blocks on one worksheet, from above: pairs in boxes, all else over the whole width."""

    def __init__(self, target: Any, page: Page) -> None:
        from openpyxl.styles import Border, Font, PatternFill, Side

        self._target = target
        self._page = page
        self._row = 0
        side = Side(style="thin")
        self._border = Border(left=side, right=side, top=side, bottom=side)
        self._fill = PatternFill("solid", fgColor=_LABEL_FILL)
        self._fonts = {bold: Font(_FONT, size=_SIZE, bold=bold) for bold in (False, True)}
        self._title_font = Font(_FONT, size=_TITLE_SIZE, bold=True)
        self._widths: tuple[int, ...] = (_LINE,)

    def write(self, blocks: Sequence[Block]) -> None:
        """Write all of ``blocks``; what stands on the sheet is what is printed."""
        across = max((block.across for block in blocks if isinstance(block, Pairs)), default=0)
        if across:
            self._widths = (_LABEL, _VALUE) * across
        for block in blocks:
            self._block(block)
        letters = "ABCDEFGH"[: len(self._widths)]
        for letter, width in zip(letters, self._widths, strict=True):
            self._target.column_dimensions[letter].width = width
        self._target.print_area = f"A1:{letters[-1]}{max(self._row, 1)}"
        set_page(self._target, self._page)

    def _block(self, block: Block) -> None:
        match block:
            case Heading(text=text):
                self._line(text, bold=True, is_title=block.level == 0)
            case Paragraph(text=text, bold=bold):
                for line in text.split("\n"):
                    self._line(line, bold=bold)
            case Pairs():
                for pairs in block.lines(lambda text: _half_ems(text) <= _VALUE):
                    self._pairs(pairs)
            case Signatures():
                self._line("\u3000\u3000\u3000\u3000".join(map(signed, block.names)))
                if block.seal:
                    self._line("（盖章）")
            case Boxes():
                self._boxes(block)
            case _:
                return

    def _boxes(self, block: Boxes) -> None:
        """What stands at one height, on one line."""
        told = [box for box in block.boxes if box.text]
        for y in dict.fromkeys(box.y for box in told):
            self._line("\u3000\u3000".join(box.text for box in told if box.y == y))

    def _line(self, text: str, *, bold: bool = False, is_title: bool = False) -> None:
        from openpyxl.styles import Alignment

        self._row += 1
        cell = self._target.cell(self._row, 1)
        put(cell, text, Kind.LONG_TEXT)
        cell.font = self._title_font if is_title else self._fonts[bold]
        where = "center" if is_title else "left"
        cell.alignment = Alignment(horizontal=where, vertical="center", wrap_text=True)
        self._span(1, len(self._widths))
        height = 34.0 if is_title else _lines(text, sum(self._widths)) * _PITCH + 4
        self._target.row_dimensions[self._row].height = height

    def _pairs(self, pairs: Sequence[Pair]) -> None:
        """One line of boxes; the last value takes what is left of the line."""
        from openpyxl.styles import Alignment

        self._row += 1
        lines = 1
        for place, pair in enumerate(pairs):
            first = 2 * place + 1
            label, value = (self._target.cell(self._row, first + more) for more in (0, 1))
            put(label, pair.label, Kind.TEXT)
            put(value, pair.value, pair.kind, pair.choices)
            label.font, value.font = self._fonts[True], self._fonts[False]
            label.fill = self._fill
            label.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            value.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True)
            last = len(self._widths) if pair is pairs[-1] else first + 1
            self._span(first + 1, last)
            room = sum(self._widths[first:last])
            lines = max(lines, _lines(pair.label, _LABEL), _lines(pair.text, room))
        for column in range(1, len(self._widths) + 1):
            self._target.cell(self._row, column).border = self._border
        self._target.row_dimensions[self._row].height = max(_LEAST, lines * _PITCH + 4)

    def _span(self, first: int, last: int) -> None:
        if last > first:
            self._target.merge_cells(
                start_row=self._row, end_row=self._row, start_column=first, end_column=last
            )


def _lines(text: str, room: int) -> int:
    """How many lines ``text`` takes in ``room`` half ems."""
    return sum(-(-max(_half_ems(line), 1) // room) for line in text.split("\n"))


def _half_ems(text: str) -> int:
    return sum(1 if char.isascii() else 2 for char in text)
