"""Taking actions back: exactly what was there before, or a refusal and nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from app.bootstrap import create_desk
from app.errors import Refused
from app.models.ledgers.entries import LedgerEntry
from app.models.members.member import Member
from app.models.organization.groups import Group
from app.store.undo import next_to_redo, next_to_undo, undo
from app.store.verify import faults_of
from tests.ledgers import a_ledger_file, add_groups, contents, group_names, query

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    from app.store.ledger import Ledger
    from app.store.unit import Unit


def raw_of(ledger: Ledger) -> sqlite3.Connection:
    return ledger.reader.connection.driver_connection  # type: ignore[return-value]


def change_group(ledger: Ledger, number: int, **values: object) -> int | None:
    with ledger.unit("change_group", "修改小组") as unit:
        unit.update(Group, number, values)
        return unit.commit().action_id


def delete_group(ledger: Ledger, number: int) -> int | None:
    with ledger.unit("delete_group", "删除小组") as unit:
        unit.connection.execute(delete(Group).where(Group.id == number))
        return unit.commit().action_id


def code_of_undo(ledger: Ledger, action_id: int | None = None) -> str:
    before = contents(ledger), query(ledger, "SELECT * FROM action")
    with pytest.raises(Refused) as refusal:
        undo(ledger, action_id)
    assert (contents(ledger), query(ledger, "SELECT * FROM action")) == before
    return refusal.value.code


def test_the_latest_action_is_taken_back_first(ledger: Ledger) -> None:
    add_groups(ledger, "一组")
    add_groups(ledger, "二组")
    undo(ledger)
    assert group_names(ledger) == ["一组"]
    undo(ledger)
    assert group_names(ledger) == []
    assert code_of_undo(ledger) == "U-901"


def test_taking_back_is_itself_in_the_history(ledger: Ledger) -> None:
    add_groups(ledger, "一组")
    changed = undo(ledger)
    assert changed.records == {"member_group"}
    assert query(ledger, "SELECT title, undoes_id FROM action") == [
        ("新增小组：一组", None),
        ("撤销：新增小组：一组", 1),
    ]
    ledger.close()
    assert faults_of(ledger.path) == []


def test_a_whole_import_is_taken_back_days_later(ledger: Ledger) -> None:
    add_groups(ledger, "老组")
    imported = add_groups(ledger, *(f"第{n}组" for n in range(50)))
    add_groups(ledger, "新组")
    change_group(ledger, 1, leader_name="何文斌")
    undo(ledger, imported.action_id)
    assert group_names(ledger) == ["老组", "新组"]


def test_the_beginning_of_a_ledger_is_not_taken_back(tmp_path: Path) -> None:
    with create_desk(tmp_path / "台账.ghdb", "城关镇工会") as desk:
        assert next_to_undo(raw_of(desk.ledger)) is None
        assert code_of_undo(desk.ledger, 1) == "U-905"
        assert code_of_undo(desk.ledger) == "U-901"


def test_what_changed_no_record_is_not_taken_back(ledger: Ledger) -> None:
    add_groups(ledger, "一组")
    with ledger.unit("export", "导出花名册") as unit:
        unit.facts["rows"] = 5
        noted = unit.commit().action_id
    assert noted is not None
    assert code_of_undo(ledger, noted) == "U-906"
    undo(ledger)
    assert group_names(ledger) == []


def test_an_action_is_taken_back_once(ledger: Ledger) -> None:
    changed = add_groups(ledger, "一组")
    undo(ledger)
    assert code_of_undo(ledger, changed.action_id) == "U-902"
    assert code_of_undo(ledger, 77) == "U-908"


@pytest.mark.parametrize(
    "later", [{"name": "改名"}, {"leader_name": "何文斌"}, {"note": "只填了一个空项"}]
)
def test_what_was_changed_since_is_not_taken_back(ledger: Ledger, later: dict[str, Any]) -> None:
    added = add_groups(ledger, "一组", "二组")
    change_group(ledger, 2, **later)
    assert code_of_undo(ledger, added.action_id) == "U-903"


def test_a_change_that_was_changed_again_is_not_taken_back(ledger: Ledger) -> None:
    add_groups(ledger, "一组")
    first = change_group(ledger, 1, note="甲")
    change_group(ledger, 1, note="乙")
    assert code_of_undo(ledger, first) == "U-903"
    undo(ledger)
    undo(ledger, first)
    assert query(ledger, "SELECT note FROM member_group") == [(None,)]


def test_fields_changed_since_beside_those_taken_back_stay(ledger: Ledger) -> None:
    add_groups(ledger, "一组")
    first = change_group(ledger, 1, note="甲")
    change_group(ledger, 1, leader_name="何文斌")
    undo(ledger, first)
    assert query(ledger, "SELECT note, leader_name FROM member_group") == [(None, "何文斌")]


def test_what_others_point_to_is_not_taken_back(ledger: Ledger) -> None:
    added = add_groups(ledger, "一组")
    with ledger.unit("add_group", "新增小组") as unit:
        unit.insert(Group, [{"name": "下级", "parent_id": 1}])
        unit.commit()
    assert code_of_undo(ledger, added.action_id) == "U-907"


def test_a_deletion_is_taken_back_with_number_and_uid(ledger: Ledger) -> None:
    add_groups(ledger, "一组", "二组")
    before = contents(ledger)
    delete_group(ledger, 1)
    undo(ledger)
    assert contents(ledger) == before


def test_redo_brings_back_what_undo_took(ledger: Ledger) -> None:
    add_groups(ledger, "一组")
    change_group(ledger, 1, note="甲")
    before = contents(ledger)
    assert next_to_redo(raw_of(ledger)) is None
    taken_back = undo(ledger)
    assert next_to_redo(raw_of(ledger)) == taken_back.action_id
    undo(ledger, next_to_redo(raw_of(ledger)))
    assert contents(ledger) == before
    assert next_to_redo(raw_of(ledger)) is None
    assert next_to_undo(raw_of(ledger)) == 2  # the change stands again


def test_several_undone_actions_are_redone_in_turn(ledger: Ledger) -> None:
    states = [contents(ledger)]
    for name in ("一组", "二组", "三组"):
        add_groups(ledger, name)
        states.append(contents(ledger))
    for state in states[-2::-1]:
        undo(ledger)
        assert contents(ledger) == state
    for state in states[1:]:
        undo(ledger, next_to_redo(raw_of(ledger)))
        assert contents(ledger) == state
    assert next_to_redo(raw_of(ledger)) is None


def test_nothing_can_be_redone_after_something_new(ledger: Ledger) -> None:
    add_groups(ledger, "一组")
    undo(ledger)
    add_groups(ledger, "二组")
    assert next_to_redo(raw_of(ledger)) is None


TEXTS = st.none() | st.sampled_from(["", "O'Brien", "两\n行", "a='b'\n", "𬱖"])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "member", "entry", "change", "delete", "touch"]),
        st.integers(1, 5),
        st.fixed_dictionaries({"note": TEXTS}, optional={"leader_name": TEXTS}),
    ),
    min_size=1,
    max_size=6,
)


def do(unit: Unit, step: str, number: int, values: dict[str, Any]) -> None:
    match step:
        case "add":
            unit.insert(Group, [{"name": f"组{number}", **values}])
        case "member":
            unit.insert(Member, [{"name": "何文斌", "wage_fen": number, "is_migrant": True}] * 2)
        case "entry":
            unit.insert(LedgerEntry, [{"ledger_id": "XJ-03", "content": values}])
        case "change":
            unit.update(Group, number, values)
        case "touch":
            unit.update(Group, number, {"retired_at": unit.now})
        case "delete":
            unit.connection.execute(delete(Group).where(Group.id == number))


@settings(max_examples=15, deadline=None)
@given(st.lists(STEPS, max_size=6))
def test_undoing_everything_gives_back_every_state(
    actions: list[list[tuple[str, int, dict[str, Any]]]],
) -> None:
    with a_ledger_file() as ledger:
        states = []
        for steps in actions:
            before = contents(ledger)
            with ledger.unit("test", "试") as unit:
                for step in steps:
                    do(unit, *step)
                if unit.commit().action_id is not None:
                    states.append(before)
        for state in reversed(states):
            undo(ledger)
            assert contents(ledger) == state
        assert next_to_undo(raw_of(ledger)) is None
        ledger.close()
        assert faults_of(ledger.path) == []
