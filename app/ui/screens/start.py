"""The page before a ledger is open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.ui.style.tokens import px
from app.ui.widgets.buttons import button
from app.ui.widgets.empty_page import EmptyPage
from app.ui.widgets.finding_box import FindingsArea

if TYPE_CHECKING:
    from app.errors import AppError
    from app.ui.preferences import Preferences


class StartPage(QWidget):
    """Offers to open a ledger.

    Attributes:
        chosen: a ledger was chosen; carries its path.
    """

    chosen = Signal(object)

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self.findings = FindingsArea()
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(20), px(20), px(20))
        column.addWidget(self.findings)
        first = button("打开台账", "primary", icon_name="folder", act=self._ask)
        column.addWidget(EmptyPage("ledgers", "打开一份工会台账（*.ghdb）开始工作。", first), 1)

    def show_error(self, error: AppError) -> None:
        """Say why a ledger could not be opened."""
        self.findings.show_error(error)

    def _ask(self) -> None:
        recent = self._preferences.recent_files
        folder = str(recent[0].parent) if recent else ""
        name, _kind = QFileDialog.getOpenFileName(self, "打开台账", folder, "工会台账 (*.ghdb)")
        if name:
            self.chosen.emit(Path(name))
