"""半年快照: frozen for good, compared with each other, and found out when somebody touches one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.actions import records
from app.actions.members.snapshots import take_snapshot
from app.bootstrap import Desk, verify_file
from app.errors import Refused
from app.models.base import spec_of
from app.models.members.snapshot import Snapshot, packed, unpacked
from app.queries.members.join_rate import Count, join_rates, join_rates_on
from app.queries.members.people import people_on
from app.queries.members.snapshots import (
    Became,
    Difference,
    Frozen,
    differences,
    due_snapshot,
    frozen,
    snapshot_lines,
)
from app.reports.forms import build, form_called
from app.reports.to_text import to_text
from app.spec.dates import half_year, last_half_year
from tests.ledgers import new_desk
from tests.unit.changing import add

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TODAY = "2026-11-20"
EARLIER, LATER = "2025-12-31", "2026-06-30"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.ghdb"


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    with new_desk(path) as opened:
        yield opened


def take(desk: Desk, day: str) -> int:
    with desk.ledger.unit("take_snapshot", f"做半年快照：{day}") as unit:
        number = take_snapshot(unit, day)
        unit.commit()
    return number


@pytest.fixture
def union(desk: Desk) -> dict[str, int]:
    """Some people, and what became of them in the first half of 2026."""
    one, two = (add(desk, "member_group", name=name) for name in ("装配一组", "装配二组"))
    made = {
        name: add(desk, name=name, hired_on="2010-01-01", approved_on="2015-01-01", group_id=one)
        for name in ("甲", "乙", "丙")
    }
    made["丁"] = add(desk, name="丁", standing="worker", hired_on="2020-01-01", group_id=two)
    made["戊"] = add(desk, name="戊", standing="worker", hired_on="2026-03-01", group_id=two)
    made["己"] = add(
        desk, name="己", standing="worker", hired_on="2019-01-01", left_on="2026-02-01"
    )
    for who, kind, more in (
        ("乙", "D", {"group_id": two}),
        ("丙", "3", {"reason": "9"}),
        ("丁", "1", {}),
    ):
        event = {"member_id": made[who], "kind": kind, "happened_on": "2026-04-10"}
        add(desk, "membership_event", **event, **more)
    add(desk, "hardship_file", member_id=made["甲"], filed_on="2026-05-01")
    return made


def content(desk: Desk, day: str) -> Frozen:
    line = next(line for line in snapshot_lines(desk.reader) if line.as_at == day)
    kept = frozen(desk.reader, line.digest)
    assert kept is not None
    return kept


# --- taking one -------------------------------------------------------------------------


def test_a_snapshot_says_what_the_register_says_of_the_day(
    desk: Desk, union: dict[str, int]
) -> None:
    take(desk, LATER)
    (line,) = snapshot_lines(desk.reader)
    assert (line.as_at, line.workers, line.members, line.retained) == (LATER, 4, 3, 1)
    assert sorted(content(desk, LATER).people, key=lambda person: person.id) == people_on(
        desk.reader, LATER
    )
    assert len(content(desk, LATER).people) == len(union) - 1


def test_it_stays_what_it_was_whatever_is_entered_later(desk: Desk, union: dict[str, int]) -> None:
    take(desk, LATER)
    before = content(desk, LATER)
    add(desk, name="补记", approved_on="2012-01-01", hired_on="2010-01-01")
    with desk.ledger.unit("change", "修改") as unit:
        records.change(unit, desk.spec("member"), union["甲"], {"name": "甲甲", "sex": "2"})
        unit.commit("已核对")
    assert content(desk, LATER) == before
    whole = join_rates(before.people, before.tree)[0]
    assert whole.count(Count.WORKERS) == 4
    assert join_rates_on(desk.reader, LATER)[0].count(Count.WORKERS) == 5


@pytest.mark.usefixtures("union")
def test_the_same_day_is_taken_once_and_no_day_to_come(desk: Desk) -> None:
    take(desk, LATER)
    for day, code in ((LATER, "R-511"), ("2026-12-31", "R-510"), ("1990-06-30", "R-512")):
        with pytest.raises(Refused) as refused:
            take(desk, day)
        assert refused.value.code == code
    assert len(snapshot_lines(desk.reader)) == 1


@pytest.mark.usefixtures("union")
def test_it_is_proposed_until_it_is_taken_and_when_it_is_taken_back(desk: Desk) -> None:
    assert due_snapshot(desk.reader, TODAY) == LATER
    take(desk, LATER)
    assert due_snapshot(desk.reader, TODAY) is None
    desk.undo()
    assert due_snapshot(desk.reader, TODAY) == LATER
    desk.redo()
    assert content(desk, LATER).people


def test_nothing_is_proposed_to_an_empty_register(desk: Desk) -> None:
    assert due_snapshot(desk.reader, TODAY) is None


@pytest.mark.parametrize(
    ("today", "end"),
    [
        ("2026-06-29", "2025-12-31"),
        ("2026-06-30", "2026-06-30"),
        ("2026-12-30", "2026-06-30"),
        ("2026-12-31", "2026-12-31"),
        ("2027-01-01", "2026-12-31"),
    ],
)
def test_the_half_year_that_ended_last(today: str, end: str) -> None:
    assert last_half_year(today) == end


def test_half_years_have_names() -> None:
    assert [half_year(day) for day in (LATER, EARLIER, "2026-03-01")] == [
        "2026年上半年",
        "2025年下半年",
        "2026-03-01",
    ]


# --- nobody changes it ------------------------------------------------------------------


@pytest.mark.usefixtures("union")
def test_no_form_and_no_sheet_writes_one(desk: Desk) -> None:
    number = take(desk, LATER)
    spec = spec_of(Snapshot)
    for work in (
        lambda unit: records.add(unit, spec, {"as_at": EARLIER}),
        lambda unit: records.change(unit, spec, number, {"members": 9}),
    ):
        with desk.ledger.unit("x", "x") as unit, pytest.raises(Refused) as refused:
            work(unit)
        assert refused.value.code == "R-513"


@pytest.mark.usefixtures("union")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE member_snapshot SET members = members + 1",
        "UPDATE member_snapshot SET digest = 'x'",
        "UPDATE snapshot_content SET packed = x'00'",
        "DELETE FROM snapshot_content",
    ],
)
def test_the_file_itself_refuses_to_change_one(desk: Desk, statement: str) -> None:
    take(desk, LATER)
    with desk.ledger.unit("x", "x") as unit, pytest.raises(sqlite3.IntegrityError) as refused:
        unit.raw.execute(statement)
    assert "SNAPSHOT_IMMUTABLE" in str(refused.value)


def tamper(path: Path, *statements: tuple[str, tuple[object, ...]]) -> None:
    """Write as another program would, past the triggers, and put these back as they were."""
    with closing(sqlite3.connect(path)) as raw, raw:
        triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, _ in (kept := triggers.fetchall()):
            raw.execute(f'DROP TRIGGER "{name}"')
        for statement, values in statements:
            raw.execute(statement, values)
        for _, text in kept:
            raw.execute(text)


@pytest.mark.usefixtures("union")
def test_the_full_check_finds_a_name_that_was_changed(desk: Desk, path: Path) -> None:
    take(desk, LATER)
    kept = content(desk, LATER)
    digest = snapshot_lines(desk.reader)[0].digest
    desk.close()
    assert verify_file(path) == []
    people = [replace(person, name="某某") for person in kept.people]
    _other, blob = packed({"as_at": LATER, "people": [person.name for person in people]})
    tamper(path, ("UPDATE snapshot_content SET packed = ? WHERE digest = ?", (blob, digest)))
    assert verify_file(path) == [f"半年快照 {LATER} 的内容与摘要不符，可能被其他软件改动过"]


@pytest.mark.usefixtures("union")
def test_the_full_check_finds_names_that_are_gone(desk: Desk, path: Path) -> None:
    take(desk, LATER)
    desk.close()
    tamper(path, ("DELETE FROM snapshot_content", ()))
    assert verify_file(path) == [f"半年快照 {LATER} 的名单不见了"]


@pytest.mark.usefixtures("union")
def test_a_digest_written_anew_does_not_fit_the_log(desk: Desk, path: Path) -> None:
    take(desk, LATER)
    desk.close()
    digest, blob = packed({"as_at": LATER, "people": [], "tree": [], "flags": {}})
    tamper(
        path,
        ("INSERT INTO snapshot_content VALUES (?, ?)", (digest, blob)),
        ("UPDATE member_snapshot SET digest = ?", (digest,)),
    )
    assert any("与变更记录不符" in fault for fault in verify_file(path))


def test_what_is_packed_comes_out_again_and_damage_shows() -> None:
    digest, blob = packed({"b": ["䶮", 1], "a": None})
    assert unpacked(digest, blob) == {"a": None, "b": ["䶮", 1]}
    assert packed({"a": None, "b": ["䶮", 1]}) == (digest, blob)
    assert unpacked(digest, blob[:-3]) is None
    assert unpacked("0" * 64, blob) is None


# --- the difference ---------------------------------------------------------------------


def said(found: list[Difference]) -> list[tuple[str, str, str, str]]:
    return [(each.what, each.name, each.before, each.after) for each in found]


@pytest.mark.usefixtures("union")
def test_the_difference_names_what_became_of_everybody(desk: Desk) -> None:
    take(desk, EARLIER)
    take(desk, LATER)
    found = differences(content(desk, EARLIER), content(desk, LATER))
    assert said(found) == [
        ("新到职工", "戊", "不在册", "非会员"),
        ("离开职工", "己", "非会员", "不在册"),
        ("离开职工", "丙", "正常", "保留会籍"),
        ("成为会员", "丁", "非会员", "正常"),
        ("会籍状态变化", "丙", "正常", "保留会籍"),
        ("小组变化", "乙", "装配一组", "装配二组"),
        ("类别变化", "甲", "", "困难职工"),
    ]


@pytest.mark.usefixtures("union")
def test_a_snapshot_differs_from_itself_in_nothing_and_backwards_the_other_way(desk: Desk) -> None:
    take(desk, EARLIER)
    take(desk, LATER)
    then, now = content(desk, EARLIER), content(desk, LATER)
    assert differences(now, now) == []
    turned = {(each.what, each.name) for each in differences(now, then)}
    assert {(Became.CAME, "己"), (Became.LEFT, "戊"), (Became.ENDED, "丁")} <= turned


@pytest.mark.usefixtures("union")
def test_the_difference_adds_up_to_the_figures(desk: Desk) -> None:
    take(desk, EARLIER)
    take(desk, LATER)
    later, earlier = snapshot_lines(desk.reader)
    found = differences(content(desk, EARLIER), content(desk, LATER))
    counted = {what: sum(each.what is what for each in found) for what in Became}
    assert earlier.workers + counted[Became.CAME] - counted[Became.LEFT] == later.workers


@pytest.mark.usefixtures("union")
def test_the_paper_of_two_snapshots(desk: Desk) -> None:
    take(desk, EARLIER)
    take(desk, LATER)
    form = form_called(desk.specs, "snapshot-difference")
    days = {"from": EARLIER, "until": LATER}
    text = to_text(build(desk.reader, form, days, today=TODAY, specs=desk.specs))
    assert "半年快照对照表" in text
    assert "职工 5 人→4 人，会员 3 人→3 人" in text
    for word in ("新到职工", "成为会员", "戊", "困难职工"):
        assert word in text
    rates = form_called(desk.specs, "join-rate")
    add(desk, name="补记", approved_on="2012-01-01", hired_on="2010-01-01")
    asked = {"snapshot": LATER}
    told = to_text(build(desk.reader, rates, asked, today=TODAY, specs=desk.specs))
    assert f"按 {LATER} 的快照" in told
    assert "75.0%" in told  # 3 of 4, as frozen, not 4 of 5
    with pytest.raises(Refused) as refused:
        build(desk.reader, form, {"until": "2024-06-30"}, today=TODAY, specs=desk.specs)
    assert refused.value.code == "R-514"
