"""What the menu of a register's rows does with attachments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import AppError
from app.ui.attachments.attaching import Attaching
from app.ui.attachments.outside import export_task
from app.ui.attachments.section import FILES
from app.ui.widgets.chooser import Chooser, documents
from app.ui.widgets.ways_to_file import folder_box

if TYPE_CHECKING:
    from pathlib import Path

    from app.ui.register.screen import RegisterScreen


def attach_to_current(screen: RegisterScreen, chooser: Chooser | None = None) -> None:
    """Ask for files and attach them to the record of the current row."""
    number = screen.card.current_number()
    if not number or screen.office.desk.read_only or screen.task_bar.task is not None:
        return
    chosen = chooser or Chooser()
    files = chosen.existing_files(screen, "添加附件", str(documents()), FILES)
    if files:
        screen.findings.clear()
        attaching = Attaching(screen.office, screen.spec, screen, run=screen.task_bar.run)
        attaching.refused.connect(screen.findings.show_error)
        attaching.take_files(number, files)


def export_of_selected(screen: RegisterScreen, chooser: Chooser | None = None) -> None:
    """Write the attachments of the selected records into a new folder, with a list of them."""
    numbers = screen.card.selected_numbers()
    if not numbers or screen.task_bar.task is not None:
        return
    folder = (chooser or Chooser()).folder(screen, "附件存放到", str(documents()))
    if folder is None:
        return
    screen.findings.clear()
    try:
        task = export_task(screen.office, screen.spec, numbers, folder)
    except AppError as refusal:
        screen.findings.show_error(refusal)
        return
    task.finished.connect(lambda done: _tell(screen, *done))
    task.failed.connect(screen.findings.show_error)
    screen.task_bar.run(task)


def _tell(screen: RegisterScreen, files: int, folder: Path) -> None:
    sentence = f"{files} 个附件和一份清单写入“{folder.name}”。"
    screen.findings.add(folder_box(sentence, folder, (), screen.findings.clear))
