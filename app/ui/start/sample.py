"""The sample union goes as easily as it came: asked about, and never for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QFile

from app.ui.style.tokens import Colour
from app.ui.widgets.buttons import button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.finding_box import FindingBox

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

PUT_AWAY = "移走的示例"  # the folder that takes it where the system has no recycle place


def to_recycle(path: Path) -> bool:
    """Move a file or folder into the system's recycle place; whether it could."""
    return bool(QFile.moveToTrash(str(path)))


def ask_to_remove(path: Path, parent: QWidget, remove: Callable[[], object]) -> Dialog:
    """Ask whether the sample at ``path`` shall go."""
    dialog = Dialog("删除示例", parent, about="起始页")
    dialog.say(f"“{path.name}”和它的备份会移到系统的回收站，您自己的台账不受影响。")
    dialog.say("想再看时点“看看示例”，会重新生成一份。", "note")
    dialog.add_button("不删除", dialog.reject).setDefault(True)
    dialog.add_button("移到回收站", dialog.accept, kind="primary")
    dialog.accepted.connect(remove)
    dialog.open()
    return dialog


def removed_box(path: Path, folder: Path | None, close: Callable[[], object]) -> FindingBox:
    """Where the sample is now.

    Args:
        folder: what took it, where the system's recycle place did not.
    """
    where = "系统的回收站" if folder is None else f"“{folder.name}”文件夹"
    notes = ["需要时可以从回收站还原。"] if folder is None else [str(folder)]
    box = FindingBox("已移走", Colour.OK, f"“{path.name}”已移到{where}。", notes=notes)
    box.add_action(button("知道了", "link", act=close))
    return box
