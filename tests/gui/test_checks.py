"""检查: the page, the count at the left, and what stands beside records; with clicks and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.actions import records
from app.queries.findings.mendable import entry_days
from app.queries.listing import View, row_ids
from app.spec.findings import Level
from app.spec.record import Chapter
from app.ui.checks.beside import RecordFindings
from app.ui.checks.screen import ChecksScreen
from app.ui.printing.screen import PrintScreen
from app.ui.register.screen import RegisterScreen
from app.ui.single.screen import SingleScreen
from tests.builders import an_id_number
from tests.gui.hands import LEFT, button_called, names, press

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.office import Office
    from app.ui.window import MainWindow

Key = Qt.Key
NUMBER = "990001002016"
NEW_NUMBER = an_id_number("19911111", 991)
CERTIFICATES = [
    {"kind": "1", "number": NUMBER, "registered_on": "2016-12-15", "ends_on": "2021-11-26"},
    {"kind": "1", "number": NUMBER, "registered_on": "2021-12-20", "ends_on": "2026-11-26"},
]


@pytest.fixture
def with_certificate(desk: Desk) -> Desk:
    """Two people have retired, and the certificate ends in six days."""
    members = desk.specs["member"]
    retired = {number: {"employment": "4"} for number in row_ids(desk.reader, members, View())[:2]}

    def enter(unit: object) -> None:
        records.add_all(unit, desk.specs["certificate"], CERTIFICATES)  # type: ignore[arg-type]
        records.change_all(unit, members, retired)  # type: ignore[arg-type]

    desk.act("add_records", "登记", enter, acknowledged="测试")
    return desk


@pytest.fixture
def certificates(with_certificate: Desk, window: MainWindow, qtbot: QtBot) -> RegisterScreen:
    """The page of certificates: the first was renewed, the second ends in six days."""
    assert with_certificate.path.exists()
    window.go("certificate")
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    qtbot.waitUntil(screen.isVisible)
    return screen


def checks(window: MainWindow, qtbot: QtBot) -> ChecksScreen:
    window.go("checks")
    screen = window.current_screen
    assert isinstance(screen, ChecksScreen)
    rest(screen, qtbot)
    return screen


def rest(screen: ChecksScreen, qtbot: QtBot) -> None:
    checker = screen.office.checker
    qtbot.waitUntil(lambda: checker.task is None and checker.findings is not None, timeout=20_000)


def problems(screen: ChecksScreen) -> list[str]:
    return [screen.found.cell(row, 1).text for row in range(screen.found.count())]


def row_of(screen: ChecksScreen, words: str) -> int:
    return next(row for row, text in enumerate(problems(screen)) if words in text)


def words_of(widget: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(made.text() for made in widget.findChildren(QLabel) if made.isVisible())


def choose(made: QPushButton, text: str) -> None:
    """Choose an entry of the menu that a button opens."""
    menu = made.menu()
    menu.aboutToShow.emit()
    next(entry for entry in menu.actions() if entry.text() == text).trigger()


def warning_of(window: MainWindow) -> str:
    for each in (window.chapters._upper, window.chapters._lower):
        if (item := each.item_called("检查")) is not None:
            return str(item.data(Qt.ItemDataRole.UserRole + 3) or "")
    raise AssertionError("检查 stands nowhere at the left")


# --- the page -----------------------------------------------------------------------------


def test_it_tells_all_that_the_command_tells(
    with_certificate: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    screen = checks(window, qtbot)
    listed = [each for line in screen.found.lines[:] for each in line.gathered.findings]
    assert {(each.rule, each.record_id) for each in listed} == {
        (each.rule, each.record_id) for each in with_certificate.check()
    }
    text = screen.head.facts.whole_text()
    errors = {each.rule for each in with_certificate.check() if each.level is Level.ERROR}
    assert (f"须改正 {len(errors)} 项" in text) == bool(errors)
    assert "检查" in text


def test_people_of_one_rule_are_one_line_that_opens(
    with_certificate: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    assert with_certificate.path.exists()
    screen = checks(window, qtbot)
    row = row_of(screen, "退休、失业未办保留会籍")
    assert screen.found.cell(row, 2).text == "2 人"
    before = screen.found.count()
    screen.table.setFocus()
    screen.table.go(row)
    press(qtbot, Key.Key_Right)
    assert screen.found.count() == before + 2
    assert screen.table.current_row() == row
    press(qtbot, Key.Key_Down)
    said = words_of(screen.explained)
    assert "请办理保留会籍手续。" in said
    assert "依据　《中国工会章程》第八条" in said
    press(qtbot, Key.Key_Left)
    assert screen.found.count() == before


def test_enter_opens_the_record(with_certificate: Desk, window: MainWindow, qtbot: QtBot) -> None:
    assert with_certificate.path.exists()
    screen = checks(window, qtbot)
    screen.table.setFocus()
    screen.table.go(row_of(screen, "法人资格证书将于2026-11-26到期"))
    press(qtbot, Key.Key_Return)
    listed = window.current_screen
    assert isinstance(listed, RegisterScreen)
    assert listed.spec.id == "certificate"
    assert listed.card.model.value(listed.card.view.currentIndex().row(), "ends_on") == "2026-11-26"


def test_a_double_click_opens_the_card_at_the_section(
    with_certificate: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    assert with_certificate.path.exists()
    screen = checks(window, qtbot)
    row = row_of(screen, "建会批复文号")
    place = screen.table.visualRect(screen.found.index(row, 1)).center()
    qtbot.mouseClick(screen.table.viewport(), LEFT, pos=place)
    qtbot.mouseDClick(screen.table.viewport(), LEFT, pos=place)
    card = window.current_screen
    assert isinstance(card, SingleScreen)
    assert card.list.currentItem().text().startswith("建会")


def test_the_people_of_a_rule_are_listed_in_the_roster(
    with_certificate: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    assert with_certificate.path.exists()
    screen = checks(window, qtbot)
    screen.table.go(row_of(screen, "退休、失业未办保留会籍"))
    qtbot.mouseClick(button_called(screen.explained, "在名册里看这 2 人"), LEFT)
    listed = window.current_screen
    assert isinstance(listed, RegisterScreen)
    assert len(names(listed)) == 2


def test_the_bar_sieves_and_lets_go(
    with_certificate: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    assert with_certificate.path.exists()
    screen = checks(window, qtbot)
    whole = problems(screen)
    choose(screen.bar.term_button, "30 天内到期")
    assert [text for text in problems(screen) if "法人资格证书" not in text] == []
    assert screen.bar.count.text().startswith("1 / ")
    screen.bar.choose(Chapter.WORK)  # offered only where it has findings
    assert screen.stack.currentWidget() is screen.nothing_left
    qtbot.mouseClick(button_called(screen.nothing_left, "看全部"), LEFT)
    assert problems(screen) == whole
    qtbot.mouseClick(screen.bar.levels.buttons[1], LEFT)
    assert {line.gathered.level for line in screen.found.lines} == {Level.WARNING}


def test_what_is_mended_is_gone_when_one_comes_back(
    with_certificate: Desk, window: MainWindow, qtbot: QtBot, office: Office
) -> None:
    screen = checks(window, qtbot)
    assert any("法人资格证书" in text for text in problems(screen))
    spec = with_certificate.specs["certificate"]
    number = row_ids(with_certificate.reader, spec, View())[-1]
    changed = with_certificate.act(
        "change", "换证", lambda unit: records.change(unit, spec, number, {"ends_on": "2031-11-26"})
    )
    office.hub.changed.emit(changed)
    rest(screen, qtbot)
    assert not any("法人资格证书" in text for text in problems(screen))


def test_the_paper_prints_what_the_page_lists(
    with_certificate: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    assert with_certificate.path.exists()
    screen = checks(window, qtbot)
    choose(screen.bar.term_button, "60 天内到期")
    qtbot.mouseClick(screen.print_button, LEFT)
    preview = window.current_screen
    assert isinstance(preview, PrintScreen)
    qtbot.waitUntil(lambda: "1 行" in preview.preview.head.facts.whole_text(), timeout=20_000)
    assert preview.preview.head.title.text() == "检查结果"


def test_f1_opens_its_own_page_of_the_manual(window: MainWindow, qtbot: QtBot) -> None:
    assert checks(window, qtbot).place == "检查"


# --- the count at the left ------------------------------------------------------------------


def test_the_left_side_counts_the_lines_that_must_be_mended(
    desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    assert warning_of(window) == ""
    screen = checks(window, qtbot)
    # Nobody noted the meeting that admitted the people of the template: one thing to see to.
    errors = [line for line in screen.found.lines if line.gathered.level is Level.ERROR]
    assert sum(len(line.gathered.findings) for line in errors) > len(errors)
    assert warning_of(window) == f"须改正 {len(errors)}"
    window.rebuild()
    assert warning_of(window) == f"须改正 {len(errors)}"


def test_the_first_check_waits_for_nobody_to_open_the_page(
    window: MainWindow, office: Office, qtbot: QtBot
) -> None:
    office.checker.begin()
    assert office.checker.findings is None
    qtbot.waitUntil(lambda: office.checker.findings is not None, timeout=20_000)
    qtbot.waitUntil(lambda: office.checker.task is None)
    assert warning_of(window).startswith("须改正 ")
    office.checker.end()
    office.checker.run()
    assert office.checker.task is None


# --- beside the records ---------------------------------------------------------------------


def beside(screen: RegisterScreen | SingleScreen, qtbot: QtBot) -> str:
    found = screen.findChildren(RecordFindings)[0]
    qtbot.waitUntil(lambda: not found._soon.isActive())
    return words_of(found)


def test_the_details_tell_what_the_rules_say(certificates: RegisterScreen, qtbot: QtBot) -> None:
    certificates.card.view.go(1, 0)
    said = beside(certificates, qtbot)
    assert "还有 6 天" in said
    assert "法人资格证书将于2026-11-26到期，请办理换证。" in said
    assert "通行做法（条文待核）" in said
    assert "《通行做法》" not in said
    certificates.card.view.go(0, 0)
    assert beside(certificates, qtbot) == ""


def test_the_list_says_how_many_days_are_left_and_copies_the_day(
    certificates: RegisterScreen,
) -> None:
    model = certificates.card.model
    column = [field.name for field in model.fields].index("ends_on")
    texts = [model.cell(row, column).text for row in range(2)]
    assert texts == ["2021-11-26", "2026-11-26　还有 6 天"]
    assert model.text(1, column) == "2026-11-26"
    model.setData(model.index(1, column), "2031-11-26")
    assert model.cell(1, column).text == "2031-11-26"


def test_the_card_of_the_union_begins_with_what_is_wrong(
    with_certificate: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    assert with_certificate.path.exists()
    window.go("union_profile")
    screen = window.current_screen
    assert isinstance(screen, SingleScreen)
    said = beside(screen, qtbot)
    assert "缺少上一级工会的建会批复文号或日期。" in said
    assert "请办理换证" in said


def test_a_new_ledger_has_little_to_mend(office: Office, qtbot: QtBot) -> None:
    """The page of a ledger in order says so in plain words."""
    screen = ChecksScreen(office)
    qtbot.addWidget(screen)
    office.checker.findings = []
    screen._show()
    assert screen.whole.currentWidget() is screen.well
    assert screen.well.purpose.text().startswith("按规则检查过，没有发现问题。")


def test_approval_of_many_is_filled_in_and_the_finding_leads_to_its_field(
    desk: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    members = desk.specs["member"]
    drafts = [
        {"name": "岑小满", "joined_on": "2010-07-01", "sex": "2", "id_number": NEW_NUMBER},
        {"name": "戚小雪", "joined_on": "2011-07-01"},
    ]

    def enter(unit: object) -> None:
        records.add_all(unit, members, drafts)  # type: ignore[arg-type]

    desk.act("add_records", "登记", enter, acknowledged="测试")
    screen = checks(window, qtbot)
    screen.open_row(row_of(screen, "性别按证号应为男"))
    roster = window.current_screen
    assert isinstance(roster, RegisterScreen)
    index = roster.card.view.currentIndex()
    assert roster.card.model.fields[index.column()].name == "sex"

    screen = checks(window, qtbot)
    qtbot.waitUntil(lambda: screen.office.checker.task is None, timeout=20_000)
    screen.table.go(row_of(screen, "批准"))
    made = next(
        each
        for each in screen.explained.findChildren(QPushButton)
        if each.text().startswith("用入会日期作批准日期")
    )
    qtbot.mouseClick(made, LEFT)
    numbers = row_ids(desk.reader, members, View())
    assert not entry_days(desk.reader, numbers)
    assert "请找出来核对" in words_of(screen.done)
    window.undo()
    assert entry_days(desk.reader, numbers)
    window.redo()
    told: list[str] = []
    screen.office.told.connect(told.append)
    window.redo()
    assert told == ["没有可以重做的操作"]
    rest(screen, qtbot)


def test_the_ledger_is_looked_through_anew_after_an_undo(
    with_certificate: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    screen = checks(window, qtbot)
    assert any("退休" in text for text in problems(screen))
    checker = screen.office.checker
    window.go("member")
    before = checker.findings
    checker._took = 60.0  # so large a ledger is not checked after every change
    window.undo()
    rest(screen, qtbot)
    assert checker.findings is not before
    assert {f.rule for f in checker.findings or ()} == {f.rule for f in with_certificate.check()}
    assert not any("退休" in text for text in problems(checks(window, qtbot)))
