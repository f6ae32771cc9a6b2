"""Reading a table in a child process, so that a hostile file can only ever hurt that."""

from __future__ import annotations

import gc
import marshal
import multiprocessing
import os
import pickle
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import ImportRefused
from app.garbage import no_collection
from app.reports.readers import refusals
from app.reports.readers.packing import unpacked
from app.reports.readers.reading import read_parts
from app.reports.readers.refusals import LIMITS, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from app.reports.readers.refusals import Limits
    from app.reports.readers.table import RawRow, Table

ABORTED, KILLED = 6, 9  # signal numbers; Windows knows only one of the names
HEAD, ROWS, END, REFUSAL = b"H", b"R", b"E", b"N"  # first byte of each message of the child
COUNT = 4  # bytes in which a message of rows first says how many they are
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

    What arrives stays packed until the child is gone, and the workbook it held with it: so the
    most that both hold together is the workbook once and the rows once, never side by side.

    Args:
        path: the file; it is only read.
        sheet: the name on the tab; without it the first visible sheet that holds something.
        cancelled: asked some twenty times a second; on a yes the child is killed at once.
        progress: told the number of rows that have arrived.
        limits: how much is read before the file is refused.

    Raises:
        ImportRefused: the file cannot be read, or reading was cancelled. Nothing was written.
    """
    (table,) = sheets_from_workbook(
        path, [sheet], cancelled=cancelled, progress=progress, limits=limits
    )
    return table


def sheets_from_workbook(
    path: Path,
    sheets: Sequence[str | None],
    *,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[int], None] = lambda _rows: None,
    limits: Limits = LIMITS,
    glance: bool = True,
) -> list[Table]:
    """Read several sheets of one workbook, all by one child; see :func:`from_workbook`.

    Args:
        sheets: the names on the tabs.
        glance: look at the first rows of the sheets that are not read, too; they come with the
            first table.

    Raises:
        ImportRefused: one of them cannot be read, or reading was cancelled.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    asked = (theirs, path, [*sheets], limits)
    child = context.Process(target=serve, args=asked, kwargs={"glance": glance}, daemon=True)
    child.start()
    theirs.close()
    try:
        found = _Answers(ours, child, cancelled, limits).tables(progress)
    finally:
        child.kill()
        child.join()
        child.close()
        ours.close()
    return [replace(table, rows=tuple(_rows(chunks))) for table, chunks in found]


def _rows(chunks: list[bytes]) -> Iterator[RawRow]:
    """The rows in ``chunks``, which is emptied on the way."""
    chunks.reverse()
    with no_collection():
        while chunks:
            yield from unpacked(marshal.loads(chunks.pop()))  # noqa: S302 - our own child's


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

    def tables(self, progress: Callable[[int], None]) -> list[tuple[Table, list[bytes]]]:
        """Each table without its rows, and its rows as they came, packed."""
        found: list[tuple[Table, list[bytes]]] = []
        arrived = 0
        while True:
            tag, body = self._next()
            if tag == END:
                return found
            if tag == HEAD:
                found.append((pickle.loads(body), []))  # noqa: S301 - our own child's
                continue
            arrived += int.from_bytes(body[:COUNT], "big")
            found[-1][1].append(body[COUNT:])
            progress(arrived)

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
            raise refused(refusals.TIMED_OUT, minutes=f"{self._seconds / 60:.2g}")

    def _death(self) -> ImportRefused:
        """What to say about a child that died: nobody knows whether its file is to blame."""
        self._child.join(1)
        # The library aborts when memory is refused; the system kills when there is none left.
        if self._child.exitcode in {-ABORTED, -KILLED}:
            return refused(refusals.TOO_HEAVY)
        return refused(refusals.STOPPED)


def serve(
    answer: Connection, path: Path, sheets: Sequence[str | None], limits: Limits, *, glance: bool
) -> None:
    """Run in the child: read the file and send it up.

    Sends for each sheet the :class:`Table` without rows and each chunk, then an end, one message
    each with its tag; a refusal may take the place of any of them.
    """
    gc.disable()  # nothing circular is made, and the process is over soon
    _confine(limits)
    try:
        for table, chunks in read_parts(path, sheets, limits, glance=glance):
            answer.send_bytes(HEAD + pickle.dumps(table))
            for chunk in chunks:
                count = len(chunk[0]).to_bytes(COUNT, "big")
                answer.send_bytes(ROWS + count + marshal.dumps(chunk))
        answer.send_bytes(END)
    except ImportRefused as no:
        _say_no(answer, no)
    except MemoryError:
        _say_no(answer, refused(refusals.TOO_HEAVY))


def _say_no(answer: Connection, no: ImportRefused) -> None:
    parts = (no.happened, no.safe, no.todo, no.code)
    answer.send_bytes(REFUSAL + marshal.dumps(parts))


def _confine(limits: Limits) -> None:
    """Bound this process's memory and time, and keep the library's last words to itself."""
    if sys.platform != "win32":
        import resource

        with suppress(ValueError, OSError):
            ceiling = limits.memory + _own_size()
            resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
            seconds = int(limits.seconds) + 5  # the parent's clock is first, unless it died
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _own_size() -> int:
    """Address space in use, in bytes; 0 where the system does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
