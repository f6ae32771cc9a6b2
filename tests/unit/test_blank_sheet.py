"""The empty workbook for whoever has no table: it comes back in as it was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from app.reports.registers.bench import Bench
from app.reports.registers.blank_sheet import ROWS, fields_of, write_blank_sheet
from tests.benches import A, B, add_groups, look, states

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from app.bootstrap import Desk

TODAY = "2026-11-20"


def blank(folder: Path, desk: Desk, register: str = "member") -> Path:
    target = folder / "模板.xlsx"
    write_blank_sheet(desk.reader, desk.spec(register), target, TODAY)
    return target


def heads_of(page: Any) -> dict[str, int]:
    return {str(cell.value).rstrip("*"): cell.column for cell in page[1]}


def offered(page: Any, column: str) -> list[Any]:
    """The checks on a column of letters."""
    found = page.data_validations.dataValidation
    return [one for one in found if str(one.sqref) == f"{column}2:{column}{ROWS + 1}"]


@pytest.mark.parametrize("register", ["member", "member_group", "activist", "XJ-03", "regulation"])
def test_every_heading_is_known_again(register: str, tmp_path: Path, desk: Desk) -> None:
    spec = desk.spec(register)
    bench = Bench.read(blank(tmp_path, desk, register), spec)
    wanted = [field.name for field in fields_of(spec)]
    assert [one.field for one in bench.lay_out().columns] == wanted
    assert {one.confidence for one in bench.lay_out().columns} == {100}
    assert bench.table.names == (bench.table.sheet,)
    assert not any("隐藏" in said for said in bench.lay_out().sheet.remarks)
    assert {field.name for field in spec.fields.values() if field.required} <= set(wanted)


def test_what_is_filled_in_comes_in(tmp_path: Path, desk: Desk) -> None:
    add_groups(desk, "装配一组")
    target = blank(tmp_path, desk)
    book = load_workbook(target)
    page = book.worksheets[0]
    heads = heads_of(page)
    rows = (("张小明", A, "装配一组", "是", "2013.6"), ("李大山", B, None, "否", None))
    for line, row in enumerate(rows, start=2):
        columns = ("姓名", "身份证号", "工会小组", "是否会员", "入会日期")
        for name, value in zip(columns, row, strict=True):
            page.cell(line, heads[name], value)
    book.save(target)
    looked = look(desk, Bench.read(target, desk.spec("member")))
    assert states(looked) == ["new", "new"]
    first, second = looked.preview.rows
    assert (first.draft["group_id"], first.draft["joined_on"]) == (1, "2013-06")
    assert second.draft["standing"] == "worker"


def test_numbers_are_text_and_words_are_offered(tmp_path: Path, desk: Desk) -> None:
    add_groups(desk, "装配一组", "机加二组")
    book = load_workbook(blank(tmp_path, desk))
    page, hints, lists = book.worksheets
    assert (page.freeze_panes, hints.title, lists.sheet_state) == ("A2", "填写说明", "hidden")
    letters = {str(cell.value).rstrip("*"): cell.column_letter for cell in page[1]}
    for name in ("身份证号", "手机", "会员证号", "出生日期"):
        assert page[f"{letters[name]}2"].number_format == "@"
    for name, words in (
        ("性别", {"男", "女"}),
        ("工会小组", {"装配一组", "机加二组"}),
        ("是否会员", {"是", "否"}),
    ):
        (check,) = offered(page, letters[name])
        assert check.type == "list"
        place = check.formula1.split("!")[1].replace("$", "")
        assert words <= {row[0].value for row in lists[place]}
    (number,) = offered(page, letters["身份证号"])
    assert (number.type, number.errorStyle) == ("textLength", "warning")
    told = {row[0].value: row[1].value for row in hints.iter_rows(min_row=5)}
    assert told["姓名"].startswith("必须填写")
    assert "2013.6" in told["入会日期"]
