"""Keeps shortcuts quiet while an input method is composing a word."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from shiboken6 import isValid


class Composition(QObject):
    """Watches whichever object has the focus for words being composed.

    Only the focused object is filtered: every event of the application through Python would be
    felt when scrolling.
    """

    def __init__(self, application: QGuiApplication) -> None:
        super().__init__(application)
        self.is_active = False
        self._watched: QObject | None = None
        application.focusObjectChanged.connect(self._watch)

    def _watch(self, focused: QObject | None) -> None:
        # What had the focus may be gone by now: a cell's editor, a dialog.
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = focused
        self.is_active = False
        if focused is not None:
            focused.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note what is composed; give shortcuts to the word, not to the window."""
        if isinstance(event, QInputMethodEvent):
            self.is_active = bool(event.preeditString())
        elif event.type() is QEvent.Type.ShortcutOverride and self.is_active:
            event.accept()
            return True
        return super().eventFilter(watched, event)
