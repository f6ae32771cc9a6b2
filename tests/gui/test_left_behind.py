"""A page that is gone leaves nothing behind, however many ledgers a day opens."""

from __future__ import annotations

import gc
import shutil
import weakref
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap import House
from app.clock import FixedClock
from app.ui.application import Front
from app.ui.office import Office
from app.ui.screens.registry import entries
from app.ui.tasks import end_all
from app.ui.window import MainWindow

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.preferences import Preferences


def sweep() -> None:
    """Let go of what was given up, in Qt and in Python."""
    for _round in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()


def test_a_ledger_shown_on_every_page_is_let_go_when_the_next_is_opened(
    dressed: QApplication, desk: Desk, preferences: Preferences, qtbot: QtBot
) -> None:
    sweep()
    before = set(map(id, QApplication.topLevelWidgets()))
    window = MainWindow()
    qtbot.addWidget(window)
    office = Office(desk, preferences)
    window.open_office(office)
    window.show()
    held = weakref.ref(office)
    for entry in entries(desk.specs):
        window.go(entry.name)
        QApplication.processEvents()
    assert end_all()
    window.show_start(QWidget())
    window.open_office(Office(desk, preferences))
    del office
    sweep()
    assert held() is None
    orphans = [widget for widget in QApplication.topLevelWidgets() if widget.parent() is None]
    assert [one for one in orphans if id(one) not in before and one is not window] == []


def test_a_ledger_that_is_left_is_let_go_though_the_window_stays(
    dressed: QApplication, template: Path, tmp_path: Path, preferences: Preferences, qtbot: QtBot
) -> None:
    ledger = tmp_path / template.name
    shutil.copyfile(template, ledger)
    front = Front(preferences, House(FixedClock()))
    qtbot.addWidget(front.window)
    front.window.show()
    assert front.open(ledger)
    QApplication.processEvents()
    assert front.window.office is not None
    held = weakref.ref(front.window.office)
    front.leave()
    assert front.open(ledger)
    sweep()
    assert held() is None
    front.leave()
