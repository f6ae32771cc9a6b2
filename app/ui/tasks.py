"""Long work in a thread of its own: progress, cancelling, results and refusals by signal."""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Callable

_TOLD_EVERY = 0.05  # seconds; more often the window would only be busy drawing it


_PATIENCE = 20.0  # seconds; the longest step that cannot be stopped, a save, takes less


class Cancelled(BaseException):
    """The user stopped the work; passes through handlers of ordinary errors."""


class Progress:
    """What long work calls as it goes on; raises :class:`Cancelled` once it shall stop."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._told_at = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Tell that ``done`` of ``total`` are finished; 0 in all means that nobody knows."""
        self.check()
        now = time.monotonic()
        if now - self._told_at >= _TOLD_EVERY or done == total:
            self._told_at = now
            self._task.progressed.emit(done, total)

    def check(self) -> None:
        """Raise :class:`Cancelled` when the user has stopped the work."""
        if self.cancelled():
            raise Cancelled

    def cancelled(self) -> bool:
        """Whether the user has stopped the work."""
        return self._task.is_cancelled


class Task(QObject):
    """One piece of long work.

    An unforeseen exception ends the thread and reaches the crash handler, as anywhere else.

    Attributes:
        progressed: how many are done, and of how many.
        finished: the work is done; carries its result.
        failed: it was refused; carries the :class:`AppError`.
        ended: it is over, whichever way.
    """

    progressed = Signal(int, int)
    finished = Signal(object)
    failed = Signal(object)
    ended = Signal()
    _came = Signal(object)  # the deed that tells the outcome; crosses over from the thread

    def __init__(self, title: str, work: Callable[[Progress], object]) -> None:
        super().__init__()
        self.title = title
        self._work = work
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=title, daemon=True)
        self._is_forsaken = False
        self._came.connect(self._tell)

    @property
    def is_cancelled(self) -> bool:
        """Whether the user has stopped it."""
        return self._stop.is_set()

    def start(self) -> None:
        """Begin; results come by signal in the thread of the window."""
        _STARTED.add(self)
        self._thread.start()

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    def forsake(self) -> None:
        """Stop the work, and tell nobody of it: the page that asked for it is gone."""
        self._is_forsaken = True
        self.cancel()

    def wait(self, seconds: float) -> bool:
        """Wait for the end, as before closing a ledger; whether it came in time."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        outcome: Callable[[], None] | None = None
        try:
            result = self._work(Progress(self))
        except Cancelled:
            pass
        except AppError as error:
            outcome = partial(self.failed.emit, error)
        else:
            outcome = partial(self.finished.emit, result)
        finally:
            self._came.emit(outcome)

    def _tell(self, outcome: Callable[[], None] | None) -> None:
        _STARTED.discard(self)
        if self._is_forsaken:
            return
        try:
            if outcome is not None:
                outcome()
        finally:
            self.ended.emit()


_STARTED: set[Task] = set()  # whose outcome has not been told yet


def end_all(seconds: float = _PATIENCE) -> bool:
    """Stop all work before a ledger is closed, and let be heard what it still has to say.

    Returns:
        Whether everything ended in time.
    """
    started = tuple(_STARTED)
    for task in started:
        task.cancel()
    late = [task for task in started if not task.wait(seconds)]
    QCoreApplication.sendPostedEvents()  # results wait to be heard in the window's thread
    return not late
