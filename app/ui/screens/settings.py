"""设置: what a user of this computer may choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.lock.card import PasswordCard
from app.ui.screens.screen import Screen
from app.ui.start.text_sizes import text_sizes
from app.ui.style.tokens import px
from app.ui.widgets.frames import frame, page_column
from app.ui.widgets.labels import label
from app.ui.widgets.page_head import PageHead

if TYPE_CHECKING:
    from app.ui.office import Office


class SettingsScreen(Screen):
    """Text size and the start-up password."""

    title = chapter = "设置"

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        column = page_column(self, PageHead(self.title))
        cards = QWidget()
        card = frame("card")
        below = QVBoxLayout(cards)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(px(12))
        below.addWidget(card)
        self.password = PasswordCard(office)
        below.addWidget(self.password)
        below.addStretch(1)
        area = QScrollArea()  # at the largest text the cards are higher than the screen
        area.setWidgetResizable(True)
        area.setWidget(cards)
        column.addWidget(area, 1)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(px(16), px(16), px(16), px(16))
        inside.setSpacing(px(8))
        inside.addWidget(label("文字大小", "card-title"))
        inside.addWidget(label("整个窗口随文字一起放大，打印的台账不受影响。", "note"))
        self.sizes = text_sizes()
        self.sizes.chosen.connect(office.text_size_wanted)
        row = QHBoxLayout()
        row.addWidget(self.sizes)
        row.addStretch(1)
        inside.addLayout(row)
