"""截至: the day that a register is shown for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.ui.editors.asked_day import DayDialog
from app.ui.widgets.buttons import menu_button

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.office import Office
    from app.ui.register.card import RegisterCard

DATED = frozenset({"member"})  # registers that know who stood in them on any day


class AsAtButton(QWidget):
    """Offers today, the ends of last month and last year, and any other day.

    Attributes:
        day: ISO day shown; ``None`` for today.

    Args:
        card: the list whose day it tells, wherever that was chosen.
    """

    def __init__(
        self,
        office: Office,
        show: Callable[[str | None], object],
        card: RegisterCard | None = None,
    ) -> None:
        super().__init__()
        self._office = office
        self._show = show
        self.day: str | None = None
        menu = QMenu(self)
        for text, day in self._offers():
            menu.addAction(text).triggered.connect(lambda _on=False, day=day: self.choose(day))
        menu.addAction("其他日期…").triggered.connect(lambda _on=False: self.ask())
        self.button = menu_button("", menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        self._say()
        if card is not None:
            card.viewed.connect(lambda: self._follow(card.model.view.as_at))

    def _follow(self, day: str | None) -> None:
        """Tell the day that another page asked the list for."""
        if day != self.day:
            self.day = day
            self._say()

    def _offers(self) -> list[tuple[str, str | None]]:
        today = dt.date.fromisoformat(self._office.desk.today)
        month = today.replace(day=1) - dt.timedelta(days=1)
        year = dt.date(today.year - 1, 12, 31)
        return [
            ("今天", None),
            (f"上月末 {month.isoformat()}", month.isoformat()),
            (f"上年末 {year.isoformat()}", year.isoformat()),
        ]

    def _say(self) -> None:
        self.button.setText(f"截至 {self.day or self._office.desk.today}")

    def choose(self, day: str | None) -> None:
        """Show the register as it was at the end of ``day``."""
        self.day = None if day == self._office.desk.today else day
        self._say()
        self._show(self.day)

    def ask(self) -> DayDialog:
        """Ask for any other day."""
        today = self._office.desk.today
        dialog = DayDialog("查看某一天的名册", "查看", self, about="截至日期", today=today)
        dialog.explain("显示当天在册的人和当时的小组，只看不改。")
        dialog.line.show_hint()
        dialog.chosen.connect(self.choose)
        dialog.open()
        return dialog
