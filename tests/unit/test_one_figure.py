"""One fact has one figure: the card, the flag of the list and the roster count the same people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.models.members.flags import flag_called
from app.queries.listing import View, row_ids
from app.queries.members.lists import flag_sizes
from app.queries.members.workers import Crowd
from app.queries.organization.card import told_elsewhere
from app.reports.forms import build, form_called
from app.reports.sheet import Sheet, row_texts
from tests.unit.changing import add

if TYPE_CHECKING:
    from app.bootstrap import Desk

FACTS = (("hardship", "hardship", "困难职工花名册"), ("models", "model", "劳模花名册"))


@pytest.fixture
def people(desk: Desk) -> dict[str, int]:
    """By name: ticked, with a record only, both, no member, retired, and one who has left."""

    def one(name: str, **facts: object) -> int:
        given = {"standing": "regular", "approved_on": "2015-01-01", **facts}
        return add(desk, "member", name=name, hired_on="2015-01-01", **given)

    ticked = {"is_hardship": True, "is_model_worker": True}
    found = {
        "赵只勾选": one("赵只勾选", **ticked),
        "钱只建档": one("钱只建档"),
        "孙两样": one("孙两样", **ticked),
        "李未入会": one("李未入会", standing="worker", approved_on=None, **ticked),
        "周退休": one("周退休", standing="retained", **ticked),
        "吴离职": one(
            "吴离职", standing="worker", approved_on=None, left_on="2026-01-31", **ticked
        ),
    }
    for name in ("钱只建档", "孙两样", "吴离职"):
        number = found[name]
        add(desk, "hardship_file", member_id=number, filed_on="2024-03-11", kind="1")
        add(
            desk,
            "honour",
            member_id=number,
            name="劳动模范",
            awarded_on="2019-04-28",
            is_model=True,
        )
    return found


def roster_of(desk: Desk, title: str, as_at: str) -> Sheet:
    form = form_called(desk.specs, title)
    made = build(desk.reader, form, {"as_at": as_at}, today=desk.today, specs=desk.specs)
    (sheet,) = (block for block in made.blocks if isinstance(block, Sheet))
    return sheet


def column(sheet: Sheet, title: str) -> list[str]:
    place = [each.title for each in sheet.columns].index(title)
    return [row_texts(sheet, row)[place] for row in sheet.rows]


@pytest.mark.parametrize(("key", "flag", "title"), FACTS)
def test_card_flag_and_roster_count_the_same_people(
    desk: Desk, people: dict[str, int], key: str, flag: str, title: str
) -> None:
    here = set(people) - {"吴离职"}
    told = next(line for line in told_elsewhere(desk.reader, desk.today) if line.key == key)
    assert told.text == f"{len(here)} 人"
    assert told.view is not None
    behind = set(row_ids(desk.reader, desk.spec("member"), told.view))
    assert behind == {people[name] for name in here}
    assert flag_sizes(desk.reader, Crowd.HERE, desk.today)[flag] == len(here)
    sheet = roster_of(desk, title, desk.today)
    assert set(column(sheet, "姓名")) == here
    assert sheet.note.startswith(f"合计 {len(here)} 人")


@pytest.mark.parametrize(("_key", "flag", "title"), FACTS)
def test_who_is_ticked_without_a_record_stands_on_the_roster_and_it_says_so(
    desk: Desk, people: dict[str, int], _key: str, flag: str, title: str
) -> None:
    assert people
    assert flag_called(flag)
    sheet = roster_of(desk, title, desk.today)
    notes = dict(zip(column(sheet, "姓名"), column(sheet, "备注"), strict=True))
    lacking = {"hardship": "未建档", "model": "未登记荣誉"}[flag]
    without = {name for name, note in notes.items() if note == lacking}
    assert without == {"赵只勾选", "李未入会", "周退休"}


def test_a_roster_of_a_past_day_holds_who_had_the_flag_then(
    desk: Desk, people: dict[str, int]
) -> None:
    for day in ("2024-03-10", "2024-03-11", "2025-12-31"):
        sheet = roster_of(desk, "困难职工花名册", day)
        view = View(crowd=Crowd.HERE, flag="hardship", as_at=day)
        then = set(row_ids(desk.reader, desk.spec("member"), view))
        assert {people[name] for name in column(sheet, "姓名")} == then
    assert "吴离职" in column(sheet, "姓名")


def test_the_numbers_of_members_open_their_names(desk: Desk, people: dict[str, int]) -> None:
    told = {line.key: line for line in told_elsewhere(desk.reader, desk.today)}
    assert {told[key].aside for key in ("women_members", "migrant_members")} == {"名册未填"}
    for key in ("members", "women_members", "migrant_members"):
        view = told[key].view
        assert view is not None
        numbers = row_ids(desk.reader, desk.spec("member"), view)
        assert told[key].text == (f"{len(numbers)} 人" if numbers else "")
    assert told["members"].text == "3 人"
    in_need = View(crowd=Crowd.HERE, flag="hardship", today=desk.today)
    counted = row_ids(desk.reader, desk.spec("member"), in_need)
    assert {people["赵只勾选"], people["李未入会"]} <= set(counted)


def test_what_nobody_has_a_value_for_is_unknown_and_not_nought(desk: Desk) -> None:
    def one(name: str, **facts: object) -> int:
        return add(desk, "member", name=name, standing="regular", approved_on="2015-01-01", **facts)

    def said(key: str) -> tuple[str, str]:
        (line,) = (each for each in told_elsewhere(desk.reader, desk.today) if each.key == key)
        return line.text, line.aside

    assert said("migrant_members") == ("0 人", "")  # nobody is there: that is known
    one("赵未填")
    one("钱未填")
    for key in ("migrant_members", "hardship", "models"):
        assert said(key) == ("", "名册未填")
    one("孙不是", is_migrant=False, is_hardship=False)
    assert said("migrant_members") == ("0 人", "（另有 2 人未填）")
    assert said("hardship") == ("0 人", "")
    assert said("models") == ("", "名册未填")


def test_another_number_of_workers_in_the_register_stands_beside_the_stated_one(
    desk: Desk,
) -> None:
    add(desk, "headcount", counted_on="2026-06-30", workers_count=3)
    for name in ("赵", "钱"):
        add(desk, "member", name=f"{name}某", standing="regular", approved_on="2015-01-01")
    (line,) = (each for each in told_elsewhere(desk.reader, desk.today) if each.key == "workers")
    assert line.text == "3 人（截至 2026-06-30）"
    assert line.aside == "　名册 2 人"
