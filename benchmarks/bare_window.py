"""The barest window with a list in it: an id list, pages of 200 rows, Qt's own table.

Nothing of the program is imported here. ``python -m benchmarks.bare_window <ledger>`` opens it,
says when it is painted, and ends.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

from benchmarks.member_list import IN_ORDER, PAINTED, SHOWN, SIZE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Index = QModelIndex | QPersistentModelIndex

_PAGE = 200
_NOWHERE = QModelIndex()


class BareModel(QAbstractTableModel):
    """Rows of the member table by id."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        super().__init__()
        self._raw = raw
        self._ids: list[int] = []
        self._pages: dict[int, list[tuple[Any, ...]]] = {}

    def ask(self, query: str, words: Sequence[str] = ()) -> None:
        """Show the rows whose ids ``query`` gives."""
        self.beginResetModel()
        self._ids = [number for (number,) in self._raw.execute(query, words)]
        self._pages.clear()
        self.endResetModel()

    def rowCount(self, _parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """As Qt asks for it."""
        return len(self._ids)

    def columnCount(self, _parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name
        """As Qt asks for it."""
        return len(SHOWN)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text of a cell, as it is stored."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        number, place = divmod(index.row(), _PAGE)
        if number not in self._pages:
            self._pages[number] = self._read(self._ids[number * _PAGE : (number + 1) * _PAGE])
        return self._pages[number][place][index.column()]

    def _read(self, ids: list[int]) -> list[tuple[Any, ...]]:
        marks = ", ".join("?" * len(ids))
        query = f"SELECT id, {', '.join(SHOWN)} FROM member WHERE id IN ({marks})"
        found = {row[0]: row[1:] for row in self._raw.execute(query, ids)}
        return [found[number] for number in ids]


class BareWindow(QMainWindow):
    """A window that shows the members of a ledger and nothing else."""

    def __init__(self, ledger: Path | str) -> None:
        super().__init__()
        self.model = BareModel(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True))
        self.model.ask(IN_ORDER)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.setCentralWidget(self.table)
        self.resize(*SIZE)


def application() -> QApplication:
    """The one application of this process; it draws into memory."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    there = QApplication.instance()
    return there if isinstance(there, QApplication) else QApplication([])


def painted(ledger: Path | str) -> BareWindow:
    """The window on ``ledger``, painted once."""
    running = application()
    window = BareWindow(ledger)
    window.show()
    running.processEvents()
    return window


if __name__ == "__main__":
    shown = painted(sys.argv[1])
    print(PAINTED, flush=True)
