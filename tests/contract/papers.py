"""The papers of the sample ledger, put together as a user would ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.all import RECORDS
from app.models.base import spec_of
from app.models.ledgers.specs import shipped_ledgers
from app.reports.forms import all_forms, build
from app.reports.forms.persons.chosen import PEOPLE
from app.reports.sheet import Sheet

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.reports.document import Document
    from app.reports.forms.form import Form

TODAY = "2026-11-20"
CORE = {r.__tablename__: spec_of(r) for r in RECORDS if r.layout.table}
FORMS = all_forms(CORE | shipped_ledgers())


CHOSEN = "#1,#4,#6"  # of people's papers


def asked(form: Form, values: dict[str, object]) -> dict[str, object]:
    """``values``, and some people for the papers that are of persons."""
    is_open = PEOPLE in form.parameters and not values.get("blank")
    return {PEOPLE.name: CHOSEN, **values} if is_open else values


def made(desk: Desk, form: Form, **values: object) -> Document:
    return build(desk.reader, form, asked(form, values), today=TODAY, specs=desk.specs)


def sheets_of(document: Document) -> list[Sheet]:
    return [block for block in document.blocks if isinstance(block, Sheet)]
