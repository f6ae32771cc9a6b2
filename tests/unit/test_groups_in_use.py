"""A group with people or other groups in it is not put aside; history speaks the unit's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions import records
from app.bootstrap import Desk, verify_file
from app.queries.past.history import changes
from app.store.unit import RejectedError
from tests.ledgers import new_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GROUP, PERSON = 1, 1


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with new_desk(tmp_path / "台账.ghdb", "测试工会") as made:
        add(made, "member_group", {"name": "一组"})
        yield made


def add(desk: Desk, register: str, draft: dict[str, object]) -> None:
    spec = desk.specs[register]
    desk.act("add", "登记", lambda unit: records.add(unit, spec, draft), acknowledged="测试")


def retire(desk: Desk, register: str, number: int) -> None:
    spec = desk.specs[register]
    desk.act("retire", "删除", lambda unit: records.retire(unit, spec, [number]))


def test_a_group_with_people_is_not_deleted(desk: Desk) -> None:
    add(desk, "member", {"name": "白建军", "approved_on": "2010-07-01", "group_id": GROUP})
    with pytest.raises(RejectedError) as refusal:
        retire(desk, "member_group", GROUP)
    assert "“一组”里还有1人" in refusal.value.findings[0].message
    retire(desk, "member", PERSON)
    retire(desk, "member_group", GROUP)
    assert not verify_file(desk.path)


def test_a_branch_with_groups_is_not_deleted(desk: Desk) -> None:
    add(desk, "member_group", {"name": "二组", "parent_id": GROUP})
    with pytest.raises(RejectedError, match="1个下级"):
        retire(desk, "member_group", GROUP)


def test_an_empty_group_is_deleted_and_comes_back(desk: Desk) -> None:
    retire(desk, "member_group", GROUP)
    desk.undo()
    add(desk, "member", {"name": "白建军", "approved_on": "2010-07-01", "group_id": GROUP})


def test_the_history_speaks_the_words_of_the_unit(desk: Desk) -> None:
    card = desk.specs["union_profile"]
    told = {"unit_kind": "400", "industry": "P83", "has_openness": True}
    changed = desk.act("change", "修改", lambda unit: records.change(unit, card, 1, told))
    assert changed.action_id is not None
    labels = {
        field["label"]
        for change in changes(desk.reader, action_id=changed.action_id)
        for field in change["fields"]
    }
    assert "校务公开制度" in labels
