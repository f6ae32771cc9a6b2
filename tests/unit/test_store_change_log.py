"""The change log: nothing is missing from it, and nothing can be changed in it unnoticed."""

from __future__ import annotations

import contextlib
import math
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, text, update
from sqlalchemy.orm import Session

from app.errors import StorageError
from app.models.organization.groups import Group
from app.store import change_log
from app.store.connection import connect
from app.store.ledger import open_for_reading
from app.store.unit import table_of
from app.store.verify import faults_of, replay_faults
from tests.ledgers import (
    a_ledger_file,
    add_groups,
    group_names,
    open_ledger,
    query,
    tampering,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.store.ledger import Ledger
    from app.store.unit import Unit

GROUPS = table_of(Group)
LOG = "SELECT operation, record_id, before, after FROM change ORDER BY seq"


@contextlib.contextmanager
def a_unit(ledger: Ledger) -> Iterator[Unit]:
    with ledger.unit("test", "试") as unit:
        yield unit
        unit.commit()


# --- everything is logged -------------------------------------------------------------------


def row(number: int, **values: object) -> dict[str, object]:
    return {"id": number, "uid": f"uid-{number}", "created_at": "2026", "name": "一组", **values}


def with_session(unit: Unit) -> None:
    with Session(unit.connection) as session:
        session.get_one(Group, 1).name = "改"
        session.add(Group(uid="u-9", created_at="2026", name="新"))
        session.flush()


WAYS: dict[str, tuple[Callable[[Unit], object], str]] = {
    "core insert": (lambda u: u.connection.execute(insert(Group).values(**row(3))), "I3"),
    "executemany": (lambda u: u.connection.execute(insert(Group), [row(3), row(4)]), "I3 I4"),
    "core update": (lambda u: u.connection.execute(update(Group).values(name="改")), "U1 U2"),
    "core delete": (lambda u: u.connection.execute(delete(Group)), "D1 D2"),
    "mapped objects": (with_session, "U1 I3"),
    "replace": (
        lambda u: u.connection.execute(insert(Group).prefix_with("OR REPLACE").values(**row(2))),
        "D2 I2",
    ),
    "replace by another key": (
        lambda u: u.raw.execute(
            "REPLACE INTO member_group (id, uid, created_at, name) "
            "SELECT 7, uid, created_at, name FROM member_group WHERE id = 1"
        ),
        "D1 I7",
    ),
    "upsert": (
        lambda u: u.connection.execute(
            text(
                "INSERT INTO member_group (id, uid, created_at, name) VALUES (1, 'x', '', '') "
                "ON CONFLICT (id) DO UPDATE SET name = '改'"
            )
        ),
        "U1",
    ),
    "plain text": (lambda u: u.connection.execute(text("DELETE FROM member_group")), "D1 D2"),
    "copying": (
        lambda u: u.raw.execute(
            "INSERT INTO member_group (uid, created_at, name) "
            "SELECT uid || '-2', created_at, name FROM member_group"
        ),
        "I3 I4",
    ),
    "the driver": (lambda u: u.raw.executescript("UPDATE member_group SET note = 'x'"), "U1 U2"),
    "no difference": (lambda u: u.connection.execute(update(Group).values(kind=None)), ""),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_writing_is_logged(ledger: Ledger, way: str) -> None:
    add_groups(ledger, "一组", "二组")
    write, expected = WAYS[way]
    with a_unit(ledger) as unit:
        write(unit)
    logged = [f"{operation}{number}" for operation, number, *_ in query(ledger, LOG)[2:]]
    assert logged == expected.split()
    ledger.close()
    assert faults_of(ledger.path) == []


def test_the_log_tells_values_before_and_after(ledger: Ledger) -> None:
    add_groups(ledger, "一组")
    with a_unit(ledger) as unit:
        unit.update(Group, 1, {"name": "O'Brien\n组", "note": "x"})
    with a_unit(ledger) as unit:
        unit.update(Group, 1, {"note": None})
    _operation, _number, before, after = query(ledger, LOG)[1]
    assert change_log.parse_values(before) == {"name": "一组", "note": None}
    assert change_log.parse_values(after) == {"name": "O'Brien\n组", "note": "x"}
    assert change_log.parse_values(query(ledger, LOG)[2][3]) == {"note": None}


VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    st.sampled_from(["'", "''", "\n", "x='a'\ny='b'\n", "X'41'", "NULL", "=", "'\n'", "\r\n", " "]),
    st.binary(max_size=40),
)


@given(st.dictionaries(st.from_regex("[a-z][a-z_0-9]{0,8}", fullmatch=True), VALUES, max_size=6))
def test_values_survive_being_written_and_read(values: dict[str, Any]) -> None:
    with contextlib.closing(sqlite3.connect(":memory:")) as raw:
        lines = [
            f"{name}={raw.execute('SELECT quote(?)', (value,)).fetchone()[0]}\n"
            for name, value in values.items()
        ]
    found = change_log.parse_values("".join(lines))
    assert found.keys() == values.keys()
    for name, value in values.items():
        if isinstance(value, float):
            # The file keeps no fractions; quote() gives their first 15 digits.
            assert math.isclose(found[name], value, rel_tol=1e-14)  # type: ignore[arg-type]
        else:
            assert found[name] == value


# T6: whatever is written, by whatever path, the log alone gives the same rows again.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["insert", "bulk", "update", "delete", "replace", "upsert", "all"]),
        st.integers(1, 6),
        st.fixed_dictionaries({}, optional={"name": TEXTS, "note": st.none() | TEXTS}),
    ),
    max_size=14,
)


def write(unit: Unit, operation: str, number: int, values: dict[str, Any]) -> None:
    named = {"name": "组", **values}
    match operation:
        case "insert":
            unit.insert(Group, [named])
        case "bulk":
            unit.insert(Group, [named] * number)
        case "update" if values:
            unit.update(Group, number, values)
        case "delete":
            unit.connection.execute(delete(Group).where(Group.id == number))
        case "replace":
            replacing = insert(Group).prefix_with("OR REPLACE")
            unit.connection.execute(replacing.values(**row(number, **values)))
        case "upsert":
            unit.raw.execute(
                "INSERT INTO member_group (id, uid, created_at, name) VALUES (?, ?, '', '新') "
                "ON CONFLICT (id) DO UPDATE SET name = excluded.name || name",
                (number, f"upsert-{number}"),
            )
        case "all" if values:
            unit.connection.execute(update(Group).values(**values))


@settings(max_examples=20, deadline=None)
@given(st.lists(OPERATIONS, max_size=4))
def test_replaying_the_log_gives_the_same_rows(
    actions: list[list[tuple[str, int, dict[str, Any]]]],
) -> None:
    with a_ledger_file() as ledger:
        for operations in actions:
            with ledger.unit("test", "试") as unit, contextlib.suppress(sqlite3.IntegrityError):
                for operation in operations:
                    write(unit, *operation)
                unit.commit()
        raw = ledger.reader.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        assert list(replay_faults(raw)) == []
        assert list(change_log.chain_faults(raw)) == []


# --- and nothing can be changed unnoticed ---------------------------------------------------


@pytest.fixture
def kept(ledger_path: Path) -> Path:
    """A closed ledger with a few actions in it."""
    with open_ledger(ledger_path) as ledger:
        add_groups(ledger, "一组", "二组")
        with a_unit(ledger) as unit:
            unit.update(Group, 1, {"name": "改名"})
            unit.facts["note"] = "有据"
    return ledger_path


def test_an_untouched_file_is_whole(kept: Path) -> None:
    assert faults_of(kept) == []
    open_ledger(kept).close()


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM change",
        "DELETE FROM action",
        "UPDATE change SET after = 'x'",
        "UPDATE change SET seal = x'00'",
        "UPDATE change SET action_id = 2",
        "UPDATE action SET actor = '别人'",
        "REPLACE INTO change SELECT * FROM change WHERE seq = 2",
        "REPLACE INTO action SELECT * FROM action WHERE id = 1",
    ],
)
def test_the_log_resists_plain_statements(kept: Path, sql: str) -> None:
    with (
        contextlib.closing(connect(kept, write=True)) as raw,
        pytest.raises(sqlite3.IntegrityError, match="LOG_IMMUTABLE"),
    ):
        raw.execute(sql)
    assert faults_of(kept) == []


@contextlib.contextmanager
def without_triggers(path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody skilled: takes the triggers off, and puts them back."""
    with tampering(path) as raw:
        stored = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        texts = dict(stored.fetchall())
        for name in texts:
            raw.execute(f"DROP TRIGGER {name}")
        yield raw
        for sql in texts.values():
            raw.execute(sql)


CHANGE_COLUMNS = {
    "seq": "99",
    "action_id": "3 - action_id",
    "table_name": "'member'",
    "record_id": "7",
    "operation": "'D'",
    "before": "'name=''三组''' || char(10)",
    "after": "'name=''三组''' || char(10)",
    "salt": "x'00112233'",
    "content_digest": "x'00'",
    "seal": "x'00'",
}
ACTION_COLUMNS = {
    "id": "99",
    "at": "'2020-01-01T00:00:00.000000Z'",
    "actor": "'别人'",
    "name": "'other'",
    "title": "'别的事'",
    "undoes_id": "1",
    "facts": "'{}'",
}


def test_no_column_of_the_log_is_forgotten_here() -> None:
    tables = change_log.Base.metadata.tables
    assert set(tables["change"].columns.keys()) == CHANGE_COLUMNS.keys()
    assert set(tables["action"].columns.keys()) == ACTION_COLUMNS.keys()


@pytest.mark.parametrize("column", CHANGE_COLUMNS)
@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_changed_column_of_a_change_is_found(kept: Path, column: str, seq: int) -> None:
    with without_triggers(kept) as raw:
        raw.execute(f"UPDATE change SET {column} = {CHANGE_COLUMNS[column]} WHERE seq = {seq}")
        assert raw.execute("SELECT changes()").fetchone() == (1,)
    assert faults_of(kept) != []


@pytest.mark.parametrize("column", ACTION_COLUMNS)
@pytest.mark.parametrize("number", [1, 2])
def test_a_changed_column_of_an_action_is_found(kept: Path, column: str, number: int) -> None:
    with without_triggers(kept) as raw:
        raw.execute(f"UPDATE action SET {column} = {ACTION_COLUMNS[column]} WHERE id = {number}")
        assert raw.execute("SELECT changes()").fetchone() == (1,)
    assert faults_of(kept) != []


def test_a_changed_record_is_found_even_past_the_triggers(kept: Path) -> None:
    with without_triggers(kept) as raw:
        raw.execute("UPDATE member_group SET name = '偷改' WHERE id = 2")
    assert any("“工会小组”第 2 号" in fault for fault in faults_of(kept))


def test_what_left_the_ledger_cannot_be_denied(kept: Path) -> None:
    with open_ledger(kept) as ledger, ledger.unit("export_register", "导出会员（未遮盖）") as unit:
        unit.facts["full"] = True
        assert unit.commit().records == frozenset()
    assert faults_of(kept) == []
    for sql in (
        "UPDATE action SET facts = '{}' WHERE name = 'export_register'",
        "UPDATE action SET actor = '别人' WHERE name = 'export_register'",
        "DELETE FROM change WHERE operation = 'N'; DELETE FROM action WHERE id = 4",
    ):
        content = kept.read_bytes()
        with without_triggers(kept) as raw:
            raw.executescript(sql)
        assert faults_of(kept)
        kept.write_bytes(content)


def test_erased_values_leave_the_chain_whole(kept: Path) -> None:
    with contextlib.closing(connect(kept, write=True)) as raw:
        raw.execute("UPDATE change SET before = NULL, after = NULL, salt = NULL WHERE seq = 1")
        assert list(change_log.chain_faults(raw)) == []


def refusal_at_open(path: Path) -> str:
    before = path.read_bytes()
    with pytest.raises(StorageError) as refusal:
        open_ledger(path)
    assert path.read_bytes() == before
    open_for_reading(path).close()  # to look at and to print it can be opened all the same
    return refusal.value.code


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE member_group SET name = '偷改' WHERE id = 2",
        "DELETE FROM member_group WHERE id = 2",
        "INSERT INTO member_group (uid, created_at, name) VALUES ('x', '2026', '偷加')",
    ],
)
def test_writing_with_another_tool_is_found_at_open(kept: Path, sql: str) -> None:
    with tampering(kept) as raw:
        raw.execute(sql)
    assert refusal_at_open(kept) == "T-204"


@pytest.mark.parametrize("name", sorted(change_log.triggers()))
def test_a_dropped_trigger_is_found_at_open(kept: Path, name: str) -> None:
    with tampering(kept) as raw:
        raw.execute(f"DROP TRIGGER {name}")
    assert refusal_at_open(kept) == "T-204"


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TRIGGER mine AFTER INSERT ON member BEGIN DELETE FROM member; END",
        "CREATE TABLE mine (x)",
        "ALTER TABLE member_group ADD COLUMN mine",
        "DROP INDEX ix_change_record",
    ],
)
def test_a_changed_structure_is_found_at_open(kept: Path, sql: str) -> None:
    with tampering(kept) as raw:
        raw.execute(sql)
    assert refusal_at_open(kept) == "T-204"


@pytest.mark.parametrize("last", [1, 2, 3])
def test_a_log_cut_short_is_found_at_open(kept: Path, last: int) -> None:
    with without_triggers(kept) as raw:
        raw.execute(f"DELETE FROM change WHERE seq >= {last}")
        raw.execute("DELETE FROM member_group")
    assert refusal_at_open(kept) == "T-204"
    assert "变更记录被截短或改动过" in faults_of(kept)  # the full check sees no less than opening


def test_writing_with_another_tool_while_it_is_open_is_found_at_the_next_save(
    ledger: Ledger,
) -> None:
    add_groups(ledger, "一组")
    with tampering(ledger.path) as raw:
        raw.execute("UPDATE member_group SET name = '偷改'")
    with pytest.raises(StorageError) as refusal:
        add_groups(ledger, "二组")
    assert refusal.value.code == "T-204"
    assert group_names(ledger) == ["偷改"]
