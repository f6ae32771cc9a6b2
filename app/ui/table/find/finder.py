"""Looks for a word in the table and goes from hit to hit; replaces it, one or all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.spec.values import is_masked
from app.ui.table.find.aside import Written
from app.ui.table.find.hits import Hit, Hits
from app.ui.table.find.replacing import Replaceable, Replacement, replaceable, replaced, replacement
from app.ui.table.hands.busy import busy

if TYPE_CHECKING:
    from app.ui.table.model import RegisterModel
    from app.ui.table.view import RegisterView

_PAUSE = 150  # milliseconds without a key before the register is looked through


class Finder(QObject):
    """The word looked for, and its hits.

    Attributes:
        scope: name of the only field looked into; blank for all columns shown.
        hits: what was found last; ``None`` while nothing is looked for.
        changed: there are other hits, or another one is the current cell.
    """

    changed = Signal()

    def __init__(self, view: RegisterView) -> None:
        super().__init__(view)
        self._view = view
        self._model: RegisterModel = view.records
        self.word = ""
        self.scope = ""
        self.hits: Hits | None = None
        self._is_stale = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._look_again)
        self._is_going = False  # the word is new: stand on its first hit
        for signal in (self._model.dataChanged, self._model.modelReset):
            signal.connect(self._note_change)
        view.head.sectionMoved.connect(self._note_change)
        view.selectionModel().currentChanged.connect(lambda *_cells: self.changed.emit())

    # --- looking ------------------------------------------------------------------------

    def seek(self, word: str, scope: str) -> None:
        """Look for another word, once the user stops typing, and go to its first hit."""
        self.word, self.scope = word, scope
        self._is_going = self._is_stale = True
        self._pause.start()

    def stop(self) -> None:
        """Look for nothing any more."""
        self._pause.stop()
        self.hits = None
        self._view.viewport().update()

    def _note_change(self) -> None:
        if self.hits is not None:
            self._is_stale = True
            self._pause.start()

    def _look_again(self) -> None:
        if not self._view.isVisible():
            return  # the page was left, perhaps with its ledger; what is stale stays so
        self._look()
        if self._is_going and self.hits is not None:
            self._is_going = False
            self._go_to(self.hits.after(self._here(), itself=True))
        self.changed.emit()

    def _look(self) -> Hits:
        """The hits as they are now."""
        if self._is_stale or self.hits is None:
            self._pause.stop()
            names = [field.name for field in self._model.fields]
            columns = self._view.shown_columns()
            if self.scope in names:
                columns = [names.index(self.scope)]
            self.hits = Hits.of(self._model, columns, self.word)
            self._is_stale = False
            self._view.viewport().update()
        return self.hits

    def _here(self) -> Hit:
        """The current cell among the columns looked into."""
        current = self._view.currentIndex()
        columns = self.hits.columns if self.hits else ()
        if not current.isValid():
            return Hit(0, 0)
        if current.column() in columns:
            return Hit(current.row(), columns.index(current.column()))
        return Hit(current.row(), -1)

    def rank(self) -> int:
        """Which hit the current cell is, 1 for the first; 0 when it is none."""
        return self.hits.rank(self._here()) if self.hits else 0

    def shows(self, number: int, column: int) -> bool:
        """Whether a cell is a hit, so that it is painted as one."""
        return self.hits is not None and self.hits.has(number, column)

    # --- going --------------------------------------------------------------------------

    def go_on(self, *, back: bool = False) -> None:
        """Stand on the next hit, or on the one before."""
        hits = self._look()
        if self._is_going:  # Enter came before the pause was over: the first hit is the next
            self._is_going = False
            self._go_to(hits.after(self._here(), itself=True))
        else:
            self._go_to(hits.before(self._here()) if back else hits.after(self._here()))
        self.changed.emit()

    def _go_to(self, hit: Hit | None) -> None:
        if hit is not None and self.hits is not None:
            self._view.go(hit.row, self.hits.columns[hit.place])

    # --- replacing ----------------------------------------------------------------------

    def replaceable(self) -> Replaceable:
        """What replacing all would write."""
        if self.hits is None or not len(self.hits):
            return Replaceable()
        return replaceable(self._model, self.hits)

    def replace_one(self, other: str) -> None:
        """Replace the word in the current cell and go on; first go there."""
        hits = self._look()
        current = self._view.currentIndex()
        if not self.rank():
            self.go_on()
            return
        field = self._model.fields[current.column()]
        if is_masked(field):
            self._view.hinted.emit("号码遮盖着，不替换；要改请直接填写完整的号码")
        elif reason := self._model.locked_because(current.row(), current.column()):
            self._view.hinted.emit(reason)
        else:
            value = self._model.value(current.row(), field.name)
            text = replaced(self._model, field.name, value, self.word, other)
            place = self._here()
            self._model.setData(current, text)
            self._is_stale = True
            hits = self._look()
            self._go_to(hits.after(place))
            self.changed.emit()
            return
        self._go_to(hits.after(self._here()))

    def replacement(self, other: str) -> Replacement:
        """Replacing the word wherever it can be."""
        return replacement(self._model, self._look(), self.word, other)

    def replace_all(self, asked: Replacement) -> Written:
        """Do it as one action, while the window waits."""
        office = self._model.office
        typed = asked.typed(office.desk.reader, lambda: None)
        with busy():
            outcome = self._model.write(typed, title=asked.title)
        self._look_anew()
        return Written(dict(typed), outcome, None)

    def take(self, written: Written) -> None:
        """Show what was replaced aside, and tell the screens."""
        office = self._model.office
        if written.changed is not None:
            office.hub.changed.emit(written.changed)
            office.tell_saved()
        self._model.take(written.outcome, written.typed)
        self._look_anew()

    def _look_anew(self) -> None:
        self._is_stale = True
        self._look()
        self.changed.emit()
