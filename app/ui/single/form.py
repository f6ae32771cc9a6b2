"""The form of one section of a card: few fields at a time, and on to the next section."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.ui.register.entry.form import RecordForm
from app.ui.widgets.buttons import button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.spec.record import RecordSpec
    from app.ui.office import Office
    from app.ui.register.reveal import Reveals


class SectionForm(RecordForm):
    """Changes one section of the record; what was typed and not saved is kept by section.

    Attributes:
        onward: it was saved, and the next section shall be filled in.
    """

    onward = Signal()

    def __init__(
        self,
        office: Office,
        spec: RecordSpec,
        section: str,
        reveals: Reveals,
        number: int,
        parent: QWidget | None = None,
    ) -> None:
        form = tuple(entry for entry in spec.layout.form if entry[0] == section)
        narrowed = replace(spec, layout=replace(spec.layout, form=form))
        super().__init__(office, narrowed, reveals, number, parent)
        self.heading.setText(f"修改{spec.title}")

    @property
    def _draft_key(self) -> str:
        section = self.spec.layout.form[0][0]
        return f"{self.spec.id}/{self.number}/{section}"

    def _add_buttons(self) -> None:
        super()._add_buttons()
        self.next_button = button("保存并填下一节", act=self._save_and_go_on)
        self.foot.insertWidget(self.foot.count() - 1, self.next_button)

    def _save_and_go_on(self, reason: str | None = None) -> None:
        if self._finish(reason, self._save_and_go_on):
            self.onward.emit()
