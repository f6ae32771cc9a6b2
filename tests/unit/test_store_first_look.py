"""The look at a ledger's structure that begins before the store is even imported."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from app.errors import StorageError
from app.store import ledger as ledger_module
from app.store.checking.first_look import FirstLook
from tests.ledgers import add_groups, open_ledger

if TYPE_CHECKING:
    from pathlib import Path


def test_a_whole_ledger_is_found_whole_and_left_as_it_was(ledger_path: Path) -> None:
    before = ledger_path.read_bytes()
    beside = sorted(ledger_path.parent.iterdir())
    assert FirstLook(ledger_path).found_whole()
    assert ledger_path.read_bytes() == before
    assert sorted(ledger_path.parent.iterdir()) == beside


def test_what_was_written_since_is_not_vouched_for(ledger_path: Path) -> None:
    look = FirstLook(ledger_path)
    look.wait()
    with open_ledger(ledger_path) as ledger:
        add_groups(ledger, "一组")
    assert not look.found_whole()
    assert FirstLook(ledger_path).found_whole()


def test_a_file_that_took_the_place_of_another_is_not_vouched_for(
    ledger_path: Path, tmp_path: Path
) -> None:
    look = FirstLook(ledger_path)
    look.wait()
    other = tmp_path / "别的"
    other.write_bytes(ledger_path.read_bytes())
    other.replace(ledger_path)
    assert not look.found_whole()


def test_damage_foreign_files_and_interrupted_saves_are_left_to_whoever_opens(
    ledger_path: Path, tmp_path: Path
) -> None:
    foreign = tmp_path / "别的.db"
    with closing(sqlite3.connect(foreign)) as raw:
        raw.execute("CREATE TABLE mine (x)")
    assert not FirstLook(foreign).found_whole()
    assert not FirstLook(tmp_path / "没有.ghdb").found_whole()
    journal = ledger_path.with_name(f"{ledger_path.name}-journal")
    journal.write_bytes(b"half a save")
    assert not FirstLook(ledger_path).found_whole()
    assert journal.read_bytes() == b"half a save"
    journal.unlink()
    with ledger_path.open("r+b") as file:
        file.seek(40960)
        file.write(b"\xff" * 40960)
    look = FirstLook(ledger_path)
    assert not look.found_whole()
    with pytest.raises(StorageError) as refusal:
        open_ledger(ledger_path, first_look=look)
    assert refusal.value.code == "T-201"


def test_opening_looks_again_only_where_the_first_look_does_not_help(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[object] = []

    def look_again(raw: object) -> bool:
        looked.append(raw)
        return True

    monkeypatch.setattr(ledger_module, "is_whole", look_again)
    open_ledger(ledger_path, first_look=FirstLook(ledger_path)).close()
    assert looked == []
    stale = FirstLook(ledger_path)
    stale.wait()
    open_ledger(ledger_path).close()  # writes the epoch
    looked.clear()
    open_ledger(ledger_path, first_look=stale).close()
    assert len(looked) == 1
