"""Answers to the system's dialogs, given in advance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.ui.widgets.chooser import Chooser

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget


@dataclass
class Answers(Chooser):
    """``None`` answers as a user who gives up.

    Attributes:
        printer: sets up the printer as the user would in the dialog.
        proposed: what the last dialog for a new file proposed.
    """

    file: Path | None = None
    files: list[Path] = field(default_factory=list)
    place: Path | None = None
    folder_chosen: Path | None = None
    printer: Callable[[QPrinter], None] | None = None
    proposed: str = ""

    def existing_file(self, *_asked: object) -> Path | None:
        return self.file

    def existing_files(self, *_asked: object) -> list[Path]:
        return self.files

    def new_file(
        self, _parent: QWidget, _title: str, proposal: str, *_asked: object
    ) -> Path | None:
        self.proposed = proposal
        return self.place

    def folder(self, *_asked: object) -> Path | None:
        return self.folder_chosen

    def set_up_printer(self, _parent: QWidget, printer: QPrinter, *_asked: object) -> bool:
        if self.printer is None:
            return False
        self.printer(printer)
        return True
