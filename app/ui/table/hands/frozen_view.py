"""A table view whose first columns stay in sight, as does the current row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from app.ui.table.hands.frozen import FrozenColumns

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

Index = QModelIndex | QPersistentModelIndex


class FrozenView(QTableView):
    """Answers for the columns that stay wherever it is asked for the place of a cell.

    Attributes:
        frozen: the columns that stay when the table moves sideways.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.frozen = FrozenColumns(self)

    def naming_column(self) -> int:
        """The column that says what a row is about; -1 where there is none."""
        return 0

    def freeze(self, *, on: bool) -> None:
        """Have the naming column and those before it stay, or move with the others."""
        self.frozen.is_on = on
        self.viewport().update()
        self.horizontalHeader().viewport().update()
        self.updateEditorGeometries()

    def is_behind_frozen(self, column: int, right: int) -> bool:
        """Whether a cell of ``column`` that ends at ``right`` lies behind the columns that stay."""
        places = self.frozen.places()
        return column not in places and right < self.frozen.width

    def indexAt(self, place: QPoint) -> QModelIndex:
        """The cell at a place of the viewport, a frozen one before those behind it."""
        column = self.frozen.column_at(place.x())
        if column is None:
            return super().indexAt(place)
        return self.model().index(self.rowAt(place.y()), column)

    def visualRect(self, index: Index) -> QRect:
        """Where a cell stands in the viewport; a frozen one where it stays."""
        place = super().visualRect(index)
        if index.isValid() and (stays := self.frozen.places().get(index.column())):
            place.moveLeft(stays[0])
        return place

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into sight, out from behind the frozen ones."""
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        places = self.frozen.places()
        if index.column() in places:
            bar.setValue(before)  # it is in sight wherever the others are
        elif places and (hidden := self.frozen.width - self.visualRect(index).left()) > 0:
            bar.setValue(bar.value() - hidden)

    def scrollContentsBy(self, across: int, down: int) -> None:
        """Move the cells; those that stay are drawn anew, since Qt moves what it has drawn."""
        super().scrollContentsBy(across, down)
        if across and self.frozen.is_on:
            self.viewport().update()
            self.horizontalHeader().viewport().update()
            self.updateEditorGeometries()

    def shown_columns(self) -> list[int]:
        """Columns as they stand on the screen."""
        head = self.horizontalHeader()
        visual = [head.logicalIndex(place) for place in range(head.count())]
        return [column for column in visual if not self.isColumnHidden(column)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the current row in sight where what is said below takes room from the table."""
        current, before = self.currentIndex(), event.oldSize().height()
        was_seen = current.isValid() and 0 <= self.rowViewportPosition(current.row()) < before
        super().resizeEvent(event)
        if was_seen and event.size().height() < before:
            across = self.horizontalScrollBar().value()
            self.scrollTo(current)
            self.horizontalScrollBar().setValue(across)
