"""``union-ledger``: the window, or one command."""

from __future__ import annotations

import errno
import multiprocessing
import os
import sys
from pathlib import Path


def main() -> int:
    """Open the window on a file, or carry out the command given."""
    multiprocessing.freeze_support()  # the bundled program reads workbooks in a second process
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            # A Windows console would refuse rare characters, any console a damaged file name.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = sys.argv[1:]
    if not arguments or (len(arguments) == 1 and _names_a_ledger(arguments[0])):
        return _show_window(Path(arguments[0]) if arguments else None)
    from app.cli import run

    return run(arguments)


def _names_a_ledger(word: str) -> bool:
    return word.endswith(".ghdb") and not word.startswith("-")


def _show_window(path: Path | None) -> int:
    from app.garbage import no_collection
    from app.store.checking.first_look import FirstLook

    first_look = FirstLook(path) if path is not None else None  # beside all that is imported now
    with no_collection():
        from app.ui.application import run as run_window
    return run_window(path, first_look)


def guarded_main() -> int:
    """Run :func:`main`; an interruption, a closed pipe or a full disk behind ``>`` ends quietly."""
    try:
        code = main()
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 2
    except OSError as error:
        if error.errno not in {errno.EPIPE, errno.ENOSPC}:
            raise
        # What is still buffered can go nowhere; Python would complain of it at the very end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0 if error.errno == errno.EPIPE else 2
    return code


if __name__ == "__main__":
    sys.exit(guarded_main())
