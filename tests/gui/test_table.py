"""The table under real keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from app.queries.past.history import entries
from app.ui.editors.choice import ChoiceEditor
from app.ui.style.tokens import Colour
from tests.gui.hands import CTRL, SHIFT, column, compose, place, press, shown, stand_on, stored

if TYPE_CHECKING:
    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from app.ui.register.screen import RegisterScreen

Key = Qt.Key


def test_the_model_keeps_the_promises_of_qt(
    members: RegisterScreen, qtmodeltester: ModelTester
) -> None:
    qtmodeltester.check(members.card.model)


def test_typing_replaces_the_value_and_keeps_the_first_key(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(activities, 0, "name")
    press(qtbot, "Spring")
    assert stored(activities, 0, "name") == "健步走"  # nothing is saved while typing
    press(qtbot, Key.Key_Return)
    assert stored(activities, 0, "name") == "Spring"
    assert place(activities) == (1, "name")


def test_f2_puts_the_caret_at_the_end(activities: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(activities, 0, "name")
    press(qtbot, Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "健步走"
    assert not editor.hasSelectedText()
    press(qtbot, "2", Key.Key_Return)
    assert stored(activities, 0, "name") == "健步走2"


def test_enter_and_tab_go_as_in_a_spreadsheet(activities: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(activities, 0, "held_on")
    press(qtbot, Key.Key_Tab)
    assert place(activities) == (0, "name")
    press(qtbot, Key.Key_Return)
    assert place(activities) == (1, "held_on")  # where entry by Tab began
    press(qtbot, Key.Key_Return, modifier=SHIFT)
    assert place(activities) == (0, "held_on")
    press(qtbot, Key.Key_Backtab)
    assert place(activities) == (0, "held_on")
    stand_on(activities, 0, "note")
    press(qtbot, Key.Key_Tab)
    assert place(activities) == (1, "held_on")


def test_escape_leaves_the_cell_as_it_was(activities: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(activities, 0, "name")
    press(qtbot, "x", Key.Key_Escape)
    assert stored(activities, 0, "name") == "健步走"
    assert place(activities) == (0, "name")


def test_a_refused_value_stays_to_be_seen_until_escape(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(activities, 0, "held_on")
    press(qtbot, "2026-02-30", Key.Key_Return)
    assert stored(activities, 0, "held_on") == "2026-03-05"
    cell = activities.card.model.cell(0, 0)
    assert (cell.text, cell.fill) == ("2026-02-30", Colour.BAD_TINT)
    assert "2 月" in cell.message
    assert activities.card.findings.isVisible()
    stand_on(activities, 0, "held_on")
    press(qtbot, Key.Key_Escape)
    assert shown(activities, 0, "held_on") == "2026-03-05"
    assert not activities.card.findings.isVisible()


def test_dates_and_money_are_read_as_people_write_them(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(activities, 0, "held_on")
    press(qtbot, "2026.4.1", Key.Key_Return)
    stand_on(activities, 0, "cost_fen")
    press(qtbot, "1,234.5", Key.Key_Return)
    assert (shown(activities, 0, "held_on"), shown(activities, 0, "cost_fen")) == (
        "2026-04-01",
        "1,234.50",
    )


def test_a_choice_is_found_by_a_part_of_its_word(members: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(members, 0, "group_id")
    press(qtbot, Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, ChoiceEditor)
    line = editor.lineEdit()
    assert line is not None
    line.selectAll()
    press(qtbot, "装配二组", Key.Key_Return)
    assert shown(members, 0, "group_id") == "装配二组"


def test_typing_replaces_a_choice_and_a_part_of_the_word_is_enough(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(members, 0, "group_id")
    assert shown(members, 0, "group_id") == "装配一组"
    press(qtbot, "二", Key.Key_Return)
    assert shown(members, 0, "group_id") == "装配二组"
    press(qtbot, "组", Key.Key_Return)  # both groups hold it
    assert members.card.model.cell(1, column(members, "group_id")).fill is Colour.BAD_TINT


def test_a_double_click_opens_the_list_of_choices(members: RegisterScreen, qtbot: QtBot) -> None:
    view = members.card.view
    place = view.visualRect(members.card.model.index(1, column(members, "sex"))).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    editor = view.findChild(ChoiceEditor)
    assert editor is not None
    qtbot.waitUntil(editor.view().isVisible)
    choices = editor.view()
    qtbot.keyClick(choices, Key.Key_Up)
    qtbot.keyClick(choices, Key.Key_Return)
    assert shown(members, 1, "sex") == "男"


def test_a_code_is_as_good_as_its_word(members: RegisterScreen, qtbot: QtBot) -> None:
    members.card.show_columns(["name", "education"])
    stand_on(members, 0, "education")
    press(qtbot, "20", Key.Key_Return)
    assert shown(members, 0, "education") == "大学本科"


def test_derived_cells_say_why_they_cannot_be_typed_into(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(members, 0, "standing")
    with qtbot.waitSignal(members.hinted) as said:
        press(qtbot, "x")
    assert "会籍状态" in str(said.args)


def test_the_new_row_is_saved_when_it_is_left(activities: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(activities, 3, "held_on")
    press(qtbot, "2026-10-01", Key.Key_Tab, "Run", Key.Key_Tab)
    assert len(activities.card.model.ids) == 3
    press(qtbot, Key.Key_Up)
    model = activities.card.model
    assert len(model.ids) == 4
    assert (shown(activities, 3, "held_on"), shown(activities, 3, "name")) == ("2026-10-01", "Run")


def test_tab_after_the_last_cell_begins_another_row(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(activities, 3, "held_on")
    press(qtbot, "2026-10-01", Key.Key_Tab, "One", Key.Key_Tab)
    stand_on(activities, 3, "note")
    press(qtbot, Key.Key_Tab)
    assert len(activities.card.model.ids) == 4
    assert place(activities) == (4, "held_on")


def test_an_incomplete_new_row_is_kept_and_explained(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(activities, 3, "name")
    press(qtbot, "Run", Key.Key_Tab, Key.Key_Up)
    assert len(activities.card.model.ids) == 3
    assert shown(activities, 3, "name") == "Run"
    stand_on(activities, 3, "name")
    assert activities.card.findings.isVisible()
    press(qtbot, Key.Key_Escape)
    assert shown(activities, 3, "name") == ""


def test_copying_takes_numbers_with_their_stars(members: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(members, 0, "name")
    members.card.view.go(1, column(members, "id_number"), extend=True)
    press(qtbot, Key.Key_C, modifier=CTRL)
    text = QGuiApplication.clipboard().text()
    assert text.splitlines()[0].startswith("白建军\t男\t990***********00")


def test_a_masked_number_pasted_back_changes_nothing(members: RegisterScreen, qtbot: QtBot) -> None:
    before = stored(members, 0, "id_number"), stored(members, 1, "id_number")
    stand_on(members, 0, "id_number")
    press(qtbot, Key.Key_C, modifier=CTRL)
    press(qtbot, Key.Key_V, modifier=CTRL)
    stand_on(members, 1, "id_number")
    press(qtbot, Key.Key_V, modifier=CTRL)
    assert (stored(members, 0, "id_number"), stored(members, 1, "id_number")) == before
    assert "遮盖" in members.card.model.cell(1, column(members, "id_number")).message


def test_a_block_pasted_beyond_the_end_adds_rows(activities: RegisterScreen, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText('2026-11-01\tA\n2026-11-02\t"B\n""C"""\nnonsense\tD\n')
    stand_on(activities, 2, "held_on")
    press(qtbot, Key.Key_V, modifier=CTRL)
    names = [shown(activities, row, "name") for row in range(4)]
    assert names == ["健步走", "篮球赛", "A", 'B "C"']
    assert shown(activities, 4, "held_on") == "nonsense"  # the bad row stays to be mended
    desk = activities.office.desk
    assert entries(desk.reader, limit=1)[0]["title"] == '粘贴文体活动登记：书画展、B "C"、D'


def test_one_value_pasted_fills_the_selection(activities: RegisterScreen, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("二楼")
    stand_on(activities, 0, "place")
    activities.card.view.go(2, column(activities, "place"), extend=True)
    press(qtbot, Key.Key_V, modifier=CTRL)
    assert [stored(activities, row, "place") for row in range(3)] == ["二楼"] * 3


def test_fill_down_today_and_delete(activities: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(activities, 1, "cost_fen")
    activities.card.view.go(2, column(activities, "cost_fen"), extend=True)
    press(qtbot, Key.Key_D, modifier=CTRL)
    assert stored(activities, 2, "cost_fen") == 320_000
    stand_on(activities, 0, "held_on")
    press(qtbot, Key.Key_Semicolon, modifier=CTRL)
    assert stored(activities, 0, "held_on") == "2026-11-20"
    stand_on(activities, 1, "cost_fen")
    press(qtbot, Key.Key_Delete)
    assert stored(activities, 1, "cost_fen") is None


def test_control_and_arrow_jump_to_the_edge_of_the_data(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(activities, 0, "cost_fen")
    press(qtbot, Key.Key_Down, modifier=CTRL)
    assert place(activities) == (1, "cost_fen")
    press(qtbot, Key.Key_Down, modifier=CTRL)
    assert place(activities) == (2, "cost_fen")


def test_the_status_line_sums_the_selection(activities: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(activities, 0, "cost_fen")
    with qtbot.waitSignal(activities.figured) as told:
        activities.card.view.go(2, column(activities, "cost_fen"), extend=True)
    assert told.args == [[("计数", "2"), ("求和", "4,400.50"), ("平均", "2,200.25")]]


def test_keys_belong_to_the_word_being_composed(activities: RegisterScreen, qtbot: QtBot) -> None:
    view = activities.card.view
    stand_on(activities, 0, "name")
    compose(view, "ji")
    press(qtbot, Key.Key_Return)
    press(qtbot, Key.Key_Escape)
    assert place(activities) == (0, "name")
    compose(view, "jian'bu")
    compose(view, "", "健步")
    press(qtbot, Key.Key_Return)
    assert stored(activities, 0, "name") == "健步"
    assert place(activities) == (1, "name")


def test_a_word_composed_in_an_open_editor_is_not_cut_short(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(activities, 0, "name")
    press(qtbot, Key.Key_F2)
    editor = QApplication.focusWidget()
    compose(editor, "zou")
    press(qtbot, Key.Key_Return)
    assert QApplication.focusWidget() is editor
    compose(editor, "", "走")
    press(qtbot, Key.Key_Return)
    assert stored(activities, 0, "name") == "健步走走"


def test_composing_and_giving_up_keeps_the_value(activities: RegisterScreen, qtbot: QtBot) -> None:
    view = activities.card.view
    stand_on(activities, 0, "name")
    compose(view, "x")
    compose(view, "")
    press(qtbot, Key.Key_Return)
    assert stored(activities, 0, "name") == "健步走"


@pytest.mark.parametrize("keys", [[Key.Key_Backspace], [Key.Key_Delete]])
def test_a_required_value_cannot_be_cleared(
    activities: RegisterScreen, qtbot: QtBot, keys: list[Qt.Key]
) -> None:
    stand_on(activities, 0, "name")
    press(qtbot, *keys)
    assert stored(activities, 0, "name") == "健步走"
    assert activities.card.model.cell(0, 1).fill is Colour.BAD_TINT
