"""The headings with their filters, and the gutter of row numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from app.queries.evidence import HELD
from app.ui.style.fonts import sized
from app.ui.style.icons import paint_icon
from app.ui.style.tokens import ICON, ROW, Colour, colour, px
from app.ui.table.cells import CLIP, alignment
from app.ui.table.model import RegisterModel
from app.ui.widgets.plain_table import paint_row_number

if TYPE_CHECKING:
    from app.spec.field import FieldSpec
    from app.ui.table.hands.frozen import FrozenColumns

_ARROW = 12
_GRIP = 4  # pixels beside the edge of a section that stays in which it can be taken
ARROW_ROOM = 24
PADDING = 8


class FilterHeader(QHeaderView):
    """Column headings; a press on the arrow asks for the filter, elsewhere it selects.

    Attributes:
        filter_wanted: the arrow of a section was pressed; carries where its popup belongs.
    """

    filter_wanted = Signal(int, QPoint)

    def __init__(self, view: QTableView, frozen: FrozenColumns) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._frozen = frozen
        self._is_at_edge = False  # the mouse is over the edge of a section that stays
        self._resized: tuple[int, int] | None = None  # a section, and its width less the mouse
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMouseTracking(True)
        self.setMinimumSectionSize(px(40))
        self.setFixedHeight(px(ROW) + 1)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def _model(self) -> RegisterModel | None:
        model = self.model()
        return model if isinstance(model, RegisterModel) else None

    def _field(self, section: int) -> FieldSpec | None:
        model = self._model()
        return model.fields[section] if model and 0 <= section < len(model.fields) else None

    def paintSection(self, painter: QPainter, place: QRect, section: int) -> None:
        """Draw one heading."""
        model, field = self._model(), self._field(section)
        if model is None or field is None:
            return
        is_filtered = any(entry.field == field.name for entry in model.view.filters)
        if field is HELD:
            is_filtered = model.view.papers is not None
        sorting = next((s for s in model.view.sort[:1] if s[0] == field.name), None)
        painter.save()
        painter.fillRect(place, colour(Colour.SELECT_ON if is_filtered else Colour.QUIET))
        painter.setPen(colour(Colour.LINE))
        painter.drawLine(place.topRight(), place.bottomRight())
        painter.setPen(colour(Colour.LINE_STRONG))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        painter.setFont(sized(13, medium=True))
        painter.setPen(colour(Colour.LINK if is_filtered else Colour.TEXT_BODY2))
        inside = place.adjusted(px(PADDING), 0, -px(ARROW_ROOM - 2), 0)
        if field is HELD:
            top, side = inside.center().y() - px(ICON) / 2 + 1, px(ICON)
            ink = Colour.LINK if is_filtered else Colour.TEXT_BODY2
            paint_icon(painter, CLIP, ink, QRectF(inside.left(), top, side, side))
        else:
            text = painter.fontMetrics().elidedText(
                field.label, Qt.TextElideMode.ElideRight, inside.width()
            )
            painter.drawText(inside, alignment(field), text)
        mark, paint = "chevron-down", Colour.TEXT3
        if sorting is not None:
            mark, paint = ("sort-down" if sorting[1] else "sort-up"), Colour.LINK
        if is_filtered:
            mark, paint = "filter", Colour.LINK
        paint_icon(painter, mark, paint, QRectF(self._arrow(place)))
        painter.restore()

    @staticmethod
    def _arrow(section: QRect) -> QRect:
        side = px(_ARROW)
        left = section.right() - side - px(7)
        return QRect(left, section.top() + (section.height() - side) // 2, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the headings, those that stay over the others, and the ground beyond the last."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if self._frozen.is_moved:
            for section, (left, width) in self._frozen.places().items():
                self.paintSection(painter, QRect(left, 0, width, self.height()), section)
        self._frozen.paint_edge(painter, self.height())
        beyond = QRect(self.length(), 0, self.viewport().width() - self.length(), self.height())
        if beyond.width() > 0:
            painter.fillRect(beyond, colour(Colour.QUIET))
            painter.setPen(colour(Colour.LINE_STRONG))
            painter.drawLine(beyond.bottomLeft(), beyond.bottomRight())

    def section_rect(self, section: int) -> QRect:
        """Where a section stands in the header."""
        left = self.sectionViewportPosition(section)
        if stays := self._frozen.places().get(section):
            left = stays[0]
        return QRect(left, 0, self.sectionSize(section), self.height())

    # --- the mouse ----------------------------------------------------------------------

    def _behind(self, event: QMouseEvent) -> QMouseEvent:
        """The event where Qt believes a section to be that stays: behind the left edge.

        There Qt takes presses, but no moves; the edges of such sections are dragged by us.
        """
        place = event.position()
        is_over = self._frozen.is_moved and self._frozen.column_at(int(place.x())) is not None
        return QMouseEvent(
            event.type(),
            place - QPointF(self.offset() if is_over else 0, 0),
            event.globalPosition(),
            event.button(),
            event.buttons(),
            event.modifiers(),
        )

    def _frozen_edge(self, across: int) -> int | None:
        """The section that stays whose right edge is under the mouse."""
        if self._frozen.is_moved:
            for section, (left, width) in self._frozen.places().items():
                if abs(left + width - across) <= px(_GRIP):
                    return section
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the filter where the arrow is pressed; take hold of an edge."""
        place = event.position().toPoint()
        moved = self._behind(event)
        section = self.logicalIndexAt(moved.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton:
            whole = self.section_rect(section)
            arrow = self._arrow(whole).adjusted(-px(4), -whole.height(), 0, whole.height())
            if (edge := self._frozen_edge(place.x())) is not None:
                self._resized = edge, self.sectionSize(edge) - place.x()
                return
            if section >= 0 and arrow.contains(place):
                self.ask_filter(section)
                return
        super().mousePressEvent(moved)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where an edge can be dragged; drag it."""
        across = event.position().toPoint().x()
        if self._resized is not None:
            section, room = self._resized
            self.resizeSection(section, max(across + room, self.minimumSectionSize()))
            self.viewport().update()
        elif not event.buttons() and self._frozen_edge(across) is not None:
            self._is_at_edge = True
            self.setCursor(Qt.CursorShape.SplitHCursor)
        else:
            if self._is_at_edge:
                self._is_at_edge = False
                self.unsetCursor()
            super().mouseMoveEvent(self._behind(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._resized is not None:
            self._resized = None
            return
        super().mouseReleaseEvent(self._behind(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On an edge, make the column as wide as what it shows."""
        edge = self._frozen_edge(event.position().toPoint().x())
        if edge is not None:
            self.sectionHandleDoubleClicked.emit(edge)
            return
        super().mouseDoubleClickEvent(self._behind(event))

    def ask_filter(self, section: int) -> None:
        """Ask for the filter of a column, as Ctrl+Shift+L does."""
        whole = self.section_rect(section)
        self.filter_wanted.emit(section, self.viewport().mapToGlobal(whole.bottomLeft()))


class Gutter(QHeaderView):
    """Row numbers, quiet, at the left; they stay when the table moves sideways."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Vertical, view)
        self._view = view
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(1)
        self.setDefaultSectionSize(px(ROW))

    def sizeHint(self) -> QSize:
        """Room for the last number."""
        self.setFont(sized(12))
        last = f"{max(self.count(), 100)}"
        width = self.fontMetrics().horizontalAdvance(last) + px(2 * PADDING)
        return QSize(max(width, px(36)), px(ROW))

    def paintSection(self, painter: QPainter, place: QRect, section: int) -> None:
        """Draw one number."""
        is_current = self._view.currentIndex().row() == section
        number = self.model().headerData(section, Qt.Orientation.Vertical)
        paint_row_number(painter, place, str(number), is_current=is_current)
