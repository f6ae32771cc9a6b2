"""Reading a table in a child process, so that a hostile file can only ever hurt that."""

from __future__ import annotations

import marshal
import multiprocessing
import pickle
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from app.errors import ImportRefused
from app.reports.readers import refusals
from app.reports.readers.reading import END, REFUSAL, raw_rows, serve
from app.reports.readers.refusals import LIMITS, refused
from app.reports.readers.table import RawRow, Table

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

    from app.reports.readers.refusals import Limits

ABORTED, KILLED = 6, 9  # signal numbers; Windows knows only one of the names
GLANCE = 0.05  # seconds between two looks at the clock and at ``cancelled``


def from_workbook(
    path: Path,
    *,
    sheet: str | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[int], None] = lambda _rows: None,
    limits: Limits = LIMITS,
) -> Table:
    """Read one sheet of an .xlsx, .xls or .csv file; what it is, its content says.

    Blocks; meant for a worker thread. The work is done by a child process with bounded time and
    memory, which ends with this call whatever happens. No file is written.

    Args:
        path: the file; it is only read.
        sheet: the name on the tab; without it the first visible sheet that holds something.
        cancelled: asked some twenty times a second; on a yes the child is killed at once.
        progress: told the number of rows that have arrived.
        limits: how much is read before the file is refused.

    Raises:
        ImportRefused: the file cannot be read, or reading was cancelled. Nothing was written.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=serve, args=(theirs, path, sheet, limits), daemon=True)
    child.start()
    theirs.close()
    try:
        return _Answers(ours, child, cancelled, limits).table(progress)
    finally:
        child.kill()
        child.join()
        child.close()
        ours.close()


class _Answers:
    """What the child says, until it has said all, time is up, or it is told to stop."""

    def __init__(
        self,
        answers: Connection,
        child: SpawnProcess,
        cancelled: Callable[[], bool],
        limits: Limits,
    ) -> None:
        self._answers = answers
        self._child = child
        self._cancelled = cancelled
        self._seconds = limits.seconds
        self._until = time.monotonic() + limits.seconds

    def table(self, progress: Callable[[int], None]) -> Table:
        """The table with all its rows."""
        _tag, head = self._next()
        table: Table = pickle.loads(head)  # noqa: S301 - written by our own child just now
        rows: list[RawRow] = []
        while True:
            tag, body = self._next()
            if tag == END:
                return replace(table, rows=tuple(rows))
            rows += raw_rows(marshal.loads(body))  # noqa: S302 - as above
            progress(len(rows))

    def _next(self) -> tuple[bytes, bytes]:
        """The tag and body of the next message; refusals are raised."""
        while not self._answers.poll(GLANCE):
            self._stop_if_told()
        self._stop_if_told()
        try:
            message = self._answers.recv_bytes()
        except (EOFError, OSError) as error:
            raise self._death() from error
        tag, body = message[:1], message[1:]
        if tag == REFUSAL:
            raise ImportRefused(*marshal.loads(body))  # noqa: S302 - as above
        return tag, body

    def _stop_if_told(self) -> None:
        if self._cancelled():
            raise refused(refusals.CANCELLED)
        if time.monotonic() > self._until:
            raise refused(refusals.TIMED_OUT, seconds=f"{self._seconds:g}")

    def _death(self) -> ImportRefused:
        """What to say about a child that died: its file is to blame."""
        self._child.join(1)
        # The library aborts when memory is refused; the system kills when there is none left.
        if self._child.exitcode in {-ABORTED, -KILLED}:
            return refused(refusals.TOO_HEAVY)
        return refused(refusals.DAMAGED)
