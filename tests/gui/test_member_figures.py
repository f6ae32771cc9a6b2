"""Join rates and snapshots: every number opens its names, with clicks and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.actions import records
from app.actions.members.snapshots import take_snapshot
from app.queries.evidence import Papers
from app.queries.members.join_rate import Count
from app.queries.members.snapshots import Figure
from app.ui.editors.text import LineEditor
from app.ui.membership.join_rate import JoinRateScreen
from app.ui.membership.snapshot_lists import called
from app.ui.membership.snapshots import SnapshotScreen
from app.ui.register.screen import RegisterScreen
from app.ui.style.sheet import dress
from app.ui.window import MainWindow
from tests.gui.hands import LEFT, button_called, names, press

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.ui.office import Office
    from app.ui.widgets.plain_table import PlainTable

Key = Qt.Key


def words_of(screen: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(made.text() for made in screen.findChildren(QLabel) if made.isVisible())


# --- join rates -------------------------------------------------------------------------


def join_rates(window: MainWindow, qtbot: QtBot) -> JoinRateScreen:
    window.go("join_rate")
    screen = window.current_screen
    assert isinstance(screen, JoinRateScreen)
    qtbot.waitUntil(lambda: screen.rates.count() > 0 and screen.task_bar.task is None)
    return screen


def click(qtbot: QtBot, table: PlainTable, row: int, column: int) -> None:
    place: QPoint = table.visualRect(table.plain.index(row, column)).center()
    qtbot.mouseClick(table.viewport(), LEFT, pos=place)


def test_every_number_opens_exactly_so_many_names(
    with_workers: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    assert with_workers.path.exists()
    screen = join_rates(window, qtbot)
    assert screen.head.facts.whole_text().endswith("职工 6 人　正常会员 4 人　入会率 66.7%")
    opened = 0
    for row in range(screen.rates.count()):
        for column in range(1, len(screen.rates.heads)):
            text = screen.rates.cell(row, column).text
            if not text.isdigit() or text == "0":
                continue
            click(qtbot, screen.table, row, column)
            listed = window.current_screen
            assert isinstance(listed, RegisterScreen)
            assert len(listed.card.model.ids) == int(text)
            opened += 1
            window.go("join_rate")
    assert opened >= 10


def test_what_opens_nothing_stays(with_workers: Desk, window: MainWindow, qtbot: QtBot) -> None:
    assert with_workers.path.exists()
    screen = join_rates(window, qtbot)
    click(qtbot, screen.table, 0, 0)  # a name
    click(qtbot, screen.table, 0, 3)  # a rate
    assert window.current_screen is screen


def test_who_is_left_to_recruit_is_one_press_away(
    with_workers: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    assert with_workers.path.exists()
    screen = join_rates(window, qtbot)
    assert screen.recruits.text() == "还可发展 2 人"
    qtbot.mouseClick(screen.recruits, LEFT)
    listed = window.current_screen
    assert isinstance(listed, RegisterScreen)
    assert set(names(listed)) == {"赵一", "钱二"}
    assert listed.card.bar.count.text() == "2 / 7"
    assert listed.card.people is not None
    qtbot.mouseClick(listed.card.people.choices.buttons[0], LEFT)
    assert len(names(listed)) == 6


def test_enter_on_a_group_shows_its_workers_to_recruit(
    with_workers: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    assert with_workers.path.exists()
    screen = join_rates(window, qtbot)
    rows = [line.name for line in screen.rates.lines]
    screen.table.setFocus()
    screen.table.go(rows.index("装配二组"))
    press(qtbot, Key.Key_Return)
    listed = window.current_screen
    assert isinstance(listed, RegisterScreen)
    assert names(listed) == ["钱二"]


def test_a_past_day_opens_the_names_of_that_day(
    with_workers: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    assert with_workers.path.exists()
    screen = join_rates(window, qtbot)
    screen.as_at.choose("2026-01-31")
    qtbot.waitUntil(lambda: screen.rates.lines[0].count(Count.WORKERS) == 7)
    click(qtbot, screen.table, 0, len(screen.rates.heads) - 2)
    listed = window.current_screen
    assert isinstance(listed, RegisterScreen)
    assert set(names(listed)) == {"赵一", "钱二", "孙三"}
    assert listed.as_at.day == "2026-01-31"


@pytest.mark.parametrize("asked", [{"papers": Papers(present=True)}, {"incomplete": True}])
def test_names_are_listed_whatever_was_looked_for_before(
    with_workers: Desk,
    window: MainWindow,
    members: RegisterScreen,
    qtbot: QtBot,
    asked: dict[str, object],
) -> None:
    assert with_workers.path.exists()
    members.card.change_view(**asked)
    assert "赵一" not in names(members)
    screen = join_rates(window, qtbot)
    click(qtbot, screen.table, 0, len(screen.rates.heads) - 2)
    assert window.current_screen is members
    assert set(names(members)) == {"赵一", "钱二"}
    assert members.head.fact_link.text() != "看全部会员"


# --- snapshots --------------------------------------------------------------------------


def snapshots(window: MainWindow, qtbot: QtBot) -> SnapshotScreen:
    window.go("snapshots")
    screen = window.current_screen
    assert isinstance(screen, SnapshotScreen)
    qtbot.waitUntil(lambda: screen.task_bar.task is None)
    return screen


def test_a_snapshot_is_proposed_taken_and_shown_with_its_names(
    with_workers: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    assert with_workers.path.exists()
    screen = snapshots(window, qtbot)
    assert "2026年上半年已经结束，还没有做快照。" in words_of(screen)
    qtbot.mouseClick(button_called(screen.findings, "现在做"), LEFT)
    qtbot.waitUntil(lambda: screen.snapshots.count() == 1 and screen.names.count() == 6)
    assert "还没有做快照" not in words_of(screen)
    qtbot.mouseClick(next(b for b in screen.sides.buttons if b.text() == "名单"), LEFT)
    assert screen.stack.currentWidget() is screen.name_table
    assert "2026-06-30 的名单　6 人" in words_of(screen)
    screen.search("赵一")
    assert [person.name for person in screen.names.people] == ["赵一"]


def test_a_half_year_that_is_there_is_not_proposed_again(
    with_workers: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    assert with_workers.path.exists()
    screen = snapshots(window, qtbot)
    dialog = screen.ask_day()
    assert dialog.line.text() == "2026-06-30"
    qtbot.mouseClick(button_called(dialog, "做快照"), LEFT)
    qtbot.waitUntil(lambda: screen.snapshots.count() == 1)
    again = screen.ask_day()
    assert again.line.text() == ""
    assert "2026年上半年的已经有了，2026年下半年的到 2026-12-31 再做" in words_of(again)
    qtbot.mouseClick(button_called(again, "做快照"), LEFT)
    assert again.isVisible()
    assert "请填日期。" in words_of(again)
    again.reject()


def test_the_largest_text_has_room_for_the_snapshots(
    with_workers: Desk, office: Office, dressed: QApplication, qtbot: QtBot
) -> None:
    with_workers.act("take", "快照", lambda unit: take_snapshot(unit, "2026-06-30"))
    dress(dressed, 2.0, shipped_only=True)
    try:
        window = MainWindow()
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.open_office(office)
        window.show()
        screen = snapshots(window, qtbot)
        assert window.height() == 768
        table = screen.table
        assert table.viewport().height() >= 2 * table.rowHeight(0)  # rows, not the heading alone
        qtbot.mouseClick(next(b for b in screen.sides.buttons if b.text() == "名单"), LEFT)
        assert screen.name_table.viewport().height() >= 2 * screen.name_table.rowHeight(0)
    finally:
        dress(dressed, 1.0, shipped_only=True)


def test_every_number_of_a_snapshot_opens_the_names_it_froze(
    with_workers: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    with_workers.act(
        "change_records",
        "修改",
        lambda unit: records.change(unit, with_workers.specs["member"], 2, {"name": "曹桂兰"}),
        acknowledged="测试",
    )
    screen = snapshots(window, qtbot)
    screen.take("2026-06-30")
    qtbot.waitUntil(lambda: screen.names.count() == 6)
    assert "摘要" not in "".join(head.title for head in screen.snapshots.heads)
    for place, figure in enumerate(Figure, 2):
        number = int(screen.snapshots.cell(0, place).text)
        click(qtbot, screen.table, 0, place)
        if number == 0:
            continue
        qtbot.waitUntil(lambda: screen.task_bar.task is None)
        assert screen.stack.currentWidget() is screen.name_table
        assert len(screen.names.people) == number
        assert f"{called(figure)} {number} 人" in words_of(screen)
    assert [person.name for person in screen.names.people] == ["曹桂兰", "高秀珍"]
    screen.kind.click()
    screen.kind.menu().actions()[0].trigger()
    qtbot.waitUntil(lambda: screen.names.count() == 6)


def test_two_snapshots_are_compared_and_lead_to_people(
    with_workers: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    assert with_workers.path.exists()
    screen = snapshots(window, qtbot)
    for day in ("2026-06-30", "2025-12-31"):
        dialog = screen.ask_day()
        line = dialog.findChild(LineEditor)
        assert line is not None
        line.setText(day)
        qtbot.mouseClick(button_called(dialog, "做快照"), LEFT)
        qtbot.waitUntil(lambda: screen.task_bar.task is None)
    qtbot.waitUntil(lambda: screen.snapshots.count() == 2 and screen.changes.count() == 1)
    screen.table.go(0)
    qtbot.waitUntil(lambda: screen.task_bar.task is None)
    (left,) = screen.changes.found
    assert (left.what, left.name, left.before, left.after) == (
        "离开职工",
        "孙三",
        "非会员",
        "不在册",
    )
    assert "2025-12-31 至 2026-06-30　1 人有变化" in words_of(screen)
    screen.change_table.go(0)
    qtbot.keyClick(screen.change_table, Key.Key_Return)
    listed = window.current_screen
    assert isinstance(listed, RegisterScreen)
    assert listed.card.current_number() == 7


def test_rates_of_a_snapshot_open_the_names_it_froze(
    with_workers: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    assert with_workers.path.exists()
    screen = snapshots(window, qtbot)
    screen.take("2026-06-30")
    qtbot.waitUntil(lambda: screen.snapshots.count() == 1)
    qtbot.waitUntil(lambda: screen.names.count() == 6)
    rates = join_rates(window, qtbot)
    rates.choose_source(screen.snapshots.lines[0])
    qtbot.waitUntil(lambda: rates.task_bar.task is None)
    click(qtbot, rates.table, 0, len(rates.rates.heads) - 2)
    assert window.current_screen is screen
    qtbot.waitUntil(lambda: screen.names.count() == 2)
    assert {person.name for person in screen.names.people} == {"赵一", "钱二"}
    qtbot.waitUntil(lambda: screen.task_bar.task is None)
    qtbot.mouseClick(button_called(screen, "看全部名单"), LEFT)
    qtbot.waitUntil(lambda: screen.names.count() == 6)


def test_a_snapshot_is_taken_though_another_is_being_read(
    with_workers: Desk, window: MainWindow, qtbot: QtBot
) -> None:
    assert with_workers.path.exists()
    screen = snapshots(window, qtbot)
    screen.take("2025-12-31")
    qtbot.waitUntil(lambda: screen.task_bar.task is None and screen.names.count() > 0)
    screen.compare_with(screen.snapshots.lines[0])
    screen.take("2026-06-30")
    qtbot.waitUntil(lambda: screen.task_bar.task is None and screen.snapshots.count() == 2)
    assert screen.names.count() == 7
    screen.table.go(0)
    qtbot.waitUntil(lambda: screen.names.count() == 6)
