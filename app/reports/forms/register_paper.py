"""The printed register of any record kind, from its own layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.listing import View, iter_rows, reference_labels
from app.reports.document import Document
from app.reports.forms.besides import asked_names
from app.reports.forms.common import (
    NOTE,
    Cells,
    amounts,
    has_personal_numbers,
    register_columns,
    register_page,
    unit_caption,
)
from app.reports.forms.form import BLANK, COLUMNS, FULL, Form, Inquiry
from app.reports.sheet import Closing, Sheet
from app.spec.record import Family

if TYPE_CHECKING:
    from app.spec.record import RecordSpec

_SIGNERS = ("主席", "经办人", "制表", "日期")


def register_form(spec: RecordSpec) -> Form:
    """The form that prints ``spec`` whole, as a table."""
    number = spec.id if spec.family is Family.LEDGER else ""
    masked = (FULL,) if has_personal_numbers(spec.fields.values()) else ()
    return Form(
        id=f"register-{spec.id}",
        title=spec.title,
        build=lambda inquiry: _build(inquiry, spec),
        parameters=(*masked, COLUMNS, BLANK),
        register=spec.id,
        number=number,
    )


def printed_names(spec: RecordSpec) -> tuple[str, ...]:
    """The fields a register prints: its layout's, and 备注 last wherever there is one."""
    names = spec.layout.paper or spec.layout.table
    return (*names, NOTE) if NOTE in spec.fields and NOTE not in names else names


def _build(inquiry: Inquiry, spec: RecordSpec) -> Document:
    names = asked_names(inquiry, spec) or printed_names(spec)
    fields = spec.columns(names)
    cells = Cells(inquiry, fields, reference_labels(inquiry.reader, spec))
    found = () if inquiry.blank_rows else iter_rows(inquiry.reader, spec, View(), names)
    rows = tuple(cells.row(number, row) for number, row in enumerate(found, 1))
    unsummed = spec.layout.not_totalled
    totalled = tuple(name for name in amounts(fields) if name not in unsummed)
    sheet = Sheet(
        title=spec.title,
        columns=register_columns(inquiry, fields),
        rows=rows,
        caption=unit_caption(inquiry),
        signers=(*spec.signers, "日期") if spec.signers else _SIGNERS,
        closing=Closing.NONE if inquiry.blank_rows else Closing.DIAGONAL,
        sums=() if inquiry.blank_rows else totalled,
        blank_rows=inquiry.blank_rows,
    )
    page = register_page(inquiry, personal=has_personal_numbers(fields))
    return Document(spec.id, (sheet,), page)
