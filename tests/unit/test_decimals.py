"""小数: read as people write them, kept exactly, shown with their places, found and summed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.actions import extra_columns, records
from app.actions.column_files import read_file, take_in, text_of
from app.actions.extra_columns import ColumnDraft
from app.errors import Refused
from app.queries.cells import cells_showing
from app.queries.listing import Filter, Sort, View, row_ids
from app.spec.drafts import problems
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.spec.values import WHOLE, ValueProblem, parse, show

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

    from app.bootstrap import Desk

HOURS = FieldSpec("hours", "学时", Kind.DECIMAL, max_length=1)
NAME = "extra_1"


@given(some.decimals(-(10**9), 10**9, places=4))
def test_what_is_shown_is_read_back_exactly(number: Decimal) -> None:
    field = FieldSpec("x", "数", Kind.DECIMAL, max_length=4)
    stored = parse(field, str(number))
    assert stored == number * WHOLE
    assert parse(field, show(field, stored)) == stored


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("1.5", 15_000),
        ("１．５", 15_000),
        ("1,234.5", 12_345_000),
        (2.5, 25_000),
        (3, 30_000),
        (0.1 + 0.2, 3_000),
        ("-0.5", -5_000),
        ("", None),
        ("—", None),
    ],
)
def test_numbers_are_taken_as_people_and_workbooks_write_them(
    written: object, stored: int | None
) -> None:
    assert parse(HOURS, written) == stored


@pytest.mark.parametrize("written", ["1.25", "一", "nan", "inf", "1e999999999", "1.5.2"])
def test_what_is_no_such_number_is_refused_and_never_rounded(written: str) -> None:
    with pytest.raises(ValueProblem):
        parse(HOURS, written)


def test_integers_have_no_end_but_one() -> None:
    for written in ("inf", "nan", "1e999999999"):
        with pytest.raises(ValueProblem, match="应填整数"):
            parse(FieldSpec("x", "数", Kind.INTEGER), written)


def test_places_are_filled_up_and_never_cut() -> None:
    assert show(HOURS, 15_000) == "1.5"
    assert show(HOURS, 20_000) == "2.0"
    assert show(HOURS, 12_345_678) == "1,234.5678"
    assert list(problems(HOURS, 12_500)) == ["学时最多 1 位小数。"]


@pytest.fixture
def hours(desk: Desk) -> Desk:
    """Three activities of the template with 2.5, 10 and no hours."""
    draft = ColumnDraft("学时", Kind.DECIMAL, unit="小时", places=1)
    desk.act("add_column", "列", lambda unit: extra_columns.add_column(unit, "member", draft))
    people = [{"name": "甲某"}, {"name": "乙某"}, {"name": "丙某"}]
    numbers: list[int] = []
    desk.act(
        "add",
        "人",
        lambda unit: numbers.extend(records.add_all(unit, desk.specs["member"], people)),
        acknowledged="测试",
    )
    values = {numbers[0]: {NAME: 100_000}, numbers[1]: {NAME: 25_000}}
    desk.act(
        "change",
        "学时",
        lambda unit: records.change_all(unit, desk.specs["member"], values),
        acknowledged="测试",
    )
    return desk


def test_they_sort_and_filter_as_numbers(hours: Desk) -> None:
    spec, reader = hours.specs["member"], hours.reader
    first, second, third = row_ids(reader, spec, View())
    assert row_ids(reader, spec, View(sort=(Sort(NAME),))) == [second, first, third]
    assert row_ids(reader, spec, View(filters=(Filter(NAME, frozenset({25_000})),))) == [second]
    assert row_ids(reader, spec, View(filters=(Filter(NAME, contains="2.5"),))) == [second]
    assert row_ids(reader, spec, View(filters=(Filter(NAME, contains="0.0"),))) == [first]
    assert cells_showing(reader, spec, (NAME,), "10.0") == {first: 1}


def test_fewer_places_are_taken_only_where_nothing_is_lost(hours: Desk) -> None:
    column = ColumnDraft("学时", Kind.DECIMAL, unit="小时", places=3)
    hours.act("change", "列", lambda unit: extra_columns.change_column(unit, 1, column))
    assert hours.specs["member"].fields[NAME].places == 3
    whole = ColumnDraft("学时", Kind.INTEGER, unit="小时")
    with pytest.raises(Refused, match=r"2\.5"):
        hours.act("change", "列", lambda unit: extra_columns.change_column(unit, 1, whole))
    words = ColumnDraft("学时")
    hours.act("change", "列", lambda unit: extra_columns.change_column(unit, 1, words))
    spec = hours.specs["member"]
    assert row_ids(hours.reader, spec, View(filters=(Filter(NAME, frozenset({"2.500"})),)))


def test_a_file_of_columns_says_how_many_places(hours: Desk, tmp_path: Path) -> None:
    file = tmp_path / "列.toml"
    file.write_text(text_of(hours.reader, hours.specs["member"]), encoding="utf-8")
    assert read_file(file).columns[0].places == 1
    hours.act("retire", "停用", lambda unit: extra_columns.retire_column(unit, 1))
    hours.act("add", "取入", lambda unit: take_in(unit, read_file(file)))
    assert hours.specs["member"].fields["extra_2"].places == 1
    file.write_text(file.read_text(encoding="utf-8").replace("places = 1", "places = 9"))
    with pytest.raises(Refused):
        read_file(file)
