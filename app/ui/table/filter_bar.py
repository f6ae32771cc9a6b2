"""The bar above a table: how many of how many, what is filtered, and how to undo that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.queries.figure_words import figure_word
from app.queries.members.flags import flag_labels
from app.spec.values import is_masked, masked, show
from app.ui.naming import counted
from app.ui.style.icons import icon
from app.ui.style.tokens import CARD_HEADER, Colour, px
from app.ui.table.filter_popup import BLANK
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.queries.listing import Filter, View
    from app.spec.record import RecordSpec

_NAMED = 2  # values named on a chip; more are counted


class FilterBar(QFrame):
    """40 pixels: ``37 / 368``, a chip for each filter, 清除筛选, and room at the right.

    Attributes:
        removed: the filter of a field shall go; carries the field's name.
        cleared: all filters and the search shall go.
    """

    removed = Signal(str)
    cleared = Signal()

    def __init__(self, spec: RecordSpec) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        self.setFixedHeight(px(CARD_HEADER))
        self._spec = spec
        self.count = label("", "card-title")
        self._chips = QHBoxLayout()
        self._chips.setSpacing(px(8))
        self._clear = button("清除筛选", "link", act=self.cleared.emit)
        self.aside = QHBoxLayout()
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), 0, px(12), 0)
        row.setSpacing(px(12))
        row.addWidget(self.count)
        row.addLayout(self._chips)
        row.addWidget(self._clear)
        row.addStretch(1)
        row.addLayout(self.aside)
        self._clear.hide()

    def show_state(
        self, shown: int, total: int, view: View, labels: Mapping[str, Mapping[int, str]]
    ) -> None:
        """Say what is shown."""
        narrowed = view.is_narrowed
        self.count.setText(f"{shown:,} / {total:,}" if narrowed else counted(self._spec.id, total))
        while (item := self._chips.takeAt(0)) is not None:
            if (chip := item.widget()) is not None:
                chip.hide()
                chip.deleteLater()
        for entry in view.filters:
            self._chips.addWidget(self._chip(entry, labels.get(entry.field)))
        if view.incomplete:
            lacking = figure_word("members.incomplete")
            self._chips.addWidget(_plain_chip(lacking.label, lacking.tip))
        if view.papers is not None:
            self._chips.addWidget(_plain_chip(view.papers.words))
        if view.flag:
            self._chips.addWidget(_plain_chip(f"类别：{flag_labels()[view.flag]}"))
        if view.named is not None:
            self._chips.addWidget(_plain_chip(view.named.title))
        if view.search:
            self._chips.addWidget(_plain_chip(f"查找：{view.search}"))
        self._clear.setVisible(narrowed)

    def _chip(self, entry: Filter, labels: Mapping[int, str] | None) -> QPushButton:
        field = self._spec.fields[entry.field]
        words = [
            BLANK if value is None else masked(field, show(field, value, labels))
            for value in sorted(entry.values, key=str)
        ]
        text = "、".join(words[:_NAMED])
        if len(words) > _NAMED and is_masked(field):
            text = f"{len(words)} 个"  # of numbers with stars each looks like the others
        elif len(words) > _NAMED:
            text += f" 等 {len(words)} 个"
        if entry.contains:
            text = f"含“{entry.contains}”"
        chip = button(f"{field.label}：{text}", "chip")
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross stands after the words
        chip.setIcon(icon("close", Colour.TEXT2, gap=-4))
        chip.setIconSize(QSize(px(12) + px(4), px(12)))
        chip.setToolTip("去掉这个筛选")
        chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        chip.clicked.connect(lambda _checked=False: self.removed.emit(entry.field))
        return chip


def _plain_chip(text: str, tip: str = "") -> QWidget:
    made = label(text, "facts")
    made.setToolTip(tip)
    made.setMaximumWidth(px(200))
    return made
