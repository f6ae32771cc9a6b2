"""Several sheets of one workbook taken in together: one per department, and those that are not."""

from __future__ import annotations

import sys
import zipfile
from random import Random
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from app.actions.importing.asked import ImportOptions
from app.reports.registers.bench import Bench, SheetChoices
from app.reports.registers.left_out import write_left_out
from app.reports.registers.several import proposed_tab
from tests import broken_books as made
from tests.benches import A, B, C, D, add_groups, look, reasons, rows_of, states, write

if TYPE_CHECKING:
    from pathlib import Path

    from app.bootstrap import Desk

Row = tuple[object, ...]
HEAD = ("姓名", "身份证号", "手机")
ZHANG, LI = ("张小明", A, "13800138077"), ("李大山", B, "13900139088")
WANG, ZHAO = ("王五", C, None), ("赵六", D, None)


def read(
    folder: Path,
    desk: Desk,
    contents: dict[str, tuple[Row, ...]],
    *,
    sheets: tuple[str, ...] = (),
    hidden: tuple[str, ...] = (),
) -> Bench:
    """The bench as the window reads it: what belongs together, or the sheets asked for."""
    file = folder / "各车间.xlsx"
    file.write_bytes(made.sheets(contents, hidden=hidden))
    return Bench.read(file, desk.spec("member"), sheets=sheets)


def test_sheets_of_one_heading_are_one_import_and_one_undo(tmp_path: Path, desk: Desk) -> None:
    contents = {"一车间": (HEAD, ZHANG), "二车间": (HEAD, LI, WANG), "机关科室": (HEAD, ZHAO)}
    bench = read(tmp_path, desk, contents)
    assert bench.table.names == ("一车间", "二车间", "机关科室")
    looked = look(desk, bench)
    assert looked.preview.counts == {
        "read": 4, "new": 4, "changed": 0, "same": 0, "skipped": 0, "refused": 0
    }  # fmt: skip
    assert [row.draft["department"] for row in looked.preview.rows] == [
        "一车间", "二车间", "二车间", "机关科室"
    ]  # fmt: skip
    where = [looked.preview.sheet.where(row.line) for row in looked.preview.rows]
    assert where[1:3] == ["“二车间”第 2 行", "“二车间”第 3 行"]
    action = write(desk, looked)
    assert look(desk, bench).preview.counts["same"] == 4
    desk.undo(action)
    assert rows_of(desk) == []


def test_each_sheet_has_its_own_title_heading_and_order_of_columns(
    tmp_path: Path, desk: Desk
) -> None:
    second = (
        ("二车间职工名册", None, None, None),
        ("填报：张主任", None, None, None),
        ("身份证号码", "民族", "姓 名", "联系电话"),
        (B, "回族", "李大山", "13900139088"),
        ("合计", "1 人", None, None),
    )
    bench = read(tmp_path, desk, {"一车间": (("名册",), HEAD, ZHANG), "二车间": second})
    looked = look(desk, bench)
    assert states(looked) == ["new", "new", "skipped"]
    zhang, li, _sum = looked.preview.rows
    assert "ethnicity" not in zhang.draft  # no column of that sheet
    assert (li.draft["name"], li.draft["id_number"], li.draft["mobile"]) == LI
    assert li.draft["ethnicity"] is not None
    assert [one.field for one in looked.laid.columns] == [
        "name", "id_number", "mobile", "ethnicity"
    ]  # fmt: skip


def test_a_column_that_a_sheet_lacks_empties_nothing(tmp_path: Path, desk: Desk) -> None:
    write(desk, look(desk, read(tmp_path, desk, {"一车间": (HEAD, ZHANG), "二车间": (HEAD, LI)})))
    contents = {"一车间": (HEAD, (*ZHANG[:2], None)), "二车间": (HEAD[:2], LI[:2])}
    looked = look(desk, read(tmp_path, desk, contents), overwrite_blanks=True)
    assert states(looked) == ["changed", "same"]
    assert looked.preview.rows[0].before == {"mobile": "13800138077"}


def test_sheets_of_other_people_and_other_months_are_only_offered(
    tmp_path: Path, desk: Desk
) -> None:
    left = {"在册": (HEAD, ZHANG), "离职": (HEAD, LI), "汇总": (("部门", "人数"), ("一", 3))}
    bench = read(tmp_path, desk, left)
    assert bench.table.names == ("在册",)
    assert any("“离职”" in said for said in bench.lay_out().sheet.remarks)
    months = {"1月": (HEAD, ZHANG), "2月": (HEAD, ZHANG, LI)}
    assert read(tmp_path, desk, months).table.names == ("1月",)
    both = read(tmp_path, desk, months, sheets=("1月", "2月"))
    assert reasons(look(desk, both)) == ["", "与“1月”第 2 行完全相同", ""]


def test_what_does_not_belong_stays_out(tmp_path: Path, desk: Desk) -> None:
    contents: dict[str, tuple[Row, ...]] = {
        "填写说明": (("本表由各车间填写",),),
        "一车间": (HEAD, ZHANG),
        "空": (),
        "车间主任": (("姓名", "职务", "任职时间", "分管"), ("钱七", "主任", "2020", "安全")),
        "透视": (("行标签", "计数项:姓名"), ("一车间", 1), ("总计", 1)),
        "二车间": (HEAD, LI),
        "旧表": (HEAD, WANG),
        "藏": (HEAD, ZHAO),
    }
    bench = read(tmp_path, desk, contents, hidden=("藏",))
    assert bench.table.names == ("一车间", "二车间")  # the first sheet with a heading begins
    assert states(look(desk, bench)) == ["new", "new"]
    facts = {one.name: one for one in bench.sheets}
    assert not facts["空"].has_rows
    assert not facts["透视"].fits
    assert not facts["藏"].visible
    assert facts["二车间"].is_read
    assert any("“藏”" in said for said in bench.lay_out().sheet.remarks)
    hidden = read(tmp_path, desk, contents, sheets=("一车间", "藏"), hidden=("藏",))
    assert [row.draft["name"] for row in look(desk, hidden).preview.rows] == ["张小明", "赵六"]
    assert not any("隐藏的工作表" in said for said in hidden.lay_out().sheet.remarks)


def test_large_books_are_looked_into_as_well(tmp_path: Path, desk: Desk) -> None:
    file = tmp_path / "各车间.xlsx"
    shop: dict[str, tuple[Row, ...]] = {"一车间": (HEAD, ZHANG), "二車間": (HEAD, LI)}
    others: dict[str, tuple[Row, ...]] = {"離職": (HEAD, WANG), "说明": (("填表说明",),)}
    file.write_bytes(made.sheets(shop | others))
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("xl/media/photo.png", Random(1).randbytes(5 << 20))
    bench = Bench.read(file, desk.spec("member"))
    assert bench.table.names == ("一车间", "二車間")
    assert [one.fits for one in bench.sheets] == [True, True, True, False]
    assert proposed_tab(bench.table, bench.spec) == "department"


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded by RLIMIT_AS")
def test_a_sheet_that_is_too_much_does_not_refuse_the_others(tmp_path: Path, desk: Desk) -> None:
    far = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="300000"><c r="GR300000"><v>1</v></c></row>'
    )
    near = made.rows_xml((HEAD, ZHANG))
    book = {name: made.sheet_xml(data) for name, data in (("一车间", near), ("远", far))}
    file = tmp_path / "各车间.xlsx"
    file.write_bytes(made.packed(made.parts(book)))
    bench = Bench.read(file, desk.spec("member"))
    assert bench.table.names == ("一车间",)
    assert [one.has_rows for one in bench.sheets] == [True, None]


def test_a_single_sheet_can_be_chosen(tmp_path: Path, desk: Desk) -> None:
    contents = {"一车间": (HEAD, ZHANG), "二车间": (HEAD, LI)}
    bench = read(tmp_path, desk, contents, sheets=("二车间",))
    looked = look(desk, bench)
    assert [row.draft["name"] for row in looked.preview.rows] == ["李大山"]
    assert "department" not in looked.preview.rows[0].draft
    assert looked.preview.sheet.where(2) == "第 2 行"


def test_a_sheet_without_heading_is_read_in_the_order_of_the_first(
    tmp_path: Path, desk: Desk
) -> None:
    contents = {"第1页": (HEAD, ZHANG), "第2页": (LI, WANG)}
    assert read(tmp_path, desk, contents).table.names == ("第1页",)
    looked = look(desk, read(tmp_path, desk, contents, sheets=("第1页", "第2页")))
    assert states(looked) == ["new", "new", "new"]
    assert any("“第2页”没有认出表头" in said for said in looked.preview.remarks)


def test_the_name_on_the_tab_stands_where_no_column_says_it(tmp_path: Path, desk: Desk) -> None:
    add_groups(desk, "装配一组")
    contents = {
        "装配1组": (HEAD, ZHANG),
        "机加组": ((*HEAD, "工会小组"), (*LI, "装配一组"), (*WANG, None)),
    }
    bench = read(tmp_path, desk, contents)
    assert proposed_tab(bench.table, bench.spec) == "group_id"
    zhang, li, wang = look(desk, bench).preview.rows
    assert (zhang.draft["group_id"], li.draft["group_id"], wang.draft["group_id"]) == (1, 1, None)
    other = look(desk, bench, SheetChoices(tab="department"))
    assert other.preview.rows[0].draft["department"] == "装配1组"
    assert "group_id" not in other.preview.rows[0].draft
    none = look(desk, bench, SheetChoices(tab=""))
    assert {"department", "group_id"}.isdisjoint(none.preview.rows[0].draft)
    plain = {"Sheet1": (HEAD, ZHANG), "Sheet2": (HEAD, LI)}
    assert proposed_tab(read(tmp_path, desk, plain).table, bench.spec) == ""


def test_rows_left_out_name_their_sheet_and_come_in_again(tmp_path: Path, desk: Desk) -> None:
    damaged = ("王五", C[:15] + "000", None)
    contents = {"一车间": (HEAD, ZHANG), "二车间": (HEAD, LI, damaged)}
    bench = read(tmp_path, desk, contents)
    looked = look(desk, bench)
    assert states(looked) == ["new", "new", "refused"]
    write(desk, looked)
    target = tmp_path / "拒收.xlsx"
    assert write_left_out(bench, looked, target) == 1
    page = load_workbook(target).worksheets[0]
    heads, row = ([cell.value for cell in page[line]] for line in (2, 3))
    told = dict(zip(heads, row, strict=True))
    assert (told["部门"], told["原表工作表"], told["原表行号"]) == ("二车间", "二车间", 3)
    assert "000" in str(told["没有写入的原因"])
    page["B3"] = C
    page.parent.save(target)  # type: ignore[union-attr]
    again = look(desk, Bench.read(target, desk.spec("member")))
    assert states(again) == ["new"]
    assert again.preview.rows[0].draft["department"] == "二车间"
    assert "原表工作表" in again.preview.sheet.unmatched


def test_a_recipe_remembers_what_the_tabs_stand_for(tmp_path: Path, desk: Desk) -> None:
    from app.actions.importing import recipes

    contents = {"甲": (HEAD, ZHANG), "乙": (HEAD, LI)}
    bench = read(tmp_path, desk, contents)
    draft = bench.recipe_from("人事部", SheetChoices(tab="department"), ImportOptions())
    desk.act("keep_recipe", "记住", lambda unit: recipes.remember(unit, draft))
    kept = bench.recipe(desk.reader)
    assert kept is not None
    assert "工作表的名称读作“部门”" in kept.said(bench.spec)
    choices, options = bench.follow(kept)
    looked = bench.look(desk.ledger, choices, options)
    assert [row.draft["department"] for row in looked.preview.rows] == ["甲", "乙"]
