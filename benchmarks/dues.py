"""Jobs on dues: twenty thousand people and three years of lists."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from app.actions.dues.lists import make_lists
from app.actions.dues.payments import Manner, Payment, register_payments
from app.bootstrap import open_desk
from app.queries.dues.arrears import arrears
from app.queries.dues.plan import listed
from app.rules.dues.standard import later
from benchmarks.grounds import KNOWN, bare_copy, dues_ledger, file_of
from benchmarks.measuring import Job

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.store.unit import Unit
    from benchmarks.measuring import Ground

    Run = Callable[[], object]

_GLANCE = 0.005


def _last_month(ledger: Path) -> str:
    """The newest month there is a list of; nobody has paid on it."""
    with contextlib.closing(file_of(ledger)) as raw:
        return str(raw.execute("SELECT max(month) FROM dues").fetchone()[0])


# --- the page ---------------------------------------------------------------------------


def _our_page(ground: Ground) -> Run:
    from benchmarks.bare_window import application
    from benchmarks.windows import window_on

    running = application()
    window = window_on(ground.dues, ground.folder / "window.ini")

    def run() -> None:
        window.go("dues_sheet")
        screen: Any = window.current_screen
        while screen.tasks.task is not None or not screen.lines.all:
            time.sleep(_GLANCE)  # not to take from the reading what it needs
            running.processEvents()
        screen.sheet.viewport().repaint()

    return run


def _raw_page(ground: Ground) -> Run:
    raw, year = file_of(ground.dues), _last_month(ground.dues)[:4]

    def run() -> None:
        sheet: defaultdict[int, dict[str, tuple[object, ...]]] = defaultdict(dict)
        for number, month, *facts in raw.execute(
            "SELECT member_id, month, group_id, id, due_fen, paid_fen, exemption, paid_on "
            "FROM dues WHERE retired_at IS NULL AND month BETWEEN ? AND ? ORDER BY month",
            (f"{year}-01", f"{year}-12"),
        ):
            sheet[number][month] = tuple(facts)
        people = dict(raw.execute("SELECT id, card_no FROM member"))
        sorted(sheet, key=lambda number: str(people[number]))

    return run


# --- a list, its payments, arrears ----------------------------------------------------------


def _unpaid(unit: Unit, month: str) -> list[Payment]:
    """Everybody with a known amount owed in ``month``."""
    return [
        Payment(line.member_id, month)
        for line in listed(unit.connection, month).values()
        if (line.due_fen or 0) > (line.paid_fen or 0)
    ]


def _our_writing(title: str, work: Callable[[Unit, str], object]) -> Callable[[Ground], Run]:
    """Does ``work`` in a copy of the ledger; it is told the newest month there is a list of."""

    def prepared(ground: Ground) -> Run:
        copy = ground.folder / "dues-copy.ghdb"
        shutil.copyfile(ground.dues, copy)
        desk, month = open_desk(copy), _last_month(copy)

        def run() -> None:
            with desk:
                desk.act("benchmark", title, lambda unit: work(unit, month), acknowledged=KNOWN)

        return run

    return prepared


def _raw_writing(statement: str) -> Callable[[Ground], Run]:
    """One statement in a copy of the file without triggers, saved as safely as a ledger."""

    def prepared(ground: Ground) -> Run:
        raw, month = bare_copy(ground.dues), _last_month(ground.dues)

        def run() -> None:
            raw.execute("BEGIN IMMEDIATE")
            raw.execute(statement, {"month": month, "next": later(month, 1)})
            raw.execute("COMMIT")

        return run

    return prepared


_raw_list = _raw_writing(
    "INSERT INTO dues (uid, created_at, member_id, month, group_id, base_fen, due_fen) "
    "SELECT uid || :next, '2026', id, :next, group_id, wage_fen, monthly_dues_fen FROM member "
    "WHERE retired_at IS NULL AND standing = 'regular'"
)
_raw_payments = _raw_writing(
    "UPDATE dues SET paid_fen = due_fen, paid_on = '2026-01-20', way = 'wage' "
    "WHERE month = :month AND due_fen > coalesce(paid_fen, 0)"
)


def _our_arrears(ground: Ground) -> Run:
    desk = open_desk(ground.dues, write=False)
    return lambda: arrears(desk.reader, desk.today)


def _raw_arrears(ground: Ground) -> Run:
    raw = file_of(ground.dues)
    query = (
        "SELECT member_id, count(*), sum(due_fen - coalesce(paid_fen, 0)) FROM dues "
        "WHERE retired_at IS NULL AND due_fen > coalesce(paid_fen, 0) GROUP BY member_id"
    )
    return lambda: raw.execute(query).fetchall()


JOBS = (
    Job("dues", "dues: page of a year, painted", _our_page, _raw_page, 8, 4, needs=dues_ledger),
    Job(
        "list",
        "dues: list of a month",
        _our_writing("生成会费表", lambda unit, month: make_lists(unit, [later(month, 1)])),
        _raw_list,
        20,
        10,
        needs=dues_ledger,
    ),
    Job(
        "paid",
        "dues: a month registered as paid",
        _our_writing(
            "登记缴费",
            lambda unit, month: register_payments(
                unit, _unpaid(unit, month), Manner(unit.today, "wage")
            ),
        ),
        _raw_payments,
        40,
        15,
        needs=dues_ledger,
    ),
    Job("arrears", "dues: who is in arrears", _our_arrears, _raw_arrears, 4, 2, needs=dues_ledger),
)
