"""The one door for every change: all of an action is saved, or none of it."""

from __future__ import annotations

import shutil
import uuid
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import OperationalError

from app.errors import AppError, StorageError
from app.models.organization.groups import Group
from app.spec.findings import Finding, Level
from app.store.ledger import open_for_reading
from app.store.unit import Changed, Identifiers, RejectedError
from tests.ledgers import add_groups, contents, group_names, open_ledger, query

if TYPE_CHECKING:
    from pathlib import Path

    from app.clock import FixedClock
    from app.store.ledger import Ledger
    from app.store.unit import Checker

EVERYTHING = "SELECT count(*), max(id) FROM action UNION ALL SELECT count(*), max(seq) FROM change"


def finds(*levels: Level) -> Checker:
    """A checker that finds the same in whatever was touched."""
    findings = [Finding(f"rule-{level}", level, f"{level}。") for level in levels]
    return lambda _reader, _touched, _today: findings


def save(ledger: Ledger, acknowledged: dict[str, str] | str | None = None) -> Changed:
    with ledger.unit("add_group", "新增小组") as unit:
        unit.insert(Group, [{"name": "一组"}])
        return unit.commit(acknowledged)


def test_a_save_is_numbered_dated_and_says_what_it_touched(
    ledger: Ledger, clock: FixedClock
) -> None:
    clock.move(days=1)
    changed = add_groups(ledger, "一组", "二组")
    assert changed == Changed(1, frozenset({"member_group"}))
    assert query(ledger, "SELECT id, at, actor, name, title FROM action") == [
        (1, "2026-11-21T09:00:00.000000Z", "测试员", "add_group", "新增小组：一组、二组")
    ]
    rows = query(ledger, "SELECT id, length(uid), created_at, name FROM member_group")
    assert rows == [
        (1, 36, "2026-11-21T09:00:00.000000Z", "一组"),
        (2, 36, "2026-11-21T09:00:00.000000Z", "二组"),
    ]


@pytest.mark.parametrize("drawn", [b"\x00", b"\x5a", b"\xff"])
def test_uids_are_well_formed_and_follow_one_another(drawn: bytes) -> None:
    class Dice(Identifiers):
        def token_bytes(self, count: int) -> bytes:
            return drawn * count

    uids = [uuid.UUID(text) for text in Dice().uids(3)]
    assert [(uid.version, uid.variant) for uid in uids] == [(4, uuid.RFC_4122)] * 3
    assert [str(uid) for uid in uids] == Dice().uids(3)
    counted = [uid.int % (1 << 62) for uid in uids]
    assert counted == [(counted[0] + more) % (1 << 62) for more in range(3)]
    assert len({*Identifiers().uids(500), *Identifiers().uids(500)}) == 1000


def test_numbers_are_never_used_twice(ledger: Ledger) -> None:
    add_groups(ledger, "一组", "二组")
    with ledger.unit("delete", "删除") as unit:
        unit.connection.execute(delete(Group).where(Group.id == 2))
        unit.commit()
    add_groups(ledger, "三组")
    assert query(ledger, "SELECT id, name FROM member_group") == [(1, "一组"), (3, "三组")]


def test_an_exception_takes_everything_back(ledger: Ledger) -> None:
    add_groups(ledger, "一组")
    before = contents(ledger), query(ledger, EVERYTHING)

    def fail_half_way() -> None:
        with ledger.unit("add", "新增") as unit:
            unit.insert(Group, [{"name": "二组"}])
            unit.update(Group, 1, {"name": "改名"})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert (contents(ledger), query(ledger, EVERYTHING)) == before
    add_groups(ledger, "三组")
    assert group_names(ledger) == ["一组", "三组"]


def test_a_database_error_half_way_takes_everything_back(ledger: Ledger) -> None:
    before = query(ledger, EVERYTHING)
    with pytest.raises(Exception, match="NOT NULL"), ledger.unit("add", "新增") as unit:
        unit.insert(Group, [{"name": "一组"}, {"name": None}])
    assert (group_names(ledger), query(ledger, EVERYTHING)) == ([], before)


def test_leaving_without_commit_saves_nothing(ledger: Ledger) -> None:
    before = query(ledger, EVERYTHING)
    with ledger.unit("try", "试一试") as unit:
        unit.insert(Group, [{"name": "一组"}])
        assert unit.touched() == {"member_group": {1}}
    assert (group_names(ledger), query(ledger, EVERYTHING)) == ([], before)


def test_a_unit_that_changes_nothing_leaves_no_trace(ledger: Ledger) -> None:
    add_groups(ledger, "一组")
    before = ledger.path.read_bytes()
    with ledger.unit("nothing", "什么也没做") as unit:
        unit.update(Group, 1, {"name": "一组"})
        assert unit.commit() == Changed()
    assert ledger.path.read_bytes() == before


def test_an_error_found_by_the_rules_refuses(ledger_path: Path) -> None:
    with open_ledger(ledger_path, check=finds(Level.NOTE, Level.ERROR)) as ledger:
        with pytest.raises(RejectedError) as refusal:
            save(ledger, "都确认了")
        assert [finding.level for finding in refusal.value.findings] == [Level.ERROR]
        assert group_names(ledger) == []
        assert query(ledger, "SELECT * FROM action") == []


def test_a_warning_is_refused_until_somebody_gives_a_reason(ledger_path: Path) -> None:
    with open_ledger(ledger_path, check=finds(Level.WARNING, Level.NOTE)) as ledger:
        for reasons in (None, {}, {"rule-note": "不是这一条"}):
            with pytest.raises(RejectedError):
                save(ledger, reasons)
        assert group_names(ledger) == []
        changed = save(ledger, {"rule-warning": "主席已同意", "rule-other": "没有用到"})
        assert [finding.rule for finding in changed.findings] == ["rule-warning", "rule-note"]
        facts = query(ledger, "SELECT facts FROM action")
        assert facts == [('{"acknowledged":{"rule-warning":"主席已同意"}}',)]


def test_one_reason_can_stand_for_every_warning(ledger_path: Path) -> None:
    with open_ledger(ledger_path, check=finds(Level.WARNING)) as ledger:
        save(ledger, "一并确认")
        facts = query(ledger, "SELECT facts FROM action")
        assert facts == [('{"acknowledged":{"rule-warning":"一并确认"}}',)]


def test_the_rules_see_what_would_be_saved(ledger_path: Path) -> None:
    seen: list[object] = []

    def look(reader: object, touched: object, today: str) -> list[Finding]:
        rows = reader.exec_driver_sql("SELECT name FROM member_group")  # type: ignore[attr-defined]
        seen.append(([name for (name,) in rows], touched, today))
        return []

    with open_ledger(ledger_path, check=look) as ledger:
        save(ledger)
    assert seen == [(["一组"], {"member_group": {1}}, "2026-11-20")]


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO setting VALUES ('x', 'y')",
        "UPDATE member_group SET name = 'x'",
        "DELETE FROM member_group",
        "CREATE TABLE t (x)",
        "DROP TRIGGER change_is_kept",
        "PRAGMA user_version = 7",
    ],
)
def test_nothing_can_be_written_outside_a_unit(ledger: Ledger, sql: str) -> None:
    add_groups(ledger, "一组")
    before = ledger.path.read_bytes()
    with pytest.raises(OperationalError, match="readonly"):
        ledger.reader.exec_driver_sql(sql)
    with ledger.snapshot() as snapshot, pytest.raises(OperationalError, match="readonly"):
        snapshot.exec_driver_sql(sql)
    assert ledger.path.read_bytes() == before


def test_a_ledger_opened_for_reading_gives_no_unit(ledger_path: Path) -> None:
    with open_for_reading(ledger_path) as ledger, pytest.raises(StorageError, match="只读"):
        ledger.unit("add", "新增")


def test_a_snapshot_stands_still_while_saving_goes_on(ledger: Ledger) -> None:
    add_groups(ledger, "一组")
    with ledger.snapshot() as snapshot:
        add_groups(ledger, "二组")
        rows = snapshot.exec_driver_sql("SELECT name FROM member_group").fetchall()
    assert [name for (name,) in rows] == ["一组"]
    assert group_names(ledger) == ["一组", "二组"]


# --- owners that lost the file --------------------------------------------------------------


def code_of_next_save(ledger: Ledger) -> str:
    with pytest.raises(AppError) as refusal:
        add_groups(ledger, "来晚了")
    return refusal.value.code


def test_an_owner_that_was_taken_over_saves_nothing_more(ledger_path: Path) -> None:
    with open_ledger(ledger_path) as first:
        add_groups(first, "一组")
        with open_ledger(ledger_path, take_over=True) as second:
            before = ledger_path.read_bytes()
            assert code_of_next_save(first) == "L-303"
            assert ledger_path.read_bytes() == before
            add_groups(second, "二组")
        after = ledger_path.read_bytes()
    assert ledger_path.read_bytes() == after, "closing the first owner wrote into the file"
    assert group_names(ledger_path) == ["一组", "二组"]


def test_a_file_that_was_moved_is_not_written(ledger: Ledger) -> None:
    elsewhere = ledger.path.rename(ledger.path.with_name("别处.ghdb"))
    before = elsewhere.read_bytes()
    assert code_of_next_save(ledger) == "D-107"
    ledger.close()
    assert elsewhere.read_bytes() == before
    assert not ledger.path.exists()


def test_a_file_put_in_its_place_is_not_written(ledger: Ledger, tmp_path: Path) -> None:
    other = shutil.copy(ledger.path, tmp_path / "另一份.ghdb")
    orphan = open(ledger.path, "rb")  # noqa: PTH123, SIM115 - keeps the replaced file readable
    before = orphan.read()
    other.replace(ledger.path)
    stranger = ledger.path.read_bytes()
    assert code_of_next_save(ledger) == "D-107"
    ledger.close()
    orphan.seek(0)
    assert orphan.read() == before
    orphan.close()
    assert ledger.path.read_bytes() == stranger


def test_a_deleted_file_is_not_made_anew(ledger: Ledger) -> None:
    ledger.path.unlink()
    assert code_of_next_save(ledger) == "D-107"
    ledger.close()
    assert not ledger.path.exists()


def test_a_file_moved_in_the_middle_of_an_action_is_not_written(ledger: Ledger) -> None:
    elsewhere = ledger.path.with_name("别处.ghdb")
    with ledger.unit("add", "新增") as unit:
        unit.insert(Group, [{"name": "一组"}])
        ledger.path.rename(elsewhere)
        with pytest.raises(AppError):
            unit.commit()
    assert group_names(elsewhere) == []


def test_many_records_changed_at_once_are_logged_one_by_one_in_their_order(ledger: Ledger) -> None:
    add_groups(ledger, "一组", "二组", "三组")
    with ledger.unit("change", "改名") as unit:
        unit.update_all(
            Group, {3: {"name": "丙组"}, 1: {"name": "甲组"}, 2: {"name": "乙组", "note": "新设"}}
        )
        changed = unit.commit()
    assert changed.records == {"member_group"}
    assert sorted(group_names(ledger)) == sorted(["甲组", "乙组", "丙组"])
    logged = "SELECT record_id, operation FROM change WHERE action_id = 2 ORDER BY seq"
    assert query(ledger, logged) == [(3, "U"), (1, "U"), (2, "U")]
    with ledger.unit("change", "什么也没有") as unit:
        unit.update_all(Group, {})
        assert unit.commit().action_id is None
