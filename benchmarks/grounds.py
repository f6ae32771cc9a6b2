"""Ledgers that only some jobs need, made when the first of them is asked for."""

from __future__ import annotations

import shutil
import sqlite3
from random import Random
from typing import TYPE_CHECKING

from app.actions import records
from app.actions.dues.lists import make_lists
from app.actions.dues.payments import Manner, Payment, register_payments
from app.actions.importing.taking_in import ImportOptions, take_in_at_once
from app.actions.members.snapshots import take_snapshot
from app.bootstrap import create_desk, open_desk
from app.queries.dues.plan import listed
from app.reports.registers.bench import Bench
from app.rules.dues.standard import later
from benchmarks.people import SPEC, write_roster

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.bootstrap import Desk
    from app.store.unit import Unit
    from benchmarks.measuring import Ground

MONTHS = 36  # of which there are lists of dues
_UNPAID = 3  # the latest of them, on which nobody has paid yet
_OWING = 50  # one in so many stays in arrears for good
_PAYS = 0.995  # of the others, in each month
_A_YEAR = 12
_SHARE = 5  # one in so many people is on the lists of dues
GROUPS = 2_000  # of the large ledger, and how many of them are branches
_BRANCHES = 40
_GONE = 1_000  # people put aside in it
_DAYS = ("2025-12-31", "2026-06-30")  # of which it has snapshots
KNOWN = "基准测试"  # the reason for going on where a rule warns


def dues_ledger(ground: Ground) -> None:
    """A fifth of the people with three years of dues; the last list of all is not made yet."""
    if ground.dues.exists():
        return
    roster = ground.folder / "dues.xlsx"
    write_roster(roster, ground.members // _SHARE)
    with create_desk(ground.dues, "某某公司工会委员会") as desk:
        sheet = Bench.read(roster, SPEC).lay_out().sheet
        take_in_at_once(desk.ledger, SPEC, sheet, ImportOptions())
        months = [later(desk.today[:7], number) for number in range(-MONTHS, 0)]
        for start in range(0, MONTHS, _A_YEAR):
            year = months[start : start + _A_YEAR]
            _act(desk, "生成会费表", lambda unit, year=year: make_lists(unit, year))
        for start in range(0, MONTHS - _UNPAID, _A_YEAR):
            year = months[start : min(start + _A_YEAR, MONTHS - _UNPAID)]
            _act(desk, "登记缴费", lambda unit, year=year: _pay(unit, year))


def _pay(unit: Unit, months: Sequence[str]) -> None:
    """Nearly everybody pays nearly every month; one in fifty pays never."""
    for month in months:
        dice = Random(f"dues {month}")
        lines = listed(unit.connection, month).values()
        paying = [
            Payment(line.member_id, month)
            for line in lines
            if line.member_id % _OWING and line.due_fen and dice.random() < _PAYS
        ]
        register_payments(unit, paying, Manner(f"{month}-20", "wage"))


def large_ledger(ground: Ground) -> None:
    """The ledger of all people with a tree of groups, snapshots, and people put aside."""
    if ground.large.exists():
        return
    shutil.copyfile(ground.ledger, ground.large)
    with open_desk(ground.large, write=True) as desk:
        _act(desk, "分会和小组", lambda unit: _grow_tree(unit, desk))
        gone = range(1, ground.members, max(1, ground.members // _GONE))
        _act(desk, "移出", lambda unit: records.retire(unit, SPEC, list(gone)))
        for day in _DAYS:
            _act(desk, "做快照", lambda unit, day=day: take_snapshot(unit, day))


def _grow_tree(unit: Unit, desk: Desk) -> None:
    group = desk.specs["member_group"]
    branches = [{"name": f"第{number}分会", "kind": "branch"} for number in range(_BRANCHES)]
    above = records.add_all(unit, group, branches)
    groups = [
        {"name": f"第{number}组", "kind": "group", "parent_id": above[number % _BRANCHES]}
        for number in range(GROUPS - _BRANCHES)
    ]
    records.add_all(unit, group, groups)


def _act(desk: Desk, title: str, work: Callable[[Unit], object]) -> None:
    desk.act("benchmark", title, work, acknowledged=KNOWN)


# --- for the raw side -----------------------------------------------------------------------


def file_of(ledger: Path) -> sqlite3.Connection:
    """The ledger's file by the driver alone, to be read."""
    return sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)


def bare_copy(ledger: Path) -> sqlite3.Connection:
    """A copy of the ledger's file without triggers, saved as safely as a ledger."""
    copy = ledger.with_suffix(".raw")
    shutil.copyfile(ledger, copy)
    raw = sqlite3.connect(copy, isolation_level=None)
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f'DROP TRIGGER "{name}"')
    for pragma in ("journal_mode=DELETE", "synchronous=EXTRA"):
        raw.execute(f"PRAGMA {pragma}")
    return raw
