"""What the papers of persons share: their page, and what letters tell of everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.reports.forms.common import FULL_MARK, MASKED_NOTE
from app.reports.forms.persons.chosen import unit_of
from app.spec.dates import in_words

if TYPE_CHECKING:
    from app.reports.document import Page
    from app.reports.forms.form import Inquiry
    from app.reports.forms.persons.chosen import Person

Fields = dict[str, str]
ID_NUMBER = "身份证号"
_DAY = "______年____月____日"
_MONTH = "______年____月"


def person_page(inquiry: Inquiry, page: Page) -> Page:
    """``page`` with what its foot says of masked numbers.

    A whole number is told of at the foot alone: these papers are signed and filed, and a
    watermark across them would be taken for part of the form.
    """
    if inquiry.blank_rows:
        return page
    return replace(page, footer=FULL_MARK if inquiry.full else MASKED_NOTE)


def fields_of_everybody(inquiry: Inquiry, person: Person) -> Fields:
    """Fields that every letter has."""
    return {
        "工会名称": unit_of(inquiry),
        "姓名": person["name"],
        "性别": person["sex"],
        ID_NUMBER: person["id_number"],
        "会员证号": person["card_no"],
        "工会小组": person["group_id"],
        "部门": person["department"],
        "今天": day_or_line("" if inquiry.blank_rows else inquiry.today),
    }


def day_or_line(iso: str) -> str:
    """An ISO day in words; where it is blank, a line to write it on."""
    return in_words(iso) if iso else _DAY


def month_or_line(iso: str) -> str:
    """A month in words; where it is blank, a line to write it on."""
    return in_words(iso) if iso else _MONTH
