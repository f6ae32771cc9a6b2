"""Backups as a list: when, why, how large, whom it holds, what is missing in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.clock import local_text
from app.ui.style.tokens import Colour
from app.ui.table.cells import Cell
from app.ui.widgets.plain_table import LEFT, RIGHT, Head, PlainList, figure_head

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from app.store.backup import Backup

_KILO = 1024
PUT_BY = "恢复前"  # reason of the copy that is kept of what was given up by coming back
_REASONS = {
    PUT_BY: "恢复前的内容",
    "核对前": "核对前自动备份",
    "导入前": "导入前自动备份",
    "退出时": "退出时自动备份",
    "工作中": "工作中自动备份",
}
_HEADS = (
    Head("时间", "2026-11-20 00:00"),
    Head("原因", "　" * 7),
    Head("状态", "　" * 4),
    figure_head("backup.people", "00,000"),
    Head("大小", "000.0 MB", RIGHT),
)


def size_words(size: int) -> str:
    """A size in bytes as people say it."""
    if size < _KILO * _KILO:
        return f"{max(1, size // _KILO)} KB"
    return f"{size / _KILO / _KILO:.1f} MB"


class BackupList(PlainList["Backup"]):
    """Backups, newest first."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = _HEADS

    def show(self, found: Sequence[Backup]) -> None:
        """List these backups."""
        self.list_these(list(found))

    def cell(self, row: int, column: int) -> Cell:
        """One fact of a backup."""
        backup = self.shown[row]
        ink = Colour.TEXT if backup.is_good else Colour.TEXT3
        if column == 2:
            word, state = ("完好", Colour.OK) if backup.is_good else ("不完整", Colour.BAD)
            return Cell(word, LEFT, state=state)
        texts = {
            0: local_text(backup.at),
            1: _REASONS.get(backup.reason, backup.reason),
            3: f"{backup.members:,}",
            4: size_words(backup.size),
        }
        return Cell(texts[column], _HEADS[column].align, ink)


class FoundBackups(BackupList):
    """Backups of any ledgers, as found on a stick: of which union each, in which file."""

    def __init__(self) -> None:
        super().__init__()
        self._unions: Mapping[str, str] = {}
        self.heads = (Head("工会", "　" * 10), *_HEADS, Head("文件", "　" * 16))

    def show_found(self, found: Sequence[Backup], unions: Mapping[str, str]) -> None:
        """List these backups; ``unions`` says what the unions are called, by uid."""
        self._unions = unions
        self.show(found)

    def cell(self, row: int, column: int) -> Cell:
        """One fact of a backup."""
        backup = self.at(row)
        if backup is None or 0 < column <= len(_HEADS):
            return super().cell(row, column - 1)
        ink = Colour.TEXT if backup.is_good else Colour.TEXT3
        if column == 0:
            union = self._unions.get(backup.union) or backup.whose.stem
            return Cell(union, LEFT, ink)
        return Cell(backup.path.name, LEFT, ink, message=str(backup.path))

    def newest_to_open(self) -> int:
        """The row of the newest good backup; -1 when there is none.

        What somebody gave up by coming back to an earlier state is only taken where nothing
        else is left.
        """
        good = [row for row in range(self.count()) if self.shown[row].is_good]
        meant = [row for row in good if self.shown[row].reason != PUT_BY]
        return next(iter(meant or good), -1)


class KeptBackups(BackupList):
    """Backups of the open ledger, with what has been done since each."""

    def __init__(self, beside: Path) -> None:
        super().__init__()
        self._beside = beside
        self._compare: Callable[[Backup], str] = lambda _backup: ""
        self._compared: dict[str, str] = {}
        self.heads = (*_HEADS, Head("位置", "　" * 5), Head("与现在相比", "　" * 14))

    def show_against(self, found: Sequence[Backup], compare: Callable[[Backup], str]) -> None:
        """List backups; ``compare`` says how each differs from the ledger as it is now."""
        self._compare, self._compared = compare, {}
        self.show(found)

    def cell(self, row: int, column: int) -> Cell:
        """One fact of a backup."""
        backup = self.at(row)
        if backup is None or column < 5:
            return super().cell(row, column)
        ink = Colour.TEXT2 if backup.is_good else Colour.TEXT3
        if column == 5:
            place = "本机" if backup.path.parent == self._beside else "第二位置"
            return Cell(place, LEFT, ink, message=str(backup.path.parent))
        return Cell(self.difference(backup), LEFT, ink)

    def difference(self, backup: Backup) -> str:
        """How a backup differs from the ledger as it is now."""
        if backup.sha256 not in self._compared:
            self._compared[backup.sha256] = self._compare(backup)
        return self._compared[backup.sha256]
