"""A page with nothing on it yet: what it is for, and the first step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.style.icons import icon
from app.ui.style.tokens import Colour, px
from app.ui.widgets.labels import label


class EmptyPage(QWidget):
    """Icon, one line, the first step as primary and another beside it; in the upper third."""

    def __init__(self, icon_name: str, purpose: str, *steps: QPushButton) -> None:
        super().__init__()
        centre = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setSpacing(px(12))
        column.addStretch(1)
        picture = QLabel()
        picture.setPixmap(icon(icon_name, Colour.TEXT3).pixmap(px(32), px(32)))
        column.addWidget(picture, 0, centre)
        self.purpose = label(purpose, "facts", wrap=True)
        self.purpose.setAlignment(centre)
        self.purpose.setMinimumWidth(px(320))
        column.addWidget(self.purpose, 0, centre)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addStretch(1)
        for step in steps:
            row.addWidget(step)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)
