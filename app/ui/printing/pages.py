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
