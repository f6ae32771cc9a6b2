"""Find and replace over a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.actions import records
from app.bootstrap import open_desk
from app.queries.listing import Filter
from app.queries.past.history import entries
from app.ui.composing import Composition
from app.ui.office import Office
from app.ui.register.screen import RegisterScreen
from app.ui.style.tokens import Colour
from app.ui.table.find import bar as find_bar
from app.ui.table.find.aside import write_aside
from app.ui.tasks import Cancelled
from app.ui.window import MainWindow
from tests.gui.hands import (
    CTRL,
    LEFT,
    SHIFT,
    column,
    compose,
    focused,
    names,
    place,
    press,
    shown,
    stand_on,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytestqt.qtbot import QtBot

Key = Qt.Key


def find(qtbot: QtBot, screen: RegisterScreen, word: str) -> None:
    """Open the bar by its key and type a word; the hits are there after a pause."""
    screen.card.view.setFocus()
    press(qtbot, Key.Key_F, modifier=CTRL)
    screen.find_bar.word.clear()
    screen.find_bar.word.insert(word)
    qtbot.wait(200)


def replace(qtbot: QtBot, screen: RegisterScreen, word: str, other: str) -> None:
    find(qtbot, screen, word)
    press(qtbot, Key.Key_H, modifier=CTRL)
    qtbot.wait(200)
    screen.find_bar.other.setText(other)


def add_many(screen: RegisterScreen, drafts: Iterable[dict[str, object]]) -> None:
    screen.office.act(
        "add_records",
        "很多",
        lambda unit: records.add_all(unit, screen.spec, list(drafts)),
        ask=lambda _findings: "测试",
        refuse=pytest.fail,
        show=pytest.fail,
    )


def test_the_bar_counts_and_goes_from_hit_to_hit(members: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(members, 0, "card_no")
    find(qtbot, members, "男")
    bar = members.find_bar
    assert QApplication.focusWidget() is bar.word
    assert (bar.count.text(), place(members)) == ("1 / 2", (0, "sex"))
    press(qtbot, Key.Key_Return)
    assert (bar.count.text(), place(members)) == ("2 / 2", (2, "sex"))
    press(qtbot, Key.Key_Return)
    assert bar.count.text() == "1 / 2"  # round to the first
    press(qtbot, Key.Key_Return, modifier=SHIFT)
    assert bar.count.text() == "2 / 2"
    press(qtbot, Key.Key_F3)
    assert bar.count.text() == "1 / 2"
    press(qtbot, Key.Key_F3, modifier=SHIFT)
    assert bar.count.text() == "2 / 2"
    press(qtbot, Key.Key_Escape)
    assert bar.isHidden()
    assert QApplication.focusWidget() is members.card.view
    assert place(members) == (2, "sex")


def test_hits_in_a_row_go_from_left_to_right(activities: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(activities, 0, "held_on")
    find(qtbot, activities, "0")
    seen = [place(activities)]
    for _step in range(3):
        press(qtbot, Key.Key_Return)
        seen.append(place(activities))
    assert seen == [(0, "held_on"), (0, "people_count"), (1, "held_on"), (1, "cost_fen")]


def test_what_is_shown_is_found_and_painted(members: RegisterScreen, qtbot: QtBot) -> None:
    find(qtbot, members, "24.0")
    assert place(members) == (1, "monthly_dues_fen")
    stand_on(members, 0, "card_no")
    find(qtbot, members, "装配一")
    assert members.find_bar.count.text() == "1 / 4"
    shows = members.card.view.finder.shows
    assert shows(members.card.model.ids[1], column(members, "group_id"))
    assert not shows(members.card.model.ids[1], column(members, "name"))
    find(qtbot, members, "没有这个词")
    assert members.find_bar.count.text() == "没有找到"


def test_masked_numbers_are_found_by_what_is_seen_or_whole(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    find(qtbot, members, "138****0001")
    assert place(members) == (0, "mobile")
    find(qtbot, members, "13800000001")
    assert members.find_bar.count.text() == "1 / 1"
    find(qtbot, members, "80000")  # behind the stars: finding must not tell more than the screen
    assert members.find_bar.count.text() == "没有找到"


def test_letters_match_in_either_case(members: RegisterScreen, qtbot: QtBot) -> None:
    find(qtbot, members, "lh00")
    assert members.find_bar.count.text() == "1 / 4"


def test_the_whole_register_is_looked_through(activities: RegisterScreen, qtbot: QtBot) -> None:
    add_many(activities, ({"held_on": "2026-10-01", "name": f"读书会{n}"} for n in range(700)))
    find(qtbot, activities, "读书会")
    assert activities.find_bar.count.text() == "1 / 700"
    press(qtbot, Key.Key_Return, modifier=SHIFT)
    assert activities.find_bar.count.text() == "700 / 700"
    assert place(activities)[0] == 702


def test_hits_that_filters_hide_are_told(members: RegisterScreen, qtbot: QtBot) -> None:
    members.card.set_filter("sex", Filter("sex", frozenset("2")))
    find(qtbot, members, "装配")
    assert members.find_bar.count.text() == "1 / 2"
    assert members.find_bar.elsewhere.whole_text() == "筛选外还有 2 处"
    members.card.clear_filters()
    qtbot.waitUntil(lambda: members.find_bar.count.text() == "2 / 4")  # on the same record


def test_one_column_alone_is_looked_into(members: RegisterScreen, qtbot: QtBot) -> None:
    find(qtbot, members, "0001")
    everywhere = members.find_bar.count.text()
    bar = members.find_bar
    bar._fill_scopes(menu := bar.scope.menu())
    next(entry for entry in menu.actions() if entry.text() == "会员证号").trigger()
    qtbot.waitUntil(lambda: bar.count.text() != everywhere)
    assert bar.count.text().endswith("1 / 1")
    assert bar.scope.text() == "会员证号"


def test_typing_a_word_by_an_input_method_is_left_alone(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    find(qtbot, members, "")
    word = members.find_bar.word
    stand_before = place(members)
    compose(word, "zhuang")
    for key in (Key.Key_Return, Key.Key_Escape):
        qtbot.keyClick(word, key)
    assert members.find_bar.isVisible()
    assert place(members) == stand_before
    compose(word, "", "装配")
    qtbot.waitUntil(lambda: members.find_bar.count.text() == "1 / 4")


def test_a_word_composed_in_a_cell_does_not_open_the_bar(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(members, 0, "name")
    compose(members.card.view, "bai")
    press(qtbot, Key.Key_F, modifier=CTRL)
    assert members.find_bar.isHidden()


def test_no_shortcut_of_the_bar_reaches_a_word_being_composed(
    dressed: QApplication, activities: RegisterScreen, qtbot: QtBot
) -> None:
    guard = Composition(dressed)  # as the program has it
    stand_on(activities, 0, "name")
    press(qtbot, Key.Key_F2)
    editor = focused()
    guard._watch(editor)
    compose(editor, "zou")
    for key in (Key.Key_F, Key.Key_H):
        qtbot.keyClick(editor, key, CTRL)
    qtbot.keyClick(editor, Key.Key_F3)
    assert activities.find_bar.isHidden()
    assert focused() is editor
    guard._watch(None)


def test_an_open_editor_is_saved_before_finding(activities: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(activities, 0, "place")
    press(qtbot, "Hall")
    press(qtbot, Key.Key_F, modifier=CTRL)
    assert activities.find_bar.isVisible()
    assert shown(activities, 0, "place") == "Hall"


# --- replacing ------------------------------------------------------------------------------


def test_replacing_all_is_counted_before_and_one_step(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    replace(qtbot, activities, "赛", "会")
    stand_on(activities, 0, "place")
    press(qtbot, "赛场", Key.Key_Return)
    bar = activities.find_bar
    qtbot.waitUntil(lambda: bar.everywhere.text() == "全部替换 2 处")
    qtbot.mouseClick(bar.everywhere, LEFT)
    assert names(activities) == ["健步走", "篮球会", "书画展"]
    assert shown(activities, 0, "place") == "会场"
    assert bar.outcome.whole_text() == "已替换 2 处，按 Ctrl+Z 可以恢复"
    title = entries(activities.office.desk.reader, limit=1)[0]["title"]
    assert title == "替换文体活动登记：名称、地点 2 处"
    press(qtbot, Key.Key_Escape)
    press(qtbot, Key.Key_Z, modifier=CTRL)
    assert names(activities)[1] == "篮球赛"
    assert shown(activities, 0, "place") == "赛场"


def test_masked_and_derived_cells_are_counted_and_left(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    replace(qtbot, members, "0001", "0009")
    bar = members.find_bar
    assert bar.everywhere.text() == "全部替换 1 处"
    assert "号码遮盖" in bar.outcome.whole_text()
    qtbot.mouseClick(bar.everywhere, LEFT)
    assert shown(members, 0, "card_no") == "LH0009"
    assert shown(members, 0, "mobile") == "138****0001"
    assert bar.outcome.whole_text().startswith("已替换 1 处")
    qtbot.wait(200)  # the hits are looked for again, and the word stays
    assert bar.outcome.whole_text().startswith("已替换 1 处")
    replace(qtbot, members, "正常", "已退会")
    assert not bar.everywhere.isEnabled()
    assert bar.outcome.whole_text() == "另有 4 处不能修改，不动"


def test_one_is_replaced_and_the_next_one_found(activities: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(activities, 0, "held_on")
    replace(qtbot, activities, "2026", "2025")
    bar = activities.find_bar
    assert (bar.count.text(), bar.everywhere.text()) == ("1 / 3", "全部替换 3 处")
    qtbot.mouseClick(bar.one, LEFT)
    assert shown(activities, 0, "held_on") == "2025-03-05"
    assert (bar.count.text(), place(activities)) == ("1 / 2", (1, "held_on"))


def test_what_is_refused_stays_in_its_cells(activities: RegisterScreen, qtbot: QtBot) -> None:
    replace(qtbot, activities, "-0", "-9")  # 2026-03-05 becomes 2026-93-95
    qtbot.mouseClick(activities.find_bar.everywhere, LEFT)
    model = activities.card.model
    assert model.cell(0, 0).fill is Colour.BAD_TINT
    assert shown(activities, 0, "held_on") == "2026-93-95"
    assert "没有被接受" in activities.find_bar.outcome.whole_text()


def test_very_many_cells_are_replaced_while_the_window_stays_usable(
    window: MainWindow, activities: RegisterScreen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find_bar, "_MANY", 0)
    replace(qtbot, activities, "2026-0", "2026-")  # 2026-05-01 becomes 2026-5-01, and may
    stand_on(activities, 0, "name")
    press(qtbot, "2026-0x", Key.Key_Return)
    bar = activities.find_bar
    qtbot.waitUntil(lambda: bar.everywhere.text() == "全部替换 4 处")
    qtbot.mouseClick(bar.everywhere, LEFT)
    assert bar.is_writing
    assert not activities.card.view.isEnabled()
    window.go("member")
    assert window.current_screen is activities  # what is written is seen to its end
    qtbot.waitUntil(lambda: not bar.is_writing)
    assert names(activities) == ["2026-x", "篮球赛", "书画展"]
    assert bar.outcome.whole_text() == "已替换 4 处，按 Ctrl+Z 可以恢复"
    assert window.status.told.whole_text().startswith("已保存")
    press(qtbot, Key.Key_Z, modifier=CTRL)
    assert names(activities)[0] == "2026-0x"


def test_what_is_refused_aside_stays_in_its_cells_too(
    activities: RegisterScreen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find_bar, "_MANY", 0)
    replace(qtbot, activities, "-0", "-9")
    bar = activities.find_bar
    qtbot.mouseClick(bar.everywhere, LEFT)
    qtbot.waitUntil(lambda: not bar.is_writing)
    assert activities.card.model.cell(0, 0).fill is Colour.BAD_TINT
    assert "没有被接受" in bar.outcome.whole_text()


def test_replacing_that_is_stopped_leaves_nothing_behind(
    activities: RegisterScreen, qtbot: QtBot
) -> None:
    replace(qtbot, activities, "赛", "会")

    class Stopped:
        calls = 0

        def check(self) -> None:
            self.calls += 1
            if self.calls > 1:  # the cells are read, and stand in the unit of work
                raise Cancelled

    asked = activities.find_bar.finder.replacement("会")
    with pytest.raises(Cancelled):
        write_aside(activities.card.model, asked, Stopped())  # type: ignore[arg-type]
    assert shown(activities, 1, "name") == "篮球赛"
    assert entries(activities.office.desk.reader, limit=1)[0]["title"] != asked.title


def test_one_row_refused_does_not_hold_the_others(activities: RegisterScreen, qtbot: QtBot) -> None:
    replace(qtbot, activities, "篮球赛", "")  # a name is required
    qtbot.mouseClick(activities.find_bar.everywhere, LEFT)
    assert activities.card.model.cell(1, 1).fill is Colour.BAD_TINT
    replace(qtbot, activities, "走", "跑")
    qtbot.mouseClick(activities.find_bar.everywhere, LEFT)
    assert names(activities)[0] == "健步跑"


def test_references_are_replaced_by_what_they_are_called(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    replace(qtbot, members, "一组", "二组")
    qtbot.mouseClick(members.find_bar.everywhere, LEFT)
    assert [shown(members, row, "group_id") for row in range(4)] == ["装配二组"] * 4


def test_nothing_is_replaced_where_nothing_can_be_written(office: Office, qtbot: QtBot) -> None:
    with open_desk(office.desk.path, write=False) as desk:
        window = MainWindow()
        qtbot.addWidget(window)
        window.open_office(Office(desk, office.preferences))
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.go("member")
        screen = window.current_screen
        assert isinstance(screen, RegisterScreen)
        replace(qtbot, screen, "装配", "喷涂")
        bar = screen.find_bar
        assert bar.count.text() == "1 / 4"
        assert not bar.everywhere.isEnabled()
        assert bar.outcome.whole_text() == "这里只能查看，不能替换"
        window.close()
