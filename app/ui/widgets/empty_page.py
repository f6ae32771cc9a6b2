"""A page with nothing on it yet: what it is for, and the first step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui.style.icons import icon
from app.ui.style.tokens import Colour, px
from app.ui.widgets.labels import label

_WIDTH = 480


class EmptyPage(QWidget):
    """Icon, a line or two, the first step as primary and another beside it; in the upper third."""

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
        self.purpose.setFixedWidth(px(_WIDTH))
        column.addLayout(_centred(self.purpose))
        column.addLayout(_centred(*steps))
        column.addStretch(3)


def _centred(*parts: QWidget) -> QHBoxLayout:
    """Side by side in the middle; unlike an alignment this leaves long words their height."""
    row = QHBoxLayout()
    row.setSpacing(px(8))
    row.addStretch(1)
    for part in parts:
        row.addWidget(part)
    row.addStretch(1)
    return row
