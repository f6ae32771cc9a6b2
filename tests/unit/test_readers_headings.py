"""Headings among titles and notes, and what the rows below them are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.errors import ImportRefused
from app.reports.readers import (
    CellError,
    FileKind,
    Merge,
    RawRow,
    RowClass,
    Table,
    find_heading,
    read_in_process,
    rows_below,
)
from app.reports.readers.heading import heading_at
from app.spec.codes import fold
from tests import broken_books as made

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.reports.readers import Cell

LABELS = {
    fold(label): name
    for label, name in {
        "name": "name",
        "姓名": "name",
        "员工姓名": "name",
        "性别": "sex",
        "身份证号": "id_number",
        "证件号码": "id_number",
        "出生日期": "born_on",
        "入会日期": "joined_on",
        "手机": "mobile",
        "固定电话": "phone",
        "金额（元）": "amount",
        "部门": "group",
        "备注": "remark",
    }.items()
}
HEAD = ("序号", "姓名", "性别", "身份证号", "入会日期", "部门", "备注")
ZHANG = (1, "张三", "男", "11010519491231002X", "2024-03-01", "一车间", None)
LI = (2, "李四", "女", "990001198503010012", "2023.5", "二车间", None)
TITLE = ("某某厂工会会员花名册",)
UNIT = ("单位：某某厂工会", None, None, None, "2026年11月")


def table(*rows: Sequence[Cell] | None, merges: Sequence[Merge] = ()) -> Table:
    """A sheet of these rows from line 1; ``None`` is a row without any cell."""
    kept = tuple(RawRow(n, tuple(row)) for n, row in enumerate(rows, start=1) if row is not None)
    return Table(Path("名册.xlsx"), FileKind.XLSX, "", rows=kept, merges=tuple(merges))


def classes(*rows: Sequence[Cell], merges: Sequence[Merge] = ()) -> list[RowClass]:
    """What ``rows`` are when they stand under a title and the heading."""
    whole = table(TITLE, HEAD, *rows, merges=merges)
    return [kind for _row, kind, _why in rows_below(whole, find_heading(whole, LABELS))]


def test_the_heading_stands_below_titles_and_notes() -> None:
    heading = find_heading(table(TITLE, None, UNIT, HEAD, ZHANG, LI), LABELS)
    assert (heading.first_line, heading.last_line) == (4, 4)
    assert list(heading.columns.values()) == [
        "name",
        "sex",
        "id_number",
        "joined_on",
        "group",
        "remark",
    ]
    assert heading.unmatched == (0,)
    assert [row.line for row in heading.above] == [1, 3]


def test_ornaments_do_not_hide_a_heading() -> None:
    row = (
        "*姓　名",
        "证件号码：",
        "入会日期(年-月-日)",
        "性别【必填】",
        "金额（元）",
        "手 机\n(必填)*",
    )
    heading = find_heading(table(row, ZHANG), LABELS)
    assert list(heading.columns) == [0, 1, 2, 4, 5]
    assert heading.columns[4] == "amount"
    assert heading.texts[5] == "手机(必填)*"


def test_headings_in_traditional_writing_are_known() -> None:
    row = ("員工姓名", "性別", "身份證號（必填）", "入會日期", "固定電話", "部門")
    heading = find_heading(table(row, ZHANG), LABELS)
    assert list(heading.columns.values()) == [
        "name", "sex", "id_number", "joined_on", "phone", "group"
    ]  # fmt: skip


def test_the_first_of_two_columns_for_one_field_is_read() -> None:
    heading = find_heading(table(("姓名", "员工姓名", "性别"), ("张三", "张三", "男")), LABELS)
    assert heading.columns == {0: "name", 2: "sex"}
    assert heading.repeated == (1,)


def test_two_lines_under_a_merged_heading_are_joined() -> None:
    upper = ("姓名", "联系方式", None, "入会")
    lower = (None, "手机", "固定电话", "日期")
    merges = [Merge(1, 2, 0, 0), Merge(1, 1, 1, 2)]
    heading = find_heading(
        table(upper, lower, ("张三", "139", "0571", "2024"), merges=merges), LABELS
    )
    assert (heading.first_line, heading.last_line) == (1, 2)
    assert heading.columns == {0: "name", 1: "mobile", 2: "phone", 3: "joined_on"}
    assert heading.texts[2] == "联系方式固定电话"


def test_two_lines_are_joined_without_word_of_merges() -> None:
    upper = ("姓名", "联系方式", None)
    heading = find_heading(table(upper, (None, "手机", "固定电话"), ("张三", "1", "2")), LABELS)
    assert heading.columns == {0: "name", 1: "mobile", 2: "phone"}
    assert heading.texts[2] == "联系方式固定电话"


def test_a_merge_over_two_lines_binds_them_even_if_the_lower_names_nothing() -> None:
    upper, lower = ("姓名", "性别", "奖励", None), (None, None, "县级", "市级")
    merges = [Merge(1, 2, 0, 0), Merge(1, 2, 1, 1), Merge(1, 1, 2, 3)]
    heading = find_heading(table(upper, lower, ("张三", "男"), merges=merges), LABELS)
    assert heading.last_line == 2
    assert [heading.texts[column] for column in heading.unmatched] == ["奖励县级", "奖励市级"]


def test_three_lines_are_joined() -> None:
    rows = (("姓名", "联系", None), (None, "电话类", None), (None, "手机", "固定电话"))
    merges = [Merge(1, 3, 0, 0), Merge(1, 1, 1, 2), Merge(2, 2, 1, 2)]
    heading = find_heading(table(*rows, ("张三", "1", "2"), merges=merges), LABELS)
    assert heading.last_line == 3
    assert heading.columns == {0: "name", 1: "mobile", 2: "phone"}


def test_a_row_of_data_is_not_joined_to_the_heading() -> None:
    assert find_heading(table(HEAD, ZHANG, LI), LABELS).last_line == 1


def test_one_column_is_a_table_too() -> None:
    assert find_heading(table(("姓名",), ("张三",)), LABELS).columns == {0: "name"}


def test_no_heading_is_said_with_what_was_looked_for() -> None:
    with pytest.raises(ImportRefused) as refusal:
        find_heading(table(TITLE, UNIT, ("张三", "男")), LABELS)
    assert refusal.value.code == "I-625"
    assert "姓名、性别、身份证号" in refusal.value.happened
    assert "name" not in refusal.value.happened
    assert len(refusal.value.happened) <= 90


def test_a_heading_below_line_15_is_not_looked_for() -> None:
    assert find_heading(table(*[None] * 14, HEAD), LABELS).first_line == 15
    with pytest.raises(ImportRefused):
        find_heading(table(*[None] * 15, HEAD), LABELS)


def test_a_person_may_point_the_heading_out() -> None:
    whole = table(*[None] * 20, HEAD, ZHANG)
    assert heading_at(whole, LABELS, 21, 21).columns[1] == "name"
    with pytest.raises(ImportRefused):
        heading_at(whole, LABELS, 3, 4)


def test_data_is_data() -> None:
    faulty = (3, CellError("公式没有保存结果"), "男", None, None, None, None)
    alone = (None, "王五", None, None, None, None, None)
    counted = (4, "赵六", "男", "1", "2024", "统计科", "合计两次")
    assert classes(ZHANG, LI, faulty, alone, counted) == [RowClass.DATA] * 5
    named = (None, "元", None, None, None, None, "(元)")
    numbered = (None, None, None, "990001198503010012", None, None, "（元）")
    bracketed = (None, "（王五）", None, None, None, None, None)
    assert classes(named, numbered, bracketed) == [RowClass.DATA] * 3


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ((" ", "\u3000", None), RowClass.BLANK),
        (HEAD, RowClass.HEADING),
        (("序 号", "姓  名", "性别", "身份证号", "入会日期", "部门", "说明"), RowClass.HEADING),
        (TITLE, RowClass.TITLE),
        (("合计", None, None, None, None, None, 2), RowClass.SUM),
        ((None, "合　计", None, 12, 13.5, "14.00", None), RowClass.SUM),
        (("一车间小计", None, None, "2人"), RowClass.SUM),
        (("本页合计：2人",), RowClass.SUM),
        (("总计(人民币)", None, None, None, 88), RowClass.SUM),
        ((None, None, None, None, None, None, "（元）"), RowClass.UNIT),
        ((None, "(人)", None, "（是/否）", "（年月）", None, "单位：万元"), RowClass.UNIT),
        (("制表人：王五", None, None, "审核：赵六"), RowClass.NOTE),
        (("制表人", "王五", None, "审核人"), RowClass.NOTE),
        (("填报日期：2026年11月20日",), RowClass.NOTE),
        (("备注：本表一式两份",), RowClass.NOTE),
        (("单位负责人（签字）：", None, None, None, "填报单位(盖章)："), RowClass.NOTE),
        (("第1页 共3页",), RowClass.NOTE),
        (
            ("以上人员名单已经于二〇二六年十一月在厂务公开栏内张榜公布满七个工作日无人提出异议",),
            RowClass.NOTE,
        ),
    ],
)
def test_what_is_no_data_is_left_out_in_sight(row: Sequence[Cell], kind: RowClass) -> None:
    assert classes(ZHANG, row, LI) == [RowClass.DATA, kind, RowClass.DATA]


def test_a_text_merged_across_is_a_note() -> None:
    assert classes(ZHANG, ("一车间",), LI, merges=[Merge(4, 4, 0, 6)])[1] is RowClass.NOTE


def test_every_row_is_accounted_for(tmp_path: Path) -> None:
    """Title, unit, heading over two lines, notes and sums in a real file; nothing is lost."""
    rows = (
        TITLE,
        UNIT,
        ("序号", "姓名", "联系方式", None, "入会"),
        (None, None, "手机", "固定电话", "日期"),
        (1, "张三", "139", "0571", "2024"),
        (2, "李四", "138", None, "2023"),
        ("合计", 2),
        (3, "王五", "137", None, "2022"),
        ("制表人：赵六",),
    )
    file = tmp_path / "名册.xlsx"
    file.write_bytes(made.xlsx(rows, merges=("A1:E1", "A3:A4", "B3:B4", "C3:D3")))
    whole = read_in_process(file)
    heading = find_heading(whole, LABELS)
    below = list(rows_below(whole, heading))
    assert [row.line for row in heading.above] == [1, 2]
    assert (heading.first_line, heading.last_line) == (3, 4)
    assert len(heading.above) + len(heading.rows) + len(below) == len(whole.rows) == len(rows)
    assert [kind.value for _row, kind, _why in below] == ["data", "data", "sum", "data", "note"]
    assert all(bool(why) == (kind is not RowClass.DATA) for _row, kind, why in below)
