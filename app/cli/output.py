"""What commands say: lines for people, JSON for programs, progress on standard error."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

from app.bootstrap import open_desk, open_desk_to_note
from app.errors import Refused
from app.reports.safe_file import write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from app.bootstrap import Desk

_PATIENCE = 0.5  # seconds of work before progress is worth a line


def print_json(value: object) -> None:
    """Print ``value`` as JSON, Chinese as it is."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_table(heads: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """Print rows under their heads, parted by tabs so that they paste into a sheet."""
    print("\t".join(heads))
    for row in rows:
        print("\t".join("" if cell is None else str(cell) for cell in row))


def write_new(target: Path, text: str) -> None:
    """Write ``text`` to a file that is not there yet.

    Raises:
        Refused: it is there.
        StorageError: it could not be written.
    """
    if target.exists():
        raise Refused(f"“{target.name}”已经存在", "原有文件没有变化", "请换一个文件名", "D-112")
    write_bytes(target, text.encode())


def view(path: Path) -> Desk:
    """Open a ledger for reading; what is wrong with it is said, and reading goes on.

    Raises:
        StorageError: it cannot even be read.
    """
    return _warned(open_desk(path, write=False))


def view_to_note(path: Path, *, must: bool) -> Desk:
    """Open a ledger for reading something out of it that its history should tell of.

    Args:
        must: reading without a note is not allowed (whole ID numbers leave the ledger).

    Raises:
        StorageError: it cannot be opened; with ``must``, not for writing.
    """
    return _warned(open_desk_to_note(path, must=must))


def _warned(desk: Desk) -> Desk:
    notice = desk.ledger.notice
    if notice is not None and notice.code in {"T-201", "T-204"}:
        print(f"注意：{notice.text}", file=sys.stderr)
    return desk


class Progress:
    """Tells on standard error how far long work is; silent where nobody watches."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._begun = time.monotonic()
        self._watched = sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` are done."""
        if self._watched and time.monotonic() - self._begun > _PATIENCE:
            print(f"\r{self._what} {done:,} / {total:,}", end="", file=sys.stderr, flush=True)

    def finish(self) -> None:
        """End the line."""
        if self._watched:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
