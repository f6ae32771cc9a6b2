"""Documents as PDF files: what the preview shows and the printer prints."""

from __future__ import annotations

import math
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any

from app.reports.document import Document, Face
from app.reports.drawing.table import TablePainter, words_operators
from app.reports.fonts import Fonts, printable
from app.reports.ink import Ink
from app.reports.layout.foot import foot
from app.reports.layout.items import Part, Rectangle, Stroke, Words
from app.reports.layout.widths import MM
from app.reports.missing import refuse_missing
from app.reports.paginate import paginate
from app.reports.safe_file import replacing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.reports.document import Page
    from app.reports.paginate import Pages, PlacedPage

    Progress = Callable[[int, int], None]

_REPORT_EVERY = 50  # pages
_DASHES = "[4 3] 0 d"
_WATERMARK_SIZE = 72.0
_WATERMARK_GREY = 0.9
_WATERMARK_ANGLE = math.radians(30)


def to_pdf(
    documents: Document | Sequence[Document],
    target: Path,
    *,
    progress: Progress | None = None,
    invariant: bool = False,
) -> int:
    """Writes ``documents`` to ``target``, one after another, their pages numbered through.

    Args:
        progress: told pages done and pages in all; what it raises stops the work, and nothing
            stays behind.
        invariant: the same bytes every time and on every machine: no clock, shipped fonts only.

    Returns:
        The number of pages.

    Raises:
        Refused: a character can be drawn by no font. Nothing was written.
        StorageError: the file could not be written. What was there still is.
    """
    pages = _laid_out(documents, invariant=invariant)
    with replacing(target) as draft:
        _draw(pages, str(draft), progress, invariant=invariant)
    return len(pages.pages)


def pdf_bytes(
    documents: Document | Sequence[Document],
    *,
    progress: Progress | None = None,
    invariant: bool = False,
) -> bytes:
    """As :func:`to_pdf`, kept in memory: a preview leaves no file with personal data.

    Raises:
        Refused: a character can be drawn by no font.
    """
    buffer = BytesIO()
    _draw(_laid_out(documents, invariant=invariant), buffer, progress, invariant=invariant)
    return buffer.getvalue()


def _laid_out(documents: Document | Sequence[Document], *, invariant: bool) -> Pages:
    if isinstance(documents, Document):
        documents = (documents,)
    pages = paginate(*documents, fonts=Fonts(shipped_only=invariant))
    refuse_missing(pages)
    return pages


def _draw(
    pages: Pages, target: str | BytesIO, progress: Progress | None, *, invariant: bool
) -> None:
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    # Streams as bytes, not as text a quarter larger: no mail gateway of 1993 stands in between.
    rl_config.useA85 = 0
    total = len(pages.pages)
    canvas = Canvas(
        target,
        pageCompression=1,  # of what is shared; pages are compressed one by one
        invariant=int(invariant),
        initialFontName=pages.fonts.of(Face.SONG).font_of("中").fontName,
    )
    canvas.setTitle(printable(pages.documents[0].title))
    canvas.setCreator("工会台账")
    painter = _PagePainter(canvas, pages)
    for page in pages.pages:
        painter.paint(page)
        if progress is not None and (page.number % _REPORT_EVERY == 0 or page.number == total):
            progress(page.number, total)
    canvas.save()


class _PagePainter:
    """Draws whole pages on one canvas."""

    def __init__(self, canvas: Any, pages: Pages) -> None:
        self._canvas = canvas
        self._fonts = pages.fonts
        self._ink = Ink(canvas, pages.fonts)
        self._tables = TablePainter(canvas, self._ink)
        self._total = len(pages.pages)
        self._titles = dict(zip(pages.starts, pages.documents, strict=True))
        self._watermarks: dict[Page, str] = {}

    def paint(self, placed: PlacedPage) -> None:
        """Draws ``placed`` and ends the canvas's page."""
        page = placed.page
        width, height = (side * MM for side in page.size_mm)
        self._canvas.setPageSize((width, height))
        if len(self._titles) > 1 and placed.number in self._titles:
            title = printable(self._titles[placed.number].title)
            self._canvas.bookmarkPage(f"document{placed.number}")
            self._canvas.addOutlineEntry(title, f"document{placed.number}")
        if page.watermark:
            self._watermark(page, width, height)
        words: list[Words] = []
        for item in placed.items:
            if isinstance(item, Part):
                self._tables.paint(item, height)
            elif isinstance(item, Rectangle):
                self._rectangle(item, height)
            elif isinstance(item, Stroke):
                self._stroke(item, height)
            else:
                words.append(item)
        words += foot(page, placed.number, self._total, self._fonts)
        if words:
            texts = [words_operators(w, self._ink, height) for w in words]
            self._put("\n".join(["BT", *texts, "ET"]))
        self._canvas.showPage()
        self._compress_last()

    def _compress_last(self) -> None:
        """Compresses the page just ended; reportlab would hold the text of all until the end."""
        from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream

        page = self._canvas._doc.Pages.pages[-1]  # noqa: SLF001 – there is no public way to it
        filters = PDFDictionary({"Filter": PDFArray([PDFName("FlateDecode")])})
        page.Contents = PDFStream(filters, zlib.compress(page.stream.encode()))
        page.stream = None

    def _put(self, operators: str) -> None:
        self._canvas._code.append(operators)  # noqa: SLF001 – one string a page, not a call a word

    def _rectangle(self, box: Rectangle, page_height: float) -> None:
        corners = (
            f"{box.x:.2f} {page_height - box.y - box.height:.2f} {box.width:.2f} {box.height:.2f}"
        )
        fill = f"{box.fill} g {corners} re f 0 g " if box.fill is not None else ""
        self._put(f"{fill}0.5 w {corners} re S")

    def _stroke(self, line: Stroke, page_height: float) -> None:
        start = f"{line.x:.2f} {page_height - line.y:.2f} m"
        end = f"{line.to_x:.2f} {page_height - line.to_y:.2f} l"
        dashes = _DASHES if line.dashed else "[] 0 d"
        self._put(f"{dashes} 0.4 w {start} {end} S [] 0 d")

    def _watermark(self, page: Page, width: float, height: float) -> None:
        """Pale words across the page, under everything else, drawn once for all pages."""
        name = self._watermarks.get(page)
        if name is None:
            name = self._watermarks[page] = f"watermark{len(self._watermarks)}"
            text = printable(page.watermark)
            pen = self._ink.pen(Face.HEI_BOLD, _WATERMARK_SIZE)
            cosine, sine = math.cos(_WATERMARK_ANGLE), math.sin(_WATERMARK_ANGLE)
            half = pen.width(text) / 2
            x = width / 2 - half * cosine + _WATERMARK_SIZE / 3 * sine
            y = height / 2 - half * sine - _WATERMARK_SIZE / 3 * cosine
            shown = pen.write(text)
            turn = f"{cosine:.4f} {sine:.4f} {-sine:.4f} {cosine:.4f} {x:.2f} {y:.2f} Tm"
            self._canvas.beginForm(name, 0, 0, width, height)
            self._put(f"BT {_WATERMARK_GREY} g {turn} {shown} 0 g ET")
            self._canvas.endForm()
        self._canvas.doForm(name)
