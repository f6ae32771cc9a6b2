"""Looks after the open ledger: what opening it showed, the weekly check, backups while working."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.clock import local_text
from app.queries.listing import rows
from app.spec.kinds import TEXTUAL
from app.spec.values import show
from app.ui.safekeeping.full_check import full_check, verdict
from app.ui.safekeeping.second_place import may_ask, note_asked
from app.ui.screens.screen import FormOf
from app.ui.style.tokens import Colour
from app.ui.table.hands.unsaved import TABLE
from app.ui.table.writing import NEW
from app.ui.tasks import Progress, Task
from app.ui.widgets.buttons import button
from app.ui.widgets.finding_box import Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.bootstrap import House
    from app.spec.record import RecordSpec
    from app.store.backup import Backup
    from app.ui.office import Office
    from app.ui.window import MainWindow

CHECK_WAITS = 3_000  # milliseconds after opening, when the first page has long been painted
BACKUP_EVERY = 30 * 60_000
_WHILE_WORKING = "工作中"
_UNDERSTOOD = "知道了"  # where there is nothing to do and nothing to put off
_NOT_THERE_YET = "这本台账还没有备份到备份 U 盘。"


class Caretaker(QObject):
    """Belongs to one open ledger; asks and tells on top of the window."""

    def __init__(self, office: Office, house: House, window: MainWindow) -> None:
        super().__init__(office)
        self._office = office
        self._house = house
        self._window = window
        self._backed_up_to = office.desk.last_change()
        self._questions: list[Notice] = []
        self._done: Callable[[object], object] = lambda _result: None
        self.task: Task | None = None
        self._has_ended = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._often = QTimer(self)
        self._often.timeout.connect(self.back_up_work)

    def begin(self) -> None:
        """Say what there is to say now, and look again from time to time."""
        office = self._office
        office.checker.begin()
        office.backed_up.connect(self._tell_backup)
        if not office.desk.read_only:
            self._tell_drafts()
        self._tell_backups()
        if office.desk.read_only:
            return
        self._doubt_clock()
        is_far = self._house.is_on_network(office.desk.path)
        if is_far:
            self._warn_of_network()
        if office.desk.ledger.ended_badly:
            self._offer_check()
        elif is_far:
            self._soon.timeout.connect(self.check)
            self._soon.start(CHECK_WAITS)
        else:
            self._soon.timeout.connect(self.check_if_due)
            self._soon.start(CHECK_WAITS)
        self._often.start(BACKUP_EVERY)

    def end(self) -> None:
        """The ledger is about to be closed: what is still running concerns nobody."""
        self._has_ended = True
        self._office.checker.end()
        self._soon.stop()
        self._often.stop()

    # --- drafts -------------------------------------------------------------------------

    def _tell_drafts(self) -> None:
        """Say that something was typed and never saved, and lead to it."""
        desk = self._office.desk
        drafts = [key.partition("/") for key in desk.ledger.kept_drafts()]
        known = [(register, place) for register, _, place in drafts if register in desk.specs]
        if not known:
            return
        register, place = known[0]
        # Behind the number stands the section of a card, or what a new record was begun with.
        begun, _, more = place.partition("/")
        number = int(begun) if begun.isdecimal() else NEW
        spec = desk.specs[register]
        whose = self._name_of(spec, number)
        what = f"{'修改' if number else '登记'}{spec.title}{' ' if whose else ''}{whose}"
        start = json.loads(more) if more.startswith("{") else {}
        target: object = FormOf(number, start)
        if place == TABLE:
            what, target = f"“{spec.title}”的表格里", None
        self._ask(
            f"上次有 {len(known)} 处没有保存的内容：{what}{'等' if len(known) > 1 else ''}。",
            "填的内容还在，可以接着填，也可以不要了。",
            "去看看",
            lambda: self._office.wanted.emit(register, target),
        )

    def _name_of(self, spec: RecordSpec, number: int) -> str:
        """What a record is called, where its name is no number to be masked; else blank."""
        name = spec.fields.get(spec.name_field)
        found = rows(self._office.desk.reader, spec, [number], (name.name,)) if name else []
        return show(name, found[0][name.name]) if name and found and name.kind in TEXTUAL else ""

    # --- backups ------------------------------------------------------------------------

    def _tell_backup(self, made: Backup) -> None:
        self._backed_up_to = made.changes
        self._window.status.tell_kept(f"{local_text(made.at)} 已备份")

    def _tell_backups(self) -> None:
        """Say when the ledger was backed up; ask for a stick that was long not seen."""
        desk, preferences = self._office.desk, self._office.preferences
        state = self._house.state_of(desk.path)
        if state.last is not None:
            self._window.status.tell_kept(f"{local_text(state.last.at)} 已备份")
        if not state.ask_for_second or desk.read_only or not may_ask(preferences, desk.today):
            return
        note_asked(preferences, desk.today)
        known = self._house.second_place is not None
        happened = "备份只在这台电脑上。"
        if known:
            was_there = state.last_elsewhere is not None
            happened = "备份 U 盘已有 14 天没有备份。" if was_there else _NOT_THERE_YET
        self._ask(
            happened,
            "电脑损坏或丢失时，只有另一个位置的备份还在。",
            "去备份" if known else "选择第二个位置",
            lambda: self._office.wanted.emit("backup", None),
        )

    def back_up_work(self) -> None:
        """Back up what was done since the last backup, if anything was."""
        desk = self._office.desk
        if self.task is not None or desk.last_change() == self._backed_up_to:
            return
        self._run(
            Task("正在备份", lambda _progress: self._house.back_up(desk, _WHILE_WORKING)),
            self._office.backed_up.emit,
        )

    # --- the full check -----------------------------------------------------------------

    def check_if_due(self) -> None:
        """Check everything once a week, quietly; only faults are told."""
        from app.bootstrap import is_check_due

        if is_check_due(self._office.desk):
            self.check()

    def check(self) -> None:
        """Check everything, quietly; only faults are told."""
        if self.task is None:
            self._run(full_check(self._office), self._tell_quietly)

    def _offer_check(self) -> None:
        self._ask(
            "上次没有正常退出（停电、死机或强行关闭）。已经提示“已保存”的内容都在。",
            "建议先备份，再完整核对一次；核对时可以照常录入。",
            "备份并核对",
            self.back_up_and_check,
        )

    def back_up_and_check(self) -> None:
        """After a bad ending: a backup first, then everything is looked at."""
        if self.task is not None:
            return
        desk = self._office.desk

        def back_up(_progress: Progress) -> None:
            self._office.backed_up.emit(self._house.back_up(desk, "核对前"))

        self._window.status.tell("正在备份并完整核对……")
        self._run(full_check(self._office, before=back_up), self._tell_verdict)

    def _tell_quietly(self, faults: object) -> None:
        if faults:
            self._tell_verdict(faults)
        else:
            self._office.desk.note_verified()

    def _tell_verdict(self, faults: object) -> None:
        found = list(faults) if isinstance(faults, list) else []
        if not found:
            self._office.desk.note_verified()
        self._window.status.tell("完整核对发现不符" if found else "完整核对通过")
        findings = self._window.findings
        findings.clear()
        findings.add(verdict(found, close=findings.clear))

    def _warn_of_network(self) -> None:
        self._ask(
            "台账放在另一台电脑的共享文件夹里。同一时间只能有一台电脑录入。",
            "每次打开都会完整核对，每次备份都在本机另存一份。放在本机并备份到 U 盘更稳妥。",
            _UNDERSTOOD,
            lambda: None,
        )

    # --- the clock ----------------------------------------------------------------------

    def _doubt_clock(self) -> None:
        from app.bootstrap import clock_doubt

        desk = self._office.desk
        if doubt := clock_doubt(desk):
            self._ask(
                doubt,
                "台账没有受影响，记录的先后不受日期影响。请先核对电脑日期。",
                "日期无误，继续",
                lambda: desk.note("confirm_clock", f"确认电脑日期：{desk.today}", doubt=doubt),
                aside="C-901",
            )

    # --- asking -------------------------------------------------------------------------

    def _ask(
        self, sentence: str, note: str, act: str, do: Callable[[], object], *, aside: str = ""
    ) -> None:
        """Remind of one thing to do, with a way to put it off; one reminder at a time."""
        box = Notice("提醒", Colour.WARN, sentence, aside=aside, notes=[note])

        def answer() -> None:
            self._ask_next(box)
            do()

        box.add_action(button(act, small=True, act=answer))
        if act != _UNDERSTOOD:
            box.add_action(button("以后再说", "link", act=lambda: self._ask_next(box)))
        self._questions.append(box)
        if len(self._questions) == 1:
            self._window.notices.add(box)

    def _ask_next(self, answered: Notice) -> None:
        self._window.notices.remove(answered)
        self._questions.remove(answered)
        if self._questions:
            self._window.notices.add(self._questions[0])

    # --- work off the window's thread ---------------------------------------------------

    def _run(self, task: Task, done: Callable[[object], object]) -> None:
        self.task, self._done = task, done
        task.finished.connect(self._finish)
        task.failed.connect(self._fail)
        task.ended.connect(self._free)
        task.start()

    def _finish(self, result: object) -> None:
        if not self._has_ended:
            self._done(result)

    def _fail(self, error: object) -> None:
        from app.errors import AppError

        if not self._has_ended and isinstance(error, AppError):
            self._window.show_error(error)

    def _free(self) -> None:
        self.task = None
