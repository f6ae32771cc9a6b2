"""Places that cannot take a save: full disks and media that only read."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.bootstrap import create_sample, open_desk, open_desk_or_view, verify_file
from app.clock import FixedClock
from app.errors import AppError, StorageError
from app.queries.listing import View, count, row_ids, rows
from app.queries.members.roster import roster_counts
from app.store import backup
from app.store.undo import undo
from app.store.verify import faults_of
from tests.ledgers import add_groups, contents, group_names, new_ledger, open_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.harness

ROOT = Path(__file__).parents[2]
FREED = "64m"


def remount(place: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", place], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={FREED}", "tmpfs", place], check=True)
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.parametrize("room", range(8, 136, 8))
def test_a_full_disk_loses_nothing_and_takes_the_next_save_once_freed(
    disk: Path, room: int
) -> None:
    path = new_ledger(disk / "台账.ghdb")
    with open_ledger(path) as ledger:
        add_groups(ledger, "一组")
        used = sum(file.stat().st_blocks for file in disk.iterdir()) // 2
        remount(disk, f"size={used + room}k")
        saved = ["一组"]

        def save_for_ever() -> None:
            for number in itertools.count():
                name = f"{number}组" + "长" * 30
                add_groups(ledger, name)
                saved.append(name)

        with pytest.raises(StorageError) as refusal:
            save_for_ever()
        assert refusal.value.code == "D-104"
        assert group_names(ledger) == saved
        with contextlib.suppress(StorageError):
            undo(ledger)
            saved.pop()
        assert group_names(ledger) == saved
        remount(disk, f"size={FREED}")
        add_groups(ledger, "又有地方了")
    assert group_names(path) == [*saved, "又有地方了"]
    assert faults_of(path) == []


def test_a_disk_too_full_for_a_lock_or_a_backup_is_explained(disk: Path) -> None:
    path = new_ledger(disk / "台账.ghdb")
    with open_ledger(path) as ledger:
        add_groups(ledger, "一组")
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 4096):
            pass
    with pytest.raises(StorageError) as refusal:
        open_ledger(path)
    assert refusal.value.code == "D-104"
    with pytest.raises(StorageError) as refusal:
        backup.make_backup(path, FixedClock(), "手动")
    assert refusal.value.code == "B-203"
    filler.unlink()
    assert [file.name for file in disk.glob("*.lock")] == []
    assert list(backup.backup_folder(path).iterdir()) == []
    with open_ledger(path) as ledger:
        add_groups(ledger, "二组")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "示例.ghdb"
    create_sample(path, members=60, years=1).close()
    return path


def test_media_that_only_read_can_be_read_and_say_why_they_cannot_be_written(
    disk: Path, sample: Path
) -> None:
    path = Path(shutil.copy(sample, disk))
    with open_desk(path, write=False) as desk:
        findings = desk.check()
    remount(disk, "ro")
    with open_desk(path, write=False) as desk:
        assert desk.read_only
        assert desk.union_name
        for spec in desk.specs.values():
            ids = row_ids(desk.reader, spec, View())
            assert len(rows(desk.reader, spec, ids)) == count(desk.reader, spec, View())
        assert roster_counts(desk.reader, desk.today).members_roll > 0
        assert desk.check() == findings
        with desk.snapshot() as snapshot:
            assert roster_counts(snapshot, desk.today).members_roll > 0
    assert verify_file(path) == []
    with pytest.raises(StorageError) as refusal:
        open_desk(path)
    assert refusal.value.code == "D-106"
    with open_desk_or_view(path) as desk:
        assert desk.read_only
        with pytest.raises(AppError) as refusal:
            desk.act("add", "新增", lambda unit: unit)
        assert refusal.value.code == "D-106"


def test_a_backup_can_be_made_from_media_that_only_read(
    disk: Path, sample: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(sample, disk))
    remount(disk, "ro")
    made = backup.make_backup(path, FixedClock(), "手动", tmp_path / "备份")
    assert contents(made.path) == contents(sample)


def test_what_a_killed_program_left_on_media_that_only_read_is_explained(disk: Path) -> None:
    """Only a writer could roll back; until then nothing half written is shown."""
    path = new_ledger(disk / "台账.ghdb")
    code = (
        "import os, sys; from pathlib import Path; from app.models.members.member import Member\n"
        "from tests.ledgers import open_ledger\n"
        "with open_ledger(Path(sys.argv[1])).unit('add', '导入') as unit:\n"
        "    unit.raw.execute('PRAGMA cache_size = 2')\n"
        "    unit.insert(Member, [{'name': '何文斌'}] * 3000)\n"
        "    os._exit(9)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    died = subprocess.run([sys.executable, "-c", code, path], env=environment, check=False)
    assert died.returncode == 9
    remount(disk, "ro")
    with pytest.raises(StorageError):
        open_desk(path, write=False)
    remount(disk, "rw")
    with open_desk(path, write=False) as desk:
        assert count(desk.reader, desk.spec("member"), View()) == 0
