"""The columns that stay in sight while the table moves sideways.

One view draws them a second time over its left edge and says that they stand there: whoever asks
it for the place of a cell, or for the cell at a place, gets that answer, so that the mouse, the
selection and open editors need not know of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from app.ui.style.tokens import Colour, colour

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from app.ui.table.hands.frozen_view import FrozenView

_MOST = 2 / 3  # of the table's width: the rest is needed to see anything beside them


class FrozenColumns:
    """The column that names a row, and all that stand left of it.

    Attributes:
        is_on: whether the user wants them to stay.
    """

    def __init__(self, view: FrozenView) -> None:
        self._view = view
        self.is_on = False

    def places(self) -> dict[int, tuple[int, int]]:
        """Left edge and width of each column that stays, in pixels of the viewport."""
        if not self.is_on:
            return {}
        view, shown = self._view, self._view.shown_columns()
        naming = view.naming_column()
        count = shown.index(naming) + 1 if naming in shown else 1
        room = view.viewport().width() * _MOST
        found: dict[int, tuple[int, int]] = {}
        left = 0
        for column in shown[:count]:
            width = view.columnWidth(column)
            if left + width > room:
                break
            found[column] = (left, width)
            left += width
        return found

    @property
    def width(self) -> int:
        """How much of the viewport they take."""
        return sum(width for _left, width in self.places().values())

    def column_at(self, across: int) -> int | None:
        """The column that stays and covers a pixel of the viewport."""
        for column, (left, width) in self.places().items():
            if left <= across < left + width:
                return column
        return None

    @property
    def is_moved(self) -> bool:
        """Whether the others have moved, so that some lie behind these."""
        return self.is_on and self._view.horizontalScrollBar().value() > 0

    @property
    def is_edged(self) -> bool:
        """Whether a line shall tell them from the others, because those can move."""
        return self.is_on and self._view.horizontalScrollBar().maximum() > 0

    def paint(self, painter: QPainter) -> None:
        """Draw the cells in sight over those that moved behind them, and their edge."""
        if not self.is_edged:
            return
        view, places = self._view, self.places()
        bottom = 0
        row = max(view.rowAt(0), 0)
        while row < view.model().rowCount() and bottom < view.viewport().height():
            top, height = view.rowViewportPosition(row), view.rowHeight(row)
            bottom = top + height
            if self.is_moved:
                for column, (left, width) in places.items():
                    self._paint_cell(painter, row, column, QRect(left, top, width, height))
            row += 1
        self.paint_edge(painter, bottom)

    def _paint_cell(self, painter: QPainter, row: int, column: int, place: QRect) -> None:
        view, index = self._view, self._view.model().index(row, column)
        option = QStyleOptionViewItem()
        option.rect = place
        if view.selectionModel().isSelected(index):
            option.state |= QStyle.StateFlag.State_Selected
        painter.save()
        view.itemDelegate().paint(painter, option, index)
        painter.restore()

    def paint_edge(self, painter: QPainter, height: int) -> None:
        """Draw the line at their right; the headings draw it too."""
        if self.is_edged and (width := self.width):
            painter.setPen(colour(Colour.LINE_STRONG))
            painter.drawLine(width - 1, 0, width - 1, height - 1)
