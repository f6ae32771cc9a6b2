"""A box to tick, with its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy

from app.ui.style.icons import paint_icon
from app.ui.style.tokens import Colour, colour, px

if TYPE_CHECKING:
    from collections.abc import Callable

_SIDE = 16
_GAP = 8
_LEAST = 120  # width of one whose words wrap


class Tick(QCheckBox):
    """A check box drawn in our colours; the whole line may be pressed.

    Args:
        wraps: words that have no room go on below, as in a narrow panel.
    """

    def __init__(
        self, text: str, act: Callable[[bool], object] | None = None, *, wraps: bool = False
    ) -> None:
        super().__init__(text)
        self._wraps = wraps
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        upright = QSizePolicy.Policy.Minimum if wraps else QSizePolicy.Policy.Fixed
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, upright)
        policy.setHeightForWidth(wraps)
        self.setSizePolicy(policy)
        if act is not None:
            self.toggled.connect(act)

    def sizeHint(self) -> QSize:
        """Box, gap and words."""
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(px(_SIDE + _GAP) + words + 2, px(28))

    def minimumSizeHint(self) -> QSize:
        """As wide as its words, or as a few of them where they wrap: they are never cut."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), px(_LEAST)), hint.height()) if self._wraps else hint

    def hasHeightForWidth(self) -> bool:
        """Whether a narrow one is higher."""
        return self._wraps

    def heightForWidth(self, width: int) -> int:
        """Room for every line of the words."""
        room = QRect(0, 0, width - px(_SIDE + _GAP), 10_000)
        words = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.text())
        return max(px(28), words.height() + px(8))

    def hitButton(self, _place: object) -> bool:
        """Everywhere."""
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw box, tick and words."""
        painter = QPainter(self)
        able = self.isEnabled()
        lines = self.height() > px(28)
        top = px(6) if lines else (self.height() - px(_SIDE)) // 2
        paint_box(painter, 0, top, on=self.isChecked(), able=able, focused=self.hasFocus())
        painter.setPen(colour(Colour.TEXT if able else Colour.TEXT3))
        words = self.rect().adjusted(px(_SIDE + _GAP), 0, 0, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        wrap = Qt.TextFlag.TextWordWrap if self._wraps else Qt.TextFlag(0)
        painter.drawText(words, int(flags) | int(wrap), self.text())


def paint_box(
    painter: QPainter, left: int, top: int, *, on: bool, able: bool = True, focused: bool = False
) -> None:
    """Draw a box to tick, 16 pixels square, for check boxes and lists alike."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    side = px(_SIDE)
    box = QRectF(left + 0.5, top + 0.5, side - 1, side - 1)
    edge = Colour.FOCUS if on or focused else Colour.LINE_STRONG
    fill = Colour.FOCUS if on else Colour.CARD
    if not able:
        edge, fill = Colour.LINE_STRONG, Colour.LINE_STRONG if on else Colour.QUIET
    painter.setPen(colour(edge))
    painter.setBrush(colour(fill))
    painter.drawRoundedRect(box, px(3), px(3))
    if on:
        inset = side * 0.12
        paint_icon(painter, "check", Colour.CARD, box.adjusted(inset, inset, -inset, -inset))
