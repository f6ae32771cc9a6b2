"""The line of facts below a name: a fact stands whole on a line, or is cut by dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from app.ui.style.tokens import px

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent

_BETWEEN = "　"
_NARROW = 120


def in_lines(facts: Sequence[str], width: int, measure: Callable[[str], int]) -> list[list[str]]:
    """``facts`` in lines no wider than ``width``; one that is wider has a line of its own.

    Args:
        measure: the width of a text.
    """
    lines: list[list[str]] = []
    for fact in facts:
        if lines and measure(_BETWEEN.join((*lines[-1], fact))) <= width:
            lines[-1].append(fact)
        else:
            lines.append([fact])
    return lines


class WholeFacts(QLabel):
    """Facts that never break inside: Chinese text would, between any two characters."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", "note")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._facts: Sequence[str] = ()

    def set_facts(self, facts: Sequence[str]) -> None:
        """Show other facts."""
        self._facts = facts
        self.setWordWrap(False)
        self._arrange()

    def say(self, sentence: str) -> None:
        """Show a sentence instead, which wraps like any other."""
        self._facts = ()
        self.setWordWrap(True)
        self.setText(sentence)
        self.setToolTip("")
        self.setAccessibleName(sentence)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the panel likes."""
        return QSize(px(_NARROW), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        if self._facts:
            self._arrange()

    def _arrange(self) -> None:
        self.ensurePolished()
        metrics, width = self.fontMetrics(), max(self.width(), px(_NARROW))
        room = width - px(2)  # halves of pixels add up
        whole = in_lines(self._facts, room, metrics.horizontalAdvance)
        lines = [_BETWEEN.join(line) for line in whole]
        shown = [metrics.elidedText(line, Qt.TextElideMode.ElideRight, width) for line in lines]
        self.setText("\n".join(shown))
        self.setToolTip("\n".join(lines) if shown != lines else "")
        self.setAccessibleName(_BETWEEN.join(self._facts))
