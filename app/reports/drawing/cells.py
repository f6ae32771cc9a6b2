"""Workbook cells: the one place where a value gets into one, and what pages are set to."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.errors import Refused
from app.reports.document import Numbering
from app.reports.drawing.formulas import begins_like_a_formula
from app.spec.kinds import NUMERIC, Kind
from app.spec.values import WHOLE, show_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.reports.document import Page
    from app.spec.codes import CodeList

    Progress = Callable[[int, int], None]

FORMATS = {
    Kind.MONEY: "#,##0.00",
    Kind.INTEGER: "0",
    Kind.DECIMAL: "General",
    Kind.DATE: "yyyy-mm-dd",
}
_UNITS = {Kind.MONEY: 100, Kind.DECIMAL: WHOLE}  # how many of what is stored make one
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST = 32_767
_PAPER_SIZES = {"A3": 8, "A4": 9, "A5": 11, "B5": 13}
_REPORT_EVERY = 500  # rows
_SMALL_SIZE = 7  # points: the small print must end before the page number in the middle


def put(cell: Any, value: object, kind: Kind, choices: CodeList | None = None) -> None:
    """Writes one value of ``kind``; the only way anything gets into a workbook cell.

    Numbers are written from numeric kinds alone, money exactly; whatever begins like a formula
    stays text.

    Raises:
        Refused: longer than a cell can be, or with characters a workbook cannot hold.
    """
    if value is None:
        return
    if kind in NUMERIC and isinstance(value, int):
        cell.value = Decimal(value) / _UNITS[kind] if kind in _UNITS else value
        cell.number_format = FORMATS[kind]
    elif kind is Kind.DATE and (day := day_of(value)) is not None:
        cell.value = day
        cell.number_format = FORMATS[kind]
    else:
        text = checked(show_kind(kind, value, choices))
        cell.value = text
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = begins_like_a_formula(text)


def checked(text: str) -> str:
    """``text`` if a workbook can hold it.

    Raises:
        Refused: it is too long or holds control characters. Nothing was written.
    """
    if len(text) > _LONGEST or _CONTROL.search(text):
        reason = "太长" if len(text) > _LONGEST else "含有看不见的控制字符"
        raise Refused(
            f"有一格的文字{reason}，电子表格放不下：“{_CONTROL.sub('', text)[:12]}……”",
            "台账没有变化，没有生成文件",
            "请改短或重新录入这一格，再导出一次",
            "R-303",
        )
    return text


def day_of(value: object) -> dt.date | None:
    """An ISO day as a date, if a workbook can hold it as one."""
    try:
        day = dt.date.fromisoformat(str(value))
    except ValueError:
        return None
    return day if day.year >= 1901 else None  # Excel knows no earlier days


class Counter:
    """Tells how many rows are done, now and then."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total = total
        self._done = 0
        self._progress = progress

    def add(self) -> None:
        """One more row is done."""
        self._done += 1
        is_due = self._done % _REPORT_EVERY == 0 or self._done == self._total
        if self._progress is not None and is_due:
            self._progress(self._done, self._total)


def sheet_name(title: str, taken: Sequence[str]) -> str:
    """A worksheet name Excel accepts, different from those ``taken``."""
    base = re.sub(r"[\[\]:*?/\\'\x00-\x1f]", "", title)[:28].strip() or "表"
    if base.casefold() == "history":  # Excel keeps this one for itself
        base = "表"
    names = {name.casefold() for name in taken}
    number, name = 1, base
    while name.casefold() in names:
        number += 1
        name = f"{base[:26]}({number})"
    return name


def set_page(target: Any, page: Page, *, across: int = 1) -> None:
    """Paper, margins, page numbers of a worksheet: as many pages as needed high.

    Args:
        across: how many pages wide.
    """
    setup = target.page_setup
    setup.orientation = "landscape" if page.landscape else "portrait"
    setup.paperSize = _PAPER_SIZES.get(page.paper, 9)
    setup.fitToWidth, setup.fitToHeight = across, 0
    target.sheet_properties.pageSetUpPr.fitToPage = True
    target.print_options.horizontalCentered = True
    margins = target.page_margins
    margins.left, margins.right, margins.top, margins.bottom = (mm / 25.4 for mm in page.margins)
    margins.header = margins.footer = 8 / 25.4
    if page.numbering is not Numbering.NONE:
        target.oddFooter.center.text = "第 &P 页\u3000共 &N 页"
    small = "\u3000".join(filter(None, (page.print_code, page.footer)))
    if small and not page.bare:
        target.oddFooter.left.text = small.replace("&", "&&")
        target.oddFooter.left.size = _SMALL_SIZE
    if page.watermark:
        target.oddHeader.right.text = page.watermark.replace("&", "&&")
