"""The search over everything: what finds whom, and what it does not follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from app.actions import records
from app.queries.everywhere import Found, looked_through
from tests.ledgers import new_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from sqlite3 import Cursor

    from app.bootstrap import Desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    path: Path = tmp_path_factory.mktemp("search") / "a.ghdb"
    with new_desk(path) as opened:
        people = [
            {"name": "单小明", "mobile": "13800001234", "id_number": "990001198503010019"},
            {"name": "查国强", "card_no": "A-0042"},
            {"name": "吕布依"},
            {"name": "向阳", "department": "涂装车间", "post": "电工", "employment_form": "6"},
            {"name": "电工旭"},
        ]
        with opened.ledger.unit("add", "新增") as unit:
            records.add(unit, opened.spec("member_group"), {"name": "装配一组"})
            numbers = records.add_all(unit, opened.spec("member"), people)
            leaving = {"member_id": numbers[1], "kind": "4", "happened_on": "2026-03-01"}
            records.add(
                unit,
                opened.spec("membership_event"),
                {**leaving, "other_union": "湖滨造船厂工会"},
            )
            for name in ("健步走", "第二届书画展", "Badminton 羽毛球赛"):
                activity = {"held_on": "2026-05-01", "name": name, "place": "湖滨公园"}
                records.add(unit, opened.spec("XJ-03"), activity)
            unit.commit("已核对")
        yield opened


def registers(desk: Desk, text: str, limit: int = 4) -> list[Found]:
    """Those in which something was found."""
    looked = looked_through(desk.reader, desk.specs, text, limit)
    return [found for found in looked if found.hits]


def found(desk: Desk, text: str, limit: int = 4) -> dict[str, list[str]]:
    return {each.spec.id: [hit.name for hit in each.hits] for each in registers(desk, text, limit)}


@pytest.mark.parametrize(
    ("typed", "register", "name"),
    [
        ("单小", "member", "单小明"),
        ("shanxm", "member", "单小明"),  # the surname's reading
        ("danxiaoming", "member", "单小明"),  # the usual one
        ("sxm", "member", "单小明"),
        ("zgq", "member", "查国强"),
        ("lvbuyi", "member", "吕布依"),  # ü is typed v
        ("1234", "member", "单小明"),  # the telephone's tail
        ("0019", "member", "单小明"),  # the number's tail
        ("A-0042", "member", "查国强"),
        ("装配", "member_group", "装配一组"),
        ("zpyz", "member_group", "装配一组"),
        ("造船厂", "membership_event", "查国强"),
        ("书画", "XJ-03", "第二届书画展"),
        ("shuhua", "XJ-03", "第二届书画展"),
        ("jbz", "XJ-03", "健步走"),
        ("ＢＡＤＭＩＮＴＯＮ", "XJ-03", "Badminton 羽毛球赛"),
        ("书画 公园", "XJ-03", "第二届书画展"),
        ("某某", "union_profile", "某某公司工会委员会"),
    ],
)
def test_what_is_typed_finds(desk: Desk, typed: str, register: str, name: str) -> None:
    assert name in found(desk, typed).get(register, [])


@pytest.mark.parametrize("typed", ["", "   ", "没有这个词", "held_on", "XJ-03 没有", "{", "'"])
def test_what_is_nowhere_finds_nothing(desk: Desk, typed: str) -> None:
    assert found(desk, typed) == {}


@pytest.mark.parametrize("typed", ["涂装车间", "装车", "电工 涂装", "劳务派遣"])
def test_what_the_list_does_not_show_is_found_too(desk: Desk, typed: str) -> None:
    assert found(desk, typed)["member"] == ["向阳"]


def test_who_is_called_so_comes_before_whose_remarks_say_so(desk: Desk) -> None:
    assert found(desk, "电工")["member"] == ["电工旭", "向阳"]


def test_one_character_is_looked_for_in_the_list_alone(desk: Desk) -> None:
    assert "向阳" not in found(desk, "涂").get("member", [])


def test_a_person_is_not_found_again_in_what_happened_to_them(desk: Desk) -> None:
    assert set(found(desk, "单小明")) == {"member"}


def test_no_more_than_a_few_of_each_and_it_says_so(desk: Desk) -> None:
    (activities,) = [each for each in registers(desk, "湖滨公园", 2) if each.spec.id == "XJ-03"]
    assert len(activities.hits) == 2
    assert not activities.is_all
    assert "日期 2026-05-01" in activities.hits[0].more


def test_nothing_that_is_masked_is_shown(desk: Desk) -> None:
    for each in registers(desk, "单"):
        for hit in each.hits:
            assert "13800001234" not in hit.name + hit.more
            assert "990001198503010019" not in hit.name + hit.more


def test_what_was_deleted_is_not_found(tmp_path: Path) -> None:
    with new_desk(tmp_path / "b.ghdb") as desk:
        with desk.ledger.unit("add", "新增") as unit:
            number = records.add(unit, desk.spec("member_group"), {"name": "装配一组"})
            line = records.add(
                unit, desk.spec("XJ-03"), {"held_on": "2026-05-01", "name": "装配比武"}
            )
            unit.commit("已核对")
        assert set(found(desk, "装配")) == {"member_group", "XJ-03"}
        with desk.ledger.unit("retire", "删除") as unit:
            records.retire(unit, desk.spec("member_group"), [number])
            records.retire(unit, desk.spec("XJ-03"), [line])
            unit.commit("已核对")
        assert found(desk, "装配") == {}


def test_registers_without_rows_are_not_asked(desk: Desk) -> None:
    asked = [found.spec.id for found in looked_through(desk.reader, desk.specs, "单小")]
    assert asked == ["union_profile", "member_group", "member", "membership_event"]


def asked_of(desk: Desk, text: str, register: str) -> list[str]:
    """The statements that look for ``text`` in ``register``, and how SQLite goes about each."""
    asked: list[str] = []

    def note(
        _connection: object, cursor: Cursor, statement: str, parameters: object, *_rest: object
    ) -> None:
        if f"FROM {register} \nWHERE" in statement and "LIMIT" in statement:
            connection = cursor.connection
            plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
            asked.append("; ".join(line[-1] for line in plan))

    event.listen(desk.reader.engine, "before_cursor_execute", note)
    try:
        list(looked_through(desk.reader, desk.specs, text))
    finally:
        event.remove(desk.reader.engine, "before_cursor_execute", note)
    return asked


@pytest.mark.parametrize(
    ("typed", "register", "times"),
    [
        ("没有", "member", 2),  # names, then all that is said of people besides
        ("qqqq", "member", 1),  # pinyin stands nowhere but in the first fields
        ("没有", "membership_event", 1),  # nothing there has a name of its own
    ],
)
def test_no_register_is_gone_through_for_nothing(
    desk: Desk, typed: str, register: str, times: int
) -> None:
    assert len(asked_of(desk, typed, register)) == times


@pytest.mark.parametrize("typed", ["单小明", "sxm", "1234"])
def test_people_are_found_in_an_index_and_not_row_by_row(desk: Desk, typed: str) -> None:
    assert "COVERING INDEX ix_member" in asked_of(desk, typed, "member")[0]
