"""The card in which two records are compared and one is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QVBoxLayout, QWidget

from app.spec.drafts import problems
from app.spec.values import ValueProblem, parse
from app.ui.editors import UNTOUCHED, make_editor
from app.ui.style.tokens import ROW, is_folded, px
from app.ui.tidying.comparison import LEFT_SIDE, RESULT, RIGHT_SIDE, ComparisonRows
from app.ui.tidying.pair_lists import StoryList
from app.ui.widgets.buttons import button
from app.ui.widgets.choosing.segmented import Segmented
from app.ui.widgets.frames import bar_of, card_of, frame
from app.ui.widgets.labels import ElidedLabel, label
from app.ui.widgets.plain_table import PlainTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QKeyEvent

    from app.spec.record import RecordSpec
    from app.ui.editors.choice import ChoiceEditor
    from app.ui.editors.text import LineEditor, LongEditor
    from app.ui.tidying.comparison import Comparison

_SHOWN_EVENTS = 4.6  # rows of events in sight, with their heading
_SHOWN_EVENTS_FOLDED = 3.6
_SIDES = {Qt.Key.Key_1: 0, Qt.Key.Key_2: 1}


class _Choosing(PlainTable):
    """Keys 1 and 2 take a side, F2 or 3 another value.

    Attributes:
        side_chosen: 0 or 1.
        value_wanted: neither side is right.
    """

    side_chosen = Signal(int)
    value_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose, or move on as any table."""
        key = Qt.Key(event.key())
        if key in _SIDES:
            self.side_chosen.emit(_SIDES[key])
        elif key in {Qt.Key.Key_3, Qt.Key.Key_F2}:
            self.value_wanted.emit()
        else:
            super().keyPressEvent(event)


class _Toggling(PlainTable):
    """Blank leaves the current event out, or takes it in.

    Attributes:
        toggled: carries the row.
    """

    toggled = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Toggle, or move on as any table."""
        if event.key() == Qt.Key.Key_Space and self.current_row() >= 0:
            self.toggled.emit(self.current_row())
        else:
            super().keyPressEvent(event)


class ComparisonCard(QWidget):
    """Two records, field by field; below them their events and what else comes along.

    Attributes:
        changed: something else is chosen.
        merge_wanted: Enter was pressed.
    """

    changed = Signal()
    merge_wanted = Signal()

    def __init__(self, today: str) -> None:
        super().__init__()
        self._today = today
        self.comparison: Comparison | None = None
        self._moving: Sequence[Mapping[str, int]] = ()
        self._why = ""
        self.rows = ComparisonRows()
        self.table = _Choosing("两条记录逐项比较", self.rows)
        self.table.side_chosen.connect(self.choose)
        self.table.value_wanted.connect(self.ask_value)
        self.table.verticalHeader().hide()
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.opened.connect(lambda _row: self.merge_wanted.emit())
        self.table.clicked.connect(lambda index: self._click(index.row(), index.column()))
        self.story = StoryList()
        self.events = _Toggling("会籍变动", self.story)
        self.events.toggled.connect(self.toggle)
        self.events.clicked.connect(
            lambda index: self.toggle(index.row()) if index.column() == 0 else None
        )
        self.keep = Segmented([(0, "留 1"), (1, "留 2")], clearable=False)
        self.keep.chosen.connect(self._keep)
        self.fold = button("", "link", act=self._fold)
        self.moved = label("", "note", wrap=True)
        self.editor: LineEditor | LongEditor | ChoiceEditor | None = None
        self._arrange()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        keys = ElidedLabel("按 1、2 取一边，3 另填，Enter 合并", "note")
        asked = label("合并后留下", "facts")
        bar = bar_of(asked, self.keep, keys, None, self.fold, left=16)
        self._foot = foot = frame("foot")
        below = QVBoxLayout(foot)
        below.setContentsMargins(px(16), px(8), px(16), px(8))
        below.addWidget(self.moved)
        self._events_card = card_of(self.events)
        rows = _SHOWN_EVENTS_FOLDED if is_folded() else _SHOWN_EVENTS
        self.events.setMaximumHeight(px(rows * ROW))
        column.addWidget(card_of(bar, self.table, self._typing_row(), foot), 1)
        column.addWidget(self._events_card)

    def _typing_row(self) -> QWidget:
        self._typing = frame("foot")
        self._typing_line = QHBoxLayout(self._typing)
        self._typing_line.setContentsMargins(px(16), px(6), px(12), px(6))
        self._typing_line.setSpacing(px(8))
        self._what = label("", "facts")
        self._fault = label("", "fault")
        self._typing_line.addWidget(self._what)
        self._typing_line.addWidget(self._fault)
        self._typing_line.addStretch(1)
        self._typing_line.addWidget(button("用这个值", small=True, act=self.take_value))
        self._typing_line.addWidget(button("不填了", "link", act=self._stop_typing))
        self._typing.hide()
        return self._typing

    # --- showing ------------------------------------------------------------------------

    def show_pair(
        self,
        comparison: Comparison | None,
        moving: Sequence[Mapping[str, int]],
        events: RecordSpec,
        labels: Mapping[str, Mapping[int, str]],
        why: str = "",
    ) -> None:
        """Show another pair.

        Args:
            moving: how many records of which kind point at the left and at the right one.
            events: the specification of membership events.
            labels: what the records are called that the events refer to.
            why: what speaks for the two being one, and against it.
        """
        self._stop_typing()
        self.comparison = comparison
        self.rows.show(comparison)
        self._share_width()
        self.story.show(comparison, events, labels)
        self.events.fit_columns()
        self._events_card.setVisible(self.story.count() > 0)
        if comparison is not None:
            self.keep.set_value(comparison.keep)
            for place, made in enumerate(self.keep.buttons):
                made.setToolTip(f"留下 {comparison.name(place)}，另一条移入回收站")
        self._say_fold()
        self._moving, self._why = moving, why
        self._say_what_moves()
        self.table.go(0)
        self.changed.emit()

    def _share_width(self) -> None:
        """The labels as wide as they are; left, right and outcome share the rest."""
        self.table.fit_columns()
        head = self.table.horizontalHeader()
        for column in (LEFT_SIDE, RIGHT_SIDE, RESULT):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def _say_what_moves(self) -> None:
        """What comes along, and what becomes of the record that goes."""
        goes = self._moving[1 - self.comparison.keep] if self.comparison else {}
        parts = [f"{title} {number:,} 条" for title, number in goes.items()]
        with_it = f"随之改记到留下的那条：{'、'.join(parts)}。" if parts else ""
        words = f"{with_it}另一条移入回收站，写明已合并到哪一条；可以整个撤销。"
        self.moved.setText("\n".join(filter(None, [self._why, words])))

    def _say_fold(self) -> None:
        equal = self.comparison.count_equal if self.comparison else 0
        self.fold.setVisible(equal > 0)
        self.fold.setText(f"相同的 {equal} 项" if self.rows.is_folded else "收起相同的")

    def _fold(self) -> None:
        self.rows.fold(on=not self.rows.is_folded)
        self._say_fold()
        self.table.go(0)

    # --- choosing -----------------------------------------------------------------------

    def choose(self, place: int) -> None:
        """Take the value of one side for the current field, and go on to the next."""
        row = self.table.current_row()
        field = self.rows.field(row)
        if self.comparison is None or field is None:
            return
        self.comparison.choose(field.name, place)
        self._repaint()
        self.table.go(row + 1)

    def _click(self, row: int, column: int) -> None:
        field = self.rows.field(row)
        if self.comparison is not None and field is not None and column in {LEFT_SIDE, RIGHT_SIDE}:
            self.comparison.choose(field.name, column - LEFT_SIDE)
            self._repaint()

    def _keep(self, place: object) -> None:
        if self.comparison is not None and isinstance(place, int):
            self.comparison.keep_side(place)
            self._say_what_moves()
            self._repaint()

    def toggle(self, row: int) -> None:
        """Leave an event out, or take it in again."""
        line = self.story.line(row)
        if self.comparison is not None and line is not None:
            self.comparison.toggle(line.id)
            self._repaint()

    def _repaint(self) -> None:
        self.rows.repaint()
        self.story.repaint()
        self.changed.emit()

    # --- another value ------------------------------------------------------------------

    def ask_value(self) -> None:
        """Ask for a value that stands on neither side."""
        field = self.rows.field(self.table.current_row())
        compared = self.comparison
        if field is None or compared is None or not compared.may_choose(field.name):
            return
        self._stop_typing()
        labels = compared.labels.get(field.name)
        editor = make_editor(field, labels=labels, today=self._today, revealed=True)
        editor.setProperty("small", True)
        editor.setMinimumWidth(px(240))
        if hasattr(editor, "returnPressed"):
            editor.returnPressed.connect(self.take_value)
        self.editor = editor
        self._what.setText(f"{field.label}填为")
        self._fault.setText("")
        self._typing_line.insertWidget(1, editor)
        self._foot.hide()  # what is being typed needs its room
        self._typing.show()
        editor.setFocus()

    def take_value(self) -> None:
        """Take what was written, if it can be taken."""
        field, editor = self.rows.field(self.table.current_row()), self.editor
        if field is None or editor is None or self.comparison is None:
            return
        raw = editor.raw()
        try:
            value = None if raw is UNTOUCHED else parse(field, raw)
        except ValueProblem as problem:
            self._fault.setText(f"{problem.message}。")
            return
        if fault := next(problems(field, value), ""):
            self._fault.setText(fault)
            return
        self.comparison.write(field.name, value)
        self._stop_typing()
        self._repaint()
        self.table.setFocus()

    def _stop_typing(self) -> None:
        self._typing.hide()
        self._foot.show()
        if self.editor is not None:
            self._typing_line.removeWidget(self.editor)
            self.editor.hide()
            self.editor.deleteLater()
            self.editor = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up what is being typed."""
        if event.key() == Qt.Key.Key_Escape and self.editor is not None:
            self._stop_typing()
            self.table.setFocus()
        else:
            super().keyPressEvent(event)
