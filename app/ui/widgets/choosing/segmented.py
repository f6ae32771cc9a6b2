"""Two to four choices side by side, and tabs: one of a row of buttons is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from app.ui.style.tokens import px
from app.ui.widgets.buttons import button

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QKeyEvent


class Segmented(QWidget):
    """Choices as a joined row of buttons; arrow keys move, a second press clears.

    Attributes:
        chosen: another choice was made by the user; carries its value or ``None``.
    """

    chosen = Signal(object)

    def __init__(
        self,
        choices: Iterable[tuple[object, str]],
        *,
        clearable: bool = True,
        kind: str = "segment",
    ) -> None:
        super().__init__()
        self._clearable = clearable
        self._group = QButtonGroup(self)
        self._group.setExclusive(not clearable)
        self._values: list[object] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0 if kind == "segment" else px(16))
        entries = list(choices)
        for place, (value, text) in enumerate(entries):
            row.addWidget(self._segment(place, value, text, len(entries), kind))
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if entries:
            self.setFocusProxy(self._group.button(0))

    def _segment(self, place: int, value: object, text: str, count: int, kind: str) -> QPushButton:
        made = button(text, kind)
        made.setCheckable(True)
        made.installEventFilter(self)
        if kind == "segment":
            made.setProperty("end", {0: "first", count - 1: "last"}.get(place, "middle"))
        made.clicked.connect(lambda checked, place=place: self._press(place, checked=checked))
        self._values.append(value)
        self._group.addButton(made, place)
        return made

    @property
    def buttons(self) -> list[QPushButton]:
        """The buttons, left to right."""
        return [made for made in self._group.buttons() if isinstance(made, QPushButton)]

    def value(self) -> object:
        """The value that is on; ``None`` when none is."""
        for place, made in enumerate(self.buttons):
            if made.isChecked():
                return self._values[place]
        return None

    def set_value(self, value: object) -> None:
        """Switch on the choice with ``value``, without telling anybody."""
        for place, made in enumerate(self.buttons):
            self._group.setExclusive(False)
            made.setChecked(self._values[place] == value)
            if made.isChecked():
                self.setFocusProxy(made)
        self._group.setExclusive(not self._clearable)

    def _press(self, place: int, *, checked: bool) -> None:
        value = self._values[place] if checked else None
        self.set_value(value)
        self.chosen.emit(value)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Left and right move between the choices."""
        if event.type() is QEvent.Type.KeyPress and isinstance(watched, QPushButton):
            key: QKeyEvent = event  # type: ignore[assignment]
            step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key.key()))
            if step is not None:
                place = (self.buttons.index(watched) + step) % len(self.buttons)
                self.buttons[place].setFocus(Qt.FocusReason.TabFocusReason)
                if self.value() != self._values[place]:
                    self._press(place, checked=True)
                return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]
