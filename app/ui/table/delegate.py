"""Paints cells and opens their editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QHelpEvent, QInputMethodEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from app.spec.kinds import DATES
from app.ui.editors import UNTOUCHED, make_editor
from app.ui.editors.choice import ChoiceEditor
from app.ui.editors.text import LineEditor, LongEditor, MaskedEditor
from app.ui.style.fonts import sized
from app.ui.style.icons import paint_icon
from app.ui.style.tokens import ICON, Colour, colour, px
from app.ui.table.header import PADDING
from app.ui.table.model import RegisterModel
from app.ui.widgets.labels import paint_status

if TYPE_CHECKING:
    from app.ui.table.cells import Cell
    from app.ui.table.view import RegisterView

Index = QModelIndex | QPersistentModelIndex
_EDITORS = (LineEditor, LongEditor, ChoiceEditor)
_LONG_LINES = 5
_LEAVING = frozenset(
    {
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
        Qt.Key.Key_Escape,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
    }
)


class CellDelegate(QStyledItemDelegate):
    """Grid, selection, focus frame, states and refused cells; one editor for each kind.

    Attributes:
        left: an editor was left by a key: rows down and columns right to go.
    """

    left = Signal(int, int)

    def __init__(self, view: RegisterView) -> None:
        super().__init__(view)
        self._view = view
        self.is_composing = False  # an input method holds a word that is not yet text

    # --- painting -----------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        model = index.model()
        if not isinstance(model, RegisterModel):
            return
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        current = self._view.currentIndex()
        is_current = current == index
        cell = model.cell(index.row(), index.column())
        if is_current:
            ground = cell.fill or Colour.CARD
        elif state & QStyle.StateFlag.State_Selected:
            ground = Colour.SELECT_CELLS
        elif cell.fill is not None:
            ground = cell.fill
        elif self._view.finder.shows(model.number_at(index.row()), index.column()):
            ground = Colour.SELECT_ON
        else:
            ground = Colour.SELECT_ROW if current.row() == index.row() else Colour.CARD
        painter.fillRect(place, colour(ground))
        painter.setPen(colour(Colour.LINE_CELL))
        painter.drawLine(place.topRight(), place.bottomRight())
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        self._paint_words(painter, place, cell)
        if is_current:
            pen = QPen(colour(Colour.FOCUS), 2)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawRect(place.adjusted(1, 1, -1, -1))

    def _paint_words(self, painter: QPainter, place: QRect, cell: Cell) -> None:
        if not cell.text:
            return
        painter.setFont(sized(13))
        inside = place.adjusted(px(PADDING), 0, -px(PADDING), 0)
        if cell.state is not None:
            paint_status(painter, QRectF(inside), cell.text, cell.state)
            return
        if cell.icon:
            side = px(ICON)
            top = inside.center().y() - side / 2 + 1
            paint_icon(painter, cell.icon, cell.ink, QRectF(inside.left(), top, side, side))
            inside.setLeft(inside.left() + side + px(2))
        painter.setPen(colour(cell.ink))
        metrics = painter.fontMetrics()
        text = cell.text
        if metrics.horizontalAdvance(text) > inside.width():
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, cell.align, text)

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Show the whole of a text that is cut; why a value is refused comes before that."""
        model = index.model()
        if isinstance(model, RegisterModel) and event.type() is QEvent.Type.ToolTip:
            cell = model.cell(index.row(), index.column())
            room = option.rect.width() - 2 * px(PADDING)
            if not cell.message and QFontMetrics(sized(13)).horizontalAdvance(cell.text) > room:
                QToolTip.showText(event.globalPos(), cell.whole or cell.text, view)
                return True
        return super().helpEvent(event, view, option, index)

    # --- editing ------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The editor of the cell's kind."""
        model = self._model(index)
        field = model.fields[index.column()]
        editor = make_editor(
            field,
            labels=model.labels.get(field.name),
            today=model.office.desk.today,
            revealed=model.is_revealed(index.row(), field),
        )
        editor.setParent(parent)
        if isinstance(editor, ChoiceEditor):
            editor.picked.connect(lambda: self._finish(editor))
        if isinstance(editor, MaskedEditor) and not model.is_new_row(index.row()):
            self._view.hinted.emit("请重新输入全部号码；按 Esc 不改")
        self.is_composing = False
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the value, unless the user is typing already."""
        if not isinstance(editor, _EDITORS):
            return
        if editor.property("filled") and editor.hasFocus():
            return  # the row was read again meanwhile; what is being typed stands
        editor.setProperty("filled", True)
        model = self._model(index)
        field = model.fields[index.column()]
        held = model.held.get((model.number_at(index.row()), field.name))
        value = model.value(index.row(), field.name)
        if isinstance(editor, MaskedEditor):
            editor.show_value(None if model.is_new_row(index.row()) else value)
            typed = held.raw if held else model.draft.get(field.name)
            if held or model.is_new_row(index.row()):
                editor.show_refused(str(typed or ""))
        else:
            editor.show_value(held.raw if held else value)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand over what was written, if anything was."""
        if isinstance(editor, _EDITORS):
            raw = editor.raw()
            if raw is not UNTOUCHED:
                model.setData(index, raw, Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Fill the cell; several lines grow beyond it."""
        place = QRect(option.rect)
        if self._view.frozen.is_moved and index.column() not in self._view.frozen.places():
            # The columns that stay are painted; an editor would float above them.
            place.setLeft(max(place.left(), self._view.frozen.width))
        if isinstance(editor, QPlainTextEdit):
            place.setHeight(place.height() * _LONG_LINES)
            place.setWidth(max(place.width(), px(320)))
            inside = self._view.viewport().rect()
            place.moveBottom(min(place.bottom(), inside.bottom()))
            place.moveRight(min(place.right(), inside.right()))
        editor.setGeometry(place)

    @staticmethod
    def _model(index: Index) -> RegisterModel:
        model = index.model()
        assert isinstance(model, RegisterModel)  # noqa: S101 - narrows a type
        return model

    # --- keys ---------------------------------------------------------------------------

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Leave an editor as a spreadsheet does; never while a word is being composed."""
        if isinstance(event, QInputMethodEvent):
            self.is_composing = bool(event.preeditString())
        elif event.type() is QEvent.Type.FocusOut and self._keeps_open(editor):
            return False
        elif isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if self.is_composing:  # these belong to the candidates, and else would leave
                return event.key() in _LEAVING
            if isinstance(editor, QWidget) and self._leaves(editor, event):
                return True
        return super().eventFilter(editor, event)

    def _keeps_open(self, editor: QObject) -> bool:
        """Whether the focus goes to candidates or to the editor's own list, not away."""
        lists_open = isinstance(editor, ChoiceEditor) and editor.view().isVisible()
        return self.is_composing or lists_open

    def _leaves(self, editor: QWidget, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers()
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape:
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
            return True
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if modifiers & Qt.KeyboardModifier.AltModifier and isinstance(editor, QPlainTextEdit):
                editor.insertPlainText("\n")
                return True
            return self._go(editor, -1 if shift else 1, 0)
        if key == Qt.Key.Key_Backtab or (key == Qt.Key.Key_Tab and shift):
            return self._go(editor, 0, -1)
        if key == Qt.Key.Key_Tab:
            return self._go(editor, 0, 1)
        is_today = key == Qt.Key.Key_Semicolon and modifiers & Qt.KeyboardModifier.ControlModifier
        if is_today and isinstance(editor, LineEditor) and editor.field.kind in DATES:
            editor.setText(self._view.records.office.desk.today)
            return True
        # Typing opened the editor: up and down go on to the next cell, as in a spreadsheet.
        if key in {Qt.Key.Key_Up, Qt.Key.Key_Down} and isinstance(editor, QLineEdit):
            return self._go(editor, 1 if key == Qt.Key.Key_Down else -1, 0)
        return False

    def _go(self, editor: QWidget, down: int, right: int) -> bool:
        self._finish(editor)
        self.left.emit(down, right)
        return True

    def _finish(self, editor: QWidget) -> None:
        if editor.property("finished"):
            return  # losing the focus, a combo box tells its choice once more
        editor.setProperty("finished", True)
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
