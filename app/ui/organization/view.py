"""The tree in our look: lines as high as those of tables, counts that act, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QTreeView,
    QWidget,
)

from app.ui.organization.model import COUNTS, DISSOLVED, HEADS, NAME, WOMEN, TreeModel
from app.ui.style.fonts import sized
from app.ui.style.icons import paint_icon
from app.ui.style.tokens import ROW, Colour, colour, px
from app.ui.widgets.plain_table import PlainHeader, paint_plain_cell

if TYPE_CHECKING:
    from PySide6.QtGui import QDragLeaveEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from app.ui.organization.model import Line

Index = QModelIndex | QPersistentModelIndex
_INDENT = 20
_PADDING = 16
_WIDEST = 360
_MEASURED = 300  # lines from which a width is measured
_LONGEST_NAME = 50
_MOVE = Qt.DropAction.MoveAction


class TreeView(QTreeView):
    """The tree; whole lines are chosen, a count is followed by a click or by Enter.

    Attributes:
        went: another line is current.
        followed: a count shall answer for itself; carries the line's number and whether only
            the women are meant.
        add_wanted: a node is to be registered below the current one.
        dissolve_wanted: the current node is to be dissolved.
    """

    went = Signal()
    followed = Signal(int, bool)
    add_wanted = Signal()
    dissolve_wanted = Signal()

    def __init__(self, model: TreeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = model
        self._pressed = QModelIndex()
        self._folded: set[int] = set()
        self.marked: int | None = None  # the line that would take what is dragged
        self.setAccessibleName("组织架构")
        self.setModel(model)
        self.setItemDelegate(_LineDelegate(self))
        self.setHeader(PlainHeader(lambda: HEADS, self))
        self.setRootIsDecorated(True)
        self.setUniformRowHeights(True)
        self.setIndentation(px(_INDENT))
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(_MOVE)
        self.setDropIndicatorShown(False)
        self.setAutoExpandDelay(600)
        self.setMouseTracking(True)
        self.collapsed.connect(lambda index: self._fold(index, is_folded=True))
        self.expanded.connect(lambda index: self._fold(index, is_folded=False))
        self.selectionModel().currentRowChanged.connect(lambda *_lines: self.went.emit())

    def _fold(self, index: QModelIndex, *, is_folded: bool) -> None:
        line = self.lines.line(index)
        if line is not None:
            (self._folded.add if is_folded else self._folded.discard)(line.number)

    # --- standing -----------------------------------------------------------------------

    def current(self) -> Line | None:
        """The current line."""
        return self.lines.line(self.currentIndex())

    def unfold(self) -> None:
        """Open everything but what was closed by hand."""
        kept = set(self._folded)
        self.expandAll()
        for number in kept:
            self.collapse(self.lines.index_of(number))

    def go(self, number: int) -> None:
        """Stand on a line; on the first one where it is not shown."""
        index = self.lines.index_of(number)
        if not index.isValid():
            index = self.lines.index(0, NAME)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def rename(self) -> None:
        """Open the name of the current node for typing."""
        index = self.currentIndex().siblingAtColumn(NAME)
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(index)
            self.edit(index)

    def fit_columns(self, *, dissolved: bool) -> None:
        """Give each column the width of its first values; names take what is left."""
        words, heads = QFontMetrics(sized(13)), QFontMetrics(sized(13, medium=True))
        for column, head in enumerate(HEADS):
            if column == NAME:
                continue
            cells = (
                self.lines.cell(self.lines.createIndex(line.row, column, place))
                for place, line in enumerate(self.lines.lines[:_MEASURED])
            )
            widths = [words.horizontalAdvance(cell.text) for cell in cells]
            wide = max([*widths, words.horizontalAdvance(head.sample)])
            width = max(wide, heads.horizontalAdvance(head.title)) + px(_PADDING) + 4
            self.setColumnWidth(column, min(width, px(_WIDEST)))
        self.setColumnHidden(DISSOLVED, not dissolved)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NAME, header.ResizeMode.Stretch)

    # --- hands --------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter follows the count, F2 renames, Insert adds, Delete dissolves."""
        acts = {
            Qt.Key.Key_Return: self._follow_current,
            Qt.Key.Key_Enter: self._follow_current,
            Qt.Key.Key_F2: self.rename,
            Qt.Key.Key_Insert: self.add_wanted.emit,
            Qt.Key.Key_Delete: self.dissolve_wanted.emit,
        }
        act = acts.get(Qt.Key(event.key()))
        if act is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            act()

    def _follow_current(self) -> None:
        line = self.current()
        if line is not None and line.counted.members:
            self.followed.emit(line.number, False)

    def _count_at(self, event: QMouseEvent) -> QModelIndex:
        """The count under the mouse, if there is one that is not nought."""
        index = self.indexAt(event.position().toPoint())
        is_link = index.isValid() and self.lines.cell(index).ink is Colour.LINK
        return index if is_link and index.column() in COUNTS else QModelIndex()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember the count that is pressed."""
        self._pressed = self._count_at(event)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Follow the count that was pressed and let go."""
        super().mouseReleaseEvent(event)
        index, self._pressed = self._pressed, QModelIndex()
        line = self.lines.line(index)
        is_left = event.button() is Qt.MouseButton.LeftButton
        if is_left and line is not None and index == self._count_at(event):
            self.followed.emit(line.number, index.column() == WOMEN)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand over what acts."""
        over = self._count_at(event).isValid()
        self.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        )
        super().mouseMoveEvent(event)

    def _held_over(self, event: QDropEvent) -> QModelIndex:
        """The line that would take what is dragged to here."""
        index = self.indexAt(event.position().toPoint()).siblingAtColumn(NAME)
        takes = self.lines.canDropMimeData(event.mimeData(), _MOVE, -1, -1, index)
        return index if takes else QModelIndex()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take what is dragged only where it may stand, and mark that line."""
        super().dragMoveEvent(event)
        index = self._held_over(event)
        self._mark(index)
        event.setDropAction(_MOVE)
        event.setAccepted(index.isValid())

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Mark nothing."""
        self._mark(QModelIndex())
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask for the move; the rows change when it is saved, not by the hand of Qt."""
        index = self._held_over(event)
        self.lines.dropMimeData(event.mimeData(), _MOVE, -1, -1, index)
        self._mark(QModelIndex())
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()

    def _mark(self, index: QModelIndex) -> None:
        line = self.lines.line(index)
        self.marked = line.number if line is not None else None
        self.viewport().update()

    # --- painting -----------------------------------------------------------------------

    def drawBranches(self, painter: QPainter, place: QRect, index: Index) -> None:
        """The ground of the line before its name, and the chevron of what has lines below."""
        chosen = self.selectionModel().isRowSelected(index.row(), index.parent())
        painter.fillRect(place, colour(Colour.SELECT_ROW if chosen else Colour.CARD))
        painter.setPen(colour(Colour.LINE_CELL))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        if self.lines.rowCount(index):
            side = px(14)
            left = place.right() - px(_INDENT) + (px(_INDENT) - side) / 2 + 1
            square = QRectF(left, place.center().y() - side / 2 + 1, side, side)
            name = "chevron-down" if self.isExpanded(index) else "chevron-right"
            paint_icon(painter, name, Colour.TEXT2, square)

    def sizeHint(self) -> QSize:
        """Room for a dozen lines."""
        return QSize(px(640), px(12 * ROW))


class _LineDelegate(QStyledItemDelegate):
    """Paints cells as the lists that are only read do; the name is typed in place."""

    def __init__(self, view: TreeView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell; the current line of the list that has the keyboard has a frame."""
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        paint_plain_cell(painter, option.rect, self._view.lines.cell(index), chosen=chosen)
        line = self._view.lines.line(index)
        is_current = self._view.hasFocus() and line is self._view.current()
        is_marked = line is not None and line.number == self._view.marked
        if index.column() == NAME and (is_current or is_marked):
            painter.save()
            painter.setPen(colour(Colour.FOCUS))
            painter.drawRect(option.rect.adjusted(0, 0, -2, -2))
            painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """The height of a line."""
        return QSize(px(80), px(ROW))

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index
    ) -> QWidget:
        """A line for the name."""
        editor = QLineEdit(parent)
        editor.setMaxLength(_LONGEST_NAME)
        editor.setAccessibleName("名称")
        return editor
