"""改正文: the words of a letter, changed for this ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.ui.style.tokens import px
from app.ui.widgets.dialog import WIDE, Dialog
from app.ui.widgets.finding_box import FindingsArea

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.reports.forms.form import Form
    from app.store.unit import Unit
    from app.ui.office import Office

_HOW = (
    "行首 # 是标题，## 是小标题，> 靠右，< 顶格，--- 是裁切线；空行留空。"
    "花括号里的栏目打印时自动填上，没有内容的留横线手写。"
)


class LetterDialog(Dialog):
    """Edits the text of the letter that ``form`` prints; undo brings the words before back."""

    def __init__(self, office: Office, form: Form, parent: QWidget) -> None:
        super().__init__(f"改正文：{form.title}", parent, width=WIDE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        from app.reports.forms.form import Inquiry
        from app.reports.forms.letters import letter_text
        from app.reports.forms.persons.chosen import NOBODY
        from app.reports.forms.persons.letters import letter_fields

        self._office = office
        self._letter = form.letter
        self.findings = FindingsArea()
        self.body.addWidget(self.findings)
        self.say(_HOW)
        self.text = QPlainTextEdit(letter_text(office.desk.reader, form.letter))
        self.text.setAccessibleName("正文")
        self.text.setMinimumHeight(px(300))
        self.body.addWidget(self.text)
        inquiry = Inquiry(office.desk.reader, {}, office.desk.today, office.desk.specs)
        fields = letter_fields(inquiry, form.letter, NOBODY)
        names = "".join(f"{{{name}}}" for name in fields)
        self.say(f"可用的栏目：{names}", "note")
        self.add_button("恢复自带的范本", self.use_shipped)
        self.add_button("不改了", self.reject)
        self.add_button("保存", self.save, kind="primary")

    def save(self) -> None:
        """Keep the words."""
        from app.actions.letters import word_letter

        text = self.text.toPlainText()
        self._act("修改文书范本", lambda unit: word_letter(unit, self._letter, text))

    def use_shipped(self) -> None:
        """Go back to the words the program ships with."""
        from app.actions.letters import use_shipped_words

        self._act("恢复自带的文书范本", lambda unit: use_shipped_words(unit, self._letter))

    def _act(self, title: str, work: Callable[[Unit], object]) -> None:
        self.findings.clear()
        done = self._office.act(
            "change_letter_text",
            title,
            work,
            ask=lambda _findings: "已确认",
            refuse=self.findings.show_findings,
            show=self.findings.show_error,
        )
        if done is not None:
            self.accept()
