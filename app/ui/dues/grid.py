"""The year's sheet on the screen: people down, months across, totals below."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu, QSizePolicy

from app.queries.dues.year import MONTHS, State, Sums, added_up, months_of
from app.queries.naming.figure_words import figure_word
from app.spec.kinds import Kind
from app.spec.pinyin import is_called
from app.spec.values import show_kind
from app.ui.style.tokens import ROW, Colour, is_folded, px, text_scale
from app.ui.table.cells import Cell
from app.ui.widgets.plain_table import (
    LEFT,
    RIGHT,
    Head,
    PlainModel,
    PlainTable,
    figure_head,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from PySide6.QtGui import QKeyEvent, QMouseEvent

    from app.queries.dues.year import Line, Month
    from app.queries.naming.figure_words import FigureWord

NAME, GROUP, FIRST = 0, 1, 2  # columns; the months follow, then the year
_TOTALS = {"due": "dues.due", "paid": "dues.paid", "owed": "dues.owed"}  # and their words
_STATES = {"due": None, "paid": State.PAID, "owed": State.OWED}  # whose names a total leads to
_YEAR, _OWED = FIRST + MONTHS, FIRST + MONTHS + 1  # the two columns behind the months
_CLOSE_ROW = 21  # where the text is large
_ONE_FROM = 1.5  # text from which there is room for one line of totals
_MONTH_SAMPLE, _TOTAL_SAMPLE = "欠 0,000.00", "000,000.00"


class Place(NamedTuple):
    """One cell of the months: whose, and the number of the month."""

    line: Line
    month: int


def yuan(fen: int) -> str:
    """An amount as the sheet shows it; a dash for nought."""
    return show_kind(Kind.MONEY, fen) if fen else "-"


def is_sought(name: str, card_no: str | None, words: str) -> bool:
    """Whether ``words`` find a person: by name, pinyin, initials or card number."""
    part = words.strip().casefold()
    return not part or part in (card_no or "").casefold() or is_called(name, part)


def _heads() -> tuple[Head, ...]:
    paid = figure_word("dues.paid")
    months = (Head(f"{number}月", _MONTH_SAMPLE, RIGHT) for number in range(1, MONTHS + 1))
    return (
        Head("姓名", "　" * 4),
        Head("小组", "　" * 5),
        *months,
        Head(f"全年{paid.label}", _TOTAL_SAMPLE, RIGHT, paid.tip),
        figure_head("dues.owed", _TOTAL_SAMPLE),
        Head(""),  # takes the rest of the width
    )


class YearModel(PlainModel):
    """Everybody on the lists of a year, or those who stand in a wanted state.

    Attributes:
        lines: the lines shown.
        all: every line of the year.
    """

    def __init__(self) -> None:
        super().__init__()
        self.heads = _heads()
        self.lines: Sequence[Line] = ()
        self.all: Sequence[Line] = ()
        self._groups: Mapping[int, str] = {}
        self._months_over = 0

    def show(self, lines: Sequence[Line], groups: Mapping[int, str], months_over: int) -> None:
        """Take the lines of a year, and how many of its months are over."""
        self.beginResetModel()
        self.all = self.lines = lines
        self._groups = groups
        self._months_over = months_over
        self.endResetModel()

    def narrow(self, state: State | None, month: int | None, words: str) -> None:
        """Show those who stand in ``state`` in ``month`` or any month, and fit ``words``."""
        self.beginResetModel()
        self.lines = [
            line
            for line in self.all
            if line.is_in(state, month, self._months_over)
            and is_sought(line.name, line.card_no, words)
        ]
        self.endResetModel()

    def count(self) -> int:
        """How many people are shown."""
        return len(self.lines)

    def cell(self, row: int, column: int) -> Cell:
        """Who it is, a month, or a total."""
        line = self.lines[row]
        if column < FIRST:
            group = self._groups.get(line.group_id or 0, "")
            told = f"{line.name}　{line.card_no or '没有会员证号'}　{group}"
            ink = Colour.TEXT if column == NAME else Colour.TEXT2
            return Cell(line.name if column == NAME else group, LEFT, ink, message=told)
        if column < _YEAR:
            number = column - FIRST + 1
            month = line.months.get(number)
            if month is None:
                return Cell("", RIGHT)
            return _month_cell(month, is_over=number <= self._months_over)
        if column == _YEAR:
            return Cell(yuan(line.sums.paid_fen), RIGHT)
        if column > _OWED:
            return Cell("", LEFT)
        owed, overdue = line.sums.owed_fen, line.overdue_fen(self._months_over)
        told = f"其中欠缴 {yuan(overdue)} 元" if overdue else "没有欠缴" if owed else ""
        return Cell(yuan(owed), RIGHT, Colour.WARN if overdue else Colour.TEXT, message=told)

    def place(self, row: int, column: int) -> Place | None:
        """The month in a cell; ``None`` beside the months."""
        if FIRST <= column < _YEAR and 0 <= row < len(self.lines):
            return Place(self.lines[row], column - FIRST + 1)
        return None


def _month_cell(month: Month, *, is_over: bool) -> Cell:
    """What is paid as an amount, what is owed with its word, an exemption as a word.

    Args:
        is_over: the time of collection is over, so that what is not paid is in arrears.
    """
    match month.state:
        case State.OWED | State.OVERDUE:
            owed = show_kind(Kind.MONEY, month.owed_fen)
            paid = f"，已缴 {show_kind(Kind.MONEY, month.paid_fen)} 元" if month.paid_fen else ""
            told = f"应缴 {show_kind(Kind.MONEY, month.due_fen)} 元{paid}，未缴 {owed} 元"
            if not is_over:
                return Cell(f"应 {owed}", RIGHT, Colour.TEXT2, message=told)
            return Cell(f"欠 {owed}", RIGHT, Colour.WARN, fill=Colour.WARN_TINT, message=told)
        case State.PAID:
            told = f"已缴{f'，{month.paid_on}' if month.paid_on else ''}"
            return Cell(show_kind(Kind.MONEY, month.paid_fen), RIGHT, message=told)
        case State.EXEMPT:
            return Cell("免", RIGHT, Colour.NEUTRAL, message="免缴")
        case State.UNKNOWN:
            told = "没有会费基数，也没有月会费，应缴数还不知道"
            return Cell("待定", RIGHT, Colour.WARN, message=told)


class YearTable(PlainTable):
    """Cells are chosen as in a sheet: with the mouse, Shift and arrows, whole columns by heading.

    Attributes:
        pay_wanted: Enter or a double click on months.
        person_wanted: a double click on a person; carries the row.
        withdraw_wanted: Del on months.
        pasted: Ctrl+V.
    """

    padding = 4
    chooses_cells = True

    pay_wanted = Signal()
    person_wanted = Signal(int)
    withdraw_wanted = Signal()
    pasted = Signal()
    chosen = Signal()

    def __init__(self, model: YearModel) -> None:
        super().__init__("会费", model)
        self.freeze(on=True)
        self.year = model
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # over the totals too
        _close_up(self)
        heading = self.horizontalHeader()
        heading.setSectionsClickable(True)
        heading.sectionClicked.connect(self.choose_month)
        self.selectionModel().selectionChanged.connect(lambda *_what: self.chosen.emit())

    def choose_month(self, column: int) -> None:
        """Select what is shown of a whole month."""
        if FIRST <= column < _YEAR and self.year.count():
            self.selectColumn(column)
            index = self.year.index(0, column)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def places(self) -> Iterator[Place]:
        """The months selected, from top to bottom."""
        chosen = ((index.row(), index.column()) for index in self.selectedIndexes())
        for row, column in sorted(chosen):
            if (place := self.year.place(row, column)) is not None:
                yield place

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Months are paid, people looked at."""
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return
        if self.year.place(index.row(), index.column()) is not None:
            self.pay_wanted.emit()
        else:
            self.person_wanted.emit(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter pays, Del corrects, Ctrl+V pastes amounts."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.pay_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.withdraw_wanted.emit()
        else:
            super().keyPressEvent(event)


def _row_height() -> int:
    """Of the sheet and its totals, in pixels."""
    return px(_CLOSE_ROW if is_folded() else ROW)


def _close_up(table: PlainTable) -> None:
    """Give ``table`` rows, and a heading, as high as the sheet's."""
    table.verticalHeader().setMinimumSectionSize(_row_height())
    table.verticalHeader().setDefaultSectionSize(_row_height())
    table.horizontalHeader().setFixedHeight(_row_height() + 1)


class TotalsModel(PlainModel):
    """应缴, 实缴 and 未缴 of each month and of the year, over the lines shown.

    Where the text is large there is room for one of them; its word offers the others.

    Attributes:
        keys: those that are shown.
    """

    def __init__(self) -> None:
        super().__init__()
        self.heads = _heads()
        self.keys = ("owed",) if text_scale() >= _ONE_FROM else tuple(_TOTALS)
        self._months: Mapping[int, Sums] = {}
        self._year = Sums()

    def show(self, lines: Sequence[Line]) -> None:
        """Add up ``lines``."""
        self.beginResetModel()
        self._months = months_of(lines)
        self._year = added_up(self._months.values())
        self.endResetModel()

    def choose(self, key: str) -> None:
        """Show another one, where there is room for one."""
        self.beginResetModel()
        self.keys = (key,)
        self.endResetModel()

    @property
    def is_folded(self) -> bool:
        """Whether one stands for all three."""
        return len(self.keys) < len(_TOTALS)

    @property
    def year(self) -> Sums:
        """The totals of the year."""
        return self._year

    def count(self) -> int:
        """Three totals, or one."""
        return len(self.keys)

    def gutter(self, _row: int) -> str:
        """No numbers."""
        return ""

    def cell(self, row: int, column: int) -> Cell:
        """The word, or a total that leads to its names when it is pressed."""
        key = self.keys[row]
        word = figure_word(_TOTALS[key])
        if column == NAME:
            return self._word(word)
        sums = None
        if FIRST <= column < _YEAR:
            sums = self._months.get(column - FIRST + 1)
        elif column == (_OWED if key == "owed" else _YEAR):
            sums = self._year
        amount = int(getattr(sums, f"{key}_fen")) if sums is not None else 0
        text = yuan(amount) if sums is not None else ""
        ink = Colour.LINK if amount else Colour.TEXT2
        told = "按一下，看是哪些人" if amount else ""
        if told and sums is not None and self.is_folded:
            told = f"{_all_three(sums)}。{told}"
        return Cell(text, RIGHT, ink, fill=Colour.QUIET, message=told)

    def _word(self, word: FigureWord) -> Cell:
        if not self.is_folded:
            return Cell(word.label, LEFT, Colour.TEXT, fill=Colour.QUIET, message=word.tip)
        told = f"{word.tip}按一下，换成别的合计"
        return Cell(f"{word.label} ▾", LEFT, Colour.LINK, fill=Colour.QUIET, message=told)


def _all_three(sums: Sums) -> str:
    amounts = {key: yuan(int(getattr(sums, f"{key}_fen"))) for key in _TOTALS}
    return "　".join(f"{figure_word(_TOTALS[key]).label} {told}" for key, told in amounts.items())


class TotalsTable(PlainTable):
    """The totals under the sheet; they scroll with it sideways.

    Attributes:
        asked: somebody wants the names behind a total; carries state and month (0: the year).
    """

    padding = YearTable.padding

    asked = Signal(object, int)

    def __init__(self, model: TotalsModel, sheet: YearTable) -> None:
        super().__init__("合计", model)
        self.freeze(on=True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        _close_up(self)
        self.horizontalHeader().hide()
        self.others = QMenu(self)
        for key, name in _TOTALS.items():
            line = self.others.addAction(figure_word(name).label)
            line.triggered.connect(lambda _on=False, key=key: self._choose(key))
        self._sums = model
        self._sheet = sheet
        sheet.horizontalScrollBar().valueChanged.connect(self.horizontalScrollBar().setValue)
        sheet.horizontalHeader().sectionResized.connect(
            lambda column, _was, now: self.setColumnWidth(column, now)
        )
        self.clicked.connect(lambda index: self._ask(index.row(), index.column()))

    def sizeHint(self) -> QSize:
        """All that are shown."""
        return QSize(px(120), _row_height() * self._sums.count() + 2)

    def minimumSizeHint(self) -> QSize:
        """One of them."""
        return QSize(px(120), _row_height())

    def follow(self) -> None:
        """Stand as wide as the sheet's columns."""
        self.verticalHeader().setFixedWidth(self._sheet.verticalHeader().sizeHint().width())
        self.fit_columns()
        last = len(self.plain.heads) - 1
        for column in range(FIRST, last):  # a total may be wider than all it is made of
            if self.columnWidth(column) > self._sheet.columnWidth(column):
                self._sheet.setColumnWidth(column, self.columnWidth(column))
        for column in range(last + 1):
            self.setColumnWidth(column, self._sheet.columnWidth(column))

    def _choose(self, key: str) -> None:
        self._sums.choose(key)
        self.follow()

    def _ask(self, row: int, column: int) -> None:
        if column == NAME and self._sums.is_folded:
            place = self.visualRect(self.plain.index(row, column)).topLeft()
            self.others.popup(self.viewport().mapToGlobal(place))
            return
        if not FIRST <= column <= _OWED or not self.plain.cell(row, column).message:
            return
        state = _STATES[self._sums.keys[row]]
        month = column - FIRST + 1 if column < _YEAR else 0
        self.asked.emit(state, month)
