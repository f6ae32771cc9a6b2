from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.document import (
    LETTER,
    Box,
    Boxes,
    Document,
    Face,
    Heading,
    Page,
    PageBreak,
    Pair,
    Pairs,
    Paragraph,
)
from app.reports.fonts import Fonts, printable
from app.reports.layout.items import Part, Words
from app.reports.layout.widths import MM
from app.reports.layout.wrap import CLOSING, OPENING, pieces, wrap
from app.reports.paginate import Pages, paginate
from app.reports.sheet import (
    Carry,
    Closing,
    Column,
    Role,
    Row,
    Sheet,
    carried,
    repeated,
    row_texts,
    sequence_column,
)
from app.spec.kinds import Kind

SHIPPED = Fonts(shipped_only=True)
TEXTS = st.text(alphabet="工会员一二三ab1290，。（《》）“”、 -·𬱖", max_size=60)
MONEY = (Column("who", "姓名", Kind.NAME), Column("sum", "金额", Kind.MONEY))


def one_each(text: str) -> float:
    return float(len(text))


def parts(pages: Pages) -> list[Part]:
    return [item for page in pages.pages for item in page.items if isinstance(item, Part)]


def laid(sheet: Sheet, page: Page | None = None) -> list[Part]:
    return parts(paginate(Document("t", (sheet,), page or Page()), fonts=SHIPPED))


def amounts(count: int, **changes: object) -> Sheet:
    rows = tuple(Row((f"会员{n}", 100 * n)) for n in range(1, count + 1))
    return Sheet("会费收缴台账", MONEY, rows, **{"sums": ("sum",), **changes})  # type: ignore[arg-type]


@given(TEXTS, st.integers(1, 30))
def test_wrapping_loses_nothing_but_blanks(text: str, room: int) -> None:
    lines = wrap(text, room, one_each)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(len(line) <= room for line in lines)


@given(TEXTS, st.integers(1, 30))
def test_no_line_begins_or_ends_with_the_wrong_mark(text: str, room: int) -> None:
    if any(len(piece.rstrip()) > room for piece in pieces(text)):
        return
    lines = [line for line in wrap(text, room, one_each) if line.strip()]
    assert not any(line[0] in CLOSING for line in lines[1:])
    assert not any(line[-1] in OPENING for line in lines[:-1])


@pytest.mark.parametrize("word", ["2026-11-20", "1,234.50", "990***********0012", "LH-2023-000117"])
def test_numbers_and_codes_stay_whole(word: str) -> None:
    assert word in wrap(f"依据{word}号文", len(word), one_each)


def test_line_ends_in_texts_are_kept() -> None:
    assert wrap(printable("甲\r\n乙\t丙\u200b"), 10, one_each) == ("甲", "乙 丙")


def test_a_label_stands_in_the_first_blank_column_of_words() -> None:
    sheet = Sheet("账", (Column("d", "日期", Kind.DATE), Column("t", "摘要")), ())
    assert row_texts(sheet, Row((None, None), Role.TOTAL, "合计")) == ("", "合计")
    assert row_texts(sheet, Row((None, "已有"), Role.TOTAL, "合计")) == ("合计", "已有")


def test_unknown_is_not_zero_in_sums() -> None:
    sheet = amounts(0)
    rows = (Row(("甲", None)), Row(("乙", None)))
    assert carried(sheet, rows, (None, None)) == (None, None)
    assert carried(sheet, (*rows, Row(("丙", 5))), (None, None)) == (None, 5)
    assert carried(sheet, (Row((None, 7), Role.SUBTOTAL),), (None, 3)) == (None, 3)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 120), st.sampled_from(list(Carry)), st.integers(0, 9))
def test_every_row_stands_once_and_page_totals_agree(count: int, carry: Carry, limit: int) -> None:
    sheet = amounts(count, carry=carry, rows_per_page=limit, signers=("主席", "日期"))
    found = laid(sheet)
    assert [row for part in found for row in part.rows] == list(range(count))
    assert all(len(part.rows) <= limit for part in found) or not limit
    total = f"{sum(range(1, count + 1)):,}.00" if count else ""
    assert [part.signed for part in found] == [False] * (len(found) - 1) + [True]
    if carry is Carry.PAGE_TOTALS:
        last = found[-1].after[-1].cells[1]
        assert last == (total,)
        labels = [[extra.cells[0][0] for extra in part.after] for part in found]
        several = len(found) > 1
        assert labels == ([["本页合计", "累计"]] * len(found) if several else [["合计"]])
    else:
        ends = [part.after[0].cells for part in found[:-1]]
        begins = [part.before[0].cells for part in found[1:]]
        assert [cells[1] for cells in ends] == [cells[1] for cells in begins]
        assert all(cells[0] == ("过次页",) for cells in ends)
        assert all(cells[0] == ("承前页",) for cells in begins)


def test_balances_are_carried_as_they_stand() -> None:
    rows = tuple(Row((f"第{n}笔", n * 100)) for n in range(60))
    sheet = Sheet("日记账", MONEY, rows, balances=("sum",), carry=Carry.FORWARD)
    first, second, *_ = laid(sheet)
    shown = f"{rows[first.rows[-1]].values[1] // 100}.00"  # type: ignore[operator]
    assert first.after[0].cells[1] == second.before[0].cells[1] == (shown,)


def test_a_sheets_own_total_stands_last_and_once() -> None:
    rows = (*amounts(40).rows, Row((None, 82000), Role.TOTAL, "总计"))
    found = laid(Sheet("台账", MONEY, rows, sums=("sum",)))
    assert [extra.cells[0][0] for extra in found[-1].after] == ["本页合计", "总计"]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 4000), min_size=1, max_size=6), st.booleans())
def test_rows_higher_than_a_page_go_over_with_every_line(sizes: list[int], signed: bool) -> None:  # noqa: FBT001
    columns = (sequence_column(), Column("t", "内容", Kind.LONG_TEXT))
    rows = tuple(Row((n, "某" * size)) for n, size in enumerate(sizes))
    sheet = Sheet("记录", columns, rows, signers=("主席",) if signed else ())
    found = laid(sheet)
    grid = found[0].grid
    bottom = (210 - 15) * MM
    for row in range(len(rows)):
        shown: list[str] = []
        for part in found:
            if row in part.rows:
                first, last = part.cut.get(row, (0, None))
                shown += grid.cells(row)[1][first:last]
        assert "".join(shown) == rows[row].values[1]
    assert all(part.bottom <= bottom + 0.1 for part in found)


def test_the_signers_never_stand_alone() -> None:
    for count in range(15, 45):
        sheet = amounts(count, sums=(), signers=("主席", "制表"), note="注")
        assert all(len(part.rows) for part in laid(sheet))


def test_a_sheet_too_wide_goes_sideways_with_its_names() -> None:
    columns = (
        sequence_column(),
        Column("n", "姓名", Kind.NAME),
        *(Column(f"i{n}", f"证件{n}", Kind.ID_NUMBER) for n in range(14)),
    )
    row = Row((1, "买买提·艾力", *["990001198503010012"] * 14))
    sheet = Sheet("汇总", columns, (row,) * 40)
    assert repeated(sheet) == (0, 1)
    found = laid(sheet)
    grid = found[0].grid
    assert len(grid.bands) > 1
    assert all(band[:2] == (0, 1) for band in grid.bands)
    assert sorted({place for band in grid.bands for place in band}) == list(range(16))
    assert [part.band for part in found[: len(grid.bands)]] == list(range(len(grid.bands)))
    for band in range(len(grid.bands)):
        assert grid.edges(band)[-1] == pytest.approx((297 - 15) * MM)
    need = SHIPPED.measure(Face.SONG, grid.size)("990001198503010012")
    assert all(grid.inner(place) >= need - 0.01 for place in range(2, 16))


def test_closings() -> None:
    blank = laid(amounts(3, closing=Closing.BELOW_BLANK))[0]
    assert blank.after[-1].spanning == "以下空白"
    struck = laid(amounts(3, closing=Closing.DIAGONAL))[0]
    assert struck.empties > 5
    assert struck.bottom <= 195 * MM + 0.1
    by_hand = laid(Sheet("签到表", MONEY, (), blank_rows=12, closing=Closing.DIAGONAL))[0]
    assert (len(by_hand.rows), by_hand.empties) == (12, 0)


def test_blocks_flow_over_pages() -> None:
    blocks = (
        Heading("工会情况表", 0),
        Pairs((Pair("单位", "某工会"), Pair("说明", "很长" * 2000), Pair("经费", 150, Kind.MONEY))),
        Paragraph("正文，" * 400),
        Boxes(60, (Box(0, 0, 50, 20, "意见"),)),
        PageBreak(),
        amounts(5),
    )
    pages = paginate(Document("f", blocks, Page(landscape=False)), fonts=SHIPPED)
    words = [i for page in pages.pages for i in page.items if isinstance(i, Words)]
    text = "".join(word.text for word in words)
    assert text.count("很长") + text.count("长很") >= 2000
    assert "1.50" in text
    assert text.count("正文") >= 390
    assert all(word.y < 282 * MM for word in words)
    assert isinstance(pages.pages[-1].items[0], Part)


def test_letters_have_22_lines_of_28_characters() -> None:
    pages = paginate(Document("l", (Paragraph("字" * 28 * 30, indent=0),), LETTER), fonts=SHIPPED)
    lines = [item for item in pages.pages[0].items if isinstance(item, Words)]
    assert len(lines) == 22
    assert {len(line.text) for line in lines} == {28}


def test_several_documents_are_numbered_through() -> None:
    one = Document("a", (amounts(50),))
    pages = paginate(one, one, fonts=SHIPPED)
    half = len(pages.pages) // 2
    assert pages.starts == (1, half + 1)
    assert [page.number for page in pages.pages] == list(range(1, 2 * half + 1))


def test_missing_characters_are_named_before_printing() -> None:
    sheet = Sheet("名册", (Column("n", "姓名", Kind.NAME),), (Row(("张\U0010fffd三😀",)),))
    document = Document("m", (sheet,), Page(footer="脚\U0010fffc"))
    assert paginate(document, fonts=SHIPPED).missing == ["😀", "\U0010fffc", "\U0010fffd"]


def test_a_sheet_that_does_not_fit_together_is_a_bug() -> None:
    with pytest.raises(ValueError, match="has not 2 values"):
        Sheet("x", MONEY, (Row((1,)),))
    with pytest.raises(ValueError, match="no columns"):
        Sheet("x", MONEY, (), sums=("nothing",))


def test_signers_may_stand_on_every_page() -> None:
    found = laid(amounts(60, signers=("主席", "日期"), sign_every_page=True))
    assert all(part.signed for part in found)
    assert all(part.bottom <= 195 * MM + 0.1 for part in found)
