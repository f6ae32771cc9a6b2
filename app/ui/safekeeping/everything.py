"""导出全部: asks how and where, then writes the whole ledger beside the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.spec.values import UNMASKED
from app.ui.editors.tick import Tick
from app.ui.naming import file_name
from app.ui.tasks import Progress, Task
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.ways_to_file import folder_box

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.reports.registers.everything import Everything
    from app.ui.office import Office
    from app.ui.widgets.finding_box import FindingBox


class EverythingDialog(Dialog):
    """Says what is written, and asks whether numbers shall be whole."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("导出全部", parent, about="导出全部")
        self.say(
            "每本台账写成一个 Excel 表格，附件照原样存成文件，另有清单和说明，都在一个新文件夹里。"
        )
        self.say("附件里的证件复印件是完整的，请放在稳妥的地方；台账不变，会记入历史。", "note")
        self.whole = Tick("身份证号和手机号写完整")
        self.body.addWidget(self.whole)
        self.add_button("取消", self.reject)
        self.go = self.add_button("选择存放位置", self.accept, kind="primary")
        self.go.setDefault(True)


def new_folder(office: Office, place: Path) -> Path:
    """A folder inside ``place`` that is not there yet, called after the union and the day."""
    wanted = file_name(office.desk, "全部台账", "")[:-1]
    target, number = place / wanted, 1
    while target.exists():
        number += 1
        target = place / f"{wanted}（{number}）"
    return target


def everything_task(office: Office, target: Path, *, full: bool) -> Task:
    """Write everything into ``target``; the result says what it was.

    Raises:
        Refused: the ledger is open for reading only, so that its history cannot tell of it.
    """
    desk, specs = office.desk, dict(office.desk.specs)
    title = f"导出全部{UNMASKED if full else ''}"
    office.note_whole("export_everything", title, full=full)

    def work(progress: Progress) -> Everything:
        from app.reports.registers.everything import export_everything

        with desk.ledger.another_reader() as reader:
            return export_everything(reader, specs, target, full=full, progress=progress)

    return Task("正在导出全部", work)


def told(made: Everything, target: Path, close: Callable[[], object]) -> FindingBox:
    """What was written and where, with the way there."""
    notes = []
    if made.lacking:
        notes.append(f"应当有而没有的附件 {made.lacking:,} 件，见“缺附件清单.xlsx”。")
    return folder_box(f"{made.told}写入“{target.name}”。", target, notes, close)
