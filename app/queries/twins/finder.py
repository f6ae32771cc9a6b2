"""The duplicate finder: candidates by common keys, never each with each."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.models.distinct import distinct_pairs, fingerprint, identity_fields
from app.models.members.member import Member
from app.queries.listing import rows
from app.queries.sources import source_of
from app.queries.twins.likeness import Likeness, Person, likeness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from app.spec.record import RecordSpec

    Progress = Callable[[int, int], None]

MEMBERS = Member.__tablename__
_PAGE = 2000  # rows read, or keys looked at, between two reports of progress
_FEW = 8  # so many namesakes are compared each with each
_CROWD = 300  # so many that share name and fact are not: the fact tells nothing of them
_JUDGED_AS_PERSONS = frozenset({("id_number",), ("name", "born_on")})
_KEY_SCORE = 80
_LABELS_BETWEEN = "、"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one; ``first`` is the smaller number."""

    first: int
    second: int
    names: tuple[str, str]
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Found:
    """What the finder found.

    Attributes:
        pairs: the likeliest first.
        looked_at: how many records were compared.
        dismissed: pairs left out because somebody found them to be two.
        crowds: groups of namesakes too large to say anything about.
    """

    pairs: tuple[Pair, ...]
    looked_at: int
    dismissed: int = 0
    crowds: int = 0


def find_twins(reader: Connection, spec: RecordSpec, progress: Progress | None = None) -> Found:
    """Which records of ``spec`` may be one and the same. Nothing is changed.

    Args:
        progress: is told how much is done; may raise to stop the search.
    """
    tell = progress or (lambda _done, _total: None)
    found: dict[tuple[int, int], Pair] = {}
    crowds = 0
    if spec.id == MEMBERS:
        persons = list(_persons(reader, tell))
        crowds = _compare(persons, found, tell)
        looked_at = len(persons)
        keys = [key for key in spec.keys if key not in _JUDGED_AS_PERSONS]
    else:
        keys, looked_at = list(spec.keys), 0
    counted = [_same_keys(reader, spec, key, found) for key in keys]
    known = _dismissed(reader, spec, found)
    left = (pair for numbers, pair in found.items() if numbers not in known)
    ordered = sorted(left, key=lambda pair: (-pair.likeness.score, pair.first, pair.second))
    return Found(tuple(ordered), max([looked_at, *counted]), len(known), crowds)


# --- persons --------------------------------------------------------------------------------


def _persons(reader: Connection, tell: Progress) -> Iterator[Person]:
    table = Member.__table__.c
    names = ("id", "name", "id_number", "born_on", "mobile", "department", "group_id", "sex")
    columns = [table[name] for name in (*names, "pinyin")]
    cursor = reader.execute(select(*columns).where(table.retired_at.is_(None)).order_by(table.id))
    done = 0
    while page := cursor.fetchmany(_PAGE):
        for values in page:
            yield Person(*values)
        done += len(page)
        tell(done, 0)


def _compare(persons: Sequence[Person], found: dict[tuple[int, int], Pair], tell: Progress) -> int:
    """Judge all who share a number or a form of the name; how many crowds were passed over."""
    by_number: defaultdict[str, list[Person]] = defaultdict(list)
    by_form: defaultdict[str, list[Person]] = defaultdict(list)
    for done, person in enumerate(persons):
        if person.number:
            by_number[person.number_key].append(person)
        for form in person.forms:
            by_form[form].append(person)
        if done % _PAGE == 0:
            tell(done, 0)
    crowds = 0
    judged: set[tuple[int, int]] = set()
    blocks = [block for kind in (by_number, by_form) for block in kind.values() if len(block) > 1]
    for done, block in enumerate(blocks):
        for few in _narrowed(block):
            if len(few) > _CROWD:
                crowds += 1
                continue
            _judge(few, judged, found)
        if done % 100 == 0:
            tell(done, len(blocks))
    return crowds


def _narrowed(block: list[Person]) -> Iterator[list[Person]]:
    """Few namesakes as they are; of many, those who share one more fact."""
    if len(block) <= _FEW:
        yield block
        return
    by_fact: defaultdict[tuple[str, object], list[Person]] = defaultdict(list)
    for person in block:
        for name in ("number_key", "born_in", "mobile", "id_tail", "department", "group_id"):
            if value := getattr(person, name):
                by_fact[name, value].append(person)
    yield from (few for few in by_fact.values() if len(few) > 1)


def _judge(
    few: Iterable[Person],
    judged: set[tuple[int, int]],
    found: dict[tuple[int, int], Pair],
) -> None:
    for first, second in combinations(few, 2):  # in the order of their numbers, as they were read
        numbers = (first.id, second.id)
        if numbers in judged:
            continue
        judged.add(numbers)
        if (told := likeness(first, second)) is not None:
            found[numbers] = Pair(*numbers, (first.name, second.name), told)


# --- any register ---------------------------------------------------------------------------


def _same_keys(
    reader: Connection,
    spec: RecordSpec,
    key: tuple[str, ...],
    found: dict[tuple[int, int], Pair],
) -> int:
    """Add the records that agree in all fields of ``key``; how many records there are."""
    source = source_of(spec)
    naming = source.values[spec.name_field]
    cursor = reader.execute(
        select(source.id, naming, *(source.values[name] for name in key))
        .select_from(source.table)
        .where(*source.conditions, source.retired_at.is_(None))
        .order_by(source.id)
    )
    by_value: defaultdict[tuple[object, ...], list[tuple[int, str]]] = defaultdict(list)
    count = 0
    for number, name, *values in cursor:
        count += 1
        if all(value not in {None, ""} for value in values):
            by_value[tuple(map(_plain, values))].append((number, str(name or "")))
    labels = _LABELS_BETWEEN.join(spec.fields[name].label for name in key)
    told = Likeness(_KEY_SCORE, (f"{labels}相同",))
    for same in by_value.values():
        head, *others = same  # each with the first: so many pairs as there are records too many
        for other in others:
            numbers = (head[0], other[0])
            before = found.get(numbers)
            likely = told if before is None else _joined(before.likeness, told)
            found[numbers] = Pair(*numbers, (head[1], other[1]), likely)
    return count


def _joined(one: Likeness, other: Likeness) -> Likeness:
    reasons = tuple(dict.fromkeys((*one.reasons, *other.reasons)))
    return Likeness(max(one.score, other.score), reasons, one.doubts)


def _plain(value: object) -> object:
    """A value as it is compared: width, case and blanks of a text do not count."""
    if not isinstance(value, str):
        return value
    return "".join(unicodedata.normalize("NFKC", value).split()).casefold()


# --- those found to be two ------------------------------------------------------------------


def _dismissed(
    reader: Connection, spec: RecordSpec, found: dict[tuple[int, int], Pair]
) -> set[tuple[int, int]]:
    """Pairs that somebody found to be two, and that have not changed since."""
    known = distinct_pairs(reader, spec.id)
    asked = [numbers for numbers in found if numbers in known]
    wanted = sorted({number for numbers in asked for number in numbers})
    told: dict[Any, dict[str, object]] = {
        row["id"]: row for row in rows(reader, spec, wanted, identity_fields(spec))
    }
    return {
        numbers
        for numbers in asked
        if fingerprint(spec, told[numbers[0]], told[numbers[1]]) == known[numbers]
    }
