"""What stands in a table and is not saved yet, kept in the ledger file for after a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.ui.editors import UNTOUCHED
from app.ui.editors.choice import ChoiceEditor
from app.ui.editors.text import LineEditor, LongEditor
from app.ui.table.rows.waiting import Waiting
from app.ui.table.writing import NEW

if TYPE_CHECKING:
    from app.ui.table.view import RegisterView

EVERY = 2_000  # milliseconds; five seconds of typing is the most that may be lost
TABLE = "table"  # the part of a draft's key that tells it from a form's
_AGAIN = "上次填了还没有保存：按 F2 再按 Enter 写入，或按 Esc 恢复原值"


def draft_key(register: str) -> str:
    """Under which name the draft of a register's table is kept."""
    return f"{register}/{TABLE}"


class Unsaved(QObject):
    """Keeps the new row, refused cells and the text of the open editor; gives them back once."""

    def __init__(self, view: RegisterView) -> None:
        super().__init__(view)
        self._view = view
        self._ledger = view.records.office.desk.ledger
        self._key = draft_key(view.records.spec.id)
        self._kept: dict[str, dict[str, object]] = {}
        self._now = QTimer(self)  # once the editor that was left has closed
        self._now.setSingleShot(True)
        self._now.setInterval(0)
        self._now.timeout.connect(self.keep)
        view.records.told.connect(self._keep_soon)
        self._often = QTimer(self)
        self._often.setInterval(EVERY)
        self._often.timeout.connect(self.keep)

    def _keep_soon(self) -> None:
        self._now.start()

    def content(self) -> dict[str, dict[str, object]]:
        """What is not saved, by the number of its row as text and by field."""
        model = self._view.records
        found: dict[str, dict[str, object]] = {}
        for name, raw in model.draft.items():
            found.setdefault(str(NEW), {})[name] = raw
        for place, row in enumerate(model.waiting, 1):
            found[str(NEW - place)] = dict(row.typed)
        for (number, name), held in model.held.items():
            found.setdefault(str(number), {})[name] = held.raw
        if (typed := self._being_typed()) is not None:
            number, name, raw = typed
            found.setdefault(str(number), {})[name] = raw
        return found

    def _being_typed(self) -> tuple[int, str, object] | None:
        editor = QApplication.focusWidget()
        while editor is not None and not isinstance(editor, LineEditor | LongEditor | ChoiceEditor):
            editor = editor.parentWidget()
        current = self._view.currentIndex()
        if editor is None or not current.isValid() or not self._view.isAncestorOf(editor):
            return None
        raw = editor.raw()
        if raw is UNTOUCHED:
            return None
        model = self._view.records
        return model.number_at(current.row()), model.fields[current.column()].name, raw

    def keep(self) -> None:
        """Write down what is not saved, if that is another than before."""
        content = self.content()
        if content != self._kept:
            self._kept = content
            self._ledger.keep_draft(self._key, content or None)

    def begin(self) -> None:
        """Give back what an earlier opening left unsaved; from now on keep what is typed."""
        model = self._view.records
        known = self._ledger.kept_drafts().get(self._key, {})
        for number, kept in known.items():
            if not isinstance(kept, dict):
                continue
            # A column may have been retired since.
            typed = {name: raw for name, raw in kept.items() if name in model.spec.fields}
            if int(number) <= NEW and model.may_add:
                model.waiting.append(Waiting(typed, {}))
            elif model.place_of(int(number)) is not None:
                model.hold(int(number), typed, _AGAIN)
        if model.waiting:
            model.go_on_waiting()
        self._kept = self.content()
        self._often.start()
