"""The tabs of a chapter: those that have no room stand in a menu at the end."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.ui.style.tokens import px
from app.ui.widgets.buttons import menu_button
from app.ui.widgets.choosing.segmented import Segmented

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

_GAP = 16


class Tabs(QWidget):
    """Tabs as many as there is room for, the one that is on always among them.

    Attributes:
        chosen: the user turned to another tab; carries its value.
    """

    chosen = Signal(object)

    def __init__(self, tabs: Sequence[tuple[object, str]]) -> None:
        super().__init__()
        self._tabs = tabs
        self._row = Segmented(tabs, clearable=False, kind="tab")
        self._menu = QMenu(self)
        self.more = menu_button("更多", self._menu, "tab")
        self.more.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(_GAP))
        row.addWidget(self._row)
        row.addWidget(self.more)
        row.addStretch(1)
        self._row.chosen.connect(self._choose)

    def set_value(self, value: object) -> None:
        """Switch on the tab with ``value``, without telling anybody."""
        self._row.set_value(value)
        self._fold()

    def _choose(self, value: object) -> None:
        self._fold()
        self.chosen.emit(value)

    def sizeHint(self) -> QSize:
        """Room for all of them."""
        return QSize(sum(self._widths()), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The widest tab and 更多: one tab is always in sight."""
        widest = max(self._widths(), default=0)
        return QSize(widest + self.more.sizeHint().width(), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many tabs as have room."""
        super().resizeEvent(event)
        self._fold()

    def _widths(self) -> list[int]:
        """What each tab needs, with the gap behind it."""
        return [made.sizeHint().width() + px(_GAP) for made in self._row.buttons]

    def _fold(self) -> None:
        buttons, widths = self._row.buttons, self._widths()
        room = self.width() + px(_GAP)
        shown = set(range(len(buttons)))
        if sum(widths) > room:
            shown = self._that_fit(widths, room - self.more.sizeHint().width() - px(_GAP))
        self._menu.clear()
        for place, made in enumerate(buttons):
            made.setVisible(place in shown)
            if place not in shown:
                value, text = self._tabs[place]
                self._menu.addAction(text, partial(self.chosen.emit, value))
        self.more.setVisible(len(shown) < len(buttons))

    def _that_fit(self, widths: Sequence[int], room: int) -> set[int]:
        """The places of the tab that is on and of the first others beside it."""
        shown = {place for place, made in enumerate(self._row.buttons) if made.isChecked()}
        room -= sum(widths[place] for place in shown)
        for place, width in enumerate(widths):
            if place not in shown:
                room -= width
                if room < 0:
                    break
                shown.add(place)
        return shown
