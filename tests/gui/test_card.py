"""The union's card: its sections, what is missing, one section at a time; choices by initials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from app.actions import records
from app.actions.attachments.contents import paper_of
from app.actions.attachments.keeping import attach
from app.bootstrap import open_desk
from app.models.base import codes
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.ui.editors.choice import ChoiceEditor, options_of
from app.ui.office import Office
from app.ui.register.screen import RegisterScreen
from app.ui.screens.screen import FormOf
from app.ui.single.form import SectionForm
from app.ui.single.screen import SingleScreen
from tests.gui.hands import button_called, type_into

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.preferences import Preferences
    from app.ui.single.section import SectionCard
    from app.ui.window import MainWindow

LEFT = Qt.MouseButton.LeftButton
INDUSTRY = FieldSpec("industry", "所属行业", Kind.CHOICE, choices=codes("industry"))
UNIT = FieldSpec("unit_kind", "单位类别", Kind.CHOICE, choices=codes("unit_kind"))


@pytest.fixture
def card(window: MainWindow) -> SingleScreen:
    window.go("union_profile")
    screen = window.current_screen
    assert isinstance(screen, SingleScreen)
    return screen


def section(screen: SingleScreen, title: str) -> SectionCard:
    return next(card for card in screen.sections if card.title == title)


def form_of(screen: SingleScreen) -> SectionForm:
    return [form for form in screen.findChildren(SectionForm) if form.isVisible()][-1]


def choose(qtbot: QtBot, form: SectionForm, name: str, typed: str) -> None:
    editor = form.inputs[name].editor
    assert isinstance(editor, ChoiceEditor)
    editor.setFocus()
    qtbot.keyClicks(editor.lineEdit(), typed)


def test_the_union_is_one_record_and_no_more(card: SingleScreen) -> None:
    assert card.values["name"].text() == "临湖市测试机械有限公司工会委员会"
    assert card.values["unit_name"].text() == "未填"
    assert not card.next_step.isVisible()  # there are members


def test_one_section_is_changed_at_a_time_and_the_next_follows(
    card: SingleScreen, qtbot: QtBot
) -> None:
    before = card.head.facts.whole_text()
    card.list.setCurrentRow(3)
    qtbot.mouseClick(card.edit_button, LEFT)
    form = form_of(card)
    assert next(iter(form.inputs)) == "unit_name"
    assert "name" not in form.inputs
    type_into(qtbot, form.inputs["unit_name"], "某某公司")
    qtbot.mouseClick(form.next_button, LEFT)
    qtbot.waitUntil(lambda: any(form.isVisible() for form in card.findChildren(SectionForm)))
    assert "cadre_full" in form_of(card).inputs  # 职工与会员 holds exceptions only
    assert card.values["unit_name"].text() == "某某公司"
    assert card.head.facts.whole_text() != before
    form_of(card).reject()


def test_what_is_missing_is_a_link_to_its_field(card: SingleScreen, qtbot: QtBot) -> None:
    fact = section(card, "建会").facts["approval_no"]
    assert fact.is_missing
    qtbot.mouseClick(fact.link, LEFT)
    form = form_of(card)
    assert form.focusWidget() is form.inputs["approval_no"].editor
    type_into(qtbot, form.inputs["approval_no"], "临工发〔2001〕12号")
    assert form.save()
    assert not fact.is_missing
    assert "建会" in card.list.item(2).text()
    assert card.list.item(2).text().endswith("缺 4")


def test_a_field_that_is_not_asked_for_is_not_missing(card: SingleScreen, qtbot: QtBot) -> None:
    kinds = section(card, "类型与归口")
    assert not kinds.facts["joint_kind"].isVisible()
    card.edit_section("类型与归口", "org_kind")
    form = form_of(card)
    choose(qtbot, form, "org_kind", "12")
    assert form.save()
    assert kinds.facts["joint_kind"].is_missing
    assert kinds.facts["joint_kind"].isVisible()


def test_what_another_register_tells_leads_there(
    card: SingleScreen, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    desk_spec = desk.specs["headcount"]
    told = section(card, "职工与会员")._told["workers"]
    assert told.is_missing
    window.office.act(  # type: ignore[union-attr]
        "add",
        "登记",
        lambda unit: records.add(
            unit, desk_spec, {"counted_on": "2026-06-30", "workers_count": 40}
        ),
        ask=lambda _findings: None,
        refuse=lambda _findings: None,
        show=lambda _error: None,
    )
    assert told.link.text() == "40 人（截至 2026-06-30）　名册 4 人"
    qtbot.mouseClick(told.link, LEFT)
    assert window.current_name == "headcount"


def test_a_number_of_people_opens_their_names(
    card: SingleScreen, window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    desk.act(
        "change_records",
        "修改",
        lambda unit: records.change(unit, desk.specs["member"], 3, {"is_hardship": True}),
        acknowledged="测试",
    )
    card.refresh()
    people = section(card, "职工与会员")
    for key, expected in (("members", 4), ("women_members", 2), ("hardship", 1)):
        link = people._told[key].link
        assert link.text() == f"{expected} 人"
        qtbot.mouseClick(link, LEFT)
        listed = window.current_screen
        assert isinstance(listed, RegisterScreen)
        assert len(listed.card.model.ids) == expected
        window.go("union_profile")


def test_what_was_typed_in_a_section_is_offered_there_again(
    card: SingleScreen, qtbot: QtBot
) -> None:
    card.edit_section("联系")
    form = form_of(card)
    type_into(qtbot, form.inputs["email"], "gh@example.com")
    form.put_away()
    card.edit_section("建会")
    assert not form_of(card).typed()
    form_of(card).reject()
    card.show_about(FormOf(card.number))
    assert form_of(card).typed() == {"email": "gh@example.com"}
    form_of(card).reject()


def test_the_words_of_the_window_follow_the_kind_of_the_unit(
    card: SingleScreen, window: MainWindow, qtbot: QtBot
) -> None:
    card.edit_section("所在单位")
    form = form_of(card)
    choose(qtbot, form, "unit_kind", "sydw")
    choose(qtbot, form, "industry", "P")
    assert form.save()
    qtbot.waitUntil(lambda: window.current_screen is not card)
    fresh = window.current_screen
    assert isinstance(fresh, SingleScreen)
    qtbot.waitUntil(
        lambda: section(fresh, "民主管理").facts["has_openness"].caption.text() == "校务公开制度"
    )


def test_the_list_follows_the_eye_and_leads_it(card: SingleScreen, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: card.area.verticalScrollBar().maximum() > 0)
    card.list.setCurrentRow(4)
    assert card.area.verticalScrollBar().value() == card.sections[4].y()
    card.area.verticalScrollBar().setValue(0)
    assert card.list.currentRow() == 0


def test_the_papers_stand_last_in_the_list_with_their_number(
    card: SingleScreen, office: Office, qtbot: QtBot
) -> None:
    last = card.list.count() - 1
    assert card.list.item(last).text() == "附件"
    whole = [(paper_of("批复.txt", "同意".encode()), "approval")]
    changed = office.desk.act(
        "attach", "添加附件", lambda unit: attach(unit, card.spec, card.number, whole)
    )
    office.hub.changed.emit(changed)
    qtbot.waitUntil(lambda: card.list.item(last).text() == "附件 1")
    card.list.setCurrentRow(last)
    bar = card.area.verticalScrollBar()
    assert bar.value() == bar.maximum()
    card.edit()  # no section to change
    assert not [form for form in card.findChildren(SectionForm) if form.isVisible()]


def test_a_ledger_that_cannot_be_written_offers_no_change(
    desk: Desk, preferences: Preferences, qtbot: QtBot
) -> None:
    with open_desk(desk.path, write=False) as view:
        screen = SingleScreen(Office(view, preferences), view.specs["union_profile"])
        qtbot.addWidget(screen)
        screen.show()
        assert not screen.edit_button.isEnabled()
        fact = section(screen, "建会").facts["approval_no"]
        assert not fact.link.isVisible()
        assert fact.value.isVisible()
        assert screen.list.isRowHidden(screen.list.count() - 1)  # no papers, and none to be added
        assert not screen.places[-1].isVisible()


# --- choosing -----------------------------------------------------------------------------------


def chooser(field: FieldSpec, qtbot: QtBot) -> ChoiceEditor:
    editor = ChoiceEditor(field, options_of(field, today="2026-11-20"))
    qtbot.addWidget(editor)
    editor.show()
    return editor


def listed(editor: ChoiceEditor) -> list[str]:
    return editor._listed.stringList()


@pytest.mark.parametrize(
    ("field", "typed", "word", "code"),
    [
        (UNIT, "syqy", "私营企业", "170"),
        (UNIT, "siying", "私营企业", "170"),
        (UNIT, "sydw", "事业单位", "400"),
        (INDUSTRY, "tysb", "通用设备制造业", "C34"),
    ],
)
def test_initials_and_pinyin_narrow_the_list_and_choose(
    field: FieldSpec, typed: str, word: str, code: str, qtbot: QtBot
) -> None:
    editor = chooser(field, qtbot)
    qtbot.keyClicks(editor.lineEdit(), typed)
    assert listed(editor) == [word]
    assert editor.raw() == code


@pytest.mark.parametrize(("typed", "word"), [("34", "通用设备制造业"), ("c34", "通用设备制造业")])
def test_a_code_narrows_the_list_too(typed: str, word: str, qtbot: QtBot) -> None:
    editor = chooser(INDUSTRY, qtbot)
    qtbot.keyClicks(editor.lineEdit(), typed)
    assert listed(editor) == [word]


def test_a_list_says_where_it_is_from_and_whether_that_was_read(qtbot: QtBot) -> None:
    assert chooser(INDUSTRY, qtbot).toolTip() == "所属行业：GB/T 4754—2017 国民经济行业分类（待核）"
    status = FieldSpec("status", "工会状态", Kind.CHOICE, choices=codes("union_status"))
    assert chooser(status, qtbot).toolTip().endswith("（已核）")


def test_other_names_narrow_the_list(qtbot: QtBot) -> None:
    editor = chooser(UNIT, qtbot)
    line = editor.lineEdit()
    assert line is not None
    line.insert("民营")
    line.textEdited.emit("民营")
    assert listed(editor) == ["私营企业"]


def test_traditional_writing_narrows_the_list_and_chooses(qtbot: QtBot) -> None:
    editor = chooser(UNIT, qtbot)
    line = editor.lineEdit()
    assert line is not None
    line.insert("私營")
    line.textEdited.emit("私營")
    assert listed(editor) == ["私营企业"]
    assert editor.raw() == "170"


def test_an_unknown_word_names_the_nearest_three_under_the_field(
    card: SingleScreen, qtbot: QtBot
) -> None:
    card.edit_section("所在单位", "unit_kind")
    form = form_of(card)
    choose(qtbot, form, "unit_kind", "wssqi")
    assert not form.save()
    fault = form.inputs["unit_kind"].fault.text()
    assert fault.startswith("“wssqi”不在可选范围内，可填：")
    assert fault.count("、") == 2
    form.reject()


def test_a_reason_given_goes_on_to_the_next_section(card: SingleScreen, qtbot: QtBot) -> None:
    title = next(title for title, names in card.spec.layout.form if "uscc" in names)
    card.edit_section(title)
    form = form_of(card)
    type_into(qtbot, form.inputs["uscc"], "81440300MJL1234567")
    qtbot.mouseClick(form.next_button, LEFT)
    assert form.isVisible()  # the check character is not right
    reason = form.findings.findChild(QLineEdit)
    assert reason is not None
    qtbot.keyClicks(reason, "checked")
    qtbot.mouseClick(button_called(form, "仍然保存"), LEFT)
    assert not form.isVisible()
    qtbot.waitUntil(lambda: any(each.isVisible() for each in card.findChildren(SectionForm)))
    assert form_of(card).spec.layout.form[0][0] != title
    form_of(card).reject()
