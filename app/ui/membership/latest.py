"""最近变动: the latest changes of one person, at the foot of the panel of details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.queries.listing import Filter
from app.queries.members.membership import count_changes, latest_changes
from app.ui.style.tokens import px
from app.ui.table.cells import MISSING
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.queries.members.membership import Happening
    from app.ui.office import Office

_SHOWN = 3
_CHANGES = "membership_event"


class LatestChanges(QWidget):
    """What happened to somebody's membership lately, and the way to all of it."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self._number = 0
        self.all = button("全部", "link", act=self._show_all)
        head = QHBoxLayout()
        head.addWidget(label("最近变动", "card-title"))
        head.addStretch(1)
        head.addWidget(self.all)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(6))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(8), 0, 0)
        column.setSpacing(px(6))
        column.addLayout(head)
        column.addLayout(self._lines)

    def widget(self) -> QWidget:
        """What stands in the panel: this."""
        return self

    def show_record(self, number: int) -> None:
        """Show another person's changes; 0 for nobody's."""
        self._number = number
        while (item := self._lines.takeAt(0)) is not None:
            if (line := item.widget()) is not None:
                line.hide()
                line.deleteLater()
        reader = self._office.desk.reader
        found = latest_changes(reader, number, _SHOWN) if number else []
        for happening in found:
            self._lines.addWidget(_line(happening))
        self.all.setText(f"全部 {count_changes(reader, number)} 条")
        self.setVisible(bool(found))

    def _show_all(self) -> None:
        """The list of changes, only this person's in it."""
        whose = Filter("member_id", frozenset([self._number]))
        self._office.wanted.emit(_CHANGES, whose)


def _line(happening: Happening) -> QWidget:
    """Kind and day; below them what else is known."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    upper = QHBoxLayout()
    upper.addWidget(label(happening.what, "value"))
    upper.addStretch(1)
    day = label(happening.day or f"日期{MISSING}", "note" if happening.day else "warning-note")
    upper.addWidget(day, 0, Qt.AlignmentFlag.AlignRight)
    column.addLayout(upper)
    if happening.more:
        column.addWidget(label(happening.more, "note", wrap=True))
    return made
