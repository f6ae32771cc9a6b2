"""Files that are whole or not there: what every room needs that writes one."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# Windows: access denied, file in use, region locked – scanners and synchronisers let go again.
_BUSY = frozenset({5, 32, 33})
_PATIENCE = 2.5
_PAUSE = 0.1
LEFT_BEHIND_AFTER = 3600.0  # seconds: no work of ours takes an hour over one unfinished file


def put_in_place(unfinished: Path, target: Path) -> None:
    """Give a finished file its name in one step; what was there before is replaced.

    Raises:
        OSError: it cannot be done, or another program held on to a file for too long.
    """
    give_up = time.monotonic() + _PATIENCE
    while True:
        try:
            unfinished.replace(target)
        except OSError as problem:
            if getattr(problem, "winerror", None) not in _BUSY or time.monotonic() > give_up:
                raise
            time.sleep(_PAUSE)
        else:
            return


def flush(file: Path) -> None:
    """Have the content of ``file`` on the disk, not only on its way there."""
    handle = os.open(file, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_folder(folder: Path) -> None:
    """Make a new name in ``folder`` last; Windows has no such call and needs none."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def private_file(path: Path) -> Iterator[Path]:
    """An empty file that only the user may read; gone afterwards, unless it got another name."""
    os.close(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
    try:
        yield path
    finally:
        with contextlib.suppress(OSError):
            path.unlink()


def sweep(folder: Path, patterns: Iterable[str]) -> None:
    """Remove unfinished files and folders of ours that a killed program left long ago.

    Args:
        patterns: as for ``glob``; only names that nothing else bears.
    """
    now = time.time()
    for pattern in patterns:
        for left in folder.glob(pattern):
            with contextlib.suppress(OSError):
                if now - left.stat().st_mtime < LEFT_BEHIND_AFTER:
                    continue
                if left.is_dir():
                    shutil.rmtree(left)
                else:
                    left.unlink()
