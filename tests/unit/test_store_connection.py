"""What every connection must be set to: durability hangs on these settings, and on nothing else."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

import pytest

from app.errors import StorageError
from app.store import migrate
from app.store.connection import connect, in_memory, translate, writing_engine
from tests.ledgers import open_ledger

if TYPE_CHECKING:
    from pathlib import Path

EXTRA = 3
# Pragma and what it must answer on a connection that writes.
WRITING = {
    "journal_mode": "delete",
    "synchronous": EXTRA,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "secure_delete": 1,
    "temp_store": 2,
    "query_only": 0,
}


def settings(raw: sqlite3.Connection) -> dict[str, object]:
    found = {}
    for pragma in WRITING:
        row = raw.execute(f"PRAGMA {pragma}").fetchone()
        found[pragma] = row[0] if row else None
    return found


def test_what_writes_keeps_what_it_acknowledged(ledger_path: Path) -> None:
    with contextlib.closing(connect(ledger_path, write=True)) as raw:
        assert settings(raw) == WRITING


def test_the_unit_of_work_writes_over_such_a_connection(ledger_path: Path) -> None:
    engine = writing_engine(ledger_path)
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        assert settings(raw) == WRITING
    engine.dispose()


def test_what_reads_can_write_nothing(ledger_path: Path) -> None:
    with contextlib.closing(connect(ledger_path, write=False)) as raw:
        assert settings(raw)["query_only"] == 1
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            raw.execute("DELETE FROM setting")
        with contextlib.closing(in_memory(raw)) as copy:
            assert settings(copy)["query_only"] == 1


def test_upgrading_writes_as_safely(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[tuple[object, object]] = []
    install = migrate.install_triggers

    def look(raw: sqlite3.Connection) -> None:
        found = settings(raw)
        seen.append((found["journal_mode"], found["synchronous"]))
        install(raw)

    monkeypatch.setattr(migrate, "install_triggers", look)
    migrate.create(tmp_path / "新的.ghdb")
    assert seen == [("delete", EXTRA)]


def test_every_error_of_the_database_is_told_in_words(ledger_path: Path) -> None:
    with open_ledger(ledger_path) as ledger:
        for code in (
            sqlite3.SQLITE_FULL,
            sqlite3.SQLITE_READONLY,
            sqlite3.SQLITE_BUSY,
            sqlite3.SQLITE_CORRUPT,
            sqlite3.SQLITE_IOERR,
            sqlite3.SQLITE_CANTOPEN,
        ):
            error = sqlite3.OperationalError("english words")
            error.sqlite_errorcode = code  # type: ignore[attr-defined]
            told = translate(error, ledger.path)
            assert isinstance(told, StorageError)
            assert "english" not in told.text
