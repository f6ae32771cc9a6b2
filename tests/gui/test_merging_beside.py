"""Merging goes on beside the window; what it leaves is counted at once; who may not is told why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from app.actions.merging.merge import Merging, merge
from app.bootstrap import open_desk
from app.queries.past import history
from app.ui.office import Office
from app.ui.register.screen import RegisterScreen
from app.ui.window import MainWindow
from tests.gui.tidying import TWIN, add, in_force, twins, words_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.preferences import Preferences

LEFT = Qt.MouseButton.LeftButton
NAMESAKE = {"name": "邓立伟", "born_on": "1985-03-01", "approved_on": "2010-07-01"}


class StoppedError(Exception):
    """Somebody pressed 取消."""


def test_the_window_goes_on_while_two_are_merged(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    add(desk, TWIN)
    screen = twins(window, qtbot)
    assert screen.head.facts.whole_text() == "5 条里有 1 对可能重复"
    qtbot.mouseClick(screen.merge_button, LEFT)
    assert screen.tasks.task is not None
    assert screen.tasks.task.title == "合并会员：白建軍并入白建军"
    assert not screen.merge_button.isEnabled()
    assert screen.merge_button.toolTip() == "正在合并，请稍候"
    window.go("member")  # not before it is seen to its end
    assert window.current_screen is screen
    qtbot.waitUntil(lambda: screen.tasks.task is None)
    assert screen.head.facts.whole_text() == "4 条里有 0 对可能重复"
    assert "白建軍已并入白建军" in words_of(screen.findings)
    assert "已保存" in words_of(window.status)
    window.go("member")
    assert isinstance(window.current_screen, RegisterScreen)


def test_the_pairs_left_are_counted_under_their_reason(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    add(desk, TWIN, NAMESAKE)
    screen = twins(window, qtbot)
    assert "6 条里有 2 对" in screen.head.facts.whole_text()
    reason = screen.pairs.shown[0].likeness.reasons[0]
    screen.filter(reason)
    assert screen.choice.text() == f"{reason}　1 对"
    screen.merge()
    qtbot.waitUntil(lambda: screen.tasks.task is None)
    assert screen.choice.text() == f"{reason}　0 对"
    assert "5 条里有 1 对" in screen.head.facts.whole_text()
    window.undo()
    qtbot.waitUntil(lambda: screen.tasks.task is None and len(screen.found.pairs) == 2)


def test_a_merging_that_is_stopped_leaves_nothing_behind(desk: Desk) -> None:
    (other,) = add(desk, TWIN)
    spec, specs = desk.spec("member"), tuple(desk.specs.values())
    before, latest = in_force(desk), history.entries(desk.reader, 1)
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done == total:
            raise StoppedError

    with pytest.raises(StoppedError):
        desk.act("merge", "合并", lambda u: merge(u, specs, spec, Merging(1, other), stop))
    assert told[0] == (1, told[-1][1])
    assert len(told) == told[-1][1] > 1
    assert in_force(desk) == before
    assert history.entries(desk.reader, 1) == latest


def test_where_nothing_can_be_written_the_button_says_why(
    window: MainWindow, desk: Desk, preferences: Preferences, qtbot: QtBot
) -> None:
    add(desk, TWIN)
    with open_desk(desk.path, write=False) as view:
        reading = MainWindow()
        qtbot.addWidget(reading)
        reading.open_office(Office(view, preferences))
        reading.show()
        screen = twins(reading, qtbot)
        assert screen.pairs.count() == 1
        assert not screen.merge_button.isEnabled()
        assert "只读" in screen.merge_button.toolTip()
        assert "只读" in screen.apart.toolTip()
        reading.go("member")
        people = reading.current_screen
        assert isinstance(people, RegisterScreen)
        actions = {each.text(): each for each in people.details.menu.actions()}
        assert not actions["合并选中的两条"].isEnabled()
        assert "只读" in actions["合并选中的两条"].toolTip()
        assert people.details.menu.toolTipsVisible()
