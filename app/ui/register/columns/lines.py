"""The lists of the panel of columns: boxes under the headings of their sections, and an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.ui.editors.tick import paint_box
from app.ui.style.fonts import sized
from app.ui.style.icons import paint_icon
from app.ui.style.tokens import ICON, Colour, colour, px

if TYPE_CHECKING:
    from collections.abc import Sequence

Index = QModelIndex | QPersistentModelIndex

NAME = Qt.ItemDataRole.UserRole  # of the column; blank for the heading of a section
ASIDE = NAME + 1  # how many of a section are shown
_ROW = 28
_ALT = Qt.KeyboardModifier.AltModifier


class _Line(QStyledItemDelegate):
    """One column with its box, or the heading of a section with a box for all of it."""

    def __init__(self, lines: Lines) -> None:
        super().__init__(lines)
        self._is_movable = lines.is_movable

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """One row."""
        return QSize(px(24), px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the line."""
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_heading = not index.data(NAME)
        painter.save()
        if state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            painter.fillRect(place, colour(Colour.SELECT_ON))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colour(Colour.FOCUS))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
        ticked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
        left = place.left() + px(4 if is_heading or self._is_movable else 20)
        top = place.center().y() - px(8) + 1
        paint_box(painter, left, top, on=ticked is Qt.CheckState.Checked)
        if ticked is Qt.CheckState.PartiallyChecked:
            painter.fillRect(left + px(4), top + px(7), px(8), px(2), colour(Colour.FOCUS))
        words = QRect(place)
        words.setLeft(left + px(24))
        words.setRight(place.right() - px(8))
        middle = Qt.AlignmentFlag.AlignVCenter
        if self._is_movable:
            side = px(ICON)
            grip = QRectF(words.right() - side, place.center().y() - side / 2 + 1, side, side)
            paint_icon(painter, "grip", Colour.TEXT3, grip)
        elif aside := index.data(ASIDE):
            painter.setFont(sized(12))
            painter.setPen(colour(Colour.TEXT2))
            painter.drawText(words, middle | Qt.AlignmentFlag.AlignRight, str(aside))
        painter.setFont(sized(13, medium=is_heading))
        painter.setPen(colour(Colour.TEXT))
        painter.drawText(words, middle | Qt.AlignmentFlag.AlignLeft, str(index.data()))
        painter.restore()


class Lines(QListView):
    """Columns to tick by mouse and keys; where they are movable, to drag as well.

    Attributes:
        ticked: a box shall be ticked or cleared; carries the row.
        moved: the lines stand in another order.
        left_above: the arrow went up from the first line.
    """

    ticked = Signal(int)
    moved = Signal()
    left_above = Signal()

    def __init__(self, name: str, *, is_movable: bool = False) -> None:
        super().__init__()
        self.is_movable = is_movable
        self.items = QStandardItemModel(self)
        self._dragged = -1  # the row that the mouse holds
        self._has_moved = False
        self.setModel(self.items)
        self.setItemDelegate(_Line(self))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def add(self, words: str, name: str, state: Qt.CheckState, aside: str = "") -> None:
        """Append a line."""
        item = QStandardItem(words)
        item.setData(name, NAME)
        item.setData(aside, ASIDE)
        item.setCheckState(state)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        self.items.appendRow(item)

    def name_at(self, row: int) -> str:
        """The column in a row; blank for a heading."""
        return str(self.items.item(row).data(NAME))

    def names(self) -> list[str]:
        """The columns, from top to bottom."""
        return [self.name_at(row) for row in range(self.items.rowCount())]

    def stand_on(self, row: int) -> None:
        """Make a row the current one."""
        self.setCurrentIndex(self.items.index(row, 0))

    def rows_shown(self) -> Sequence[int]:
        """Rows that the search leaves in sight."""
        return [row for row in range(self.items.rowCount()) if not self.isRowHidden(row)]

    # --- the mouse ----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a line."""
        super().mousePressEvent(event)
        self._dragged = self.indexAt(event.position().toPoint()).row()
        self._has_moved = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the line that is held follow the mouse."""
        over = self.indexAt(event.position().toPoint()).row()
        is_held = bool(event.buttons() & Qt.MouseButton.LeftButton) and self._dragged >= 0
        if not (self.is_movable and is_held):
            super().mouseMoveEvent(event)
        elif over not in {-1, self._dragged}:
            self._put(self._dragged, over)
            self._dragged = over
            self._has_moved = True

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick the line, or leave it where it was dragged."""
        super().mouseReleaseEvent(event)
        over = self.indexAt(event.position().toPoint()).row()
        if self._has_moved:
            self.moved.emit()
        elif over >= 0 and over == self._dragged:
            self.ticked.emit(over)
        self._dragged, self._has_moved = -1, False

    def _put(self, row: int, place: int) -> None:
        self.items.insertRow(place, self.items.takeRow(row))
        self.stand_on(place)

    # --- keys ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks, Alt and an arrow move, the arrow above the first line leaves."""
        key, row = event.key(), self.currentIndex().row()
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key), 0)
        shown = self.rows_shown()
        if key == Qt.Key.Key_Space and row >= 0:
            self.ticked.emit(row)
        elif step and self.is_movable and event.modifiers() & _ALT:
            if 0 <= row + step < self.items.rowCount():
                self._put(row, row + step)
                self.moved.emit()
        elif key == Qt.Key.Key_Up and shown and row in {-1, shown[0]}:
            self.left_above.emit()
        else:
            super().keyPressEvent(event)
