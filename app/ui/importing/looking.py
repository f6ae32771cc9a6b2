"""Looking at one file, again whenever something is said of it; one look at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.ui.importing.told import Told
from app.ui.importing.work import Looked, Source, look, try_out
from app.ui.tasks import Task

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.actions.importing.asked import ImportOptions, RowDecision
    from app.errors import AppError
    from app.spec.record import RecordSpec
    from app.ui.office import Office
    from app.ui.widgets.task_bar import TaskBar


class Looking(QObject):
    """What is on the bench, and all that was said of it.

    Attributes:
        began: a look is under way.
        shown: it was looked at; carries the :class:`Looked`.
        refused: it cannot be read so; carries the :class:`AppError`.
        stopped: the user has stopped it.
        looked: what was shown last.
        is_on: a look is under way.
        is_trying: what is shown is being tried by the rules.
    """

    began = Signal()
    shown = Signal(object)
    refused = Signal(object)
    stopped = Signal()

    def __init__(self, office: Office, tasks: TaskBar) -> None:
        super().__init__()
        self._office, self._tasks = office, tasks
        self.spec: RecordSpec | None = None
        self.source: Source | None = None
        self.looked: Looked | None = None
        self.is_on = self.is_trying = False
        self._next: Told | None = None  # said while a look was under way
        self._is_given_up = False  # for what was said since

    def forget(self) -> None:
        """Nothing is on the bench."""
        self.cancel()
        self.source = self.looked = self._next = None
        self.is_on = self.is_trying = False

    def cancel(self) -> None:
        """Give up what is under way."""
        if self._tasks.task is not None:
            self._tasks.task.cancel()

    @property
    def told(self) -> Told:
        """All that was said by now, what is being looked at included."""
        if self._next is not None:
            return self._next
        known = self.source.told if self.source is not None else None
        return known or Told()

    def is_begun_for(self, register: str) -> bool:
        """Whether a sheet for a register is on the bench of which something was said."""
        if self.looked is None or self.source is None or self.spec is None:
            return False
        return self.spec.id == register and self.source.told != self.source.begun

    # --- what is said -------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Another file, from its first sheet."""
        self.source, self.looked = Source(path), None
        self.say(None)

    def turn_to(self, sheets: Sequence[str], tab: str | None = None) -> None:
        """Other sheets of the file.

        Args:
            tab: the field for which their names stand; see :class:`SheetChoices`.
        """
        if self.source is None:
            return
        if self.looked is not None and tuple(sheets) == self.looked.bench.table.names:
            self.say(self.told.with_tab(tab))
        else:
            self.source.turn_to(sheets, tab)
            self.say(None)

    def say(self, told: Told | None) -> None:
        """Look at it so; a look under way is given up for it.

        Args:
            told: ``None`` for what the recipe of the sheet says, or nothing.
        """
        spec, source = self.spec, self.source
        if spec is None or source is None:
            return
        if self._tasks.task is not None:
            self._next, self._is_given_up = told, True
            self._tasks.task.cancel()
            return
        before = source.told
        if told is not None:
            source.told = told
        desk = self._office.desk
        self.is_on = True
        task = Task("核对", lambda progress: look(desk, spec, source, told, progress))
        task.finished.connect(self._show)
        task.failed.connect(lambda error: self._refuse(error, before))
        self._tasks.run(task)
        self.began.emit()

    def decide(self, line: int, decision: RowDecision) -> None:
        """What is to become of a row."""
        self.say(self.told.with_row(line, decision))

    def type_cell(self, line: int, name: str, text: str) -> None:
        """Another text for a cell."""
        self.say(self.told.with_cell(line, name, text))

    def take_options(self, options: ImportOptions) -> None:
        """Rows are matched otherwise."""
        self.say(self.told.with_options(options))

    def leave_recipe(self) -> None:
        """Read the sheet as if nothing were remembered."""
        if self.source is not None:
            self.source.recipe = None
            self.say(Told())

    def find_recipe(self) -> None:
        """The recipes have changed."""
        if self.source is not None and self.source.bench is not None:
            self.source.recipe = self.source.bench.recipe(self._office.desk.reader)
            self.say(self.told)

    # --- what comes of it ---------------------------------------------------------------

    def _show(self, looked: Looked) -> None:
        if self.source is None or self._is_given_up:
            return
        self.is_on = False
        self.looked, self.source.told = looked, looked.told
        self.shown.emit(looked)

    def try_out(self) -> None:
        """Have the rules speak of what is shown; it can be gone on with meanwhile."""
        looked = self.looked
        if looked is None or looked.looked.is_tried or self._tasks.task is not None:
            return
        desk = self._office.desk
        self.is_trying = True
        task = Task("按规则核对", lambda progress: try_out(desk, looked, progress))
        task.finished.connect(self._show_tried)
        self._tasks.run(task)
        self.began.emit()

    def _show_tried(self, looked: Looked) -> None:
        if self.source is not None and not self._is_given_up:
            self.is_trying = False
            self.looked = looked
            self.shown.emit(looked)

    def _refuse(self, error: AppError, before: Told | None) -> None:
        if self.source is None or self._is_given_up:
            return
        self.is_on = False
        self.source.told = before  # what was said last cannot be; all else still stands
        self.refused.emit(error)

    def go_on(self) -> bool:
        """The last work has ended: look at what was said meanwhile; whether there is such."""
        if self._is_given_up:
            told, self._next = self._next, None
            self._is_given_up = self.is_on = self.is_trying = False
            self.say(told)
            return self.is_on
        if self.is_trying:  # stopped before the rules had spoken
            self.is_trying = False
            self.stopped.emit()
            return False
        if self.is_on:  # neither shown nor refused
            self.is_on = False
            if self.looked is not None and self.source is not None:
                self.source.told = self.looked.told
            self.stopped.emit()
            return False
        self.try_out()
        return self.is_trying
