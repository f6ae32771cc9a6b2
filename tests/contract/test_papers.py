"""What holds for every paper, on the sample ledger, in every format."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import openpyxl
import pypdfium2
import pytest
from sqlalchemy import select

from app.models.organization.union import Union
from app.reports.document import Boxes, Heading, Numbering, Pairs, Paragraph, Ruled
from app.reports.fonts import printable
from app.reports.forms import FORMATS, build, write_document
from app.reports.forms.form import BLANK, BLANK_CARD
from app.reports.layout.items import Part
from app.reports.paginate import paginate
from app.reports.sheet import Role, row_texts
from app.reports.to_text import display_width, to_text
from app.spec.kinds import NUMERIC
from tests.contract.drawn import drawn_cells, squeezed
from tests.contract.papers import FORMS, TODAY, asked, made, sheets_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.bootstrap import Desk
    from app.reports.document import Document
    from app.reports.forms.form import Form
    from app.reports.paginate import Pages
    from tests.conftest import Golden

ON_SHEET = {"cards": 8, "labels": 24, "dues-receipt": 2}
NAMELESS = {"labels", "ruler"}
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


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
def test_every_page_bears_the_name_of_the_union(
    form: Form, sample: Desk, printed: Callable[[Form], Printed]
) -> None:
    """Sheets come apart in a drawer; labels and the ruler are nobody's papers."""
    if form.id in NAMELESS:
        return
    names = sample.reader.execute(select(Union.name)).scalars().all()
    for text in pages_of(printed(form).pdf):
        assert any(squeezed(name) in text for name in names)


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
