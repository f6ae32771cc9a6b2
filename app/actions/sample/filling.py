"""Fills a new ledger: who was there when it was begun, then month after month what happened."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.actions import records
from app.actions.keeping import ParsedDraft
from app.actions.sample.branches import elect_branches
from app.actions.sample.cards import hand_out_cards
from app.actions.sample.dues import collect_dues
from app.actions.sample.known_later.circumstances import tell_circumstances
from app.actions.sample.loose_ends import leave_loose_ends
from app.actions.sample.office import CHAIR, CLERK, END, UNION, Office
from app.actions.sample.organization import keep_organization
from app.actions.sample.own_columns import add_own_columns
from app.actions.sample.papers import attach_papers
from app.actions.sample.people import People, months_later
from app.actions.sample.story import Story
from app.actions.sample.workers import add_workers, describe_people, take_snapshots
from app.models.base import spec_of
from app.models.members.member import Member
from app.models.organization.groups import Group
from app.models.organization.union import Union
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.clock import FixedClock
    from app.store.ledger import Ledger
    from app.store.unit import Unit

    Progress = Callable[[int, int], None]

_BATCH = 10_000  # people held in memory at a time; each batch is one import
_JOINING = 25  # of so many members, one is new each year
_PROFILE = ("unit_name", "upper_union", "chair_name", "place", "address", "phone", "term_ends_on")


def fill_sample(
    ledger: Ledger,
    clock: FixedClock,
    *,
    members: int = 368,
    years: int = 3,
    seed: int = 2026,
    progress: Progress | None = None,
) -> None:
    """Fill a new ledger by the actions a user has, with the rules on; moves ``clock`` to the end.

    Args:
        clock: the ledger's own, as :func:`sample_clock` gives it.
        members: people in the register at the end, those who left included.
        years: how long ago the ledger was begun.
        progress: told how many of the members are in it, and ``members``.
    """
    office = Office(ledger, clock, Random(f"people {seed}"))
    newcomers = _newcomers(office.dice, members, years)
    people = People(office.dice)
    _introduce(office)
    story = Story(office, people, _found_groups(office), last_month=12 * years)
    count = members - newcomers.total()
    _take_in_founders(office, people, story, count, progress and _share(progress, members))
    for month in range(1, 12 * years + 1):
        story.live(month, newcomers[month])
        if progress:
            count += newcomers[month]
            progress(count, members)
        if months_later(END, month - 12 * years).month == 3:
            _hold_congress(office)
    office.go_to(END)
    keep_organization(Office(ledger, clock, Random(f"organization {seed}")), years)
    attach_papers(ledger, clock, seed)
    add_own_columns(office, seed)
    collect_dues(office, members=members, years=years, seed=seed)
    hand_out_cards(ledger, clock, seed)
    add_workers(office, seed)
    describe_people(office, seed)
    take_snapshots(office)
    elect_branches(Office(ledger, clock, Random(f"branches {seed}")))
    tell_circumstances(office, seed)
    leave_loose_ends(Office(ledger, clock, Random(f"loose ends {seed}")))


def _share(progress: Progress, members: int) -> Callable[[int], None]:
    return lambda done: progress(done, members)


def _newcomers(dice: Random, members: int, years: int) -> Counter[int]:
    """How many people join in each month; most of them when the schools close."""
    last = 12 * years
    total = min(members // 4, members * years // _JOINING)
    if not total:
        return Counter()
    weights = [6 if months_later(END, month - last).month == 7 else 1 for month in range(1, last)]
    return Counter([last, *dice.choices(range(1, last), weights, k=total - 1)])


def _introduce(office: Office) -> None:
    """Say which union this is."""
    with office.act("change_union_profile", "填写工会概况", CHAIR) as unit:
        known = ParsedDraft((name, UNION[name]) for name in _PROFILE)
        _change_profile(unit, known | {"contract_ends_on": UNION["contract_ends_on"]})


def _change_profile(unit: Unit, values: dict[str, object]) -> None:
    number = unit.connection.scalar(select(func.min(table_of(Union).c.id)))
    records.change(unit, spec_of(Union), number or 0, ParsedDraft(values))


def _found_groups(office: Office) -> dict[str, int]:
    """Enter branches, then the groups below them; return their numbers by name."""
    found: dict[str, int] = {}
    spec = spec_of(Group)
    with office.act("add_member_group", f"登记分工会和小组 {len(UNION['groups'])} 个") as unit:
        for group in UNION["groups"]:
            draft = ParsedDraft(
                name=group["name"],
                kind=group.get("kind", "group"),
                parent_id=found.get(group.get("parent", "")),
                founded_on="2021-12",
            )
            found[group["name"]] = records.add(unit, spec, draft)
    return found


def _take_in_founders(
    office: Office,
    people: People,
    story: Story,
    count: int,
    progress: Callable[[int], None] | None,
) -> None:
    """Import everybody who was a member when the ledger was begun, and name the leaders."""
    spec = spec_of(Member)
    founders = people.founding(count, office.today)
    done = 0
    while batch := list(islice(founders, _BATCH)):
        part = f"（第 {done // _BATCH + 1} 部分）" if count > _BATCH else ""
        title = f"导入会员：人事部{office.today.month}月花名册{part}.xlsx"
        with office.act("import_member", title, CLERK) as unit:
            ids = records.add_all(unit, spec, [story.placed(person) for person in batch])
        for member_id, person in zip(ids, batch, strict=True):
            story.expect(member_id, person)
        done += len(batch)
        if progress:
            progress(done)
    if story.leaders:
        with office.act("change_member_group", "登记小组长") as unit:
            changes = {g: ParsedDraft(leader_name=name) for g, name in story.leaders.items()}
            records.change_all(unit, spec_of(Group), changes)


def _hold_congress(office: Office) -> None:
    """The yearly congress, in the middle of March."""
    day = office.today.replace(day=15)
    office.go_to(day.replace(day=20))
    with office.act("change_union_profile", f"登记{day.year}年会员代表大会", CHAIR) as unit:
        _change_profile(unit, {"last_congress_on": day.isoformat()})
