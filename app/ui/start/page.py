"""The page before a ledger is open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.clock import today
from app.errors import AppError
from app.ui.manual.dialog import open_manual
from app.ui.safekeeping.second_place import keep_second_place, note_asked, second_place_of
from app.ui.safekeeping.ways_out import DAMAGED, FROM_BACKUP, newest_backup_words
from app.ui.start.from_backup import FromBackup, sticks
from app.ui.start.questions import Questions
from app.ui.start.recent import RecentFiles
from app.ui.start.sample import PUT_AWAY, ask_to_remove, removed_box, to_recycle
from app.ui.start.text_sizes import text_sizes
from app.ui.style.tokens import Colour, px
from app.ui.tasks import Progress, Task
from app.ui.widgets.buttons import button
from app.ui.widgets.chooser import LEDGERS, Chooser, documents
from app.ui.widgets.finding_box import FindingBox, FindingsArea, copy_button
from app.ui.widgets.frames import bar_of, card_of, frame
from app.ui.widgets.labels import label
from app.ui.widgets.task_bar import TaskBar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtGui import QShowEvent

    from app.bootstrap import House
    from app.store.backup import Backup
    from app.ui.preferences import Preferences

_WIDTH = 880
_SAMPLE = "示例工会.ghdb"
_PURPOSES = {
    "打开台账": "打开已有的台账文件（.ghdb）。",
    "新建台账": "从头开始：填上工会全称就可以用。",
    FROM_BACKUP: "换了电脑或文件坏了，从 U 盘上的备份接着用。",
    "看看示例": "一个虚构工会的台账，可以随便改。",
}


class StartPage(QWidget):
    """Open, make, look at the sample, come back from a backup.

    Attributes:
        chosen: a ledger was chosen; carries its path.
        opened: a ledger was made or brought back, and is open; carries its desk.
        text_size_wanted: one of the four text sizes was chosen.
    """

    chosen = Signal(object)
    opened = Signal(object)
    text_size_wanted = Signal(object)

    def __init__(
        self,
        preferences: Preferences,
        house: Callable[[], House],
        chooser: Chooser | None = None,
        plugged_in: Callable[[], Sequence[Path]] = sticks,
    ) -> None:
        super().__init__()
        self._preferences = preferences
        self._house = house
        self._chooser = chooser or Chooser()
        self._plugged_in = plugged_in
        self._questions: Questions | None = None
        self._from_backup: FromBackup | None = None
        self.tasks = TaskBar()
        self.tasks.freed.connect(self._unlock)
        self.findings = FindingsArea()
        self.recent = RecentFiles()
        self.recent.chosen.connect(self.chosen)
        self.recent.missed.connect(self._tell_missing)
        self.stack = QStackedWidget()
        has_recent = bool(preferences.recent_files)
        self.open_button = button(
            "打开台账", "primary" if has_recent else "plain", icon_name="folder", act=self._ask_open
        )
        self.new_button = button(
            "新建台账",
            "plain" if has_recent else "primary",
            icon_name="plus",
            act=self.ask_questions,
        )
        self.backup_button = button(FROM_BACKUP, icon_name="restore", act=self.look_for_backups)
        self.sample_button = button("看看示例", icon_name="ledgers", act=self.open_sample)
        self.remove_button = button("删除示例", "link", act=self.ask_to_remove_sample)
        self._arrange()
        self._list_recent()

    def _arrange(self) -> None:
        whole = QHBoxLayout(self)
        whole.setContentsMargins(px(20), px(20), px(20), px(20))
        whole.addStretch(1)
        middle = QWidget()
        middle.setMaximumWidth(px(_WIDTH))
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        for part in (self.tasks, self.findings):
            column.addWidget(part)
        column.addWidget(self.stack, 1)
        whole.addWidget(middle, 1000)
        whole.addStretch(1)
        self._home = self._home_page()
        self.stack.addWidget(self._home)

    def _home_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, px(32), 0, 0)
        column.setSpacing(px(4))
        head = QHBoxLayout()
        head.addWidget(label("工会台账", "title"))
        head.addStretch(1)
        self.sizes = text_sizes()
        self.sizes.chosen.connect(self.text_size_wanted)
        self.help_button = button("帮助（F1）", "link", act=self._help)
        for part in (label("文字大小", "note"), self.sizes, self.help_button):
            head.addWidget(part)
        column.addLayout(head)
        column.addWidget(
            label("会员名册、会籍变动和工作台账，都在一个文件里；不用联网。", "facts", wrap=True)
        )
        column.addSpacing(px(16))
        cards = QHBoxLayout()
        cards.setSpacing(px(12))
        cards.addWidget(self._begin_card(), 0, Qt.AlignmentFlag.AlignTop)
        cards.addWidget(self._recent_card(), 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(cards)
        column.addStretch(1)
        area = QScrollArea()  # at the largest text it is higher than the screen
        area.setWidgetResizable(True)
        area.setWidget(page)
        return area

    def _begin_card(self) -> QWidget:
        card = frame("card")
        card.setFixedWidth(px(280))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(px(16), px(16), px(16), px(16))
        inside.setSpacing(px(4))
        first = [self.open_button, self.new_button]
        if self.new_button.property("kind") == "primary":
            first.reverse()
        for made in (*first, self.backup_button, self.sample_button):
            inside.addWidget(made)
            inside.addWidget(label(_PURPOSES[made.text()], "note", wrap=True))
            inside.addSpacing(px(8))
        inside.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _recent_card(self) -> QWidget:
        bar = bar_of(label("最近打开", "card-title"), left=16, right=16)
        return card_of(bar, self.recent)

    def _list_recent(self) -> None:
        self.recent.show_paths(self._preferences.recent_files)
        self._offer_removal()
        self.take_focus()

    def _offer_removal(self) -> None:
        """Offer to remove the sample while it is there."""
        self.remove_button.setVisible((documents() / _SAMPLE).exists())

    def take_focus(self) -> None:
        """Enter opens the ledger used last; on a first day it begins with a new one."""
        at_hand = next((file for file in self.recent.files if file.is_there), None)
        first = self.new_button if not self.recent.files else self.open_button
        (at_hand or first).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """What is shown later than it was made takes the keyboard then."""
        super().showEvent(event)
        self._offer_removal()
        if self.stack.currentWidget() is self._home:
            self.take_focus()

    def _help(self) -> None:
        open_manual(self.place, self)

    def show_error(self, error: AppError, path: Path | None = None) -> None:
        """Say why a ledger could not be opened; of a damaged one what its backups hold.

        Args:
            path: the ledger.
        """
        if error.code != DAMAGED or path is None:
            self.findings.show_error(error)
            return
        box = FindingBox(
            "没有打开",
            Colour.BAD,
            f"{error.happened}。",
            aside=error.code,
            notes=[newest_backup_words(self._house(), path), f"{error.safe}。{error.todo}。"],
        )
        box.add_action(button(FROM_BACKUP, small=True, act=self.look_for_backups))
        box.add_action(copy_button(error))
        self.findings.clear()
        self.findings.add(box)

    @property
    def place(self) -> str:
        """What the manual calls what is shown, for F1."""
        shown = self.stack.currentWidget()
        if shown is self._questions:
            return "新建台账"
        return FROM_BACKUP if shown is self._from_backup else "起始页"

    def _go_home(self) -> None:
        self._offer_removal()
        self.findings.clear()
        self.stack.setCurrentWidget(self._home)
        self.take_focus()

    def _run(
        self,
        title: str,
        work: Callable[[Progress], object],
        done: Callable[[Any], object],
    ) -> None:
        """Work that takes a while; its refusal is shown. One at a time."""
        if self.tasks.task is not None:
            return
        self.findings.clear()
        task = Task(title, work)
        task.finished.connect(done)
        task.failed.connect(self.show_error)
        self.stack.setEnabled(False)
        self.tasks.run(task)

    def _unlock(self) -> None:
        self.stack.setEnabled(True)

    # --- one that is there --------------------------------------------------------------

    def _ask_open(self) -> None:
        recent = self._preferences.recent_files
        folder = str(recent[0].parent if recent else documents())
        if (path := self._chooser.existing_file(self, "打开台账", folder, LEDGERS)) is not None:
            self.findings.clear()
            self.chosen.emit(path)

    def _tell_missing(self, path: object) -> None:
        if not isinstance(path, Path):
            return
        self.findings.clear()
        box = FindingBox(
            "没有打开",
            Colour.WARN,
            f"“{path.name}”不在原来的位置。",
            notes=[
                f"原来在 {path.parent}",
                "如果它在 U 盘上，请插上 U 盘再点一次；如果移到了别处，请用“打开台账”选择它。",
            ],
        )
        box.add_action(button(FROM_BACKUP, small=True, act=self.look_for_backups))
        box.add_action(button("从列表移去", "link", act=lambda: self._forget(path)))
        self.findings.add(box)

    def _forget(self, path: Path) -> None:
        kept = [str(known) for known in self._preferences.recent_files if known != path]
        self._preferences.keep("recent_files", kept)
        self.findings.clear()
        self._list_recent()

    # --- a new one ----------------------------------------------------------------------

    def ask_questions(self) -> None:
        """Show the questions of the first run."""
        if self._questions is None:
            house = self._house()  # what the questions are read from comes with it
            self._questions = Questions(self._chooser, today(house.clock))
            self._questions.answered.connect(self._make)
            self._questions.left.connect(self._go_home)
            self.stack.addWidget(self._questions)
        self.findings.clear()
        self.stack.setCurrentWidget(self._questions)
        self._questions.take_focus()

    def _make(self) -> None:
        questions = self._questions
        if questions is None:
            return
        profile, workers = questions.values(), questions.workers
        known = str(profile["name"]) if questions.asked["name"].value else "工会台账"
        proposal = str(documents() / f"{known}.ghdb")
        path = self._chooser.new_file(self, "新台账放在哪里", proposal, LEDGERS)
        if path is None:
            return
        note_asked(self._preferences, today(self._house().clock))
        if questions.second_place is not None:
            keep_second_place(self._preferences, questions.second_place)
            self._house().second_place = questions.second_place
        self._run(
            "正在新建",
            lambda _progress: self._house().create(path, profile, workers),
            self.opened.emit,
        )

    def open_sample(self) -> None:
        """Open the sample ledger, made at first use."""
        path = documents() / _SAMPLE
        if path.exists():
            self.chosen.emit(path)
            return
        self._run(
            "正在准备示例", lambda progress: self._house().sample(path, progress), self.opened.emit
        )

    def ask_to_remove_sample(self) -> None:
        """Ask, then put the sample away."""
        path = documents() / _SAMPLE
        ask_to_remove(path, self, lambda: self._remove_sample(path))

    def _remove_sample(self, path: Path) -> None:
        try:
            folder = self._house().put_away(path, PUT_AWAY, to_recycle)
        except AppError as error:
            self.findings.show_error(error)
            return
        self._forget(path)
        self.findings.add(removed_box(path, folder, self.findings.clear))

    # --- from a backup ------------------------------------------------------------------

    def look_for_backups(self, folder: Path | None = None) -> None:
        """List the backups of ``folder``, by default of every stick and known place."""
        if self._from_backup is None:
            self._from_backup = FromBackup(self._chooser)
            self._from_backup.search_wanted.connect(self.look_for_backups)
            self._from_backup.chosen.connect(self._restore)
            self._from_backup.left.connect(self._go_home)
            self.stack.addWidget(self._from_backup)
        page = self._from_backup
        self.stack.setCurrentWidget(page)
        page.show_searching()
        places = [folder] if isinstance(folder, Path) else self._known_places()

        def search(progress: Progress) -> tuple[list[Backup], Mapping[str, str]]:
            found: dict[Path, Backup] = {}
            for number, place in enumerate(places):
                progress(number, len(places))
                found |= {backup.path: backup for backup in self._house().backups_in(place)}
            newest_first = sorted(found.values(), key=lambda backup: backup.at, reverse=True)
            return newest_first, self._house().unions_in(newest_first)

        self._run("正在查找备份", search, lambda found: page.show_backups(*found))

    def _known_places(self) -> list[Path]:
        """Sticks, the second place, and the folders of ledgers opened lately."""
        kept = second_place_of(self._preferences)
        recent = [path.parent for path in self._preferences.recent_files]
        places = [*self._plugged_in(), *([kept] if kept else []), *recent]
        return [place for place in dict.fromkeys(places) if place.is_dir()]

    def _restore(self, backup: Backup, path: Path) -> None:
        def work(_progress: Progress) -> object:
            self._house().restore(backup.path, path)
            return self._house().open(path)

        self._run("正在恢复", work, self.opened.emit)
