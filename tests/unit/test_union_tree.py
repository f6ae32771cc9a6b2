"""The tree of branches and groups: its counts are the roster's; nodes move and are dissolved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from app.actions import records
from app.actions.organization import dissolve_group, move_group, rename_group
from app.bootstrap import create_desk
from app.clock import FixedClock
from app.errors import Refused
from app.models.base import spec_of
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import ChangeKind, Event, membership
from app.models.organization.groups import Group
from app.queries.listing import View, count, row_ids
from app.queries.members.roster import roster_counts
from app.queries.organization.tree import Tree, people_in, union_tree
from app.store.unit import RejectedError
from tests.builders import RETIRED, a_group, a_ledger, a_member, an_event, keep, keep_events

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.bootstrap import Desk
    from app.store.unit import Unit

TODAY = "2026-11-20"
DAYS = st.sampled_from([None, "1997", "1998-01-01", "1998-07", "1999-02-28"])
STORIES = st.lists(
    st.tuples(
        st.sampled_from(list(ChangeKind)),
        st.sampled_from(["", "1998", "1998-01-01", "1998-07", "1999-02-28"]),
        st.sampled_from([None, 1, 2]),
        st.none(),
    ),
    max_size=6,
)
# Of each node: what it stands under (of the six, in a circle too), when it was there, deleted.
NODES = st.lists(
    st.tuples(st.sampled_from([None, 1, 2, 3, 4, 5, 6]), DAYS, DAYS, st.booleans()),
    min_size=6,
    max_size=6,
)
LEDGER = a_ledger()
GROUPS = keep(LEDGER, Group, *(a_group(name) for name in "甲乙丙丁戊己"))
PEOPLE = keep(LEDGER, Member, *(a_member(sex=sex) for sex in ("1", "2", "2", None, "1")))


def adds_up(tree: Tree) -> bool:
    top = [node for node in tree.nodes if node.parent_id is None]
    return all(
        sum(node.counted[place] for node in top) + tree.loose[place] == tree.whole[place]
        for place in (0, 1)
    )


@settings(max_examples=50, deadline=None)
@given(
    nodes=NODES,
    stories=st.lists(STORIES, min_size=5, max_size=5),
    places=st.lists(st.sampled_from([None, *range(1, 7)]), min_size=5, max_size=5),
    as_at=st.sampled_from([None, "1997-12-31", "1998-01-01", "1998-07-15", "2026-01-01"]),
)
def test_the_counts_are_those_of_the_roster(
    nodes: list[Any],
    stories: list[Any],
    places: list[int | None],
    as_at: str | None,
) -> None:
    LEDGER.execute(delete(MembershipEvent))
    for number, (parent, founded, dissolved, is_retired) in zip(GROUPS, nodes, strict=True):
        LEDGER.execute(
            update(Group)
            .where(Group.id == number)
            .values(
                parent_id=parent,
                founded_on=founded,
                dissolved_on=dissolved,
                retired_at=RETIRED if is_retired else None,
            )
        )
    for member_id, story, place in zip(PEOPLE, stories, places, strict=True):
        made = [(kind, day, place if group else group, why) for kind, day, group, why in story]
        ids = keep_events(
            LEDGER,
            [an_event(member_id, k, d, group_id=g, reason=why) for k, d, g, why in made],
        )
        now = membership([Event(n, *facts) for n, facts in zip(ids, made, strict=True)])
        carried = {"standing": now.standing, "group_id": now.group_id}
        LEDGER.execute(update(Member).where(Member.id == member_id).values(carried))
    tree = union_tree(LEDGER, TODAY, as_at)
    roster = roster_counts(LEDGER, as_at or "9999")
    assert tree.whole == (roster.members_roll, roster.women_members)
    assert adds_up(tree)
    assert sum(node.own.members for node in tree.shown()) + tree.loose.members == len(
        roster.regular
    ), "whoever counts people is shown"
    for node in tree.nodes:
        groups = tree.at_and_below(node.id)
        behind = {m for group in groups for m in roster.by_group.get(group, ())}
        assert node.counted == (len(behind), len(behind & set(roster.women)))
        view = View(filters=tree.those_behind(node.id), as_at=as_at)
        assert set(row_ids(LEDGER, spec_of(Member), view)) == behind
    loose = View(filters=tree.those_behind(None), as_at=as_at)
    assert count(LEDGER, spec_of(Member), loose) == tree.loose.members
    women = View(filters=tree.those_behind(0, women=True), as_at=as_at)
    assert set(row_ids(LEDGER, spec_of(Member), women)) == set(roster.women)


# --- what is done to it -------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A branch (1) with two groups (2, 3), another group (4), and three people in 2."""
    path = tmp_path / "树.ghdb"
    with create_desk(path, "某某工会委员会", clock=FixedClock(), actor="测试") as desk:
        groups: list[dict[str, object]] = [
            {"name": "装配分工会", "kind": "branch", "founded_on": "2020-01-01"},
            {"name": "装配一组", "kind": "group", "parent_id": 1},
            {"name": "装配二组", "kind": "group", "parent_id": 1},
            {"name": "机关组", "kind": "group"},
        ]
        people = [
            {"name": name, "sex": sex, "group_id": 2, "joined_on": "2015-03-01"}
            for name, sex in (("白建军", "1"), ("曹桂芳", "2"), ("邓立伟", "1"))
        ]

        def fill(unit: Unit) -> None:
            for group in groups:
                records.add(unit, desk.specs["member_group"], group)
            records.add_all(unit, desk.specs["member"], people)

        desk.act("fill", "准备", fill, acknowledged="测试")
        yield desk


def tree_of(desk: Desk, as_at: str | None = None) -> Tree:
    return union_tree(desk.reader, desk.today, as_at)


def test_counts_roll_up_and_nodes_stand_in_order(desk: Desk) -> None:
    tree = tree_of(desk)
    told = [(node.name, node.depth, node.own.members, node.counted) for node in tree.nodes]
    assert told == [
        ("机关组", 0, 0, (0, 0)),
        ("装配分工会", 0, 0, (3, 1)),
        ("装配一组", 1, 3, (3, 1)),
        ("装配二组", 1, 0, (0, 0)),
    ]
    assert (tree.whole, tree.loose) == ((3, 1), (0, 0))


def test_a_node_is_renamed_and_moved_and_undo_takes_it_back(desk: Desk) -> None:
    desk.act("rename", "改名", lambda unit: rename_group(unit, 2, "总装一组"), acknowledged="x")
    desk.act("move", "移动", lambda unit: move_group(unit, 2, None), acknowledged="x")
    node = tree_of(desk).node(2)
    assert node is not None
    assert (node.name, node.parent_id) == ("总装一组", None)
    desk.undo()
    desk.undo()
    node = tree_of(desk).node(2)
    assert node is not None
    assert (node.name, node.parent_id) == ("装配一组", 1)


@pytest.mark.parametrize("below", [1, 2])
def test_a_node_does_not_go_under_itself(desk: Desk, below: int) -> None:
    with pytest.raises(Refused, match="自己下面") as caught:
        desk.act("move", "移动", lambda unit: move_group(unit, 1, below))
    assert caught.value.code == "R-606"


def test_a_branch_is_dissolved_with_its_groups_and_its_people_go_elsewhere(desk: Desk) -> None:
    day = "2026-10-31"
    desk.act("x", "撤并", lambda unit: dissolve_group(unit, 1, day, 4), acknowledged="x")
    tree = tree_of(desk)
    assert [node.name for node in tree.shown()] == ["机关组"]
    assert len(tree.shown(dissolved=True)) == 4
    assert tree.gone() == 3
    assert [node.dissolved_on for node in tree.nodes] == [None, day, day, day]
    assert (tree.node(4) or tree.nodes[0]).counted == (3, 1)
    before = tree_of(desk, "2026-10-30")
    assert (before.node(2) or before.nodes[0]).counted == (3, 1)
    assert len(before.shown()) == 4
    events = desk.reader.exec_driver_sql(
        f"SELECT count(*) FROM membership_event WHERE kind = '{ChangeKind.REGROUPED}' "
        f"AND happened_on = '{day}' AND group_id = 4"
    )
    assert events.scalar() == 3
    assert not [each.message for each in desk.check() if "撤并" in each.message]
    desk.undo()
    assert tree_of(desk).gone() == 0
    assert len(people_in(desk.reader, [2])) == 3


@pytest.mark.parametrize(("to", "code"), [(None, "R-607"), (3, "R-608")])
def test_nobody_is_left_in_what_is_dissolved(desk: Desk, to: int | None, code: str) -> None:
    with pytest.raises(Refused) as caught:
        desk.act("x", "撤并", lambda unit: dissolve_group(unit, 1, "2026-10-31", to))
    assert caught.value.code == code
    assert tree_of(desk).gone() == 0


def test_who_came_after_the_day_keeps_the_node_open(desk: Desk) -> None:
    later = {
        "member_id": 2,
        "kind": ChangeKind.REGROUPED,
        "happened_on": "2026-11-05",
        "group_id": 3,
    }
    spec = desk.specs["membership_event"]
    desk.act("x", "调整", lambda unit: records.add(unit, spec, later), acknowledged="x")
    with pytest.raises(Refused, match="曹桂芳在2026-10-31以后") as caught:
        desk.act("x", "撤并", lambda unit: dissolve_group(unit, 1, "2026-10-31", 4))
    assert caught.value.code == "R-609"
    desk.act("x", "撤并", lambda unit: dissolve_group(unit, 1, "2026-11-06", 4), acknowledged="x")
    assert len(people_in(desk.reader, [4])) == 3


def test_nobody_is_regrouped_before_being_a_member(desk: Desk) -> None:
    with pytest.raises(Refused, match="白建军等 3 人在2014-10-31以后") as caught:
        desk.act("x", "撤并", lambda unit: dissolve_group(unit, 2, "2014-10-31", 4))
    assert caught.value.code == "R-609"


def test_who_left_and_came_back_keeps_the_node_open(desk: Desk) -> None:
    spec = desk.specs["membership_event"]
    moves = [
        {"member_id": 1, "kind": ChangeKind.REGROUPED, "happened_on": day, "group_id": group}
        for day, group in (("2026-11-03", 4), ("2026-11-05", 2))
    ]
    desk.act("x", "调整", lambda unit: records.add_all(unit, spec, moves), acknowledged="x")
    with pytest.raises(Refused, match="白建军在2026-11-01以后"):
        desk.act("x", "撤并", lambda unit: dissolve_group(unit, 2, "2026-11-01", 4))


def test_an_empty_node_needs_no_place_for_its_people(desk: Desk) -> None:
    desk.act("x", "撤并", lambda unit: dissolve_group(unit, 3, "2026-10-31"), acknowledged="x")
    assert [node.name for node in tree_of(desk).shown()] == ["机关组", "装配分工会", "装配一组"]


def test_a_node_does_not_end_before_it_begins(desk: Desk) -> None:
    with pytest.raises(RejectedError, match="早于成立日期"):
        desk.act("x", "撤并", lambda unit: dissolve_group(unit, 1, "2019-10-31", 4))
