"""What is kept of columns from one text size to another, and from one ledger to another."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from app.bootstrap import create_desk
from app.clock import FixedClock
from app.ui.office import Office
from app.ui.register.columns.shown import chosen_names, first_names, kept_under
from app.ui.register.screen import RegisterScreen
from app.ui.style.sheet import dress
from tests.gui.hands import column

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.ui.window import MainWindow


@pytest.fixture
def undressed(dressed: QApplication) -> Iterator[QApplication]:
    """The program, in its usual text size again afterwards."""
    yield dressed
    dress(dressed, 1.0, shipped_only=True)


def widths_kept(screen: RegisterScreen) -> dict[str, float]:
    kept = f"{kept_under(screen.office, screen.spec)}/widths"
    return dict(screen.office.preferences.read(kept, {}))


def test_a_width_grows_with_the_text_and_no_other_is_kept(
    undressed: QApplication, window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    members.card.show_columns(["name", "department", "post"])
    qtbot.wait(350)
    assert widths_kept(members) == {}
    members.card.view.setColumnWidth(column(members, "department"), 180)
    qtbot.waitUntil(lambda: widths_kept(members) == {"department": 180})
    window.rebuild(partial(dress, undressed, 1.5, shipped_only=True))
    large = window.current_screen
    assert isinstance(large, RegisterScreen)
    qtbot.waitUntil(large.isVisible)
    assert large.card.view.columnWidth(column(large, "department")) == 270
    large.card.view.setColumnWidth(column(large, "department"), 300)
    qtbot.waitUntil(lambda: widths_kept(large) == {"department": 200})


def test_the_pages_are_gone_before_the_text_grows(
    undressed: QApplication, window: MainWindow, members: RegisterScreen
) -> None:
    window.go("dues_sheet")
    left: list[int] = []

    def dress_anew() -> None:
        left.append(len(window.findChildren(RegisterScreen)))
        left.append(sum(isinstance(w, RegisterScreen) for w in undressed.allWidgets()))
        dress(undressed, 1.25, shipped_only=True)

    before = sum(isinstance(w, RegisterScreen) for w in undressed.allWidgets())
    assert before > 0
    window.rebuild(dress_anew)
    assert left[0] == 0
    assert left[1] < before
    assert window.current_name == "dues_sheet"


def test_columns_of_one_ledger_are_not_those_of_another(
    office: Office, members: RegisterScreen, tmp_path: Path
) -> None:
    members.card.show_columns(["name", "post"])
    assert chosen_names(office, members.spec) == ("name", "post")
    with create_desk(tmp_path / "另一个.ghdb", "临湖市另一工会", clock=FixedClock()) as desk:
        other = Office(desk, office.preferences)
        spec = desk.spec("member")
        assert chosen_names(other, spec) == first_names(spec)
        assert kept_under(other, spec) != kept_under(office, spec)
