"""Membership events: each must follow from those before it; what a member repeats follows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.actions.batches import batches
from app.actions.keeping import GenericKeeper, ParsedDraft, parse_draft
from app.models.base import codes
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import (
    LEADS_TO,
    NOTED_LATER,
    ChangeKind,
    Event,
    Membership,
    Standing,
    entry_that_counts,
    membership,
)
from app.spec.findings import Finding, Level
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.models.base import Record
    from app.spec.drafts import Draft
    from app.spec.record import RecordSpec
    from app.store.unit import Unit


def derived(now: Membership) -> dict[str, object]:
    """The columns of a member that repeat what the events say.

    Of somebody without events they say that he is a worker; his group is what the row says.
    """
    if now.standing is None:
        return {"standing": Standing.WORKER, "joined_on": None}
    return {
        "standing": now.standing,
        "joined_on": now.joined_on,
        "group_id": now.group_id,
    }


def add_event(unit: Unit, member_id: int, kind: str, day: str, **more: object) -> None:
    """Write one event; whoever calls settles what follows from it."""
    event = {"member_id": member_id, "kind": kind, "happened_on": day, **more}
    unit.insert(MembershipEvent, in_group_of_worker(unit, [event]))


def in_group_of_worker(
    unit: Unit, events: Iterable[Mapping[str, object]]
) -> list[dict[str, object]]:
    """``events``, each first one of a worker with the group in which the worker stands.

    From the first event on the events say which group somebody is in; the group known before must
    not be lost by it.
    """
    written = [dict(event) for event in events]
    silent = {event["member_id"] for event in written if event.get("group_id") is None}
    if not silent:
        return written
    member = table_of(Member).c
    groups: dict[object, int] = {}
    for batch in batches(silent):
        query = select(member.id, member.group_id).where(
            member.id.in_(batch),
            member.group_id.is_not(None),
            member.standing == Standing.WORKER,
        )
        groups.update((number, group) for number, group in unit.connection.execute(query))
    for event in written:
        if event.get("group_id") is None and event["member_id"] in groups:
            event["group_id"] = groups.pop(event["member_id"])
    return written


def correct_entry(unit: Unit, member_id: int, joined_on: str) -> None:
    """Give the entry that counts its right day; somebody who never entered enters on it."""
    found = events_of(unit, [member_id])[member_id]
    entry = entry_that_counts(found)
    if entry is None:
        add_event(unit, member_id, ChangeKind.ADMITTED, joined_on)
        return
    corrected = [replace(e, happened_on=joined_on) if e.id == entry.id else e for e in found]
    if set(membership(corrected).contradictions) - set(membership(found).contradictions):
        message = f"入会日期改为{joined_on}后，与其他会籍变动的先后不衔接。"
        unit.object(
            Finding(
                "mem-standing",
                Level.ERROR,
                message,
                record=Member.__tablename__,
                record_id=member_id,
                field="joined_on",
            )
        )
        return
    unit.update(MembershipEvent, entry.id, {"happened_on": joined_on})


class EventKeeper:
    """Keeps membership events; the member's standing follows."""

    def __init__(self, spec: RecordSpec) -> None:
        self.spec = spec
        self._plain = GenericKeeper(spec, MembershipEvent)

    def add(self, unit: Unit, drafts: Iterable[Draft]) -> list[int]:
        """Record events; each must be allowed by the standing on its day.

        An event that the program had only supposed gives way to the one now told, so that a full
        export comes into an empty ledger as it was.
        """
        read = [dict(parse_draft(self.spec, draft)) for draft in drafts]
        ids = self._plain.add(unit, map(ParsedDraft, in_group_of_worker(unit, read)))
        new = frozenset(ids)
        now = stories_with(unit, ids)
        before = {member: without(story, new) for member, story in now.items()}
        if supposed := _supposed(unit, now, new):
            for number in supposed:
                unit.update(MembershipEvent, number, {"retired_at": unit.now})
            now = {member: without(story, supposed) for member, story in now.items()}
        settle(unit, before, now, new | supposed)
        return ids

    def change(self, unit: Unit, changes: Mapping[int, Draft]) -> None:
        """Correct events; one may even turn out to be another person's."""
        before = stories_with(unit, changes)
        self._plain.change(unit, changes)
        now = events_of(unit, before.keys() | stories_with(unit, changes).keys())
        settle(unit, before, now, changes.keys())


def _supposed(
    unit: Unit, stories: Mapping[int, Sequence[Event]], new: Collection[int]
) -> frozenset[int]:
    """Events of ``stories`` that were only supposed, and that one of ``new`` tells as it was.

    A standing of unknown day is noted on the day it was entered; an entry is an admission until
    somebody says that it was a transfer.
    """
    noted: set[int] = set()
    entries: set[int] = set()
    for story in stories.values():
        for told in (event for event in story if event.id in new):
            for other in (event for event in story if event.id not in new):
                if LEADS_TO.get(ChangeKind(other.kind)) != LEADS_TO.get(ChangeKind(told.kind)):
                    continue
                if told.kind == ChangeKind.RECEIVED and other.kind == ChangeKind.ADMITTED:
                    if told.happened_on == other.happened_on:
                        entries.add(other.id)
                elif told.happened_on <= other.happened_on:
                    noted.add(other.id)
    table = table_of(MembershipEvent)
    is_bare = [table.c[name].is_(None) for name in ("other_union", "slip_no", "handler_name")]
    found: set[int] = set()
    for batch in batches(noted):
        query = select(table.c.id).where(table.c.id.in_(batch), table.c.note == NOTED_LATER)
        found.update(unit.connection.scalars(query))
    for batch in batches(entries):
        query = select(table.c.id).where(table.c.id.in_(batch), *is_bare)
        found.update(unit.connection.scalars(query))
    return frozenset(found)


def without(story: Iterable[Event], ids: Collection[int]) -> list[Event]:
    """The events of ``story`` but for those numbered so."""
    return [event for event in story if event.id not in ids]


def stories_with(unit: Unit, event_ids: Iterable[int]) -> dict[int, list[Event]]:
    """The stories of the members to whom these events belong, in force or not."""
    table = table_of(MembershipEvent)
    members: set[int] = set()
    for batch in batches(event_ids):
        members.update(
            unit.connection.scalars(select(table.c.member_id).where(table.c.id.in_(batch)))
        )
    return events_of(unit, members)


def owners_of(unit: Unit, event_ids: Iterable[int]) -> dict[int, int]:
    """The member to whom each event belongs."""
    table = table_of(MembershipEvent)
    found: dict[int, int] = {}
    for batch in batches(event_ids):
        query = select(table.c.id, table.c.member_id).where(table.c.id.in_(batch))
        found.update((number, member) for number, member in unit.connection.execute(query))
    return found


def settle(
    unit: Unit,
    before: Mapping[int, Sequence[Event]],
    now: Mapping[int, Sequence[Event]],
    touched: Collection[int],
    speaking_of: type[Record] = MembershipEvent,
) -> None:
    """Set what members repeat of their events, and object to contradictions that were not there.

    Old contradictions refuse nothing: whoever mends one of two must be able to save.

    Args:
        before: the events in force of each member, as they were.
        now: the same as they are; members who are to be settled.
        touched: numbers of the events added, changed or put aside.
        speaking_of: whose form or row is refused, the event's or the member's.
    """
    for member_id, story in now.items():
        membership_now = membership(story)
        if membership_now.contradictions:
            was = before.get(member_id, ())
            known = membership(was).contradictions
            for wrong in story:
                if wrong.id in membership_now.contradictions and wrong.id not in known:
                    cause = _cause(wrong, was, story, touched)
                    about = member_id if speaking_of is Member else cause
                    finding = _out_of_order(wrong, story, by_itself=wrong.id == cause)
                    unit.object(replace(finding, record=speaking_of.__tablename__, record_id=about))
        unit.update(Member, member_id, derived(membership_now))


def _cause(
    wrong: Event, was: Sequence[Event], now: Sequence[Event], touched: Collection[int]
) -> int:
    """Which of the touched events makes ``wrong`` contradict: itself, else the last before it."""
    if wrong.id in touched:
        return wrong.id
    moves = [e for e in (*was, *now) if e.id in touched and e.kind != ChangeKind.REGROUPED]
    earlier = [e for e in moves if e in now and _place(e) < _place(wrong)]
    return max(earlier or moves, key=_place, default=wrong).id


def _place(event: Event) -> tuple[str, int]:
    return event.happened_on, event.id


def _out_of_order(wrong: Event, story: Iterable[Event], *, by_itself: bool) -> Finding:
    """The objection to an event that the standing of its day does not allow."""
    before = membership(event for event in story if _place(event) < _place(wrong))
    if by_itself:
        return not_allowed("", 0, "kind", before.standing, wrong.kind)
    day = wrong.happened_on or "日期不详"
    message = (
        f"这样一来，{day}的“{_change_label(wrong.kind)}”就不衔接了："
        f"那时会籍状态是“{_standing_label(before.standing)}”。请先改正那一笔。"
    )
    return Finding("mem-standing", Level.ERROR, message, field="happened_on")


def events_of(unit: Unit, member_ids: Collection[int]) -> dict[int, list[Event]]:
    """The events in force of each member, oldest number first; members without any too."""
    table = table_of(MembershipEvent)
    found: defaultdict[int, list[Event]] = defaultdict(list)
    facts = (table.c.id, table.c.kind, table.c.happened_on, table.c.group_id, table.c.reason)
    for batch in batches(member_ids):
        rows = unit.connection.execute(
            select(table.c.member_id, *facts)
            .where(table.c.member_id.in_(batch), table.c.retired_at.is_(None))
            .order_by(table.c.id)
        )
        for member_id, *values in rows:
            found[member_id].append(Event(*values))
    return {member_id: found[member_id] for member_id in member_ids}


def not_allowed(
    record: str, record_id: int, field: str, standing: str | None, change: str
) -> Finding:
    """The objection to a change that the standing does not allow."""
    message = f"会籍状态为“{_standing_label(standing)}”时不能办理“{_change_label(change)}”。"
    return Finding(
        "mem-standing", Level.ERROR, message, record=record, record_id=record_id, field=field
    )


def _change_label(change: str) -> str:
    return codes("membership_change").label(change)


def _standing_label(standing: str | None) -> str:
    return codes("standing").label(standing) if standing else "尚未入会"


def standing_faults(reader: Connection) -> Iterator[str]:
    """Members whose standing, joining date or group is not what their events say.

    Who was merged into another left the events there, and says what was so before.
    """
    member, event = table_of(Member), table_of(MembershipEvent)
    rows = reader.execute(
        select(
            member.c.id,
            member.c.name,
            member.c.standing,
            member.c.joined_on,
            member.c.group_id,
            event.c.id,
            event.c.kind,
            event.c.happened_on,
            event.c.group_id,
            event.c.reason,
        )
        .outerjoin_from(
            member, event, (event.c.member_id == member.c.id) & event.c.retired_at.is_(None)
        )
        .where(member.c.retired_at.is_(None) | event.c.id.is_not(None))
        .order_by(member.c.id)
    )
    for _, found in groupby(rows, key=itemgetter(0)):
        lines = list(found)
        _, name, *stored = lines[0][:5]
        story = [Event(*facts) for _, _, _, _, _, *facts in lines if facts[0] is not None]
        now = derived(membership(story))
        if list(now.values()) != stored[: len(now)]:
            yield f"{name}的会籍状态、入会日期或小组与会籍变动登记不一致"
