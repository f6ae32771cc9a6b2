"""Pointing out the heading: line numbers are pressed, with Shift for several lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.reports.readers.heading import DEEPEST
from app.ui.style.tokens import px
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import ElidedLabel

if TYPE_CHECKING:
    from app.ui.importing.sheet.table import SheetTable

_HOW = "点左边的行号选表头；占两三行的，按住 Shift 再点最后一行"


class HeadingBar(QFrame):
    """Above the table while the heading is pointed out.

    Attributes:
        told: the lines of the heading; ``None`` to have it found.
        left: it stays as it was.
    """

    told = Signal(object)
    left = Signal()

    def __init__(self, table: SheetTable) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._table = table
        self._lines: tuple[int, int] | None = None
        self._said = ElidedLabel(_HOW, "facts")
        self.use = button("用作表头", small=True, act=self._use)
        self.search = button("自动认", "quiet", small=True, act=lambda: self.told.emit(None))
        self.leave = button("不改了", "quiet", small=True, act=self.left.emit, tip="不改了（Esc）")
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(6), px(12), px(6))
        row.setSpacing(px(8))
        row.addWidget(self._said, 1)
        for made in (self.use, self.search, self.leave):
            row.addWidget(made)
        table.line_pressed.connect(self._press)
        for keys, extend in (("Space", False), ("Shift+Space", True)):
            key = QShortcut(QKeySequence(keys), table, lambda on=extend: self._mark_current(on))
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.hide()

    def point_out(self, lines: tuple[int, int] | None) -> None:
        """Begin, with the lines that are the heading now."""
        self.show()
        self._mark(lines)
        first = self._table.model.place_of(lines[0]) if lines else 0
        self._table.go(max(0, first), 0)
        self._table.setFocus()

    def stop(self) -> None:
        """Nothing is pointed out any more."""
        self.hide()
        self._table.model.chosen_lines = self._lines = None

    def _mark_current(self, extend: bool) -> None:  # noqa: FBT001 - a key with Shift or without
        self._press(self._table.current_row(), extend)

    def _press(self, row: int, extend: bool) -> None:  # noqa: FBT001 - a signal's own shape
        if self.isHidden() or not 0 <= row < len(self._table.model.rows):
            return
        line = self._table.model.rows[row].line
        if extend and self._lines:
            first, last = min(line, self._lines[0]), max(line, self._lines[0])
            self._mark((first, min(last, first + DEEPEST - 1)))
        else:
            self._mark((line, line))

    def _mark(self, lines: tuple[int, int] | None) -> None:
        self._lines = self._table.model.chosen_lines = lines
        self.use.setEnabled(lines is not None)
        if lines is not None:
            first, last = lines
            said = f"第 {first} 行" if first == last else f"第 {first}–{last} 行"
            self._said.set_text(f"{_HOW}　已选{said}")
        else:
            self._said.set_text(_HOW)
        self._table.file.viewport().update()
        self._table.gutter.viewport().update()

    def _use(self) -> None:
        if self._lines is not None:
            self.told.emit(self._lines)
