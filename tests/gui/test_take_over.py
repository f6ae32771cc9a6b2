"""Taking a ledger over from a computer that is gone."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from app.store.lock import lock_path
from app.ui.application import Front
from app.ui.start import take_over

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.ui.preferences import Preferences

OTHER = {
    "token": "x" * 32,
    "host": "旧电脑",
    "user": "前任主席",
    "pid": 1,
    "started": 1.0,
    "opened_at": "2026-01-01T00:00:00.000000Z",
    "beats": 3,
}


@pytest.fixture
def front(
    dressed: QApplication, preferences: Preferences, template: Path, tmp_path: Path, qtbot: QtBot
) -> Iterator[Front]:
    ledger = tmp_path / template.name
    shutil.copyfile(template, ledger)
    lock_path(ledger).write_text(json.dumps(OTHER), encoding="utf-8")
    made = Front(preferences)
    qtbot.addWidget(made.window)
    made.window.show()
    made.open(ledger)
    made.taking_over._seconds = 0.1
    yield made
    if made.window.office is not None:
        made.window.office.desk.close()


def test_a_silent_computer_is_replaced_when_told_to(
    front: Front, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(take_over, "confirm", lambda title, *_rest: asked.append(title) or True)
    assert front.window.office is not None
    assert front.window.office.desk.read_only
    front.taking_over.watching.click()
    qtbot.waitUntil(lambda: not front.window.office.desk.read_only, timeout=5000)  # type: ignore[union-attr]
    assert asked == ["接管台账"]


def test_a_computer_that_shows_life_keeps_the_ledger(front: Front, qtbot: QtBot) -> None:
    office = front.window.office
    assert office is not None
    front.taking_over._seconds = 5
    front.taking_over.watching.click()
    qtbot.wait(500)  # the watch has looked once
    beat = json.dumps({**OTHER, "beats": 4})
    lock_path(office.desk.path).write_text(beat, encoding="utf-8")
    task = front.taking_over.task
    assert task is not None
    with qtbot.waitSignal(task.ended, timeout=8000):
        pass
    assert front.window.office is office
    assert office.desk.read_only
