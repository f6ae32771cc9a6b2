"""Backups as a list: when, why, how large, whom it holds, what is missing in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.clock import local_text
from app.ui.style.tokens import Colour
from app.ui.table.cells import Cell
from app.ui.widgets.plain_table import LEFT, RIGHT, Head, PlainModel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.store.backup import Backup

_KILO = 1024


def size_words(size: int) -> str:
    """A size in bytes as people say it."""
    if size < _KILO * _KILO:
        return f"{max(1, size // _KILO)} KB"
    return f"{size / _KILO / _KILO:.1f} MB"


class BackupList(PlainModel):
    """Backups, newest first."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = (
            Head("时间", "2026-11-20 00:00"),
            Head("原因", "　" * 5),
            Head("状态", "　" * 4),
            Head("会员", "00,000", RIGHT),
            Head("大小", "000.0 MB", RIGHT),
            Head("所在位置", "　" * 14),
        )
        self._shown: Sequence[Backup] = ()

    def show(self, found: Sequence[Backup]) -> None:
        """List these backups."""
        self.beginResetModel()
        self._shown = list(found)
        self.endResetModel()

    def at(self, row: int) -> Backup | None:
        """The backup in a row."""
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def count(self) -> int:
        """How many there are."""
        return len(self._shown)

    def cell(self, row: int, column: int) -> Cell:
        """One fact of a backup."""
        backup = self._shown[row]
        ink = Colour.TEXT if backup.is_good else Colour.TEXT3
        if column == 2:
            word, state = ("完好", Colour.OK) if backup.is_good else ("不完整", Colour.BAD)
            return Cell(word, LEFT, state=state)
        texts = {
            0: local_text(backup.at),
            1: backup.reason,
            3: f"{backup.members:,}",
            4: size_words(backup.size),
            5: str(backup.path.parent),
        }
        return Cell(texts[column], self.heads[column].align, ink)


class KeptBackups(BackupList):
    """Backups of the open ledger, with what has been done since each."""

    def __init__(self, beside: Path) -> None:
        super().__init__()
        self._beside = beside
        self._changes = 0
        self._members = 0
        self.heads = (*self.heads[:5], Head("位置", "　" * 5), Head("与现在相比", "　" * 14))

    def show_against(self, found: Sequence[Backup], *, changes: int, members: int) -> None:
        """List backups of a ledger whose log holds ``changes``, and who is in it now."""
        self._changes, self._members = changes, members
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
        """What is in the ledger now and not in the backup."""
        missing = self._changes - backup.changes
        if missing <= 0:
            return "与现在相同" if missing == 0 else "比现在多，来自另一份台账"
        people = self._members - backup.members
        words = f"少 {missing:,} 处改动"
        if people:
            words += f"，会员{'少' if people > 0 else '多'} {abs(people):,} 人"
        return words
