"""What tests of dues do again and again: people, lists and payments of one ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions import records
from app.actions.dues.lists import Made, make_lists
from app.actions.dues.payments import Manner, Payment, Registered, register_payments
from app.queries.dues.plan import owing
from app.rules.dues.standard import Standard, standard_of
from app.rules.profile import profile_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.bootstrap import Desk
    from app.store.unit import Unit

NATIONAL = Standard()
JUNE = Manner("2026-06-10", "wage")


def act(desk: Desk, work: Callable[[Unit], object]) -> object:
    told: list[object] = []
    desk.act("test", "测试", lambda unit: told.append(work(unit)), acknowledged="测试")
    return told[0]


def add(desk: Desk, register: str = "member", **draft: object) -> int:
    return int(str(act(desk, lambda unit: records.add(unit, desk.spec(register), draft))))


def person(desk: Desk, name: str = "白建军", **draft: object) -> int:
    return add(desk, name=name, **{"approved_on": "2020-01-01", "wage_fen": 438_600} | draft)


def event(desk: Desk, member_id: int, kind: str, day: str, **more: object) -> None:
    add(desk, "membership_event", member_id=member_id, kind=kind, happened_on=day, **more)


def make(desk: Desk, *months: str, mend: bool = False) -> Made:
    made = act(desk, lambda unit: make_lists(unit, months, mend=mend))
    assert isinstance(made, Made)
    return made


def pay(desk: Desk, *payments: Payment, manner: Manner = JUNE) -> Registered:
    done = act(desk, lambda unit: register_payments(unit, payments, manner))
    assert isinstance(done, Registered)
    return done


def listed(desk: Desk, month: str) -> dict[int, tuple[int | None, str | None]]:
    found = owing(desk.reader, month, standard_of(profile_of(desk.reader), month))
    return {line.member_id: (line.due_fen, line.exemption) for line in found}


def card(desk: Desk, number: int) -> object:
    return desk.reader.exec_driver_sql(
        f"SELECT monthly_dues_fen FROM member WHERE id = {number}"
    ).scalar()
