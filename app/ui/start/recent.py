"""The ledgers opened lately, those that are gone in grey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui.style.fonts import sized
from app.ui.style.tokens import Colour, colour, px
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QEnterEvent, QKeyEvent

_GONE = "不在原处"
_HEIGHT = 52


class RecentFile(QAbstractButton):
    """One ledger: its name, and where it lies."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.is_there = path.is_file()
        self.setText(path.stem)
        self.setAccessibleName(path.stem if self.is_there else f"{path.stem}，{_GONE}")
        self.setToolTip(str(path))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(px(240), px(_HEIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens it, as Space does."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that it can be pressed."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Show it as before."""
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw name and folder, and at the right whether it is gone."""
        painter = QPainter(self)
        place = self.rect()
        if self.underMouse() or self.isDown():
            painter.fillRect(place, colour(Colour.QUIET))
        painter.setPen(colour(Colour.LINE_CELL))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        if self.hasFocus():
            painter.setPen(colour(Colour.FOCUS))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
        inside = place.adjusted(px(16), px(6), -px(16), -px(6))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(sized(12))
        if not self.is_there:
            painter.setPen(colour(Colour.TEXT3))
            painter.drawText(inside, middle | Qt.AlignmentFlag.AlignRight, _GONE)
            inside.setRight(inside.right() - painter.fontMetrics().horizontalAdvance(_GONE) - px(8))
        lower = inside.adjusted(0, inside.height() // 2, 0, 0)
        painter.setPen(colour(Colour.TEXT2 if self.is_there else Colour.TEXT3))
        folder = painter.fontMetrics().elidedText(
            str(self.path.parent), Qt.TextElideMode.ElideMiddle, lower.width()
        )
        painter.drawText(lower, middle | Qt.AlignmentFlag.AlignLeft, folder)
        upper = inside.adjusted(0, 0, 0, -inside.height() // 2)
        painter.setFont(sized(14, medium=self.is_there))
        painter.setPen(colour(Colour.TEXT if self.is_there else Colour.TEXT3))
        name = painter.fontMetrics().elidedText(
            self.path.stem, Qt.TextElideMode.ElideRight, upper.width()
        )
        painter.drawText(upper, middle | Qt.AlignmentFlag.AlignLeft, name)


class RecentFiles(QWidget):
    """The list of ledgers opened lately.

    Attributes:
        chosen: one that is there was pressed; carries its path.
        missed: one that is gone was pressed; carries its path.
    """

    chosen = Signal(object)
    missed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.files: list[RecentFile] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_paths(self, paths: Iterable[Path]) -> None:
        """List these ledgers."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.files = [RecentFile(path) for path in paths]
        for file in self.files:
            file.clicked.connect(lambda _checked=False, file=file: self._choose(file))
            self._column.addWidget(file)
        if not self.files:
            nothing = label("打开过的台账会列在这里。", "note")
            nothing.setContentsMargins(px(16), px(12), px(16), px(12))
            self._column.addWidget(nothing)
        self._column.addStretch(1)

    def _choose(self, file: RecentFile) -> None:
        (self.chosen if file.path.is_file() else self.missed).emit(file.path)
