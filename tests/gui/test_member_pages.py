"""Members and their changes: the day membership counts from, what is wanting, what may follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from app.actions import records
from app.queries.listing import Filter, rows
from app.queries.past.history import entries
from app.ui.editors.choice import ChoiceEditor
from app.ui.naming import file_name
from app.ui.register.screen import RegisterScreen
from tests.gui.hands import (
    CTRL,
    LEFT,
    button_called,
    focused,
    form_of,
    names,
    press,
    select,
    shown,
    stand_on,
    type_into,
)

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.register.entry.form import RecordForm
    from app.ui.window import MainWindow

Key = Qt.Key


def words_of(area: QWidget) -> list[str]:
    QApplication.processEvents()  # what was just added to a layout is shown by the event loop
    return [made.text() for made in area.findChildren(QLabel) if made.isVisible()]


def registers_nobody_dated(members: RegisterScreen, qtbot: QtBot) -> RecordForm:
    members.add()
    form = form_of(members, qtbot)
    type_into(qtbot, form.inputs["name"], "谢月英")
    qtbot.keyClick(form, Key.Key_S, CTRL)
    return form


def changes(window: MainWindow) -> RegisterScreen:
    window.go("membership_event")
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    return screen


# --- from which day somebody counts ---------------------------------------------------------


def test_a_member_without_any_date_is_asked_about_before_saving(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    form = registers_nobody_dated(members, qtbot)
    assert form.isVisible()
    assert "谢月英" not in names(members)
    told = words_of(form.findings)
    assert "会籍从哪一天算起？批准日期和申请日期都没有填。" in told
    qtbot.mouseClick(button_called(form, "填批准日期"), LEFT)
    assert focused() is form.inputs["approved_on"].editor
    qtbot.keyClicks(focused(), "2015-06-01")
    qtbot.keyClick(form, Key.Key_S, CTRL)
    assert not form.isVisible()
    assert "谢月英" in names(members)


def test_a_day_nobody_knows_is_registered_and_shown_as_unknown(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    form = registers_nobody_dated(members, qtbot)
    qtbot.mouseClick(button_called(form, "不知道，照样登记"), LEFT)
    assert not form.isVisible()
    screen = changes(window)
    model = screen.card.model
    day = [field.name for field in model.fields].index("happened_on")
    shown = {model.text(row, day) for row in range(len(model.ids))}
    assert "未填" in shown


def test_the_next_of_several_is_asked_about_anew(members: RegisterScreen, qtbot: QtBot) -> None:
    members.add()
    form = form_of(members, qtbot)
    type_into(qtbot, form.inputs["name"], "谢月英")
    qtbot.mouseClick(form.again, LEFT)
    qtbot.mouseClick(button_called(form, "不知道，照样登记"), LEFT)
    assert form.isVisible()
    assert "谢月英" in names(members)
    type_into(qtbot, form.inputs["name"], "徐海涛")
    qtbot.mouseClick(form.again, LEFT)
    assert "会籍从哪一天算起？批准日期和申请日期都没有填。" in words_of(form.findings)
    form.reject()


def test_the_history_says_whom_a_form_was_about(members: RegisterScreen, qtbot: QtBot) -> None:
    form = registers_nobody_dated(members, qtbot)
    qtbot.mouseClick(button_called(form, "不知道，照样登记"), LEFT)
    assert entries(members.office.desk.reader, 1)[0]["title"] == "登记会员：谢月英"
    change = change_form(members, qtbot)
    whom = change.inputs["member_id"].words()
    type_into(qtbot, change.inputs["happened_on"], "2026-03-05")
    editor = change.inputs["kind"].editor
    assert isinstance(editor, ChoiceEditor)
    editor.choose("4")
    qtbot.keyClick(change, Key.Key_S, CTRL)
    title = entries(members.office.desk.reader, 1)[0]["title"]
    assert title == f"登记会籍变动：{whom}"


def test_the_history_says_whose_cell_was_changed(members: RegisterScreen, qtbot: QtBot) -> None:
    stand_on(members, 1, "monthly_dues_fen")
    press(qtbot, "31", Key.Key_Return)
    title = entries(members.office.desk.reader, 1)[0]["title"]
    assert title == "修改会员：曹桂芳（月会费）"


# --- a change of somebody's membership ------------------------------------------------------


def change_form(members: RegisterScreen, qtbot: QtBot) -> RecordForm:
    members.card.view.go(0, 1)
    qtbot.mouseClick(members.follow_buttons[0], LEFT)
    return form_of(members, qtbot)


def test_a_change_is_registered_from_a_button_of_the_page(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    assert members.follow_buttons[0].text() == "登记会籍变动"
    form = change_form(members, qtbot)
    assert form.inputs["member_id"].editor.property("kind") == "readonly"
    assert focused() is form.inputs["kind"].editor
    day = form.inputs["happened_on"].editor
    assert isinstance(day, QLineEdit)
    assert day.placeholderText() == f"例如 {members.office.desk.today}"
    kind = form.inputs["kind"].editor
    assert isinstance(kind, ChoiceEditor)
    offered = [kind.itemText(row) for row in range(kind.count())]
    assert "转出" in offered
    assert not {"入会", "转入", "恢复", "申请"} & set(offered)
    qtbot.keyClicks(focused(), "zhuanchu")
    type_into(qtbot, form.inputs["happened_on"], "2026-03-05")
    qtbot.keyClick(form, Key.Key_S, CTRL)
    assert not form.isVisible()
    desk = members.office.desk
    assert rows(desk.reader, members.spec, [1], ("standing",))[0]["standing"] == "transferred"


def test_a_transfer_says_what_it_wants_to_know(members: RegisterScreen, qtbot: QtBot) -> None:
    form = change_form(members, qtbot)
    kind = form.inputs["kind"]
    assert "退休" in kind.note.text()
    editor = kind.editor
    assert isinstance(editor, ChoiceEditor)
    editor.choose(next(code for code, word in editor._options if word == "转出"))
    kind.edited.emit()
    assert "介绍信" in kind.note.text()
    form.reject()


def test_giving_up_a_change_that_nobody_began_keeps_no_draft(
    members: RegisterScreen, desk: Desk, qtbot: QtBot
) -> None:
    change_form(members, qtbot).reject()
    assert desk.ledger.kept_drafts() == {}


def test_a_past_roster_and_the_blank_row_offer_no_change(members: RegisterScreen) -> None:
    made = members.follow_buttons[0]
    members.card.view.go(len(members.card.model.ids), 1)
    assert not made.isEnabled()
    members.card.view.go(0, 1)
    assert made.isEnabled()
    members.as_at.choose("2020-12-31")
    assert not made.isEnabled()
    members.as_at.choose(None)
    assert made.isEnabled()


def test_the_row_menu_offers_the_change(members: RegisterScreen, qtbot: QtBot) -> None:
    members.card.view.go(0, 1)
    menu = members._open_menu(members.card.view.rect().center())
    entry = next(each for each in menu.actions() if each.text() == "登记会籍变动")
    entry.trigger()
    menu.close()
    form = form_of(members, qtbot)
    assert form.spec.id == "membership_event"
    form.reject()


# --- what happened lately -------------------------------------------------------------------


def leave(desk: Desk, number: int, day: str) -> None:
    desk.act(
        "add_records",
        "登记会籍变动",
        lambda unit: records.add(
            unit,
            desk.specs["membership_event"],
            {"member_id": number, "kind": "4", "happened_on": day, "other_union": "某某工会"},
        ),
        acknowledged="测试",
    )


def test_the_details_tell_the_latest_changes_and_lead_to_all(
    window: MainWindow, members: RegisterScreen, desk: Desk, qtbot: QtBot
) -> None:
    leave(desk, 1, "2026-03-05")
    members.refresh()
    members.show_about(1)  # who has left stands among all only
    latest = members.details.sections[0]
    assert latest is not None
    told = words_of(latest)
    assert told.index("转出") < told.index("入会")
    assert "某某工会" in told
    qtbot.mouseClick(latest.all, LEFT)
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    assert screen.spec.id == "membership_event"
    assert screen.card.model.view.filters == (Filter("member_id", frozenset([1])),)
    assert len(screen.card.model.ids) == 2


def test_the_newest_change_stands_first(window: MainWindow, desk: Desk) -> None:
    leave(desk, 3, "2026-03-05")
    screen = changes(window)
    newest = rows(desk.reader, screen.spec, screen.card.model.ids[:1], ("member_id",))
    assert newest[0]["member_id"] == 3


def test_the_head_counts_those_who_left(members: RegisterScreen, desk: Desk) -> None:
    leave(desk, 1, "2026-03-05")
    members.refresh()
    assert [link.text() for link in members.head.facts.parts] == ["正常 3 人", "已终止 1 人"]
    assert members.card.bar.count.text() == "3 人"
    assert members.card.people is not None
    assert [made.text() for made in members.card.people.choices.buttons] == [
        "在册 3",
        "会员 3",
        "未入会职工 0",
        "已离职 1",
        "全部 4",
    ]


def test_every_number_beside_the_title_opens_its_names(
    members: RegisterScreen, desk: Desk, qtbot: QtBot
) -> None:
    leave(desk, 1, "2026-03-05")
    members.refresh()
    for place, expected in ((1, ["白建军"]), (0, ["曹桂芳", "邓立伟", "高秀珍"])):
        members.search("没有这个人")
        qtbot.mouseClick(members.head.facts.parts[place], LEFT)
        assert names(members) == expected
    members.as_at.choose("2026-01-31")
    then, _only_looking = members.head.facts.parts
    assert then.text() == "2026-01-31 会员 4 人"
    qtbot.mouseClick(then, LEFT)
    assert len(names(members)) == 4


def test_no_number_beside_the_title_is_cut_where_actions_can_fold(
    members: RegisterScreen, window: MainWindow, desk: Desk
) -> None:
    window.resize(1366, 768)
    leave(desk, 1, "2026-03-05")
    members.refresh()
    QApplication.processEvents()
    assert all(link.isVisible() for link in members.head.facts.parts)
    ends = [link.geometry().right() for link in members.head.facts.parts]
    assert max(ends) < members.head.fact_link.geometry().left()


def test_files_are_named_by_union_ledger_and_day(desk: Desk) -> None:
    assert file_name(desk, "会员/花名册", "pdf") == f"{desk.union_name}_会员 花名册_20261120.pdf"


# --- what is wanting ------------------------------------------------------------------------


def test_those_to_be_completed_are_listed_by_pressing_their_number(
    members: RegisterScreen, desk: Desk, qtbot: QtBot
) -> None:
    link = members.head.fact_link
    assert link.text() == "信息不全 4 人"
    full = {"ethnicity": "01", "employment": "1", "mobile": "13800000009", "is_migrant": False}
    desk.act(
        "change_records",
        "补齐",
        lambda unit: records.change(
            unit, desk.specs["member"], 1, {**full, "work_unit": "测试公司"}
        ),
        acknowledged="测试",
    )
    members.refresh()
    assert link.text() == "信息不全 3 人"
    qtbot.mouseClick(link, LEFT)
    assert len(members.card.model.ids) == 3
    assert 1 not in members.card.model.ids
    assert members.card.bar.count.text() == "3 / 4"
    qtbot.mouseClick(link, LEFT)
    assert len(members.card.model.ids) == 4


def test_details_and_form_name_what_is_wanting(members: RegisterScreen, qtbot: QtBot) -> None:
    members.card.view.go(1, 1)  # without a telephone number
    pair = members.details.pairs["mobile"]
    assert pair.value.text() == "未填"
    assert pair.value.property("kind") == "missing"
    members.edit()
    form = form_of(members, qtbot)
    assert form.inputs["mobile"].note.text() == "未填，实名登记要有"
    assert form.inputs["hometown"].note.isHidden()
    form.reject()


def test_the_status_line_says_the_keys_until_there_are_sums(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    words = window.status.aside.text
    assert "F4 看全部内容" in words()
    select(members, (0, "monthly_dues_fen"), (2, "monthly_dues_fen"))
    qtbot.waitUntil(lambda: "求和" in words())
    stand_on(members, 1, "name")
    qtbot.waitUntil(lambda: "F4 看全部内容" in words())


def test_a_masked_number_says_how_it_is_changed(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    stand_on(members, 0, "mobile")
    qtbot.keyClick(members.card.view, Key.Key_F2)
    assert window.status.aside.text() == "请重新输入全部号码；按 Esc 不改"
    qtbot.keyClick(focused(), Key.Key_Escape)
    assert shown(members, 0, "mobile") == "138****0001"


# --- drafts ---------------------------------------------------------------------------------


def test_a_draft_marks_what_differs_from_what_is_saved(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    members.card.view.go(0, 1)
    members.edit()
    form = form_of(members, qtbot)
    type_into(qtbot, form.inputs["monthly_dues_fen"], "31")
    type_into(qtbot, form.inputs["mobile"], "13912345678")
    form.put_away()
    members.edit()
    again = form_of(members, qtbot)
    assert again.inputs["monthly_dues_fen"].note.text() == "还没有保存，已保存的是：空白"
    assert again.inputs["mobile"].note.text() == "还没有保存，已保存的是：138****0001"
    assert again.inputs["department"].note.isHidden()
    qtbot.mouseClick(button_called(again, "不要了，重新填"), LEFT)
    assert again.inputs["monthly_dues_fen"].note.isHidden()
    again.reject()
