"""What holds for every paper, on the sample ledger, in every format."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import openpyxl
import pypdfium2
import pytest

from app.models.all import RECORDS
from app.models.base import spec_of
from app.models.ledgers.specs import shipped_ledgers
from app.reports.document import Boxes, Heading, Numbering, Pairs, Paragraph, Ruled
from app.reports.fonts import printable
from app.reports.forms import (
    FORMATS,
    all_forms,
    build,
    form_called,
    printed_facts,
    write_document,
)
from app.reports.forms.form import BLANK, BLANK_CARD
from app.reports.forms.persons.chosen import PEOPLE
from app.reports.layout.items import Part
from app.reports.paginate import paginate
from app.reports.sheet import Role, Sheet, row_texts
from app.reports.to_text import display_width, to_text
from app.rules.members import PRINTED_HERE, ROSTERS
from app.spec.kinds import NUMERIC
from tests.contract.drawn import drawn_cells, squeezed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.bootstrap import Desk
    from app.reports.document import Document
    from app.reports.forms.form import Form
    from app.reports.paginate import Pages
    from tests.conftest import Golden

TODAY = "2026-11-20"
CORE = {r.__tablename__: spec_of(r) for r in RECORDS if r.layout.table}
FORMS = all_forms(CORE | shipped_ledgers())
ON_SHEET = {"cards": 8, "labels": 24, "dues-receipt": 2}
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


CHOSEN = "#1,#4,#6"  # of people's papers


def asked(form: Form, values: dict[str, object]) -> dict[str, object]:
    """``values``, and some people for the papers that are of persons."""
    is_open = PEOPLE in form.parameters and not values.get("blank")
    return {PEOPLE.name: CHOSEN, **values} if is_open else values


def made(desk: Desk, form: Form, **values: object) -> Document:
    return build(desk.reader, form, asked(form, values), today=TODAY, specs=desk.specs)


@dataclass(frozen=True)
class Printed:
    """One paper of the sample: as it was put together, laid out, and drawn to a PDF file."""

    document: Document
    pages: Pages
    pdf: Path


@pytest.fixture(scope="module")
def printed(sample: Desk, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Form], Printed]:
    """Prints a paper once for all that is asked of it."""
    folder, ready = tmp_path_factory.mktemp("papers"), dict[str, Printed]()

    def print_once(form: Form) -> Printed:
        if form.id not in ready:
            document, target = made(sample, form), folder / f"{len(ready)}.pdf"
            write_document(document, target)
            ready[form.id] = Printed(document, paginate(document), target)
        return ready[form.id]

    return print_once


def words_of(document: Document) -> list[str]:
    """Everything that blocks other than sheets say."""
    found: list[str] = []
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            found.append(block.text)
        elif isinstance(block, Pairs):
            found += [pair.text for pair in block.items]
        elif isinstance(block, Ruled):
            found += [text for row in block.rows for c in row.cells for text in (c.text, c.foot)]
        elif isinstance(block, Boxes):
            found += [box.text for box in block.boxes]
    return found


def pages_of(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [squeezed(page.get_textpage().get_text_range()) for page in pdf]


def sheets_of(document: Document) -> list[Sheet]:
    return [block for block in document.blocks if isinstance(block, Sheet)]


@every_form
def test_the_text_is_as_reviewed(
    form: Form, printed: Callable[[Form], Printed], golden: Golden
) -> None:
    golden(form.id, to_text(printed(form).document))


@every_form
def test_every_format_is_made(
    form: Form, printed: Callable[[Form], Printed], tmp_path: Path
) -> None:
    for suffix in FORMATS:
        target = tmp_path / f"x.{suffix}"
        assert write_document(printed(form).document, target) >= 1
        assert target.stat().st_size


@every_form
def test_no_glyph_is_missing(form: Form, printed: Callable[[Form], Printed]) -> None:
    assert printed(form).pages.missing == []


@every_form
def test_every_page_has_title_heading_and_number(
    form: Form, printed: Callable[[Form], Printed]
) -> None:
    paper = printed(form)
    pages = pages_of(paper.pdf)
    titles = {squeezed(sheet.title) for sheet in sheets_of(paper.document)} or {
        paper.document.title
    }
    is_sheet = bool(sheets_of(paper.document))
    for number, text in enumerate(pages, 1):
        assert paper.document.page.bare or any(title in text for title in titles)
        assert not is_sheet or "序号" in text
        if paper.document.page.numbering is Numbering.PAGES:
            assert f"第{number}页" in text
            assert f"共{len(pages)}页" in text
        else:
            assert not is_sheet


@every_form
def test_every_cell_stands_whole_in_its_own_place(
    form: Form, printed: Callable[[Form], Printed]
) -> None:
    """What the page says within a cell's lines is what the sheet says there, wrapped or not."""
    paper = printed(form)
    grids, drawn = drawn_cells(paper.pages, paper.pdf)
    for grid in grids:
        rows = [row_texts(grid.sheet, row) for row in grid.sheet.rows[: grid.body]]
        assert grid.body == 0 or {place for band in grid.bands for place in band} == set(
            range(len(grid.sheet.columns))
        )
        for band, places in enumerate(grid.bands):
            for number, texts in enumerate(rows):
                said = [drawn[grid, band, number, place] for place in places]
                assert said == [squeezed(printable(texts[place])) for place in places]


@every_form
def test_every_word_beside_the_tables_is_drawn(
    form: Form, printed: Callable[[Form], Printed]
) -> None:
    paper = printed(form)
    drawn = Counter("".join(pages_of(paper.pdf)))
    assert not Counter("".join(map(squeezed, words_of(paper.document)))) - drawn


@every_form
def test_numbers_never_break_over_lines(form: Form, printed: Callable[[Form], Printed]) -> None:
    pages = printed(form).pages
    for page in pages.pages:
        for part in (item for item in page.items if isinstance(item, Part)):
            for place, column in enumerate(part.grid.sheet.columns):
                if column.kind in NUMERIC:
                    assert all(len(extra.cells[place]) <= 1 for extra in part.after)


@every_form
def test_blank_forms_have_rows_to_write_in(sample: Desk, form: Form, tmp_path: Path) -> None:
    if not {BLANK, BLANK_CARD} & set(form.parameters):
        return
    document = made(sample, form, blank=25)
    if BLANK_CARD in form.parameters:
        pages = len(paginate(document).pages)
        if form.id in ON_SHEET:
            assert pages == -(-25 // ON_SHEET[form.id])
        else:
            assert pages >= 25
            assert pages % 25 == 0, "every copy begins on a page of its own"
        return
    (sheet,) = sheets_of(document)
    assert (len(sheet.rows), sheet.blank_rows) == (0, 25)
    assert write_document(document, tmp_path / "x.pdf") >= 2


@every_form
def test_whole_numbers_are_printed_only_when_asked_for(sample: Desk, form: Form) -> None:
    numbers = set(
        sample.reader.exec_driver_sql(
            "SELECT id_number FROM member WHERE id_number IS NOT NULL "
            "UNION SELECT mobile FROM member WHERE mobile IS NOT NULL"
        ).scalars()
    )
    masked = {"full": False} if form.whole_numbers else {}  # as its definition says
    printed = to_text(made(sample, form, **masked))
    assert not [number for number in numbers if number in printed]


def test_the_full_roster_says_that_it_is_internal(sample: Desk) -> None:
    roster = next(form for form in FORMS if form.id == "member-roster")
    document = made(sample, roster, full=True)
    assert document.page.watermark == "内部资料"
    assert "*" not in to_text(document)


def test_the_roster_by_group_numbers_each_group(sample: Desk) -> None:
    roster = next(form for form in FORMS if form.id == "member-roster")
    document = made(sample, roster, each_group=True)
    sheets = sheets_of(document)
    assert len(sheets) > 2
    assert all(sheet.rows[0].values[0] == 1 for sheet in sheets)
    whole = sheets_of(made(sample, roster))[0]
    assert sum(len(sheet.rows) for sheet in sheets) == len(whole.rows)


def test_the_roster_of_a_branch_holds_all_groups_below_it(sample: Desk) -> None:
    roster = form_called(sample.specs, "会员花名册")
    (whole,) = sheets_of(made(sample, roster))
    (branch,) = sheets_of(made(sample, roster, group="装配分工会"))
    place = [column.key for column in whole.columns].index("group_id")
    below = {"装配一组", "装配二组", "喷涂组"}
    assert {row.values[place] for row in branch.rows} == below
    assert len(branch.rows) == sum(row.values[place] in below for row in whole.rows)
    assert ("小组", "装配分工会") in branch.caption
    (group,) = sheets_of(made(sample, roster, group="装配一组"))
    assert {row.values[place] for row in group.rows} == {"装配一组"}
    parts = sheets_of(made(sample, roster, group="装配分工会", each_group=True))
    assert [part.name for part in parts] == ["喷涂组", "装配一组", "装配二组"]


def test_groups_follow_their_branches_as_they_are_numbered(sample: Desk) -> None:
    roster = form_called(sample.specs, "会员花名册")
    names = [sheet.name for sheet in sheets_of(made(sample, roster, each_group=True))]
    assert names == [
        *("机关组", "机加一组", "机加二组", "热处理组", "技术组"),
        *("物流组", "质检组", "喷涂组", "装配一组", "装配二组"),
    ]
    (whole,) = sheets_of(made(sample, roster))
    place = [column.key for column in whole.columns].index("group_id")
    assert list(dict.fromkeys(row.values[place] for row in whole.rows)) == names


def test_the_register_of_groups_stands_in_the_order_of_the_tree(sample: Desk) -> None:
    (sheet,) = sheets_of(made(sample, form_called(sample.specs, "ZZ-10")))
    names = [str(row.values[2]) for row in sheet.rows if row.role is Role.BODY]
    assert names[1:5] == ["机加工分工会", "　机加一组", "　机加二组", "　热处理组"]
    assert names[-4:] == ["装配分工会", "　喷涂组", "　装配一组", "　装配二组"]


def test_the_workbook_by_group_has_a_tab_for_each_and_no_other(
    sample: Desk, tmp_path: Path
) -> None:
    document = made(sample, form_called(sample.specs, "会员花名册"), each_group=True)
    write_document(document, tmp_path / "x.xlsx")
    tabs = openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames
    assert tabs == [sheet.name for sheet in sheets_of(document)]


def test_the_widest_register_is_a_workbook_two_pages_wide(sample: Desk, tmp_path: Path) -> None:
    write_document(made(sample, form_called(sample.specs, "ZZ-05")), tmp_path / "x.xlsx")
    (page,) = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (2, 0)
    assert page.print_title_cols == "$A:$C"
    assert page["C3"].value == "姓名"


@pytest.mark.parametrize("number", ["ZZ-05", "ZZ-06"])
def test_the_books_of_members_print_their_notes(sample: Desk, number: str) -> None:
    (sheet,) = sheets_of(made(sample, form_called(sample.specs, number)))
    assert sheet.columns[-1].title == "备注"
    assert any(row.values[-1] for row in sheet.rows)


@pytest.mark.parametrize(
    ("number", "counted", "blank"),
    [
        ("会员花名册", "合计 {} 人，其中女", "合计　　　　人，其中女　　　　人"),
        ("ZZ-05", "合计 {} 人，其中女", "合计　　　　人，其中女　　　　人"),
        ("ZZ-06", "合计 {} 笔", "合计　　　　笔"),
    ],
)
def test_the_count_stands_above_the_signers(
    sample: Desk, number: str, counted: str, blank: str
) -> None:
    form = form_called(sample.specs, number)
    document = made(sample, form)
    text = to_text(document)
    count = counted.format(len(sheets_of(document)[0].rows))
    assert 0 < text.index(count) < text.index("主席：")
    by_hand = to_text(made(sample, form, blank=10))
    assert 0 < by_hand.index(blank) < by_hand.index("主席：")


@every_form
def test_the_foot_tells_when_it_was_printed_and_how_many_lines(sample: Desk, form: Form) -> None:
    document = build(
        sample.reader,
        form,
        asked(form, {}),
        today=TODAY,
        specs=sample.specs,
        moment=f"{TODAY} 14:05",
    )
    sheets = sheets_of(document)
    assert document.page.print_code.startswith(f"印-{form.number or form.title}-20261120-")
    assert f"{TODAY} 14:05 打印" in document.page.footer
    lines = sum(row.role is Role.BODY for sheet in sheets for row in sheet.rows)
    assert not sheets or f"共 {lines} 条" in document.page.footer
    assert document.page.bare or document.page.print_code in to_text(document)
    if {BLANK, BLANK_CARD} & set(form.parameters):
        assert not made(sample, form, blank=1).page.print_code


@every_form
def test_short_words_stand_on_one_line(form: Form, printed: Callable[[Form], Printed]) -> None:
    """Of columns whose longest text is six characters, none is broken."""
    for page in printed(form).pages.pages:
        for part in (item for item in page.items if isinstance(item, Part)):
            for texts, wide in zip(part.grid.texts, part.grid.wide, strict=True):
                assert max(map(display_width, texts), default=0) > 12 or not wide


@pytest.mark.parametrize("values", [{}, {"each_group": True}, {"group": "装配分工会"}])
def test_a_day_without_members_is_a_paper_too(sample: Desk, values: dict[str, object]) -> None:
    roster = form_called(sample.specs, "会员花名册")
    document = made(sample, roster, as_at="1990-01-01", **values)
    (sheet,) = sheets_of(document)
    assert not sheet.rows
    assert sheet.note.startswith("合计 0 人，其中女 0 人。")
    assert len(paginate(document).pages) == 1


@pytest.mark.parametrize("roster", PRINTED_HERE)
def test_the_rule_on_rosters_knows_the_papers_it_names(sample: Desk, roster: str) -> None:
    form = form_called(sample.specs, PRINTED_HERE[roster])
    assert form.title == PRINTED_HERE[roster]
    assert printed_facts(made(sample, form), {})["form"] in ROSTERS[roster]


@pytest.mark.parametrize(
    "name", ["会费基数", "会费减免", "register-dues_receipt", "困难职工花名册"]
)
def test_what_does_not_add_up_is_not_totalled(sample: Desk, name: str) -> None:
    """Bases and incomes are facts of one person; void receipts keep their amounts."""
    document = made(sample, form_called(sample.specs, name))
    assert sheets_of(document)[0].sums == ()
    assert "合计 " not in to_text(document).replace("合计 3 人", "")


def test_of_the_lines_of_dues_only_what_was_due_and_paid_is_totalled(sample: Desk) -> None:
    (sheet,) = sheets_of(made(sample, form_called(sample.specs, "register-dues")))
    assert sheet.sums == ("due_fen", "paid_fen")


def test_dues_are_totalled_and_wages_are_not(sample: Desk) -> None:
    roster, register = (form_called(sample.specs, name) for name in ("会员花名册", "ZZ-05"))
    assert sheets_of(made(sample, roster))[0].sums == ("monthly_dues_fen",)
    assert sheets_of(made(sample, register))[0].sums == ()


def test_the_roster_tells_of_the_day_asked_for(sample: Desk) -> None:
    roster = next(form for form in FORMS if form.id == "member-roster")
    now, then = (sheets_of(made(sample, roster, as_at=day))[0] for day in (TODAY, "2010-01-01"))
    assert 0 < len(then.rows) < len(now.rows)
    assert ("", "截至 2010年1月1日") in then.caption


@every_form
def test_workbooks_hold_text_where_digits_count(sample: Desk, form: Form, tmp_path: Path) -> None:
    target = tmp_path / "x.xlsx"
    write_document(made(sample, form), target)
    for page in openpyxl.load_workbook(target):
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if isinstance(cell.value, int | float):
                    assert len(str(cell.value)) < 12
