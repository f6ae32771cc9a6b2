"""The start-up password: asked at the start and after a while, letting nothing through."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.application import Front
from app.ui.manual.pages import page_about, pages
from app.ui.manual.screen import HelpScreen
from app.ui.screens.settings import SettingsScreen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.ui.office import Office
    from app.ui.preferences import Preferences


@pytest.fixture
def front(
    dressed: QApplication, preferences: Preferences, template: Path, tmp_path: Path, qtbot: QtBot
) -> Iterator[Front]:
    ledger = tmp_path / template.name
    shutil.copyfile(template, ledger)
    made = Front(preferences)
    qtbot.addWidget(made.window)
    made.window.show()
    made.open(ledger)
    yield made
    if made.window.office is not None:
        made.window.office.desk.close()


def test_without_a_password_nothing_is_covered(front: Front) -> None:
    front.lock()
    assert front.cover is None


def test_a_password_covers_until_it_is_given(front: Front, qtbot: QtBot) -> None:
    office = front.window.office
    assert office is not None
    office.desk.ledger.set_password("", "端午1128")
    front.lock()
    cover = front.cover
    assert cover is not None
    assert cover.size() == front.window.size()
    inside = front.window.centralWidget()
    assert inside is not None
    assert not inside.isEnabled()
    cover.input.setText("端午")
    QTest.keyClick(cover.input, Qt.Key.Key_Return)
    assert front.cover is cover
    assert not cover.opening.isEnabled()
    qtbot.waitUntil(cover.opening.isEnabled, timeout=2000)
    cover.input.setText("端午1128")
    with qtbot.waitSignal(cover.lifted):
        QTest.keyClick(cover.input, Qt.Key.Key_Return)
    assert front.cover is None
    assert inside.isEnabled()


def test_a_window_left_alone_is_covered(front: Front, dressed: QApplication, qtbot: QtBot) -> None:
    office = front.window.office
    assert office is not None
    office.desk.ledger.set_password("", "端午1128")
    front.lock_when_left(dressed, minutes=0.001)
    qtbot.waitUntil(lambda: front.cover is not None, timeout=2000)


def test_the_password_is_set_on_the_settings_page(office: Office, qtbot: QtBot) -> None:
    page = SettingsScreen(office)
    qtbot.addWidget(page)
    page.show()
    card = page.password
    assert not card.old.isVisible()
    card.new.setText("端午1128")
    card.again.setText("端午")
    qtbot.mouseClick(card.setting, Qt.MouseButton.LeftButton)
    assert not card.old.isVisible()
    card.again.setText("端午1128")
    with qtbot.waitSignal(office.told):
        qtbot.mouseClick(card.setting, Qt.MouseButton.LeftButton)
    assert card.old.isVisible()
    card.old.setText("端午1128")
    with qtbot.waitSignal(office.told):
        qtbot.mouseClick(card.removing, Qt.MouseButton.LeftButton)
    assert not card.old.isVisible()


def test_the_manual_opens_at_the_page_about_a_place(office: Office, qtbot: QtBot) -> None:
    page = HelpScreen(office)
    qtbot.addWidget(page)
    page.show()
    page.show_about("备份")
    assert "第二个地方" in page.text.toPlainText()
    page.search("生僻字")
    assert page.list.count() == 1
    page.search("没有这个词")
    assert page.list.count() == 0


def test_every_place_of_the_window_has_a_page() -> None:
    assert len(pages()) >= 9
    assert page_about("会员").title == "会员"
    assert page_about("导入").title == "导入"
