"""入会率: members to workers, for the union and every branch and group of it (handbook 2.11)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.models.members.standing import Standing
from app.queries.members.people import WOMAN, people_on, tree_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.queries.members.people import Node, PersonOn

_MIGRANT = "migrant"  # the flag 农民工
NO_GROUP = "未编入小组"
WHOLE = "全会"


class Count(StrEnum):
    """What is counted of a branch or group."""

    WORKERS = "职工"
    MEMBERS = "会员"
    WOMEN_WORKERS = "女职工"
    WOMEN_MEMBERS = "女会员"
    MIGRANT_WORKERS = "农民工"
    MIGRANT_MEMBERS = "农民工会员"
    RECRUITS = "未入会职工"
    APPLICANTS = "申请中"


@dataclass(frozen=True, slots=True)
class RateLine:
    """One branch or group with all below it.

    Attributes:
        depth: 0 for the union, then how far down.
        people: by what is counted the ids behind the count.
    """

    name: str
    depth: int
    people: Mapping[Count, tuple[int, ...]]

    def count(self, what: Count) -> int:
        """How many there are."""
        return len(self.people[what])

    @property
    def join_rate(self) -> str:
        """入会率."""
        return percent(self.count(Count.MEMBERS), self.count(Count.WORKERS))

    @property
    def women_rate(self) -> str:
        """女职工入会率."""
        return percent(self.count(Count.WOMEN_MEMBERS), self.count(Count.WOMEN_WORKERS))

    @property
    def migrant_rate(self) -> str:
        """农民工入会率."""
        return percent(self.count(Count.MIGRANT_MEMBERS), self.count(Count.MIGRANT_WORKERS))


def percent(part: int, whole: int) -> str:
    """``part`` of ``whole`` with one decimal; a dash where there is no whole.

    Rounding never says what the figures do not: 100.0 only when all are in, 0.0 only when none is,
    and what is above 100 stays above.
    """
    if whole == 0:
        return "—"
    thousandths = (2000 * part + whole) // (2 * whole)
    if 0 < part < whole:
        thousandths = min(max(thousandths, 1), 999)
    elif part > whole:
        thousandths = max(thousandths, 1001)
    return f"{thousandths // 10}.{thousandths % 10}%"


def join_rates(people: Iterable[PersonOn], tree: Sequence[Node]) -> list[RateLine]:
    """The whole union, then every branch and group below it, branches with all their groups.

    People whose group is none of ``tree`` stand under 未编入小组, so that the lines below the union
    always add up to it.

    Args:
        tree: in the order of the lines; each after the one it belongs to.
    """
    known = {node.id: node for node in tree}
    parent = {node.id: node.parent_id if node.parent_id in known else None for node in tree}
    own: defaultdict[int | None, list[PersonOn]] = defaultdict(list)
    everybody = list(people)
    for person in everybody:
        own[person.group_id if person.group_id in known else None].append(person)
    below: defaultdict[int, list[PersonOn]] = defaultdict(list)
    for group_id, held in own.items():
        above, passed = group_id, set[int]()
        while above is not None and above not in passed:
            passed.add(above)  # a tree that bites its tail counts nobody twice
            below[above] += held
            above = parent[above]
    lines = [RateLine(WHOLE, 0, _counted(everybody))]
    lines += [RateLine(n.name, 1 + _depth(n.id, parent), _counted(below[n.id])) for n in tree]
    if own[None]:
        lines.append(RateLine(NO_GROUP, 1, _counted(own[None])))
    return lines


def _depth(group_id: int, parent: Mapping[int, int | None]) -> int:
    depth, above, passed = 0, parent[group_id], {group_id}
    while above is not None and above not in passed:
        passed.add(above)
        depth, above = depth + 1, parent[above]
    return depth


def _counted(people: Iterable[PersonOn]) -> dict[Count, tuple[int, ...]]:
    found: dict[Count, list[int]] = {what: [] for what in Count}
    for person in people:
        for what in _counts_of(person):
            found[what].append(person.id)
    return {what: tuple(ids) for what, ids in found.items()}


def _counts_of(person: PersonOn) -> list[Count]:
    counts: list[Count] = []
    is_woman, is_migrant = person.sex == WOMAN, _MIGRANT in person.flags
    if person.works:
        counts.append(Count.WORKERS)
        counts += [Count.WOMEN_WORKERS] if is_woman else []
        counts += [Count.MIGRANT_WORKERS] if is_migrant else []
        if not person.is_member:
            counts.append(Count.RECRUITS)
            counts += [Count.APPLICANTS] if person.standing == Standing.APPLICANT else []
    if person.is_member:
        counts.append(Count.MEMBERS)
        counts += [Count.WOMEN_MEMBERS] if is_woman else []
        counts += [Count.MIGRANT_MEMBERS] if is_migrant else []
    return counts


def join_rates_on(reader: Connection, day: str) -> list[RateLine]:
    """The join rates at the end of the ISO day ``day``."""
    return join_rates(people_on(reader, day), tree_on(reader, day))
