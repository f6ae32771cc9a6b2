"""The bar at the top: search at the left; union, year and user at the right."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from app.ui.style.icons import paint_icon
from app.ui.style.tokens import Colour, px
from app.ui.widgets.frames import frame
from app.ui.widgets.labels import ElidedLabel, label

HEIGHT = 48
_WIDTH = 336
_PAUSE = 60  # milliseconds between the last letter and the search


class SearchBox(QLineEdit):
    """The search box.

    Attributes:
        searched: what to look for, once typing pauses; a word being composed is not yet text.
        left: the user goes on to what was found (Enter, Down) or back to the page (Esc).
    """

    searched = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("搜索")
        self.setTextMargins(px(24), 0, px(52), 0)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(px(160))
        self._key = label("Ctrl+K", "key")
        self._key.setParent(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._tell)
        self.textChanged.connect(self._type)

    def _type(self, text: str) -> None:
        self._key.setVisible(not text)
        self._pause.start()

    def _tell(self) -> None:
        self.searched.emit(self.text().strip())

    @property
    def is_waiting(self) -> bool:
        """Whether what is typed has still to be looked for."""
        return self._pause.isActive()

    def sizeHint(self) -> QSize:
        """336 pixels where there is room."""
        return QSize(px(_WIDTH), super().sizeHint().height())

    def set_quietly(self, text: str, hint: str) -> None:
        """Show another page's words without searching for them."""
        self.blockSignals(True)
        self.setText(text)
        self.blockSignals(False)
        self._pause.stop()
        self._key.setVisible(not text)
        self.setPlaceholderText(hint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the key's chip at the right."""
        super().resizeEvent(event)
        hint = self._key.sizeHint()
        top = (self.height() - hint.height()) // 2
        self._key.setGeometry(self.width() - hint.width() - px(8), top, hint.width(), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box and its lens."""
        super().paintEvent(event)
        painter = QPainter(self)
        side = px(16)
        place = QRectF(px(9), (self.height() - side) / 2, side, side)
        paint_icon(painter, "search", Colour.TEXT2, place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears, then leaves; Enter and Down leave to what was found."""
        key = event.key()
        if key == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif key in {Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
            if self._pause.isActive():
                self._pause.stop()
                self._tell()
            self.left.emit()
        else:
            super().keyPressEvent(event)


class TopBar(QWidget):
    """48 pixels: the search box, and whose ledger this is."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(px(HEIGHT))
        self.search = SearchBox()
        self.union = ElidedLabel()
        self.union.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._aside = [label("", "facts"), label("", "facts")]
        self._rules = [frame("upright"), frame("upright")]
        row = QHBoxLayout(self)
        row.setContentsMargins(px(20), 0, px(20), 1)
        row.setSpacing(px(16))
        row.addWidget(self.search)
        row.addStretch(1)
        row.addWidget(self.union)
        for rule, words in zip(self._rules, self._aside, strict=True):
            rule.setFixedHeight(px(16))
            row.addWidget(rule)
            row.addWidget(words)

    def set_union(self, name: str, year: str, user: str) -> None:
        """Say whose ledger is open, for which year, and who works."""
        self.union.set_text(name)
        for rule, words, text in zip(self._rules, self._aside, (year, user), strict=True):
            words.setText(text)
            words.setVisible(bool(text))
            rule.setVisible(bool(text))

    def minimumSizeHint(self) -> QSize:
        """Narrow windows shorten the union's name."""
        return QSize(px(320), px(HEIGHT))
