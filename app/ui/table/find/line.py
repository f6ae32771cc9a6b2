"""A line to type a word into; while it is being composed every key is its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLineEdit

if TYPE_CHECKING:
    from PySide6.QtGui import QInputMethodEvent, QKeyEvent


class WordLine(QLineEdit):
    """A small input line.

    Attributes:
        entered: Enter was pressed; carries whether Shift was held.
    """

    entered = Signal(bool)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.is_composing = False
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setProperty("small", True)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Note whether a word is being composed."""
        self.is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        """Leave no key to shortcuts while a word is being composed."""
        if event.type() is QEvent.Type.ShortcutOverride and self.is_composing:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on; Enter and Esc that belong to the candidates go nowhere."""
        if self.is_composing:
            event.accept()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.entered.emit(bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)
