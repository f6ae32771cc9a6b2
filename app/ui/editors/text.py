"""Editors of one line and of several; values that are masked are replaced, not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from app.spec.kinds import DATES, NUMERIC, Kind
from app.spec.values import masked, show

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from app.spec.field import FieldSpec


class _Untouched:
    """Nobody wrote anything; different from blank, which takes a value away."""


UNTOUCHED: Final = _Untouched()

_CTRL = Qt.KeyboardModifier.ControlModifier
_HINTS = {
    Kind.DATE: "例如 2026-03-05",
    Kind.PARTIAL_DATE: "例如 2026.3",
}
_OF_BIRTH, _BORN = "born_on", "例如 1985.3"


class LineEditor(QLineEdit):
    """One line of text, whatever it is read as.

    Args:
        today: ISO day that Ctrl+; writes where a date is asked for.

    Attributes:
        edited: the user wrote something.
    """

    edited = Signal()

    def __init__(self, field: FieldSpec, today: str = "") -> None:
        super().__init__()
        self.field = field
        self._today = today
        self._shown = ""
        self.setAccessibleName(field.label)
        if field.kind in NUMERIC:
            self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.textEdited.connect(lambda _text: self.edited.emit())

    def show_hint(self) -> None:
        """Say in the empty input how its value may be written; a form has room for it."""
        hint = _HINTS.get(self.field.kind, "")
        self.setPlaceholderText(_BORN if self.field.name == _OF_BIRTH else hint)

    def show_value(self, value: object) -> None:
        """Show a stored value, or the text typed before."""
        self._shown = value if isinstance(value, str) else show(self.field, value)
        self.setText(self._shown)

    def raw(self) -> object:
        """The text, as written."""
        return UNTOUCHED if self.text() == self._shown else self.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+; writes today, as in a cell of a table."""
        is_asked = event.key() == Qt.Key.Key_Semicolon and event.modifiers() & _CTRL
        if is_asked and self.field.kind in DATES and not self.isReadOnly():
            self.setText(self._today[: self.field.max_length])
            self.edited.emit()
        else:
            super().keyPressEvent(event)


class MaskedEditor(LineEditor):
    """Shows the masked value behind an empty input: typing replaces it, blank leaves it."""

    def show_value(self, value: object) -> None:
        """Show the value with stars; the value itself never enters the input."""
        self._shown = ""
        self.setText("")
        self.setPlaceholderText(masked(self.field, show(self.field, value)))

    def shown_in_full(self) -> None:
        """Take the text as it stands for the value: it was revealed, not written."""
        self._shown = self.text()

    def show_refused(self, text: str) -> None:
        """Show again what was typed and refused."""
        self.setText(text)


class LongEditor(QPlainTextEdit):
    """Several lines; Tab leaves.

    Attributes:
        edited: the user wrote something.
    """

    edited = Signal()

    def __init__(self, field: FieldSpec) -> None:
        super().__init__()
        self.field = field
        self._shown = ""
        self.setAccessibleName(field.label)
        self.setTabChangesFocus(True)
        self.textChanged.connect(self.edited)

    def show_value(self, value: object) -> None:
        """Show a stored value, or the text typed before."""
        self._shown = show(self.field, value)
        self.setPlainText(self._shown)

    def raw(self) -> object:
        """The text, as written."""
        text = self.toPlainText()
        return UNTOUCHED if text == self._shown else text
