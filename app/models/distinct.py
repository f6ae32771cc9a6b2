"""查重结论: pairs of records that somebody looked at and found to be two, not one."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record, json_text, spec_of
from app.models.members.member import Member
from app.spec.field import Layout
from app.spec.record import Chapter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from app.spec.record import RecordSpec

# What makes a person this one. A pair found to be two comes back once any of it changes.
_OF_PERSONS = ("name", "id_number", "born_on", "mobile")


class DistinctPair(Record):
    """Two records of one register that are not the same, though they look it (不是同一个人).

    The numbers are no references: a conclusion speaks of what both records said when it was
    drawn, and does not move on when one of them is merged into a third.
    """

    __tablename__ = "distinct_pair"
    title = "查重结论"
    chapter = Chapter.MEMBERS
    layout = Layout(table=(), form=())
    __table_args__ = (
        Index("ix_distinct_pair_numbers", "register", "first_id", "second_id"),
        {"sqlite_autoincrement": True},
    )

    register: Mapped[str] = mapped_column(String(50))  # id of the register both stand in
    first_id: Mapped[int]  # the smaller of the two numbers
    second_id: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))  # of the identity of both, hexadecimal


def identity_fields(spec: RecordSpec) -> tuple[str, ...]:
    """The fields that tell one record of ``spec`` from another."""
    if spec.id == Member.__tablename__:
        return _OF_PERSONS
    named = (name for key in spec.keys for name in key)
    return tuple(dict.fromkeys((spec.name_field, *named)))


def fingerprint(spec: RecordSpec, first: Mapping[str, object], second: Mapping[str, object]) -> str:
    """SHA-256 over what makes two records these two, whichever is named first."""
    names = identity_fields(spec)
    told = sorted(json_text([each.get(name) for name in names]) for each in (first, second))
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def distinct_pairs(reader: Connection, register: str) -> dict[tuple[int, int], str]:
    """Fingerprint by the numbers of each pair found to be two, the smaller number first."""
    table = DistinctPair.__table__.c
    found = reader.execute(
        select(table.first_id, table.second_id, table.fingerprint)
        .where(table.register == register, table.retired_at.is_(None))
        .order_by(table.id)
    )
    return {(first, second): told for first, second, told in found}


def fingerprints_with(reader: Connection, member_ids: Iterable[int]) -> dict[int, set[str]]:
    """By member, the fingerprints of all pairs in which that one was found to be another."""
    found: dict[int, set[str]] = {number: set() for number in member_ids}
    for pair, told in distinct_pairs(reader, Member.__tablename__).items():
        for number in found.keys() & pair:
            found[number].add(told)
    return found


def known_apart(reader: Connection, number: int, others: frozenset[int]) -> frozenset[int]:
    """Those of ``others`` who are known not to be the member ``number``, as both stand now."""
    table = DistinctPair.__table__.c
    spoken_of = (table.first_id == number) | (table.second_id == number)
    pairs = {
        (first if second == number else second): told
        for first, second, told in reader.execute(
            select(table.first_id, table.second_id, table.fingerprint)
            .where(table.register == Member.__tablename__, spoken_of, table.retired_at.is_(None))
            .order_by(table.id)
        )
    }
    asked = others & pairs.keys()
    if not asked:
        return frozenset()
    member, spec = Member.__table__.c, spec_of(Member)
    columns = [member[name] for name in _OF_PERSONS]
    found = reader.execute(select(member.id, *columns).where(member.id.in_({number, *asked})))
    persons = {who: dict(zip(_OF_PERSONS, told, strict=True)) for who, *told in found}
    return frozenset(
        other
        for other in asked
        if fingerprint(spec, persons[number], persons[other]) == pairs[other]
    )
