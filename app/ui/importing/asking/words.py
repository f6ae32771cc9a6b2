"""Names of groups and departments that resemble known ones: many asked at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.actions.importing.asked import Word
from app.ui.style.tokens import px
from app.ui.widgets.buttons import button
from app.ui.widgets.choosing.segmented import Segmented
from app.ui.widgets.labels import ElidedLabel, label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.actions.importing.outcome import WordQuestion

_MOST = 60  # names listed at once; the others follow when these are answered
_WIDTH = 220  # of what is written in the sheet


class WordLine(QWidget):
    """One name: the known ones it may be, a new one, or nothing.

    Attributes:
        answered: what it means; carries the question and the meaning.
    """

    answered = Signal(object, object)

    def __init__(self, question: WordQuestion) -> None:
        super().__init__()
        self.question = question
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        said = ElidedLabel(f"{question.label}　“{question.word}”", "body2")
        said.setFixedWidth(px(_WIDTH))
        row.addWidget(said)
        row.addWidget(label("→", "note"))
        new = f"新建“{question.word}”" if question.must else "照原样"
        choices: list[tuple[object, str]] = [(one.value, one.label) for one in question.resembles]
        self.meanings = Segmented(
            [*choices, (Word.NEW, new), (Word.BLANK, "留空")], clearable=False
        )
        for made, one in zip(self.meanings.buttons, question.resembles, strict=False):
            made.setToolTip(one.reason)
        for made in self.meanings.buttons:
            made.setProperty("small", True)
            made.setAccessibleName(f"“{question.word}”即 {made.text()}")
        self.meanings.chosen.connect(lambda meaning: self.answered.emit(question, meaning))
        row.addWidget(self.meanings)
        row.addWidget(label(f"{len(question.lines):,} 行", "note"))
        row.addStretch(1)


class WordsAsk(QWidget):
    """All names in question as a compact list; the arrows choose, Tab goes on.

    Attributes:
        answered: names were settled; carries a list of field, key and meaning.
    """

    answered = Signal(object)

    def __init__(self, questions: Sequence[WordQuestion]) -> None:
        super().__init__()
        self.lines: list[WordLine] = []
        self._answers: Mapping[str, Mapping[str, object]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        head = QHBoxLayout()
        head.addWidget(label("册中没有一样的名称，但有相近的。是哪一个？", "sentence"))
        head.addStretch(1)
        self.all = button("没答的都按第一个", "link", act=self._take_first)
        head.addWidget(self.all)
        column.addLayout(head)
        for question in questions[:_MOST]:
            line = WordLine(question)
            line.answered.connect(self._answer)
            self.lines.append(line)
            column.addWidget(line)
        if len(questions) > _MOST:
            rest = len(questions) - _MOST
            column.addWidget(label(f"答完这些，还有 {rest} 个名称接着问。", "note"))

    def _answer(self, question: WordQuestion, meaning: object) -> None:
        self.answered.emit([(question.field, question.key, meaning)])

    def _take_first(self) -> None:
        open_ones = [line.question for line in self.lines if line.meanings.value() is None]
        self.answered.emit([(one.field, one.key, one.resembles[0].value) for one in open_ones])

    def show_answers(self, answers: Mapping[str, Mapping[str, object]]) -> None:
        """Mark what was answered."""
        for line in self.lines:
            known = answers.get(line.question.field, {})
            line.meanings.set_value(known.get(line.question.key))
        self.all.setEnabled(any(line.meanings.value() is None for line in self.lines))
