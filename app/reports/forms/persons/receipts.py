"""工会会费收据: one payment of one person, with its stub; two to a page."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from app.errors import Refused
from app.models.base import codes
from app.queries.dues.receipts import payments_of
from app.reports.document import Document, Face, Numbering, Page, PageBreak
from app.reports.forms.dues.capitals import in_capitals
from app.reports.forms.letters import letter_blocks, letter_text
from app.reports.forms.persons.chosen import persons
from app.reports.forms.persons.paper import day_or_line, fields_of_everybody, month_or_line
from app.rules.dues.standard import later, standard_of
from app.rules.profile import profile_of
from app.spec.dates import in_words
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.spec.values import MONTH, show_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.queries.dues.receipts import PaidMonth, Payment
    from app.reports.document import Block
    from app.reports.forms.form import Inquiry
    from app.reports.forms.persons.chosen import Person
    from app.reports.forms.persons.paper import Fields
    from app.rules.profile import Profile

LETTER = "dues-receipt"
FIRST = FieldSpec("first", "自月份", Kind.PARTIAL_DATE, max_length=MONTH)
LAST = FieldSpec("last", "至月份（都不填：最近一次缴费）", Kind.PARTIAL_DATE, max_length=MONTH)
_PAGE = Page(
    landscape=False,
    margins=(25.0, 20.0, 12.0, 12.0),
    numbering=Numbering.NONE,
    body_pt=11.0,
    line_pt=20.0,
    body_face=Face.SONG,
)
_ON_A_PAGE = 2
_CUT = "---"
_MOST_KINDS = 3  # ways of reckoning told in one receipt
_SAFE = "没有写入任何内容"


def dues_receipts(inquiry: Inquiry) -> Document:
    """The receipts of everybody chosen, each payment its own.

    Raises:
        Refused: nobody chosen has paid for those months, or the months are in the wrong order.
    """
    text = letter_text(inquiry.reader, LETTER)
    blocks: list[Block] = []
    for place, fields in enumerate(_receipts(inquiry)):
        if place:
            between = (PageBreak(),) if place % _ON_A_PAGE == 0 else letter_blocks(_CUT, {}, _PAGE)
            blocks += between
        blocks += letter_blocks(text, fields, _PAGE)
    if not blocks:
        raise Refused(
            "选中的人在这些月份没有缴费登记", _SAFE, "请先登记缴费，或另选人员、月份", "R-565"
        )
    return Document(LETTER, tuple(blocks), _PAGE, codes("letter").label(LETTER))


def _receipts(inquiry: Inquiry) -> Iterator[Fields]:
    """The fields of each receipt, by people as chosen and then by time."""
    first, last = (str(inquiry.values.get(each.name) or "") for each in (FIRST, LAST))
    if first and last and first > last:
        raise Refused(f"自月份 {first} 晚于至月份 {last}", _SAFE, "请把两个月份对调或改正", "R-566")
    people = persons(inquiry)
    paid = payments_of(inquiry.reader, [each.number for each in people if each.number], first, last)
    for person in people:
        if not person.number:
            yield receipt_fields(inquiry, person)
        for payment in paid.get(person.number, ()):
            yield receipt_fields(inquiry, person, payment)


def receipt_fields(inquiry: Inquiry, person: Person, payment: Payment | None = None) -> Fields:
    """What fills one receipt in; without a payment lines to write on."""
    told = fields_of_everybody(inquiry, person)
    if payment is None:
        return told | {
            "收据号": "",
            "所属月份": f"{month_or_line('')}至{month_or_line('')}",
            "计算标准": "",
            "金额": "",
            "大写金额": "",
            "缴费方式": "",
            "收款人": "",
            "收款日期": day_or_line(""),
        }
    head = payment.months[0]
    way = codes("dues_way").label(head.way) if head.way else ""
    return told | {
        "收据号": _number(payment),
        "所属月份": months_in_words([each.month for each in payment.months]),
        "计算标准": _reckoned(payment, profile_of(inquiry.reader)),
        "金额": show_kind(Kind.MONEY, payment.paid_fen),
        "大写金额": in_capitals(payment.paid_fen),
        "缴费方式": way,
        "收款人": head.collector_name or "",
        "收款日期": day_or_line(head.paid_on or ""),
    }


def _number(payment: Payment) -> str:
    """The number of the receipt, and what the book says of it."""
    number = payment.months[0].receipt_no or ""
    if number and payment.is_void:
        return f"{number}（已作废）"
    return f"{number}（多人合开）" if number and payment.shares_number else number


def months_in_words(months: Sequence[str]) -> str:
    """Months, oldest first; those without a gap as first and last."""
    told = []
    for _start, run in groupby(enumerate(months), key=lambda each: later(each[1], -each[0])):
        names = [in_words(month) for _place, month in run]
        told.append(names[0] if len(names) == 1 else f"{names[0]}至{names[-1]}")
    return "、".join(told)


def _reckoned(payment: Payment, profile: Profile) -> str:
    """By what the dues of the months were reckoned."""
    told = list(dict.fromkeys(_by_what(month, profile) for month in payment.months))
    return "；".join(filter(None, told)) if len(told) <= _MOST_KINDS else "各月应缴见会费收缴表"


def _by_what(month: PaidMonth, profile: Profile) -> str:
    if month.due_fen is None:
        return ""
    due = f"每月 {show_kind(Kind.MONEY, month.due_fen)} 元"
    if month.exemption:
        return f"{codes('dues_exemption').label(month.exemption)}，{due}"
    standard = standard_of(profile, month.month)
    if standard.due(month.base_fen) != month.due_fen:
        return due
    if standard.fixed_fen:
        return f"定额，{due}"
    base = show_kind(Kind.MONEY, month.base_fen)
    return f"基数 {base} 元的 {standard.rate / 100:g}%，{due}"
