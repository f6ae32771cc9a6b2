"""The page 帮助: the manual's pages at the left, the one chosen at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextTable
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QVBoxLayout

from app.ui.manual.pages import Page, page_about, pages, pages_with
from app.ui.screens.screen import Screen
from app.ui.style.fonts import sized
from app.ui.style.tokens import Colour, colour, px
from app.ui.widgets.labels import frame
from app.ui.widgets.page_head import PageHead

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.office import Office

_LINE_PERCENT = 150
_TABLE_BORDER = 1


class HelpScreen(Screen):
    """The manual; F1 opens it at the page of the screen one comes from."""

    title = chapter = "帮助"
    search_hint = "在说明里查找"

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self.list = QListWidget()
        self.list.setFixedWidth(px(168))
        self.list.setAccessibleName("说明目录")
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.currentItemChanged.connect(self._show_current)
        self.text = QTextBrowser()
        self.text.setAccessibleName("说明")
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        card = frame("card")
        inside = QHBoxLayout(card)
        inside.setContentsMargins(px(8), px(8), px(1), px(8))
        inside.setSpacing(px(8))
        inside.addWidget(self.list)
        inside.addWidget(self.text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), 0, px(20), px(16))
        column.setSpacing(0)
        column.addWidget(PageHead(self.title))
        column.addWidget(card, 1)
        self._fill(pages())

    def _fill(self, chosen: tuple[Page, ...]) -> None:
        self.list.clear()
        for page in chosen:
            item = QListWidgetItem(page.title)
            item.setData(Qt.ItemDataRole.UserRole, page)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        if not chosen:
            self.text.setPlainText("说明里没有这个词，请换一个词再找。")

    def search(self, text: str) -> None:
        """List only the pages that hold ``text``."""
        self._fill(pages_with(text))

    def show_about(self, target: object) -> None:
        """Show the page that explains the place ``target``."""
        self._fill(pages())
        wanted = page_about(str(target))
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item is not None and item.data(Qt.ItemDataRole.UserRole) == wanted:
                self.list.setCurrentRow(row)

    def _show_current(self, current: QListWidgetItem | None) -> None:
        if current is None:
            return
        page: Page = current.data(Qt.ItemDataRole.UserRole)
        document = self.text.document()
        document.setDefaultFont(sized(14))
        document.setDocumentMargin(px(12))
        document.setMarkdown(page.text)
        self._space_lines()
        self._rule_tables()
        self.text.moveCursor(QTextCursor.MoveOperation.Start)

    def _space_lines(self) -> None:
        cursor = QTextCursor(self.text.document())
        cursor.select(QTextCursor.SelectionType.Document)
        spacing = QTextBlockFormat()
        spacing.setLineHeight(
            _LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        cursor.mergeBlockFormat(spacing)

    def _rule_tables(self) -> None:
        """Thin lines instead of the raised borders that Qt gives to tables."""
        for table in self.text.document().rootFrame().childFrames():
            if isinstance(table, QTextTable):
                shape = table.format()
                shape.setBorder(_TABLE_BORDER)
                shape.setBorderCollapse(True)
                shape.setBorderBrush(colour(Colour.LINE_STRONG))
                shape.setCellPadding(px(6))
                shape.setCellSpacing(0)
                table.setFormat(shape)
