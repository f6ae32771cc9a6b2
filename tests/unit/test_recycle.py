"""The recycle view: what was put aside, when, by whom, why, and the way back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from app.actions import records
from app.bootstrap import Desk, create_desk, open_desk
from app.clock import FixedClock
from app.queries.past.recycle import REASON_GIVEN, count_gone, gone, retirements
from app.store.unit import RejectedError
from tests.builders import an_id_number
from tests.ledgers import contents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AUGUST = dt.datetime(2026, 8, 1, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    clock = FixedClock()
    path = tmp_path / "a.ghdb"
    with create_desk(path, "某某公司工会委员会", clock=clock, actor="测试") as opened:
        yield opened


def add(desk: Desk, draft: dict[str, object], register: str = "member") -> int:
    with desk.ledger.unit("add", "新增") as unit:
        number = records.add(unit, desk.spec(register), draft)
        unit.commit("已核对")
    return number


def retire(desk: Desk, *numbers: int, register: str = "member") -> int:
    spec = desk.spec(register)
    done = desk.act("retire_records", "删除", lambda unit: records.retire(unit, spec, numbers))
    assert done.action_id is not None
    return done.action_id


def bring_back(desk: Desk, *numbers: int, register: str = "member") -> None:
    spec = desk.spec(register)
    desk.act("bring_back", "恢复", lambda unit: records.bring_back(unit, spec, numbers))


def test_it_holds_what_was_put_aside_of_every_register(desk: Desk) -> None:
    person = add(desk, {"name": "白建军"})
    group = add(desk, {"name": "装配一组"}, "member_group")
    walk = add(desk, {"held_on": "2026-03-05", "name": "健步走"}, "XJ-03")
    add(desk, {"name": "曹桂芳"})
    assert gone(desk.reader, desk.specs) == []
    retire(desk, person)
    retire(desk, group, register="member_group")
    retire(desk, walk, register="XJ-03")
    found = {(each.title, each.number, each.label) for each in gone(desk.reader, desk.specs)}
    assert found == {
        ("会员", person, "白建军"),
        ("工会小组", group, "装配一组"),
        ("文体活动登记", walk, "健步走"),
    }
    (one,) = gone(desk.reader, desk.specs, "XJ-03")
    assert (one.how.actor, one.how.reason, one.survivor) == ("测试", "", "")
    assert one.at.startswith("2026-11-20")
    assert count_gone(desk.reader, desk.specs) == 3
    assert count_gone(desk.reader, desk.specs, "XJ-03") == 1


def test_why_can_be_said_afterwards(desk: Desk) -> None:
    first, second = add(desk, {"name": "白建军"}), add(desk, {"name": "曹桂芳"})
    action = retire(desk, first, second)
    desk.note(REASON_GIVEN, "说明删除原因", about=action, reason="登记错了")
    found = gone(desk.reader, desk.specs, "member")
    assert {each.how.reason for each in found} == {"登记错了"}


def test_what_was_brought_back_and_put_aside_again_tells_of_the_last_time(desk: Desk) -> None:
    number = add(desk, {"name": "白建军"})
    first = retire(desk, number)
    desk.note(REASON_GIVEN, "说明删除原因", about=first, reason="登记错了")
    bring_back(desk, number)
    assert gone(desk.reader, desk.specs, "member") == []
    assert retirements(desk.reader, desk.spec("member"), [number])[number].action_id == first
    assert isinstance(desk.clock, FixedClock)
    desk.clock.move(hours=1)
    second = retire(desk, number)
    (one,) = gone(desk.reader, desk.specs, "member")
    assert (one.how.action_id, one.how.reason) == (second, "")


def test_older_ones_are_left_out_but_never_removed(tmp_path: Path) -> None:
    path = tmp_path / "a.ghdb"
    with create_desk(path, "某某公司工会委员会", clock=FixedClock(AUGUST)) as desk:
        retire(desk, add(desk, {"name": "白建军"}))
    with open_desk(path, clock=FixedClock()) as desk:
        retire(desk, add(desk, {"name": "曹桂芳"}))
        assert [each.label for each in gone(desk.reader, desk.specs, "member")] == [
            "曹桂芳",
            "白建军",
        ]
        recent = gone(desk.reader, desk.specs, "member", since="2026-08-22")
        assert [each.label for each in recent] == ["曹桂芳"]
        assert count_gone(desk.reader, desk.specs, "member") == 2


def test_brought_back_it_is_as_it_was(desk: Desk) -> None:
    number = add(desk, {"name": "白建军", "approved_on": "2010-07-01"})
    before = contents(desk.ledger)
    retire(desk, number)
    bring_back(desk, number)
    assert contents(desk.ledger) == before


def test_the_rules_are_asked_before_anything_comes_back(desk: Desk) -> None:
    draft = {"name": "白建军", "id_number": an_id_number(), "approved_on": "2010-07-01"}
    number = add(desk, draft)
    retire(desk, number)
    add(desk, draft)  # entered once more meanwhile
    with pytest.raises(RejectedError, match="已存在"):
        bring_back(desk, number)
    assert [each.number for each in gone(desk.reader, desk.specs, "member")] == [number]
