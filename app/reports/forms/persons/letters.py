"""Letters of single persons: 入会申请书, 会员组织关系接转介绍信, 入会批准通知."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.models.base import codes, spec_of
from app.models.members.membership import MembershipEvent
from app.models.members.standing import ChangeKind
from app.queries.dues.arrears import account_of
from app.reports.document import LETTER, Document, Face, Numbering, Page, PageBreak
from app.reports.forms.letters import letter_blocks, letter_text
from app.reports.forms.persons.chosen import persons, unit_of
from app.reports.forms.persons.paper import (
    ID_NUMBER,
    day_or_line,
    fields_of_everybody,
    month_or_line,
    person_page,
)
from app.reports.forms.persons.receipts import LETTER as RECEIPT
from app.reports.forms.persons.receipts import receipt_fields
from app.rules.dues.standard import first_month_of
from app.rules.profile import profile_of
from app.spec.values import show

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.reports.document import Block
    from app.reports.forms.form import Inquiry
    from app.reports.forms.persons.chosen import Person
    from app.reports.forms.persons.paper import Fields

_EVENTS = spec_of(MembershipEvent).fields
_LETTER = replace(LETTER, numbering=Numbering.NONE)
_SLIP = Page(
    landscape=False,
    margins=(25.0, 20.0, 14.0, 15.0),
    numbering=Numbering.NONE,
    body_pt=12.0,
    line_pt=25.0,
    body_face=Face.SONG,
)
_LONG_NAME = 30  # characters of a union's name from which it takes two lines wherever it stands
_CLOSE_PT = 20.5


def _letters(inquiry: Inquiry, letter: str, page: Page) -> Document:
    """The letter of everybody chosen, each on a page of its own."""
    text = letter_text(inquiry.reader, letter)
    blocks: list[Block] = []
    for person in persons(inquiry):
        blocks += [PageBreak()] if blocks else []
        blocks += letter_blocks(text, letter_fields(inquiry, letter, person), page)
    numbers = ID_NUMBER in text
    page = person_page(inquiry, page) if numbers else page
    title = codes("letter").label(letter)
    return Document(letter, tuple(blocks), page, title, has_numbers=numbers)


def _application(inquiry: Inquiry, person: Person) -> Fields:
    return fields_of_everybody(inquiry, person) | {"申请日期": day_or_line(person["applied_on"])}


def _notice(inquiry: Inquiry, person: Person) -> Fields:
    return fields_of_everybody(inquiry, person) | {
        "批准依据": person["approval_no"],
        "批准日期": day_or_line(person["approved_on"]),
        "申请日期": day_or_line(person["applied_on"]),
        "会费起交月份": month_or_line(_first_month(inquiry, person)),
    }


def _first_month(inquiry: Inquiry, person: Person) -> str:
    return first_month_of(profile_of(inquiry.reader), person["approved_on"])


def _paid_until(inquiry: Inquiry, person: Person) -> str:
    """The last month paid; a line to write on for whom the ledger has no dues of."""
    if not person.number:
        return month_or_line("")
    return month_or_line(account_of(inquiry.reader, person.number, inquiry.today).paid_until)


def _slip(inquiry: Inquiry, person: Person) -> Fields:
    """The fields of T7, from the latest going; a person who has not left yet gets lines."""
    sent = [event for event in person.events if event["kind"] == ChangeKind.SENT]
    event: Mapping[str, object] = sent[-1] if sent else {}

    def told(name: str) -> str:
        return show(_EVENTS[name], event.get(name))

    return fields_of_everybody(inquiry, person) | {
        "介绍信号": told("slip_no"),
        "入会日期": day_or_line(person["joined_on"]),
        "原工会": unit_of(inquiry),
        "去往工会": told("other_union"),
        "转接原因": told("reason"),
        "会费交至": _paid_until(inquiry, person),
        "经办人": told("handler_name"),
        "转出日期": day_or_line(told("happened_on")),
    }


def applications(inquiry: Inquiry) -> Document:
    """入会申请书: one page, kept by the union."""
    return _letters(inquiry, "application", _LETTER)


def transfer_slips(inquiry: Inquiry) -> Document:
    """会员组织关系接转介绍信: stub, letter and receipt on one page, closer where names are long."""
    is_long = len(unit_of(inquiry)) > _LONG_NAME
    page = replace(_SLIP, line_pt=_CLOSE_PT) if is_long else _SLIP
    return _letters(inquiry, "transfer", page)


def admission_notices(inquiry: Inquiry) -> Document:
    """入会批准通知."""
    return _letters(inquiry, "admission-notice", _LETTER)


_FIELDS_OF: Mapping[str, Callable[[Inquiry, Person], Mapping[str, str]]] = {
    "application": _application,
    "transfer": _slip,
    "admission-notice": _notice,
    RECEIPT: receipt_fields,
}


def letter_fields(inquiry: Inquiry, letter: str, person: Person) -> Mapping[str, str]:
    """What fills the fields of ``letter`` in, by their names."""
    return _FIELDS_OF[letter](inquiry, person)
