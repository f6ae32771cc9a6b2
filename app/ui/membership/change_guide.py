"""The form of a change: only what may be done from here, and what each kind wants to know."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.queries.members.membership import changes_open_to
from app.rules.change_facts import ALWAYS, FACTS, ChangeFacts
from app.spec.field import is_extra
from app.spec.kinds import DATES
from app.ui.editors.choice import ChoiceEditor
from app.ui.editors.text import LineEditor
from app.ui.membership.guide import Guide
from app.ui.register.entry.form_input import EXPECTED, NEEDED
from app.ui.table.writing import NEW

if TYPE_CHECKING:
    from app.spec.field import FieldSpec

_PERSON, _KIND, _DAY = "member_id", "kind", "happened_on"
_ASK = "退休、离休、失业的人会籍保留：选“保留”，再选原因。"
_RETAINING = "3"  # code of membership_change
_NOTHING = ChangeFacts()


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
