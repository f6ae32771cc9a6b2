"""Filling cells: by keys, and by drawing the handle with the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolTip

from app.queries.past.history import entries
from app.spec.kinds import Kind
from app.ui.table.filling import filled
from app.ui.table.filling.series import series_of
from tests.gui.hands import (
    CTRL,
    LEFT,
    column,
    drag,
    move,
    names,
    press,
    select,
    shown,
    stand_on,
    stored,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.register.screen import RegisterScreen

Key = Qt.Key


def draw(qtbot: QtBot, screen: RegisterScreen, row: int, name: str) -> None:
    """Draw the handle of the selection to a cell."""
    view = screen.card.view
    target = view.visualRect(screen.card.model.index(row, column(screen, name))).center()
    drag(qtbot, view.viewport(), view.handle.place().center(), target)


# --- series ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "values", "goes_on"),
    [
        (Kind.CODE, ["LH0001"], ["LH0002", "LH0003"]),
        (Kind.CODE, ["LH0009", "LH0011"], ["LH0013", "LH0015"]),
        (Kind.CODE, ["098"], ["099", "100"]),
        (Kind.TEXT, ["第3组"], ["第4组", "第5组"]),
        (Kind.TEXT, ["二楼"], ["二楼", "二楼"]),
        (Kind.TEXT, ["甲", "乙"], ["甲", "乙"]),
        (Kind.INTEGER, [40], [40, 40]),
        (Kind.INTEGER, [40, 45], [50, 55]),
        (Kind.MONEY, [2500], [2500, 2500]),
        (Kind.MONEY, [2500, 2400], [2300, 2200]),
        (Kind.DATE, ["2026-12-31"], ["2027-01-01", "2027-01-02"]),
        (Kind.DATE, ["2026-01-05", "2026-01-12"], ["2026-01-19", "2026-01-26"]),
        (Kind.DATE, ["2025-12-31", "2026-01-31"], ["2026-02-28", "2026-03-31"]),
        (Kind.DATE, ["2026-01-31", "2026-02-28"], ["2026-03-31", "2026-04-30"]),
        (Kind.PARTIAL_DATE, ["2026-11"], ["2026-12", "2027-01"]),
        (Kind.PARTIAL_DATE, ["2024"], ["2025", "2026"]),
        (Kind.PARTIAL_DATE, ["2024", "2024-05"], ["2024", "2024-05"]),
        (Kind.CHOICE, ["1", "2"], ["1", "2"]),
        (Kind.PHONE, ["13800000001"], ["13800000001", "13800000001"]),
        (Kind.INTEGER, [1, None], [1, None]),
    ],
)
def test_a_series_goes_on_as_in_a_spreadsheet(
    kind: Kind, values: list[object], goes_on: list[object]
) -> None:
    series = series_of(kind, values)
    assert [series(len(values)), series(len(values) + 1)] == goes_on


def test_control_turns_copying_and_counting_round() -> None:
    assert series_of(Kind.INTEGER, [40], turned=True)(1) == 41
    assert series_of(Kind.MONEY, [2500], turned=True)(1) == 2600
    assert series_of(Kind.CODE, ["LH0001"], turned=True)(1) == "LH0001"


def test_counting_backwards_ends_at_nought() -> None:
    series = series_of(Kind.CODE, ["LH0001"])
    assert [series(-1), series(-2)] == ["LH0000", "LH0001"]


# --- the handle -----------------------------------------------------------------------------


def test_drawing_the_handle_counts_texts_on(activities: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(activities, 0, "place")
    press(qtbot, "Hall 09", Key.Key_Return)
    stand_on(activities, 0, "place")
    draw(qtbot, activities, 2, "place")
    places = [stored(activities, row, "place") for row in range(3)]
    assert places == ["Hall 09", "Hall 10", "Hall 11"]
    block = activities.card.view.block()
    assert (block.rows, activities.card.view.currentIndex().row()) == ((0, 1, 2), 0)
    title = entries(activities.office.desk.reader, limit=1)[0]["title"]
    assert title == "填充文体活动登记：篮球赛、书画展"
    press(qtbot, Key.Key_Z, modifier=CTRL)  # one step
    assert [stored(activities, row, "place") for row in range(3)] == ["Hall 09", None, None]


def test_days_go_on_and_upwards_too(activities: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(activities, 2, "held_on")
    draw(qtbot, activities, 0, "held_on")
    days = [stored(activities, row, "held_on") for row in range(3)]
    assert days == ["2026-09-10", "2026-09-11", "2026-09-12"]


def test_two_numbers_give_the_step(activities: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(activities, 1, "people_count")
    press(qtbot, "35", Key.Key_Return)
    select(activities, (0, "people_count"), (1, "people_count"))
    draw(qtbot, activities, 2, "people_count")
    assert [stored(activities, row, "people_count") for row in range(3)] == [40, 35, 30]


def test_a_choice_is_copied_along(members: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(members, 0, "sex")
    draw(qtbot, members, 1, "sex")
    assert shown(members, 1, "sex") == "男"


def test_drawing_sideways_goes_into_columns_of_the_same_kind(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(activities, 0, "place")
    press(qtbot, "Hall 1", Key.Key_Return)
    stand_on(activities, 0, "place")
    with qtbot.waitSignal(activities.hinted) as said:
        draw(qtbot, activities, 0, "people_count")
    assert shown(activities, 0, "participants") == "Hall 2"
    assert stored(activities, 0, "people_count") == 40
    assert "不同类" in str(said.args)


def test_while_drawing_the_last_value_is_told_and_escape_gives_up(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    view = activities.card.view
    stand_on(activities, 0, "held_on")
    qtbot.mousePress(view.viewport(), LEFT, pos=view.handle.place().center())
    target = view.visualRect(activities.card.model.index(2, 0)).center()
    move(view.viewport(), target)
    assert QToolTip.text() == "2026-03-07"
    press(qtbot, Key.Key_Escape)
    qtbot.mouseRelease(view.viewport(), LEFT, pos=target)
    assert stored(activities, 2, "held_on") == "2026-09-12"


def test_the_handle_is_for_rows_that_can_be_written(members: RegisterScreen) -> None:
    stand_on(members, 0, "name")
    assert members.card.view.handle.place().isValid()
    stand_on(members, 4, "name")  # the blank row
    assert not members.card.view.handle.place().isValid()
    members.as_at.choose("2020-12-31")
    stand_on(members, 0, "name")
    assert not members.card.view.handle.place().isValid()


def test_derived_cells_are_not_filled(members: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(members, 0, "joined_on")
    with qtbot.waitSignal(members.hinted) as said:
        draw(qtbot, members, 2, "joined_on")
    assert "入会日期" in str(said.args)
    assert stored(members, 1, "joined_on") == "2010-07-01"


def test_a_double_click_on_the_handle_fills_beside_what_is_there(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(activities, 0, "place")
    press(qtbot, "Hall 1", Key.Key_Return)
    stand_on(activities, 0, "place")
    view = activities.card.view
    qtbot.mouseDClick(view.viewport(), LEFT, pos=view.handle.place().center())
    assert [shown(activities, row, "place") for row in range(3)] == ["Hall 1", "Hall 2", "Hall 3"]
    assert not view.is_editing


def test_more_rows_than_a_fill_takes_are_told(
    activities: RegisterScreen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filled, "MOST_ROWS", 1)
    stand_on(activities, 0, "held_on")
    with qtbot.waitSignal(activities.hinted) as said:
        draw(qtbot, activities, 2, "held_on")
    assert said.args == ["1 个单元格没有动：一次最多填 1 行"]
    assert stored(activities, 1, "held_on") == "2026-03-06"
    assert stored(activities, 2, "held_on") == "2026-09-12"


# --- keys -----------------------------------------------------------------------------------


def test_control_d_copies_the_first_row_or_the_one_above(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    select(activities, (0, "people_count"), (2, "people_count"))
    press(qtbot, Key.Key_D, modifier=CTRL)
    assert [stored(activities, row, "people_count") for row in range(3)] == [40, 40, 40]
    stand_on(activities, 2, "name")
    press(qtbot, Key.Key_D, modifier=CTRL)
    assert names(activities) == ["健步走", "篮球赛", "篮球赛"]


def test_control_r_copies_the_first_column_or_the_one_before(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    select(activities, (0, "name"), (1, "participants"))
    press(qtbot, Key.Key_R, modifier=CTRL)
    assert [shown(activities, 1, name) for name in ("place", "participants")] == ["篮球赛"] * 2
    stand_on(activities, 2, "place")
    press(qtbot, Key.Key_R, modifier=CTRL)
    assert shown(activities, 2, "place") == "书画展"
    press(qtbot, Key.Key_Z, Key.Key_Z, modifier=CTRL)
    assert stored(activities, 1, "place") is None


def test_today_is_for_dates_only_and_in_an_open_editor_too(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(activities, 0, "name")
    with qtbot.waitSignal(activities.hinted) as said:
        press(qtbot, Key.Key_Semicolon, modifier=CTRL)
    assert "日期" in str(said.args)
    assert stored(activities, 0, "name") == "健步走"
    stand_on(activities, 0, "held_on")
    press(qtbot, Key.Key_F2)
    press(qtbot, Key.Key_Semicolon, modifier=CTRL)
    press(qtbot, Key.Key_Return)
    assert stored(activities, 0, "held_on") == "2026-11-20"
