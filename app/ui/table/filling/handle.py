"""The little square at the corner of the selection, and what it draws on as it is dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QToolTip

from app.ui.style.tokens import Colour, colour, px
from app.ui.table.blocks import Block, frame_of
from app.ui.table.filling.filled import continued, words_at
from app.ui.table.hands.edges import edge_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from app.ui.table.view import RegisterView

_SIDE = 7
_REACH = 3  # more pixels around it that count as hit: hands are not that steady


class FillHandle:
    """Draws the selection on into the cells beside it.

    Attributes:
        is_held: the mouse is drawing it.
    """

    def __init__(self, view: RegisterView) -> None:
        self._view = view
        self.is_held = False
        self._source = Block((), ())
        self._target = Block((), ())

    def place(self) -> QRect:
        """Where it stands; nowhere while nothing can be filled."""
        view = self._view
        found = frame_of(view.selectionModel().selection(), view.head)
        if found is None or not view.may_write or view.is_editing:
            return QRect()
        if view.records.is_new_row(found.bottom):
            return QRect()
        corner = view.visualRect(view.records.index(found.bottom, found.columns[-1]))
        if view.is_behind_frozen(found.columns[-1], corner.right()):
            return QRect()
        side = px(_SIDE)
        inside = view.viewport().rect()
        left = min(corner.right() - side // 2, inside.right() - side + 1)
        return QRect(left, corner.bottom() - side // 2, side, side)

    def is_at(self, place: QPoint) -> bool:
        """Whether the mouse would take hold of it."""
        reach = px(_REACH)
        square = self.place()
        return square.isValid() and square.adjusted(-reach, -reach, reach, reach).contains(place)

    # --- drawing it ---------------------------------------------------------------------

    def take(self) -> None:
        """Begin to draw."""
        self.is_held = True
        self._source = self._view.block()
        self._target = Block((), ())

    def draw_to(self, row: int, column: int, mouse: QPoint, *, turned: bool) -> None:
        """Go on to a cell: down or up where it lies in another row, else sideways."""
        order, (rows, columns) = self._view.shown_columns(), self._edges()
        row = min(row, len(self._view.records.ids) - 1)
        place, first, last = (order.index(each) for each in (column, columns[0], columns[-1]))
        self._target = Block((), ())
        if row > rows[1] or row < rows[0]:
            more = range(rows[1] + 1, row + 1) if row > rows[1] else range(row, rows[0])
            self._target = Block(tuple(more), columns)
        elif place > last or place < first:
            beside = order[last + 1 : place + 1] if place > last else order[place:first]
            self._target = Block(self._source.rows, tuple(beside))
        self._tell(row, column, place - first, mouse, turned=turned)
        self._view.viewport().update()

    def _edges(self) -> tuple[tuple[int, int], tuple[int, ...]]:
        return (self._source.rows[0], self._source.rows[-1]), self._source.columns

    def _tell(self, row: int, column: int, place: int, mouse: QPoint, *, turned: bool) -> None:
        """Show beside the mouse what the farthest cell would hold."""
        words = ""
        if self._target.rows:
            sideways = self._target.columns != self._source.columns
            column = column if sideways else self._source.columns[0]
            row = self._source.rows[0] if sideways else row
            words = words_at(self._view.records, self._source, row, place, column, turned=turned)
        QToolTip.showText(mouse + QPoint(px(12), px(12)), words, self._view.viewport())

    def fill_beside(self) -> None:
        """Go on as far down as the column beside it is filled, as after a double click."""
        view, order = self._view, self._view.shown_columns()
        self.take()
        bottom, columns = self._source.rows[-1], self._source.columns
        beside = (order.index(columns[0]) - 1, order.index(columns[-1]) + 1)
        for column in (order[place] for place in beside if 0 <= place < len(order)):
            below, _column = edge_of(view.records, order, bottom, column, 1, 0)
            name = view.records.fields[column].name
            if view.records.value(min(bottom + 1, below), name) is not None and below > bottom:
                self._target = Block(tuple(range(bottom + 1, below + 1)), columns)
                break
        self.release(turned=False)

    def release(self, *, turned: bool) -> None:
        """Write what was drawn, and select it together with where it came from."""
        source, target = self._source, self._target
        self.give_up()
        if not target.rows:
            return
        view, order = self._view, self._view.shown_columns()
        edits = continued(view.records, source, target, order, turned=turned)
        view.deeds.write(edits, "填充")
        rows = sorted({*source.rows, *target.rows})
        columns = sorted({*source.columns, *target.columns}, key=order.index)
        view.select_block(rows[0], rows[-1], columns)

    def give_up(self) -> None:
        """Write nothing."""
        self.is_held = False
        self._target = Block((), ())
        QToolTip.hideText()
        self._view.viewport().update()

    # --- painting -----------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        """Draw the square, and a broken line around the cells it was drawn over."""
        if self.is_held and self._target.rows:
            view, target = self._view, self._target
            corners = (
                view.visualRect(view.records.index(row, column))
                for row in (target.rows[0], target.rows[-1])
                for column in (target.columns[0], target.columns[-1])
            )
            around = QRect()
            for corner in corners:
                around = around.united(corner)
            painter.setPen(QPen(colour(Colour.FOCUS), 1, Qt.PenStyle.DashLine))
            painter.drawRect(around.adjusted(0, 0, -1, -1))
        square = self.place()
        if square.isValid():
            painter.fillRect(square.adjusted(-1, -1, 1, 1), colour(Colour.CARD))
            painter.fillRect(square, colour(Colour.FOCUS))
