"""定额: one sum for everybody in place of a rate, from a month on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions import records
from app.actions.dues.standard import set_standard
from app.queries.dues.plan import compared
from app.queries.past import history
from app.rules.dues.checks import amount
from app.rules.dues.standard import FIXED, KEYS, Standard, standard_of
from app.rules.engine import check_all
from app.rules.profile import profile, profile_of
from app.rules.rule import Scope
from tests.unit.dues import act, add, card, event, listed, make, person

if TYPE_CHECKING:
    from app.bootstrap import Desk

FIVE = Standard(fixed_fen=500)


def fix(desk: Desk, fen: int = 500, month: str = "") -> None:
    national = {key: profile().figure(key, "2026-11-01").value for key in KEYS}
    act(desk, lambda unit: set_standard(unit, national | {FIXED: fen}, "第三次全委会", month))


def wrong(desk: Desk) -> list[str]:
    found = check_all(desk.reader, desk.today)
    return [each.message for each in found if each.rule == "mem-dues-amount"]


def test_everybody_owes_the_same_with_a_base_or_without() -> None:
    assert FIVE.amount(438_600) == FIVE.amount(0) == FIVE.due(None) == 500
    assert Standard().due(None) is None
    assert FIVE.reckons_like(Standard(rate=80, fixed_fen=500))
    assert not FIVE.reckons_like(Standard())


def test_the_list_follows_from_its_month_on(desk: Desk) -> None:
    paid, unknown = person(desk), person(desk, "曹桂芳", wage_fen=None)
    fix(desk, month="2026-10")
    assert [listed(desk, "2026-09")[each][0] for each in (paid, unknown)] == [2190, None]
    assert [listed(desk, "2026-10")[each][0] for each in (paid, unknown)] == [500, 500]
    make(desk, "2026-10")
    found = compared(desk.reader, "2026-10", standard_of(profile_of(desk.reader), "2026-10"))
    assert (found.same, found.differing) == (2, ())
    assert wrong(desk) == []


def test_a_new_wage_does_not_change_what_a_line_says(desk: Desk) -> None:
    number = person(desk)
    fix(desk)
    make(desk, "2026-11")
    change = {number: {"wage_fen": 900_000}}
    act(desk, lambda unit: records.change_all(unit, desk.spec("member"), change))
    standard = standard_of(profile_of(desk.reader), "2026-11")
    assert compared(desk.reader, "2026-11", standard).differing == ()
    assert card(desk, number) == 500


def test_another_amount_is_found_as_with_a_rate(desk: Desk) -> None:
    alone = person(desk, wage_fen=None, monthly_dues_fen=300)
    fix(desk)
    make(desk, "2026-11")
    assert listed(desk, "2026-11")[alone][0] == 300  # an amount of one's own stays
    assert wrong(desk) == ["应交会费5.00元，登记3.00元，请核对。"]


def test_exemptions_and_retained_membership_stand_over_it(desk: Desk) -> None:
    poor, retained = person(desk), person(desk, "曹桂芳")
    told = {"reason": "hardship", "from_month": "2026-01", "reduced_fen": 200}
    add(desk, "dues_exemption", member_id=poor, **told)
    event(desk, retained, "3", "2026-05-15")
    fix(desk)
    assert listed(desk, "2026-11") == {poor: (200, "hardship"), retained: (0, "retained")}


def test_cards_follow_there_and_back_and_undo(desk: Desk) -> None:
    people = [
        person(desk),
        person(desk, "曹桂芳", wage_fen=None),
        person(desk, "丁一", monthly_dues_fen=800),
        person(desk, "王芳", wage_fen=None),
    ]
    add(desk, "dues_base", member_id=people[3], from_month="2026-03", base_fen=600_000)
    before = [2190, None, 800, 3000]
    assert [card(desk, number) for number in people] == before
    fix(desk)
    assert [card(desk, number) for number in people] == [500, 500, 800, 500]
    newcomer = person(desk, "赵六", wage_fen=None)
    assert card(desk, newcomer) == 500
    fix(desk, 0)
    assert [card(desk, number) for number in people] == before
    desk.undo()
    assert [card(desk, number) for number in people] == [500, 500, 800, 500]


def test_the_history_names_the_sum(desk: Desk) -> None:
    fix(desk, month="2026-11")
    newest = history.entries(desk.reader, 1)[0]
    told = str(history.changes(desk.reader, action_id=newest["action_id"]))
    assert "会费每人每月定额几分" in told
    assert "第三次全委会" in told


@pytest.mark.parametrize("ids", [{1}, set(range(1, 2_000)), {2}, set(range(2, 2_000))])
def test_of_many_rows_a_rule_says_what_it_says_of_few(desk: Desk, ids: set[int]) -> None:
    person(desk, wage_fen=None, monthly_dues_fen=300)
    fix(desk)
    make(desk, "2026-11")
    scope = Scope(desk.reader, desk.today, profile_of(desk.reader), frozenset(ids))
    assert [breach.record_id for breach in amount(scope)] == ([1] if 1 in ids else [])
