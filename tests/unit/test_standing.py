from __future__ import annotations

import csv
from pathlib import Path

import pytest

from app.models.base import codes
from app.models.members.standing import (
    ChangeKind,
    Event,
    Membership,
    Standing,
    after,
    changes_from,
    membership,
)

# Every standing of the handbook (2.3) and every change: where it leads, blank where it may not be.
TABLE = Path(__file__).parents[1] / "data" / "transitions.csv"
NOT_KNOWN_YET = "尚未登记"


def _transitions() -> list[tuple[str, str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            (row["会籍状态"], change, row[change])
            for row in csv.DictReader(file)
            for change in row
            if change != "会籍状态"
        ]


def _story(*events: tuple[str, str]) -> list[Event]:
    return [Event(number, kind, day) for number, (day, kind) in enumerate(events, 1)]


def test_codes_are_those_of_the_lists() -> None:
    assert {entry.code for entry in codes("membership_change").codes} == set(ChangeKind)
    assert {entry.code for entry in codes("standing").codes} == set(Standing)


def test_the_table_knows_every_standing_and_every_change() -> None:
    standings, changes = codes("standing"), codes("membership_change")
    cells = {(standing, change) for standing, change, _ in _transitions()}
    labels = [NOT_KNOWN_YET, *(entry.label for entry in standings.codes)]
    assert cells == {(s, change.label) for s in labels for change in changes.codes}


@pytest.mark.parametrize(("standing", "change", "expected"), _transitions())
def test_a_change_leads_on_only_from_where_it_may(
    standing: str, change: str, expected: str
) -> None:
    before = None if standing == NOT_KNOWN_YET else codes("standing").find(standing)
    kind = codes("membership_change").find(change)
    assert kind is not None
    assert after(before, kind) == (codes("standing").find(expected) if expected else None)
    assert (kind in changes_from(before)) == bool(expected)


def test_nothing_leads_on_from_death() -> None:
    assert changes_from(Standing.ENDED) == ()


def test_leaving_and_coming_back_by_application_begins_anew() -> None:
    events = _story(("2010-07", "1"), ("2015-01-01", "6"), ("2018-03-01", "A"), ("2018-04-01", "1"))
    assert membership(events, "2016-01-01") == Membership(
        standing="resigned", joined_on="2010-07", since_on="2010-07", ended_on="2015-01-01"
    )
    assert membership(events) == Membership(
        standing="regular", joined_on="2018-04-01", since_on="2018-04-01"
    )


def test_a_transfer_away_and_back_keeps_the_day_of_joining() -> None:
    now = membership(_story(("2010-07-01", "1"), ("2015-01-01", "4"), ("2020-01-01", "2")))
    assert (now.joined_on, now.since_on) == ("2010-07-01", "2020-01-01")


def test_a_partial_date_counts_from_the_start_of_its_period() -> None:
    events = _story(("1998", "1"))
    assert membership(events, "1997-12-31").standing is None
    assert membership(events, "1998-01-01").standing == Standing.REGULAR


def test_events_of_one_day_follow_their_numbers() -> None:
    retained_first = [Event(2, "B", "2020-01-01"), Event(1, "3", "2020-01-01")]
    assert membership([Event(0, "1", "2010"), *retained_first]).standing == Standing.REGULAR


def test_a_contradicting_event_counts_and_is_named() -> None:
    now = membership(_story(("2010", "1"), ("2011", "1")))
    assert now.contradictions == (2,)
    assert now.joined_on == "2011"


def test_an_unknown_day_comes_first_and_stays_unknown() -> None:
    now = membership(_story(("2011", "3"), ("", "1")))
    assert now == Membership(standing="retained", retained_from="2011")


def test_an_application_that_came_to_nothing_ends_no_membership() -> None:
    never = membership(_story(("2026-01-05", "A"), ("2026-01-20", "E")))
    assert never == Membership(standing="declined")
    again = membership(_story(("2026-01-05", "A"), ("2026-01-20", "F"), ("2026-03-01", "A")))
    assert (again.standing, again.contradictions) == ("applicant", ())
