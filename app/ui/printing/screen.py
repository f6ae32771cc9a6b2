"""打印装订: the papers of the ledger, and the preview of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.queries.evidence import fields_among
from app.reports.forms.form import FLAG
from app.spec.record import Chapter
from app.ui.printing.catalogue import Catalogue
from app.ui.printing.preview import Preview
from app.ui.register.columns.shown import shown_names
from app.ui.screens.screen import Screen
from app.ui.widgets.chooser import Chooser

if TYPE_CHECKING:
    from app.reports.forms.form import Form
    from app.spec.field import FieldSpec
    from app.ui.office import Office

_GROUP = "group"  # the parameter that names a group
_COLUMNS = "columns"  # the one that names the columns to be printed


class PrintScreen(Screen):
    """The list of papers, or one paper in preview."""

    title = "表册"
    chapter = Chapter.BINDER
    search_hint = "表册名称、拼音首字母、编号"
    records = None

    def __init__(
        self, office: Office, parent: QWidget | None = None, chooser: Chooser | None = None
    ) -> None:
        super().__init__(office, parent)
        self._target: object = None  # what the paper in preview was asked for by
        self._shown = ""  # id of that paper
        self._offered: tuple[FieldSpec, ...] = ()  # the columns that could be added to it
        self.catalogue = Catalogue()
        self.preview = Preview(office, chooser or Chooser())
        self._stack = QStackedWidget()
        self._stack.addWidget(self.catalogue)
        self._stack.addWidget(self.preview)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.catalogue.chosen.connect(self._choose)
        self.preview.left.connect(self._leave_preview)
        self.preview.told.connect(office.told)
        self.preview.hinted.connect(self.hinted)

    def _forms(self) -> tuple[Form, ...]:
        from app.reports.forms import all_forms

        return all_forms(self.office.desk.specs)

    def refresh(self) -> None:
        """List the papers anew; a paper in preview is made anew.

        Where columns that can be added to it came or went, they are offered anew as well.
        """
        forms = self._forms()
        self.catalogue.show_forms(forms, self.office.desk.specs)
        if self._stack.currentWidget() is not self.preview:
            return
        shown = next((form for form in forms if form.id == self._shown), None)
        if shown is not None and shown.besides(self.office.desk.specs) != self._offered:
            self.show_about(self._target)
        else:
            self.preview.refresh()

    def search(self, text: str) -> None:
        """Show the papers that hold ``text``."""
        self._leave_preview()
        self.catalogue.search(text)

    def show_about(self, target: object) -> None:
        """Preview a paper.

        Args:
            target: id of the paper or of the register it prints; or that and the parameters to
                begin with, in stored forms.
        """
        name, values = target if isinstance(target, tuple) else (target, {})
        for form in self._forms():
            if name in {form.id, form.register}:
                self._stack.setCurrentWidget(self.preview)
                self._target, self._shown = target, form.id
                self._offered = form.besides(self.office.desk.specs)
                self.preview.show_form(form, values, self._suggestions(form))
                self.preview.paper.setFocus()
                return

    def come_from(self, title: str) -> None:
        """Let the preview lead back to the page ``title``."""
        self.preview.come_from(title)

    def _choose(self, form_id: str) -> None:
        """Preview a paper of the list: nowhere leads back but to the list."""
        self.preview.come_from("")
        self.show_about(form_id)

    def _suggestions(self, form: Form) -> dict[str, list[str]]:
        asked = {parameter.name for parameter in form.parameters}
        desk, found = self.office.desk, {}
        if _COLUMNS in asked:
            spec = desk.specs[form.columns_of or form.register]
            names = () if spec.is_single else shown_names(self.office, spec)
            found[_COLUMNS] = fields_among(names)
        if _GROUP in asked:
            from app.queries.groups import groups_in_order
            from app.queries.listing import reference_labels

            labels = reference_labels(desk.reader, desk.specs["member"])["group_id"]
            found[_GROUP] = [labels[number] for number in groups_in_order(desk.reader)]
        if FLAG.name in asked:
            from app.queries.members.flags import flag_labels

            found[FLAG.name] = list(flag_labels(desk.reader).values())
        return found

    @property
    def place(self) -> str:
        """The list of papers and the preview are told of on their own."""
        return "打印预览" if self._stack.currentWidget() is self.preview else self.chapter

    def _leave_preview(self) -> None:
        if self._stack.currentWidget() is self.preview:
            self._stack.setCurrentWidget(self.catalogue)
            self.hinted.emit(self.keys)  # those of the preview hold no more
            self.take_focus()

    def take_focus(self) -> None:
        """Put the keyboard into the list, or onto the paper."""
        showing = self._stack.currentWidget() is self.preview
        (self.preview.paper if showing else self.catalogue.table).setFocus()
