"""Columns added to a paper in preview, and names that no font can draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.actions import records
from app.actions.extra_columns import ColumnDraft, add_column, retire_column
from app.ui.printing.screen import PrintScreen
from tests.gui.answers import Answers
from tests.gui.test_preview_screen import shown, text_of, wait_for_paper

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.office import Office

PRIVATE = "\ue123"  # of the private use area: every office's own, drawn by no font


def opened(office: Office, qtbot: QtBot) -> PrintScreen:
    made = PrintScreen(office, chooser=Answers())
    qtbot.addWidget(made)
    made.resize(1198, 692)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def column(office: Office) -> str:
    """A column of the user's for groups, filled in for the first; its name."""
    draft = ColumnDraft("活动角")
    office.desk.act("x", "新增列", lambda unit: add_column(unit, "member_group", draft))
    spec = office.desk.spec("member_group")
    name = list(spec.fields)[-1]
    office.desk.act("x", "填", lambda unit: records.change(unit, spec, 1, {name: "一楼东侧"}))
    return name


def test_the_users_columns_are_ticked_printed_and_remembered(
    office: Office, column: str, qtbot: QtBot
) -> None:
    screen = opened(office, qtbot)
    screen.show_about("branches-and-groups")
    wait_for_paper(screen, qtbot)
    assert "活动角" not in text_of(shown(screen))
    tick = screen.preview.options._others[column]
    assert tick.text() == "活动角"
    qtbot.mouseClick(tick, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.preview._made is None, timeout=5_000)
    wait_for_paper(screen, qtbot)
    assert "一楼东侧" in text_of(shown(screen))

    again = opened(office, qtbot)
    again.show_about("branches-and-groups")
    wait_for_paper(again, qtbot)
    assert again.preview.options._others[column].isChecked()
    assert "一楼东侧" in text_of(shown(again))
    assert office.preferences.read(f"print/also/{office.desk.whose}/branches-and-groups") == [
        column
    ]
    again.preview.options.reset()
    wait_for_paper(again, qtbot)
    assert "活动角" not in text_of(shown(again))
    again.show_about("rules-list")
    wait_for_paper(again, qtbot)
    assert column not in again.preview.options._others
    again.show_about("branches-and-groups")
    wait_for_paper(again, qtbot)
    assert not again.preview.options._others[column].isChecked()


def test_a_column_that_came_or_went_meanwhile_is_offered_or_not(
    office: Office, column: str, qtbot: QtBot
) -> None:
    screen = opened(office, qtbot)
    screen.show_about("branches-and-groups")
    wait_for_paper(screen, qtbot)
    qtbot.mouseClick(screen.preview.options._others[column], Qt.MouseButton.LeftButton)
    wait_for_paper(screen, qtbot)
    number = int(column.removeprefix("extra_"))
    office.desk.act("x", "停用列", lambda unit: retire_column(unit, number))
    screen.refresh()
    wait_for_paper(screen, qtbot)
    assert column not in screen.preview.options._others
    assert "活动角" not in text_of(shown(screen))


def test_what_else_the_card_keeps_can_be_added_and_no_list_is_offered(
    office: Office, qtbot: QtBot
) -> None:
    screen = opened(office, qtbot)
    screen.show_about("union_profile")
    wait_for_paper(screen, qtbot)
    options = screen.preview.options
    assert screen.preview.head.title.text() == "工会组织基本情况登记表"
    assert "columns" not in options._ticks
    assert "as_at" in options._asked
    assert "手填的理由" in [tick.text() for tick in options._others.values()]


def test_names_no_font_can_draw_are_named_before_anything_is_printed(
    office: Office, qtbot: QtBot
) -> None:
    spec = office.desk.spec("member")

    def rename(*names: str) -> None:
        changes = {number: {"name": name} for number, name in enumerate(names, 1)}
        office.desk.act(
            "x", "改名", lambda unit: records.change_all(unit, spec, changes), acknowledged="测试"
        )

    rename(f"张{PRIVATE}", f"李{PRIVATE}", "𠮷田", "𬱖𠅤䶮㛃")
    screen = opened(office, qtbot)
    preview = screen.preview
    screen.show_about("member-register")
    qtbot.waitUntil(lambda: preview.options.state.word == "还不能打印", timeout=10_000)
    assert not preview.print_button.isEnabled()
    assert not any(saver.isEnabled() for saver in preview._savers)
    said = [each.text() for each in preview.findings.findChildren(QLabel)]
    listed = "".join(text for text in said if text.startswith("“") and "）：" in text)
    assert [name in listed for name in (f"张{PRIVATE}", f"李{PRIVATE}", "𠮷田")] == [True] * 3
    assert not set("𬱖𠅤䶮㛃") & set("".join(said)), "the shipped fonts have them"
    rename("张某", "李某", "吉田")
    screen.refresh()
    wait_for_paper(screen, qtbot)
    assert preview.options.state.word == "可以打印"
    assert not preview.findings.isVisible()
    pages = range(len(preview._pages or ()))
    assert "𬱖𠅤䶮㛃" in "".join(text_of(shown(screen), page) for page in pages)
