"""入会率 of handbook 2.11, with worked figures and for any union there may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.organization.groups import Group
from app.queries.members.join_rate import NO_GROUP, Count, join_rates, join_rates_on, percent
from app.queries.members.people import Node, PersonOn
from app.queries.members.roster import roster_counts
from tests.builders import (
    a_group,
    a_ledger,
    a_member,
    an_event,
    keep,
    keep_events,
    keep_members,
)


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 0, "—"),
        (3, 0, "—"),
        (0, 5, "0.0%"),
        (5, 5, "100.0%"),
        (362, 376, "96.3%"),
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
        (1, 8, "12.5%"),
        (1, 16, "6.3%"),
        (1999, 2000, "99.9%"),
        (1, 3000, "0.1%"),
        (2001, 2000, "100.1%"),
        (12, 10, "120.0%"),
    ],
)
def test_a_rate_says_only_what_its_figures_can(part: int, whole: int, said: str) -> None:
    assert percent(part, whole) == said


@given(part=st.integers(0, 10**6), whole=st.integers(1, 10**6))
def test_a_rate_is_never_off_by_more_than_its_last_place(part: int, whole: int) -> None:
    shown = percent(part, whole)
    tenths = int(shown.rstrip("%").replace(".", ""))
    assert abs(tenths * whole - 1000 * part) <= whole
    assert (tenths == 1000) == (part == whole)
    assert (tenths == 0) == (part == 0)


def a_person(number: int, group_id: int | None, **facts: object) -> PersonOn:
    values: dict[str, object] = {
        "id": number,
        "uid": f"u{number}",
        "name": f"某{number}",
        "number": "",
        "standing": "regular",
        "group_id": group_id,
        "sex": "1",
        "works": True,
        "flags": (),
    }
    return PersonOn(**(values | facts))  # type: ignore[arg-type]


TREE = (
    Node(1, "g1", "装配分工会", None),
    Node(2, "g2", "装配一组", 1),
    Node(3, "g3", "装配二组", 1),
    Node(4, "g4", "机关组", None),
)
PEOPLE = st.lists(
    st.builds(
        dict,
        group_id=st.sampled_from([None, 1, 2, 3, 4, 99]),
        standing=st.sampled_from(
            ["regular", "retained", "worker", "applicant", "resigned", "declined"]
        ),
        sex=st.sampled_from(["1", "2", None]),
        works=st.booleans(),
        flags=st.sampled_from([(), ("migrant",), ("women", "migrant")]),
    ),
    max_size=40,
)


@given(PEOPLE)
def test_the_roll_up_is_the_sum_of_its_leaves_and_the_length_of_the_roster(
    drawn: list[dict[str, object]],
) -> None:
    people = [a_person(n, **facts) for n, facts in enumerate(drawn, 1)]  # type: ignore[arg-type]
    whole, *lines = join_rates(people, TREE)
    by_name = {line.name: line for line in lines}
    nobody = by_name.get(NO_GROUP)
    for what in Count:
        top = [by_name["装配分工会"], by_name["机关组"], *([nobody] if nobody else [])]
        assert sorted(whole.people[what]) == sorted(n for line in top for n in line.people[what])
        branch = {n for name in ("装配一组", "装配二组") for n in by_name[name].people[what]}
        own = {
            p.id for p in people if p.group_id == 1 and p.id in by_name["装配分工会"].people[what]
        }
        assert set(by_name["装配分工会"].people[what]) == branch | own
        assert len(set(whole.people[what])) == whole.count(what)
    assert whole.count(Count.MEMBERS) == sum(p.standing == "regular" for p in people)
    assert whole.count(Count.WORKERS) == sum(p.works for p in people)
    assert whole.count(Count.RECRUITS) == sum(p.works and not p.is_member for p in people)
    assert (nobody is not None) == any(p.group_id in {None, 99} for p in people)


def test_a_tree_that_bites_its_tail_counts_nobody_twice() -> None:
    tree = (Node(1, "a", "甲", 2), Node(2, "b", "乙", 1))
    whole, first, second = join_rates([a_person(1, 1)], tree)
    assert [line.count(Count.WORKERS) for line in (whole, first, second)] == [1, 1, 1]


def test_worked_figures_of_the_handbook() -> None:
    """members_roll, women_members, employees and join_rate of one small union."""
    ledger = a_ledger()
    keep(ledger, Group, a_group("装配分工会"), a_group("装配一组", parent_id=1), a_group("机关组"))
    people = [
        *(a_member(sex="2", hired_on="2009-01-01") for _ in range(3)),  # 1 to 3
        *(a_member(sex="1", hired_on="2009-01-01", is_migrant=True) for _ in range(4)),  # 4 to 7
        a_member(standing="retained", sex="2"),  # 8
        *(  # 9 to 11
            a_member(standing="worker", sex="2", hired_on="2025-01-01", joined_on=None, group_id=2)
            for _ in range(3)
        ),
        a_member(standing="worker", hired_on="2026-07-01", joined_on=None, group_id=3),  # 12
    ]
    keep_members(ledger, *people)
    entries = [an_event(n, "1", "2010-07-01", group_id=2 if n < 4 else 3) for n in range(1, 9)]
    keep_events(ledger, [*entries, an_event(8, "3", "2026-02-01")])
    whole, office, branch, group = join_rates_on(ledger, "2026-06-30")
    assert [line.name for line in (branch, group, office)] == ["装配分工会", "装配一组", "机关组"]
    assert [line.depth for line in (whole, branch, group, office)] == [0, 1, 2, 1]
    assert (whole.count(Count.WORKERS), whole.count(Count.MEMBERS)) == (10, 7)
    assert whole.join_rate == "70.0%"
    assert (branch.count(Count.WORKERS), branch.join_rate) == (6, "50.0%")
    assert branch.people == group.people
    assert (office.join_rate, office.women_rate, office.migrant_rate) == ("100.0%", "—", "100.0%")
    assert (whole.women_rate, whole.count(Count.WOMEN_WORKERS)) == ("50.0%", 6)
    assert whole.people[Count.RECRUITS] == (9, 10, 11)
    roll = roster_counts(ledger, "2026-06-30")
    assert (roll.members_roll, roll.women_members) == (7, 3)
    assert roll.regular == whole.people[Count.MEMBERS]
    assert join_rates_on(ledger, "2026-07-01")[0].count(Count.WORKERS) == 11
    # Before the retirement the retained member worked, as far as anybody knows.
    assert join_rates_on(ledger, "2026-01-31")[0].count(Count.MEMBERS) == 8
