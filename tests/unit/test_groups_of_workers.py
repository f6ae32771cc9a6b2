"""The group of people who are no members: put there without a dated change, and never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions import bulk_change, records
from app.actions.bulk_change import BulkState, Wish
from app.actions.members.membership import standing_faults
from app.actions.merging.merge import Merging, merge
from app.queries.listing import View, count, rows
from app.store.unit import RejectedError
from tests.ledgers import new_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.bootstrap import Desk

WORKER, APPLICANT, MEMBER, GONE = range(1, 5)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with new_desk(tmp_path / "a.ghdb") as opened:
        for name in ("装配一组", "装配二组"):
            add(opened, "member_group", name=name)
        add(opened, "member", name="白建军", standing="worker")
        add(opened, "member", name="曹桂芳", applied_on="2026-11-01")
        add(opened, "member", name="邓立伟", approved_on="2020-01-01")
        add(opened, "member", name="高秀珍", approved_on="2020-01-01", group_id=1)
        event = {"kind": "6", "happened_on": "2026-05-01", "reason": "10"}
        add(opened, "membership_event", member_id=GONE, **event)
        yield opened


def add(desk: Desk, register: str, **draft: object) -> None:
    desk.act(
        "add",
        "登记",
        lambda unit: records.add(unit, desk.spec(register), draft),
        acknowledged="测试",
    )


def change(desk: Desk, number: int, **draft: object) -> None:
    desk.act(
        "change",
        "修改",
        lambda unit: records.change(unit, desk.spec("member"), number, draft),
        acknowledged="测试",
    )


def group_of(desk: Desk, number: int) -> object:
    assert not list(standing_faults(desk.reader))
    return rows(desk.reader, desk.spec("member"), [number], ("group_id",))[0]["group_id"]


def events(desk: Desk) -> int:
    return count(desk.reader, desk.spec("membership_event"), View())


@pytest.mark.parametrize("number", [WORKER, APPLICANT, GONE])
def test_a_group_given_to_somebody_off_the_roll_stays(desk: Desk, number: int) -> None:
    before = events(desk)
    change(desk, number, group_id=2)
    assert group_of(desk, number) == 2
    assert events(desk) == before
    desk.undo()
    assert group_of(desk, number) == (1 if number == GONE else None)


@pytest.mark.parametrize("number", [WORKER, APPLICANT, MEMBER])
def test_a_group_is_taken_away_again(desk: Desk, number: int) -> None:
    change(desk, number, group_id=2)
    change(desk, number, group_id=None)
    assert group_of(desk, number) is None


def test_a_group_that_an_earlier_change_tells_cannot_be_cleared(desk: Desk) -> None:
    with pytest.raises(RejectedError, match="小组由以前的会籍变动推出"):
        change(desk, GONE, group_id=None)
    assert group_of(desk, GONE) == 1


@pytest.mark.parametrize("number", [WORKER, APPLICANT])
def test_whoever_joins_later_takes_the_group_along(desk: Desk, number: int) -> None:
    change(desk, number, group_id=2)
    change(desk, number, approved_on="2026-11-18")
    assert group_of(desk, number) == 2


def test_joining_and_a_group_in_one_change(desk: Desk) -> None:
    change(desk, WORKER, group_id=2, joined_on="2026-11-18")
    assert group_of(desk, WORKER) == 2


def test_many_are_put_into_a_group_whether_members_or_not(desk: Desk) -> None:
    before = events(desk)
    wish = Wish("group_id", 2, "2026-11-19")
    everybody = (WORKER, APPLICANT, MEMBER, GONE)
    seen = bulk_change.look(desk.ledger, desk.spec("member"), everybody, wish)
    assert [line.state for line in seen.lines] == [
        BulkState.CHANGED,
        BulkState.CHANGED,
        BulkState.CHANGED,
        BulkState.REFUSED,  # has left the union
    ]
    bulk_change.write(desk.ledger, seen)
    assert [group_of(desk, number) for number in everybody] == [2, 2, 2, 1]
    assert events(desk) == before + 1  # of the member alone
    desk.undo()
    assert [group_of(desk, number) for number in everybody] == [None, None, None, 1]


@pytest.mark.parametrize(("keep", "retire"), [(WORKER, MEMBER), (MEMBER, WORKER)])
def test_the_group_of_a_worker_comes_along_when_two_are_merged(
    desk: Desk, keep: int, retire: int
) -> None:
    change(desk, WORKER, group_id=2)
    specs, spec = tuple(desk.specs.values()), desk.spec("member")
    merging = Merging(keep, retire)
    desk.act(
        "merge_records",
        "合并",
        lambda unit: merge(unit, specs, spec, merging),
        acknowledged="测试",
    )
    assert group_of(desk, keep) == 2
