"""One chapter: its pages behind tabs, each built when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.style.tokens import px
from app.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ui.office import Office
    from app.ui.screens.registry import Entry
    from app.ui.screens.screen import Screen


class ChapterPage(QWidget):
    """The pages of a chapter; with a single one there are no tabs.

    Attributes:
        turned: another page is shown.
    """

    turned = Signal(object)  # Screen

    def __init__(self, office: Office, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._office = office
        self._entries = {entry.name: entry for entry in entries}
        self._screens: dict[str, Screen] = {}
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._tabs = Segmented(
            [(entry.name, entry.title) for entry in entries], clearable=False, kind="tab"
        )
        if len(entries) > 1:
            column.addWidget(self._strip())
        column.addWidget(self._stack, 1)
        self._tabs.chosen.connect(self._choose)

    def _strip(self) -> QWidget:
        strip = QWidget()
        strip.setObjectName("tabStrip")
        strip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(strip)
        row.setContentsMargins(px(20), 0, px(20), 0)
        row.addWidget(self._tabs)
        return strip

    @property
    def current(self) -> Screen:
        """The page shown; the first one at first."""
        shown = self._stack.currentWidget()
        if shown is None:
            return self.turn_to(next(iter(self._entries)))
        return next(screen for screen in self._screens.values() if screen is shown)

    def holds(self, screen: Screen) -> bool:
        """Whether ``screen`` is one of these pages."""
        return screen in self._screens.values()

    def name_of(self, screen: Screen) -> str:
        """What the page ``screen`` goes by."""
        return next(name for name, known in self._screens.items() if known is screen)

    def turn_to(self, name: str) -> Screen:
        """Show the page ``name``."""
        if name not in self._screens:
            screen = self._entries[name].make(self._office)
            self._screens[name] = screen
            self._stack.addWidget(screen)
        screen = self._screens[name]
        self._stack.setCurrentWidget(screen)
        self._tabs.set_value(name)
        return screen

    def _choose(self, name: object) -> None:
        before = self.current
        if not before.settle():
            self._tabs.set_value(self.name_of(before))
            return
        self.turned.emit(self.turn_to(str(name)))
