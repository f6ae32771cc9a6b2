"""Workers who are not members: how they come in, join, leave, and whom each list means by them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions import records
from app.actions.importing import taking_in
from app.actions.importing.taking_in import ImportOptions, SheetRow, SheetRows
from app.actions.members.membership import standing_faults
from app.models.members.flags import flags
from app.queries.listing import Named, View, count, row_ids, rows
from app.queries.members.lists import crowd_counts, flag_sizes
from app.queries.members.roster import roster_counts
from app.queries.members.workers import Crowd
from app.store.unit import RejectedError
from tests.builders import an_id_number
from tests.unit.changing import add, change

if TYPE_CHECKING:
    from app.bootstrap import Desk

TODAY = "2026-11-20"


def worker(desk: Desk, name: str = "王小工", **draft: object) -> int:
    return add(desk, name=name, standing="worker", **draft)


def having(desk: Desk, flag: str, day: str = TODAY) -> list[int]:
    """Who of the workers has a flag on a day."""
    view = View(crowd=Crowd.HERE, flag=flag, today=day)
    return row_ids(desk.reader, desk.spec("member"), view)


def person(desk: Desk, number: int) -> dict[str, object]:
    (row,) = rows(desk.reader, desk.spec("member"), [number])
    return row


def standing_of(desk: Desk, number: int) -> object:
    return person(desk, number)["standing"]


def events(desk: Desk) -> int:
    return count(desk.reader, desk.spec("membership_event"), View())


def crowd(desk: Desk, which: Crowd, as_at: str | None = None) -> list[int]:
    view = View(crowd=which, as_at=as_at, today=TODAY)
    return sorted(row_ids(desk.reader, desk.spec("member"), view))


# --- coming in, joining -----------------------------------------------------------------


def test_a_worker_has_no_events_and_no_contradiction(desk: Desk) -> None:
    group = add(desk, "member_group", name="装配一组")
    number = worker(desk, group_id=group, hired_on="2025-03-01")
    assert standing_of(desk, number) == "worker"
    assert person(desk, number)["group_id"] == group
    assert events(desk) == 0
    assert list(standing_faults(desk.reader)) == []


def test_who_says_nothing_of_membership_still_enters_the_union(desk: Desk) -> None:
    assert standing_of(desk, add(desk, name="白建军")) == "regular"


def test_a_day_of_joining_says_more_than_the_standing(desk: Desk) -> None:
    assert standing_of(desk, worker(desk, approved_on="2020-01-01")) == "regular"
    assert standing_of(desk, worker(desk, name="甲", applied_on="2026-01-01")) == "applicant"


def test_a_worker_applies_and_is_approved_and_keeps_the_group(desk: Desk) -> None:
    group = add(desk, "member_group", name="装配一组")
    number = worker(desk, group_id=group)
    change(desk, number, applied_on="2026-05-01")
    assert standing_of(desk, number) == "applicant"
    change(desk, number, approved_on="2026-05-20", approval_no="第一次会议")
    row = person(desk, number)
    assert (row["standing"], row["joined_on"], row["group_id"]) == ("regular", "2026-05-20", group)
    assert list(standing_faults(desk.reader)) == []


def test_an_application_in_the_register_of_changes_keeps_the_group(desk: Desk) -> None:
    group = add(desk, "member_group", name="装配一组")
    number = worker(desk, group_id=group)
    add(desk, "membership_event", member_id=number, kind="A", happened_on="2026-05-01")
    add(desk, "membership_event", member_id=number, kind="1", happened_on="2026-06-01")
    row = person(desk, number)
    assert (row["standing"], row["group_id"]) == ("regular", group)
    assert list(standing_faults(desk.reader)) == []


def test_approved_at_once_a_worker_is_a_member_from_that_day(desk: Desk) -> None:
    number = worker(desk)
    change(desk, number, approved_on="2026-05-20")
    assert (standing_of(desk, number), person(desk, number)["joined_on"]) == (
        "regular",
        "2026-05-20",
    )


def test_a_group_of_a_worker_is_changed_without_an_event(desk: Desk) -> None:
    group = add(desk, "member_group", name="装配一组")
    number = worker(desk)
    change(desk, number, group_id=group)
    assert person(desk, number)["group_id"] == group
    assert events(desk) == 0


def test_a_member_cannot_be_made_a_mere_worker(desk: Desk) -> None:
    number = add(desk, name="白建军", approved_on="2020-01-01")
    with pytest.raises(RejectedError) as refused:
        change(desk, number, standing="worker")
    assert "不能改成“非会员”" in refused.value.findings[0].message
    assert standing_of(desk, number) == "regular"


def test_with_the_only_event_gone_a_person_is_a_worker_again(desk: Desk) -> None:
    number = add(desk, name="白建军", approved_on="2020-01-01")
    with desk.ledger.unit("retire", "删除") as unit:
        records.retire(unit, desk.spec("membership_event"), [1])
        unit.commit("已核对")
    assert standing_of(desk, number) == "worker"
    assert list(standing_faults(desk.reader)) == []


def test_the_same_number_cannot_be_a_worker_and_a_member(desk: Desk) -> None:
    number = an_id_number()
    add(desk, name="白建军", approved_on="2020-01-01", id_type="1", id_number=number)
    with pytest.raises(RejectedError) as refused:
        worker(desk, name="白建军", id_type="1", id_number=number)
    assert "mem-id-unique" in {finding.rule for finding in refused.value.findings}


# --- sheets -----------------------------------------------------------------------------


def take_in(desk: Desk, columns: tuple[str, ...], *cells: tuple[object, ...]) -> list[str]:
    sheet = SheetRows(
        "在岗人员.xlsx",
        "在岗",
        "0" * 64,
        columns,
        tuple(SheetRow(n, dict(zip(columns, row, strict=True))) for n, row in enumerate(cells, 2)),
    )
    seen = taking_in.take_in_at_once(desk.ledger, desk.spec("member"), sheet, ImportOptions())
    return [row.reason for row in seen.rows if row.reason]


def test_a_sheet_of_all_employees_makes_no_members_of_those_who_are_none(desk: Desk) -> None:
    columns = ("name", "mobile", "is_member", "joined_on")
    take_in(
        desk,
        columns,
        ("白建军", "13800000001", "是", "2019-03-01"),
        ("曹桂芳", "13800000002", "否", None),
        ("邓立伟", "13800000003", "是", None),
    )
    found = rows(desk.reader, desk.spec("member"), [1, 2, 3], ("name", "standing"))
    assert [row["standing"] for row in found] == ["regular", "worker", "regular"]


def test_the_standing_of_a_sheet_says_it_as_well(desk: Desk) -> None:
    take_in(desk, ("name", "standing"), ("白建军", "非会员"), ("曹桂芳", "正常"))
    found = rows(desk.reader, desk.spec("member"), [1, 2], ("standing",))
    assert [row["standing"] for row in found] == ["worker", "regular"]


def test_a_sheet_that_contradicts_itself_is_refused(desk: Desk) -> None:
    columns = ("name", "is_member", "joined_on")
    said = take_in(desk, columns, ("白建军", "否", "2019-03-01"), ("曹桂芳", "否", None))
    assert said == ["是否会员为“否”，却填有入会的日期、变动或状态，请核对"]
    assert count(desk.reader, desk.spec("member"), View()) == 1


def test_a_day_of_joining_is_never_lost_on_somebody_called_no_member(desk: Desk) -> None:
    worker(desk, name="曹桂芳", staff_no="2")
    said = take_in(
        desk, ("staff_no", "name", "is_member", "joined_on"), ("2", "曹桂芳", "否", "2019-03-01")
    )
    assert said == ["是否会员为“否”，却填有入会的日期、变动或状态，请核对"]
    said = take_in(
        desk,
        ("name", "is_member", "standing", "approved_on"),
        ("白建军", "否", "非会员", "2019-03-01"),
        ("陈国栋", "否", "已退会", "2019-03-01"),  # was one once, which 否 does not deny
    )
    assert said[0] == "是否会员为“否”，却填有入会的日期、变动或状态，请核对"
    assert [standing_of(desk, number) for number in (1, 2)] == ["worker", "resigned"]


def test_a_day_beside_no_member_counts_and_is_said(desk: Desk) -> None:
    said = take_in(desk, ("name", "standing", "joined_on"), ("白建军", "非会员", "2019-03-01"))
    assert said == ["会籍状态“非会员”没有写入：填有入会或批准日期，按会员登记"]
    assert (person(desk, 1)["standing"], person(desk, 1)["joined_on"]) == ("regular", "2019-03-01")


@pytest.mark.parametrize("day", ["joined_on", "approved_on"])
def test_a_day_that_the_standing_leaves_no_room_for_is_refused(desk: Desk, day: str) -> None:
    said = take_in(desk, ("name", "standing", day), ("白建军", "申请中", "2019-03-01"))
    assert said == ["会籍状态是“申请中”，却填有入会或批准日期，请核对"]
    assert count(desk.reader, desk.spec("member"), View()) == 0


def test_a_sheet_does_not_quietly_end_or_begin_a_membership(desk: Desk) -> None:
    add(desk, name="白建军", staff_no="1", approved_on="2020-01-01")
    worker(desk, name="曹桂芳", staff_no="2")
    columns = ("staff_no", "name", "is_member")
    said = take_in(desk, columns, ("1", "白建军", "否"), ("2", "曹桂芳", "是"))
    assert [standing_of(desk, number) for number in (1, 2)] == ["regular", "worker"]
    assert "退会、转出请登记会籍变动" in said[0]
    assert "入会请填批准日期" in said[1]


def test_a_roster_of_members_makes_a_member_of_a_worker_on_file(desk: Desk) -> None:
    worker(desk, name="曹桂芳", staff_no="2")
    take_in(desk, ("staff_no", "name", "joined_on"), ("2", "曹桂芳", "2026-03-01"))
    assert standing_of(desk, 1) == "regular"


# --- whom the lists mean ----------------------------------------------------------------


@pytest.fixture
def union(desk: Desk) -> dict[str, int]:
    """One of every sort, as things stand on 2026-11-20."""
    made = {
        "member": add(desk, name="甲", hired_on="2010-01-01", approved_on="2015-01-01", sex="2"),
        "worker": worker(desk, "乙", hired_on="2026-02-01", sex="2"),
        "undated": worker(desk, "丙"),
        "left": worker(desk, "丁", hired_on="2020-01-01", left_on="2026-03-15"),
        "coming": worker(desk, "戊", hired_on="2026-12-01"),
        "retiree": worker(desk, "己", hired_on="2000-01-01", employment="4"),
        "applicant": add(desk, name="庚", hired_on="2024-01-01", applied_on="2026-11-01"),
        "sent": add(desk, name="辛", hired_on="2012-01-01", approved_on="2013-01-01"),
        "retained": add(desk, name="壬", hired_on="1990-01-01", approved_on="1995-01-01"),
        "resigned": add(desk, name="癸", hired_on="2011-01-01", approved_on="2012-01-01"),
    }
    for who, kind, more in (
        ("sent", "4", {"other_union": "某工会", "slip_no": "1"}),
        ("retained", "3", {"reason": "9"}),
        ("resigned", "6", {"reason": "5"}),
    ):
        numbers = {"member_id": made[who], "kind": kind, "happened_on": "2026-05-10"}
        add(desk, "membership_event", **numbers, **more)
    return made


def called(union: dict[str, int], numbers: list[int]) -> set[str]:
    names = {number: name for name, number in union.items()}
    return {names[number] for number in numbers}


def test_each_choice_shows_the_right_people(desk: Desk, union: dict[str, int]) -> None:
    here = {"member", "worker", "undated", "applicant", "retained", "resigned"}
    assert called(union, crowd(desk, Crowd.HERE)) == here
    assert called(union, crowd(desk, Crowd.MEMBERS)) == {"member", "retained"}
    recruits = {"worker", "undated", "applicant", "resigned"}
    assert called(union, crowd(desk, Crowd.RECRUITS)) == recruits
    assert called(union, crowd(desk, Crowd.LEFT)) == {"left", "sent", "retiree"}
    assert count(desk.reader, desk.spec("member"), View()) == len(union)


def test_a_past_day_shows_who_worked_here_then(desk: Desk, union: dict[str, int]) -> None:
    then = {"member", "undated", "left", "applicant", "sent", "retained", "resigned"}
    assert called(union, crowd(desk, Crowd.HERE, "2026-01-31")) == then
    shown = rows(desk.reader, desk.spec("member"), [union["applicant"]], as_at="2026-01-31")
    assert shown[0]["standing"] == "worker"
    assert called(union, crowd(desk, Crowd.RECRUITS, "2026-03-14")) == {
        "worker",
        "undated",
        "left",
        "applicant",
    }
    # The day of leaving is no day of work any more.
    assert "left" not in called(union, crowd(desk, Crowd.RECRUITS, "2026-03-15"))


def test_without_a_choice_a_past_day_shows_members_only(desk: Desk, union: dict[str, int]) -> None:
    found = row_ids(desk.reader, desk.spec("member"), View(as_at="2026-01-31"))
    assert called(union, found) == {"member", "sent", "retained", "resigned"}


def test_the_counts_of_the_choices_are_the_lengths_of_their_lists(
    desk: Desk, union: dict[str, int]
) -> None:
    counts = crowd_counts(desk.reader, TODAY)
    assert counts[""] == len(union)
    for each in Crowd:
        assert counts[each] == len(crowd(desk, each))
    then = crowd_counts(desk.reader, "2026-01-31", "2026-01-31")
    for each in (Crowd.HERE, Crowd.MEMBERS, Crowd.RECRUITS):
        assert then[each] == len(crowd(desk, each, "2026-01-31"))


def test_counts_of_members_do_not_hear_of_workers(desk: Desk, union: dict[str, int]) -> None:
    roll = roster_counts(desk.reader, TODAY)
    assert roll.regular == (union["member"],)
    assert roll.members_roll == 1
    assert roll.women_members == 1
    assert roll.retained == (union["retained"],)


def test_a_search_finds_who_has_left(desk: Desk, union: dict[str, int]) -> None:
    view = View(crowd=Crowd.HERE, search="丁", today=TODAY)
    assert row_ids(desk.reader, desk.spec("member"), view) == [union["left"]]


def test_named_people_are_shown_and_no_others(desk: Desk, union: dict[str, int]) -> None:
    wanted = (union["left"], union["member"])
    view = View(named=Named("两个人", wanted), crowd=Crowd.HERE, today=TODAY)
    assert sorted(row_ids(desk.reader, desk.spec("member"), view)) == sorted(wanted)


# --- flags ------------------------------------------------------------------------------


def test_flags_follow_from_what_stands_in_the_register(desk: Desk) -> None:
    plain = worker(desk, "甲", sex="1", ethnicity="01", political="13", born_on="1980-01-01")
    marked = worker(
        desk,
        "乙",
        sex="2",
        ethnicity="03",
        political="02",
        born_on="2000-01-01",
        employment_form="6",
        new_form="2",
        is_migrant=True,
        is_frontline=True,
        is_disabled=True,
        is_veteran=True,
        is_model_worker=True,
        is_hardship=True,
    )
    sizes = flag_sizes(desk.reader, Crowd.HERE, TODAY)
    assert sizes == {flag.id: 1 for flag in flags()}
    assert not any(flag_sizes(desk.reader, Crowd.MEMBERS, TODAY).values())
    for flag in flags():
        assert having(desk, flag.id) == [marked], flag.label
    assert plain != marked


@pytest.mark.parametrize(
    ("born_on", "is_young"),
    [
        ("1990-11-21", True),
        ("1990-11-20", False),
        ("1991", True),
        ("1990-11", False),
        (None, False),
    ],
)
def test_35_means_not_yet_36(desk: Desk, born_on: str | None, is_young: bool) -> None:  # noqa: FBT001
    number = worker(desk, born_on=born_on)
    assert having(desk, "young") == ([number] if is_young else [])


def test_an_open_hardship_file_gives_the_flag_while_it_is_open(desk: Desk) -> None:
    number = worker(desk, hired_on="2015-01-01")
    add(desk, "hardship_file", member_id=number, filed_on="2024-03-11", lifted_on="2025-06-30")
    days = ("2024-03-10", "2024-03-11", "2025-06-29", "2025-06-30")
    held = [bool(having(desk, "hardship", day)) for day in days]
    assert held == [False, True, True, False]


def test_an_honour_of_a_model_worker_gives_the_flag_from_its_day(desk: Desk) -> None:
    number = worker(desk, hired_on="2015-01-01")
    add(desk, "honour", member_id=number, name="先进工作者", awarded_on="2018-01-01")
    add(desk, "honour", member_id=number, name="劳动模范", awarded_on="2019-04-28", is_model=True)
    held = [bool(having(desk, "model", day)) for day in ("2019-04-27", "2019-04-28")]
    assert held == [False, True]
