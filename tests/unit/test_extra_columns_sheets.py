"""Columns of the user's own in workbooks, and beside columns that came to have their names."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.actions import records
from app.actions.extra_columns import ColumnDraft, add_column
from app.actions.importing import taking_in
from app.actions.importing.taking_in import ImportOptions
from app.errors import Refused
from app.models.extras.specs import extras, with_extras
from app.models.ledgers.specs import ledger_spec
from app.queries.listing import View, row_ids, rows
from app.reports.registers.writing_out import export_register
from app.spec.kinds import Kind
from tests.benches import read_sheet
from tests.ledgers import new_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.actions.importing.taking_in import ImportPreview
    from app.bootstrap import Desk

DRAFTS = (
    ColumnDraft("工作服尺码", Kind.CHOICE, choices="小、中、大", aliases="衣服号"),
    ColumnDraft("师傅", Kind.REFERENCE),
    ColumnDraft("暗号", personal=True),
)
SIZE, MASTER, SECRET = "extra_1", "extra_2", "extra_3"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with new_desk(tmp_path / "台账.ghdb", "测试工会") as made:
        for draft in DRAFTS:
            made.act("add_column", "列", lambda unit, d=draft: add_column(unit, "member", d))
        people = [
            {"name": name, "card_no": f"LH{number}", "approved_on": "2010-07-01"}
            for number, name in enumerate(("白建军", "曹桂芳"), 1)
        ]
        made.act(
            "add_records",
            "会员",
            lambda unit: records.add_all(unit, made.specs["member"], people),
            acknowledged="测试",
        )
        yield made


def sheet(tmp_path: Path, *lines: tuple[str, ...]) -> Path:
    path = tmp_path / "表.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return path


def look(desk: Desk, path: Path) -> ImportPreview:
    spec = desk.specs["member"]
    return taking_in.preview(desk.reader, spec, read_sheet(path, spec), ImportOptions())


def test_a_sheet_is_read_by_label_and_by_alias(desk: Desk, tmp_path: Path) -> None:
    path = sheet(
        tmp_path, ("会员证号", "姓名", "衣服号", "师傅"), ("LH1", "白建军", "大", "曹桂芳")
    )
    seen = look(desk, path)
    assert seen.counts["changed"] == 1
    taking_in.take_in(desk.ledger, seen)
    found = rows(desk.reader, desk.specs["member"], [1], (SIZE, MASTER))
    assert found == [{"id": 1, SIZE: "大", MASTER: 2}]


def test_a_word_that_is_no_choice_stays_out_and_is_told(desk: Desk, tmp_path: Path) -> None:
    path = sheet(tmp_path, ("会员证号", "姓名", "工作服尺码"), ("LH1", "白建军", "特大"))
    (row,) = look(desk, path).rows
    assert "工作服尺码" in row.reason


@pytest.mark.parametrize("secret", ["A", "甲乙", "1234567", "6222000000001234"])
def test_a_masked_export_changes_nothing_however_short_the_value(
    desk: Desk, tmp_path: Path, secret: str
) -> None:
    spec = desk.specs["member"]
    desk.act("change", "填", lambda unit: records.change(unit, spec, 1, {SECRET: secret}))
    target = tmp_path / "x.xlsx"
    export_register(desk.reader, spec, target)
    assert look(desk, target).counts["same"] == 2


def test_a_masked_text_is_not_found_by_what_is_covered(desk: Desk) -> None:
    spec = desk.specs["member"]
    value = {SECRET: "6222000000001234"}
    desk.act("change", "填", lambda unit: records.change(unit, spec, 1, value))
    assert row_ids(desk.reader, spec, View(search="1234")) == [1]
    assert row_ids(desk.reader, spec, View(search="20000")) == []


def test_a_name_that_the_register_came_to_have_is_told_apart(desk: Desk) -> None:
    spec = desk.specs["member"]
    grown = replace(spec.fields["hometown"], label="工作服尺码")
    later = replace(spec, fields={"hometown": grown}, layout=spec.layout)
    widened = with_extras(later, extras(desk.reader)["member"])
    assert [field.label for field in widened.fields.values()] == [
        "工作服尺码",
        "工作服尺码（自定义）",
        "师傅",
        "暗号",
    ]


def test_no_definition_of_a_ledger_takes_our_names() -> None:
    column = {"name": "extra_1", "label": "甲"}
    with pytest.raises(Refused, match="程序自己用的"):
        ledger_spec({"id": "GR-01", "title": "自编", "columns": [column]})
