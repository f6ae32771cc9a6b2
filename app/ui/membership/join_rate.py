"""入会率: members to workers in every branch and group; each number opens the names behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.queries.listing import Named, View
from app.queries.members.join_rate import Count, RateLine, join_rates, join_rates_on
from app.queries.members.snapshots import frozen, snapshot_lines
from app.queries.naming.figure_words import figure_word, figure_words
from app.spec.record import Chapter
from app.ui.membership.snapshot_lists import NamesOf
from app.ui.register.as_at import AsAtButton
from app.ui.screens.screen import Screen
from app.ui.style.tokens import Colour, px
from app.ui.table.cells import Cell
from app.ui.tasks import Progress, Task
from app.ui.widgets.buttons import button, menu_button
from app.ui.widgets.finding_box import FindingsArea
from app.ui.widgets.frames import bar_of, card_of, page_column
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.page_head import PageHead, figure
from app.ui.widgets.plain_table import LEFT, RIGHT, Head, PlainModel, PlainTable
from app.ui.widgets.task_bar import TaskBar

if TYPE_CHECKING:
    from app.queries.members.snapshots import SnapshotLine
    from app.ui.office import Office

# Headings, and what stands below each: a count that opens its names, or a rate.
_COLUMNS: tuple[tuple[str, Count | str], ...] = (
    (figure_word("rate.workers").label, Count.WORKERS),
    (figure_word("people.regular").label, Count.MEMBERS),
    (figure_word("rate.rate").label, "join_rate"),
    ("女职工", Count.WOMEN_WORKERS),
    ("女会员", Count.WOMEN_MEMBERS),
    ("女职工入会率", "women_rate"),
    ("农民工", Count.MIGRANT_WORKERS),
    ("农民工会员", Count.MIGRANT_MEMBERS),
    ("农民工入会率", "migrant_rate"),
    ("申请中", Count.APPLICANTS),
    ("还可发展", Count.RECRUITS),
)


_TIPS = {word.label: word.tip for word in figure_words().values()}


class RateList(PlainModel):
    """The union, its branches and its groups, each with its counts and rates."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = (
            Head("分会、小组", "　" * 10),
            *(Head(title, "00,000", RIGHT, _TIPS.get(title, "")) for title, _what in _COLUMNS),
            Head(""),  # takes the rest of the width
        )
        self.lines: list[RateLine] = []

    def show(self, lines: list[RateLine]) -> None:
        """List ``lines``."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def count(self) -> int:
        """How many there are."""
        return len(self.lines)

    def gutter(self, row: int) -> str:
        """Groups are numbered; the union is above them."""
        return str(row) if row else ""

    def cell(self, row: int, column: int) -> Cell:
        """A name, a count in the colour of links, or a rate."""
        line = self.lines[row]
        if column == 0:
            return Cell("　" * line.depth + line.name, LEFT)
        if column > len(_COLUMNS):
            return Cell("", LEFT)
        what = _COLUMNS[column - 1][1]
        if not isinstance(what, Count):
            return Cell(str(getattr(line, what)), RIGHT)
        people = line.count(what)
        note = f"{line.name}：{what} {people:,} 人，点开看名单" if people else ""
        return Cell(f"{people:,}", RIGHT, Colour.LINK if people else Colour.TEXT3, message=note)

    def names_at(self, row: int, column: int) -> Named | None:
        """Who stands behind a number; ``None`` where there is nobody to name."""
        if not 0 < column <= len(_COLUMNS):
            return None
        what = _COLUMNS[column - 1][1]
        if not isinstance(what, Count) or not self.lines[row].people[what]:
            return None
        line = self.lines[row]
        return Named(f"{line.name}　{what} {line.count(what):,} 人", line.people[what])


class JoinRateScreen(Screen):
    """The table of rates, on any day or from a snapshot."""

    title = "入会率"
    chapter = Chapter.MEMBERS
    records = frozenset({"member", "membership_event", "member_group", "member_snapshot"})
    keys = "点数字看名单　Enter 看还可发展的人"

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self._snapshot: SnapshotLine | None = None
        self.head = PageHead(self.title)
        self.head.add_quiet("打印", "print", self._print)
        self.task_bar = TaskBar()
        self.task_bar.freed.connect(self._catch_up)
        self.findings = FindingsArea()
        self.rates = RateList()
        self.table = PlainTable(self.title, self.rates)
        self.table.setMouseTracking(True)
        self.table.clicked.connect(self._open_cell)
        self.table.entered.connect(self._point)
        self.table.opened.connect(lambda row: self.open_names(row, len(_COLUMNS)))
        self.as_at = AsAtButton(office, self._show_day)
        self._sources = QMenu(self)
        self._sources.aboutToShow.connect(self._offer_sources)
        self.source = menu_button("按现在的名册", self._sources)
        self.recruits = button("", small=True, act=lambda: self.open_names(0, len(_COLUMNS)))
        self._arrange()

    def _arrange(self) -> None:
        counted = ElidedLabel("只算会籍正常的会员，保留会籍的不算；职工含未入会的。", "note")
        bar = bar_of(self.recruits, counted, None, self.source, self.as_at)
        column = page_column(self, self.head, self.task_bar, self.findings)
        column.addWidget(card_of(bar, self.table, below=px(4)), 1)

    # --- reading ------------------------------------------------------------------------

    @property
    def day(self) -> str:
        """The day that the rates tell of."""
        if self._snapshot is not None:
            return self._snapshot.as_at
        return self.as_at.day or self.office.desk.today

    def refresh(self) -> None:
        """Count anew, beside the window; a hundred thousand people take a second or two."""
        if self.task_bar.task is not None:
            self._is_stale = True  # counted when the bar is free
            return
        day, snapshot, desk = self.day, self._snapshot, self.office.desk

        def work(_progress: Progress) -> list[RateLine]:
            with desk.snapshot() as reader:
                if snapshot is None:
                    return join_rates_on(reader, day)
                kept = frozen(reader, snapshot.digest)
                return join_rates(kept.people, kept.tree) if kept is not None else []

        task = Task("正在统计入会率", work)
        task.finished.connect(self._show)
        task.failed.connect(self.findings.show_error)
        self.findings.clear()
        self.task_bar.run(task)

    def _show(self, lines: list[RateLine]) -> None:
        self.rates.show(lines)
        self.table.fit_columns()
        self.table.go(0)
        whole = lines[0] if lines else None
        if whole is None:
            self.head.set_facts("快照的名单读不出来，请做完整核对")
            return
        workers, members = whole.count(Count.WORKERS), whole.count(Count.MEMBERS)
        self.head.set_facts(
            f"截至 {self.day}",
            figure("rate.workers", f"{workers:,} 人"),
            figure("people.regular", f"{members:,} 人"),
            figure("rate.rate", whole.join_rate),
        )
        left = whole.count(Count.RECRUITS)
        self.recruits.setText(f"还可发展 {left:,} 人")
        self.recruits.setEnabled(bool(left))

    def _show_day(self, _day: str | None) -> None:
        self._snapshot = None
        self._read_from_source()

    def _read_from_source(self) -> None:
        kept = self._snapshot
        self.source.setText(f"按快照 {kept.as_at}" if kept else "按现在的名册")
        self.as_at.setVisible(kept is None)
        self.refresh()

    def _offer_sources(self) -> None:
        self._sources.clear()
        offer = self._sources.addAction("按现在的名册")
        offer.triggered.connect(lambda _on=False: self.choose_source(None))
        for line in snapshot_lines(self.office.desk.reader):
            offer = self._sources.addAction(f"按快照 {line.as_at}")
            offer.triggered.connect(lambda _on=False, line=line: self.choose_source(line))

    def choose_source(self, snapshot: SnapshotLine | None) -> None:
        """Show the rates of the register, or of a snapshot."""
        self._snapshot = snapshot
        self._read_from_source()

    def take_focus(self) -> None:
        """The table takes the keyboard."""
        self.table.setFocus()

    # --- the names behind a number ------------------------------------------------------

    def _point(self, index: QModelIndex) -> None:
        """Show by the hand where a press leads somewhere."""
        leads = self.rates.names_at(index.row(), index.column()) is not None
        hand = Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor
        self.table.viewport().setCursor(hand)

    def _open_cell(self, index: QModelIndex) -> None:
        self.open_names(index.row(), index.column())

    def open_names(self, row: int, column: int) -> None:
        """Show the people behind a number: in the list, or as the snapshot froze them."""
        if not 0 <= row < self.rates.count():
            return
        named = self.rates.names_at(row, column)
        if named is None:
            return
        if self._snapshot is not None:
            self.office.wanted.emit("snapshots", NamesOf(self._snapshot.id, named))
            return
        day = self.as_at.day
        self.office.wanted.emit("member", View(named=named, as_at=day, today=self.day))

    def _print(self) -> None:
        source = "as_at" if self._snapshot is None else "snapshot"
        self.office.wanted.emit("preview", ("join-rate", {source: self.day}))
