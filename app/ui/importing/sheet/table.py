"""Original beside result: two halves of one table that scroll together."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QWidget,
)

from app.ui.importing.sheet.cells import LookedSheet
from app.ui.importing.sheet.field_list import FieldList
from app.ui.importing.sheet.half import CELL_PADDING, Half
from app.ui.importing.sheet.header import Corner, FileHeader, Gutter, ResultHeader, meaning_of
from app.ui.importing.sheet.model import SheetModel
from app.ui.style.fonts import sized
from app.ui.style.tokens import ROW, Colour, px
from app.ui.widgets.labels import SQUARE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from app.reports.readers.table import RawRow
    from app.ui.importing.sheet.cells import Sheet
    from app.ui.importing.sheet.model import Wanted

Index = QModelIndex | QPersistentModelIndex
_MOST_SPANS = 100  # rows of one text that run on; they make a table slow by the thousand
_NEARLY = 48  # by so much the file may take more than half, rather than be cut
_MEASURED = 200  # rows from which a width is measured
_WIDEST, _WIDEST_SAID = 220, 76
_ARROW = 24  # room of the chevron in a drop-list


class SheetTable(QWidget):
    """The file at the left, the register after writing at the right.

    Attributes:
        went: another row is current; -1 for none.
        column_chosen: a column (from 0, of the file) shall mean a field.
        way_wanted: how rows are matched shall be changed.
        line_pressed: a line number was pressed; carries the row, and whether Shift was held.
        skip_wanted: the current row shall stay out.
        hinted: why a cell cannot be typed into.
    """

    went = Signal(int)
    column_chosen = Signal(int, str)
    way_wanted = Signal()
    line_pressed = Signal(int, bool)
    skip_wanted = Signal()
    hinted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.model = SheetModel()
        self.file = Half(self, "原表")
        self.result = Half(self, "写入后")
        self.result.setSelectionModel(self.file.selectionModel())
        self.file_header = FileHeader(self.file, self.model)
        self.result_header = ResultHeader(self.result, self.model, self.way_wanted.emit)
        self.file.setHorizontalHeader(self.file_header)
        self.result.setHorizontalHeader(self.result_header)
        self.gutter = Gutter(self.file, self.model)
        self.gutter.setDefaultSectionSize(px(ROW))
        self.gutter.line_pressed.connect(self._press_line)
        self.file.setVerticalHeader(self.gutter)
        rows = self.result.verticalHeader()
        rows.setDefaultSectionSize(px(ROW))
        rows.hide()
        self.corner = Corner(self.file, self.model)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(px(2))
        self.split.setObjectName("sheetSplit")
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.file)
        self.split.addWidget(self.result)
        self._is_arranged = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.split)
        self.setFocusProxy(self.file)
        self._connect()

    def _connect(self) -> None:
        self.file_header.mapping_wanted.connect(self.open_fields)
        self.file_header.sectionResized.connect(lambda *_size: self._share_bars())
        one, other = self.file.verticalScrollBar(), self.result.verticalScrollBar()
        one.valueChanged.connect(other.setValue)
        other.valueChanged.connect(one.setValue)
        self.file.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.file.selectionModel().currentChanged.connect(self._go_on)
        self.split.splitterMoved.connect(lambda *_place: self._share_bars())

    def _go_on(self, now: Index, was: Index) -> None:
        for half in (self.file, self.result):
            half.viewport().update()
        self.gutter.viewport().update()
        if now.row() != was.row():
            self.went.emit(now.row())

    def _press_line(self, row: int, held: bool) -> None:  # noqa: FBT001 - a signal's own shape
        self.go(row, max(0, self.current_column()))
        self.line_pressed.emit(row, held)

    # --- showing ------------------------------------------------------------------------

    def show_sheet(self, sheet: Sheet | None, wanted: Wanted, *, is_fresh: bool) -> None:
        """Show a sheet; position, selection and widths stay unless it is another one.

        Args:
            is_fresh: another sheet than the one shown.
        """
        line, column = self.current_line(), self.current_column()
        kept = self.file.verticalScrollBar().value(), self.file.horizontalScrollBar().value()
        before = [self.model.title(place) for place in range(self.model.columnCount())]
        self.model.show(sheet, wanted)
        after = [self.model.title(place) for place in range(self.model.columnCount())]
        if is_fresh or before != after:
            self._fit()
        self._span_titles()
        for half in (self.file, self.result):
            half.updateGeometries()
        self._place_corner()
        if not is_fresh and (place := self.model.place_of(line)) >= 0:
            self.file.verticalScrollBar().setValue(kept[0])
            self.file.horizontalScrollBar().setValue(kept[1])
            self.file.setCurrentIndex(self.model.index(place, max(0, column)))

    def filter(self, wanted: Wanted) -> None:
        """Show the rows of one state, those with remarks, or all."""
        self.model.filter(wanted)
        self._span_titles()

    def _span_titles(self) -> None:
        """Let a title or a note run on over the blank cells beside it."""
        self.file.clearSpans()
        model = self.model
        sheet = model.sheet
        if sheet is None or not sheet.columns:
            return
        struck = (n for n, row in enumerate(model.rows) if sheet.is_struck(row))
        for row in islice(struck, _MOST_SPANS):
            texts = [model.cell(row, column).text for column in range(model.left)]
            filled = [column for column, text in enumerate(texts) if text]
            if len(filled) == 1 and filled[0] < model.left - 1:
                self.file.setSpan(row, filled[0], 1, model.left - filled[0])

    def _fit(self) -> None:
        """Give each column the width of its first values, and each half its share."""
        model = self.model
        for column in range(model.columnCount()):
            is_left = column < model.left
            self.file.setColumnHidden(column, not is_left)
            self.result.setColumnHidden(column, is_left)
            half = self.file if is_left else self.result
            half.setColumnWidth(column, self._width(column))
        self.result_header.setStretchLastSection(True)
        self._is_arranged = False
        self.result.setVisible(model.sheet is not None and not model.sheet.is_raw)
        self._arrange()

    def _width(self, column: int) -> int:
        words, heads = QFontMetrics(sized(13)), QFontMetrics(sized(13, medium=True))
        model = self.model
        is_said = column == model.columnCount() - 1
        cells = (model.cell(row, column) for row in self._rows_of_data())
        widths = [
            words.horizontalAdvance(cell.text) + (px(SQUARE + 6) if cell.state else 0)
            for cell in cells
            # Why a value cannot be read stands in the tooltip and below as well.
            if is_said or column < model.left or cell.ink is not Colour.BAD or cell.state
        ]
        needed = [heads.horizontalAdvance(model.title(column))]
        if column < model.left:
            titles = [str(row.at(model.columns[column].column) or "") for row in self._head_rows()]
            needed = [heads.horizontalAdvance(title) for title in titles]
            meaning = meaning_of(model, model.columns[column])[0]
            needed.append(words.horizontalAdvance(meaning) + px(_ARROW))
        widest = px(_WIDEST_SAID if is_said else _WIDEST)
        return max(min(max(widths, default=0), widest), *needed, px(24)) + 2 * px(CELL_PADDING) + 4

    def _rows_of_data(self) -> list[int]:
        """The rows from which widths are measured: titles run on over the cells beside."""
        sheet, rows = self.model.sheet, self.model.rows[:_MEASURED]
        assert sheet is not None  # noqa: S101 - it has columns
        return [place for place, row in enumerate(rows) if not sheet.is_struck(row)]

    def _head_rows(self) -> Sequence[RawRow]:
        return self.model.sheet.head_lines if self.model.sheet is not None else ()

    def _arrange(self) -> None:
        """Give the file what it needs, but no more than leaves room for the result."""
        whole = self.split.width()
        if self._is_arranged or whole < px(200) or self.model.sheet is None:
            return
        self._is_arranged = True
        model = self.model
        left = self.gutter.sizeHint().width() + 2
        left += sum(self.file.columnWidth(column) for column in range(model.left))
        right = px(16) + sum(
            self.result.columnWidth(column) for column in range(model.left, model.columnCount())
        )
        most = max(whole - right, round(whole * 0.5))
        if left - most <= px(_NEARLY):
            most = left
        self.split.setSizes([min(left, most), whole - min(left, most)])
        self._share_bars()

    def _share_bars(self) -> None:
        """Both halves have a bar below, or none: else they would not scroll alike."""
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        for half in (self.file, self.result):
            header = half.horizontalHeader()
            if half.isVisible() and header.length() > half.viewport().width() + 1:
                policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        for half in (self.file, self.result):
            half.setHorizontalScrollBarPolicy(policy)

    def _place_corner(self) -> None:
        height = self.file_header.sizeHint().height()
        self.corner.setGeometry(0, 0, self.gutter.width(), height)
        self.corner.raise_()
        self.corner.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the halves once there is room."""
        super().resizeEvent(event)
        self._arrange()
        self._share_bars()
        self._place_corner()

    def showEvent(self, event: object) -> None:
        """Arrange the halves as soon as they have a size."""
        super().showEvent(event)  # type: ignore[arg-type]
        self._arrange()
        self._share_bars()
        self._place_corner()

    def minimumSizeHint(self) -> QSize:
        """Heading and a row and a half; the rest scrolls."""
        return QSize(px(240), self.file_header.sizeHint().height() + px(1.5 * ROW))

    # --- going about --------------------------------------------------------------------

    def current_row(self) -> int:
        """The current row; -1 when there is none."""
        return self.file.currentIndex().row()

    def current_column(self) -> int:
        """The current column of both halves; -1 when there is none."""
        return self.file.currentIndex().column()

    def current_line(self) -> int:
        """The line of the current row; 0 when there is none."""
        row = self.current_row()
        return self.model.rows[row].line if 0 <= row < len(self.model.rows) else 0

    def go(self, row: int, column: int | None = None) -> None:
        """Make a cell the current one; nothing happens where there is none."""
        place = max(0, self.current_column()) if column is None else column
        index = self.model.index(row, place)
        if index.isValid():
            self.file.setCurrentIndex(index)
            half = self.file if place < self.model.left else self.result
            half.scrollTo(index)

    def open_fields(self, column: int) -> FieldList | None:
        """Open the list of what a column may mean."""
        sheet = self.model.sheet
        if not isinstance(sheet, LookedSheet) or not 0 <= column < self.model.left:
            return None
        one = sheet.columns[column]
        opened = FieldList(sheet, one, self)
        opened.chosen.connect(lambda name: self.column_chosen.emit(one.column, name))
        box = self.file_header.drop_list(column)
        opened.move(self.file_header.viewport().mapToGlobal(box.bottomLeft()))
        opened.show()
        opened.search.setFocus()
        return opened
