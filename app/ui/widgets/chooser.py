"""The system's own dialogs for files, folders and printers, behind one object.

Pages ask a :class:`Chooser`, so that a test can answer in its place.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

WORKBOOKS = "表格 (*.xlsx *.xls *.csv)"
LEDGERS = "工会台账 (*.ghdb)"


def documents() -> Path:
    """The user's folder of documents; where the system has none, the home folder."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place) if place and Path(place).is_dir() else Path.home()


class Chooser:
    """Asks by the system's dialogs; ``None`` and ``False`` mean that the user gave up."""

    def existing_file(self, parent: QWidget, title: str, folder: str, kinds: str) -> Path | None:
        """A file that is there."""
        name, _kind = QFileDialog.getOpenFileName(parent, title, folder, kinds)
        return Path(name) if name else None

    def existing_files(self, parent: QWidget, title: str, folder: str, kinds: str) -> list[Path]:
        """Files that are there; none where the user gave up."""
        names, _kind = QFileDialog.getOpenFileNames(parent, title, folder, kinds)
        return [Path(name) for name in names]

    def new_file(self, parent: QWidget, title: str, proposal: str, kinds: str) -> Path | None:
        """Where to write a file; its ending is that of ``proposal`` where none is given."""
        name, _kind = QFileDialog.getSaveFileName(parent, title, proposal, kinds)
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(Path(proposal).suffix)

    def folder(self, parent: QWidget, title: str, folder: str = "") -> Path | None:
        """A folder that is there."""
        name = QFileDialog.getExistingDirectory(parent, title, folder)
        return Path(name) if name else None

    def set_up_printer(self, parent: QWidget, printer: QPrinter, pages: int) -> bool:
        """Printer, pages, copies and sides of the paper, set on ``printer``."""
        from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog

        dialog = QPrintDialog(printer, parent)
        dialog.setWindowTitle("打印")
        dialog.setMinMax(1, pages)
        dialog.setFromTo(1, pages)
        options = QAbstractPrintDialog.PrintDialogOption
        dialog.setOption(options.PrintPageRange, on=True)
        dialog.setOption(options.PrintCollateCopies, on=True)
        dialog.setOption(options.PrintShowPageSize, on=True)
        return bool(dialog.exec())
