"""导出: the rows shown, as a workbook; ID and telephone numbers with stars unless asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import AppError
from app.spec.values import UNMASKED, is_masked
from app.ui.editors.tick import Tick
from app.ui.naming import counted, file_name
from app.ui.tasks import Progress, Task
from app.ui.widgets.chooser import Chooser, documents
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.ways_to_file import written_box

if TYPE_CHECKING:
    from pathlib import Path

    from app.ui.register.screen import RegisterScreen


def export_register_of(screen: RegisterScreen) -> None:
    """Ask how and where, then write in the background."""
    if not any(is_masked(field) for field in screen.spec.fields.values()):
        _ask_place(screen, full=False)
        return
    dialog = Dialog(f"导出{screen.title}", screen, about="导出")
    view = screen.card.model.view
    narrowed = "列出的" if view.is_narrowed or view.crowd is not None else "全部"
    dialog.say(
        f"把{narrowed} {counted(screen.spec.id, len(screen.card.model.listed))}写成表格，台账不变。"
    )
    whole = Tick("身份证号和手机号写完整（会记入历史）")
    dialog.body.addWidget(whole)
    dialog.add_button("取消", dialog.reject)
    dialog.add_button("选择存放位置", dialog.accept, kind="primary").setDefault(True)
    dialog.accepted.connect(lambda: _ask_place(screen, full=whole.isChecked()))
    dialog.open()


def _ask_place(screen: RegisterScreen, *, full: bool) -> None:
    name = file_name(screen.office.desk, screen.title, "xlsx")
    place = Chooser().new_file(
        screen,
        f"导出{screen.title}",
        str(documents() / name),
        "Excel 表格 (*.xlsx);;文本表格 (*.csv)",
    )
    if place is not None:
        start_export(screen, place, full=full)


def start_export(screen: RegisterScreen, target: Path, *, full: bool) -> Task | None:
    """Write what the list shows to ``target``, with progress under the head of the page.

    ``None`` where whole numbers cannot be noted, and so do not leave.
    """
    desk, spec, view = screen.office.desk, screen.spec, screen.card.model.view
    if full:
        try:
            screen.office.note_whole(
                "export_register", f"导出{spec.title}{UNMASKED}", form=spec.id, full=True
            )
        except AppError as refusal:
            screen.findings.show_error(refusal)
            return None

    def work(progress: Progress) -> object:
        from app.reports.registers.writing_out import export_register

        with desk.snapshot() as reader:
            return export_register(reader, spec, target, view=view, full=full, progress=progress)

    task = Task(f"正在导出{spec.title}", work)
    task.finished.connect(lambda rows: _tell_done(screen, target, rows, full=full))
    task.failed.connect(screen.findings.show_error)
    screen.findings.clear()
    screen.task_bar.run(task)
    return task


def _tell_done(screen: RegisterScreen, target: Path, rows: object, *, full: bool) -> None:
    if not full:
        screen.office.desk.note("export_register", f"导出{screen.title}", form=screen.spec.id)
    sentence = f"{rows} 行写入“{target.name}”。"
    screen.findings.add(written_box("已导出", sentence, target, (), screen.findings.clear))
