"""Wording letters anew, and going back to the words the program ships with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions import records
from app.actions.keeping import ParsedDraft
from app.models.base import spec_of
from app.models.letters import LetterText
from app.queries.listing import Filter, View, row_ids

if TYPE_CHECKING:
    from app.store.unit import Unit

_SPEC = spec_of(LetterText)


def word_letter(unit: Unit, letter: str, text: str) -> None:
    """Use ``text`` for ``letter`` from now on. Does not commit.

    Raises:
        RejectedError: the text is blank or too long.
    """
    known = _own(unit, letter)
    draft = ParsedDraft(letter=letter, text=text)
    if known:
        records.change(unit, _SPEC, known[-1], draft)
    else:
        records.add(unit, _SPEC, draft)


def use_shipped_words(unit: Unit, letter: str) -> None:
    """Put the union's own text of ``letter`` aside. Does not commit."""
    if known := _own(unit, letter):
        records.retire(unit, _SPEC, known)


def _own(unit: Unit, letter: str) -> list[int]:
    view = View(filters=(Filter("letter", frozenset([letter])),))
    return sorted(row_ids(unit.connection, _SPEC, view))
