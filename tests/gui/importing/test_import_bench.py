"""Putting a sheet in order on the bench, by clicks and keys: meanings, questions, mending."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit

from app.actions import records
from app.actions.importing import recipes
from app.queries.listing import View, iter_rows
from app.ui.importing.asking.recipes import RecipeDialog, RememberDialog
from app.ui.importing.asking.review import ReviewLine
from app.ui.importing.asking.words import WordLine
from app.ui.importing.screen import ImportScreen
from app.ui.importing.sheet.field_list import FieldList
from app.ui.safekeeping.history import HistoryScreen
from app.ui.safekeeping.taking_back import RestDialog
from app.ui.style.tokens import Colour
from tests.builders import an_id_number
from tests.gui.hands import button_called
from tests.gui.import_page import (
    BAI,
    NEW,
    book_of,
    look,
    original,
    press,
    result,
    row_in,
    settle,
    states,
    workbook,
)

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.window import MainWindow

LEFT = Qt.MouseButton.LeftButton
OTHER = an_id_number("19920202", 13)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "人事部2026年10月.xlsx"


def click(screen: ImportScreen, widget: QWidget, qtbot: QtBot) -> None:
    qtbot.mouseClick(widget, LEFT)
    settle(screen, qtbot)


def stand_on(screen: ImportScreen, line: int) -> int:
    table = screen.bench.table
    row = table.model.place_of(line)
    table.go(row, 0)
    return row


def cell_at(screen: ImportScreen, row: int, name: str) -> tuple[QWidget, QPoint]:
    table = screen.bench.table
    place = [column.field for column in table.model.columns].index(name)
    rect = table.file.visualRect(table.model.index(row, place))
    return table.file.viewport(), rect.center()


def names(desk: Desk) -> list[object]:
    return [row["name"] for row in iter_rows(desk.reader, desk.specs["member"], View(), ("name",))]


# --- what columns and rows mean -----------------------------------------------------------------


def odd_sheet(file: Path) -> None:
    rows: list[tuple[object, ...]] = [
        ("某某公司职工花名册",),
        ("姓名", "身份证号", "怪列", "手机"),
        ("新来的", NEW, "LH0900", "13911112222"),
        ("小计", None, None, None),
    ]
    book_of(file, {"名册": rows})


def test_a_column_is_given_its_meaning_by_mouse(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    odd_sheet(file)
    look(screen, qtbot)
    header = screen.bench.table.file_header
    qtbot.mouseClick(header.viewport(), LEFT, pos=header.drop_list(2).center())
    opened = screen.findChildren(FieldList)[-1]
    qtbot.keyClicks(opened.search, "hyzh")
    qtbot.keyClick(opened.search, Qt.Key.Key_Return)
    settle(screen, qtbot)
    assert result(screen, row_in(screen, "new"), "card_no").text == "LH0900"


def test_a_column_is_left_out_by_keys(screen: ImportScreen, file: Path, qtbot: QtBot) -> None:
    odd_sheet(file)
    look(screen, qtbot)
    table = screen.bench.table
    table.go(row_in(screen, "new"), 3)
    qtbot.keyClick(table.file, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    opened = screen.findChildren(FieldList)[-1]
    qtbot.keyClick(opened.search, Qt.Key.Key_PageUp)
    opened.names.setCurrentRow(0)
    qtbot.keyClick(opened.search, Qt.Key.Key_Return)
    settle(screen, qtbot)
    assert "mobile" not in [field.name for field in table.model.fields]


def test_title_and_sum_rows_are_struck_out_and_can_be_taken(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    odd_sheet(file)
    look(screen, qtbot)
    model = screen.bench.table.model
    assert model.sheet is not None
    assert [row.line for row in model.rows if model.sheet.is_struck(row)] == [1, 4]
    assert model.sheet.said(model.rows[0]).text == "表头上方的标题行，不导入"
    stand_on(screen, 4)
    press(screen, "当作数据行", qtbot)
    assert states(screen) == ["new", "new"]
    press(screen, "恢复原样", qtbot)
    assert states(screen) == ["new", "skipped"]


def test_the_heading_is_pointed_out_by_line_numbers(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    odd_sheet(file)
    look(screen, qtbot)
    click(screen, screen.bench.change_heading, qtbot)
    gutter = screen.bench.table.gutter
    middle = gutter.sectionViewportPosition(0) + gutter.sectionSize(0) // 2
    qtbot.mouseClick(gutter.viewport(), LEFT, pos=QPoint(5, middle))
    press(screen, "不改了", qtbot)
    assert screen.looked is not None
    assert screen.looked.heading.first_line == 2
    click(screen, screen.bench.change_heading, qtbot)
    screen.bench.table.go(1, 0)
    qtbot.keyClick(screen.bench.table.file, Qt.Key.Key_Space)
    press(screen, "用作表头", qtbot)
    assert screen.looked.heading.first_line == 2
    assert "您选的" in screen.bench._found.whole_text()


# --- questions ----------------------------------------------------------------------------------


def test_words_are_answered_at_once_and_can_be_changed(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    workbook(
        file,
        ("新来的", NEW, None, None, "装配一班"),
        ("另一个", OTHER, None, None, "装配工二组"),
    )
    look(screen, qtbot)
    lines = screen.findChildren(WordLine)
    assert lines
    assert not screen.write_button.isEnabled()
    press(screen, "没答的都按第一个", qtbot)
    assert states(screen) == ["new", "new"]
    assert screen.write_button.isEnabled()
    blank = screen.findChildren(WordLine)[0].meanings.buttons[-1]
    click(screen, blank, qtbot)
    row = screen.bench.table.model.place_of(3)
    assert result(screen, row, "group_id").text == ""


def test_a_near_match_is_decided_side_by_side(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    workbook(
        file, ("白建军", None, None, None, "装配二组"), ("曹桂芳", None, None, None, "装配二组")
    )
    look(screen, qtbot)
    assert states(screen) == ["skipped", "skipped"]
    first, second = screen.findChildren(ReviewLine)
    assert BAI[-4:] in first.known.whole_text()
    click(screen, button_called(first, "就是这人"), qtbot)
    assert states(screen) == ["changed", "skipped"]
    click(screen, button_called(second, "新增"), qtbot)
    assert states(screen)[0] == "changed"
    assert states(screen)[1] in {"new", "refused"}
    assert screen.bench.questions.state.word == "都已答复"


# --- mending on the spot ------------------------------------------------------------------------


def damaged(file: Path) -> None:
    workbook(
        file,
        ("新来的", NEW, None, None, None),
        ("王建国", 9.90012e17, None, None, None),
        ("白建军", 9.90012e17, None, None, None),
    )


def test_a_number_is_typed_into_the_finding(screen: ImportScreen, file: Path, qtbot: QtBot) -> None:
    damaged(file)
    look(screen, qtbot)
    assert states(screen) == ["new", "refused", "refused"]
    assert screen.bench.table.current_line() == 4  # the first refusal
    finding = screen.bench.finding
    assert finding.input is not None
    assert finding.input.placeholderText() == "补录 18 位身份证号"
    qtbot.keyClicks(finding.input, OTHER)
    qtbot.keyClick(finding.input, Qt.Key.Key_Return)
    settle(screen, qtbot)
    assert states(screen) == ["new", "new", "refused"]
    assert screen.bench.table.current_line() == 4  # one stays where one is
    assert original(screen, screen.bench.table.current_row(), "id_number").fill is Colour.SELECT_ON
    press(screen, "撤回改动", qtbot)
    assert states(screen) == ["new", "refused", "refused"]


def test_a_namesake_is_chosen_and_a_row_skipped_by_key(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    damaged(file)
    look(screen, qtbot)
    stand_on(screen, 5)
    chooser = button_called(screen.bench.finding, "选同名会员")
    menu = chooser.menu()
    assert menu is not None
    assert BAI[-4:] in menu.actions()[0].text()
    menu.actions()[0].trigger()
    settle(screen, qtbot)
    assert states(screen) == ["new", "refused", "same"]
    stand_on(screen, 4)
    qtbot.keyClick(screen.bench.table.file, Qt.Key.Key_Delete)
    settle(screen, qtbot)
    assert states(screen) == ["new", "skipped", "same"]


def test_f2_and_double_click_type_over_a_cell(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    workbook(file, ("新来的", NEW, "12345", None, None))
    look(screen, qtbot)
    half = screen.bench.table.file
    row = row_in(screen, "refused")
    assert screen.bench.table.current_column() == 2  # the cell at fault
    qtbot.keyClick(half, Qt.Key.Key_F2)
    editor = half.viewport().findChildren(QLineEdit)[-1]
    assert editor.text() == ""  # a number of a person is written anew, not shown
    qtbot.keyClicks(editor, "13911112222")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settle(screen, qtbot)
    assert states(screen) == ["new"]
    viewport, place = cell_at(screen, row, "joined_on")
    qtbot.mouseClick(viewport, LEFT, pos=place)
    qtbot.mouseDClick(viewport, LEFT, pos=place)
    editor = half.viewport().findChildren(QLineEdit)[-1]
    qtbot.keyClicks(editor, "2026.9")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settle(screen, qtbot)
    assert result(screen, row, "joined_on").text == "2026-09"


def test_shift_f8_goes_back(screen: ImportScreen, file: Path, qtbot: QtBot) -> None:
    damaged(file)
    look(screen, qtbot)
    half = screen.bench.table.file
    screen.activateWindow()
    qtbot.waitUntil(half.hasFocus)
    qtbot.keyClick(half, Qt.Key.Key_F8)
    assert screen.bench.table.current_line() == 5
    qtbot.keyClick(half, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert screen.bench.table.current_line() == 4


def test_arrows_go_on_in_the_other_half(screen: ImportScreen, file: Path, qtbot: QtBot) -> None:
    damaged(file)
    look(screen, qtbot)
    table = screen.bench.table
    table.go(1, table.model.left - 1)
    qtbot.keyClick(table.file, Qt.Key.Key_Right)
    assert table.current_column() == table.model.left
    qtbot.keyClick(table.result, Qt.Key.Key_Left)
    assert table.current_column() == table.model.left - 1


# --- recipes, coming back -----------------------------------------------------------------------


def test_a_senders_sheet_is_remembered_and_followed(
    screen: ImportScreen, file: Path, desk: Desk, qtbot: QtBot
) -> None:
    odd_sheet(file)
    look(screen, qtbot)
    table = screen.bench.table
    table.column_chosen.emit(2, "card_no")
    settle(screen, qtbot)
    press(screen, "记住这家的对应", qtbot)
    asked = screen.findChildren(RememberDialog)[-1]
    assert asked.name.text() == "人事部"
    click(screen, button_called(asked, "记住"), qtbot)
    assert [one.name for one in recipes.recipes_of(desk.reader, "member")] == ["人事部"]
    screen.open(file)
    settle(screen, qtbot)
    assert [column.field for column in table.model.columns][2] == "card_no"
    assert screen.bench._recipe.whole_text() == "按记住的“人事部”读"
    click(screen, screen.bench.leave_recipe, qtbot)
    assert [column.field for column in table.model.columns][2] == ""
    screen.open(file)
    settle(screen, qtbot)
    click(screen, screen.bench.change_recipe, qtbot)
    click(screen, button_called(screen.findChildren(RecipeDialog)[-1], "删除方案"), qtbot)
    assert recipes.recipes_of(desk.reader, "member") == []


def test_a_dropped_file_opens_the_bench(window: MainWindow, file: Path, qtbot: QtBot) -> None:
    workbook(file, ("新来的", NEW, None, None, None))
    window.go("member")
    page = window.current_screen
    assert page is not None
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(file))])
    copy, plain = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(200, 200), copy, dropped, LEFT, plain)
    QApplication.sendEvent(page, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(200, 200), copy, dropped, LEFT, plain))
    screen = window.current_screen
    assert isinstance(screen, ImportScreen)
    settle(screen, qtbot)
    assert states(screen) == ["new"]


def test_days_later_the_unchanged_rows_are_taken_back(
    window: MainWindow, desk: Desk, file: Path, qtbot: QtBot
) -> None:
    rows = (("新来的", NEW, None, None, None), ("另一个", OTHER, None, None, None))
    workbook(file, *rows)
    window.go("import", ("member", file))
    screen = window.current_screen
    assert isinstance(screen, ImportScreen)
    settle(screen, qtbot)
    click(screen, screen.write_button, qtbot)
    spec = desk.specs["member"]
    number = next(
        int(str(row["id"]))
        for row in iter_rows(desk.reader, spec, View())
        if row["name"] == "新来的"
    )
    desk.act(
        "change_record",
        "修改会员：新来的",
        lambda unit: records.change(unit, spec, number, {"mobile": "13900009999"}),
        acknowledged="测试",
    )
    window.go("history")
    page = window.current_screen
    assert isinstance(page, HistoryScreen)
    page.table.go(1)
    qtbot.mouseClick(page.undo_button, LEFT)
    qtbot.waitUntil(lambda: bool(page.findChildren(RestDialog)), timeout=10_000)
    dialog = page.findChildren(RestDialog)[-1]
    assert isinstance(dialog, QDialog)
    assert "新来的" in dialog.rows.item(0).text()
    qtbot.mouseClick(button_called(dialog, "撤销其余 1 行"), LEFT)
    qtbot.waitUntil(lambda: "另一个" not in names(desk), timeout=10_000)
    assert "新来的" in names(desk)
