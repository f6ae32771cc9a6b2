"""Changes of many records, deletions and the recycle view, with clicks and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QLineEdit

from app.actions import records
from app.queries.listing import Filter
from app.queries.past.recycle import gone
from app.ui.register.deeds import Scope
from app.ui.register.entry.form import RecordForm
from app.ui.screens.registry import HISTORY
from app.ui.tidying.recycle_screen import RecycleScreen
from tests.gui.hands import CTRL, button_called, names, press, select, stand_on
from tests.gui.tidying import (
    TWIN,
    add,
    bulk,
    choose_column,
    do,
    in_force,
    merge,
    recycle,
    row,
    twins,
    words_of,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.register.screen import RegisterScreen
    from app.ui.window import MainWindow


Key = Qt.Key


# --- changes of many ----------------------------------------------------------------------------


def test_many_are_changed_after_a_look(
    members: RegisterScreen, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    select(members, (0, "name"), (2, "name"))
    do(members, "批量修改")
    screen = bulk(window)
    assert screen.questions.numbers == [1, 2, 3]
    assert not screen.write_button.isEnabled()
    choose_column(screen.questions, "department")
    value = screen.questions.value
    assert isinstance(value, QLineEdit)
    value.insert("质检部")
    qtbot.keyClick(value, Key.Key_Return)
    qtbot.waitUntil(lambda: screen.write_button.text() == "修改 3 人")
    assert [screen.lines.cell(n, 2).text for n in range(3)] == ["质检部"] * 3
    assert row(desk, 1)["department"] is None  # only shown so far
    qtbot.waitUntil(screen.write_button.isEnabled)
    qtbot.mouseClick(screen.write_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "已经修改" in words_of(screen.findings))
    assert [row(desk, n)["department"] for n in (1, 2, 3, 4)] == ["质检部"] * 3 + [None]
    qtbot.waitUntil(button_called(screen.findings, "回到会员").hasFocus)
    press(qtbot, Key.Key_Z, modifier=CTRL)
    assert row(desk, 1)["department"] is None


def test_all_that_are_listed_can_be_meant(
    members: RegisterScreen, window: MainWindow, qtbot: QtBot
) -> None:
    members.card.set_filter("sex", Filter("sex", frozenset(["2"])))
    do(members, "批量修改", Scope.REGISTER)
    screen = bulk(window)
    assert screen.questions.numbers == [2, 4]
    assert [made.text() for made in screen.questions.scope.buttons][-1] == "列出的 2 人"


def test_a_group_asks_for_the_day(
    members: RegisterScreen, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    select(members, (0, "name"), (3, "name"))
    do(members, "批量修改")
    questions = bulk(window).questions
    choose_column(questions, "department")
    assert not questions.day.isVisible()
    choose_column(questions, "group_id")
    assert questions.day.isVisible()
    questions.value.choose(2)  # type: ignore[union-attr]
    questions.day.setText("2009-01-01")  # nobody had joined then
    questions.day.textEdited.emit("2009-01-01")
    screen = bulk(window)
    screen.look()
    qtbot.waitUntil(lambda: screen.seen is not None and screen.tasks.task is None)
    assert [part.number for part in screen.parts.values()] == [0, 0, 4]
    assert not screen.write_button.isEnabled()
    questions.day.setText("某天")
    screen.look()
    assert "从哪一天起" in questions.fault.text()


def test_a_warning_asks_for_a_reason_before_many_are_changed(
    members: RegisterScreen, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    stand_on(members, 0, "name")
    do(members, "批量修改")
    screen = bulk(window)
    choose_column(screen.questions, "sex")
    screen.questions.value.choose("2")  # type: ignore[union-attr]
    screen.look()
    qtbot.waitUntil(lambda: screen.seen is not None and screen.write_button.isEnabled())
    screen.write()
    qtbot.waitUntil(lambda: "性别按证号应为" in words_of(screen.findings))
    qtbot.waitUntil(lambda: screen.tasks.task is None)
    (line,) = screen.findings.findChildren(QLineEdit)
    line.setText("证号有误，本人已申请更正")
    button_called(screen.findings, "仍然继续").click()
    qtbot.waitUntil(lambda: row(desk, 1)["sex"] == "2")


def test_a_look_that_is_overtaken_is_not_shown(
    members: RegisterScreen, window: MainWindow, qtbot: QtBot
) -> None:
    do(members, "批量修改", Scope.REGISTER)
    screen = bulk(window)
    choose_column(screen.questions, "department")
    value = screen.questions.value
    assert isinstance(value, QLineEdit)
    for text in ("质检部", "设备部"):  # written on while the first is being tried
        value.setText(text)
        value.textEdited.emit(text)
        screen.look()
    qtbot.waitUntil(lambda: screen.tasks.task is None and screen.seen is not None)
    assert screen.seen is not None
    assert screen.seen.wish.value == "设备部"


def test_past_days_are_not_changed(members: RegisterScreen, window: MainWindow) -> None:
    members.card.change_view(as_at="2020-01-01")
    do(members, "批量修改", Scope.REGISTER)
    assert window.current_screen is members


# --- deleting and the way back ------------------------------------------------------------------


def test_whoever_leaves_is_not_deleted(members: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(members, 0, "name")
    members.retire()
    assert len(names(members)) == 4
    button_called(members.findings, "登记会籍变动").click()
    form = members.findChildren(RecordForm)[-1]
    assert form.spec.id == "membership_event"
    form.reject()


def test_why_can_be_said_afterwards(members: RegisterScreen, desk: Desk, qtbot: QtBot) -> None:
    stand_on(members, 3, "name")
    members.retire()
    button_called(members.findings, "登记错了，仍然删除").click()
    assert names(members) == ["白建军", "曹桂芳", "邓立伟"]
    (line,) = members.findings.findChildren(QLineEdit)
    line.setText("重复登记")
    qtbot.keyClick(line, Key.Key_Return)
    assert not members.findings.isVisible()
    (one,) = gone(desk.reader, desk.specs, "member")
    assert (one.label, one.how.reason, one.how.actor) == ("高秀珍", "重复登记", "测试")


def test_the_recycle_view_brings_back_what_is_chosen(
    activities: RegisterScreen, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    numbers = list(activities.card.model.ids)
    select(activities, (0, "name"), (2, "name"))
    activities.retire()
    do(activities, "回收站", Scope.REGISTER)
    screen = window.current_screen
    assert isinstance(screen, RecycleScreen)
    assert screen.list.count() == 3
    flags = QItemSelectionModel.SelectionFlag
    chosen = flags.ClearAndSelect | flags.Rows
    screen.table.selectionModel().select(screen.list.index(0, 0), chosen)
    screen.table.selectionModel().select(screen.list.index(1, 0), flags.Select | flags.Rows)
    assert screen.restore.text() == "恢复 2 条"
    qtbot.mouseClick(screen.restore, Qt.MouseButton.LeftButton)
    assert screen.list.count() == 1
    assert len(in_force(desk, "XJ-03")) == 2
    screen.table.setFocus()
    press(qtbot, Key.Key_Return)
    assert sorted(in_force(desk, "XJ-03")) == sorted(numbers)
    assert screen.empty.isVisible()
    button_called(screen, "回到文体活动登记").click()
    assert window.current_screen is activities


def test_a_merged_record_offers_to_undo_the_merging(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    (other,) = add(desk, TWIN)
    merge(twins(window, qtbot), qtbot)
    assert in_force(desk) == [1, 2, 3, 4]
    screen = recycle(window, "member")
    assert screen.list.cell(0, 5).text == "已合并到 白建军"
    assert screen.restore.text() == "撤销那次合并"
    qtbot.mouseClick(screen.restore, Qt.MouseButton.LeftButton)
    assert sorted(in_force(desk)) == [1, 2, 3, 4, other]
    assert "两条记录都恢复原样" in words_of(screen.findings)


def test_the_ledger_is_looked_through_anew_after_a_merging_is_undone(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    add(desk, TWIN)
    merge(twins(window, qtbot), qtbot)
    screen = recycle(window, "member")
    checker = screen.office.checker
    checker.run()
    qtbot.waitUntil(lambda: checker.task is None and checker.findings is not None, timeout=20_000)
    checker._took = 60.0  # so large a ledger is not checked after every change
    before = checker.findings
    qtbot.mouseClick(screen.restore, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: checker.task is None, timeout=20_000)
    assert checker.findings is not before


def test_words_narrow_the_recycle_view(
    members: RegisterScreen, window: MainWindow, desk: Desk
) -> None:
    spec = desk.spec("member")
    desk.act("retire", "删除", lambda unit: records.retire(unit, spec, [1, 2]))
    screen = recycle(window)
    assert screen.list.count() == 2
    screen.search("曹桂")
    assert [screen.list.cell(0, 3).text] == ["曹桂芳"]
    assert screen.list.count() == 1


def test_history_leads_to_the_recycle_view_and_back(window: MainWindow, qtbot: QtBot) -> None:
    window.go("history")
    button_called(window.current_screen, "回收站").click()  # type: ignore[arg-type]
    assert isinstance(window.current_screen, RecycleScreen)
    button_called(window.current_screen, f"回到{HISTORY}").click()
    assert window.current_name == "history"


@pytest.mark.parametrize("place", ["查重", "批量修改", "回收站"])
def test_the_manual_knows_the_pages(place: str) -> None:
    from app.ui.manual.pages import page_about, section_about

    page = page_about(place)
    assert f"## {section_about(place)}" in page.text
