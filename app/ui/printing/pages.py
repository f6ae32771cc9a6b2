"""The pages of a PDF as pictures: the one module that knows PDFium."""

from __future__ import annotations

import contextlib
import threading

import pypdfium2
from PySide6.QtGui import QImage

POINTS_PER_INCH = 72

_TURN = threading.Lock()  # PDFium works for one thread at a time


class PdfPages:
    """A PDF in memory whose pages are drawn when somebody looks at them.

    It is opened for each page anew, which takes a millisecond and leaves nothing to be closed.

    Attributes:
        data: the PDF itself.
        sizes: width and height of each page in points.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        with _TURN, contextlib.closing(pypdfium2.PdfDocument(data)) as document:
            self.sizes: tuple[tuple[float, float], ...] = tuple(
                document.get_page_size(number) for number in range(len(document))
            )

    def __len__(self) -> int:
        return len(self.sizes)

    def picture(self, number: int, width: int) -> QImage:
        """Page ``number`` (from 0) drawn ``width`` pixels wide, white where nothing stands."""
        with _TURN, contextlib.closing(pypdfium2.PdfDocument(self.data)) as document:
            page = document[number]
            bitmap = page.render(scale=width / page.get_width(), prefer_bgrx=True)
            image = QImage(
                bytes(bitmap.buffer),
                bitmap.width,
                bitmap.height,
                bitmap.stride,
                QImage.Format.Format_RGB32,
            )
            return image.copy()  # what PDFium lent goes back


_LONGEST_SIDE = 20  # times the shorter one; a page drawn as wide as the window would fill memory


def foreign_pages(data: bytes) -> PdfPages | None:
    """The pages of a PDF that somebody handed in; ``None`` where it cannot be shown."""
    try:
        pages = PdfPages(data)
    except pypdfium2.PdfiumError:
        return None  # damaged, or locked by a password
    if any(min(size) <= 0 or max(size) > min(size) * _LONGEST_SIDE for size in pages.sizes):
        return None
    return pages if len(pages) else None


def first_page(data: bytes, side: int) -> QImage | None:
    """The first page of such a PDF, ``side`` pixels long; ``None`` where it cannot be shown."""
    pages = foreign_pages(data)
    if pages is None:
        return None
    width, height = pages.sizes[0]
    return pages.picture(0, max(1, round(side * width / max(width, height))))
