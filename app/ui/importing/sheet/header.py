"""What stands over the two halves: letters, heading lines, what each column means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QToolTip, QWidget

from app.actions.importing.lines import line_of
from app.reports.readers.table import shown
from app.reports.registers.mapping import NEVER, SURE, SheetColumn
from app.spec.codes import fold
from app.ui.style.fonts import sized
from app.ui.style.icons import paint_icon
from app.ui.style.tokens import Colour, colour, px
from app.ui.widgets.buttons import button
from app.ui.widgets.plain_table import CENTRE, LEFT, RIGHT

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QHelpEvent, QMouseEvent, QPaintEvent, QResizeEvent
    from PySide6.QtWidgets import QTableView

    from app.ui.importing.sheet.model import SheetModel

LETTERS, HEADING, MAPPING = 24, 28, 32  # heights of the bands
PADDING = 6
_KNOWN = 95  # confidence of a column known by its heading
_NAME = 72  # beside the numbers, where several sheets are read together
_EDGE = 4  # pixels at an edge that are dragged, not pressed
LEFT_OUT, NOTHING = "— 不取用", "—"


def lines_of(model: SheetModel) -> int:
    """How many lines the heading takes; one at least."""
    return max(1, len(model.sheet.head_lines) if model.sheet is not None else 1)


def bands(model: SheetModel) -> tuple[int, int, int]:
    """Where the lines of the heading begin, where the drop-lists, and where all ends."""
    top = px(LETTERS)
    if model.sheet is not None and model.sheet.is_raw:
        return top, top, top
    mapping = top + px(HEADING) * lines_of(model)
    return top, mapping, mapping + px(MAPPING)


def meaning_of(model: SheetModel, column: SheetColumn) -> tuple[str, Colour]:
    """What is said in the drop-list of a column; in warning colour what was guessed."""
    spec = getattr(model.sheet, "spec", None)
    if spec is None:
        return "", Colour.TEXT
    if column.field in spec.fields:
        label = spec.fields[column.field].label
        return label, Colour.WARN if column.confidence < _KNOWN else Colour.TEXT
    if column.suggestion in spec.fields:
        return f"{spec.fields[column.suggestion].label}？", Colour.WARN
    is_counter = not column.heading or fold(column.heading) in NEVER
    return NOTHING if is_counter else LEFT_OUT, Colour.TEXT3


def reason_of(column: SheetColumn) -> str:
    """Why a column is taken for that, and how sure that is."""
    sure = f"（把握 {column.confidence}%）" if 0 < column.confidence < SURE + 15 else ""
    samples = "、".join(column.samples)
    return "\n".join(filter(None, (f"{column.reason}{sure}", f"例如 {samples}" if samples else "")))


class _Bands(QHeaderView):
    """The common part: height, ground, and no press that chooses a column."""

    def __init__(self, view: QTableView, model: SheetModel) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self.model_shown = model
        self.setHighlightSections(False)
        self.setMinimumSectionSize(px(36))
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        """All bands."""
        return QSize(super().sizeHint().width(), bands(self.model_shown)[2] + 1)

    def ground(self, painter: QPainter, place: QRect) -> tuple[int, int, int]:
        """Paint the grounds and lines of the bands."""
        top, mapping, end = bands(self.model_shown)
        painter.fillRect(place, colour(Colour.QUIET))
        painter.setPen(colour(Colour.LINE))
        for at in (top - 1, mapping - 1):
            painter.drawLine(place.left(), at, place.right(), at)
        painter.setPen(colour(Colour.LINE_STRONG))
        painter.drawLine(place.left(), end, place.right(), end)
        return top, mapping, end


class FileHeader(_Bands):
    """Letters, the lines of the heading, and under each column a drop-list.

    Attributes:
        mapping_wanted: the drop-list of a column was pressed.
    """

    mapping_wanted = Signal(int)

    def drop_list(self, column: int) -> QRect:
        """Where the drop-list of a column stands, on the viewport."""
        _top, mapping, _end = bands(self.model_shown)
        left, width = self.sectionViewportPosition(column), self.sectionSize(column)
        return QRect(left + px(4), mapping + px(2), width - px(8) - 1, px(MAPPING) - px(5))

    def paintSection(self, painter: QPainter, place: QRect, section: int) -> None:
        """Draw the bands of one column."""
        model = self.model_shown
        if section >= model.left:
            return
        column = model.columns[section]
        painter.save()
        top, mapping, _end = self.ground(painter, place)
        painter.setPen(colour(Colour.LINE))
        painter.drawLine(place.topRight(), place.bottomRight())
        painter.setFont(sized(12))
        painter.setPen(colour(Colour.TEXT3))
        painter.drawText(QRect(place.left(), 0, place.width(), top), CENTRE, column.letters)
        if mapping > top:
            self._paint_heading(painter, place, column, top)
            self._paint_meaning(painter, section, column)
        painter.restore()

    def _paint_heading(
        self, painter: QPainter, place: QRect, column: SheetColumn, top: int
    ) -> None:
        assert self.model_shown.sheet is not None  # noqa: S101 - it has columns
        painter.setFont(sized(13, medium=True))
        painter.setPen(colour(Colour.TEXT_BODY2))
        for line, row in enumerate(self.model_shown.sheet.head_lines):
            text = "".join(shown(row.at(column.column)).split("\n"))
            band = QRect(place.left(), top + line * px(HEADING), place.width(), px(HEADING))
            inside = band.adjusted(px(PADDING), 0, -px(PADDING), 0)
            cut = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, inside.width()
            )
            painter.drawText(inside, LEFT, cut)

    def _paint_meaning(self, painter: QPainter, section: int, column: SheetColumn) -> None:
        box = self.drop_list(section)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(colour(Colour.LINE_STRONG))
        painter.setBrush(colour(Colour.CARD))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), px(4), px(4))
        side = px(12)
        words, ink = meaning_of(self.model_shown, column)
        inside = box.adjusted(px(6), 0, -side - px(5), 0)
        painter.setFont(sized(13))
        painter.setPen(colour(ink))
        cut = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, LEFT, cut)
        chevron = QRectF(box.right() - side - px(3), box.center().y() - side / 2 + 1, side, side)
        paint_icon(painter, "chevron-down", Colour.TEXT2, chevron)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A drop-list opens; an edge is dragged."""
        place = event.position().toPoint()
        column = self.logicalIndexAt(place)
        if column >= 0 and self.drop_list(column).contains(place) and not self._at_edge(place.x()):
            self.mapping_wanted.emit(column)
            return
        super().mousePressEvent(event)

    def _at_edge(self, across: int) -> bool:
        column = self.logicalIndexAt(across)
        left = self.sectionViewportPosition(column)
        return across > left + self.sectionSize(column) - _EDGE

    def viewportEvent(self, event: QEvent) -> bool:
        """Say why a column is taken for what it is."""
        if event.type() is QEvent.Type.ToolTip:
            told: QHelpEvent = event  # type: ignore[assignment]
            column = self.logicalIndexAt(told.pos())
            if 0 <= column < self.model_shown.left and not getattr(
                self.model_shown.sheet, "is_raw", True
            ):
                one = self.model_shown.columns[column]
                words = meaning_of(self.model_shown, one)[0]
                said = "\n".join(filter(None, (one.heading, words, reason_of(one))))
                QToolTip.showText(told.globalPos(), said, self)
                return True
        return super().viewportEvent(event)


class ResultHeader(_Bands):
    """写入后: what is shown at the right, and how rows are matched."""

    def __init__(self, view: QTableView, model: SheetModel, change: Callable[[], object]) -> None:
        super().__init__(view, model)
        self.title = ""
        self.words = ""
        self.change = button("更改", "link", act=change, tip="按什么认出同一条，空白是否覆盖")
        self.change.setParent(self.viewport())
        self.change.setProperty("tight", True)

    def say(self, title: str, words: str) -> None:
        """Say where rows are written, and how they are matched."""
        self.title, self.words = title, words
        self._place_change()
        self.viewport().update()

    def _place_change(self) -> None:
        _top, mapping, end = bands(self.model_shown)
        self.change.setVisible(end > mapping)
        self.change.adjustSize()
        wanted = px(PADDING) + QFontMetrics(sized(12)).horizontalAdvance(self.words) + px(10)
        left = min(wanted, self.width() - self.change.width() - px(4))
        self.change.move(left, mapping + (end - mapping - self.change.height()) // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button beside its words."""
        super().resizeEvent(event)
        self._place_change()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw sections, then what stands across them."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        whole = self.viewport().rect()
        top, mapping, end = bands(self.model_shown)
        painter.setPen(colour(Colour.TEXT2))
        painter.setFont(sized(12))
        across = QRect(px(PADDING), 0, whole.width() - px(PADDING), top)
        painter.drawText(across, LEFT, self.title)
        if end > mapping:
            room = self.change.x() - px(PADDING) - px(4)
            band = QRect(px(PADDING), mapping, room, end - mapping)
            cut = painter.fontMetrics().elidedText(
                self.words, Qt.TextElideMode.ElideRight, band.width()
            )
            painter.drawText(band, LEFT, cut)

    def paintSection(self, painter: QPainter, place: QRect, section: int) -> None:
        """Draw the title of one column."""
        model = self.model_shown
        painter.save()
        top, mapping, _end = self.ground(painter, place)
        if mapping > top and section >= model.left:
            painter.setPen(colour(Colour.LINE))
            painter.drawLine(place.right(), top, place.right(), mapping)
            painter.setFont(sized(13, medium=True))
            painter.setPen(colour(Colour.TEXT_BODY2))
            band = QRect(place.left(), mapping - px(HEADING), place.width(), px(HEADING))
            inside = band.adjusted(px(PADDING), 0, -px(PADDING), 0)
            painter.drawText(inside, model.align(section), model.title(section))
        painter.restore()


class Gutter(QHeaderView):
    """The line numbers of the file; while the heading is pointed out they are pressed.

    Attributes:
        line_pressed: a number was pressed; carries the row, and whether Shift was held.
    """

    line_pressed = Signal(int, bool)

    def __init__(self, view: QTableView, model: SheetModel) -> None:
        super().__init__(Qt.Orientation.Vertical, view)
        self._view, self._model = view, model
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFont(sized(12))

    def sizeHint(self) -> QSize:
        """Room for the longest number, and for the words beside the drop-lists."""
        longest = str(self._model.longest_line)
        names = (self._model.sheet_name(row) for row in self._model.rows[:1])
        named = px(_NAME) if any(names) else 0
        words = max(
            QFontMetrics(sized(12)).horizontalAdvance("对应"),
            self.fontMetrics().horizontalAdvance(longest),
        )
        return QSize(words + named + 2 * px(PADDING), 0)

    def paintSection(self, painter: QPainter, place: QRect, section: int) -> None:
        """Draw one number, and the sheet it is of where there are several."""
        line = self._model.rows[section].line
        chosen = self._model.chosen_lines
        is_chosen = chosen is not None and chosen[0] <= line <= chosen[1]
        is_current = section == self._view.currentIndex().row()
        ground = (
            Colour.SELECT_ON if is_chosen else Colour.SELECT_ROW if is_current else Colour.QUIET
        )
        painter.save()
        painter.fillRect(place, colour(ground))
        painter.setPen(colour(Colour.LINE))
        painter.drawLine(place.topRight(), place.bottomRight())
        painter.setPen(colour(Colour.LINE_CELL))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        painter.setFont(sized(12, medium=is_chosen))
        painter.setPen(colour(Colour.TEXT if is_chosen else Colour.TEXT3))
        painter.drawText(place.adjusted(0, 0, -px(PADDING), 0), RIGHT, str(line_of(line)))
        if name := self._model.sheet_name(self._model.rows[section]):
            dots = Qt.TextElideMode.ElideRight
            cut = painter.fontMetrics().elidedText(name, dots, px(_NAME - 4))
            painter.drawText(place.adjusted(px(PADDING), 0, 0, 0), LEFT, cut)
        painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which number was pressed."""
        row = self.logicalIndexAt(event.position().toPoint())
        if row >= 0:
            held = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.line_pressed.emit(row, held)


class Corner(QWidget):
    """Beside the heading: its line numbers, and what the drop-lists are."""

    def __init__(self, parent: QWidget, model: SheetModel) -> None:
        super().__init__(parent)
        self._model = model

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the numbers and the word."""
        painter = QPainter(self)
        top, mapping, end = bands(self._model)
        painter.fillRect(self.rect(), colour(Colour.QUIET))
        painter.setPen(colour(Colour.LINE))
        right = self.width() - 1
        painter.drawLine(right, 0, right, self.height())
        for at in (top - 1, mapping - 1):
            painter.drawLine(0, at, right, at)
        painter.setPen(colour(Colour.LINE_STRONG))
        painter.drawLine(0, end, right, end)
        painter.setFont(sized(12))
        painter.setPen(colour(Colour.TEXT3))
        rows = self._model.sheet.head_lines if self._model.sheet is not None else ()
        for line, row in enumerate(rows):
            band = QRect(0, top + line * px(HEADING), right - px(PADDING), px(HEADING))
            painter.drawText(band, RIGHT, str(row.line))
        if end > mapping:
            painter.setPen(colour(Colour.TEXT2))
            painter.drawText(QRect(0, mapping, right - px(PADDING), end - mapping), RIGHT, "对应")
