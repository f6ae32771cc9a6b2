"""Dues: how much, who owes, lists made twice, payments and their corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.actions import records
from app.actions.dues.lists import Made, make_lists
from app.actions.dues.payments import (
    Manner,
    Payment,
    Registered,
    give_receipt,
    register_payments,
    unpaid_of,
    withdraw_payments,
)
from app.actions.dues.standard import set_standard
from app.bootstrap import Desk, create_desk
from app.clock import FixedClock
from app.errors import Refused
from app.queries.dues.arrears import account_of, arrears
from app.queries.dues.month import month_lines, next_receipt
from app.queries.dues.plan import compared, owing
from app.queries.dues.year import State, month_totals, months_of, sums_of, year_lines
from app.rules.dues.checks import number_faults
from app.rules.dues.standard import KEYS, Standard, later, months_between, standard_of
from app.rules.profile import profile, profile_of
from app.store.unit import RejectedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.store.unit import Unit

NATIONAL = Standard()
JUNE = Manner("2026-06-10", "wage")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with create_desk(tmp_path / "a.ghdb", "某某公司工会委员会", clock=FixedClock()) as opened:
        yield opened


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


# --- how much ------------------------------------------------------------------------------


@pytest.mark.parametrize(("base", "due"), [(438_600, 2190), (399_990, 1995), (500_000, 2500)])
def test_the_worked_example_of_the_handbook(base: int, due: int) -> None:
    assert NATIONAL.amount(base) == due


@given(st.integers(0, 10_000_000), st.integers(0, 10_000_000))
def test_dues_are_multiples_of_five_fen_and_rise_with_the_base(one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert NATIONAL.amount(low) % 5 == 0
    assert NATIONAL.amount(low) <= NATIONAL.amount(high)
    assert 0 <= one - NATIONAL.amount(one) * 200 < 1000  # half a percent of full ten yuan


@given(st.integers(0, 10_000_000))
def test_rounding_to_yuan_is_to_the_nearest(base: int) -> None:
    rounded = Standard(round_fen=100).amount(base)
    assert rounded % 100 == 0
    assert -50 <= NATIONAL.amount(base) - rounded < 50


def test_the_shipped_standard_is_the_national_one() -> None:
    assert standard_of(profile(), "2026-11") == NATIONAL
    rate = profile().figure("dues.rate", "2026-11-01")
    assert rate.citation.number == "工发〔1978〕101号"
    period = profile().figure("dues.period", "2026-11-01")
    assert (period.citation.confirmed, [each.value for each in period.alternatives]) == (
        False,
        [3, 6, 12],
    )


@pytest.mark.parametrize(
    ("period", "months", "overdue"),
    [
        (1, ("2026-11",), "2026-10"),
        (3, ("2026-10", "2026-11", "2026-12"), "2026-09"),
        (6, months_between("2026-07", "2026-12"), "2026-06"),
        (12, months_between("2026-01", "2026-12"), "2025-12"),
    ],
)
def test_what_is_collected_together_is_overdue_together(
    period: int, months: tuple[str, ...], overdue: str
) -> None:
    standard = Standard(period=period)
    assert standard.collected_with("2026-11") == months
    assert standard.last_overdue("2026-11-20") == overdue


def test_the_unions_own_standard_stands_over_the_national_one(desk: Desk) -> None:
    national = {key: profile().figure(key, desk.today).value for key in KEYS}
    own = national | {"dues.period": 3, "dues.round": 100}
    act(desk, lambda unit: set_standard(unit, own, "某市总工会办法（“试行”）"))
    figures = profile_of(desk.reader)
    assert standard_of(figures, "2026-11") == Standard(period=3, round_fen=100)
    period = figures.figure("dues.period", desk.today).citation
    assert (period.title, period.confirmed) == ("某市总工会办法（“试行”）", False)
    assert figures.figure("dues.rate", desk.today).citation.confirmed
    act(desk, lambda unit: set_standard(unit, national, ""))
    assert standard_of(profile_of(desk.reader), "2026-11") == NATIONAL
    with pytest.raises(Refused, match="会费标准的数值不能用"):
        act(desk, lambda unit: set_standard(unit, own | {"dues.period": 5}, ""))


@given(st.integers(-600, 600))
def test_months_go_forth_and_back(count: int) -> None:
    assert later(later("2026-11", count), -count) == "2026-11"


# --- who owes ------------------------------------------------------------------------------


def test_who_owes_follows_from_dated_events(desk: Desk) -> None:
    stays = person(desk)
    joins = person(desk, "曹桂芳", approved_on="2026-03-20")
    leaves = person(desk, "邓立伟")
    event(desk, leaves, "6", "2026-05-09", reason="5")
    retires = person(desk, "高秀珍")
    event(desk, retires, "3", "2026-04-15", reason="9")
    person(desk, "申请人", approved_on=None, applied_on="2026-01-05")
    full, exempt = (2190, None), (0, "retained")
    assert listed(desk, "2026-02") == {stays: full, leaves: full, retires: full}
    assert listed(desk, "2026-03") == {stays: full, joins: full, leaves: full, retires: full}
    assert listed(desk, "2026-04") == {stays: full, joins: full, leaves: full, retires: exempt}
    assert listed(desk, "2026-05") == {stays: full, joins: full, retires: exempt}


def test_another_standard_begins_a_month_later_and_ends_a_month_later(desk: Desk) -> None:
    joins = person(desk, approved_on="2026-03-20")
    retires = person(desk, "高秀珍")
    event(desk, retires, "3", "2026-04-15", reason="9")
    leaves = person(desk, "邓立伟")
    event(desk, leaves, "4", "2026-04-09", other_union="邻县工会", slip_no="1")
    own = Standard(first_month=1, leaving_month=1)

    def on(month: str) -> dict[int, str | None]:
        return {line.member_id: line.exemption for line in owing(desk.reader, month, own)}

    assert on("2026-03") == {retires: None, leaves: None}
    assert on("2026-04") == {joins: None, retires: None, leaves: None}
    assert on("2026-05") == {joins: None, retires: "retained"}


def test_the_base_is_that_of_the_month(desk: Desk) -> None:
    number = person(desk)
    add(desk, "dues_base", member_id=number, from_month="2026-03", base_fen=500_000)
    add(desk, "dues_base", member_id=number, from_month="2026-08-15", base_fen=600_000)
    amounts = [listed(desk, month)[number][0] for month in ("2026-02", "2026-03", "2026-08")]
    assert amounts == [2190, 2500, 3000]


def test_an_amount_on_the_card_stands_until_a_base_is_registered(desk: Desk) -> None:
    number = person(desk, monthly_dues_fen=800)
    only_dues = person(desk, "曹桂芳", wage_fen=None, monthly_dues_fen=1000)
    nothing = person(desk, "邓立伟", wage_fen=None)
    found = listed(desk, "2026-03")
    assert [found[each][0] for each in (number, only_dues, nothing)] == [800, 1000, None]
    add(desk, "dues_base", member_id=number, from_month="2026-03", base_fen=500_000)
    assert listed(desk, "2026-03")[number][0] == 2500
    assert listed(desk, "2026-02")[number][0] == 2190


def test_an_exemption_is_for_its_months(desk: Desk) -> None:
    number = person(desk)
    hardship = {"member_id": number, "reason": "hardship"}
    add(desk, "dues_exemption", **hardship, from_month="2026-02", last_month="2026-03")
    add(desk, "dues_exemption", **hardship, from_month="2026-06", reduced_fen=500)
    found = [listed(desk, f"2026-{month:02d}")[number] for month in range(1, 7)]
    assert found == [(2190, None), *[(0, "hardship")] * 2, *[(2190, None)] * 2, (500, "hardship")]


def test_a_base_is_of_a_month_not_of_a_year(desk: Desk) -> None:
    number = person(desk)
    with pytest.raises(RejectedError, match="起始月份：应写到月"):
        add(desk, "dues_base", member_id=number, from_month="2026", base_fen=500_000)


# --- the card ------------------------------------------------------------------------------


def card(desk: Desk, number: int) -> object:
    return desk.reader.exec_driver_sql(
        f"SELECT monthly_dues_fen FROM member WHERE id = {number}"
    ).scalar()


def test_the_card_follows_wage_and_base(desk: Desk) -> None:
    number, own = person(desk), person(desk, "曹桂芳", monthly_dues_fen=800)
    assert card(desk, number) == 2190
    spec = desk.spec("member")
    act(desk, lambda unit: records.change(unit, spec, number, {"wage_fen": 500_000}))
    act(desk, lambda unit: records.change(unit, spec, own, {"wage_fen": 500_000}))
    assert (card(desk, number), card(desk, own)) == (2500, 800)
    add(desk, "dues_base", member_id=number, from_month="2026-03", base_fen=600_000)
    assert card(desk, number) == 3000
    changed = desk.act(
        "test",
        "测试",
        lambda unit: records.change(unit, spec, number, {"monthly_dues_fen": 100}),
    )
    assert card(desk, number) == 3000
    assert ["会费基数" in finding.message for finding in changed.findings] == [True]


# --- lists made twice ----------------------------------------------------------------------


def test_a_list_made_again_adds_only_who_is_missing(desk: Desk) -> None:
    first = person(desk)
    assert make(desk, "2026-05", "2026-06") == Made(added=2)
    pay(desk, Payment(first, "2026-05"))
    assert make(desk, "2026-05", "2026-06") == Made()
    add(desk, "dues_base", member_id=first, from_month="2026-05", base_fen=500_000)
    second = person(desk, "曹桂芳")
    found = compared(desk.reader, "2026-05", NATIONAL)
    assert [line.member_id for line in found.missing] == [second]
    assert [(old.due_fen, new.due_fen) for old, new in found.differing] == [(2190, 2500)]
    assert found.mendable == ()  # it has been paid
    assert make(desk, "2026-05", "2026-06") == Made(added=2, differing=2)
    assert month_totals(desk.reader, "2026-06").due_fen == 2 * 2190
    assert make(desk, "2026-05", "2026-06", mend=True) == Made(mended=1, differing=1)
    assert month_totals(desk.reader, "2026-05").due_fen == 2 * 2190
    assert month_totals(desk.reader, "2026-06").due_fen == 2190 + 2500


def test_a_list_is_frozen_whatever_becomes_of_people(desk: Desk) -> None:
    number = person(desk)
    make(desk, "2026-05")
    before = month_lines(desk.reader, "2026-05")
    event(desk, number, "3", "2026-05-02", reason="9")
    spec = desk.spec("member")
    act(desk, lambda unit: records.change(unit, spec, number, {"wage_fen": 900_000}))
    make(desk, "2026-05")
    assert month_lines(desk.reader, "2026-05") == before


def test_a_month_without_members_has_no_list(desk: Desk) -> None:
    with pytest.raises(Refused, match="没有应缴会费的会员"):
        make(desk, "2026-05")


# --- payments ------------------------------------------------------------------------------


def test_all_are_paid_as_listed_in_one_go(desk: Desk) -> None:
    people = [person(desk, name) for name in ("白建军", "曹桂芳", "邓立伟")]
    person(desk, "待定", wage_fen=None)
    make(desk, "2026-05")
    done = act(desk, lambda unit: register_payments(unit, unpaid_of(unit, "2026-05"), JUNE))
    assert done == Registered(3, 3 * 2190)
    states = [line.months[5].state for line in year_lines(desk.reader, 2026)]
    assert sorted(states) == [State.PAID] * len(people) + [State.UNKNOWN]
    desk.undo()
    assert month_totals(desk.reader, "2026-05").paid_fen == 0


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
            assert month_totals(ledger, f"2026-{number:02d}") == sums
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
