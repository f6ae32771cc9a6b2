"""Dues: who stands on the list of a month, and what becomes of lists and cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions import records
from app.actions.dues.lists import Made
from app.actions.dues.payments import Payment
from app.errors import Refused
from app.queries.dues.month import month_lines
from app.queries.dues.plan import compared, owing
from app.queries.dues.year import months_of, year_lines
from app.rules.dues.standard import Standard
from app.store.unit import RejectedError
from tests.unit.dues import NATIONAL, act, add, card, event, listed, make, pay, person

if TYPE_CHECKING:
    from app.bootstrap import Desk


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


def dues_of_months(desk: Desk) -> dict[int, int]:
    months = months_of(year_lines(desk.reader, 2026))
    return {number: sums.due_fen for number, sums in months.items()}


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
    assert dues_of_months(desk)[6] == 2 * 2190
    assert make(desk, "2026-05", "2026-06", mend=True) == Made(mended=1, differing=1)
    assert dues_of_months(desk) == {5: 2 * 2190, 6: 2190 + 2500}


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
