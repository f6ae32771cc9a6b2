"""Whom the member list shows: those here, members, workers to recruit, those who left; a flag."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu

from app.queries.listing import View
from app.queries.members.flags import GONE, flag_labels
from app.queries.members.lists import crowd_counts, flag_sizes
from app.queries.members.snapshots import due_snapshot
from app.queries.members.workers import Crowd
from app.queries.naming.figure_words import figure_word
from app.spec.dates import half_year
from app.ui.style.tokens import CARD_HEADER, px, text_scale
from app.ui.widgets.buttons import button, menu_button
from app.ui.widgets.choosing.segmented import Segmented

if TYPE_CHECKING:
    from app.ui.register.card import RegisterCard

_MEMBERS = "member"
_SEARCHED = "查找时找的是全部的人；只看在册的，请先清除查找"
EVERYBODY = ""  # as the counts have it
_TIGHT = 1.5  # text from which on there is no room for the ways to other pages
_COUNTED_AT_ONCE = 10_000  # rows; of more the list is painted first, and then counted
CHOICES: tuple[tuple[str, str], ...] = (
    (Crowd.HERE, "people.here"),
    (Crowd.MEMBERS, "people.members"),
    (Crowd.RECRUITS, "people.recruits"),
    (Crowd.LEFT, "people.left"),
    (EVERYBODY, "people.all"),
)  # each with the id of its word


def people_bar_of(card: RegisterCard) -> PeopleBar | None:
    """The choices above the list of members; other registers have none."""
    return PeopleBar(card) if card.spec.id == _MEMBERS else None


class PeopleBar(QFrame):
    """Choices of people with their numbers, and the menu of flags (类别)."""

    def __init__(self, card: RegisterCard) -> None:
        super().__init__()
        self.setProperty("kind", "bar")
        self.setFixedHeight(px(CARD_HEADER))
        self._card = card
        words = [(choice, figure_word(word)) for choice, word in CHOICES]
        self.choices = Segmented([(choice, word.label) for choice, word in words], clearable=False)
        self.choices.setAccessibleName("显示哪些人")
        for made, (_choice, word) in zip(self.choices.buttons, words, strict=True):
            made.setProperty("small", True)
            made.setToolTip(word.tip)
        self.choices.chosen.connect(self.choose)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._count)
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._offer_flags)
        self.flag_button = menu_button("类别", self.menu)
        self.flag_button.setToolTip("只看一类人：农民工、女职工、劳务派遣……")
        office = card.office
        row = QHBoxLayout(self)
        row.setContentsMargins(px(12), 0, px(12), 0)
        row.setSpacing(px(12))
        row.addWidget(self.choices)
        row.addWidget(self.flag_button)
        row.addStretch(1)
        self.rates = button("入会率", "link", act=partial(office.wanted.emit, "join_rate", None))
        row.addWidget(self.rates)
        self.snapshots = button("半年快照", "link")
        self.snapshots.clicked.connect(lambda: office.wanted.emit("snapshots", None))
        row.addWidget(self.snapshots)
        if text_scale() >= _TIGHT:  # both have tabs of their own; the choices have not
            self.rates.hide()
            self.snapshots.hide()

    @property
    def start(self) -> View:
        """What the list shows at first."""
        return View(crowd=Crowd.HERE, today=self._card.office.desk.today)

    @staticmethod
    def fitting(view: View) -> View:
        """``view`` with a choice that its day can answer: of a past day those here then."""
        is_unknown = view.crowd in {None, Crowd.LEFT} and view.named is None
        return replace(view, crowd=Crowd.HERE) if view.as_at and is_unknown else view

    def choose(self, choice: object) -> None:
        """Show other people."""
        crowd = None if choice == EVERYBODY else Crowd(str(choice))
        self._card.change_view(crowd=crowd, named=None)
        self.show_state()  # a search may look further than what was pressed
        if self._card.model.view.among is not crowd:
            self._card.view.hinted.emit(_SEARCHED)

    def read(self) -> None:
        """Count the people of each choice on the day shown."""
        self.show_state()
        if len(self._card.model.ids) <= _COUNTED_AT_ONCE:
            self._count()
        else:
            self._later.start()

    def _count(self) -> None:
        view, desk = self._card.model.view, self._card.office.desk
        counts = crowd_counts(desk.reader, view.day, view.as_at)
        is_past = view.as_at is not None
        for (choice, word), made in zip(CHOICES, self.choices.buttons, strict=True):
            # Of a past day only those are known who were here then.
            made.setVisible(not (is_past and choice in {EVERYBODY, Crowd.LEFT}))
            made.setText(f"{figure_word(word).label} {counts[choice]:,}")
        due = due_snapshot(desk.reader, desk.today)
        self.snapshots.setText(f"半年快照：{half_year(due)}待做" if due else "半年快照")

    def show_state(self) -> None:
        """Mark what the list shows."""
        view = self._card.model.view
        nothing = view.named is not None
        self.choices.set_value(None if nothing else view.among or EVERYBODY)
        labels = flag_labels(self._card.office.desk.reader)
        flag = f"类别：{labels.get(view.flag, GONE)}" if view.flag else "类别"
        self.flag_button.setText(flag)

    def _offer_flags(self) -> None:
        """Every flag with the number of people shown who have it."""
        view, reader = self._card.model.view, self._card.office.desk.reader
        self.menu.clear()
        if view.flag:
            self.menu.addAction("全部类别").triggered.connect(lambda _on=False: self._flag(""))
            self.menu.addSeparator()
        sizes = flag_sizes(reader, view.crowd, view.day, view.as_at)
        for flag, label in flag_labels(reader).items():
            line = self.menu.addAction(f"{label}　{sizes[flag]:,} 人")
            line.triggered.connect(lambda _on=False, chosen=flag: self._flag(chosen))

    def _flag(self, flag_id: str) -> None:
        self._card.change_view(flag=flag_id)
