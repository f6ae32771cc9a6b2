from __future__ import annotations

import csv
import datetime as dt
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from app.errors import Refused
from app.reports.big_xlsx import write_csv, write_rows
from app.reports.document import Document, Heading, Page, PageBreak, Pair, Pairs, Paragraph
from app.reports.sheet import Closing, Column, Role, Row, Sheet, sequence_column
from app.reports.to_xlsx import to_xlsx
from app.spec.codes import Code, CodeList
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEX = CodeList("sex", "性别", (Code("1", "男"), Code("2", "女")))
COLUMNS = (
    sequence_column(),
    Column("name", "姓名", Kind.NAME, group="身份"),
    Column("number", "身份证号", Kind.ID_NUMBER, group="身份"),
    Column("sex", "性别", Kind.CHOICE, SEX),
    Column("born", "出生年月", Kind.PARTIAL_DATE),
    Column("joined", "入会日期", Kind.DATE),
    Column("fee", "会费", Kind.MONEY),
    Column("paid", "已缴", Kind.YES_NO),
)
ROWS = (
    (1, "=1+1", "990001198503010012", "2", "1985-03", "2009-07-01", 123456789012, True),
    (2, "@x", "00123", "9", None, None, None, None),
    (3, "-2+3", "990001198503010012", "1", "1985", "1890-01-01", -50, False),
)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "＝1", "=cmd|' /C calc'!A0")


class StoppedError(Exception):
    """What a user's cancelling raises."""


def sheet_of(rows: tuple[tuple[object, ...], ...] = ROWS, **changes: Any) -> Sheet:
    return Sheet("会费台账", COLUMNS, tuple(map(Row, rows)), **changes)


def cells(path: Path, number: int = 0) -> Any:
    return openpyxl.load_workbook(path).worksheets[number]


def test_a_paper_as_workbook_is_formatted_like_the_paper(tmp_path: Path) -> None:
    sheet = sheet_of(
        caption=(("单位", "某工会"), ("", "2026 年度")),
        signers=("主席", "日期"),
        sums=("fee",),
        closing=Closing.BELOW_BLANK,
        note="注",
    )
    page = Page(print_code="A&B", footer="已遮盖")
    assert to_xlsx(Document("t", (sheet,), page), tmp_path / "a.xlsx") == 1
    book = cells(tmp_path / "a.xlsx")
    assert book["A1"].value == "会费台账"
    assert (book["A2"].value, book["E2"].value) == ("单位：某工会", "2026 年度")
    assert [book.cell(3, n).value for n in (2, 3)] == ["身份", None]
    assert [book.cell(4, n).value for n in (2, 3)] == ["姓名", "身份证号"]
    assert book["A3"].value == "序号"
    assert "B3:C3" in {str(merged) for merged in book.merged_cells.ranges}
    assert book["A5"].value == 1
    assert (book["C5"].value, book["C5"].number_format) == ("990001198503010012", "@")
    assert book["D5"].value == "女"
    assert (book["E5"].value, book["E5"].number_format) == ("1985-03", "@")
    assert (book["F5"].value, book["F5"].number_format) == (dt.datetime(2009, 7, 1), "yyyy-mm-dd")  # noqa: DTZ001
    assert Decimal(repr(book["G5"].value)) == Decimal("1234567890.12")
    assert book["G5"].number_format == "#,##0.00"
    assert (book["H5"].value, book["F7"].value) == ("是", "1890-01-01")
    assert book["B8"].value == "合计"
    assert Decimal(str(book["G8"].value)) == Decimal("1234567889.62")
    assert book["A9"].value == "以下空白"
    assert book["A10"].value == "注"
    assert book["A11"].value.startswith("主席：")
    assert book.print_title_rows == "$1:$4"
    assert book.print_area == "'会费台账'!$A$1:$H$11"
    assert (book.page_setup.orientation, book.page_setup.fitToHeight) == ("landscape", 0)
    assert book.sheet_properties.pageSetUpPr.fitToPage
    assert book.oddFooter.center.text == "第 &P 页　共 &N 页"
    assert book["A3"].fill.fgColor.rgb.endswith("EBEBEB")
    assert book["A5"].border.left.style == "thin"


def test_a_page_break_makes_no_worksheet_and_tabs_bear_the_names(tmp_path: Path) -> None:
    names = ("一组", "一组", "机加/装配[2]", "很长的名称" * 9, "History", "")
    blocks = [block for name in names for block in (PageBreak(), sheet_of(name=name))]
    assert to_xlsx(Document("t", tuple(blocks)), tmp_path / "a.xlsx") == len(names)
    tabs = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert tabs[:3] == ["一组", "一组(2)", "机加装配2"]
    assert all(len(tab) <= 31 for tab in tabs)
    assert tabs[-1] == "会费台账"
    assert "History" not in tabs


def test_a_sheet_too_wide_is_fitted_to_two_pages_with_its_names(tmp_path: Path) -> None:
    columns = (
        sequence_column(),
        Column("n", "姓名", Kind.NAME),
        *(Column(f"i{n}", f"证件{n}", Kind.ID_NUMBER) for n in range(10)),
    )
    row = Row((1, "买买提·艾力", *["990001198503010012"] * 10))
    wide = Sheet("汇总", columns, (row,) * 3, caption=(("单位", "某"), ("", "2026")), note="注")
    to_xlsx(Document("t", (wide,)), tmp_path / "a.xlsx")
    book = cells(tmp_path / "a.xlsx")
    assert (book.page_setup.fitToWidth, book.print_title_cols) == (2, "$A:$B")
    (cut,) = book.col_breaks.brk
    second = cut.id + 1
    assert book["A1"].value == book.cell(1, second).value == "汇总"
    # The first page is the fuller, so that fitting to two pages ends it where the second begins.
    widths = [d.width for _, d in sorted(book.column_dimensions.items(), key=lambda d: d[1].min)]
    assert sum(widths[2 : cut.id]) > sum(widths[cut.id :])


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_stays_text(tmp_path: Path, text: str) -> None:
    sheet = Sheet(text, (Column("t", text, group=text),), (Row((text,)),), note=text)
    to_xlsx(Document("t", (Heading(text), sheet, Paragraph(text))), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    kinds = [
        c.data_type for ws in book for row in ws.iter_rows() for c in row if c.value is not None
    ]
    assert set(kinds) == {"s"}
    assert len(kinds) >= 6
    assert book.worksheets[1]["A4"].quotePrefix


@pytest.mark.parametrize("text", ["a\x00b", "字" * 32_768])
def test_texts_no_workbook_can_hold_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refused) as caught:
        to_xlsx(Document("t", (Pairs((Pair("说明", text),)),)), tmp_path / "a.xlsx")
    assert caught.value.code == "R-303"
    with pytest.raises(Refused):
        write_rows(tmp_path / "b.xlsx", ("说明",), (Kind.TEXT,), [(text,)])
    assert not list(tmp_path.iterdir())


def test_worksheets_have_names_excel_takes(tmp_path: Path) -> None:
    sheet = Sheet("收/支[2026]:明细" + "长" * 40, COLUMNS[:1], ())
    to_xlsx(Document("t", (sheet, sheet, Paragraph("附注"))), tmp_path / "a.xlsx")
    names = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert len(set(names)) == 3
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_a_sheets_own_total_is_not_doubled(tmp_path: Path) -> None:
    total = Row((None,) * 6 + (5, None), Role.TOTAL, "总计")
    sheet = Sheet("表", COLUMNS, (Row(ROWS[1]), total), sums=("fee",))
    to_xlsx(Document("t", (sheet,)), tmp_path / "a.xlsx")
    names = [row[1].value for row in cells(tmp_path / "a.xlsx").iter_rows()]
    assert names.count("总计") == 1
    assert "合计" not in names


def test_progress_may_stop_the_work(tmp_path: Path) -> None:
    def stop(*_call: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        to_xlsx(Document("t", (sheet_of(),)), tmp_path / "a.xlsx", progress=stop)
    with pytest.raises(StoppedError):
        write_rows(tmp_path / "b.xlsx", *table(), progress=stop)
    assert not list(tmp_path.iterdir())


def table() -> tuple[list[str], list[Kind], tuple[tuple[object, ...], ...]]:
    return [c.title for c in COLUMNS], [c.kind for c in COLUMNS], ROWS


@pytest.mark.parametrize("writer", ["fast", "openpyxl"])
@pytest.mark.parametrize("title", ["", "会费台账"])
def test_big_tables_hold_the_same_whoever_writes_them(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    writer: str,
    title: str,
) -> None:
    if writer == "openpyxl":
        monkeypatch.setitem(sys.modules, "rustpy_xlsxwriter", None)
    lists = [c.choices for c in COLUMNS]
    done: list[tuple[int, int]] = []
    count = write_rows(
        tmp_path / "a.xlsx",
        *table(),
        choices=lists,
        title=title,
        total=3,
        progress=lambda *call: done.append(call),
    )
    assert (count, done) == (3, [(3, 3)])
    rows = list(cells(tmp_path / "a.xlsx").iter_rows())
    if title:
        assert rows.pop(0)[0].value == title
    assert [cell.value for cell in rows[0]] == [c.title for c in COLUMNS]
    assert {c.data_type for row in rows for c in row if c.value is not None} == {"s", "n", "d"}
    first, second, third = ([cell.value for cell in row] for row in rows[1:])
    day = dt.datetime(2009, 7, 1)  # noqa: DTZ001
    assert first[:6] == [1, "=1+1", "990001198503010012", "女", "1985-03", day]
    assert Decimal(repr(first[6])) == Decimal("1234567890.12")
    assert second[:4] == [2, "@x", "00123", "9"]
    assert second[4:] == [None] * 4
    assert third[5:] == ["1890-01-01", -0.5, "否"]
    assert rows[1][2].number_format == "@"
    assert rows[1][6].number_format == "#,##0.00"


@pytest.mark.parametrize("text", FORMULAS)
def test_big_tables_hold_no_formula(tmp_path: Path, text: str) -> None:
    write_rows(tmp_path / "a.xlsx", (text, text), (Kind.TEXT, Kind.CODE), [(text, text)])
    rows = list(cells(tmp_path / "a.xlsx").iter_rows())
    assert {cell.data_type for row in rows for cell in row} == {"s"}
    assert [cell.value for cell in rows[1]] == [text, text]


def test_big_tables_are_read_once_row_by_row(tmp_path: Path) -> None:
    def many() -> Iterator[tuple[object, ...]]:
        for number in range(3_000):
            yield (number, f"第{number}人")

    assert write_rows(tmp_path / "a.xlsx", ("n", "名"), (Kind.INTEGER, Kind.TEXT), many()) == 3_000
    assert cells(tmp_path / "a.xlsx").max_row == 3_001
    assert write_rows(tmp_path / "b.xlsx", ("名",), (Kind.TEXT,), [], title="空") == 0
    assert cells(tmp_path / "b.xlsx")["A2"].value == "名"


def test_csv_is_quoted_marked_and_guarded(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", *table(), choices=[c.choices for c in COLUMNS])
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\r\n")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert rows[1][1:4] == ["'=1+1", "990001198503010012", "女"]
    assert rows[3][6] == "-0.50"
    assert rows[2][4:] == [""] * 4
