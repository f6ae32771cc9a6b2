"""Taking in a workbook: what is shown is what is written, and all of it can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook, load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.actions import records
from app.actions.importing.taking_in import RowState
from app.queries.listing import View, count, iter_rows
from app.ui.importing.asking.dates import DateAsk
from app.ui.importing.asking.ways import WayDialog
from app.ui.importing.screen import ImportScreen
from app.ui.style.tokens import Colour
from tests.gui.hands import button_called
from tests.gui.import_page import (
    BAI,
    NEW,
    look,
    original,
    press,
    result,
    row_in,
    settle,
    states,
    usual,
    workbook,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.window import MainWindow
    from tests.gui.answers import Answers


def members(desk: Desk) -> int:
    return count(desk.reader, desk.specs["member"], View())


def words_of(area: QWidget) -> str:
    return "\n".join(part.text() for part in area.findChildren(QLabel) if part.isVisible())


def test_every_row_is_shown_and_the_sum_adds_up(
    screen: ImportScreen, file: Path, desk: Desk, qtbot: QtBot
) -> None:
    usual(file)
    before = members(desk)
    look(screen, qtbot)
    sums = screen.bench.sums
    assert sums.whole.number == 5 == sum(chip.number for chip in sums.parts.values())
    assert sums.parts[RowState.NEW].number == 1
    assert sums.parts[RowState.CHANGED].number == 1
    assert screen.write_button.text() == "写入 2 行"
    assert members(desk) == before  # looking writes nothing


def test_values_are_masked_and_changes_tell_what_was(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    usual(file)
    look(screen, qtbot)
    changed = row_in(screen, "changed")
    for side in (original, result):
        assert side(screen, changed, "id_number").text == f"{BAI[:3]}***********{BAI[-4:]}"
        assert side(screen, changed, "mobile").text == "138****0000"
    assert result(screen, changed, "mobile").fill is Colour.WARN_TINT
    assert result(screen, changed, "reason").text == "手机原为 138****0001"
    refused = row_in(screen, "refused")
    assert original(screen, refused, "id_number").fill is Colour.BAD_TINT
    assert result(screen, refused, "reason").ink is Colour.BAD


def test_a_part_of_the_sum_is_a_filter(screen: ImportScreen, file: Path, qtbot: QtBot) -> None:
    usual(file)
    look(screen, qtbot)
    qtbot.mouseClick(screen.bench.sums.parts[RowState.REFUSED], Qt.MouseButton.LeftButton)
    assert set(states(screen)) == {"refused"}
    qtbot.keyClick(screen.bench.sums.whole, Qt.Key.Key_Space)
    assert len(states(screen)) == 5


def test_f8_goes_to_the_next_refused_row(screen: ImportScreen, file: Path, qtbot: QtBot) -> None:
    usual(file)
    look(screen, qtbot)
    screen.bench.table.go(0)
    screen.activateWindow()
    half = screen.bench.table.file
    qtbot.waitUntil(half.hasFocus)
    qtbot.keyClick(half, Qt.Key.Key_F8)
    assert screen.bench.table.current_row() == row_in(screen, "refused")


def test_written_rows_are_in_the_register_and_can_be_taken_back(
    screen: ImportScreen, file: Path, desk: Desk, qtbot: QtBot
) -> None:
    usual(file)
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
    with qtbot.waitSignal(screen.office.hub.changed, timeout=20_000):
        press(screen, "重做", qtbot)
    assert members(desk) == before + 1
    assert screen.findings.isHidden()  # and is not offered twice


def test_days_of_approval_are_filled_where_the_import_is_told(
    window: MainWindow, answers: Answers, file: Path, desk: Desk, qtbot: QtBot
) -> None:
    workbook(file, ("新来的", NEW, "13911112222", "2026.10.8", None))
    window.go("import", ("member", file))
    screen = window.current_screen
    assert isinstance(screen, ImportScreen)
    settle(screen, qtbot)
    qtbot.mouseClick(screen.write_button, Qt.MouseButton.LeftButton)
    settle(screen, qtbot)

    def approved() -> list[object]:
        people = iter_rows(desk.reader, desk.specs["member"], View(), ("name", "approved_on"))
        return [row["approved_on"] for row in people if row["name"] == "新来的"]

    assert approved() == [None]
    press(screen, "用入会日期作批准日期 1 人", qtbot)
    assert approved() == ["2026-10-08"]
    assert "1 人的批准日期已按入会日期填上" in words_of(screen.findings)
    window.undo()
    assert approved() == [None]
    assert "已写入" in words_of(screen.findings)  # the import stands, and its ways on with it
    press(screen, "用入会日期作批准日期 1 人", qtbot)
    window.undo()
    press(screen, "撤销这次导入", qtbot)
    assert approved() == []
    assert "批准日期" not in words_of(screen.findings)


def test_nothing_to_write_greys_the_button_and_says_why(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    workbook(file, ("白建军", BAI, "13800000001", None, None))
    hints: list[str] = []
    screen.hinted.connect(hints.append)
    look(screen, qtbot)
    assert not screen.write_button.isEnabled()
    assert hints[-1] == "没有新增或变更的行，不需要写入"


def test_rows_not_taken_are_saved_with_their_reasons(
    screen: ImportScreen, answers: Answers, file: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    usual(file)
    look(screen, qtbot)
    answers.place = tmp_path / "拒收.xlsx"
    with qtbot.waitSignal(screen.office.told, timeout=10_000):
        press(screen, "拒收行另存", qtbot)
    saved = load_workbook(answers.place).active
    assert saved is not None
    rows = list(saved.iter_rows(values_only=True))
    assert rows[1][-3:] == ("原表行号", "导入结果", "没有写入的原因")
    assert screen.looked is not None
    data = {row.line for row in screen.looked.preview.sheet.rows if not row.skip}
    left_out = [row for row in screen.looked.preview.rows if row.state in {"refused", "skipped"}]
    assert len(rows) - 2 == sum(row.line in data for row in left_out)


def test_an_ambiguous_date_asks_for_the_order(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    workbook(file, ("新来的", NEW, None, "05/03/24", None))
    hints: list[str] = []
    screen.hinted.connect(hints.append)
    look(screen, qtbot)
    assert states(screen) == ["refused"]
    assert not screen.write_button.isEnabled()
    assert hints[-1].startswith("还有 1 个问题要先答")
    ask = screen.bench.questions.findChildren(DateAsk)[0]
    assert [made.text() for made in ask.orders.buttons] == [
        "2005-03-24",
        "2024-03-05",
        "2024-05-03",
    ]
    assert ask.words.text().endswith("（1 行等您定）")
    qtbot.mouseClick(ask.orders.buttons[1], Qt.MouseButton.LeftButton)
    settle(screen, qtbot)
    assert ask.words.text().endswith("怎么读？"), "nothing waits any more"
    assert states(screen) == ["new"]
    assert result(screen, row_in(screen, "new"), "joined_on").text == "2024-03-05"
    assert screen.write_button.isEnabled()


def test_blank_cells_take_away_only_when_asked(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    workbook(file, ("白建军", BAI, None, None, "装配一组"))
    look(screen, qtbot)
    assert states(screen) == ["same"]
    qtbot.mouseClick(screen.bench.table.result_header.change, Qt.MouseButton.LeftButton)
    dialog = screen.findChildren(WayDialog)[-1]
    qtbot.mouseClick(dialog.blanks, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(button_called(dialog, "按此重看"), Qt.MouseButton.LeftButton)
    settle(screen, qtbot)
    assert states(screen) == ["changed"]
    assert "空白清空" in screen.bench.table.result_header.words


def test_rows_with_remarks_are_a_filter(screen: ImportScreen, file: Path, qtbot: QtBot) -> None:
    two = "13911112222/13933334444"
    workbook(
        file,
        ("新来的", NEW, two, "2026.10.8", "装配三组"),
        ("白建军", BAI, "13800000001", None, None),
    )
    look(screen, qtbot)
    chip = screen.bench.sums.remarks
    assert (chip.isVisible(), chip.number) == (True, 1)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert states(screen) == ["new"]
    assert "没有写入" in result(screen, 0, "reason").text
    assert original(screen, 0, "mobile").fill is Colour.WARN_TINT
    qtbot.keyClick(screen.bench.sums.whole, Qt.Key.Key_Space)
    assert len(states(screen)) == 2


def test_every_column_left_out_is_named(screen: ImportScreen, file: Path, qtbot: QtBot) -> None:
    book = Workbook()
    assert book.active is not None
    odd = [f"怪列{number}" for number in range(6)]
    book.active.append(["姓名", "身份证号", "手机", "联系电话", *odd])
    book.active.append(["新来的", NEW, None, None, *odd])
    book.save(file)
    look(screen, qtbot)
    said = screen.bench.said.whole_text()
    assert "不会存入台账：" + "、".join(odd) in said
    assert said.endswith("不会存入台账：联系电话")


def test_after_writing_the_page_says_what_is_next(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    usual(file)
    hints: list[str] = []
    screen.hinted.connect(hints.append)
    assert not screen.change_file.isVisible()  # there is none yet
    look(screen, qtbot)
    qtbot.mouseClick(screen.write_button, Qt.MouseButton.LeftButton)
    settle(screen, qtbot)
    assert hints[-1] == "已经写入；要再导入一份，点“换文件”"
    assert screen.save_left_out.isEnabled()
    screen.open(file)
    settle(screen, qtbot)
    assert "导入过" in screen.bench.said.whole_text()
    screen.show_about("member")
    assert not screen.save_left_out.isEnabled()


def test_a_file_that_is_no_table_is_a_finding(
    screen: ImportScreen, file: Path, qtbot: QtBot
) -> None:
    file.write_bytes(b"%PDF-1.7 not a workbook")
    look(screen, qtbot)
    assert screen.findings.isVisible()
    assert not screen.write_button.isVisible()


def test_a_trial_can_be_stopped(screen: ImportScreen, file: Path, qtbot: QtBot) -> None:
    people = [(f"新人{number}", None, None, None, None) for number in range(20_000)]
    screen.open(workbook(file, *people))
    qtbot.waitUntil(lambda: screen.tasks.task is not None)
    screen.tasks.show()  # at once, and not when the reading may be over
    press(screen, "取消", qtbot)
    assert screen.looked is None
    assert not screen.findings.isVisible()
    assert screen.stack.currentWidget() is screen._empty


def test_rows_are_looked_at_again_when_the_ledger_changed(
    screen: ImportScreen, file: Path, desk: Desk, qtbot: QtBot
) -> None:
    workbook(file, ("白建军", BAI, "13899990000", None, None))
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
    assert screen.head.title.text() == "表格整理"
    assert screen.head.facts.whole_text() == "导入会员"
    assert screen.chapter == "会员"
    press(screen, "返回", qtbot)
    assert window.current_screen is not screen
