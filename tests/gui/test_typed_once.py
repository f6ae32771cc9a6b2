"""What the register knows is not typed again: names of people, their telephone, headcounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from app.queries.listing import rows
from app.spec.dates import last_half_year
from app.ui.register.screen import RegisterScreen
from app.ui.single.screen import SingleScreen
from tests.gui.hands import LEFT, button_called, form_of
from tests.gui.test_card import form_of as section_form

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.register.entry.form import RecordForm
    from app.ui.window import MainWindow

Key = Qt.Key


def pick(qtbot: QtBot, form: RecordForm, name: str, typed: str) -> list[str]:
    """Type into a name and take the first of those offered; what was offered."""
    line = form.inputs[name].editor
    assert isinstance(line, QLineEdit)
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    qtbot.keyClicks(line, typed)
    completer = line.completer()
    assert completer is not None
    popup = completer.popup()
    assert popup is not None
    model = popup.model()
    offered = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
    if offered:
        qtbot.keyClick(popup, Key.Key_Down)
        qtbot.keyClick(popup, Key.Key_Return)
        QApplication.processEvents()
    return offered


def card_form(window: MainWindow, section: str) -> tuple[SingleScreen, RecordForm]:
    window.go("union_profile")
    screen = window.current_screen
    assert isinstance(screen, SingleScreen)
    screen.edit_section(section)
    return screen, section_form(screen)


def test_the_chair_is_chosen_from_the_register_and_the_telephone_follows(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    screen, form = card_form(window, "主席与本届")
    assert pick(qtbot, form, "chair_name", "bjj") == ["白建军　LH0001　装配一组"]
    assert form.inputs["chair_name"].words() == "白建军"
    assert form.inputs["chair_phone"].words() == "13800000001"
    assert form.save()
    (row,) = rows(desk.reader, desk.specs["union_profile"], [screen.number])
    assert (row["chair_name"], row["chair_phone"]) == ("白建军", "13800000001")


def test_a_telephone_that_is_known_stays(window: MainWindow, qtbot: QtBot) -> None:
    _screen, form = card_form(window, "主席与本届")
    form.inputs["chair_phone"].show_typed("13900000000")
    pick(qtbot, form, "chair_name", "baij")
    assert form.inputs["chair_phone"].words() == "13900000000"
    form.reject()


def test_whoever_has_left_is_not_offered_and_any_name_may_be_typed(
    with_workers: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    _screen, form = card_form(window, "组织机构")
    assert pick(qtbot, form, "audit_head", "ss") == []  # 孙三 has left
    form.inputs["audit_head"].show_typed("外来的人")
    assert pick(qtbot, form, "women_head", "qe") == ["钱二　装配二组"]
    assert form.save()
    (row,) = rows(with_workers.reader, with_workers.specs["union_profile"], [1])
    assert (row["audit_head"], row["women_head"]) == ("外来的人", "钱二")


def test_a_certificate_offers_names_and_the_form_of_a_member_does_not(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    members.add()
    form = form_of(members, qtbot)
    line = form.inputs["name"].editor
    assert isinstance(line, QLineEdit)
    assert line.completer() is None
    form.reject()
    window.go("certificate")
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    screen.add()
    form = form_of(screen, qtbot)
    assert pick(qtbot, form, "legal_rep", "caogf") == ["曹桂芳　LH0002　装配一组"]
    form.reject()


def headcount_form(window: MainWindow, qtbot: QtBot) -> RecordForm:
    window.go("headcount")
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    screen.add()
    return form_of(screen, qtbot)


def test_a_headcount_is_counted_by_the_register(
    with_workers: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    form = headcount_form(window, qtbot)
    assert not form.is_written  # the proposal is nobody's draft
    qtbot.mouseClick(button_called(form, "按名册统计"), LEFT)
    counts = ("workers_count", "women_count", "migrants_count", "dispatched_count")
    assert form.inputs["counted_on"].words() == last_half_year(with_workers.today)
    assert [form.inputs[name].words() for name in counts] == ["6", "3", "1", "0"]
    assert form.inputs["note"].words() == "按名册统计"
    assert form.save()


def test_the_day_and_the_group_of_a_headcount_decide(
    with_workers: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    assert with_workers.path.exists()
    form = headcount_form(window, qtbot)
    form.inputs["counted_on"].show_typed("2026-01-31")
    form.inputs["node_id"].show_typed(2)
    qtbot.mouseClick(button_called(form, "按名册统计"), LEFT)
    assert form.inputs["workers_count"].words() == "2"  # 孙三 worked there then
    form.inputs["counted_on"].show_typed("没有这一天")
    form.inputs["workers_count"].show_typed("9")
    qtbot.mouseClick(button_called(form, "按名册统计"), LEFT)
    assert form.inputs["counted_on"].fault.isVisible()
    assert form.inputs["workers_count"].words() == "9"
    form.reject()
