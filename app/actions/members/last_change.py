"""会籍变化类型、日期、原因、是否会员: columns of sheets that say whether somebody is a member.

The template tells of each person the last change of membership. A member has no such columns,
because they follow from dated events; so a sheet's columns are read beside the member's own and
settled here: into the joining day, into an event, or into a remark. A sheet of all employees has
是否会员 instead: with 否 somebody new is entered as a worker, without any event.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache, reduce
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import select

from app.actions.keeping import CheckedDraft, CheckedRow, ParsedDraft
from app.actions.members.denying import DAYS_OF_MEMBERS, begins_though_denied
from app.actions.members.headings import DAY, KIND, REASON, headed
from app.models.base import codes
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import (
    ENTRIES,
    LEADS_TO,
    NEVER_IN,
    ON_ROLL,
    ChangeKind,
    Event,
    Standing,
    membership,
)
from app.models.real_name_template import templates
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.spec.values import clean
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Connection

    from app.actions.keeping import ReadDraft
    from app.spec.record import RecordSpec

STANDING = "standing"
SETTLED_INTO = (STANDING, "joined_on", "applied_on")  # fields of a member besides
_CONTRADICTED = "是否会员为“否”，却填有入会的日期、变动或状态，请核对"
_NEVER_CAME = frozenset({ChangeKind.DECLINED, ChangeKind.WITHDRAWN})
# How sheets say it besides 是 and 否, as compared: half-width, small, without blanks.
_MEMBER = frozenset(
    {"会员", "工会会员", "正式会员", "在会", "已入会", "入会", "已入", "已加入", "加入", "已参加"}
    | {"v", "☑", "●", "■", "◎", "对"}
)
_NO_MEMBER = frozenset(
    {"非会员", "非工会会员", "不是会员", "未入会", "没入会", "没有入会", "未入", "未加入", "没加入"}
    | {"未参加", "不在会", "非", "未", "没有", "✘", "☐", "□", "○", "〇"}
)
_TICKS = frozenset({"√", "✓", "✔", "☑", "v", "1", "●", "■", "◎"})
Told: TypeAlias = tuple[object, ...]  # the cells of NAMES, read
IS_MEMBER = "is_member"
NAMES = (KIND, DAY, REASON, IS_MEMBER)


@cache
def _columns() -> dict[str, FieldSpec]:
    """The columns as fields. Derived: no form offers them, no draft sets them as such."""
    found = (
        FieldSpec(
            KIND,
            "会籍变化类型",
            Kind.CHOICE,
            derived=True,
            choices=codes("membership_change"),
            aliases=("会籍变动类型", "会籍变更类型", "会员会籍变化类型"),
        ),
        FieldSpec(
            DAY,
            "会籍变化日期",
            Kind.PARTIAL_DATE,
            derived=True,
            aliases=("会籍变动日期", "会籍变更日期", "会籍变化时间", "会籍变动时间"),
        ),
        FieldSpec(
            REASON,
            "会籍变化原因",
            Kind.CHOICE,
            derived=True,
            choices=codes("membership_reason"),
            aliases=("会籍变动原因", "会籍变更原因"),
        ),
        FieldSpec(
            IS_MEMBER,
            "是否会员",
            Kind.YES_NO,
            derived=True,
            aliases=(
                *("是否工会会员", "是否入会", "是否为会员", "是否为工会会员", "是否加入工会"),
                *("是否是会员", "是否是工会会员", "是否已入会", "是否已加入工会", "入会与否"),
                *("入会情况", "会员与否", "会员标识"),
            ),
        ),
    )
    return {column.name: column for column in found}


def in_sheets(spec: RecordSpec) -> RecordSpec:
    """``spec`` with the columns that only sheets have; most registers have none."""
    if spec.id != Member.__tablename__:
        return spec
    missing = {name: field for name, field in _columns().items() if name not in spec.fields}
    full = replace(spec, fields={**spec.fields, **missing})
    return reduce(headed, templates().values(), full)


def in_register(spec: RecordSpec) -> RecordSpec:
    """``spec`` without the columns that only sheets have."""
    fields = {name: field for name, field in spec.fields.items() if name not in _columns()}
    return replace(spec, fields=fields)


@dataclass(frozen=True, slots=True)
class LastChange:
    """A row's last change of membership.

    Attributes:
        kind: code of ``membership_change``.
        day: ISO, as precise as known; blank when the row does not say.
        reason: code of ``membership_reason``.
    """

    kind: str
    day: str = ""
    reason: str | None = None

    @property
    def label(self) -> str:
        """The kind as people call it."""
        return codes("membership_change").label(self.kind)

    def is_among(self, events: Collection[Event]) -> bool:
        """Whether it is recorded already; a day counts as the month or year that names it."""
        return any(
            event.kind == self.kind
            and event.happened_on
            and (event.happened_on.startswith(self.day) or self.day.startswith(event.happened_on))
            for event in events
        )


def as_yes_or_no(raw: object) -> object:
    """A cell of 是否会员 in words that everybody understands; any other as it stands."""
    word = _compared(raw)
    if word in _MEMBER:
        return "是"
    return "否" if word in _NO_MEMBER else raw


def is_taken_as_member(values: Mapping[str, object], on_file: Mapping[str, object]) -> bool:
    """Whether somebody is a member once the settled ``values`` are written over those on file."""
    return values.get(STANDING, on_file.get(STANDING)) not in NEVER_IN


def is_ticked(cells: Iterable[object]) -> bool:
    """Whether 是否会员 is only ticked: then whoever has no tick is no member.

    Where somebody has written 否 or 会员, a blank cell is one that was not filled in.
    """
    words = {_compared(cell) for cell in cells}
    return bool(words - {""}) and "" in words and words <= _TICKS | {""}


def _compared(raw: object) -> str:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = "" if raw is None else clean(str(raw))
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def last_change_of(values: Mapping[str, object]) -> LastChange | None:
    """The change that settled values of a member still carry."""
    if isinstance(values, CheckedRow) or not (kind := values.get(KIND)):
        return None  # many rows at once never carry one: settling makes a draft of each
    reason = values.get(REASON)
    return LastChange(str(kind), str(values.get(DAY) or ""), str(reason) if reason else None)


@dataclass(frozen=True, slots=True)
class Settled:
    """A row of which it is clear what its last change means.

    Attributes:
        notes: what a person should know of it.
        fault: why the row cannot be taken in; blank when it can.
    """

    draft: ParsedDraft
    notes: tuple[str, ...] = ()
    fault: str = ""


class LastChanges:
    """Settles what these columns say of each row; knows the events on file.

    Args:
        is_ticked: a blank cell of 是否会员 says 否; see :func:`is_ticked`.
    """

    def __init__(self, reader: Connection, *, is_ticked: bool = False) -> None:
        self._is_ticked = is_ticked
        event = table_of(MembershipEvent).c
        facts = (event.id, event.kind, event.happened_on, event.group_id, event.reason)
        self._events: defaultdict[int, list[Event]] = defaultdict(list)
        for member_id, *values in reader.execute(
            select(event.member_id, *facts).where(event.retired_at.is_(None))
        ):
            self._events[member_id].append(Event(*values))

    @staticmethod
    def for_columns(
        reader: Connection, columns: Collection[str], *, is_ticked: bool = False
    ) -> LastChanges | None:
        """What settles a sheet with these columns; ``None`` where there is nothing to settle."""
        if set(NAMES).isdisjoint(columns):
            return None
        return LastChanges(reader, is_ticked=is_ticked)

    def part(self, draft: ReadDraft) -> tuple[ParsedDraft, Told]:
        """``draft`` without these columns, and what they say."""
        values = draft.as_dict() if isinstance(draft, CheckedRow) else dict(draft)
        if self._is_ticked and IS_MEMBER in values and values[IS_MEMBER] is None:
            values[IS_MEMBER] = False
        told = tuple(values.pop(name, None) for name in NAMES)
        checked = isinstance(draft, CheckedRow | CheckedDraft)
        return CheckedDraft(values) if checked else ParsedDraft(values), told

    def settle(self, draft: ParsedDraft, told: Told, record_id: int | None) -> Settled:
        """``draft`` with what was ``told`` put as the member's keeper understands it.

        Args:
            record_id: the member on file that the row belongs to, if any.
        """
        values = dict(draft)
        told_by_name = dict(zip(NAMES, told, strict=True))
        change = last_change_of(told_by_name)
        events = self._events.get(record_id, []) if record_id is not None else None
        notes, fault = _as_member_or_not(values, told_by_name[IS_MEMBER], change, events)
        if fault:
            return Settled(type(draft)(values), fault=fault)
        if change is not None:
            more, fault = _settle(values, change, events)
            notes += more
        elif told_by_name[DAY] or told_by_name[REASON]:
            notes = ["有会籍变化日期或原因而没有类型，这几格没有写入"]
        return Settled(type(draft)(values), tuple(notes), fault)


def hold_back_return(present: Mapping[str, object], differing: dict[str, object]) -> str:
    """Take a standing out of ``differing`` that would quietly bring somebody back; why, or blank.

    A sheet may be an old one, and says so nowhere. Coming back is a change with a day and papers
    of its own, which only a person registers.
    """
    now, told = present.get("standing"), differing.get("standing")
    has_left = now is not None and now not in ON_ROLL and now not in NEVER_IN
    if not (has_left and told in ON_ROLL) and (now, told) != (
        Standing.RETAINED,
        Standing.REGULAR,
    ):
        return ""
    del differing["standing"]
    had, has = (codes("standing").label(str(code)) for code in (now, told))
    return f"册中已是“{had}”，表中的“{has}”没有写入；回来的请登记会籍变动"


def _as_member_or_not(
    values: dict[str, object],
    is_member: object,
    change: LastChange | None,
    events: list[Event] | None,
) -> tuple[list[str], str]:
    """Put into ``values`` what 是否会员 means; notes and a fault.

    Whoever is on file stays what his events say: joining and leaving have days and papers.
    """
    if is_member is None:
        return [], ""
    now, said = membership(events or ()).standing, values.get("standing")
    kind = change.kind if change is not None else None
    if events is None:
        if is_member and said in NEVER_IN:
            label = codes("standing").label(str(said))
            return [], f"是否会员为“是”，会籍状态却是“{label}”，请核对"
        if is_member:
            return [], ""
        if begins_though_denied(values, kind, ()) or (said is None and change is not None):
            return [], _CONTRADICTED
        if said is not None:
            return [], ""
        values["standing"] = Standing.APPLICANT if values.get("applied_on") else Standing.WORKER
        return [], ""
    begins = change is not None or said or any(values.get(name) for name in DAYS_OF_MEMBERS)
    if is_member and now not in ON_ROLL and not begins:
        return ["册中还不是会员，“是否会员”一栏没有写入；入会请填批准日期或登记会籍变动"], ""
    if not is_member and now not in ON_ROLL and begins_though_denied(values, kind, events):
        return [], _CONTRADICTED
    if not is_member and now in ON_ROLL:
        return ["册中是会员，“是否会员”一栏没有写入；退会、转出请登记会籍变动"], ""
    return [], ""


def _settle(
    values: dict[str, object], change: LastChange, events: list[Event] | None
) -> tuple[list[str], str]:
    """Put into ``values`` what ``change`` means; notes and a fault.

    Args:
        events: of the member on file; ``None`` for a new one.
    """
    now = membership(events or ())
    if change.kind == ChangeKind.REGROUPED or (
        change.kind == ChangeKind.RESTORED and events is None
    ):
        return [f"会籍变化“{change.label}”没有写入，需要时请在会籍变动里登记"], ""
    if change.kind in _NEVER_CAME and events is None:
        values["standing"] = Standing.DECLINED
        exact = change.kind == ChangeKind.DECLINED and not change.day
        return [] if exact else [
            f"会籍变化“{change.label}”按“未入会”写入，日期请在会籍变动里补"
        ], ""
    if change.kind in _NEVER_CAME and now.standing == Standing.DECLINED:
        return [], ""  # written before
    if change.kind == ChangeKind.APPLIED:
        if change.day and not values.get("applied_on"):
            values["applied_on"] = change.day
        if events is None and values.get("standing") is None and not values.get("joined_on"):
            values["standing"] = Standing.APPLICANT
        return [], ""
    if change.kind == ChangeKind.ADMITTED and (events is None or now.standing in ON_ROLL):
        return _joined(values, change.day), ""
    if change.kind in ENTRIES:
        return _entered(values, change, events, on_roll=now.standing in ON_ROLL), ""
    return _left(values, change, events, now.standing)


def _joined(values: dict[str, object], day: str) -> list[str]:
    """An admission is what the joining day says."""
    joined = values.get("joined_on")
    values["joined_on"] = joined or day or None
    if joined and day and joined != day:
        return [f"会籍变化日期{day}与入会日期不同，取入会日期{joined}"]
    return []


def _entered(
    values: dict[str, object], change: LastChange, events: list[Event] | None, *, on_roll: bool
) -> list[str]:
    """Somebody who came by transfer, or back: membership here counts from that day."""
    notes = []
    joined = values.get("joined_on")
    if joined and change.day and joined != change.day:
        values["joined_on"] = None
        notes = [f"本会会籍自{change.label}之日{change.day}起算，入会日期{joined}没有写入"]
    known = events is not None and (change.is_among(events) if change.day else on_roll)
    if not known:
        _carry(values, change)
    return notes


def _left(
    values: dict[str, object], change: LastChange, events: list[Event] | None, standing: str | None
) -> tuple[list[str], str]:
    """Somebody whose membership is retained, restored or over: the event is recorded as such."""
    leads_to, wanted = LEADS_TO[ChangeKind(change.kind)], values.get("standing")
    joined = str(values.get("joined_on") or values.get("approved_on") or "")
    if wanted and wanted != leads_to:
        said = codes("standing").label(str(wanted))
        return [], f"会籍状态“{said}”与会籍变化类型“{change.label}”不一致，请核对"
    if events is None and change.day and change.day < joined:
        return [], f"会籍变化日期{change.day}不在入会日期{joined}之后，请核对"
    if events is not None and (change.is_among(events) if change.day else standing == leads_to):
        return [], ""
    values.pop("standing", None)
    if events is not None and not change.day:
        values["standing"] = leads_to  # dated today, as with any standing of unknown day
    else:
        _carry(values, change)
    return [] if change.day else [f"“{change.label}”没有日期，请在会籍变动里补记"], ""


def _carry(values: dict[str, object], change: LastChange) -> None:
    """Leave the change in ``values`` for the member's keeper."""
    values |= {KIND: change.kind, DAY: change.day or None, REASON: change.reason}
