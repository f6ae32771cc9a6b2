"""What holds for every paper, on the sample ledger, in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pypdfium2
import pytest

from app.models.base import record_classes, spec_of
from app.models.ledger_specs import shipped_ledgers
from app.reports.forms import FORMATS, all_forms, build, write_document
from app.reports.forms.form import BLANK_CARD
from app.reports.layout.items import Part
from app.reports.paginate import missing_glyphs, paginate
from app.reports.sheet import Sheet, row_texts
from app.reports.to_text import to_text
from app.spec.kinds import NUMERIC

if TYPE_CHECKING:
    from pathlib import Path

    from app.bootstrap import Desk
    from app.reports.document import Document
    from app.reports.forms.form import Form
    from tests.conftest import Golden

TODAY = "2026-11-20"
CORE = {r.__tablename__: spec_of(r) for r in record_classes() if r.layout.table}
FORMS = all_forms(CORE | shipped_ledgers())
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


def made(desk: Desk, form: Form, **values: object) -> Document:
    return build(desk.reader, form, values, today=TODAY, specs=desk.specs)


def squeezed(text: str) -> str:
    return "".join(text.split())


def pages_of(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [squeezed(page.get_textpage().get_text_range()) for page in pdf]


def sheets_of(document: Document) -> list[Sheet]:
    return [block for block in document.blocks if isinstance(block, Sheet)]


@every_form
def test_the_text_is_as_reviewed(sample: Desk, form: Form, golden: Golden) -> None:
    golden(form.id, to_text(made(sample, form)))


@every_form
def test_every_format_is_made(sample: Desk, form: Form, tmp_path: Path) -> None:
    for suffix in FORMATS:
        target = tmp_path / f"x.{suffix}"
        assert write_document(made(sample, form), target) >= 1
        assert target.stat().st_size


@every_form
def test_no_glyph_is_missing(sample: Desk, form: Form) -> None:
    assert missing_glyphs(made(sample, form)) == []


@every_form
def test_every_page_has_title_heading_and_number(sample: Desk, form: Form, tmp_path: Path) -> None:
    document = made(sample, form)
    target = tmp_path / "x.pdf"
    write_document(document, target)
    pages = pages_of(target)
    titles = {squeezed(sheet.title) for sheet in sheets_of(document)} or {document.title}
    for number, text in enumerate(pages, 1):
        assert any(title in text for title in titles)
        assert not sheets_of(document) or "序号" in text
        assert f"第{number}页" in text
        assert f"共{len(pages)}页" in text


@every_form
def test_nothing_is_cut_off(sample: Desk, form: Form, tmp_path: Path) -> None:
    """Every cell's text stands in the text layer, however often it was wrapped."""
    document = made(sample, form)
    target = tmp_path / "x.pdf"
    write_document(document, target)
    printed = "".join(sorted("".join(pages_of(target))))
    for sheet in sheets_of(document):
        for row in sheet.rows:
            for text in row_texts(sheet, row):
                assert not set(squeezed(text)) - set(printed)


@every_form
def test_numbers_never_break_over_lines(sample: Desk, form: Form) -> None:
    pages = paginate(made(sample, form))
    for page in pages.pages:
        for part in (item for item in page.items if isinstance(item, Part)):
            for place, column in enumerate(part.grid.sheet.columns):
                if column.kind in NUMERIC:
                    assert all(len(extra.cells[place]) <= 1 for extra in part.after)


@every_form
def test_blank_forms_have_rows_to_write_in(sample: Desk, form: Form, tmp_path: Path) -> None:
    document = made(sample, form, blank=25)
    if BLANK_CARD in form.parameters:
        assert len(paginate(document).pages) == 25
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
    printed = to_text(made(sample, form))
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
