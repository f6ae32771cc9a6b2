"""Which receipts are opened in preview: of one person, or of the months chosen on the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.reports.forms.persons.chosen import PEOPLE, people_text
from app.reports.forms.persons.receipts import FIRST, LAST, LETTER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Wanted = tuple[str, dict[str, str]]


def receipts_of(members: Iterable[int], months: Sequence[str] = ()) -> Wanted:
    """What the preview is asked for.

    Args:
        members: their numbers, in the order of the receipts.
        months: ``yyyy-mm``; without any the latest payment of each counts.
    """
    values = {PEOPLE.name: people_text(members)}
    if months:
        values |= {FIRST.name: min(months), LAST.name: max(months)}
    return LETTER, values
