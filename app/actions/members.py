"""Membership: persons, and the dated events from which their standing follows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.actions.keeping import (
    GenericKeeper,
    ParsedDraft,
    parse_draft,
    refuse_faulty,
    without_derived,
)
from app.actions.patience import batches
from app.models.base import codes
from app.models.members import Member
from app.models.membership import MembershipEvent
from app.models.standing import (
    ON_ROLL,
    ChangeKind,
    Event,
    Membership,
    Standing,
    after,
    entry_that_counts,
    membership,
)
from app.spec.findings import Finding, Level
from app.spec.pinyin import search_keys
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.spec.drafts import Draft
    from app.spec.record import RecordSpec
    from app.store.unit import Unit

UNKNOWN_DAY = ""  # nobody knows when: sorts first, counts as having always been so
_NOTED_LATER = "补记，实际日期待核"

# The change that leads a member of the union to each standing, when only the result is known.
_LEADING_TO = {
    Standing.REGULAR: ChangeKind.RESTORED,
    Standing.RETAINED: ChangeKind.RETAINED,
    Standing.TRANSFERRED: ChangeKind.SENT,
    Standing.RESIGNED: ChangeKind.RESIGNED,
    Standing.EXPELLED: ChangeKind.EXPELLED,
    Standing.ENDED: ChangeKind.DIED,
}


def _derived(now: Membership) -> dict[str, object]:
    """The columns of a member that repeat what the events say."""
    return {
        "standing": now.standing,
        "joined_on": now.joined_on,
        "group_id": now.group_id,
    }


class MemberKeeper:
    """Keeps members: what a draft says of membership becomes dated events."""

    def __init__(self, spec: RecordSpec) -> None:
        self.spec = spec
        self._plain = GenericKeeper(spec, Member)

    def add(self, unit: Unit, drafts: Iterable[Draft]) -> list[int]:
        """Add one person per draft, with the events that the draft speaks of.

        A draft with an approval or joining date, or with no date at all, enters the union
        (会籍自批准之日起算); one with only an application date is an applicant. A draft that names
        a later standing gets the event leading there, dated today and noted as entered late.
        """
        ids: list[int] = []
        for batch in batches(drafts):
            ids += self._add(unit, batch)
        return ids

    def _add(self, unit: Unit, drafts: Sequence[Draft]) -> list[int]:
        rows: list[dict[str, object]] = []
        stories: list[list[dict[str, object]]] = []
        for draft in drafts:
            values = parse_draft(self.spec, draft)
            refuse_faulty(self.spec, values)
            story = _story(values, unit.today)
            row: dict[str, object] = without_derived(self.spec, values)
            row |= _search_columns(values) | _derived(_fold(story))
            rows.append(row)
            stories.append(story)
        ids = unit.insert(Member, rows)
        unit.insert(
            MembershipEvent,
            [
                {**event, "member_id": member_id}
                for member_id, story in zip(ids, stories, strict=True)
                for event in story
            ],
        )
        return ids

    def change(self, unit: Unit, changes: Mapping[int, Draft]) -> None:
        """Set fields; a group, joining date or standing that differs becomes an event."""
        touched: set[int] = set()
        for member_id, now in self._plain.present(unit, changes):
            values = parse_draft(self.spec, changes[member_id])
            if "name" in values:
                unit.update(Member, member_id, _search_columns(values))
            plain = ParsedDraft((k, v) for k, v in values.items() if k != "group_id")
            self._plain.change_one(unit, member_id, now, plain)
            if any(_differs(values, now, name) for name in ("group_id", "joined_on", "standing")):
                self._tell(unit, member_id, now, values)
                touched.add(member_id)
            if _differs(values, now, "approved_on") and now["standing"] == Standing.APPLICANT:
                _add_event(unit, member_id, ChangeKind.ADMITTED, str(values["approved_on"]))
                touched.add(member_id)
        recompute(unit, touched)

    def _tell(
        self, unit: Unit, member_id: int, now: Mapping[str, object], values: Mapping[str, object]
    ) -> None:
        """Write the events that lead from ``now`` to ``values``."""
        if _differs(values, now, "joined_on"):
            _correct_entry(unit, member_id, str(values["joined_on"]))
        if "group_id" in values and values["group_id"] != now["group_id"]:
            if now["standing"] in ON_ROLL:
                _add_event(
                    unit, member_id, ChangeKind.REGROUPED, unit.today, group_id=values["group_id"]
                )
            else:
                unit.update(Member, member_id, {"group_id": values["group_id"]})
        if _differs(values, now, "standing"):
            self._lead_to(unit, member_id, now["standing"], str(values["standing"]))

    def _lead_to(self, unit: Unit, member_id: int, now: object, wanted: str) -> None:
        standing = str(now) if now else None
        change = _LEADING_TO.get(Standing(wanted), ChangeKind.APPLIED)
        if change is ChangeKind.RESTORED and standing != Standing.RETAINED:
            change = ChangeKind.ADMITTED
        if after(standing, change) != wanted:
            unit.object(not_allowed(self.spec.id, member_id, "standing", standing, change))
            return
        _add_event(unit, member_id, change, unit.today, note=_NOTED_LATER)


def _differs(values: Mapping[str, object], now: Mapping[str, object], name: str) -> bool:
    return values.get(name) is not None and values[name] != now[name]


def _search_columns(values: Mapping[str, object]) -> dict[str, object]:
    pinyin, initials = search_keys(str(values.get("name") or ""))
    return {"pinyin": pinyin[:200], "initials": initials[:50]}


def _story(values: Mapping[str, object], today: str) -> list[dict[str, object]]:
    """The events that a new person's draft speaks of, oldest first."""
    standing = values.get("standing")
    joined = values.get("joined_on") or values.get("approved_on")
    applied = values.get("applied_on")
    group = values.get("group_id")
    if standing == Standing.APPLICANT or (applied and not joined and standing is None):
        day = applied or UNKNOWN_DAY
        return [{"kind": ChangeKind.APPLIED, "happened_on": day, "group_id": group}]
    entry = {
        "kind": ChangeKind.ADMITTED,
        "happened_on": joined or UNKNOWN_DAY,
        "group_id": group,
        "approved_on": values.get("approved_on"),
        "approval_no": values.get("approval_no"),
    }
    if standing in {None, Standing.REGULAR}:
        return [entry]
    later: dict[str, object] = {
        "kind": _LEADING_TO[Standing(str(standing))],
        "happened_on": today,
        "note": _NOTED_LATER,
    }
    return [entry, later]


def _fold(story: Iterable[Mapping[str, object]]) -> Membership:
    return membership(
        Event(
            id=number,
            kind=str(event["kind"]),
            happened_on=str(event["happened_on"]),
            group_id=event.get("group_id"),  # type: ignore[arg-type]
        )
        for number, event in enumerate(story)
    )


def _add_event(unit: Unit, member_id: int, kind: str, day: str, **more: object) -> None:
    unit.insert(
        MembershipEvent, [{"member_id": member_id, "kind": kind, "happened_on": day, **more}]
    )


def _correct_entry(unit: Unit, member_id: int, joined_on: str) -> None:
    """Give the entry that counts its right day; somebody who never entered enters on it."""
    found = events_of(unit, [member_id])[member_id]
    entry = entry_that_counts(found)
    if entry is None:
        _add_event(unit, member_id, ChangeKind.ADMITTED, joined_on)
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
        """Record events; each must be allowed by the standing on its day."""
        ids = self._plain.add(unit, drafts)
        recompute_of_events(unit, ids, refuse=True)
        return ids

    def change(self, unit: Unit, changes: Mapping[int, Draft]) -> None:
        """Correct events."""
        self._plain.change(unit, changes)
        recompute_of_events(unit, changes.keys(), refuse=True)


def recompute_of_events(unit: Unit, event_ids: Collection[int], *, refuse: bool = False) -> None:
    """Recompute the members to whom these events belong."""
    table = table_of(MembershipEvent)
    members: set[int] = set()
    for batch in batches(event_ids):
        members.update(
            unit.connection.scalars(select(table.c.member_id).where(table.c.id.in_(batch)))
        )
    recompute(unit, members, refuse_from=frozenset(event_ids) if refuse else frozenset())


def recompute(
    unit: Unit, member_ids: Collection[int], *, refuse_from: frozenset[int] = frozenset()
) -> None:
    """Set what members repeat of their events.

    Args:
        refuse_from: events that must be allowed by the standing before them; the unit refuses
            to commit where one is not.
    """
    for member_id, found in events_of(unit, member_ids).items():
        now = membership(found)
        for wrong in (e for e in found if e.id in now.contradictions and e.id in refuse_from):
            place = (wrong.happened_on, wrong.id)
            before = membership(e for e in found if (e.happened_on, e.id) < place)
            unit.object(
                not_allowed(
                    MembershipEvent.__tablename__, wrong.id, "kind", before.standing, wrong.kind
                )
            )
        unit.update(Member, member_id, _derived(now))


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
    change_label = codes("membership_change").label(change)
    standing_label = codes("standing").label(standing) if standing else "尚未入会"
    message = f"会籍状态为“{standing_label}”时不能办理“{change_label}”。"
    return Finding(
        "mem-standing", Level.ERROR, message, record=record, record_id=record_id, field=field
    )


def standing_faults(reader: Connection) -> Iterator[str]:
    """Members whose standing, joining date or group is not what their events say."""
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
        .order_by(member.c.id)
    )
    for _, found in groupby(rows, key=itemgetter(0)):
        lines = list(found)
        _, name, *stored = lines[0][:5]
        story = [Event(*facts) for _, _, _, _, _, *facts in lines if facts[0] is not None]
        now = _derived(membership(story))
        if now["standing"] is not None and list(now.values()) != stored:
            yield f"{name}的会籍状态、入会日期或小组与会籍变动登记不一致"
