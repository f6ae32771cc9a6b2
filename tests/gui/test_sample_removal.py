"""The sample union goes at one press: after a question, and never for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.bootstrap import House
from app.clock import FixedClock
from app.ui.start.page import StartPage
from app.ui.widgets.dialog import Dialog
from tests.gui.answers import Answers
from tests.gui.hands import button_called

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.preferences import Preferences


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's documents and recycle place, away from those of whoever runs the tests."""
    place = tmp_path / "文档"
    place.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _which: str(place))
    monkeypatch.setenv("XDG_DATA_HOME", str(place / "系统"))
    return place


@pytest.fixture
def house() -> House:
    return House(FixedClock())


@pytest.fixture
def page(
    documents: Path, dressed: QApplication, preferences: Preferences, house: House, qtbot: QtBot
) -> StartPage:
    assert documents.exists()
    made = StartPage(preferences, lambda: house, Answers(), plugged_in=list)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    return made


def press(button: QPushButton, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: button.isVisible() and button.isEnabled())
    QApplication.processEvents()  # the page has laid out what came or went
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def words_in(page: StartPage) -> str:
    return "".join(made.text() for made in page.findings.findChildren(QLabel))


def test_the_sample_goes_after_a_question_and_says_where_to(
    page: StartPage,
    preferences: Preferences,
    documents: Path,
    qtbot: QtBot,
) -> None:
    assert not page.remove_button.isVisible()
    with qtbot.waitSignal(page.opened, timeout=60_000) as told:
        press(page.sample_button, qtbot)
    desk = told.args[0]
    preferences.add_recent(desk.path)
    backups = desk.path.with_name("示例工会-备份")
    backups.mkdir(exist_ok=True)
    (backups / "一份.ghdb").write_bytes(b"x")
    page._go_home()
    press(page.remove_button, qtbot)
    (dialog,) = page.findChildren(Dialog)
    press(button_called(dialog, "移到回收站"), qtbot)
    assert "正由" in words_in(page)  # it is open still
    assert desk.path.exists()
    desk.close()
    page._go_home()
    before = {path.name for path in documents.iterdir()}
    press(page.remove_button, qtbot)
    dialog = page.findChildren(Dialog)[-1]
    press(button_called(dialog, "不删除"), qtbot)
    assert {path.name for path in documents.iterdir()} == before
    press(page.remove_button, qtbot)
    dialog = page.findChildren(Dialog)[-1]
    press(button_called(dialog, "移到回收站"), qtbot)
    assert not desk.path.exists()
    assert not backups.exists()
    assert "“示例工会.ghdb”已移到" in words_in(page)
    assert not page.remove_button.isVisible()
    assert desk.path not in preferences.recent_files
    kept = [path for path in documents.rglob("示例工会.ghdb") if path.is_file()]
    assert len(kept) == 1  # in the recycle place, or in the folder that was named


def test_where_there_is_no_recycle_place_a_folder_is_named(house: House, tmp_path: Path) -> None:
    ledger = tmp_path / "示例工会.ghdb"
    house.create(ledger, {"name": "某某公司工会委员会"}).close()
    content = ledger.read_bytes()
    (tmp_path / "移走的示例").mkdir()
    folder = house.put_away(ledger, "移走的示例", lambda _path: False)
    assert folder == tmp_path / "移走的示例（2）"
    assert (folder / ledger.name).read_bytes() == content
    assert not ledger.exists()
