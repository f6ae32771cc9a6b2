"""Names from the register below an input that names somebody: what stands there stays text."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter

from app.queries.listing import View, iter_rows, reference_labels
from app.spec.kinds import Kind
from app.ui.editors.text import LineEditor

if TYPE_CHECKING:
    from app.ui.register.entry.form import RecordForm
    from app.ui.register.entry.form_input import FormInput

_PERSONS = "member"
_PHONES = {"chair_name": "chair_phone"}  # what takes the telephone number of whoever is named
_LISTED = 8
_ASKED = ("name", "card_no", "group_id", "mobile", "left_on")
_NAME, _MOBILE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


def offer_names(form: RecordForm, made: FormInput) -> None:
    """Let ``made`` offer people of the register while somebody types, where it names a person."""
    is_own = form.spec.id == _PERSONS  # who is registered cannot be found there yet
    if made.field.kind is Kind.NAME and not is_own and isinstance(made.editor, LineEditor):
        _Names(form, made, made.editor)


class _Names(QCompleter):
    """Finds people by characters, pinyin, initials or card number; whoever left is not offered."""

    def __init__(self, form: RecordForm, made: FormInput, line: LineEditor) -> None:
        super().__init__(line)
        self._form = form
        self._made = made
        self._found = QStandardItemModel(self)
        self.setModel(self._found)
        self.setCompletionRole(_NAME)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        if (popup := self.popup()) is not None:
            popup.setObjectName("choices")
        self.activated[QModelIndex].connect(self._take)  # type: ignore[index]
        line.setCompleter(self)
        line.textEdited.connect(self._find)

    def _find(self, typed: str) -> None:
        """List whom the letters typed so far may mean."""
        self._found.clear()
        text = typed.strip()
        if not text:
            return
        desk = self._form.office.desk
        spec = desk.specs[_PERSONS]
        labels = reference_labels(desk.reader, spec)["group_id"]
        for person in islice(self._here(text), _LISTED):
            group = labels.get(int(str(person["group_id"] or 0)), "")
            told = (person["name"], person["card_no"], group)
            item = QStandardItem("　".join(str(each) for each in told if each))
            item.setData(person["name"], _NAME)
            item.setData(person["mobile"], _MOBILE)
            self._found.appendRow(item)

    def _here(self, text: str) -> list[dict[str, object]]:
        desk = self._form.office.desk
        view = View(search=text, today=desk.today)
        found = iter_rows(desk.reader, desk.specs[_PERSONS], view, _ASKED)
        here = (row for row in found if str(row["left_on"] or "9999") > desk.today)
        return list(islice(here, _LISTED))

    def _take(self, index: QModelIndex) -> None:
        """The name is taken over by the input; a blank telephone number beside it follows."""
        self._made.edited.emit()
        phone = self._form.inputs.get(_PHONES.get(self._made.field.name, ""))
        mobile = index.data(_MOBILE)
        if phone is not None and mobile and phone.is_blank():
            phone.show_typed(mobile)
            phone.show_note("按会员名册填的，可以改")
