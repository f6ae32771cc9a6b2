"""The structure of a ledger file, looked at in a thread while the store is still being imported.

SQLite leaves the interpreter free meanwhile, so that with a second core the look costs nobody
time. Nothing but the standard library is imported here: the rest is what it runs beside.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from pathlib import Path

# In the header: kept with a rollback journal (18, 19), counted changes (24 to 27), ours (68 on).
_ROLLBACK, _OURS = b"\x01\x01", b"GHDB"


class FirstLook:
    """A check of structure that has begun; it only reads, and only a ledger at rest."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_whole = False
        self._seen = _state_of(path)
        self._thread = threading.Thread(target=self._look, name="first look", daemon=True)
        self._thread.start()

    def _look(self) -> None:
        # Whatever goes wrong here is met again, and explained, by whoever opens the file.
        with contextlib.suppress(sqlite3.Error, OSError, UnicodeDecodeError):
            if self._seen is not None:
                self._is_whole = _is_whole(self._path)

    def wait(self) -> None:
        """Wait for the end; afterwards the file is no longer held open."""
        self._thread.join()

    def found_whole(self) -> bool:
        """Wait for the end; whether the file is whole and as it was when the look began.

        False says only that nothing is known: the file has to be looked at again.
        """
        self.wait()
        return self._is_whole and _state_of(self._path) == self._seen


def is_whole(raw: sqlite3.Connection) -> bool:
    """Whether SQLite finds nothing wrong with the structure of an open file."""
    return bool(raw.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))


def _is_whole(path: Path) -> bool:
    name = quote(os.fsencode(os.path.realpath(path)))
    with contextlib.closing(sqlite3.connect(f"file:{name}?mode=ro", uri=True)) as raw:
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0"):
            raw.execute(f"PRAGMA {pragma}")
        return is_whole(raw)


def _state_of(path: Path) -> tuple[object, ...] | None:
    """What differs after any writing to a ledger at rest; ``None`` for anything else."""
    try:
        with path.open("rb") as file:
            head, now = file.read(100), os.fstat(file.fileno())
    except OSError:
        return None
    # A journal beside it has to be rolled back first, by somebody who may write.
    interrupted = os.path.lexists(f"{os.path.realpath(path)}-journal")
    if interrupted or head[18:20] != _ROLLBACK or head[68:72] != _OURS:
        return None
    return now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns, head[24:28]
