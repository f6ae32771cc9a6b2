"""The tabs of a chapter where not all have room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from app.ui.frame.tabs import Tabs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

WORDS = ("工会概况", "工会小组", "覆盖单位", "职工人数", "规章制度", "证照", "银行账户", "印章")


@pytest.fixture
def tabs(qtbot: QtBot) -> Iterator[Tabs]:
    host = QWidget()
    made = Tabs([(word, word) for word in WORDS])
    QHBoxLayout(host).addWidget(made)
    qtbot.addWidget(host)
    host.resize(2000, 60)
    host.show()
    made.set_value(WORDS[0])
    yield made
    host.close()


def narrow(tabs: Tabs) -> None:
    tabs.window().resize(400, 60)
    QApplication.processEvents()


def in_sight(tabs: Tabs) -> list[str]:
    buttons = tabs.findChildren(QPushButton)
    return [made.text() for made in buttons if made.isVisible() and made is not tabs.more]


def in_menu(tabs: Tabs) -> list[str]:
    return [action.text() for action in tabs.more.menu().actions()]


def test_with_room_for_all_there_is_no_menu(tabs: Tabs) -> None:
    assert in_sight(tabs) == list(WORDS)
    assert not tabs.more.isVisible()


def test_those_without_room_stand_in_the_menu_in_their_order(tabs: Tabs) -> None:
    narrow(tabs)
    assert tabs.more.isVisible()
    assert [*in_sight(tabs), *in_menu(tabs)] == list(WORDS)
    assert 1 < len(in_sight(tabs)) < len(WORDS)


def test_the_one_that_is_on_is_always_in_sight(tabs: Tabs) -> None:
    narrow(tabs)
    tabs.set_value("印章")
    assert in_sight(tabs)[-1] == "印章"
    assert "印章" not in in_menu(tabs)
    tabs.set_value(WORDS[0])
    assert in_menu(tabs)[-1] == "印章"


def test_the_menu_turns_to_a_tab(tabs: Tabs, qtbot: QtBot) -> None:
    narrow(tabs)
    with qtbot.waitSignal(tabs.chosen) as turned:
        tabs.more.menu().actions()[-1].trigger()
    assert turned.args == ["印章"]


def test_it_needs_little_room(tabs: Tabs) -> None:
    assert tabs.minimumSizeHint().width() < tabs.sizeHint().width() / 2
