"""What the papers of persons share: their page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.reports.forms.common import FULL_MARK, MASKED_NOTE

if TYPE_CHECKING:
    from app.reports.document import Page
    from app.reports.forms.form import Inquiry


def person_page(inquiry: Inquiry, page: Page) -> Page:
    """``page`` with what its foot says of masked numbers.

    A whole number is told of at the foot alone: these papers are signed and filed, and a
    watermark across them would be taken for part of the form.
    """
    if inquiry.blank_rows:
        return page
    return replace(page, footer=FULL_MARK if inquiry.full else MASKED_NOTE)
