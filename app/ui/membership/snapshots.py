"""半年快照: taking one, the names in it, and what became of people since the one before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from app.actions.members.snapshots import take_snapshot
from app.queries.listing import Named
from app.queries.members.snapshots import (
    Became,
    Difference,
    Figure,
    Frozen,
    SnapshotLine,
    differences,
    due_snapshot,
    frozen,
    snapshot_lines,
)
from app.spec.dates import half_year
from app.spec.record import Chapter
from app.ui.membership.snapshot_day import snapshot_day_dialog
from app.ui.membership.snapshot_lists import (
    DifferenceList,
    Listed,
    NameList,
    NamesOf,
    SnapshotList,
    called,
    in_order,
)
from app.ui.screens.screen import Screen
from app.ui.style.tokens import Colour, px, text_scale
from app.ui.tasks import Progress, Task
from app.ui.widgets.buttons import button, menu_button
from app.ui.widgets.choosing.segmented import Segmented
from app.ui.widgets.finding_box import FindingBox, FindingsArea
from app.ui.widgets.frames import bar_of, card_of, page_column
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.task_bar import TaskBar

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex

    from app.store.unit import Changed, Unit
    from app.ui.editors.asked_day import DayDialog
    from app.ui.office import Office

_CHANGES, _NAMES, _LIST = "changes", "names", "list"
_WHAT_FOR = "快照记下 {day} 的名册，以后补记、改错都不会改变它，年报的数字随时有据可查。"
_TIGHT = 1.5  # text from which on what only explains makes room for the lists
_LIST_SHARE, _BELOW_SHARE = 2, 5  # how high the two cards are


class SnapshotScreen(Screen):
    """The snapshots above; below, of the chosen one, its names or what changed before it."""

    title = "半年快照"
    chapter = Chapter.MEMBERS
    records = frozenset({"member_snapshot"})
    search_hint = "在快照的名单里找姓名、拼音首字母"
    keys = "点数字看是谁　Enter 看名单"

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self._only: Named | None = None
        self._figure: Figure | None = None  # whose people are listed, of the chosen snapshot
        self._earlier: SnapshotLine | None = None  # chosen by the user; else the one before
        self._differences: list[Difference] = []
        self._what = ""
        self._shown: tuple[SnapshotLine | None, SnapshotLine | None] = (None, None)
        self._day_to_take = ""  # asked for while another snapshot was being read
        self._is_readable = True
        self.head = PageHead(self.title)
        self.head.add_quiet("打印对照表", "print", self._print)
        self.take_button = self.head.set_primary("做快照", self.ask_day, icon_name="plus")
        self.take_button.setEnabled(not office.desk.read_only)
        self.task_bar = TaskBar()
        self.task_bar.freed.connect(self._go_on)
        self.findings = FindingsArea()
        self.snapshots = SnapshotList()
        self.table = PlainTable(self.title, self.snapshots)
        self.table.went.connect(lambda _row: self._on_chosen())
        self.table.opened.connect(lambda _row: self.show_side(_NAMES))
        self.table.setMouseTracking(True)
        self.table.entered.connect(self._point)
        self.table.clicked.connect(self._open_cell)
        self.names, self.changes = NameList(), DifferenceList()
        self.name_table = PlainTable("快照名单", self.names)
        self.name_table.opened.connect(lambda row: self._go_to(self.names.people[row].id))
        self.change_table = PlainTable("快照之间的变化", self.changes)
        self.change_table.opened.connect(lambda row: self._go_to(self.changes.found[row].id))
        self.is_tight = text_scale() > _TIGHT  # no room for two lists one above the other
        sides = ((_CHANGES, "变化"), (_NAMES, "名单"))
        offered = ((_LIST, "快照"), *sides) if self.is_tight else sides
        self.sides = Segmented(offered, clearable=False)
        self.sides.chosen.connect(lambda side: self.show_side(str(side)))
        self._with_menu, self._kind_menu = QMenu(self), QMenu(self)
        self._with_menu.aboutToShow.connect(self._offer_earlier)
        self._kind_menu.aboutToShow.connect(self._offer_kinds)
        self.compared_with = menu_button("", self._with_menu)
        self.kind = menu_button("", self._kind_menu)
        self.state = ElidedLabel("", "note")
        self.everybody = button("看全部名单", "link", act=self._show_everybody)
        self._arrange()

    def _arrange(self) -> None:
        self.stack = QStackedWidget()
        self.stack.addWidget(self.change_table)
        self.stack.addWidget(self.name_table)
        told = (self.sides, self.state, self.everybody)
        bar = bar_of(*told, None, self.kind, self.compared_with)
        column = page_column(self, self.head, self.task_bar, self.findings)
        if self.is_tight:
            self.stack.addWidget(self.table)
        else:
            column.addWidget(card_of(self.table), _LIST_SHARE)
            column.addSpacing(px(12))
        column.addWidget(card_of(bar, self.stack), _BELOW_SHARE)
        self.sides.set_value(_LIST if self.is_tight else _CHANGES)

    # --- reading ------------------------------------------------------------------------

    def refresh(self) -> None:
        """List the snapshots; propose the one that is due."""
        chosen = self.chosen
        lines = snapshot_lines(self.office.desk.reader)
        self.snapshots.show(lines)
        self.table.fit_columns()
        self.head.set_facts(f"{len(lines)} 份", "只读，做好后不会再变")
        places = [n for n, line in enumerate(lines) if chosen and line.id == chosen.id]
        self.table.go(places[0] if places else 0)
        self._propose()
        self._on_chosen()

    def _propose(self) -> None:
        self.findings.clear()
        day = due_snapshot(self.office.desk.reader, self.office.desk.today)
        if day is None or self.office.desk.read_only or self.is_tight:
            return  # in very large text the list has no room to spare; 做快照 proposes the day
        box = FindingBox(
            "提醒",
            Colour.WARN,
            f"{half_year(day)}已经结束，还没有做快照。",
            notes=[] if text_scale() >= _TIGHT else [_WHAT_FOR.format(day=day)],
        )
        box.add_action(button("现在做", small=True, act=lambda: self.take(day)))
        self.findings.add(box)

    @property
    def chosen(self) -> SnapshotLine | None:
        """The snapshot of the current row."""
        row = self.table.current_row()
        return self.snapshots.lines[row] if 0 <= row < self.snapshots.count() else None

    @property
    def earlier(self) -> SnapshotLine | None:
        """What the chosen one is compared with: the choice of the user, or the one before."""
        later = self.chosen
        if later is None:
            return None
        before = [line for line in self.snapshots.lines if line.as_at < later.as_at]
        if self._earlier in before:
            return self._earlier
        return before[0] if before else None

    def _on_chosen(self) -> None:
        self._only = self._figure = None
        self._read()

    def _read(self) -> None:
        """Read the chosen snapshot, and the one it is compared with, beside the window."""
        later, earlier, desk = self.chosen, self.earlier, self.office.desk
        if self.task_bar.task is not None:
            return  # what is chosen by then is read when the bar is free
        self._shown = (later, earlier)
        if later is None:
            self._show(None, [], [])
            return

        def work(progress: Progress) -> tuple[Frozen | None, list[Listed], list[Difference]]:
            with desk.snapshot() as reader:
                now = frozen(reader, later.digest)
                progress.check()
                then = frozen(reader, earlier.digest) if earlier else None
            progress.check()
            return now, in_order(now), differences(then, now) if then and now else []

        task = Task("正在读快照", work)
        task.finished.connect(lambda found: self._show(*found))
        task.failed.connect(self.findings.show_error)
        self.task_bar.run(task)

    def _go_on(self) -> None:
        """Take the snapshot asked for meanwhile, or read the one that was chosen."""
        if self._day_to_take:
            day, self._day_to_take = self._day_to_take, ""
            self.take(day)
        elif self._shown != (self.chosen, self.earlier):
            self._read()

    def _show(self, kept: Frozen | None, people: list[Listed], found: list[Difference]) -> None:
        self._differences = found
        if kept is not None and self._figure is not None:
            ids = kept.counted(self._figure)
            self._only = Named(f"{called(self._figure)} {len(ids):,} 人", ids)
        self.names.show(kept, people, None if self._only is None else set(self._only.ids))
        self.names.search(self.search_text)
        if not any(each.what == self._what for each in found):
            self._what = ""
        self.changes.show(found, self._what)
        for table in (self.name_table, self.change_table):
            table.fit_columns()
        self._is_readable = kept is not None
        self._say()

    def _say(self) -> None:
        """Say what is listed below."""
        side, chosen, earlier = self.sides.value(), self.chosen, self.earlier
        lists = {_NAMES: self.name_table, _LIST: self.table}
        self.stack.setCurrentWidget(lists.get(str(side), self.change_table))
        self.compared_with.setVisible(side == _CHANGES and earlier is not None)
        self.kind.setVisible(side == _NAMES or bool(self._differences))
        self.everybody.setVisible(side == _NAMES and self._only is not None)
        if earlier is not None:
            self.compared_with.setText(f"与 {earlier.as_at} 比")
        if side == _NAMES:
            self.kind.setText(self._figure or "全部名单")
        else:
            self.kind.setText(f"{self._what or '全部变化'} {self.changes.count():,}")
        if chosen is None:
            words = "还没有快照。"
        elif not self._is_readable:
            words = "名单读不出来或与摘要不符，请到“备份”做完整核对。"
        elif side == _LIST:
            words = f"选中的是 {chosen.as_at}"
        elif side == _NAMES:
            whom = self._only.title if self._only else f"{self.names.count():,} 人"
            words = f"{chosen.as_at} 的名单　{whom}"
        elif earlier is None:
            words = "这是最早的一份，没有可比的。"
        else:
            people = len({each.id for each in self.changes.found})
            words = f"{earlier.as_at} 至 {chosen.as_at}　{people:,} 人有变化"
        self.state.set_text(words)

    def search(self, text: str) -> None:
        """List the names that hold ``text``."""
        self.names.search(text)
        if text:
            self.sides.set_value(_NAMES)
        self._say()

    def show_side(self, side: str) -> None:
        """Show the names, or the changes."""
        self.sides.set_value(side)
        self._say()

    def _show_everybody(self) -> None:
        self.show_figure(None)

    def show_figure(self, figure: Figure | None) -> None:
        """List the people behind a number of the chosen snapshot; everybody for none."""
        self._only, self._figure = None, figure
        self.sides.set_value(_NAMES)
        self._read()

    def show_about(self, target: object) -> None:
        """Show certain people of a snapshot as it froze them."""
        if not isinstance(target, NamesOf):
            return
        places = [n for n, line in enumerate(self.snapshots.lines) if line.id == target.snapshot_id]
        if places:
            self.table.go(places[0])
            self._only, self._figure = target.named, None
            self.sides.set_value(_NAMES)
            self._read()

    def take_focus(self) -> None:
        """The list of snapshots takes the keyboard."""
        self.table.setFocus()

    # --- choosing -----------------------------------------------------------------------

    def _offer_earlier(self) -> None:
        self._with_menu.clear()
        chosen = self.chosen
        for line in self.snapshots.lines:
            if chosen is not None and line.as_at < chosen.as_at:
                offer = self._with_menu.addAction(f"{line.as_at}　{line.title}")
                offer.triggered.connect(lambda _on=False, line=line: self.compare_with(line))

    def compare_with(self, earlier: SnapshotLine) -> None:
        """Show what became of people since another snapshot."""
        self._earlier = earlier
        self._read()

    def _point(self, index: QModelIndex) -> None:
        """Show by the hand where a press leads somewhere."""
        leads = self.snapshots.figure_at(index.row(), index.column()) is not None
        hand = Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor
        self.table.viewport().setCursor(hand)

    def _open_cell(self, index: QModelIndex) -> None:
        figure = self.snapshots.figure_at(index.row(), index.column())
        if figure is not None:
            self.show_figure(figure)

    def _offer_kinds(self) -> None:
        self._kind_menu.clear()
        if self.sides.value() == _NAMES:
            self._offer_figures()
            return
        counts = Counter(each.what for each in self._differences)
        everything = self._kind_menu.addAction(f"全部变化　{len(self._differences):,}")
        everything.triggered.connect(lambda _on=False: self.show_kind(""))
        for what in Became:
            if counts[what]:
                offer = self._kind_menu.addAction(f"{what}　{counts[what]:,}")
                offer.triggered.connect(lambda _on=False, what=what: self.show_kind(what))

    def _offer_figures(self) -> None:
        """The numbers of the chosen snapshot, each with its names."""
        everybody = self._kind_menu.addAction("全部名单")
        everybody.triggered.connect(lambda _on=False: self.show_figure(None))
        chosen = self.chosen
        if chosen is None:
            return
        for figure in Figure:
            offer = self._kind_menu.addAction(f"{called(figure)}　{chosen.figure(figure):,} 人")
            offer.triggered.connect(lambda _on=False, figure=figure: self.show_figure(figure))

    def show_kind(self, what: str) -> None:
        """List the changes of one kind; all of them when blank."""
        self._what = what
        self.changes.show(self._differences, what)
        self._say()

    # --- doing --------------------------------------------------------------------------

    def ask_day(self) -> DayDialog:
        """Ask of which day a snapshot shall be taken."""
        desk = self.office.desk
        taken = {line.as_at for line in self.snapshots.lines}
        dialog = snapshot_day_dialog(self, desk.reader, desk.today, taken)
        dialog.chosen.connect(self.take)
        dialog.open()
        return dialog

    def take(self, day: str) -> None:
        """Take a snapshot of the ISO day ``day``, beside the window."""
        self.findings.clear()
        self._shown = (None, None)  # what is listed below is read anew afterwards
        if self.task_bar.task is not None:
            self._day_to_take = day
            self.task_bar.task.cancel()
            return
        desk, title = self.office.desk, f"做半年快照：{day}"

        def work(progress: Progress) -> Changed:
            def write(unit: Unit) -> None:
                take_snapshot(unit, day)
                progress.check()  # the last moment at which nothing is written yet

            return desk.act("take_snapshot", title, write)

        task = Task(title, work)
        task.finished.connect(self._tell_taken)
        task.failed.connect(self.findings.show_error)
        self.task_bar.run(task)

    def _tell_taken(self, changed: Changed) -> None:
        self.office.hub.changed.emit(changed)
        self.office.tell_saved()

    def _go_to(self, member_id: int) -> None:
        self.office.wanted.emit("member", member_id)

    def _print(self) -> None:
        later, earlier = self.chosen, self.earlier
        days = {"from": earlier.as_at, "until": later.as_at} if later and earlier else {}
        self.office.wanted.emit("preview", ("snapshot-difference", days))
