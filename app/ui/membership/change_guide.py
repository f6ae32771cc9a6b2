"""The form of a change: only what may be done from here, and what each kind wants to know."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from app.queries.listing import rows
from app.queries.members.membership import changes_open_to
from app.reports.forms.persons.chosen import PEOPLE, people_text
from app.rules.change_facts import ALWAYS, FACTS, ChangeFacts
from app.spec.field import is_extra
from app.spec.kinds import DATES
from app.ui.editors.choice import ChoiceEditor
from app.ui.editors.text import LineEditor
from app.ui.register.entry.form_input import EXPECTED, NEEDED
from app.ui.register.entry.guide import Guide
from app.ui.style.tokens import Colour
from app.ui.table.writing import NEW
from app.ui.widgets.buttons import button
from app.ui.widgets.finding_box import FindingBox

if TYPE_CHECKING:
    from app.spec.field import FieldSpec
    from app.ui.register.screen import RegisterScreen

_PERSON, _KIND, _DAY = "member_id", "kind", "happened_on"
_ASK = "退休、离休、失业的人会籍保留：选“保留”，再选原因。"
_RETAINING, _SENT = "3", "4"  # codes of membership_change
_NOTHING = ChangeFacts()
_CHANGES, _LETTER = "membership_event", "transfer"  # ids of the register and of the paper


def offer_letter(screen: RegisterScreen, number: int) -> None:
    """After somebody was transferred: the letter that goes along can be printed at once."""
    desk = screen.office.desk
    found = rows(desk.reader, desk.specs[_CHANGES], [number])
    if not found or found[0][_KIND] != _SENT:
        return
    people = people_text([int(str(found[0][_PERSON]))])
    letter = (_LETTER, {PEOPLE.name: people})
    box = FindingBox("已保存", Colour.OK, "转出已登记，可以打印接转介绍信。")
    act = partial(screen.office.wanted.emit, "preview", letter)
    box.add_action(button("打印介绍信", small=True, act=act))
    box.add_action(button("知道了", "link", act=screen.findings.clear))
    screen.findings.clear()
    screen.findings.add(box)


class ChangeGuide(Guide):
    """Stands by the form of one change."""

    def narrowed(self, field: FieldSpec) -> FieldSpec:
        """Of the kinds only those that the person's standing allows today."""
        person = self.start.get(_PERSON)
        if field.name != _KIND or field.choices is None or not isinstance(person, int):
            return field
        allowed = changes_open_to(self.form.office.desk.reader, person)
        some = tuple(entry for entry in field.choices.codes if entry.code in allowed)
        return replace(field, choices=replace(field.choices, codes=some)) if some else field

    def attend(self) -> None:
        """Ask for what the kind wants to know as soon as it is chosen."""
        kind = self.form.inputs[_KIND]
        kind.edited.connect(self.follow)
        if isinstance(kind.editor, ChoiceEditor):
            kind.editor.picked.connect(self.follow)

    def begin(self) -> None:
        """Show how days are written; what is registered has mostly happened today."""
        today = self.form.office.desk.today
        for made in self.form.inputs.values():
            if made.field.kind in DATES and isinstance(made.editor, LineEditor):
                made.editor.setPlaceholderText(f"例如 {today}")
        if self.form.number == NEW:
            self.form.inputs[_DAY].show_typed(today)
        self.follow()

    def follow(self) -> None:
        """Show the fields of the kind chosen, called as they are called there."""
        chosen = self.form.inputs[_KIND].value_so_far()
        facts = FACTS.get(str(chosen), _NOTHING)
        for name, made in self.form.inputs.items():
            made.call(facts.labels.get(name, made.field.label))
            if made.is_typed:
                expected = EXPECTED if name in facts.expected else ""
                made.mark_need(NEEDED if made.field.required else expected)
        self.form.area.show_only([name for name in self.form.inputs if self._is_asked(name, facts)])
        self.form.inputs[_KIND].show_note(facts.hint if chosen else self._ask())

    def _is_asked(self, name: str, facts: ChangeFacts) -> bool:
        """Columns of the user's own are; and what was noted of a change that is being mended."""
        return name in facts.names or name in ALWAYS or is_extra(name) or self._is_noted(name)

    def _is_noted(self, name: str) -> bool:
        return self.form.number != NEW and self.form.inputs[name].is_filled

    def _ask(self) -> str:
        choices = self.form.inputs[_KIND].field.choices
        offered = {entry.code for entry in choices.codes} if choices else set()
        return _ASK if _RETAINING in offered else ""
