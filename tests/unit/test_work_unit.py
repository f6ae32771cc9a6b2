"""Where somebody works who names no 工作单位: at the unit of the union's card."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
import pytest

from app.models.all import union
from app.models.members.member import Member
from app.queries.members.real_name import lines, templates
from app.reports.document import Boxes, Document, Ruled
from app.reports.forms import build, form_called
from app.reports.forms.persons.chosen import people_text
from app.reports.sheet import Sheet
from app.reports.to_pdf import pdf_bytes
from tests.builders import a_ledger, a_member, an_event, keep, keep_events, keep_members
from tests.unit.test_rosters import SPECS, TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

UNION, UNIT, ELSEWHERE = "甲厂工会委员会", "甲机械厂", "乙劳务公司"


@pytest.fixture
def ledger() -> Iterator[Connection]:
    """Two members: the first names no 工作单位, the second works elsewhere."""
    connection = a_ledger()
    keep(
        connection,
        union.Union,
        {"uid": "u", "created_at": TODAY, "name": UNION, "unit_name": UNIT},
    )
    members = keep_members(
        connection,
        a_member(name="张小明", card_no="A1"),
        a_member(name="丁一", card_no="A2", work_unit=ELSEWHERE),
    )
    keep_events(connection, [an_event(n, "1", "2010-07-01") for n in members])
    yield connection
    connection.close()


def made(ledger: Connection, form: str, **values: object) -> Document:
    return build(ledger, form_called(SPECS, form), values, today=TODAY, specs=SPECS)


def after(texts: list[str], label: str) -> list[str]:
    """What stands right of each ``label``."""
    return [texts[place + 1] for place, text in enumerate(texts) if text == label]


def on_registration(ledger: Connection) -> list[str]:
    document = made(ledger, "registration", people=people_text([1, 2]))
    forms = [block for block in document.blocks if isinstance(block, Ruled)]
    return after([c.text for form in forms for row in form.rows for c in row.cells], "工作\n单位")


def on_cards(ledger: Connection) -> list[str]:
    (sheet,) = made(ledger, "cards", people=people_text([1, 2])).blocks
    assert isinstance(sheet, Boxes)
    return after([box.text for box in sheet.boxes], "单　　位")


def on_register(ledger: Connection) -> list[str]:
    (sheet,) = made(ledger, "ZZ-05").blocks
    assert isinstance(sheet, Sheet)
    place = next(n for n, column in enumerate(sheet.columns) if column.title == "工作单位")
    return [str(row.values[place] or "") for row in sheet.rows]


def on_real_name_sheet(ledger: Connection) -> list[str]:
    (sheet,) = templates().values()
    place = next(n for n, column in enumerate(sheet.columns) if column.field == "work_unit")
    return [line.cells[place] or "" for line in lines(ledger, sheet)]


EVERYWHERE = (on_registration, on_cards, on_register, on_real_name_sheet)


@pytest.mark.parametrize("told", EVERYWHERE)
def test_who_names_no_unit_works_at_the_unions(told: object, ledger: Connection) -> None:
    assert callable(told)
    assert told(ledger) == [UNIT, ELSEWHERE]


@pytest.mark.parametrize("told", EVERYWHERE)
def test_a_unit_that_nobody_told_stays_blank(told: object, ledger: Connection) -> None:
    ledger.exec_driver_sql("UPDATE union_profile SET unit_name = NULL")
    assert callable(told)
    assert told(ledger) == ["", ELSEWHERE]


def pages(document: Document) -> list[str]:
    with pypdfium2.PdfDocument(pdf_bytes(document)) as pdf:
        return ["".join(page.get_textpage().get_text_range().split()) for page in pdf]


@pytest.mark.parametrize("name", [UNION, "某某" * 20 + "工会委员会"])
def test_every_page_of_a_long_registration_form_names_the_union(
    name: str, ledger: Connection
) -> None:
    table = Member.__table__
    ledger.execute(table.update().where(table.c.id == 1).values(resume="在甲厂工作。\n" * 80))
    ledger.exec_driver_sql("UPDATE union_profile SET name = ?", (name,))
    found = pages(made(ledger, "registration", people=people_text([1])))
    assert len(found) > 2
    assert all(name in text and "A1" in text for text in found)


@pytest.mark.parametrize("form", ["registration", "ZZ-01"])
def test_every_page_of_a_form_to_fill_in_names_the_union(form: str, ledger: Connection) -> None:
    found = pages(made(ledger, form, blank=2))
    assert len(found) in {2, 4}
    assert all(UNION in text for text in found)
