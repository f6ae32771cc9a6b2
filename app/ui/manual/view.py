"""The manual to be read: its pages at the left, the one chosen at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QTextBlockFormat, QTextCursor, QTextTable
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QTextBrowser, QWidget

from app.ui.manual.pages import Page, page_about, pages, pages_with, section_about
from app.ui.style.fonts import sized
from app.ui.style.tokens import Colour, colour, px

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent, QTextBlock

_LINE_PERCENT = 150
_TABLE_BORDER = 1


class ManualView(QWidget):
    """Contents and text."""

    def __init__(self) -> None:
        super().__init__()
        self._section = ""
        self.list = QListWidget()
        self.list.setObjectName("manualPages")
        self.list.setFixedWidth(px(172))
        self.list.setAccessibleName("说明目录")
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.currentItemChanged.connect(self._show_current)
        self.text = QTextBrowser()
        self.text.setAccessibleName("说明")
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.list)
        row.addWidget(self.text, 1)
        self._fill(pages())

    def _fill(self, chosen: tuple[Page, ...]) -> None:
        self._section = ""
        self.list.clear()
        for page in chosen:
            item = QListWidgetItem(page.title)
            item.setData(Qt.ItemDataRole.UserRole, page)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        if not chosen:
            self.text.setPlainText("说明里没有这个词，请换一个词再找。")

    def showEvent(self, event: QShowEvent) -> None:
        """The rows take the height that the style sheet gives them once they are shown."""
        super().showEvent(event)
        self.list.doItemsLayout()

    def search(self, text: str) -> None:
        """List only the pages that hold ``text``."""
        self._fill(pages_with(text))

    def show_about(self, place: str) -> None:
        """Show the page that explains a place, from the section about it."""
        self._fill(pages())
        wanted = page_about(place)
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item is not None and item.data(Qt.ItemDataRole.UserRole) == wanted:
                self.list.setCurrentRow(row)
        self._section = section_about(place)
        QTimer.singleShot(0, self, self._go_to_section)  # once the text has its width

    def current_section(self) -> str:
        """The heading that the text was opened at; blank for the beginning."""
        return self._section

    def _go_to_section(self) -> None:
        block = self._heading(self._section)
        if block is not None:
            top = self.text.document().documentLayout().blockBoundingRect(block).top()
            self.text.verticalScrollBar().setValue(int(top) - px(8))

    def _heading(self, words: str) -> QTextBlock | None:
        block = self.text.document().begin()
        while words and block.isValid():
            if block.blockFormat().headingLevel() and block.text().strip() == words:
                return block
            block = block.next()
        return None

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
