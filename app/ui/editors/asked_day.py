"""Asking for a day, in a dialog of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.spec.values import ValueProblem, parse
from app.ui.editors.text import LineEditor
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent
    from PySide6.QtWidgets import QWidget

_DAY = FieldSpec("day", "日期", Kind.DATE)


class DayDialog(Dialog):
    """Asks for one day, and stays until it is one or nobody wants it any more.

    Args:
        act: what the button says that takes the day.
        about: the place that the manual explains when F1 is pressed.
        today: ISO day that Ctrl+; writes.

    Attributes:
        chosen: the ISO day that was asked for.
    """

    chosen = Signal(str)

    def __init__(self, title: str, act: str, parent: QWidget, *, about: str, today: str) -> None:
        super().__init__(title, parent, about=about)
        self.line = LineEditor(_DAY, today)
        self._fault = label("", "fault")
        self.add_button("取消", self.reject)
        self.add_button(act, self._take, kind="primary").setDefault(True)
        self.line.returnPressed.connect(self._take)

    def explain(self, text: str, question: str = "") -> None:
        """Say what the day is for, and above its line what is asked."""
        self.say(text)
        if question:
            self.body.addWidget(label(question, "pair", wrap=True))
        self.body.addWidget(self.line)
        self.body.addWidget(self._fault)

    def showEvent(self, event: QShowEvent) -> None:
        """The line takes the keyboard."""
        super().showEvent(event)
        self.line.setFocus()

    def _take(self) -> None:
        try:
            day = parse(_DAY, self.line.text())
        except ValueProblem as problem:
            self._fault.setText(f"{problem.message}。")
            return
        if day is None:
            self._fault.setText("请填日期。")
            return
        self.accept()
        self.chosen.emit(str(day))
