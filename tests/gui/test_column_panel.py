"""列: found by a word, ticked one by one or by sections, dragged into order, put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from app.queries.evidence import HELD
from app.ui.register.columns.panel import ColumnPanel
from app.ui.register.columns.shown import first_names, shown_names
from tests.gui.hands import LEFT, button_called, compose, drag, press

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from pytestqt.qtbot import QtBot

    from app.ui.register.columns.lines import Lines
    from app.ui.register.screen import RegisterScreen

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def panel(members: RegisterScreen, qtbot: QtBot) -> ColumnPanel:
    qtbot.mouseClick(members.columns, LEFT)
    panel = members.findChild(ColumnPanel)
    assert panel is not None
    qtbot.waitUntil(panel.isVisible)
    return panel


def fields(screen: RegisterScreen) -> list[str]:
    view = screen.card.view
    return [screen.card.model.fields[place].name for place in view.shown_columns()]


def found(panel: ColumnPanel) -> list[str]:
    lines = panel.sections
    return [lines.items.item(row).text() for row in lines.rows_shown()]


def line(lines: Lines, words: str) -> QPoint:
    row = next(n for n in range(lines.items.rowCount()) if lines.items.item(n).text() == words)
    lines.scrollTo(lines.items.index(row, 0))
    return lines.visualRect(lines.items.index(row, 0)).center()


@pytest.mark.parametrize("typed", ["合同", "hetong", "ht"])
def test_a_column_is_found_by_characters_pinyin_and_initials(
    panel: ColumnPanel, typed: str
) -> None:
    panel.search.setText(typed)
    assert found(panel) == ["合同与离职", "合同起始日期", "合同终止日期"]
    assert panel.sections.name_at(panel.sections.rows_shown()[0]) == ""  # its section's heading


def test_a_click_shows_a_column_and_another_hides_it(
    members: RegisterScreen, panel: ColumnPanel, qtbot: QtBot
) -> None:
    lines = panel.sections
    qtbot.mouseClick(lines.viewport(), LEFT, pos=line(lines, "民族"))
    assert "ethnicity" in fields(members)
    assert panel.isVisible()
    qtbot.mouseClick(lines.viewport(), LEFT, pos=line(lines, "民族"))
    assert "ethnicity" not in fields(members)


def test_all_of_a_section_is_ticked_by_its_heading(
    members: RegisterScreen, panel: ColumnPanel, qtbot: QtBot
) -> None:
    title, names = members.spec.layout.form[0]
    lines = panel.sections
    heading = lines.items.item(0)
    assert heading.text() == title
    assert heading.checkState() is Qt.CheckState.PartiallyChecked
    qtbot.mouseClick(lines.viewport(), LEFT, pos=line(lines, title))
    assert set(names) <= set(fields(members))
    assert lines.items.item(0).checkState() is Qt.CheckState.Checked
    qtbot.mouseClick(lines.viewport(), LEFT, pos=line(lines, title))
    assert not set(names) & set(fields(members))


def test_columns_are_dragged_into_order_and_moved_by_keys(
    members: RegisterScreen, panel: ColumnPanel, qtbot: QtBot
) -> None:
    before = fields(members)
    qtbot.mouseClick(button_called(panel, "排列次序"), LEFT)
    assert panel.order.names() == before
    rows = [panel.order.visualRect(panel.order.items.index(row, 0)).center() for row in range(4)]
    drag(qtbot, panel.order.viewport(), rows[3], rows[2], rows[1])
    assert fields(members) == [before[0], before[3], before[1], before[2], *before[4:]]
    press(qtbot, Key.Key_Up, modifier=ALT)
    assert fields(members)[:2] == [before[3], before[0]]
    assert shown_names(members.office, members.spec)[0] == before[3]
    press(qtbot, Key.Key_Space)
    assert fields(members)[0] == before[0]
    assert before[3] not in fields(members)


def test_the_columns_of_the_beginning_come_back(
    members: RegisterScreen, panel: ColumnPanel, qtbot: QtBot
) -> None:
    lines = panel.sections
    for words in ("民族", "性别", "姓名"):
        qtbot.mouseClick(lines.viewport(), LEFT, pos=line(lines, words))
    qtbot.mouseClick(button_called(panel, "恢复默认"), LEFT)
    assert tuple(fields(members)) == first_names(members.spec)
    assert HELD.name in fields(members)


def test_the_keyboard_is_enough(members: RegisterScreen, panel: ColumnPanel, qtbot: QtBot) -> None:
    qtbot.waitUntil(panel.search.hasFocus)
    compose(panel.search, "mz")
    press(qtbot, Key.Key_Return)
    assert "ethnicity" not in fields(members)  # Enter was the input method's
    compose(panel.search, "", "民族")
    press(qtbot, Key.Key_Return)
    assert "ethnicity" in fields(members)
    press(qtbot, Key.Key_Down, Key.Key_Down, Key.Key_Space)
    assert "ethnicity" not in fields(members)
    press(qtbot, Key.Key_Up, Key.Key_Up)
    assert panel.search.hasFocus()
    press(qtbot, Key.Key_Escape)
    qtbot.waitUntil(lambda: not members.findChildren(type(panel)) or not panel.isVisible())


def test_one_column_always_stays(members: RegisterScreen, panel: ColumnPanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(button_called(panel, "排列次序"), LEFT)
    for _column in range(20):
        panel.order.ticked.emit(0)
    assert len(fields(members)) == 1
