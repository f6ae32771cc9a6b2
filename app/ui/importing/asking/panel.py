"""The questions above the table: asked once, answered at any time otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.actions.importing.candidates import candidates_for
from app.ui.importing.asking.dates import DateAsk
from app.ui.importing.asking.review import ReviewAsk
from app.ui.importing.asking.words import WordsAsk
from app.ui.style.tokens import Colour, is_folded, px
from app.ui.widgets.buttons import button
from app.ui.widgets.choosing.segmented import Segmented
from app.ui.widgets.labels import ElidedLabel, StatusLabel

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.actions.importing.outcome import DateQuestion, RowPreview, WordQuestion
    from app.ui.importing.sheet.cells import LookedSheet
    from app.ui.importing.told import Told
    from app.ui.importing.work import Looked

_DATES, _WORDS, _REVIEW = "dates", "words", "review"
_LOWEST, _HIGHEST, _HIGHEST_FOLDED = 64, 132, 92  # of what is asked; more scrolls
_TOLD_OF_ROW = 4  # values of a row that stand beside those of the record


class QuestionPanel(QFrame):
    """Date columns, names, near matches; slim when all are answered, gone without any.

    Attributes:
        order_told: how a column's dates are meant; field name and order.
        words_told: what names mean; a list of field, key and meaning.
        row_told: what a row is; line and decision.
        row_wanted: a line shall be shown in the table.
        turned: the panel was opened or folded.
    """

    turned = Signal()
    order_told = Signal(str, object)
    words_told = Signal(object)
    row_told = Signal(int, object)
    row_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._dates: dict[str, DateQuestion] = {}
        self._words: dict[tuple[str, str], WordQuestion] = {}
        self._rows: dict[int, RowPreview] = {}
        self._asked: object = None  # what the body was built for
        self._is_open = True
        self.part: object = None
        self.asks: list[DateAsk | WordsAsk | ReviewAsk] = []
        self.body = QWidget()
        self.state = StatusLabel("", Colour.WARN)
        self._said = ElidedLabel("", "facts")
        self.parts = Segmented((), kind="tab")
        self.fold = button("收起", "link", act=self._turn)
        self._head = QHBoxLayout()
        self._head.setSpacing(px(16))
        self._head.addWidget(self.state)
        self._head.addWidget(self.parts)
        self._head.addWidget(self._said, 1)
        self._head.addWidget(self.fold)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(4), px(12), px(6))
        column.setSpacing(px(4))
        column.addLayout(self._head)
        column.addWidget(self.area)
        self.hide()

    def forget(self) -> None:
        """Another sheet: nothing was asked of it."""
        self._dates, self._words, self._rows = {}, {}, {}
        self._asked = None
        self._is_open = True
        self.part = None
        self.hide()

    def show_looked(self, looked: Looked, sheet: LookedSheet, reader: Connection) -> None:
        """Show what is open, and what was answered."""
        seen, told = looked.preview, looked.told
        self._dates |= {one.field: one for one in seen.dates}
        self._words |= {(one.field, one.key): one for one in seen.words}
        self._rows |= {row.line: row for row in seen.doubtful}
        self._drop_void(looked)
        open_ones = {_DATES: len(seen.dates), _WORDS: len(seen.words), _REVIEW: len(seen.doubtful)}
        known = {_DATES: len(self._dates), _WORDS: len(self._words), _REVIEW: len(self._rows)}
        parts = [part for part, count in known.items() if count]
        self.setVisible(bool(parts))
        if not parts:
            self._asked = None
            return
        if self.part not in parts:
            self.part = next((part for part in parts if open_ones[part]), parts[0])
        self._say(open_ones, known)
        asked = (self.part, tuple(self._dates), tuple(self._words), tuple(self._rows))
        self._show_part(parts, open_ones)
        if asked != self._asked:
            self._asked = asked
            self._build(looked, sheet, reader)
        self._mark(told)
        self._again = (looked, sheet, reader)

    def _drop_void(self, looked: Looked) -> None:
        """Questions of columns that are left out by now are none."""
        columns = set(looked.preview.sheet.columns)
        self._dates = {name: one for name, one in self._dates.items() if name in columns}
        self._words = {key: one for key, one in self._words.items() if key[0] in columns}

    def _say(self, open_ones: dict[str, int], known: dict[str, int]) -> None:
        left = sum(open_ones.values())
        if left:
            self.state.set_state(f"{left:,} 处等您定", Colour.WARN)
            self._said.set_text("答一次，整列生效；随时可以改")
        else:
            self.state.set_state("都已答复", Colour.OK)
            self._said.set_text(f"共 {sum(known.values()):,} 处，可以展开更改")
            if self._asked is not None and not self._has_focus():
                self._is_open = False
        self.fold.setText("收起" if self._is_open else "展开")
        self.area.setVisible(self._is_open)

    def _has_focus(self) -> bool:
        focus = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _show_part(self, parts: list[str], open_ones: dict[str, int]) -> None:
        titles = {_DATES: "日期", _WORDS: "名称", _REVIEW: "疑似同一人"}
        words = [
            (part, f"{titles[part]} {open_ones[part]}" if open_ones[part] else titles[part])
            for part in parts
        ]
        if [made.text() for made in self.parts.buttons] != [text for _part, text in words]:
            fresh = Segmented(words, clearable=False, kind="tab")
            fresh.chosen.connect(self._go_to)
            self._head.replaceWidget(self.parts, fresh)
            self.parts.deleteLater()
            self.parts = fresh
        self.parts.set_value(self.part)
        self.parts.setVisible(self._is_open)

    def _go_to(self, part: object) -> None:
        self.part = part
        self.show_looked(*self._again)

    def _turn(self) -> None:
        self._is_open = not self._is_open
        self.fold.setText("收起" if self._is_open else "展开")
        self.area.setVisible(self._is_open)
        self.parts.setVisible(self._is_open)
        self.turned.emit()

    @property
    def is_asking(self) -> bool:
        """Whether something is asked that takes room."""
        return self._is_open and not self.isHidden()

    # --- the body -----------------------------------------------------------------------

    def _build(self, looked: Looked, sheet: LookedSheet, reader: Connection) -> None:
        self.body = QWidget()
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, px(8), 0)
        column.setSpacing(px(10))
        self.asks = []
        if self.part == _DATES:
            for question in self._dates.values():
                ask = DateAsk(question)
                ask.answered.connect(self.order_told)
                self._add(column, ask)
        elif self.part == _WORDS:
            answers = looked.told.options.words
            ordered = sorted(
                self._words.values(), key=lambda one: one.key in answers.get(one.field, {})
            )
            words = WordsAsk(ordered)
            words.answered.connect(self.words_told)
            self._add(column, words)
        else:
            rows = sorted(self._rows.values(), key=lambda row: row.line in looked.told.options.rows)
            review = ReviewAsk(
                rows,
                sheet.where,
                lambda row: _facts_of_row(sheet, row),
                lambda row: candidates_for(reader, looked.preview, row),
            )
            review.decided.connect(self.row_told)
            review.looked_at.connect(self.row_wanted)
            self._add(column, review)
        column.addStretch(1)
        self.area.setWidget(self.body)
        highest = px(_HIGHEST_FOLDED if is_folded() else _HIGHEST)
        wanted = min(highest, self.body.sizeHint().height() + px(4))
        self.area.setMaximumHeight(wanted)
        self.area.setMinimumHeight(min(wanted, px(_LOWEST)))

    def _add(self, column: QVBoxLayout, ask: DateAsk | WordsAsk | ReviewAsk) -> None:
        self.asks.append(ask)
        column.addWidget(ask)

    def _mark(self, told: Told) -> None:
        for ask in self.asks:
            if isinstance(ask, DateAsk):
                ask.show_answer(told.options.date_orders.get(ask.question.field))
            elif isinstance(ask, WordsAsk):
                ask.show_answers(told.options.words)
            else:
                ask.show_decisions(told.of_row)

    def take_focus(self) -> None:
        """Put the keyboard on the first answer; Tab goes on, arrows choose."""
        if self.isHidden():
            return
        if not self._is_open:
            self._turn()
        answers = (made for made in self.body.findChildren(QPushButton) if made.isCheckable())
        if (first := next(answers, None)) is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)


def _facts_of_row(sheet: LookedSheet, row: RowPreview) -> str:
    """What a row says of itself, beside what the register says."""
    texts = [sheet.words(field, row.draft.get(field.name)) for field in sheet.fields]
    return "　".join([text for text in texts if text][:_TOLD_OF_ROW])
