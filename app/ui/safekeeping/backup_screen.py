"""备份: how safe the ledger is, its backups, and coming back to one of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.clock import local_text
from app.errors import AppError
from app.store.backup import backup_folder
from app.ui.safekeeping.backup_list import KeptBackups
from app.ui.safekeeping.comparing import Comparison
from app.ui.safekeeping.everything import EverythingDialog, everything_task, new_folder, told
from app.ui.safekeeping.full_check import full_check, verdict
from app.ui.safekeeping.second_place import keep_second_place
from app.ui.safekeeping.ways_out import CHECK, DAMAGED, MEDDLED
from app.ui.screens.screen import Screen
from app.ui.style.tokens import Colour, px, text_scale
from app.ui.tasks import Progress, Task
from app.ui.widgets.buttons import button
from app.ui.widgets.chooser import Chooser, documents
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.finding_box import FindingBox, FindingsArea
from app.ui.widgets.frames import bar_of, card_of, frame, page_column
from app.ui.widgets.labels import ElidedLabel, label
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.task_bar import TaskBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.bootstrap import BackupState
    from app.reports.registers.everything import Everything
    from app.store.backup import Backup
    from app.ui.office import Office

_LARGEST_ROOMY = 1.5  # above this text size what only explains makes room for the list
_REASON = "手动"
_ONLY_READ = "台账是只读打开的，不能备份"


class BackupScreen(Screen):
    """State, second place, list and restore."""

    title = chapter = "备份"
    records = None

    def __init__(
        self, office: Office, parent: QWidget | None = None, chooser: Chooser | None = None
    ) -> None:
        super().__init__(office, parent)
        self.house = office.house
        self._chooser = chooser or Chooser()
        self.dialog: Dialog | None = None
        self.head = PageHead(self.title)
        self.restore_button = self.head.add_quiet("恢复选中的备份", "restore", self.ask_restore)
        self.check_button = self.head.add_quiet("完整核对", "check", self.check)
        self.all_button = self.head.add_quiet("导出全部", "export", self.ask_everything)
        self.now_button = self.head.set_primary("立即备份", self.back_up, icon_name="backup")
        self.tasks = TaskBar()
        self.tasks.freed.connect(self._enable)
        self.findings = FindingsArea()
        self.findings.setContentsMargins(0, 0, 0, px(12))
        self.backups = KeptBackups(backup_folder(office.desk.path))
        self.table = PlainTable("备份", self.backups)
        self.table.went.connect(lambda _row: self._enable())
        self.table.opened.connect(lambda _row: self.ask_restore())
        self._place = ElidedLabel("", "value")
        self._place_state = label("", "facts")
        self.place_button = button("选择位置", small=True, icon_name="folder", act=self.ask_place)
        self._arrange()

    def _arrange(self) -> None:
        column = page_column(self, self.head, self.tasks, self.findings)
        place = frame("card")
        row = QHBoxLayout(place)
        row.setContentsMargins(px(16), px(8), px(16), px(8))
        row.setSpacing(px(12))
        row.addWidget(label("第二个位置", "card-title"))
        row.addWidget(self._place, 1)
        row.addWidget(self._place_state)
        row.addWidget(self.place_button)
        column.addWidget(place)
        column.addSpacing(px(12))
        kept = label("退出时自动备份；旧的会按天、周、月自动减少", "note")
        bar = bar_of(label("备份", "card-title"), None, kept, left=16, right=16)
        column.addWidget(card_of(bar, self.table), 1)
        bar.setVisible(text_scale() <= _LARGEST_ROOMY)

    # --- reading ------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the backups and how safe the ledger is."""
        desk = self.office.desk
        compare = Comparison(desk, self.house).words
        self.backups.show_against(self.house.backups_of(desk.path), compare)
        self.table.fit_columns()
        self.table.go(0)
        self._tell(self.house.state_of(desk.path))
        self._enable()

    def _tell(self, state: BackupState) -> None:
        last = f"最近备份 {local_text(state.last.at)}" if state.last else "还没有备份"
        self.head.set_facts(last, f"共 {self.backups.count()} 份")
        place = self.house.second_place
        elsewhere = state.last_elsewhere
        self._place.set_text(
            str(place) if place else "还没有选。选一个 U 盘，电脑坏了还能从那里恢复。"
        )
        self._place_state.setText(f"最近 {local_text(elsewhere.at)}" if elsewhere else "")
        if state.ask_for_second:
            self._ask_for_stick(elsewhere)

    def _ask_for_stick(self, elsewhere: Backup | None) -> None:
        self.findings.clear()
        if self.house.second_place is None:
            sentence = "备份只在这台电脑上。电脑损坏或丢失时，台账会一起丢失。"
            note = "请选一个 U 盘或另一块硬盘上的文件夹，以后每次备份都会多放一份。"
        elif elsewhere is None:
            sentence = "第二个位置还没有备份。"
            note = "请插上备份 U 盘，再点“立即备份”。"
        else:
            sentence = f"第二个位置最近一次备份是 {local_text(elsewhere.at)[:10]}，已超过 14 天。"
            note = "请插上备份 U 盘，再点“立即备份”。"
        notes = [note] if text_scale() <= _LARGEST_ROOMY else []
        self.findings.add(FindingBox("提醒", Colour.WARN, sentence, notes=notes))

    def showEvent(self, event: Any) -> None:
        """A stick may have come or gone: look each time."""
        self._is_stale = True
        super().showEvent(event)

    def take_focus(self) -> None:
        """The list takes the keyboard."""
        self.table.setFocus()

    # --- backing up ---------------------------------------------------------------------

    def back_up(self) -> None:
        """Back up now, to both places where the second is there."""
        desk = self.office.desk

        def work(_progress: Progress) -> str:
            made = self.house.back_up(desk, _REASON)
            self.office.backed_up.emit(made)
            if self.house.second_place is None:
                return f"已备份 {local_text(made.at)[11:]}"
            self.house.copy_to_second(made)
            return f"已备份到两个位置 {local_text(made.at)[11:]}"

        self._run(Task("正在备份并核对", work), self._end_backup)

    def check(self) -> None:
        """Look at everything in the ledger file, and say what was found."""
        self._run(full_check(self.office), self._end_check)

    def _end_check(self, faults: list[str]) -> None:
        if not faults and not self.office.desk.read_only:
            self.office.desk.note_verified()
        self.refresh()
        self.findings.clear()
        self.findings.add(verdict(faults, close=self.findings.clear))

    def _run(self, task: Task, end: Callable[[Any], object]) -> None:
        if self.tasks.task is not None:
            return
        self.findings.clear()
        task.finished.connect(end)
        task.failed.connect(self._refuse)
        self.tasks.run(task)
        self._enable()

    def _end_backup(self, words: str) -> None:
        self.office.told.emit(words)
        self.refresh()

    def _refuse(self, error: Any) -> None:
        self.refresh()
        self.findings.show_error(error)

    def ask_everything(self) -> None:
        """Ask how and where the whole ledger shall be written, then write it."""
        dialog = EverythingDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._export_everything(full=dialog.whole.isChecked()))
        self.dialog = dialog
        dialog.open()

    def _export_everything(self, *, full: bool) -> None:
        place = self._chooser.folder(self, "导出全部到", str(documents()))
        if place is None or self.tasks.task is not None:
            return
        target = new_folder(self.office, place)
        try:
            task = everything_task(self.office, target, full=full)
        except AppError as refusal:
            self.findings.show_error(refusal)
            return
        self._run(task, lambda made: self._end_everything(made, target))

    def _end_everything(self, made: Everything, target: Path) -> None:
        self.findings.clear()
        self.findings.add(told(made, target, self.findings.clear))

    def ask_place(self) -> None:
        """Ask for the folder of the second backups, and put one there."""
        folder = self._chooser.folder(
            self, "选择备份的第二个位置", str(self.house.second_place or "")
        )
        if folder is None:
            return
        self.house.second_place = folder
        keep_second_place(self.office.preferences, folder)
        self.back_up()

    # --- coming back --------------------------------------------------------------------

    def _enable(self) -> None:
        is_busy = self.tasks.task is not None
        chosen = self.backups.at(self.table.current_row())
        why = ""
        if is_busy:
            why = "正在备份或核对"
        elif chosen is None:
            why = "没有可以恢复的备份"
        elif not chosen.is_good:
            why = "这份备份不完整，不能用来恢复"
        elif self.office.desk.read_only and not self._is_damaged:
            why = "台账是只读打开的，不能恢复"
        self.restore_button.setEnabled(not why)
        # What is damaged is no backup; what somebody else writes is backed up over there.
        self.now_button.setEnabled(not is_busy and not self.office.desk.read_only)
        self.now_button.setToolTip(_ONLY_READ if self.office.desk.read_only else "")
        self.check_button.setEnabled(not is_busy)
        self.all_button.setEnabled(not is_busy and not self.office.desk.read_only)
        self.place_button.setEnabled(not is_busy)
        self.hinted.emit(why)

    @property
    def _is_damaged(self) -> bool:
        """Whether the ledger is open for reading because of what was done to its file."""
        notice = self.office.desk.ledger.notice
        return notice is not None and notice.code in {DAMAGED, MEDDLED}

    def show_about(self, target: object) -> None:
        """Begin the full check, where that is what somebody was sent here for."""
        if target == CHECK:
            self.check()

    def ask_restore(self) -> None:
        """Say what coming back means, and ask."""
        chosen = self.backups.at(self.table.current_row())
        if chosen is None or not self.restore_button.isEnabled():
            return
        dialog = Dialog(f"恢复到 {local_text(chosen.at)} 的备份", self, about="恢复")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        difference = self.backups.difference(chosen)
        dialog.say(f"这份备份与现在相比：{difference}。")
        dialog.say("现在的台账会先另存为一份备份（原因“恢复前”），不会丢失；以后可以再恢复回来。")
        dialog.add_button("不恢复", dialog.reject).setDefault(True)
        dialog.add_button("恢复这份备份", dialog.accept, kind="primary")
        dialog.accepted.connect(lambda: self.office.restore_wanted.emit(Path(chosen.path)))
        self.dialog = dialog
        dialog.open()
