"""Two records become one: values, events, whatever points at them, and the way back."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.actions import definitions, records
from app.actions.merging.distinct import tell_apart
from app.actions.merging.merge import Merging, merge, mergeable, moving, proposed_keep
from app.actions.merging.story import contradictions, lines_of, repeated
from app.bootstrap import Desk, verify_file
from app.errors import Refused
from app.models.all import RECORDS
from app.models.base import Base
from app.queries.listing import View, row_ids, rows
from app.queries.past import history
from app.queries.past.recycle import gone, retirements
from app.queries.twins.pointers import Pointer, pointers_at
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.store.unit import RejectedError
from tests.ledgers import contents, new_desk

if TYPE_CHECKING:
    from collections.abc import Iterator

LEDGER = """
id = "ZD-01"
title = "帮扶走访"
columns = [
  { name = "visited_on", label = "日期", kind = "date" },
  { name = "person", label = "走访对象", kind = "reference", target = "member" },
]
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with new_desk(tmp_path / "a.ghdb") as opened:
        yield opened


def add(desk: Desk, draft: dict[str, object], register: str = "member") -> int:
    with desk.ledger.unit("add", "新增") as unit:
        number = records.add(unit, desk.spec(register), draft)
        unit.commit("已核对")
    return number


def event(desk: Desk, member_id: int, kind: str, day: str, **more: object) -> int:
    draft = {"member_id": member_id, "kind": kind, "happened_on": day, **more}
    return add(desk, draft, "membership_event")


def join(desk: Desk, merging: Merging, register: str = "member") -> None:
    spec, specs = desk.spec(register), tuple(desk.specs.values())
    desk.act(
        "merge_records",
        "合并",
        lambda unit: merge(unit, specs, spec, merging),
        acknowledged="已核对",
    )


def row(desk: Desk, number: int, register: str = "member") -> dict[str, object]:
    (found,) = rows(desk.reader, desk.spec(register), [number])
    return found


def in_force(desk: Desk, register: str = "member") -> list[int]:
    return row_ids(desk.reader, desk.spec(register), View())


def dated(desk: Desk, number: int) -> list[tuple[object, object]]:
    spec = desk.spec("membership_event")
    found = rows(desk.reader, spec, row_ids(desk.reader, spec, View()))
    events = [each for each in found if each["member_id"] == number]
    return sorted((str(each["happened_on"]), str(each["kind"])) for each in events)


# --- values -------------------------------------------------------------------------------------


def test_what_is_chosen_stays_and_the_other_goes_into_the_recycle_view(desk: Desk) -> None:
    keep = add(desk, {"name": "张伟", "mobile": "13800000001", "approved_on": "2010-07-01"})
    other = add(desk, {"name": "张玮", "staff_no": "0012", "approved_on": "2010-07-01"})
    lines = lines_of(desk.reader, keep, other)
    chosen: dict[str, object] = {"name": "张玮", "staff_no": "0012"}
    join(desk, Merging(keep, other, chosen, repeated(lines)))
    assert in_force(desk) == [keep]
    told = row(desk, keep)
    assert (told["name"], told["staff_no"], told["mobile"]) == ("张玮", "0012", "13800000001")
    (left,) = (each for each in gone(desk.reader, desk.specs) if each.register == "member")
    assert (left.number, left.survivor, left.how.merged_into) == (other, "张玮", keep)
    assert verify_file(desk.path) == []


def test_the_search_keys_follow_the_name(desk: Desk) -> None:
    keep, other = add(desk, {"name": "张伟"}), add(desk, {"name": "单小明"})
    lines = lines_of(desk.reader, keep, other)
    join(desk, Merging(keep, other, {"name": "单小明"}, repeated(lines)))
    assert row_ids(desk.reader, desk.spec("member"), View(search="sxm")) == [keep]


def test_of_two_the_fuller_is_proposed_to_stay(desk: Desk) -> None:
    spec = desk.spec("member")
    first, second = add(desk, {"name": "张伟"}), add(desk, {"name": "张伟", "post": "钳工"})
    one, other = rows(desk.reader, spec, [first, second])
    assert proposed_keep(spec, one, other) == proposed_keep(spec, other, one) == second
    twin = {**one, "id": second}
    assert proposed_keep(spec, twin, one) == first


@pytest.mark.parametrize("register", ["member", "member_group", "XJ-03"])
def test_registers_of_either_family_can_be_merged(desk: Desk, register: str) -> None:
    assert mergeable(desk.spec(register))


def test_events_and_the_unions_own_card_cannot(desk: Desk) -> None:
    assert not mergeable(desk.spec("membership_event"))
    assert not mergeable(desk.spec("union_profile"))


def test_one_record_cannot_be_merged_with_itself_or_with_one_put_aside(desk: Desk) -> None:
    first, second = add(desk, {"name": "张伟"}), add(desk, {"name": "张伟"})
    with pytest.raises(Refused, match="两条不同的记录"):
        join(desk, Merging(first, first))
    spec = desk.spec("member")
    desk.act("retire", "删除", lambda unit: records.retire(unit, spec, [second]))
    with pytest.raises(Refused) as refusal:
        join(desk, Merging(first, second))
    assert refusal.value.code == "R-404"
    assert in_force(desk) == [first]


# --- events -------------------------------------------------------------------------------------


def test_what_both_tell_is_told_once_and_completed(desk: Desk) -> None:
    keep = add(desk, {"name": "张伟", "approved_on": "2010-07-01"})
    other = add(desk, {"name": "张伟", "approved_on": "2010-07-01", "approval_no": "工字3号"})
    event(desk, other, "3", "2020-05-01", reason="1")
    lines = lines_of(desk.reader, keep, other)
    left_out = repeated(lines)
    assert [line.owner for line in lines if line.id in left_out] == [other]
    assert contradictions(lines, left_out) == {}
    join(desk, Merging(keep, other, {}, left_out))
    assert dated(desk, keep) == [("2010-07-01", "1"), ("2020-05-01", "3")]
    assert row(desk, keep)["standing"] == "retained"
    admitted = rows(
        desk.reader,
        desk.spec("membership_event"),
        row_ids(desk.reader, desk.spec("membership_event"), View()),
    )[0]
    assert admitted["approval_no"] == "工字3号"
    assert verify_file(desk.path) == []


def test_a_day_known_better_takes_the_place_of_one_known_less(desk: Desk) -> None:
    keep = add(desk, {"name": "张伟"})  # nobody knows since when
    other = add(desk, {"name": "张伟", "approved_on": "2010-07-01"})
    lines = lines_of(desk.reader, keep, other)
    assert [line.owner for line in lines if line.id in repeated(lines)] == [keep]
    join(desk, Merging(keep, other, {}, repeated(lines)))
    assert dated(desk, keep) == [("2010-07-01", "1")]
    assert row(desk, keep)["joined_on"] == "2010-07-01"


def test_contradicting_events_refuse_until_one_is_left_out(desk: Desk) -> None:
    keep = add(desk, {"name": "张伟", "approved_on": "2010-07-01"})
    other = add(desk, {"name": "张伟", "approved_on": "2012-03-01"})
    lines = lines_of(desk.reader, keep, other)
    assert repeated(lines) == frozenset()
    (wrong,) = contradictions(lines, ())
    with pytest.raises(RejectedError, match="两边的会籍变动合不到一起"):
        join(desk, Merging(keep, other))
    assert in_force(desk) == [keep, other]
    assert contradictions(lines, {wrong}) == {}
    join(desk, Merging(keep, other, {}, frozenset({wrong})))
    assert dated(desk, keep) == [("2010-07-01", "1")]
    put_aside = gone(desk.reader, desk.specs, "membership_event")
    assert [each.number for each in put_aside] == [wrong]  # in sight, not lost
    assert put_aside[0].how.by_merging
    spec = desk.spec("membership_event")
    with pytest.raises(RejectedError, match="不能办理"):  # brought back it would contradict again
        desk.act("bring_back", "恢复", lambda unit: records.bring_back(unit, spec, [wrong]))


def test_events_that_differ_in_a_particular_are_not_taken_for_one(desk: Desk) -> None:
    keep = add(desk, {"name": "张伟", "approved_on": "2010-07-01", "approval_no": "工字3号"})
    other = add(desk, {"name": "张伟", "approved_on": "2010-07-01", "approval_no": "工字4号"})
    lines = lines_of(desk.reader, keep, other)
    assert repeated(lines) == frozenset()
    assert len(contradictions(lines, ())) == 1


def test_events_put_aside_before_come_along(desk: Desk) -> None:
    keep = add(desk, {"name": "张伟", "approved_on": "2010-07-01"})
    other = add(desk, {"name": "张伟", "approved_on": "2010-07-01"})
    mistaken = event(desk, other, "3", "2020-05-01", reason="1")
    spec = desk.spec("membership_event")
    desk.act("retire", "删除", lambda unit: records.retire(unit, spec, [mistaken]))
    join(desk, Merging(keep, other, {}, repeated(lines_of(desk.reader, keep, other))))
    desk.act("bring_back", "恢复", lambda unit: records.bring_back(unit, spec, [mistaken]))
    assert row(desk, keep)["standing"] == "retained"
    assert dated(desk, other) == []


def test_an_event_of_unknown_day_is_not_taken_for_one_of_several(desk: Desk) -> None:
    keep = add(desk, {"name": "张伟", "approved_on": "2001-07-01"})
    event(desk, keep, "6", "2005-01-01", requested_on="2005-01-01")
    event(desk, keep, "1", "2010-07-01")
    other = add(desk, {"name": "张伟"})
    assert repeated(lines_of(desk.reader, keep, other)) == frozenset()


# --- whatever points there ----------------------------------------------------------------------


def test_every_reference_of_every_record_is_known() -> None:
    """A record class added later with a reference is moved without a word here."""
    for target in {record.__tablename__ for record in RECORDS}:
        known = {
            (p.table, p.column)
            for p in pointers_at(_NOBODY, (), target)  # type: ignore[arg-type]
        }
        for table in Base.metadata.tables.values():
            for column in table.columns:
                if any(key.column.table.name == target for key in column.foreign_keys):
                    assert (table.name, column.name) in known


class _Nobody:
    """A ledger without definitions of its own."""

    def scalars(self, _query: object) -> _Nobody:
        return self

    def all(self) -> tuple[str, ...]:
        return ()


_NOBODY = _Nobody()


def test_a_column_the_user_added_may_point_too(desk: Desk) -> None:
    groups = desk.spec("member_group")
    adviser = FieldSpec("x7", "联系人", Kind.REFERENCE, target="member")
    widened = replace(groups, fields={**groups.fields, "x7": adviser})
    found = set(pointers_at(desk.reader, [widened], "member"))
    assert Pointer("工会小组", "member_group", "extra", '$."x7"') in found
    assert found > set(pointers_at(desk.reader, [groups], "member"))


def test_groups_take_members_events_and_groups_along(desk: Desk) -> None:
    keep = add(desk, {"name": "一车间"}, "member_group")
    other = add(desk, {"name": "一车间"}, "member_group")
    below = add(desk, {"name": "甲班", "parent_id": other}, "member_group")
    person = add(desk, {"name": "张伟", "group_id": other, "approved_on": "2010-07-01"})
    counted = moving(desk.reader, desk.specs.values(), desk.spec("member_group"), other)
    assert counted == {"工会小组": 1, "会员": 1, "会籍变动": 1}
    join(desk, Merging(keep, other), "member_group")
    assert row(desk, below, "member_group")["parent_id"] == keep
    assert row(desk, person)["group_id"] == keep
    assert verify_file(desk.path) == []


def test_no_group_ends_below_itself(desk: Desk) -> None:
    top = add(desk, {"name": "分会"}, "member_group")
    other = add(desk, {"name": "一车间", "parent_id": top}, "member_group")
    keep = add(desk, {"name": "一车间", "parent_id": other}, "member_group")
    join(desk, Merging(keep, other), "member_group")
    assert row(desk, keep, "member_group")["parent_id"] == top


def test_lines_of_working_ledgers_move_even_when_the_ledger_is_put_aside(desk: Desk) -> None:
    file = desk.path.with_name("走访.toml")
    file.write_text(LEDGER, encoding="utf-8")
    definitions.take_in(desk.ledger, file)
    desk.forget_definitions()
    keep, other = add(desk, {"name": "张伟"}), add(desk, {"name": "张伟"})
    visit = add(desk, {"visited_on": "2026-03-05", "person": other}, "ZD-01")
    spec = desk.spec("ZD-01")
    lines = lines_of(desk.reader, keep, other)
    assert moving(desk.reader, desk.specs.values(), desk.spec("member"), other) == {"帮扶走访": 1}
    join(desk, Merging(keep, other, {}, repeated(lines)))
    assert rows(desk.reader, spec, [visit])[0]["person"] == keep
    desk.undo()
    assert rows(desk.reader, spec, [visit])[0]["person"] == other
    desk.act("retire", "删除", lambda unit: records.retire(unit, spec, [visit]))
    with desk.ledger.unit("retire", "停用台账") as unit:
        definition = next(r for r in RECORDS if r.__tablename__ == "ledger_definition")
        unit.update(definition, 1, {"retired_at": unit.now})
        unit.commit()
    desk.forget_definitions()
    join(desk, Merging(keep, other, {}, repeated(lines)))
    assert rows(desk.reader, spec, [visit])[0]["person"] == keep


def test_conclusions_of_the_finder_do_not_move(desk: Desk) -> None:
    keep, other = add(desk, {"name": "张伟"}), add(desk, {"name": "张玮"})
    third = add(desk, {"name": "章伟"})
    spec = desk.spec("member")
    desk.act("tell_apart", "不是同一个人", lambda unit: tell_apart(unit, spec, other, third))
    before = contents(desk.ledger)["distinct_pair"]
    join(desk, Merging(keep, other, {}, repeated(lines_of(desk.reader, keep, other))))
    assert contents(desk.ledger)["distinct_pair"] == before


# --- the way back -------------------------------------------------------------------------------


def test_a_merged_record_comes_back_by_undoing_not_by_itself(desk: Desk) -> None:
    keep, other = add(desk, {"name": "张伟"}), add(desk, {"name": "张伟"})
    lines = lines_of(desk.reader, keep, other)
    before = contents(desk.ledger)
    join(desk, Merging(keep, other, {}, repeated(lines)))
    after = contents(desk.ledger)
    spec = desk.spec("member")
    with pytest.raises(Refused) as refusal:
        desk.act("bring_back", "恢复", lambda unit: records.bring_back(unit, spec, [other]))
    assert refusal.value.code == "R-530"
    how = retirements(desk.reader, spec, [other])[other]
    desk.undo(how.action_id)
    assert contents(desk.ledger) == before
    desk.redo()
    assert contents(desk.ledger) == after
    again = retirements(desk.reader, spec, [other])[other]
    assert (again.action_id, again.merged_into) == (how.action_id, keep)


def test_history_says_what_was_merged(desk: Desk) -> None:
    keep, other = add(desk, {"name": "张伟"}), add(desk, {"name": "张伟", "post": "钳工"})
    lines = lines_of(desk.reader, keep, other)
    join(desk, Merging(keep, other, {"post": "钳工"}, repeated(lines)))
    (done,) = history.entries(desk.reader, 1)
    assert done["counts"]["会员"] == 2
    told = history.changes(desk.reader, action_id=done["action_id"])
    fields = {(c["record_id"], f["label"]): f["after"] for c in told for f in c["fields"]}
    assert fields[keep, "岗位"] == "钳工"
    assert fields[other, "记录"] == "已移出"


NAMES = st.sampled_from(["张伟", "张玮", "单小明", "欧阳明月"])
DAYS = st.sampled_from([None, "2010-07-01", "2010-07", "2012", "2015-03-09"])
PERSONS = st.fixed_dictionaries(
    {"name": NAMES, "approved_on": DAYS},
    optional={
        "mobile": st.sampled_from(["13800000001", "13800000002"]),
        "post": st.sampled_from(["钳工", "电工"]),
        "group_id": st.sampled_from([1, 2]),
    },
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(one=PERSONS, two=PERSONS, is_second_kept=st.booleans())
def test_merged_and_undone_is_as_before(
    one: dict[str, object], two: dict[str, object], *, is_second_kept: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.ghdb"
        with new_desk(path) as desk:
            for name in ("一组", "二组"):
                add(desk, {"name": name}, "member_group")
            numbers = [add(desk, one), add(desk, two)]
            keep, other = reversed(numbers) if is_second_kept else numbers
            lines = lines_of(desk.reader, keep, other)
            left_out = repeated(lines)
            left_out |= frozenset(contradictions(lines, left_out))
            said = row(desk, other)
            chosen = {name: said[name] for name in ("name", "mobile", "post") if said[name]}
            before = contents(desk.ledger)
            join(desk, Merging(keep, other, chosen, left_out))
            assert in_force(desk) == [keep]
            told = sum(line.id not in left_out for line in lines)
            assert len(dated(desk, keep)) == told
            desk.undo()
            assert contents(desk.ledger) == before
        assert verify_file(path) == []
