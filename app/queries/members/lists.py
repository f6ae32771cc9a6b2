"""What the member screen and the papers ZZ-05 and ZZ-06 show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING

from sqlalchemy import Integer, cast, func, select

from app.models.base import codes, spec_of
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import NEVER_IN, ChangeKind, Membership, Standing
from app.models.organization.groups import Group
from app.queries.groups import groups_in_order
from app.queries.listing import Sort, View, iter_rows
from app.queries.members.completeness import incomplete_members
from app.queries.members.flags import flags_of, has_flag
from app.queries.members.roster import memberships
from app.queries.members.workers import Crowd, in_crowd
from app.queries.organization.unit import unit_name
from app.queries.sources import source_of
from app.spec.field import FieldSpec
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement, Connection

_MEMBER = Member.__table__.c
_EVENT = MembershipEvent.__table__.c


def _of(record: type[Member | MembershipEvent], *names: str) -> list[FieldSpec]:
    fields = spec_of(record).fields
    return [fields[name] for name in names]


def _named(fields: Sequence[FieldSpec], **labels: str) -> tuple[FieldSpec, ...]:
    """``fields``, some under the heading that the paper gives them."""
    return tuple(
        replace(field, label=labels[field.name]) if field.name in labels else field
        for field in fields
    )


# ZZ-05 工会会员名册（登记卡）, in the order of the paper.
REGISTER_COLUMNS = _named(
    [
        *_of(Member, "card_no", "name", "sex", "born_on", "ethnicity", "education", "hometown"),
        *_of(Member, "political", "id_number", "work_unit"),
        FieldSpec("group", "部门/小组", Kind.TEXT),
        *_of(Member, "post", "professional_title", "wage_fen", "joined_on"),
        FieldSpec("since_on", "本会起始日期", Kind.PARTIAL_DATE),
        *_of(Member, "approved_on", "standing"),
        FieldSpec("ended_on", "本会终止日期", Kind.PARTIAL_DATE),
        FieldSpec("end_reason", "终止原因", Kind.CHOICE, choices=codes("membership_reason")),
        FieldSpec("retained_from", "保留会籍起始日期", Kind.PARTIAL_DATE),
        *_of(Member, "mobile", "family", "resume", "approval_opinion", "note"),
    ],
    post="职务",
    wage_fen="工资",
    family="家庭主要成员",
    resume="简历",
    approval_opinion="基层工会审批意见",
)

# ZZ-06 会员会籍变动登记簿.
CHANGE_COLUMNS = (
    *_of(MembershipEvent, "happened_on"),
    *_of(Member, "name", "card_no"),
    *_of(MembershipEvent, "kind", "reason", "other_union", "slip_no", "approved_on"),
    *_of(MembershipEvent, "handler_name", "note"),
)
_NOT_IN_BOOK = (  # none of them changes anybody's membership
    ChangeKind.APPLIED,
    ChangeKind.DECLINED,
    ChangeKind.WITHDRAWN,
    ChangeKind.REGROUPED,
)


_NO_MEMBERSHIP: frozenset[str | None] = NEVER_IN | {None}


def _was_member(membership: Membership) -> bool:
    """Whether somebody ever was a member; an applicant may have been one before."""
    return membership.since_on is not None or membership.standing not in _NO_MEMBERSHIP


def register_rows(reader: Connection, as_at: str) -> list[dict[str, object]]:
    """Everybody who ever was a member by the ISO day ``as_at``, as ZZ-05 shows them.

    Returns:
        Stored values by the names of ``REGISTER_COLUMNS``, ``id`` and ``group_id``, by the
        group of that day and card number. Those who left carry the day and reason of leaving;
        who names no 工作单位 works at the union's unit; the note is the member's own, then
        those of the changes by that day.
    """
    then = memberships(reader, as_at)
    remarks, unit = _remarks(reader, as_at), unit_name(reader) or None
    groups = dict(reader.execute(select(Group.id, Group.name)).all())
    order = {number: place for place, number in enumerate(groups_in_order(reader))}
    own = [field.name for field in REGISTER_COLUMNS if field.name in spec_of(Member).fields]
    view = View(sort=(Sort("card_no"),))
    found = []
    for row in iter_rows(reader, spec_of(Member), view, (*own, "department")):
        membership = then.get(int(str(row["id"])))
        if membership is None or not _was_member(membership):
            continue
        group_id = membership.group_id or 0
        places = (row.pop("department"), groups.get(group_id))
        notes = (row["note"], *remarks[row["id"]])
        told = _told(membership) | {"group": _joined("/", places), "note": _joined("；", notes)}
        told["work_unit"] = row["work_unit"] or unit
        found.append((order.get(group_id, len(order)), row | told))
    return [row for _, row in sorted(found, key=itemgetter(0))]


def _told(membership: Membership) -> dict[str, object]:
    """What the book shows of a membership."""
    return {
        "group_id": membership.group_id,
        "joined_on": membership.joined_on,
        "since_on": membership.since_on,
        "standing": membership.standing,
        "ended_on": membership.ended_on,
        "end_reason": membership.end_reason,
        "retained_from": membership.retained_from,
    }


def _joined(between: str, texts: Iterable[object]) -> str | None:
    """Those of ``texts`` that are known."""
    return between.join(str(text) for text in texts if text) or None


def _remarks(reader: Connection, as_at: str) -> defaultdict[object, list[str]]:
    """By member, what was remarked about changes by the ISO day ``as_at``, oldest first."""
    query = (
        select(_EVENT.member_id, _EVENT.note)
        .where(*_in_book(), _EVENT.happened_on <= as_at, _EVENT.note.is_not(None))
        .order_by(_EVENT.happened_on, _EVENT.id)
    )
    found: defaultdict[object, list[str]] = defaultdict(list)
    for member_id, note in reader.execute(query):
        if note not in found[member_id]:
            found[member_id].append(note)
    return found


def _in_book() -> tuple[ColumnElement[bool], ...]:
    """Which events the books show."""
    return _EVENT.retired_at.is_(None), _EVENT.kind.not_in(_NOT_IN_BOOK)


def change_rows(
    reader: Connection, first_day: str = "", last_day: str = "9999"
) -> list[dict[str, object]]:
    """Changes of membership between two ISO days, both included, as ZZ-06 shows them.

    A change known to the year or month counts on its first day.

    Returns:
        Stored values by the names of ``CHANGE_COLUMNS``, ``id`` and ``member_id``, oldest first.
    """
    member_names = {"name", "card_no"}
    columns = [
        (_MEMBER if field.name in member_names else _EVENT)[field.name] for field in CHANGE_COLUMNS
    ]
    query = (
        select(_EVENT.id, _EVENT.member_id, *columns)
        .join_from(MembershipEvent.__table__, Member.__table__)
        .where(
            *_in_book(),
            _EVENT.happened_on >= first_day,
            _EVENT.happened_on <= last_day,
        )
        .order_by(_EVENT.happened_on, _EVENT.id)
    )
    names = ("id", "member_id", *(field.name for field in CHANGE_COLUMNS))
    return [dict(zip(names, row, strict=True)) for row in reader.execute(query)]


def crowd_counts(reader: Connection, day: str, as_at: str | None = None) -> dict[str, int]:
    """How many people each choice of the member list has, in one reading.

    Args:
        day: ISO day that the choices go by.
        as_at: the past day that is shown, if any; only who was here then is known of it.

    Returns:
        By :class:`Crowd`; all of them, those who left as well, under a blank.
    """
    source = source_of(spec_of(Member), as_at)
    standing = source.values["standing"]
    crowds = [in_crowd(crowd, standing, day) for crowd in Crowd]
    query = (
        select(func.count(), *map(_how_many, crowds))
        .select_from(source.table)
        .where(*source.conditions, source.retired_at.is_(None))
    )
    return dict(zip(("", *Crowd), reader.execute(query).one(), strict=True))


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Of how many rows ``condition`` holds."""
    return func.coalesce(func.sum(cast(condition, Integer)), 0)


def flag_sizes(
    reader: Connection, crowd: Crowd | None, day: str, as_at: str | None = None
) -> dict[str, int]:
    """By the id of each flag how many people of ``crowd`` have it, in one reading."""
    source = source_of(spec_of(Member), as_at)
    known = flags_of(reader)
    marks = [_how_many(has_flag(flag, day)) for flag in known]
    query = select(*marks).select_from(source.table)
    query = query.where(*source.conditions, source.retired_at.is_(None))
    if crowd is not None:
        query = query.where(in_crowd(crowd, source.values["standing"], day))
    ids = [flag.id for flag in known]
    return dict(zip(ids, reader.execute(query).one(), strict=True))


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """The line above the member list.

    Attributes:
        by_standing: code of ``standing`` to the number of persons.
        incomplete: members whose real-name record lacks something required (信息不全).
    """

    by_standing: dict[str, int]
    incomplete: int

    @property
    def on_file(self) -> int:
        """Persons who are or were members, or asked to be: all but those who only work here."""
        return sum(self.by_standing.values()) - self.by_standing.get(Standing.WORKER, 0)


def member_facts(reader: Connection) -> MemberFacts:
    """Count members by standing, and those to be completed."""
    counted = (
        select(_MEMBER.standing, func.count())
        .where(_MEMBER.retired_at.is_(None), _MEMBER.standing.is_not(None))
        .group_by(_MEMBER.standing)
    )
    lacking = select(func.count()).select_from(incomplete_members().subquery())
    return MemberFacts(
        by_standing=dict(reader.execute(counted).all()),
        incomplete=int(reader.execute(lacking).scalar_one()),
    )
