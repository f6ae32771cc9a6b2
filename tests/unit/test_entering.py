"""Who in the register somebody may be who is being entered; what records are called."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from app.actions import records
from app.actions.attachments import keeping
from app.actions.attachments.contents import paper_of
from app.actions.merging.distinct import tell_apart
from app.bootstrap import Desk, create_desk
from app.clock import FixedClock
from app.models.members.member import Member
from app.queries.naming.called import names_of, whom
from app.queries.past import history
from app.queries.past.recycle import gone, kinds_put_aside
from app.queries.sources import core_spec
from app.queries.twins.entering import known_among, known_persons, said
from app.spec.pinyin import search_keys
from tests.builders import an_id_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HERS = an_id_number("19850301", 4)
PEOPLE = (
    {"name": "曹桂芳", "id_number": HERS, "born_on": "1985-03-01", "mobile": "13800000002"},
    {"name": "陈国栋", "born_on": "1970-05-06"},
    {"name": "单小明", "born_on": "1990-01-01"},
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with create_desk(tmp_path / "测试.ghdb", "工会", clock=FixedClock(), actor="测试") as desk:
        people = [{**person, "standing": "worker"} for person in PEOPLE]
        desk.act(
            "add",
            "职工",
            lambda unit: records.add_all(unit, desk.specs["member"], people),
            acknowledged="测试",
        )
        yield desk


def found(desk: Desk, **told: str) -> list[tuple[str, str]]:
    known = known_persons(desk.reader, **told)  # type: ignore[arg-type]
    return [(each.name, each.why) for each in known]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"name": "曹桂芳", "born_on": "1985-03-01"}, [("曹桂芳", "同名 + 出生日期相同")]),
        ({"name": "曹贵方", "mobile": "13800000002"}, [("曹桂芳", "同音 + 手机相同")]),
        ({"name": "陳國棟", "born_on": "1970-05-06"}, [("陈国栋", "繁简或异体 + 出生日期相同")]),
        ({"name": "善小明", "born_on": "1990-01-01"}, [("单小明", "同音 + 出生日期相同")]),
        ({"name": "曹桂芳"}, []),
        ({"name": "曹桂芳", "born_on": "1985-03"}, []),
        ({"name": "李四", "born_on": "1985-03-01"}, []),
        ({}, []),
    ],
)
def test_a_name_counts_with_a_fact_besides(
    desk: Desk, told: dict[str, str], why: list[tuple[str, str]]
) -> None:
    assert found(desk, **told) == why


def test_who_is_known_is_said_in_one_sentence(desk: Desk) -> None:
    known = known_persons(desk.reader, name="曹桂芳", born_on="1985-03-01")
    assert said(known) == "册中已有曹桂芳（没有编入小组）：同名 + 出生日期相同。"
    assert said([*known, *known]) == "册中已有曹桂芳（没有编入小组）等 2 人：同名 + 出生日期相同。"


def test_the_same_number_counts_whatever_the_name(desk: Desk) -> None:
    (known,) = known_persons(desk.reader, name="李四", id_number=HERS)
    assert (known.name, known.is_same_number) == ("曹桂芳", True)
    assert known.where == "没有编入小组"


def test_nobody_is_taken_for_himself_or_for_somebody_found_to_be_another(desk: Desk) -> None:
    told = {"name": "曹桂芳", "born_on": "1985-03-01"}
    assert known_persons(desk.reader, number=1, **told) == []  # type: ignore[arg-type]
    spec = desk.specs["member"]
    desk.act("retire", "删除", lambda unit: records.retire(unit, spec, [1]))
    assert found(desk, **told) == []


def write(desk: Desk, *people: dict[str, object]) -> list[int]:
    numbers: list[int] = []
    desk.act(
        "add",
        "职工",
        lambda unit: numbers.extend(records.add_all(unit, desk.specs["member"], list(people))),
        acknowledged="测试",
    )
    return numbers


def test_many_who_were_written_are_looked_for_at_once(desk: Desk) -> None:
    numbers = write(
        desk,
        {"name": "曹贵方", "mobile": "13800000002"},
        {"name": "陳國棟", "born_on": "1970-05-06"},
        {"name": "善小明", "born_on": "1990-01-01"},
        {"name": "曹桂芳", "born_on": "1985-03"},
        {"name": "李四", "born_on": "1985-03-01"},
        {"name": "李思", "born_on": "1985-03-01"},  # written together with the one before
    )
    known = known_among(desk.reader, numbers)
    assert {n: [(each.name, each.why) for each in who] for n, who in known.items()} == {
        numbers[0]: [("曹桂芳", "同音 + 手机相同")],
        numbers[1]: [("陈国栋", "繁简或异体 + 出生日期相同")],
        numbers[2]: [("单小明", "同音 + 出生日期相同")],
        numbers[5]: [("李四", "同音 + 出生日期相同")],
    }
    assert known_among(desk.reader, []) == {}


def test_of_many_nobody_is_named_who_was_found_to_be_another(desk: Desk) -> None:
    (number,) = write(desk, {"name": "曹贵方", "mobile": "13800000002"})
    assert known_among(desk.reader, {number})
    spec = desk.specs["member"]
    desk.act("tell_apart", "不是同一个人", lambda unit: tell_apart(unit, spec, 1, number))
    assert known_among(desk.reader, {number}) == {}


def test_it_is_quick_among_a_hundred_thousand(desk: Desk) -> None:
    surnames, given = "赵钱孙李周吴郑王冯陈", "一二三四五六七八九十"
    rows = []
    for number in range(100_000):
        name = surnames[number % 10] + given[number // 10 % 10] + given[number // 100 % 10]
        pinyin, initials = search_keys(name)
        rows.append(
            {
                "uid": f"u{number:06d}",
                "created_at": "2026-01-01T00:00:00Z",
                "name": name,
                "pinyin": pinyin,
                "initials": initials,
                "born_on": f"{1960 + number % 40}-01-{number % 28 + 1:02d}",
                "standing": "worker",
            }
        )
    with desk.ledger.unit("fill", "填") as unit:
        unit.connection.execute(insert(Member), rows)
        best = 1.0
        for _round in range(3):
            begun = time.perf_counter()
            known = known_persons(unit.connection, name="赵一一", born_on="1960-01-01")
            best = min(best, time.perf_counter() - begun)
        assert known
        assert best < 0.5  # seconds; a tenth of it on a computer that does nothing else
        begun = time.perf_counter()
        assert known_among(unit.connection, {50_000})
        assert time.perf_counter() - begun < 0.5


# --- what records are called --------------------------------------------------------------------


def test_first_names_and_how_many() -> None:
    assert whom(["白建军"], 1) == "白建军"
    assert whom(["白建军", "曹桂芳"], 2) == "白建军、曹桂芳"
    assert (
        whom(["白建军", "曹桂芳", "邓立伟", "高秀珍"], 12, "人")
        == "白建军、曹桂芳、邓立伟 等 12 人"
    )
    assert whom([], 3) == "3 条"


def test_the_history_names_what_an_action_changed(desk: Desk) -> None:
    spec = desk.specs["member"]
    desk.act("retire", "删除", lambda unit: records.retire(unit, spec, [1]))
    (done,) = history.entries(desk.reader, 1)
    assert done["named"] == {"会员": ["曹桂芳"]}
    (change,) = history.changes(desk.reader, action_id=done["action_id"])
    assert change["called"] == "曹桂芳"


def test_files_and_conclusions_are_called_by_what_they_belong_to(desk: Desk) -> None:
    spec = desk.specs["member"]
    paper = paper_of("申请书.txt", "你好".encode())
    desk.act("attach", "附件", lambda unit: keeping.attach(unit, spec, 1, [(paper, "1")]))
    desk.act("apart", "查重", lambda unit: tell_apart(unit, spec, 1, 2))
    desk.act("remove", "删除附件", lambda unit: keeping.remove(unit, [1]))
    called = names_of(desk.reader, core_spec("distinct_pair"), [1])
    assert called == {1: "会员 曹桂芳 与 会员 陈国栋"}
    (file,) = gone(desk.reader, kinds_put_aside(desk.specs))
    assert (file.title, file.label) == ("附件", "申请书.txt（会员 曹桂芳）")
    desk.act(
        "back",
        "恢复",
        lambda unit: records.bring_back(unit, core_spec("attachment"), [file.number]),
    )
    assert gone(desk.reader, kinds_put_aside(desk.specs)) == []
