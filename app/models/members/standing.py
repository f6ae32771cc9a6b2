"""会籍: how a person's standing follows from dated events (handbook of members, 2.3 to 2.5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Standing(StrEnum):
    """Codes of the list ``standing``."""

    APPLICANT = "applicant"
    REGULAR = "regular"
    RETAINED = "retained"
    TRANSFERRED = "transferred"
    RESIGNED = "resigned"
    EXPELLED = "expelled"
    ENDED = "ended"
    DECLINED = "declined"
    WORKER = "worker"


class ChangeKind(StrEnum):
    """Codes of the list ``membership_change``."""

    ADMITTED = "1"
    RECEIVED = "2"
    RETAINED = "3"
    SENT = "4"
    EXPELLED = "5"
    RESIGNED = "6"
    APPLIED = "A"
    RESTORED = "B"
    DIED = "C"
    REGROUPED = "D"
    DECLINED = "E"
    WITHDRAWN = "F"


NOTED_LATER = "补记，实际日期待核"  # what the program writes where only the result is known
ON_ROLL = frozenset({Standing.REGULAR, Standing.RETAINED})  # whose membership has not ended
ENTRIES = frozenset({ChangeKind.ADMITTED, ChangeKind.RECEIVED})

# Whose membership has neither begun nor ended. The handbook lets an applicant be refused and names
# no standing for it: one of our own keeps the person in the register, to apply again. Another is
# for workers who never applied: they have no events, and everything may be their first.
NEVER_IN = frozenset({Standing.APPLICANT, Standing.DECLINED, Standing.WORKER})
_NOT_GONE = ON_ROLL | NEVER_IN

_OUTSIDE = frozenset(
    {
        None,
        Standing.WORKER,
        Standing.TRANSFERRED,
        Standing.RESIGNED,
        Standing.EXPELLED,
        Standing.DECLINED,
    }
)
_BEFORE_ENTRY = _OUTSIDE | {Standing.APPLICANT}
# To which standing a change leads, and from which standings it may be made.
_CHANGES: dict[str, tuple[Standing, frozenset[Standing | None]]] = {
    ChangeKind.APPLIED: (Standing.APPLICANT, _OUTSIDE),
    ChangeKind.ADMITTED: (Standing.REGULAR, _BEFORE_ENTRY),
    ChangeKind.RECEIVED: (Standing.REGULAR, _BEFORE_ENTRY),
    ChangeKind.RETAINED: (Standing.RETAINED, frozenset({Standing.REGULAR})),
    ChangeKind.RESTORED: (Standing.REGULAR, frozenset({Standing.RETAINED})),
    ChangeKind.SENT: (Standing.TRANSFERRED, ON_ROLL),
    ChangeKind.RESIGNED: (Standing.RESIGNED, ON_ROLL),
    ChangeKind.EXPELLED: (Standing.EXPELLED, ON_ROLL),
    ChangeKind.DIED: (Standing.ENDED, ON_ROLL),
    ChangeKind.DECLINED: (Standing.DECLINED, frozenset({Standing.APPLICANT})),
    ChangeKind.WITHDRAWN: (Standing.DECLINED, frozenset({Standing.APPLICANT})),
}
LEADS_TO = {change: standing for change, (standing, _allowed) in _CHANGES.items()}


def after(standing: str | None, change: str) -> str | None:
    """The standing that ``change`` leads to; ``None`` when it may not be made from ``standing``.

    Args:
        standing: code of ``standing``; ``None`` for somebody not known yet.
        change: code of ``membership_change``.
    """
    if change == ChangeKind.REGROUPED:
        return standing if standing in ON_ROLL else None
    leads_to, allowed = _CHANGES[change]
    return leads_to if standing in allowed else None


def changes_from(standing: str | None) -> tuple[str, ...]:
    """Codes of the changes that may be made from ``standing``, in the order of the code list."""
    return tuple(kind for kind in ChangeKind if after(standing, kind) is not None)


@dataclass(frozen=True, slots=True)
class Event:
    """What the standing needs of one ``membership_event``.

    Attributes:
        happened_on: ISO; a year or month counts from its first day. Blank when nobody knows the
            day: it sorts first and counts as having always been so.
    """

    id: int
    kind: str
    happened_on: str
    group_id: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """What the events of one person say, up to some day.

    Attributes:
        joined_on: day of joining the union movement as far as known (入会日期): the last
            admission; a transfer from a union does not begin it anew.
        since_on: first day in this union, this time (本会起始日期).
        ended_on: last change, where it ended the membership (本会终止日期).
        end_reason: code of ``membership_reason`` given then.
        retained_from: since when the membership is retained (保留会籍起始日期).
        contradictions: events that the standing before them did not allow. The newest paper
            counts all the same; ``check`` names them.
    """

    standing: str | None = None
    joined_on: str | None = None
    since_on: str | None = None
    ended_on: str | None = None
    end_reason: str | None = None
    retained_from: str | None = None
    group_id: int | None = None
    contradictions: tuple[int, ...] = ()


_NOBODY = Membership()  # before the first event


def _step(now: Membership, event: Event) -> Membership:
    contradictions, group_id = now.contradictions, now.group_id
    if after(now.standing, event.kind) is None:
        contradictions = (*contradictions, event.id)
    if event.kind == ChangeKind.REGROUPED:
        return replace(now, group_id=event.group_id, contradictions=contradictions)
    if event.group_id is not None:
        group_id = event.group_id
    returns = event.kind == ChangeKind.RECEIVED and now.standing == Standing.TRANSFERRED
    enters = event.kind in ENTRIES
    day = event.happened_on or None
    standing = LEADS_TO[event.kind]
    gone = standing not in _NOT_GONE
    return Membership(
        standing=standing,
        joined_on=day if enters and not returns else now.joined_on,
        since_on=day if enters else now.since_on,
        ended_on=day if gone else None,
        end_reason=event.reason if gone else None,
        retained_from=day if standing == Standing.RETAINED else None,
        group_id=group_id,
        contradictions=contradictions,
    )


def membership(events: Iterable[Event], as_at: str | None = None) -> Membership:
    """Fold ``events`` of one person, in any order, into what they say on the day ``as_at``.

    Args:
        as_at: ISO day, itself included; without it all events count.
    """
    # As text 1998 <= 1998-01-01 < 1998-02: a partial date counts from the start of its period.
    due = (event for event in events if as_at is None or event.happened_on <= as_at)
    now = _NOBODY
    for event in sorted(due, key=lambda event: (event.happened_on, event.id)):
        now = _step(now, event)
    return now


def entry_that_counts(events: Iterable[Event]) -> Event | None:
    """The entry that the joining date comes from: the last, but for a return after a transfer."""
    now = _NOBODY
    found: Event | None = None
    for event in sorted(events, key=lambda event: (event.happened_on, event.id)):
        returns = event.kind == ChangeKind.RECEIVED and now.standing == Standing.TRANSFERRED
        if event.kind in ENTRIES and not returns:
            found = event
        now = _step(now, event)
    return found
