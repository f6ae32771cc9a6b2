from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, update

from app.models.base import spec_of
from app.models.journal import Action, SessionContext
from app.models.ledgers.entries import LedgerEntry
from app.models.members.member import Member
from app.models.organization.union import Union
from app.queries.listing import View, row_ids
from app.queries.members.lists import (
    CHANGE_COLUMNS,
    REGISTER_COLUMNS,
    change_rows,
    member_facts,
    register_rows,
)
from app.queries.past.history import changes, entries
from app.store.change_log import install_triggers
from tests.builders import (
    a_ledger,
    a_member,
    an_entry,
    an_event,
    an_id_number,
    keep,
    keep_events,
    keep_groups,
    keep_members,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


def test_the_papers_have_the_columns_of_the_handbook() -> None:
    assert "; ".join(field.label for field in REGISTER_COLUMNS) == (
        "会员证号; 姓名; 性别; 出生日期; 民族; 学历; 籍贯; 政治面貌; 身份证号; 工作单位; "
        "部门/小组; 职务; 职称; 工资; 入会日期; 本会起始日期; 批准日期; 会籍状态; 本会终止日期; "
        "终止原因; 保留会籍起始日期; 手机; 家庭主要成员; 简历; 基层工会审批意见; 备注"
    )
    assert "; ".join(field.label for field in CHANGE_COLUMNS) == (
        "日期; 姓名; 会员证号; 变动; 原因; 转自/转往工会; 介绍信（接转单）号; 审批日期; 经办人; "
        "备注"
    )


def test_the_register_of_a_day_tells_who_came_and_went() -> None:
    ledger = a_ledger()
    (group,) = keep_groups(ledger, "一组")
    stays, left, applies, later = keep_members(
        ledger,
        a_member(name="甲", department="铸造车间", card_no="1"),
        a_member(name="乙", card_no="2"),
        a_member(name="丙", card_no="3"),
        a_member(name="丁", card_no="4"),
    )
    keep_events(
        ledger,
        [
            an_event(stays, "1", "2010", group_id=group),
            an_event(stays, "3", "2020-05-01"),
            an_event(left, "1", ""),
            an_event(left, "6", "2015-05-01", reason="5"),
            an_event(applies, "A", "2015-05-01"),
            an_event(later, "1", "2021-01-01"),
        ],
    )
    first, second = register_rows(ledger, "2020-12-31")
    assert set(first) == {"id", "group_id", *(field.name for field in REGISTER_COLUMNS)}
    assert (first["group"], first["since_on"], first["retained_from"], first["standing"]) == (
        "铸造车间/一组",
        "2010",
        "2020-05-01",
        "retained",
    )
    assert (second["since_on"], second["ended_on"], second["end_reason"]) == (
        None,
        "2015-05-01",
        "5",
    )
    (before,) = (row for row in register_rows(ledger, "2015-04-30") if row["id"] == left)
    assert (before["standing"], before["ended_on"]) == ("regular", None)


def test_both_books_print_the_notes_of_members_and_of_their_changes() -> None:
    ledger = a_ledger()
    noted, plain = keep_members(
        ledger,
        a_member(name="甲", card_no="1", note="会员证遗失后补发"),
        a_member(name="乙", card_no="2"),
    )
    keep_events(
        ledger,
        [
            an_event(noted, "1", "2010", note="补记，实际日期待核"),
            an_event(noted, "6", "2020-05-01", note="书面申请"),
            an_event(plain, "1", "2010"),
            an_event(plain, "6", "2021-05-01", note="补记，实际日期待核"),
        ],
    )
    assert [row["note"] for row in register_rows(ledger, "2020-12-31")] == [
        "会员证遗失后补发；补记，实际日期待核；书面申请",
        None,
    ]
    assert [row["note"] for row in change_rows(ledger)] == [
        "补记，实际日期待核",
        None,
        "书面申请",
        "补记，实际日期待核",
    ]


def test_the_book_of_changes_holds_a_period_in_order() -> None:
    ledger = a_ledger()
    (member_id,) = keep_members(ledger, a_member(name="甲", card_no="7"))
    keep_events(
        ledger,
        [
            an_event(member_id, "4", "2020-12-31", other_union="乙厂工会", slip_no="12"),
            an_event(member_id, "1", "2020"),
            an_event(member_id, "D", "2020-06-01"),
            an_event(member_id, "A", "2020-01-01"),
            an_event(member_id, "1", "2019-12-31"),
        ],
    )
    rows = change_rows(ledger, "2020-01-01", "2020-12-31")
    assert [row["happened_on"] for row in rows] == ["2020-12-31"]
    assert rows[0]["name"] == "甲"
    assert (rows[0]["other_union"], rows[0]["slip_no"]) == ("乙厂工会", "12")
    assert [row["happened_on"] for row in change_rows(ledger)] == [
        "2019-12-31",
        "2020",
        "2020-12-31",
    ]


def test_facts_count_standings_and_what_is_to_be_completed() -> None:
    ledger = a_ledger()
    whole = {
        "ethnicity": "01",
        "employment": "1",
        "id_number": an_id_number(),
        "mobile": "13800005678",
        "is_migrant": False,
        "work_unit": "某厂",
    }
    _whole, lacking, _left, no_unit = keep_members(
        ledger,
        a_member(**whole),
        a_member(**whole | {"mobile": None}),
        a_member(standing="resigned"),
        a_member(**whole | {"work_unit": None}, standing="retained"),
    )
    facts = member_facts(ledger)
    assert facts.by_standing == {"regular": 2, "resigned": 1, "retained": 1}
    assert facts.incomplete == 2
    spec, view = spec_of(Member), View(incomplete=True)
    assert sorted(row_ids(ledger, spec, view)) == [lacking, no_unit]
    keep(ledger, Union, {"uid": "u", "created_at": "x", "name": "某厂工会", "unit_name": "某厂"})
    assert row_ids(ledger, spec, view) == [lacking]


@pytest.fixture
def logged() -> Iterator[Connection]:
    with a_ledger() as ledger:
        install_triggers(ledger.connection.driver_connection)  # type: ignore[arg-type]
        ledger.execute(insert(SessionContext).values(id=1))
        yield ledger


def _act(ledger: Connection, title: str, undoes_id: int | None = None) -> int:
    made = ledger.execute(
        insert(Action).values(
            at="2026-11-20T01:00:00.000000Z",
            actor="张",
            name="test",
            title=title,
            undoes_id=undoes_id,
        )
    ).inserted_primary_key
    ledger.execute(update(SessionContext).values(action_id=made[0]))
    return int(made[0])


def test_history_tells_what_was_done_and_taken_back(logged: Connection) -> None:
    first = _act(logged, "登记会员")
    keep_members(logged, a_member(), a_member())
    keep_groups(logged, "一组")
    second = _act(logged, "撤销登记", undoes_id=first)
    third = _act(logged, "恢复登记", undoes_id=second)
    found = entries(logged)
    assert [(each["action_id"], each["undone"]) for each in found] == [
        (third, False),
        (second, True),
        (first, False),
    ]
    assert found[2]["counts"] == {"会员": 2, "工会小组": 1}
    assert found[2]["actor"] == "张"
    assert [each["action_id"] for each in entries(logged, 1, before=third)] == [second]


def test_changes_are_shown_in_words_and_masked(logged: Connection) -> None:
    (group,) = keep_groups(logged, "一组")
    _act(logged, "登记会员")
    (member_id,) = keep_members(logged, a_member(name="甲", mobile="13800005678"))
    edit = _act(logged, "修改会员")
    logged.execute(
        update(Member).values(
            group_id=group, mobile="13900005678", sex="2", wage_fen=512300, retired_at="x"
        )
    )
    created, changed = changes(logged, record=("member", member_id))
    assert created["operation"] == "新增"
    assert {"label": "姓名", "before": "", "after": "甲"} in created["fields"]
    assert changed["title"] == "修改会员"
    assert changed["fields"] == [
        {"label": "性别", "before": "男", "after": "女"},
        {"label": "手机", "before": "138****5678", "after": "139****5678"},
        {"label": "月工资", "before": "", "after": "5,123.00"},
        {"label": "工会小组", "before": "", "after": "一组"},
        {"label": "记录", "before": "在册", "after": "已移出"},
    ]
    assert changes(logged, action_id=edit) == [changed]


def test_changes_of_a_working_ledger_speak_of_its_columns(logged: Connection) -> None:
    _act(logged, "登记活动")
    (entry_id,) = keep(logged, LedgerEntry, an_entry("XJ-03", {"name": "篮球赛"}))
    logged.execute(update(LedgerEntry).values(content={"name": "篮球赛", "cost_fen": 120000}))
    created, changed = changes(logged, record=("ledger_entry", entry_id))
    assert created["record"] == "文体活动登记"
    assert changed["fields"] == [{"label": "经费", "before": "", "after": "1,200.00"}]
