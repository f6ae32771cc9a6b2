"""Rows of a sheet pasted below the last person: what begins a membership is taken with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from app.actions import records
from app.queries.listing import rows
from app.ui.style.tokens import Colour
from app.ui.widgets.finding_box import FindingBox, FindingsArea
from tests.gui.hands import CTRL, LEFT, button_called, column, form_of, press, stand_on

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.register.screen import RegisterScreen
    from app.ui.window import MainWindow

Key = Qt.Key


def paste(members: RegisterScreen, qtbot: QtBot, *lines: tuple[str, ...]) -> None:
    QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))
    stand_on(members, len(members.card.model.ids), members.card.model.fields[0].name)
    members.card.view.setFocus()
    press(qtbot, Key.Key_V, modifier=CTRL)


def test_the_day_of_joining_is_pasted_with_the_person(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    members.card.show_columns(["name", "joined_on", "standing"])
    before = set(members.card.model.ids)
    paste(
        members,
        qtbot,
        ("李四", "2019.3", "正常"),
        ("王五", "2020-05-06", ""),
        ("赵六", "", "非会员"),
    )
    added = [number for number in members.card.model.ids if number not in before]
    found = rows(members.office.desk.reader, members.spec, added, ("name", "joined_on", "standing"))
    assert {(row["name"], row["joined_on"], row["standing"]) for row in found} == {
        ("李四", "2019-03", "regular"),
        ("王五", "2020-05-06", "regular"),
        ("赵六", None, "worker"),
    }


def told_of(members: RegisterScreen, qtbot: QtBot) -> list[str]:
    """What stands below the table of people who may be in the register already."""
    qtbot.waitUntil(members.card.known.isVisible)
    return [made.text() for made in members.card.known.findChildren(QLabel) if made.text()]


def test_a_homophone_typed_into_the_table_is_named_as_on_the_form(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    members.card.show_columns(["name", "born_on"])
    model = members.card.model
    last = len(model.ids)
    model.setData(model.index(last, column(members, "name")), "曹贵芳")
    model.setData(model.index(last, column(members, "born_on")), "1985-03-01")
    outcome = model.commit_new_row()
    assert outcome is not None
    assert outcome.saved  # nothing is asked and nothing held back
    said = told_of(members, qtbot)
    assert "曹贵芳：册中已有曹桂芳（装配一组，LH0002）：同音 + 出生日期相同。" in said
    press(qtbot, Key.Key_Up, Key.Key_Down)
    assert members.card.known.isVisible()  # going on does not take it away
    qtbot.mouseClick(button_called(members.card.known, "打开"), LEFT)
    form = form_of(members, qtbot)
    assert form.number == 2
    form.reject()
    qtbot.mouseClick(button_called(members.card.known, "知道了"), LEFT)
    assert members.card.known.isHidden()


def test_homophones_among_pasted_rows_are_named_and_go_with_an_undo(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    members.card.show_columns(["name", "born_on"])
    paste(
        members,
        qtbot,
        ("曹贵芳", "1985-03-01"),
        ("李四", "1985-03-01"),
        ("白建君", "1985-03-01"),
        ("邓立伟", "1999-03-01"),  # of another day: nothing is said
    )
    said = told_of(members, qtbot)
    assert sum("册中已有" in text for text in said) == 2
    assert "白建君：册中已有白建军（装配一组，LH0001）：同音 + 出生日期相同。" in said
    window.undo()
    assert members.card.known.isHidden()


def test_a_name_made_like_another_is_named_and_one_that_was_answered_is_not(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    model = members.card.model
    model.setData(model.index(2, column(members, "name")), "曹贵芳")
    assert any("曹贵芳：册中已有曹桂芳" in text for text in told_of(members, qtbot))
    last = len(model.ids)
    members.card.show_columns(["name", "born_on"])
    model.setData(model.index(last, column(members, "name")), "白建军")
    model.setData(model.index(last, column(members, "born_on")), "1985-03-01")
    model.commit_new_row(reason="另一个人")
    assert members.card.known.isHidden()


def test_of_somebody_on_file_it_still_follows_from_changes(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    model = members.card.model
    assert "登记会籍变动" in model.locked_because(0, column(members, "joined_on"))
    assert not model.locked_because(len(model.ids), column(members, "joined_on"))


def test_what_was_said_to_be_done_goes_when_it_is_undone(
    window: MainWindow, members: RegisterScreen, desk: Desk
) -> None:
    desk.act(
        "change",
        "改手机",
        lambda unit: records.change(unit, members.spec, 1, {"mobile": "13900000009"}),
        acknowledged="测试",
    )
    window.go("recycle")
    page = window.current_screen
    assert page is not None
    area = page.findChildren(FindingsArea)[0]
    area.add(FindingBox("已恢复", Colour.OK, "1 条已恢复，按 Ctrl+Z 可以撤销。"))
    area.add(FindingBox("提醒", Colour.WARN, "请核对。"))
    QApplication.processEvents()
    window.undo()
    left = [box.state for box in area.findChildren(FindingBox) if not box.isHidden()]
    assert left == [Colour.WARN]
