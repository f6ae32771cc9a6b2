"""The page of imports, its file chosen beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.gui.answers import Answers
from tests.gui.import_page import open_bench

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.importing.screen import ImportScreen
    from app.ui.office import Office


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the table lies that is chosen; each test writes its own."""
    return tmp_path / "名册.xlsx"


@pytest.fixture
def answers(file: Path) -> Answers:
    return Answers(file=file)


@pytest.fixture
def screen(office: Office, answers: Answers, qtbot: QtBot) -> ImportScreen:
    return open_bench(office, answers, qtbot)
