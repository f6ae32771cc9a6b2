from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Refused
from app.reports.document import LETTER, Document, Heading, Page, Paragraph, Signatures
from app.reports.fonts import Fonts
from app.reports.layout.items import Part
from app.reports.layout.widths import MM
from app.reports.paginate import paginate
from app.reports.sheet import Closing, Column, Role, Row, Sheet, row_texts, sequence_column
from app.reports.to_pdf import pdf_bytes, to_pdf
from app.reports.to_text import to_text
from app.spec.codes import plain_list
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from pathlib import Path

RARE = ("䶮", "㛃", "𬱖", "𠅤", "买买提·艾力", "龚䶮㛃", "喆堃昇吿犇")

COLUMNS = (
    sequence_column(),
    Column("card", "会员证号", Kind.CODE),
    Column("name", "姓名", Kind.NAME),
    Column("sex", "性别", Kind.CHOICE, plain_list("s", "性别", ("男", "女"))),
    Column("born", "出生年月", Kind.PARTIAL_DATE),
    Column("folk", "民族", Kind.TEXT),
    Column("school", "文化程度", Kind.TEXT),
    Column("number", "身份证号", Kind.ID_NUMBER),
    Column("group", "工会小组", Kind.REFERENCE),
    Column("joined", "入会日期", Kind.PARTIAL_DATE),
    Column("phone", "手机", Kind.PHONE),
    Column("standing", "会籍", Kind.TEXT),
    Column("fee", "会费", Kind.MONEY),
    Column("is_poor", "困难", Kind.YES_NO),
    Column("note", "备注", Kind.LONG_TEXT),
)


def member(number: int, name: str, group: str = "装配一组", note: str | None = None) -> Row:
    return Row(
        (
            number,
            f"LH{number:04d}",
            name,
            "女" if number % 2 else "男",
            "1985-03",
            "维吾尔族",
            "大学本科",
            f"99000119850301{number:04d}",
            group,
            "2009-07-01",
            f"138{number:08d}",
            "正常",
            number * 1111,
            number % 3 == 0,
            note,
        )
    )


def roster(count: int = 60) -> Sheet:
    rows = [member(n, RARE[n % len(RARE)]) for n in range(1, count)]
    longest = member(
        count,
        "阿不都热依木·买买提明·吐尔逊江·艾合买提",
        "第二事业部精密机械加工车间数控铣床工段乙班工会小组",
        "由临湖市第三机床厂调入（存档号 LH-2023-000117），<b>&amp; 组织关系“已转”。\n见附件。",
    )
    return Sheet(
        "会员花名册",
        COLUMNS,
        (*rows, longest),
        caption=(
            ("单位", "临湖市蓝禾精密机械有限公司工会委员会"),
            ("", "截至 2026 年 11 月 20 日"),
        ),
        signers=("主席", "组织委员", "制表", "日期"),
        closing=Closing.DIAGONAL,
        sums=("fee",),
    )


class StoppedError(Exception):
    """What a user's cancelling raises."""


def page_texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def squeezed(text: str) -> str:
    """Text without blanks, line ends and the marks that end a wrapped line."""
    return re.sub(r"[\s\ufffe\x02\u3000]", "", text)


def test_every_cell_is_in_the_text_layer_and_the_head_on_every_page() -> None:
    sheet = roster()
    texts = page_texts(pdf_bytes(Document("r", (sheet,)), invariant=True))
    assert len(texts) > 2
    pages = paginate(Document("r", (sheet,)), fonts=Fonts(shipped_only=True))
    shown = 0
    for page, text in zip(pages.pages, map(squeezed, texts), strict=True):
        (part,) = page.items
        assert isinstance(part, Part)
        for row in part.rows:
            for cell, lines in zip(
                row_texts(sheet, sheet.rows[row]), part.grid.cells(row), strict=True
            ):
                assert squeezed("".join(lines)) == squeezed(cell)
                assert all(squeezed(line) in text for line in lines)
                shown += 1
    assert shown == len(sheet.rows) * len(sheet.columns)
    for number, text in enumerate(texts, 1):
        for column in sheet.columns:
            assert column.title in squeezed(text)
        assert "会员花名册" in text
        assert "截至2026年11月20日" in squeezed(text)
        assert f"第{number}页共{len(texts)}页" in squeezed(text)
        assert ("制表：" in text) is (number == len(texts))


@pytest.mark.parametrize("name", RARE)
def test_rare_names_can_be_copied_and_searched(name: str) -> None:
    sheet = Sheet("名册", (Column("n", "姓名", Kind.NAME),), (Row((name,)), Row(("王" + name,))))
    text = "".join(page_texts(pdf_bytes(Document("n", (sheet,)), invariant=True)))
    assert squeezed(text).count(name) == 2


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=8))
def test_digits_set_to_one_width_stay_digits(values: list[int]) -> None:
    rows = tuple(Row((value, f"{abs(value):018d}"[:18])) for value in values)
    columns = (Column("m", "金额", Kind.MONEY), Column("i", "证号", Kind.ID_NUMBER))
    sheet = Sheet("账", columns, rows)
    text = "".join(page_texts(pdf_bytes(Document("d", (sheet,)), invariant=True)))
    for row in rows:
        assert all(shown in text for shown in row_texts(sheet, row))


@pytest.mark.parametrize(
    "text", ["<b>&", "&lt;font size=90&gt;", "(a\\)b]TJ", "%PDF <</X>>", "=1+1"]
)
def test_markup_and_operators_in_data_are_inert(text: str) -> None:
    sheet = Sheet(text, (Column("n", text),), (Row((text,)),), signers=(text,), note=text)
    document = Document(
        "x", (Heading(text), Paragraph(text), sheet), Page(footer=text, print_code=text)
    )
    shown = "".join(page_texts(pdf_bytes(document, invariant=True)))
    assert squeezed(shown).count(squeezed(text)) >= 7


def test_nothing_is_cut_and_nothing_overlaps_its_neighbour() -> None:
    pages = paginate(Document("r", (roster(),)), fonts=Fonts(shipped_only=True))
    for page in pages.pages:
        for part in page.items:
            assert isinstance(part, Part)
            grid = part.grid
            measure = grid.inner
            for row in part.rows:
                for place, lines in enumerate(grid.cells(row)):
                    width = max(grid._measure_song(line) * grid.size / 1000 for line in lines)
                    assert width <= measure(place) + 0.02
            assert part.bottom <= 195 * MM + 0.1
            assert grid.size >= 7.5


def test_the_same_document_gives_the_same_bytes(tmp_path: Path) -> None:
    document = Document("r", (roster(30),), Page(print_code="HMC-01", watermark="内部资料"))
    to_pdf(document, tmp_path / "a.pdf", invariant=True)
    to_pdf(document, tmp_path / "b.pdf", invariant=True)
    digests = {hashlib.sha256(p.read_bytes()).hexdigest() for p in tmp_path.iterdir()}
    assert len(digests) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.pdf", "b.pdf"]


def test_text_and_pdf_have_the_same_pages(tmp_path: Path) -> None:
    for count in (1, 25, 90):
        document = Document("r", (roster(count), roster(count)))
        pages = to_pdf(document, tmp_path / "a.pdf", invariant=True)
        assert to_text(document).count("\f") == pages
        assert len(page_texts((tmp_path / "a.pdf").read_bytes())) == pages


def test_totals_are_right_on_paper() -> None:
    texts = [
        squeezed(t) for t in page_texts(pdf_bytes(Document("r", (roster(60),)), invariant=True))
    ]
    total = sum(n * 1111 for n in range(1, 61))
    assert f"{total // 100:,}.{total % 100:02d}" in texts[-1]
    assert all("本页合计" in text and "累计" in text for text in texts)


def test_a_character_no_font_has_stops_the_print(tmp_path: Path) -> None:
    sheet = Sheet("名册", (Column("n", "姓名", Kind.NAME),), (Row(("张\U0010fffd",)),))
    with pytest.raises(Refused) as caught:
        to_pdf(Document("m", (sheet,)), tmp_path / "a.pdf", invariant=True)
    assert caught.value.code == "R-302"
    assert "U+10FFFD" in caught.value.text
    assert not list(tmp_path.iterdir())


def test_progress_counts_pages_and_may_stop_the_work(tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []
    document = Document("r", (roster(1500),))
    pages = to_pdf(document, tmp_path / "a.pdf", progress=lambda *call: calls.append(call))
    assert calls[-1] == (pages, pages)
    assert len(calls) >= 2

    def stop(_done: int, _total: int) -> None:
        raise StoppedError

    (tmp_path / "a.pdf").unlink()
    with pytest.raises(StoppedError):
        to_pdf(document, tmp_path / "a.pdf", progress=stop)
    assert not list(tmp_path.iterdir())


def test_groups_subtotals_and_red_figures() -> None:
    columns = (
        Column("t", "摘要"),
        Column("d", "借方", Kind.MONEY, group="发生额"),
        Column("c", "贷方", Kind.MONEY, group="发生额"),
    )
    rows = (Row(("冲销", -12345, None)), Row((None, -12345, None), Role.SUBTOTAL, "本月合计"))
    pdf = pdf_bytes(Document("b", (Sheet("明细账", columns, rows),)), invariant=True)
    text = page_texts(pdf)[0]
    assert text.count("-123.45") == 2
    assert text.count("发生额") == 1
    assert "本月合计" in text
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_pil().convert("RGB")
    assert any(r > 150 and g < 90 and b < 90 for _, (r, g, b) in image.getcolors(1 << 20))


def test_only_embedded_fonts_are_used() -> None:
    pdf = pdf_bytes(
        Document("l", (Paragraph("请示 abc 123"), Signatures(("主席",), seal=True)), LETTER)
    )
    assert b"Helvetica" not in pdf
    assert b"/FontFile2" in pdf


def test_letters_and_tables_print_one_after_another() -> None:
    letter = Document(
        "l", (Heading("关于换届的请示", 0), Paragraph("妥否，请批示。" * 300)), LETTER
    )
    texts = page_texts(pdf_bytes((letter, Document("r", (roster(5),))), invariant=True))
    assert "— 1 —" in texts[0]
    assert squeezed(texts[-1]).count(f"第{len(texts)}页共{len(texts)}页") == 1
