"""What a list says of a search, of a column that came just now, and of its first last day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from app.actions import records
from app.ui.register.columns.dialog import ColumnDialog
from app.ui.register.screen import RegisterScreen
from app.ui.style.fonts import sized
from app.ui.style.tokens import px
from app.ui.table.header import PADDING
from tests.gui.hands import LEFT, button_called, column, names, press

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.office import Office
    from app.ui.window import MainWindow


def lit(screen: RegisterScreen) -> list[str]:
    assert screen.card.people is not None
    return [made.text() for made in screen.card.people.choices.buttons if made.isChecked()]


def test_a_search_counts_and_lights_up_those_it_looks_among(
    with_workers: Desk, window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    assert with_workers.path.exists()
    members.refresh()
    assert lit(members) == ["在册 6"]
    members.search("孙三")
    assert names(members) == ["孙三"]
    assert members.card.bar.count.text() == "1 / 7", "he has left: all seven are looked among"
    assert lit(members) == ["全部 7"]
    qtbot.mouseClick(button_called(members, "在册 6"), LEFT)
    assert lit(members) == ["全部 7"]
    assert "先清除查找" in window.status.aside.text()
    members.search("")
    assert (lit(members), len(names(members))) == (["在册 6"], 6)


def test_where_nothing_is_found_the_page_says_so_and_leads_back(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    members.search("不存在的人")
    assert members.card.not_found.isVisible()
    assert members.card.not_found.purpose.text() == "没有找到“不存在的人”"
    assert not members.card.view.isVisible()
    qtbot.mouseClick(button_called(members.card.not_found, "清除查找"), LEFT)
    assert members.card.view.isVisible()
    assert not members.card.not_found.isVisible()
    assert len(names(members)) == 4
    assert members.search_text == ""


def new_column(window: MainWindow, screen: RegisterScreen, qtbot: QtBot) -> ColumnDialog:
    button_called(screen.choosing.open_panel(screen.columns), "新增一列…").click()
    dialog = window.findChildren(ColumnDialog)[-1]
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def test_a_new_column_is_shown_and_stood_on(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    members.card.view.go(1, 0)
    dialog = new_column(window, members, qtbot)
    press(qtbot, "工作服尺码")
    qtbot.mouseClick(button_called(dialog, "新增这一列"), LEFT)
    QApplication.processEvents()
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    QApplication.processEvents()
    view = screen.card.view
    qtbot.waitUntil(lambda: view.currentIndex().column() == column(screen, "extra_1"))
    assert view.currentIndex().row() == 1
    seen = view.visualRect(view.currentIndex())
    assert view.viewport().rect().contains(seen.center())
    qtbot.waitUntil(lambda: "“工作服尺码”列在这里，可以直接填" in window.status.told.whole_text())
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    view.setFocus()
    press(qtbot, "大", Qt.Key.Key_Return)
    view.go(1, 0)
    assert "大" not in screen.details.facts.text(), "alone it says nothing"


def test_a_refused_kind_names_all_kinds_and_the_dialog_has_room_for_it(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    dialog = new_column(window, members, qtbot)
    dialog.kind.editor.setFocus()
    press(qtbot, "图片", Qt.Key.Key_Tab)
    fault = dialog.kind.fault
    qtbot.waitUntil(fault.isVisible)
    assert {"文字", "金额", "选项", "会员"} <= set(
        fault.text().partition("可填：")[2][:-1].split("、")
    )
    qtbot.waitUntil(lambda: fault.height() >= fault.heightForWidth(fault.width()))


def test_the_first_last_day_has_room_beside_it(
    window: MainWindow, office: Office, qtbot: QtBot
) -> None:
    window.go("certificate")
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    qtbot.waitUntil(screen.isVisible)
    desk = office.desk
    known = {"kind": "1", "number": "81990001234567890X", "ends_on": "2026-11-26"}
    office.act(
        "add_records",
        "证照",
        lambda unit: records.add_all(unit, desk.specs["certificate"], [known]),
        ask=lambda _findings: "测试",
        refuse=lambda _findings: None,
        show=lambda _error: None,
    )
    QApplication.processEvents()
    model, head = screen.card.model, screen.card.view.head
    for name in ("ends_on", "kind"):
        place = column(screen, name)
        text = model.cell(0, place).text
        room = head.sectionSize(place) - 2 * px(PADDING)
        assert text
        assert QFontMetrics(sized(13)).horizontalAdvance(text) <= room, text
