"""Large registers as plain tables: a workbook or a text file, row by row in bounded memory."""

from __future__ import annotations

import csv
from itertools import chain, islice
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from app.errors import Refused
from app.reports.drawing.cells import FORMATS, checked, day_of, put
from app.reports.drawing.formulas import guarded
from app.reports.safe_file import replacing
from app.spec.kinds import NUMERIC, Kind
from app.spec.values import WHOLE, show_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from app.spec.codes import CodeList

    Progress = Callable[[int, int], None]
    Rows = Iterable[Sequence[object]]

_ROWS_AT_MOST = 1_048_576 - 2  # of a worksheet, without title and heading
_REPORT_EVERY = 1_000
_LOOKED_AT = 200  # rows, for the column widths
_WIDEST, _NARROWEST = 44, 8  # characters
_HEAD_FILL = "EBEBEB"
_SHORT = 1_000  # characters; far below what a cell can hold


def write_rows(
    target: Path,
    headings: Sequence[str],
    kinds: Sequence[Kind],
    rows: Rows,
    *,
    choices: Sequence[CodeList | None] = (),
    title: str = "",
    total: int = 0,
    progress: Progress | None = None,
) -> int:
    """Writes a workbook of one table; the heading is repeated on every printed page.

    Args:
        rows: stored values, one per heading; read once.
        choices: code lists of the columns; empty for none.
        title: a line above the table.
        total: how many rows there will be, as far as known; only for ``progress``.
        progress: told rows done and ``total``; what it raises stops the work, and nothing stays
            behind.

    Returns:
        The number of rows written.

    Raises:
        Refused: a text no workbook can hold, or too many rows. Nothing was written.
        StorageError: the file could not be written. What was there still is.
    """
    heads = _distinct([checked(heading) for heading in headings])
    counted = _Counted(rows, total, progress, _ROWS_AT_MOST)
    codes = choices or (None,) * len(kinds)
    with replacing(target) as draft:
        try:
            import rustpy_xlsxwriter
        except ImportError:  # no wheel for this machine: slower, and the same table
            _write_openpyxl(draft, heads, list(zip(kinds, codes, strict=True)), counted, title)
        else:
            _write_rust(
                rustpy_xlsxwriter,
                draft,
                heads,
                list(zip(kinds, codes, strict=True)),
                counted,
                title,
            )
    return counted.done


def write_csv(
    target: Path,
    headings: Sequence[str],
    kinds: Sequence[Kind],
    rows: Rows,
    *,
    choices: Sequence[CodeList | None] = (),
    total: int = 0,
    progress: Progress | None = None,
) -> int:
    """Writes a table as text: UTF-8 with a mark that Excel knows it by, every field quoted.

    A text that a spreadsheet would take for a formula gets one ``'`` before it, which our
    reader takes off again. Arguments as :func:`write_rows`.

    Returns:
        The number of rows written.

    Raises:
        StorageError: the file could not be written. What was there still is.
    """
    counted = _Counted(rows, total, progress, None)
    columns = list(zip(kinds, choices or (None,) * len(kinds), strict=True))
    with (
        replacing(target) as draft,
        draft.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow([guarded(heading) for heading in headings])
        for row in counted:
            writer.writerow([_csv_text(v, *column) for v, column in zip(row, columns, strict=True)])
    return counted.done


class _Counted:
    """Rows counted as they pass."""

    def __init__(
        self, rows: Rows, total: int, progress: Progress | None, at_most: int | None
    ) -> None:
        self._rows = rows
        self._total = total
        self._progress = progress
        self._at_most = at_most
        self.done = 0

    def __iter__(self) -> Iterator[Sequence[object]]:
        for row in self._rows:
            yield row
            self.done += 1
            if self._at_most is not None and self.done > self._at_most:
                raise Refused(
                    f"这张表超过了 {self._at_most} 行，一个电子表格放不下",
                    "台账没有变化，没有生成文件",
                    "请按年度或小组分几次导出",
                    "R-304",
                )
            if self._progress is not None and self.done % _REPORT_EVERY == 0:
                self._progress(self.done, self._total)
        if self._progress is not None:
            self._progress(self.done, self._total)


_ColumnKind = tuple[Kind, "CodeList | None"]
_Row: TypeAlias = tuple[object, ...]
_Converter: TypeAlias = "Callable[[Sequence[object]], Sequence[object]]"


def _write_rust(
    writer: Any,
    draft: Path,
    heads: Sequence[str],
    columns: Sequence[_ColumnKind],
    rows: Iterable[Sequence[object]],
    title: str,
) -> None:
    def styled(number_format: str) -> Any:
        style = writer.Format()
        style.set_num_format(number_format)
        return style

    head = writer.Format()
    head.set_bold()
    head.set_background_color(f"#{_HEAD_FILL}")
    cells = [_converter(kind, codes) for kind, codes in columns]
    waiting = iter(rows)
    first = _converted(list(islice(waiting, _LOOKED_AT)), cells)
    rest = _in_batches(waiting, cells)
    head_row = 1 if title else 0
    # A merged range cannot be a single cell.
    merged = [(0, 0, 0, len(heads) - 1, checked(title))] if title and len(heads) > 1 else None
    book = writer.FastExcel(str(draft), output_format="xlsx")
    book.freeze(row=head_row + 1)
    # With no rows the writer never learns the headings; one empty row says them.
    records = chain(first, rest) if first else [[None] * len(heads)]
    book.sheet(
        "Sheet1",
        (dict(zip(heads, row, strict=True)) for row in records),
        header_row=head_row,
        header_format=head,
        merge_ranges=merged,
        column_formats=[styled(FORMATS.get(kind, "@")) for kind, _ in columns],
        column_widths=_widths(heads, first),
        ignore_errors=list(heads),
        page_setup={
            "landscape": True,
            "paper_size": 9,
            "repeat_rows": (0, head_row),
            "fit_to_pages": (1, 0),
            "footer": "&C第 &P 页\u3000共 &N 页",
        },
    )
    book.save()


def _write_openpyxl(
    draft: Path,
    heads: Sequence[str],
    columns: Sequence[_ColumnKind],
    rows: Iterable[Sequence[object]],
    title: str,
) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")

    def cell(value: object, kind: Kind, codes: CodeList | None = None) -> Any:
        made = WriteOnlyCell(sheet)
        put(made, value, kind, codes)
        return made

    waiting = iter(rows)
    first = list(islice(waiting, _LOOKED_AT))
    shown = [
        [show_kind(*_kind_first(c, v)) for c, v in zip(columns, row, strict=True)] for row in first
    ]
    for number, width in enumerate(_widths(heads, shown), 1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = width
        # Cells left blank too: a number typed there stays the text it is.
        dimension.number_format = FORMATS.get(columns[number - 1][0], "@")
    head_row = 2 if title else 1
    sheet.freeze_panes = f"A{head_row + 1}"
    sheet.print_title_rows = f"1:{head_row}"
    sheet.page_setup.orientation = "landscape"
    if title:
        sheet.append([cell(title, Kind.TEXT)])
    styled = [cell(head, Kind.TEXT) for head in heads]
    for made in styled:
        made.font = Font(bold=True)
        made.fill = PatternFill("solid", fgColor=_HEAD_FILL)
    sheet.append(styled)
    for row in chain(first, waiting):
        sheet.append([cell(v, *column) for v, column in zip(row, columns, strict=True)])
    book.save(draft)


def _kind_first(column: _ColumnKind, value: object) -> tuple[Kind, object, CodeList | None]:
    return column[0], value, column[1]


def _in_batches(rows: Iterator[Sequence[object]], cells: Sequence[_Converter]) -> Iterator[_Row]:
    while batch := list(islice(rows, _REPORT_EVERY)):
        yield from _converted(batch, cells)


def _converted(rows: Sequence[Sequence[object]], cells: Sequence[_Converter]) -> list[_Row]:
    """Stored values as what the fast writer takes, column by column: half the time of cells."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(cells)
    return list(zip(*(c(v) for c, v in zip(cells, columns, strict=True)), strict=True))


def _converter(kind: Kind, codes: CodeList | None) -> _Converter:
    """What turns a column of stored values into what the fast writer takes."""
    if kind is Kind.MONEY:
        # Fen up to 90 trillion yuan stay exact to the cent in the workbook's own numbers.
        return lambda column: [v / 100 if isinstance(v, int) else v for v in column]
    if kind is Kind.DECIMAL:
        return lambda column: [v / WHOLE if isinstance(v, int) else v for v in column]
    if kind is Kind.INTEGER:
        return lambda column: column
    if kind is Kind.DATE:
        return lambda column: [
            None if value is None else day_of(value) or checked(str(value)) for value in column
        ]

    def texts(column: Sequence[object]) -> Sequence[object]:
        if codes is None and set(map(type, column)) <= {str, NoneType}:
            shown = cast("Sequence[str | None]", column)
        else:
            shown = [None if v is None else show_kind(kind, v, codes) for v in column]
        known = list(filter(None, shown))
        # Most texts are short and plain; only where one is not, each needs a closer look.
        if "".join(known).isprintable() and max(map(len, known), default=0) < _SHORT:
            return shown
        return [text and checked(text) for text in shown]

    return texts


def _widths(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> list[int]:
    """Column widths in characters, from the heading and the first rows."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(heads)
    return [
        max(_NARROWEST, min(_WIDEST, max(_narrow_width(text) for text in (head, *column)) + 2))
        for head, column in zip(heads, columns, strict=True)
    ]


def _narrow_width(value: object) -> int:
    """Columns a value takes where Han characters take two."""
    return sum(2 if char > "\u2e7f" else 1 for char in str(value)) if value is not None else 0


def _distinct(headings: Sequence[str]) -> list[str]:
    """Headings made different, as the fast writer tells columns apart by them."""
    heads: list[str] = []
    for heading in headings:
        name, number = heading, 1
        while name in heads:
            number += 1
            name = f"{heading}({number})"
        heads.append(name)
    return heads


def _csv_text(value: object, kind: Kind, codes: CodeList | None) -> str:
    if kind is Kind.MONEY and isinstance(value, int):
        # Without separators: other programs read 1,234.50 as two fields or as text.
        return f"{'-' * (value < 0)}{abs(value) // 100}.{abs(value) % 100:02d}"
    text = show_kind(kind, value, codes)
    if kind is Kind.DECIMAL:
        return text.replace(",", "")
    return text if kind in NUMERIC else guarded(text)
