"""导入: a workbook beside what would become of each of its rows; nothing is written unseen."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.actions.importing.taking_in import ImportOptions, RowState
from app.spec.record import Family
from app.ui.importing.bench import Bench
from app.ui.importing.work import Looked, Source, look, save_rows_not_taken, write
from app.ui.screens.screen import Screen
from app.ui.style.tokens import Colour, px
from app.ui.tasks import Progress, Task
from app.ui.widgets.buttons import button
from app.ui.widgets.chooser import WORKBOOKS, Chooser
from app.ui.widgets.empty_page import EmptyPage
from app.ui.widgets.finding_box import FindingBox, FindingsArea
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.task_bar import TaskBar

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from app.errors import AppError
    from app.spec.record import RecordSpec
    from app.store.unit import Changed
    from app.ui.office import Office

_FILE_HINT = "可以是 .xlsx、.xls 或 .csv 表格，也可以把文件拖到这里"


class ImportScreen(Screen):
    """Choose a file, see every row, write; what was written can be taken back as a whole."""

    title = "导入"
    chapter = ""

    def __init__(
        self, office: Office, parent: QWidget | None = None, chooser: Chooser | None = None
    ) -> None:
        super().__init__(office, parent)
        self._chooser = chooser or Chooser()
        self.spec: RecordSpec | None = None
        self.source: Source | None = None
        self.looked: Looked | None = None
        self.written: Looked | None = None  # just now, while its result is on the page
        self._options = ImportOptions()
        self._sheet: str | None = None
        self._is_writing = False
        self._is_looking = False
        self.head = PageHead("导入")
        self.tasks = TaskBar()
        self.tasks.freed.connect(self._end)
        self.findings = FindingsArea()
        self.findings.setContentsMargins(0, 0, 0, px(12))
        self.bench = Bench()
        self._bare = QWidget()
        self._empty: QWidget = QWidget()
        self.stack = QStackedWidget()
        self._arrange()
        self._connect()
        self.setAcceptDrops(True)

    def _arrange(self) -> None:
        self.head.add_quiet("返回", "chevron-left", self.leave)
        self.change_file = self.head.add_quiet("换文件", "folder", self.ask_file)
        self.save_left_out = self.head.add_quiet("拒收行另存", "export", self.save_rows_not_taken)
        self.write_button = self.head.set_primary("写入", self.write)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), 0, px(20), px(16))
        column.setSpacing(0)
        for part in (self.head, self.tasks, self.findings):
            column.addWidget(part)
        column.addWidget(self.stack, 1)
        for page in (self._empty, self.bench, self._bare):
            self.stack.addWidget(page)

    def _connect(self) -> None:
        self.bench.sheet_wanted.connect(self._change_sheet)
        self.bench.blanks_wanted.connect(
            lambda on: self._look_again(replace(self._options, overwrite_blanks=bool(on)))
        )
        self.bench.order_wanted.connect(
            lambda order: self._look_again(replace(self._options, date_order=order))
        )
        next_one = QShortcut(QKeySequence("F8"), self, self.bench.go_to_next_refused)
        next_one.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- coming and going ---------------------------------------------------------------

    def show_about(self, target: object) -> None:
        """Take in a workbook for a register.

        Args:
            target: the register's id, or a pair of it and the file.
        """
        name, path = target if isinstance(target, tuple) else (target, None)
        self.spec = self.office.desk.spec(str(name))
        targets = {field.target for field in self.spec.fields.values() if field.target}
        self.records = frozenset({_table_of(self.spec), *targets})
        self.chapter = self.spec.chapter
        self._forget()
        self.head.set_title(f"导入{self.spec.title}")
        self._show_empty()
        if isinstance(path, Path):
            self.open(path)

    def _forget(self) -> None:
        if self.tasks.task is not None:
            self.tasks.task.cancel()
        self.source = self.looked = self.written = self._sheet = None
        self._is_looking = False
        self._options = ImportOptions()
        self.findings.clear()
        self._enable()

    def _show_empty(self) -> None:
        title = self.spec.title if self.spec is not None else ""
        fresh = EmptyPage(
            "import",
            f"选一份表格，逐行核对后再写入“{title}”。",
            button("选择表格", "primary", icon_name="folder", act=self.ask_file),
        )
        self.stack.removeWidget(self._empty)
        self._empty.deleteLater()
        self._empty = fresh
        self.stack.addWidget(fresh)
        self.stack.setCurrentWidget(fresh)
        self.head.set_facts()
        self._enable()

    def refresh(self) -> None:
        """The ledger changed since the rows were looked at: look again."""
        if self.looked is not None and not self._is_writing:
            self._look_again(self._options)

    def leave(self) -> None:
        """Go back to the register."""
        if self.spec is not None and self.settle():
            self.office.wanted.emit(self.spec.id, None)

    def settle(self) -> bool:
        """A trial is given up on leaving; a write is seen to its end."""
        if self._is_writing:
            self.hinted.emit("正在写入，请稍候")
            return False
        if self.tasks.task is not None:
            self.tasks.task.cancel()
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the file that was dropped."""
        if (paths := [url.toLocalFile() for url in event.mimeData().urls()]) and paths[0]:
            self.open(Path(paths[0]))

    def ask_file(self) -> None:
        """Ask which file."""
        kept = str(self.office.preferences.read("import_folder", ""))
        path = self._chooser.existing_file(self, self.head.title.text(), kept, WORKBOOKS)
        if path is not None:
            self.office.preferences.keep("import_folder", str(path.parent))
            self.open(path)

    # --- looking ------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Look at a file from its first sheet."""
        self.source = Source(path)
        self._sheet = None
        self._look_again(ImportOptions())

    def _change_sheet(self, name: str) -> None:
        self._sheet = name
        self._look_again(self._options)

    def _look_again(self, options: ImportOptions) -> None:
        self.written = None
        spec, source, sheet = self.spec, self.source, self._sheet
        if spec is None or source is None or self.tasks.task is not None:
            return
        self._options = options
        self.findings.clear()
        self.head.set_facts(source.path.name, "正在核对")
        desk = self.office.desk
        self._is_looking = True
        task = Task("核对", lambda progress: look(desk, spec, source, sheet, options, progress))
        task.finished.connect(self._show)
        task.failed.connect(self._refuse)
        self._start(task)

    def _start(self, task: Task) -> None:
        self.tasks.run(task)
        self.bench.setEnabled(False)
        self._enable()

    def _show(self, looked: Looked) -> None:
        if self.source is None:
            return
        self._is_looking = False
        self.looked = looked
        self._options = looked.options
        seen = looked.preview
        sheet = f"工作表“{seen.sheet.sheet}”" if seen.sheet.sheet else ""
        self.head.set_facts(seen.sheet.file_name, sheet)
        self.bench.show_looked(looked, self.source.sheet_names)
        self.stack.setCurrentWidget(self.bench)

    def _refuse(self, error: AppError) -> None:
        """A file that cannot be read: say why; another sheet may be better."""
        source = self.source
        self._is_looking = False
        self.looked = None
        self.head.set_facts(source.path.name if source is not None else "")
        self.findings.show_error(error)
        self.stack.setCurrentWidget(self._bare)
        names = source.sheet_names if source is not None and source.table is not None else []
        if len(names) > 1 and source is not None and source.table is not None:
            box = FindingBox(
                "提示", Colour.NEUTRAL, f"现在看的是工作表“{source.table.sheet}”，也可以换一张："
            )
            for name in names[:8]:
                box.add_action(button(name, small=True, act=partial(self._change_sheet, name)))
            self.findings.add(box)

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
        self._start(task)

    def _end(self) -> None:
        self._is_writing = False
        if self._is_looking:  # neither shown nor refused: the user has stopped it
            self._is_looking = False
            self._go_back_to_shown()
        self._enable()
        if self.looked is not None and self.isVisible():
            self.bench.table.setFocus()  # only now that it is enabled again

    def _go_back_to_shown(self) -> None:
        """After a stop: what was shown before still stands; without it the page is empty again."""
        if self.looked is not None and self.source is not None:
            self._show(self.looked)
        else:
            self.source = None
            self._show_empty()

    def _tell_written(self, looked: Looked, changed: Changed) -> None:
        counts = looked.preview.counts
        written = looked.count_to_write
        self.looked = None
        self.written = looked
        self.office.hub.changed.emit(changed)
        self.office.tell_saved()
        self.head.set_facts(looked.preview.sheet.file_name, "已写入")
        box = FindingBox(
            "已写入",
            Colour.OK,
            f"{written} 行已写入“{looked.preview.spec.title}”："
            f"新增 {counts[RowState.NEW]}，变更 {counts[RowState.CHANGED]}。",
            notes=[_left_out(counts), "写入前已经备份；以后也可以在“历史与撤销”里整批撤销。"],
        )
        back = button(f"回到{looked.preview.spec.title}", small=True, act=self.leave)
        box.add_action(back)
        if counts[RowState.REFUSED] + counts[RowState.SKIPPED]:
            box.add_action(
                button("拒收行另存", small=True, act=lambda: self.save_rows_not_taken(looked))
            )
        box.add_action(
            button("撤销这次导入", small=True, act=lambda: self._undo(changed.action_id))
        )
        self.findings.add(box)
        self.stack.setCurrentWidget(self._bare)
        back.setFocus()

    def _undo(self, action_id: int | None) -> None:
        self._is_writing = True
        self.findings.clear()
        task = Task("撤销", lambda _progress: self.office.desk.undo(action_id))
        task.finished.connect(self._tell_undone)
        task.failed.connect(self.findings.show_error)
        self._start(task)

    def _tell_undone(self, changed: Changed) -> None:
        self.office.hub.changed.emit(changed)
        self.source = self.written = None
        self.office.told.emit(f"已撤销 {self.office.clock_text}")
        self._show_empty()
        self.findings.add(FindingBox("已撤销", Colour.OK, "这次导入已经整批撤销，台账恢复原样。"))

    def save_rows_not_taken(self, looked: Looked | None = None) -> None:
        """Write the skipped and refused rows to a workbook that can be mended and read again."""
        chosen = looked or self.looked or self.written
        if chosen is None or self.tasks.task is not None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"{Path(chosen.preview.sheet.file_name).stem}_未写入的行.xlsx"
        target = self._chooser.new_file(
            self, "拒收行另存", str(Path(folder) / name), "Excel 表格 (*.xlsx);;文本表格 (*.csv)"
        )
        if target is None:
            return
        task = Task("另存", lambda _progress: save_rows_not_taken(chosen, target))
        task.failed.connect(self.findings.show_error)
        task.finished.connect(
            lambda rows: self.office.told.emit(f"{rows} 行已另存为“{target.name}”")
        )
        self._start(task)

    # --- what can be pressed ------------------------------------------------------------

    def _enable(self) -> None:
        """Grey what cannot be done now; the status line says why."""
        looked, is_busy = self.looked, self.tasks.task is not None
        rows = looked.count_to_write if looked is not None else 0
        self.write_button.setText(f"写入 {rows} 行" if rows else "写入")
        self.write_button.setVisible(self.stack.currentWidget() is self.bench)
        why = self._why_not(rows, is_busy=is_busy)
        self.write_button.setEnabled(not why)
        self.hinted.emit(why or "尚未写入，台账没有变化　F8 下一处拒收")
        self.bench.setEnabled(not is_busy)
        self.change_file.setEnabled(not is_busy)
        self.change_file.setVisible(self.source is not None)
        told = looked or self.written
        counts = told.preview.counts if told is not None else {}
        left_out = counts.get(RowState.REFUSED, 0) + counts.get(RowState.SKIPPED, 0)
        self.save_left_out.setEnabled(left_out > 0 and not is_busy)

    def _why_not(self, rows: int, *, is_busy: bool) -> str:
        if is_busy:
            return "正在核对，还没有写入任何内容" if not self._is_writing else "正在写入"
        if self.looked is None:
            if self.written is not None:
                return "已经写入；要再导入一份，点“换文件”"
            return _FILE_HINT if self.source is None else "这份表格还不能写入"
        if self.office.desk.read_only:
            return "台账是只读打开的，只能核对，不能写入"
        return "" if rows else "没有新增或变更的行，不需要写入"


def _table_of(spec: RecordSpec) -> str:
    """The table whose changes concern a register."""
    return "ledger_entry" if spec.family is Family.LEDGER else spec.id


def _left_out(counts: dict[str, int]) -> str:
    refused, skipped = counts[RowState.REFUSED], counts[RowState.SKIPPED]
    if not refused + skipped:
        return "没有跳过或拒收的行。"
    return f"另有 {skipped} 行跳过、{refused} 行拒收，没有写入；可以另存后改好再导入。"
