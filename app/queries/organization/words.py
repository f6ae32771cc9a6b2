"""What a unit calls its workers' congress and its openness: 职代会 or 教代会, 厂务 or 校务公开.

Chosen on the card, or else those of the unit's kind (``resources/words``). Everything is written
in the usual words of an enterprise and said in the words of the unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.base import codes
from app.models.organization.union import Union
from app.resources import read_toml

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

_UNION = Union.__table__.c
_CONGRESS_WHOLE, _CONGRESS, _OPENNESS = "职工代表大会", "职代会", "厂务公开"
_WHOLE = re.compile(f"(?<!教){_CONGRESS_WHOLE}")
_SPOKEN = re.compile(f"{_CONGRESS_WHOLE}|{_CONGRESS}|{_OPENNESS}")
_STAFF = "教"  # a congress of teachers and other staff: 教代会, 教职工代表大会


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one unit.

    Attributes:
        congress: the short name of the workers' congress.
        openness: the name of making the unit's affairs known to the workers.
    """

    congress: str = _CONGRESS
    openness: str = _OPENNESS

    @property
    def congress_whole(self) -> str:
        """The full name of the workers' congress."""
        is_staff = self.congress.startswith(_STAFF)
        return f"{_STAFF}{_CONGRESS_WHOLE}" if is_staff else _CONGRESS_WHOLE

    def said(self, text: str) -> str:
        """``text``, written in the usual words of an enterprise, in the words of this unit."""
        whole = _WHOLE.sub(self.congress_whole, text)
        return whole.replace(_CONGRESS, self.congress).replace(_OPENNESS, self.openness)


def in_words(spec: RecordSpec, words: Words) -> RecordSpec:
    """``spec`` as a unit with ``words`` reads it: its title, labels and sections.

    A column goes by the words of every unit when a sheet is read: older exports come back in,
    and the upper union's form may speak of 职代会 and 厂务公开 to a school.
    """
    form = tuple((words.said(title), names) for title, names in spec.layout.form)
    return replace(
        spec,
        title=words.said(spec.title),
        fields={name: _renamed(field, words) for name, field in spec.fields.items()},
        layout=replace(spec.layout, form=form),
    )


def _renamed(field: FieldSpec, words: Words) -> FieldSpec:
    if _SPOKEN.search(field.label) is None:
        return field
    label = words.said(field.label)
    anywhere = dict.fromkeys(every.said(field.label) for every in _of_every_unit())
    others = (name for name in anywhere if name != label)
    return replace(field, label=label, aliases=(*others, *field.aliases))


@cache
def _of_every_unit() -> tuple[Words, ...]:
    """The words of all units there are, an enterprise's first."""
    return tuple(
        Words(congress.label, openness.label)
        for congress in codes("congress_word").codes
        for openness in codes("openness_word").codes
    )


def words_of(reader: Connection) -> Words:
    """The words of the unit whose ledger this is; an enterprise's before anything is known."""
    card = reader.execute(
        select(_UNION.unit_kind, _UNION.industry, _UNION.congress_word, _UNION.openness_word)
        .where(_UNION.retired_at.is_(None))
        .order_by(_UNION.id)
        .limit(1)
    ).first()
    if card is None:
        return Words()
    congress, openness = _usual(card.unit_kind or "", (card.industry or "")[:1])
    return Words(
        congress=codes("congress_word").label(card.congress_word or congress),
        openness=codes("openness_word").label(card.openness_word or openness),
    )


def _usual(unit_kind: str, section: str) -> tuple[str, str]:
    """The codes that fit a unit's kind and the section of its industry."""
    return next(
        (entry["congress"], entry["openness"])
        for entry in read_toml("words/democracy.toml")["words"]
        if unit_kind in entry.get("unit_kinds", (unit_kind,))
        and section in entry.get("industries", (section,))
    )
