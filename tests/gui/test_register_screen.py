"""The page of a register: search, filters, details, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu

from app.actions import records
from app.bootstrap import open_desk
from app.queries.listing import Filter, Sort
from app.queries.past.history import entries
from app.ui.naming import entering
from app.ui.register.deeds import Scope, deeds_of
from app.ui.single.screen import SingleScreen
from tests.gui.hands import CTRL, button_called, lines_of, names, press

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.office import Office
    from app.ui.register.screen import RegisterScreen
    from app.ui.window import MainWindow

Key = Qt.Key


# --- search and filters ---------------------------------------------------------------------


def test_the_search_box_searches_while_typing(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    qtbot.keyClick(members.card.view, Key.Key_K, CTRL)
    assert QApplication.focusWidget() is window.top.search
    qtbot.keyClicks(window.top.search, "cgf")
    qtbot.waitUntil(lambda: names(members) == ["曹桂芳"])
    assert members.card.bar.count.text() == "1 / 4"
    qtbot.keyClick(window.top.search, Key.Key_Return)
    assert QApplication.focusWidget() is members.card.view
    members.card.clear_filters()
    assert window.top.search.text() == ""
    assert len(names(members)) == 4


def test_each_page_keeps_its_own_words(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    window.top.search.setText("白")
    qtbot.waitUntil(lambda: len(names(members)) == 1)
    window.go("XJ-03")
    assert window.top.search.text() == ""
    window.go("member")
    assert window.top.search.text() == "白"


def test_the_header_filters_by_values(members: RegisterScreen, qtbot: QtBot) -> None:
    sex = [field.name for field in members.card.model.fields].index("sex")
    popup = members.card.open_filter(sex, QPoint(10, 10))
    assert [popup.items.item(row).text() for row in range(popup.items.rowCount())] == ["男", "女"]
    qtbot.mouseClick(button_called(popup, "全不选"), Qt.MouseButton.LeftButton)
    line = popup.values.visualRect(popup.items.index(1, 0)).center()
    qtbot.mouseClick(popup.values.viewport(), Qt.MouseButton.LeftButton, pos=line)
    qtbot.mouseClick(button_called(popup, "筛选"), Qt.MouseButton.LeftButton)
    assert names(members) == ["曹桂芳", "高秀珍"]
    assert members.card.bar.count.text() == "2 / 4"
    chip = button_called(members.card.bar, "性别：女")
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert len(names(members)) == 4


def test_a_word_in_the_header_filters_by_what_is_shown(members: RegisterScreen) -> None:
    name = [field.name for field in members.card.model.fields].index("name")
    popup = members.card.open_filter(name, QPoint(10, 10))
    popup.search.setText("芳")
    popup._apply()
    assert names(members) == ["曹桂芳"]


def test_sorting_keeps_the_current_record(members: RegisterScreen) -> None:
    members.card.view.go(1, 0)
    number = members.card.current_number()
    members.card.sort_by(Sort("name", descending=True))
    assert names(members) == ["高秀珍", "邓立伟", "曹桂芳", "白建军"]
    assert members.card.current_number() == number


def test_an_edited_row_stays_in_its_place_until_sorted_anew(members: RegisterScreen) -> None:
    members.card.sort_by(Sort("name"))
    members.card.model.write({members.card.model.ids[0]: {"name": "赵建军"}})
    assert names(members)[0] == "赵建军"


def test_widths_and_columns_are_kept_for_the_user(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    members.card.show_columns(["name", "department"])
    members.card.view.setColumnWidth(0, 177)
    qtbot.wait(350)
    window.rebuild()
    again = window.current_screen
    assert again is not None
    assert again is not members
    qtbot.waitUntil(again.isVisible)
    card = again.card  # type: ignore[attr-defined]
    assert [field.name for field in card.model.fields] == ["name", "department"]
    assert card.view.columnWidth(0) == 177


def test_a_past_day_is_for_looking_only(members: RegisterScreen) -> None:
    members.as_at.choose("2009-12-31")
    assert members.card.model.ids == []
    members.as_at.choose("2020-12-31")
    assert len(members.card.model.ids) == 4
    assert "2020-12-31" in members.card.model.locked_because(0, 0)
    members.as_at.choose(None)
    assert members.card.model.locked_because(0, 0) == ""


def test_the_link_beside_the_title_says_where_it_leads(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    link = members.head.fact_link
    assert link.toolTip().endswith("只看这些，再点一次看全部。")
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert link.text() == "看全部会员"
    assert link.toolTip() == ""
    window.go("union_profile")
    screen = window.current_screen
    assert isinstance(screen, SingleScreen)
    qtbot.waitUntil(screen.head.fact_link.isVisible)
    assert screen.head.fact_link.toolTip() == "去第一个没填的地方"


# --- details --------------------------------------------------------------------------------


def test_the_panel_begins_at_its_top_when_somebody_else_is_chosen(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    members.card.view.go(0, 0)
    bar = members.details.body.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    press(qtbot, Key.Key_Down)
    assert members.details.name.text() == "曹桂芳"
    assert bar.value() == 0
    bar.setValue(bar.maximum())
    members.details.show_record(members.details.number)  # read again, one stays where one read
    assert bar.value() > 0


def test_the_panel_shows_the_current_row(members: RegisterScreen) -> None:
    members.card.view.go(1, 0)
    details = members.details
    assert details.name.text() == "曹桂芳"
    assert details.pairs["monthly_dues_fen"].value.text() == "24.00 元"
    assert details.pairs["id_number"].value.text().startswith("990****")
    assert details.pairs["hometown"].isHidden()


def test_revealing_is_for_a_while_and_kept_in_the_history(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    members.card.view.go(0, 0)
    pair = members.details.pairs["mobile"]
    assert pair.value.text() == "138****0001"
    assert pair.show_link is not None
    qtbot.mouseClick(pair.show_link, Qt.MouseButton.LeftButton)
    assert pair.value.text() == "13800000001"
    assert entries(members.office.desk.reader, limit=1)[0]["title"] == "查看会员的手机：白建军"
    members.reveals.close(members.details.number, "mobile")
    assert pair.value.text() == "138****0001"


def test_deleting_takes_out_and_undo_brings_back(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    members.card.view.go(3, 0)
    members.retire()
    button_called(members.findings, "登记错了，仍然删除").click()
    assert len(names(members)) == 3
    qtbot.keyClick(members.card.view, Key.Key_Z, CTRL)
    assert len(names(members)) == 4
    assert window.status.told.whole_text().startswith("已撤销")
    qtbot.keyClick(members.card.view, Key.Key_Y, CTRL)
    assert len(names(members)) == 3
    qtbot.keyClick(members.card.view, Key.Key_Y, CTRL)
    assert not window.findings.isVisible()
    assert window.status.told.whole_text() == "没有可以重做的操作"


# --- whole pages ----------------------------------------------------------------------------


def test_an_empty_register_offers_the_first_step(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    spec = desk.specs["XJ-03"]
    window.go("XJ-03")
    screen = window.current_screen
    numbers = list(screen.card.model.ids)  # type: ignore[union-attr]
    screen.office.act(  # type: ignore[union-attr]
        "retire_records",
        "清空",
        lambda unit: records.retire(unit, spec, numbers),
        ask=lambda _findings: None,
        refuse=pytest.fail,
        show=pytest.fail,
    )
    qtbot.waitUntil(screen.empty.isVisible)  # type: ignore[union-attr]
    assert button_called(screen.empty, "登记文体活动").isVisible()  # type: ignore[union-attr]


def test_a_ledger_open_for_reading_only_offers_no_change(
    tmp_path: Path, office: Office, qtbot: QtBot
) -> None:
    from app.ui.office import Office as OfficeClass
    from app.ui.window import MainWindow as Window

    with open_desk(office.desk.path, write=False) as desk:
        window = Window()
        qtbot.addWidget(window)
        window.open_office(OfficeClass(desk, office.preferences))
        window.show()
        window.go("member")
        screen = window.current_screen
        assert screen is not None
        assert not screen.head.primary.isEnabled()  # type: ignore[attr-defined]
        model = screen.card.model  # type: ignore[attr-defined]
        assert model.rowCount() == 4  # no blank row
        assert "只读" in model.locked_because(0, 0)
        window.close()


def test_filters_of_masked_columns_show_stars(members: RegisterScreen) -> None:
    members.card.set_filter("mobile", Filter("mobile", frozenset(["13800000001"])))
    assert button_called(members.card.bar, "手机：138****0001").isVisible()


def test_f1_opens_the_manual(window: MainWindow, members: RegisterScreen, qtbot: QtBot) -> None:
    qtbot.keyClick(members.card.view, Key.Key_F1)
    assert window.current_screen is not None
    assert window.current_screen.title == "帮助"


def test_words_typed_on_a_page_without_a_list_find_members(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.go("settings")
    window.top.search.setFocus()
    qtbot.keyClicks(window.top.search, "dlw")
    qtbot.keyClick(window.top.search, Key.Key_Return)
    screen = window.current_screen
    assert screen is not None
    assert screen.title == "会员"
    assert names(screen) == ["邓立伟"]  # type: ignore[arg-type]
    assert window.top.search.text() == "dlw"


def test_the_row_menu_names_its_keys(members: RegisterScreen) -> None:
    menu = members._open_menu(QPoint(5, 5))
    words = [action.text() for action in lines_of(menu)]
    assert "复制\tCtrl+C" in words
    assert "打开\tF4" in words
    assert "打印名册\tCtrl+P" in words
    assert "删除（可撤销）" in words
    menu.close()


def test_no_menu_of_a_row_is_long_and_everything_is_in_one(
    members: RegisterScreen, desk: Desk
) -> None:
    menu = members._open_menu(QPoint(5, 5))
    for each in (menu, members.details.menu):
        assert all(len(shown) <= 12 for shown in menus_of(each))
    words = {action.text().split("\t")[0] for action in lines_of(menu)}
    entered = {entering(spec) for spec, _name in members.followers()}
    deeds = {deed.text for deed in deeds_of(desk.specs["member"], Scope.ROWS)}
    cells = {"剪切", "复制", "粘贴", "清空", "向下填充", "向右填充", "插入新行", "打开"}
    assert entered | deeds | cells <= words
    first = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert first[:2] == ["打开\tF4", "登记会籍变动"]
    menu.close()


def menus_of(menu: QMenu) -> list[list[str]]:
    """The lines of a menu, and of each one behind it."""
    lines = [action for action in menu.actions() if not action.isSeparator()]
    inner = [action.menu() for action in lines]
    behind = [more for each in inner if isinstance(each, QMenu) for more in menus_of(each)]
    return [[action.text() for action in lines], *behind]
