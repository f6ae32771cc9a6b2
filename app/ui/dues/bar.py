"""The bar over the sheet: which year, which group, who, or the list of arrears instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout

from app.queries.dues.year import State
from app.queries.naming.figure_words import figure_word
from app.ui.style.tokens import is_folded, px, text_scale
from app.ui.widgets.buttons import button
from app.ui.widgets.choosing.drop_list import DropList
from app.ui.widgets.choosing.segmented import Segmented
from app.ui.widgets.labels import ElidedLabel, label

if TYPE_CHECKING:
    from collections.abc import Iterable

SHEET, ARREARS = "sheet", "arrears"
_STATES = (
    (State.OVERDUE, "dues.overdue"),
    (State.OWED, "dues.owed"),
    (State.EXEMPT, "dues.exempt"),
    (State.PAID, "dues.settled"),
)  # each with the id of its word
_HEIGHT, _CLOSE_HEIGHT = 44, 36
_ROOMY = 1.5  # text up to which all states have room


class _Groups(DropList):
    """All groups, or one of them."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("小组")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMinimumWidth(px(118))


class DuesBar(QFrame):
    """What of the sheet is shown.

    Attributes:
        turned: another year, or another group: read again.
        narrowed: another state, or another month it is asked for.
        mode: the sheet or the list of arrears.
    """

    turned = Signal()
    narrowed = Signal()
    mode = Signal(str)

    def __init__(self, year: int) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        self.setFixedHeight(px(_CLOSE_HEIGHT if is_folded() else _HEIGHT))
        self.year = year
        self.month: int | None = None
        self.modes = Segmented([(SHEET, "收缴表"), (ARREARS, "欠缴名单")], clearable=False)
        self.modes.set_value(SHEET)
        self.modes.chosen.connect(self.turn_mode)
        self.before = button("", "bare", icon_name="chevron-left", act=self._back, tip="上一年")
        self.after = button("", "bare", icon_name="chevron-right", act=self._on, tip="下一年")
        self._year = label("", "card-title")
        words = [(state, figure_word(name)) for state, name in _STATES]
        self.states = Segmented([(state, word.label) for state, word in words])
        for made, (_state, word) in zip(self.states.buttons, words, strict=True):
            made.setToolTip(word.tip)
        self.states.chosen.connect(self._choose_state)
        self._fold_states()
        self.groups = _Groups()
        self.groups.activated.connect(lambda _place: self.turned.emit())
        self._only = button("", "chip", icon_name="close", act=self._drop_month)
        self.shown = ElidedLabel("", "note")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), 0, px(12), 0)
        row.setSpacing(px(6))
        row.addWidget(self.modes)
        row.addSpacing(px(8))
        self._of_sheet = (
            self.before,
            self._year,
            self.after,
            self.groups,
            self.states,
        )
        for part in (*self._of_sheet, self.shown):
            row.addWidget(part)
        row.insertWidget(row.indexOf(self.shown), self._only)
        row.addStretch(1)
        self._say()

    @property
    def state(self) -> State | None:
        """Who is shown; ``None`` for everybody."""
        chosen = self.states.value()
        return chosen if isinstance(chosen, State) else None

    @property
    def group(self) -> int | None:
        """The group chosen; ``None`` for all."""
        found = self.groups.currentData()
        return found if isinstance(found, int) else None

    def offer_groups(self, groups: Iterable[tuple[int, str]]) -> None:
        """Fill the list of groups, each its number and name; the one chosen stays."""
        chosen = self.group
        self.groups.clear()
        self.groups.addItem("全部小组", None)
        for number, name in groups:
            self.groups.addItem(name, number)
        self.groups.setCurrentIndex(max(0, self.groups.findData(chosen)))

    def ask(self, state: State | None, month: int) -> None:
        """Show those who stand in ``state`` in a month; 0 for the year."""
        self.states.set_value(state)
        self._fold_states()
        self.month = month or None
        self._say()
        self.narrowed.emit()

    def turn_to(self, year: int) -> None:
        """Show another year."""
        self.year, self.month = year, None
        self._say()
        self.turned.emit()

    def _back(self) -> None:
        self.turn_to(self.year - 1)

    def _on(self) -> None:
        self.turn_to(self.year + 1)

    def _choose_state(self, _state: object) -> None:
        self.narrowed.emit()

    def _fold_states(self) -> None:
        """Very large text leaves room for 欠缴 and one other: what is asked for, else 未缴."""
        if text_scale() <= _ROOMY:
            return
        other = self.state if self.state not in {None, State.OVERDUE} else State.OWED
        for made, (state, _name) in zip(self.states.buttons, _STATES, strict=True):
            made.setVisible(state in {State.OVERDUE, other})

    def _drop_month(self) -> None:
        self.ask(self.state, 0)

    def turn_mode(self, mode: object) -> None:
        """Show the sheet, or the list of arrears."""
        self.modes.set_value(mode)
        for part in self._of_sheet:
            part.setVisible(mode == SHEET)
        self._only.setVisible(mode == SHEET and self.month is not None)
        self.mode.emit(str(mode))

    def _say(self) -> None:
        self._year.setText(f"{self.year} 年")
        self._only.setText(f"{self.month} 月" if self.month else "")
        self._only.setVisible(self.month is not None)
