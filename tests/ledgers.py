"""Ledger files for tests: new ones cheaply, opened with or without rules, told row by row."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.bootstrap import create_desk, create_sample, open_desk
from app.clock import FixedClock
from app.models.organization.groups import Group
from app.store import change_log, migrate
from app.store.connection import connect
from app.store.ledger import open_for_writing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.bootstrap import Desk
    from app.spec.findings import Finding
    from app.store.ledger import Ledger
    from app.store.unit import Changed


def no_rules(
    _reader: Connection, _touched: Mapping[str, Collection[int]], _today: str
) -> Sequence[Finding]:
    """A checker that has nothing to say."""
    return ()


@cache
def _empty_ledger() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.ghdb"
        migrate.create(path)
        return path.read_bytes()


def new_ledger(path: Path) -> Path:
    """An empty ledger file at ``path``."""
    path.write_bytes(_empty_ledger())
    return path


@cache
def _founded(union: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "new.ghdb"
        create_desk(path, union, clock=FixedClock()).close()
        return path.read_bytes()


def new_desk(path: Path, union: str = "某某公司工会委员会") -> Desk:
    """A ledger just founded, with its rules; a copy, which takes a fifth of the time."""
    path.write_bytes(_founded(union))
    desk = open_desk(path, clock=FixedClock())
    desk.take_as_new()
    return desk


@cache
def _sampled(members: int) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.ghdb"
        create_sample(path, members=members).close()
        return path.read_bytes()


def new_sample(path: Path, members: int) -> Path:
    """The sample union with so many people at ``path``; made once for all tests of a process."""
    path.write_bytes(_sampled(members))
    return path


def open_ledger(path: Path, **options: Any) -> Ledger:
    """Open for writing without rules, unless told otherwise."""
    return open_for_writing(
        path, **{"actor": "测试员", "clock": FixedClock(), "check": no_rules, **options}
    )


@contextlib.contextmanager
def a_ledger_file() -> Iterator[Ledger]:
    """An open ledger in a folder of its own, for tests that need many."""
    with (
        tempfile.TemporaryDirectory() as folder,
        open_ledger(new_ledger(Path(folder) / "台账.ghdb")) as ledger,
    ):
        yield ledger


def add_groups(ledger: Ledger, *names: str) -> Changed:
    """Save groups of these names, as one action."""
    with ledger.unit("add_group", f"新增小组：{'、'.join(names)}") as unit:
        unit.insert(Group, [{"name": name} for name in names])
        return unit.commit()


def group_names(source: Ledger | Path) -> list[str]:
    """The groups in a ledger, in the order they were added."""
    return [name for (name,) in query(source, "SELECT name FROM member_group ORDER BY id")]


def query(source: Ledger | Path, sql: str) -> list[tuple[Any, ...]]:
    """What ``sql`` finds in an open ledger, or in the file at a path."""
    if isinstance(source, Path):
        with contextlib.closing(connect(source, write=False)) as raw:
            return raw.execute(sql).fetchall()
    return [tuple(row) for row in source.reader.exec_driver_sql(sql)]


def contents(source: Ledger | Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every register, as SQL literals."""
    return {
        table.name: query(
            source,
            f"SELECT {', '.join(f'quote({column.name})' for column in table.columns)} "
            f"FROM {table.name} ORDER BY id",
        )
        for table in change_log.logged_tables()
    }


@contextlib.contextmanager
def tampering(path: Path) -> Iterator[sqlite3.Connection]:
    """Another program's connection to a ledger file, without any of our settings."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as raw:
        yield raw
