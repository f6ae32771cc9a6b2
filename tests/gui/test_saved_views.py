"""Views with a name: saved, chosen, opened with, renamed, deleted; none hides rows silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.actions import records
from app.actions.extra_columns import ColumnDraft, add_column, retire_column
from app.queries.evidence import Papers
from app.queries.listing import Filter, Sort
from app.queries.members.workers import Crowd
from app.ui.register.screen import RegisterScreen
from app.ui.widgets.dialog import Dialog
from tests.gui.hands import LEFT, button_called, names, press

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.office import Office
    from app.ui.window import MainWindow

Key = Qt.Key
WOMEN = Filter("sex", frozenset({"2"}))


def again(window: MainWindow, qtbot: QtBot) -> RegisterScreen:
    """The page as after closing and opening."""
    qtbot.wait(350)  # widths are kept a moment after they stand still
    window.rebuild()
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    qtbot.waitUntil(screen.isVisible)
    return screen


def offered(screen: RegisterScreen) -> list[str]:
    screen.views._fill()
    return [action.text() for action in screen.views.menu.actions() if action.text()]


def pick(screen: RegisterScreen, text: str) -> None:
    screen.views._fill()
    next(each for each in screen.views.menu.actions() if each.text() == text).trigger()


def save(screen: RegisterScreen, name: str, qtbot: QtBot) -> None:
    pick(screen, "存为新视图…")
    dialog = screen.window().findChildren(Dialog)[-1]
    qtbot.waitUntil(dialog.isActiveWindow)
    press(qtbot, name)
    qtbot.mouseClick(button_called(dialog, "存为视图"), LEFT)
    QApplication.processEvents()


def test_a_view_is_saved_and_chosen_again(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    assert offered(members) == ["没有保存的视图", "存为新视图…"]
    members.card.show_columns(["name", "sex", "mobile"])
    members.card.change_view(filters=(WOMEN,), sort=(Sort("name", descending=True),))
    save(members, "女会员", qtbot)
    assert members.views.button.text() == "视图：女会员"
    pick(members, "不用视图，看全部")
    assert members.views.button.text() == "视图"
    assert len(names(members)) == 4
    screen = again(window, qtbot)
    assert len(names(screen)) == 4
    screen.card.show_columns(["name", "card_no"])
    pick(screen, "女会员")
    assert names(screen) == ["高秀珍", "曹桂芳"]
    assert [field.name for field in screen.card.model.fields] == ["name", "sex", "mobile"]
    # Rows are never hidden silently.
    assert screen.card.bar.count.text() == "2 / 4"
    assert button_called(screen.card.bar, "性别：女")
    pick(screen, "不用视图，看全部")
    assert [field.name for field in screen.card.model.fields] == ["name", "card_no"]


def test_the_page_opens_with_the_view_chosen_for_it(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    members.card.change_view(filters=(WOMEN,))
    save(members, "女会员", qtbot)
    pick(members, "打开本页就用“女会员”")
    screen = again(window, qtbot)
    assert screen.views.button.text() == "视图：女会员"
    assert screen.card.bar.count.text() == "2 / 4"
    pick(screen, "打开本页就用“女会员”")
    assert len(names(again(window, qtbot))) == 4


def test_what_was_changed_is_said_and_kept_when_asked(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    members.card.change_view(filters=(WOMEN,))
    save(members, "女会员", qtbot)
    members.card.clear_filters()
    assert members.views.button.text() == "视图：女会员（已改动）"
    members.card.set_filter("sex", Filter("sex", frozenset({"1"})))
    pick(members, "用现在的样子更新“女会员”")
    assert members.views.button.text() == "视图：女会员"
    pick(members, "给“女会员”改名…")
    dialog = window.findChildren(Dialog)[-1]
    qtbot.waitUntil(dialog.isActiveWindow)
    press(qtbot, Key.Key_A, modifier=Qt.KeyboardModifier.ControlModifier)
    press(qtbot, "男会员")
    qtbot.mouseClick(button_called(dialog, "改名"), LEFT)
    assert members.views.button.text() == "视图：男会员"
    screen = again(window, qtbot)
    pick(screen, "男会员")
    assert names(screen) == ["白建军", "邓立伟"]


def test_a_name_is_used_once(window: MainWindow, members: RegisterScreen, qtbot: QtBot) -> None:
    save(members, "全部", qtbot)
    pick(members, "存为新视图…")
    dialog = window.findChildren(Dialog)[-1]
    qtbot.waitUntil(dialog.isActiveWindow)
    press(qtbot, "全部")
    qtbot.mouseClick(button_called(dialog, "存为视图"), LEFT)
    assert dialog.isVisible()
    press(qtbot, Key.Key_Escape)


def test_a_view_is_deleted_after_a_question(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    members.card.change_view(filters=(WOMEN,))
    save(members, "女会员", qtbot)
    pick(members, "删除“女会员”…")
    qtbot.mouseClick(button_called(window.findChildren(Dialog)[-1], "删除这个视图"), LEFT)
    assert offered(members) == ["没有保存的视图", "存为新视图…"]
    assert members.card.bar.count.text() == "2 / 4"  # what is shown does not change under the hand


def test_a_day_belongs_to_the_view(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    members.as_at.choose("2009-12-31")
    assert names(members) == []
    save(members, "那时", qtbot)
    pick(members, "不用视图，看全部")
    assert members.as_at.button.text() == "截至 2026-11-20"
    assert len(names(members)) == 4
    pick(members, "那时")
    assert members.as_at.button.text() == "截至 2009-12-31"
    assert names(members) == []


def test_the_head_speaks_of_the_day_that_is_listed(members: RegisterScreen, qtbot: QtBot) -> None:
    def told() -> str:
        return "　".join(part.text() for part in members.head.facts.parts)

    members.as_at.choose("2025-12-31")
    save(members, "上年末", qtbot)
    assert told() == "2025-12-31 会员 4 人　只看不改"
    pick(members, "不用视图，看全部")
    assert told() == "正常 4 人"
    pick(members, "上年末")
    assert told() == "2025-12-31 会员 4 人　只看不改"
    assert members.as_at.button.text() == "截至 2025-12-31"


def test_a_new_column_leaves_the_day_as_it_is(
    window: MainWindow, office: Office, members: RegisterScreen
) -> None:
    members.as_at.choose("2025-12-31")
    office.act(
        "columns",
        "列",
        lambda unit: add_column(unit, "member", ColumnDraft("爱好")),
        ask=lambda _findings: None,
        refuse=lambda _findings: None,
        show=lambda _error: None,
    )
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    assert screen is not members
    assert screen.card.model.view.as_at == screen.as_at.day == "2025-12-31"
    assert screen.as_at.button.text() == "截至 2025-12-31"
    assert screen.head.facts.parts[0].text() == "2025-12-31 会员 4 人"


def test_a_column_that_is_gone_is_named(
    window: MainWindow, office: Office, members: RegisterScreen, qtbot: QtBot
) -> None:
    def act(work: object) -> None:
        office.act(
            "columns",
            "列",
            work,  # type: ignore[arg-type]
            ask=lambda _findings: None,
            refuse=lambda _findings: None,
            show=lambda _error: None,
        )

    act(lambda unit: add_column(unit, "member", ColumnDraft("爱好")))
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    screen.card.change_view(filters=(WOMEN, Filter("extra_1", frozenset({None}))))
    save(screen, "爱好未填", qtbot)
    pick(screen, "不用视图，看全部")
    act(lambda unit: retire_column(unit, 1))
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    pick(screen, "爱好未填")
    assert names(screen) == ["曹桂芳", "高秀珍"]
    assert not screen.findings.isHidden()
    told = [label.text() for label in screen.findings.findChildren(type(screen.facts._head.title))]
    assert any("“爱好”" in text for text in told)


def test_whole_numbers_stay_out_of_the_users_settings(
    members: RegisterScreen, office: Office, qtbot: QtBot
) -> None:
    number = Filter("mobile", frozenset({"13800000001"}))
    members.card.change_view(filters=(number, WOMEN), search="13800000001")
    save(members, "一个人", qtbot)
    office.preferences._settings.sync()
    assert "13800000001" not in office.preferences.path.read_text(encoding="utf-8")
    pick(members, "一个人")
    assert names(members) == ["曹桂芳", "高秀珍"]


def test_each_ledger_has_views_of_its_own(
    members: RegisterScreen, activities: RegisterScreen, qtbot: QtBot
) -> None:
    save(activities, "活动", qtbot)
    assert "活动" not in offered(members)
    assert "活动" in offered(activities)


def test_a_view_keeps_which_people_it_is_about(
    window: MainWindow, members: RegisterScreen, office: Office, qtbot: QtBot
) -> None:
    desk, spec = office.desk, members.spec
    worker = {"name": "王小工", "sex": "2", "standing": "worker"}
    desk.act("add", "登记", lambda unit: records.add(unit, spec, worker), acknowledged="测试")
    members.refresh()
    everybody = len(members.card.model.ids)
    lacking = Papers(present=False)
    asked = {"crowd": Crowd.RECRUITS, "flag": "women", "papers": lacking}
    members.card.change_view(**asked)
    assert names(members) == ["王小工"]
    save(members, "要动员的女职工", qtbot)
    pick(members, "不用视图，看全部")
    assert members.card.model.view.crowd is Crowd.HERE
    assert len(members.card.model.ids) == everybody
    screen = again(window, qtbot)
    screen.views.choose("要动员的女职工")
    view = screen.card.model.view
    assert {name: getattr(view, name) for name in asked} == asked
    assert names(screen) == ["王小工"]
    assert screen.views.button.text() == "视图：要动员的女职工"
    screen.card.change_view(crowd=Crowd.HERE)
    assert "已改动" in screen.views.button.text()
