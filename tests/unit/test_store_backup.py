"""Backups: each can be restored, the damaged is never taken for good, the last good is kept."""

from __future__ import annotations

import errno
import json
import os
import random
import stat
import threading
from typing import TYPE_CHECKING

import pytest

from app.bootstrap import restore_backup
from app.clock import FixedClock
from app.errors import StorageError
from app.models.members.member import Member
from app.store import backup, migrate
from app.store.backup import making, restoring
from app.store.connection import connect
from app.store.verify import faults_of
from tests.ledgers import add_groups, contents, group_names, open_ledger, tampering

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from app.store.backup import Backup
    from app.store.ledger import Ledger


@pytest.fixture
def made(ledger: Ledger, clock: FixedClock) -> Backup:
    """A backup of a ledger with two groups."""
    add_groups(ledger, "一组", "二组")
    return backup.make_backup(ledger.path, clock, "手动")


def test_a_backup_holds_everything_and_says_what_it_is(ledger: Ledger, made: Backup) -> None:
    assert made.path.name == "台账_20261120-090000_手动.ghdb"
    assert contents(made.path) == contents(ledger)
    assert faults_of(made.path) == []
    assert (made.reason, made.members, made.changes) == ("手动", 0, 2)
    assert backup.list_backups([made.path.parent], check=True) == [made]


def test_a_backup_is_as_private_as_the_ledger(made: Backup) -> None:
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(backup.side_file(made.path).stat().st_mode) == 0o600


def test_new_names_are_made_to_last(
    gone_on: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[Path] = []
    for module in (making, restoring):
        monkeypatch.setattr(module, "flush_folder", flushed.append)
    made = backup.make_backup(gone_on, clock, "手动")
    assert flushed == [made.path.parent]
    restore_backup(made.path, gone_on, clock=clock)
    assert flushed[-1] == gone_on.parent


def test_two_backups_of_one_second_both_stay(
    ledger: Ledger, made: Backup, clock: FixedClock
) -> None:
    second = backup.make_backup(ledger.path, clock, "手动")
    assert second.path.name == "台账_20261120-090000_手动-2.ghdb"
    assert len(backup.list_backups([made.path.parent], check=True)) == 2


def test_backups_are_listed_newest_first_from_all_folders(
    ledger: Ledger, made: Backup, clock: FixedClock, tmp_path: Path
) -> None:
    clock.move(hours=1)
    elsewhere = backup.make_backup(ledger.path, clock, "退出时", tmp_path / "U盘")
    (tmp_path / "U盘" / "坏.ghdb.json").write_text("{", encoding="utf-8")
    folders = [made.path.parent, tmp_path / "没有", tmp_path / "U盘"]
    assert backup.list_backups(folders) == [elsewhere, made]


def test_a_backup_in_the_middle_of_a_save_holds_what_was_saved(
    ledger: Ledger, clock: FixedClock
) -> None:
    add_groups(ledger, "一组")
    with ledger.unit("add", "导入") as unit:
        unit.insert(Member, [{"name": "何文斌"}] * 3000)
        made = backup.make_backup(ledger.path, clock, "定时")
        unit.commit()
    assert (made.members, group_names(made.path)) == (0, ["一组"])
    assert faults_of(made.path) == []


def test_backups_while_somebody_saves_are_whole(ledger: Ledger, clock: FixedClock) -> None:
    stop = threading.Event()

    def save_for_ever() -> None:
        number = 0
        with open_ledger(ledger.path, take_over=True) as other:
            while not stop.is_set():
                add_groups(other, f"第{number}组")
                number += 1

    saving = threading.Thread(target=save_for_ever)
    saving.start()
    try:
        for _ in range(25):
            made = backup.make_backup(ledger.path, clock, "定时")
            assert faults_of(made.path) == []
    finally:
        stop.set()
        saving.join()


def test_a_place_that_cannot_be_written_is_explained(ledger: Ledger, clock: FixedClock) -> None:
    blocked = ledger.path.with_name("占用")
    blocked.touch()
    with pytest.raises(StorageError) as refusal:
        backup.make_backup(ledger.path, clock, "手动", blocked)
    assert refusal.value.code == "B-203"


def facts_of(made: Backup, **others: object) -> str:
    facts = json.loads(backup.side_file(made.path).read_text(encoding="utf-8"))
    return json.dumps({**facts, **others}, ensure_ascii=False)


@pytest.mark.parametrize("text", [
    "{}", "5", "[]", "null", '"x"', "[" * 100_000,
    {"at": 5}, {"at": "昨天"}, {"at": "2026-11"}, {"path": 7}, {"path": "../.."}, {"size": "1"},
    {"size": True}, {"reason": None}, {"sha256": []},
])  # fmt: skip
def test_what_is_no_side_file_is_passed_over(made: Backup, text: str | dict[str, object]) -> None:
    stranger = made.path.with_name("别的.ghdb.json")
    stranger.write_text(text if isinstance(text, str) else facts_of(made, **text), "utf-8")
    assert backup.list_backups([made.path.parent], check=True) == [made]
    backup.check_backup(made.path)
    assert backup.thin(made.path.parent, made.whose, FixedClock()) == []


def test_a_side_file_names_no_file_elsewhere(made: Backup, tmp_path: Path) -> None:
    outside = tmp_path / "外面.ghdb"
    outside.write_bytes(made.path.read_bytes())
    side = backup.side_file(made.path)
    side.write_text(facts_of(made, path="../外面.ghdb", more=1), "utf-8")
    (listed,) = backup.list_backups([side.parent], check=True)
    assert listed.path == side.parent / "外面.ghdb"
    assert not listed.is_good


def test_a_ledger_whose_name_is_no_text_is_backed_up(
    ledger: Ledger, made: Backup, clock: FixedClock
) -> None:
    odd = ledger.path.with_name(os.fsdecode(b"\xb9\xa4\xbb\xe1.ghdb"))
    ledger.path.rename(odd)
    with open_ledger(odd, take_over=True) as opened:
        add_groups(opened, "三组")
    assert faults_of(odd) == []
    again = backup.make_backup(odd, clock, "手动")
    assert backup.list_backups([again.path.parent], check=True) == [again]
    assert restore_backup(made.path, odd, clock=clock) is not None


# --- damage ---------------------------------------------------------------------------------


def damages(content: bytes, dice: random.Random) -> Iterable[bytes]:
    for _ in range(120):
        place = dice.randrange(len(content))
        flipped = content[place] ^ (1 << dice.randrange(8))
        yield content[:place] + bytes([flipped]) + content[place + 1 :]
    for _ in range(20):
        yield content[: dice.randrange(len(content))]
    yield content + b"\0"


def test_every_damage_is_detected(made: Backup) -> None:
    content = made.path.read_bytes()
    for damaged in damages(content, random.Random(7)):
        made.path.write_bytes(damaged)
        with pytest.raises(StorageError):
            backup.check_backup(made.path)
        (listed,) = backup.list_backups([made.path.parent], check=True)
        assert not listed.is_good
    made.path.write_bytes(content)
    backup.check_backup(made.path)


def test_a_backup_whose_side_file_is_lost_is_checked_by_its_content(made: Backup) -> None:
    backup.side_file(made.path).unlink()
    backup.check_backup(made.path)
    made.path.write_bytes(made.path.read_bytes()[:-4096])
    with pytest.raises(StorageError):
        backup.check_backup(made.path)


# --- restoring ------------------------------------------------------------------------------


@pytest.fixture
def gone_on(ledger: Ledger, made: Backup, clock: FixedClock) -> Path:
    """The closed ledger, one group further than its backup."""
    add_groups(ledger, "三组")
    ledger.close()
    clock.move(days=1)
    return ledger.path


def test_restoring_brings_back_the_state_and_keeps_the_present(
    gone_on: Path, made: Backup, clock: FixedClock
) -> None:
    kept = restore_backup(made.path, gone_on, clock=clock, actor="陈国栋")
    assert group_names(gone_on) == ["一组", "二组"]
    assert stat.S_IMODE(gone_on.stat().st_mode) == 0o600
    assert kept is not None
    assert group_names(kept) == ["一组", "二组", "三组"]
    with open_ledger(gone_on) as ledger:
        add_groups(ledger, "新组")
    assert restore_backup(kept, gone_on, clock=clock) is not None  # and back again
    assert group_names(gone_on) == ["一组", "二组", "三组"]
    assert faults_of(gone_on) == []
    assert {path.name for path in gone_on.parent.glob("*.ghdb*")} == {gone_on.name}


def test_a_ledger_that_is_lost_is_restored(gone_on: Path, made: Backup, clock: FixedClock) -> None:
    gone_on.unlink()
    assert restore_backup(made.path, gone_on, clock=clock) is None
    assert group_names(gone_on) == ["一组", "二组"]


@pytest.mark.parametrize("size", [0, 50, 5000, 70_000])
def test_a_damaged_ledger_is_restored_and_the_damaged_file_kept(
    gone_on: Path, made: Backup, clock: FixedClock, size: int
) -> None:
    damaged = gone_on.read_bytes()[:size]
    gone_on.write_bytes(damaged)
    kept = restore_backup(made.path, gone_on, clock=clock)
    assert group_names(gone_on) == ["一组", "二组"]
    assert kept is not None
    assert "损坏" in kept.name
    assert kept.read_bytes() == damaged


def test_a_damaged_backup_is_not_restored(gone_on: Path, made: Backup, clock: FixedClock) -> None:
    content = bytearray(made.path.read_bytes())
    content[len(content) // 2] ^= 1
    made.path.write_bytes(content)
    before = gone_on.read_bytes()
    with pytest.raises(StorageError):
        restore_backup(made.path, gone_on, clock=clock)
    assert gone_on.read_bytes() == before
    assert backup.list_backups([made.path.parent], check=True)[-1].is_good is False


def test_a_backup_from_a_newer_program_is_not_restored(
    gone_on: Path, made: Backup, clock: FixedClock
) -> None:
    with tampering(made.path) as raw:
        raw.execute(f"PRAGMA user_version = {migrate.newest() + 1}")
    backup.side_file(made.path).unlink()
    before = gone_on.read_bytes(), sorted(gone_on.parent.rglob("*"))
    with pytest.raises(StorageError) as refusal:
        restore_backup(made.path, gone_on, clock=clock)
    assert refusal.value.code == "M-501"
    assert (gone_on.read_bytes(), sorted(gone_on.parent.rglob("*"))) == before


@pytest.mark.parametrize(
    ("target", "code", "word"),
    [("没有/台账.ghdb", "D-111", "文件夹不存在"), ("目录.ghdb", "D-102", "是一个文件夹")],
)
def test_a_place_for_no_ledger_is_refused_and_stays_as_it_is(
    made: Backup, tmp_path: Path, target: str, code: str, word: str
) -> None:
    place = tmp_path / "别处"
    (place / "目录.ghdb").mkdir(parents=True)
    before = sorted(place.rglob("*"))
    with pytest.raises(StorageError) as refusal:
        restore_backup(made.path, place / target)
    assert refusal.value.code == code
    assert word in refusal.value.happened
    assert sorted(place.rglob("*")) == before


def test_a_message_is_not_hidden_by_cleaning_up(
    gone_on: Path, made: Backup, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_only(path: Path, *_args: object, **_options: object) -> None:
        raise OSError(errno.EROFS, "read only", str(path))

    monkeypatch.setattr(type(gone_on), "replace", read_only)
    monkeypatch.setattr(type(gone_on), "unlink", read_only)
    with pytest.raises(StorageError) as refusal:
        backup.restore(made.path, gone_on, clock)
    assert refusal.value.code == "D-106"
    with pytest.raises(StorageError) as refusal:
        backup.make_backup(gone_on, clock, "手动")
    assert refusal.value.code == "B-203"


def test_nobody_restores_under_the_hands_of_an_owner(ledger: Ledger, made: Backup) -> None:
    with pytest.raises(StorageError) as refusal:
        restore_backup(made.path, ledger.path)
    assert refusal.value.code == "L-301"
    add_groups(ledger, "三组")


def test_what_is_no_ledger_is_not_restored(gone_on: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "照片.ghdb"
    stranger.write_bytes(b"\xff\xd8" * 200)
    before = gone_on.read_bytes()
    with pytest.raises(StorageError):
        restore_backup(stranger, gone_on)
    assert gone_on.read_bytes() == before


def test_the_side_file_is_plain_json(made: Backup) -> None:
    facts = json.loads(backup.side_file(made.path).read_text(encoding="utf-8"))
    assert facts["path"] == made.path.name
    assert len(facts["sha256"]) == 64


def test_a_backup_can_be_opened_read_only(made: Backup) -> None:
    made.path.chmod(0o400)
    with connect(made.path, write=False) as raw:
        assert raw.execute("SELECT count(*) FROM member_group").fetchone() == (2,)
    raw.close()
