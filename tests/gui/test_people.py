"""Workers and members in one list: choices, flags, registering, columns, with clicks and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.actions import records
from app.actions.extra_columns import ColumnDraft, add_column
from app.queries.listing import View, count
from app.queries.past.history import entries
from app.spec.kinds import Kind
from app.ui.office import Office
from app.ui.preferences import Preferences
from app.ui.printing.screen import PrintScreen
from app.ui.register.columns.shown import first_names, shown_names
from app.ui.register.screen import RegisterScreen
from tests.gui.hands import (
    CTRL,
    LEFT,
    button_called,
    column,
    form_of,
    names,
    stand_on,
    stored,
    type_into,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.membership.people_bar import PeopleBar
    from app.ui.window import MainWindow

Key = Qt.Key


@pytest.fixture
def people(with_workers: Desk, members: RegisterScreen) -> RegisterScreen:
    assert with_workers.path.exists()
    members.refresh()
    return members


def bar(screen: RegisterScreen) -> PeopleBar:
    assert screen.card.people is not None
    return screen.card.people


def choose(qtbot: QtBot, screen: RegisterScreen, word: str) -> None:
    made = next(b for b in bar(screen).choices.buttons if b.text().startswith(word))
    qtbot.mouseClick(made, LEFT)


# --- choices ----------------------------------------------------------------------------


def test_the_list_begins_with_those_who_are_here(people: RegisterScreen) -> None:
    assert names(people) == ["白建军", "曹桂芳", "邓立伟", "高秀珍", "赵一", "钱二"]
    assert [made.text() for made in bar(people).choices.buttons] == [
        "在册 6",
        "会员 4",
        "未入会职工 2",
        "已离职 1",
        "全部 7",
    ]
    assert people.card.bar.count.text() == "6 人"


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("会员", {"白建军", "曹桂芳", "邓立伟", "高秀珍"}),
        ("未入会职工", {"赵一", "钱二"}),
        ("已离职", {"孙三"}),
    ],
)
def test_a_choice_shows_those_people(
    people: RegisterScreen, qtbot: QtBot, word: str, wanted: set[str]
) -> None:
    choose(qtbot, people, word)
    assert set(names(people)) == wanted
    choose(qtbot, people, "全部")
    assert len(names(people)) == 7


def test_a_choice_without_people_leaves_the_list_in_sight(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    choose(qtbot, members, "已离职")
    assert names(members) == []
    assert members.stack.currentWidget() is members.split
    choose(qtbot, members, "在册")
    assert len(names(members)) == 4


def test_a_search_and_a_way_from_elsewhere_find_who_has_left(
    people: RegisterScreen, window: MainWindow
) -> None:
    people.search("孙三")
    assert names(people) == ["孙三"]
    people.search("")
    window.go("member", 7)
    assert people.card.current_number() == 7


def test_a_flag_narrows_the_list_and_is_counted_in_the_menu(
    people: RegisterScreen, qtbot: QtBot
) -> None:
    menu = bar(people).menu
    menu.aboutToShow.emit()
    lines = {action.text(): action for action in menu.actions()}
    assert "女职工　3 人" in lines
    lines["农民工　1 人"].trigger()
    assert names(people) == ["钱二"]
    assert people.card.bar.count.text() == "1 / 6"
    assert bar(people).flag_button.text() == "类别：农民工"
    qtbot.mouseClick(button_called(people.card.bar, "清除筛选"), LEFT)
    assert len(names(people)) == 6
    assert bar(people).flag_button.text() == "类别"


def test_a_yes_no_column_of_ones_own_is_a_flag_and_is_printed_by(
    people: RegisterScreen, window: MainWindow, qtbot: QtBot
) -> None:
    desk = people.office.desk
    draft = ColumnDraft("持有叉车证", Kind.YES_NO)
    desk.act("add_column", "加列", lambda unit: add_column(unit, "member", draft))
    desk.forget_definitions()
    window.go("union_profile")
    window.go("member")
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    spec = desk.specs["member"]
    own = next(name for name, field in spec.fields.items() if field.label == "持有叉车证")
    desk.act(
        "change_records",
        "改",
        lambda unit: records.change(unit, spec, 2, {own: True}),
        acknowledged="测试",
    )
    screen.refresh()
    menu = bar(screen).menu
    menu.aboutToShow.emit()
    {action.text(): action for action in menu.actions()}["持有叉车证　1 人"].trigger()
    assert names(screen) == ["曹桂芳"]
    assert bar(screen).flag_button.text() == "类别：持有叉车证"
    printing = next(b for b in screen.head.findChildren(QPushButton) if b.text() == "打印")
    printing.click()
    paper = window.current_screen
    assert isinstance(paper, PrintScreen)
    assert "持有叉车证" in paper.preview.options.values().values()


def test_a_past_day_shows_who_worked_here_then(people: RegisterScreen) -> None:
    people.as_at.choose("2026-01-31")
    assert {"孙三", "赵一", "钱二"} < set(names(people))
    shown = [made.text() for made in bar(people).choices.buttons if made.isVisibleTo(people)]
    assert shown == ["在册 7", "会员 4", "未入会职工 3"]
    assert [part.text() for part in people.head.facts.parts] == ["2026-01-31 会员 4 人", "只看不改"]
    people.as_at.choose(None)
    assert "孙三" not in names(people)


def test_a_choice_that_a_past_day_cannot_answer_gives_way(
    people: RegisterScreen, qtbot: QtBot
) -> None:
    choose(qtbot, people, "已离职")
    people.as_at.choose("2026-01-31")
    assert len(names(people)) == 7
    assert bar(people).choices.value() == "here"


# --- registering ------------------------------------------------------------------------


def test_a_worker_is_registered_without_a_question(people: RegisterScreen, qtbot: QtBot) -> None:
    qtbot.mouseClick(button_called(people.head, "登记职工"), LEFT)
    form = form_of(people, qtbot)
    assert form.windowTitle() == "登记职工"
    type_into(qtbot, form.inputs["name"], "李四")
    qtbot.keyClick(form, Key.Key_S, CTRL)
    assert not form.isVisible()
    choose(qtbot, people, "未入会职工")
    assert "李四" in names(people)
    assert entries(people.office.desk.reader, 1)[0]["title"] == "登记职工：李四"


def test_the_question_of_the_day_offers_to_register_a_mere_worker(
    people: RegisterScreen, qtbot: QtBot
) -> None:
    people.add()
    form = form_of(people, qtbot)
    type_into(qtbot, form.inputs["name"], "李四")
    qtbot.keyClick(form, Key.Key_S, CTRL)
    qtbot.mouseClick(button_called(form, "还不是会员，只登记为职工"), LEFT)
    assert not form.isVisible()
    choose(qtbot, people, "未入会职工")
    assert "李四" in names(people)


def test_a_row_typed_among_workers_is_a_worker(people: RegisterScreen, qtbot: QtBot) -> None:
    choose(qtbot, people, "未入会职工")
    stand_on(people, 2, "name")
    view = people.card.view
    model = people.card.model
    model.setData(model.index(2, view.currentIndex().column()), "李四")
    model.commit_new_row()
    choose(qtbot, people, "在册")
    choose(qtbot, people, "未入会职工")
    assert "李四" in names(people)


def test_the_group_of_a_worker_is_changed_in_the_list(people: RegisterScreen, qtbot: QtBot) -> None:
    choose(qtbot, people, "未入会职工")
    model = people.card.model
    assert stored(people, 0, "group_id") == 1
    events = count(people.office.desk.reader, people.office.desk.spec("membership_event"), View())
    assert model.setData(model.index(0, column(people, "group_id")), "装配二组")
    assert not model.held
    assert stored(people, 0, "group_id") == 2
    model.setData(model.index(0, column(people, "group_id")), "")
    assert stored(people, 0, "group_id") is None
    after = count(people.office.desk.reader, people.office.desk.spec("membership_event"), View())
    assert after == events  # of whoever is no member a group needs no change of membership


def test_the_group_of_a_worker_is_changed_on_the_form(people: RegisterScreen, qtbot: QtBot) -> None:
    choose(qtbot, people, "未入会职工")
    stand_on(people, 0, "name")
    people.edit()
    form = form_of(people, qtbot)
    group = form.inputs["group_id"]
    assert group.is_typed
    group.show_typed(2)
    group.edited.emit()
    assert "regrouped_on" not in form._guide.inputs  # nothing is asked: it has no day
    qtbot.keyClick(form, Key.Key_S, CTRL)
    assert not form.isVisible()
    assert stored(people, 0, "group_id") == 2


# --- columns ----------------------------------------------------------------------------


def test_columns_shown_and_their_order_are_kept_for_the_user_and_the_register(
    office: Office, members: RegisterScreen, qtbot: QtBot
) -> None:
    panel = members.choosing.open_panel(members.columns)
    for name in ("contract_until", "is_frontline", "mobile"):
        panel.sections.ticked.emit(panel.sections.names().index(name))
    panel.close()
    head = members.card.view.head
    head.moveSection(head.visualIndex(column(members, "contract_until")), 1)
    qtbot.waitUntil(lambda: shown_names(office, members.spec)[1] == "contract_until")
    again = Office(office.desk, Preferences(office.preferences.path))
    screen = RegisterScreen(again, members.spec)
    qtbot.addWidget(screen)
    screen.refresh()
    shown = [field.name for field in screen.card.model.fields]
    assert {"contract_until", "is_frontline"} <= set(shown)
    assert "mobile" not in shown
    anew = screen.card.view.head
    order = [shown[anew.logicalIndex(place)] for place in range(anew.count())]
    assert order[:3] == ["card_no", "contract_until", "name"]
    other = RegisterScreen(again, again.desk.specs["membership_event"])
    qtbot.addWidget(other)
    assert [field.name for field in other.card.model.fields] == list(first_names(other.spec))


def test_a_worker_typed_wrongly_stays_in_the_row_and_is_mended(
    people: RegisterScreen, qtbot: QtBot
) -> None:
    choose(qtbot, people, "未入会职工")
    model = people.card.model
    columns = [field.name for field in model.fields]
    name, number = columns.index("name"), columns.index("id_number")
    last = len(model.ids)
    model.setData(model.index(last, name), "李四")
    model.setData(model.index(last, number), "990001198502290011")
    model.commit_new_row()
    assert model.held
    assert model.text(last, columns.index("standing")) == "非会员"
    model.setData(model.index(last, number), "")
    model.commit_new_row()
    assert not model.held
    assert not model.draft
    choose(qtbot, people, "在册")
    choose(qtbot, people, "未入会职工")
    assert "李四" in names(people)
