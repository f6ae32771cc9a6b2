"""Rosters from their data: who stands on them, in what order, in which columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.models.all import RECORDS, card_issue, groups, union
from app.models.base import spec_of
from app.queries.strokes import stroke_key
from app.reports.forms import build, form_called
from app.reports.forms.form import BY_PINYIN, BY_STROKES
from app.reports.forms.rosters.building import roster_form
from app.reports.forms.rosters.definition import roster, shipped_rosters
from app.reports.paginate import paginate
from app.reports.sheet import Sheet, row_texts
from tests.builders import a_group, a_ledger, a_member, an_event, keep, keep_events, keep_members

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from app.reports.document import Document
    from app.reports.forms.form import Form

TODAY = "2026-11-20"
SPECS = {r.__tablename__: spec_of(r) for r in RECORDS if r.layout.table}


@pytest.fixture
def ledger() -> Iterator[Connection]:
    """Two groups and six people: four members, an applicant, and one who has retired."""
    connection = a_ledger()
    keep(connection, union.Union, {"uid": "u", "created_at": TODAY, "name": "测试工会委员会"})
    first, second = keep(connection, groups.Group, a_group("一组"), a_group("二组"))
    people = keep_members(
        connection,
        a_member(name="张小明", card_no="A1", sex="1", hired_on="2010-05", is_migrant=True),
        a_member(name="丁一", card_no="A2", sex="2", hired_on="2020-01-01", is_migrant=True),
        a_member(name="买买提·艾力", card_no="A3", sex="1", hired_on="2026-11-20"),
        a_member(name="王五", card_no="A4", sex="2", department="机加车间", skill_level="2"),
        a_member(name="陈申", card_no=None, sex="2", standing="applicant", hired_on="2026-12-01"),
        a_member(name="龚退", card_no="A6", sex="1", standing="retained", employment="4"),
    )
    at = dict(zip(people, (second, first, first, second), strict=False))
    keep_events(connection, [an_event(p, "1", "2010-07-01", group_id=g) for p, g in at.items()])
    keep_events(
        connection,
        [
            an_event(people[4], "A", "2026-01-05"),
            an_event(people[5], "1", "2001-01-01"),
            an_event(people[5], "3", "2026-01-01", reason="9"),
        ],
    )
    for person, group in at.items():
        connection.exec_driver_sql("UPDATE member SET group_id=? WHERE id=?", (group, person))
    yield connection
    connection.close()


def made(ledger: Connection, form: str | Form, **values: object) -> Document:
    paper = form_called(SPECS, form) if isinstance(form, str) else form
    return build(ledger, paper, values, today=TODAY, specs=SPECS)


def sheets(document: Document) -> list[Sheet]:
    return [block for block in document.blocks if isinstance(block, Sheet)]


def column(sheet: Sheet, title: str) -> list[str]:
    place = [each.title for each in sheet.columns].index(title)
    return [row_texts(sheet, row)[place] for row in sheet.rows]


@pytest.mark.parametrize("one", shipped_rosters(), ids=lambda one: one.id)
def test_every_roster_begins_with_a_number_and_ends_with_notes(
    ledger: Connection, one: object
) -> None:
    form = roster_form(one)  # type: ignore[arg-type]
    (sheet,) = sheets(made(ledger, form))
    titles = [each.title for each in sheet.columns]
    assert (titles[0], titles[-1]) == ("序号", "备注")
    assert len(titles) == len(set(titles))
    assert [label for label, _ in sheet.filing] == ["填报日期", "填表人", "审核人"]
    assert sheet.caption[0][0] == "单位"
    assert sheet.note.startswith("合计")
    assert sheet.signers


def test_the_roster_of_workers_holds_who_works_here_member_or_not(ledger: Connection) -> None:
    (sheet,) = sheets(made(ledger, "ZZ-04"))
    # 陈申 begins in December; 龚退 has retired.
    assert set(column(sheet, "姓名")) == {"张小明", "丁一", "买买提·艾力", "王五"}
    (early,) = sheets(made(ledger, "ZZ-04", as_at="2015-01-01"))
    assert set(column(early, "姓名")) == {"张小明", "王五"}
    assert sheet.note == "合计 4 人，其中女 2 人。\u3000登记：每月。保管期限：30年。"
    assert set(column(sheet, "是否会员")) == {"是"}


def test_the_roster_of_members_holds_those_on_the_roll(ledger: Connection) -> None:
    (sheet,) = sheets(made(ledger, "会员花名册"))
    assert column(sheet, "姓名") == ["丁一", "买买提·艾力", "张小明", "王五", "龚退"]
    (past,) = sheets(made(ledger, "会员花名册", as_at="2005-01-01"))
    assert column(past, "姓名") == ["龚退"]
    assert column(past, "会籍状态") == ["正常"]


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("女职工花名册", {"丁一", "王五"}),
        ("农民工花名册", {"张小明", "丁一"}),
        ("劳模花名册", set()),
    ],
)
def test_a_condition_narrows_the_list(ledger: Connection, title: str, names: set[str]) -> None:
    (sheet,) = sheets(made(ledger, title))
    assert set(column(sheet, "姓名")) == names


def test_names_stand_by_strokes_or_by_pinyin(ledger: Connection) -> None:
    (strokes,) = sheets(made(ledger, "会员花名册", sort=BY_STROKES))
    assert column(strokes, "姓名") == ["丁一", "王五", "买买提·艾力", "张小明", "龚退"]
    (pinyin,) = sheets(made(ledger, "会员花名册", sort=BY_PINYIN))
    assert column(pinyin, "姓名") == ["丁一", "龚退", "买买提·艾力", "王五", "张小明"]


def test_groups_are_numbered_anew_or_on(ledger: Connection) -> None:
    anew = sheets(made(ledger, "会员花名册", each_group=True))
    assert [sheet.name for sheet in anew] == ["一组", "二组", "未编入小组"]
    assert [column(sheet, "序号") for sheet in anew] == [["1", "2"], ["1", "2"], ["1"]]
    document = made(ledger, "会员花名册", each_group=True, run_on=True)
    assert [column(sheet, "序号") for sheet in sheets(document)] == [["1", "2"], ["3", "4"], ["5"]]
    assert sheets(document)[-1].note.startswith("合计 1 人，其中女 0 人。各组总计：合计 5 人")
    assert len(paginate(document).pages) == 3


def test_numbers_are_masked_and_months_shortened(ledger: Connection) -> None:
    ledger.exec_driver_sql("UPDATE member SET mobile='13800005678' WHERE name='丁一'")
    (sheet,) = sheets(made(ledger, "女职工花名册"))
    assert "138****5678" in column(sheet, "联系电话")
    assert column(sheet, "出生年月") == ["1985-03"] * 2
    (full,) = sheets(made(ledger, "女职工花名册", full=True))
    assert "13800005678" in column(full, "联系电话")


def test_a_roster_of_workers_takes_columns_by_its_own_headings(ledger: Connection) -> None:
    words = "姓名、联系电话、劳动合同起止，是否会员,学历"
    (sheet,) = sheets(made(ledger, "职工花名册", columns=words))
    titles = [each.title for each in sheet.columns]
    assert titles == ["序号", *("姓名", "联系电话", "劳动合同起止", "是否会员", "文化程度"), "备注"]
    assert set(column(sheet, "是否会员")) == {"是"}


def test_rows_are_high_only_where_somebody_writes(ledger: Connection) -> None:
    (printed,) = sheets(made(ledger, "职工花名册"))
    (blank,) = sheets(made(ledger, "职工花名册", blank=10))
    (signed,) = sheets(made(ledger, "会员名册接收单"))
    assert printed.row_mm < 7.5 <= min(blank.row_mm, signed.row_mm)


def test_columns_reach_over_references_and_join_fields(ledger: Connection) -> None:
    keep_row = {"uid": "c1", "created_at": TODAY, "member_id": 4, "issued_on": "2026-03"}
    keep(ledger, card_issue.CardIssue, keep_row)
    form = roster_form(
        roster(
            {
                "id": "x",
                "title": "某册",
                "register": "card_issue",
                "person": "member_id",
                "between": "issued_on",
                "columns": [
                    {"field": "member_id.name"},
                    {"field": "member_id.group_id", "title": "小组"},
                    {
                        "fields": ["member_id.department", "member_id.skill_level"],
                        "title": "部门和等级",
                        "joint": "／",
                    },
                    {"title": "签字", "by_hand": True},
                ],
            }
        )
    )
    (sheet,) = sheets(made(ledger, form, **{"from": "2026-03-01", "until": "2026-03-31"}))
    assert column(sheet, "姓名") == ["王五"]
    assert column(sheet, "小组") == ["二组"]
    assert column(sheet, "部门和等级")[0].startswith("机加车间／")
    assert sheet.note == "合计 1 人，其中女 1 人。"
    assert not sheets(made(ledger, form, until="2026-02-28"))[0].rows


def test_a_roster_that_names_no_field_of_its_register_is_a_mistake() -> None:
    document = {"id": "x", "title": "某册", "register": "member", "columns": [{"field": "没有的"}]}
    with pytest.raises(KeyError):
        roster(document)


def test_the_roster_of_groups_counts_members_and_women(ledger: Connection) -> None:
    keep_events(ledger, [an_event(1, "4", "2026-06-01")])
    (sheet,) = sheets(made(ledger, "工会小组花名册"))
    assert column(sheet, "小组名称") == ["一组", "二组"]
    assert column(sheet, "人数") == ["2", "1"]
    assert column(sheet, "其中女") == ["1", "1"]
    (before,) = sheets(made(ledger, "工会小组花名册", as_at="2026-01-01"))
    assert column(before, "人数") == ["2", "2"]


@pytest.mark.parametrize(
    ("fewer", "more"),
    [("丁一", "王五"), ("王五", "张三"), ("王", "王五"), ("张小明", "龚小明"), ("买龚", "买A")],
)
def test_fewer_strokes_come_first_and_letters_last(fewer: str, more: str) -> None:
    assert stroke_key(fewer) < stroke_key(more)


@pytest.mark.parametrize(("paper", "day"), [("ZZ-05", "as_at"), ("ZZ-06", "until")])
def test_the_books_of_members_go_by_the_group_of_their_day(
    ledger: Connection, paper: str, day: str
) -> None:
    """张小明 moves from 二组 to 一组 on New Year's Day; 龚退 was never in a group."""
    (first,) = ledger.exec_driver_sql("SELECT id FROM member_group WHERE name = '一组'").one()
    keep_events(ledger, [an_event(1, "D", "2026-01-01", group_id=first)])
    ledger.exec_driver_sql("UPDATE member SET group_id = ? WHERE id = 1", (first,))
    for last, expected in (("2025-12-31", ["张小明", "王五"]), (TODAY, ["王五"])):
        (sheet,) = sheets(made(ledger, paper, group="二组", **{day: last}))
        assert column(sheet, "姓名") == expected
        assert column(sheet, "序号") == [str(n) for n in range(1, len(expected) + 1)]


def test_the_register_of_members_puts_those_in_no_group_last(ledger: Connection) -> None:
    parts = sheets(made(ledger, "ZZ-05", each_group=True))
    assert [(part.name, column(part, "姓名")) for part in parts] == [
        ("一组", ["丁一", "买买提·艾力"]),
        ("二组", ["张小明", "王五"]),
        ("未编入小组", ["龚退"]),
    ]
    assert ("小组", "未编入小组") in parts[-1].caption
