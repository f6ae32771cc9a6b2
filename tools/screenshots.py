"""Make docs/screenshots/*.png: the window on the sample ledger, with the shipped fonts.

    python -m tools.screenshots

The pictures have the size of an office screen, 1366 × 768, and are the same on every machine.
"""

import datetime as dt
import os
import tempfile
from pathlib import Path

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap import create_sample, open_desk
from app.clock import FixedClock
from app.queries.listing import Filter
from app.ui.application import speak_chinese
from app.ui.office import Office
from app.ui.preferences import Preferences
from app.ui.register.form import RecordForm
from app.ui.register.screen import RegisterScreen
from app.ui.style.sheet import dress
from app.ui.window import MainWindow

TARGET = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
AFTERNOON = dt.datetime(2026, 11, 20, 14, 32, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def settle() -> None:
    """Let layouts, queued reads and timers of no length come to rest."""
    for _round in range(5):
        QApplication.processEvents()


def keep(widget: QWidget, name: str) -> None:
    """Write one picture."""
    settle()
    widget.grab().save(str(TARGET / f"{name}.png"))
    print(TARGET / f"{name}.png")


def register(window: MainWindow, name: str) -> RegisterScreen:
    """Go to a register."""
    window.go(name)
    settle()
    screen = window.current_screen
    if not isinstance(screen, RegisterScreen):
        raise TypeError(name)
    return screen


def members(window: MainWindow) -> None:
    """会员: filtered by a group, a block of amounts selected."""
    screen = register(window, "member")
    view, model = screen.card.view, screen.card.model
    group = model.value(5, "group_id")
    screen.card.set_filter("group_id", Filter("group_id", frozenset([group])))
    dues = [field.name for field in model.fields].index("monthly_dues_fen")
    view.go(5, dues)
    block = QItemSelection(model.index(5, dues), model.index(9, dues))
    view.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    keep(window, "members")
    screen.card.clear_filters()


def refused(window: MainWindow) -> None:
    """会员: a value that is refused stays in its cell, and is explained below."""
    screen = register(window, "member")
    model = screen.card.model
    born = [field.name for field in model.fields].index("mobile")
    screen.card.view.go(2, born)
    model.setData(model.index(2, born), "1380013800")
    keep(window, "refused")
    model.give_up({model.number_at(2)})


def form(window: MainWindow) -> None:
    """登记会员."""
    screen = register(window, "member")
    screen.add()
    made = screen.findChildren(RecordForm)[-1]
    keep(made, "form")
    made.reject()


def ledger(window: MainWindow) -> None:
    """A working ledger."""
    register(window, "XJ-03")
    keep(window, "ledger")


PLAIN_PAGES = ("history", "backup", "preview", "help", "settings")


def main() -> None:
    """Make every picture at the standard size, and the member list at each text size."""
    TARGET.mkdir(parents=True, exist_ok=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication([])
    speak_chinese(application)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "蓝禾精密工会.ghdb"
        create_sample(path).close()
        preferences = Preferences(Path(folder) / "window.ini")
        with open_desk(path, clock=FixedClock(AFTERNOON), actor="陈国栋") as desk:
            for scale in (1.0, 1.5):
                dress(application, scale, shipped_only=True)
                window = MainWindow()
                window.open_office(Office(desk, preferences))
                window.show()
                if scale > 1.0:
                    register(window, "member")
                    keep(window, f"members-{scale * 100:.0f}")
                    window.close()
                    continue
                for step in (members, refused, form, ledger):
                    step(window)
                for name in PLAIN_PAGES:
                    window.go(name)
                    keep(window, name)
                window.close()


if __name__ == "__main__":
    main()
