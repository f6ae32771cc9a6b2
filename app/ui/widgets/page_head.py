"""The head of a page: title, one line of facts, quiet actions, one primary action."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QWidget

from app.queries.naming.figure_words import figure_word
from app.ui.style.tokens import px
from app.ui.widgets.buttons import button, menu_button
from app.ui.widgets.labels import ElidedLabel, label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QAction, QResizeEvent, QShowEvent

HEIGHT = 56
_GAP = 13  # a full-width blank
_LEAST = 48


class Fact(NamedTuple):
    """One fact.

    Attributes:
        tip: how it is counted.
        act: shows the names behind it.
    """

    text: str
    tip: str = ""
    act: Callable[[], object] | None = None


def figure(name: str, number: str, act: Callable[[], object] | None = None) -> Fact:
    """A number under the one word for it (``resources/words/figures.toml``)."""
    word = figure_word(name)
    return Fact(f"{word.label} {number}", word.tip, act)


class FactRow(QWidget):
    """Facts in one line; those that have no room stand in the menu of the dots at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._facts: tuple[Fact, ...] = ()
        self.parts: list[QLabel | QPushButton] = []
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._more = menu_button("…", self._menu)
        self._more.setProperty("tight", True)
        self._more.setAccessibleName("其余的数")
        self._more.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(_GAP))
        self._row.addWidget(self._more)
        self._row.addStretch(1)
        self._more.hide()

    def set_facts(self, facts: Iterable[str | Fact]) -> None:
        """Show these; a blank one is left out."""
        given = (fact if isinstance(fact, Fact) else Fact(fact) for fact in facts)
        found = tuple(fact for fact in given if fact.text)
        if found == self._facts:
            return
        if [_shape(fact) for fact in found] == [_shape(fact) for fact in self._facts]:
            self._facts = found  # a button under the mouse or with the keyboard stays
            for fact, part in zip(found, self.parts, strict=True):
                _tell(part, fact)
        else:
            self._facts = found
            self._build()
        self.setAccessibleName(self.whole_text())
        self.updateGeometry()
        self._fit()

    def whole_text(self) -> str:
        """All facts, with a blank between."""
        return "　".join(fact.text for fact in self._facts)

    def _build(self) -> None:
        for part in self.parts:
            self._row.removeWidget(part)
            part.hide()
            part.deleteLater()
        self.parts = []
        for place, fact in enumerate(self._facts):
            part = self._link(place) if fact.act is not None else ElidedLabel("", "facts")
            _tell(part, fact)
            self.parts.append(part)
            self._row.insertWidget(place, part)

    def _link(self, place: int) -> QPushButton:
        made = button("", "link", act=lambda: self._follow(place))
        made.setProperty("tight", True)
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        return made

    def _follow(self, place: int) -> None:
        act = self._facts[place].act
        if act is not None:
            act()

    def sizeHint(self) -> QSize:
        """Room for all of them."""
        return QSize(sum(self._widths()), super().sizeHint().height())

    def _widths(self) -> list[int]:
        """What each fact needs, with the gap behind it."""
        for part in self.parts:
            part.ensurePolished()  # before it is shown it would measure another font
        return [part.sizeHint().width() + px(_GAP) for part in self.parts]

    def minimumSizeHint(self) -> QSize:
        """Room for a word or so."""
        return QSize(min(self.sizeHint().width(), px(_LEAST)), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as have room."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Measure anew, in the font that is shown."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        width, widths = self.width(), self._widths()
        shown = len(widths)
        if sum(widths) > width + px(_GAP):
            room = width - self._more.sizeHint().width()
            # Words may be shortened, a button may not.
            least = int(isinstance(self.parts[0], ElidedLabel))
            while shown > least and sum(widths[:shown]) > room:
                shown -= 1
        for place, part in enumerate(self.parts):
            part.setVisible(place < shown)
        hidden = self._facts[shown:]
        self._more.setVisible(bool(hidden) and width > self._more.sizeHint().width())
        self._more.setToolTip("\n".join(fact.text for fact in hidden))
        self._menu.clear()
        for fact in hidden:
            line = self._menu.addAction(fact.text)
            line.setToolTip(fact.tip)
            line.triggered.connect(lambda _on=False, act=fact.act: act() if act else None)
        if self.width() != width:  # what was hidden made room
            self._fit()


def _shape(fact: Fact) -> bool:
    return fact.act is not None


def _tell(part: QLabel | QPushButton, fact: Fact) -> None:
    if isinstance(part, ElidedLabel):
        part.set_text(fact.text, fact.tip)
    else:
        part.setText(fact.text)
        part.setToolTip(f"{fact.tip}点一下看名单。")


_FACTS_SHARE = 0.3  # of the width, which the facts have before an action is offered


class PageHead(QWidget):
    """56 pixels; where they do not fit, quiet actions fold into 更多, the last one first."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label(title, "title")
        self.facts = FactRow()
        self.fact_link = button("", "link", act=self._follow)
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

    def set_facts(self, *facts: str | Fact) -> None:
        """Say what the page is about in one line; blank facts are left out."""
        self.facts.set_facts(facts)
        self._fold()

    def set_fact_link(
        self, text: str, act: Callable[[], object] = lambda: None, tip: str = ""
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
        # Counts are worth more than the last actions, which 更多 names as well.
        facts = min(self.facts.sizeHint().width(), int(self.width() * _FACTS_SHARE))
        room = self.width() - fixed - facts
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
