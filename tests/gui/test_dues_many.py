"""The page of dues of a large union: read beside the window, and right in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions import records
from app.actions.dues.lists import make_lists
from app.rules.dues.standard import months_between
from app.ui.dues import reading
from app.ui.dues.grid import FIRST
from app.ui.dues.screen import DuesScreen
from tests.gui.dues import withhold

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.window import MainWindow


@pytest.fixture
def many(
    desk: Desk, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> DuesScreen:
    """Lists of April to November, as if they were long."""
    monkeypatch.setattr(reading, "_AT_ONCE", 0)
    with desk.ledger.unit("change", "工资") as unit:
        wages: dict[int, dict[str, object]] = {n: {"wage_fen": 438_600} for n in range(1, 5)}
        records.change_all(unit, desk.specs["member"], wages)
        unit.commit("测试")
    months = months_between("2026-04", "2026-11")
    desk.act("make_dues", "会费表", lambda unit: make_lists(unit, months), acknowledged="测试")
    window.go("dues_sheet")
    screen = window.current_screen
    assert isinstance(screen, DuesScreen)
    settled(screen, qtbot)
    return screen


def settled(screen: DuesScreen, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: screen.tasks.task is None and bool(screen.lines.all))


def test_it_says_what_it_says_of_a_small_one(
    many: DuesScreen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = ([line.name for line in many.lines.all], many.sums.year.due_fen, many.owing.count())
    monkeypatch.setattr(reading, "_AT_ONCE", 12_000)
    many.refresh()
    assert many.tasks.task is None
    at_once = ([line.name for line in many.lines.all], many.sums.year.due_fen, many.owing.count())
    assert read == at_once
    assert read[1] > 0
    assert read[2] > 0


def test_a_payment_is_shown_once_it_is_read(many: DuesScreen, desk: Desk, qtbot: QtBot) -> None:
    changed = withhold(desk, "2026-04")
    many.office.hub.changed.emit(changed)
    qtbot.waitUntil(lambda: many.sums.year.paid_fen > 0)
    settled(many, qtbot)


def test_the_year_asked_for_last_is_shown(many: DuesScreen, qtbot: QtBot) -> None:
    many.bar.turn_to(2025)
    many.bar.turn_to(2026)
    settled(many, qtbot)
    assert many.bar.year == 2026
    assert all(line.months for line in many.lines.all)


def test_a_person_is_stood_on_when_the_sheet_is_there(
    many: DuesScreen, window: MainWindow, qtbot: QtBot
) -> None:
    whose = many.lines.all[2].member_id
    window.go("member")
    many.lines.show([], {}, 0)
    many._is_stale = True
    window.go("dues_sheet", whose)
    settled(many, qtbot)
    row = many.sheet.currentIndex().row()
    assert many.lines.lines[row].member_id == whose
    assert many.sheet.currentIndex().column() == FIRST


def test_the_page_can_be_left_while_it_is_read(
    many: DuesScreen, window: MainWindow, qtbot: QtBot
) -> None:
    many.refresh()
    window.go("member")
    assert window.current_screen is not many
    qtbot.waitUntil(lambda: many.tasks.task is None)
    window.go("dues_sheet")
    settled(many, qtbot)
    assert many.owing.count() > 0
