"""What keys and menus do with the selected cells: copy, paste, clear, fill, today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from app.spec.kinds import DATES
from app.ui.table import blocks
from app.ui.table.filling.filled import filled
from app.ui.table.hands.busy import busy
from app.ui.table.rows.titles import title_of
from app.ui.table.writing import NEW

if TYPE_CHECKING:
    from app.ui.table.blocks import Edits
    from app.ui.table.view import RegisterView


class CellDeeds:
    """Each writes in one action, so that one Ctrl+Z takes it back."""

    def __init__(self, view: RegisterView) -> None:
        self._view = view
        self._records = view.records

    def copy(self) -> None:
        """Put the selected block onto the clipboard; masked values stay masked."""
        block = self._view.block()
        if not block.rows:
            return
        QGuiApplication.clipboard().setMimeData(blocks.copied(self._records, block))
        rows = len(block.rows)
        if rows > blocks.MOST_ROWS:
            most = f"{blocks.MOST_ROWS:,}"
            self._view.hinted.emit(f"只复制了前 {most} 行，更多的请用“导出”")
        else:
            self._view.hinted.emit(f"已复制 {rows:,} 行 {len(block.columns)} 列")

    def cut(self) -> None:
        """Copy, then clear; masked numbers stay, since the copy holds their stars only."""
        self.copy()
        self._clear("剪切", spare_masked=True)

    def clear(self) -> None:
        """Empty the selected cells."""
        self._clear("清空", spare_masked=False)

    def _clear(self, deed: str, *, spare_masked: bool) -> None:
        block = self._view.block()
        held = {self._records.number_at(row) for row in block.rows}
        self._records.give_up(held - {NEW})
        self.write(blocks.cleared(self._records, block, spare_masked=spare_masked), deed)

    def paste(self) -> None:
        """Write a block from the clipboard, as often as it fits into the selection."""
        block = self._view.block()
        text = QGuiApplication.clipboard().text()
        if not block.rows or not text:
            return
        grid = blocks.tiled(blocks.from_tsv(text), block)
        width = max(map(len, grid))
        columns = blocks.columns_from(self._records, self._view.head, block.columns[0], width)
        self.write(blocks.pasted(self._records, block.rows[0], columns, grid), "粘贴")

    def fill_down(self) -> None:
        """Write the first row of the selection into the others, a single row from above."""
        block = self._view.block()
        if len(block.rows) == 1 and block.rows[0] > 0:
            block = blocks.Block((block.rows[0] - 1, *block.rows), block.columns)
        self.write(filled(self._records, block, down=True), "向下填充")

    def fill_right(self) -> None:
        """Write the first column of the selection into the others, a single one from the left."""
        block, order = self._view.block(), self._view.shown_columns()
        if len(block.columns) == 1 and (place := order.index(block.columns[0])):
            block = blocks.Block(block.rows, (order[place - 1], *block.columns))
        self.write(filled(self._records, block, down=False), "向右填充")

    def enter_today(self) -> None:
        """Write today's date into the current cell, if it takes dates."""
        current, records = self._view.currentIndex(), self._records
        if not current.isValid():
            return
        if records.fields[current.column()].kind not in DATES:
            self._view.hinted.emit("Ctrl+; 只在日期列填入今天")
        elif records.locked_because(current.row(), current.column()):
            self._view.say_locked()
        else:
            records.setData(current, records.office.desk.today)

    def write(self, edits: Edits, deed: str) -> None:
        """Save edits as one action that history calls by ``deed``."""
        if edits.is_empty:
            if edits.left:
                self._view.hinted.emit(edits.why)
            return
        rows = len(edits.changes) + len(edits.additions)
        title = title_of(self._records, deed, edits.changes, edits.additions)
        with busy():
            outcome = self._records.write(edits.changes, edits.additions, title=title, deed=deed)
        if outcome.saved and not outcome.held and rows > 1:
            self._view.hinted.emit(f"{deed} {rows:,} 行，全部已保存")
        if edits.left:
            self._view.hinted.emit(f"{edits.left:,} 个单元格没有动：{edits.why}")
