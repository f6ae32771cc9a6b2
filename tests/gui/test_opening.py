"""Opening a ledger: nothing is imported or built that the first page does not need."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import app
from app.garbage import spare_what_is_there
from app.ui.register.screen import RegisterScreen
from app.ui.single.screen import SingleScreen
from app.ui.window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from app.ui.office import Office

_ROOT = Path(app.__file__).parents[1]


@pytest.mark.parametrize("library", ["sqlalchemy", "app.models", "psutil"])
def test_the_window_is_there_before_the_store_is_imported(library: str, imported: str) -> None:
    assert library not in imported.split()


@pytest.fixture(scope="module")
def imported() -> str:
    """The modules that a window without a ledger needs."""
    words = "import sys, app.__main__, app.ui.application; print(*sys.modules)"
    return subprocess.check_output([sys.executable, "-c", words], cwd=_ROOT, text=True)


def test_a_ledger_opened_on_a_page_builds_no_other(office: Office, qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.open_office(office, "member")
    assert window.current_name == "member"
    assert window.findChild(SingleScreen) is None


def test_a_page_that_is_not_there_any_more_gives_way_to_the_first(
    office: Office, qtbot: QtBot
) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.open_office(office, "gone")
    assert isinstance(window.current_screen, SingleScreen)


def test_another_text_size_builds_the_page_in_front_alone(members: RegisterScreen) -> None:
    window = members.window()
    assert isinstance(window, MainWindow)
    window.rebuild(lambda: None)
    assert isinstance(window.current_screen, RegisterScreen)
    assert window.findChild(SingleScreen) is None


@pytest.fixture
def thawed() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("thawed")
def test_the_collector_passes_over_what_is_imported_and_over_nothing_later() -> None:
    spare_what_is_there()
    spared = gc.get_freeze_count()
    assert spared > 0
    kept = [[number] for number in range(100)]
    spare_what_is_there()
    assert gc.get_freeze_count() <= spared, len(kept)
