"""The list below the search box: other registers and pages, by keys and by mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.actions import records
from app.ui.register.screen import RegisterScreen

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.window import MainWindow

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def listed(window: MainWindow) -> list[str]:
    items = window.elsewhere.items
    return [str(items.item(row).text()) for row in range(items.rowCount())]


def look(window: MainWindow, words: str, qtbot: QtBot) -> None:
    window.activateWindow()
    qtbot.keyClick(window, Key.Key_K, CONTROL)
    qtbot.waitUntil(window.top.search.hasFocus)
    window.top.search.setText(words)
    qtbot.waitUntil(window.elsewhere.isVisible)
    qtbot.waitUntil(lambda: not window.elsewhere._next.isActive())


def test_down_and_enter_go_to_another_register(window: MainWindow, qtbot: QtBot) -> None:
    window.go("member")
    members = window.current_screen
    look(window, "书画", qtbot)
    assert listed(window) == ["文体活动登记", "书画展"]
    assert isinstance(members, RegisterScreen)
    assert members.card.model.view.search == "书画"
    qtbot.keyClick(window.top.search, Key.Key_Down)
    qtbot.keyClick(window.top.search, Key.Key_Return)
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    assert screen.spec.id == "XJ-03"
    assert screen.card.current_number() == 3
    assert not window.elsewhere.isVisible()
    assert members.card.model.view.search == ""  # nothing is left narrowed behind one's back


def test_a_click_goes_there_too(window: MainWindow, qtbot: QtBot) -> None:
    window.go("XJ-03")
    look(window, "cgf", qtbot)
    assert listed(window) == ["会员", "曹桂芳"]
    shown = window.elsewhere.list
    place = shown.visualRect(window.elsewhere.items.index(1, 0)).center()
    qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=place)
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    assert (screen.spec.id, screen.card.current_number()) == ("member", 2)


def test_pages_are_found_by_name(window: MainWindow, qtbot: QtBot) -> None:
    window.go("member")
    look(window, "beif", qtbot)
    assert listed(window)[:2] == ["页面", "备份"]
    qtbot.keyClick(window.top.search, Key.Key_Down)
    qtbot.keyClick(window.top.search, Key.Key_Return)
    assert window.current_name == "backup"


def test_enter_without_a_choice_stays_on_the_page(window: MainWindow, qtbot: QtBot) -> None:
    window.go("member")
    look(window, "画", qtbot)
    qtbot.keyClick(window.top.search, Key.Key_Down)
    qtbot.keyClick(window.top.search, Key.Key_Up)
    qtbot.keyClick(window.top.search, Key.Key_Return)
    assert window.current_name == "member"
    assert not window.elsewhere.isVisible()
    assert not window.top.search.hasFocus()


def test_esc_puts_the_list_away_before_it_clears(window: MainWindow, qtbot: QtBot) -> None:
    window.go("member")
    look(window, "书画", qtbot)
    qtbot.keyClick(window.top.search, Key.Key_Escape)
    assert not window.elsewhere.isVisible()
    assert window.top.search.text() == "书画"
    qtbot.keyClick(window.top.search, Key.Key_Escape)
    assert window.top.search.text() == ""
    qtbot.waitUntil(lambda: not window.top.search.is_waiting)


def test_leaving_the_box_puts_the_list_away(window: MainWindow, qtbot: QtBot) -> None:
    window.go("member")
    look(window, "书画", qtbot)
    screen = window.current_screen
    assert screen is not None
    screen.take_focus()
    QApplication.processEvents()
    assert not window.elsewhere.isVisible()


def test_more_than_a_few_are_shown_on_their_own_page(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    people = [{"name": f"邱{'一二三四五六'[n]}", "card_no": f"Q{n}"} for n in range(6)]
    desk.act(
        "add",
        "新增",
        lambda unit: records.add_all(unit, desk.specs["member"], people),
        acknowledged="测试",
    )
    window.go("XJ-03")
    look(window, "邱", qtbot)
    assert listed(window)[-1] == "在“会员”里看全部"
    qtbot.keyClick(window.top.search, Key.Key_Down)
    for _ in range(4):
        qtbot.keyClick(window.top.search, Key.Key_Down)
    qtbot.keyClick(window.top.search, Key.Key_Return)
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    assert screen.spec.id == "member"
    assert len(screen.card.model.ids) == 6
    assert window.top.search.text() == "邱"
    assert not window.elsewhere.isVisible()
