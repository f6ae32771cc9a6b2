"""The form of a change: only what may be done from here, and what each kind wants to know."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.queries.members.membership import changes_open_to
from app.spec.kinds import DATES
from app.ui.editors.choice import ChoiceEditor
from app.ui.editors.text import LineEditor
from app.ui.membership.guide import Guide
from app.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from app.spec.field import FieldSpec

_PERSON, _KIND = "member_id", "kind"
_RETAINING = "保留"
_ASK = "退休、离休、失业的人会籍保留：选“保留”，再选原因。"
# What a kind of change wants to know besides its day, by the word for it.
_WANTS = {
    "转出": "请填转往工会和介绍信（接转单）号。",
    "转入": "请填转自工会和介绍信（接转单）号。",
    _RETAINING: "请选原因，例如退休、失业；会籍留着，不再交会费。",
    "除名": "请填刑事处罚依据、小组意见、审批日期和依据、报上级备案日期；收回会员证的，请注明。",
    "退会": "请填书面申请日期和宣布退会日期；收回会员证的，请注明。",
    "调整小组": "请选调到哪个小组。",
}


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

    def begin(self) -> None:
        """Show how days are written, and hint at what the kind chosen wants to know."""
        kind = self.form.inputs[_KIND]
        for made in self.form.inputs.values():
            if made.field.kind in DATES and isinstance(made.editor, LineEditor):
                made.editor.setPlaceholderText(f"例如 {self.form.office.desk.today}")
        kind.edited.connect(self._hint)
        if isinstance(kind.editor, ChoiceEditor):
            kind.editor.picked.connect(self._hint)
        self._hint()

    def _hint(self) -> None:
        made = self.form.inputs[_KIND]
        editor = made.editor
        if isinstance(editor, Segmented):
            code = editor.value()
            choices = made.field.choices
            word = choices.label(str(code)) if code is not None and choices else ""
        else:
            word = editor.currentText().strip() if isinstance(editor, ChoiceEditor) else ""
        offered = {entry.label for entry in made.field.choices.codes} if made.field.choices else ()
        ask = _ASK if _RETAINING in offered else ""
        made.show_note(_WANTS.get(word, "" if word else ask))
