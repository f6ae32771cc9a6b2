"""F1 everywhere, drafts found again, ledgers that can only be looked at, the lock's other door."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from app.bootstrap import House, open_desk
from app.clock import FixedClock
from app.store.connection import damaged, tampered
from app.ui.application import Front
from app.ui.manual.dialog import ManualDialog
from app.ui.manual.pages import page_about, pages, section_about
from app.ui.manual.screen import HelpScreen
from app.ui.register.entry.form import RecordForm
from app.ui.register.screen import RegisterScreen
from app.ui.safekeeping.backup_screen import BackupScreen
from app.ui.safekeeping.second_place import note_asked
from app.ui.screens.registry import entries
from app.ui.widgets.finding_box import FindingBox, FindingsArea
from app.ui.widgets.labels import StatusLabel
from tests.gui.hands import LEFT, button_called, form_of, type_into

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.errors import StorageError
    from app.ui.preferences import Preferences
    from app.ui.window import MainWindow

Key = Qt.Key


def words_of(area: QWidget) -> list[str]:
    QApplication.processEvents()  # what was just added to a layout is shown by the event loop
    return [made.text() for made in area.findChildren(QLabel) if made.isVisible()]


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    ledger = tmp_path / template.name
    shutil.copyfile(template, ledger)
    return ledger


@pytest.fixture
def front(dressed: QApplication, preferences: Preferences, qtbot: QtBot) -> Iterator[Front]:
    """A window that has asked for a stick lately, before a ledger is open."""
    clock = FixedClock()
    note_asked(preferences, clock.now().date().isoformat())
    made = Front(preferences, House(clock))
    qtbot.addWidget(made.window)
    made.window.show()
    qtbot.waitExposed(made.window)
    yield made
    made.window.close()


# --- the manual -----------------------------------------------------------------------------


def test_f1_opens_the_section_about_the_page_and_esc_leads_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.go("membership_event")
    qtbot.keyClick(window, Key.Key_F1)
    screen = window.current_screen
    assert isinstance(screen, HelpScreen)
    assert screen.view.current_section() == "会籍变动"
    item = screen.list.currentItem()
    assert item is not None
    assert item.text() == "会员"
    qtbot.keyClick(screen.text, Key.Key_Escape)
    assert window.current_screen is not None
    assert window.current_screen.title == "会籍变动"


def test_every_page_has_its_own_place_in_the_manual(window: MainWindow, desk: Desk) -> None:
    about = {}
    for entry in entries(desk.specs):
        if entry.name != "help":
            window.go(entry.name)
            assert window.current_screen is not None
            place = window.current_screen.place
            about[entry.name] = (page_about(place).title, section_about(place))
    assert about["import"] == ("导入", "")
    assert about["preview"] == ("打印", "打印装订")
    assert about["settings"] == ("设置", "")
    assert about["union_profile"] == ("组织", "工会概况")
    assert about["member_group"] == ("组织", "工会小组")
    assert about["XJ-03"] == ("工作台账", "")
    assert about["backup"] == ("备份与恢复", "")


def test_every_section_that_is_opened_is_there() -> None:
    from app.ui.manual import pages as contents

    for place, (_title, section) in contents._OF_PLACE.items():
        assert not section or f"## {section}\n" in page_about(place).text, place
    assert not any("， " in page.text for page in pages())  # a broken line leaves no blank


def test_f1_in_a_form_opens_the_manual_over_it(members: RegisterScreen, qtbot: QtBot) -> None:
    members.add()
    form = form_of(members, qtbot)
    qtbot.keyClick(form, Key.Key_F1)
    manual = form.findChild(ManualDialog)
    assert manual is not None
    assert manual.view.current_section() == "登记和修改"
    qtbot.keyClick(manual, Key.Key_Escape)
    assert not manual.isVisible()
    assert form.isVisible()
    form.reject()


def test_f1_on_the_start_page_opens_the_manual_over_it(front: Front, qtbot: QtBot) -> None:
    qtbot.keyClick(front.window, Key.Key_F1)
    manual = front.window.findChild(ManualDialog)
    assert manual is not None
    assert manual.view.current_section() == "第一次打开"
    manual.accept()


# --- drafts ---------------------------------------------------------------------------------


def test_opening_says_what_was_typed_and_never_saved(
    front: Front, path: Path, qtbot: QtBot
) -> None:
    with open_desk(path, clock=FixedClock()) as desk:
        desk.ledger.keep_draft("member/1", {"department": "喷涂车间"})
    front.open(path)
    told = words_of(front.window.notices)
    assert "上次有 1 处没有保存的内容：修改会员 白建军。" in told
    qtbot.mouseClick(button_called(front.window.notices, "去看看"), LEFT)
    screen = front.window.current_screen
    assert isinstance(screen, RegisterScreen)
    form = screen.findChildren(RecordForm)[-1]
    assert form.isVisible()
    assert form.inputs["department"].note.text() == "还没有保存，已保存的是：空白"
    qtbot.mouseClick(button_called(form, "不要了，重新填"), LEFT)
    form.reject()
    assert screen.office.desk.ledger.kept_drafts() == {}


# --- ledgers that can only be looked at -----------------------------------------------------


def viewed(front: Front, path: Path, notice: StorageError) -> None:
    """Open as after a fault that leaves the file readable."""
    from app.bootstrap import Desk
    from app.store.ledger import open_for_reading

    front.show_desk(Desk(open_for_reading(path, notice), FixedClock()))


def test_a_damaged_ledger_tells_of_its_newest_backup_and_leads_there(
    front: Front, path: Path, qtbot: QtBot
) -> None:
    with open_desk(path, clock=FixedClock()) as desk:
        made = desk.back_up("手动")
        assert made.is_good
    viewed(front, path, damaged(path))
    told = words_of(front.window.notices)
    assert "“测试.ghdb”有损坏，程序没有再往里写。" in told
    assert any(words.startswith("最近一份完好的备份是 ") for words in told)
    assert [made.word for made in front.window.notices.findChildren(StatusLabel)] == ["只读"]
    qtbot.mouseClick(button_called(front.window.notices, "从备份打开"), LEFT)
    screen = front.window.current_screen
    assert isinstance(screen, BackupScreen)
    assert screen.restore_button.isEnabled()
    assert not screen.now_button.isEnabled()
    assert screen.now_button.toolTip() == "台账是只读打开的，不能备份"


def test_what_cannot_be_done_with_a_view_says_why(front: Front, path: Path) -> None:
    viewed(front, path, damaged(path))
    front.window.go("member")
    screen = front.window.current_screen
    assert isinstance(screen, RegisterScreen)
    taking_in = button_called(screen.head, "导入")
    assert not taking_in.isEnabled()
    assert taking_in.toolTip() == "台账是只读打开的，不能写入"
    assert screen.head.primary is not None
    assert screen.head.primary.toolTip() == "台账是只读打开的，不能写入"


def test_an_empty_page_says_how_to_begin(front: Front, path: Path) -> None:
    other = path.with_name("新的.ghdb")
    front.house.create(other, {"name": "某某公司工会委员会"}).close()
    front.open(other)
    front.window.go("member")
    screen = front.window.current_screen
    assert isinstance(screen, RegisterScreen)
    words = "“会员”还没有记录。可以逐条登记，也可以从现成的表格导入。"
    assert screen.empty.purpose.text() == words


def test_a_ledger_changed_elsewhere_leads_to_the_full_check(
    front: Front, path: Path, qtbot: QtBot
) -> None:
    viewed(front, path, tampered(path, "会员第 1 号"))
    qtbot.mouseClick(button_called(front.window.notices, "完整核对"), LEFT)
    screen = front.window.current_screen
    assert isinstance(screen, BackupScreen)
    qtbot.waitUntil(lambda: screen.tasks.task is None, timeout=20_000)
    assert any("完整核对" in words for words in words_of(screen.findings))


def test_a_file_named_like_a_ledger_is_not_asked_to_be_named_so(
    front: Front, tmp_path: Path
) -> None:
    other = tmp_path / "文本.ghdb"
    other.write_text("这不是台账" * 40, encoding="utf-8")
    assert not front.open(other)
    told = words_of(front.start.findings)
    assert "“文本.ghdb”不是工会台账文件。" in told
    assert not any("扩展名" in words for words in told)


def test_a_start_with_a_file_that_cannot_be_opened_comes_to_the_start_page(
    dressed: QApplication, preferences: Preferences, qtbot: QtBot, path: Path
) -> None:
    front = Front(preferences, House(FixedClock()), is_opening=True)
    qtbot.addWidget(front.window)
    front.window.show()
    assert words_of(front.window) == ["正在打开……"]
    assert not front.open(path.with_name("没有.ghdb"))
    assert front.window.centralWidget() is front.start
    assert any("找不到文件" in words for words in words_of(front.start.findings))
    assert front.open(path)
    front.window.close()


def test_a_file_that_cannot_be_opened_offers_its_backups(
    front: Front, path: Path, qtbot: QtBot
) -> None:
    with open_desk(path, clock=FixedClock()) as desk:
        desk.back_up("手动")
    front.start.show_error(damaged(path), path)
    told = words_of(front.start.findings)
    assert any(words.startswith("最近一份完好的备份是 ") for words in told)
    qtbot.mouseClick(button_called(front.start.findings, "从备份打开"), LEFT)
    qtbot.waitUntil(lambda: front.start.tasks.task is None, timeout=20_000)
    assert front.start.place == "从备份打开"


# --- the lock -------------------------------------------------------------------------------


def locked(front: Front, path: Path) -> None:
    with open_desk(path, clock=FixedClock()) as desk:
        desk.ledger.set_password("", "端午1128")
    front.open(path)


def test_the_lock_has_a_door_to_other_ledgers(front: Front, path: Path, qtbot: QtBot) -> None:
    locked(front, path)
    cover = front.cover
    assert cover is not None
    qtbot.mouseClick(cover.leaving, LEFT)
    qtbot.waitUntil(lambda: front.window.office is None)
    assert front.window.centralWidget() is front.start
    assert front.start.isEnabled()
    assert front.cover is None
    open_desk(path, clock=FixedClock()).close()  # nobody holds it any more


def test_the_lock_knows_f1_and_names_only_what_exists(
    front: Front, path: Path, qtbot: QtBot
) -> None:
    locked(front, path)
    cover = front.cover
    assert cover is not None
    qtbot.keyClicks(cover.input, "wrong")
    qtbot.keyClick(cover.input, Key.Key_Return)
    assert not any("密码保管单" in words for words in words_of(cover.findings))
    qtbot.keyClick(cover, Key.Key_F1)
    manual = cover.findChild(ManualDialog)
    assert manual is not None
    assert manual.view.current_section() == "启动密码"
    manual.accept()


def test_ctrl_l_locks_at_once_and_hides_open_forms(front: Front, path: Path, qtbot: QtBot) -> None:
    front.open(path)
    window = front.window
    qtbot.keyClick(window, Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert front.cover is None
    assert window.status.told.whole_text() == "还没有设启动密码，可以在“设置”里设"
    assert window.office is not None
    window.office.desk.ledger.set_password("", "1128")
    window.go("member")
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    screen.add()
    form = form_of(screen, qtbot)
    type_into(qtbot, form.inputs["name"], "何文斌")
    front.lock()  # as after ten minutes
    cover = front.cover
    assert cover is not None
    assert not form.isVisible()
    qtbot.keyClicks(cover.input, "1128")
    qtbot.keyClick(cover.input, Key.Key_Return)
    assert form.isVisible()
    assert form.typed() == {"name": "何文斌"}
    form.reject()
    qtbot.mouseClick(button_called(form, "不要了，关闭"), LEFT)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert front.cover is not None
    front.leave()


# --- what stays while the window is built anew ----------------------------------------------


def test_another_text_size_keeps_what_was_told(front: Front, path: Path) -> None:
    with open_desk(path, clock=FixedClock()) as desk:
        desk.back_up("手动")
        desk.ledger.keep_draft("member/new", {"name": "何文斌"})
    front.open(path)
    kept = front.window.status.kept.whole_text()
    assert kept.endswith("已备份")
    front.window.rebuild()
    assert front.window.status.kept.whole_text() == kept
    assert "上次有 1 处没有保存的内容：登记会员。" in words_of(front.window.notices)


def test_coming_back_to_a_backup_stays_on_its_page(front: Front, path: Path, qtbot: QtBot) -> None:
    front.open(path)
    office = front.window.office
    assert office is not None
    made = office.desk.back_up("手动")
    front.window.go("backup")
    office.restore_wanted.emit(made.path)
    qtbot.waitUntil(lambda: front.window.office is not office, timeout=20_000)
    assert front.window.current_name == "backup"


# --- words in boxes -------------------------------------------------------------------------


def test_making_boxes_opens_no_window(window: MainWindow) -> None:
    """A label without a parent that shows itself takes the keyboard from the window."""
    before = {each for each in QApplication.topLevelWidgets() if each.isVisible()}
    area = FindingsArea(window)
    for number in range(3):
        area.add(FindingBox("待核", StatusLabel().state, f"第 {number} 处。"))
        label = StatusLabel("正常")
        label.set_state("待补", label.state)
        now = {each for each in QApplication.topLevelWidgets() if each.isVisible()}
        assert now == before
        label.deleteLater()
    area.clear()
    assert not any(isinstance(each, StatusLabel | QPushButton) for each in now)
