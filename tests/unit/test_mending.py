"""Filling in for many what else they hold tells; each time one action that is undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.actions import bulk_change, records
from app.actions.bulk_change import Wish
from app.actions.members.mending import approve_on_entry, complete_birthdays
from app.queries.findings.mendable import birthdays_by_number, entry_days
from app.queries.listing import rows
from app.store.unit import RejectedError
from tests.builders import an_id_number
from tests.ledgers import contents, new_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.bootstrap import Desk

WRONG_SEX = {"sex": "1", "id_number": an_id_number("19870405", 2)}
PEOPLE: tuple[dict[str, object], ...] = (
    {"name": "白建军", "born_on": "1986-03", "id_number": an_id_number("19860312")},
    {"name": "曹桂芳", "born_on": "1987-04", "joined_on": "2012-03", **WRONG_SEX},
    {"name": "邓立伟", "born_on": "1988-01", "id_number": an_id_number("19880507", 3)},
    {"name": "高秀珍", "born_on": "1990-02"},
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with new_desk(tmp_path / "a.ghdb") as opened:
        with opened.ledger.unit("add", "新增") as unit:
            drafts = [{"approved_on": None, "joined_on": "2010-07-01", **each} for each in PEOPLE]
            records.add_all(unit, opened.spec("member"), drafts)
            unit.commit("已核对")
        yield opened


def stored(desk: Desk, name: str) -> list[object]:
    return [row[name] for row in rows(desk.reader, desk.spec("member"), [1, 2, 3, 4], (name,))]


def test_birthdays_are_completed_where_they_agree_with_the_number(desk: Desk) -> None:
    before = contents(desk.ledger)
    complete_birthdays(desk.ledger)
    assert stored(desk, "born_on") == ["1986-03-12", "1987-04-05", "1988-01", "1990-02"]
    assert not birthdays_by_number(desk.reader)
    desk.undo()
    assert contents(desk.ledger) == before


def test_the_day_of_joining_becomes_that_of_approval_of_those_asked_for(desk: Desk) -> None:
    before = contents(desk.ledger)
    approve_on_entry(desk.ledger, [1, 2])
    assert stored(desk, "approved_on") == ["2010-07-01", "2012-03", None, None]
    assert list(entry_days(desk.reader, [1, 2, 3])) == [3]
    desk.undo()
    assert contents(desk.ledger) == before


def test_a_change_of_many_does_not_ask_about_what_stood_before(desk: Desk) -> None:
    seen = bulk_change.look(
        desk.ledger, desk.spec("member"), [1, 2, 3, 4], Wish("monthly_dues_fen", 1000)
    )
    assert seen.questioned == 0
    bulk_change.write(desk.ledger, seen)
    assert stored(desk, "monthly_dues_fen") == [1000] * 4


def test_a_change_of_the_very_column_is_still_asked_about(desk: Desk) -> None:
    seen = bulk_change.look(desk.ledger, desk.spec("member"), [1, 2], Wish("sex", "2"))
    assert seen.questioned == 1
    with pytest.raises(RejectedError, match="性别按证号应为男"):
        bulk_change.write(desk.ledger, seen)
