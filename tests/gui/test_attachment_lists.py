"""附件 on every page: the section, the single page, the lists narrowed and counted by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QPushButton

from app.bootstrap import open_desk
from app.errors import StorageError
from app.queries.evidence import HELD, Papers, fields_among
from app.queries.listing import Sort
from app.ui.attachments.section import AttachmentsSection
from app.ui.editors.tick_list import ASIDE
from app.ui.office import Office
from app.ui.register.columns.shown import chosen_names
from app.ui.register.panel.details import DetailsPanel
from app.ui.register.views.kept import KeptViews
from app.ui.single.screen import SingleScreen
from app.ui.table.cells import CLIP
from tests.gui.attaching import attach, carrying, drop, names, section_of
from tests.gui.hands import CTRL, column, place, press, select, stand_on, stored
from tests.ledgers import query

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.preferences import Preferences
    from app.ui.register.screen import RegisterScreen
    from app.ui.window import MainWindow

Key = Qt.Key


def test_every_register_has_the_section(window: MainWindow, office: Office, qtbot: QtBot) -> None:
    for spec in office.desk.specs.values():
        window.go(spec.id)
        screen = window.current_screen
        assert screen is not None
        if isinstance(screen, SingleScreen):
            assert screen.attachments.zone.isVisibleTo(screen)
        else:
            panel = DetailsPanel(office, spec, screen.reveals, dict)  # type: ignore[attr-defined]
            qtbot.addWidget(panel)
            assert [s for s in panel.sections if isinstance(s, AttachmentsSection)]


def test_the_single_page_takes_files(
    window: MainWindow, papers: dict[str, Path], qtbot: QtBot
) -> None:
    window.go("union_profile")
    screen = window.current_screen
    assert isinstance(screen, SingleScreen)
    assert drop(screen, QPoint(5, 5), carrying(papers["批复.pdf"]))
    qtbot.waitUntil(lambda: names(screen.attachments) == ["批复.pdf"])


def test_a_view_shows_and_takes_nothing(
    window: MainWindow,
    section: AttachmentsSection,
    papers: dict[str, Path],
    preferences: Preferences,
    qtbot: QtBot,
) -> None:
    attach(section, qtbot, papers["批复.pdf"])
    with open_desk(section.office.desk.path, write=False) as desk:
        panel = QMenu()  # any widget
        qtbot.addWidget(panel)
        view = AttachmentsSection(Office(desk, preferences), section.spec, panel)
        qtbot.addWidget(view)
        view.show_record(1)
        assert names(view) == ["批复.pdf"]
        assert not view.adding.isVisibleTo(view)
        assert not drop(panel, QPoint(0, 0), carrying(papers["批复.pdf"]))
        view.remove(0)
        assert query(desk.ledger, "SELECT retired_at FROM attachment") == [(None,)]
        with pytest.raises(StorageError):
            desk.act("x", "x", lambda _unit: None)


def test_the_list_is_narrowed_to_those_who_lack_a_paper(
    section: AttachmentsSection, members: RegisterScreen, papers: dict[str, Path], qtbot: QtBot
) -> None:
    attach(section, qtbot, papers["入会申请书.png"])
    chooser = next(b for b in members.card.bar.findChildren(QPushButton) if b.text() == "附件")
    lines = {line.text(): line for line in chooser.menu().actions()}
    assert list(lines) == ["全部", "", "有附件", "没有附件", "缺入会申请书", "缺会员登记表"]
    for text, count in (("有附件", 1), ("缺入会申请书", 3), ("缺会员登记表", 4), ("全部", 4)):
        lines[text].trigger()
        assert len(members.card.model.ids) == count
    lines["缺入会申请书"].trigger()
    assert members.card.bar.count.text() == "3 / 4"
    members.card.clear_filters()
    assert len(members.card.model.ids) == 4


# --- the column of paper-clips --------------------------------------------------------------


def clips(screen: RegisterScreen) -> list[str]:
    place = column(screen, HELD.name)
    return [screen.card.model.cell(row, place).text for row in range(len(screen.card.model.ids))]


def test_every_list_counts_the_attachments_of_its_rows(
    section: AttachmentsSection, members: RegisterScreen, papers: dict[str, Path], qtbot: QtBot
) -> None:
    assert clips(members) == ["", "", "", ""]
    attach(section, qtbot, papers["入会申请书.png"], papers["批复.pdf"])
    qtbot.waitUntil(lambda: clips(members) == ["2", "", "", ""])
    assert members.card.model.cell(0, column(members, HELD.name)).icon == CLIP
    section.remove(0)
    qtbot.waitUntil(lambda: clips(members) == ["1", "", "", ""])


def test_working_ledgers_count_theirs(
    activities: RegisterScreen, papers: dict[str, Path], qtbot: QtBot
) -> None:
    activities.card.view.go(1, 0)
    attach(section_of(activities), qtbot, papers["批复.pdf"])
    qtbot.waitUntil(lambda: clips(activities) == ["", "1", ""])
    activities.card.sort_by(Sort(HELD.name, descending=True))
    assert clips(activities) == ["1", "", ""]


def test_the_heading_of_clips_filters_and_sorts(
    section: AttachmentsSection, members: RegisterScreen, papers: dict[str, Path], qtbot: QtBot
) -> None:
    attach(section, qtbot, papers["批复.pdf"])
    head = members.card.view.head
    popup = members.card.open_filter(column(members, HELD.name), QPoint(10, 10))
    shown = {popup.items.item(n).text(): popup.items.item(n).data(ASIDE) for n in range(2)}
    assert shown == {"有附件": "1", "没有附件": "3"}
    popup._toggle(1)
    qtbot.keyClick(popup.search, Key.Key_Return)
    assert members.card.bar.count.text() == "1 / 4"
    assert members.card.model.view.papers == Papers(present=True)
    assert head.isVisible()
    popup = members.card.open_filter(column(members, HELD.name), QPoint(10, 10))
    assert popup.items.item(1).checkState() is Qt.CheckState.Unchecked
    popup._tick_all(on=True)
    qtbot.keyClick(popup.search, Key.Key_Return)
    assert len(members.card.model.ids) == 4
    members.card.sort_by(Sort(HELD.name))
    assert clips(members) == ["1", "", "", ""]  # blank comes last either way round


def test_a_click_on_a_clip_leads_to_the_attachments(
    section: AttachmentsSection, members: RegisterScreen, papers: dict[str, Path], qtbot: QtBot
) -> None:
    attach(section, qtbot, papers["批复.pdf"])
    members.hide_panel()
    view = members.card.view
    index = view.model().index(0, column(members, HELD.name))
    view.scrollTo(index)
    qtbot.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center()
    )
    bar = members.details.body.verticalScrollBar()
    qtbot.waitUntil(lambda: members.details.isVisible() and bar.value() == bar.maximum() > 0)
    qtbot.waitUntil(lambda: not section.title.visibleRegion().isEmpty())


def test_clips_are_passed_by_in_typing_copying_and_pasting(
    members: RegisterScreen, qtbot: QtBot
) -> None:
    members.card.show_columns(["name", HELD.name, "staff_no", "note"], in_order=True)
    stand_on(members, 0, "name")
    press(qtbot, Key.Key_Tab)
    assert place(members) == (0, "staff_no")
    QGuiApplication.clipboard().setText("白建军\t007\t甲")
    stand_on(members, 0, "name")
    press(qtbot, Key.Key_V, modifier=CTRL)
    assert (stored(members, 0, "staff_no"), stored(members, 0, "note")) == ("007", "甲")
    select(members, (0, "name"), (0, "note"))
    press(qtbot, Key.Key_C, modifier=CTRL)
    assert QGuiApplication.clipboard().text() == "白建军\t007\t甲\r\n"


def test_clips_are_kept_in_a_view_and_never_printed(
    members: RegisterScreen, window: MainWindow
) -> None:
    members.card.sort_by(Sort(HELD.name, descending=True))
    kept = KeptViews(members.office, members.spec)
    names_shown = chosen_names(members.office, members.spec)
    saved = kept.keep("按附件", members.card.model.view, names_shown)
    fitting, gone = saved.fitted(members.spec)
    assert gone == []
    assert fitting.view.sort[0].field == HELD.name
    assert HELD.name in fitting.columns
    assert fields_among(names_shown) == list(members.spec.layout.table)
