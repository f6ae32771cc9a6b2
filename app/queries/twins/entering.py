"""Who in the register somebody may be who is just being entered, in the time of a key press."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, or_, select

from app.models.base import codes
from app.models.distinct import known_apart
from app.models.members.member import Member
from app.models.members.standing import Standing
from app.models.organization.groups import Group
from app.queries.twins.likeness import Person, Reason, likeness
from app.queries.twins.names import readings
from app.spec.pinyin import search_keys

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import ColumnElement, Connection

TELLING = ("name", "id_number", "born_on", "mobile")  # fields that tell who somebody is
_MEMBER = Member.__table__.c
_NAMES = ("id", "name", "id_number", "born_on", "mobile", "department", "group_id", "sex", "pinyin")
# A name alone says little: there must be a fact besides that two people hardly share by chance.
_SHARED_FACTS = frozenset({Reason.BORN_ON, Reason.MOBILE})
_WHOLE_DAY = len("2026-11-20")
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
    rows = reader.execute(_candidates(typed)).mappings()
    others = ((row, _person(row)) for row in rows if row["id"] != number)
    return _not_apart(reader, number, _alike(typed, others))


def known_among(reader: Connection, numbers: Collection[int]) -> dict[int, list[Known]]:
    """The same of people just written, all of them at once: those of whom somebody is known.

    One pass over the search index finds who is read alike, however many are asked about. Of two
    who were written together the later one is told of the earlier.
    """
    asked = select(func.json_each(json.dumps(sorted(numbers))).table_valued("value").c.value)
    typed = [_person(row) for row in reader.execute(_rows(_MEMBER.id.in_(asked))).mappings()]
    telling = [each for each in typed if each.mobile or len(each.born_on or "") == _WHOLE_DAY]
    by_reading: defaultdict[str, list[Person]] = defaultdict(list)
    for each in telling:
        for reading in each.readings:
            by_reading[reading].append(each)
    if not by_reading:
        return {}
    one_reading = func.json_each(json.dumps(sorted(by_reading))).table_valued("value").c.value
    read_alike = reader.execute(
        select(_MEMBER.id, _MEMBER.pinyin).where(
            _MEMBER.retired_at.is_(None),
            or_(_MEMBER.pinyin.in_(select(one_reading)), func.instr(_MEMBER.pinyin, " ") > 0),
        )
    )
    near = [who for who, pinyin in read_alike if not readings(pinyin).isdisjoint(by_reading)]
    listed = select(func.json_each(json.dumps(near)).table_valued("value").c.value)
    others: dict[int, list[tuple[Any, Person]]] = {each.id: [] for each in telling}
    for row in reader.execute(_rows(_MEMBER.id.in_(listed))).mappings():
        other = _person(row)
        for each in {one.id: one for way in other.readings for one in by_reading[way]}.values():
            if _shares(each, other) and (other.id < each.id or other.id not in numbers):
                others[each.id].append((row, other))
    found = {
        each.id: _not_apart(reader, each.id, _alike(each, others[each.id])) for each in telling
    }
    return {number: known for number, known in found.items() if known}


def said(known: Sequence[Known]) -> str:
    """The sentence of those who are known: the first by name, the others by their number."""
    more = f"等 {len(known)} 人" if len(known) > 1 else ""
    return f"册中已有{known[0].name}（{known[0].where}）{more}：{known[0].why}。"


def _person(row: Any) -> Person:
    return Person(*(row[name] for name in _NAMES))


def _shares(one: Person, other: Person) -> bool:
    """Whether two people have a birthday or a telephone in common: most namesakes have not."""
    return bool(
        (one.born_on and one.born_on == other.born_on)
        or (one.mobile and one.mobile == other.mobile)
    )


def _alike(typed: Person, others: Iterable[tuple[Any, Person]]) -> list[Known]:
    """Those of ``others`` who look like ``typed`` by more than the name, the likest first."""
    found = []
    for row, other in others:
        if (told := likeness(typed, other)) is None:
            continue
        reasons = frozenset(told.reasons)
        is_same_number = not _OF_NUMBER.isdisjoint(reasons)
        if is_same_number or not _SHARED_FACTS.isdisjoint(reasons):
            known = Known(
                int(row["id"]), str(row["name"]), _where(row), told.why, told.score, is_same_number
            )
            found.append(known)
    return sorted(found, key=lambda each: (-each.score, each.id))


def _not_apart(reader: Connection, number: int, found: list[Known]) -> list[Known]:
    """``found`` without those of whom somebody concluded that they are others."""
    if not number or not found:
        return found
    apart = known_apart(reader, number, frozenset(each.id for each in found))
    return [each for each in found if each.id not in apart]


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
    return _rows(or_(*(_MEMBER.id.in_(each) for each in ids)) if ids else _MEMBER.id.is_(None))


def _rows(condition: ColumnElement[bool]) -> Any:
    """What is compared, and what tells namesakes apart, of those who are there."""
    group = Group.__table__.c
    return (
        select(
            *(_MEMBER[name] for name in _NAMES),
            _MEMBER.card_no,
            _MEMBER.standing,
            group.name.label("group"),
        )
        .outerjoin_from(Member.__table__, Group.__table__, group.id == _MEMBER.group_id)
        .where(condition)
        .order_by(_MEMBER.id)
    )


def _where(row: Any) -> str:
    standing = row["standing"]
    word = "" if standing in _HERE or standing is None else codes("standing").label(standing)
    return "，".join(filter(None, (row["group"], row["card_no"], word))) or "没有编入小组"
