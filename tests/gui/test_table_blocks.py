"""Selecting, copying, cutting and pasting blocks; what cells say and how they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from app.actions import records
from app.queries.evidence import HELD
from app.ui.style.tokens import Colour
from app.ui.table import blocks, summary
from app.ui.table.cells import cell_of
from tests.gui.hands import (
    CTRL,
    LEFT,
    SHIFT,
    column,
    drag,
    names,
    place,
    press,
    select,
    shown,
    stand_on,
    stored,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.register.screen import RegisterScreen
    from app.ui.window import MainWindow

Key = Qt.Key


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def centre(screen: RegisterScreen, row: int, name: str) -> QPoint:
    index = screen.card.model.index(row, column(screen, name))
    return screen.card.view.visualRect(index).center()


# --- selecting ------------------------------------------------------------------------------


def test_what_is_typed_after_dragging_goes_into_the_first_cell(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    view = activities.card.view.viewport()
    drag(qtbot, view, centre(activities, 0, "place"), centre(activities, 2, "participants"))
    block = activities.card.view.block()
    assert (len(block.rows), len(block.columns)) == (3, 2)
    press(qtbot, "Hall", Key.Key_Return)
    assert stored(activities, 0, "place") == "Hall"


def test_shift_and_a_click_select_as_far_as_there(activities: RegisterScreen, qtbot: QtBot) -> None:
    view = activities.card.view
    qtbot.mouseClick(view.viewport(), LEFT, pos=centre(activities, 0, "name"))
    qtbot.mouseClick(view.viewport(), LEFT, SHIFT, pos=centre(activities, 2, "place"))
    assert (view.block().rows, len(view.block().columns)) == ((0, 1, 2), 2)
    assert place(activities) == (0, "name")


def test_shift_moves_the_far_corner_and_control_to_the_edge(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    view = activities.card.view
    stand_on(activities, 0, "name")
    press(qtbot, Key.Key_Down, modifier=SHIFT)
    press(qtbot, Key.Key_Right, modifier=SHIFT)
    assert (view.block().rows, len(view.block().columns)) == ((0, 1), 2)
    press(qtbot, Key.Key_Up, modifier=SHIFT)
    assert view.block().rows == (0,)
    press(qtbot, Key.Key_Down, modifier=CTRL | SHIFT)
    assert view.block().rows == (0, 1, 2)
    press(qtbot, Key.Key_Up, modifier=SHIFT)
    assert view.block().rows == (0, 1)
    assert place(activities) == (0, "name")


def test_home_end_and_the_page_keys(members: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(members, 1, "name")
    press(qtbot, Key.Key_End)
    assert place(members) == (1, HELD.name)
    press(qtbot, Key.Key_Home, modifier=CTRL)
    assert place(members) == (0, "card_no")
    press(qtbot, Key.Key_End, modifier=CTRL | SHIFT)
    block = members.card.view.block()
    assert (block.rows, len(block.columns)) == ((0, 1, 2, 3), 10)
    press(qtbot, Key.Key_Up, modifier=SHIFT)
    assert members.card.view.block().rows == (0, 1, 2)
    press(qtbot, Key.Key_PageDown)
    assert place(members)[0] == 4


def test_control_a_selects_all_and_the_line_below_counts(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(activities, 0, "name")
    with qtbot.waitSignal(activities.figured) as told:
        press(qtbot, Key.Key_A, modifier=CTRL)
    assert told.args is not None
    assert told.args[0][0] == ("计数", "9")
    assert len(activities.card.view.block().columns) == 9


def test_control_and_arrow_jumps_over_gaps_beyond_the_page(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    model = activities.card.model
    more = [{"held_on": "2026-10-01", "name": f"读书会{n}"} for n in range(600)]
    more[500]["place"] = "阅览室"
    activities.office.desk.act(
        "add_records", "很多", lambda unit: records.add_all(unit, activities.spec, more)
    )
    activities.refresh()
    stand_on(activities, 0, "place")
    press(qtbot, Key.Key_Down, modifier=CTRL)
    assert place(activities) == (503, "place")
    press(qtbot, Key.Key_Down, modifier=CTRL)
    assert place(activities) == (len(model.ids) - 1, "place")
    stand_on(activities, 0, "people_count")
    press(qtbot, Key.Key_Right, modifier=CTRL)
    assert place(activities) == (0, HELD.name)  # nothing filled on the way


def test_very_many_cells_are_summed_column_by_column(
    activities: RegisterScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = activities.card.view
    view.selectAll()
    selection = view.selectionModel().selection()
    few = summary.figures_of(activities.card.model, selection)
    monkeypatch.setattr(summary, "_FEW_CELLS", 1)
    assert summary.figures_of(activities.card.model, selection) == few
    view.select_block(0, 2, [column(activities, "cost_fen")])
    selection = view.selectionModel().selection()
    figures = summary.figures_of(activities.card.model, selection)
    assert figures == [("计数", "2"), ("求和", "4,400.50"), ("平均", "2,200.25")]


# --- Tab and Enter, Esc ---------------------------------------------------------------------


def test_enter_after_a_click_goes_straight_down(activities: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(activities, 0, "held_on")
    press(qtbot, Key.Key_Tab)
    view = activities.card.view.viewport()
    qtbot.mouseClick(view, LEFT, pos=centre(activities, 0, "place"))
    press(qtbot, Key.Key_Return)
    assert place(activities) == (1, "place")


def test_a_row_entered_by_tab_ends_under_its_first_cell(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(activities, 3, "held_on")
    press(qtbot, "2026-10-01", Key.Key_Tab, "One", Key.Key_Tab, "Hall", Key.Key_Return)
    assert len(activities.card.model.ids) == 4
    assert place(activities) == (4, "held_on")


def test_escape_once_ends_the_edit_and_twice_clears_the_row(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(activities, 3, "held_on")
    press(qtbot, "2026-10-01", Key.Key_Tab, "One")
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    press(qtbot, Key.Key_Escape)
    assert shown(activities, 3, "held_on") == "2026-10-01"
    assert shown(activities, 3, "name") == ""
    press(qtbot, Key.Key_Escape)
    assert activities.card.model.draft == {}


def test_a_double_click_puts_the_caret_at_the_end(activities: RegisterScreen, qtbot: QtBot) -> None:
    view = activities.card.view.viewport()
    at = centre(activities, 0, "name")
    qtbot.mouseClick(view, LEFT, pos=at)
    qtbot.mouseDClick(view, LEFT, pos=at)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert (editor.text(), editor.cursorPosition(), editor.hasSelectedText()) == (
        "健步走",
        3,
        False,
    )


# --- the clipboard --------------------------------------------------------------------------


def test_several_lines_are_copied_with_quotes_and_come_back(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    activities.card.show_columns(["name", "summary"])
    QGuiApplication.clipboard().setText('"first\nsecond ""x"""\n')
    stand_on(activities, 0, "summary")
    press(qtbot, Key.Key_V, modifier=CTRL)
    assert stored(activities, 0, "summary") == 'first\nsecond "x"'
    assert activities.card.model.cell(0, 1).text == 'first second "x"'
    press(qtbot, Key.Key_C, modifier=CTRL)
    assert clipboard() == '"first\nsecond ""x"""\r\n'
    stand_on(activities, 1, "summary")
    press(qtbot, Key.Key_V, modifier=CTRL)
    assert stored(activities, 1, "summary") == 'first\nsecond "x"'


def test_numbers_kept_as_text_keep_their_zeros(members: RegisterScreen, qtbot: QtBot) -> None:
    members.card.show_columns(["name", "staff_no", "id_number"])
    number = "990001199012311229"
    QGuiApplication.clipboard().setText(f"001\t{number}\n")
    stand_on(members, 0, "staff_no")
    press(qtbot, Key.Key_V, modifier=CTRL)
    assert stored(members, 0, "staff_no") == "001"
    left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    assert members.card.model.cell(0, 1).align == left
    stand_on(members, 0, "staff_no")
    press(qtbot, Key.Key_C, modifier=CTRL)
    assert clipboard() == "001\r\n"


def test_a_number_that_lost_its_figures_is_refused(members: RegisterScreen, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("9.90001E+17")
    stand_on(members, 1, "id_number")
    press(qtbot, Key.Key_V, modifier=CTRL)
    cell = members.card.model.cell(1, column(members, "id_number"))
    assert cell.fill is Colour.BAD_TINT
    assert "科学记数" in cell.message


def test_cutting_takes_out_but_never_a_number_that_was_masked(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(members, 1, "monthly_dues_fen")
    press(qtbot, Key.Key_X, modifier=CTRL)
    assert clipboard() == "24.00\r\n"
    assert stored(members, 1, "monthly_dues_fen") is None
    stand_on(members, 0, "mobile")
    with qtbot.waitSignal(members.hinted, check_params_cb=lambda text: "遮盖" in text):
        press(qtbot, Key.Key_X, modifier=CTRL)
    assert stored(members, 0, "mobile") == "13800000001"


def test_a_block_is_pasted_as_often_as_it_fits(activities: RegisterScreen, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("A\tB")
    select(activities, (0, "place"), (2, "participants"))
    press(qtbot, Key.Key_V, modifier=CTRL)
    assert [shown(activities, row, "place") for row in range(3)] == ["A", "A", "A"]
    assert [shown(activities, row, "participants") for row in range(3)] == ["B", "B", "B"]


def test_more_rows_than_the_clipboard_takes_are_told(
    activities: RegisterScreen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "MOST_ROWS", 2)
    select(activities, (0, "name"), (2, "name"))
    with qtbot.waitSignal(activities.hinted) as said:
        press(qtbot, Key.Key_C, modifier=CTRL)
    assert said.args == ["只复制了前 2 行，更多的请用“导出”"]


# --- how values stand -----------------------------------------------------------------------


def test_nought_is_a_dash_and_blank_is_unknown(activities: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(activities, 1, "cost_fen")
    press(qtbot, "0", Key.Key_Return)
    cell = activities.card.model.cell(1, column(activities, "cost_fen"))
    assert (cell.text, cell.whole) == ("-", "0.00")
    stand_on(activities, 1, "cost_fen")
    press(qtbot, Key.Key_C, modifier=CTRL)
    assert clipboard() == "0.00\r\n"  # a dash pasted elsewhere would mean unknown
    assert activities.card.model.cell(0, column(activities, "cost_fen")).text == ""


def test_numbers_stand_right_texts_left_dates_in_the_middle(activities: RegisterScreen) -> None:
    flags = Qt.AlignmentFlag
    aligned = {
        name: activities.card.model.cell(1, column(activities, name)).align
        for name in ("held_on", "name", "people_count", "cost_fen")
    }
    assert aligned == {
        "held_on": flags.AlignCenter,
        "name": flags.AlignVCenter | flags.AlignLeft,
        "people_count": flags.AlignVCenter | flags.AlignRight,
        "cost_fen": flags.AlignVCenter | flags.AlignRight,
    }


@pytest.mark.parametrize(
    ("typed", "shown_as"),
    [
        ("2026/11/2", "2026-11-02"),
        ("20261102", "2026-11-02"),
        ("2026年11月2日", "2026-11-02"),
        ("２０２６．１１．２", "2026-11-02"),
        ("二〇二六年十一月二日", "2026-11-02"),
        ("46328", "2026-11-02"),
    ],
)
def test_dates_are_typed_as_people_write_them(
    activities: RegisterScreen, qtbot: QtBot, typed: str, shown_as: str
) -> None:
    QGuiApplication.clipboard().setText(typed)
    stand_on(activities, 0, "held_on")
    press(qtbot, Key.Key_V, modifier=CTRL)
    assert shown(activities, 0, "held_on") == shown_as


def test_a_day_that_can_be_read_in_two_ways_is_asked_for(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(activities, 0, "held_on")
    press(qtbot, "05.03.04", Key.Key_Return)
    assert "先后不明" in activities.card.model.cell(0, 0).message


def test_negative_amounts_are_red_and_have_their_minus(activities: RegisterScreen) -> None:
    field = activities.spec.fields["cost_fen"]
    cell = cell_of(field, -123_450, None, revealed=False)
    assert (cell.text, cell.ink) == ("-1,234.50", Colour.BAD)


# --- undo -----------------------------------------------------------------------------------


def test_a_hundred_steps_are_taken_back_across_pages(
    window: MainWindow, activities: RegisterScreen, qtbot: QtBot
) -> None:
    model = activities.card.model
    for count in range(50):
        model.write({model.ids[0]: {"people_count": str(100 + count)}})
    window.go("member")
    people = window.current_screen.card.model  # type: ignore[union-attr]
    for count in range(50):
        people.write({people.ids[0]: {"monthly_dues_fen": f"{count + 1}"}})
    for _step in range(100):
        window.undo()
    assert stored(activities, 0, "people_count") == 40
    assert people.value(0, "monthly_dues_fen") is None
    for _step in range(100):
        window.redo()
    assert stored(activities, 0, "people_count") == 149
    assert names(activities) == ["健步走", "篮球赛", "书画展"]
