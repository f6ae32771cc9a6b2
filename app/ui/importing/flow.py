"""Widgets side by side that go on in the next line where the text is large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLayout

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Lines of widgets, each as wide as it wants to be."""

    def __init__(self, across: int, down: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._across, self._down = across, down
        self._parts: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, part: QLayoutItem) -> None:
        """Append; widgets come by ``addWidget``."""
        self._parts.append(part)

    def count(self) -> int:
        """How many parts there are."""
        return len(self._parts)

    def itemAt(self, place: int) -> QLayoutItem | None:
        """The part at a place."""
        return self._parts[place] if 0 <= place < len(self._parts) else None

    def takeAt(self, place: int) -> QLayoutItem | None:
        """Remove the part at a place."""
        return self._parts.pop(place) if 0 <= place < len(self._parts) else None

    def expandingDirections(self) -> Qt.Orientation:
        """None: lines are as high as they are."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines at ``width``."""
        return self._lay(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, place: QRect) -> None:
        """Lay the parts out."""
        super().setGeometry(place)
        self._lay(place, move=True)

    def sizeHint(self) -> QSize:
        """Everything in one line."""
        shown = [part.sizeHint() for part in self._parts if not part.isEmpty()]
        width = sum(hint.width() + self._across for hint in shown)
        return QSize(width, max((hint.height() for hint in shown), default=0))

    def minimumSize(self) -> QSize:
        """The widest part alone in a line."""
        least = [part.minimumSize() for part in self._parts if not part.isEmpty()]
        width = max((size.width() for size in least), default=0)
        return QSize(width, max((size.height() for size in least), default=0))

    def _lay(self, place: QRect, *, move: bool) -> int:
        """Put the parts into lines, each in the middle of its line; the height of all."""
        lines: list[list[QLayoutItem]] = [[]]
        used = 0
        for part in self._parts:
            if part.isEmpty():
                continue
            width = min(part.sizeHint().width(), place.width())
            if lines[-1] and used + width > place.width():
                lines.append([])
                used = 0
            lines[-1].append(part)
            used += width + self._across
        top = place.top()
        for line in lines:
            height = max((part.sizeHint().height() for part in line), default=0)
            left = place.left()
            for part in line if move else ():
                hint = part.sizeHint()
                width = min(hint.width(), place.right() + 1 - left)
                above = (height - hint.height()) // 2
                part.setGeometry(QRect(left, top + above, width, hint.height()))
                left += width + self._across
            top += height + self._down
        return top - self._down - place.top()
