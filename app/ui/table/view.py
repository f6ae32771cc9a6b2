"""The table as hands know it from spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QTableView, QWidget

from app.spec.kinds import DATES
from app.ui.editors.choice import ChoiceEditor
from app.ui.style.tokens import px
from app.ui.table import blocks
from app.ui.table.delegate import CellDelegate
from app.ui.table.header import FilterHeader, Gutter
from app.ui.table.summary import figures_of
from app.ui.table.widths import SCROLL_BAR, first_widths, width_of_rows
from app.ui.table.writing import NEW

if TYPE_CHECKING:
    from app.ui.table.blocks import Block, Edits
    from app.ui.table.model import RegisterModel

_SCANNED = 2000  # rows that Ctrl+arrow looks through for the edge of the data
Index = QModelIndex | QPersistentModelIndex
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class RegisterView(QTableView):
    """Rows of a register with spreadsheet keys.

    Attributes:
        figured: count, sum and average of the selection.
        hinted: why a key did nothing.
        row_left: the current row changed; carries the place of the row before and the new one.
    """

    figured = Signal(object)
    hinted = Signal(str)
    row_left = Signal(int, int)

    def __init__(self, model: RegisterModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records = model
        self._entry_column: int | None = None  # where entry by Tab began in this row
        self._figures = QTimer(self)
        self._figures.setSingleShot(True)
        self._figures.setInterval(0)
        self._figures.timeout.connect(self._tell_figures)
        self.setAccessibleName(model.spec.title)
        self.cells = CellDelegate(self)
        self.head = FilterHeader(self)
        self.setHorizontalHeader(self.head)
        self.setItemDelegate(self.cells)
        self.setModel(model)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab is ours: it ends rows and begins new ones
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )
        self.setVerticalHeader(Gutter(self))
        self.cells.left.connect(self.step)

    # --- widths -------------------------------------------------------------------------

    def first_widths(self) -> list[int]:
        """Widths before the user set any; words share what room there is."""
        bar = 0 if self.verticalScrollBar().isVisible() else px(SCROLL_BAR)
        return first_widths(self.records, self.viewport().width() - bar)

    def sizeHintForColumn(self, column: int) -> int:
        """What a double click on a column's edge makes: room for the rows in sight."""
        first = max(self.rowAt(0), 0)
        last = self.rowAt(self.viewport().height() - 1)
        last = len(self.records.ids) - 1 if last < 0 else last
        return width_of_rows(self.records, column, range(first, last + 1))

    # --- going --------------------------------------------------------------------------

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Leaving a row saves what was typed into it as a new one."""
        super().currentChanged(current, previous)
        self.viewport().update()  # the whole row changes its ground
        self.verticalHeader().viewport().update()
        if current.row() != previous.row():
            self.row_left.emit(previous.row(), current.row())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Sum up anew, once the selection stands still."""
        super().selectionChanged(selected, deselected)
        self._figures.start()

    def _tell_figures(self) -> None:
        self.figured.emit(figures_of(self.records, self.selectionModel().selection()))

    def go(self, row: int, column: int, *, extend: bool = False) -> None:
        """Make a cell the current one."""
        index = self.records.index(row, column)
        if not index.isValid():
            return
        flags = QItemSelectionModel.SelectionFlag
        if extend:
            self._extend_to(index)
        else:
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)
        self.scrollTo(index)

    def _extend_to(self, index: QModelIndex) -> None:
        start = self.selectionModel().currentIndex()
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(QItemSelection(start, index), flags.ClearAndSelect)

    def shown_columns(self) -> list[int]:
        """Columns as they stand on the screen."""
        visual = [self.head.logicalIndex(place) for place in range(self.head.count())]
        return [column for column in visual if not self.isColumnHidden(column)]

    def step(self, down: int, right: int) -> None:
        """Go on after entry: Enter down, Tab right, over the ends of rows."""
        current = self.currentIndex()
        columns = self.shown_columns()
        if not current.isValid() or current.column() not in columns:
            return
        row, place = current.row() + down, columns.index(current.column()) + right
        if right and self._entry_column is None:
            self._entry_column = current.column()
        if down and self._entry_column is not None:
            place = columns.index(self._entry_column)
            self._entry_column = None
        if place >= len(columns):
            row, place = row + 1, 0
        elif place < 0:
            row, place = row - 1, len(columns) - 1
        if row >= self.records.rowCount() and self.records.draft:
            self._begin_another_row(columns[place])
            return
        if 0 <= row < self.records.rowCount():
            self.go(row, columns[place])

    def _begin_another_row(self, column: int) -> None:
        """Save the new row; the next one stands below it."""
        self.row_left.emit(self.records.rowCount() - 1, -1)
        if not self.records.draft:
            self.go(self.records.rowCount() - 1, column)

    def _edge(self, row: int, column: int, down: int, right: int) -> tuple[int, int]:
        """Where Ctrl+arrow lands: the last filled cell of a run, or the first after a gap."""
        columns = self.shown_columns()
        place = columns.index(column)
        last_row = max(len(self.records.ids) - 1, 0)

        def filled(at_row: int, at_place: int) -> bool:
            name = self.records.fields[columns[at_place]].name
            return self.records.value(at_row, name) is not None

        def inside(at_row: int, at_place: int) -> bool:
            return 0 <= at_row <= last_row and 0 <= at_place < len(columns)

        next_row, next_place = row + down, place + right
        if not inside(next_row, next_place):
            return min(row, last_row), column
        run = filled(min(row, last_row), place) and filled(next_row, next_place)
        for _scanned in range(_SCANNED):
            beyond = inside(next_row + down, next_place + right)
            if not beyond or (not run and filled(next_row, next_place)):
                return next_row, columns[next_place]
            if run and not filled(next_row + down, next_place + right):
                return next_row, columns[next_place]
            next_row, next_place = next_row + down, next_place + right
        return (last_row if down > 0 else 0), columns[next_place]

    # --- keys ---------------------------------------------------------------------------

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """A word composed over a cell opens its editor with the first letter kept."""
        is_fresh = not self.cells.is_composing and bool(event.commitString())
        self.cells.is_composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        editor = QApplication.focusWidget()
        if is_fresh and editor is not None and editor is not self:
            # Qt opens the editor for a word that comes without composing, and drops the word.
            QApplication.sendEvent(editor, event)

    def focusNextPrevChild(self, _forward: bool) -> bool:  # noqa: FBT001 - Qt's own shape
        """Tab goes from cell to cell; Ctrl+Tab leaves the table."""
        return False

    def keyboardSearch(self, _text: str) -> None:
        """Typing onto a locked cell says why it is locked; it does not jump about."""
        self._say_locked()

    def _say_locked(self) -> None:
        current = self.currentIndex()
        if current.isValid():
            self.hinted.emit(self.records.locked_because(current.row(), current.column()))

    def edit(  # type: ignore[override]
        self,
        index: Index,
        trigger: QAbstractItemView.EditTrigger | None = None,
        event: QEvent | None = None,
    ) -> bool | None:
        """Open an editor; F2 and a double click put the caret at the end."""
        if trigger is None:
            super().edit(index)
            return None
        opened = super().edit(index, trigger, event)  # type: ignore[arg-type]
        triggers = QAbstractItemView.EditTrigger
        if trigger in {triggers.EditKeyPressed, triggers.DoubleClicked}:
            if not opened:
                self._say_locked()
            elif isinstance(line := self._line_of_editor(), QLineEdit):
                line.deselect()
                line.end(False)
                chooser = line.parent()
                if trigger is triggers.DoubleClicked and isinstance(chooser, ChoiceEditor):
                    QTimer.singleShot(0, chooser, chooser.showPopup)  # once the mouse is up
        return bool(opened)

    def _line_of_editor(self) -> QWidget | None:
        editor = QGuiApplication.focusObject()
        if isinstance(editor, QLineEdit):
            return editor
        line = getattr(editor, "lineEdit", None)
        return line() if line is not None else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Spreadsheet keys; all else is Qt's."""
        if self.cells.is_composing:
            event.ignore()
            return
        if self._go_by_key(event) or self._act_by_key(event):
            event.accept()
            return
        super().keyPressEvent(event)

    def _go_by_key(self, event: QKeyEvent) -> bool:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        shift = bool(modifiers & _SHIFT)
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not modifiers & _CTRL:
            self.step(-1 if shift else 1, 0)
        elif key is Qt.Key.Key_Backtab or (key is Qt.Key.Key_Tab and shift):
            self.step(0, -1)
        elif key is Qt.Key.Key_Tab and not modifiers & _CTRL:
            self.step(0, 1)
        elif key in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            super().focusNextPrevChild(not shift)
        elif key in _ARROWS and modifiers & _CTRL and self.currentIndex().isValid():
            current = self.currentIndex()
            row, column = self._edge(current.row(), current.column(), *_ARROWS[key])
            self.go(row, column, extend=shift)
        else:
            if key in _ARROWS:
                self._entry_column = None
            return False
        return True

    def _act_by_key(self, event: QKeyEvent) -> bool:
        keys = QKeySequence.StandardKey
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        control = bool(modifiers & _CTRL)
        if event.matches(keys.Copy):
            self.copy()
        elif event.matches(keys.Cut):
            self.copy()
            self.clear_cells("剪切")
        elif event.matches(keys.Paste):
            self.paste()
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and not control:
            self.clear_cells("清空")
        elif control and key is Qt.Key.Key_D:
            self.fill_down()
        elif control and key is Qt.Key.Key_R:
            self._write(blocks.filled(self.records, self._block(), down=False), "向右填充")
        elif control and key is Qt.Key.Key_Semicolon:
            self._enter_today()
        elif control and modifiers & _SHIFT and key is Qt.Key.Key_L:
            self.head.ask_filter(max(self.currentIndex().column(), 0))
        elif key is Qt.Key.Key_Escape:
            rows = {self.records.number_at(row) for row in self._block().rows}
            return self.records.give_up(rows)
        else:
            return False
        return True

    # --- blocks -------------------------------------------------------------------------

    def _block(self) -> Block:
        return blocks.block_of(self.selectionModel().selection(), self.head)

    def copy(self) -> None:
        """Put the selected block onto the clipboard; masked values stay masked."""
        block = self._block()
        if block.rows:
            QGuiApplication.clipboard().setText(blocks.copied(self.records, block))
            self.hinted.emit(f"已复制 {len(block.rows):,} 行 {len(block.columns)} 列")

    def paste(self) -> None:
        """Write a block from the clipboard; a single value fills the whole selection."""
        block = self._block()
        text = QGuiApplication.clipboard().text()
        if not block.rows or not text:
            return
        grid = blocks.from_tsv(text)
        if len(grid) == 1 and len(grid[0]) == 1 and not block.is_one_cell:
            grid = [grid[0] * len(block.columns)] * len(block.rows)
        columns = blocks.columns_from(self.head, block.columns[0], max(map(len, grid)))
        self._write(blocks.pasted(self.records, block.rows[0], columns, grid), "粘贴")

    def fill_down(self) -> None:
        """Write the first row of the selection into the others."""
        self._write(blocks.filled(self.records, self._block(), down=True), "向下填充")

    def clear_cells(self, deed: str) -> None:
        """Empty the selected cells."""
        block = self._block()
        held = {self.records.number_at(row) for row in block.rows}
        self.records.give_up(held - {NEW})
        self._write(blocks.cleared(self.records, block), deed)

    def _enter_today(self) -> None:
        current = self.currentIndex()
        if not current.isValid():
            return
        if self.records.fields[current.column()].kind not in DATES:
            self.hinted.emit("Ctrl+; 只在日期列填入今天")
        elif self.records.locked_because(current.row(), current.column()):
            self._say_locked()
        else:
            self.records.setData(current, self.records.office.desk.today)

    def _write(self, edits: Edits, deed: str) -> None:
        if edits.is_empty:
            if edits.locked:
                self._say_locked()
            return
        rows = len(edits.changes) + len(edits.additions)
        title = f"{deed}{self.records.spec.title} {rows:,} 行"
        self.records.write(edits.changes, edits.additions, title=title)
        if edits.locked:
            self.hinted.emit(f"{edits.locked:,} 个单元格不能修改，没有动")
