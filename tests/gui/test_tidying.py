"""Duplicates found, compared, merged or told apart, with clicks and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.actions import records
from app.queries.past import history
from app.ui.tidying.twins_screen import TwinsScreen
from tests.gui.hands import button_called, press, select, stand_on
from tests.gui.tidying import TWIN, add, do, in_force, merge, row, twins, words_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.register.screen import RegisterScreen
    from app.ui.window import MainWindow


Key = Qt.Key


# --- duplicates ---------------------------------------------------------------------------------


def test_a_pair_is_compared_and_merged_with_keys_alone(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    (other,) = add(desk, TWIN)
    first = in_force(desk)[0]
    screen = twins(window, qtbot)
    (pair,) = screen.pairs.shown
    assert pair.likeness.why == "繁简或异体 + 手机相同"
    assert screen.list.hasFocus()
    press(qtbot, Key.Key_Return)  # on to the comparison
    assert screen.card.table.hasFocus()
    labels = [screen.card.rows.cell(n, 0).text for n in range(screen.card.rows.count())]
    assert labels[0] == "姓名"  # what differs on both sides comes first
    press(qtbot, "2")
    assert screen.card.table.current_row() == 1  # chosen, and on to the next
    assert screen.card.rows.cell(0, 3).text == "白建軍"
    press(qtbot, Key.Key_Up, "1", Key.Key_Return)
    qtbot.waitUntil(lambda: screen.tasks.task is None)
    assert in_force(desk) == [first, 2, 3, 4]
    assert (row(desk, first)["name"], row(desk, first)["post"]) == ("白建军", "钳工")
    assert "白建軍已并入白建军" in words_of(screen.findings)
    assert screen.pairs.count() == 0
    (done,) = history.entries(desk.reader, 1)
    assert done["title"] == "合并会员：白建軍并入白建军"
    desk.undo()
    assert in_force(desk) == sorted([first, 2, 3, 4, other])


def test_clicks_choose_a_side_and_which_record_stays(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    (other,) = add(desk, TWIN)
    screen = twins(window, qtbot)
    card = screen.card
    index = card.rows.index(0, 2)
    qtbot.mouseClick(
        card.table.viewport(), Qt.MouseButton.LeftButton, pos=card.table.visualRect(index).center()
    )
    qtbot.mouseClick(card.keep.buttons[1], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(screen.merge_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.tasks.task is None)
    assert sorted(in_force(desk)) == [2, 3, 4, other]
    assert row(desk, other)["name"] == "白建軍"
    assert row(desk, other)["card_no"] == "LH0001"  # blank there: the other's is taken


def test_a_value_that_stands_on_neither_side_can_be_written(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    add(desk, TWIN)
    screen = twins(window, qtbot)
    screen.card.table.setFocus()
    press(qtbot, "3")
    editor = screen.card.editor
    assert isinstance(editor, QLineEdit)
    editor.setText("白建君")
    qtbot.keyClick(editor, Key.Key_Return)
    assert screen.card.rows.cell(0, 3).text == "白建君"
    merge(screen, qtbot)
    assert row(desk, 1)["name"] == "白建君"


def test_what_cannot_be_read_is_not_taken(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    add(desk, {**TWIN, "mobile": "13800000009", "born_on": "1985-03-01"})
    screen = twins(window, qtbot)
    card = screen.card
    place = [card.rows.cell(n, 0).text for n in range(card.rows.count())].index("手机")
    card.table.setFocus()
    card.table.go(place)
    press(qtbot, Key.Key_F2)
    assert isinstance(card.editor, QLineEdit)
    card.editor.setText("123")
    button_called(card, "用这个值").click()
    assert "11 位手机号" in words_of(card)
    qtbot.keyClick(card.editor, Key.Key_Escape)
    assert card.editor is None
    assert screen.merge_button.isEnabled()


def test_contradicting_events_keep_the_button_shut_until_one_is_left_out(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    (other,) = add(desk, {**TWIN, "approved_on": "2012-03-01"})
    screen = twins(window, qtbot)
    assert not screen.merge_button.isEnabled()
    assert "会籍变动不衔接" in words_of(window.status)
    lines = [screen.card.story.line(n) for n in range(screen.card.story.count())]
    place = [line.owner for line in lines if line is not None].index(other)
    screen.card.events.setFocus()
    screen.card.events.go(place)
    press(qtbot, Key.Key_Space)
    assert screen.merge_button.isEnabled()
    merge(screen, qtbot)
    assert in_force(desk) == [1, 2, 3, 4]


def test_two_people_are_not_asked_about_again(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    add(desk, TWIN)
    screen = twins(window, qtbot)
    qtbot.mouseClick(screen.apart, Qt.MouseButton.LeftButton)
    assert screen.pairs.count() == 0
    assert history.entries(desk.reader, 1)[0]["title"] == "查重会员：白建军与白建軍不是同一个人"
    screen.look_for_twins()
    qtbot.waitUntil(lambda: screen.tasks.task is None)
    assert screen.pairs.count() == 0
    assert "另有 1 对已认定" in screen.head.facts.whole_text()


def test_pairs_can_be_narrowed_to_one_reason(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    add(desk, TWIN, {"name": "曹桂芳", "born_on": "1985-03-01"})
    screen = twins(window, qtbot)
    assert screen.pairs.count() == 2
    screen.filter("手机相同")
    assert [pair.names[1] for pair in screen.pairs.shown] == ["白建軍"]
    screen.filter("")
    assert screen.pairs.count() == 2


def test_equal_fields_are_folded_away(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    add(desk, TWIN)
    screen = twins(window, qtbot)
    folded = screen.card.rows.count()
    equal = screen.card.comparison.count_equal  # type: ignore[union-attr]
    button_called(screen.card, f"相同的 {equal} 项").click()
    assert screen.card.rows.count() == folded + equal


def test_numbers_stay_masked_and_are_told_apart(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    add(desk, {**TWIN, "mobile": "13811110001", "born_on": "1985-03-01"})
    screen = twins(window, qtbot)
    texts = [
        screen.card.rows.cell(n, column).text
        for n in range(screen.card.rows.count())
        for column in (1, 2, 3)
    ]
    assert "138****0001　中间不同" in texts
    assert not any("13800000001" in text for text in texts)


def test_namesakes_are_told_apart_by_what_stands_on_their_cards(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    (number,) = add(desk, {**TWIN, "name": "白建军"})
    compared = twins(window, qtbot).card.comparison
    assert compared is not None
    told = {compared.told_apart(0), compared.told_apart(1)}
    assert told == {"会员证号 LH0001", f"序号 {number}"}


def test_two_selected_rows_are_merged_from_the_list(
    members: RegisterScreen, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    stand_on(members, 0, "name")
    do(members, "合并选中的两条")
    assert window.current_screen is members  # one is not enough
    select(members, (0, "name"), (1, "name"))
    do(members, "合并选中的两条")
    screen = window.current_screen
    assert isinstance(screen, TwinsScreen)
    assert not screen.list.isVisible()
    assert screen.card.table.hasFocus()
    button_called(screen, "返回").click()
    assert window.current_screen is members


def test_what_comes_along_is_said_for_either_side(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    spec = desk.spec("member_group")
    draft = {"name": "装配 一组"}
    desk.act("add", "新增", lambda unit: records.add(unit, spec, draft))
    screen = twins(window, qtbot, "member_group")
    keep = screen.card.keep
    qtbot.mouseClick(keep.buttons[1], Qt.MouseButton.LeftButton)
    assert "会员 4 条" in screen.card.moved.text()  # those of the group that now goes
    qtbot.mouseClick(keep.buttons[0], Qt.MouseButton.LeftButton)
    assert "会员" not in screen.card.moved.text()
    assert screen.card.story.count() == 0  # groups have no membership
    merge(screen, qtbot)
    assert len(in_force(desk, "member_group")) == 2


def test_a_search_that_is_stopped_says_so(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    add(desk, TWIN)
    screen = twins(window, qtbot)
    screen.look_for_twins()
    task = screen.tasks.task
    assert task is not None
    task.cancel()
    qtbot.waitUntil(lambda: screen.tasks.task is None)
    stopped = "查找已停止，没有查完"
    assert screen.head.facts.whole_text() == stopped or screen.pairs.count() == 1
    screen.look_for_twins()
    screen.look_for_twins()  # asked for once more before the first was through
    qtbot.waitUntil(lambda: screen.tasks.task is None and screen.pairs.count() == 1)
