"""Columns under the mouse: widths, order, those that stay, filters, the row menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from app.actions import records
from app.spec.pinyin import is_called
from app.ui.editors.choice import ChoiceEditor
from app.ui.printing.screen import PrintScreen
from app.ui.register.screen import RegisterScreen
from app.ui.table.filter_popup import FilterPopup
from tests.gui.hands import (
    CTRL,
    LEFT,
    SHIFT,
    button_called,
    column,
    compose,
    drag,
    line_called,
    move,
    names,
    place,
    press,
    shown,
    stand_on,
    stored,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.office import Office
    from app.ui.window import MainWindow

Key = Qt.Key


@pytest.fixture
def wide(members: RegisterScreen, qtbot: QtBot) -> RegisterScreen:
    """So many columns that the table moves sideways."""
    card = members.card
    card.show_columns([*members.spec.layout.table, "department", "post", "hometown", "note"])
    for name in ("department", "post", "hometown", "note"):
        card.view.setColumnWidth(column(members, name), 200)
    qtbot.waitUntil(lambda: card.view.horizontalScrollBar().maximum() > 300)
    return members


def heading(screen: RegisterScreen, name: str) -> QPoint:
    return screen.card.view.head.section_rect(column(screen, name)).center()


def edge(screen: RegisterScreen, name: str) -> QPoint:
    whole = screen.card.view.head.section_rect(column(screen, name))
    return QPoint(whole.right() - 1, whole.center().y())


def again(window: MainWindow, qtbot: QtBot) -> RegisterScreen:
    qtbot.wait(350)  # widths are kept a moment after they stand still
    window.rebuild()
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    qtbot.waitUntil(screen.isVisible)
    return screen


# --- columns that stay ----------------------------------------------------------------------


def test_the_name_stays_when_the_table_moves_sideways(wide: RegisterScreen, qtbot: QtBot) -> None:
    view, model = wide.card.view, wide.card.model
    view.horizontalScrollBar().setValue(300)
    name = model.index(1, column(wide, "name"))
    assert view.visualRect(name).left() == view.columnWidth(column(wide, "card_no"))
    qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(name).center())
    assert place(wide) == (1, "name")
    assert view.horizontalScrollBar().value() == 300  # it was in sight already
    press(qtbot, Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.geometry().left() == view.visualRect(name).left()
    assert editor.text() == "曹桂芳"


def test_a_cell_behind_those_that_stay_is_brought_out(wide: RegisterScreen, qtbot: QtBot) -> None:
    view = wide.card.view
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().maximum())
    stand_on(wide, 0, "name")
    press(qtbot, Key.Key_Right)
    assert place(wide) == (0, "sex")
    assert view.visualRect(view.currentIndex()).left() >= view.frozen.width


def test_the_selection_goes_on_over_the_edge(wide: RegisterScreen, qtbot: QtBot) -> None:
    view, model = wide.card.view, wide.card.model
    view.horizontalScrollBar().setValue(300)
    start = view.visualRect(model.index(0, column(wide, "name"))).center()
    seen = view.indexAt(QPoint(view.frozen.width + 60, start.y()))
    drag(qtbot, view.viewport(), start, view.visualRect(seen).center())
    block = view.block()
    assert (block.columns[0], block.columns[-1]) == (column(wide, "name"), seen.column())
    assert place(wide) == (0, "name")


def test_headings_that_stay_take_the_mouse(wide: RegisterScreen, qtbot: QtBot) -> None:
    view = wide.card.view
    view.horizontalScrollBar().setValue(300)
    with qtbot.waitSignal(view.head.filter_wanted) as wanted:
        whole = view.head.section_rect(column(wide, "name"))
        arrow = QPoint(whole.right() - 12, whole.center().y())
        qtbot.mouseClick(view.head.viewport(), LEFT, pos=arrow)
    assert wanted.args is not None
    assert wanted.args[0] == column(wide, "name")
    wide.findChildren(FilterPopup)[-1].close()
    before = view.columnWidth(column(wide, "name"))
    start = edge(wide, "name")
    move(view.head.viewport(), start, Qt.MouseButton.NoButton)
    drag(qtbot, view.head.viewport(), start, start + QPoint(20, 0), start + QPoint(40, 0))
    assert view.columnWidth(column(wide, "name")) == before + 40


def test_staying_is_kept_for_the_user_and_the_register(
    window: MainWindow, wide: RegisterScreen, qtbot: QtBot
) -> None:
    assert wide.card.view.frozen.is_on
    panel = wide.choosing.open_panel(wide.columns)
    qtbot.mouseClick(panel.stays, LEFT)
    panel.close()
    wide.card.view.horizontalScrollBar().setValue(300)
    name = wide.card.model.index(1, column(wide, "name"))
    assert wide.card.view.visualRect(name).right() < 0
    assert not again(window, qtbot).card.view.frozen.is_on
    window.go("XJ-03")
    other = window.current_screen
    assert isinstance(other, RegisterScreen)
    assert other.card.view.frozen.is_on


def test_an_editor_does_not_float_over_those_that_stay(wide: RegisterScreen, qtbot: QtBot) -> None:
    view = wide.card.view
    stand_on(wide, 0, "department")
    press(qtbot, Key.Key_F2)
    editor = QApplication.focusWidget()
    assert editor is not None
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().maximum())
    assert editor.geometry().left() >= view.frozen.width


# --- widths and order -----------------------------------------------------------------------


def test_a_double_click_on_an_edge_fits_the_column(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    view = members.card.view
    head, name = view.head.viewport(), column(members, "name")
    fitting = view.sizeHintForColumn(name)
    start = edge(members, "name")
    move(head, start, Qt.MouseButton.NoButton)
    drag(qtbot, head, start, start + QPoint(15, 0), start + QPoint(60, 0))
    assert view.columnWidth(name) > fitting + 10
    place_of_edge = edge(members, "name")
    move(head, place_of_edge, Qt.MouseButton.NoButton)
    qtbot.mouseDClick(head, LEFT, pos=place_of_edge)
    assert view.columnWidth(name) == fitting
    screen = again(window, qtbot)
    assert screen.card.view.columnWidth(name) == fitting


def test_a_long_number_is_shown_whole_from_the_start(window: MainWindow, office: Office) -> None:
    spec = office.desk.specs["bank_account"]
    account = {"bank": "农商银行", "number": "99000100120011260018"}
    office.desk.act("add", "登记", lambda unit: records.add(unit, spec, account))
    window.go("bank_account")
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    column = [field.name for field in screen.card.model.fields].index("number")
    words = screen.card.view.fontMetrics().horizontalAdvance(account["number"])
    assert screen.card.view.columnWidth(column) > words


def test_a_heading_is_dragged_to_another_place_and_stays_there(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    head = members.card.view.head
    target = heading(members, "joined_on")
    drag(qtbot, head.viewport(), heading(members, "sex"), target, target + QPoint(12, 0))
    shown_order = [members.card.model.fields[c].name for c in members.card.view.shown_columns()]
    assert shown_order.index("sex") == shown_order.index("joined_on") + 1
    screen = again(window, qtbot)
    fields, order = screen.card.model.fields, screen.card.view.shown_columns()
    assert [fields[c].name for c in order] == shown_order
    stand_on(screen, 0, "joined_on")
    press(qtbot, Key.Key_Right)
    assert place(screen) == (0, "sex")


# --- filters --------------------------------------------------------------------------------


def test_the_filter_of_the_current_column_opens_by_its_key(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(members, 0, "name")
    press(qtbot, Key.Key_L, modifier=CTRL | SHIFT)
    popup = members.findChildren(FilterPopup)[-1]
    assert QApplication.focusWidget() is popup.search
    qtbot.keyClicks(popup.search, "cgf")
    seen = [item.text() for item in popup._shown()]
    assert seen == ["曹桂芳"]
    qtbot.keyClick(popup.search, Key.Key_Return)
    assert names(members) == ["曹桂芳"]
    assert members.card.bar.count.text() == "1 / 4"


def test_a_word_composed_in_the_filter_is_finished_first(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    popup = members.card.open_filter(column(members, "name"), QPoint(10, 10))
    compose(popup.search, "gao")
    qtbot.keyClick(popup.search, Key.Key_Return)
    assert popup.isVisible()
    compose(popup.search, "", "高")
    qtbot.keyClick(popup.search, Key.Key_Return)
    assert names(members) == ["高秀珍"]


@pytest.mark.parametrize("typed", ["装配", "zhuangpei", "zpyz", "zhuang pei", "ZP"])
def test_words_are_found_by_a_part_by_pinyin_and_by_initials(typed: str) -> None:
    assert is_called("装配一组", typed)


def test_choices_are_found_by_pinyin(members: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(members, 0, "group_id")
    press(qtbot, "zpez")
    editor = members.card.view.findChild(ChoiceEditor)
    assert editor is not None
    completer = editor.completer()
    assert completer is not None
    listed = completer.popup()
    assert listed is not None
    assert listed.isVisible()
    model = listed.model()
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["装配二组"]
    press(qtbot, Key.Key_Return)
    assert shown(members, 0, "group_id") == "装配二组"
    members.card.show_columns(["name", "education"])
    stand_on(members, 0, "education")
    press(qtbot, "daxuebenke", Key.Key_Return)
    assert shown(members, 0, "education") == "大学本科"


def test_a_word_composed_in_a_choice_does_not_leave_the_cell(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(members, 0, "group_id")
    press(qtbot, Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, ChoiceEditor)
    compose(editor, "zhuang")
    for key in (Key.Key_Return, Key.Key_Tab, Key.Key_Escape):
        qtbot.keyClick(editor, key)
    assert QApplication.focusWidget() is editor
    compose(editor, "", "二")
    assert place(members) == (0, "group_id")


# --- the row menu ---------------------------------------------------------------------------


def entry(menu: QMenu, text: str) -> None:
    line_called(menu, text).trigger()


def test_the_row_menu_copies_inserts_deletes_and_tells_history(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(members, 2, "name")
    menu = members._open_menu(QPoint(5, 5))
    entry(menu, "复制")
    assert QApplication.clipboard().text().strip() == "邓立伟"
    entry(menu, "插入新行")
    assert place(members) == (4, "card_no")
    stand_on(members, 2, "name")
    entry(menu, "删除（可撤销）")
    button_called(members.findings, "登记错了，仍然删除").click()
    assert "邓立伟" not in names(members)
    entry(menu, "看这条的历史")
    assert window.current_screen is not None
    assert window.current_screen.title == "历史与撤销"
    menu.close()


def test_the_number_of_a_row_opens_its_menu(members: RegisterScreen) -> None:
    gutter = members.card.view.verticalHeader()
    top = gutter.sectionViewportPosition(1) + 5
    gutter.customContextMenuRequested.emit(QPoint(5, top))
    assert members.card.selected_numbers() == [members.card.model.ids[1]]
    menus = [menu for menu in members.findChildren(QMenu) if menu.isVisible()]
    assert line_called(menus[-1], "看这条的历史").isEnabled()
    menus[-1].close()


def test_saving_by_key_says_when(
    window: MainWindow, activities: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(activities, 0, "place")
    press(qtbot, "Hall")
    press(qtbot, Key.Key_S, modifier=CTRL)
    assert stored(activities, 0, "place") == "Hall"
    assert window.status.told.whole_text() == f"已保存 {activities.office.clock_text}"


def test_the_print_key_opens_the_preview(
    window: MainWindow, activities: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(activities, 0, "place")
    press(qtbot, Key.Key_P, modifier=CTRL)
    papers = window.current_screen
    assert isinstance(papers, PrintScreen)
    assert papers.preview.isVisible()
