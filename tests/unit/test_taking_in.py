"""From a workbook to the rows of a register: columns by any name, merges, what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.models.base import spec_of
from app.models.members.member import Member
from app.reports.registers.taking_in import labels_of
from app.spec.codes import fold
from tests.benches import read_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from app.actions.importing.taking_in import SheetRows

SPEC = spec_of(Member)
Row = tuple[object, ...]


class Maker:
    """Makes a workbook and reads it as a sheet of members."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "名册.xlsx"
        self.book = openpyxl.Workbook()
        assert self.book.active is not None
        self.page: Worksheet = self.book.active  # type: ignore[assignment]

    def fill(self, *rows: Row, page: Worksheet | None = None) -> Maker:
        for row in rows:
            (page or self.page).append(list(row))
        return self

    def read(self) -> SheetRows:
        self.book.save(self.path)
        return read_sheet(self.path, SPEC)


@pytest.fixture
def maker(tmp_path: Path) -> Maker:
    return Maker(tmp_path)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("居民身份证号", "id_number"),
        ("居民身份证号码", "id_number"),
        ("公民身份证号码", "id_number"),
        ("公民身份证号", "id_number"),
        ("身份证件号码", "id_number"),
        ("出生年月日", "born_on"),
        ("会员证编号", "card_no"),
        ("现任职务", "post"),
        ("所在车间", "department"),
        ("所属部门", "department"),
        ("班组", "department"),
        ("联系手机", "mobile"),
        ("用工类型", "employment_form"),
        ("职工性质", "employment_form"),
        ("户口", "household"),
        ("参加工作年月", "started_work_on"),
        ("会籍变化类型", "last_change"),
        ("会籍变化日期", "last_changed_on"),
        ("会籍变化原因", "last_change_reason"),
    ],
)
def test_columns_are_known_by_the_names_offices_give_them(heading: str, field: str) -> None:
    assert labels_of(SPEC)[fold(heading)] == field


def test_no_heading_names_two_fields() -> None:
    owner: dict[str, str] = {}
    for field in SPEC.fields.values():
        for name in (field.label, *field.aliases):
            assert owner.setdefault(fold(name), field.name) == field.name, name


def test_the_exact_label_stands_over_an_alias(maker: Maker) -> None:
    head = ("姓名", "联系电话", "手机", "职务", "岗位", "车间", "部门", "鞋码")
    row = ("张三", "0571-88886666", "13800138077", "班长", "车工", "一车间", "生产部", 42)
    sheet = maker.fill(head, row).read()
    cells = sheet.rows[0].cells
    assert (cells["mobile"], cells["post"], cells["department"]) == (
        "13800138077",
        "车工",
        "生产部",
    )
    assert sheet.repeated == ("联系电话", "职务", "车间")
    assert sheet.unmatched == ("鞋码",)


def test_merged_cells_are_spread_down_their_column(maker: Maker) -> None:
    maker.fill(("姓名", "部门", "性别"), ("张三", "一车间", "男"), ("李四", None, "男"))
    maker.fill(("王五", None, "女"), ("赵六", "二车间", "女"))
    maker.page.merge_cells("B2:B4")
    sheet = maker.read()
    found = [(row.cells["department"], row.remarks) for row in sheet.rows]
    said = ("部门是合并的单元格，取“一车间”",)
    assert found == [("一车间", ()), ("一车间", said), ("一车间", said), ("二车间", ())]


def test_a_name_merged_over_two_rows_is_one_person(maker: Maker) -> None:
    maker.fill(("姓名", "部门", "性别"), ("张三", "一车间", "男"), (None, "二车间", None))
    maker.page.merge_cells("A2:A3")
    assert [row.cells["name"] for row in maker.read().rows] == ["张三", None]


def test_rows_numbered_beforehand_are_blank(maker: Maker) -> None:
    maker.fill(("序号", "姓名", "性别"), (1, "张三", "男"), (2, None, None), (3, None, None))
    assert [row.skip for row in maker.read().rows] == ["", "只有序号的空行", "只有序号的空行"]


def test_a_row_with_a_name_is_somebody(maker: Maker) -> None:
    blank = (None,) * 4
    maker.fill(("职务", "姓名", "性别", "民族", "学历", "籍贯", "部门"))
    maker.fill(("工会主席", "张三", "男", *blank), ("审核", "李四", "男", *blank))
    maker.fill(("审核：", "王五", None, *blank), ("制表人：赵六", None, None, *blank))
    assert [bool(row.skip) for row in maker.read().rows] == [False, False, False, True]


def test_a_signature_under_the_numbers_is_none(maker: Maker) -> None:
    maker.fill(("序号", "姓名", "性别", "民族", "学历"), (1, "张三", "男", "汉", "本科"))
    maker.fill(("制表人", "李四", None, None, None))
    assert [bool(row.skip) for row in maker.read().rows] == [False, True]


def test_sheets_that_fit_are_read_together(maker: Maker) -> None:
    maker.fill(("姓名", "性别"), ("张三", "男"))
    maker.page.title = "一车间"
    maker.fill(("姓名", "性别"), ("李四", "男"), page=maker.book.create_sheet("二车间"))
    maker.fill(("这里只是说明",), page=maker.book.create_sheet("说明"))
    sheet = maker.read()
    assert [row.cells["name"] for row in sheet.rows] == ["张三", "李四"]
    assert "“部门”取工作表的名称" in sheet.remarks


def test_a_cover_is_passed_over(maker: Maker) -> None:
    maker.fill(("某某公司职工名册",))
    maker.fill(("姓名", "性别"), ("李四", "男"), page=maker.book.create_sheet("名册"))
    assert [row.cells["name"] for row in maker.read().rows] == ["李四"]


def test_hidden_rows_and_columns_are_mentioned(maker: Maker) -> None:
    maker.fill(("姓名", "性别", "手机"), ("张三", "男", None), ("李四", "男", None))
    maker.page.row_dimensions[3].hidden = True
    maker.page.column_dimensions["C"].hidden = True
    sheet = maker.read()
    assert len(sheet.rows) == 2
    assert sheet.remarks == ("表中隐藏了 1 行，隐藏的行也读了", "隐藏的列也读了：手机")


def test_a_long_gap_is_mentioned(maker: Maker) -> None:
    maker.fill(("姓名", "性别"), ("张三", "男"))
    maker.page.cell(1500, 1, "李四")
    maker.page.cell(1500, 2, "男")
    (remark,) = maker.read().remarks
    assert remark.startswith("第 2 行之后空了 1,497 行")


def test_openpyxl_reads_through_defusedxml() -> None:
    assert openpyxl.DEFUSEDXML is True
