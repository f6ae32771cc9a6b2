from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from app.models.base import spec_of
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import ChangeKind, Event, membership
from app.queries.listing import Filter, View, count, row_ids, rows
from app.queries.members.roster import memberships, roster_counts
from tests.builders import (
    RETIRED,
    a_ledger,
    a_member,
    an_event,
    keep_events,
    keep_groups,
    keep_members,
)

_DAYS = st.sampled_from(
    ["", "1998", "1998-01", "1998-01-01", "1998-07", "1998-07-15", "1999-02-28"]
)
_EVENTS = st.lists(
    st.tuples(
        st.sampled_from(list(ChangeKind)),
        _DAYS,
        st.sampled_from([None, 1, 2]),
        st.sampled_from([None, "5", "10"]),
    ),
    max_size=7,
)
_CONNECTION = a_ledger()
_MEMBERS = keep_members(_CONNECTION, *(a_member() for _ in range(3)))
keep_groups(_CONNECTION, "甲", "乙")


@settings(max_examples=60, deadline=None)
@given(
    stories=st.tuples(_EVENTS, _EVENTS, _EVENTS),
    as_at=st.sampled_from(["1997-12-31", "1998-01-01", "1998-07-01", "1998-07-15", "2026-01-01"]),
)
def test_the_query_says_what_the_fold_says(stories: tuple[list, ...], as_at: str) -> None:  # type: ignore[type-arg]
    _CONNECTION.execute(delete(MembershipEvent))
    expected = {}
    for member_id, story in zip(_MEMBERS, stories, strict=True):
        made = [
            an_event(member_id, kind, day, group_id=group, reason=reason)
            for kind, day, group, reason in story
        ]
        ids = keep_events(_CONNECTION, made)
        events = [
            Event(number, kind, day, group, reason)
            for number, (kind, day, group, reason) in zip(ids, story, strict=True)
        ]
        if any(event.happened_on <= as_at for event in events):
            expected[member_id] = replace(membership(events, as_at), contradictions=())
    assert memberships(_CONNECTION, as_at) == expected


def test_a_roster_of_a_past_day_shows_that_days_standing_and_group() -> None:
    ledger = a_ledger()
    first, second = keep_groups(ledger, "一组", "二组")
    stays, leaves, applies = keep_members(
        ledger,
        a_member(name="甲", group_id=second),
        a_member(name="乙", sex="2", standing="resigned"),
        a_member(name="丙", standing="applicant"),
    )
    keep_events(
        ledger,
        [
            an_event(stays, "1", "2010-07-01", group_id=first),
            an_event(stays, "D", "2020-01-01", group_id=second),
            an_event(leaves, "1", "2012"),
            an_event(leaves, "6", "2021-05-01"),
            an_event(leaves, "5", "2013-01-01", retired_at=RETIRED),
            an_event(applies, "A", "2011-01-01"),
        ],
    )
    spec = spec_of(Member)
    then = View(as_at="2019-12-31")
    assert row_ids(ledger, spec, then) == [stays, leaves]
    shown = rows(ledger, spec, [leaves, stays], ("name", "standing", "group_id"), then.as_at)
    assert shown == [
        {"id": leaves, "name": "乙", "standing": "regular", "group_id": None},
        {"id": stays, "name": "甲", "standing": "regular", "group_id": first},
    ]
    assert row_ids(ledger, spec, View(as_at="2021-05-01")) == [stays]
    in_second = Filter("group_id", frozenset({second}))
    assert count(ledger, spec, View(as_at="2019-12-31", filters=(in_second,))) == 0
    assert count(ledger, spec, View(as_at="2020-01-01", filters=(in_second,))) == 1


def test_counts_answer_with_the_members_behind_them() -> None:
    ledger = a_ledger()
    (group,) = keep_groups(ledger, "一组")
    man, woman, retired = keep_members(ledger, a_member(), a_member(sex="2"), a_member(sex="2"))
    keep_events(
        ledger,
        [
            an_event(man, "1", "2010", group_id=group),
            an_event(woman, "2", "2011"),
            an_event(retired, "1", "2009"),
            an_event(retired, "3", "2015-06"),
        ],
    )
    counts = roster_counts(ledger, "2015-06-01")
    assert (counts.members_roll, counts.women_members) == (2, 1)
    assert counts.retained == (retired,)
    assert counts.women == (woman,)
    assert counts.by_group == {group: (man,), None: (woman,)}
    assert roster_counts(ledger, "2015-05-31").women == (woman, retired)
