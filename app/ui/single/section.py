"""One section of a card: what is known, what is missing, and where it is changed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.style.tokens import px
from app.ui.table.cells import MISSING
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QResizeEvent

    from app.queries.organization.card import Told

_ELSEWHERE = "去登记"  # what another register should tell and does not yet
_FILL = "填写"  # what nobody asks for
_COLUMN = 280  # a fact needs so much; as many stand beside each other as have room, up to three
_MOST_COLUMNS = 3


class Fact(QWidget):
    """A label and its value; where the value is missing, a link to fill it in.

    Args:
        act: what the link does; it also stands beside a value that another register tells.
    """

    def __init__(self, parent: QWidget, act: Callable[[], object], *, told: bool = False) -> None:
        super().__init__(parent)
        self.is_missing = False
        self.is_offered = False  # blank, which is as good as filled
        self._told = told
        self.caption = label("", "label", wrap=True)
        self.value = label("", "value", wrap=True)
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.link = button(MISSING, "fact", act=act)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        column.addWidget(self.caption)
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(self.value, 1 if not told else 0)
        line.addWidget(self.link)
        line.addStretch(0 if not told else 1)
        column.addLayout(line)
        column.addStretch(1)

    def show_fact(
        self,
        caption: str,
        text: str,
        *,
        asked: bool,
        able: bool,
        offered: bool = False,
        aside: str = "",
    ) -> None:
        """Show a value, or that it is missing.

        Args:
            asked: whether the card lacks something while the value is blank.
            offered: whether a blank may be filled though nobody asks for it.
            able: whether the link can be followed.
            aside: said behind the value, or in its place where there is none.
        """
        self.is_missing = asked and not text
        self.is_offered = offered and not text and not self.is_missing
        self.caption.setText(caption)
        said = f"{text}{aside}"
        self.value.setText(said or MISSING)
        has_link = able and (self.is_missing or self.is_offered or self._told)
        self.value.setVisible(not has_link)
        self.value.setProperty("kind", "value" if text else "note")
        self.value.style().polish(self.value)
        blank = _FILL if self.is_offered else MISSING
        self.link.setText(said if self._told and said else _ELSEWHERE if self._told else blank)
        self.link.setAccessibleName(f"{caption}：{self.link.text()}")
        self.link.setVisible(has_link)


class SectionCard(QFrame):
    """The facts of one section.

    Attributes:
        wanted: the section shall be changed; carries the field to begin with, or blank.
        elsewhere: what another register tells shall be shown there; carries the line.
    """

    wanted = Signal(str)
    elsewhere = Signal(object)

    def __init__(self, title: str, names: Iterable[str]) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.title = title
        self.facts = {name: self._fact(name) for name in names}
        self._told: dict[str, Fact] = {}
        self._lines: dict[str, Told] = {}
        self._shown: list[Fact] = []
        self._columns = 0
        inside = QVBoxLayout(self)
        inside.setContentsMargins(px(16), px(8), px(16), px(16))
        inside.setSpacing(px(8))
        head = QHBoxLayout()
        head.addWidget(label(title, "card-title"))
        head.addStretch(1)
        self.edit_button = button("修改", "link", act=lambda: self.wanted.emit(""))
        self.edit_button.setAccessibleName(f"修改{title}")
        head.addWidget(self.edit_button)
        inside.addLayout(head)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(12))
        inside.addLayout(self._grid)

    def _fact(self, name: str) -> Fact:
        return Fact(self, lambda: self.wanted.emit(name))

    def told_fact(self, told: Told) -> Fact:
        """The place of a line that another register tells."""
        self._lines[told.key] = told
        if told.key not in self._told:
            act = partial(self._go_elsewhere, told.key)
            self._told[told.key] = Fact(self, act, told=bool(told.register))
        return self._told[told.key]

    def _go_elsewhere(self, key: str) -> None:
        self.elsewhere.emit(self._lines[key])

    def arrange(self, shown: list[Fact]) -> None:
        """Lay out the facts that have something to say, in this order."""
        self._shown = shown
        self._columns = 0
        self._lay_out()

    @property
    def missing(self) -> int:
        """How many facts are missing."""
        return sum(fact.is_missing for fact in self._shown)

    @property
    def count(self) -> int:
        """How many facts are shown that are filled or missing."""
        return sum(not fact.is_offered for fact in self._shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as have room."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        columns = min(max(self.width() // px(_COLUMN), 1), _MOST_COLUMNS)
        if columns == self._columns:
            return
        self._columns = columns
        for fact in (*self.facts.values(), *self._told.values()):
            self._grid.removeWidget(fact)
            fact.setVisible(fact in self._shown)
        for place, fact in enumerate(self._shown):
            self._grid.addWidget(fact, place // columns, place % columns)
        for column in range(_MOST_COLUMNS):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
            self._grid.setColumnMinimumWidth(column, 0)
