"""Dialogs: a verb for a title, what happens and what stays safe, the act on the button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui.style.tokens import px
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent

NARROW, WIDE = 480, 640
_FREE = 24  # of the screen's height


class Dialog(QDialog):
    """A dialog with a body and a row of buttons at the right; the last is its act.

    Args:
        about: the place that the manual explains when F1 is pressed; else what lies below.
    """

    def __init__(
        self, title: str, parent: QWidget | None = None, *, width: int = NARROW, about: str = ""
    ) -> None:
        super().__init__(parent)
        self._about = about
        QShortcut(QKeySequence("F1"), self, self.help)
        self.setWindowTitle(title)
        self.setFixedWidth(self._fitting(px(width)))
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(16))
        column.setSpacing(px(12))
        self.heading = label(title, "heading", wrap=True)
        column.addWidget(self.heading)
        self.body = QVBoxLayout()
        self.body.setSpacing(px(8))
        column.addLayout(self.body, 1)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(px(8))
        self.foot.addStretch(1)
        column.addLayout(self.foot)

    def _fitting(self, width: int) -> int:
        """``width``, or less where the screen has no room for it."""
        return min(width, self.screen().availableGeometry().width() - px(24))

    def put_away(self) -> None:
        """Close without asking anything, because the ledger behind it is being closed."""
        self.reject()

    def showEvent(self, event: QShowEvent) -> None:
        """Be as high as everything needs: Qt stops at two thirds of the screen, and cuts inputs."""
        super().showEvent(event)
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):
            self.grow()

    def grow(self) -> None:
        """Take the height that everything needs by now, as far as the screen has it."""
        layout = self.layout()
        if layout is None:
            return
        room = self.screen().availableGeometry().height() - px(_FREE)
        wanted = min(layout.totalHeightForWidth(self.width()), room)
        if self.height() < wanted:
            self.resize(self.width(), wanted)

    def help(self) -> None:
        """Open the manual at the page about this dialog."""
        from app.ui.manual.dialog import open_manual
        from app.ui.manual.place import place_of

        open_manual(self._about or place_of(self.parentWidget()), self)

    def say(self, text: str, kind: str = "body2") -> None:
        """Add a paragraph to the body."""
        self.body.addWidget(label(text, kind, wrap=True))

    def add_button(
        self, text: str, act: Callable[[], object], *, kind: str = "plain"
    ) -> QPushButton:
        """Add a button to the right end of the foot."""
        made = button(text, kind, act=act)
        self.foot.addWidget(made)
        return made


def confirm(title: str, body: str, act: str, parent: QWidget | None = None) -> bool:
    """Ask before what undo cannot take back; ``act`` names it on the button."""
    dialog = Dialog(title, parent)
    dialog.say(body)
    dialog.add_button("不做了", dialog.reject).setDefault(True)
    dialog.add_button(act, dialog.accept, kind="primary")
    return dialog.exec() == QDialog.DialogCode.Accepted
