"""The bench's dialogs: which sheets are read, how rows are matched, what is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.ui.importing.asking.recipes import RecipeDialog, RememberDialog
from app.ui.importing.asking.sheets import SheetsDialog
from app.ui.importing.asking.ways import WayDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.importing.looking import Looking
    from app.ui.office import Office
    from app.ui.widgets.dialog import Dialog


class Dialogs:
    """Opens them over the page; what they settle is looked at again."""

    def __init__(self, office: Office, looking: Looking, page: QWidget) -> None:
        self._office, self._looking, self._page = office, looking, page

    def ask_way(self) -> None:
        """Ask how rows are matched, and what blanks do."""
        looked, spec = self._looking.looked, self._looking.spec
        if looked is not None and spec is not None:
            columns = looked.preview.sheet.columns
            dialog = WayDialog(spec, self._looking.told.options, columns, self._page)
            dialog.chosen.connect(self._looking.take_options)
            _open(dialog)

    def ask_sheets(self) -> None:
        """Ask which sheets are read together."""
        if (looked := self._looking.looked) is not None:
            dialog = SheetsDialog(looked, self._page)
            dialog.chosen.connect(self._looking.turn_to)
            _open(dialog)

    def remember(self) -> None:
        """Keep how this sheet was read, for the next one with its heading."""
        looked = self._looking.looked
        if looked is not None and not self._office.desk.read_only:
            dialog = RememberDialog(self._office, looked, self._page)
            dialog.settled.connect(self._office.told)
            _open(dialog)

    def change_recipe(self) -> None:
        """Show what is followed; rename it, or put it aside."""
        looked, spec = self._looking.looked, self._looking.spec
        if looked is not None and looked.recipe is not None and spec is not None:
            dialog = RecipeDialog(self._office, looked.recipe, spec, self._page)
            dialog.settled.connect(self._office.told)
            dialog.settled.connect(lambda _said: self._looking.find_recipe())
            _open(dialog)


def _open(dialog: Dialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
