"""The head of a page: title, one line of facts, quiet actions, one primary action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from app.ui.style.tokens import px
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import ElidedLabel, label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QAction, QResizeEvent

HEIGHT = 56


class PageHead(QWidget):
    """56 pixels; where they do not fit, quiet actions fold into 更多, the last one first."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label(title, "title")
        self.facts = ElidedLabel("", "facts")
        self.fact_link = button("", "link", act=self._follow, tip="只看这些，再点一次看全部")
        self.fact_link.hide()
        self._followed: Callable[[], object] = lambda: None
        self.primary: QPushButton | None = None
        self._quiet: list[QPushButton] = []
        self._entries: list[QAction] = []
        self._gone: set[QPushButton] = set()  # quiet actions that are not offered just now
        self._menu = QMenu(self)
        self._more = button("更多", "quiet", icon_name="more")
        self._more.setMenu(self._menu)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(4))
        self._row.addWidget(self.title)
        self._row.addSpacing(px(8))
        self._row.addWidget(self.facts)
        self._row.addWidget(self.fact_link)
        self._row.addStretch(1)
        self._row.addWidget(self._more)
        self._more.hide()
        self.setFixedHeight(px(HEIGHT))

    def set_title(self, title: str) -> None:
        """Change the title."""
        self.title.setText(title)
        self._fold()

    def set_facts(self, *facts: str) -> None:
        """Say what the page is about in one line; blank facts are left out."""
        self.facts.set_text("　".join(fact for fact in facts if fact))

    def set_fact_link(
        self, text: str, act: Callable[[], object] = lambda: None, *, tip: str = ""
    ) -> None:
        """Let one more fact answer for itself when it is pressed; blank for none."""
        self._followed = act
        self.fact_link.setToolTip(tip)
        self.fact_link.setText(text)
        self.fact_link.setVisible(bool(text))
        self._fold()

    def _follow(self) -> None:
        self._followed()

    def add_quiet(self, text: str, icon_name: str, act: Callable[[], object]) -> QPushButton:
        """Add a quiet action; icon and word."""
        made = button(text, "quiet", icon_name=icon_name, act=act)
        self._row.insertWidget(self._row.indexOf(self._more), made)
        self._quiet.append(made)
        entry = self._menu.addAction(made.icon(), text)
        entry.triggered.connect(lambda _checked=False: made.click())
        entry.setVisible(False)
        self._entries.append(entry)
        return made

    def offer(self, made: QPushButton, text: str) -> None:
        """Rename a quiet action; blank takes it away."""
        entry = self._entries[self._quiet.index(made)]
        if text:
            self._gone.discard(made)
            made.setText(text)
            entry.setText(text)
        else:
            self._gone.add(made)
            made.hide()
            entry.setVisible(False)
        self._fold()

    def set_primary(
        self, text: str, act: Callable[[], object], *, icon_name: str = ""
    ) -> QPushButton:
        """Set the one red button."""
        self.primary = button(text, "primary", icon_name=icon_name, act=act)
        self._row.addSpacing(px(8))
        self._row.addWidget(self.primary)
        return self.primary

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the quiet actions that do not fit."""
        super().resizeEvent(event)
        self._fold()

    def minimumSizeHint(self) -> QSize:
        """The title, 更多 and the primary action."""
        parts = [self.title, self._more, *([self.primary] if self.primary else [])]
        width = sum(part.sizeHint().width() + px(8) for part in parts)
        return QSize(width, px(HEIGHT))

    def _fold(self) -> None:
        fixed = self.title.sizeHint().width() + px(24)
        if self.primary is not None:
            fixed += self.primary.sizeHint().width() + px(16)
        if not self.fact_link.isHidden():
            fixed += self.fact_link.sizeHint().width() + px(4)
        # The facts may be shortened to a third before an action folds away.
        room = self.width() - fixed - self.facts.sizeHint().width() // 3
        pairs = zip(self._quiet, self._entries, strict=True)
        offered = [(made, entry) for made, entry in pairs if made not in self._gone]
        widths = [made.sizeHint().width() + px(4) for made, _entry in offered]
        shown = len(widths)
        if sum(widths) > room:
            room -= self._more.sizeHint().width() + px(4)
            while shown and sum(widths[:shown]) > room:
                shown -= 1
        for place, (made, entry) in enumerate(offered):
            made.setVisible(place < shown)
            entry.setVisible(place >= shown)
            entry.setEnabled(made.isEnabled())
        self._more.setVisible(shown < len(widths))
