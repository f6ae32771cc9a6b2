"""One word for one count on every page, with how it is counted; facts never break inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from app.queries.members.workers import Crowd
from app.queries.naming.figure_words import figure_word, figure_words
from app.ui.membership.join_rate import JoinRateScreen
from app.ui.register.entry.form import RecordForm
from app.ui.register.panel.facts import WholeFacts, in_lines
from app.ui.register.screen import RegisterScreen
from app.ui.safekeeping.backup_screen import BackupScreen
from app.ui.widgets.page_head import Fact, PageHead
from tests.gui.hands import LEFT, type_into

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.window import MainWindow

TIP = Qt.ItemDataRole.ToolTipRole
ACROSS = Qt.Orientation.Horizontal


def test_every_word_says_how_its_number_is_counted() -> None:
    for word in figure_words().values():
        assert word.label
        assert word.tip.endswith("。")
        assert len(word.tip) <= 60


def test_the_choices_of_people_tell_whom_they_count(
    with_workers: Desk, members: RegisterScreen
) -> None:
    bar = members.card.people
    assert bar is not None
    told = {made.text().split()[0]: made.toolTip() for made in bar.choices.buttons}
    assert told == {
        figure_word(f"people.{name}").label: figure_word(f"people.{name}").tip
        for name in ("here", "members", "recruits", "left", "all")
    }


def test_a_standing_in_the_head_opens_its_names(
    with_workers: Desk, members: RegisterScreen, qtbot: QtBot
) -> None:
    facts = members.head.facts
    assert facts.whole_text() == "正常 4 人"
    assert "入会率" in facts.parts[0].toolTip()
    qtbot.mouseClick(facts.parts[0], LEFT)
    assert len(members.card.model.ids) == 4
    assert members.card.model.view.crowd is None
    assert [entry.field for entry in members.card.model.view.filters] == ["standing"]
    members.card.change_view(filters=(), crowd=Crowd.HERE)
    assert len(members.card.model.ids) == 6


def test_members_of_good_standing_are_called_so_where_rates_are_told(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.go("join_rate")
    screen = window.current_screen
    assert isinstance(screen, JoinRateScreen)
    qtbot.waitUntil(lambda: bool(screen.rates.lines))
    assert "正常会员 4 人" in screen.head.facts.whole_text()
    heads = {head.title: head.tip for head in screen.rates.heads}
    assert heads["正常会员"] == figure_word("people.regular").tip


def test_a_backup_counts_files_of_members_and_says_so(window: MainWindow) -> None:
    window.go("backup")
    screen = window.current_screen
    assert isinstance(screen, BackupScreen)
    heads = screen.backups.heads
    place = [head.title for head in heads].index("会员档案")
    assert "会籍已终止" in str(screen.backups.headerData(place, ACROSS, TIP))


def test_facts_without_room_stand_in_a_menu(qtbot: QtBot) -> None:
    head = PageHead("会员")
    qtbot.addWidget(head)
    pressed: list[str] = []
    head.resize(300, 56)
    names = ("正常 348 人", "保留会籍 5 人", "申请中 1 人", "已终止 23 人")
    head.set_facts(
        *(Fact(name, f"{name}的说明。", lambda n=name: pressed.append(n)) for name in names)
    )
    head.show()
    facts = head.facts
    qtbot.waitUntil(lambda: not facts._more.isHidden())
    hidden = [each.text() for each in facts._menu.actions()]
    shown = [part.text() for part in facts.parts if not part.isHidden()]
    assert (*shown, *hidden) == names
    facts._menu.actions()[-1].trigger()
    assert pressed == [names[-1]]
    head.resize(1200, 56)
    qtbot.waitUntil(facts._more.isHidden)
    assert all(not part.isHidden() for part in facts.parts)


# --- facts in a panel ----------------------------------------------------------------------


@pytest.mark.parametrize("width", [1, 7, 12, 40])
def test_a_fact_is_never_broken(width: int) -> None:
    facts = ["LH-0011", "登记日期 2016-12-15", "工会法人资格证书"]
    lines = in_lines(facts, width, len)
    assert [fact for line in lines for fact in line] == facts
    assert all(len("　".join(line)) <= width or len(line) == 1 for line in lines)


def test_a_fact_wider_than_the_panel_is_cut_and_told_whole(qtbot: QtBot) -> None:
    facts = WholeFacts()
    qtbot.addWidget(facts)
    facts.resize(130, 60)
    facts.set_facts(["登记日期\u00a02016-12-15", "女", "临湖市蓝禾精密机械有限公司工会委员会"])
    facts.show()
    lines = facts.text().split("\n")
    assert "登记日期\u00a02016-12-15" in lines
    assert lines[-1].endswith("…")
    assert "临湖市蓝禾精密机械有限公司工会委员会" in facts.toolTip()
    facts.resize(900, 60)
    assert "\n" not in facts.text()
    assert not facts.toolTip()


# --- what the card knows is not asked again ------------------------------------------------


def certificate_form(window: MainWindow, qtbot: QtBot) -> RecordForm:
    window.go("certificate")
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    screen.add()
    form = screen.findChildren(RecordForm)[-1]
    qtbot.waitUntil(form.isVisible)
    return form


def test_the_chair_stands_in_the_form_of_a_certificate(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    from app.actions import records

    spec = desk.spec("union_profile")
    desk.act(
        "change",
        "主席",
        lambda u: records.change(u, spec, 1, {"chair_name": "陈国栋"}),
        acknowledged="测试",
    )
    form = certificate_form(window, qtbot)
    assert form.inputs["legal_rep"].words() == "陈国栋"
    form.reject()
    form = certificate_form(window, qtbot)
    assert form.findings.isHidden()  # what was filled in of itself is no draft
    type_into(qtbot, form.inputs["legal_rep"], "罗永祥")
    form.inputs["kind"].show_typed("工会法人资格证书")
    assert form.typed()["legal_rep"] == "罗永祥"


def test_the_form_of_a_base_says_what_counts(window: MainWindow, qtbot: QtBot) -> None:
    window.go("dues_base")
    screen = window.current_screen
    assert isinstance(screen, RegisterScreen)
    screen.add()
    form = screen.findChildren(RecordForm)[-1]
    qtbot.waitUntil(form.isVisible)
    assert "奖金、津贴" in form.inputs["base_fen"].note.text()
    assert "没有固定工资的按上月实得" in form.inputs["base_fen"].note.text()
