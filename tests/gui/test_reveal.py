"""Whole numbers are seen only deliberately, for half a minute, and never without a note."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QStandardItemModel

from app.bootstrap import open_desk
from app.queries.past.history import entries
from app.ui.application import Front
from app.ui.editors.text import MaskedEditor
from app.ui.office import Office
from app.ui.register.entry.form import RecordForm
from app.ui.register.export import start_export
from app.ui.register.screen import RegisterScreen
from app.ui.window import MainWindow
from tests.gui.hands import column, shown, stand_on
from tests.ledgers import query

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.preferences import Preferences

Role = Qt.ItemDataRole
WHOLE, COVERED = "13800000001", "138****0001"


def reveal(screen: RegisterScreen, qtbot: QtBot, name: str = "mobile") -> None:
    link = screen.details.pairs[name].show_link
    assert link is not None
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)


@pytest.fixture
def first(members: RegisterScreen) -> RegisterScreen:
    """The members, standing on 白建军's telephone."""
    stand_on(members, 0, "mobile")
    return members


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a minute is over at once."""
    monkeypatch.setattr("app.ui.register.reveal.SECONDS", 0.05)


def everywhere(screen: RegisterScreen) -> set[str]:
    """What panel and table say of the first telephone."""
    return {screen.details.pairs["mobile"].value.text(), shown(screen, 0, "mobile")}


def test_panel_and_table_show_it_whole_and_the_history_says_whose(
    first: RegisterScreen, qtbot: QtBot
) -> None:
    assert everywhere(first) == {COVERED}
    reveal(first, qtbot)
    assert everywhere(first) == {WHOLE}
    assert shown(first, 1, "mobile") != WHOLE
    (name, facts) = query(
        first.office.desk.ledger, "SELECT name, facts FROM action ORDER BY id DESC LIMIT 1"
    )[0]
    assert name == "reveal"
    assert json.loads(facts) == {"register": "member", "record": 1, "field": "mobile"}
    assert WHOLE not in facts


@pytest.mark.usefixtures("moment")
def test_after_half_a_minute_it_is_covered_again(first: RegisterScreen, qtbot: QtBot) -> None:
    reveal(first, qtbot)
    qtbot.waitUntil(lambda: everywhere(first) == {COVERED})
    assert first.reveals.open_ones == set()


@pytest.mark.usefixtures("moment")
def test_in_the_form_too(first: RegisterScreen, qtbot: QtBot) -> None:
    form = RecordForm(first.office, first.spec, first.reveals, 1, first)
    qtbot.addWidget(form)
    made = form.inputs["id_number"]
    editor = made.editor
    assert isinstance(editor, MaskedEditor)
    assert (editor.text(), editor.placeholderText()[:7]) == ("", "990****")
    made.link.click()
    assert editor.text().startswith("990001")
    assert entries(first.office.desk.reader, limit=1)[0]["title"] == "查看会员的身份证号：白建军"
    qtbot.waitUntil(lambda: editor.text() == "")
    assert form.typed() == {}


def test_what_is_copied_from_the_table_has_its_stars_all_the_same(
    first: RegisterScreen, qtbot: QtBot
) -> None:
    reveal(first, qtbot)
    stand_on(first, 0, "mobile")
    first.card.view.deeds.copy()
    assert QGuiApplication.clipboard().text().strip() == COVERED


def test_the_clipboard_forgets_it_but_not_what_was_copied_since(
    first: RegisterScreen, qtbot: QtBot
) -> None:
    clipboard = QGuiApplication.clipboard()
    for held, left in ((WHOLE, ""), (f"电话 {WHOLE}", ""), ("别的内容", "别的内容")):
        reveal(first, qtbot)
        clipboard.setText(held)
        first.reveals.close(1, "mobile")
        assert clipboard.text() == left


def test_filters_and_words_for_screen_readers_hold_no_whole_number(
    members: RegisterScreen,
) -> None:
    whole = re.compile(r"99000\d{12}[\dX]|138000000\d\d")
    model = members.card.model
    roles = (Role.DisplayRole, Role.ToolTipRole, Role.AccessibleTextRole)
    cells = [
        str(model.index(row, place).data(role))
        for row in range(len(model.ids))
        for place in range(model.columnCount())
        for role in roles
    ]
    for name in ("mobile", "id_number"):
        popup = members.card.open_filter(column(members, name), members.rect().center())
        items = popup.findChild(QStandardItemModel)
        assert items is not None
        cells += [items.item(row).text() for row in range(items.rowCount())]
        popup.close()
    assert COVERED in cells
    assert [cell for cell in cells if whole.search(cell)] == []


@pytest.fixture
def front(preferences: Preferences, desk: Desk, qtbot: QtBot) -> Iterator[Front]:
    path = desk.path
    desk.close()
    made = Front(preferences)
    qtbot.addWidget(made.window)
    made.window.show()
    made.open(path)
    yield made
    if made.window.office is not None:
        made.window.office.desk.close()


def test_the_lock_covers_what_was_shown(front: Front, qtbot: QtBot) -> None:
    front.window.go("member")
    screen = front.window.current_screen
    assert isinstance(screen, RegisterScreen)
    qtbot.waitUntil(screen.isVisible)
    screen.office.desk.ledger.set_password("", "端午1128")
    screen.card.view.go(0, 0)
    reveal(screen, qtbot)
    QGuiApplication.clipboard().setText(WHOLE)
    assert shown(screen, 0, "mobile") == WHOLE
    front.lock()
    assert front.cover is not None
    assert everywhere(screen) == {COVERED}
    assert QGuiApplication.clipboard().text() == ""


@pytest.fixture
def view(desk: Desk, preferences: Preferences, qtbot: QtBot) -> Iterator[RegisterScreen]:
    """The members of a ledger that is open for reading only."""
    path = desk.path
    desk.close()
    with open_desk(path, write=False) as opened:
        window = MainWindow()
        qtbot.addWidget(window)
        window.open_office(Office(opened, preferences))
        window.show()
        window.go("member")
        screen = window.current_screen
        assert isinstance(screen, RegisterScreen)
        qtbot.waitUntil(screen.isVisible)
        yield screen


def test_what_cannot_be_noted_is_not_shown(view: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(view, 0, "mobile")
    reveal(view, qtbot)
    assert everywhere(view) == {COVERED}
    assert view.details.refusals.isVisibleTo(view.details)


def test_what_cannot_be_noted_does_not_leave(view: RegisterScreen, tmp_path: Path) -> None:
    target = tmp_path / "会员.xlsx"
    assert start_export(view, target, full=True) is None
    assert not target.exists()
    assert view.findings.isVisibleTo(view)
