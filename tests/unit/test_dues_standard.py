"""Dues: how much, by which standard, from when on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions.dues.standard import set_standard
from app.errors import Refused
from app.models.base import codes
from app.queries.past import history
from app.rules.dues.standard import KEYS, Standard, later, months_between, standard_of
from app.rules.engine import check_all
from app.rules.profile import profile, profile_of
from tests.unit.dues import NATIONAL, act, add, card, listed, make, person

if TYPE_CHECKING:
    from app.bootstrap import Desk


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


def own(**changes: int) -> dict[str, int]:
    """The national figures, some of them set otherwise."""
    national = {key: profile().figure(key, "2026-11-01").value for key in KEYS}
    return national | {f"dues.{name}": value for name, value in changes.items()}


def test_the_unions_own_standard_stands_over_the_national_one(desk: Desk) -> None:
    quarterly = own(period=3, round=100)
    act(desk, lambda unit: set_standard(unit, quarterly, "某市总工会办法（“试行”）"))
    figures = profile_of(desk.reader)
    assert standard_of(figures, "2026-11") == Standard(period=3, round_fen=100)
    period = figures.figure("dues.period", desk.today).citation
    assert (period.title, period.confirmed) == ("某市总工会办法（“试行”）", False)
    assert figures.figure("dues.rate", desk.today).citation.confirmed
    act(desk, lambda unit: set_standard(unit, own(), ""))
    assert standard_of(profile_of(desk.reader), "2026-11") == NATIONAL
    with pytest.raises(Refused, match="会费标准的数值不能用"):
        act(desk, lambda unit: set_standard(unit, own(period=5), ""))


def test_setting_the_standard_is_undone_and_done_again(desk: Desk) -> None:
    number = person(desk)
    act(desk, lambda unit: set_standard(unit, own(rate=100), ""))
    assert (standard_of(profile_of(desk.reader), "2026-11").rate, card(desk, number)) == (100, 4380)
    desk.undo()
    assert standard_of(profile_of(desk.reader), "2026-11") == NATIONAL
    assert card(desk, number) == 2190
    desk.redo()
    assert (standard_of(profile_of(desk.reader), "2026-11").rate, card(desk, number)) == (100, 4380)


def test_the_history_names_the_figures_that_were_set(desk: Desk) -> None:
    act(desk, lambda unit: set_standard(unit, own(rate=100), "第三次全委会", "2026-11"))
    newest = history.entries(desk.reader, 1)[0]
    assert newest["counts"] == {"本会规定": 1}
    told = str(history.changes(desk.reader, action_id=newest["action_id"]))
    assert "会费占基数的百分之几（50 即 0.5%）" in told  # the number kept is in 0.01 %
    assert "万分之" not in told
    assert "第三次全委会" in told


def test_a_standard_holds_from_its_month_on(desk: Desk) -> None:
    number = person(desk)
    act(desk, lambda unit: set_standard(unit, own(rate=100), "", "2026-09"))
    amounts = [listed(desk, month)[number][0] for month in ("2026-08", "2026-09", "2026-11")]
    assert amounts == [2190, 4380, 4380]
    act(desk, lambda unit: set_standard(unit, own(), "", "2026-11"))
    amounts = [listed(desk, month)[number][0] for month in ("2026-08", "2026-10", "2026-11")]
    assert amounts == [2190, 4380, 2190]
    act(desk, lambda unit: set_standard(unit, own(rate=80), ""))  # for always: nothing else holds
    months = ("2026-08", "2026-10", "2026-11")
    assert [listed(desk, month)[number][0] for month in months] == [3504] * 3


def test_a_standard_set_again_changes_nothing(desk: Desk) -> None:
    act(desk, lambda unit: set_standard(unit, own(rate=100), "办法", "2026-09"))
    again = desk.act("test", "测试", lambda u: set_standard(u, own(rate=100), "办法", "2026-09"))
    assert again.action_id is None


def test_a_source_alone_confirms_the_standard_as_it_is(desk: Desk) -> None:
    act(desk, lambda unit: set_standard(unit, own(), "本会委员会决定", "2026-10"))
    figure = profile_of(desk.reader).figure("dues.rate", "2026-11-01")
    assert (figure.value, figure.citation.title) == (50, "本会委员会决定")
    assert figure.valid_from == "2026-10-01"
    assert profile_of(desk.reader).figure("dues.rate", "2026-09-01").citation.confirmed
    again = desk.act("test", "测试", lambda u: set_standard(u, own(), "本会委员会决定", "2026-10"))
    assert again.action_id is None


def test_lists_made_before_a_new_standard_are_not_found_wrong(desk: Desk) -> None:
    person(desk)
    make(desk, "2026-08", "2026-09")
    act(desk, lambda unit: set_standard(unit, own(rate=100), "", "2026-10"))
    wrong = [each for each in check_all(desk.reader, desk.today) if each.rule == "mem-dues-amount"]
    assert wrong == []


def test_an_amount_of_ones_own_does_not_follow_a_new_standard(desk: Desk) -> None:
    alone, based = person(desk, monthly_dues_fen=800), person(desk, "曹桂芳")
    add(desk, "dues_base", member_id=based, from_month="2026-03", base_fen=600_000)
    act(desk, lambda unit: set_standard(unit, own(rate=100), ""))
    assert (card(desk, alone), card(desk, based)) == (800, 6000)
    assert listed(desk, "2026-11")[alone][0] == 800


def test_the_cards_follow_a_standard_when_its_month_has_come(desk: Desk) -> None:
    number = person(desk)
    with desk.ledger.unit("test", "测试") as unit:
        set_standard(unit, own(rate=100), "", later(desk.today[:7], 1))
        unit.commit("测试")
    assert card(desk, number) == 2190
    assert listed(desk, later(desk.today[:7], 1))[number][0] == 4380


def test_every_figure_of_dues_is_called_by_a_name() -> None:
    assert set(KEYS) == {entry.code for entry in codes("own_figure").codes}


@given(st.integers(-600, 600))
def test_months_go_forth_and_back(count: int) -> None:
    assert later(later("2026-11", count), -count) == "2026-11"
