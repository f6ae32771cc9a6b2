from __future__ import annotations

import pytest

from app.errors import Refused
from app.models.ledgers.specs import (
    ledger_spec,
    ledger_specs,
    parse_definition,
    to_toml,
)
from app.queries.listing import (
    Filter,
    Sort,
    View,
    count,
    iter_pages,
    iter_rows,
    reference_labels,
    row_ids,
    rows,
    value_counts,
)
from app.resources import resource
from tests.builders import (
    EVENTS,
    MEMBERS,
    RETIRED,
    SPORTS,
    a_ledger,
    a_member,
    an_event,
    keep_entries,
    keep_events,
    keep_groups,
    keep_members,
)


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("张", ["张小明", "张明霞"]),
        ("小明", ["张小明", "单小明"]),
        ("zxm", ["张小明"]),
        ("ｚｘｍ", ["张小明"]),
        ("zhxm", ["张小明"]),
        ("ZhangXM", ["张小明"]),
        ("zhangxiaoming", ["张小明"]),
        ("xiaom", ["张小明", "单小明"]),
        ("张xm", ["张小明"]),
        ("shan", ["单小明"]),
        ("dxm", ["单小明"]),
        ("lv", ["吕 布"]),
        ("0012", ["张小明"]),
        ("002x", ["单小明"]),
        ("5678", ["张明霞"]),
        ("GH-7", ["吕 布"]),
        ("二组", ["张明霞"]),
        ("张 二组", ["张明霞"]),
        ("xz 5678", []),
        ("zmx 5678", ["张明霞"]),
        ("anna", ["Anna Smith"]),
        ("没有", []),
    ],
)
def test_search_finds_by_name_pinyin_and_tails(search: str, expected: list[str]) -> None:
    ledger = a_ledger()
    _first, second = keep_groups(ledger, "一组", "二组")
    keep_members(
        ledger,
        a_member(name="张小明", card_no="1", id_number="990001198503010012"),
        a_member(name="张明霞", card_no="2", mobile="13800005678", group_id=second),
        a_member(name="单小明", card_no="3", id_number="99000219850301002X"),
        a_member(name="吕 布", card_no="GH-7"),
        a_member(name="Anna Smith", card_no="5"),
    )
    found = row_ids(ledger, MEMBERS, View(search=search, sort=(Sort("card_no"),)))
    names = {row["name"] for row in rows(ledger, MEMBERS, found, ("name",))}
    assert names == set(expected)
    assert count(ledger, MEMBERS, View(search=search)) == len(expected)


def test_sorting_goes_by_pinyin_labels_and_list_order_with_blank_last() -> None:
    ledger = a_ledger()
    first, second = keep_groups(ledger, "乙组", "甲组")
    people = keep_members(
        ledger,
        a_member(name="周一", group_id=second, card_no="10", new_form="10"),
        a_member(name="阿二", group_id=first, card_no="9", new_form="2"),
        a_member(name="李三", group_id=None, card_no=None, new_form=None),
    )
    zhou, a_er, li = people

    def order(*sort: Sort) -> list[int]:
        return row_ids(ledger, MEMBERS, View(sort=sort))

    assert order(Sort("name")) == [a_er, li, zhou]
    assert order(Sort("name", descending=True)) == [zhou, li, a_er]
    assert order(Sort("card_no")) == [a_er, zhou, li]
    assert order(Sort("card_no", descending=True)) == [zhou, a_er, li]
    assert order(Sort("new_form")) == [a_er, zhou, li]
    assert order(Sort("group_id")) == [a_er, zhou, li]
    assert order(Sort("sex")) == people, "equal rows stand in the order of their ids"
    assert order() == [a_er, zhou, li], "the kind's own order: group, then card number"


def test_filters_let_values_and_shown_text_through() -> None:
    ledger = a_ledger()
    (group,) = keep_groups(ledger, "一车间一组")
    one, two, three = keep_members(
        ledger,
        a_member(name="甲", sex="1", group_id=group, wage_fen=512345, is_migrant=True),
        a_member(name="乙", sex="2", group_id=None, is_migrant=False),
        a_member(name="丙", sex=None, education="20"),
    )

    def passed(*filters: Filter) -> list[int]:
        return row_ids(ledger, MEMBERS, View(filters=filters, sort=(Sort("born_on"),)))

    assert passed(Filter("sex", frozenset({"2", None}))) == [two, three]
    assert passed(Filter("group_id", contains="车间")) == [one]
    assert passed(Filter("education", contains="本科")) == [three]
    assert passed(Filter("wage_fen", contains="5,123.45")) == [one]
    assert passed(Filter("is_migrant", contains="是")) == [one]
    assert passed(Filter("is_migrant", frozenset({False}))) == [two]
    assert passed(Filter("sex", frozenset({"1"})), Filter("name", contains="乙")) == []


def test_value_counts_leave_out_the_filter_of_their_own_column() -> None:
    ledger = a_ledger()
    keep_members(
        ledger,
        a_member(sex="1", is_migrant=True),
        a_member(sex="2", is_migrant=True),
        a_member(sex="2"),
        a_member(sex=None),
    )
    view = View(filters=(Filter("sex", frozenset({"2"})), Filter("is_migrant", frozenset({True}))))
    assert value_counts(ledger, MEMBERS, "sex", view) == [("1", 1), ("2", 1)]
    assert value_counts(ledger, MEMBERS, "is_migrant", view) == [(True, 1), (None, 1)]
    assert value_counts(ledger, MEMBERS, "sex", View()) == [("1", 1), ("2", 2), (None, 1)]


def test_retired_rows_are_shown_on_request_only() -> None:
    ledger = a_ledger()
    kept, gone = keep_members(ledger, a_member(), a_member(retired_at=RETIRED))
    assert row_ids(ledger, MEMBERS, View()) == [kept]
    assert row_ids(ledger, MEMBERS, View(retired=True)) == [kept, gone]


def test_rows_come_typed_and_in_the_order_asked_for() -> None:
    ledger = a_ledger()
    ids = keep_members(ledger, *(a_member(name=f"人{n}", is_migrant=n % 2 == 0) for n in range(3)))
    found = rows(ledger, MEMBERS, [ids[2], 999, ids[0]], ("name", "is_migrant"))
    assert found == [
        {"id": ids[2], "name": "人2", "is_migrant": True},
        {"id": ids[0], "name": "人0", "is_migrant": True},
    ]
    every = list(iter_rows(ledger, MEMBERS, View(), chunk=2))
    assert every == rows(ledger, MEMBERS, ids)
    assert every[1]["is_migrant"] is False
    assert set(every[0]) == {"id", *MEMBERS.fields}


def test_events_are_found_and_sorted_by_their_member() -> None:
    ledger = a_ledger()
    zhou, an = keep_members(ledger, a_member(name="周一"), a_member(name="安二"))
    first, second = keep_events(
        ledger, [an_event(zhou, "1", "2010"), an_event(an, "1", "2011", reason="1")]
    )
    by_member = View(sort=(Sort("member_id"),))
    assert row_ids(ledger, EVENTS, by_member) == [second, first]
    assert row_ids(ledger, EVENTS, View(search="ae")) == [second]
    assert row_ids(ledger, EVENTS, View(search="周")) == [first]
    assert reference_labels(ledger, EVENTS) == {
        "member_id": {zhou: "周一", an: "安二"},
        "group_id": {},
    }


def test_a_working_ledger_lists_like_a_record() -> None:
    ledger = a_ledger()
    ball, chess = keep_entries(
        ledger,
        "XJ-03",
        {"held_on": "2024-05-01", "name": "篮球赛", "people_count": 165, "cost_fen": 120000},
        {"held_on": "2024-03-08", "name": "棋类赛", "people_count": 76},
    )
    keep_entries(ledger, "XJ-04", {"name": "篮球队"})
    assert row_ids(ledger, SPORTS, View()) == [chess, ball]
    assert row_ids(ledger, SPORTS, View(search="篮球")) == [ball]
    assert row_ids(ledger, SPORTS, View(sort=(Sort("cost_fen"),))) == [ball, chess]
    assert row_ids(ledger, SPORTS, View(filters=(Filter("people_count", frozenset({76})),))) == [
        chess
    ]
    assert value_counts(ledger, SPORTS, "people_count", View()) == [(76, 1), (165, 1)]
    (row,) = rows(ledger, SPORTS, [ball], ("name", "cost_fen", "note"))
    assert row == {"id": ball, "name": "篮球赛", "cost_fen": 120000, "note": None}


def test_a_definition_written_out_reads_back_the_same() -> None:
    text = resource("ledgers/XJ-03.toml").read_text(encoding="utf-8")
    document = parse_definition(text)
    assert parse_definition(to_toml(document)) == document
    labels = "、".join(field.label for field in SPORTS.fields.values())
    assert labels == "日期、名称、方案、地点、参加单位、人次、奖项、经费、总结、照片号、备注"


def test_a_definition_of_ones_own_stands_over_the_shipped_one() -> None:
    own = to_toml({"id": "XJ-03", "title": "活动", "columns": [{"name": "name", "label": "名称"}]})
    assert ledger_specs([own])["XJ-03"].title == "活动"
    assert ledger_specs([])["XJ-03"] == SPORTS


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": "member"}, "编号"),
        ({"title": ""}, "没有名称"),
        ({"columns": []}, "一列也没有"),
        ({"columns": [{"name": "名", "label": "名"}]}, "name 应是"),
        ({"columns": [{"name": "a"}]}, "name 和 label"),
        ({"columns": [{"name": "a", "label": "甲", "kind": "float"}]}, "float"),
        ({"columns": [{"name": "a", "label": "甲", "kind": "choice"}]}, "可选"),
        ({"columns": [{"name": "a", "label": "甲", "kind": "choice", "choices": "x"}]}, "代码表"),
        ({"columns": [{"name": "a", "label": "甲"}, {"name": "a", "label": "乙"}]}, "重复"),
        ({"columns": [{"name": "a", "label": "甲", "width": 3}]}, "width"),
        ({"table": ["b"]}, "b"),
        ({"columns": 5}, "columns 应是一组列"),
        ({"chapter": "别的"}, "没有章节“别的”"),
    ],
)
def test_a_faulty_definition_is_refused_in_words(change: dict[str, object], fault: str) -> None:
    document = {"id": "ZD-01", "title": "自定", "columns": [{"name": "a", "label": "甲"}]}
    assert ledger_spec(document).id == "ZD-01"
    with pytest.raises(Refused, match=fault):
        ledger_spec(document | change)


def test_text_that_is_no_toml_is_refused() -> None:
    with pytest.raises(Refused, match="TOML"):
        parse_definition("id = ")


def test_pages_hold_the_same_as_rows() -> None:
    ledger = a_ledger()
    keep_members(ledger, *(a_member(name=name, is_migrant=True) for name in "甲乙丙"))
    keep_entries(ledger, SPORTS.id, *({"name": name} for name in "甲乙丙"))
    for spec in (MEMBERS, SPORTS):
        names = tuple(spec.fields)
        told = list(iter_rows(ledger, spec, View(), names))
        pages = list(iter_pages(ledger, spec, View(), names, 2))
        assert [len(page) for page in pages] == [2, 1]
        assert [tuple(row.values()) for row in told] == [row for page in pages for row in page]
        assert rows(ledger, spec, row_ids(ledger, spec, View()), names) == told
