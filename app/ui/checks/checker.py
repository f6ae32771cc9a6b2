"""Runs the rules over the open ledger beside the window, and keeps what they found last."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.queries.findings.gathered import count_gathered
from app.spec.findings import Level
from app.ui.tasks import Progress, Task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.spec.findings import Finding
    from app.ui.office import Office

_AFTER_OPENING = 4_000  # milliseconds; the first page is painted and the mouse is free
_AFTER_CHANGES = 1_500  # milliseconds without another change
_QUICK = 1.0  # seconds; a check that takes longer is not run for every change


class Checker(QObject):
    """Belongs to one open ledger.

    Attributes:
        findings: what the last check found; ``None`` before the first one.
        checked_at: the local time of the last check, ``hh:mm``.
        task: the check that is running.
        began: a check has begun; carries its task.
        found: a check is over, and its result stands in ``findings``.
        failed: a check was refused; carries the :class:`AppError`.
    """

    began = Signal(object)
    found = Signal()
    failed = Signal(object)

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._office = office
        self.findings: Sequence[Finding] | None = None
        self.checked_at = ""
        self.task: Task | None = None
        self._began_at = 0.0
        self._took = 0.0
        self._is_wanted_again = False
        self._has_ended = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.run)
        office.hub.changed.connect(self._run_after_change)

    @property
    def must_mend(self) -> int:
        """How many rules stand among what must be mended, as the page gathers them.

        Two hundred people of one fault are one thing to see to. 0 before the first check.
        """
        return count_gathered(self.findings or (), Level.ERROR)

    def begin(self) -> None:
        """Check once the window has come to rest."""
        self._later.start(_AFTER_OPENING)

    def end(self) -> None:
        """The ledger is about to be closed."""
        self._has_ended = True
        self._later.stop()

    def run(self) -> None:
        """Check everything now; while a check is running, once more when it is over."""
        if self._has_ended:
            return
        if self.task is not None:
            self._is_wanted_again = True
            return
        desk = self._office.desk

        def work(progress: Progress) -> Sequence[Finding]:
            return desk.check(progress)

        self._later.stop()
        self._began_at = time.monotonic()
        self.task = Task("正在按规则检查", work)
        self.task.finished.connect(self._keep)
        self.task.failed.connect(self.failed)
        self.task.ended.connect(self._end)
        self.began.emit(self.task)
        self.task.start()

    def _keep(self, findings: Sequence[Finding]) -> None:
        self.findings = findings
        self.checked_at = self._office.clock_text
        self._took = time.monotonic() - self._began_at

    def _end(self) -> None:
        was_stopped = self.task is not None and self.task.is_cancelled
        self.task = None
        if self._has_ended:
            return  # whoever would hear of it reads in a ledger that is being closed
        if self._is_wanted_again and not was_stopped:
            self._is_wanted_again = False
            self.run()
        else:
            self._is_wanted_again = False
            self.found.emit()

    def run_after_undo(self) -> None:
        """What was found may be gone again: nobody shall be told of it any longer."""
        if self.findings is not None:
            self.run()

    def _run_after_change(self) -> None:
        """Keep the count at the left true, where a check is too quick to be felt."""
        if self.findings is not None and self._took < _QUICK and not self._has_ended:
            self._later.start(_AFTER_CHANGES)
