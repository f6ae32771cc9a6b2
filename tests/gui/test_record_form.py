"""The form of a record: what is typed, refused, kept as a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton

from app.queries.listing import rows
from app.ui.editors.text import LineEditor, MaskedEditor
from app.ui.screens.screen import FormOf
from app.ui.widgets.choosing.segmented import Segmented
from tests.gui.hands import CTRL, button_called, form_of, names, type_into

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.register.screen import RegisterScreen
    from app.ui.window import MainWindow

Key = Qt.Key


def test_a_member_is_registered_with_the_keyboard(members: RegisterScreen, qtbot: QtBot) -> None:
    members.add()
    form = form_of(members, qtbot)
    assert "standing" not in form.inputs  # follows from events
    type_into(qtbot, form.inputs["name"], "何文斌")
    type_into(qtbot, form.inputs["born_on"], "1988.3")
    type_into(qtbot, form.inputs["monthly_dues_fen"], "23")
    type_into(qtbot, form.inputs["approved_on"], "2012-05-01")
    form.inputs["name"].editor.setFocus()
    born = form.inputs["born_on"].editor
    assert isinstance(born, QLineEdit)
    assert born.text() == "1988-03"  # what was understood is written out
    sex = form.inputs["sex"].editor
    assert isinstance(sex, Segmented)
    qtbot.mouseClick(sex.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.keyClick(form, Key.Key_S, CTRL)
    assert not form.isVisible()
    assert "何文斌" in names(members)
    found = rows(members.office.desk.reader, members.spec, [members.card.current_number()])[0]
    assert (found["name"], found["sex"], found["born_on"]) == ("何文斌", "1", "1988-03")
    assert found["monthly_dues_fen"] == 2300


def test_a_form_is_called_as_its_button(activities: RegisterScreen, qtbot: QtBot) -> None:
    activities.add()
    form = form_of(activities, qtbot)
    assert form.heading.text() == "登记文体活动"  # not 登记文体活动登记
    assert button_called(form, "登记文体活动")
    form.reject()


def test_a_required_field_says_so_when_it_is_left(members: RegisterScreen, qtbot: QtBot) -> None:
    members.add()
    form = form_of(members, qtbot)
    name = form.inputs["name"]
    name.editor.setFocus()
    qtbot.keyClick(name.editor, Key.Key_Tab)
    assert name.fault.text() == "姓名必须填写。"
    type_into(qtbot, name, "何文斌")
    assert name.fault.text() == ""
    form.reject()


def test_what_is_refused_stands_under_its_field(members: RegisterScreen, qtbot: QtBot) -> None:
    members.card.view.go(0, 0)
    members.edit()
    form = form_of(members, qtbot)
    type_into(qtbot, form.inputs["id_number"], "990001198503010099")
    form.save()
    assert form.isVisible()
    assert form.inputs["id_number"].fault.isVisible()
    form.reject()


def test_masked_values_are_replaced_not_shown(members: RegisterScreen, qtbot: QtBot) -> None:
    members.card.view.go(0, 0)
    members.edit()
    form = form_of(members, qtbot)
    editor = form.inputs["mobile"].editor
    assert isinstance(editor, MaskedEditor)
    assert (editor.text(), editor.placeholderText()) == ("", "138****0001")
    form.save()
    number = members.card.current_number()
    desk = members.office.desk
    assert rows(desk.reader, members.spec, [number])[0]["mobile"] == "13800000001"


def test_a_draft_survives_closing_and_a_crash(
    members: RegisterScreen, desk: Desk, qtbot: QtBot
) -> None:
    members.add()
    form = form_of(members, qtbot)
    type_into(qtbot, form.inputs["name"], "何文斌")
    form._draft_later.timeout.emit()  # as three seconds later; then the power goes
    assert desk.ledger.kept_drafts() == {"member/new": {"name": "何文斌"}}
    form.put_away()
    members.add()
    again = form_of(members, qtbot)
    editor = again.inputs["name"].editor
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "何文斌"
    type_into(qtbot, again.inputs["approved_on"], "2012-05-01")
    again.save()
    assert desk.ledger.kept_drafts() == {}


def test_what_was_begun_for_a_worker_is_offered_to_workers_alone(
    members: RegisterScreen, desk: Desk, qtbot: QtBot
) -> None:
    members.add_with(standing="worker")
    form = form_of(members, qtbot)
    type_into(qtbot, form.inputs["name"], "王小工")
    form.put_away()
    members.add()
    plain = form_of(members, qtbot)
    assert not plain.typed().get("name")
    plain.reject()
    ((key, _typed),) = desk.ledger.kept_drafts().items()
    assert key == 'member/new/{"standing": "worker"}'
    members.show_about(FormOf(0, {"standing": "worker"}))  # as after a crash
    again = form_of(members, qtbot)
    assert again.typed()["name"] == "王小工"
    again.save()
    assert desk.ledger.kept_drafts() == {}
    (row,) = rows(desk.reader, members.spec, [members.card.current_number()], ("standing",))
    assert row["standing"] == "worker"


def test_a_warning_needs_a_reason(members: RegisterScreen, qtbot: QtBot) -> None:
    members.add()
    form = form_of(members, qtbot)
    type_into(qtbot, form.inputs["name"], "何老人")
    type_into(qtbot, form.inputs["id_number"], an_old_id())
    type_into(qtbot, form.inputs["approved_on"], "2012-05-01")
    form.save()
    assert form.isVisible()
    keep = button_called(form, "仍然保存")
    assert not keep.isEnabled()
    reason = form.findings.findChild(QLineEdit)
    assert reason is not None
    qtbot.keyClicks(reason, "checked")
    qtbot.mouseClick(keep, Qt.MouseButton.LeftButton)
    assert not form.isVisible()
    assert "何老人" in names(members)


def an_old_id() -> str:
    from tests.builders import an_id_number

    return an_id_number("19100101", 11)


def test_a_change_of_membership_begins_at_the_member(members: RegisterScreen, qtbot: QtBot) -> None:
    members.card.view.go(1, 0)
    deed = next(a for a in members.details.menu.actions() if a.text() == "登记会籍变动")
    deed.trigger()
    form = form_of(members, qtbot)
    assert form.inputs["member_id"].raw() == members.card.current_number()
    kind = form.inputs["kind"]
    kind.show_typed("3")
    type_into(qtbot, form.inputs["happened_on"], "2026-11-01")
    assert form.save(reason="测试")
    standing = [field.name for field in members.card.model.fields].index("standing")
    assert members.card.model.text(1, standing) == "保留会籍"


def test_every_input_has_a_name_for_screen_readers(
    window: MainWindow, members: RegisterScreen, qtbot: QtBot
) -> None:
    members.edit()
    form = form_of(members, qtbot)
    inputs = [*window.findChildren(QLineEdit), *form.findChildren(QLineEdit)]
    nameless = [made for made in inputs if not made.accessibleName()]
    assert nameless == []
    bare = [made for made in window.findChildren(QPushButton) if not made.text()]
    assert [made for made in bare if not made.accessibleName()] == []
    form.reject()


def test_only_a_birth_is_hinted_at_with_a_day_long_past(desk: Desk, qtbot: QtBot) -> None:
    def hint(register: str, name: str) -> str:
        editor = LineEditor(desk.specs[register].fields[name])
        qtbot.addWidget(editor)
        editor.show_hint()
        return editor.placeholderText()

    assert hint("member", "born_on") == "例如 1985.3"
    assert hint("certificate", "registered_on") == "例如 2026.3"
    assert hint("member_group", "founded_on") == "例如 2026.3"
