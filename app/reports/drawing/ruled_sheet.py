"""Ruled forms on a worksheet: a fine grid of equal columns, cells merged as wide as on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.reports.document import (
    Boxes,
    Face,
    Heading,
    PageBreak,
    Pairs,
    Paragraph,
    Ruled,
    Signatures,
)
from app.reports.drawing.cells import put, set_page
from app.reports.fonts import Fonts, printable
from app.reports.layout.heading import LINE, signed
from app.reports.layout.widths import MM
from app.reports.layout.wrap import wrap
from app.reports.sheet import Align
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.reports.document import Block, Box, Cell, FormRow, Page

_COLUMNS = 40
_POINTS_PER_CHARACTER = 5.35
_SIZE = 10.5
_FONT = "宋体"


def write_ruled(target: Any, blocks: Sequence[Block], page: Page) -> None:
    """Writes ``blocks`` on the worksheet ``target``, one page of paper under another."""
    _Writer(target, page).write(blocks)


class _Writer:
    """Writes from above; lengths in points."""

    def __init__(self, target: Any, page: Page) -> None:
        from openpyxl.styles import Alignment, Border, Font, Side

        self._target = target
        self._page = page
        self._room = (page.size_mm[0] - page.margins[0] - page.margins[1]) * MM
        self._unit = self._room / _COLUMNS
        self._row = 0
        self._measure = Fonts().measure(Face.SONG, _SIZE)
        side = Side(style="thin")
        self._border = Border(left=side, right=side, top=side, bottom=side)
        self._font = Font(_FONT, size=_SIZE)
        self._title = Font(_FONT, size=18, bold=True)
        self._aligned = {
            align: Alignment(
                horizontal="center" if align is Align.CENTRE else align.value,
                vertical="center",
                wrap_text=True,
            )
            for align in Align
        }

    def write(self, blocks: Iterable[Block]) -> None:
        """Every block in turn."""
        from openpyxl.utils import get_column_letter

        for block in blocks:
            self._block(block)
        for number in range(1, _COLUMNS + 1):
            letter = get_column_letter(number)
            self._target.column_dimensions[letter].width = round(
                self._unit / _POINTS_PER_CHARACTER, 2
            )
        self._target.print_area = f"A1:{get_column_letter(_COLUMNS)}{max(1, self._row)}"
        set_page(self._target, self._page)

    def _block(self, block: Block) -> None:
        from openpyxl.worksheet.pagebreak import Break

        match block:
            case PageBreak():
                self._target.row_breaks.append(Break(id=self._row))
            case Ruled():
                self._form(block)
            case Boxes():
                self._boxes(block)
            case _:
                for text, align, font in self._lines(block):
                    self._across(text, align, self._high(text, self._room) + 6.0, font)

    def _lines(self, block: Block) -> Iterator[tuple[str, Align, Any]]:
        """What a block says besides forms, each text over the whole width."""
        match block:
            case Heading():
                align = Align.LEFT if block.level else Align.CENTRE
                yield block.text, align, self._font if block.level else self._title
            case Paragraph():
                indent = "\u3000" * (block.indent if block.align is Align.LEFT else 0)
                yield indent + block.text, block.align, self._font
            case Signatures():
                yield (" " * 12).join(map(signed, block.names)), Align.LEFT, self._font
            case Pairs():
                for pair in block.items:
                    yield f"{pair.label}：{pair.text}", Align.LEFT, self._font
            case _:
                return

    def _boxes(self, block: Boxes) -> None:
        """Boxes of one height above the paper's foot in one row, each in the columns it covers."""
        lines: dict[float, list[Box]] = {}
        for box in block.boxes:
            if box.text:
                lines.setdefault(box.y, []).append(box)
        for y in sorted(lines):
            self._row += 1
            height = 0.0
            free = 1  # the first column that no box of this row has
            for box in sorted(lines[y], key=lambda box: box.x):
                first = max(free, round(box.x * MM / self._unit) + 1)
                end = min(_COLUMNS, max(first, round((box.x + box.width) * MM / self._unit)))
                if first > _COLUMNS:
                    continue
                self._merged(box.text, self._row, (first, end), box.align, ruled=box.border)
                height = max(height, self._high(box.text, (end - first + 1) * self._unit))
                free = end + 1
            self._target.row_dimensions[self._row].height = round(height, 2)

    def _form(self, form: Ruled) -> None:
        beside = round(form.photo_mm * MM / self._unit)
        for number, row in enumerate(form.rows):
            self._ruled(row, _COLUMNS - beside if number < form.photo_rows else _COLUMNS)
        if form.photo_rows:
            self._photo(form, beside)

    def _high(self, text: str, width: float) -> float:
        lines = wrap(printable(text), max(width - 6.0, 2 * _SIZE), self._measure) if text else ()
        return len(lines) * _SIZE * LINE + 6.0

    def _across(self, text: str, align: Align, height: float, font: Any) -> None:
        self._row += 1
        self._target.merge_cells(
            start_row=self._row, end_row=self._row, start_column=1, end_column=_COLUMNS
        )
        cell = self._target.cell(self._row, 1)
        put(cell, text, Kind.LONG_TEXT)
        cell.font, cell.alignment = font, self._aligned[align]
        self._target.row_dimensions[self._row].height = min(height, 400.0)

    def _ruled(self, row: FormRow, last: int) -> None:
        """One row from the first column to ``last``."""
        self._row += 1
        height = row.least_mm * MM
        for cell, (first, end) in zip(row.cells, self._spans(row.cells, last), strict=True):
            words = f"{cell.text}\n{cell.foot}" if cell.foot else cell.text
            align = Align.CENTRE if cell.is_label else cell.align
            self._merged(words, self._row, (first, end), align)
            height = max(height, self._high(words, (end - first + 1) * self._unit))
        self._target.row_dimensions[self._row].height = min(round(height, 2), 400.0)

    def _spans(self, cells: Sequence[Cell], last: int) -> list[tuple[int, int]]:
        """First and last column of each cell, from their widths."""
        room = last * self._unit
        fixed = sum(cell.width_mm * MM for cell in cells)
        open_ones = sum(not cell.width_mm for cell in cells)
        share = (room - fixed) / open_ones if open_ones else 0.0
        stretch = 1.0 if open_ones else room / fixed
        spans = []
        right, first = 0.0, 1
        for number, cell in enumerate(cells, 1):
            right += cell.width_mm * MM * stretch or share
            end = last if number == len(cells) else max(first, round(right / self._unit))
            spans.append((first, end))
            first = end + 1
        return spans

    def _merged(
        self, text: str, top: int, span: tuple[int, int], align: Align, *, ruled: bool = True
    ) -> None:
        first, last = span
        for column in range(first, last + 1) if ruled else ():
            self._target.cell(top, column).border = self._border
        if last > first:
            self._target.merge_cells(
                start_row=top, end_row=top, start_column=first, end_column=last
            )
        cell = self._target.cell(top, first)
        put(cell, text or None, Kind.LONG_TEXT)
        cell.font, cell.alignment = self._font, self._aligned[align]

    def _photo(self, form: Ruled, wide: int) -> None:
        """The photograph's box, ``wide`` columns, beside the first rows of ``form``."""
        first = _COLUMNS - wide + 1
        top = self._row - len(form.rows) + 1
        bottom = top + form.photo_rows - 1
        for row in range(top, bottom + 1):
            for column in range(first, _COLUMNS + 1):
                self._target.cell(row, column).border = self._border
        self._target.merge_cells(
            start_row=top, end_row=bottom, start_column=first, end_column=_COLUMNS
        )
        cell = self._target.cell(top, first)
        put(cell, form.photo, Kind.TEXT)
        cell.font, cell.alignment = self._font, self._aligned[Align.CENTRE]
