"""Columns of one's own in the window: added, filled, filtered, undone, retired, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from app.actions.extra_columns import ColumnDraft, add_column
from app.spec.kinds import Kind
from app.ui.printing.screen import PrintScreen
from app.ui.register.columns.dialog import ColumnDialog
from app.ui.register.columns.manager import ColumnManager
from app.ui.register.screen import RegisterScreen
from app.ui.single.form import SectionForm
from app.ui.single.screen import SingleScreen
from tests.gui.hands import (
    CTRL,
    LEFT,
    button_called,
    form_of,
    names,
    press,
    shown,
    stand_on,
    stored,
    type_into,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.editors.asked_value import AskedValue
    from app.ui.office import Office
    from app.ui.window import MainWindow

Key = Qt.Key
SIZES = ColumnDraft("工作服尺码", Kind.CHOICE, choices="小、中、大")


def screen_of(window: MainWindow, qtbot: QtBot) -> RegisterScreen:
    """The page in front: built anew when its columns change."""
    QApplication.processEvents()
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    qtbot.waitUntil(screen.isVisible)
    return screen


def dialog_of(window: MainWindow, qtbot: QtBot) -> ColumnDialog:
    dialog = window.findChildren(ColumnDialog)[-1]
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def choose(qtbot: QtBot, asked: AskedValue, word: str) -> None:
    """Pick a choice by typing it."""
    asked.editor.setFocus()
    press(qtbot, word)
    press(qtbot, Key.Key_Return)


def add(office: Office, draft: ColumnDraft, register: str = "member") -> None:
    office.act(
        "add_column",
        "新增列",
        lambda unit: add_column(unit, register, draft),
        ask=lambda _findings: None,
        refuse=lambda _findings: None,
        show=lambda _error: None,
    )


def menu_entry(screen: RegisterScreen, text: str) -> None:
    button_called(screen.choosing.open_panel(screen.columns), text).click()


def test_from_the_menu_to_the_filter_and_back(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(members, 2, "name")
    menu_entry(members, "新增一列…")
    dialog = dialog_of(window, qtbot)
    press(qtbot, "工作服尺码")
    choose(qtbot, dialog.kind, "选项")
    assert dialog.choices.isVisible()
    dialog.choices.editor.setFocus()
    press(qtbot, "小、中、大")
    qtbot.mouseClick(button_called(dialog, "新增这一列"), LEFT)
    screen = screen_of(window, qtbot)
    assert screen is not members
    assert screen.card.current_number() == members.card.model.ids[2]
    assert [field.label for field in screen.card.model.fields][-1] == "工作服尺码"
    # Filled in the table, as any other column.
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    stand_on(screen, 0, "extra_1")
    press(qtbot, "大", Key.Key_Return, "小", Key.Key_Return)
    assert [stored(screen, row, "extra_1") for row in range(3)] == ["大", "小", None]
    # And in the form.
    stand_on(screen, 2, "name")
    screen.edit()
    form = form_of(screen, qtbot)
    qtbot.mouseClick(button_called(form.inputs["extra_1"], "中"), LEFT)
    qtbot.keyClick(form, Key.Key_S, CTRL)
    assert stored(screen, 2, "extra_1") == "中"
    # Filtered by its heading.
    popup = screen.card.open_filter(len(screen.card.model.fields) - 1, QPoint(10, 10))
    words = [popup.items.item(row).text() for row in range(popup.items.rowCount())]
    assert words == ["小", "中", "大", "（空白）"]
    qtbot.mouseClick(button_called(popup, "全不选"), LEFT)
    line = popup.values.visualRect(popup.items.index(0, 0)).center()
    qtbot.mouseClick(popup.values.viewport(), LEFT, pos=line)
    qtbot.mouseClick(button_called(popup, "筛选"), LEFT)
    assert names(screen) == ["曹桂芳"]
    assert screen.card.bar.count.text() == "1 / 4"
    # Taken back, step by step: three values, then the column with the filter on it.
    for _step in range(3):
        window.undo()
    assert screen_of(window, qtbot) is screen
    window.undo()
    last = screen_of(window, qtbot)
    assert "extra_1" not in last.spec.fields
    assert len(names(last)) == 4
    window.redo()
    assert "extra_1" in screen_of(window, qtbot).spec.fields


def test_a_refusal_stands_in_the_dialog_and_nothing_is_lost(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    menu_entry(members, "新增一列…")
    dialog = dialog_of(window, qtbot)
    press(qtbot, "手机")
    qtbot.mouseClick(button_called(dialog, "新增这一列"), LEFT)
    assert dialog.isVisible()
    assert not dialog.findings.isHidden()
    assert dialog.label.value == "手机"
    press(qtbot, Key.Key_Escape)
    assert screen_of(window, qtbot) is members


def test_a_new_column_shows_although_the_user_chose_columns(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    members.card.show_columns(["card_no", "name"])
    menu_entry(members, "新增一列…")
    dialog = dialog_of(window, qtbot)
    press(qtbot, "爱好")
    qtbot.mouseClick(button_called(dialog, "新增这一列"), LEFT)
    fields = screen_of(window, qtbot).card.model.fields
    assert [field.name for field in fields] == ["card_no", "name", "extra_1"]


def test_the_manager_retires_and_brings_back(
    window: MainWindow, office: Office, members: RegisterScreen, qtbot: QtBot
) -> None:
    add(office, SIZES)
    add(office, ColumnDraft("爱好"))
    screen = screen_of(window, qtbot)
    stand_on(screen, 0, "extra_1")
    press(qtbot, "大", Key.Key_Return)
    menu_entry(screen, "管理自定义列…")
    manager = window.findChildren(ColumnManager)[-1]
    assert [column.draft.label for column in manager.columns.columns] == ["工作服尺码", "爱好"]
    assert manager.columns.cell(0, 3).text == "1"
    assert not manager.up.isEnabled()
    qtbot.mouseClick(button_called(manager, "下移"), LEFT)
    assert screen_of(window, qtbot).spec.layout.table[-2:] == ("extra_2", "extra_1")
    qtbot.mouseClick(button_called(manager, "停用"), LEFT)
    assert "extra_1" not in screen_of(window, qtbot).spec.fields
    manager.table.go(1)
    assert not manager.change.isEnabled()
    qtbot.mouseClick(button_called(manager, "恢复使用"), LEFT)
    qtbot.mouseClick(button_called(manager, "完成"), LEFT)
    again = screen_of(window, qtbot)
    assert stored(again, 0, "extra_1") == "大"


def test_the_manager_changes_a_column(
    window: MainWindow, office: Office, members: RegisterScreen, qtbot: QtBot
) -> None:
    add(office, SIZES)
    menu_entry(screen_of(window, qtbot), "管理自定义列…")
    manager = window.findChildren(ColumnManager)[-1]
    qtbot.waitUntil(manager.isActiveWindow)
    press(qtbot, Key.Key_Return)
    dialog = window.findChildren(ColumnDialog)[-1]
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.label.editor.setFocus()
    press(qtbot, Key.Key_A, modifier=CTRL)
    press(qtbot, "尺码")
    qtbot.mouseClick(button_called(dialog, "保存这一列"), LEFT)
    assert manager.columns.cell(0, 0).text == "尺码"
    assert screen_of(window, qtbot).spec.fields["extra_1"].label == "尺码"


def test_personal_texts_are_covered_on_the_screen(
    window: MainWindow, office: Office, members: RegisterScreen, qtbot: QtBot
) -> None:
    add(office, ColumnDraft("银行卡号", personal=True))
    screen = screen_of(window, qtbot)
    stand_on(screen, 0, "extra_1")
    press(qtbot, "6222000000001234", Key.Key_Return)
    assert stored(screen, 0, "extra_1") == "6222000000001234"
    assert shown(screen, 0, "extra_1") == "622*********1234"


def test_the_card_of_the_union_has_its_own_too(
    window: MainWindow, office: Office, qtbot: QtBot
) -> None:
    window.go("union_profile")
    before = window.current_screen
    assert isinstance(before, SingleScreen)
    missing_before = before.head.fact_link.text()
    assert missing_before.startswith("还缺")
    add(office, ColumnDraft("公众号名称"), "union_profile")
    screen = window.current_screen
    assert isinstance(screen, SingleScreen)
    assert "extra_1" in screen.values
    own = next(card for card in screen.sections if "extra_1" in card.facts)
    assert own.missing == 0
    assert own.count == 0
    assert screen.head.fact_link.text() == missing_before
    qtbot.mouseClick(own.facts["extra_1"].link, LEFT)
    form = [made for made in screen.findChildren(SectionForm) if made.isVisible()][-1]
    type_into(qtbot, form.inputs["extra_1"], "临湖职工之家")
    qtbot.mouseClick(form.act, LEFT)
    qtbot.waitUntil(lambda: screen.values["extra_1"].text() == "临湖职工之家")
    assert own.count == 1
    qtbot.mouseClick(button_called(screen, "自定义列"), LEFT)
    assert window.findChildren(ColumnManager)[-1].columns.count() == 1


@pytest.mark.parametrize(
    ("register", "paper"), [("member", "member"), ("member", "worker-roster"), ("XJ-03", "XJ-03")]
)
def test_the_columns_shown_are_printed_when_asked_for(
    window: MainWindow, office: Office, qtbot: QtBot, register: str, paper: str
) -> None:
    window.go(register)
    add(office, ColumnDraft("备用栏"), register)
    window.go("preview", paper)
    printing = window.current_screen
    assert isinstance(printing, PrintScreen)
    preview = printing.preview
    qtbot.waitUntil(lambda: preview._made is not None, timeout=20_000)
    assert preview._made is not None
    assert "备用栏" not in str(preview._made.document)
    qtbot.mouseClick(preview.options._ticks["columns"], LEFT)
    qtbot.waitUntil(
        lambda: preview._made is not None and "备用栏" in str(preview._made.document),
        timeout=20_000,
    )


def test_decimals_are_typed_summed_and_refused_beyond_their_places(
    window: MainWindow, office: Office, qtbot: QtBot
) -> None:
    window.go("member")
    add(office, ColumnDraft("学时", Kind.DECIMAL, unit="学时", places=1))
    screen = screen_of(window, qtbot)
    stand_on(screen, 0, "extra_1")
    press(qtbot, "1.5", Key.Key_Return, "2", Key.Key_Return, "0.25", Key.Key_Return)
    assert [stored(screen, row, "extra_1") for row in range(3)] == [15_000, 20_000, None]
    assert [shown(screen, row, "extra_1") for row in range(3)] == ["1.5", "2.0", "0.25"]
    place = [field.name for field in screen.card.model.fields].index("extra_1")
    assert "最多 1 位小数" in screen.card.model.cell(2, place).message
    stand_on(screen, 0, "extra_1")
    with qtbot.waitSignal(screen.figured) as told:
        screen.card.view.go(1, place, extend=True)
    assert told.args == [[("计数", "2"), ("求和", "3.5"), ("平均", "1.75")]]
    popup = screen.card.open_filter(place, QPoint(10, 10))
    words = [popup.items.item(row).text() for row in range(popup.items.rowCount())]
    assert words == ["1.5", "2.0", "（空白）"]
    popup.close()
