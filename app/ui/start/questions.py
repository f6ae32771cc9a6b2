"""The questions of the first run: what the program needs to know of a union, each skippable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.editors.asked_value import AskedValue
from app.ui.style.tokens import px
from app.ui.widgets.buttons import button
from app.ui.widgets.frames import frame
from app.ui.widgets.labels import ElidedLabel, label

if TYPE_CHECKING:
    from pathlib import Path

    from app.ui.widgets.chooser import Chooser

NAMELESS = "（工会全称待填）"
_WORKERS = "workers_count"
_ASKED = (
    "name",
    _WORKERS,
    "term_ends_on",
    "last_congress_on",
    "contract_ends_on",
    "place",
)


class Questions(QWidget):
    """Six questions and a place for backups.

    Attributes:
        answered: the ledger shall be made; ``values`` and ``second_place`` hold the answers.
        left: back to the start page.
    """

    answered = Signal()
    left = Signal()

    def __init__(self, chooser: Chooser, today: str) -> None:
        super().__init__()
        from app.queries.sources import core_spec

        self._chooser = chooser
        self.second_place: Path | None = None
        fields = {**core_spec("headcount").fields, **core_spec("union_profile").fields}
        self.asked = {name: AskedValue(fields[name], today=today) for name in _ASKED}
        self._place = ElidedLabel("还没有选；以后也可以在“备份”里选", "note")
        self._arrange()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        card = frame("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(px(16), px(12), px(16), px(16))
        inside.setSpacing(px(12))
        inside.addWidget(label("新建台账", "heading"))
        inside.addWidget(
            label(
                "都可以先空着，以后在“组织”里补。日期要写到哪一天，例如 2027-03-20。",
                "note",
                wrap=True,
            )
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(12))
        for number, asked in enumerate(self.asked.values()):
            grid.addWidget(asked, number // 2, number % 2)
        inside.addLayout(grid)
        inside.addWidget(frame("rule"))
        inside.addWidget(label("备份的第二个位置", "card-title"))
        inside.addWidget(
            label(
                "电脑坏了，U 盘上的备份还在。请选一个 U 盘或另一块硬盘上的文件夹。",
                "note",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        row.setSpacing(px(12))
        self.place_button = button("选择位置", icon_name="folder", act=self._ask_place)
        row.addWidget(self.place_button)
        row.addWidget(self._place, 1)
        inside.addLayout(row)
        scroll = QScrollArea()
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        whole = QWidget()
        upright = QVBoxLayout(whole)
        upright.setContentsMargins(0, 0, 0, 0)
        upright.setSpacing(px(12))
        upright.addWidget(card)
        upright.addLayout(self._foot())
        upright.addStretch(1)
        scroll.setWidget(whole)
        column.addWidget(scroll, 1)

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button("返回", act=self.left.emit))
        self.make_button = button("选择存放位置并新建", "primary", act=self._answer)
        foot.addWidget(self.make_button)
        return foot

    def _ask_place(self) -> None:
        folder = self._chooser.folder(self, "选择备份的第二个位置")
        if folder is not None:
            self.second_place = folder
            self._place.set_text(str(folder))

    def _answer(self) -> None:
        faulty = [asked for asked in self.asked.values() if not asked.settle()]
        if faulty:
            faulty[0].editor.setFocus()
        else:
            self.answered.emit()

    def values(self) -> dict[str, object]:
        """What was answered of the union's card, in stored forms; the name at least."""
        known = {name: asked.value for name, asked in self.asked.items() if asked.value is not None}
        known.pop(_WORKERS, None)
        return {"name": NAMELESS, **known}

    @property
    def workers(self) -> int | None:
        """How many work there today, if that was answered: the first line of 职工人数."""
        value = self.asked[_WORKERS].value
        return value if isinstance(value, int) else None

    def take_focus(self) -> None:
        """Begin with the name."""
        self.asked["name"].editor.setFocus()
