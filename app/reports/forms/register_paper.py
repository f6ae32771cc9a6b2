"""The printed register of any record kind, from its own layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.organization.groups import Group
from app.models.organization.union import Union
from app.queries.groups import groups_in_order
from app.queries.listing import View, iter_rows, reference_labels
from app.queries.organization.card import is_asked, told_elsewhere
from app.reports.document import Block, Document, Heading, Page, PageBreak, Pair, Pairs, Signatures
from app.reports.forms.common import (
    NOTE,
    Cells,
    asked_names,
    has_personal_numbers,
    register_columns,
    register_page,
    unit_caption,
)
from app.reports.forms.form import BLANK, BLANK_CARD, COLUMNS, FULL, Form, Inquiry
from app.reports.sheet import Closing, Sheet
from app.spec.kinds import Kind
from app.spec.record import Family
from app.spec.values import is_masked, masked, show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

_SIGNERS = ("主席", "经办人", "制表", "日期")
_FACTS_OF_ONE = frozenset({"income_fen", "minimum_living_fen"})  # a sum of them means nothing
_CARD_SIGNERS = ("主席", "填表人", "日期")
_LONG_CARD = 40  # lines; a longer card is set smaller
_LONG_PAGE = Page(landscape=False, margins=(20.0, 15.0, 14.0, 12.0), body_pt=9.0)


def register_form(spec: RecordSpec) -> Form:
    """The form that prints ``spec`` whole: a table, or the card of the one record there is."""
    if spec.is_single:
        return Form(
            id=f"register-{spec.id}",
            title=spec.title,
            build=lambda inquiry: _build_card(inquiry, spec),
            parameters=(
                (FULL, BLANK_CARD) if has_personal_numbers(spec.fields.values()) else (BLANK_CARD,)
            ),
            register=spec.id,
        )
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
    rows = (
        ()
        if inquiry.blank_rows
        else tuple(
            cells.row(number, row) for number, row in enumerate(_rows(inquiry, spec, names), 1)
        )
    )
    money = tuple(
        name for name in names if spec.fields[name].kind is Kind.MONEY and name not in _FACTS_OF_ONE
    )
    sheet = Sheet(
        title=spec.title,
        columns=register_columns(inquiry, fields),
        rows=rows,
        caption=unit_caption(inquiry),
        signers=(*spec.signers, "日期") if spec.signers else _SIGNERS,
        closing=Closing.NONE if inquiry.blank_rows else Closing.DIAGONAL,
        sums=() if inquiry.blank_rows else money,
        blank_rows=inquiry.blank_rows,
    )
    page = register_page(inquiry, personal=has_personal_numbers(fields))
    return Document(spec.id, (sheet,), page)


def _rows(
    inquiry: Inquiry, spec: RecordSpec, names: tuple[str, ...]
) -> Iterable[dict[str, object]]:
    """The register's rows in its own order; groups stand below their branch, as numbered."""
    rows = iter_rows(inquiry.reader, spec, View(), names)
    if spec.id != Group.__tablename__:
        return rows
    places = {number: place for place, number in enumerate(groups_in_order(inquiry.reader))}
    return sorted(rows, key=lambda row: places[int(str(row["id"]))])


def _build_card(inquiry: Inquiry, spec: RecordSpec) -> Document:
    """The sections of the record's form as ruled pairs, to be signed and sealed.

    A long card is set smaller: the 工会概况 with all its lines goes on two pages.
    """
    names = tuple(name for _section, fields in spec.layout.form for name in fields)
    found = next(iter_rows(inquiry.reader, spec, View(), names), None)
    values = found if found is not None and not inquiry.blank_rows else dict.fromkeys(names)
    is_unions = spec.id == Union.__tablename__
    told = told_elsewhere(inquiry.reader, inquiry.today) if is_unions else []
    is_long = len(names) + len(told) > _LONG_CARD
    blocks: list[Block] = [Heading(spec.title, 0)]
    for section, fields in spec.layout.form:
        pairs = [
            _pair(inquiry, field, values[field.name])
            for field in spec.columns(fields)
            if not is_unions
            or inquiry.blank_rows
            or values[field.name] is not None
            or is_asked(field.name, values)
        ]
        pairs += [
            Pair(line.label, None if inquiry.blank_rows else line.text)
            for line in told
            if line.section == section
        ]
        blocks += [Heading(section, 2 if is_long else 1), Pairs(tuple(pairs), row_mm=_row(is_long))]
    blocks.append(Signatures(_CARD_SIGNERS, seal=True))
    again = [PageBreak(), *blocks] * (inquiry.blank_rows - 1)
    page = _LONG_PAGE if is_long else Page(landscape=False)
    return Document(spec.id, (*blocks, *again), page)


def _row(is_long: bool) -> float:  # noqa: FBT001 - one question with one answer
    return 6.0 if is_long else 9.0


def _pair(inquiry: Inquiry, field: FieldSpec, value: object) -> Pair:
    """A field's label and value: numbers with their unit, telephones masked unless in full."""
    if value is not None and field.unit:
        return Pair(field.label, f"{show(field, value)} {field.unit}")
    if isinstance(value, str) and not inquiry.full and is_masked(field):
        return Pair(field.label, masked(field, value))
    return Pair(field.label, value, field.kind, field.choices)
