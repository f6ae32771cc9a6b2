"""A list of things to tick, each with a word at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.ui.editors.tick import paint_box
from app.ui.style.fonts import sized
from app.ui.style.tokens import Colour, colour, px

if TYPE_CHECKING:
    from collections.abc import Iterable

Index = QModelIndex | QPersistentModelIndex
VALUE = Qt.ItemDataRole.UserRole
ASIDE = VALUE + 1  # the word at the right
_ROW = 28
_MOST_ROWS, _LEAST_ROWS = 6, 2  # in sight at once


class TickDelegate(QStyledItemDelegate):
    """Paints a line: box, words, and at the right what is said besides."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the line."""
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus):
            painter.fillRect(place, colour(Colour.SELECT_ON))
        ticked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
        top = place.center().y() - px(8) + 1
        paint_box(painter, place.left() + px(4), top, on=ticked is Qt.CheckState.Checked)
        painter.setFont(sized(13))
        aside = str(index.data(ASIDE))
        painter.setPen(colour(Colour.TEXT2))
        inside = place.adjusted(px(28), 0, -px(8), 0)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inside, right, aside)
        metrics = painter.fontMetrics()
        inside.setRight(inside.right() - metrics.horizontalAdvance(aside) - px(8))
        words = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, inside.width())
        painter.setPen(colour(Colour.TEXT))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inside, left, words)
        painter.restore()


def tick_item(words: str, aside: str, value: object, *, on: bool) -> QStandardItem:
    """One line of a list of things to tick."""
    item = QStandardItem(words)
    item.setData(value, VALUE)
    item.setData(aside, ASIDE)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
    item.setSizeHint(QSize(px(24), px(_ROW)))
    return item


class TickList(QListView):
    """Lines ticked by a click anywhere on them, or by the space bar.

    Attributes:
        changed: something was ticked, or not any more.
    """

    changed = Signal()

    def __init__(self, title: str, lines: Iterable[tuple[str, str, object]], *, on: bool) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setItemDelegate(TickDelegate(self))
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.items = QStandardItemModel(self)
        for words, aside, value in lines:
            self.items.appendRow(tick_item(words, aside, value, on=on))
        self.setModel(self.items)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setMaximumHeight(self._height(_MOST_ROWS))
        self.clicked.connect(lambda index: self._toggle(index.row()))

    def _height(self, most: int) -> int:
        return px(_ROW) * min(self.items.rowCount(), most) + 2

    def sizeHint(self) -> QSize:
        """Room for every line, as far as so many are to be seen."""
        return QSize(px(200), self._height(_MOST_ROWS))

    def minimumSizeHint(self) -> QSize:
        """Where a dialog has no room the list gives way first."""
        return QSize(px(120), self._height(_LEAST_ROWS))

    def unticked(self) -> list[object]:
        """The values of lines that are not ticked."""
        lines = (self.items.item(row) for row in range(self.items.rowCount()))
        return [
            item.data(VALUE) for item in lines if item.checkState() is not Qt.CheckState.Checked
        ]

    def tick_all(self, *, on: bool) -> None:
        """Tick every line, or none."""
        state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        for row in range(self.items.rowCount()):
            self.items.item(row).setCheckState(state)
        self.changed.emit()

    def _toggle(self, row: int) -> None:
        item = self.items.item(row)
        is_on = item.checkState() is Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if is_on else Qt.CheckState.Checked)
        self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The space bar ticks."""
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self._toggle(self.currentIndex().row())
        else:
            super().keyPressEvent(event)
