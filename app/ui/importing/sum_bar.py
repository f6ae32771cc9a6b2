"""读入 386 = 新增 11 + 变更 23 + …: counts that add up, each part a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from app.actions.importing.taking_in import RowState
from app.ui.importing.flow import FlowLayout
from app.ui.importing.sheet.cells import STATE_COLOURS
from app.ui.importing.sheet.model import Besides
from app.ui.style.fonts import sized
from app.ui.style.tokens import Colour, colour, px
from app.ui.widgets.frames import frame
from app.ui.widgets.labels import SQUARE, ElidedLabel, label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.ui.importing.sheet.model import Wanted

_PAD = 10


class CountChip(QAbstractButton):
    """One term of the sum: square, word, number; pressed it filters."""

    def __init__(self, word: str, state: Colour | None) -> None:
        super().__init__()
        self.word, self.state, self.number = word, state, 0
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_number(self, number: int) -> None:
        """Show another count."""
        self.number = number
        self.setAccessibleName(f"{self.word} {number}")
        self.updateGeometry()
        self.update()

    def _widths(self) -> tuple[int, int, int]:
        """Of square with gap, word with gap, number."""
        square = px(SQUARE + 6) if self.state is not None else 0
        word = QFontMetrics(sized(13)).horizontalAdvance(self.word) + px(8)
        number = QFontMetrics(sized(14, medium=True)).horizontalAdvance(f"{self.number:,}")
        return square, word, number

    def sizeHint(self) -> QSize:
        """Everything in one line."""
        return QSize(sum(self._widths()) + 2 * px(_PAD), px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw box, square, word and number."""
        square, word, _number = self._widths()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        painter.setPen(colour(Colour.FOCUS if on or self.hasFocus() else Colour.LINE))
        painter.setBrush(colour(Colour.SELECT_ON if on else Colour.CARD))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        left, side = px(_PAD), px(SQUARE)
        if self.state is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(self.state))
            top = (self.height() - side) / 2 + px(1)
            painter.drawRoundedRect(QRectF(left, round(top), side, side), 1.5, 1.5)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(colour(self.state or Colour.TEXT))
        painter.setFont(sized(13))
        painter.drawText(self.rect().adjusted(left + square, 0, 0, 0), flags, self.word)
        painter.setPen(colour(Colour.TEXT))
        painter.setFont(sized(14, medium=True))
        place = self.rect().adjusted(left + square + word, 0, 0, 0)
        painter.drawText(place, flags, f"{self.number:,}")


def beside(*parts: QWidget) -> QWidget:
    """Widgets that stay together in one line."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(px(7))
    for part in parts:
        row.addWidget(part)
    return made


class SumBar(QWidget):
    """The sum of an import.

    Attributes:
        chosen: rows of one state are wanted, those with remarks, or all; carries the
            :class:`RowState`, :class:`Besides` or ``None``.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self.whole = self._chip("读入", None, None)
        self.whole.setChecked(True)
        self.parts = {
            state: self._chip(state.label, STATE_COLOURS[state], state) for state in RowState
        }
        self.remarks = self._chip("有提醒", Colour.WARN, Besides.WITH_REMARKS)
        self._total = ElidedLabel("", "facts")
        row = FlowLayout(px(7), px(4), self)
        row.addWidget(self.whole)
        for number, chip in enumerate(self.parts.values()):
            row.addWidget(beside(label("+" if number else "=", "facts"), chip))
        rule = frame("upright")
        rule.setFixedHeight(px(16))
        row.addWidget(beside(rule, self._total))
        row.addWidget(self.remarks)

    def _chip(self, word: str, paint: Colour | None, wanted: Wanted) -> CountChip:
        made = CountChip(word, paint)
        made.clicked.connect(lambda _checked=False: self.chosen.emit(wanted))
        self._group.addButton(made)
        return made

    def show_counts(self, counts: Mapping[str, int], remarks: int) -> None:
        """Show counts by state, ``read`` for all, and of rows to be written with remarks."""
        self.remarks.set_number(remarks)
        self.remarks.setVisible(remarks > 0)
        self.whole.set_number(counts["read"])
        for state, chip in self.parts.items():
            chip.set_number(counts[state])
        new, changed = counts[RowState.NEW], counts[RowState.CHANGED]
        self._total.set_text(f"写入　{new:,} + {changed:,} = {new + changed:,} 行")

    def choose(self, wanted: Wanted) -> None:
        """Mark what is shown, without telling anybody."""
        if isinstance(wanted, RowState):
            self.parts[wanted].setChecked(True)
        else:
            (self.remarks if wanted else self.whole).setChecked(True)
