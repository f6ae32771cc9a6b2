"""The line at the bottom: saved and backed up at the left, sums or keys at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.ui.style.fonts import medium_weight
from app.ui.style.tokens import HEX, Colour, px
from app.ui.widgets.labels import ElidedLabel

if TYPE_CHECKING:
    from collections.abc import Iterable

HEIGHT = 28


class StatusLine(QWidget):
    """28 pixels below everything.

    Attributes:
        keys: of the page in front, said while there is nothing else to say at the right.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statusLine")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(px(HEIGHT))
        self.told = ElidedLabel()
        self.kept = ElidedLabel()
        self.aside = QLabel()
        self.keys = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(px(20), 1, px(20), 0)
        row.setSpacing(px(16))
        row.addWidget(self.told)
        row.addWidget(self.kept)
        row.addStretch(1)
        row.addWidget(self.aside)

    def tell(self, text: str) -> None:
        """Say what was done last, at the left."""
        self.told.set_text(text)

    def tell_kept(self, text: str) -> None:
        """Say when the ledger was backed up."""
        self.kept.set_text(text)

    def hint(self, text: str) -> None:
        """Say which keys this page knows, or why a button is grey."""
        self.aside.setTextFormat(Qt.TextFormat.PlainText)
        self.aside.setText(text)

    def show_figures(self, figures: Iterable[tuple[str, str]]) -> None:
        """Show counts and sums: 计数 5　求和 104.00; without any, the keys again.

        Names and figures are the program's own.
        """
        if not (figures := list(figures)):
            self.hint(self.keys)
            return
        ink, weight = HEX[Colour.TEXT], medium_weight().value
        parts = (
            f'{name} <span style="color:{ink}; font-weight:{weight}">{figure}</span>'
            for name, figure in figures
        )
        self.aside.setTextFormat(Qt.TextFormat.RichText)
        self.aside.setText("&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;".join(parts))

    def minimumSizeHint(self) -> QSize:
        """Narrow windows shorten the words at the left."""
        return QSize(px(160), px(HEIGHT))
