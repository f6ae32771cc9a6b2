"""One chapter: its pages behind tabs, each built when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.frame.tabs import Tabs
from app.ui.screens.registry import CATALOGUE, NOWHERE
from app.ui.style.tokens import px
from app.ui.widgets.buttons import button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.store.unit import Changed
    from app.ui.office import Office
    from app.ui.screens.registry import Entry
    from app.ui.screens.screen import Screen

_DEFINING = frozenset(
    {"extra_column", "ledger_definition"}
)  # rows that say which columns there are


class ChapterPage(QWidget):
    """The pages of a chapter: tabs, none for a single page, a list first for very many.

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
        self._list = next((name for name in self._entries if name.startswith(CATALOGUE)), "")
        has_tabs = not self._list and entries[0].chapter != NOWHERE
        tabs = [(entry.name, entry.title) for entry in entries] if has_tabs else []
        self._tabs = Tabs(tabs)
        self._strip_widget = self._strip(entries[0].chapter)
        self._strip_widget.setVisible(len(tabs) > 1)
        column.addWidget(self._strip_widget)
        column.addWidget(self._stack, 1)
        self._tabs.chosen.connect(self._choose)
        office.hub.changed.connect(self._renew)

    def _strip(self, chapter: str) -> QWidget:
        strip = QWidget(self)
        strip.setObjectName("tabStrip")
        strip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(strip)
        row.setContentsMargins(px(20), 0, px(20), 0)
        if self._list:
            row.addWidget(
                button(
                    f"全部{chapter}",
                    "link",
                    icon_name="chevron-left",
                    act=lambda: self._choose(self._list),
                )
            )
        row.addWidget(self._tabs)
        row.addStretch(1)
        return strip

    @property
    def current(self) -> Screen:
        """The page shown; the first one at first."""
        shown = self._stack.currentWidget()
        if shown is None:
            return self.turn_to(self._list or next(iter(self._entries)))
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
            screen = self._entries[name].make(self._office, self._stack)
            self._screens[name] = screen
            self._stack.addWidget(screen)
        screen = self._screens[name]
        self._stack.setCurrentWidget(screen)
        self._tabs.set_value(name)
        if self._list:  # too many for tabs: one goes back to the list instead
            self._strip_widget.setVisible(name != self._list)
        return screen

    def _renew(self, changed: Changed) -> None:
        """Build those pages anew whose register has other columns now."""
        if not _DEFINING & changed.records:
            return
        for name, before in list(self._screens.items()):
            if not before.is_outdated():
                continue
            was_shown = self._stack.currentWidget() is before
            now = self._entries[name].make(self._office, self._stack)
            now.take_up(before)
            self._screens[name] = now
            self._stack.addWidget(now)
            if was_shown:
                self._stack.setCurrentWidget(now)
                if self.isVisible():
                    self.turned.emit(now)
            self._stack.removeWidget(before)
            before.deleteLater()

    def _choose(self, name: object) -> None:
        before = self.current
        if not before.settle():
            self._tabs.set_value(self.name_of(before))
            return
        self.turned.emit(self.turn_to(str(name)))
