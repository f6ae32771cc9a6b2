"""The page 帮助: the manual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from app.ui.manual.view import ManualView
from app.ui.screens.screen import Screen
from app.ui.style.tokens import px
from app.ui.widgets.frames import frame, page_column
from app.ui.widgets.page_head import PageHead

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.office import Office


class HelpScreen(Screen):
    """The manual; F1 opens it at the page of the screen one comes from, Esc leads back there."""

    title = chapter = "帮助"
    search_hint = "在说明里查找"
    keys = "Esc 返回"

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self.view = ManualView()
        self.list, self.text = self.view.list, self.view.text
        card = frame("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(px(8), px(8), px(1), px(8))
        inside.addWidget(self.view)
        head = PageHead(self.title)
        self.back = head.add_quiet("返回", "chevron-left", self.office.went_back.emit)
        column = page_column(self, head)
        column.addWidget(card, 1)
        leave = QShortcut(QKeySequence("Esc"), self, self.back.click)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def search(self, text: str) -> None:
        """List only the pages that hold ``text``."""
        self.view.search(text)

    def show_about(self, target: object) -> None:
        """Show the page that explains the place ``target``."""
        self.view.show_about(str(target))

    def take_focus(self) -> None:
        """The keys scroll the text."""
        self.text.setFocus()
