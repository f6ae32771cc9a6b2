from __future__ import annotations

from app.reports.document import Document, Heading, Page, Paragraph
from app.reports.sheet import Align, Closing, Column, Role, Row, Sheet
from app.reports.to_text import display_width, padded, to_text
from app.spec.kinds import Kind

COLUMNS = (Column("name", "姓名", Kind.NAME), Column("fee", "会费", Kind.MONEY))


def test_a_small_paper_reads_like_the_printed_one() -> None:
    rows = (Row(("张三", 123450)), Row(("买买提·艾力", -50)))
    sheet = Sheet(
        "会费台账",
        COLUMNS,
        rows,
        caption=(("单位", "某工会"),),
        signers=("主席",),
        closing=Closing.BELOW_BLANK,
        sums=("fee",),
    )
    lines = to_text(Document("t", (sheet,))).split("\f")[0].splitlines()
    assert [line.strip() for line in lines] == [
        "会费台账",
        "单位：某工会",
        "+-------------+----------+",
        "|    姓名     |   会费   |",
        "+-------------+----------+",
        "| 张三        | 1,234.50 |",
        "| 买买提·艾力 |    -0.50 |",
        "| 合计        | 1,234.00 |",
        "|        以下空白        |",
        "+-------------+----------+",
        "主席：",
        "第 1 页　共 1 页",
    ]


def test_every_line_of_a_table_is_equally_wide() -> None:
    rows = tuple(Row(("王" * (n % 40), n * 10**n)) for n in range(12))
    sheet = Sheet("表", COLUMNS, (*rows, Row((None, 5), Role.TOTAL, "总计")))
    text = to_text(Document("t", (sheet,)))
    table = [line for line in text.splitlines() if line[:1] in {"|", "+"}]
    assert len({display_width(line) for line in table}) == 1


def test_widths() -> None:
    assert display_width("工会 ab·𬱖") == 10
    assert padded("工", 5, Align.CENTRE) == " 工  "
    assert padded("工会", 3) == "工会"


def test_running_text_keeps_its_lines_and_pages() -> None:
    document = Document(
        "t", (Heading("决议", 0), Paragraph("同意。" * 900)), Page(print_code="P-1")
    )
    calls: list[tuple[int, int]] = []
    text = to_text(document, progress=lambda *call: calls.append(call))
    assert text.replace("\n", "").count("P-1") == text.count("\f") == len(calls)
    assert "".join(text.split()).replace("意。P", "意。 P").count("同意") >= 890
