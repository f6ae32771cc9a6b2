"""Thinning: what is kept of the backups of one ledger, and that those of others stay."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.bootstrap import House
from app.clock import FixedClock, moment_text
from app.store import backup
from app.store.backup import DAILY, MONTHLY, WEEKLY, Backup, superfluous
from tests.ledgers import new_ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

    from app.store.ledger import Ledger


def a_backup(moment: dt.datetime, number: int, *, is_good: bool = True) -> Backup:
    path: Any = f"{moment_text(moment)}-{number}.ghdb"
    return Backup(path, moment_text(moment), "退出时", 1, 1, 1, "", "", "", is_good)


def day_of(entry: Backup) -> dt.date:
    return dt.date.fromisoformat(entry.at[:10])


PERIODS: list[tuple[Callable[[dt.date], Hashable], int]] = [
    (lambda day: day, DAILY),
    (lambda day: day.isocalendar()[:2], WEEKLY),
    (lambda day: (day.year, day.month), MONTHLY),
    (lambda day: day.year, 100),
]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([1, 3, 30]), st.sampled_from([0.0, 0.3, 0.9]))
def test_thinning_keeps_its_promises_for_400_days(seed: int, pause: int, damaged: float) -> None:
    dice = random.Random(seed)
    clock = FixedClock(dt.datetime(2025, 1, 1, 9, tzinfo=dt.UTC))
    end = clock.now() + dt.timedelta(days=400)
    kept: list[Backup] = []
    newest: list[dict[Hashable, Backup]] = [{} for _ in PERIODS]  # good one of each period
    while clock.now() < end:
        clock.move(days=dice.randint(1, pause))
        for number in range(dice.randint(1, 4)):
            clock.move(minutes=30)
            entry = a_backup(clock.now(), number, is_good=dice.random() >= damaged)
            kept.append(entry)
            for found, (period, _most) in zip(newest, PERIODS, strict=True):
                if entry.is_good:
                    found[period(day_of(entry))] = entry
        clock_is_wrong = dice.random() < 0.05
        moment = clock.now() + dt.timedelta(days=dice.randint(-900, 900) * clock_is_wrong)
        removed = superfluous(kept, moment)
        kept = [entry for entry in kept if entry not in removed]
        assert all(entry.is_good for entry in removed)
        for found, (_period, most) in zip(newest, PERIODS, strict=True):
            assert set(list(found.values())[-most:]) <= set(kept)
        if not clock_is_wrong:
            today = clock.now().date()
            assert all((today - day_of(entry)).days > 1 for entry in removed)
            assert sum(entry.is_good for entry in kept) <= DAILY + WEEKLY + MONTHLY + 2 + 8


def test_thinning_never_removes_the_only_good_one() -> None:
    moment = dt.datetime(2025, 1, 1, 9, tzinfo=dt.UTC)
    good = a_backup(moment, 0)
    bad = [a_backup(moment + dt.timedelta(days=n), n, is_good=False) for n in range(1, 90)]
    assert superfluous([good, *bad], moment + dt.timedelta(days=90)) == []


def test_thinning_removes_files_with_their_side_files(ledger: Ledger, clock: FixedClock) -> None:
    folder = backup.backup_folder(ledger.path)
    for _ in range(4):
        backup.make_backup(ledger.path, clock, "退出时")
        clock.move(minutes=1)
    clock.move(days=5)
    assert len(backup.thin(folder, backup.whose(ledger.path), clock)) == 3
    (left,) = backup.list_backups([folder], check=True)
    assert {path.name for path in folder.iterdir()} == {left.path.name, f"{left.path.name}.json"}


def test_thinning_sees_only_the_backups_of_its_own_ledger(
    ledger: Ledger, clock: FixedClock, tmp_path: Path
) -> None:
    shared = tmp_path / "U盘"
    names = ("台账", "台账_2025", "台账_20251120-090000_手动")
    whose: dict[str, backup.Whose] = {}
    for name in names:
        path = new_ledger(tmp_path / f"{name}.ghdb")
        whose[name] = backup.whose(path)
        for _ in range(3):
            made = backup.make_backup(path, clock, "退出时", shared)
            assert backup.stem_of(made.path) == name
            clock.move(minutes=1)
    clock.move(days=5)
    for left, name in ((7, names[0]), (5, names[1]), (3, names[2])):
        assert len(backup.thin(shared, whose[name], clock)) == 2
        assert len(backup.list_backups([shared], check=True)) == left
    assert backup.stem_of(tmp_path / "台账.ghdb") == ""


def test_two_unions_may_call_their_ledgers_alike_on_one_stick(
    clock: FixedClock, tmp_path: Path
) -> None:
    stick = tmp_path / "U盘"
    house = House(clock, stick)
    stick.mkdir()
    ledgers = []
    for name in ("甲厂工会委员会", "乙厂工会委员会"):
        (tmp_path / name).mkdir()
        desk = house.create(tmp_path / name / "工会台账.ghdb", {"name": name})
        ledgers.append(desk.path)
        for _ in range(3):
            house.back_up(desk, "手动")
            clock.move(minutes=1)
        desk.close()
    assert len(list(stick.glob("*.ghdb"))) == 6
    clock.move(days=5)
    with house.open(ledgers[0]) as desk:
        house.back_up(desk, "手动")  # thins its own, and only its own
    assert len(house.backups_of(ledgers[0])) == 4
    assert len([b for b in house.backups_of(ledgers[1]) if b.path.parent == stick]) == 3


def test_the_last_backup_of_every_year_is_kept_for_ever() -> None:
    days = [
        dt.datetime(year, 12, day, 9, tzinfo=dt.UTC)
        for year in range(2010, 2026)
        for day in (1, 30)
    ]
    made = [a_backup(day, number) for number, day in enumerate(days)]
    kept = set(made) - set(superfluous(made, dt.datetime(2040, 1, 1, tzinfo=dt.UTC)))
    assert {b.at[:10] for b in kept} >= {f"{year}-12-30" for year in range(2010, 2026)}
