"""The cover over the window: asks for the password, lets nothing through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QMainWindow, QVBoxLayout, QWidget

from app.store.password import wrong_password
from app.ui.style.tokens import Colour, colour, px
from app.ui.widgets.buttons import button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.finding_box import FindingsArea
from app.ui.widgets.frames import frame
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable

_FIRST_WAIT, _LONGEST_WAIT = 1, 30  # seconds after a wrong password; doubled each time


class Cover(QWidget):
    """Covers its window until the right password is typed.

    What stands in forms underneath stays as it is. A wrong password only makes the next try wait.

    Attributes:
        lifted: the right password was given; the cover is gone.
        left: somebody wants another ledger.
    """

    lifted = Signal()
    left = Signal()
    place = "启动密码"  # what the manual calls it

    def __init__(self, window: QMainWindow, union: str, is_right: Callable[[str], bool]) -> None:
        super().__init__(window)
        self._covered = window
        self._is_right = is_right
        self._wait = _FIRST_WAIT
        self._returns_to = window.focusWidget()
        self.setAutoFillBackground(True)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, colour(Colour.GROUND))
        self.setPalette(palette)
        self.input = QLineEdit()
        self.input.setEchoMode(QLineEdit.EchoMode.Password)
        self.input.setAccessibleName("密码")
        self.input.setPlaceholderText("密码")
        self.input.returnPressed.connect(self.try_it)
        self.findings = FindingsArea()
        self.opening = button("打开", "primary", act=self.try_it)
        card = frame("card")
        card.setFixedWidth(px(496))  # wide enough for each part of the refusal on one line
        inside = QVBoxLayout(card)
        inside.setContentsMargins(px(24), px(20), px(24), px(20))
        inside.setSpacing(px(12))
        inside.addWidget(label("台账已锁定", "heading"))
        inside.addWidget(label(union, "note", wrap=True))
        inside.addWidget(self.input)
        inside.addWidget(self.findings)
        inside.addWidget(self.opening)
        self.leaving = button("打开别的台账", "link", act=self.left.emit)
        inside.addWidget(self.leaving, 0, Qt.AlignmentFlag.AlignHCenter)
        QShortcut(QKeySequence("F1"), self, self.help)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        window.installEventFilter(self)
        # Dialogs are windows of their own and would stay in sight.
        self._dialogs = [each for each in window.findChildren(QDialog) if each.isVisible()]
        for dialog in self._dialogs:
            dialog.hide()
        self._freeze(frozen=True)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.input.setFocus()

    def try_it(self) -> None:
        """Lift the cover if the password is right; else say so and make the next try wait."""
        if not self.opening.isEnabled():
            return
        if self._is_right(self.input.text()):
            self._lift()
            return
        self.input.clear()
        self.findings.show_error(wrong_password())
        self._hold(enabled=False)
        QTimer.singleShot(self._wait * 1000, self, lambda: self._hold(enabled=True))
        self._wait = min(self._wait * 2, _LONGEST_WAIT)

    def _hold(self, *, enabled: bool) -> None:
        self.opening.setEnabled(enabled)
        self.input.setEnabled(enabled)
        if enabled:
            self.input.setFocus()

    def help(self) -> None:
        """Open the manual at what it says of the password."""
        from app.ui.manual.dialog import open_manual

        open_manual(self.place, self)

    def _lift(self) -> None:
        self.drop()
        for dialog in self._dialogs:
            dialog.show()
        (self._returns_to or self._covered).setFocus()
        self.lifted.emit()

    def drop(self) -> None:
        """Be gone, without showing what was covered."""
        self._covered.removeEventFilter(self)
        self._freeze(frozen=False)
        self.hide()
        self.deleteLater()

    def close_dialogs(self) -> None:
        """Give up the dialogs that stood open; forms keep what was typed as a draft."""
        for dialog in self._dialogs:
            if isinstance(dialog, Dialog):
                dialog.put_away()
            else:
                dialog.reject()
        self._dialogs = []

    def _freeze(self, *, frozen: bool) -> None:
        """Keep shortcuts from reaching what is covered."""
        if (inside := self._covered.centralWidget()) is not None:
            inside.setEnabled(not frozen)
        for action in self._covered.actions():
            action.setEnabled(not frozen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with the window."""
        if watched is self._covered and event.type() is QEvent.Type.Resize:
            self.setGeometry(self._covered.rect())
        return False
