"""Who in the register somebody may be who is just being entered, in the time of a key press."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, or_, select

from app.models.base import codes
from app.models.distinct import known_apart
from app.models.members.member import Member
from app.models.members.standing import Standing
from app.models.organization.groups import Group
from app.queries.twins.likeness import Person, Reason, likeness
from app.spec.pinyin import search_keys

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

_MEMBER = Member.__table__.c
_NAMES = ("id", "name", "id_number", "born_on", "mobile", "department", "group_id", "sex", "pinyin")
# A name alone says little: there must be a fact besides that two people hardly share by chance.
_TELLING = frozenset({Reason.BORN_ON, Reason.MOBILE})
_OF_NUMBER = frozenset({Reason.SAME_NUMBER, Reason.OLD_NUMBER})
_HERE = frozenset({Standing.REGULAR, Standing.WORKER})  # a standing that goes without saying


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody in the register who may be the one being entered.

    Attributes:
        where: group, card number and standing, as far as known: what tells namesakes apart.
        why: 同音 + 出生日期相同.
        is_same_number: the ID number is the same, so it is the same person.
    """

    id: int
    name: str
    where: str
    why: str
    score: int = field(repr=False)
    is_same_number: bool


def known_persons(
    reader: Connection,
    *,
    number: int = 0,
    name: str = "",
    id_number: str | None = None,
    born_on: str | None = None,
    mobile: str | None = None,
) -> list[Known]:
    """Those with the same ID number, or with a name written or read alike and a fact in common.

    Nothing is written, and nobody is compared who shares neither.

    Args:
        number: of the person being changed, who is not named; 0 for somebody new.
        id_number: as stored: tidied, in capitals.
        born_on: ISO, as far as known; only a whole day counts.
        mobile: as stored.
    """
    pinyin, _initials = search_keys(name)
    typed = Person(0, name, id_number, born_on, mobile, pinyin=pinyin)
    found = []
    for row in reader.execute(_candidates(typed)).mappings():
        told = likeness(typed, Person(*(row[each] for each in _NAMES)))
        if told is None or row["id"] == number:
            continue
        reasons = frozenset(told.reasons)
        is_same_number = not _OF_NUMBER.isdisjoint(reasons)
        if is_same_number or not _TELLING.isdisjoint(reasons):
            known = Known(
                int(row["id"]), str(row["name"]), _where(row), told.why, told.score, is_same_number
            )
            found.append(known)
    if number and found:
        apart = known_apart(reader, number, frozenset(each.id for each in found))
        found = [each for each in found if each.id not in apart]
    return sorted(found, key=lambda each: (-each.score, each.id))


def _candidates(typed: Person) -> Any:
    """Rows that share the number, the name or a reading of it; found over indexes alone."""
    asked: list[ColumnElement[bool]] = []
    if typed.number:
        asked.append(_MEMBER.id_number == typed.number)
    if typed.name:
        padded = literal(" ") + _MEMBER.pinyin + literal(" ")
        alike = [func.instr(padded, f" {reading} ") > 0 for reading in sorted(typed.readings)]
        asked.append(or_(_MEMBER.name == typed.name, *alike))  # one pass over the search index
    ids = [
        select(_MEMBER.id).where(each, _MEMBER.retired_at.is_(None)).correlate(None)
        for each in asked
    ]
    group = Group.__table__.c
    return (
        select(
            *(_MEMBER[name] for name in _NAMES),
            _MEMBER.card_no,
            _MEMBER.standing,
            group.name.label("group"),
        )
        .outerjoin_from(Member.__table__, Group.__table__, group.id == _MEMBER.group_id)
        .where(or_(*(_MEMBER.id.in_(each) for each in ids)) if ids else _MEMBER.id.is_(None))
        .order_by(_MEMBER.id)
    )


def _where(row: Any) -> str:
    standing = row["standing"]
    word = "" if standing in _HERE or standing is None else codes("standing").label(standing)
    return "，".join(filter(None, (row["group"], row["card_no"], word))) or "没有编入小组"
