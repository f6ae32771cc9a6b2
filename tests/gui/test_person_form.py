"""The form of a person while it is filled in: the ID number, who is there already, ways out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.queries.listing import rows
from app.ui.register.entry.form import RecordForm
from app.ui.widgets.choosing.segmented import Segmented
from tests.builders import an_id_number
from tests.gui.hands import CTRL, LEFT, button_called, form_of, names, type_into

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.register.entry.form_input import FormInput
    from app.ui.register.screen import RegisterScreen

Key = Qt.Key
HERS = an_id_number("19900102", 4)  # of a woman
TAKEN = an_id_number("19850301", 4)  # 曹桂芳's


def new_form(members: RegisterScreen, qtbot: QtBot) -> RecordForm:
    members.add()
    return form_of(members, qtbot)


def leave(qtbot: QtBot, made: FormInput, text: str) -> None:
    """Type into an input and go on with Tab."""
    type_into(qtbot, made, text)
    qtbot.keyClick(made.editor, Key.Key_Tab)


def line(made: FormInput) -> str:
    assert isinstance(made.editor, QLineEdit)
    return made.editor.text()


def sex_of(form: RecordForm) -> object:
    editor = form.inputs["sex"].editor
    assert isinstance(editor, Segmented)
    return editor.value()


# --- the ID number ------------------------------------------------------------------------------


def test_a_right_number_fills_in_sex_birthday_and_paper_on_leaving(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    form = new_form(members, qtbot)
    leave(qtbot, form.inputs["id_number"], HERS)
    assert line(form.inputs["born_on"]) == "1990-01-02"
    assert sex_of(form) == "2"
    assert form.inputs["id_type"].value() == "1"
    assert form.inputs["id_number"].note.text() == ""
    type_into(qtbot, form.inputs["name"], "何文斌")
    type_into(qtbot, form.inputs["approved_on"], "2012-05-01")
    qtbot.keyClick(form, Key.Key_S, CTRL)
    number = members.card.current_number()
    (row,) = rows(members.office.desk.reader, members.spec, [number])
    assert (row["name"], row["sex"], row["born_on"]) == ("何文斌", "2", "1990-01-02")


def test_a_wrong_check_character_is_said_on_leaving_and_fills_in_nothing(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    form = new_form(members, qtbot)
    wrong = HERS[:-1] + ("1" if HERS[-1] != "1" else "2")
    leave(qtbot, form.inputs["id_number"], wrong)
    assert form.inputs["id_number"].note.text() == "身份证号码校验位不正确，请重新核对。"
    assert line(form.inputs["born_on"]) == ""
    assert sex_of(form) is None
    leave(qtbot, form.inputs["id_number"], HERS)
    assert form.inputs["id_number"].note.text() == ""


def test_sex_and_birthday_that_the_number_denies_are_pointed_out(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    form = new_form(members, qtbot)
    editor = form.inputs["sex"].editor
    assert isinstance(editor, Segmented)
    qtbot.mouseClick(editor.buttons[0], LEFT)  # 男
    leave(qtbot, form.inputs["born_on"], "1990-01-03")
    leave(qtbot, form.inputs["id_number"], HERS)
    assert form.inputs["sex"].note.text() == "性别按证号应为女，登记为男，请核对。"
    assert "1990-01-02" in form.inputs["born_on"].note.text()
    qtbot.mouseClick(editor.buttons[1], LEFT)
    assert form.inputs["sex"].note.text() == ""


def test_a_passport_is_not_taken_for_a_residents_number(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    form = new_form(members, qtbot)
    leave(qtbot, form.inputs["id_number"], "E12345678")
    assert form.inputs["id_number"].note.text() == ""


# --- who is there already -----------------------------------------------------------------------


def test_a_number_that_is_there_says_whose_it_is_and_opens_that_person(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    form = new_form(members, qtbot)
    leave(qtbot, form.inputs["id_number"], TAKEN)
    made = form.inputs["id_number"]
    assert made.note.text().startswith("册中已有曹桂芳（装配一组，LH0002）")
    assert made.way is not None
    qtbot.mouseClick(made.way, LEFT)
    other = form.findChildren(RecordForm)[-1]
    assert other.number == 2
    assert line(other.inputs["name"]) == "曹桂芳"
    other.reject()
    assert form.isVisible()


def test_a_homophone_of_the_same_birthday_is_named_quietly(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    form = new_form(members, qtbot)
    leave(qtbot, form.inputs["name"], "曹贵芳")
    assert form.inputs["name"].note.text() == ""  # the name alone says little
    leave(qtbot, form.inputs["born_on"], "1985-03-01")
    note = form.inputs["name"].note
    assert note.text() == "册中已有曹桂芳（装配一组，LH0002）：同音 + 出生日期相同。"
    assert form.inputs["name"].fault.text() == ""
    leave(qtbot, form.inputs["born_on"], "1986-03-01")
    assert note.text() == ""


def test_a_person_is_not_taken_for_another_when_changed(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    members.card.view.go(1, 1)
    members.edit()
    form = form_of(members, qtbot)
    leave(qtbot, form.inputs["name"], "曹桂方")
    assert form.inputs["name"].note.text() == ""


# --- marks, boxes, ways out ---------------------------------------------------------------------


def test_what_is_needed_is_marked_in_words(members: RegisterScreen, qtbot: QtBot) -> None:
    form = new_form(members, qtbot)
    marked = {n: made._need.text() for n, made in form.inputs.items() if not made._need.isHidden()}
    assert marked == {"name": "必填", "approved_on": "应填", "approval_no": "应填"}


def test_every_form_marks_the_fields_it_refuses_to_be_without(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    for spec in members.office.desk.specs.values():
        if not spec.layout.form:
            continue
        form = RecordForm(members.office, spec, members.reveals)
        qtbot.addWidget(form)
        wanted = {n for n, made in form.inputs.items() if made.field.required and made.is_typed}
        assert wanted == {n for n, made in form.inputs.items() if made._need.text() == "必填"}
        blank = {n for n in wanted if form.inputs[n].is_blank()}  # 变动日期 begins with today
        assert blank == {n for n in wanted if not form.inputs[n].check()}, spec.id


def test_what_is_said_of_the_form_does_not_move_what_is_typed(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    form = new_form(members, qtbot)
    type_into(qtbot, form.inputs["name"], "何文斌")

    def top() -> int:
        qtbot.wait(20)
        return form.inputs["name"].editor.mapTo(form, form.rect().topLeft()).y()

    before = top()
    qtbot.keyClick(form, Key.Key_S, CTRL)  # asks from which day the membership counts
    assert form.findings.isVisible()
    assert top() == before
    height = form.area.height()
    type_into(qtbot, form.inputs["name"], "何文武")
    assert top() == before
    assert form.area.height() == height  # the box stays where it is, and no longer counts
    assert not form.findings.isEnabled()
    qtbot.keyClick(form, Key.Key_S, CTRL)
    assert form.findings.isEnabled()


def test_a_fault_keeps_its_line_while_it_is_mended(members: RegisterScreen, qtbot: QtBot) -> None:
    form = new_form(members, qtbot)
    name = form.inputs["name"]
    name.editor.setFocus()
    qtbot.keyClick(name.editor, Key.Key_Tab)
    assert name.fault.text()
    type_into(qtbot, name, "何文斌")
    assert (name.fault.text(), name.fault.isVisible()) == ("", True)


def test_cancelling_throws_the_draft_away_after_asking(
    members: RegisterScreen, desk: Desk, qtbot: QtBot
) -> None:
    form = new_form(members, qtbot)
    type_into(qtbot, form.inputs["name"], "何文斌")
    form._draft_later.timeout.emit()
    assert desk.ledger.kept_drafts() == {"member/new": {"name": "何文斌"}}
    qtbot.keyClick(form, Key.Key_Escape)
    assert form.isVisible()
    qtbot.mouseClick(button_called(form, "接着填"), LEFT)
    assert form.typed() == {"name": "何文斌"}
    qtbot.mouseClick(button_called(form, "取消"), LEFT)
    qtbot.mouseClick(button_called(form, "不要了，关闭"), LEFT)
    assert not form.isVisible()
    assert desk.ledger.kept_drafts() == {}
    again = new_form(members, qtbot)
    assert again.typed() == {}


def test_saving_and_going_on_goes_on_after_a_reason(members: RegisterScreen, qtbot: QtBot) -> None:
    form = new_form(members, qtbot)
    type_into(qtbot, form.inputs["name"], "何老人")
    type_into(qtbot, form.inputs["id_number"], an_id_number("19100101", 1))
    type_into(qtbot, form.inputs["approved_on"], "2012-05-01")
    qtbot.mouseClick(form.again, LEFT)
    reason = form.findings.findChild(QLineEdit)
    assert reason is not None
    qtbot.keyClicks(reason, "checked")
    qtbot.mouseClick(button_called(form, "仍然保存"), LEFT)
    assert form.isVisible()  # for the next one
    assert form.typed() == {}
    assert "何老人" in names(members)


def test_enter_behind_a_reason_goes_on_with_it(members: RegisterScreen, qtbot: QtBot) -> None:
    form = new_form(members, qtbot)
    type_into(qtbot, form.inputs["name"], "何老人")
    type_into(qtbot, form.inputs["id_number"], an_id_number("19100101", 1))
    type_into(qtbot, form.inputs["approved_on"], "2012-05-01")
    form.save()
    reason = form.findings.findChild(QLineEdit)
    assert reason is not None
    qtbot.keyClick(reason, Key.Key_Return)  # blank is no reason
    assert form.isVisible()
    qtbot.keyClicks(reason, "checked")
    qtbot.keyClick(reason, Key.Key_Return)
    assert not form.isVisible()
    assert "何老人" in names(members)
