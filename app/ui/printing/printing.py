"""From the pages of a PDF to the printer: the very pages the preview shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from app.errors import StorageError
from app.ui.printing.pages import POINTS_PER_INCH, PdfPages

if TYPE_CHECKING:
    from collections.abc import Callable

    Progress = Callable[[int, int], None]

_FINEST = 300  # dots an inch; finer pictures only take longer and look the same


def printer_for(pages: PdfPages, title: str) -> QPrinter:
    """A printer set to the paper of the first page, the rest left to the user."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setCreator("工会台账")
    printer.setFullPage(True)
    _lay(printer, pages.sizes[0])
    return printer


def _lay(printer: QPrinter, size: tuple[float, float]) -> None:
    """Set paper and orientation for a page of ``size`` points."""
    width, height = size
    upright = QSizeF(min(size), max(size))
    paper = QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    turned = (
        QPageLayout.Orientation.Landscape if width > height else QPageLayout.Orientation.Portrait
    )
    layout = QPageLayout(paper, turned, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    printer.setPageLayout(layout)


def chosen_pages(printer: QPrinter, count: int, current: int) -> list[int]:
    """Pages (from 0) the user asked for, in the order and as often as they go to the paper."""
    ranges = QPrinter.PrintRange
    if printer.printRange() == ranges.CurrentPage:
        pages = [current - 1]
    elif printer.printRange() == ranges.PageRange and printer.fromPage():
        last = min(printer.toPage() or count, count)
        pages = list(range(printer.fromPage() - 1, last))
    else:
        pages = list(range(count))
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        pages.reverse()
    copies = 1 if printer.supportsMultipleCopies() else max(1, printer.copyCount())
    if printer.collateCopies():
        return pages * copies
    return [page for page in pages for _ in range(copies)]


def print_pages(data: bytes, printer: QPrinter, wanted: list[int], progress: Progress) -> int:
    """Send pages of the PDF ``data`` to ``printer``; meant for a worker thread.

    Args:
        progress: told pages sent and pages in all; what it raises stops the print.

    Returns:
        The number of sheets' sides printed.

    Raises:
        StorageError: the printer does not take the work.
    """
    pages = PdfPages(data)
    painter = QPainter()
    try:
        laid: tuple[float, float] | None = None
        for done, number in enumerate(wanted):
            if pages.sizes[number] != laid:
                laid = pages.sizes[number]
                _lay(printer, laid)
            _begin_page(painter, printer, is_first=done == 0)
            progress(done, len(wanted))
            dots = min(printer.resolution(), _FINEST)
            width = round(pages.sizes[number][0] / POINTS_PER_INCH * dots)
            place = QRectF(printer.paperRect(QPrinter.Unit.DevicePixel))
            painter.drawImage(place, pages.picture(number, width))
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()
    return len(wanted)


def _begin_page(painter: QPainter, printer: QPrinter, *, is_first: bool) -> None:
    begun = painter.begin(printer) if is_first else printer.newPage()
    if not begun:
        raise _no_printer(printer.printerName())


def _no_printer(name: str) -> StorageError:
    return StorageError(
        f"打印机“{name}”没有接受打印" if name else "没有可用的打印机",
        "台账没有变化，这份表册还在屏幕上",
        "请检查打印机已开机、有纸，再点“打印”；也可以先“存为 PDF”",
        "P-601",
    )
