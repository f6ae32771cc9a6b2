"""One half of the table, and what paints its cells and opens its editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from app.spec.values import is_masked
from app.ui.style.fonts import sized
from app.ui.style.tokens import Colour, colour, px
from app.ui.widgets.plain_table import paint_words

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent
    from PySide6.QtWidgets import QStyleOptionViewItem

    from app.ui.importing.sheet.table import SheetTable

Index = QModelIndex | QPersistentModelIndex
CELL_PADDING = 6


class Half(QTableView):
    """One half; the arrows go on in the other one."""

    def __init__(self, whole: SheetTable, title: str) -> None:
        super().__init__(whole)
        self._whole = whole
        self.setAccessibleName(title)
        self.setModel(whole.model)
        self.setItemDelegate(_CellPainter(whole))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.doubleClicked.connect(self.type_into)

    def type_into(self, index: QModelIndex) -> None:
        """Open the editor of a cell, or say why there is none."""
        if not index.isValid():
            return
        if self._whole.model.can_type(index.row(), index.column()):
            self.edit(index)
        elif self._whole.model.field_at(index.column()) is None:
            self._whole.hinted.emit("这一列没有取用：先在“对应”里选它写入哪一栏（Alt+↓）")
        else:
            self._whole.hinted.emit("这一行不是要导入的行，不能改；可在下方把它当作数据行")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 and Enter type, Alt and down opens the drop-list, Delete leaves the row out."""
        index = self.currentIndex()
        key = event.key()
        model = self._whole.model
        if self.state() is QAbstractItemView.State.EditingState:
            return  # the key that ends the typing comes on to here as well
        if key in {Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.type_into(index)
        elif key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._whole.open_fields(index.column())
        elif key == Qt.Key.Key_Delete:
            self._whole.skip_wanted.emit()
        elif (
            key == Qt.Key.Key_Right
            and self is self._whole.file
            and (index.column() == model.left - 1 and self._whole.result.isVisible())
        ):
            self._cross(self._whole.result, index.row(), model.left)
        elif key == Qt.Key.Key_Left and self is self._whole.result and index.column() == model.left:
            self._cross(self._whole.file, index.row(), model.left - 1)
        else:
            super().keyPressEvent(event)

    def _cross(self, half: Half, row: int, column: int) -> None:
        half.setFocus(Qt.FocusReason.OtherFocusReason)
        self._whole.go(row, column)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The current cell is one of this half."""
        super().focusInEvent(event)
        model, index = self._whole.model, self.currentIndex()
        if index.isValid() and self.isColumnHidden(index.column()):
            column = 0 if self is self._whole.file else model.left
            self.setCurrentIndex(model.index(index.row(), column))


class _CellPainter(QStyledItemDelegate):
    """Paints grid, grounds, words, states; strikes out what is none of data."""

    def __init__(self, whole: SheetTable) -> None:
        super().__init__(whole)
        self._whole = whole

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        place: QRect = option.rect
        model, current = self._whole.model, self._whole.file.currentIndex()
        cell = model.cell(index.row(), index.column())
        is_current = current.row() == index.row()
        ground = cell.fill or (Colour.SELECT_ROW if is_current else Colour.CARD)
        painter.save()
        painter.fillRect(place, colour(ground))
        painter.setPen(colour(Colour.LINE_CELL))
        painter.drawLine(place.topRight(), place.bottomRight())
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        inside = place.adjusted(px(CELL_PADDING), 0, -px(CELL_PADDING), 0)
        font = sized(13)
        sheet = model.sheet
        struck = sheet is not None and sheet.is_struck(model.rows[index.row()])
        if struck and index.column() < model.left:
            font.setStrikeOut(True)
        painter.setFont(font)
        paint_words(painter, inside, cell)
        if is_current and current.column() == index.column():
            pen = QPen(colour(Colour.FOCUS), 2)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawRect(place.adjusted(1, 1, -1, -1))
        painter.restore()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """One line; numbers of persons are written anew, not shown."""
        made = QLineEdit(parent)
        field = self._whole.model.field_at(index.column())
        if field is not None:
            made.setAccessibleName(field.label)
            if is_masked(field):
                made.setPlaceholderText("重新输入全部号码")
        return made

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with what stands in the cell."""
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, _model: object, index: Index) -> None:
        """Hand over what was written, if anything was."""
        if isinstance(editor, QLineEdit) and editor.isModified():
            self._whole.model.setData(index, editor.text())
