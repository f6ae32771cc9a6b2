"""One writer at a time: who is refused, who is replaced, and that two never write at once."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import psutil
import pytest

from app.errors import StorageError
from app.store import lock
from app.store.ledger import open_for_reading
from tests.ledgers import add_groups, group_names, open_ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.clock import FixedClock

ROOT = Path(__file__).parents[2]


@pytest.fixture
def me(ledger_path: Path, clock: FixedClock) -> lock.Owner:
    """How this process would sign the lock."""
    held = lock.acquire(ledger_path, "周丽娟", clock)
    held.release()
    return held.owner


def leave_behind(ledger: Path, owner: lock.Owner) -> None:
    lock.lock_path(ledger).write_text(json.dumps(asdict(owner)), encoding="utf-8")


def test_the_second_opener_reads_who_has_it_and_since_when(
    ledger_path: Path, clock: FixedClock
) -> None:
    with open_ledger(ledger_path, actor="周丽娟", clock=clock):
        with pytest.raises(StorageError, match=r"“周丽娟”.*（2026-11-20 ") as refusal:
            open_ledger(ledger_path)
        assert refusal.value.code == "L-301"
        with open_for_reading(ledger_path) as reading:
            assert group_names(reading) == []
    open_ledger(ledger_path).close()


def test_closing_gives_free(ledger_path: Path) -> None:
    open_ledger(ledger_path, long_lived=True).close()
    assert not lock.lock_path(ledger_path).exists()
    assert [path.name for path in ledger_path.parent.iterdir()] == [ledger_path.name]


def test_a_failed_opening_gives_free(ledger_path: Path) -> None:
    ledger_path.write_bytes(ledger_path.read_bytes()[:5000])
    with pytest.raises(StorageError):
        open_ledger(ledger_path)
    assert not lock.lock_path(ledger_path).exists()


def test_an_owner_that_died_is_replaced_without_a_question(
    ledger_path: Path, me: lock.Owner
) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    leave_behind(ledger_path, replace(me, pid=process.pid))
    open_ledger(ledger_path).close()


def test_a_process_number_used_again_is_not_the_owner(ledger_path: Path, me: lock.Owner) -> None:
    leave_behind(ledger_path, replace(me, started=me.started - 60))
    open_ledger(ledger_path).close()


def test_an_owner_on_another_computer_is_replaced_only_when_a_person_says_so(
    ledger_path: Path, me: lock.Owner
) -> None:
    leave_behind(ledger_path, replace(me, host="财务室", pid=1))
    with pytest.raises(StorageError, match="电脑“财务室”"):
        open_ledger(ledger_path)
    with open_ledger(ledger_path, take_over=True) as ledger:
        add_groups(ledger, "一组")
    assert not lock.lock_path(ledger_path).exists()


@pytest.mark.parametrize("opened_at", ["昨天下午", 5, None])
def test_a_lock_with_an_odd_moment_is_explained_all_the_same(
    ledger_path: Path, me: lock.Owner, opened_at: Any
) -> None:
    leave_behind(ledger_path, replace(me, host="财务室", opened_at=opened_at))
    with pytest.raises(StorageError, match=f"（{opened_at} 起）") as refusal:
        open_ledger(ledger_path)
    assert refusal.value.code == "L-301"


@pytest.mark.parametrize("pid", [-1, 2**70, "x"])
def test_an_owner_with_no_process_number_is_replaced(
    ledger_path: Path, me: lock.Owner, pid: Any
) -> None:
    leave_behind(ledger_path, replace(me, pid=pid))
    open_ledger(ledger_path).close()


def test_an_owner_elsewhere_can_be_taken_over_as_the_message_says(me: lock.Owner) -> None:
    refusal = lock.held_by(replace(me, host="财务室" * 50, user="周" * 90))
    assert "接管" in refusal.todo
    assert max(map(len, (refusal.happened, refusal.safe, refusal.todo))) <= 90
    assert "接管" not in lock.held_by(me).todo


class Watch:
    """Time that passes only while somebody sleeps; ``events`` happen at their second."""

    def __init__(self, events: dict[int, Callable[[], object]] | None = None) -> None:
        self.now = 0.0
        self.events = events or {}

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        for second in [moment for moment in self.events if moment <= self.now]:
            self.events.pop(second)()

    def of(self, ledger: Path) -> lock.Owner | None:
        return lock.watch(ledger, sleep=self.sleep, monotonic=lambda: self.now)


def test_an_owner_is_dead_only_after_two_minutes_without_a_beat(
    ledger_path: Path, me: lock.Owner
) -> None:
    other = replace(me, host="财务室", beats=7)
    leave_behind(ledger_path, other)
    assert Watch().of(ledger_path) == other
    beat = Watch({119: lambda: leave_behind(ledger_path, replace(other, beats=8))})
    assert beat.of(ledger_path) is None
    assert 119 <= beat.now < lock.STALE_SECONDS


def test_an_owner_that_leaves_or_changes_is_not_dead(ledger_path: Path, me: lock.Owner) -> None:
    path = lock.lock_path(ledger_path)
    assert Watch().of(ledger_path) is None
    leave_behind(ledger_path, me)
    assert Watch({50: path.unlink}).of(ledger_path) is None
    leave_behind(ledger_path, me)
    another = replace(me, token="another")  # noqa: S106 - not a password
    assert Watch({50: lambda: leave_behind(ledger_path, another)}).of(ledger_path) is None


def test_a_lock_that_cannot_be_read_for_a_moment_is_watched_on(
    ledger_path: Path, me: lock.Owner
) -> None:
    leave_behind(ledger_path, me)
    path = lock.lock_path(ledger_path)
    events: dict[int, Callable[[], object]] = {
        50: lambda: path.write_bytes(b""),
        60: lambda: leave_behind(ledger_path, me),
    }
    assert Watch(events).of(ledger_path) == me


def test_the_heart_goes_on_when_its_lock_was_not_readable_once(
    ledger_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "HEARTBEAT_SECONDS", 0.01)
    held = lock.acquire(ledger_path, "周丽娟", clock)
    path = lock.lock_path(ledger_path)
    away = path.with_name("away")
    path.rename(away)
    held.keep_beating()
    time.sleep(0.1)
    assert not path.exists()  # and nothing is put in the place of what is not ours
    away.rename(path)
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        now = lock.read_owner(path)
        if now and now.beats:
            break
    assert now
    assert now.beats > 0
    held.release()
    assert not path.exists()


def test_a_lock_nobody_can_read_is_replaced(ledger_path: Path) -> None:
    lock.lock_path(ledger_path).write_text("", encoding="utf-8")
    open_ledger(ledger_path).close()


def test_only_the_own_lock_is_released(ledger_path: Path, me: lock.Owner) -> None:
    with open_ledger(ledger_path):
        leave_behind(ledger_path, replace(me, token="another"))  # noqa: S106 - not a password
    assert lock.lock_path(ledger_path).exists()


def test_the_heartbeat_shows_life_and_stops_when_taken_over(
    ledger_path: Path, clock: FixedClock, me: lock.Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "HEARTBEAT_SECONDS", 0.02)
    held = lock.acquire(ledger_path, "周丽娟", clock)
    path = lock.lock_path(ledger_path)
    held.keep_beating()
    while True:
        now = lock.read_owner(path)
        if now and now.beats > 2:
            break
    other = replace(me, token="another")  # noqa: S106 - not a password
    leave_behind(ledger_path, other)
    assert held._beating is not None
    held._beating.join(timeout=5)
    assert not held._beating.is_alive()
    held.release()
    assert lock.read_owner(path) == other


def test_a_lock_that_cannot_be_written_is_explained(tmp_path: Path, clock: FixedClock) -> None:
    with pytest.raises(StorageError) as refusal:
        lock.acquire(tmp_path / "没有这个文件夹" / "台账.ghdb", "周丽娟", clock)
    assert refusal.value.code == "D-111"


WORKER = """
import os, random, sys, time
from pathlib import Path
from app.clock import FixedClock
from app.errors import AppError
from app.store import lock

path, name, record = Path(sys.argv[1]), sys.argv[2], os.open(sys.argv[3], os.O_WRONLY | os.O_APPEND)
for _session in range(500):
    while True:
        try:
            held = lock.acquire(path, name, FixedClock())
            break
        except AppError as refusal:
            assert refusal.code == "L-301", refusal.code
    os.write(record, f"{name}>".encode())
    time.sleep(random.random() / 1000)
    os.write(record, f"<{name} ".encode())
    held.release()
    time.sleep(random.random() / 1000)
"""


def test_two_processes_never_hold_it_at_once(ledger_path: Path, tmp_path: Path) -> None:
    record = tmp_path / "record"
    record.touch()
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, ledger_path, name, record], cwd=ROOT)
        for name in "ab"
    ]
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0]
    sessions = record.read_text(encoding="utf-8").split()
    assert sorted(sessions) == ["a><a"] * 500 + ["b><b"] * 500


def test_a_clock_set_while_the_owner_works_does_not_make_it_look_gone(
    me: lock.Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(psutil, "boot_time", lambda: 86_400.0)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    assert not me.is_gone()


def test_of_two_computers_of_one_name_on_a_share_neither_takes_over_silently(
    me: lock.Owner, ledger_path: Path, clock: FixedClock
) -> None:
    far = replace(me, pid=2**22 + 1, machine="0123456789ab")
    assert not far.is_here
    assert not far.is_gone()
    leave_behind(ledger_path, far)
    with pytest.raises(StorageError) as refusal:
        lock.acquire(ledger_path, "周丽娟", clock)
    assert refusal.value.code == "L-301"
    assert "接管" in refusal.value.todo


class Mount(NamedTuple):
    mountpoint: str
    fstype: str
    opts: str


MOUNTS = (
    Mount("/", "ext4", "rw"),
    Mount("/mnt/办公室", "cifs", "rw,vers=3.0"),
    Mount("/mnt/办公室/本地", "ext4", "rw"),
    Mount("/home/陈", "nfs4", "rw"),
    Mount("/media/U盘", "vfat", "rw,remotely=no"),
    Mount("/z", "NTFS", "rw,remote"),
)


@pytest.mark.parametrize(
    ("place", "far"),
    [
        ("/home/李/台账.ghdb", False),
        ("/mnt/办公室/工会/台账.ghdb", True),
        ("/mnt/办公室/本地/台账.ghdb", False),
        ("/mnt/办公室二/台账.ghdb", False),
        ("/home/陈/台账.ghdb", True),
        ("/media/U盘/台账.ghdb", False),
        ("/z/台账.ghdb", True),
        ("//server/工会/台账.ghdb", True),
        ("\\\\server\\工会\\台账.ghdb", True),
    ],
)
def test_a_place_on_another_computer_is_known(place: str, *, far: bool) -> None:
    assert lock.is_on_network(Path(place), MOUNTS) is far
    assert lock.is_on_network(Path(place), []) is place.startswith(("//", "\\"))
