"""Before a ledger is open: the first run, the sample, files that are gone, a bare machine."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QLabel, QPushButton

from app.bootstrap import Desk, House
from app.clock import FixedClock
from app.queries.listing import View, count, iter_rows
from app.ui.application import Front
from app.ui.safekeeping.second_place import second_place_of
from app.ui.single.screen import SingleScreen
from app.ui.start.page import StartPage
from app.ui.start.questions import NAMELESS
from tests.gui.answers import Answers
from tests.ledgers import query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.ui.preferences import Preferences

    Opened = Callable[[Callable[[], object]], Desk]


@pytest.fixture(autouse=True)
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's documents, away from those of whoever runs the tests."""
    place = tmp_path / "文档"
    place.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _which: str(place))
    return place


@pytest.fixture
def house() -> House:
    return House(FixedClock())


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def page(
    dressed: QApplication, preferences: Preferences, house: House, answers: Answers, qtbot: QtBot
) -> StartPage:
    made = StartPage(preferences, lambda: house, answers, plugged_in=list)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def opened(page: StartPage, qtbot: QtBot) -> Iterator[Opened]:
    """Does something and gives the desk that is opened by it."""
    desks: list[Desk] = []

    def run(act: Callable[[], object]) -> Desk:
        with qtbot.waitSignal(page.opened, timeout=60_000) as told:
            act()
        desk = told.args[0]
        assert isinstance(desk, Desk)
        desks.append(desk)
        return desk

    yield run
    for desk in desks:
        desk.close()


def press(button: QPushButton, qtbot: QtBot) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def profile(desk: Desk) -> dict[str, object]:
    return next(iter_rows(desk.reader, desk.specs["union_profile"], View()))


def a_ledger(house: House, path: Path, name: str = "某某公司工会委员会") -> Path:
    house.create(path, {"name": name}).close()
    return path


def test_the_first_run_asks_and_every_question_can_be_skipped(
    page: StartPage, answers: Answers, opened: Opened, documents: Path, qtbot: QtBot
) -> None:
    answers.place = documents / "新的.ghdb"
    press(page.new_button, qtbot)
    questions = page._questions
    assert questions is not None
    desk = opened(lambda: press(questions.make_button, qtbot))
    assert desk.path == answers.place
    known = profile(desk)
    assert known.pop("name") == NAMELESS
    known.pop("id")
    assert set(known.values()) == {None}


def test_what_is_answered_is_in_the_ledger(
    page: StartPage,
    answers: Answers,
    opened: Opened,
    preferences: Preferences,
    house: House,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    answers.place, answers.folder_chosen = tmp_path / "新的.ghdb", stick
    press(page.new_button, qtbot)
    questions = page._questions
    assert questions is not None
    qtbot.keyClicks(questions.asked["workers_count"].editor, "382")
    qtbot.keyClicks(questions.asked["term_ends_on"].editor, "2027.3.20")
    press(questions.place_button, qtbot)
    desk = opened(lambda: press(questions.make_button, qtbot))
    known = profile(desk)
    assert known["term_ends_on"] == "2027-03-20"
    counted = query(desk.ledger, "SELECT counted_on, workers_count, node_id FROM headcount")
    assert counted == [(desk.today, 382, None)]
    assert house.second_place == stick == second_place_of(preferences)


def test_an_answer_that_cannot_be_read_is_said_under_it(
    page: StartPage, answers: Answers, documents: Path, qtbot: QtBot
) -> None:
    answers.place = documents / "新的.ghdb"
    press(page.new_button, qtbot)
    questions = page._questions
    assert questions is not None
    qtbot.keyClicks(questions.asked["term_ends_on"].editor, "2027-13-01")
    press(questions.make_button, qtbot)
    assert "没有 13 月" in questions.asked["term_ends_on"].fault.text()
    assert not answers.place.exists()


def test_an_existing_file_is_not_overwritten(
    page: StartPage, answers: Answers, house: House, documents: Path, qtbot: QtBot
) -> None:
    answers.place = a_ledger(house, documents / "已有.ghdb")
    before = answers.place.read_bytes()
    press(page.new_button, qtbot)
    assert page._questions is not None
    press(page._questions.make_button, qtbot)
    qtbot.waitUntil(page.findings.isVisible, timeout=20_000)
    assert answers.place.read_bytes() == before


def test_the_sample_opens_at_one_press(
    page: StartPage, opened: Opened, documents: Path, qtbot: QtBot
) -> None:
    desk = opened(lambda: press(page.sample_button, qtbot))
    assert desk.path == documents / "示例工会.ghdb"
    assert count(desk.reader, desk.specs["member"], View()) > 300


def test_opening_asks_for_a_file(
    page: StartPage, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.file = tmp_path / "一份.ghdb"
    with qtbot.waitSignal(page.chosen) as told:
        press(page.open_button, qtbot)
    assert told.args == [answers.file]


def test_recent_files_open_at_one_press_and_missing_ones_say_so(
    page: StartPage, preferences: Preferences, house: House, tmp_path: Path, qtbot: QtBot
) -> None:
    there, gone = a_ledger(house, tmp_path / "在.ghdb"), tmp_path / "不在.ghdb"
    preferences.add_recent(gone)
    preferences.add_recent(there)
    page._list_recent()
    first, second = page.recent.files
    assert (first.is_there, second.is_there) == (True, False)
    with qtbot.waitSignal(page.chosen) as told:
        qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    assert told.args == [there]
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert page.findings.isVisible()
    forget = next(
        made for made in page.findings.findChildren(QPushButton) if made.text() == "从列表移去"
    )
    press(forget, qtbot)
    assert preferences.recent_files == [there]


def test_a_bare_machine_with_the_stick_needs_three_clicks(
    page: StartPage,
    answers: Answers,
    opened: Opened,
    house: House,
    tmp_path: Path,
    documents: Path,
    qtbot: QtBot,
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    house.second_place = stick
    path = a_ledger(house, tmp_path / "老台账.ghdb")
    for name in ("第一次", "第二次"):
        with house.open(path) as desk:
            house.back_up(desk, name)
        house.clock.move(hours=1)  # type: ignore[attr-defined]
    newest = house.backups_in(stick)[0]
    newest.path.write_bytes(newest.path.read_bytes()[:-1] + b"x")  # the newest is damaged
    path.unlink()
    shutil.rmtree(tmp_path / "老台账-备份")
    answers.folder_chosen = stick

    press(page.backup_button, qtbot)  # one
    way = page._from_backup
    assert way is not None
    qtbot.waitUntil(lambda: page.tasks.task is None)
    assert not way.open_button.isEnabled()
    press(way.folder_button, qtbot)  # two, with the stick chosen in the system's dialog
    qtbot.waitUntil(way.open_button.isEnabled, timeout=20_000)
    assert [way.backups.cell(row, 3).text for row in range(2)] == ["不完整", "完好"]
    chosen = way.backups.at(way.table.current_row())
    assert chosen is not None
    assert chosen.reason == "第一次"
    desk = opened(lambda: press(way.open_button, qtbot))  # three
    assert desk.path == documents / "老台账.ghdb"
    assert desk.union_name == "某某公司工会委员会"


def test_enter_opens_the_ledger_used_last(
    preferences: Preferences, house: House, tmp_path: Path, qtbot: QtBot, dressed: QApplication
) -> None:
    for name in ("旧的", "新的"):
        preferences.add_recent(a_ledger(house, tmp_path / f"{name}.ghdb"))
    page = StartPage(preferences, lambda: house, Answers(), plugged_in=list)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    at_hand = page.focusWidget()
    assert at_hand is page.recent.files[0]
    with qtbot.waitSignal(page.chosen) as told:
        qtbot.keyClick(at_hand, Qt.Key.Key_Return)
    assert told.args == [tmp_path / "新的.ghdb"]


def test_each_way_to_begin_says_what_it_does(page: StartPage, qtbot: QtBot) -> None:
    words = [made.text() for made in page.findChildren(QLabel) if made.isVisible()]
    assert any("从 U 盘上的备份接着用" in text for text in words)
    with qtbot.waitSignal(page.text_size_wanted) as told:
        press(page.sizes.buttons[2], qtbot)
    assert told.args == [1.5]


def test_without_a_folder_of_documents_the_home_folder_is_proposed(
    page: StartPage, answers: Answers, documents: Path, qtbot: QtBot
) -> None:
    documents.rmdir()
    page.ask_questions()
    questions = page._questions
    assert questions is not None
    press(questions.make_button, qtbot)
    assert Path(answers.proposed).parent == Path.home()


def test_the_first_refused_answer_takes_the_keyboard(page: StartPage, qtbot: QtBot) -> None:
    press(page.new_button, qtbot)
    questions = page._questions
    assert questions is not None
    people, term = questions.asked["workers_count"], questions.asked["term_ends_on"]
    qtbot.keyClicks(people.editor, "40")
    people.editor.insert("人")  # type: ignore[union-attr]
    qtbot.keyClicks(term.editor, "2027.3")
    press(questions.make_button, qtbot)
    assert people.value == 40
    assert "应填到日" in term.fault.text()
    assert page.focusWidget() is term.editor


def test_a_new_ledger_lands_on_its_next_step(
    dressed: QApplication, preferences: Preferences, house: House, tmp_path: Path, qtbot: QtBot
) -> None:
    front = Front(preferences, house)
    qtbot.addWidget(front.window)
    front.window.show()
    front.open(a_ledger(house, tmp_path / "新的.ghdb"))
    screen = front.window.current_screen
    assert isinstance(screen, SingleScreen)
    qtbot.waitUntil(screen.next_step.isVisible)
    press(screen.import_button, qtbot)
    assert front.window.current_name == "import"
    front.window.close()


def test_what_was_given_up_by_coming_back_is_not_proposed(
    page: StartPage, house: House, documents: Path, qtbot: QtBot
) -> None:
    path = a_ledger(house, documents / "台账.ghdb", "临湖市某某公司工会委员会")
    with house.open(path) as desk:
        made = house.back_up(desk, "手动")
    house.clock.move(hours=1)  # type: ignore[attr-defined]
    house.restore(made.path, path)
    page.look_for_backups(documents)
    way = page._from_backup
    assert way is not None
    qtbot.waitUntil(way.open_button.isEnabled, timeout=20_000)
    assert [way.backups.cell(row, 2).text for row in range(2)] == ["恢复前的内容", "手动"]
    assert {way.backups.cell(row, 0).text for row in range(2)} == {"临湖市某某公司工会委员会"}
    assert way.backups.cell(1, 6).text == made.path.name
    chosen = way.backups.at(way.table.current_row())
    assert chosen is not None
    assert chosen.reason == "手动"


def test_a_plugged_in_stick_is_found_without_being_named(
    preferences: Preferences, house: House, tmp_path: Path, qtbot: QtBot, dressed: QApplication
) -> None:
    stick = tmp_path / "U盘"
    stick.mkdir()
    house.second_place = stick
    with house.open(a_ledger(house, tmp_path / "台账.ghdb")) as desk:
        house.back_up(desk, "手动")
    page = StartPage(preferences, lambda: house, Answers(), plugged_in=lambda: [stick])
    qtbot.addWidget(page)
    page.show()
    press(page.backup_button, qtbot)
    way = page._from_backup
    assert way is not None
    qtbot.waitUntil(way.open_button.isEnabled, timeout=20_000)


def test_coming_back_never_replaces_a_file(
    page: StartPage, opened: Opened, house: House, documents: Path, qtbot: QtBot
) -> None:
    path = a_ledger(house, documents / "台账.ghdb")
    with house.open(path) as desk:
        house.back_up(desk, "手动")
    page.look_for_backups(documents)
    way = page._from_backup
    assert way is not None
    qtbot.waitUntil(way.open_button.isEnabled, timeout=20_000)
    desk = opened(lambda: press(way.open_button, qtbot))
    assert desk.path.name == "台账（恢复2）.ghdb"
