"""The bar above a table: how many of how many, what is filtered, and how to undo that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.queries.members.flags import GONE, shipped_labels
from app.queries.naming.figure_words import figure_word
from app.spec.values import is_masked, masked, show
from app.ui.naming import counted
from app.ui.style.tokens import CARD_HEADER, px, text_scale
from app.ui.table.filter_popup import BLANK
from app.ui.table.narrowing.chips import Chip, Chips
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.queries.listing import Filter, View
    from app.spec.record import RecordSpec

_TIGHT = 2.0  # text from which on two words have no room
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
        self.chips = Chips()
        self.chips.removed.connect(self.removed)
        self._clear = button(
            "清除" if text_scale() >= _TIGHT else "清除筛选",
            "link",
            act=self.cleared.emit,
            tip="清除筛选",
        )
        self.aside = QHBoxLayout()
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), 0, px(12), 0)
        row.setSpacing(px(12 if text_scale() < _TIGHT else 4))
        row.addWidget(self.count)
        row.addWidget(self.chips)
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
        chips = [
            Chip(self._words(entry, labels.get(entry.field)), entry.field) for entry in view.filters
        ]
        if view.incomplete:
            lacking = figure_word("members.incomplete")
            chips.append(Chip(lacking.label, tip=lacking.tip))
        if view.papers is not None:
            chips.append(Chip(view.papers.words))
        if view.flag:
            chips.append(Chip(f"类别：{self._flag_word(view.flag)}"))
        if view.named is not None:
            chips.append(Chip(view.named.title))
        if view.search:
            chips.append(Chip(f"查找：{view.search}"))
        self.chips.show_chips(chips)
        self._clear.setVisible(narrowed)

    def _flag_word(self, flag_id: str) -> str:
        """What a flag is called; the user's own are columns of the register."""
        own = self._spec.fields.get(flag_id)
        return own.label if own is not None else shipped_labels().get(flag_id, GONE)

    def _words(self, entry: Filter, labels: Mapping[int, str] | None) -> str:
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
        return f"{field.label}：{text}"
