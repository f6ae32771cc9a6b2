"""History with undo, and backups with coming back to one of them."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from app.actions import records
from app.clock import moment_text
from app.queries.listing import View, count, iter_rows
from app.queries.past.history import entries
from app.ui.application import Front
from app.ui.office import Office
from app.ui.safekeeping.backup_screen import BackupScreen
from app.ui.safekeeping.everything import EverythingDialog
from app.ui.safekeeping.history import HistoryScreen
from app.ui.safekeeping.second_place import second_place_of
from tests.gui.answers import Answers
from tests.gui.hands import LEFT

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk, House
    from app.clock import FixedClock
    from app.ui.preferences import Preferences


@pytest.fixture
def past(office: Office, qtbot: QtBot) -> HistoryScreen:
    made = HistoryScreen(office)
    qtbot.addWidget(made)
    made.resize(1198, 692)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def answers(tmp_path: Path) -> Answers:
    stick = tmp_path / "U盘"
    stick.mkdir()
    return Answers(folder_chosen=stick)


@pytest.fixture
def house(office: Office) -> House:
    return office.house


@pytest.fixture
def safe(office: Office, answers: Answers, qtbot: QtBot) -> BackupScreen:
    made = BackupScreen(office, chooser=answers)
    qtbot.addWidget(made)
    made.resize(1198, 692)
    made.show()
    qtbot.waitExposed(made)
    return made


def change_phone(desk: Desk, number: str = "13899990000") -> None:
    spec = desk.specs["member"]
    desk.act(
        "change_record",
        "修改会员：白建军",
        lambda unit: records.change(unit, spec, 1, {"mobile": number}),
        acknowledged="测试",
    )


def phone(desk: Desk) -> object:
    people = iter_rows(desk.reader, desk.specs["member"], View(), ("card_no", "mobile"))
    return next(row["mobile"] for row in people if row["card_no"] == "LH0001")


def members(desk: Desk) -> int:
    return count(desk.reader, desk.specs["member"], View())


def meddle(path: Path) -> None:
    """Change a row as a database tool would, past the triggers."""
    with contextlib.closing(sqlite3.connect(path)) as raw:
        raw.execute("DROP TRIGGER log_member_update")
        raw.execute("UPDATE member SET mobile = '13800009999' WHERE id = 2")
        raw.commit()


def words_of(area: QWidget) -> list[str]:
    return [made.text() for made in area.findChildren(QLabel) if made.isVisible()]


def idle(screen: HistoryScreen | BackupScreen, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: screen.tasks.task is None, timeout=20_000)


# --- history ----------------------------------------------------------------------------


def test_the_newest_action_stands_first_with_old_and_new_masked(
    past: HistoryScreen, desk: Desk, office: Office
) -> None:
    change_phone(desk)
    past.refresh()
    past.table.go(0)
    assert past.actions_list.cell(0, 2).text == "修改会员：白建军"
    assert past.actions_list.cell(0, 1).text == "测试"
    row = [past.changes_list.cell(0, column).text for column in range(5)]
    assert row[0] == "会员　白建军"
    assert row[1:] == ["修改", "手机", "138****0001", "138****0000"]


def test_any_action_can_be_taken_back_not_only_the_latest(
    past: HistoryScreen, desk: Desk, qtbot: QtBot
) -> None:
    titles = [entry["title"] for entry in past.actions_list.known]
    past.table.go(titles.index("活动"))
    with qtbot.waitSignal(past.office.hub.changed, timeout=10_000):
        qtbot.mouseClick(past.undo_button, Qt.MouseButton.LeftButton)
    idle(past, qtbot)
    assert count(desk.reader, desk.specs["XJ-03"], View()) == 0
    assert members(desk) == 4
    row = past.actions_list.place_of(
        next(e["action_id"] for e in past.actions_list.known if e["title"] == "活动")
    )
    assert past.actions_list.cell(row, 3).text == "已撤销"


def test_an_undoing_can_be_taken_back_too(past: HistoryScreen, desk: Desk, qtbot: QtBot) -> None:
    change_phone(desk)
    past.refresh()
    for expected in ("13800000001", "13899990000"):
        past.table.go(0)
        with qtbot.waitSignal(past.office.hub.changed, timeout=10_000):
            qtbot.mouseClick(past.undo_button, Qt.MouseButton.LeftButton)
        idle(past, qtbot)
        past.refresh()
        assert phone(desk) == expected


def test_later_changes_forbid_and_say_so(past: HistoryScreen, desk: Desk, qtbot: QtBot) -> None:
    change_phone(desk, "13811110000")
    change_phone(desk, "13822220000")
    past.refresh()
    past.table.go(1)
    qtbot.mouseClick(past.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(past.findings.isVisible, timeout=10_000)
    assert phone(desk) == "13822220000"


def test_what_changed_nothing_cannot_be_undone_and_says_why(
    past: HistoryScreen, desk: Desk
) -> None:
    desk.note("print_form", "打印：会员花名册", form="member-roster")
    hints: list[str] = []
    past.hinted.connect(hints.append)
    past.refresh()
    past.table.go(0)
    assert not past.undo_button.isEnabled()
    assert past.undo_button.toolTip() == "这次操作没有改动台账，不用撤销"
    assert hints[-1] == "这次操作没有改动台账，不用撤销"


def test_one_records_history_is_shown_alone(past: HistoryScreen, desk: Desk, qtbot: QtBot) -> None:
    change_phone(desk)
    past.show_about(("member", 1))
    titles = [entry["title"] for entry in past.actions_list.known]
    assert titles == ["修改会员：白建军", "会员"]
    past.table.go(1)
    whose = {past.changes_list.cell(row, 0).text for row in range(past.changes_list.count())}
    assert whose == {"会员　白建军"}
    qtbot.mouseClick(past.whole, Qt.MouseButton.LeftButton)
    assert len(past.actions_list.known) > 2


def test_history_is_searched(past: HistoryScreen) -> None:
    past.search("活动")
    assert past.actions_list.count() == 1


def test_doing_again_is_told_as_such(
    past: HistoryScreen, desk: Desk, office: Office, qtbot: QtBot
) -> None:
    told: list[str] = []
    office.told.connect(told.append)
    change_phone(desk)
    office.undo(show=past.findings.show_error)
    assert told[-1].startswith("已撤销：修改会员：白建军　")
    office.redo(show=past.findings.show_error)
    assert told[-1].startswith("已重做：修改会员：白建军　")
    past.refresh()
    assert past.actions_list.cell(0, 2).text == "重做：修改会员：白建军"
    assert past.actions_list.cell(0, 3).text == "重做"
    assert past.actions_list.cell(1, 2).text == "撤销：修改会员：白建军"
    assert past.actions_list.cell(1, 3).text == "已撤销"


# --- backups ----------------------------------------------------------------------------


def test_a_backup_is_made_and_listed_with_what_is_new_since(
    safe: BackupScreen, desk: Desk, qtbot: QtBot
) -> None:
    qtbot.mouseClick(safe.now_button, Qt.MouseButton.LeftButton)
    idle(safe, qtbot)
    assert safe.backups.count() == 1
    assert safe.backups.cell(0, 6).text == "与现在相同"
    assert safe.backups.cell(0, 3).text == "4"
    change_phone(desk)
    safe.refresh()
    assert safe.backups.cell(0, 6).text == "少 1 处改动"


def test_what_was_given_up_by_coming_back_is_told_as_what_it_is(
    safe: BackupScreen, house: House, desk: Desk, qtbot: QtBot
) -> None:
    qtbot.mouseClick(safe.now_button, Qt.MouseButton.LeftButton)
    idle(safe, qtbot)
    change_phone(desk)
    made = house.backups_of(desk.path)[0]
    path = desk.path
    desk.close()
    house.clock.move(minutes=5)  # type: ignore[attr-defined]
    house.restore(made.path, path)
    with house.open(path) as restored:
        screen = BackupScreen(Office(restored, safe.office.preferences, house))
        qtbot.addWidget(screen)
        screen.show()
        rows = {screen.backups.cell(row, 1).text: row for row in range(screen.backups.count())}
        assert screen.backups.cell(rows["恢复前的内容"], 6).text == "比现在多 1 处改动"
        assert screen.backups.cell(rows["手动"], 6).text == "与现在相同"
        change_phone(restored, "13877770000")
        screen.refresh()
        assert screen.backups.cell(rows["恢复前的内容"], 6).text == "少 1 处改动、多 1 处改动"


def test_without_a_second_place_the_page_asks_for_one(
    safe: BackupScreen, office: Office, answers: Answers, qtbot: QtBot
) -> None:
    assert safe.findings.isVisible()
    qtbot.mouseClick(safe.place_button, Qt.MouseButton.LeftButton)
    idle(safe, qtbot)
    assert answers.folder_chosen is not None
    assert list(answers.folder_chosen.glob("*.ghdb"))
    assert second_place_of(office.preferences) == answers.folder_chosen
    assert {safe.backups.cell(row, 5).text for row in range(2)} == {"本机", "第二位置"}
    assert not safe.findings.isVisible()


def test_a_stick_not_seen_for_fourteen_days_is_asked_for(
    safe: BackupScreen, desk: Desk, qtbot: QtBot
) -> None:
    qtbot.mouseClick(safe.place_button, Qt.MouseButton.LeftButton)
    idle(safe, qtbot)
    clock: FixedClock = desk.clock  # type: ignore[assignment]
    clock.move(days=13)
    safe.refresh()
    assert not safe.findings.isVisible()
    clock.move(days=1)
    safe.refresh()
    assert safe.findings.isVisible()


def test_a_backup_is_told_in_the_status_line_at_once(
    safe: BackupScreen, office: Office, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(office.backed_up, timeout=20_000) as told:
        qtbot.mouseClick(safe.now_button, Qt.MouseButton.LeftButton)
    idle(safe, qtbot)
    assert told.args is not None
    assert told.args[0].reason == "手动"


def test_the_full_check_says_that_all_is_well_and_when_it_was(
    safe: BackupScreen, desk: Desk, qtbot: QtBot
) -> None:
    assert desk.ledger.verified_at is None
    qtbot.mouseClick(safe.check_button, Qt.MouseButton.LeftButton)
    idle(safe, qtbot)
    assert "完整核对通过：文件完好，没有被其他软件改动过。" in words_of(safe.findings)
    assert desk.ledger.verified_at == moment_text(desk.clock.now())


def test_the_full_check_names_what_another_program_changed(
    safe: BackupScreen, desk: Desk, qtbot: QtBot
) -> None:
    meddle(desk.path)
    qtbot.mouseClick(safe.check_button, Qt.MouseButton.LeftButton)
    idle(safe, qtbot)
    told = words_of(safe.findings)
    assert "T-204" in told
    assert "完整核对发现 2 处不符。程序没有改动台账，备份不受影响。" in told
    faults = "表结构或保护措施被改动过；“会员”第 2 号的内容与变更记录不符，可能被其他软件改动过。"
    assert faults in told
    assert desk.ledger.verified_at is None
    copy = next(b for b in safe.findings.findChildren(QPushButton) if b.text() == "复制清单")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 2


def test_a_missing_stick_is_said_and_the_backup_beside_is_made(
    safe: BackupScreen, house: House, answers: Answers, qtbot: QtBot
) -> None:
    assert answers.folder_chosen is not None
    house.second_place = answers.folder_chosen / "拔掉了"
    qtbot.mouseClick(safe.now_button, Qt.MouseButton.LeftButton)
    idle(safe, qtbot)
    assert safe.backups.count() == 1
    assert safe.findings.isVisible()


def test_the_dialog_names_what_stays_safe_and_esc_restores_nothing(
    safe: BackupScreen, office: Office, qtbot: QtBot
) -> None:
    qtbot.mouseClick(safe.now_button, Qt.MouseButton.LeftButton)
    idle(safe, qtbot)
    wanted: list[object] = []
    office.restore_wanted.connect(wanted.append)
    qtbot.mouseClick(safe.restore_button, Qt.MouseButton.LeftButton)
    assert safe.dialog is not None
    qtbot.keyClick(safe.dialog, Qt.Key.Key_Escape)
    assert wanted == []


def test_a_restored_ledger_is_open_again_and_the_present_state_kept(
    desk: Desk, preferences: Preferences, dressed: QApplication, qtbot: QtBot
) -> None:
    path = desk.path
    made = desk.back_up("手动")
    change_phone(desk)
    desk.close()
    front = Front(preferences)
    qtbot.addWidget(front.window)
    front.window.show()
    front.open(path)
    office = front.window.office
    assert office is not None
    office.restore_wanted.emit(made.path)
    qtbot.waitUntil(lambda: front.window.office is not office, timeout=20_000)
    now = front.window.office
    assert now is not None
    assert phone(now.desk) == "13800000001"
    assert list(made.path.parent.glob("*恢复前.ghdb"))
    front.window.close()


def test_the_whole_ledger_leaves_at_one_press(
    safe: BackupScreen, answers: Answers, desk: Desk, qtbot: QtBot
) -> None:
    safe.all_button.click()  # folded into 更多 where the page is narrow
    dialog = safe.dialog
    assert isinstance(dialog, EverythingDialog)
    qtbot.mouseClick(dialog.whole, LEFT)
    qtbot.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: "写入“" in "".join(words_of(safe.findings)), timeout=30_000)
    assert answers.folder_chosen is not None
    (folder,) = answers.folder_chosen.iterdir()
    assert folder.name == f"{desk.union_name}_全部台账_20261120"
    assert {path.name for path in folder.iterdir()} >= {
        "会员.xlsx",
        "文体活动登记.xlsx",
        "说明.txt",
    }
    assert "本台账" in "".join(words_of(safe.findings))
    assert entries(desk.reader, 1)[0]["title"] == "导出全部（证号未遮盖）"
    qtbot.waitUntil(safe.all_button.isEnabled)
    safe.all_button.click()
    safe.dialog.go.click()  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: len(list(answers.folder_chosen.iterdir())) == 2, timeout=30_000)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: safe.tasks.task is None, timeout=30_000)


def test_where_no_second_place_was_chosen_it_is_said_what_one_is_for(safe: BackupScreen) -> None:
    safe.refresh()
    assert safe._place.whole_text() == "还没有选。选一个 U 盘，电脑坏了还能从那里恢复。"
