"""What the search box finds beyond the page in front: records of other registers, and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.spec.pinyin import is_called
from app.ui.style.fonts import sized
from app.ui.style.tokens import Colour, colour, px

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.queries.everywhere import Found
    from app.ui.frame.top_bar import SearchBox
    from app.ui.office import Office
    from app.ui.screens.registry import Entry

    Index = QModelIndex | QPersistentModelIndex

_PLACE, _MORE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_WIDTH, _ROW, _HEAD = 480, 30, 26
_ROWS_SEEN = 14
_PAGES = 3  # most pages named


class _Line(QStyledItemDelegate):
    """Paints one record found, or the heading above those of a register."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Headings are lower than what can be chosen."""
        return QSize(px(_WIDTH), px(_ROW if index.data(_PLACE) else _HEAD))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the name, and beside it what tells it from others."""
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        words = place.adjusted(px(12), 0, -px(12), 0)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.save()
        if not index.data(_PLACE):
            painter.setFont(sized(12))
            painter.setPen(colour(Colour.TEXT2))
            painter.drawText(words, middle, str(index.data()))
            painter.restore()
            return
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, colour(Colour.SELECT_ON))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(place, colour(Colour.QUIET))
        painter.setFont(sized(13))
        painter.setPen(colour(Colour.TEXT))
        room = words.width() * 3 // 5 if index.data(_MORE) else words.width()
        dots = Qt.TextElideMode.ElideRight
        name = painter.fontMetrics().elidedText(str(index.data()), dots, room)
        painter.drawText(words, middle, name)
        aside = words.adjusted(painter.fontMetrics().horizontalAdvance(name) + px(12), 0, 0, 0)
        painter.setFont(sized(12))
        painter.setPen(colour(Colour.TEXT2))
        more = painter.fontMetrics().elidedText(str(index.data(_MORE) or ""), dots, aside.width())
        painter.drawText(aside, middle, more)
        painter.restore()


class Elsewhere(QFrame):
    """The list below the search box; the keyboard stays in the box.

    Attributes:
        chosen: the user goes to what was found; carries the name of the page, and the number of
            the record there, the words to look for there, or ``None`` for the page itself.
    """

    chosen = Signal(str, object)

    def __init__(self, office: Office, box: SearchBox, pages: Sequence[Entry], on: QWidget) -> None:
        super().__init__(on)
        self.setProperty("kind", "card")
        self.setObjectName("elsewhere")
        self._office = office
        self._box = box
        self._on = on
        self._pages = [page for page in pages if page.chapter]
        self._text = ""
        self._steps: Iterator[Found] = iter(())
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._step)
        self.items = QStandardItemModel(self)
        self.list = QListView()
        self.list.setModel(self.items)
        self.list.setItemDelegate(_Line(self))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("别处找到的")
        self.list.clicked.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, px(4), 1, px(4))
        column.addWidget(self.list)
        self.hide()
        box.installEventFilter(self)

    # --- looking ------------------------------------------------------------------------

    def look_for(self, text: str, here: str) -> None:
        """Look for ``text`` everywhere but on the page ``here``; blank puts the list away."""
        self._next.stop()
        self.items.clear()
        self.hide()
        self._text = text
        if not text:
            return
        from app.queries.everywhere import looked_through  # not before: the window is there first

        self._list_pages(text, here)
        specs = {name: spec for name, spec in self._office.desk.specs.items() if name != here}
        self._steps = looked_through(self._office.desk.reader, specs, text)
        self._next.start()

    def _step(self) -> None:
        """One register at a time, so that typing on is never held up."""
        found = next(self._steps, None)
        if found is None:
            self._next.stop()
            return
        if not found.hits:
            return
        self._head(found.spec.title)
        for hit in found.hits:
            self._add(hit.name, hit.more, (found.spec.id, hit.number))
        if not found.is_all:
            self._add(f"在“{found.spec.title}”里看全部", "", (found.spec.id, self._text))
        self._place()

    def _list_pages(self, text: str, here: str) -> None:
        named = [page for page in self._pages if page.name != here and is_called(page.title, text)]
        if named:
            self._head("页面")
            for page in named[:_PAGES]:
                self._add(page.title, page.chapter, (page.name, None))
            self._place()

    def _head(self, words: str) -> None:
        item = QStandardItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.items.appendRow(item)

    def _add(self, name: str, more: str, place: tuple[str, int | str | None]) -> None:
        item = QStandardItem(name)
        item.setData(more, _MORE)
        item.setData(place, _PLACE)
        item.setEditable(False)
        self.items.appendRow(item)

    def _place(self) -> None:
        """Stand below the box, as high as what was found."""
        if not self._box.hasFocus():
            return
        rows = self.items.rowCount()
        height = sum(
            px(_ROW if self.items.item(row).data(_PLACE) else _HEAD)
            for row in range(min(rows, _ROWS_SEEN))
        )
        below = self._box.mapTo(self._on, QPoint(0, self._box.height() + px(4)))
        room = self._on.height() - below.y() - px(12)
        width = min(px(_WIDTH), self._on.width() - below.x() - px(12))
        self.setGeometry(below.x(), below.y(), width, min(height + px(10), room))
        self.show()
        self.raise_()

    # --- choosing -----------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows, Enter and Esc of the box go to the list while it is there."""
        if watched is self._box and self.isVisible():
            if event.type() == QEvent.Type.KeyPress:
                return self._key(cast("QKeyEvent", event).key())
            if event.type() == QEvent.Type.FocusOut:
                self.put_away()
        return False

    def put_away(self) -> None:
        """Stop looking and hide the list."""
        self._next.stop()
        self.hide()

    def _key(self, key: int) -> bool:
        if key == Qt.Key.Key_Escape:
            self.put_away()
            return True
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._move(1 if key == Qt.Key.Key_Down else -1)
            return True
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.list.currentIndex().isValid():
            self._open(self.list.currentIndex())
            return True
        return False

    def _move(self, step: int) -> None:
        row = self.list.currentIndex().row() + step
        while 0 <= row < self.items.rowCount():
            if self.items.item(row).data(_PLACE):
                self.list.setCurrentIndex(self.items.index(row, 0))
                return
            row += step
        if step < 0:  # above the first: back to what is typed
            self.list.setCurrentIndex(QModelIndex())

    def _open(self, index: QModelIndex) -> None:
        if place := index.data(_PLACE):
            self.put_away()
            self.chosen.emit(*place)
