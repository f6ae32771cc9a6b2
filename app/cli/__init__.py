"""The command line: our public contract (its commands and shapes stay stable)."""

from __future__ import annotations

import contextlib
import signal
import sys
from typing import TYPE_CHECKING

from app.cli.parser import build_parser
from app.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Sequence

DONE, DONE_WITH_FAULTS, COULD_NOT = 0, 1, 2


def run(arguments: Sequence[str]) -> int:
    """Carry out one command.

    Returns:
        0 done; 1 done, but rows were refused or checks failed; 2 could not: the first line on
        standard error says what happened, what is safe, and what to do; where there is more to
        tell, such as every place of a fault, each has a line after it.
    """
    # Whoever ends us kindly (a scheduler, the end of the day) ends us as Ctrl+C does.
    with contextlib.suppress(ValueError):  # not the main thread of a test
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        parsed = build_parser().parse_args(arguments)
        code: int = parsed.command(parsed)
    except AppError as error:
        print(error.text, *error.details, sep="\n", file=sys.stderr)
        return COULD_NOT
    except KeyboardInterrupt:
        print("已中止。没有完成的部分没有写入。可以重新执行一次。", file=sys.stderr)
        return COULD_NOT
    return code
