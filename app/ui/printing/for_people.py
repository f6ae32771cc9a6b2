"""打印…: from the list of members to the papers of those chosen there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.reports.forms.persons.chosen import PEOPLE, people_text
from app.reports.forms.persons.listed import FORMS
from app.ui.widgets.buttons import button
from app.ui.widgets.choosing.segmented import Segmented
from app.ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from app.reports.forms.form import Form
    from app.ui.register.screen import RegisterScreen


_WHOLE = "{}印完整的身份证号，打开预览就记入历史；不需要时可在选项里去掉。"
_READ_ONLY = "台账是只读打开的，身份证号一律遮盖。"


class ForPeople(Dialog):
    """Asks for whom and which paper; the paper opens in preview."""

    def __init__(self, screen: RegisterScreen) -> None:
        super().__init__("打印个人表单、证卡和标签", screen)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._screen = screen
        self._chosen = screen.card.selected_numbers()
        self._listed = screen.card.model.listed
        self.whom = Segmented(
            [
                (False, f"选定的 {len(self._chosen):,} 人"),
                (True, f"列表中全部 {len(self._listed):,} 人"),
            ],
            clearable=False,
        )
        self.whom.set_value(False)
        self.body.addWidget(self.whom)
        self.say("按列表的次序排成一份文件，可以预览、打印或存为 PDF。")
        whole = "、".join(form.title for form in FORMS if form.whole_numbers)
        self.say(_READ_ONLY if screen.office.desk.read_only else _WHOLE.format(whole), "note")
        self.papers = {}
        for form in FORMS:
            if PEOPLE in form.parameters:
                made = button(form.title, "plain", act=partial(self._open, form))
                self.papers[form.id] = made
                self.body.addWidget(made)
        self.add_button("不打印了", self.reject)

    def _open(self, form: Form) -> None:
        numbers = self._listed if self.whom.value() else self._chosen
        self.accept()
        wanted = (form.id, {PEOPLE.name: people_text(numbers)})
        self._screen.office.wanted.emit("preview", wanted)


def print_people(screen: RegisterScreen) -> ForPeople | None:
    """Ask which paper of the chosen members is wanted."""
    if not screen.settle() or not screen.card.selected_numbers():
        return None
    dialog = ForPeople(screen)
    dialog.open()
    return dialog
