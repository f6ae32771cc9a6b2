"""A box with a list that drops from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QComboBox

from app.ui.style.icons import paint_icon
from app.ui.style.tokens import Colour, px

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QWheelEvent


class DropList(QComboBox):
    """A combo box in our look: its chevron says that there is a list."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box and its chevron."""
        super().paintEvent(event)
        side = px(14)
        place = QRectF(self.width() - side - px(7), (self.height() - side) / 2, side, side)
        paint_icon(QPainter(self), "chevron-down", Colour.TEXT2, place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll: a wheel turned in passing must not change a value."""
        event.ignore()
