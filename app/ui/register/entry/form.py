"""The form of one record: in sections, two columns, saved with Ctrl+S."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.errors import AppError
from app.queries.listing import reference_labels, rows
from app.spec.findings import Level
from app.spec.kinds import Kind
from app.ui.editors import UNTOUCHED
from app.ui.manual.pages import knows
from app.ui.membership.guide import guide_of
from app.ui.naming import entering_one
from app.ui.register.entry.form_input import FormInput
from app.ui.style.tokens import Colour, px
from app.ui.table.writing import NEW, Outcome, Writer
from app.ui.widgets.buttons import button
from app.ui.widgets.dialog import WIDE, Dialog
from app.ui.widgets.finding_box import FindingBox, FindingsArea, box_of, box_of_error
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.spec.findings import Finding
    from app.spec.record import RecordSpec
    from app.ui.office import Office
    from app.ui.register.reveal import Reveals


_DRAFT_AFTER = 3000  # milliseconds: a crash may cost no more than five seconds of typing


class RecordForm(Dialog):
    """Adds or changes one record. It holds a draft; nothing changes before it is saved.

    Attributes:
        saved: the record was saved; carries its number.
        number: of the record; 0 for one to be added.

    Args:
        start: values known beforehand, such as whom an event concerns.
    """

    saved = Signal(int)

    def __init__(
        self,
        office: Office,
        spec: RecordSpec,
        reveals: Reveals,
        number: int = NEW,
        parent: QWidget | None = None,
        *,
        start: Mapping[str, object] | None = None,
    ) -> None:
        title = _title(spec.title, number)
        about = next((place for place in (title, spec.title) if knows(place)), "")
        super().__init__(title, parent, width=WIDE, about=about)
        self.office = office
        self.spec = spec
        self.number = number
        self._reveals = reveals
        self._writer = Writer(office, spec)
        self._start = dict(start or {})
        self._guide = guide_of(self, self._start)
        self.heading.setText(_title(self._guide.noun, number))
        self.setWindowTitle(self.heading.text())
        self.inputs: dict[str, FormInput] = {}
        self.findings = FindingsArea()
        self.body.addWidget(self.findings)
        self.area = self._fields()
        self.body.addWidget(self.area, 1)
        self._add_buttons()
        self._draft_later = QTimer(self)
        self._draft_later.setSingleShot(True)
        self._draft_later.setInterval(_DRAFT_AFTER)
        self._draft_later.timeout.connect(lambda: self._keep_draft(self.typed()))
        self._read()
        self._begin()
        reveals.changed.connect(self._cover_closed)
        self.resize(self.width(), self._fitting_height())

    def open_modal(self) -> None:
        """Show it over the window; closed, it is gone."""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.open()

    # --- building -----------------------------------------------------------------------

    def _fields(self) -> QScrollArea:
        labels = reference_labels(self.office.desk.reader, self.spec)
        self._writer.labels = labels
        self._writer.today = self.office.desk.today
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, px(8), 0)
        column.setSpacing(px(8))
        for title, names in self.spec.layout.form:
            shown = [name for name in names if self._belongs(name)]
            if not shown:
                continue
            column.addWidget(label(title, "card-title"))
            column.addLayout(self._section(shown, labels))
            column.addSpacing(px(8))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        return area

    def _belongs(self, name: str) -> bool:
        """Whether a field is on the form: what follows from other records has no value yet."""
        return not (self.number == NEW and self.spec.fields[name].derived)

    def _section(self, names: list[str], labels: Mapping[str, Mapping[int, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(8))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        row = column = 0
        for name in names:
            field = self._guide.narrowed(self.spec.fields[name])
            made = FormInput(
                field,
                self._writer,
                labels=labels.get(name),
                today=self.office.desk.today,
                is_new=self.number == NEW,
                fixed=self._start.get(name),
            )
            made.edited.connect(self._on_edited)
            made.reveal_wanted.connect(lambda made=made: self._reveal(made))
            self.inputs[name] = made
            is_wide = field.kind is Kind.LONG_TEXT
            if is_wide and column:
                row, column = row + 1, 0
            grid.addWidget(made, row, column, 1, 2 if is_wide else 1)
            row, column = (row + 1, 0) if is_wide or column else (row, 1)
        return grid

    def _add_buttons(self) -> None:
        self.add_button("取消", self.reject)
        if self.number == NEW:
            self.again = self.add_button("保存并再登记一个", self.save_and_go_on)
            self.act = self.add_button(_title(self._guide.noun, NEW), self.save, kind="primary")
        else:
            self.act = self.add_button("保存修改", self.save, kind="primary")
        self.act.setToolTip("Ctrl+S")
        QShortcut(QKeySequence("Ctrl+S"), self, self.act.click)

    def _fitting_height(self) -> int:
        room = self.screen().availableGeometry().height() - px(48)
        inside = self.area.widget()
        wanted = inside.sizeHint().height() + px(140) if inside else px(400)
        return min(room, wanted, px(640))

    # --- values -------------------------------------------------------------------------

    def _read(self) -> None:
        found = rows(self.office.desk.reader, self.spec, [self.number]) if self.number else []
        row = found[0] if found else {}
        for name, each in self.inputs.items():
            each.show_value(row.get(name))
        first = next((each for each in self.inputs.values() if each.is_typed), None)
        if first is not None:
            first.editor.setFocus()

    def typed(self) -> dict[str, object]:
        """What was written so far, by field."""
        written = {name: each.raw() for name, each in self.inputs.items()}
        return {name: raw for name, raw in written.items() if raw is not UNTOUCHED}

    def _begin(self) -> None:
        """Fill in what was typed and never saved."""
        self._guide.begin()
        self._restore_draft()

    @property
    def _draft_key(self) -> str:
        key = f"{self.spec.id}/{self.number or 'new'}"
        # What was begun for somebody, or for a worker, is not offered in another form.
        return f"{key}/{json.dumps(self._start, sort_keys=True)}" if self._start else key

    def _restore_draft(self) -> None:
        """Go on with what was written before and not saved, here or before a crash."""
        typed = self.office.desk.ledger.kept_drafts().get(self._draft_key, {})
        for name, raw in typed.items():
            if name in self.inputs:
                self.inputs[name].show_kept(raw)
        if typed:
            box = FindingBox("草稿", Colour.NEUTRAL, "接着填上次没有保存的内容，改过的都标出来了。")
            box.add_action(button("不要了，重新填", small=True, act=self._start_over))
            self.findings.add(box)

    def _start_over(self) -> None:
        self._keep_draft({})
        self.findings.clear()
        for each in self.inputs.values():
            each.show_note("")
        self._read()
        self._guide.begin()

    def _keep_draft(self, typed: Mapping[str, object]) -> None:
        self._draft_later.stop()
        try:
            self.office.desk.ledger.keep_draft(self._draft_key, typed or None)
        except AppError as error:
            self.findings.show_error(error)

    def reject(self) -> None:
        """Close; what was typed is kept and offered again."""
        typed = self.typed()
        self._keep_draft({} if typed == self._start else typed)
        super().reject()

    def _reveal(self, made: FormInput) -> None:
        if self._reveals.open(self.number, made.field, show=self.findings.show_error):
            made.reveal()

    def _cover_closed(self) -> None:
        """Mask again what may no longer be seen."""
        for name, each in self.inputs.items():
            if (self.number, name) not in self._reveals.open_ones:
                each.cover()

    def _on_edited(self) -> None:
        if not self._draft_later.isActive():
            self._draft_later.start()
        if self.findings.isVisible():
            self.findings.clear()

    # --- saving -------------------------------------------------------------------------

    def save(self, reason: str | None = None) -> bool:
        """Save and close; whether it was saved."""
        number = self._save(reason, self.save)
        if number is None:
            return False
        self.saved.emit(number)
        self.accept()
        return True

    def save_and_go_on(self) -> None:
        """Save, and begin another record with an empty form."""
        number = self._save(None, self.save_and_go_on)
        if number is None:
            return
        self.saved.emit(number)
        self.findings.clear()
        self._read()
        self._begin()
        bar = self.area.verticalScrollBar()
        bar.setValue(0)

    def _save(self, reason: str | None, again: Callable[[], object]) -> int | None:
        faulty = [each for each in self.inputs.values() if not each.check()]
        if faulty:
            self._lead_to(faulty[0])
            return None
        typed = self.typed()
        if (doubt := self._guide.doubt(typed, again)) is not None:
            self.findings.clear()
            self.findings.add(doubt)
            return None
        typed |= self._guide.settled
        whom = self._whom()
        title = f"{_title(self._guide.noun, self.number)}{'：' if whom else ''}{whom}"
        if self.number == NEW:
            outcome = self._writer.save(title, {}, [typed], reason=reason)
        elif not typed:
            return self.number
        else:
            outcome = self._writer.save(title, {self.number: typed}, reason=reason)
        if outcome.held or outcome.error is not None:
            self._show(outcome)
            return None
        self._keep_draft({})
        return outcome.added[0] if outcome.added else self.number

    def _whom(self) -> str:
        """What the record is called, for the history."""
        made = self.inputs.get(self.spec.name_field)
        return made.words() if made is not None else ""

    def lead_to(self, name: str) -> None:
        """Put the keyboard into the input of a field."""
        self._lead_to(self.inputs[name])

    def _lead_to(self, made: FormInput) -> None:
        self.area.ensureWidgetVisible(made)
        made.editor.setFocus()

    def _show(self, outcome: Outcome) -> None:
        """Put each finding under its field; those of no field above all."""
        self.findings.clear()
        if outcome.error is not None:
            self.findings.add(box_of_error(outcome.error, close=self.findings.clear))
            return
        for (_number, name), held in outcome.held.items():
            if not outcome.findings:
                self.inputs[name].show_fault(held.message)
        if outcome.may_be_reasoned:
            self._ask_reason(outcome.findings)
            return
        for finding in outcome.findings:
            here = self.inputs.get(finding.field or "")
            if here is not None and finding.level is Level.ERROR:
                here.show_fault(finding.message)
                self._lead_to(here)
            else:
                self.findings.add(box_of(finding))

    def _ask_reason(self, findings: list[Finding]) -> None:
        for finding in findings[:-1]:
            self.findings.add(box_of(finding))
        box = box_of(findings[-1])
        reason = QLineEdit()
        reason.setProperty("small", True)
        reason.setPlaceholderText("情况属实的理由，随记录留存")
        reason.setAccessibleName("理由")
        keep = button("仍然保存", small=True, act=lambda: self.save(reason.text().strip()))
        keep.setEnabled(False)
        reason.textChanged.connect(lambda text: keep.setEnabled(bool(text.strip())))
        box.add_action(reason, 1)
        box.add_action(keep)
        self.findings.add(box)


def _title(noun: str, number: int) -> str:
    return entering_one(noun) if number == NEW else f"修改{noun}"
