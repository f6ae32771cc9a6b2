"""The editor of choices, yes and no, and references: type a part of the word or its pinyin."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QCompleter

from app.spec.codes import fold
from app.spec.kinds import Kind
from app.spec.pinyin import is_called, is_read, search_keys, usual
from app.spec.values import show
from app.ui.editors.text import UNTOUCHED
from app.ui.widgets.choosing.drop_list import DropList

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QFocusEvent

    from app.spec.field import FieldSpec

Option = tuple[object, str]
_LISTED = 50  # words in the list below what is typed; more are narrowed by typing on
_SHORTEST = 6  # characters of an entry that are seen at least


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


def _source_of(field: FieldSpec) -> str:
    """Where the list of choices is taken from, and whether that was read or is recalled."""
    choices = field.choices
    if choices is None or not choices.source:
        return ""
    return f"{choices.title}：{choices.source}（{'已核' if choices.confirmed else '待核'}）"


def _names_of(field: FieldSpec) -> dict[object, tuple[str, ...]]:
    """By stored value, what a choice is found by besides its word: code and other names."""
    if field.choices is None:
        return {}
    return {
        entry.code: tuple(map(fold, (entry.code, *entry.aliases))) for entry in field.choices.codes
    }


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
        self._names = _names_of(field)
        self._shown = ""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(field.label)
        self.setToolTip(_source_of(field))
        self.setModel(QStringListModel(["", *(word for _value, word in self._options)], self))
        self.setMaxVisibleItems(12)
        # As wide as its place: a list of long words must not push its neighbours aside.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_SHORTEST)
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

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Let typing replace the word that is shown, however one came here."""
        super().focusInEvent(event)
        if event.reason() is Qt.FocusReason.MouseFocusReason:
            QTimer.singleShot(0, self, self._select_shown)  # the click sets its cursor first
        elif event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._select_shown()

    def _select_shown(self) -> None:
        line = self.lineEdit()
        if line is not None and line.text() == self._shown:
            line.selectAll()

    def _narrow(self, typed: str) -> None:
        part = usual(fold(typed))
        found = (
            word
            for value, word in self._options
            if is_called(word, typed)
            or any(usual(name).startswith(part) for name in self._names.get(value, ()))
        )
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
        typed = usual(text.casefold())
        part = [value for value, word in self._options if typed in usual(word.casefold())]
        part = part or [value for value, word in self._options if is_read(word, text)]
        if len(part) > 1 and len(exact := [v for v in part if self._is_initials(v, text)]) == 1:
            part = exact  # gh is 工会 where there is a 工会小组 as well
        return part[0] if len(part) == 1 else text

    def _is_initials(self, value: object, text: str) -> bool:
        word = next(word for known, word in self._options if known == value)
        return any(text.casefold() in keys.split() for keys in search_keys(word))
