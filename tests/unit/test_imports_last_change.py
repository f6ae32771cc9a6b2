"""会籍变化类型、日期、原因 of the real-name template become the events they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.queries.listing import View, iter_rows
from tests.builders import an_id_number
from tests.unit.test_imports import members, sheet, states, take_in

if TYPE_CHECKING:
    from app.bootstrap import Desk

ZHANG, LI = (an_id_number(sequence=number) for number in (1, 3))


def row(kind: object, day: object = None, **cells: object) -> dict[str, object]:
    told = {"last_change": kind, "last_changed_on": day, "last_change_reason": None}
    return {"name": "张小明", "id_number": ZHANG, **told, **cells}


def events(desk: Desk) -> list[tuple[object, ...]]:
    found = iter_rows(desk.reader, desk.spec("membership_event"), View())
    return sorted((e["happened_on"], e["kind"], e["reason"]) for e in found)  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("kind", "standing", "code"),
    [
        ("保留", "retained", "3"),
        ("转出", "transferred", "4"),
        ("除名", "expelled", "5"),
        ("退会", "resigned", "6"),
        ("死亡", "ended", "C"),
    ],
)
def test_somebody_who_left_is_never_taken_in_as_a_member(
    desk: Desk, kind: str, standing: str, code: str
) -> None:
    rows = sheet(row(kind, "2020-05-01", last_change_reason="工作调动"))
    assert states(take_in(desk, rows)) == ["new"]
    assert members(desk)[0]["standing"] == standing
    assert events(desk) == [("", "1", None), ("2020-05-01", code, "1")]
    assert states(take_in(desk, rows)) == ["same"]


def test_an_entry_counts_from_its_day(desk: Desk) -> None:
    rows = sheet(
        row("入会", "2013.6"),
        row("转入", "2020-05-01", name="李大山", id_number=LI),
    )
    assert states(take_in(desk, rows)) == ["new", "new"]
    assert {m["name"]: (m["standing"], m["joined_on"]) for m in members(desk)} == {
        "张小明": ("regular", "2013-06"),
        "李大山": ("regular", "2020-05-01"),
    }
    assert events(desk) == [("2013-06", "1", None), ("2020-05-01", "2", None)]
    assert states(take_in(desk, rows)) == ["same", "same"]


def test_a_joining_day_before_the_transfer_is_pointed_out(desk: Desk) -> None:
    rows = sheet(row("转入", "2020-05-01", joined_on="2010-01-01"))
    seen = take_in(desk, rows)
    assert "入会日期2010-01-01没有写入" in seen.rows[0].reason
    assert states(take_in(desk, rows)) == ["same"]


def test_a_change_without_a_day_is_recorded_and_pointed_out(desk: Desk) -> None:
    rows = sheet(row("退会"))
    seen = take_in(desk, rows)
    assert states(seen) == ["new"]
    assert "没有日期" in seen.rows[0].reason
    assert members(desk)[0]["standing"] == "resigned"
    assert events(desk) == [("", "1", None), ("", "6", None)]
    assert states(take_in(desk, rows)) == ["same"]
    assert states(take_in(desk, sheet(row("退会", "2021-05-01")))) == ["changed"]
    assert events(desk) == [("", "1", None), ("2021-05-01", "6", None)]


def test_a_member_on_file_gets_the_event(desk: Desk) -> None:
    take_in(desk, sheet({"name": "张小明", "id_number": ZHANG, "joined_on": "2010"}))
    rows = sheet(row("转出", "2020-05-01"))
    assert states(take_in(desk, rows)) == ["changed"]
    assert members(desk)[0]["standing"] == "transferred"
    assert events(desk) == [("2010", "1", None), ("2020-05-01", "4", None)]
    assert states(take_in(desk, rows)) == ["same"]
    assert states(take_in(desk, sheet(row("退会", "2022-05-01")))) == ["refused"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"standing": "正常"}, "与会籍变化类型“转出”不一致"),
        ({"joined_on": "2021-01-01"}, "不在入会日期2021-01-01之后"),
        ({"last_changed_on": "2099-01-01"}, "晚于今天"),
        ({"last_changed_on": "去年"}, "会籍变化日期"),
        ({"last_change": "调走了"}, "会籍变化类型"),
    ],
)
def test_what_cannot_be_true_is_refused(desk: Desk, cells: dict[str, object], said: str) -> None:
    seen = take_in(desk, sheet({**row("转出", "2020-05-01"), **cells}))
    assert states(seen) == ["refused"]
    assert said in seen.rows[0].reason
    assert members(desk) == []


def test_a_day_without_a_type_is_only_pointed_out(desk: Desk) -> None:
    seen = take_in(desk, sheet(row(None, "2020-05-01")))
    assert states(seen) == ["new"]
    assert "没有类型" in seen.rows[0].reason
    assert members(desk)[0]["standing"] == "regular"


def test_an_application_is_an_applicant(desk: Desk) -> None:
    take_in(desk, sheet(row("申请", "2026-10-01")))
    (member,) = members(desk)
    assert (member["standing"], member["applied_on"]) == ("applicant", "2026-10-01")


def test_people_without_any_number_come_back_the_same(desk: Desk) -> None:
    rows = sheet(row("转出", "2020-05-01", id_number=None))
    assert states(take_in(desk, rows)) == ["new"]
    assert states(take_in(desk, rows)) == ["same"]


@pytest.mark.parametrize("kind", ["调整小组", "恢复"])
def test_a_change_that_nothing_goes_before_is_only_pointed_out(desk: Desk, kind: str) -> None:
    seen = take_in(desk, sheet(row(kind, "2020-05-01")))
    assert f"“{kind}”没有写入" in seen.rows[0].reason
    assert (members(desk)[0]["standing"], len(events(desk))) == ("regular", 1)


def test_the_joining_day_stands_over_the_day_of_the_change(desk: Desk) -> None:
    seen = take_in(desk, sheet(row("入会", "2014-01-01", joined_on="2013-06-03")))
    assert "取入会日期2013-06-03" in seen.rows[0].reason
    assert members(desk)[0]["joined_on"] == "2013-06-03"


def test_an_applicant_who_was_refused_never_was_a_member(desk: Desk) -> None:
    take_in(desk, sheet(row("不予批准", "2026-10-01")))
    assert members(desk)[0]["standing"] == "declined"


def test_somebody_who_left_may_come_back(desk: Desk) -> None:
    take_in(desk, sheet(row("转出", "2020-05-01")))
    assert states(take_in(desk, sheet(row("转入", "2023-03")))) == ["changed"]
    assert members(desk)[0]["standing"] == "regular"
    assert [kind for _day, kind, _reason in events(desk)] == ["1", "4", "2"]
    assert states(take_in(desk, sheet(row("转入", "2023-03")))) == ["same"]


def test_blank_cells_of_the_three_columns_take_nothing_away(desk: Desk) -> None:
    take_in(desk, sheet(row("申请", "2026-10-01")))
    for again in (row("申请"), row(None)):
        assert states(take_in(desk, sheet(again), overwrite_blanks=True)) == ["same"]
    assert members(desk)[0]["applied_on"] == "2026-10-01"


@pytest.mark.parametrize("kind", ["转出", "退会", "除名", "保留", "死亡"])
def test_an_old_sheet_brings_nobody_back(desk: Desk, kind: str) -> None:
    take_in(desk, sheet(row(kind, "2020-05-01")))
    standing = members(desk)[0]["standing"]
    written = events(desk)
    seen = take_in(desk, sheet({"name": "张小明", "id_number": ZHANG, "standing": "正常"}))
    assert states(seen) == ["same"]
    assert "表中的“正常”没有写入" in seen.rows[0].reason
    assert members(desk)[0]["standing"] == standing
    assert events(desk) == written


@pytest.mark.parametrize("kind", ["不予批准", "撤回申请"])
def test_an_application_that_came_to_nothing_is_the_same_the_second_time(
    desk: Desk, kind: str
) -> None:
    rows = sheet(row(kind, "2024-03-01", applied_on="2023-01-01"))
    seen = take_in(desk, rows)
    assert states(seen) == ["new"]
    assert "日期请在会籍变动里补" in seen.rows[0].reason
    assert members(desk)[0]["standing"] == "declined"
    assert states(take_in(desk, rows)) == ["same"]
