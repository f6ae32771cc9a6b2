"""Around the open ledger: made whole or not at all, one lock for all its names, two places."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from app.bootstrap import (
    House,
    create_desk,
    create_sample,
    desk,
    open_desk,
    open_desk_to_note,
    restore_backup,
)
from app.clock import FixedClock
from app.errors import AppError, StorageError
from app.queries.listing import View, iter_rows
from app.queries.past.history import entries
from app.store import backup, lock, migrate
from tests.ledgers import open_ledger, tampering

if TYPE_CHECKING:
    from pathlib import Path

UNION = "城关镇总工会"


class Stopped(BaseException):
    """Somebody pressed Ctrl+C."""


# --- a new ledger ---------------------------------------------------------------------------


def stop(*_facts: object) -> None:
    raise Stopped


def test_a_new_ledger_is_open_and_alone_in_its_folder(tmp_path: Path) -> None:
    with create_desk(tmp_path / "台账.ghdb", UNION) as made:
        assert made.union_name == UNION
        assert made.has_changed  # it has no backup yet
        assert {path.name for path in tmp_path.iterdir()} == {"台账.ghdb", "台账.ghdb.lock"}
    assert [path.name for path in tmp_path.iterdir()] == ["台账.ghdb"]


def test_a_ledger_that_is_not_finished_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        create_desk(tmp_path / "台账.ghdb", UNION, fill=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_sample_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        create_sample(tmp_path / "示例.ghdb", members=40, years=1, progress=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_profile_that_is_refused_leaves_nothing(
    tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile: Any = {"name": UNION, "legal_person_no": None}
    with monkeypatch.context() as patch:
        patch.setattr(desk.Desk, "act", stop)
        with pytest.raises(Stopped):
            House(clock).create(tmp_path / "台账.ghdb", profile)
    assert list(tmp_path.iterdir()) == []
    with House(clock).create(tmp_path / "台账.ghdb", profile) as made:
        assert made.union_name == UNION


@pytest.mark.parametrize(
    ("target", "code"), [("没有/台账.ghdb", "D-111"), ("目录", "D-102"), ("已有.ghdb", "D-108")]
)
def test_a_bad_place_for_a_new_ledger(tmp_path: Path, target: str, code: str) -> None:
    (tmp_path / "目录").mkdir()
    (tmp_path / "已有.ghdb").touch()
    with pytest.raises(StorageError) as refusal:
        create_desk(tmp_path / target, UNION)
    assert refusal.value.code == code
    assert {path.name for path in tmp_path.rglob("*")} == {"目录", "已有.ghdb"}


# --- names ----------------------------------------------------------------------------------


def test_two_names_of_one_ledger_share_its_lock(tmp_path: Path, ledger_path: Path) -> None:
    link = tmp_path / "桌面" / "台账.ghdb"
    link.parent.mkdir()
    link.symlink_to(ledger_path)
    made = backup.make_backup(ledger_path, FixedClock(), "手动")
    with open_desk(link) as opened:
        assert opened.path == ledger_path.resolve()
        for attempt in (open_desk, lambda path: restore_backup(made.path, path)):
            for name in (link, ledger_path):
                with pytest.raises(StorageError) as refusal:
                    attempt(name)
                assert refusal.value.code == "L-301"
    assert restore_backup(made.path, link) is not None
    assert link.is_symlink()
    assert House(FixedClock()).backups_of(link) == House(FixedClock()).backups_of(ledger_path)
    assert [path.name for path in link.parent.iterdir()] == [link.name]


# --- reading with a note --------------------------------------------------------------------


def test_a_ledger_that_somebody_holds_is_read_without_a_note(ledger_path: Path) -> None:
    with open_ledger(ledger_path):
        with open_desk_to_note(ledger_path, must=False) as opened:
            assert opened.read_only
        with pytest.raises(StorageError, match="正由") as refusal:
            open_desk_to_note(ledger_path, must=True)
    assert "记入历史" in refusal.value.happened  # why looking is not enough


def test_a_ledger_that_others_changed_can_still_be_printed_and_says_so(ledger_path: Path) -> None:
    with tampering(ledger_path) as raw:
        raw.execute("UPDATE union_profile SET phone = '110'")
        raw.execute("CREATE TABLE mine (x)")
    with open_desk_to_note(ledger_path, must=False) as opened:
        assert opened.read_only
        assert opened.ledger.notice is not None
        assert opened.ledger.notice.code == "T-204"


def test_what_a_faulty_file_makes_a_surface_stumble_over_is_told_as_damage(
    ledger_path: Path,
) -> None:
    with tampering(ledger_path) as raw:
        raw.execute("ALTER TABLE member RENAME COLUMN mobile TO phone")
    with pytest.raises(StorageError) as refusal, open_desk(ledger_path, write=False) as opened:
        list(iter_rows(opened.reader, opened.specs["member"], View(), ("mobile",)))
    assert refusal.value.code == "T-201"


def test_a_fault_of_the_program_stays_one_where_the_file_is_whole(ledger_path: Path) -> None:
    with pytest.raises(KeyError), open_desk(ledger_path, write=False) as opened:
        opened.specs["no such register"]


def test_a_file_of_ours_without_a_table_is_damaged(ledger_path: Path) -> None:
    with tampering(ledger_path) as raw:
        raw.execute("DROP TABLE member_group")
    for open_it in (open_desk, House(FixedClock()).open):
        with pytest.raises(StorageError) as refusal:
            open_it(ledger_path)
        assert refusal.value.code == "T-201"


def test_whoever_came_back_to_a_backup_reads_it_in_the_history(ledger_path: Path) -> None:
    house = House(FixedClock())
    with house.open(ledger_path) as opened:
        made = house.back_up(opened, "手动")
    house.restore(made.path, ledger_path)
    with house.open(ledger_path) as opened:
        assert entries(opened.reader, limit=1)[0]["title"] == f"从备份恢复：{made.path.name}"
        assert not opened.ledger.ended_badly  # the backup was made while the ledger was open


def test_the_backup_of_another_union_is_not_put_over_ours(tmp_path: Path) -> None:
    house = House(FixedClock())
    ours, theirs = (
        house.create(tmp_path / f"{name}.ghdb", {"name": f"{name}工会委员会"}) for name in "甲乙"
    )
    made = house.back_up(theirs, "手动")
    for desk_open in (ours, theirs):
        desk_open.close()
    before = ours.path.read_bytes()
    with pytest.raises(AppError) as refusal:
        house.restore(made.path, ours.path)
    assert refusal.value.code == "B-206"
    assert ours.path.read_bytes() == before
    ours.path.write_bytes(b"broken" * 1000)  # where nothing is left to lose, it may
    house.restore(made.path, ours.path)
    house.restore(made.path, tmp_path / "新的.ghdb")


# --- the second place -----------------------------------------------------------------------


def test_both_places_are_thinned_each_by_itself(tmp_path: Path, ledger_path: Path) -> None:
    clock = FixedClock(dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC))
    stick = tmp_path / "U盘"
    stick.mkdir()
    house = House(clock, stick)
    stranger = tmp_path / "台账_别的.ghdb"
    stranger.write_bytes(ledger_path.read_bytes())
    for _ in range(4):
        backup.make_backup(stranger, clock, "退出时", stick)
        clock.move(minutes=1)
    with house.open(ledger_path) as opened:
        for _day in range(12):
            for _ in range(3):
                house.back_up(opened, "定时")
                clock.move(minutes=1)
            clock.move(days=1)
    beside = {path.name for path in backup.backup_folder(ledger_path).iterdir()}
    there = {path.name for path in stick.iterdir()}
    assert beside < there
    assert len(there - beside) == 8  # four of the other ledger, each with its side file
    assert len(beside) < 12 * 3
    assert len(house.backups_of(ledger_path)) == len(beside)
    state = house.state_of(ledger_path)
    assert state.last_elsewhere is not None
    assert backup.list_backups([stick], check=True)[0].is_good


def test_a_second_place_that_cannot_be_written_keeps_the_first(
    tmp_path: Path, ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(FixedClock(), tmp_path / "没插上")
    with house.open(ledger_path) as opened:
        made = house.back_up(opened, "定时")
        assert made.path.is_file()
        with pytest.raises(AppError) as refusal:
            house.copy_to_second(made)
        assert refusal.value.code == "B-204"
        (tmp_path / "没插上").mkdir()
        monkeypatch.setattr(shutil, "copyfile", fails)
        with pytest.raises(AppError) as refusal:
            house.copy_to_second(made)
        assert refusal.value.code == "B-203"
    assert list((tmp_path / "没插上").iterdir()) == []


def fails(*_facts: object) -> None:
    raise OSError(5, "I/O error")


def test_a_ledger_open_elsewhere_is_shown_by_the_house(ledger_path: Path) -> None:
    assert not lock.lock_path(ledger_path).exists()
    with open_ledger(ledger_path), House(FixedClock()).open(ledger_path) as view:
        assert view.read_only
    assert migrate.refuse_newer(ledger_path) == migrate.newest()
