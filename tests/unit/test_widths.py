"""Widths of columns and lines of headings: what keeps a paper from looking squeezed."""

from __future__ import annotations

import pytest

from app.models.base import codes
from app.reports.document import Document
from app.reports.fonts import Fonts
from app.reports.layout.heading import balanced
from app.reports.layout.items import Part
from app.reports.layout.widths import MM
from app.reports.paginate import paginate
from app.reports.sheet import Column, Row, Sheet
from app.spec.kinds import Kind

SHIPPED = Fonts(shipped_only=True)


def grids(sheet: Sheet) -> list[Part]:
    pages = paginate(Document("t", (sheet,)), fonts=SHIPPED).pages
    return [item for page in pages for item in page.items if isinstance(item, Part)]


@pytest.mark.parametrize(
    ("title", "room", "lines"),
    [
        ("家庭月人均收入", 3, ("家庭月", "人均", "收入")),
        ("主要致困原因", 4, ("主要致", "困原因")),
        ("聘任（起始）日期", 6, ("聘任", "（起始）日期")),
        ("介绍信（接转单）号", 6, ("介绍信", "（接转单）号")),
        ("聘任（起始）日期", 5, ("聘任（起", "始）日期")),  # neither part fits whole
        ("本会起始日期", 6, ("本会起始日期",)),
        ("出生年月", 1, ("出", "生", "年", "月")),
    ],
)
def test_headings_part_where_they_say_so_and_leave_no_character_alone(
    title: str, room: int, lines: tuple[str, ...]
) -> None:
    assert balanced(title, room, lambda text: float(len(text))) == lines


def test_an_empty_column_of_choices_has_room_for_what_may_be_chosen() -> None:
    columns = (
        Column("sex", "性别", Kind.CHOICE, codes("sex")),
        Column("reason", "原因", Kind.CHOICE, codes("membership_reason")),
        Column("other", "情况说明", Kind.LONG_TEXT),
    )
    (part,) = grids(Sheet("登记簿", columns, (), blank_rows=3))
    sex, reason, other = part.grid.widths
    assert sex < reason < other
    assert part.grid.inner(1) >= 6 * part.grid.size


def test_smaller_letters_come_before_broken_words_on_sheets_across() -> None:
    """At 9 points some of these words would go over two lines, and every row with them."""
    told = ((Kind.CODE, "202611200001"), (Kind.TEXT, "无固定期限合同"))
    columns = tuple(Column(f"c{n}", "项目", told[n % 2][0]) for n in range(22))
    rows = tuple(Row(tuple(told[n % 2][1] for n in range(22))) for _ in range(30))
    part = grids(Sheet("名册", columns, rows))[0]
    assert len(part.grid.bands) == 2
    assert 8.0 <= part.grid.size < 9.0
    assert not any(part.grid.wide)


def test_two_lines_of_the_smallest_letters_stand_in_a_row_of_usual_height() -> None:
    columns = tuple(Column(f"c{n}", "项目", Kind.TEXT) for n in range(21))
    rows = (Row(tuple("无固定期限合同" for _ in columns)),)
    grid = grids(Sheet("名册", columns, rows))[0].grid
    assert max(len(lines) for wide in grid.wide for lines in wide.values()) == 2
    assert grid.size == 7.5
    assert grid.heights[0] <= 7.6 * MM


def test_the_word_for_page_totals_stands_on_one_line() -> None:
    columns = (
        Column("n", "证号", Kind.CODE),
        Column("name", "姓名", Kind.NAME),
        *(Column(f"c{n}", "情况", Kind.TEXT) for n in range(15)),
        Column("sum", "月会费", Kind.MONEY),
    )
    told = ("无固定期限合同",) * 15
    rows = tuple(Row((f"LH{n:04}", "丁一", *told, 1805)) for n in range(60))
    part = grids(Sheet("会员花名册", columns, rows, sums=("sum",)))[0]
    assert [line for extra in part.after for line in extra.cells[1]] == ["本页合计", "累计"]


def test_a_text_of_many_lines_goes_on_a_second_sheet_rather_than_squeeze_the_others() -> None:
    team, party = "机械加工事业部第一制造中心数控车间精密零部件班组", "中共预备党员"
    columns = (
        Column("name", "姓名", Kind.NAME),
        *(Column(f"c{n}", "日期", Kind.DATE) for n in range(14)),
        *(Column(f"p{n}", "面貌", Kind.TEXT) for n in range(2)),
        Column("team", "班组", Kind.TEXT),
    )
    told = ("2026-11-20",) * 14 + (party,) * 2
    grid = grids(Sheet("名册", columns, tuple(Row(("丁一", *told, t)) for t in (team, ""))))[0].grid
    assert len(grid.bands) == 2
    assert not any(grid.wide)
    short = grids(Sheet("名册", columns, (Row(("丁一", *told, "数控班组")),)))[0].grid
    assert len(short.bands) == 1


def test_rows_of_many_lines_give_way_to_one_more_sheet_across() -> None:
    """Two sheets would hold these columns at eleven lines a row: 28 pages in place of 21."""
    story = "二〇二〇年进厂，先后任车工、班长、车间副主任，现任生产部副部长" * 2
    told = [(Kind.ID_NUMBER, "990001199001010017")] * 11 + [(Kind.LONG_TEXT, story)] * 4
    columns = tuple(Column(f"c{n}", "项目", kind) for n, (kind, _) in enumerate(told))
    parts = grids(Sheet("名册", columns, (Row(tuple(text for _, text in told)),) * 40))
    grid = parts[0].grid
    assert len(grid.bands) == 3
    assert max(len(lines) for wide in grid.wide for lines in wide.values()) == 6
    assert len(parts) == 21


def test_figures_keep_off_the_words_of_the_next_column_where_there_is_room() -> None:
    columns = (Column("n", "人数", Kind.INTEGER), Column("w", "名称"), Column("l", "说明"))
    roomy = grids(Sheet("表", columns, (Row((12, "机加工分工会", "短")),)))[0].grid
    assert [0 < roomy.inset(place) <= 1.3 * MM for place in range(3)] == [True] * 3
    long = "一" * 400
    tight = grids(Sheet("表", columns, (Row((12, "机加工分工会", long)),)))[0].grid
    assert tight.inset(2) == 0
