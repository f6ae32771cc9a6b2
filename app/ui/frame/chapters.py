"""The chapters at the left: where one is, and where one can go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.style.fonts import sized
from app.ui.style.icons import paint_icon
from app.ui.style.tokens import ICON_LARGE, Colour, are_chapters_icons, chapters_width, colour, px
from app.ui.widgets.frames import frame
from app.ui.widgets.labels import SQUARE, paint_status

if TYPE_CHECKING:
    from collections.abc import Iterable

Index = QModelIndex | QPersistentModelIndex

_NAME = Qt.ItemDataRole.UserRole
_ICON = _NAME + 1
_ASIDE = _NAME + 2  # the key that leads there
_WARNING = _NAME + 3  # what waits there to be mended
_EDGE = 3
_ICON_LEFT = 23
_WORD_LEFT = 30  # from the left of the icon
_RIGHT = 16


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the left side.

    Attributes:
        is_tool: stands at the bottom: history, backup, settings, help.
        key: the key that goes there, shown at the right.
    """

    name: str
    title: str
    icon: str
    is_tool: bool = False
    key: str = ""


class _PlaceDelegate(QStyledItemDelegate):
    """Paints one place: edge, icon, word, and what stands aside."""

    def __init__(self, row: int, text: float, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = row
        self._text = text

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """One row, as wide as the list."""
        return QSize(px(24), px(self._row))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the place."""
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        current = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if current or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(place, colour(Colour.QUIET))
        if current:
            edge = QRect(place.left(), place.top(), px(_EDGE), place.height())
            painter.fillRect(edge, colour(Colour.ACCENT))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(colour(Colour.FOCUS))
            painter.drawRect(place.adjusted(px(_EDGE), 1, -2, -2))
        ink = Colour.ACCENT if current else Colour.TEXT_BODY2
        side = px(ICON_LARGE)
        left = (place.width() - side) // 2 if are_chapters_icons() else px(_ICON_LEFT)
        square = QRectF(left, place.center().y() - side / 2 + 1, side, side)
        paint_icon(painter, str(index.data(_ICON)), ink, square)
        warning = str(index.data(_WARNING) or "")
        if not are_chapters_icons():
            self._paint_words(painter, place, index, current=current)
            if warning:
                painter.setFont(sized(12))
                width = painter.fontMetrics().horizontalAdvance(warning) + px(SQUARE + 6)
                room = QRectF(place.adjusted(0, 0, -px(12), 0))
                room.setLeft(room.right() - width)
                paint_status(painter, room, warning, Colour.BAD)
        elif warning:
            corner = QRectF(square.right(), place.top(), px(SQUARE), square.top() - place.top() + 4)
            paint_status(painter, corner, "", Colour.BAD)
        painter.restore()

    def _paint_words(self, painter: QPainter, place: QRect, index: Index, *, current: bool) -> None:
        words = place.adjusted(px(_ICON_LEFT + _WORD_LEFT), 0, -px(_RIGHT), 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(sized(self._text, medium=current))
        painter.setPen(colour(Colour.ACCENT if current else Colour.TEXT_BODY2))
        painter.drawText(words, middle | Qt.AlignmentFlag.AlignLeft, str(index.data()))
        if aside := index.data(_ASIDE):
            painter.setFont(sized(12))
            painter.setPen(colour(Colour.TEXT2))
            painter.drawText(words, middle | Qt.AlignmentFlag.AlignRight, str(aside))


class _PlaceList(QListView):
    """One of the two lists; its height is that of its places."""

    def __init__(self, title: str, row: int, text: float) -> None:
        super().__init__()
        self._row = row
        self.items = QStandardItemModel(self)
        self.setModel(self.items)
        self.setItemDelegate(_PlaceDelegate(row, text, self))
        self.setAccessibleName(title)
        self.setMouseTracking(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def add(self, place: Place) -> None:
        """Append a place."""
        item = QStandardItem(place.title)
        item.setData(place.name, _NAME)
        item.setData(place.icon, _ICON)
        item.setData(place.key, _ASIDE)
        if are_chapters_icons():
            item.setToolTip(place.title)
        self.items.appendRow(item)

    def item_called(self, name: str) -> QStandardItem | None:
        """The item of the place ``name``."""
        for row in range(self.items.rowCount()):
            item = self.items.item(row)
            if item.data(_NAME) == name:
                return item
        return None

    def sizeHint(self) -> QSize:
        """All places without scrolling."""
        return QSize(px(24), self.items.rowCount() * px(self._row) + 2)

    def minimumSizeHint(self) -> QSize:
        """Three places; the rest scrolls on a low window."""
        return QSize(px(24), min(3, self.items.rowCount()) * px(self._row))


class Chapters(QWidget):
    """Chapters above, tools below; folded to icons where the text is large.

    Attributes:
        chosen: the user goes to a place; carries its name.
    """

    chosen = Signal(str)

    def __init__(self, places: Iterable[Place]) -> None:
        super().__init__()
        self.setObjectName("chapters")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(chapters_width())
        self._upper = _PlaceList("章节", 40, 14)
        self._lower = _PlaceList("工具", 36, 13)
        for place in places:
            (self._lower if place.is_tool else self._upper).add(place)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(8), 1, px(8))
        column.setSpacing(0)
        column.addWidget(self._upper)
        column.addStretch(1)
        rule = frame("rule")
        edge = QVBoxLayout()
        edge.setContentsMargins(px(16), 0, px(16), px(8))
        edge.addWidget(rule)
        column.addLayout(edge)
        column.addWidget(self._lower)
        for each in (self._upper, self._lower):
            each.clicked.connect(self._choose)
            each.activated.connect(self._choose)

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(_NAME))

    def set_current(self, name: str) -> None:
        """Mark where we are; nothing is told."""
        for each in (self._upper, self._lower):
            item = each.item_called(name)
            if item is None:
                each.clearSelection()
                each.setCurrentIndex(QModelIndex())
            else:
                each.setCurrentIndex(item.index())

    def set_warning(self, name: str, text: str) -> None:
        """Say beside a place what waits there to be mended; blank for nothing."""
        for each in (self._upper, self._lower):
            if (item := each.item_called(name)) is not None:
                item.setData(text, _WARNING)
                title = item.text() if text or are_chapters_icons() else ""
                item.setToolTip(f"{title}　{text}".strip())

    def names(self) -> list[str]:
        """All places, from top to bottom."""
        return [
            each.items.item(row).data(_NAME)
            for each in (self._upper, self._lower)
            for row in range(each.items.rowCount())
        ]
