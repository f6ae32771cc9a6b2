"""The editor of choices, yes and no, and references: type a part of the word or its pinyin."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Signal
from PySide6.QtWidgets import QComboBox, QCompleter

from app.spec.kinds import Kind
from app.spec.pinyin import is_called, is_read
from app.spec.values import show
from app.ui.editors.text import UNTOUCHED
from app.ui.widgets.drop_list import DropList

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.spec.field import FieldSpec

Option = tuple[object, str]
_LISTED = 50  # words in the list below what is typed; more are narrowed by typing on


def options_of(
    field: FieldSpec, labels: Mapping[int, str] | None = None, today: str = ""
) -> list[Option]:
    """The stored values that may be chosen for ``field``, with the words for them."""
    if field.kind is Kind.YES_NO:
        return [(True, "是"), (False, "否")]
    if field.kind is Kind.REFERENCE:
        return sorted((labels or {}).items(), key=lambda option: option[1])
    if field.choices is None:
        return []
    codes = field.choices.in_force(today) if today else field.choices.codes
    return [(entry.code, entry.label) for entry in codes]


class ChoiceEditor(DropList):
    """A combo box in which a part of the word, of its pinyin, or the code, is enough.

    Attributes:
        edited: the user wrote or chose something.
        picked: the user took an entry of the list.
    """

    edited = Signal()
    picked = Signal()

    def __init__(self, field: FieldSpec, options: Sequence[Option]) -> None:
        super().__init__()
        self.field = field
        self._options = list(options)
        self._shown = ""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(field.label)
        self.setModel(QStringListModel(["", *(word for _value, word in self._options)], self))
        self.setMaxVisibleItems(12)
        self._complete_anywhere()
        self.activated.connect(lambda _row: self._pick())
        line = self.lineEdit()
        if line is not None:
            line.setAccessibleName(field.label)
            line.textEdited.connect(self._narrow)
            line.textEdited.connect(lambda _text: self.edited.emit())

    def _complete_anywhere(self) -> None:
        """List what is found below what is typed; Qt alone knows no pinyin."""
        self._listed = QStringListModel(self)
        completer = QCompleter(self._listed, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        if (popup := completer.popup()) is not None:
            popup.setObjectName("choices")
        self.setCompleter(completer)

    def _narrow(self, typed: str) -> None:
        found = (word for _value, word in self._options if is_called(word, typed))
        self._listed.setStringList(list(islice(found, _LISTED)))

    def _pick(self) -> None:
        self.edited.emit()
        self.picked.emit()

    def show_value(self, value: object) -> None:
        """Show a stored value, or the text typed before."""
        values = [known for known, _word in self._options]
        row = values.index(value) + 1 if value is not None and value in values else 0
        self.setCurrentIndex(row)
        # Without a row it is a code no longer in force, or a text that was refused.
        self._shown = self.itemText(row) if row else show(self.field, value)
        self.setEditText(self._shown)
        if (line := self.lineEdit()) is not None:
            line.selectAll()  # typing replaces what a cell held

    def choose(self, value: object) -> None:
        """Choose an entry as the user would."""
        values = [known for known, _word in self._options]
        if value in values:
            self.setCurrentIndex(values.index(value) + 1)
        else:
            self.setEditText(show(self.field, value))

    def raw(self) -> object:
        """The stored value chosen; text where it names none of them, or more than one."""
        text = self.currentText().strip()
        if text == self._shown:
            return UNTOUCHED
        if not text:
            return None
        row = self.currentIndex()
        if row > 0 and self.itemText(row) == text:
            return self._options[row - 1][0]  # of two namesakes the one that was picked
        same = [value for value, word in self._options if word == text]
        by_code = self.field.choices is not None and self.field.choices.find(text) is not None
        if same or by_code:
            return same[0] if len(same) == 1 else text
        part = [value for value, word in self._options if text.casefold() in word.casefold()]
        part = part or [value for value, word in self._options if is_read(word, text)]
        return part[0] if len(part) == 1 else text
