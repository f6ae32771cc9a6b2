"""Attachments out of the window: saved as a copy, exported, opened in the system's program."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.files import sweep
from app.queries.attachments import all_attachments, content_of
from app.ui.naming import file_name
from app.ui.tasks import Progress, Task
from app.ui.widgets.chooser import documents

if TYPE_CHECKING:
    from collections.abc import Collection

    from PySide6.QtWidgets import QWidget

    from app.queries.attachments import Attached
    from app.spec.record import RecordSpec
    from app.ui.office import Office
    from app.ui.widgets.chooser import Chooser

_PREFIX = "union-ledger-file-"
ID_COPY = "id_copy"  # the kind that shows whole numbers, as much as pressing 显示 does


def note_taken(office: Office, held: Collection[Attached], name: str, title: str) -> None:
    """Keep in the history that attachments are seen whole or leave the ledger.

    Raises:
        Refused: a copy of somebody's papers is among them, and the ledger is open for reading
            only, so that nothing can be kept.
    """
    keep = office.note_whole if any(each.kind == ID_COPY for each in held) else office.desk.note
    keep(name, title, attachments=[each.number for each in held])


def copy_to_look_at(office: Office, held: Attached, place: Path | None = None) -> Path:
    """A copy of an attachment in a folder of its own that only the user may enter.

    It can be read and not written, so that nobody believes to change the attachment by it. It
    goes when the program ends; what a killed program left goes with the next copy.

    Args:
        place: where the folder is made; the system's place for such things by default.

    Raises:
        StorageError: the content is damaged, or the copy could not be written.
    """
    from app.reports.safe_file import write_bytes

    root = place or Path(tempfile.gettempdir())
    sweep(root, [f"{_PREFIX}????????"])
    content = content_of(office.desk.reader, held)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    copy = folder / held.name
    write_bytes(copy, content)
    copy.chmod(0o400)
    return copy


def open_outside(office: Office, held: Attached) -> None:
    """Open a copy in the system's program for it; the history keeps that it was.

    Raises:
        StorageError: see :func:`copy_to_look_at`.
    """
    copy = copy_to_look_at(office, held)
    office.desk.note("open_attachment", f"用系统程序打开附件：{held.name}", attachment=held.number)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(copy)))


def save_copy(office: Office, held: Attached, chooser: Chooser, parent: QWidget) -> Path | None:
    """Ask where, and write a copy there; ``None`` where the user gave up.

    Raises:
        StorageError: the content is damaged, or the copy could not be written.
    """
    from app.reports.registers.attachments import save_attachment

    target = chooser.new_file(parent, "另存附件", str(documents() / held.name), "所有文件 (*)")
    if target is None:
        return None
    note_taken(office, [held], "save_attachment", f"另存附件：{held.name}")
    save_attachment(office.desk.reader, held, target)
    return target


def export_task(office: Office, spec: RecordSpec, numbers: Collection[int], folder: Path) -> Task:
    """Write the attachments of some records into a new folder inside ``folder``, as a task.

    Its result is the number of files and the new folder.

    Raises:
        Refused: see :func:`note_taken`.
    """
    from app.reports.registers.attachments import export_attachments

    desk = office.desk
    wanted = file_name(desk, f"{spec.title}附件", "")[:-1]
    target, number = folder / wanted, 1
    while target.exists():
        number += 1
        target = folder / f"{wanted}（{number}）"
    wanted_numbers = set(numbers)
    of_them = [
        each for each in all_attachments(desk.reader, spec.id) if each.record_id in wanted_numbers
    ]
    if of_them:
        note_taken(office, of_them, "export_attachments", f"导出附件：{spec.title}")
    specs = dict(desk.specs)

    def work(progress: Progress) -> tuple[int, Path]:
        with desk.ledger.another_reader() as reader:
            files = export_attachments(
                reader, specs, target, register=spec.id, records=wanted_numbers, progress=progress
            )
        return files, target

    return Task("正在导出附件", work)
