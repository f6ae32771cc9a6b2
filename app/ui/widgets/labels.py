"""Words on a page: labels by kind, labels that shorten themselves, states."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.style.fonts import sized
from app.ui.style.tokens import Colour, colour, px

SQUARE = 8  # the square before a state's word


def label(text: str = "", kind: str = "", *, wrap: bool = False) -> QLabel:
    """A plain-text label styled by ``kind`` in the style sheet."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)  # what users typed is never markup
    made.setProperty("kind", kind)
    made.setWordWrap(wrap)
    return made


class ElidedLabel(QLabel):
    """One line that gives way: what does not fit is cut by dots and whole in the tooltip."""

    def __init__(self, text: str = "", kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._whole = ""
        self._tip = ""
        self.set_text(text)

    def set_text(self, text: str, tip: str = "") -> None:
        """Show ``text`` as far as it fits; ``tip`` stands in the tooltip besides."""
        self._whole = text
        self._tip = tip
        self.setAccessibleName(text)
        self._fit()
        self.updateGeometry()

    def whole_text(self) -> str:
        """The text as given."""
        return self._whole

    def sizeHint(self) -> QSize:
        """Room for the whole text."""
        hint = super().sizeHint()
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._whole) + px(2), hint.height())

    def minimumSizeHint(self) -> QSize:
        """Room for a word or so."""
        return QSize(min(self.sizeHint().width(), px(48)), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(
            self._whole, Qt.TextElideMode.ElideRight, max(self.width(), px(24))
        )
        self.setText(shown)
        whole = self._whole if shown != self._whole else ""
        self.setToolTip("\n".join(filter(None, (whole, self._tip))))


class StatusLabel(QWidget):
    """A state: a small square and a word, both in the state's colour."""

    def __init__(self, word: str = "", state: Colour = Colour.NEUTRAL) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_state(word, state)

    def set_state(self, word: str, state: Colour) -> None:
        """Show another state."""
        self.word, self.state = word, state
        self.setAccessibleName(word)
        if not word:
            self.hide()
        elif self.parentWidget() is not None:  # without one it would open a window of its own
            self.show()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Square, gap and word."""
        self.setFont(sized(13))
        metrics = self.fontMetrics()
        return QSize(px(SQUARE + 6) + metrics.horizontalAdvance(self.word) + 2, metrics.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the square and the word."""
        painter = QPainter(self)
        paint_status(painter, QRectF(self.rect()), self.word, self.state)


def paint_status(painter: QPainter, place: QRectF, word: str, state: Colour) -> None:
    """Draw a state into ``place``, from its left edge; for cells as for labels."""
    side = px(SQUARE)
    # The square stands on the middle of the characters, a little above that of the line.
    top = place.center().y() - side / 2 + px(1)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(state))
    painter.drawRoundedRect(QRectF(round(place.left()), round(top), side, side), 1.5, 1.5)
    painter.setPen(colour(state))
    words = place.adjusted(side + px(6), 0, 0, 0)
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    shown = painter.fontMetrics().elidedText(
        word, Qt.TextElideMode.ElideRight, max(0, int(words.width()) + 1)
    )
    painter.drawText(words, flags, shown)
    painter.restore()
