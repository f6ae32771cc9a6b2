"""What is typed into a table and not saved comes back after a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.ui.register.screen import RegisterScreen
from app.ui.table.hands import unsaved
from app.ui.table.writing import NEW
from app.ui.window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.office import Office

    After = Callable[[], RegisterScreen]


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unsaved, "EVERY", 50)


@pytest.fixture
def after_a_crash(office: Office, qtbot: QtBot) -> After:
    """Another window on the same file, which never saw the first one close."""

    def begin() -> RegisterScreen:
        window = MainWindow()
        qtbot.addWidget(window)
        window.open_office(office)
        window.show()
        window.go("member")
        screen = window.current_screen
        assert isinstance(screen, RegisterScreen)
        qtbot.waitUntil(screen.isVisible)
        return screen

    return begin


def drafts(desk: Desk) -> dict[str, object]:
    return desk.ledger.kept_drafts().get("member/table", {})


def column(screen: RegisterScreen, name: str) -> int:
    return [field.name for field in screen.card.model.fields].index(name)


def type_phone(screen: RegisterScreen, text: str, *, enter: bool) -> None:
    screen.card.view.go(1, column(screen, "mobile"))
    QTest.keyClicks(screen.card.view, text[0])
    QTest.keyClicks(screen.card.view.viewport().window().focusWidget(), text[1:])
    if enter:
        QTest.keyClick(screen.card.view.viewport().window().focusWidget(), Qt.Key.Key_Return)


def test_a_refused_value_is_kept_and_given_back(
    members: RegisterScreen, desk: Desk, after_a_crash: After, qtbot: QtBot
) -> None:
    number = members.card.model.number_at(1)
    type_phone(members, "1391234", enter=True)
    qtbot.waitUntil(lambda: drafts(desk) == {str(number): {"mobile": "1391234"}})
    again = after_a_crash()
    held = again.card.model.held[number, "mobile"]
    assert held.raw == "1391234"
    assert "手机" in held.message or "位" in held.message


def test_what_stands_in_an_open_editor_is_kept(
    members: RegisterScreen, desk: Desk, after_a_crash: After, qtbot: QtBot
) -> None:
    number = members.card.model.number_at(1)
    type_phone(members, "13912345678", enter=False)
    qtbot.waitUntil(lambda: drafts(desk) == {str(number): {"mobile": "13912345678"}})
    held = after_a_crash().card.model.held[number, "mobile"]
    assert held.raw == "13912345678"
    assert held.message.startswith("上次填了还没有保存")


def test_a_new_row_that_was_begun_is_kept(
    members: RegisterScreen, desk: Desk, after_a_crash: After, qtbot: QtBot
) -> None:
    card = members.card
    card.view.go(len(card.model.ids), column(members, "name"))
    QTest.keyClicks(card.view, "x")
    editor = members.window().focusWidget()
    QTest.keyClicks(editor, "ie")
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: drafts(desk) == {str(NEW): {"name": "xie"}})
    assert after_a_crash().card.model.draft == {"name": "xie"}


def test_what_was_saved_leaves_no_draft(
    members: RegisterScreen, desk: Desk, after_a_crash: After, qtbot: QtBot
) -> None:
    type_phone(members, "1391234", enter=True)
    qtbot.waitUntil(lambda: bool(drafts(desk)))
    type_phone(members, "13912345678", enter=True)
    qtbot.waitUntil(lambda: not drafts(desk))
    # A crash may come between the save and the draft's end.
    number = members.card.model.number_at(1)
    desk.ledger.keep_draft("member/table", {str(number): {"mobile": "139 1234 5678"}})
    assert after_a_crash().card.model.held == {}


def test_the_box_of_a_refused_cell_leads_back_to_it_or_gives_up(
    members: RegisterScreen, desk: Desk, qtbot: QtBot
) -> None:
    card = members.card
    number = card.model.number_at(1)
    type_phone(members, "1391234", enter=True)
    assert card.view.currentIndex().row() == 2
    words = [made.text() for made in card.findings.findChildren(QLabel) if made.isVisible()]
    assert any(word.startswith(f"{card.model.name_of(number)}　手机：") for word in words)

    def press(text: str) -> None:
        found = [b for b in card.findings.findChildren(QPushButton) if b.text() == text]
        qtbot.mouseClick(found[-1], Qt.MouseButton.LeftButton)

    press("回到这一格")
    current = card.view.currentIndex()
    assert (current.row(), current.column()) == (1, column(members, "mobile"))
    press("恢复原值")
    assert card.model.held == {}
    qtbot.waitUntil(lambda: not drafts(desk))
