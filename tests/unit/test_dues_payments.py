"""Dues: payments, their corrections, receipts, totals and arrears."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.actions.dues.payments import (
    Manner,
    Payment,
    Registered,
    give_receipt,
    withdraw_payments,
)
from app.errors import Refused
from app.queries.dues.arrears import account_of, arrears
from app.queries.dues.month import month_lines, next_receipt
from app.queries.dues.year import State, months_of, sums_of, year_lines
from app.rules.dues.checks import number_faults
from app.rules.dues.standard import months_between
from tests.unit.dues import NATIONAL, act, add, make, pay, person

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.store.unit import Unit


def test_all_are_paid_as_listed_in_one_go(desk: Desk) -> None:
    people = [person(desk, name) for name in ("白建军", "曹桂芳", "邓立伟")]
    person(desk, "待定", wage_fen=None)
    make(desk, "2026-05")
    done = pay(desk, *(Payment(number, "2026-05") for number in people))
    assert done == Registered(3, 3 * 2190)
    states = [line.months[5].state for line in year_lines(desk.reader, 2026)]
    assert sorted(states) == [State.PAID] * len(people) + [State.UNKNOWN]
    desk.undo()
    assert months_of(year_lines(desk.reader, 2026))[5].paid_fen == 0


def test_paying_in_advance_makes_the_lines_of_that_person_alone(desk: Desk) -> None:
    first, _second = person(desk), person(desk, "曹桂芳")
    make(desk, "2026-11")
    months = months_between("2026-11", "2027-02")
    assert pay(desk, *(Payment(first, month) for month in months)).paid == 4
    assert len(month_lines(desk.reader, "2026-12")) == 1
    assert make(desk, "2026-12").added == 1
    assert account_of(desk.reader, first, desk.today).paid_until == "2027-02"


def test_paying_again_pays_what_is_left_or_nothing(desk: Desk) -> None:
    number = person(desk)
    make(desk, "2026-05")
    assert pay(desk, Payment(number, "2026-05", 1000)) == Registered(1, 1000)
    assert pay(desk, Payment(number, "2026-05", 1000)) == Registered(skipped=1)
    assert pay(desk, Payment(number, "2026-05")) == Registered(1, 1190)
    assert pay(desk, Payment(number, "2026-05")) == Registered(skipped=1)


@pytest.mark.parametrize(
    ("wage", "month", "amount", "code"),
    [
        (438_600, "2019-05", None, "R-541"),
        (None, "2026-05", None, "R-542"),
        (438_600, "2026-05", 2000, "R-543"),
    ],
)
def test_what_cannot_be_paid_is_refused(
    desk: Desk, wage: int | None, month: str, amount: int | None, code: str
) -> None:
    number = person(desk, wage_fen=wage)
    make(desk, "2026-05")
    if amount:
        pay(desk, Payment(number, "2026-05"))
    with pytest.raises(Refused) as refusal:
        pay(desk, Payment(number, month, amount))
    assert refusal.value.code == code


def test_a_correction_keeps_what_stood_there_and_why(desk: Desk) -> None:
    number = person(desk)
    make(desk, "2026-05")
    pay(desk, Payment(number, "2026-05"))
    (line,) = year_lines(desk.reader, 2026)
    row = line.months[5].id
    assert act(desk, lambda unit: withdraw_payments(unit, [row], "登记错人")) == 1
    assert act(desk, lambda unit: withdraw_payments(unit, [row], "登记错人")) == 0
    note = desk.reader.exec_driver_sql("SELECT note, paid_fen, paid_on FROM dues").one()
    assert tuple(note) == (f"{desk.today}更正：原登记实缴21.90元，登记错人", None, None)


def test_a_receipt_number_is_given_once(desk: Desk) -> None:
    manner = Manner("2026-06-10", "cash", "0000099", "孙晓梅")

    def give(unit: Unit) -> None:
        give_receipt(unit, manner, payer="装配一组", months="2026-05", amount_fen=2190)

    act(desk, give)
    assert next_receipt(desk.reader) == "0000100"
    with pytest.raises(Refused, match="收据号 0000099 已登记过"):
        act(desk, give)


def test_gaps_and_double_numbers_are_found() -> None:
    numbers = ["0007", "0004", "0005", "0005", "A12", "A10", "补开"]
    doubled, gaps = number_faults(list(enumerate(numbers, 1)))
    assert doubled == [(4, "0005")]
    assert sorted(gaps) == [(1, ["0006"]), (5, ["A11"])]


# --- totals and arrears --------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 2_000_000), st.sampled_from([None, 0, 500, 10_000])),
        min_size=1,
        max_size=8,
    )
)
def test_totals_are_the_sums_of_rows(people: list[tuple[int, int | None]]) -> None:
    from app.models.members.dues import Dues
    from tests.builders import a_dues, a_ledger, a_member, keep, keep_members

    with a_ledger() as ledger:
        for place, (base, paid) in enumerate(people):
            (number,) = keep_members(ledger, a_member())
            month = f"2026-{place % 3 + 1:02d}"
            row = {"month": month, "base_fen": base, "due_fen": NATIONAL.amount(base)}
            keep(ledger, Dues, a_dues(number, **row, paid_fen=paid))
        lines = year_lines(ledger, 2026)
        whole = sums_of(month for line in lines for month in line.months.values())
        assert whole.due_fen == sum(NATIONAL.amount(base) for base, _paid in people)
        assert whole.paid_fen == sum(paid or 0 for _base, paid in people)
        for number, sums in months_of(lines).items():
            of_month = people[number - 1 :: 3]
            assert sums.due_fen == sum(NATIONAL.amount(base) for base, _paid in of_month)
            assert sums.paid_fen == sum(paid or 0 for _base, paid in of_month)
        assert sum(line.sums.owed_fen for line in lines) == whole.owed_fen


def test_arrears_count_months_whose_time_is_over(desk: Desk) -> None:
    first, second = person(desk, mobile="14200000001"), person(desk, "曹桂芳")
    months = months_between("2026-04", "2026-11")
    make(desk, *months)
    pay(desk, *(Payment(second, month) for month in months[:-3]))
    long, short = arrears(desk.reader, desk.today)
    assert (long.member_id, long.in_a_row, long.since, long.is_long) == (first, 7, "2026-04", True)
    assert (long.owed_fen, long.without_amount) == (7 * 2190, 0)
    assert (short.member_id, short.in_a_row, short.months) == (second, 2, ("2026-09", "2026-10"))
    pay(desk, Payment(first, "2026-04"), manner=Manner("2026-10-05", "cash"))
    (now,) = [each for each in arrears(desk.reader, desk.today) if each.member_id == first]
    assert (now.in_a_row, now.since, now.is_long) == (0, "2026-05", False)


def test_a_talk_is_named_with_the_arrears(desk: Desk) -> None:
    number = person(desk)
    make(desk, "2026-10")
    add(desk, "dues_talk", member_id=number, held_on="2026-11-03")
    (found,) = arrears(desk.reader, desk.today)
    assert found.talked_on == "2026-11-03"
    account = account_of(desk.reader, number, desk.today)
    assert (account.paid_until, account.owed, account.owed_fen) == ("", ("2026-10",), 2190)
