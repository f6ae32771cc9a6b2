"""Membership: persons, and the dated events from which their standing follows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.actions.batches import batches
from app.actions.dues.keepers import fill_dues, follow_wages, speaks_of_dues
from app.actions.keeping import (
    GenericKeeper,
    ParsedDraft,
    parse_draft,
    refuse_faulty,
    without_derived,
)
from app.actions.members.denying import denied
from app.actions.members.last_change import (
    NAMES,
    LastChange,
    in_register,
    in_sheets,
    last_change_of,
)
from app.actions.members.membership import (
    add_event,
    correct_entry,
    derived,
    events_of,
    not_allowed,
    settle,
)
from app.actions.members.regrouping import put_in_group
from app.models.base import spec_of
from app.models.distinct import fingerprint, fingerprints_with, identity_fields
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import (
    ENTRIES,
    NOTED_LATER,
    ON_ROLL,
    ChangeKind,
    Event,
    Membership,
    Standing,
    after,
    membership,
)
from app.models.organization.groups import Group
from app.spec.findings import Finding, Level
from app.spec.identity import TOLD, told_by_number
from app.spec.pinyin import search_keys
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.spec.drafts import Draft
    from app.spec.record import RecordSpec
    from app.store.unit import Unit

UNKNOWN_DAY = ""  # nobody knows when: sorts first, counts as having always been so

# The change that leads a member of the union to each standing, when only the result is known.
_LEADING_TO = {
    Standing.REGULAR: ChangeKind.RESTORED,
    Standing.RETAINED: ChangeKind.RETAINED,
    Standing.TRANSFERRED: ChangeKind.SENT,
    Standing.RESIGNED: ChangeKind.RESIGNED,
    Standing.EXPELLED: ChangeKind.EXPELLED,
    Standing.ENDED: ChangeKind.DIED,
    Standing.DECLINED: ChangeKind.DECLINED,
}
_TOLD_BY_EVENTS = frozenset({"group_id", *NAMES})
_LEADS_TO_EVENTS = _TOLD_BY_EVENTS | {"joined_on", "applied_on", "approved_on", "standing"}
_TOLD_BY_NUMBER = frozenset({"id_number", *TOLD})


class MemberKeeper:
    """Keeps members: what a draft says of membership becomes dated events."""

    def __init__(self, spec: RecordSpec) -> None:
        self.spec = in_sheets(spec)
        self._plain = GenericKeeper(in_register(spec), Member)

    def add(self, unit: Unit, drafts: Iterable[Draft]) -> list[int]:
        """Add one person per draft, with the events that the draft speaks of.

        A draft with an approval or joining date, or with no date at all, enters the union
        (会籍自批准之日起算); one with only an application date is an applicant. One that says
        非会员 is a worker without events. A draft that names a later standing gets the event
        leading there, dated today and noted as entered late.
        """
        ids: list[int] = []
        for batch in batches(drafts):
            ids += self._add(unit, batch)
        return ids

    def _add(self, unit: Unit, drafts: Sequence[Draft]) -> list[int]:
        rows: list[dict[str, object]] = []
        stories: list[list[dict[str, object]]] = []
        parsed = [parse_draft(self.spec, draft) for draft in drafts]
        for values in parsed:
            refuse_faulty(self.spec, values)
            story = _story(values, unit.today)
            row: dict[str, object] = without_derived(self.spec, values)
            row |= _search_columns(values) | told_by_number(values)
            row |= {"group_id": values.get("group_id")} | derived(_fold(story))
            rows.append(row)
            stories.append(story)
        fill_dues(unit, rows)
        ids = unit.insert(Member, rows)
        for number, values in zip(ids, parsed, strict=True):
            if contradiction := denied(number, values):
                unit.object(contradiction)
        _point_out_namesakes(unit, dict(zip(ids, rows, strict=True)))
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
        cards: dict[int, tuple[Mapping[str, object], Mapping[str, object]]] = {}
        moving = [n for n, draft in changes.items() if not _LEADS_TO_EVENTS.isdisjoint(draft)]
        before = events_of(unit, moving)
        for member_id, now in self._plain.present(unit, changes):
            values = parse_draft(self.spec, changes[member_id])
            if "name" in values:
                unit.update(Member, member_id, _search_columns(values))
            plain = ParsedDraft((k, v) for k, v in values.items() if k not in _TOLD_BY_EVENTS)
            if not _TOLD_BY_NUMBER.isdisjoint(values):
                plain |= told_by_number({**now, **values})
            self._plain.change_one(unit, member_id, now, plain)
            if speaks_of_dues(values):
                cards[member_id] = (now, values)
            told = any(_differs(values, now, name) for name in ("joined_on", "standing"))
            if told or values.get("group_id", now["group_id"]) != now["group_id"]:
                self._tell(unit, member_id, now, values)
                touched.add(member_id)
            if opened := _opened_by_dates(values, now):
                add_event(unit, member_id, *opened)
                touched.add(member_id)
            if change := last_change_of(values):
                _record(unit, member_id, change)
                touched.add(member_id)
        follow_wages(unit, cards)
        stories = events_of(unit, touched)
        written = {e.id for n, story in stories.items() for e in story if e not in before[n]}
        settle(unit, before, stories, written, speaking_of=Member)

    def _tell(
        self, unit: Unit, member_id: int, now: Mapping[str, object], values: Mapping[str, object]
    ) -> None:
        """Write the events that lead from ``now`` to ``values``."""
        if _differs(values, now, "joined_on"):
            correct_entry(unit, member_id, str(values["joined_on"]))
        if "group_id" in values and values["group_id"] != now["group_id"]:
            if now["standing"] in ON_ROLL:
                add_event(
                    unit, member_id, ChangeKind.REGROUPED, unit.today, group_id=values["group_id"]
                )
            else:
                put_in_group(unit, member_id, _number(values["group_id"]))
        if _differs(values, now, "standing"):
            self._lead_to(unit, member_id, now["standing"], str(values["standing"]))

    def _lead_to(self, unit: Unit, member_id: int, now: object, wanted: str) -> None:
        standing = str(now) if now else None
        if wanted == Standing.WORKER:
            unit.object(_never_a_mere_worker(self.spec.id, member_id))
            return
        change = _LEADING_TO.get(Standing(wanted), ChangeKind.APPLIED)
        if change is ChangeKind.RESTORED and standing != Standing.RETAINED:
            change = ChangeKind.ADMITTED
        if after(standing, change) != wanted:
            unit.object(not_allowed(self.spec.id, member_id, "standing", standing, change))
            return
        add_event(unit, member_id, change, unit.today, note=NOTED_LATER)


def _record(unit: Unit, member_id: int, change: LastChange) -> None:
    """Write the change that a sheet tells of; an event of unknown day gets its day."""
    events = events_of(unit, [member_id])[member_id]
    undated = (e for e in events if e.kind == change.kind and e.happened_on == UNKNOWN_DAY)
    if change.day and (event := next(undated, None)):
        facts = {"happened_on": change.day, "reason": change.reason or event.reason}
        unit.update(MembershipEvent, event.id, facts)
    else:
        add_event(unit, member_id, change.kind, change.day or unit.today, reason=change.reason)


def _opened_by_dates(
    values: Mapping[str, object], now: Mapping[str, object]
) -> tuple[ChangeKind, str] | None:
    """The application or admission that a date brings to somebody who is not a member yet."""
    if values.get("joined_on"):
        return None  # that day begins the membership by itself
    waiting = (Standing.APPLICANT, Standing.WORKER)
    if _differs(values, now, "approved_on") and now["standing"] in waiting:
        return ChangeKind.ADMITTED, str(values["approved_on"])
    if _differs(values, now, "applied_on") and now["standing"] == Standing.WORKER:
        return ChangeKind.APPLIED, str(values["applied_on"])
    return None


def _never_a_mere_worker(record: str, member_id: int) -> Finding:
    message = "已有申请或会籍的人不能改成“非会员”；退会、转出、撤回申请请登记会籍变动。"
    return Finding(
        "mem-standing", Level.ERROR, message, record=record, record_id=member_id, field="standing"
    )


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


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
    if standing == Standing.WORKER and not (joined or applied):
        return []
    later: dict[str, object] = {"happened_on": today, "note": NOTED_LATER}
    application: dict[str, object] = {
        "kind": ChangeKind.APPLIED,
        "happened_on": applied or UNKNOWN_DAY,
        "group_id": group,
    }
    if standing == Standing.APPLICANT or (
        applied and not joined and standing in {None, Standing.WORKER}
    ):
        return [application]
    if standing == Standing.DECLINED:
        return [application, {**later, "kind": ChangeKind.DECLINED}]
    entry = {
        "kind": ChangeKind.ADMITTED,
        "happened_on": joined or UNKNOWN_DAY,
        "group_id": group,
        "approved_on": values.get("approved_on"),
        "approval_no": values.get("approval_no"),
    }
    if change := last_change_of(values):
        return _told_story(entry, change, today)
    if standing in {None, Standing.REGULAR, Standing.WORKER}:
        return [entry]  # a day of joining says more than a standing that denies it
    return [entry, {**later, "kind": _LEADING_TO[Standing(str(standing))]}]


def _told_story(
    entry: dict[str, object], change: LastChange, today: str
) -> list[dict[str, object]]:
    """``entry`` and the last change that a sheet tells of, which may be the entry itself."""
    if change.kind in ENTRIES:
        day = change.day or entry["happened_on"]
        return [{**entry, "kind": change.kind, "happened_on": day, "reason": change.reason}]
    # An unknown day sorts first: after an entry of known day it would come before that.
    day = change.day or (UNKNOWN_DAY if entry["happened_on"] == UNKNOWN_DAY else today)
    note = None if change.day else NOTED_LATER
    told: dict[str, object] = {
        "kind": change.kind,
        "happened_on": day,
        "reason": change.reason,
        "note": note,
    }
    return [entry, told]


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


def _point_out_namesakes(unit: Unit, added: Mapping[int, Mapping[str, object]]) -> None:
    """Ask about each person added without a number whose name somebody in the register has.

    Different birthdays tell two people apart; a card or staff number does not, because whoever
    enters somebody twice gives the second entry a number of its own.
    """
    asked = {number: row for number, row in added.items() if not row.get("id_number")}
    if not asked:
        return
    member, group = table_of(Member), table_of(Group)
    known = unit.connection.execute(
        select(
            *(member.c[name] for name in ("id", "card_no", *identity_fields(spec_of(Member)))),
            group.c.name.label("group"),
        )
        .outerjoin_from(member, group, member.c.group_id == group.c.id)
        .where(member.c.name.in_({row["name"] for row in asked.values()}))
        .where(member.c.retired_at.is_(None))
        .order_by(member.c.id)
    ).mappings()
    by_name: defaultdict[object, list[Mapping[Any, Any]]] = defaultdict(list)
    for each in known:
        by_name[each["name"]].append(each)
    numbers = {other["id"] for namesakes in by_name.values() for other in namesakes}
    apart = fingerprints_with(unit.connection, numbers)
    for number, row in asked.items():
        for other in by_name[row["name"]]:
            if other["id"] == number or not _may_be_one_day(row.get("born_on"), other["born_on"]):
                continue
            # Entered before, compared with this one, and found to be somebody else.
            if apart[other["id"]] and _told_apart(row, other) in apart[other["id"]]:
                continue
            unit.object(_same_name(number, other))
            break


def _told_apart(row: Mapping[str, object], other: Mapping[Any, object]) -> str:
    return fingerprint(spec_of(Member), row, {str(name): told for name, told in other.items()})


def _same_name(number: int, other: Mapping[Any, object]) -> Finding:
    which = f"{other['group'] or '未编入小组'}，{other['card_no'] or '没有会员证号'}"
    return Finding(
        "mem-same-name",
        Level.WARNING,
        f"册中已有同名的{other['name']}（{which}），请核对是不是同一个人。",
        record=Member.__tablename__,
        record_id=number,
        field="name",
        name=str(other["name"]),
    )


def _may_be_one_day(first: object, second: object) -> bool:
    """Whether two birthdays, as far as they are known, may be the same."""
    one, other = str(first or ""), str(second or "")
    return one.startswith(other) or other.startswith(one)
