"""The keys of a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from app.ui.table.hands.edges import edge_of

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from app.ui.table.view import RegisterView

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ARROWS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
_PAGES = frozenset({Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})


class Keys:
    """What each key does while no editor is open."""

    def __init__(self, view: RegisterView) -> None:
        self._view = view

    def press(self, event: QKeyEvent) -> bool:
        """Whether the key meant something here; all others are Qt's."""
        return self._go(event) or self._act(event)

    def _go(self, event: QKeyEvent) -> bool:
        view, key, modifiers = self._view, Qt.Key(event.key()), event.modifiers()
        shift = bool(modifiers & _SHIFT)
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not modifiers & _CTRL:
            view.step(-1 if shift else 1, 0)
        elif key is Qt.Key.Key_Backtab or (key is Qt.Key.Key_Tab and shift):
            view.step(0, -1)
        elif key is Qt.Key.Key_Tab and not modifiers & _CTRL:
            view.step(0, 1)
        elif key in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            view.leave_for(back=shift)
        elif key in _ARROWS and modifiers & (_CTRL | _SHIFT) and view.currentIndex().isValid():
            self._go_by_arrow(*_ARROWS[key], far=bool(modifiers & _CTRL), extend=shift)
        elif (places := self._page_key(key, event)) is not None:
            view.go(*places, extend=shift)
        else:
            return False
        return True

    def _page_key(self, key: Qt.Key, event: QKeyEvent) -> tuple[int, int] | None:
        """Where Home, End and the page keys lead; Shift selects as far as there."""
        view, control = self._view, bool(event.modifiers() & _CTRL)
        if key not in _PAGES or not view.currentIndex().isValid():
            return None
        row, column = view.currentIndex().row(), view.currentIndex().column()
        if event.modifiers() & _SHIFT:
            row, column = view.far_corner()
        columns, last = view.shown_columns(), max(len(view.records.ids) - 1, 0)
        if key is Qt.Key.Key_Home:
            return 0 if control else row, columns[0]
        if key is Qt.Key.Key_End:
            return last if control else row, columns[-1]
        page = max(view.viewport().height() // view.rowHeight(0) - 1, 1)
        row += page if key is Qt.Key.Key_PageDown else -page
        return min(max(row, 0), view.records.rowCount() - 1), column

    def _go_by_arrow(self, down: int, right: int, *, far: bool, extend: bool) -> None:
        """Shift extends the selection, Ctrl goes as far as the data."""
        view = self._view
        current, columns = view.currentIndex(), view.shown_columns()
        row, column = view.far_corner() if extend else (current.row(), current.column())
        if far:
            row, column = edge_of(view.records, columns, row, column, down, right)
        else:
            place = columns.index(column) + right
            row = min(max(row + down, 0), view.records.rowCount() - 1)
            column = columns[min(max(place, 0), len(columns) - 1)]
        view.go(row, column, extend=extend)

    def _act(self, event: QKeyEvent) -> bool:
        keys = QKeySequence.StandardKey
        view, key, modifiers = self._view, Qt.Key(event.key()), event.modifiers()
        control = bool(modifiers & _CTRL)
        if event.matches(keys.Copy):
            view.deeds.copy()
        elif event.matches(keys.Cut):
            view.deeds.cut()
        elif event.matches(keys.Paste):
            view.deeds.paste()
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} and not control:
            view.deeds.clear()
        elif control and key is Qt.Key.Key_D:
            view.deeds.fill_down()
        elif control and key is Qt.Key.Key_R:
            view.deeds.fill_right()
        elif control and key is Qt.Key.Key_Semicolon:
            view.deeds.enter_today()
        elif control and modifiers & _SHIFT and key is Qt.Key.Key_L:
            view.scrollTo(view.currentIndex())  # the list opens below the heading
            view.head.ask_filter(max(view.currentIndex().column(), 0))
        elif key is Qt.Key.Key_Escape:
            rows = {view.records.number_at(row) for row in view.block().rows}
            return view.mouse.give_up() or view.records.give_up(rows)
        else:
            return False
        return True
