"""The program's own window on a ledger, opened as a double click opens it.

Nothing is imported here that the program itself would not import.
``python -m benchmarks.program_window <ledger>`` opens it, says when the list of members is painted,
and ends.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.garbage import no_collection
from app.store.checking.first_look import FirstLook
from benchmarks.member_list import PAINTED


def main(ledger: Path) -> None:
    """What the program does between a double click on a ledger and its first page.

    That is the list of members here, as on the raw side; else it is the page of the union.
    """
    first_look = FirstLook(ledger)
    with no_collection():
        from app.ui.application import Front, speak_chinese
        from app.ui.preferences import Preferences
        from app.ui.style.sheet import dress
        from benchmarks.bare_window import application

    running = application()
    speak_chinese(running)
    dress(running, 1.0, shipped_only=True)
    front = Front(Preferences(ledger.with_suffix(".ini")), is_opening=True)
    front.window.show()
    running.processEvents()
    front.open(ledger, first_look, page="member")
    running.sendPostedEvents()  # ends with the painting; what is counted after it is not waited for
    print(PAINTED, flush=True)
    front.window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
