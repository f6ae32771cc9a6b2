"""The form of a change of membership, and who is stood on afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.actions import records
from app.queries.listing import Filter, rows
from app.queries.members.membership import latest_changes
from app.rules.change_facts import FACTS
from app.ui.editors.choice import ChoiceEditor
from tests.gui.hands import CTRL, LEFT, button_called, form_of, names, press, stand_on, type_into

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.register.entry.form import RecordForm
    from app.ui.register.screen import RegisterScreen

Key = Qt.Key


def change_of(members: RegisterScreen, qtbot: QtBot, row: int = 1) -> RecordForm:
    members.card.view.go(row, 1)
    qtbot.mouseClick(members.follow_buttons[0], LEFT)
    return form_of(members, qtbot)


def choose(qtbot: QtBot, form: RecordForm, keys: str) -> None:
    """Type a kind by its pinyin, and go on."""
    editor = form.inputs["kind"].editor
    assert isinstance(editor, ChoiceEditor)
    editor.setFocus()
    editor.setEditText("")
    line = editor.lineEdit()
    assert line is not None
    qtbot.keyClicks(line, keys)


def asked(form: RecordForm) -> list[str]:
    return [name for name, made in form.inputs.items() if not made.isHidden()]


def text_of(form: RecordForm, name: str) -> str:
    editor = form.inputs[name].editor
    assert isinstance(editor, QLineEdit)
    return editor.text()


# --- what is asked ----------------------------------------------------------------------------


def test_a_change_happened_today_until_somebody_says_otherwise(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    form = change_of(members, qtbot)
    assert text_of(form, "happened_on") == members.office.desk.today
    assert asked(form) == ["member_id", "kind", "happened_on", "handler_name", "note"]
    form.reject()  # nobody wrote anything: it is not asked about
    assert not form.isVisible()


def test_a_kind_asks_for_its_own_facts_by_their_own_names(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    form = change_of(members, qtbot)
    choose(qtbot, form, "zhuanchu")
    assert {"other_union", "slip_no", "receipt_on", "reason"} < set(asked(form))
    assert not {"judgment", "announced_on", "group_id"} & set(asked(form))
    union = form.inputs["other_union"]
    assert (union._words.text(), union._need.text()) == ("转往工会", "应填")
    assert form.inputs["kind"]._need.text() == "必填"
    choose(qtbot, form, "tuihui")
    assert "other_union" not in asked(form)
    assert {"requested_on", "announced_on", "card_returned"} < set(asked(form))


def test_what_was_written_for_another_kind_is_not_saved(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    form = change_of(members, qtbot)
    choose(qtbot, form, "zhuanchu")
    type_into(qtbot, form.inputs["slip_no"], "JS-12")
    choose(qtbot, form, "baoliu")
    assert "slip_no" not in form.typed()
    choose(qtbot, form, "zhuanchu")
    assert form.typed()["slip_no"] == "JS-12"  # it was not lost either


def test_the_letter_of_who_was_transferred_is_offered_at_once(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    number = members.card.model.ids[1]
    form = change_of(members, qtbot)
    choose(qtbot, form, "zhuanchu")
    form.save(reason="测试")
    offered = button_called(members.findings, "打印介绍信")
    with qtbot.waitSignal(members.office.wanted) as wanted:
        qtbot.mouseClick(offered, LEFT)
    assert wanted.args == ["preview", ("transfer", {"people": f"#{number}"})]


def test_every_kind_of_change_says_what_it_wants(desk: Desk) -> None:
    fields = desk.specs["membership_event"].fields
    kinds = fields["kind"].choices
    assert kinds is not None
    assert set(FACTS) == {entry.code for entry in kinds.codes}
    for facts in FACTS.values():
        assert facts.names <= set(fields)
        assert set(facts.labels) <= facts.names
    everything = set().union(*(facts.names for facts in FACTS.values()))
    assert everything == {name for _title, section in desk.specs["membership_event"].layout.form
                          for name in section}  # fmt: skip


def test_a_noted_change_shows_all_that_was_noted(
    members: RegisterScreen, desk: Desk, qtbot: QtBot
) -> None:
    event = {"member_id": 1, "kind": "4", "happened_on": "2026-03-05", "judgment": "某号"}
    desk.act("add", "变动", lambda unit: records.add(unit, desk.specs["membership_event"], event))
    members.office.wanted.emit("membership_event", None)
    window = members.window()
    screen = window.current_screen  # type: ignore[attr-defined]
    screen.card.view.go(0, 0)
    screen.edit()
    form = form_of(screen, qtbot)
    assert {"other_union", "judgment"} < set(asked(form))
    form.reject()


def test_ctrl_semicolon_writes_today_into_a_date(members: RegisterScreen, qtbot: QtBot) -> None:
    form = change_of(members, qtbot)
    choose(qtbot, form, "zhuanchu")
    day = form.inputs["receipt_on"].editor
    qtbot.keyClick(day, Key.Key_Semicolon, CTRL)
    assert form.typed()["receipt_on"] == members.office.desk.today
    slip = form.inputs["slip_no"].editor
    assert isinstance(slip, QLineEdit)
    qtbot.keyClick(slip, Key.Key_Semicolon, CTRL)
    assert members.office.desk.today not in slip.text()


def test_ctrl_semicolon_writes_today_where_a_day_is_asked_for(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    dialog = members.as_at.ask()
    qtbot.keyClick(dialog.line, Key.Key_Semicolon, CTRL)
    assert dialog.line.text() == members.office.desk.today
    dialog.reject()


# --- who is stood on afterwards -----------------------------------------------------------------


def test_whoever_was_transferred_stays_selected_and_shown(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    form = change_of(members, qtbot)
    who = members.card.current_number()
    choose(qtbot, form, "zhuanchu")
    type_into(qtbot, form.inputs["slip_no"], "JS-12")
    qtbot.keyClick(form, Key.Key_S, CTRL)
    assert not form.isVisible()
    assert members.card.current_number() == who
    assert members.details.number == who
    assert members.details.state.word == "已转出"
    assert members.card.bar.count.text() == "3 人"  # he is shown, and not counted
    again = change_of(members, qtbot, members.card.view.currentIndex().row())
    assert again.inputs["member_id"].words() == "曹桂芳"
    again.reject()


def test_whoever_stayed_goes_once_somebody_else_is_stood_on(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    form = change_of(members, qtbot)
    choose(qtbot, form, "zhuanchu")
    qtbot.keyClick(form, Key.Key_S, CTRL)
    assert "曹桂芳" in names(members)
    stand_on(members, 2, "monthly_dues_fen")
    members.window().activateWindow()
    qtbot.waitUntil(members.window().isActiveWindow)
    press(qtbot, "26", Key.Key_Return)
    assert "曹桂芳" not in names(members)


def test_a_cell_that_leaves_the_filter_stays_under_the_cursor(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    members.card.set_filter("sex", Filter("sex", frozenset({"2"})))
    assert names(members) == ["曹桂芳", "高秀珍"]
    stand_on(members, 0, "sex")
    members.card.model.setData(members.card.view.currentIndex(), "1")
    members.card.findings.clear()
    if members.card.model.held:  # sex against the number asks for a reason
        members.card.model.write({members.card.current_number(): {"sex": "1"}}, reason="证号有误")
    assert names(members) == ["曹桂芳", "高秀珍"]
    assert members.card.model.listed == [members.card.model.ids[1]]
    members.card.clear_filters()
    assert members.card.model.staying == frozenset()


# --- the group --------------------------------------------------------------------------------


@pytest.fixture
def people(with_workers: Desk, members: RegisterScreen) -> RegisterScreen:
    assert with_workers.path.exists()
    members.refresh()
    return members


def test_the_group_of_a_worker_is_changed_in_the_list(
    people: RegisterScreen, desk: Desk, qtbot: QtBot
) -> None:
    stand_on(people, names(people).index("赵一"), "group_id")
    number = people.card.current_number()
    press(qtbot, "zpez", Key.Key_Return)
    assert rows(desk.reader, people.spec, [number], ("group_id",))[0]["group_id"] == 2
    assert latest_changes(desk.reader, number, 1) == []  # no member: no dated change


def test_the_group_of_a_worker_is_changed_in_the_form(
    people: RegisterScreen, desk: Desk, qtbot: QtBot
) -> None:
    stand_on(people, names(people).index("赵一"), "name")
    number = people.card.current_number()
    people.edit()
    form = form_of(people, qtbot)
    assert form._guide.inputs == {}  # no day is asked for
    type_group(qtbot, form, "zpez")
    qtbot.keyClick(form, Key.Key_S, CTRL)
    assert rows(desk.reader, people.spec, [number], ("group_id",))[0]["group_id"] == 2
    assert latest_changes(desk.reader, number, 1) == []


def test_the_group_of_a_member_asks_since_when(
    members: RegisterScreen, desk: Desk, qtbot: QtBot
) -> None:
    stand_on(members, 0, "name")
    members.edit()
    form = form_of(members, qtbot)
    day = form._guide.inputs["regrouped_on"]
    assert day.isHidden()
    type_group(qtbot, form, "zpez")
    assert not day.isHidden()
    assert day.value() == desk.today
    type_into(qtbot, day, "2026-09-01")
    qtbot.keyClick(form, Key.Key_S, CTRL)
    assert not form.isVisible()
    (change,) = latest_changes(desk.reader, 1, 1)
    assert (change.day, change.what, change.more) == ("2026-09-01", "调整小组", "装配二组")
    desk.undo()
    assert rows(desk.reader, members.spec, [1], ("group_id",))[0]["group_id"] == 1


def type_group(qtbot: QtBot, form: RecordForm, keys: str) -> None:
    editor = form.inputs["group_id"].editor
    assert isinstance(editor, ChoiceEditor)
    line = editor.lineEdit()
    assert line is not None
    editor.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, keys)


def test_a_way_out_of_a_change_is_asked_about_once_something_is_written(
    members: RegisterScreen, desk: Desk, qtbot: QtBot
) -> None:
    form = change_of(members, qtbot)
    choose(qtbot, form, "zhuanchu")
    form._draft_later.timeout.emit()
    assert desk.ledger.kept_drafts()
    qtbot.mouseClick(button_called(form, "取消"), LEFT)
    assert form.isVisible()
    qtbot.mouseClick(button_called(form, "不要了，关闭"), LEFT)
    assert not form.isVisible()
    assert desk.ledger.kept_drafts() == {}


def test_the_group_of_a_member_changed_in_the_list_counts_from_today_and_says_so(
    members: RegisterScreen, desk: Desk, qtbot: QtBot
) -> None:
    said: list[str] = []
    members.office.told.connect(said.append)
    stand_on(members, 0, "group_id")
    press(qtbot, "zpez", Key.Key_Return)
    (change,) = latest_changes(desk.reader, 1, 1)
    assert (change.day, change.what) == (desk.today, "调整小组")
    assert said[-1] == "已按今天登记会籍变动；是别的日子的，请到“会籍变动”里改"
