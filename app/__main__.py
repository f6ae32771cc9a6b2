"""``union-ledger``: the window, or one command."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Open the window on a file, or carry out the command given."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # a Windows console would refuse rare characters
    arguments = sys.argv[1:]
    if not arguments or (len(arguments) == 1 and _names_a_ledger(arguments[0])):
        from app.ui.application import run as run_window

        return run_window(Path(arguments[0]) if arguments else None)
    from app.cli import run

    return run(arguments)


def _names_a_ledger(word: str) -> bool:
    return word.endswith(".ghdb") and not word.startswith("-")


if __name__ == "__main__":
    sys.exit(main())
