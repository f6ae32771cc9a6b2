"""The form of one record: in sections, two columns, saved with Ctrl+S."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from app.errors import AppError
from app.queries.findings.of_record import findings_of
from app.queries.listing import reference_labels, rows
from app.spec.findings import Level
from app.ui.editors import UNTOUCHED
from app.ui.manual.pages import knows
from app.ui.naming import entering_one
from app.ui.register.entry.form_input import FormInput
from app.ui.register.entry.guide import guide_of
from app.ui.register.entry.sections import FormSections
from app.ui.register.entry.suggestions import offer_names
from app.ui.style.tokens import Colour, px
from app.ui.table.writing import NEW, Outcome, Writer
from app.ui.widgets.buttons import button
from app.ui.widgets.dialog import WIDE, Dialog
from app.ui.widgets.finding_box import FindingBox, FindingsArea, add_reason, box_of, box_of_error

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from app.spec.field import FieldSpec
    from app.spec.findings import Finding
    from app.spec.record import RecordSpec
    from app.ui.office import Office
    from app.ui.register.reveal import Reveals


_DRAFT_AFTER = 3000  # milliseconds: a crash may cost no more than five seconds of typing


class RecordForm(Dialog):
    """Adds or changes one record; nothing changes before it is saved.

    What is being typed is kept beside the ledger, so that a crash costs no more than seconds of
    it. Who closes the form without saving is asked, and throws it away.

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
        self._is_judged = False  # something is said of what was to be saved
        self._given: Mapping[str, object] = {}  # what stood there before anybody wrote
        self.area = self._fields()
        self.body.addWidget(self.area, 1)
        # Below the fields: nothing that is being typed moves when it comes or goes.
        self.findings = FindingsArea()
        self.body.addWidget(self.findings)
        self._guide.attend()
        self._add_buttons()
        self._draft_later = QTimer(self)
        self._draft_later.setSingleShot(True)
        self._draft_later.setInterval(_DRAFT_AFTER)
        self._draft_later.timeout.connect(lambda: self._keep_draft(self.typed()))
        height = self._fitting_height()  # with every field there may be, so that it never grows
        self._read()
        self._begin()
        reveals.changed.connect(self._cover_closed)
        self.resize(self.width(), height)

    def open_modal(self) -> None:
        """Show it over the window; closed, it is gone."""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.open()

    # --- building -----------------------------------------------------------------------

    def _fields(self) -> FormSections:
        labels = reference_labels(self.office.desk.reader, self.spec)
        self._writer.labels = labels
        self._writer.today = self.office.desk.today
        sections = []
        for title, names in self.spec.layout.form:
            shown = []
            for name in filter(self._belongs, names):
                shown.append(self._make(name, labels))
                shown += map(self._make_besides, self._guide.besides(name))
            if shown:
                sections.append((title, shown))
        return FormSections(sections)

    def _belongs(self, name: str) -> bool:
        """Whether a field is on the form: what follows from other records has no value yet."""
        return not (self.number == NEW and self.spec.fields[name].derived)

    def _make(self, name: str, labels: Mapping[str, Mapping[int, str]]) -> FormInput:
        made = FormInput(
            self._guide.narrowed(self.spec.fields[name]),
            self._writer,
            labels=labels.get(name),
            today=self.office.desk.today,
            is_new=self.number == NEW,
            fixed=self._start.get(name),
        )
        made.edited.connect(self._on_edited)
        made.reveal_wanted.connect(lambda: self._reveal(made))
        self.inputs[name] = made
        offer_names(self, made)
        return made

    def _make_besides(self, field: FieldSpec) -> FormInput:
        """An input that is no field of the record; its guide reads it."""
        made = FormInput(field, self._writer, today=self.office.desk.today)
        made.edited.connect(self._on_edited)
        self._guide.inputs[field.name] = made
        return made

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
        """What was written so far, by field; what is not asked for does not count."""
        written = {name: each.raw() for name, each in self.inputs.items() if not each.isHidden()}
        return {name: raw for name, raw in written.items() if raw is not UNTOUCHED}

    def _begin(self) -> None:
        """Give hints and proposals; fill in what was typed and never saved."""
        self._guide.begin()
        self._say_findings()
        self._given = self.typed()
        self._restore_draft()

    def _say_findings(self) -> None:
        """Say at its field what the check has found of the record."""
        if self.number == NEW:
            return
        desk = self.office.desk
        for finding in reversed(findings_of(desk.reader, self.spec.id, self.number, desk.today)):
            made = self.inputs.get(finding.field or "") if finding.record == self.spec.id else None
            if made is not None and finding.level is not Level.NOTE:
                made.show_note(finding.message, is_warning=True)
                made.edited.connect(lambda made=made: made.show_note(""))

    @property
    def is_written(self) -> bool:
        """Whether the user wrote or chose anything that is not saved."""
        return self.typed() != self._given

    @property
    def _draft_key(self) -> str:
        key = f"{self.spec.id}/{self.number or 'new'}"
        # What was begun for somebody, or for a worker, is not offered in another form.
        return f"{key}/{json.dumps(self._start, sort_keys=True)}" if self._start else key

    def _restore_draft(self) -> None:
        """Go on with what was written before a crash."""
        typed = self.office.desk.ledger.kept_drafts().get(self._draft_key, {})
        for name, raw in typed.items():
            if name in self.inputs:
                self.inputs[name].show_kept(raw)
        if typed:
            self._guide.follow()
            box = FindingBox("草稿", Colour.NEUTRAL, "接着填上次没有保存的内容，改过的都标出来了。")
            box.add_action(button("不要了，重新填", small=True, act=self._start_over))
            self.findings.add(box)

    def _start_over(self) -> None:
        self._keep_draft({})
        self.findings.clear()
        for each in self.inputs.values():
            each.show_note("")
        self._read()
        self._begin()

    def _keep_draft(self, typed: Mapping[str, object]) -> None:
        self._draft_later.stop()
        try:
            self.office.desk.ledger.keep_draft(self._draft_key, typed or None)
        except AppError as error:
            self.findings.show_error(error)

    def reject(self) -> None:
        """Close; who wrote something is asked first, and it is thrown away."""
        if self.is_written:
            self._ask_to_leave()
        else:
            self._leave()

    def _leave(self) -> None:
        self._keep_draft({})
        super().reject()

    def put_away(self) -> None:
        """Close; what was typed is kept, and offered when the ledger is opened again."""
        self._keep_draft(self.typed() if self.is_written else {})
        super().reject()

    def _ask_to_leave(self) -> None:
        self.findings.clear()
        box = FindingBox("没有保存", Colour.WARN, "填的内容还没有保存，关闭以后就没有了。")
        stay = button("接着填", small=True, act=self._stay)
        box.add_action(stay)
        box.add_action(button("不要了，关闭", "link", act=self._leave))
        self.findings.add(box)
        stay.setFocus()

    def _stay(self) -> None:
        self.findings.clear()
        self.area.setFocus()

    def _reveal(self, made: FormInput) -> None:
        if self._reveals.open(self.number, made.field, show=self.findings.show_error):
            made.reveal()

    def open_another(self, number: int) -> RecordForm:
        """Open the form of another record of the register above this one."""
        form = RecordForm(self.office, self.spec, self._reveals, number, self)
        form.open_modal()
        return form

    def _cover_closed(self) -> None:
        """Mask again what may no longer be seen."""
        for name, each in self.inputs.items():
            if (self.number, name) not in self._reveals.open_ones:
                each.cover()

    def _on_edited(self) -> None:
        if not self._draft_later.isActive():
            self._draft_later.start()
        if self._is_judged:
            self.findings.fade()

    # --- saving -------------------------------------------------------------------------

    def save(self, reason: str | None = None) -> bool:
        """Save and close; whether it was saved."""
        return self._finish(reason, self.save)

    def _finish(self, reason: str | None, again: Callable[[str | None], object]) -> bool:
        number = self._save(reason, again)
        if number is None:
            return False
        self.saved.emit(number)
        self.accept()
        return True

    def save_and_go_on(self, reason: str | None = None) -> None:
        """Save, and begin another record with an empty form."""
        number = self._save(reason, self.save_and_go_on)
        if number is None:
            return
        self.saved.emit(number)
        self.findings.clear()
        self._read()
        self._begin()
        bar = self.area.verticalScrollBar()
        bar.setValue(0)

    def _save(self, reason: str | None, again: Callable[[str | None], object]) -> int | None:
        """Save; the number of the record.

        Args:
            again: does the same once more, with a reason: what was pressed is gone on with.
        """
        asked = (*self.inputs.values(), *self._guide.inputs.values())
        faulty = [each for each in asked if not each.isHidden() and not each.check()]
        if faulty:
            self._lead_to(faulty[0])
            return None
        typed = self.typed()
        if (doubt := self._guide.doubt(typed, lambda: again(reason))) is not None:
            self.findings.clear()
            self.findings.add(doubt)
            self._is_judged = True
            return None
        typed |= self._guide.settled
        whom = self._whom()
        title = f"{_title(self._guide.noun, self.number)}{'：' if whom else ''}{whom}"
        if self.number == NEW:
            outcome = self._writer.save(title, {}, [typed], reason=reason)
        elif not typed:
            self._keep_draft({})
            return self.number
        else:
            besides = self._guide.taken_over(typed)
            outcome = self._writer.save(title, {self.number: typed}, reason=reason, besides=besides)
        if outcome.held or outcome.error is not None:
            self._show(outcome, again)
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

    def _show(self, outcome: Outcome, again: Callable[[str | None], object]) -> None:
        """Put each finding under its field; those of no field below all."""
        self.findings.clear()
        self._is_judged = True
        if outcome.error is not None:
            self.findings.add(box_of_error(outcome.error, close=self.findings.clear))
            return
        for (_number, name), held in outcome.held.items():
            if not outcome.findings:
                self.inputs[name].show_fault(held.message)
        if outcome.may_be_reasoned:
            self._ask_reason(outcome.findings, again)
            return
        for finding in outcome.findings:
            here = self.inputs.get(finding.field or "")
            if here is not None and not here.isHidden() and finding.level is Level.ERROR:
                here.show_fault(finding.message)
                self._lead_to(here)
            else:
                self.findings.add(box_of(finding))

    def _ask_reason(self, findings: list[Finding], again: Callable[[str | None], object]) -> None:
        for finding in findings[:-1]:
            self.findings.add(box_of(finding))
        box = box_of(findings[-1])
        add_reason(box, "仍然保存", again)
        self.findings.add(box)


def _title(noun: str, number: int) -> str:
    return entering_one(noun) if number == NEW else f"修改{noun}"
