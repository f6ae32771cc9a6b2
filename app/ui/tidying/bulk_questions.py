"""What is asked before many records are changed: which, which column, to what, since when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.actions.bulk_change import Wish, changeable, wants_day
from app.spec.drafts import problems
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.spec.values import ValueProblem, parse
from app.ui.editors import UNTOUCHED, make_editor
from app.ui.editors.choice import ChoiceEditor
from app.ui.editors.text import LineEditor
from app.ui.editors.tick import Tick
from app.ui.importing.flow import FlowLayout
from app.ui.naming import counted
from app.ui.style.tokens import is_folded, px
from app.ui.widgets.choosing.segmented import Segmented
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.spec.record import RecordSpec
    from app.ui.editors.text import LongEditor

_COLUMN = FieldSpec("column", "栏目", Kind.TEXT)
_DAY = FieldSpec("day", "从哪一天起", Kind.DATE, required=True)
_LABELS = (("scope", "改哪些"), ("column", "栏目"), ("value", "改成"), ("day", _DAY.label))


class Asked(NamedTuple):
    """What a register's page wants changed.

    Attributes:
        selected: the rows chosen.
        listed: all rows that the list shows.
        is_narrowed: whether filters or a search leave others out.
        takes_all: all listed rows are meant at first.
    """

    register: str
    selected: Sequence[int]
    listed: Sequence[int]
    is_narrowed: bool
    takes_all: bool = False


class BulkQuestions(QFrame):
    """The inputs in one line above the preview.

    Attributes:
        edited: something else is being written; what was shown no longer holds.
        settled: what was written may be looked at.
    """

    edited = Signal()
    settled = Signal()

    def __init__(self, today: str) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        self._today = today
        self._spec: RecordSpec | None = None
        self._asked = Asked("", (), (), is_narrowed=False)
        self._labels: Mapping[str, Mapping[int, str]] = {}
        self.field: FieldSpec | None = None
        self.scope = Segmented((), clearable=False)
        self.column = ChoiceEditor(_COLUMN, ())
        self.value: LineEditor | LongEditor | ChoiceEditor | None = None
        self.day = LineEditor(_DAY, today)
        self.day.setFixedWidth(px(130))
        self.day.editingFinished.connect(self.settled)
        self.day.edited.connect(self.edited)
        self.clear = Tick("清空这一栏", lambda _on: self._change_clearing())
        self.fault = label("", "fault", wrap=True)
        self.fault.hide()
        self._slots = {name: QWidget() for name, _words in _LABELS}
        self._arrange()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(10), px(16), px(10))
        column.setSpacing(px(6))
        row = FlowLayout(px(12), px(6))
        self._slots["clear"] = QWidget()
        for name, words in (*_LABELS, ("clear", "")):
            slot = QVBoxLayout(self._slots[name])
            slot.setContentsMargins(0, 0, 0, 0)
            slot.setSpacing(px(4))
            above = label(words, "label")
            slot.addWidget(above)
            if not words and is_folded():
                above.hide()  # a line of its own needs no room above it
            row.addWidget(self._slots[name])
        self._put("scope", self.scope)
        self._put("column", self.column)
        self._put("day", self.day)
        self._put("clear", self.clear)
        column.addLayout(row)
        column.addWidget(self.fault)

    def _put(self, name: str, widget: QWidget) -> None:
        """Put an input below its label, in place of the one before."""
        slot = self._slots[name].layout()
        if isinstance(slot, QVBoxLayout):
            while slot.count() > 1 and (item := slot.takeAt(1)) is not None:
                if (old := item.widget()) is not None:
                    old.hide()
                    old.deleteLater()
            slot.addWidget(widget)

    # --- what is asked ------------------------------------------------------------------

    def ask(self, spec: RecordSpec, asked: Asked, labels: Mapping[str, Mapping[int, str]]) -> None:
        """Ask anew, of rows of another register.

        Args:
            labels: by reference field, what the records it may point to are called.
        """
        self._spec, self._asked, self._labels = spec, asked, labels
        listed = "列出的" if asked.is_narrowed else "全部"
        choices: list[tuple[object, str]] = []
        if asked.selected:
            choices.append((False, f"选中的 {counted(spec.id, len(asked.selected))}"))
        choices.append((True, f"{listed} {counted(spec.id, len(asked.listed))}"))
        self.scope = Segmented(choices, clearable=False)
        self.scope.set_value(asked.takes_all or not asked.selected)
        self.scope.chosen.connect(lambda _all: self.settled.emit())
        self._put("scope", self.scope)
        columns = [(field.name, field.label) for field in changeable(spec)]
        self.column = ChoiceEditor(_COLUMN, columns)
        self.column.setFixedWidth(px(170))
        self.column.picked.connect(self._take_column)
        if (line := self.column.lineEdit()) is not None:
            line.editingFinished.connect(self._take_column)
        self._put("column", self.column)
        self.begin_again()

    def begin_again(self) -> None:
        """Ask for a column, as at first."""
        self.field = None
        self.column.show_value(None)
        self._show_value_input()

    @property
    def numbers(self) -> list[int]:
        """The rows to be changed."""
        return list(self._asked.listed if self.scope.value() else self._asked.selected)

    def _take_column(self) -> None:
        raw = self.column.raw()
        known = {field.name: field for field in changeable(self._spec)} if self._spec else {}
        field = known.get(str(raw))
        if raw is UNTOUCHED or field is None or field == self.field:
            return
        self.field = field
        self.column.show_value(field.name)
        self._show_value_input()
        if self.value is not None:
            self.value.setFocus()

    def _show_value_input(self) -> None:
        field, spec = self.field, self._spec
        self.edited.emit()
        self._say("")
        for name in ("value", "day"):
            self._slots[name].setVisible(field is not None)
        self._slots["clear"].setVisible(field is not None)
        self.value = None
        if field is None or spec is None:
            return
        self._slots["day"].setVisible(wants_day(spec, field))
        self.day.show_value(self._today)
        self.clear.blockSignals(True)
        self.clear.setChecked(False)
        self.clear.blockSignals(False)
        self.clear.setEnabled(not field.required and not field.derived)
        self.value = self._input_of(field)
        self._put("value", self.value)

    def _input_of(self, field: FieldSpec) -> LineEditor | LongEditor | ChoiceEditor:
        labels = self._labels.get(field.name)
        made = make_editor(field, labels=labels, today=self._today, revealed=True)
        made.setMinimumWidth(px(220))
        made.edited.connect(self.edited)
        if isinstance(made, ChoiceEditor):
            made.picked.connect(self.settled)
            if (line := made.lineEdit()) is not None:
                line.editingFinished.connect(self.settled)
        elif isinstance(made, LineEditor):
            made.show_hint()
            made.editingFinished.connect(self.settled)
        else:
            made.setFixedHeight(px(64))
            made.edited.connect(self.settled)
        return made

    def _change_clearing(self) -> None:
        if self.value is not None:
            self.value.setEnabled(not self.clear.isChecked())
        self.edited.emit()
        self.settled.emit()

    # --- what is wanted -----------------------------------------------------------------

    def wish(self) -> Wish | None:
        """What is asked for; ``None`` while it cannot be read, or nothing was written."""
        self._say("")
        field = self.field
        if field is None or self.value is None:
            return None
        value: object = None
        if not self.clear.isChecked():
            raw = self.value.raw()
            if raw is UNTOUCHED or raw is None or raw == "":
                return None
            try:
                value = parse(field, raw)
            except ValueProblem as problem:
                self._say(f"{field.label}：{problem.message}。")
                return None
            if fault := next(problems(field, value), ""):
                self._say(fault)
                return None
        return self._with_day(Wish(field.name, value))

    def _with_day(self, wish: Wish) -> Wish | None:
        if self._slots["day"].isHidden():
            return wish
        try:
            day = parse(_DAY, self.day.text())
        except ValueProblem as problem:
            self._say(f"{_DAY.label}：{problem.message}。")
            return None
        if day is None:
            self._say(f"{_DAY.label}必须填写。")
            return None
        return replace(wish, day=str(day))

    def _say(self, fault: str) -> None:
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
