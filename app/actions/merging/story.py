"""The membership events of two records that are one person, as one consistent story."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from app.actions.members.membership import derived, events_of, not_allowed
from app.actions.members.regrouping import put_in_group
from app.models.base import spec_of
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import Event, membership
from app.spec.findings import Finding, Level
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from app.store.unit import Unit

_OWN = ("member_id", "kind", "happened_on")  # the rest of an event is its particulars


@dataclass(frozen=True, slots=True)
class Line:
    """One event of either record.

    Attributes:
        owner: the record it stands with now.
        particulars: all else that is known of it, by field name.
        repeats: the event that tells the same and stays in its place, if there is one.
    """

    id: int
    owner: int
    kind: str
    happened_on: str
    particulars: Mapping[str, object]
    repeats: int | None = None

    @property
    def event(self) -> Event:
        """What the standing needs of it."""
        group, reason = (self.particulars.get(name) for name in ("group_id", "reason"))
        return Event(
            self.id,
            self.kind,
            self.happened_on,
            group if isinstance(group, int) else None,
            str(reason) if reason else None,
        )


def lines_of(reader: Connection, keep: int, retire: int) -> tuple[Line, ...]:
    """The events in force of both records, oldest first; what is told twice is marked."""
    table = table_of(MembershipEvent)
    names = tuple(spec_of(MembershipEvent).fields)
    found = reader.execute(
        select(table.c.id, *(table.c[name] for name in names))
        .where(table.c.member_id.in_([keep, retire]), table.c.retired_at.is_(None))
        .order_by(table.c.happened_on, table.c.id)
    )
    lines = []
    for number, *values in found:
        told = dict(zip(names, values, strict=True))
        rest = {
            name: value
            for name, value in told.items()
            if name not in _OWN and value not in {None, ""}
        }
        lines.append(Line(number, told["member_id"], told["kind"], told["happened_on"], rest))
    return _with_repeats(lines, keep)


def _with_repeats(lines: Sequence[Line], keep: int) -> tuple[Line, ...]:
    """``lines`` with what one record tells again of what the other tells.

    Of the two the one with the more exact day stays, else that of the record that stays.
    """
    repeats: dict[int, int] = {}
    ours = [line for line in lines if line.owner == keep]
    theirs = [line for line in lines if line.owner != keep]
    for line in theirs:
        alike = [each for each in ours if each.id not in repeats.values() and _same(each, line)]
        exact = [each for each in alike if each.happened_on == line.happened_on]
        # Without the day it may be any of several; then nothing is taken for granted.
        twin = exact[0] if exact else alike[0] if len(alike) == 1 else None
        if twin is None or twin.id in repeats:
            continue
        is_nearer = len(line.happened_on) > len(twin.happened_on)
        less, more = (twin, line) if is_nearer else (line, twin)
        repeats[less.id] = more.id
    return tuple(replace(line, repeats=repeats.get(line.id)) for line in lines)


def _same(one: Line, other: Line) -> bool:
    """Whether two events may be one: same kind, days and particulars that do not disagree."""
    first, second = one.happened_on, other.happened_on
    if one.kind != other.kind or not (first.startswith(second) or second.startswith(first)):
        return False
    both = one.particulars.keys() & other.particulars.keys()
    return all(one.particulars[name] == other.particulars[name] for name in both)


def repeated(lines: Sequence[Line]) -> frozenset[int]:
    """The events that another one tells already: proposed to be left out."""
    return frozenset(line.id for line in lines if line.repeats is not None)


def contradictions(lines: Sequence[Line], left_out: Collection[int]) -> dict[int, str]:
    """Events that the standing before them does not allow, each with the objection.

    What contradicted already in one record alone is none of the merging's.
    """
    known: set[int] = set()
    for owner in {line.owner for line in lines}:
        alone = [line.event for line in lines if line.owner == owner]
        known.update(membership(alone).contradictions)
    story = [line.event for line in lines if line.id not in left_out]
    wrong = set(membership(story).contradictions) - known
    found = {}
    for event in story:
        if event.id in wrong:
            place = (event.happened_on, event.id)
            before = membership(e for e in story if (e.happened_on, e.id) < place)
            found[event.id] = not_allowed("", 0, "kind", before.standing, event.kind).message
    return found


def join_stories(unit: Unit, keep: int, retire: int, left_out: Collection[int]) -> None:
    """Give all events of both to ``keep``; those left out are put aside.

    What one knew more of an event told twice is added to the one that stays. A contradiction
    between the two is objected to and refuses the action.
    """
    lines = lines_of(unit.connection, keep, retire)
    by_id = {line.id: line for line in lines}
    for line in lines:
        if line.id in left_out:
            unit.update(MembershipEvent, line.id, {"retired_at": unit.now})
            if line.repeats is not None and line.repeats not in left_out:
                _complete(unit, by_id[line.repeats], line)
    table = table_of(MembershipEvent)  # those put aside before come along too
    moved = update(table).where(table.c.member_id == retire).values(member_id=keep)
    unit.connection.execute(moved)
    for message in contradictions(lines, left_out).values():
        unit.object(
            Finding(
                "mem-standing",
                Level.ERROR,
                f"两边的会籍变动合不到一起：{message}",
                record=Member.__tablename__,
                record_id=keep,
                field="standing",
            )
        )
    group = _group_told(unit, keep, retire)
    now = membership(events_of(unit, [keep])[keep])
    if now.group_id is None and group is not None:
        put_in_group(unit, keep, group)
        now = membership(events_of(unit, [keep])[keep])
    unit.update(Member, keep, derived(now))


def _group_told(unit: Unit, keep: int, retire: int) -> int | None:
    """The group that stands on either row, though perhaps no event tells it: a worker's."""
    member = table_of(Member).c
    query = select(member.id, member.group_id).where(member.id.in_([keep, retire]))
    groups: dict[int, int | None] = {row.id: row.group_id for row in unit.connection.execute(query)}
    return groups[keep] if groups[keep] is not None else groups[retire]


def _complete(unit: Unit, stays: Line, goes: Line) -> None:
    """Add to the event that stays what only the other one knew."""
    missing = {
        name: value for name, value in goes.particulars.items() if name not in stays.particulars
    }
    if missing:
        unit.update(MembershipEvent, stays.id, missing)


def outcome(lines: Sequence[Line], left_out: Collection[int]) -> dict[str, object]:
    """What a member repeats of the joined events: ``standing``, ``joined_on``, ``group_id``."""
    return derived(membership(line.event for line in lines if line.id not in left_out))
