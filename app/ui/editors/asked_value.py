"""One value asked for outside a form: its label above, its editor, its fault below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QVBoxLayout, QWidget

from app.spec.drafts import check_draft
from app.spec.field import Layout
from app.spec.record import Chapter, Family, RecordSpec
from app.spec.values import ValueProblem, parse
from app.ui.editors import UNTOUCHED, make_editor
from app.ui.editors.choice import ChoiceEditor
from app.ui.editors.text import LineEditor
from app.ui.style.tokens import px
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.spec.field import FieldSpec


class AskedValue(QWidget):
    """Asks for one value; what cannot be read is said in words under it.

    Attributes:
        value: the stored form of what was written last and could be read.
        settled: another value was written and read, or blanked.
        objected: something is said against what was written, in lines of its own.
    """

    settled = Signal()
    objected = Signal()

    def __init__(
        self,
        field: FieldSpec,
        *,
        today: str = "",
        suggestions: Sequence[str] = (),
        small: bool = False,
    ) -> None:
        super().__init__()
        self.field = field
        self.value: object = None
        self.editor = make_editor(field, today=today)
        self.editor.setProperty("small", small)
        self.fault = label("", "fault", wrap=True)
        self.fault.hide()
        line = self._line()
        if line is not None:
            line.editingFinished.connect(self.settle)
            self._suggest(line, suggestions)
        if isinstance(self.editor, ChoiceEditor):
            self.editor.picked.connect(self.settle)
        if isinstance(self.editor, LineEditor):
            self.editor.show_hint()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        words = f"{field.label}（{field.unit}）" if field.unit else field.label
        column.addWidget(label(words, "label"))
        column.addWidget(self.editor)
        column.addWidget(self.fault)
        column.addStretch(1)

    def _line(self) -> QLineEdit | None:
        if isinstance(self.editor, ChoiceEditor):
            return self.editor.lineEdit()
        return self.editor if isinstance(self.editor, QLineEdit) else None

    def _suggest(self, line: QLineEdit, words: Sequence[str]) -> None:
        if words:
            completer = QCompleter(list(words), line)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            if (popup := completer.popup()) is not None:
                popup.setObjectName("choices")
            completer.activated.connect(lambda _word: self.settle())
            line.setCompleter(completer)

    def show_value(self, value: object) -> None:
        """Show a stored value, without telling anybody."""
        self.value = value
        self.editor.show_value(value)
        self._say("")

    def show_hint(self, text: str) -> None:
        """Say in the empty input what is meant by leaving it empty."""
        if (line := self._line()) is not None:
            line.setPlaceholderText(text)

    def settle(self) -> bool:
        """Read what was written; whether it can be taken."""
        raw = self.editor.raw()
        if raw is UNTOUCHED:
            self._say("")
            return True
        if isinstance(raw, str) and self.field.unit:
            raw = raw.strip().removesuffix(self.field.unit)  # 40人 is as clear as 40
        try:
            value = parse(self.field, raw)
        except ValueProblem as problem:
            self._say(f"{problem.message}。")
            return False
        if faults := self._faults(value):
            self._say(faults[0])
            return False
        self.show_value(value)
        self.settled.emit()
        return True

    def _faults(self, value: object) -> list[str]:
        alone = RecordSpec(
            id="",
            title="",
            chapter=Chapter.ORGANIZATION,
            family=Family.CORE,
            fields={self.field.name: self.field},
            layout=Layout((), ()),
        )
        return [finding.message for finding in check_draft(alone, {self.field.name: value})]

    def object_to(self, fault: str) -> None:
        """Say under the input why what was written cannot be taken here."""
        self._say(fault)
        self.editor.setFocus()

    def _say(self, fault: str) -> None:
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        if fault:
            self.objected.emit()
        if self.editor.property("faulty") != bool(fault):
            self.editor.setProperty("faulty", bool(fault))
            self.editor.style().unpolish(self.editor)
            self.editor.style().polish(self.editor)
