"""Large text and many filters on an office screen: counts stay whole, words stay words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.queries.evidence import Papers
from app.queries.listing import Filter
from app.ui.frame.chapters import Chapters
from app.ui.register.screen import RegisterScreen
from app.ui.style.tokens import WINDOW_WIDTH, px
from app.ui.table.narrowing.chips import Chip, Chips
from app.ui.widgets.page_head import FactRow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.window import MainWindow


FILTERS = (
    Filter("group_id", frozenset({1, 2, None})),
    Filter("sex", frozenset({"1", "2"})),
    Filter("education", frozenset({None, "10"})),
    Filter("standing", frozenset({"regular", "applicant"})),
)


def test_the_count_is_whole_whatever_the_list_is_narrowed_by(sized_window: MainWindow) -> None:
    sized_window.go("member")
    screen = sized_window.current_screen
    assert isinstance(screen, RegisterScreen)
    screen.card.change_view(filters=FILTERS, search="白 建", papers=Papers(present=False))
    QApplication.processEvents()
    bar = screen.card.bar
    assert bar.count.text().endswith("/ 4")
    assert bar.count.width() >= bar.count.sizeHint().width()
    assert sized_window.minimumSizeHint().width() <= WINDOW_WIDTH
    assert sized_window.width() == WINDOW_WIDTH
    right = max(made.mapTo(sized_window, made.rect().topRight()).x() for made in buttons(bar))
    assert right < WINDOW_WIDTH


def buttons(bar: object) -> list[QPushButton]:
    found = bar.findChildren(QPushButton)  # type: ignore[attr-defined]
    return [made for made in found if made.isVisible()]


def test_chapters_keep_their_words_up_to_a_hundred_and_twenty_five(
    sized_window: MainWindow,
) -> None:
    chapters = sized_window.findChild(Chapters)
    assert chapters is not None
    if QApplication.font().pixelSize() < 21:
        words = chapters.fontMetrics().horizontalAdvance("打印装订")
        assert chapters.width() >= px(53) + words
    else:
        assert chapters.width() == px(56)
        tips = {chapters._upper.items.item(row).toolTip() for row in range(3)}
        assert "会员" in tips


def test_chips_that_have_no_room_stand_in_a_menu(dressed: QApplication, qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    around.resize(1200, 40)
    chips = Chips()
    chips.setParent(around)
    chips.resize(1000, 30)
    around.show()
    chips.show_chips([Chip("性别：男", "sex"), Chip("学历：大学本科", "education"), Chip("待补")])
    QApplication.processEvents()
    assert [made.isVisible() for made in chips.made] == [True, True, True]
    assert not chips.more.isVisible()
    chips.resize(230, 30)
    assert [made.isVisible() for made in chips.made] == [True, False, False]
    assert chips.more.text() == "另 2 项筛选"
    lines = chips.more.menu().actions()
    assert [(line.text(), line.isEnabled()) for line in lines] == [
        ("去掉“学历：大学本科”", True),
        ("待补", False),
    ]
    with qtbot.waitSignal(chips.removed) as gone:
        lines[0].trigger()
    assert gone.args == ["education"]
    chips.resize(chips.minimumSizeHint().width(), 30)
    assert chips.more.text() == "3 项筛选"
    with qtbot.waitSignal(chips.removed) as gone:
        chips.resize(1000, 30)
        qtbot.mouseClick(chips.made[0], Qt.MouseButton.LeftButton)
    assert gone.args == ["sex"]


def test_of_facts_the_last_go_whole(dressed: QApplication, qtbot: QtBot) -> None:
    facts = FactRow()
    qtbot.addWidget(facts)
    facts.set_facts(["正常 348 人", "保留会籍 5 人", "申请中 1 人"])
    facts.show()
    facts.resize(1000, 20)
    assert [part.isVisible() for part in facts.parts] == [True, True, True]
    facts.resize(facts.sizeHint().width() - px(30), 20)
    assert [part.isVisible() for part in facts.parts] == [True, True, False]
    assert [part.text() for part in facts.parts[:2]] == ["正常 348 人", "保留会籍 5 人"]
