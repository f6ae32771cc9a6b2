"""Taking in sheets: every row accounted for, preview and import agree, all of it undoable."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from app.actions import records
from app.actions.importing import taking_in
from app.actions.importing.taking_in import ImportOptions, RowState, SheetRow, SheetRows
from app.bootstrap import Desk, open_desk, verify_file
from app.errors import Refused
from app.queries.listing import View, iter_rows
from app.queries.past.history import entries
from app.spec.dates import DateOrder
from tests.builders import an_id_number

if TYPE_CHECKING:
    from app.actions.importing.taking_in import ImportPreview

ZHANG, LI, WANG = (an_id_number(sequence=number) for number in (1, 3, 5))


def sheet(*rows: dict[str, object], **facts: object) -> SheetRows:
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    lines = tuple(SheetRow(number, row) for number, row in enumerate(rows, 2))
    return SheetRows("名册.xlsx", "在册", "0" * 64, columns, lines, **facts)  # type: ignore[arg-type]


def take_in(
    desk: Desk, rows: SheetRows, register: str = "member", **options: object
) -> ImportPreview:
    chosen = ImportOptions(**options)  # type: ignore[arg-type]
    return taking_in.take_in_at_once(desk.ledger, desk.spec(register), rows, chosen)


def states(seen: ImportPreview) -> list[str]:
    return [row.state.value for row in seen.rows]


def members(desk: Desk) -> list[dict[str, object]]:
    return list(iter_rows(desk.reader, desk.spec("member"), View()))


def test_new_members_enter_with_their_events(desk: Desk) -> None:
    seen = take_in(
        desk,
        sheet(
            {"name": "张小明", "id_number": ZHANG, "group_id": "装配一组", "joined_on": "2013.6.3"},
            {"name": "李大山", "id_number": LI, "group_id": "装配1组", "joined_on": None},
        ),
    )
    assert states(seen) == ["new", "new"]
    first, second = sorted(members(desk), key=lambda row: str(row["id"]))
    assert (first["standing"], first["joined_on"]) == ("regular", "2013-06-03")
    assert (second["standing"], second["joined_on"]) == ("regular", None)
    assert first["group_id"] == second["group_id"]  # 一 and 1 are one group
    events = list(iter_rows(desk.reader, desk.spec("membership_event"), View()))
    assert [event["kind"] for event in events] == ["1", "1"]


def test_the_same_sheet_again_changes_nothing(desk: Desk) -> None:
    rows = sheet(
        {"name": "张小明", "id_number": ZHANG, "sex": "男", "mobile": 13812345678.0},
        {"name": "李大山", "id_number": LI, "sex": "男", "mobile": None},
    )
    take_in(desk, rows)
    again = take_in(desk, rows)
    assert states(again) == ["same", "same"]
    assert again.counts == {
        "read": 2,
        "new": 0,
        "changed": 0,
        "same": 2,
        "skipped": 0,
        "refused": 0,
    }


def test_changes_show_old_and_new_and_blanks_do_not_overwrite(desk: Desk) -> None:
    take_in(desk, sheet({"name": "张小明", "id_number": ZHANG, "mobile": "13812345678"}))
    rows = sheet({"name": "张晓明", "id_number": ZHANG, "mobile": None})
    seen = take_in(desk, rows)
    assert states(seen) == ["changed"]
    assert seen.rows[0].before == {"name": "张小明"}
    assert members(desk)[0]["mobile"] == "13812345678"
    take_in(desk, rows, overwrite_blanks=True)
    assert members(desk)[0]["mobile"] is None


def test_a_changed_group_or_joining_day_becomes_an_event(desk: Desk) -> None:
    take_in(desk, sheet({"name": "张小明", "id_number": ZHANG, "group_id": "甲组"}))
    take_in(
        desk,
        sheet({"name": "张小明", "id_number": ZHANG, "group_id": "乙组", "joined_on": "2015-04"}),
    )
    events = list(iter_rows(desk.reader, desk.spec("membership_event"), View()))
    assert [(event["kind"], event["happened_on"]) for event in events] == [
        ("1", "2015-04"),
        ("D", "2026-11-20"),
    ]
    assert members(desk)[0]["joined_on"] == "2015-04"


def test_rows_that_cannot_be_read_are_refused_with_the_reason(desk: Desk) -> None:
    seen = take_in(
        desk,
        sheet(
            {"name": "甲", "id_number": 9.90012e17},
            {"name": "乙", "joined_on": "2020-2-30"},
            {"name": "丙", "standing": "很高"},
            {"name": None, "id_number": LI},
            {"name": "戊", "id_number": LI[:17] + ("1" if LI[17] != "1" else "2")},
            {"name": "己", "id_number": WANG},
            {"name": "庚", "id_number": WANG},
        ),
    )
    assert states(seen) == ["refused"] * 5 + ["new", "refused"]
    reasons = [row.reason for row in seen.rows]
    for reason, said in zip(
        reasons,
        ["不能还原", "没有 30 日", "可填", "姓名必须填写", "校验位", "", "与第 7 行"],
        strict=True,
    ):
        assert said in reason
    assert len(members(desk)) == 1


def test_a_number_that_the_ledger_cannot_hold_refuses_its_row_alone(desk: Desk) -> None:
    wages = (1e30, "12345678901234567890", "6,500.00")
    rows = ({"name": name, "wage_fen": wage} for name, wage in zip("甲乙丙", wages, strict=True))
    seen = take_in(desk, sheet(*rows))
    assert states(seen) == ["refused", "refused", "new"]
    assert all("金额应填数字" in row.reason for row in seen.rows[:2])
    figures = sheet({"counted_on": "2026-6-30", "workers_count": "9999999999999999999"})
    assert states(take_in(desk, figures, "headcount")) == ["refused"]


def test_of_a_refused_row_nothing_stays_behind(desk: Desk) -> None:
    wrong = LI[:17] + ("1" if LI[17] != "1" else "2")
    seen = take_in(
        desk, sheet({"name": "留下", "id_number": ZHANG}, {"name": "拒收", "id_number": wrong})
    )
    assert states(seen) == ["new", "refused"]
    log = desk.reader.exec_driver_sql("SELECT after FROM change WHERE table_name = 'member'")
    (told,) = log.scalars().all()
    assert "留下" in told
    actions = desk.reader.exec_driver_sql("SELECT name FROM action WHERE name LIKE '%import%'")
    assert actions.scalars().all() == ["import_member"]
    assert verify_file(desk.path) == []


def test_preview_and_import_agree(desk: Desk) -> None:
    rows = sheet(
        {"name": "张小明", "id_number": ZHANG, "sex": "女"},
        {"name": "李大山", "id_number": LI[:17] + ("1" if LI[17] != "1" else "2"), "sex": "男"},
    )
    seen = taking_in.look(desk.ledger, desk.spec("member"), rows, ImportOptions())
    assert members(desk) == []
    assert states(seen) == ["new", "refused"]
    assert seen.rows[0].reason.count("请核对") == 1
    taking_in.take_in(desk.ledger, seen)
    assert [row["name"] for row in members(desk)] == ["张小明"]


def test_ambiguous_dates_need_an_order(desk: Desk) -> None:
    rows = sheet({"name": "张小明", "joined_on": "05/03/24"})
    assert "先后不明" in take_in(desk, rows).rows[0].reason
    assert states(take_in(desk, rows, date_order=DateOrder.DMY)) == ["new"]
    assert members(desk)[0]["joined_on"] == "2024-03-05"


def test_near_matches_are_left_for_a_person(desk: Desk) -> None:
    take_in(desk, sheet({"name": "张伟", "id_number": ZHANG, "department": "一车间"}))
    seen = take_in(
        desk,
        sheet(
            {"name": "张伟", "id_number": None, "department": "二车间"},
            {"name": "张伟", "id_number": LI, "department": "三车间"},
            {"name": "张伟", "id_number": None, "department": "一车间"},
        ),
    )
    assert states(seen) == ["skipped", "new", "same"]


def test_a_masked_export_changes_nothing(desk: Desk) -> None:
    take_in(desk, sheet({"card_no": "LH01", "name": "张小明", "id_number": ZHANG}))
    seen = take_in(
        desk, sheet({"card_no": "LH01", "name": "张小明", "id_number": "990***********0019"})
    )
    assert states(seen) == ["same"]


def test_an_import_is_one_action_and_can_be_taken_back(desk: Desk) -> None:
    before = [tuple(row) for row in desk.reader.exec_driver_sql("SELECT * FROM member")]
    take_in(desk, sheet({"name": "张小明", "id_number": ZHANG, "group_id": "甲组"}))
    assert len(members(desk)) == 1
    desk.undo()
    assert [tuple(row) for row in desk.reader.exec_driver_sql("SELECT * FROM member")] == before
    assert not list(iter_rows(desk.reader, desk.spec("member_group"), View()))
    assert states(take_in(desk, sheet({"name": "张小明", "id_number": ZHANG}))) == ["new"]


def test_titles_sums_and_unreadable_rows_are_counted(desk: Desk) -> None:
    rows = SheetRows(
        "a.csv",
        "",
        "0" * 64,
        ("name",),
        (
            SheetRow(2, {"name": "张小明"}),
            SheetRow(3, {}, skip="合计行"),
            SheetRow(4, {"name": "李"}, fault="公式没有保存结果"),
        ),
    )
    seen = take_in(desk, rows)
    assert states(seen) == ["new", "skipped", "refused"]
    counts = seen.counts
    assert counts["read"] == sum(counts[state.value] for state in RowState)


def test_a_working_ledger_is_taken_in_the_same_way(desk: Desk) -> None:
    row: dict[str, object] = {"held_on": "2026.5.4", "name": "拔河比赛", "cost_fen": "1,200.50"}
    assert states(take_in(desk, sheet(row), "XJ-03")) == ["new"]
    assert states(take_in(desk, sheet(row), "XJ-03")) == ["same"]
    row["people_count"] = 120
    assert states(take_in(desk, sheet(row), "XJ-03")) == ["changed"]
    (held,) = iter_rows(desk.reader, desk.spec("XJ-03"), View())
    assert (held["cost_fen"], held["people_count"]) == (120050, 120)


def test_the_key_can_be_chosen(desk: Desk) -> None:
    spec = desk.spec("member")
    take_in(desk, sheet({"staff_no": "007", "name": "张小明", "id_number": None}))
    options = taking_in.with_key(ImportOptions(), spec, "工号")
    rows = sheet({"staff_no": "007", "name": "张晓明", "id_number": ZHANG})
    seen = taking_in.take_in_at_once(desk.ledger, spec, rows, options)
    assert states(seen) == ["changed"]
    with pytest.raises(Refused, match="没有“鞋码”这一列"):
        taking_in.with_key(ImportOptions(), spec, "鞋码")


def test_references_that_are_persons_are_never_made_up(desk: Desk) -> None:
    row: dict[str, object] = {"member_id": "查无此人", "kind": "退会", "happened_on": "2026-01-01"}
    seen = take_in(desk, sheet(row), "membership_event")
    assert "没有找到“查无此人”" in seen.rows[0].reason


def test_events_taken_in_move_the_standing(desk: Desk) -> None:
    take_in(desk, sheet({"name": "张小明", "id_number": ZHANG, "joined_on": "2010"}))
    row: dict[str, object] = {
        "member_id": "张小明",
        "kind": "保留会籍",
        "happened_on": "2026-01-01",
    }
    assert states(take_in(desk, sheet(row), "membership_event")) == ["new"]
    assert members(desk)[0]["standing"] == "retained"


def test_retired_rows_are_out_of_the_register_until_brought_back(desk: Desk) -> None:
    take_in(desk, sheet({"name": "张小明", "id_number": ZHANG}))
    spec = desk.spec("member")
    number = int(str(members(desk)[0]["id"]))
    desk.act("retire", "删除会员", lambda unit: records.retire(unit, spec, [number]))
    assert members(desk) == []
    desk.act("bring_back", "恢复会员", lambda unit: records.bring_back(unit, spec, [number]))
    assert len(members(desk)) == 1


def test_a_thread_may_look_while_the_window_reads(desk: Desk) -> None:
    rows = sheet({"name": "张小明", "id_number": ZHANG})
    looked, read = threading.Event(), threading.Event()

    def progress(_done: int, _total: int) -> None:
        looked.set()
        read.wait(10)

    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(
            taking_in.look, desk.ledger, desk.spec("member"), rows, ImportOptions(), progress
        )
        looked.wait(10)
        assert members(desk) == []
        read.set()
        assert states(work.result()) == ["new"]
    assert members(desk) == []


def test_a_view_is_looked_at_without_the_rules(desk: Desk) -> None:
    wrong = LI[:17] + ("1" if LI[17] != "1" else "2")
    with open_desk(desk.path, write=False) as view:
        rows = sheet({"name": "李大山", "id_number": wrong})
        seen = taking_in.look(view.ledger, view.spec("member"), rows, ImportOptions())
    assert states(seen) == ["new"]


def test_a_tree_comes_into_an_empty_ledger_as_it_left(desk: Desk) -> None:
    rows = sheet(
        {"name": "装配一组", "parent_id": "装配分工会"},
        {"name": "装配分工会", "parent_id": None},
        {"name": "质检组", "parent_id": "总厂分工会"},
    )
    assert states(take_in(desk, rows, "member_group")) == ["new"] * 3
    groups = {r["name"]: r for r in iter_rows(desk.reader, desk.spec("member_group"), View())}
    assert set(groups) == {"装配一组", "装配分工会", "质检组", "总厂分工会"}
    assert groups["装配一组"]["parent_id"] == groups["装配分工会"]["id"]
    assert states(take_in(desk, rows, "member_group")) == ["same"] * 3


def test_a_circle_of_groups_is_refused(desk: Desk) -> None:
    rows = sheet(
        {"name": "甲组", "parent_id": "乙组"},
        {"name": "乙组", "parent_id": "甲组"},
        {"name": "丙组", "parent_id": None},
    )
    assert states(take_in(desk, rows, "member_group")) == ["refused", "refused", "new"]


def test_names_in_refused_rows_make_no_records(desk: Desk) -> None:
    rows = sheet({"name": "坏数据", "id_number": LI[:16], "group_id": "幽灵小组"})
    assert states(take_in(desk, rows)) == ["refused"]
    assert not list(iter_rows(desk.reader, desk.spec("member_group"), View()))


def test_an_import_without_rows_to_write_leaves_no_action(desk: Desk) -> None:
    take_in(desk, sheet({"name": "张小明", "id_number": ZHANG}))
    before = entries(desk.reader)
    take_in(desk, sheet({"name": "张小明", "id_number": ZHANG}))
    assert entries(desk.reader) == before


def test_one_event_that_is_not_allowed_refuses_its_row_only(desk: Desk) -> None:
    take_in(
        desk,
        sheet({"name": "张小明", "id_number": ZHANG}, {"name": "李大山", "id_number": LI}),
    )
    seen = take_in(
        desk,
        sheet(
            {"member_id": "张小明", "kind": "恢复", "happened_on": "2026-01-01"},
            {"member_id": "李大山", "kind": "保留会籍", "happened_on": "2026-01-01"},
            {"member_id": "李大山", "kind": "恢复", "happened_on": "2026-02-01"},
        ),
        "membership_event",
    )
    assert states(seen) == ["refused", "new", "new"]
    assert "不能办理“恢复”" in seen.rows[0].reason


def test_correcting_the_joining_day_of_somebody_who_came_back(desk: Desk) -> None:
    take_in(desk, sheet({"name": "马晓东", "id_number": ZHANG, "joined_on": "2019-07-01"}))
    for kind, day in (("转出", "2024-05-09"), ("转入", "2025-01-15")):
        event: dict[str, object] = {"member_id": "马晓东", "kind": kind, "happened_on": day}
        assert states(take_in(desk, sheet(event), "membership_event")) == ["new"]
    rows = sheet({"name": "马晓东", "id_number": ZHANG, "joined_on": "2018-07-01"})
    assert states(take_in(desk, rows)) == ["changed"]
    (member,) = members(desk)
    assert (member["joined_on"], member["standing"]) == ("2018-07-01", "regular")
    assert states(take_in(desk, rows)) == ["same"]
    too_late = sheet({"name": "马晓东", "id_number": ZHANG, "joined_on": "2024-08-01"})
    assert states(take_in(desk, too_late)) == ["refused"]


def test_days_in_the_future_are_refused(desk: Desk) -> None:
    rows = sheet({"name": "张小明", "id_number": ZHANG, "joined_on": "2099-01-01"})
    assert "晚于今天" in take_in(desk, rows).rows[0].reason


def test_blank_derived_cells_are_never_a_change(desk: Desk) -> None:
    take_in(desk, sheet({"name": "张小明", "id_number": ZHANG, "joined_on": "2013"}))
    rows = sheet({"name": "张小明", "id_number": ZHANG, "joined_on": None, "standing": None})
    assert states(take_in(desk, rows, overwrite_blanks=True)) == ["same"]
