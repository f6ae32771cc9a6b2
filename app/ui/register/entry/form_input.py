"""One field of a form: label above, input, and in words what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.spec.kinds import DATES, NUMERIC, Kind
from app.spec.values import ValueProblem, masked, show
from app.ui.editors import UNTOUCHED, make_editor
from app.ui.editors.choice import ChoiceEditor, options_of
from app.ui.editors.text import LineEditor, LongEditor, MaskedEditor
from app.ui.style.tokens import px
from app.ui.widgets.buttons import button
from app.ui.widgets.choosing.segmented import Segmented
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.spec.field import FieldSpec
    from app.ui.table.writing import Writer

NEEDED, EXPECTED = "必填", "应填"  # it is refused without; the procedure asks for it
_MOST_SEGMENTS = 4
_LONGEST_SEGMENTS = 12  # characters of all choices together; more do not fit a column
_NORMALIZED = NUMERIC | DATES | {Kind.NAME, Kind.PHONE}


def as_segments(field: FieldSpec, today: str) -> list[tuple[object, str]]:
    """The choices of ``field`` where two to four short ones stand side by side; else nothing."""
    if field.kind not in {Kind.CHOICE, Kind.YES_NO}:
        return []
    options = options_of(field, today=today)
    short = sum(len(word) for _value, word in options) <= _LONGEST_SEGMENTS
    return options if 2 <= len(options) <= _MOST_SEGMENTS and short else []


class FormInput(QWidget):
    """Label, input, fault and note of one field.

    Attributes:
        edited: the user wrote or chose something.
        left: the keyboard went elsewhere, and what is written can be taken.
        reveal_wanted: 显示 was pressed.

    Args:
        fixed: the one value the field has in this form, such as whom a change concerns.
    """

    edited = Signal()
    left = Signal()
    reveal_wanted = Signal()

    def __init__(
        self,
        field: FieldSpec,
        writer: Writer,
        *,
        labels: Mapping[int, str] | None = None,
        today: str = "",
        is_new: bool = True,
        fixed: object = None,
    ) -> None:
        super().__init__()
        self.field = field
        self._fixed = fixed
        self._writer = writer
        self._labels = labels
        self._is_new = is_new
        self._value: object = None
        self._today = today
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(4))
        self._head = QHBoxLayout()
        self._head.setSpacing(px(4))
        unit = f"（{field.unit}）" if field.unit else ""
        self._words = label(f"{field.label}{unit}", "label")
        self._need = label("", "need")
        self._head.addWidget(self._words)
        self._head.addWidget(self._need)
        self._head.addStretch(1)
        self._column.addLayout(self._head)
        self.editor = self._make()
        self._column.addWidget(self.editor)
        self.fault = label("", "fault", wrap=True)
        self.fault.hide()
        self._column.addWidget(self.fault)
        self._note_line = QHBoxLayout()
        self._note_line.setSpacing(px(8))
        self.note = label("", "note", wrap=True)
        self.note.hide()
        self._note_line.addWidget(self.note, 1)
        self._column.addLayout(self._note_line)
        self.way: QPushButton | None = None  # where a note leads
        self._column.addStretch(1)
        self.mark_need(NEEDED if field.required and self.is_typed else "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def _make(self) -> QWidget:
        field = self.field
        settled = field.constant and not self._is_new
        if field.derived or settled or self._fixed is not None:
            made = label("", "readonly")
            made.setAccessibleName(field.label)
            return made
        if segments := as_segments(field, self._today):
            row = Segmented(segments)
            row.setAccessibleName(field.label)
            row.chosen.connect(lambda _value: self._on_edited())
            return row
        editor = make_editor(field, labels=self._labels, today=self._today, revealed=self._is_new)
        editor.edited.connect(self._on_edited)
        editor.installEventFilter(self)
        if isinstance(editor, LineEditor):
            editor.show_hint()
        if isinstance(editor, LongEditor):
            editor.setFixedHeight(px(76))
        if isinstance(editor, MaskedEditor):
            self.link = self.add_link("显示", self.reveal_wanted.emit)
            self.link.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return editor

    def add_link(self, text: str, act: Callable[[], object]) -> QPushButton:
        """Offer a deed beside the label."""
        made = button(text, "link", act=act)
        made.setProperty("tight", True)
        made.setFixedHeight(self._words.sizeHint().height())  # no higher than its neighbours
        self._head.addWidget(made)
        return made

    @property
    def is_typed(self) -> bool:
        """Whether the user may write into it."""
        return not isinstance(self.editor, QLabel)

    def call(self, words: str) -> None:
        """Call the field otherwise than in lists: 转往工会 rather than 转自/转往工会."""
        self._words.setText(words)
        self.editor.setAccessibleName(words)

    def mark_need(self, word: str) -> None:
        """Say beside the label whether it must be filled in: 必填, 应填; blank for neither."""
        self._need.setText(word)
        self._need.setVisible(bool(word))
        self.editor.setAccessibleDescription(word)

    # --- values -------------------------------------------------------------------------

    def show_value(self, value: object) -> None:
        """Show a stored value."""
        self._value = value = value if self._fixed is None else self._fixed
        if isinstance(self.editor, QLabel):
            self.editor.setText(show(self.field, value, self._labels))
        elif isinstance(self.editor, Segmented):
            self.editor.set_value(value)
        elif isinstance(self.editor, LineEditor | LongEditor | ChoiceEditor):
            self.editor.show_value(value)
            if isinstance(self.editor, MaskedEditor):
                self.link.setVisible(value is not None)

    def show_typed(self, raw: object) -> None:
        """Show again what was typed before and not saved."""
        if isinstance(self.editor, Segmented):
            self.editor.set_value(raw)
        elif isinstance(self.editor, LineEditor):
            self.editor.setText(str(raw or ""))
        elif isinstance(self.editor, LongEditor):
            self.editor.setPlainText(str(raw or ""))
        elif isinstance(self.editor, ChoiceEditor):
            self.editor.choose(raw)

    def show_kept(self, raw: object) -> None:
        """Show what was typed before and not saved, and beside it what is saved."""
        self.show_typed(raw)
        if self._is_new:
            return
        saved = masked(self.field, show(self.field, self._value, self._labels))
        self.show_note(f"还没有保存，已保存的是：{saved or '空白'}", is_warning=True)

    def reveal(self) -> None:
        """Show the masked value in full, so that it can be mended."""
        if isinstance(self.editor, MaskedEditor) and not self.editor.text():
            self.editor.setText(show(self.field, self._value))
            self.editor.shown_in_full()

    def cover(self) -> None:
        """Mask it again, unless the user is writing."""
        if isinstance(self.editor, MaskedEditor) and self.editor.raw() is UNTOUCHED:
            self.editor.show_value(self._value)

    def raw(self) -> object:
        """What was written, or ``UNTOUCHED``."""
        if self._fixed is not None:
            return self._fixed
        if isinstance(self.editor, Segmented):
            value = self.editor.value()
            return UNTOUCHED if value == self._value else value
        if isinstance(self.editor, LineEditor | LongEditor | ChoiceEditor):
            return self.editor.raw()
        return UNTOUCHED

    def value(self) -> object:
        """The stored value of what stands in it.

        Raises:
            ValueProblem: it cannot be read.
        """
        raw = self.raw()
        return self._value if raw is UNTOUCHED else self._writer.read(self.field, raw)

    def is_blank(self) -> bool:
        """Whether nothing is saved and nothing was written."""
        return self._value is None and not self.words()

    def words(self) -> str:
        """What the input shows, as one line."""
        if isinstance(self.editor, QLabel | QLineEdit):
            return self.editor.text().strip()
        return self.editor.currentText().strip() if isinstance(self.editor, ChoiceEditor) else ""

    @property
    def is_changed(self) -> bool:
        """Whether something else is written than what is saved."""
        return self.raw() not in {UNTOUCHED, None, ""}

    @property
    def is_other(self) -> bool:
        """Whether what is written can be taken and is not what is saved."""
        raw = self.raw()
        try:
            return raw is not UNTOUCHED and self._writer.read(self.field, raw) != self._value
        except ValueProblem:
            return False

    @property
    def is_filled(self) -> bool:
        """Whether the record holds a value for it."""
        return self._value not in {None, ""}

    def value_so_far(self) -> object:
        """The stored value of what stands in it; ``None`` for nothing, or what cannot be read."""
        try:
            return self.value()
        except ValueProblem:
            return None

    # --- faults -------------------------------------------------------------------------

    def check(self) -> bool:
        """Say what is wrong with what was written; whether nothing is."""
        raw = self.raw()
        try:
            value = self.value()
        except ValueProblem as problem:
            self.show_fault(f"{problem.message}。")
            return False
        if value is None and self.field.required and self.is_typed:
            self.show_fault(f"{self.field.label}必须填写。")
            return False
        self.show_fault("")
        self._write_out(raw, value)
        return True

    def _write_out(self, raw: object, value: object) -> None:
        """Write what was understood the way it will be shown: 1985.3 becomes 1985-03."""
        is_line = isinstance(self.editor, LineEditor) and not isinstance(self.editor, MaskedEditor)
        is_written = raw is not UNTOUCHED and value is not None
        if is_line and is_written and self.field.kind in _NORMALIZED:
            self.show_typed(show(self.field, value))

    def show_fault(self, message: str) -> None:
        """Show a message below the input; blank for none. Its line stays, so that nothing moves."""
        self.fault.setText(message)
        if message:
            self.fault.setMinimumHeight(self.fault.fontMetrics().lineSpacing())
            self.fault.show()
        self.editor.setProperty("faulty", bool(message))
        self.editor.style().polish(self.editor)

    def show_note(
        self,
        text: str,
        *,
        is_warning: bool = False,
        way: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        """Say something below the input that is no fault; blank for nothing.

        Args:
            way: the word of a link behind it, and what that does.
        """
        self.note.setText(text)
        self.note.setProperty("kind", "warning-note" if is_warning else "note")
        self.note.style().polish(self.note)
        self.note.setVisible(bool(text))
        if text and not self.fault.text():
            self.fault.hide()  # the note takes the line that was kept
        if self.way is not None:
            self.way.hide()
            self.way.deleteLater()
            self.way = None
        if way is not None:
            words, act = way
            self.way = button(words, "link", act=act)
            self.way.setProperty("tight", True)
            self._note_line.addWidget(self.way, 0, Qt.AlignmentFlag.AlignTop)

    def _on_edited(self) -> None:
        if self.fault.text():
            self.show_fault("")
        self.edited.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say on leaving what is wrong."""
        if event.type() is QEvent.Type.FocusOut and watched is self.editor:
            reason = event.reason()  # type: ignore[attr-defined]
            if (
                reason
                not in {
                    Qt.FocusReason.PopupFocusReason,
                    Qt.FocusReason.ActiveWindowFocusReason,
                }
                and self.check()
            ):
                self.left.emit()
        return super().eventFilter(watched, event)
