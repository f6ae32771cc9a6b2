"""The table as hands know it from spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QWidget

from app.queries.evidence import HELD
from app.ui.editors.choice import ChoiceEditor
from app.ui.style.tokens import px
from app.ui.table import blocks
from app.ui.table.delegate import CellDelegate
from app.ui.table.filling.handle import FillHandle
from app.ui.table.find.finder import Finder
from app.ui.table.hands.deeds import CellDeeds
from app.ui.table.hands.frozen_view import FrozenView
from app.ui.table.hands.keys import Keys
from app.ui.table.hands.mouse import Mouse
from app.ui.table.header import FilterHeader, Gutter
from app.ui.table.summary import figures_of
from app.ui.table.widths import SCROLL_BAR, first_widths, heading_width, width_of_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ui.table.blocks import Block
    from app.ui.table.model import RegisterModel

Index = QModelIndex | QPersistentModelIndex


class RegisterView(FrozenView):
    """Rows of a register with spreadsheet keys.

    Attributes:
        figured: count, sum and average of the selection.
        hinted: why a key did nothing.
        row_left: the current row changed; carries the place of the row before and the new one.
        deeds: what is done with the selected cells.
        finder: the word looked for and the cells that show it.
    """

    figured = Signal(object)
    hinted = Signal(str)
    row_left = Signal(int, int)

    def __init__(self, model: RegisterModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records = model
        self._entry_column: int | None = None  # where entry by Tab began in this row
        self._is_stepping = False
        self._figures = QTimer(self)
        self._figures.setSingleShot(True)
        self._figures.setInterval(0)
        self._figures.timeout.connect(self._tell_figures)
        self.setAccessibleName(model.spec.title)
        self.cells = CellDelegate(self)
        self.head = FilterHeader(self, self.frozen)
        self.deeds = CellDeeds(self)
        self.handle = FillHandle(self)
        self.mouse = Mouse(self)
        self._keys = Keys(self)
        self.setHorizontalHeader(self.head)
        self.setItemDelegate(self.cells)
        self.setModel(model)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)  # Tab is ours: it ends rows and begins new ones
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )
        self.setVerticalHeader(Gutter(self))
        self.finder = Finder(self)
        self.cells.left.connect(self.step)

    @property
    def may_write(self) -> bool:
        """Whether any cell can be written at all."""
        return not self.records.office.desk.read_only and self.records.view.as_at is None

    @property
    def is_editing(self) -> bool:
        """Whether an editor is open in a cell."""
        return self.state() is QAbstractItemView.State.EditingState

    def naming_column(self) -> int:
        """Where the field stands that names a record; -1 while it is not shown."""
        names = [field.name for field in self.records.fields]
        name = self.records.spec.name_field
        return names.index(name) if name in names else -1

    # --- widths -------------------------------------------------------------------------

    def first_widths(self) -> list[int]:
        """Widths before the user set any; words share what room there is."""
        bar = 0 if self.verticalScrollBar().isVisible() else px(SCROLL_BAR)
        return first_widths(self.records, self.viewport().width() - bar)

    def sizeHintForColumn(self, column: int) -> int:
        """What a double click on a column's edge makes: room for heading and rows in sight."""
        first = max(self.rowAt(0), 0)
        last = self.rowAt(self.viewport().height() - 1)
        last = len(self.records.ids) - 1 if last < 0 else last
        rows = width_of_rows(self.records, column, range(first, last + 1))
        return max(rows, heading_width(self.records.fields[column]))

    # --- painting -----------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells, then those that stay over them, then the handle."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self.frozen.paint(painter)
        self.handle.paint(painter)

    # --- going --------------------------------------------------------------------------

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Leaving a row saves what was typed into it as a new one."""
        super().currentChanged(current, previous)
        if not self._is_stepping:
            self._entry_column = None
        self.viewport().update()  # the whole row changes its ground
        self.verticalHeader().viewport().update()
        if current.row() != previous.row():
            self.row_left.emit(previous.row(), current.row())

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Sum up anew, once the selection stands still."""
        super().selectionChanged(blocks.first_cell(selected), blocks.first_cell(deselected))
        self.viewport().update()  # the handle reaches beyond the cells selected
        self._figures.start()

    def _tell_figures(self) -> None:
        self.figured.emit(figures_of(self.records, self.selectionModel().selection()))

    def go(self, row: int, column: int, *, extend: bool = False) -> None:
        """Make a cell the current one, or select as far as it."""
        index = self.records.index(row, column)
        if not index.isValid():
            return
        if extend:
            self.extend_to(row, column)
            return
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)
        self.scrollTo(index)

    def extend_to(self, row: int, column: int, *, is_seen: bool = True) -> None:
        """Select from the current cell to another; the current one stays where it is.

        Args:
            is_seen: scroll to it; whoever drags the mouse scrolls by it.
        """
        current = self.currentIndex()
        order = self.shown_columns()
        first, last = sorted((order.index(current.column()), order.index(column)))
        top, bottom = sorted((current.row(), row))
        self.select_block(top, bottom, order[first : last + 1])
        if is_seen:
            self.scrollTo(self.records.index(row, column))

    def select_block(self, top: int, bottom: int, columns: Sequence[int]) -> None:
        """Select a rectangle of cells."""
        selection = QItemSelection()
        first, last = min(columns), max(columns)
        # Columns that were moved lie apart in the model though they stand side by side.
        runs = [(first, last)] if last - first + 1 == len(columns) else [(c, c) for c in columns]
        for left, right in runs:
            selection.select(self.records.index(top, left), self.records.index(bottom, right))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection, flags.ClearAndSelect)

    def far_corner(self) -> tuple[int, int]:
        """The corner of the selection opposite the current cell, which Shift moves."""
        current = self.currentIndex()
        found = blocks.frame_of(self.selectionModel().selection(), self.head)
        if found is None or current.column() not in found.columns:
            return current.row(), current.column()
        row = found.bottom if current.row() == found.top else found.top
        is_first = current.column() == found.columns[0]
        return row, found.columns[-1 if is_first else 0]

    def cell_near(self, place: QPoint) -> tuple[int, int]:
        """Row and column at a place, or nearest to it where it lies outside the cells."""
        inside = self.viewport().rect()
        across = min(max(place.x(), inside.left()), inside.right())
        down = min(max(place.y(), inside.top()), inside.bottom())
        row, column = self.rowAt(down), self.frozen.column_at(across)
        if column is None:
            column = self.columnAt(across)
        return (
            self.records.rowCount() - 1 if row < 0 else row,
            self.shown_columns()[-1] if column < 0 else column,
        )

    def step(self, down: int, right: int) -> None:
        """Go on after entry: Enter down, Tab right, over the ends of rows."""
        self._is_stepping = True
        self._step(down, right)
        self._is_stepping = False

    def _step(self, down: int, right: int) -> None:
        current = self.currentIndex()
        columns = self.shown_columns()
        if not current.isValid() or current.column() not in columns:
            return
        if right and self.records.fields[current.column()] is not HELD:
            # Nothing is typed there, and Tab goes from one thing to be typed to the next.
            columns = [each for each in columns if self.records.fields[each] is not HELD]
        row, place = current.row() + down, columns.index(current.column()) + right
        if right and self._entry_column is None:
            self._entry_column = current.column()
        if down and self._entry_column is not None:
            if self._entry_column in columns:
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

    # --- the mouse ----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the handle, or begin to select."""
        self._entry_column = None
        if not self.mouse.press(event):
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select or fill as far as the mouse goes."""
        if not self.mouse.move(event):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Fill what was drawn."""
        if not self.mouse.release(event):
            super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the cell's editor; on the handle, fill as far as the column beside it."""
        if self.handle.is_at(event.position().toPoint()):
            self.handle.fill_beside()
        else:
            super().mouseDoubleClickEvent(event)

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
        self.say_locked()

    def say_locked(self) -> None:
        """Say why the current cell cannot be edited."""
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
                self.say_locked()
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

    def leave_for(self, *, back: bool) -> None:
        """Give the keyboard to what stands after the table, or before it."""
        super().focusNextPrevChild(not back)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Spreadsheet keys; all else is Qt's."""
        if self.cells.is_composing:
            event.ignore()
            return
        if self._keys.press(event):
            event.accept()
            return
        super().keyPressEvent(event)

    def block(self) -> Block:
        """The selected cells."""
        return blocks.block_of(self.selectionModel().selection(), self.head)
