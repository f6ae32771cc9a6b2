"""What the window says of itself after opening a ledger, and does while it is open."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from app.actions import records
from app.bootstrap import House
from app.clock import moment_text
from app.store.ledger import open_for_reading
from app.ui.application import Front
from app.ui.safekeeping.second_place import note_asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.bootstrap import Desk
    from app.clock import FixedClock
    from app.ui.preferences import Preferences


@pytest.fixture
def path(desk: Desk) -> Path:
    """A ledger that nobody has open."""
    desk.close()
    return desk.path


@pytest.fixture
def clock(desk: Desk) -> FixedClock:
    return desk.clock  # type: ignore[return-value]


@pytest.fixture
def front(
    clock: FixedClock, preferences: Preferences, dressed: QApplication, qtbot: QtBot
) -> Iterator[Front]:
    """A window that has asked for a stick lately."""
    note_asked(preferences, clock.now().date().isoformat())
    made = Front(preferences, House(clock))
    qtbot.addWidget(made.window)
    made.window.resize(1366, 728)
    made.window.show()
    yield made
    made.window.close()


def told(front: Front) -> list[str]:
    """The sentences of the reminders shown."""
    area = front.window.notices
    return [] if area.isHidden() else [made.text() for made in area.findChildren(QLabel)]


def press(front: Front, words: str, qtbot: QtBot) -> None:
    buttons = front.window.notices.findChildren(QPushButton)
    qtbot.mouseClick(next(b for b in buttons if b.text() == words), Qt.MouseButton.LeftButton)


def change(front: Front) -> None:
    desk = front.window.office.desk  # type: ignore[union-attr]
    desk.act(
        "change_record",
        "修改会员",
        lambda unit: records.change(unit, desk.specs["member"], 1, {"mobile": "13899990000"}),
        acknowledged="测试",
    )


def end_badly(path: Path) -> None:
    """Leave the file as a power cut does."""
    with contextlib.closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE setting SET value = '1' WHERE key = 'is_open'")
        raw.commit()


def test_opening_asks_for_a_second_place_once_in_fourteen_days(
    path: Path, clock: FixedClock, preferences: Preferences, dressed: QApplication, qtbot: QtBot
) -> None:
    for expected in (["备份只在这台电脑上。"], []):
        front = Front(preferences, House(clock))
        qtbot.addWidget(front.window)
        front.window.show()
        front.open(path)
        assert told(front)[:1] == expected
        front.window.close()


def test_a_reminder_stays_until_it_is_answered(
    path: Path, clock: FixedClock, preferences: Preferences, dressed: QApplication, qtbot: QtBot
) -> None:
    front = Front(preferences, House(clock))
    qtbot.addWidget(front.window)
    front.window.show()
    front.open(path)
    front.window.save()
    assert told(front)
    press(front, "以后再说", qtbot)
    assert not told(front)
    front.window.close()


def test_after_a_power_cut_a_backup_and_a_full_check_are_offered(
    path: Path, front: Front, clock: FixedClock, qtbot: QtBot
) -> None:
    end_badly(path)
    front.open(path)
    assert told(front)[0].startswith("上次没有正常退出")
    press(front, "备份并核对", qtbot)
    qtbot.waitUntil(front.window.findings.isVisible, timeout=20_000)
    words = [made.text() for made in front.window.findings.findChildren(QLabel)]
    assert "完整核对通过：文件完好，没有被其他软件改动过。" in words
    assert not told(front)
    assert [b.reason for b in front.house.backups_of(path)] == ["核对前"]
    assert front.window.status.kept.whole_text().endswith("已备份")
    front.window.close()
    with open_for_reading(path) as ledger:
        assert ledger.verified_at == moment_text(clock.now())


def test_a_ledger_that_was_closed_well_asks_nothing(path: Path, front: Front) -> None:
    front.open(path)
    assert told(front) == []


def test_once_a_week_everything_is_checked_without_a_word(
    path: Path, front: Front, clock: FixedClock, qtbot: QtBot
) -> None:
    front.open(path)
    ledger = front.window.office.desk.ledger  # type: ignore[union-attr]
    checked: list[str | None] = []
    for passed in (0, 6, 1):
        clock.move(days=passed)
        front.caretaker.check_if_due()
        qtbot.waitUntil(lambda: front.caretaker.task is None, timeout=20_000)
        checked.append(ledger.verified_at)
    assert checked[0] == checked[1] != checked[2] == moment_text(clock.now())
    assert front.window.findings.isHidden()


def test_what_the_weekly_check_finds_is_said(path: Path, front: Front, qtbot: QtBot) -> None:
    front.open(path)
    with contextlib.closing(sqlite3.connect(path)) as raw:
        raw.execute("DROP TRIGGER log_member_update")
        raw.commit()
    front.caretaker.check_if_due()
    qtbot.waitUntil(front.window.findings.isVisible, timeout=20_000)
    words = [made.text() for made in front.window.findings.findChildren(QLabel)]
    assert "表结构或保护措施被改动过。" in words


def test_work_is_backed_up_while_it_goes_on(path: Path, front: Front, qtbot: QtBot) -> None:
    front.open(path)
    front.caretaker.back_up_work()
    assert front.caretaker.task is None  # nothing was done yet
    change(front)
    for _twice in range(2):
        front.caretaker.back_up_work()
        qtbot.waitUntil(lambda: front.caretaker.task is None, timeout=20_000)
    assert [b.reason for b in front.house.backups_of(path)] == ["工作中"]


@pytest.mark.parametrize(
    ("move", "sentence"),
    [
        (lambda clock: clock.move(days=-3), "电脑日期是 2026-11-17，比上次使用时早 3 天。"),
        (lambda clock: clock.move(hours=-2), "电脑日期是 2026-11-20，比上次使用时早几个小时。"),
        (lambda clock: clock.move(days=401), "电脑日期是 2027-12-26，离上次使用已有 401 天。"),
    ],
)
def test_a_doubtful_clock_is_asked_about_once_and_the_answer_kept(
    path: Path,
    front: Front,
    clock: FixedClock,
    move: Callable[[FixedClock], None],
    sentence: str,
    qtbot: QtBot,
) -> None:
    move(clock)
    note_asked(front.preferences, clock.now().date().isoformat())
    front.open(path)
    assert told(front)[0] == sentence
    press(front, "日期无误，继续", qtbot)
    assert told(front) == []
    front.window.close()
    again = Front(front.preferences, House(clock))
    qtbot.addWidget(again.window)
    again.window.show()
    again.open(path)
    assert told(again) == []
    again.window.close()


def test_a_ledger_on_another_computer_is_warned_of_checked_and_backed_up_here(
    path: Path,
    clock: FixedClock,
    preferences: Preferences,
    dressed: QApplication,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    note_asked(preferences, clock.now().date().isoformat())
    own_disk = tmp_path / "本机"
    front = Front(preferences, House(clock, None, own_disk, lambda _path: True))
    qtbot.addWidget(front.window)
    front.window.show()
    front.open(path)
    assert told(front)[0].startswith("台账放在另一台电脑的共享文件夹里。")
    press(front, "知道了", qtbot)
    ledger = front.window.office.desk.ledger  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: ledger.verified_at is not None, timeout=20_000)
    change(front)
    front.window.close()
    assert [b.path.parent for b in front.house.backups_of(path)].count(own_disk) == 1


def test_a_ledger_made_just_now_is_not_told_of_fourteen_days(
    path: Path,
    clock: FixedClock,
    preferences: Preferences,
    dressed: QApplication,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    assert dressed
    stick = tmp_path / "U盘"
    stick.mkdir()
    made = Front(preferences, House(clock, stick))
    qtbot.addWidget(made.window)
    made.window.show()
    made.open(path)
    qtbot.waitUntil(lambda: any("备份 U 盘" in words for words in told(made)))
    assert "这本台账还没有备份到备份 U 盘。" in told(made)
    assert not any("14 天" in words for words in told(made))
    made.window.close()
