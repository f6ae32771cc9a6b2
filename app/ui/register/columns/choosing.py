"""The button 列 of a register: what is shown, what stays in sight, and columns of one's own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.ui.editors.tick import Tick
from app.ui.register.columns.panel import ColumnPanel
from app.ui.register.columns.shown import shown_names

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.register.card import RegisterCard


class ColumnChoosing:
    """What can be done with the columns of one register."""

    def __init__(self, card: RegisterCard) -> None:
        self._card = card
        self._key = f"register/{card.spec.id}/frozen"
        card.view.freeze(on=card.office.preferences.read(self._key, True))

    def open_panel(self, below: QWidget) -> ColumnPanel:
        """Open the panel of columns under a button."""
        card = self._card
        spec, office = card.spec, card.office
        shown = shown_names(office, spec)
        naming = spec.fields.get(spec.name_field, card.model.fields[0])
        stays = Tick(f"左右滚动时，“{naming.label}”列不动", self._freeze)
        stays.setChecked(card.view.frozen.is_on)
        panel = ColumnPanel(spec, shown, partial(card.show_columns, in_order=True), stays, card)
        panel.offer_own(self.add, self.manage, may_write=not office.desk.read_only)
        panel.open_at(below.mapToGlobal(below.rect().bottomLeft()))
        return panel

    def add(self) -> None:
        """Ask for a new column."""
        from app.ui.register.columns.dialog import ask_new_column

        if self._card.settle():
            ask_new_column(self._card.office, self._card.spec, self._card.window())

    def manage(self) -> None:
        """Show all columns that the user added here."""
        from app.ui.register.columns.manager import open_manager

        if self._card.settle():
            open_manager(self._card.office, self._card.spec, self._card.window())

    def _freeze(self, on: bool) -> None:  # noqa: FBT001 - Qt's own shape
        """Keep the naming column in sight or not, and remember it for this user."""
        self._card.view.freeze(on=on)
        self._card.office.preferences.keep(self._key, on)
