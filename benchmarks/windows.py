"""Jobs that end with something painted: opening a ledger, and the list under the user's hands.

Our side is the program's own window (:mod:`benchmarks.program_window`), the raw side a bare one of
Qt's (:mod:`benchmarks.bare_window`); both draw into memory. Opening is timed from the start of
Python to the first page painted.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from itertools import count
from typing import TYPE_CHECKING, Any

from app.queries.listing import Filter, Sort, View
from benchmarks.measuring import Ground, Job
from benchmarks.member_list import IN_ORDER, PAINTED, SIZE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QTableView

    from app.ui.window import MainWindow

    Run = Callable[[], object]

_BY_BIRTH = "SELECT id FROM member WHERE retired_at IS NULL ORDER BY born_on, id"
_WOMEN = IN_ORDER.replace("ORDER", "AND sex = '2' ORDER")
_FAR = 7_919  # lines between two jumps: a prime, so that no page is met twice


# --- opening --------------------------------------------------------------------------------


def _opening(module: str) -> Callable[[Ground], Run]:
    """Starts a process that opens the ledger, and waits until it has painted the list.

    Both sides run from compiled modules, as an installed program does; developers often have
    Python told to write none.
    """

    def prepared(ground: Ground) -> Run:
        installed = os.environ | {"PYTHONPYCACHEPREFIX": str(ground.folder / "compiled")}
        installed.pop("PYTHONDONTWRITEBYTECODE", None)

        def start() -> subprocess.Popen[str]:
            words = [sys.executable, "-m", module, str(ground.ledger)]
            child = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=installed)
            if child.stdout is None or child.stdout.readline().strip() != PAINTED:
                raise AssertionError(f"opening failed: {module}")
            return child

        start().communicate()  # compiles
        return lambda: atexit.register(start().communicate)  # its closing is not timed

    return prepared


# --- the list -------------------------------------------------------------------------------


def window_on(ledger: Path, settings: Path, *, write: bool = False) -> MainWindow:
    """The program's window on the list of members of ``ledger``, painted once."""
    from app.bootstrap import open_desk
    from app.ui.office import Office
    from app.ui.preferences import Preferences
    from app.ui.style.sheet import dress
    from app.ui.window import MainWindow
    from benchmarks.bare_window import application

    running = application()
    dress(running, 1.0, shipped_only=True)
    window = MainWindow()
    window.open_office(Office(open_desk(ledger, write=write), Preferences(settings)))
    window.resize(*SIZE)
    window.go("member")
    window.show()
    running.processEvents()
    return window


def _our_list(ground: Ground) -> Any:
    """The program's window on the list of members."""
    return window_on(ground.ledger, ground.folder / "window.ini")


def _our_view(view: View) -> Callable[[Ground], Run]:
    def prepared(ground: Ground) -> Run:
        window = _our_list(ground)
        card = window.current_screen.card

        def run() -> None:
            card.model.show_view(view)
            card.view.viewport().repaint()

        return run

    return prepared


def _raw_query(query: str) -> Callable[[Ground], Run]:
    def prepared(ground: Ground) -> Run:
        from benchmarks.bare_window import painted

        window = painted(ground.ledger)

        def run() -> None:
            window.model.ask(query)
            window.table.viewport().repaint()

        return run

    return prepared


def _jumping(window: Any, table: QTableView) -> Run:
    lines = table.model().rowCount()
    jumps = count(1)

    def run() -> object:
        table.verticalScrollBar().setValue(next(jumps) * _FAR % lines)
        table.viewport().repaint()
        return window  # which must not be let go while it is measured

    return run


def _our_far_jump(ground: Ground) -> Run:
    window = _our_list(ground)
    return _jumping(window, window.current_screen.card.view)


def _raw_far_jump(ground: Ground) -> Run:
    from benchmarks.bare_window import painted

    window = painted(ground.ledger)
    return _jumping(window, window.table)


JOBS = (
    Job(
        "open",
        "open a ledger, list painted",
        _opening("benchmarks.program_window"),
        _opening("benchmarks.bare_window"),
        2.5,
        1.5,
    ),
    Job(
        "sort",
        "sort the list by day of birth, painted",
        _our_view(View(sort=(Sort("born_on"),))),
        _raw_query(_BY_BIRTH),
        2,
        1.3,
        quick=True,
    ),
    Job(
        "filter",
        "filter the list by one column, painted",
        _our_view(View(filters=(Filter("sex", frozenset({"2"})),))),
        _raw_query(_WOMEN),
        2,
        1.3,
        quick=True,
    ),
    Job("jump", "far jump, painted", _our_far_jump, _raw_far_jump, 2, 1.3, quick=True),
)
