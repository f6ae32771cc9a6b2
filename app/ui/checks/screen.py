"""检查: everything the rules find in the ledger, by rule; each leads to where it is mended."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from app.queries.findings.gathered import LEVEL_WORDS, count_gathered, gathered
from app.queries.listing import Named, View
from app.rules.titles import chapter_of
from app.spec.record import Chapter
from app.ui.checks.bar import SieveBar
from app.ui.checks.explained import Explained
from app.ui.checks.lines import GROUNDS, PROBLEM, FindingList, Line
from app.ui.checks.mending import approval_button
from app.ui.checks.places import place_of_mending
from app.ui.screens.screen import Screen
from app.ui.style.tokens import is_folded, px
from app.ui.widgets.buttons import button
from app.ui.widgets.empty_page import EmptyPage
from app.ui.widgets.finding_box import FindingsArea
from app.ui.widgets.frames import card_of, page_column
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.task_bar import TaskBar

if TYPE_CHECKING:
    from app.errors import AppError
    from app.queries.findings.gathered import Gathered
    from app.ui.office import Office
    from app.ui.tasks import Task

_MEMBERS = "member"
_APPROVAL = "mem-approve-date"
_ALL_WELL = (
    "按规则检查过，没有发现问题。\n"
    "会籍、证照、会费有要改正的，或有快到期的，会列在这里，写明依据和期限。"
)
_NOT_YET = "正在按规则检查……"


class ChecksScreen(Screen):
    """The findings of the last check; checked anew whenever the page is shown."""

    title = chapter = "检查"
    records = None
    keys = "Enter 打开　→ 展开　← 收起"

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self.head = PageHead(self.title)
        self.head.add_quiet("重新检查", "restore", office.checker.run)
        self.print_button = self.head.add_quiet("打印、导出", "print", self._print)
        self.task_bar = TaskBar()
        self.refusals = FindingsArea()
        self.done = FindingsArea()  # stays while the check that follows is running
        self.found = FindingList()
        self.table = PlainTable(self.title, self.found)
        for key, is_open in ((Qt.Key.Key_Right, True), (Qt.Key.Key_Left, False)):
            step = QShortcut(QKeySequence(key), self.table, partial(self._step, is_open=is_open))
            step.setContext(Qt.ShortcutContext.WidgetShortcut)
        self.table.went.connect(lambda _row: self._explain())
        self.table.opened.connect(self.open_row)
        self.bar = SieveBar()
        self.bar.changed.connect(self._show)
        self.explained = Explained()
        self.well = EmptyPage("checks", _NOT_YET)
        self.nothing_left = EmptyPage(
            "checks", "没有符合这些条件的问题。", button("看全部", act=self.bar.clear)
        )
        self.stack = QStackedWidget()
        self._arrange()
        checker = office.checker
        checker.began.connect(self._watch)
        checker.found.connect(self._show)
        checker.failed.connect(self._refuse)

    def _arrange(self) -> None:
        listed = QWidget()
        below = QVBoxLayout(listed)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.table, 1)
        below.addWidget(self.explained)
        for page in (listed, self.nothing_left):
            self.stack.addWidget(page)
        self.whole = QStackedWidget()
        self.whole.addWidget(card_of(self.bar, self.stack, below=px(4)))
        self.whole.addWidget(self.well)
        column = page_column(self, self.head, self.task_bar, self.refusals, self.done)
        column.addWidget(self.whole, 1)

    # --- reading ------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what is known, and check anew beside the window."""
        checker = self.office.checker
        self._show()
        if checker.task is not None and self.task_bar.task is None:
            self.task_bar.watch(checker.task)  # it began before the page was built
        checker.run()

    def showEvent(self, event: object) -> None:
        """Days pass and papers are printed without a record being touched: check each time."""
        self._is_stale = True
        super().showEvent(event)  # type: ignore[arg-type]

    def _watch(self, task: Task) -> None:
        self.refusals.clear()
        self.task_bar.watch(task)

    def _refuse(self, error: AppError) -> None:
        self.well.purpose.setText("这一次没有检查成。")
        self.refusals.show_error(error)

    def _show(self) -> None:
        findings, today = self.office.checker.findings, self.office.desk.today
        self.print_button.setEnabled(bool(findings))
        self.whole.setCurrentIndex(0 if findings else 1)
        if not findings:
            checked = findings is not None
            self.well.purpose.setText(_ALL_WELL if checked else _NOT_YET)
            self.head.set_facts(f"{self.office.checker.checked_at} 检查" if checked else "")
            return
        self._tell_counts()
        present = {chapter_of(finding.rule) for finding in findings}
        self.bar.offer_chapters([chapter for chapter in Chapter if chapter in present])
        sieve = self.bar.sieve
        wanted = [finding for finding in findings if sieve.lets_through(finding, today)]
        self.bar.tell(len(wanted), len(findings))
        self.stack.setCurrentIndex(0 if wanted else 1)
        before = self.found.at(self.table.current_row())
        self.found.show(gathered(wanted), today)
        self._fit()
        self._stand_on(before)

    def _tell_counts(self) -> None:
        checker = self.office.checker
        found = checker.findings or ()
        counts = [(word, count_gathered(found, level)) for level, word in LEVEL_WORDS.items()]
        told = [f"{word} {count:,} 项" for word, count in counts if count]
        self.head.set_facts(*told, f"{checker.checked_at} 检查")

    def _fit(self) -> None:
        """Columns as wide as they need; the problem takes the room there is."""
        self.table.fit_columns()
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(PROBLEM, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnHidden(GROUNDS, is_folded())  # in large text they stand below alone

    def _stand_on(self, line: Line | None) -> None:
        """Stand where one stood, as far as it is still there."""
        place = 0
        if line is not None:
            same = (n for n, each in enumerate(self.found.lines) if each.finding == line.finding)
            is_rule = line.finding is None
            place = self.found.row_of(line.gathered) if is_rule else next(same, 0)
        self.table.go(place)
        self._explain()

    def take_focus(self) -> None:
        """The list takes the keyboard."""
        self.table.setFocus()

    # --- opening ------------------------------------------------------------------------

    def _explain(self) -> None:
        line = self.found.at(self.table.current_row())
        self.explained.show_line(line, self.found.today)
        if line is None:
            return
        if line.finding is None:
            word = "收起" if self.found.is_open(line.gathered) else "展开"
            self.explained.offer(word, lambda: self._toggle(line.gathered))
        elif place_of_mending(line.finding, self.office.desk.specs) is not None:
            self.explained.offer("打开", lambda: self.open_row(self.table.current_row()))
        people = line.gathered.findings
        if people[0].record == _MEMBERS and len(people) > 1:
            words = f"在名册里看这 {line.gathered.count_text}"
            self.explained.offer(words, lambda: self._list_people(line.gathered))
        is_whole = line.finding is None or len(people) == 1
        if self.isVisible() and is_whole and line.gathered.rule == _APPROVAL:
            numbers = {each.record_id for each in people if each.record_id}
            self.explained.offer_button(approval_button(self.office, self.done, numbers))

    def open_row(self, row: int) -> None:
        """Go to where a finding is mended; open or shut a rule."""
        line = self.found.at(row)
        if line is None:
            return
        if line.finding is None:
            self._toggle(line.gathered)
        elif place := place_of_mending(line.finding, self.office.desk.specs):
            self.office.wanted.emit(*place)

    def _toggle(self, which: Gathered) -> None:
        self._set_open(which, is_open=not self.found.is_open(which))

    def _set_open(self, which: Gathered, *, is_open: bool) -> None:
        self.found.set_open(which, is_open=is_open)
        self.table.go(self.found.row_of(which))
        self._explain()

    def _list_people(self, which: Gathered) -> None:
        numbers = tuple({each.record_id: None for each in which.findings if each.record_id})
        named = Named(f"{which.title}　{which.count_text}", numbers)
        self.office.wanted.emit(_MEMBERS, View(named=named))

    def _step(self, *, is_open: bool) -> None:
        """Open or shut the rule one stands on."""
        line = self.found.at(self.table.current_row())
        if line is not None and len(line.gathered.findings) > 1:
            self._set_open(line.gathered, is_open=is_open)

    def _print(self) -> None:
        self.office.wanted.emit("preview", ("checks", self.bar.sieve.values()))
