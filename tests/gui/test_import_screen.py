"""Taking in a workbook: what is shown is what is written, and all of it can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.actions import records
from app.actions.importing.taking_in import RowState
from app.queries.listing import View, count, iter_rows
from app.ui.importing.screen import ImportScreen
from app.ui.style.tokens import Colour
from tests.builders import an_id_number
from tests.gui.answers import Answers

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.office import Office
    from app.ui.window import MainWindow

HEADS = ("姓名", "身份证号", "手机", "入会日期", "工会小组")
BAI = an_id_number("19850301", 1)  # the first member of the ledger these tests work on
NEW = an_id_number("19910101", 11)


@pytest.fixture
def answers(tmp_path: Path) -> Answers:
    return Answers(file=tmp_path / "花名册.xlsx")


@pytest.fixture
def screen(office: Office, answers: Answers, qtbot: QtBot) -> ImportScreen:
    made = ImportScreen(office, chooser=answers)
    qtbot.addWidget(made)
    made.resize(1198, 692)
    made.show()
    qtbot.waitExposed(made)
    made.show_about("member")
    return made


def workbook(path: Path, *rows: tuple[object, ...], other: tuple[object, ...] = ()) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "在册"
    sheet.append(["某某公司职工花名册"])
    for row in (HEADS, *rows):
        sheet.append(list(row))
    if other:
        second = book.create_sheet("离职")
        second.append(list(HEADS))
        second.append(list(other))
    book.save(path)
    return path


def usual(path: Path) -> Path:
    """One row of each state."""
    return workbook(
        path,
        ("新来的", NEW, "13911112222", "2026.10.8", "装配三组"),
        ("白建军", BAI, "13899990000", None, "装配一组"),
        ("曹桂芳", None, None, None, None),
        ("王建国", 9.90012e17, None, None, None),
        ("合计", "4 人"),
    )


def look(screen: ImportScreen, qtbot: QtBot) -> None:
    """Press the one button of the empty page, and wait."""
    choose = next(made for made in screen.findChildren(QPushButton) if made.text() == "选择表格")
    qtbot.mouseClick(choose, Qt.MouseButton.LeftButton)
    settle(screen, qtbot)


def settle(screen: ImportScreen, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: screen.tasks.task is None, timeout=20_000)


def press(screen: ImportScreen, text: str, qtbot: QtBot) -> None:
    found = [made for made in screen.findChildren(QPushButton) if made.text() == text]
    qtbot.mouseClick(found[-1], Qt.MouseButton.LeftButton)
    settle(screen, qtbot)


def states(screen: ImportScreen) -> list[str]:
    return [row.state.value for row in screen.bench.rows.rows]


def members(desk: Desk) -> int:
    return count(desk.reader, desk.specs["member"], View())


def test_every_row_is_shown_and_the_sum_adds_up(
    screen: ImportScreen, answers: Answers, desk: Desk, qtbot: QtBot
) -> None:
    assert answers.file is not None
    usual(answers.file)
    before = members(desk)
    look(screen, qtbot)
    sums = screen.bench.sums
    assert sums.whole.number == 5 == sum(chip.number for chip in sums.parts.values())
    assert sums.parts[RowState.NEW].number == 1
    assert sums.parts[RowState.CHANGED].number == 1
    assert screen.write_button.text() == "写入 2 行"
    assert members(desk) == before  # looking writes nothing


def test_values_are_masked_and_changes_tell_what_was(
    screen: ImportScreen, answers: Answers, qtbot: QtBot
) -> None:
    assert answers.file is not None
    usual(answers.file)
    look(screen, qtbot)
    rows = screen.bench.rows
    changed = states(screen).index("changed")
    texts = [rows.cell(changed, column).text for column in range(len(rows.heads))]
    assert texts[2] == f"{BAI[:3]}***********{BAI[-4:]}"
    assert texts[3] == "138****0000"
    assert rows.cell(changed, 3).fill is Colour.WARN_TINT
    assert texts[-1] == "手机原为 138****0001"
    refused = states(screen).index("refused")
    assert rows.cell(refused, 2).fill is Colour.BAD_TINT
    assert rows.cell(refused, len(rows.heads) - 1).ink is Colour.BAD


def test_a_part_of_the_sum_is_a_filter(
    screen: ImportScreen, answers: Answers, qtbot: QtBot
) -> None:
    assert answers.file is not None
    usual(answers.file)
    look(screen, qtbot)
    qtbot.mouseClick(screen.bench.sums.parts[RowState.REFUSED], Qt.MouseButton.LeftButton)
    assert set(states(screen)) == {"refused"}
    qtbot.keyClick(screen.bench.sums.whole, Qt.Key.Key_Space)
    assert len(states(screen)) == 5


def test_f8_goes_to_the_next_refused_row(
    screen: ImportScreen, answers: Answers, qtbot: QtBot
) -> None:
    assert answers.file is not None
    usual(answers.file)
    look(screen, qtbot)
    screen.bench.table.go(0)
    screen.activateWindow()
    qtbot.waitUntil(screen.bench.table.hasFocus)
    qtbot.keyClick(screen.bench.table, Qt.Key.Key_F8)
    assert states(screen)[screen.bench.table.current_row()] == "refused"


def test_written_rows_are_in_the_register_and_can_be_taken_back(
    screen: ImportScreen, answers: Answers, desk: Desk, qtbot: QtBot
) -> None:
    assert answers.file is not None
    usual(answers.file)
    before = members(desk)
    look(screen, qtbot)
    with qtbot.waitSignal(screen.office.hub.changed, timeout=20_000) as told:
        qtbot.mouseClick(screen.write_button, Qt.MouseButton.LeftButton)
    settle(screen, qtbot)
    assert "member" in told.args[0].records
    assert members(desk) == before + 1
    assert list(desk.path.parent.glob("测试-备份/*导入前.ghdb"))
    with qtbot.waitSignal(screen.office.hub.changed, timeout=20_000):
        press(screen, "撤销这次导入", qtbot)
    assert members(desk) == before
    people = iter_rows(desk.reader, desk.specs["member"], View(), ("name", "mobile"))
    assert {"13800000001"} < {row["mobile"] for row in people}


def test_nothing_to_write_greys_the_button_and_says_why(
    screen: ImportScreen, answers: Answers, qtbot: QtBot
) -> None:
    assert answers.file is not None
    workbook(answers.file, ("白建军", BAI, "13800000001", None, None))
    hints: list[str] = []
    screen.hinted.connect(hints.append)
    look(screen, qtbot)
    assert not screen.write_button.isEnabled()
    assert hints[-1] == "没有新增或变更的行，不需要写入"


def test_rows_not_taken_are_saved_with_their_reasons(
    screen: ImportScreen, answers: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    assert answers.file is not None
    usual(answers.file)
    look(screen, qtbot)
    answers.place = tmp_path / "拒收.xlsx"
    with qtbot.waitSignal(screen.office.told, timeout=10_000):
        press(screen, "拒收行另存", qtbot)
    saved = load_workbook(answers.place).active
    assert saved is not None
    rows = list(saved.iter_rows(values_only=True))
    assert rows[1][:3] == ("原表行号", "导入结果", "没有写入的原因")
    assert len(rows) - 2 == sum(state in {"refused", "skipped"} for state in states(screen))


def test_an_ambiguous_date_asks_for_the_order(
    screen: ImportScreen, answers: Answers, qtbot: QtBot
) -> None:
    assert answers.file is not None
    workbook(answers.file, ("新来的", NEW, None, "05/03/24", None))
    look(screen, qtbot)
    assert states(screen) == ["refused"]
    assert screen.bench.orders.isVisible()
    qtbot.mouseClick(screen.bench.orders.buttons[1], Qt.MouseButton.LeftButton)
    settle(screen, qtbot)
    assert states(screen) == ["new"]
    assert screen.bench.rows.cell(0, 4).text == "2024-03-05"


def test_blank_cells_take_away_only_when_asked(
    screen: ImportScreen, answers: Answers, qtbot: QtBot
) -> None:
    assert answers.file is not None
    workbook(answers.file, ("白建军", BAI, None, None, "装配一组"))
    look(screen, qtbot)
    assert states(screen) == ["same"]
    qtbot.mouseClick(screen.bench.overwrite, Qt.MouseButton.LeftButton)
    settle(screen, qtbot)
    assert states(screen) == ["changed"]


def test_another_sheet_can_be_chosen(screen: ImportScreen, answers: Answers, qtbot: QtBot) -> None:
    assert answers.file is not None
    workbook(
        answers.file,
        ("白建军", BAI, None, None, None),
        other=("新来的", NEW, None, None, None),
    )
    look(screen, qtbot)
    assert screen.bench.sheet_button.text() == "工作表：在册"
    screen.bench._sheets.actions()[1].trigger()
    settle(screen, qtbot)
    assert screen.bench.sheet_button.text() == "工作表：离职"
    assert states(screen) == ["new"]


def test_rows_with_remarks_are_a_filter(
    screen: ImportScreen, answers: Answers, qtbot: QtBot
) -> None:
    assert answers.file is not None
    two = "13911112222/13933334444"
    workbook(
        answers.file,
        ("新来的", NEW, two, "2026.10.8", "装配三组"),
        ("白建军", BAI, "13800000001", None, None),
    )
    look(screen, qtbot)
    chip = screen.bench.sums.remarks
    assert (chip.isVisible(), chip.number) == (True, 1)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert states(screen) == ["new"]
    words = screen.bench.rows.cell(0, len(screen.bench.rows.heads) - 1)
    assert (words.ink, "没有写入" in words.text) == (Colour.WARN, True)
    qtbot.keyClick(screen.bench.sums.whole, Qt.Key.Key_Space)
    assert len(states(screen)) == 2


def test_every_column_left_out_is_named(
    screen: ImportScreen, answers: Answers, qtbot: QtBot
) -> None:
    assert answers.file is not None
    book = Workbook()
    assert book.active is not None
    odd = [f"怪列{number}" for number in range(6)]
    book.active.append(["姓名", "身份证号", "手机", "联系电话", *odd])
    book.active.append(["新来的", NEW, None, None, *odd])
    book.save(answers.file)
    look(screen, qtbot)
    said = screen.bench.said.text()
    assert "不会存入台账：" + "、".join(odd) in said
    assert said.endswith("不会存入台账：联系电话")


def test_after_writing_the_page_says_what_is_next(
    screen: ImportScreen, answers: Answers, qtbot: QtBot
) -> None:
    assert answers.file is not None
    usual(answers.file)
    hints: list[str] = []
    screen.hinted.connect(hints.append)
    assert not screen.change_file.isVisible()  # there is none yet
    look(screen, qtbot)
    qtbot.mouseClick(screen.write_button, Qt.MouseButton.LeftButton)
    settle(screen, qtbot)
    assert hints[-1] == "已经写入；要再导入一份，点“换文件”"
    assert screen.save_left_out.isEnabled()
    screen.open(answers.file)
    settle(screen, qtbot)
    assert "导入过" in screen.bench.said.text()
    screen.show_about("member")
    assert not screen.save_left_out.isEnabled()


def test_a_file_that_is_no_table_is_a_finding(
    screen: ImportScreen, answers: Answers, qtbot: QtBot
) -> None:
    assert answers.file is not None
    answers.file.write_bytes(b"%PDF-1.7 not a workbook")
    look(screen, qtbot)
    assert screen.findings.isVisible()
    assert not screen.write_button.isVisible()


def test_a_sheet_without_heading_offers_the_others(
    screen: ImportScreen, answers: Answers, qtbot: QtBot
) -> None:
    assert answers.file is not None
    book = Workbook()
    assert book.active is not None
    book.active.title = "说明"
    book.active.append(["填表说明"])
    sheet = book.create_sheet("名册")
    sheet.append(list(HEADS))
    sheet.append(["新来的", NEW, None, None, None])
    book.save(answers.file)
    look(screen, qtbot)
    press(screen, "名册", qtbot)
    assert states(screen) == ["new"]


def test_a_trial_can_be_stopped(screen: ImportScreen, answers: Answers, qtbot: QtBot) -> None:
    assert answers.file is not None
    people = [(f"新人{number}", None, None, None, None) for number in range(20_000)]
    screen.open(workbook(answers.file, *people))
    qtbot.waitUntil(screen.tasks.isVisible, timeout=10_000)
    press(screen, "取消", qtbot)
    assert screen.looked is None
    assert not screen.findings.isVisible()
    assert screen.stack.currentWidget() is screen._empty


def test_rows_are_looked_at_again_when_the_ledger_changed(
    screen: ImportScreen, answers: Answers, desk: Desk, qtbot: QtBot
) -> None:
    assert answers.file is not None
    workbook(answers.file, ("白建军", BAI, "13899990000", None, None))
    look(screen, qtbot)
    assert states(screen) == ["changed"]
    spec = desk.specs["member"]
    changed = desk.act(
        "change_record",
        "修改会员",
        lambda unit: records.change(unit, spec, 1, {"mobile": "13899990000"}),
        acknowledged="测试",
    )
    screen.office.hub.changed.emit(changed)
    settle(screen, qtbot)
    assert states(screen) == ["same"]


def test_the_register_leads_here_and_back(window: MainWindow, qtbot: QtBot) -> None:
    window.go("import", "member")
    screen = window.current_screen
    assert isinstance(screen, ImportScreen)
    assert screen.head.title.text() == "导入会员"
    assert screen.chapter == "会员"
    press(screen, "返回", qtbot)
    assert window.current_screen is not screen
