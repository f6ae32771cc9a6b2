"""Bits that flip by themselves: the full check finds what matters, and opening never stumbles."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from app.errors import AppError, StorageError
from app.store import change_log
from app.store.backup import backup_folder, make_backup
from app.store.ledger import open_for_reading, opening_faults
from app.store.verify import faults_of
from tests.ledgers import add_groups, contents, open_ledger, query, tampering

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.clock import FixedClock

LOGGED = ("SELECT * FROM change ORDER BY seq", "SELECT * FROM action ORDER BY id")


def everything(path: Path) -> Any:
    """All that the ledger tells, or what kept it from telling."""
    try:
        return contents(path), [query(path, sql) for sql in LOGGED]
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        return repr(error)


@pytest.fixture
def filled(ledger_path: Path) -> Path:
    with open_ledger(ledger_path) as ledger:
        for number in range(40):
            add_groups(ledger, *(f"第{number}-{n}组" for n in range(5)))
    return ledger_path


def flips(path: Path, count: int, dice: random.Random) -> Iterator[None]:
    """Put ``count`` copies with one bit flipped each in the place of the file."""
    content = path.read_bytes()
    for _ in range(count):
        damaged = bytearray(content)
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
        path.write_bytes(damaged)
        yield


def test_no_flipped_bit_changes_what_is_told_unnoticed(filled: Path) -> None:
    told = everything(filled)
    noticed = 0
    for _ in flips(filled, 25, random.Random(5)):
        changed = everything(filled) != told
        try:
            found = faults_of(filled)
        except AppError as refusal:
            found = [refusal.happened]
        assert found or not changed
        noticed += bool(found)
    assert noticed > 5, "the flips seldom hit anything: the test does not bite"


def test_opening_a_file_with_a_flipped_bit_works_or_is_explained(filled: Path) -> None:
    codes = set()
    for _ in flips(filled, 40, random.Random(6)):
        for opener in (open_ledger, open_for_reading):
            try:
                opener(filled).close()
            except AppError as refusal:
                codes.add(refusal.code)
        with contextlib.suppress(FileNotFoundError):
            filled.with_name(f"{filled.name}-journal").unlink()
    assert {"T-201", "T-204"} <= codes


def test_a_ledger_with_a_hole_is_not_written_to_nor_backed_up(
    filled: Path, clock: FixedClock
) -> None:
    with filled.open("r+b") as file:
        file.seek(40960)
        file.write(b"\xff" * 40960)
    before = filled.read_bytes()
    for attempt in (open_ledger, lambda path: make_backup(path, clock, "手动")):
        with pytest.raises(StorageError) as refusal:
            attempt(filled)
        assert refusal.value.code == "T-201"
    assert filled.read_bytes() == before


def test_a_failed_quick_check_is_damage(ledger_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Connection:
        def execute(self, _sql: str) -> Connection:
            return self

        def fetchone(self) -> tuple[str]:
            return ("row 3 missing from index",)

    with pytest.raises(StorageError) as refusal:
        opening_faults(ledger_path, Connection())  # type: ignore[arg-type]
    assert refusal.value.code == "T-201"


def test_a_backup_of_a_ledger_others_wrote_in_says_so(filled: Path, clock: FixedClock) -> None:
    with tampering(filled) as raw:
        raw.execute("UPDATE member_group SET name = '偷改' WHERE id = 2")
    with pytest.raises(StorageError) as refusal:
        make_backup(filled, clock, "手动")
    assert refusal.value.code == "T-204"
    assert "“工会小组”第 2 号" in refusal.value.happened
    assert list(backup_folder(filled).iterdir()) == []


@pytest.mark.parametrize("name", ["log_member_update", "change_is_kept"])
def test_a_dropped_trigger_is_found_even_when_the_digest_was_made_anew(
    filled: Path, clock: FixedClock, name: str
) -> None:
    with tampering(filled) as raw:
        raw.execute(f"DROP TRIGGER {name}")
        raw.execute(
            "UPDATE setting SET value = ? WHERE key = 'schema_digest'",
            (change_log.schema_digest(raw),),
        )
    with pytest.raises(StorageError) as refusal:
        open_ledger(filled)
    assert refusal.value.code == "T-204"
    assert faults_of(filled) == ["表结构或保护措施被改动过"]
    with pytest.raises(StorageError) as refusal:
        make_backup(filled, clock, "手动")
    assert refusal.value.code == "T-204"
