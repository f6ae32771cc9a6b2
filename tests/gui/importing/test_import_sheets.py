"""Workbooks of several sheets in the window, sheets of workers, blank workbooks, large sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.actions.importing.lines import line_of
from app.queries.listing import View, iter_rows
from app.ui.importing import work
from app.ui.importing.asking.sheets import SheetsDialog
from app.ui.style.tokens import Colour
from app.ui.widgets.labels import StatusLabel
from tests.builders import an_id_number
from tests.gui.answers import Answers
from tests.gui.hands import button_called
from tests.gui.import_page import (
    BAI,
    HEADS,
    NEW,
    book_of,
    look,
    press,
    result,
    settle,
    states,
    workbook,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.importing.screen import ImportScreen

SHEETS = {
    "铸造车间": [("铸造车间名册",), HEADS, ("新来的", NEW, "13911112222", "2026.10.8", None)],
    "机加车间": [("机加车间名册",), HEADS, ("另一个", an_id_number(sequence=21), None, None, None)],
    "说明": [("填表说明",)],
    "离职": [HEADS, ("走了的", an_id_number(sequence=23), None, None, None)],
    "空": [],
}


@pytest.fixture
def answers(tmp_path: Path) -> Answers:
    return Answers(file=tmp_path / "各车间.xlsx", place=tmp_path / "空白.xlsx")


def names_in(screen: ImportScreen) -> list[object]:
    assert screen.looked is not None
    rows = screen.looked.preview.rows
    return [row.draft["name"] for row in rows if "name" in row.draft]


def ask_sheets(screen: ImportScreen, qtbot: QtBot) -> SheetsDialog:
    qtbot.mouseClick(screen.bench.sheet_button, Qt.MouseButton.LeftButton)
    return screen.findChildren(SheetsDialog)[-1]


def take_alone(dialog: SheetsDialog, name: str, screen: ImportScreen, qtbot: QtBot) -> None:
    """Press 只要这张 in the line of a sheet."""
    buttons = {made.accessibleName(): made for made in dialog.findChildren(QPushButton)}
    qtbot.mouseClick(buttons[f"只要“{name}”"], Qt.MouseButton.LeftButton)
    settle(screen, qtbot)


def test_sheets_of_one_heading_are_shown_together(
    screen: ImportScreen, answers: Answers, qtbot: QtBot
) -> None:
    assert answers.file is not None
    book_of(answers.file, SHEETS)
    look(screen, qtbot)
    assert names_in(screen) == ["新来的", "另一个"]
    assert "工作表“铸造车间”等 2 张" in screen.head.facts.whole_text()
    assert screen.bench.sheet_button.text() == "2 张工作表一起读，另有 2 张工作表"
    model = screen.bench.table.model
    lines = [(line_of(model.rows[n].line), model.cell(n, 0).text) for n in range(len(model.rows))]
    assert lines == [
        (1, "铸造车间名册"), (3, "新来的"), (1, "机加车间名册"), (2, "姓名"), (3, "另一个")
    ]  # fmt: skip
    assert model.cell(3, 1).text == "身份证号"  # a heading hides nobody's number
    screen.bench.table.go(4)
    assert screen.bench.finding.findChildren(StatusLabel)[-1].word == "“机加车间”第 3 行新增"
    departments = [result(screen, n, "department").text for n in (1, 4)]
    assert departments == ["铸造车间", "机加车间"]


def test_which_sheets_are_read_is_ticked(
    screen: ImportScreen, answers: Answers, qtbot: QtBot
) -> None:
    assert answers.file is not None
    book_of(answers.file, SHEETS)
    look(screen, qtbot)
    dialog = ask_sheets(screen, qtbot)
    ticked = {name: tick.isChecked() for name, tick in dialog.ticks.items()}
    assert ticked == {
        "铸造车间": True, "机加车间": True, "说明": False, "离职": False, "空": False
    }  # fmt: skip
    assert not dialog.ticks["空"].isEnabled()
    assert dialog.take.text() == "核对 2 张"
    qtbot.mouseClick(dialog.ticks["离职"], Qt.MouseButton.LeftButton)
    none = next(made for made in dialog.tab.buttons if made.text() == "不取")
    qtbot.mouseClick(none, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    settle(screen, qtbot)
    assert names_in(screen) == ["新来的", "另一个", "走了的"]
    assert "department" not in [field.name for field in screen.bench.table.model.fields]
    dialog = ask_sheets(screen, qtbot)
    for name in ("铸造车间", "机加车间", "离职"):
        qtbot.mouseClick(dialog.ticks[name], Qt.MouseButton.LeftButton)
    assert not dialog.take.isEnabled()
    take_alone(dialog, "机加车间", screen, qtbot)
    assert names_in(screen) == ["另一个"]


def test_all_sheets_are_one_undo(
    screen: ImportScreen, answers: Answers, desk: Desk, qtbot: QtBot
) -> None:
    assert answers.file is not None
    book_of(answers.file, SHEETS)
    look(screen, qtbot)
    before = len(list(iter_rows(desk.reader, desk.spec("member"), View())))
    press(screen, "写入 2 行", qtbot)
    assert len(list(iter_rows(desk.reader, desk.spec("member"), View()))) == before + 2
    press(screen, "撤销这次导入", qtbot)
    assert len(list(iter_rows(desk.reader, desk.spec("member"), View()))) == before


def test_another_sheet_can_be_taken_alone(
    screen: ImportScreen, answers: Answers, qtbot: QtBot
) -> None:
    assert answers.file is not None
    here, gone = ("白建军", BAI, None, None, None), ("新来的", NEW, None, None, None)
    workbook(answers.file, here, other=gone)
    look(screen, qtbot)
    assert screen.bench.sheet_button.text() == "另有 1 张工作表"
    dialog = ask_sheets(screen, qtbot)
    take_alone(dialog, "离职", screen, qtbot)
    assert "离职" in screen.head.facts.whole_text()
    assert states(screen) == ["new"]


def test_a_cover_sheet_is_passed_over(screen: ImportScreen, answers: Answers, qtbot: QtBot) -> None:
    assert answers.file is not None
    person = ("新来的", NEW, None, None, None)
    book_of(answers.file, {"说明": [("填表说明",)], "名册": [HEADS, person]})
    look(screen, qtbot)
    assert names_in(screen) == ["新来的"]


def test_where_no_sheet_has_a_heading_the_others_are_offered(
    screen: ImportScreen, answers: Answers, qtbot: QtBot
) -> None:
    assert answers.file is not None
    book_of(answers.file, {"说明": [("填表说明",)], "甲": [("x", "y"), (1, 2)]})
    look(screen, qtbot)
    press(screen, "换到工作表“甲”", qtbot)
    assert screen.looked is None
    assert screen.findings.isVisible()


def test_who_is_a_member_is_shown_beside(
    screen: ImportScreen, answers: Answers, desk: Desk, qtbot: QtBot
) -> None:
    assert answers.file is not None
    rows = [
        ("姓名", "身份证号", "是否会员", "入会日期"),
        ("新来的", NEW, "已入会"),
        ("另一个", an_id_number(sequence=21), "非会员"),
        ("白建军", BAI, "会员"),
        ("第三个", an_id_number(sequence=23), "非会员", "2013.6"),
    ]
    book_of(answers.file, {"职工": rows})
    look(screen, qtbot)
    shown = [result(screen, n, "is_member") for n in range(4)]
    assert [cell.text for cell in shown] == ["是", "否", "是", "否"]
    assert shown[3].ink is Colour.BAD  # who is none has no day of joining
    press(screen, "写入 2 行", qtbot)
    rows = iter_rows(desk.reader, desk.spec("member"), View(), ("name", "standing"))
    found = {row["name"]: row["standing"] for row in rows}
    assert (found["新来的"], found["另一个"]) == ("regular", "worker")


def test_a_blank_workbook_is_filled_and_comes_in(
    screen: ImportScreen, answers: Answers, qtbot: QtBot
) -> None:
    assert answers.place is not None
    press(screen, "下载空白模板", qtbot)
    assert screen.findings.isVisible()
    assert button_called(screen.findings, "打开").isVisible()
    assert button_called(screen.findings, "打开所在文件夹").isVisible()
    book = load_workbook(answers.place)
    page = book.worksheets[0]
    places = {str(cell.value).rstrip("*"): cell.column for cell in page[1]}
    for name, value in (("姓名", "新来的"), ("身份证号", NEW), ("是否会员", "否")):
        page.cell(2, places[name], value)
    book.save(answers.place)
    answers.file = answers.place
    look(screen, qtbot)
    assert states(screen) == ["new"]
    assert screen.bench.sheet_button.text() == "另有 2 张工作表"


def test_many_rows_are_shown_before_the_rules_have_spoken(
    screen: ImportScreen, answers: Answers, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    assert answers.file is not None
    monkeypatch.setattr(work, "_AT_ONCE", 1)
    wrong = NEW[:17] + ("1" if NEW[17] != "1" else "2")
    people = [("新来的", wrong, None, None, None), ("白建军", BAI, "13899990000", None, None)]
    workbook(answers.file, *people)
    seen: list[tuple[bool, bool, str]] = []
    screen.looking.shown.connect(
        lambda looked: seen.append(
            (looked.looked.is_tried, screen.write_button.isEnabled(), states(screen)[0])
        )
    )
    look(screen, qtbot)
    assert seen == [(False, False, "new"), (True, False, "refused")]
    assert screen.write_button.isEnabled()
    # What is said meanwhile gives the trial up; stopped by hand it can be gone on with.
    screen.looking.say(screen.looking.told)
    qtbot.waitUntil(lambda: screen.looking.is_trying, timeout=20_000)
    screen.looking.cancel()
    settle(screen, qtbot)
    if screen.looked is not None and not screen.looked.looked.is_tried:
        assert not screen.write_button.isEnabled()
        press(screen, "接着核对", qtbot)
    assert screen.write_button.isEnabled()
    assert button_called(screen, "写入 1 行") is screen.write_button
