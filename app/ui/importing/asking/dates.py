"""How the dates of a column are meant: every reading with three examples, asked once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.actions.importing.reading.date_columns import WORDS
from app.ui.importing.flow import FlowLayout
from app.ui.style.tokens import px
from app.ui.widgets.choosing.segmented import Segmented
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.actions.importing.outcome import DateQuestion
    from app.spec.dates import DateOrder

_ARROW = "→"


class DateAsk(QWidget):
    """One column of dates.

    Attributes:
        answered: how it is meant; carries the field's name and the order.
    """

    answered = Signal(str, object)

    def __init__(self, question: DateQuestion) -> None:
        super().__init__()
        self.question = question
        first = next(iter(question.readings.values()), ())
        written = first[0][0] if first else ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        rows = len(question.lines)
        self._asked = f"{question.label}：“{written}”这样的日期怎么读？"
        self._waiting = f"（{rows:,} 行等您定）"
        self.words = label(self._asked + self._waiting, "sentence", wrap=True)
        column.addWidget(self.words)
        days = {order: pairs[0][1] for order, pairs in question.readings.items() if pairs}
        self.orders = Segmented(days.items(), clearable=False)
        self.orders.chosen.connect(lambda order: self.answered.emit(question.field, order))
        for made in self.orders.buttons:
            made.setAccessibleName(f"{question.label}读作 {made.text()}")
        choices = FlowLayout(px(24), px(4))
        choices.addWidget(self.orders)
        examples_of = QWidget()
        grid = QGridLayout(examples_of)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(2))
        for row, (order, pairs) in enumerate(question.readings.items()):
            grid.addWidget(label(WORDS[order], "note"), row, 0)
            examples = "　".join(f"{text} {_ARROW} {day}" for text, day in pairs)
            grid.addWidget(label(examples, "note"), row, 1)
        choices.addWidget(examples_of)
        column.addLayout(choices)

    def show_answer(self, order: DateOrder | None) -> None:
        """Mark what was answered."""
        self.orders.set_value(order)
        self.words.setText(self._asked if order is not None else self._asked + self._waiting)
