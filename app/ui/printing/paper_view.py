"""Pages one under another, as they will lie on the table."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from app.ui.printing.pages import POINTS_PER_INCH
from app.ui.style.tokens import Colour, colour, px

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QKeyEvent, QPaintEvent, QResizeEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

    from app.ui.printing.pages import PdfPages

_KEPT = 8  # drawn pages kept: those in sight and their neighbours
_GAP = 12  # between two pages and around them


class Zoom(StrEnum):
    """How large a page is shown."""

    WHOLE = "整页"
    WIDTH = "页宽"
    ACTUAL = "100 %"


class PaperView(QAbstractScrollArea):
    """The pages of a PDF; only those in sight are drawn.

    Attributes:
        turned: another page is in sight; carries its number from 1.
        scaled: pages are shown at another scale; carries it, 1.0 being life size.
    """

    turned = Signal(int)
    scaled = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("打印预览")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.zoom = Zoom.WHOLE
        self.page = 1
        self._pages: PdfPages | None = None
        self._places: list[QRect] = []
        self._drawn: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self.verticalScrollBar().valueChanged.connect(self._look)

    def show_pages(self, pages: PdfPages | None) -> None:
        """Show another paper, on the page shown before where it has that."""
        page = self.page
        self._pages = pages
        self._drawn.clear()
        self._arrange()
        self.turn_to(min(page, len(pages)) if pages else 1)
        self.viewport().update()

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._places)

    def set_zoom(self, zoom: Zoom) -> None:
        """Show pages larger or smaller; the page in sight stays."""
        page = self.page
        self.zoom = zoom
        self._arrange()
        self.turn_to(page)
        self.viewport().update()

    def turn_to(self, page: int) -> None:
        """Bring ``page`` (from 1) into sight."""
        if not self._places:
            return
        page = min(max(1, page), len(self._places))
        self.page = page
        bar = self.verticalScrollBar()
        bar.setValue(self._places[page - 1].top() - px(_GAP))
        if self.page != page:  # the last pages may be in sight together
            self.page = page
        self.turned.emit(page)

    def _look(self) -> None:
        """Find out which page is in sight after scrolling."""
        if not self._places:
            return
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        tops = [place.top() for place in self._places]
        page = max(1, bisect_right(tops, middle))
        self.viewport().update()
        if page != self.page:
            self.page = page
            self.turned.emit(page)

    # --- places -------------------------------------------------------------------------

    def _scale(self) -> float:
        """Pixels a point."""
        life_size = self.logicalDpiX() / POINTS_PER_INCH
        if self._pages is None or self.zoom is Zoom.ACTUAL:
            return life_size
        width = max(size[0] for size in self._pages.sizes)
        height = max(size[1] for size in self._pages.sizes)
        across = max(1, self.viewport().width() - 2 * px(_GAP)) / width
        if self.zoom is Zoom.WIDTH:
            return across
        return min(across, max(1, self.viewport().height() - 2 * px(_GAP)) / height)

    def _arrange(self) -> None:
        """Find the place of every page and set the scroll bars."""
        self._places = []
        scale = self._scale()
        gap = px(_GAP)
        sizes = self._pages.sizes if self._pages is not None else ()
        widest = max((round(width * scale) for width, _ in sizes), default=0)
        room = max(self.viewport().width(), widest + 2 * gap)
        top = gap
        for width, height in sizes:
            size = QSize(round(width * scale), round(height * scale))
            self._places.append(QRect((room - size.width()) // 2, top, size.width(), size.height()))
            top += size.height() + gap
        upright, level = self.verticalScrollBar(), self.horizontalScrollBar()
        upright.setRange(0, max(0, top - self.viewport().height()))
        upright.setPageStep(self.viewport().height())
        upright.setSingleStep(px(32))
        level.setRange(0, max(0, room - self.viewport().width()))
        level.setPageStep(self.viewport().width())
        self.scaled.emit(scale * POINTS_PER_INCH / self.logicalDpiX())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page in sight."""
        super().resizeEvent(event)
        page = self.page
        self._arrange()
        self.turn_to(page)

    # --- drawing ------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages in sight."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colour(Colour.DESK))
        moved_x, moved_y = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        seen = self.viewport().rect().translated(moved_x, moved_y)
        for number, place in enumerate(self._places):
            if not place.intersects(seen):
                continue
            shown = place.translated(-moved_x, -moved_y)
            # At its own size: fitted to a rectangle one pixel smaller it would lose a line of text.
            painter.drawImage(shown.topLeft(), self._picture(number, place.width()))
            painter.setPen(colour(Colour.LINE_STRONG))
            painter.drawRect(shown.adjusted(-1, -1, 0, 0))

    def _picture(self, number: int, width: int) -> QImage:
        width = round(width * self.devicePixelRatioF())
        key = (number, width)
        if key not in self._drawn:
            assert self._pages is not None  # noqa: S101 - places come from pages
            self._drawn[key] = self._pages.picture(number, width)
            self._drawn[key].setDevicePixelRatio(self.devicePixelRatioF())
            while len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
        self._drawn.move_to_end(key)
        return self._drawn[key]

    # --- keys ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys turn pages; Home and End go to the first and the last."""
        wanted = {
            Qt.Key.Key_PageDown: self.page + 1,
            Qt.Key.Key_PageUp: self.page - 1,
            Qt.Key.Key_Home: 1,
            Qt.Key.Key_End: len(self._places),
        }.get(Qt.Key(event.key()))
        if wanted is None:
            super().keyPressEvent(event)
        else:
            self.turn_to(wanted)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """In whole-page view a notch of the wheel is a page."""
        turn = event.angleDelta().y()
        if self.zoom is Zoom.WHOLE and turn:
            self.turn_to(self.page + (-1 if turn > 0 else 1))
            event.accept()
        else:
            super().wheelEvent(event)
