"""Records for tests: valid unless told otherwise."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine, insert

from app.models.all import entries, groups, member, membership
from app.models.base import Base, Record, json_text, spec_of
from app.models.ledgers.specs import shipped_ledgers
from app.spec.identity import check_character
from app.spec.pinyin import search_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

CREATED = "2026-01-01T00:00:00.000000Z"
RETIRED = "2026-02-01T00:00:00.000000Z"
MEMBERS = spec_of(member.Member)
EVENTS = spec_of(membership.MembershipEvent)
SPORTS = shipped_ledgers()["XJ-03"]
_numbers = itertools.count(1)


def _row(**values: object) -> dict[str, Any]:
    return {"uid": f"uid-{next(_numbers)}", "created_at": CREATED, **values}


def an_id_number(born: str = "19850301", sequence: int = 1) -> str:
    """A well-formed number of the unassigned region; odd sequences are men's."""
    first = f"990001{born}{sequence:03d}"
    return first + check_character(first)


def a_member(**changes: object) -> dict[str, Any]:
    values = _row(
        name="张小明",
        sex="1",
        id_type="1",
        id_number=None,
        born_on="1985-03-01",
        approved_on="2010-07-01",
        approval_no="第一届委员会第 1 次会议",
        joined_on="2010-07-01",
        standing="regular",
    )
    values |= changes
    pinyin, initials = search_keys(values["name"])
    return {"pinyin": pinyin, "initials": initials, **values}


def an_event(member_id: int, kind: str, happened_on: str, **changes: object) -> dict[str, Any]:
    return _row(member_id=member_id, kind=kind, happened_on=happened_on, **changes)


def a_group(name: str = "一车间小组", **changes: object) -> dict[str, Any]:
    return _row(name=name, **changes)


def a_dues(member_id: int, **changes: object) -> dict[str, Any]:
    """A line of dues: 21.90 yuan of 4,386, not paid."""
    values = _row(member_id=member_id, month="2026-03", base_fen=438_600, due_fen=2190)
    return values | changes


def a_receipt(number: str, **changes: object) -> dict[str, Any]:
    return _row(number=number, **changes)


def a_talk(member_id: int, held_on: str) -> dict[str, Any]:
    return _row(member_id=member_id, held_on=held_on)


def an_own_figure(figure: str, value: int, **changes: object) -> dict[str, Any]:
    return _row(figure=figure, value=value, **changes)


def an_entry(ledger_id: str, content: Mapping[str, object], **changes: object) -> dict[str, Any]:
    return _row(ledger_id=ledger_id, content=dict(content), **changes)


def a_ledger() -> Connection:
    """A connection to an empty ledger in memory, without triggers."""
    engine = create_engine(
        "sqlite://",
        json_serializer=json_text,
        connect_args={"check_same_thread": False},  # the collector may let it go in any thread
    )
    Base.metadata.create_all(engine)
    return engine.connect()


def keep(connection: Connection, record: type[Record], *rows: Mapping[str, Any]) -> list[int]:
    """Insert ``rows``; return their ids."""
    return [
        connection.execute(insert(record).values(**row)).inserted_primary_key[0] for row in rows
    ]


def keep_members(connection: Connection, *rows: Mapping[str, Any]) -> list[int]:
    return keep(connection, member.Member, *rows)


def keep_events(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> list[int]:
    return keep(connection, membership.MembershipEvent, *rows)


def keep_groups(connection: Connection, *names: str) -> list[int]:
    return keep(connection, groups.Group, *(a_group(name) for name in names))


def keep_entries(
    connection: Connection, ledger_id: str, *contents: Mapping[str, object]
) -> list[int]:
    rows = (an_entry(ledger_id, content) for content in contents)
    return keep(connection, entries.LedgerEntry, *rows)
