"""The manual over a form, the lock or the start page, where no page of the window can show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.ui.manual.view import ManualView
from app.ui.style.tokens import px
from app.ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_WIDTH, _HEIGHT = 880, 560


class ManualDialog(Dialog):
    """The manual at the page about one place; Esc closes it."""

    def __init__(self, place: str, parent: QWidget) -> None:
        super().__init__("帮助", parent, width=_WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.view = ManualView()
        self.view.show_about(place)
        self.body.addWidget(self.view)
        self.add_button("返回", self.accept).setToolTip("Esc")
        self.resize(self.width(), self._fitting_height())
        self.view.text.setFocus()

    def _fitting_height(self) -> int:
        return min(px(_HEIGHT), self.screen().availableGeometry().height() - px(48))

    def help(self) -> None:
        """It is open already."""


def open_manual(place: str, parent: QWidget) -> ManualDialog:
    """Show what the manual says of ``place`` over ``parent``."""
    dialog = ManualDialog(place, parent)
    dialog.open()
    return dialog
