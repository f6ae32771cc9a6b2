"""半年快照: which there are, who stands in them, what became of people between two of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, not_, or_, select

from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.snapshot import Snapshot, SnapshotContent, unpacked
from app.models.members.standing import ON_ROLL, Standing
from app.queries.members.flags import flag_labels
from app.queries.members.people import WOMAN, Node, PersonOn, people_on, tree_on
from app.spec.dates import half_year, last_half_year

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

_SNAPSHOT = Snapshot.__table__.c
_CONTENT = SnapshotContent.__table__.c
UNREADABLE = "内容与摘要不符，可能被其他软件改动过"


@dataclass(frozen=True, slots=True)
class SnapshotLine:
    """One snapshot as the list shows it.

    Attributes:
        taken_at: UTC moment.
        members: 会员 of good standing, ``retained`` apart.
    """

    id: int
    as_at: str
    taken_at: str
    workers: int
    members: int
    women_members: int
    retained: int
    digest: str

    def figure(self, which: Figure) -> int:
        """The number as it was kept."""
        figures = (self.workers, self.members, self.women_members, self.retained)
        return dict(zip(Figure, figures, strict=True))[which]

    @property
    def title(self) -> str:
        """What half-year it closes: 2026年上半年; another day by its date."""
        return half_year(self.as_at)


def snapshot_lines(reader: Connection) -> list[SnapshotLine]:
    """Every snapshot in force, newest day first."""
    names = ("id", "as_at", "created_at", "workers", "members", "women_members", "retained")
    query = (
        select(*(_SNAPSHOT[name] for name in names), _SNAPSHOT.digest)
        .where(_SNAPSHOT.retired_at.is_(None))
        .order_by(_SNAPSHOT.as_at.desc(), _SNAPSHOT.id.desc())
    )
    return [SnapshotLine(number, *facts) for number, *facts in reader.execute(query)]


def due_snapshot(reader: Connection, today: str) -> str | None:
    """The end of the last half-year where nobody has taken a snapshot of it yet.

    Proposed only once somebody stood in the register by then.
    """
    day = last_half_year(today)
    taken = exists().where(_SNAPSHOT.as_at == day, _SNAPSHOT.retired_at.is_(None))
    member, event = Member.__table__.c, MembershipEvent.__table__.c
    joined = exists().where(event.happened_on <= day, event.retired_at.is_(None))
    hired = exists().where(member.hired_on <= day, member.retired_at.is_(None))
    return day if reader.scalar(select(and_(not_(taken), or_(joined, hired)))) else None


class Figure(StrEnum):
    """A number that a snapshot keeps beside its names."""

    WORKERS = "职工"
    MEMBERS = "会员"
    WOMEN_MEMBERS = "女会员"
    RETAINED = "保留会籍"


def counts_in(person: PersonOn, figure: Figure) -> bool:
    """Whether ``person`` is one of those whom ``figure`` counts."""
    match figure:
        case Figure.WORKERS:
            return person.works
        case Figure.MEMBERS:
            return person.is_member
        case Figure.WOMEN_MEMBERS:
            return person.is_member and person.sex == WOMAN
        case Figure.RETAINED:
            return person.standing == Standing.RETAINED


@dataclass(frozen=True)  # without slots: the names of its groups are put together once
class Frozen:
    """What a snapshot holds; flags under the labels that they had then."""

    as_at: str
    people: tuple[PersonOn, ...]
    tree: tuple[Node, ...]
    flags: Mapping[str, str]

    def counted(self, figure: Figure) -> tuple[int, ...]:
        """The people whom ``figure`` counts."""
        return tuple(person.id for person in self.people if counts_in(person, figure))

    def group_name(self, group_id: int | None) -> str:
        """What a group was called; blank for none."""
        return self._group_names.get(group_id, "")

    @cached_property
    def _group_names(self) -> dict[int | None, str]:
        return {node.id: node.name for node in self.tree}


def content_on(reader: Connection, day: str) -> dict[str, Any]:
    """What a snapshot of the ISO day ``day`` holds, as plain values."""
    people = sorted(people_on(reader, day), key=lambda person: person.uid)
    return {
        "as_at": day,
        "flags": flag_labels(reader),
        "people": [asdict(person) for person in people],
        "tree": [asdict(node) for node in tree_on(reader, day)],
    }


def frozen(reader: Connection, digest: str) -> Frozen | None:
    """What stands under ``digest``; ``None`` when it is not there or not what was kept."""
    stored = reader.scalar(select(_CONTENT.packed).where(_CONTENT.digest == digest))
    content = unpacked(digest, stored) if stored is not None else None
    if content is None:
        return None
    return Frozen(
        as_at=content["as_at"],
        people=tuple(
            PersonOn(**{**person, "flags": tuple(person["flags"])}) for person in content["people"]
        ),
        tree=tuple(Node(**node) for node in content["tree"]),
        flags=content["flags"],
    )


def snapshot_faults(reader: Connection) -> Iterator[str]:
    """Snapshots whose content is gone, or is not what their digest was made of, in Chinese."""
    query = select(_SNAPSHOT.as_at, _SNAPSHOT.digest, _CONTENT.packed).outerjoin_from(
        Snapshot.__table__, SnapshotContent.__table__, _CONTENT.digest == _SNAPSHOT.digest
    )
    for day, digest, stored in reader.execute(query):
        if stored is None:
            yield f"半年快照 {day} 的名单不见了"
        elif unpacked(digest, stored) is None:
            yield f"半年快照 {day} 的{UNREADABLE}"


class Became(StrEnum):
    """What became of somebody between two snapshots."""

    CAME = "新到职工"
    LEFT = "离开职工"
    JOINED = "成为会员"
    ENDED = "不再是会员"
    STANDING = "会籍状态变化"
    GROUP = "小组变化"
    FLAGS = "类别变化"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that became of one person.

    Attributes:
        number: the identity number masked.
        before: what stood in the earlier snapshot, in words; blank where nothing did.
    """

    what: Became
    id: int
    name: str
    number: str
    group: str
    before: str
    after: str


def differences(earlier: Frozen, later: Frozen) -> list[Difference]:
    """What became of people between two snapshots, by what it is, then by group and name."""
    before = {person.uid: person for person in earlier.people}
    after = {person.uid: person for person in later.people}
    found: list[Difference] = []
    for uid in before.keys() | after.keys():
        old, new = before.get(uid), after.get(uid)
        person = new or old
        if person is None:
            continue
        where = later if new else earlier
        group = where.group_name(person.group_id)
        found += [
            Difference(what, person.id, person.name, person.number, group, was, now)
            for what, was, now in _changes(old, new, earlier, later)
        ]
    kinds = list(Became)
    return sorted(found, key=lambda d: (kinds.index(d.what), d.group, d.name, d.id))


def _changes(
    old: PersonOn | None, new: PersonOn | None, earlier: Frozen, later: Frozen
) -> Iterator[tuple[Became, str, str]]:
    """What became of one person; a person who is not in a snapshot had nothing there."""
    was, now = _state(old), _state(new)
    if not _works(old) and _works(new):
        yield Became.CAME, was, now
    if _works(old) and not _works(new):
        yield Became.LEFT, was, now
    if not _is_member(old) and _is_member(new):
        yield Became.JOINED, was, now
    elif _is_member(old) and not _is_member(new):
        yield Became.ENDED, was, now
    elif old and new and old.standing != new.standing:
        yield Became.STANDING, was, now
    if not (old and new):
        return
    groups = earlier.group_name(old.group_id), later.group_name(new.group_id)
    if groups[0] != groups[1]:
        yield Became.GROUP, *groups
    kept = (
        tuple(labels.get(flag, flag) for flag in person.flags if flag in earlier.flags)
        for person, labels in ((old, earlier.flags), (new, later.flags))
    )
    marks = [tuple(sorted(held)) for held in kept]
    if marks[0] != marks[1]:
        yield Became.FLAGS, "、".join(marks[0]), "、".join(marks[1])


def _works(person: PersonOn | None) -> bool:
    return person is not None and person.works


def _is_member(person: PersonOn | None) -> bool:
    return person is not None and person.standing in ON_ROLL


def _state(person: PersonOn | None) -> str:
    return person.standing_label if person else "不在册"
