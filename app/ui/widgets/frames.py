"""The frames of a page: cards with their bars, and the column in which they stand."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.style.tokens import CARD_HEADER, px


def frame(kind: str) -> QFrame:
    """A frame styled by ``kind``: ``card``, ``bar``, ``foot``, ``rule`` or ``upright``."""
    made = QFrame()
    made.setProperty("kind", kind)
    return made


def card_of(*parts: QWidget, below: int = 1) -> QFrame:
    """A card with ``parts`` one under the other, inside its line.

    Args:
        below: pixels left free under the last part; its line takes one.
    """
    card = frame("card")
    inside = QVBoxLayout(card)
    inside.setContentsMargins(1, 1, 1, below)
    inside.setSpacing(0)
    for part in parts:
        inside.addWidget(part)
    return card


def bar_of(*parts: QWidget | None, left: int = 12, right: int = 12, gap: int = 12) -> QFrame:
    """The bar over a card with ``parts`` side by side; ``None`` is room that gives way.

    Args:
        left, right, gap: free room before, after and between, in pixels of 100 % text.
    """
    bar = frame("bar")
    bar.setFixedHeight(px(CARD_HEADER))
    row = QHBoxLayout(bar)
    row.setContentsMargins(px(left), 0, px(right), 0)
    row.setSpacing(px(gap))
    for part in parts:
        if part is None:
            row.addStretch(1)
        else:
            row.addWidget(part)
    return bar


def page_column(page: QWidget, *parts: QWidget) -> QVBoxLayout:
    """The column of a page, beginning with ``parts``; what is added later takes the room."""
    column = QVBoxLayout(page)
    column.setContentsMargins(px(20), 0, px(20), px(16))
    column.setSpacing(0)
    for part in parts:
        column.addWidget(part)
    return column
