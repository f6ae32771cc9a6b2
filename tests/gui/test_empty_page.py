"""A page with nothing on it yet says its sentence whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.bootstrap import open_desk
from app.ui.office import Office
from app.ui.register.screen import RegisterScreen
from app.ui.widgets.empty_page import EmptyPage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.preferences import Preferences

SENTENCE = "“法人资格证书和其他证照”还没有记录。可以逐条登记，也可以从现成的表格导入。"


@pytest.mark.parametrize("width", [380, 1100])
def test_the_sentence_has_room(width: int, qtbot: QtBot) -> None:
    page = EmptyPage("organization", SENTENCE)
    qtbot.addWidget(page)
    page.resize(width, 500)
    page.show()
    assert page.purpose.height() >= page.purpose.heightForWidth(page.purpose.width())
    lines = 1 if width > 1000 else 2
    assert page.purpose.heightForWidth(page.purpose.width()) >= lines * 16


def test_where_nothing_can_be_written_no_step_is_proposed(
    desk: Desk, preferences: Preferences, qtbot: QtBot
) -> None:
    with open_desk(desk.path, write=False) as view:
        screen = RegisterScreen(Office(view, preferences), view.specs["certificate"])
        qtbot.addWidget(screen)
        screen.show()
        page = screen.findChild(EmptyPage)
        assert page is not None
        assert page.purpose.text() == "“证照”还没有记录。"
