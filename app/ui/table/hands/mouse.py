"""The mouse over the cells: select from where it was pressed, or draw the handle."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer

from app.ui.style.tokens import px

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from app.ui.table.view import RegisterView

_PACE = 40  # milliseconds between steps while the mouse is held outside the table
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


class _Doing(Enum):
    NOTHING = auto()
    SELECTING = auto()
    FILLING = auto()


class Mouse(QObject):
    """Takes the presses and moves of the left button that the view would take otherwise.

    The cell pressed first stays the current one while the selection grows from it, so that what
    is typed next goes there, as in a spreadsheet; Qt would make the last one current.
    """

    def __init__(self, view: RegisterView) -> None:
        super().__init__(view)
        self._view = view
        self._doing = _Doing.NOTHING
        self._last = QPoint()
        self._reached = (-1, -1)  # the cell selected or filled as far as
        self._is_turned = False
        self._scroll = QTimer(self)
        self._scroll.setInterval(_PACE)
        self._scroll.timeout.connect(self._go_on)

    def press(self, event: QMouseEvent) -> bool:
        """Whether the press is dealt with; else the view selects the cell."""
        self._doing, self._reached = _Doing.NOTHING, (-1, -1)
        if event.button() is not Qt.MouseButton.LeftButton:
            return False
        place = event.position().toPoint()
        view = self._view
        if view.handle.is_at(place):
            self._doing = _Doing.FILLING
            view.handle.take()
            return True
        index = view.indexAt(place)
        if not index.isValid() or event.modifiers() & _CTRL:
            return False  # scattered cells are Qt's
        self._doing = _Doing.SELECTING
        if event.modifiers() & _SHIFT and view.currentIndex().isValid():
            view.extend_to(index.row(), index.column())
            return True
        return False

    def move(self, event: QMouseEvent) -> bool:
        """Whether the move is dealt with."""
        self._last = event.position().toPoint()
        self._is_turned = bool(event.modifiers() & _CTRL)
        view = self._view
        if not event.buttons() & Qt.MouseButton.LeftButton:
            is_over = view.handle.is_at(self._last)
            shape = Qt.CursorShape.CrossCursor if is_over else Qt.CursorShape.ArrowCursor
            if view.viewport().cursor().shape() is not shape:
                view.viewport().setCursor(shape)
            return False
        if self._doing is _Doing.NOTHING:
            return False
        self._follow()
        if view.viewport().rect().contains(self._last):
            self._scroll.stop()
        elif not self._scroll.isActive():
            self._scroll.start()
        return True

    def release(self, event: QMouseEvent) -> bool:
        """Whether the release is dealt with."""
        self._scroll.stop()
        was_filling = self._doing is _Doing.FILLING and self._view.handle.is_held
        self._doing = _Doing.NOTHING
        if was_filling:
            self._view.handle.release(turned=bool(event.modifiers() & _CTRL))
        return was_filling

    def give_up(self) -> bool:
        """Let go of the handle without filling; whether it was held."""
        was_filling = self._view.handle.is_held
        if was_filling:
            self._scroll.stop()
            self._doing = _Doing.NOTHING
            self._view.handle.give_up()
        return was_filling

    def _follow(self) -> None:
        view = self._view
        row, column = view.cell_near(self._last)
        if (row, column) == self._reached and self._doing is _Doing.SELECTING:
            return
        self._reached = row, column
        if self._doing is _Doing.FILLING:
            mouse = view.viewport().mapToGlobal(self._last)
            view.handle.draw_to(row, column, mouse, turned=self._is_turned)
        else:
            view.extend_to(row, column, is_seen=False)

    def _go_on(self) -> None:
        """One step towards the mouse, which is held outside."""
        view, inside = self._view, self._view.viewport().rect()
        down = (self._last.y() > inside.bottom()) - (self._last.y() < inside.top())
        right = (self._last.x() > inside.right()) - (self._last.x() < inside.left())
        upright, level = view.verticalScrollBar(), view.horizontalScrollBar()
        upright.setValue(upright.value() + down)
        level.setValue(level.value() + right * px(24))
        self._follow()
