"""从备份打开: backups found on sticks and in known places, the newest good one chosen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStorageInfo, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.safekeeping.backup_list import FoundBackups
from app.ui.style.tokens import px
from app.ui.widgets.buttons import button
from app.ui.widgets.chooser import LEDGERS, documents
from app.ui.widgets.frames import frame
from app.ui.widgets.labels import ElidedLabel, label
from app.ui.widgets.plain_table import PlainTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.store.backup import Backup
    from app.ui.widgets.chooser import Chooser


def sticks() -> list[Path]:
    """Roots of what was plugged in: every mounted volume but the system's own."""
    roots = {Path(QStorageInfo.root().rootPath()), Path("/")}
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = Path(volume.rootPath())
        is_system = str(root).startswith(("/boot", "/dev", "/proc", "/run/user", "/snap", "/sys"))
        if volume.isValid() and volume.isReady() and root not in roots and not is_system:
            found.append(root)
    return found


class FromBackup(QWidget):
    """Which backup, and where it shall go.

    Attributes:
        search_wanted: a folder or stick shall be searched; carries its path.
        chosen: a backup shall be opened; carries it and the ledger's new place.
        left: back to the start page.
    """

    search_wanted = Signal(object)
    chosen = Signal(object, object)
    left = Signal()

    def __init__(self, chooser: Chooser) -> None:
        super().__init__()
        self._chooser = chooser
        self.target: Path | None = None
        self.backups = FoundBackups()
        self.table = PlainTable("备份", self.backups)
        self.table.went.connect(self._propose)
        self.table.opened.connect(lambda _row: self._open())
        self._found = label("", "note", wrap=True)
        self._place = ElidedLabel("", "value")
        self.open_button = button("恢复并打开", "primary", act=self._open)
        self.open_button.setEnabled(False)
        self._arrange()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        card = frame("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, px(12), 1, 1)
        inside.setSpacing(px(8))
        head = QHBoxLayout()
        head.setContentsMargins(px(16), 0, px(16), 0)
        words = QVBoxLayout()
        words.addWidget(label("从备份打开", "heading"))
        words.addWidget(self._found)
        head.addLayout(words, 1)
        self.folder_button = button("选 U 盘或文件夹", icon_name="folder", act=self._ask_folder)
        head.addWidget(self.folder_button)
        inside.addLayout(head)
        inside.addWidget(self.table, 1)
        column.addWidget(card, 1)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(label("放到", "pair"))
        foot.addWidget(self._place, 1)
        self.place_button = button("改放别处", "link", act=self._ask_place)
        foot.addWidget(self.place_button)
        foot.addWidget(button("返回", act=self.left.emit))
        foot.addWidget(self.open_button)
        column.addLayout(foot)

    def show_searching(self) -> None:
        """Say that folders are being searched."""
        self._found.setText("正在查找并逐份核对备份……")

    def show_backups(self, found: Sequence[Backup], unions: Mapping[str, str]) -> None:
        """List backups, newest first; the newest good one is chosen."""
        self.backups.show_found(found, unions)
        self.table.fit_columns()
        place = self.backups.newest_to_open()
        if place >= 0:
            self._found.setText(
                f"找到 {len(found)} 份，已选中最近一份完好的；“恢复前的内容”是换下来的，一般不选。"
            )
            self.table.go(place)
            self.table.setFocus()
        else:
            self._found.setText("没有找到完好的备份。请插上备份 U 盘，再点“选 U 盘或文件夹”。")
        self._propose(self.table.current_row())

    def _propose(self, row: int) -> None:
        backup = self.backups.at(row)
        usable = backup is not None and backup.is_good
        self.open_button.setEnabled(usable)
        self.place_button.setEnabled(usable)
        if backup is None or not usable:
            self._place.set_text("")
            return
        self._set_target(free_place(documents(), ledger_name(backup)))

    def _set_target(self, target: Path) -> None:
        self.target = target
        self._place.set_text(str(target))

    def _ask_folder(self) -> None:
        folder = self._chooser.folder(self, "选择备份所在的 U 盘或文件夹")
        if folder is not None:
            self.search_wanted.emit(folder)

    def _ask_place(self) -> None:
        target = self._chooser.new_file(self, "台账放在哪里", str(self.target or ""), LEDGERS)
        if target is not None:
            self._set_target(target)

    def _open(self) -> None:
        backup = self.backups.at(self.table.current_row())
        if backup is not None and backup.is_good and self.target is not None:
            self.chosen.emit(backup, self.target)


def ledger_name(backup: Backup) -> str:
    """What the ledger was called: the backup's name without moment and reason."""
    return backup.path.stem.rsplit("_", 2)[0]


def free_place(folder: Path, name: str) -> Path:
    """A path in ``folder`` where no file is yet, so that coming back never replaces anything."""
    place = folder / f"{name}.ghdb"
    number = 2
    while place.exists():
        place = folder / f"{name}（恢复{number}）.ghdb"
        number += 1
    return place
