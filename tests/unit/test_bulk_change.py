"""One column of many records: what would become of each, written as one action."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions import bulk_change, records
from app.actions.bulk_change import BulkState, Wish, changeable
from app.bootstrap import Desk, verify_file
from app.queries.listing import rows
from app.queries.past import history
from app.store.unit import RejectedError
from tests.builders import an_id_number
from tests.ledgers import contents, new_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.actions.bulk_change import BulkPreview

TODAY = "2026-11-20"
PEOPLE = (
    {"name": "白建军", "approved_on": "2010-07-01", "department": "质检部", "sex": "1"},
    {"name": "曹桂芳", "approved_on": "2012-03-01"},
    {"name": "邓立伟", "approved_on": "2024-01-01", "department": "设备部"},
    {"name": "高秀珍", "applied_on": "2026-11-01"},
)


class Stopped(Exception):
    """The user has stopped the work."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with new_desk(tmp_path / "a.ghdb") as opened:
        for draft in ({"name": "装配一组"}, {"name": "装配二组"}):
            add(opened, draft, "member_group")
        for person in PEOPLE:
            add(opened, dict(person))
        yield opened


def add(desk: Desk, draft: dict[str, object], register: str = "member") -> int:
    with desk.ledger.unit("add", "新增") as unit:
        number = records.add(unit, desk.spec(register), draft)
        unit.commit("已核对")
    return number


def look(desk: Desk, wish: Wish, *numbers: int, register: str = "member") -> BulkPreview:
    return bulk_change.look(desk.ledger, desk.spec(register), numbers or (1, 2, 3, 4), wish)


def stored(desk: Desk, name: str, register: str = "member") -> list[object]:
    found = rows(desk.reader, desk.spec(register), [1, 2, 3, 4], (name,))
    return [row[name] for row in found]


def states(seen: BulkPreview) -> list[BulkState]:
    return [line.state for line in seen.lines]


def test_every_record_is_accounted_for_and_nothing_is_written(desk: Desk) -> None:
    before = contents(desk.ledger)
    seen = look(desk, Wish("department", "质检部"))
    assert seen.counts == {BulkState.CHANGED: 3, BulkState.SAME: 1, BulkState.REFUSED: 0}
    assert [line.before for line in seen.lines] == ["质检部", None, "设备部", None]
    assert contents(desk.ledger) == before


def test_it_is_one_action_and_one_undoing(desk: Desk) -> None:
    before = contents(desk.ledger)
    bulk_change.write(desk.ledger, look(desk, Wish("department", "质检部")))
    assert stored(desk, "department") == ["质检部"] * 4
    (done,) = history.entries(desk.reader, 1)
    assert done["title"] == "批量修改会员：曹桂芳、邓立伟、高秀珍（部门）"
    assert done["counts"] == {"会员": 3}
    assert len(history.changes(desk.reader, action_id=done["action_id"])) == 3
    desk.undo()
    assert contents(desk.ledger) == before


def test_a_column_can_be_cleared(desk: Desk) -> None:
    seen = look(desk, Wish("department", None))
    assert seen.counts[BulkState.CHANGED] == 2
    bulk_change.write(desk.ledger, seen)
    assert stored(desk, "department") == [None] * 4


def test_what_is_required_cannot_be_cleared(desk: Desk) -> None:
    seen = look(desk, Wish("name", None))
    assert states(seen) == [BulkState.REFUSED] * 4
    assert seen.lines[0].reasons == ("姓名必须填写",)
    assert bulk_change.write(desk.ledger, seen).action_id is None


def test_a_group_is_changed_on_a_day_and_only_for_members_of_that_day(desk: Desk) -> None:
    seen = look(desk, Wish("group_id", 2, "2015-06-01"))
    assert states(seen) == [
        BulkState.CHANGED,
        BulkState.CHANGED,
        BulkState.REFUSED,  # joined in 2024
        BulkState.CHANGED,  # has only applied: is in a group without a day
    ]
    assert "尚未入会" in seen.lines[2].reasons[0]
    bulk_change.write(desk.ledger, seen)
    assert stored(desk, "group_id") == [2, 2, None, 2]
    events = [row for row in _events(desk) if row["kind"] == "D"]
    assert [(e["member_id"], e["happened_on"]) for e in events] == [
        (1, "2015-06-01"),
        (2, "2015-06-01"),
    ]
    assert verify_file(desk.path) == []


def _events(desk: Desk) -> list[dict[str, object]]:
    spec = desk.spec("membership_event")
    numbers = desk.reader.exec_driver_sql("SELECT id FROM membership_event ORDER BY id")
    return rows(desk.reader, spec, [number for (number,) in numbers])


def test_a_standing_becomes_an_event_where_it_may(desk: Desk) -> None:
    seen = look(desk, Wish("standing", "retained"))
    assert states(seen) == [BulkState.CHANGED] * 3 + [BulkState.REFUSED]
    bulk_change.write(desk.ledger, seen, "已核对")
    assert stored(desk, "standing") == ["retained"] * 3 + ["applicant"]
    assert verify_file(desk.path) == []


def test_what_follows_from_events_cannot_be_cleared(desk: Desk) -> None:
    seen = look(desk, Wish("standing", None))
    assert states(seen) == [BulkState.REFUSED] * 4
    assert seen.lines[0].reasons == ("会籍状态由会籍变动推出，不能清空",)


def test_the_rules_refuse_row_by_row(desk: Desk) -> None:
    seen = look(desk, Wish("approved_on", "2026-10-01"), 3, 4)
    assert states(seen) == [BulkState.CHANGED, BulkState.REFUSED]
    assert "不衔接" in seen.lines[1].reasons[0]  # approved before having applied


def test_one_number_for_several_people_is_refused_for_each(desk: Desk) -> None:
    seen = look(desk, Wish("id_number", an_id_number()))
    assert states(seen) == [BulkState.REFUSED] * 4


def test_a_warning_asks_for_a_reason(desk: Desk) -> None:
    number = add(
        desk,
        {"name": "何志强", "id_number": an_id_number("19850301", 1), "approved_on": "2010-07-01"},
    )
    seen = look(desk, Wish("sex", "2"), 2, number)
    assert states(seen) == [BulkState.CHANGED] * 2
    assert seen.questioned == 1
    with pytest.raises(RejectedError):
        bulk_change.write(desk.ledger, seen)
    bulk_change.write(desk.ledger, seen, "本人已更正")
    assert rows(desk.reader, desk.spec("member"), [number])[0]["sex"] == "2"


def test_a_row_that_its_own_fields_refuse_does_not_hold_up_the_others(desk: Desk) -> None:
    with desk.ledger.unit("foreign", "别处写入") as unit:  # a text longer than the field allows
        unit.raw.execute("UPDATE member SET note = ? WHERE id = 2", ("长" * 300,))
        unit.commit("已核对")
    seen = look(desk, Wish("post", "钳工"))
    assert states(seen) == [
        BulkState.CHANGED,
        BulkState.REFUSED,
        BulkState.CHANGED,
        BulkState.CHANGED,
    ]
    assert seen.lines[1].reasons[0].startswith("备注最多 200 个字")
    bulk_change.write(desk.ledger, seen)
    assert stored(desk, "post") == ["钳工", None, "钳工", "钳工"]


def test_working_ledgers_have_it_too(desk: Desk) -> None:
    numbers = [
        add(desk, {"held_on": f"2026-03-0{day}", "name": "健步走"}, "XJ-03") for day in (1, 2)
    ]
    before = contents(desk.ledger)
    seen = look(desk, Wish("people_count", 40), *numbers, register="XJ-03")
    bulk_change.write(desk.ledger, seen)
    found = rows(desk.reader, desk.spec("XJ-03"), numbers, ("people_count", "name"))
    assert [(row["people_count"], row["name"]) for row in found] == [(40, "健步走")] * 2
    desk.undo()
    assert contents(desk.ledger) == before


def test_stopped_in_the_middle_it_leaves_nothing(desk: Desk) -> None:
    seen = look(desk, Wish("department", "质检部"))
    before = contents(desk.ledger)

    def stop(_done: int, _total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        bulk_change.write(desk.ledger, seen, progress=stop)
    assert contents(desk.ledger) == before


def test_what_nobody_may_set_is_not_offered(desk: Desk) -> None:
    offered = {field.name for field in changeable(desk.spec("member"))}
    assert {"department", "group_id", "standing", "joined_on"} <= offered
    for spec in desk.specs.values():
        derived = {f.name for f in spec.fields.values() if f.derived}
        if spec.id != "member":
            assert derived.isdisjoint(f.name for f in changeable(spec))
