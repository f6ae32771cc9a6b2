"""The tree of branches and groups on a day: who stands where, and how many people in each."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import case, func, select

from app.models.base import codes
from app.models.members.member import Member
from app.models.members.standing import ON_ROLL, Standing
from app.models.organization.groups import Group
from app.queries.groups import groups_in_order
from app.queries.listing import Filter
from app.queries.members.roster import standing_on

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection, RowMapping

_MEMBER = Member.__table__.c
_WOMAN = "2"


class Headcounts(NamedTuple):
    """How many regular members, and how many women among them."""

    members: int = 0
    women: int = 0

    def plus(self, other: Headcounts) -> Headcounts:
        """Both together."""
        return Headcounts(self.members + other.members, self.women + other.women)


NOBODY = Headcounts()


@dataclass(frozen=True, slots=True)
class Node:
    """One branch or group as it stood on the day.

    Attributes:
        parent_id: the node above that is in the tree; ``None`` directly below the union.
        depth: 0 directly below the union.
        dissolved_on: as registered, whether before or after the day.
        is_there: whether it existed on the day.
        own: members who stand in the node itself.
        counted: those and all members of the nodes below.
    """

    id: int
    parent_id: int | None
    depth: int
    is_there: bool
    own: Headcounts
    counted: Headcounts
    name: str
    kind: str | None
    leader_name: str | None
    elected_on: str | None
    deputy_name: str | None
    safety_name: str | None
    founded_on: str | None
    dissolved_on: str | None

    @property
    def kind_word(self) -> str:
        """The word for its kind; blank where nobody said."""
        return codes("group_kind").label(self.kind) if self.kind else ""

    def dissolved_by(self, day: str) -> bool:
        """Whether it was dissolved on or before the ISO day ``day``."""
        return self.dissolved_on is not None and self.dissolved_on <= day


@dataclass(frozen=True, slots=True)
class Tree:
    """All nodes that are registered, each before those below it, numbered naturally.

    Attributes:
        day: ISO day the tree tells of.
        whole: all regular members of the union on that day.
        loose: those of them who stand in no node of the tree.
        loose_groups: what their group says: nothing, or a node that was deleted.
    """

    day: str
    nodes: tuple[Node, ...] = ()
    whole: Headcounts = NOBODY
    loose: Headcounts = NOBODY
    loose_groups: frozenset[int | None] = field(default=frozenset({None}))

    def node(self, number: int) -> Node | None:
        """The node with the number ``number``."""
        return next((node for node in self.nodes if node.id == number), None)

    def at_and_below(self, number: int) -> frozenset[int]:
        """The numbers of a node and of all below it."""
        found = {number}
        for node in self.nodes:  # each stands after the one above it
            if node.parent_id in found:
                found.add(node.id)
        return frozenset(found)

    def those_behind(self, number: int | None, *, women: bool = False) -> tuple[Filter, ...]:
        """What the members' list lets through to show exactly whom a number counted.

        Args:
            number: of the node; 0 for the whole union, ``None`` for those in no node.
            women: only the women among them.
        """
        filters = [Filter("standing", frozenset({Standing.REGULAR}))]
        if number is None:
            filters.append(Filter("group_id", frozenset(self.loose_groups)))
        elif number:
            filters.append(Filter("group_id", frozenset(self.at_and_below(number))))
        if women:
            filters.append(Filter("sex", frozenset({_WOMAN})))
        return tuple(filters)

    def shown(self, *, dissolved: bool = False) -> tuple[Node, ...]:
        """The nodes of the day, those who lead to them, and whoever still counts people.

        Args:
            dissolved: those that existed before the day as well.
        """
        wanted: set[int | None] = set()
        for node in reversed(self.nodes):
            was_there = dissolved and node.dissolved_by(self.day)
            if node.is_there or was_there or node.own.members or node.id in wanted:
                wanted |= {node.id, node.parent_id}
        return tuple(node for node in self.nodes if node.id in wanted)

    def gone(self) -> int:
        """How many nodes had been dissolved by the day."""
        return sum(node.dissolved_by(self.day) for node in self.nodes)


def union_tree(reader: Connection, today: str, as_at: str | None = None) -> Tree:
    """The tree on the ISO day ``as_at``; as it stands now without it.

    The counts are those of the members' list: what each member carries now, or what the events
    say of the day asked for. Everybody counts once, so that the nodes below the union and those
    who stand in none add up to the roster.
    """
    day = as_at or today
    counts = _counts(reader, as_at)
    rows = {row["id"]: row for row in reader.execute(select(Group.__table__)).mappings()}
    kept = {number for number, row in rows.items() if row["retired_at"] is None}
    above = _above(rows, [number for number in groups_in_order(reader) if number in kept])
    counted = {number: counts.get(number, NOBODY) for number in above}
    for number in reversed(above):  # those below a node stand after it: they are complete by now
        if (parent := above[number]) is not None:
            counted[parent] = counted[parent].plus(counted[number])
    depths: dict[int | None, int] = {None: -1}
    nodes: list[Node] = []
    for number, parent in above.items():
        depths[number] = depths[parent] + 1
        told = {name: rows[number][name] for name in _FACTS}
        own = counts.get(number, NOBODY)
        is_there = _is_there(rows[number], day)
        nodes.append(Node(number, parent, depths[number], is_there, own, counted[number], **told))
    loose = {number: found for number, found in counts.items() if number not in kept}
    return Tree(
        day=day,
        nodes=tuple(nodes),
        whole=_sum(counts.values()),
        loose=_sum(loose.values()),
        loose_groups=frozenset(loose) | {None},
    )


_FACTS = (
    *("name", "kind", "leader_name", "elected_on", "deputy_name", "safety_name"),
    *("founded_on", "dissolved_on"),
)


def _is_there(row: RowMapping, day: str) -> bool:
    # As text 1998 <= 1998-01-01 < 1998-02: a partial date counts from the start of its period.
    has_begun = row["founded_on"] is None or row["founded_on"] <= day
    return has_begun and (row["dissolved_on"] is None or row["dissolved_on"] > day)


def _above(rows: Mapping[int, RowMapping], ordered: Sequence[int]) -> dict[int, int | None]:
    """By node, in order, the nearest node above it that is neither deleted nor in a circle."""
    found: dict[int, int | None] = {}
    for number in ordered:
        parent, seen = rows[number]["parent_id"], {number}
        while parent in rows and parent not in found and parent not in seen:
            seen.add(parent)
            parent = rows[parent]["parent_id"]
        found[number] = parent if parent in found else None
    return found


def _counts(reader: Connection, as_at: str | None) -> dict[int | None, Headcounts]:
    """The regular members by their group, in one query."""
    women = func.sum(case((_MEMBER.sex == _WOMAN, 1), else_=0))
    if as_at is None:
        query = (
            select(_MEMBER.group_id, func.count(), women)
            .where(_MEMBER.retired_at.is_(None), _MEMBER.standing == Standing.REGULAR)
            .group_by(_MEMBER.group_id)
        )
    else:
        then = standing_on(as_at)
        query = (
            select(then.c.group_id, func.count(), women)
            .join(then, then.c.member_id == _MEMBER.id)
            .where(_MEMBER.retired_at.is_(None), then.c.standing == Standing.REGULAR)
            .group_by(then.c.group_id)
        )
    return {group: Headcounts(people, found) for group, people, found in reader.execute(query)}


def _sum(counts: Iterable[Headcounts]) -> Headcounts:
    return reduce(Headcounts.plus, counts, NOBODY)


def people_in(reader: Connection, groups: Collection[int]) -> list[int]:
    """The members on the roll, retained ones too, who stand in one of ``groups`` now."""
    found = reader.scalars(
        select(_MEMBER.id)
        .where(
            _MEMBER.retired_at.is_(None),
            _MEMBER.group_id.in_(groups),
            _MEMBER.standing.in_(ON_ROLL),
        )
        .order_by(_MEMBER.id)
    )
    return list(found)
