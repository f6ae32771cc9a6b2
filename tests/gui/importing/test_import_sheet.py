"""What the table of the bench shows: originals masked, guesses marked, place and room kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt

from app.ui.importing.screen import ImportScreen
from app.ui.importing.sheet.field_list import FieldList
from app.ui.importing.sheet.header import meaning_of
from app.ui.style.sheet import dress
from app.ui.style.tokens import WINDOW_HEIGHT, WINDOW_WIDTH, Colour
from app.ui.window import MainWindow
from tests.builders import an_id_number
from tests.gui.hands import press as press_key
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
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.ui.office import Office

LEFT = Qt.MouseButton.LeftButton


def test_a_column_that_is_only_guessed_is_taken_by_enter(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    rows: list[tuple[object, ...]] = [
        ("姓名", "身份证号", "工会组别"),
        ("新来的", NEW, "装配一组"),
    ]
    book_of(file, {"名册": rows})
    look(screen, qtbot)
    table = screen.bench.table
    assert meaning_of(table.model, table.model.columns[2]) == ("工会小组？", Colour.WARN)
    assert "工会组别" in screen.bench.said.whole_text()
    table.go(row_in(screen, "new"), 2)
    qtbot.keyClick(table.file, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    opened = screen.findChildren(FieldList)[-1]
    current = opened.names.currentItem()
    assert current is not None
    assert current.text() == "工会小组（把握 60%）"
    qtbot.keyClick(opened.search, Qt.Key.Key_Return)
    settle(screen, qtbot)
    assert result(screen, row_in(screen, "new"), "group_id").text == "装配一组"


def test_numbers_of_persons_are_masked_wherever_they_stand(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    book = Workbook()
    assert book.active is not None
    damaged = NEW[:-4] + "O" + NEW[-3:]
    book.active.append(["姓名", "身份证号", "谁的号码", "坏了的"])
    book.active.append(["新来的", NEW, "13911112222", damaged])
    book.save(file)
    look(screen, qtbot)
    model = screen.bench.table.model
    row = row_in(screen, "new")
    shown = [model.cell(row, column).text for column in range(model.columnCount())]
    for number in (NEW, "13911112222", damaged):
        assert not any(number in text for text in shown)
        assert not any(
            number in str(model.data(model.index(row, column), 3)) for column in range(4)
        )
    screen.bench.change_heading.click()
    raw = [model.cell(1, column).text for column in range(model.columnCount())]
    assert NEW not in raw
    assert damaged not in raw
    press(screen, "不改了", qtbot)
    assert states(screen) == ["new"]


def test_repaired_cells_are_marked_with_the_reason(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    workbook(file, ("新 来 的", NEW, None, 40360, "装配1组"))
    look(screen, qtbot)
    row = row_in(screen, "new")
    marked = {
        name: original(screen, row, name).fill
        for name in ("name", "id_number", "joined_on", "group_id")
    }
    assert marked == {
        "name": Colour.WARN_TINT,
        "id_number": None,
        "joined_on": Colour.WARN_TINT,
        "group_id": Colour.WARN_TINT,
    }
    assert "去掉空格" in original(screen, row, "name").message


def test_what_stands_on_file_is_shown_where_the_sheet_is_blank(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    workbook(file, ("白建军", BAI, None, None, "装配二组"))
    look(screen, qtbot)
    row = row_in(screen, "changed")
    assert original(screen, row, "mobile").text == ""
    assert result(screen, row, "mobile").text == "138****0001"
    assert result(screen, row, "group_id").text == "装配二组"


def test_looking_again_keeps_place_and_filter(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    people = [(f"新人{n}", an_id_number("19910101", n), None, None, None) for n in range(11, 300)]
    workbook(file, *people, ("王建国", 9.90012e17, None, None, None))
    look(screen, qtbot)
    table = screen.bench.table
    assert table.current_line() == len(people) + 3  # the only refusal
    table.go(150, 2)
    top = table.file.verticalScrollBar().value()
    line = table.current_line()
    qtbot.keyClick(table.file, Qt.Key.Key_Delete)
    settle(screen, qtbot)
    assert (table.current_line(), table.current_column()) == (line, 2)
    assert table.file.verticalScrollBar().value() == top
    assert table.result.verticalScrollBar().value() == top
    qtbot.mouseClick(screen.bench.sums.parts["skipped"], LEFT)  # type: ignore[index]
    assert states(screen) == ["skipped"]
    qtbot.keyClick(table.file, Qt.Key.Key_Delete)
    settle(screen, qtbot)
    assert "skipped" not in states(screen)  # the last of them was settled: all are shown again


def test_what_was_said_stands_when_one_comes_back(
    window: MainWindow, file: Path, qtbot: QtBot
) -> None:
    workbook(file, ("新来的", NEW, None, None, None), ("王建国", 9.90012e17, None, None, None))
    window.go("import", ("member", file))
    screen = window.current_screen
    assert isinstance(screen, ImportScreen)
    settle(screen, qtbot)
    press(screen, "跳过此行", qtbot)
    assert states(screen) == ["new", "skipped"]
    press(screen, "返回", qtbot)
    window.go("import", "member")
    assert states(screen) == ["new", "skipped"]
    window.go("import", "member_group")
    assert screen.looked is None


def test_questions_are_answered_by_keys_alone(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    workbook(file, ("新来的", NEW, None, "05/03/24", None))
    look(screen, qtbot)
    screen.activateWindow()
    half = screen.bench.table.file
    qtbot.waitUntil(half.hasFocus)
    qtbot.keyClick(half, Qt.Key.Key_F7)
    press_key(qtbot, Qt.Key.Key_Right)
    settle(screen, qtbot)
    assert result(screen, row_in(screen, "new"), "joined_on").text == "2024-03-05"
    press_key(qtbot, Qt.Key.Key_Right)  # the answer stands open, to be changed
    settle(screen, qtbot)
    assert result(screen, row_in(screen, "new"), "joined_on").text == "2024-05-03"
    qtbot.keyClick(screen, Qt.Key.Key_F8)
    assert screen.write_button.isEnabled()


@pytest.fixture
def large(dressed: QApplication) -> Iterator[None]:
    dress(dressed, 1.5, shipped_only=True)
    yield
    dress(dressed, 1.0, shipped_only=True)


def test_nothing_asks_for_more_room_than_an_office_screen_has(
    large: None, office: Office, file: Path, qtbot: QtBot
) -> None:
    workbook(
        file,
        ("新来的", NEW, None, "05/03/24", "装配一班"),
        ("白建军", None, None, None, "装配二组"),
        ("王建国", 9.90012e17, None, None, None),
        other=("另一个", None, None, None, None),
    )
    window = MainWindow()
    qtbot.addWidget(window)
    window.open_office(office)
    window.resize(WINDOW_WIDTH, WINDOW_HEIGHT)
    window.show()
    qtbot.waitExposed(window)
    window.go("import", ("member", file))
    screen = window.current_screen
    assert isinstance(screen, ImportScreen)
    settle(screen, qtbot)
    for part in screen.bench.questions.parts.buttons:
        qtbot.mouseClick(part, LEFT)
    press(screen, "收起", qtbot)
    assert screen.bench.finding.isVisible()
    qtbot.wait(50)
    assert (window.width(), window.height()) == (WINDOW_WIDTH, WINDOW_HEIGHT)


def test_a_blank_birthday_shows_what_the_number_will_fill_in(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    rows: list[tuple[object, ...]] = [
        ("姓名", "身份证号", "出生日期", "性别", "月工资"),
        (None, None, None, None, "（元）"),
        ("新来的", an_id_number("19960229", 11), None, None, 5200),
        ("无号的", None, None, None, 5200),
    ]
    book_of(file, {"名册": rows})
    look(screen, qtbot)
    assert states(screen) == ["skipped", "new", "new"]
    unit = row_in(screen, "skipped")
    assert screen.bench.table.model.sheet.is_struck(screen.bench.table.model.rows[unit])
    assert result(screen, unit, "reason").text == "单位行"
    row = row_in(screen, "new")
    assert [result(screen, row, name).text for name in ("born_on", "sex")] == ["1996-02-29", "男"]
    assert original(screen, row, "born_on").text == ""
    assert result(screen, row + 1, "born_on").text == ""
