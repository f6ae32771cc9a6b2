"""What the user sees of a fault in the program: one quiet dialog, nothing personal in it."""

from __future__ import annotations

import sys
import threading
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from app.errors import AppError
from app.ui.widgets.dialog import WIDE, Dialog

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


class CrashHandler(QObject):
    """Takes exceptions nobody caught, from any thread, and shows them one at a time.

    Attributes:
        ledger: the file that is open.
    """

    caught = Signal(object)  # from any thread to the window's

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_showing = False
        self.ledger: Path | None = None
        self.caught.connect(self._show)

    def install(self) -> None:
        """Take what ``sys`` and ``threading`` would print."""
        sys.excepthook = self._take
        threading.excepthook = lambda args: self._take(
            args.exc_type, args.exc_value, args.exc_traceback
        )

    def _take(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self.caught.emit(self._explained(error) or details(kind, trace))

    def _explained(self, error: BaseException | None) -> AppError | None:
        """What the user can be told in words: a refusal, or trouble with the ledger file."""
        if isinstance(error, AppError):
            return error
        if error is None or isinstance(error, OSError) or self.ledger is None:
            return None
        from app.store.connection import meaning_of

        return meaning_of(error, self.ledger)

    def _show(self, caught: object) -> None:
        if self._is_showing:  # a fault in painting would come again with every frame
            return
        self._is_showing = True
        try:
            dialog = crash_dialog(caught)
            dialog.exec()
        finally:
            self._is_showing = False


def details(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Where it happened: files, lines and names of ours; no message, no values, no data."""
    frames = traceback.extract_tb(trace)
    lines = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join([*lines, kind.__name__])


def _short(path: str) -> str:
    parts = path.replace("\\", "/").split("/")
    return "/".join(parts[parts.index("app") :]) if "app" in parts else parts[-1]


def crash_dialog(caught: object) -> Dialog:
    """The dialog for a refusal that reached nobody, or for the details of a fault."""
    if isinstance(caught, AppError):
        dialog = Dialog(caught.happened)
        dialog.say(f"{caught.safe}。")
        dialog.say(f"{caught.todo}。")
        for line in caught.details:
            dialog.say(line, "note")
    else:
        dialog = Dialog("程序出了错，刚才这一步没有做成", width=WIDE)
        dialog.say("已经保存的内容都在：每一步要么完整写入台账，要么完全没有写入。")
        dialog.say(
            "请重做刚才的一步；如果再次出现，请复制下面的说明交给维护人员，里面没有个人信息。"
        )
        text = QPlainTextEdit(str(caught))
        text.setReadOnly(True)
        text.setAccessibleName("错误说明")
        dialog.body.addWidget(text)
        dialog.add_button("复制说明", lambda: QApplication.clipboard().setText(str(caught)))
    dialog.add_button("继续", dialog.accept, kind="primary").setDefault(True)
    return dialog
