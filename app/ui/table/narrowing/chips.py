"""Chips in a row: as many as there is room for, the others in a menu at the end."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from app.ui.style.fonts import sized
from app.ui.style.icons import icon
from app.ui.style.tokens import Colour, px
from app.ui.widgets.buttons import button, menu_button
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

_GAP = 8
_WIDEST = 240  # words; longer ones are cut by dots and whole in the tooltip


class Chip(NamedTuple):
    """One thing that a list is narrowed by.

    Attributes:
        field: whose filter it is, so that it can be taken away here; blank where it cannot.
        tip: what the words mean, where they need it.
    """

    words: str
    field: str = ""
    tip: str = ""


class Chips(QWidget):
    """The chips of a list; the row never asks for more room than there is.

    Attributes:
        removed: a chip shall go; carries the name of its field.
        made: what shows each chip, in or out of sight.
        more: the menu of those out of sight.
    """

    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._chips: Sequence[Chip] = ()
        self._menu_width = 0
        self.made: list[QWidget] = []
        self._menu = QMenu(self)
        self.more = menu_button("", self._menu)
        self.more.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(_GAP))
        self._row.addWidget(self.more)
        self._row.addStretch(1)

    def show_chips(self, chips: Sequence[Chip]) -> None:
        """Show other chips."""
        for made in self.made:
            self._row.removeWidget(made)
            made.hide()
            made.deleteLater()
        self._chips = chips
        self.made = [self._drawn(chip) for chip in chips]
        for place, made in enumerate(self.made):
            self._row.insertWidget(place, made)
            made.ensurePolished()  # its width is asked for before it is shown
        self.more.setText(_others(len(chips)))  # the widest that it may come to say
        self.more.ensurePolished()
        self._menu_width = self.more.sizeHint().width()
        self.setVisible(bool(chips))
        self.updateGeometry()
        self._fold()

    def _drawn(self, chip: Chip) -> QWidget:
        metrics = QFontMetrics(sized(13))
        words = metrics.elidedText(chip.words, Qt.TextElideMode.ElideRight, px(_WIDEST))
        if not chip.field:
            made: QWidget = label(words, "facts")
        else:
            made = crossed = button(words, "chip", act=partial(self.removed.emit, chip.field))
            crossed.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross after the words
            crossed.setIcon(icon("close", Colour.TEXT2, gap=-4))
            crossed.setIconSize(QSize(px(12) + px(4), px(12)))
        cut = "" if words == chip.words else chip.words
        tips = (cut, chip.tip, "去掉这个筛选" if chip.field else "")
        made.setToolTip("\n".join(filter(None, tips)))
        made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        return made

    def sizeHint(self) -> QSize:
        """Room for all of them."""
        return QSize(self._width(self.made), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Room for the menu alone, which then holds them all."""
        least = min(self._width(self.made), self._menu_width)
        return QSize(least, super().minimumSizeHint().height())

    @staticmethod
    def _width(made: Sequence[QWidget]) -> int:
        return sum(each.sizeHint().width() for each in made) + px(_GAP) * max(len(made) - 1, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put away those that do not fit."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        shown = len(self.made)
        if self._width(self.made) > self.width():
            room = self.width() - self._menu_width - px(_GAP)
            while shown and self._width(self.made[:shown]) > room:
                shown -= 1
        for place, made in enumerate(self.made):
            made.setVisible(place < shown)
        left = self._chips[shown:]
        self._menu.clear()
        for chip in left:
            line = self._menu.addAction(f"去掉“{chip.words}”" if chip.field else chip.words)
            line.setEnabled(bool(chip.field))
            line.triggered.connect(lambda _on=False, name=chip.field: self.removed.emit(name))
        self.more.setText(_others(len(left)) if shown else f"{len(left)} 项筛选")
        self.more.setVisible(bool(left))


def _others(count: int) -> str:
    return f"另 {count} 项筛选"
