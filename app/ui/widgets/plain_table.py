"""A table that is only read: lists of papers, rows to be imported, history, backups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
)

from app.queries.naming.figure_words import figure_word
from app.ui.style.fonts import sized
from app.ui.style.tokens import ROW, Colour, colour, px
from app.ui.table.hands.frozen_view import FrozenView
from app.ui.widgets.labels import SQUARE, paint_status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from app.ui.table.cells import Cell
    from app.ui.table.hands.frozen import FrozenColumns

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
CENTRE = Qt.AlignmentFlag.AlignCenter
_PADDING = 8
_MEASURED = 200  # rows from which a width is measured
_WIDEST = 320


@dataclass(frozen=True, slots=True)
class Head:
    """One column.

    Attributes:
        sample: a long value, from which the width is measured while there are no rows.
        align: where heading and values stand.
        tip: what the heading says under the mouse.
    """

    title: str
    sample: str = ""
    align: Qt.AlignmentFlag = LEFT
    tip: str = ""


def figure_head(name: str, sample: str) -> Head:
    """A column of numbers under the one word for them (``resources/words/figures.toml``)."""
    word = figure_word(name)
    return Head(word.label, sample, RIGHT, word.tip)


class PlainModel(QAbstractTableModel):
    """Rows to be read; a subclass says how many there are and what each cell shows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.heads: Sequence[Head] = ()

    def count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def cell(self, row: int, column: int) -> Cell:
        """What a cell shows."""
        raise NotImplementedError

    def gutter(self, row: int) -> str:
        """What stands before a row."""
        return str(row + 1)

    def repaint(self) -> None:
        """The same rows say something else now."""
        last = self.index(max(0, self.count() - 1), len(self.heads) - 1)
        self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many rows there are."""
        return 0 if parent.isValid() else self.count()

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words and tooltip of a cell; colours are painted by the delegate."""
        if not index.isValid():
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self.cell(index.row(), index.column()).text
        if role == Qt.ItemDataRole.ToolTipRole:
            cell = self.cell(index.row(), index.column())
            return cell.message or cell.text
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Headings and what stands before the rows."""
        across = orientation is Qt.Orientation.Horizontal and section < len(self.heads)
        if role == Qt.ItemDataRole.ToolTipRole and across:
            return self.heads[section].tip or None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self.heads[section].title if section < len(self.heads) else ""
        return self.gutter(section)


class PlainList(PlainModel, Generic[T]):
    """Each row shows one thing of a list.

    Attributes:
        shown: the things, from the first row on.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown: Sequence[T] = ()

    def list_these(self, things: Sequence[T]) -> None:
        """Show other things."""
        self.beginResetModel()
        self.shown = things
        self.endResetModel()

    def at(self, row: int) -> T | None:
        """The thing in a row; ``None`` where there is no such row."""
        return self.shown[row] if 0 <= row < len(self.shown) else None

    def count(self) -> int:
        """How many there are."""
        return len(self.shown)


class PlainTable(FrozenView):
    """Whole rows are chosen, or single cells; nothing is edited.

    Attributes:
        padding: room at either side of a cell, at base text.
        chooses_cells: single cells are chosen, as in a sheet.
        opened: a row was double-clicked, or Enter pressed on it.
        went: another row is current; -1 for none.
    """

    padding = _PADDING
    chooses_cells = False

    opened = Signal(int)
    went = Signal(int)

    def __init__(self, title: str, model: PlainModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plain = model
        self.setAccessibleName(title)
        self.setModel(model)
        self.setItemDelegate(_PlainDelegate(self))
        self.setHorizontalHeader(PlainHeader(lambda: model.heads, self, self.padding, self.frozen))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.setVerticalHeader(_Gutter(self))
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self.selectionModel().currentRowChanged.connect(lambda now, _was: self.went.emit(now.row()))

    def fit_columns(self) -> None:
        """Give each column the width of its first values; the last takes the rest."""
        words = QFontMetrics(sized(13))
        heads = QFontMetrics(sized(13, medium=True))
        rows = range(min(self.plain.count(), _MEASURED))
        for column, head in enumerate(self.plain.heads):
            cells = (self.plain.cell(row, column) for row in rows)
            widths = [
                words.horizontalAdvance(cell.text) + (px(SQUARE + 6) if cell.state else 0)
                for cell in cells
            ]
            sample = words.horizontalAdvance(head.sample)
            is_last = column == len(self.plain.heads) - 1
            widest = sample if is_last else max(widths, default=sample)
            title = heads.horizontalAdvance(head.title)
            width = max(min(widest, px(_WIDEST)), title) + 2 * px(self.padding) + 4
            self.setColumnWidth(column, width)
        self.horizontalHeader().setStretchLastSection(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells, then those that stay over them."""
        super().paintEvent(event)
        if self.frozen.is_on:
            self.frozen.paint(QPainter(self.viewport()))

    def minimumSizeHint(self) -> QSize:
        """Heading and most of a row; the rest scrolls."""
        return QSize(px(120), px(1.6 * ROW))

    def go(self, row: int) -> None:
        """Make a row the current one; nothing happens where there is none."""
        index = self.plain.index(row, 0)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def current_row(self) -> int:
        """The current row; -1 when there is none."""
        return self.currentIndex().row()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current_row() >= 0:
            self.opened.emit(self.current_row())
        else:
            super().keyPressEvent(event)


class _PlainDelegate(QStyledItemDelegate):
    """Paints cells: ground, grid, words or state."""

    def __init__(self, view: PlainTable) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        state: QStyle.StateFlag = option.state
        place: QRect = option.rect
        cell = self._view.plain.cell(index.row(), index.column())
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        padding = self._view.padding
        if not self._view.chooses_cells:
            paint_plain_cell(painter, place, cell, chosen=chosen, padding=padding)
            return
        ground = Colour.SELECT_CELLS if chosen else None
        paint_plain_cell(painter, place, cell, chosen=chosen, padding=padding, ground=ground)
        if index == self._view.currentIndex():
            painter.save()
            painter.setPen(QPen(colour(Colour.FOCUS), 2))
            painter.drawRect(place.adjusted(1, 1, -2, -2))
            painter.restore()


def paint_plain_cell(
    painter: QPainter,
    place: QRect,
    cell: Cell,
    *,
    chosen: bool,
    padding: int = _PADDING,
    ground: Colour | None = None,
) -> None:
    """Draw one cell of a list that is only read.

    Args:
        ground: in place of what a chosen row has.
    """
    ground = ground or cell.fill or (Colour.SELECT_ROW if chosen else Colour.CARD)
    painter.save()
    painter.fillRect(place, colour(ground))
    painter.setPen(colour(Colour.LINE_CELL))
    painter.drawLine(place.topRight(), place.bottomRight())
    painter.drawLine(place.bottomLeft(), place.bottomRight())
    painter.setFont(sized(13))
    inside = place.adjusted(px(padding), 0, -px(padding), 0)
    paint_words(painter, inside, cell)
    painter.restore()


def paint_words(painter: QPainter, place: QRect, cell: Cell) -> None:
    """Draw the state or the words of a cell into ``place``, cut by dots where they do not fit."""
    if cell.state is not None:
        paint_status(painter, QRectF(place), cell.text, cell.state)
    elif cell.text:
        painter.setPen(colour(cell.ink))
        shown = painter.fontMetrics().elidedText(
            cell.text, Qt.TextElideMode.ElideRight, place.width()
        )
        painter.drawText(place, cell.align, shown)


class PlainHeader(QHeaderView):
    """Headings that stand as their values do."""

    def __init__(
        self,
        heads: Callable[[], Sequence[Head]],
        view: QWidget,
        padding: int = _PADDING,
        frozen: FrozenColumns | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._heads = heads
        self._padding = padding
        self._frozen = frozen
        self.setHighlightSections(False)
        self.setMinimumSectionSize(px(40))
        self.setFixedHeight(px(ROW) + 1)

    def paintSection(self, painter: QPainter, place: QRect, section: int) -> None:
        """Draw one heading."""
        head = self._heads()[section]
        painter.save()
        painter.fillRect(place, colour(Colour.QUIET))
        painter.setPen(colour(Colour.LINE))
        painter.drawLine(place.topRight(), place.bottomRight())
        painter.setPen(colour(Colour.LINE_STRONG))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        painter.setFont(sized(13, medium=True))
        painter.setPen(colour(Colour.TEXT_BODY2))
        inside = place.adjusted(px(self._padding), 0, -px(self._padding), 0)
        shown = painter.fontMetrics().elidedText(
            head.title, Qt.TextElideMode.ElideRight, inside.width()
        )
        painter.drawText(inside, head.align, shown)
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the headings, then those that stay over them."""
        super().paintEvent(event)
        if self._frozen is not None and self._frozen.is_moved:
            painter = QPainter(self.viewport())
            for section, (left, width) in self._frozen.places().items():
                self.paintSection(painter, QRect(left, 0, width, self.height()), section)
            self._frozen.paint_edge(painter, self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A heading that stays is not the one behind it."""
        frozen, across = self._frozen, int(event.position().x())
        if frozen is None or not frozen.is_moved or frozen.column_at(across) is None:
            super().mousePressEvent(event)


class _Gutter(QHeaderView):
    """The numbers before the rows."""

    def __init__(self, view: PlainTable) -> None:
        super().__init__(Qt.Orientation.Vertical, view)
        self._view = view
        self.setDefaultSectionSize(px(ROW))
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setFont(sized(12))

    def sizeHint(self) -> QSize:
        """Room for the longest number."""
        count = self._view.plain.count()
        longest = self._view.plain.gutter(count - 1) if count else ""
        words = max(px(22), self.fontMetrics().horizontalAdvance(longest))
        return QSize(words + 2 * px(_PADDING), 0)

    def paintSection(self, painter: QPainter, place: QRect, section: int) -> None:
        """Draw one number."""
        is_current = section == self._view.current_row()
        number = self._view.plain.gutter(section)
        paint_row_number(painter, place, number, is_current=is_current)


def paint_row_number(painter: QPainter, place: QRect, number: str, *, is_current: bool) -> None:
    """Draw what stands before a row, in the gutter of any table."""
    painter.save()
    painter.fillRect(place, colour(Colour.SELECT_ROW if is_current else Colour.QUIET))
    painter.setPen(colour(Colour.LINE))
    painter.drawLine(place.topRight(), place.bottomRight())
    painter.setPen(colour(Colour.LINE_CELL))
    painter.drawLine(place.bottomLeft(), place.bottomRight())
    painter.setFont(sized(12))
    painter.setPen(colour(Colour.TEXT3))
    painter.drawText(place.adjusted(0, 0, -px(_PADDING), 0), RIGHT, number)
    painter.restore()
