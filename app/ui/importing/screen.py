"""表格整理: a sheet beside what would become of each of its rows; nothing is written unseen."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.reports.readers.refusals import NO_HEADING
from app.ui.checks.mending import offer_approvals
from app.ui.importing.asking.dialogs import Dialogs
from app.ui.importing.asking.sheets import offer_sheets
from app.ui.importing.bench import Bench
from app.ui.importing.dropping import FileDrops
from app.ui.importing.looking import Looking
from app.ui.importing.work import table_of, write
from app.ui.importing.written import (
    Saving,
    filter_of_written,
    half_done_box,
    taken_in_box,
    undone_box,
    words_for_seeing,
)
from app.ui.safekeeping.taking_back import TakingBack
from app.ui.screens.screen import Screen
from app.ui.style.tokens import px
from app.ui.tasks import Progress, Task
from app.ui.widgets.buttons import button
from app.ui.widgets.chooser import WORKBOOKS, Chooser
from app.ui.widgets.empty_page import EmptyPage
from app.ui.widgets.finding_box import FindingsArea, box_of_error
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.task_bar import TaskBar

if TYPE_CHECKING:
    from app.errors import AppError
    from app.spec.record import RecordSpec
    from app.store.unit import Changed
    from app.ui.importing.work import Looked
    from app.ui.office import Office

_FILE_HINT = "可以是 .xlsx、.xls 或 .csv 表格，也可以把文件拖到这里"


class ImportScreen(Screen):
    """Choose a file, put it in order, write; what was written can be taken back as a whole."""

    title = "导入"
    chapter = ""

    def __init__(
        self, office: Office, parent: QWidget | None = None, chooser: Chooser | None = None
    ) -> None:
        super().__init__(office, parent)
        self._chooser = chooser or Chooser()
        self.spec: RecordSpec | None = None
        self.written: Looked | None = None  # just now, while its result is on the page
        self._is_writing = False
        self.head = PageHead("表格整理")
        self.tasks = TaskBar()
        self.tasks.freed.connect(self._end)
        self.looking = Looking(office, self.tasks)
        self.dialogs = Dialogs(office, self.looking, self)
        self.findings = FindingsArea()
        self.findings.setContentsMargins(0, 0, 0, px(12))
        self.saving = Saving(office, self._chooser, self, self.findings)
        self.taking_back = TakingBack(office.desk, self.tasks, self)
        self.taking_back.failed.connect(self.findings.show_error)
        self.taking_back.done.connect(self._tell_undone)
        self.bench = Bench()
        self._bare = QWidget()
        self._empty: QWidget = QWidget()
        self.stack = QStackedWidget()
        self._arrange()
        self._connect()
        FileDrops(self, self.open)

    def _arrange(self) -> None:
        self.change_file = self.head.add_quiet("换文件", "folder", self.ask_file)
        self.keep_recipe = self.head.add_quiet("记住这家的对应", "check", self.dialogs.remember)
        self.save_left_out = self.head.add_quiet("拒收行另存", "export", self.save_rows_not_taken)
        self.head.add_quiet("返回", "chevron-left", self.leave)
        self.write_button = self.head.set_primary("写入", self.write)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), 0, px(20), px(12))
        column.setSpacing(0)
        for part in (self.head, self.tasks, self.findings):
            column.addWidget(part)
        column.addWidget(self.stack, 1)
        for page in (self._empty, self.bench, self._bare):
            self.stack.addWidget(page)

    def _connect(self) -> None:
        bench, table, looking = self.bench, self.bench.table, self.looking
        looking.began.connect(self._begin)
        looking.shown.connect(self._show)
        looking.refused.connect(self._refuse)
        looking.stopped.connect(self._go_back_to_shown)
        bench.sheets_wanted.connect(self.dialogs.ask_sheets)
        bench.heading_left.connect(self._go_back_to_shown)
        bench.recipe_wanted.connect(self.dialogs.change_recipe)
        bench.recipe_left.connect(looking.leave_recipe)
        bench.row_shown.connect(self._hint)
        table.way_wanted.connect(self.dialogs.ask_way)
        table.hinted.connect(self.hinted)
        table.model.typed.connect(looking.type_cell)
        bench.questions.row_told.connect(looking.decide)
        bench.finding.cell_told.connect(looking.type_cell)
        bench.finding.row_told.connect(looking.decide)
        for told, tell in (
            (bench.heading_told, lambda told, *said: told.with_heading(*said)),
            (table.column_chosen, lambda told, *said: told.with_column(*said)),
            (bench.questions.order_told, lambda told, *said: told.with_order(*said)),
            (bench.questions.words_told, lambda told, *said: told.with_words(*said)),
            (bench.skip_wanted, lambda told, *said: told.with_skip(*said)),
            (bench.finding.kind_told, lambda told, *said: told.with_kind(*said)),
        ):
            told.connect(lambda *words, tell=tell: looking.say(tell(looking.told, *words)))
        on, back = partial(bench.go_to_refused, 1), partial(bench.go_to_refused, -1)
        for keys, act in (("F8", on), ("Shift+F8", back), ("F7", bench.questions.take_focus)):
            key = QShortcut(QKeySequence(keys), self, act)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @property
    def looked(self) -> Looked | None:
        """What is shown, and would be written."""
        return self.looking.looked

    # --- coming and going ---------------------------------------------------------------

    def show_about(self, target: object) -> None:
        """Take in a workbook for a register.

        Args:
            target: the register's id, or a pair of it and the file.
        """
        name, path = target if isinstance(target, tuple) else (target, None)
        if path is None and self.looking.is_begun_for(str(name)):
            return  # what was said of the sheet on the bench is not given up unasked
        self.spec = self.looking.spec = self.office.desk.spec(str(name))
        targets = {field.target for field in self.spec.fields.values() if field.target}
        self.records = frozenset({table_of(self.spec), *targets})
        self.chapter = self.spec.chapter
        self._forget()
        self._show_empty()
        if isinstance(path, Path):
            self.open(path)

    def _forget(self) -> None:
        self.looking.forget()
        self.written = None
        self.findings.clear()
        self.bench.forget()
        self._enable()

    def _show_empty(self) -> None:
        title = self.spec.title if self.spec is not None else ""
        fresh = EmptyPage(
            "import",
            f"选一份表格，逐行核对后再写入“{title}”。",
            button("选择表格", "primary", icon_name="folder", act=self.ask_file),
            button("下载空白模板", icon_name="import", act=self.save_blank_sheet),
        )
        self.stack.removeWidget(self._empty)
        self._empty.deleteLater()
        self._empty = fresh
        self.stack.addWidget(fresh)
        self._turn_to(fresh)
        self._tell_file()
        self._enable()

    def _turn_to(self, page: QWidget) -> None:
        """Show one page of the stack; those behind it ask for no room."""
        for place in range(self.stack.count()):
            behind = self.stack.widget(place)
            if behind is not None:
                is_shown = behind is page
                policy = QSizePolicy.Policy.Preferred if is_shown else QSizePolicy.Policy.Ignored
                behind.setSizePolicy(policy, policy)
        self.stack.setCurrentWidget(page)

    def _tell_file(self, *facts: str) -> None:
        title = self.spec.title if self.spec is not None else ""
        self.head.set_facts(f"导入{title}", *facts)

    def refresh(self) -> None:
        """The ledger changed since the rows were looked at: look again."""
        if self.looked is not None and not self._is_writing:
            self.looking.say(self.looking.told)

    def take_focus(self) -> None:
        """The table takes the keyboard, or the one button of the empty page."""
        is_shown = self.stack.currentWidget() is self.bench
        (self.bench.table if is_shown else self).setFocus()

    def leave(self) -> None:
        """Go back to the register."""
        if self.spec is not None and self.settle():
            self.office.wanted.emit(self.spec.id, None)

    def settle(self) -> bool:
        """A trial is given up on leaving; a write is seen to its end."""
        if self._is_writing:
            self.hinted.emit("正在写入，请稍候")
            return False
        self.looking.cancel()
        return True

    def ask_file(self) -> None:
        """Ask which file."""
        kept = str(self.office.preferences.read("import_folder", ""))
        path = self._chooser.existing_file(self, "选择表格", kept, WORKBOOKS)
        if path is not None:
            self.office.preferences.keep("import_folder", str(path.parent))
            self.open(path)

    # --- looking ------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Look at a file from its first sheet."""
        if self.spec is not None and not self._is_writing:
            self.looking.open(path)

    def _begin(self) -> None:
        self.written = None
        self.findings.clear()
        if self.looked is None and self.looking.source is not None:
            self._tell_file(self.looking.source.path.name, "正在核对")
        self._enable()

    def _show(self, looked: Looked) -> None:
        sheet = looked.preview.sheet
        more = f"等 {len(sheet.sheets)} 张" if len(sheet.sheets) > 1 else ""
        self._tell_file(sheet.file_name, f"工作表“{sheet.sheet}”{more}" if sheet.sheet else "")
        focus = self.window().focusWidget()
        had_focus = focus is not None and self.bench.finding.isAncestorOf(focus)
        is_fresh = self.stack.currentWidget() is not self.bench
        self.bench.show_looked(looked, self.office.desk.reader)
        self._turn_to(self.bench)
        if had_focus or is_fresh:
            self.bench.table.setFocus()

    def _refuse(self, error: AppError) -> None:
        """A file that cannot be read: say why; another heading or sheet may be better."""
        self.tasks.hide()  # its work is over
        source = self.looking.source
        if self.looked is not None or source is None:
            self.findings.show_error(error)
            return  # what was shown still stands
        self._tell_file(source.path.name)
        self._turn_to(self._bare)
        box = box_of_error(error, close=self.findings.clear)
        self.findings.clear()
        if source.bench is not None:
            if error.code == NO_HEADING:
                self.bench.ask_heading(source.bench)
                self._turn_to(self.bench)
            offer_sheets(box, source.bench, self.looking.turn_to)
        self.findings.add(box)

    def _go_back_to_shown(self) -> None:
        """After a stop: what was shown before still stands; without it the page is empty again."""
        if self.looked is not None:
            self._show(self.looked)
            if not self.looked.looked.is_tried:
                self.findings.add(half_done_box(self.looking.try_out))
        else:
            self._forget()
            self._show_empty()
        self._enable()

    # --- writing ------------------------------------------------------------------------

    def write(self) -> None:
        """Write what is shown, as one action."""
        looked = self.looked
        if looked is None or self.tasks.task is not None:
            return
        self._is_writing = True
        self.findings.clear()
        desk = self.office.desk

        def work(progress: Progress) -> Changed:
            progress.check()  # from here on it is all or nothing
            return write(desk, looked, self.office.backed_up.emit)

        task = Task("写入", work)
        task.finished.connect(lambda changed: self._tell_written(looked, changed))
        task.failed.connect(self.findings.show_error)
        self._run(task)

    def _end(self) -> None:
        self._is_writing = False
        if not self.looking.go_on():
            self._enable()

    def _tell_written(self, looked: Looked, changed: Changed) -> None:
        self.looking.looked = None
        self.written = looked
        self.office.hub.changed.emit(changed)
        self.office.tell_saved()
        self._tell_file(looked.preview.sheet.file_name, "已写入")
        spec, number = looked.bench.spec, changed.action_id or 0
        box = taken_in_box(self.office, looked, number)
        back = button(f"回到{spec.title}", small=True, act=self.leave)
        if (seen := filter_of_written(looked, self.office.desk.reader)) is not None:
            show = partial(self.office.wanted.emit, spec.id, seen)
            box.add_action(button(words_for_seeing(spec), small=True, act=show))
        box.add_action(back)
        if looked.count_left_out:
            save = partial(self.save_rows_not_taken, looked)
            box.add_action(button("拒收行另存", small=True, act=save))
        box.add_action(button("撤销这次导入", small=True, act=partial(self._undo, number)))
        self._turn_to(self._bare)
        self.findings.add(box)
        offer_approvals(self.office, self.findings, number)
        back.setFocus()

    def _run(self, task: Task) -> None:
        self.tasks.run(task)
        self._enable()

    def _undo(self, action_id: int) -> None:
        self._is_writing = True
        self.findings.clear()
        self.taking_back.start(action_id, "import_")
        self._enable()

    def _tell_undone(self, changed: Changed) -> None:
        self.office.hub.changed.emit(changed)
        self.office.checker.run_after_undo()
        self.looking.forget()
        self.written = None
        self.office.told.emit(f"已撤销 {self.office.clock_text}")
        self._show_empty()
        self.findings.add(undone_box(self.office, self.findings))

    def save_rows_not_taken(self, looked: Looked | None = None) -> None:
        """Write the skipped and refused rows to a workbook that can be mended and read again."""
        chosen = looked or self.looked or self.written
        if chosen is None or self.tasks.task is not None:
            return
        if (task := self.saving.rows_not_taken(chosen)) is not None:
            self._run(task)

    def save_blank_sheet(self) -> None:
        """Write an empty workbook for whoever has no table yet."""
        if self.spec is not None and (task := self.saving.blank_sheet(self.spec)) is not None:
            self._run(task)

    # --- what can be pressed ------------------------------------------------------------

    def _enable(self) -> None:
        """Grey what cannot be done now; the status line says why."""
        looked, is_busy = self.looked, self.tasks.task is not None
        is_shown = self.stack.currentWidget() is self.bench and looked is not None
        rows = looked.count_to_write if looked is not None else 0
        self.write_button.setText(f"写入 {rows:,} 行" if rows else "写入")
        self.write_button.setVisible(is_shown)
        self.write_button.setEnabled(not self._why_not(rows, is_busy=is_busy))
        self.bench.setEnabled(not self._is_writing)
        self.change_file.setEnabled(not is_busy or self.looking.is_trying)
        self.head.offer(self.change_file, "换文件" if self.looking.source is not None else "")
        told = looked or self.written
        self.save_left_out.setEnabled(bool(told and told.count_left_out) and not is_busy)
        self.head.offer(self.save_left_out, "拒收行另存" if told is not None else "")
        self.head.offer(self.keep_recipe, "记住这家的对应" if is_shown else "")
        self.keep_recipe.setEnabled(not is_busy and not self.office.desk.read_only)
        self._hint()

    def _hint(self) -> None:
        rows = self.looked.count_to_write if self.looked is not None else 0
        is_looking = self.looking.is_on or self.looking.is_trying
        why = self._why_not(rows, is_busy=self.tasks.task is not None and not is_looking)
        if self.looked is not None and (refusal := self.bench.refusal_said()):
            self.hinted.emit(f"{why or '尚未写入'}　{refusal}　下一处 F8　改这一格 F2")
        else:
            title = self.spec.title if self.spec is not None else ""
            safe = f"尚未写入，“{title}”没有变化；写入前自动备份，写入后可整批撤销"
            self.hinted.emit(why or safe)

    def _why_not(self, rows: int, *, is_busy: bool) -> str:
        if is_busy:
            return "正在写入" if self._is_writing else "正在核对，还没有写入任何内容"
        if self.looked is None:
            if self.written is not None:
                return "已经写入；要再导入一份，点“换文件”"
            return _FILE_HINT if self.looking.source is None else "这份表格还不能写入"
        if self.office.desk.read_only:
            return "台账是只读打开的，只能核对，不能写入"
        if left := self.looked.must_be_answered:
            return f"还有 {left:,} 个问题要先答（F7）"
        if not self.looked.looked.is_tried:
            return "还要按规则核对完才能写入；这时可以接着整理"
        return "" if rows else "没有新增或变更的行，不需要写入"
