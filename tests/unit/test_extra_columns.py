"""Columns of the user's own: described, changed, retired, undone, told of, kept whole."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions import records
from app.actions.extra_columns import (
    MOST,
    ColumnDraft,
    add_column,
    bring_back_column,
    change_column,
    columns_of,
    put_in_order,
    retire_column,
)
from app.bootstrap import Desk, create_desk, open_desk, restore_backup, verify_file
from app.clock import FixedClock
from app.errors import Refused
from app.models.extras.specs import extra_of, words_in
from app.queries.listing import Filter, Sort, View, count, row_ids, rows, value_counts
from app.queries.past import history
from app.reports.registers.writing_out import export_register
from app.spec.kinds import Kind
from app.spec.values import is_masked, parse, show
from app.store.unit import RejectedError
from tests.builders import an_id_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.spec.field import FieldSpec

SIZES = ColumnDraft("工作服尺码", Kind.CHOICE, choices="小、中、大")
PEOPLE = ("白建军", "曹桂芳", "邓立伟")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A ledger with three members and an activity."""
    path = tmp_path / "台账.ghdb"
    with create_desk(path, "测试工会", clock=FixedClock(), actor="测试") as made:
        drafts = [
            {
                "name": name,
                "id_type": "1",
                "id_number": an_id_number("19850301", place),
                "approved_on": "2010-07-01",
            }
            for place, name in enumerate(PEOPLE, 1)
        ]
        made.act(
            "add_records",
            "会员",
            lambda unit: records.add_all(unit, made.specs["member"], drafts),
            acknowledged="测试",
        )
        entry = {"held_on": "2026-03-05", "name": "健步走"}
        made.act("add_record", "活动", lambda unit: records.add(unit, made.specs["XJ-03"], entry))
        yield made


def add(desk: Desk, draft: ColumnDraft, register: str = "member") -> str:
    """Add a column; return the name of its field."""
    made: list[int] = []
    desk.act("add_column", "新增列", lambda unit: made.append(add_column(unit, register, draft)))
    return f"extra_{made[0]}"


def fill(desk: Desk, name: str, *values: object, register: str = "member") -> None:
    spec = desk.specs[register]
    changes = {number: {name: value} for number, value in enumerate(values, 1)}
    desk.act("change", "填写", lambda unit: records.change_all(unit, spec, changes))


def held(desk: Desk, name: str, register: str = "member") -> list[object]:
    found = rows(desk.reader, desk.specs[register], [1, 2, 3], [name])
    return [row[name] for row in found]


def change(desk: Desk, name: str, draft: ColumnDraft) -> None:
    number = int(name.removeprefix("extra_"))
    desk.act("change_column", "修改列", lambda unit: change_column(unit, number, draft))


def refused(desk: Desk, draft: ColumnDraft, register: str = "member") -> str:
    with pytest.raises(Refused) as refusal:
        add(desk, draft, register)
    return refusal.value.code


# --- names ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "label", ["姓名", "身份证号", " 手 机 ", "公民身份号码", "序号", "会籍变化原因"]
)
def test_a_name_that_the_register_has_is_refused(desk: Desk, label: str) -> None:
    assert refused(desk, ColumnDraft(label)) == "R-520"


def test_two_columns_of_one_name_are_refused_and_other_registers_may_have_it(desk: Desk) -> None:
    add(desk, SIZES)
    assert refused(desk, ColumnDraft("工作服 尺码")) == "R-520"
    assert refused(desk, ColumnDraft("尺寸", aliases="工作服尺码")) == "R-520"
    assert add(desk, SIZES, "XJ-03") == "extra_2"


@pytest.mark.parametrize("label", ["", "  ", "长" * 31, "有\x00字"])
def test_a_name_is_one_short_line(desk: Desk, label: str) -> None:
    assert refused(desk, ColumnDraft(label)) == "R-523"


@pytest.mark.parametrize("choices", ["", "、、", "长" * 51])
def test_a_choice_has_words(desk: Desk, choices: str) -> None:
    assert refused(desk, ColumnDraft("尺码", Kind.CHOICE, choices=choices)) == "R-524"


def test_there_is_an_end_to_columns(desk: Desk) -> None:
    for number in range(MOST):
        add(desk, ColumnDraft(f"列{number}"))
    assert refused(desk, ColumnDraft("再一列")) == "R-525"


def test_a_register_that_is_not_there_takes_none(desk: Desk) -> None:
    assert refused(desk, ColumnDraft("尺码"), "ZZ-99") == "R-527"


# --- values ---------------------------------------------------------------------------------


def test_a_wrong_value_is_refused_as_anywhere_and_blank_stays_blank(desk: Desk) -> None:
    name = add(desk, SIZES)
    fill(desk, name, "大", "", None)
    assert held(desk, name) == ["大", None, None]
    with pytest.raises(RejectedError, match="工作服尺码：“特大”不在可选范围内"):
        fill(desk, name, "特大")
    fill(desk, name, None)
    assert held(desk, name) == [None, None, None]
    stored = desk.reader.exec_driver_sql("SELECT extra FROM member").scalars().all()
    assert stored == [None, None, None]


def test_columns_do_not_disturb_each_other(desk: Desk) -> None:
    size, hobby = add(desk, SIZES), add(desk, ColumnDraft("爱好"))
    fill(desk, size, "大", "小")
    fill(desk, hobby, None, "游泳")
    assert rows(desk.reader, desk.specs["member"], [2], [size, hobby]) == [
        {"id": 2, size: "小", hobby: "游泳"}
    ]


def test_the_same_of_a_working_ledger(desk: Desk) -> None:
    name = add(desk, ColumnDraft("人均", Kind.MONEY, unit="元"), "XJ-03")
    fill(desk, name, "12.5", register="XJ-03")
    assert held(desk, name, "XJ-03") == [1250]
    assert count(desk.reader, desk.specs["XJ-03"], View(filters=(Filter(name, contains="12.5"),)))


def test_numbers_sort_as_numbers(desk: Desk) -> None:
    name = add(desk, ColumnDraft("件数", Kind.INTEGER))
    fill(desk, name, "10", "9", "-1")
    assert row_ids(desk.reader, desk.specs["member"], View(sort=(Sort(name),))) == [3, 2, 1]


def test_words_are_searched_and_choices_sort_in_their_order(desk: Desk) -> None:
    size, hobby = add(desk, SIZES), add(desk, ColumnDraft("爱好"))
    fill(desk, hobby, "游泳", "象棋")
    fill(desk, size, "大", "小", "中")
    spec = desk.specs["member"]
    assert row_ids(desk.reader, spec, View(search="象棋")) == [2]
    assert row_ids(desk.reader, spec, View(sort=(Sort(size),))) == [2, 3, 1]
    assert value_counts(desk.reader, spec, size, View()) == [("小", 1), ("中", 1), ("大", 1)]


def test_personal_texts_are_masked_everywhere(desk: Desk, tmp_path: Path) -> None:
    name = add(desk, ColumnDraft("银行卡号", personal=True))
    fill(desk, name, "6222000000001234")
    spec = desk.specs["member"]
    assert is_masked(spec.fields[name])
    target = tmp_path / "x.csv"
    export_register(desk.reader, spec, target)
    assert "622*********1234" in target.read_text(encoding="utf-8-sig")
    told = history.changes(desk.reader, record=("member", 1))[-1]["fields"]
    assert told == [{"label": "银行卡号", "before": "", "after": "622*********1234"}]


def test_history_tells_of_columns_retired_since(desk: Desk) -> None:
    name = add(desk, SIZES)
    fill(desk, name, "大")
    desk.act("retire_column", "停用", lambda unit: retire_column(unit, 1))
    told = history.changes(desk.reader, record=("member", 1))[-1]["fields"]
    assert told == [{"label": "工作服尺码", "before": "", "after": "大"}]


# --- changed --------------------------------------------------------------------------------


def test_renaming_keeps_values(desk: Desk) -> None:
    name = add(desk, SIZES)
    fill(desk, name, "大")
    change(desk, name, ColumnDraft("尺码", Kind.CHOICE, choices="小、中、大、特大"))
    assert desk.specs["member"].fields[name].label == "尺码"
    assert held(desk, name) == ["大", None, None]
    told = history.changes(desk.reader, record=("extra_column", 1))[-1]["fields"]
    assert told[0] == {"label": "列名", "before": "工作服尺码", "after": "尺码"}


def test_another_kind_takes_the_values_along_or_none(desk: Desk) -> None:
    name = add(desk, ColumnDraft("件数"))
    fill(desk, name, "12", "7", "七八件")
    with pytest.raises(Refused, match="已填的 1 格不能当作这种类型：七八件") as refusal:
        change(desk, name, ColumnDraft("件数", Kind.INTEGER))
    assert refusal.value.code == "R-521"
    assert held(desk, name) == ["12", "7", "七八件"]
    fill(desk, name, "12", "7", "8")
    change(desk, name, ColumnDraft("件数", Kind.INTEGER))
    assert held(desk, name) == [12, 7, 8]
    desk.undo()
    assert held(desk, name) == ["12", "7", "8"]


def test_the_same_kinds_of_a_working_ledger(desk: Desk) -> None:
    name = add(desk, ColumnDraft("人天"), "XJ-03")
    fill(desk, name, "12", register="XJ-03")
    change(desk, name, ColumnDraft("人天", Kind.INTEGER))
    assert held(desk, name, "XJ-03") == [12]
    assert rows(desk.reader, desk.specs["XJ-03"], [1], ["name"])[0]["name"] == "健步走"


def test_values_of_rows_put_aside_count_too(desk: Desk) -> None:
    name = add(desk, ColumnDraft("件数"))
    fill(desk, name, "很多")
    desk.act("retire", "删除", lambda unit: records.retire(unit, desk.specs["member"], [1]))
    with pytest.raises(Refused, match="很多"):
        change(desk, name, ColumnDraft("件数", Kind.INTEGER))


def test_a_word_in_use_stays_among_the_choices(desk: Desk) -> None:
    name = add(desk, SIZES)
    fill(desk, name, "大", "中")
    with pytest.raises(Refused, match="已填的 1 格不在这些选项里：中") as refusal:
        change(desk, name, ColumnDraft("工作服尺码", Kind.CHOICE, choices="小、大"))
    assert refusal.value.code == "R-522"


def test_the_order_is_the_users(desk: Desk) -> None:
    names = [add(desk, ColumnDraft(label)) for label in ("甲", "乙", "丙")]
    desk.act("order_columns", "次序", lambda unit: put_in_order(unit, "member", [3, 1, 2]))
    assert desk.specs["member"].layout.table[-3:] == (names[2], names[0], names[1])


# --- retired and undone ---------------------------------------------------------------------


def test_a_retired_column_is_nowhere_and_comes_back_whole(desk: Desk) -> None:
    name = add(desk, SIZES)
    fill(desk, name, "大")
    desk.act("retire_column", "停用", lambda unit: retire_column(unit, 1))
    assert name not in desk.specs["member"].fields
    spec = desk.specs["member"]
    desk.act("change", "改", lambda unit: records.change(unit, spec, 1, {"hometown": "临湖"}))
    (known,) = columns_of(desk.reader, "member")
    assert (known.is_retired, known.filled) == (True, 1)
    desk.act("bring_back_column", "恢复", lambda unit: bring_back_column(unit, 1))
    assert held(desk, name) == ["大", None, None]


def test_its_name_may_be_taken_meanwhile(desk: Desk) -> None:
    add(desk, SIZES)
    desk.act("retire_column", "停用", lambda unit: retire_column(unit, 1))
    add(desk, ColumnDraft("工作服尺码"))
    with pytest.raises(Refused) as refusal:
        desk.act("bring_back_column", "恢复", lambda unit: bring_back_column(unit, 1))
    assert refusal.value.code == "R-520"


def test_adding_a_column_is_undone_only_while_nothing_is_in_it(desk: Desk) -> None:
    name = add(desk, SIZES)
    action = history.entries(desk.reader, 1)[0]["action_id"]
    fill(desk, name, "大")
    with pytest.raises(RejectedError, match="自定义列里已填了 1 格，列不能去掉"):
        desk.undo(action)
    desk.undo()  # what was filled in
    desk.undo(action)
    assert name not in desk.specs["member"].fields
    desk.redo()
    assert held(desk, name) == [None, None, None]


def test_undoing_an_older_change_does_not_leave_values_that_do_not_fit(desk: Desk) -> None:
    name = add(desk, SIZES)
    wider = ColumnDraft("工作服尺码", Kind.CHOICE, choices="小、中、大、特大")
    change(desk, name, wider)
    action = history.entries(desk.reader, 1)[0]["action_id"]
    fill(desk, name, "特大")
    with pytest.raises(RejectedError, match="“工作服尺码”已填的 1 格与这一列的类型或选项不符"):
        desk.undo(action)


def test_a_person_named_in_a_column_is_not_undone_away(desk: Desk) -> None:
    name = add(desk, ColumnDraft("师傅", Kind.REFERENCE))
    spec = desk.specs["member"]
    desk.act(
        "add_record",
        "登记会员",
        lambda unit: records.add(unit, spec, {"name": "高秀珍", "approved_on": "2020-01-01"}),
    )
    action = history.entries(desk.reader, 1)[0]["action_id"]
    fill(desk, name, 4)
    with pytest.raises(RejectedError, match="“师傅”列有 1 格写着这个会员"):
        desk.undo(action)
    assert desk.check() == [] or all(f.rule != "ext-persons" for f in desk.check())


def test_the_number_of_a_column_is_never_used_twice(desk: Desk) -> None:
    add(desk, SIZES)
    desk.undo()
    assert add(desk, ColumnDraft("爱好")) == "extra_2"


def test_what_is_gone_is_said(desk: Desk) -> None:
    add(desk, SIZES)
    desk.undo()
    with pytest.raises(Refused) as refusal:
        change(desk, "extra_1", SIZES)
    assert refusal.value.code == "R-526"


# --- the file -------------------------------------------------------------------------------


def test_the_file_is_whole_and_a_backup_brings_all_back(desk: Desk, tmp_path: Path) -> None:
    name = add(desk, SIZES)
    fill(desk, name, "大")
    made = desk.back_up("测试", tmp_path)
    fill(desk, name, "小")
    path = desk.path
    desk.close()
    assert verify_file(path) == []
    restore_backup(made.path, path, clock=FixedClock(), actor="测试")
    with open_desk(path, clock=FixedClock()) as again:
        assert held(again, name) == ["大", None, None]
        assert [f for f in again.check() if f.rule.startswith("ext")] == []


# --- values read as they are shown ----------------------------------------------------------


def _field(kind: Kind) -> FieldSpec:
    row = {"register": "member", "label": "某列", "kind": kind, "choices": "小、中、大"}
    return extra_of(1, {**row, "unit": "", "personal": False, "aliases": "", "in_list": True}).field


@given(st.integers(-(10**15), 10**15))
def test_amounts_and_numbers_read_back(value: int) -> None:
    for kind in (Kind.MONEY, Kind.INTEGER):
        field = _field(kind)
        assert parse(field, show(field, value)) == value


@given(st.lists(st.text("甲乙丙丁abc ", min_size=1, max_size=5)))
def test_words_of_a_choice_read_back(words: list[str]) -> None:
    cleaned = tuple(dict.fromkeys(filter(None, (" ".join(word.split()) for word in words))))
    assert words_in("、".join(words)) == words_in("，".join(cleaned)) == cleaned


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_days_read_back(day: dt.date) -> None:
    field = _field(Kind.PARTIAL_DATE)
    assert parse(field, show(field, day.isoformat())) == day.isoformat()
