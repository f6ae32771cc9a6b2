"""Documents as workbooks, formatted like the paper and ready to print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.reports.document import Boxes, Document, Heading, PageBreak, Paragraph, Ruled
from app.reports.drawing.cells import FORMATS, Counter, put, set_page, sheet_name
from app.reports.drawing.ruled_sheet import write_ruled
from app.reports.drawing.text_cells import TextWriter
from app.reports.fonts import Fonts
from app.reports.layout.grid import Grid
from app.reports.layout.heading import signed
from app.reports.layout.widths import MM
from app.reports.safe_file import replacing
from app.reports.sheet import Align, Closing, Column, Role, Row, Sheet, carried, repeated, row_texts
from app.spec.kinds import Kind
from app.spec.values import WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from app.reports.document import Block, Page

    Progress = Callable[[int, int], None]

_POINTS_PER_CHARACTER = 5.35  # of the width unit of columns, at the default 11 pt
_HEAD_FILL = "EBEBEB"
_FULLER = 1.02  # how much fuller, so that rounding does not make the last page the fullest
_MOST_REPEATED = 4  # columns at the left of every page across
_FONT = "宋体"
_MOST_PLACES = len(str(WHOLE)) - 1  # decimals that are kept


def to_xlsx(
    documents: Document | Sequence[Document],
    target: Path,
    *,
    progress: Progress | None = None,
) -> int:
    """Writes ``documents`` to ``target``: a worksheet for each sheet, one for the text between.

    Page totals are left to paper: here rows are sorted and filtered, so a sheet has one total.

    Args:
        progress: told rows done and rows in all; what it raises stops the work, and nothing
            stays behind.

    Returns:
        The number of worksheets.

    Raises:
        Refused: a text no workbook can hold. Nothing was written.
        StorageError: the file could not be written. What was there still is.
    """
    from openpyxl import Workbook

    if isinstance(documents, Document):
        documents = (documents,)
    parts = [(d.page, part) for d in documents for part in _parts(d.blocks)]
    counter = Counter(sum(len(part.rows) for _, part in parts if isinstance(part, Sheet)), progress)
    book = Workbook()
    book.remove(book.active)
    for page, part in parts:
        title = part.name or part.title if isinstance(part, Sheet) else _first_words(part)
        sheet = book.create_sheet(sheet_name(title, book.sheetnames))
        if isinstance(part, Sheet):
            _SheetWriter(sheet, part, page, counter).write()
        elif _is_set_out(part):
            write_ruled(sheet, part, page)
        else:
            TextWriter(sheet, page).write(part)
    with replacing(target) as draft:
        book.save(draft)
    return len(parts)


def _parts(blocks: Sequence[Block]) -> Iterator[Sheet | tuple[Block, ...]]:
    """Every sheet alone, the blocks between two of them together.

    A new worksheet is a new page by itself, so that a break alone makes none.
    """
    between: list[Block] = []
    for block in blocks:
        if not isinstance(block, Sheet):
            between.append(block)
            continue
        yield from _between(between)
        between = []
        yield block
    yield from _between(between)


def _between(blocks: list[Block]) -> Iterator[tuple[Block, ...]]:
    """``blocks`` as one worksheet, unless they are breaks alone; those at its ends are dropped."""
    while blocks and isinstance(blocks[0], PageBreak):
        blocks = blocks[1:]
    while blocks and isinstance(blocks[-1], PageBreak):
        blocks = blocks[:-1]
    if blocks:
        yield tuple(blocks)


def _is_set_out(blocks: Sequence[Block]) -> bool:
    """Whether it matters where on the line words stand: forms, letters, cards."""
    return any(
        isinstance(block, Ruled | Boxes)
        or (isinstance(block, Paragraph) and block.align is not Align.LEFT)
        for block in blocks
    )


def _first_words(blocks: Sequence[Block]) -> str:
    return next((block.text for block in blocks if isinstance(block, Heading)), "正文")


class _SheetWriter:
    """Writes one sheet on one worksheet, from above."""

    def __init__(self, target: Any, sheet: Sheet, page: Page, counter: Counter) -> None:
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        self._target = target
        self._sheet = sheet
        self._page = page
        self._counter = counter
        width = (page.size_mm[0] - page.margins[0] - page.margins[1]) * MM
        self._grid = Grid(sheet, 0.0, width, Fonts())
        self._spans = _spans(self._grid)
        self._row = 0
        side = Side(style="thin")
        self._border = Border(left=side, right=side, top=side, bottom=side)
        self._fonts = {bold: Font(_FONT, size=self._grid.size, bold=bold) for bold in (False, True)}
        self._title_font = Font(_FONT, size=18, bold=True)
        self._fill = PatternFill("solid", fgColor=_HEAD_FILL)
        self._aligned = {
            align: Alignment(
                horizontal="center" if align is Align.CENTRE else align.value,
                vertical="center",
                wrap_text=True,
            )
            for align in Align
        }

    def write(self) -> None:
        """Writes title, caption, head, rows, closing, signers and note, and sets the page."""
        sheet, grid = self._sheet, self._grid
        self._band(sheet.title, Align.CENTRE, 28.0, font=self._title_font)
        for pairs in filter(None, (sheet.caption, sheet.filing)):
            self._caption(pairs)
        first = self._row + 1
        self._head()
        last_head = self._row
        for number, row in enumerate(sheet.rows[: grid.body]):
            self._body(row, max(grid.heights[number], grid.loose_height(number)))
            self._counter.add()
        for _ in range(sheet.blank_rows):
            self._body(Row(grid.no_values), grid.base)
        for row in (*sheet.rows[grid.body :], *self._total()):
            self._body(row, grid.base)
        if sheet.closing is not Closing.NONE and not sheet.blank_rows:
            self._band("以下空白", Align.CENTRE, grid.base, ruled=True)
        if sheet.note:
            self._band(sheet.note, Align.LEFT, grid.noting.height + 6)
        if sheet.signers:
            names = (" " * 16).join(signed(name) for name in sheet.signers)
            self._band(names, Align.LEFT, 30.0)
        self._set_page(first, last_head)

    def _band(
        self, text: str, align: Align, height: float, *, font: Any = None, ruled: bool = False
    ) -> None:
        """A line across all columns, on each of the pages across.

        What begins at the left edge is written once: the columns repeated show it everywhere.
        """
        self._row += 1
        for first, last in self._spans[: 1 if align is Align.LEFT else None]:
            if ruled:
                for column in range(first, last + 1):
                    self._target.cell(self._row, column).border = self._border
            self._across(text, (first, last), align, font)
        self._target.row_dimensions[self._row].height = height

    def _across(self, text: str, span: tuple[int, int], align: Align, font: Any = None) -> None:
        """Text over the columns of ``span`` in the present row."""
        first, last = span
        if last > first:
            self._merge(self._row, self._row, first, last)
        cell = self._target.cell(self._row, first)
        put(cell, text, Kind.TEXT)
        cell.font, cell.alignment = font or self._fonts[False], self._aligned[align]

    def _caption(self, pairs: Sequence[tuple[str, str]]) -> None:
        """First pair at the left edge, the last at the right, in halves of each page's width."""
        texts = [f"{label}：{value}" if label else value for label, value in pairs]
        if len(texts) == 1 or any(first == last for first, last in self._spans):
            self._band("\u3000".join(texts), Align.LEFT, 18.0)
            return
        self._row += 1
        for first, last in self._spans:
            middle = (first + last - 1) // 2
            if first == 1:  # the columns repeated on every page across show it there too
                self._across("\u3000".join(texts[:-1]), (first, middle), Align.LEFT)
            self._across(texts[-1], (middle + 1, last), Align.RIGHT)
        self._target.row_dimensions[self._row].height = 18.0

    def _head(self) -> None:
        grid = self._grid
        columns = self._sheet.columns
        grouped = any(column.group for column in columns)
        top = self._row + 1
        self._row += 2 if grouped else 1
        for number, column in enumerate(columns, 1):
            for row in range(top, self._row + 1):
                cell = self._target.cell(row, number)
                cell.border, cell.fill = self._border, self._fill
                cell.font, cell.alignment = self._fonts[True], self._aligned[Align.CENTRE]
            start = self._row if column.group else top
            put(self._target.cell(start, number), column.title, Kind.TEXT)
            if start < self._row:
                self._merge(start, self._row, number, number)
        self._groups(top)
        self._target.row_dimensions[self._row].height = grid.head_height - grid.group_height
        if grouped:
            self._target.row_dimensions[top].height = grid.group_height

    def _groups(self, row: int) -> None:
        start = 0
        columns = self._sheet.columns
        for number in range(1, len(columns) + 1):
            if number < len(columns) and columns[number].group == columns[start].group:
                continue
            if columns[start].group:
                put(self._target.cell(row, start + 1), columns[start].group, Kind.TEXT)
                if number - start > 1:
                    self._merge(row, row, start + 1, number)
            start = number

    def _merge(self, first: int, last: int, left: int, right: int) -> None:
        self._target.merge_cells(start_row=first, end_row=last, start_column=left, end_column=right)

    def _body(self, row: Row, height: float) -> None:
        self._row += 1
        texts = row_texts(self._sheet, row) if row.label else None
        bold = row.role is not Role.BODY
        for number, (column, value) in enumerate(
            zip(self._sheet.columns, row.values, strict=True), 1
        ):
            cell = self._target.cell(self._row, number)
            cell.border, cell.font = self._border, self._fonts[bold]
            cell.alignment = self._aligned[column.alignment]
            if value is not None or texts is None or not texts[number - 1]:
                put(cell, value, column.kind, column.choices)
                if column.places and value is not None:
                    cell.number_format = _with_places(column)
                if value is None:
                    cell.number_format = _empty_format(column)
            else:
                put(cell, texts[number - 1], Kind.TEXT)
                cell.alignment = self._aligned[Align.CENTRE]
        self._target.row_dimensions[self._row].height = round(height, 2)

    def _total(self) -> tuple[Row, ...]:
        """The sheet's total, unless its builder gave one."""
        sheet = self._sheet
        if not (sheet.sums or sheet.balances) or len(sheet.rows) > self._grid.body:
            return ()
        return (Row(carried(sheet, sheet.rows, self._grid.no_values), Role.TOTAL, "合计"),)

    def _set_page(self, first_head: int, last_head: int) -> None:
        from openpyxl.utils import get_column_letter
        from openpyxl.worksheet.pagebreak import Break

        target = self._target
        for number, width in enumerate(self._widths(), 1):
            letter = get_column_letter(number)
            target.column_dimensions[letter].width = round(width / _POINTS_PER_CHARACTER, 2)
        last = get_column_letter(len(self._grid.widths))
        target.print_area = f"A1:{last}{self._row}"
        target.print_title_rows = f"1:{last_head}"
        target.freeze_panes = f"A{last_head + 1}"
        if first_head == last_head and self._row > last_head:
            end = last_head + len(self._sheet.rows[: self._grid.body])
            target.auto_filter.ref = f"A{last_head}:{last}{max(end, last_head)}"
        set_page(target, self._page, across=len(self._spans))
        if len(self._spans) > 1:
            target.print_title_cols = f"A:{get_column_letter(self._repeated)}"
            for _, end in self._spans[:-1]:
                target.col_breaks.append(Break(id=end))

    @property
    def _repeated(self) -> int:
        """How many columns at the left stand on every page across."""
        # Excel repeats all columns from the first to the last, so a name far off is let be.
        named = max(repeated(self._sheet)) + 1
        return named if named <= _MOST_REPEATED else 1

    def _widths(self) -> list[float]:
        """Widths of the columns, those of every page across but the last made equally full.

        Spreadsheets that fit a sheet to so many pages fill each page in turn and ignore breaks:
        a page with room to spare would begin with what belongs to the next.
        """
        widths = list(self._grid.widths)
        # What each page holds besides the columns repeated on it.
        own = [slice(max(first - 1, self._repeated), last) for first, last in self._spans]
        fullest = max(sum(widths[part]) for part in own)
        for part in own[:-1]:
            more = fullest * _FULLER / sum(widths[part])
            widths[part] = [width * more for width in widths[part]]
        return widths


def _spans(grid: Grid) -> list[tuple[int, int]]:
    """First and last column, from 1, that stand for the first time on each page across."""
    spans: list[tuple[int, int]] = []
    for band in grid.bands:
        first = spans[-1][1] + 1 if spans else 1
        spans.append((first, max(band) + 1))
    return spans


def _empty_format(column: Column) -> str:
    """Blank cells take what will be typed as their column means it."""
    return FORMATS.get(column.kind, "@")


def _with_places(column: Column) -> str:
    """At least the column's decimals and never fewer than the number has."""
    return f"#,##0.{'0' * column.places}{'#' * (_MOST_PLACES - column.places)}"
