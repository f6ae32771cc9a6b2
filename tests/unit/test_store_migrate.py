"""Ledger files of other versions: brought up to date whole, or left as they are."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import stat
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from app.errors import StorageError
from app.models.attachments import Attachment
from app.models.base import Base
from app.models.organization.groups import Group
from app.store import backup, change_log, migrate
from app.store.blobs.keeping import content_of, digest_of, keep
from app.store.connection import APPLICATION_ID, read_header
from app.store.ledger import open_for_reading
from app.store.verify import faults_of
from tests.ledgers import add_groups, contents, group_names, open_ledger, query, tampering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NEXT = """
import sqlalchemy as sa
from alembic import op
revision = "{number:04d}"
down_revision = "{before:04d}"


def upgrade():
    op.execute("CREATE TABLE later (id INTEGER PRIMARY KEY)")
    {more}
"""


def test_a_new_file_is_what_the_mapping_says(ledger_path: Path) -> None:
    engine = create_engine(f"sqlite:///{ledger_path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_a_new_file_is_private_and_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "新.ghdb"
    migrate.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    header = read_header(path)
    assert (header.application_id, header.version) == (APPLICATION_ID, migrate.newest())
    triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    assert dict(query(path, triggers)) == change_log.triggers()
    assert faults_of(path) == []
    assert list(tmp_path.iterdir()) == [path]


def test_an_existing_file_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "已有.ghdb"
    path.write_text("别人的文件", encoding="utf-8")
    with pytest.raises(StorageError) as refusal:
        migrate.create(path)
    assert refusal.value.code == "D-108"
    assert path.read_text(encoding="utf-8") == "别人的文件"


def test_a_file_in_no_folder_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as refusal:
        migrate.create(tmp_path / "没有" / "新.ghdb")
    assert refusal.value.code == "D-111"
    assert "文件夹不存在" in refusal.value.happened
    assert list(tmp_path.iterdir()) == []


def test_what_appears_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "新.ghdb"
    with pytest.raises(StorageError) as refusal, migrate.new_file(path) as draft:  # noqa: PT012
        draft.write_bytes(b"new")
        path.write_bytes(b"theirs")
    assert refusal.value.code == "D-108"
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("trouble", [OSError(errno.EROFS, "read only"), KeyboardInterrupt()])
def test_a_name_that_is_claimed_in_vain_is_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: BaseException
) -> None:
    def fail(_path: Path, _target: Path) -> None:
        raise trouble

    monkeypatch.setattr(type(tmp_path), "replace", fail)
    with pytest.raises((StorageError, KeyboardInterrupt)):
        migrate.create(tmp_path / "新.ghdb")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    for attempt in (migrate.create, open_ledger, open_for_reading, faults_of):
        with pytest.raises(StorageError) as refusal:
            attempt(tmp_path)
        assert refusal.value.code == "D-102"
        assert "是一个文件夹" in refusal.value.happened


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "D-101"),
        (b"", "D-102"),
        (b"PK\x03\x04" + b"\0" * 200, "D-102"),
        (b"SQLite format 3\0" + b"\0" * 200, "D-102"),
    ],
)
def test_what_is_no_ledger_is_refused_untouched(
    tmp_path: Path, content: bytes | None, code: str
) -> None:
    path = tmp_path / "某.ghdb"
    if content is not None:
        path.write_bytes(content)
    for opener in (open_ledger, open_for_reading, faults_of):
        with pytest.raises(StorageError) as refusal:
            opener(path)  # type: ignore[operator]
        assert refusal.value.code == code
    left = [file.read_bytes() for file in tmp_path.iterdir()]
    assert left == ([] if content is None else [content])


def with_version(path: Path, version: int) -> None:
    with tampering(path) as raw:
        raw.execute(f"PRAGMA user_version = {version}")


def test_a_newer_file_is_refused_untouched(ledger_path: Path) -> None:
    with_version(ledger_path, migrate.newest() + 1)
    before = ledger_path.read_bytes()
    for opener in (open_ledger, open_for_reading, faults_of):
        with pytest.raises(StorageError, match="更新的版本") as refusal:
            opener(ledger_path)  # type: ignore[operator]
        assert refusal.value.code == "M-501"
    assert ledger_path.read_bytes() == before
    assert list(ledger_path.parent.iterdir()) == [ledger_path]


def test_an_older_file_is_not_opened_for_reading(ledger_path: Path) -> None:
    with_version(ledger_path, migrate.newest() - 1)
    before = ledger_path.read_bytes()
    with pytest.raises(StorageError) as refusal:
        open_for_reading(ledger_path)
    assert refusal.value.code == "M-503"
    assert ledger_path.read_bytes() == before


# --- upgrades -------------------------------------------------------------------------------


@pytest.fixture
def old(ledger_path: Path) -> Path:
    """A ledger of the newest version, with something in it, that is about to be outdated."""
    with open_ledger(ledger_path) as ledger:
        add_groups(ledger, "一组", "二组")
    ledger_path.chmod(0o640)
    return ledger_path


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], int]]:
    """Adds a migration to those the program knows; ends with the statement given."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    number = migrate.newest() + 1

    def add(more: str) -> int:
        text = NEXT.format(number=number, before=number - 1, more=more)
        (folder / "versions" / f"{number:04d}_later.py").write_text(text, encoding="utf-8")
        monkeypatch.setattr(migrate, "MIGRATIONS", folder)
        migrate.newest.cache_clear()
        return number

    yield add
    monkeypatch.undo()
    migrate.newest.cache_clear()


def test_an_older_file_is_backed_up_and_upgraded(
    old: Path, next_version: Callable[[str], int]
) -> None:
    before = contents(old)
    number = next_version("op.execute(\"UPDATE member_group SET note = 'x' WHERE id = 1\")")
    with open_ledger(old) as ledger:
        assert group_names(ledger) == ["一组", "二组"]
        assert query(ledger, "SELECT note FROM member_group") == [("x",), (None,)]
        add_groups(ledger, "三组")
    assert read_header(old).version == number
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    (kept,) = backup.list_backups([backup.backup_folder(old)], check=True)
    assert (kept.reason, kept.is_good) == ("升级前", True)
    assert contents(kept.path) == before
    assert faults_of(old) == []
    told = query(old, "SELECT actor, title FROM action WHERE name = 'upgrade'")
    assert told == [("程序", f"升级到格式 {number}")]
    assert {path.name for path in old.parent.glob("*ghdb*")} == {old.name}


def test_the_contents_of_attachments_are_carried_along(
    old: Path, next_version: Callable[[str], int]
) -> None:
    with open_ledger(old) as ledger, ledger.unit("attach", "添加附件") as unit:
        facts = {"name": "批复.pdf", "kind": "approval", "media_type": "application/pdf"}
        place = {"register": "member_group", "record_id": 1, "position": 1, "size": 4}
        unit.insert(Attachment, [{**facts, **place, "digest": keep(unit, b"%PDF")}])
        unit.commit()
    next_version("pass")
    with open_ledger(old) as ledger:
        assert content_of(ledger.reader, digest_of(b"%PDF")) == b"%PDF"
        with pytest.raises(sqlite3.IntegrityError, match="BLOB"), ledger.unit("x", "x") as unit:
            unit.raw.execute("DELETE FROM blob")
    assert faults_of(old) == []


@pytest.mark.parametrize(
    "more",
    [
        "pass",
        "op.add_column('member_group', sa.Column('x', sa.Text, server_default='', nullable=False))",
        "op.add_column('member', sa.Column('size', sa.String()))",
        "op.drop_column('member_group', 'note')",
        'op.execute("DELETE FROM member_group WHERE id = 2")',
        "op.execute(\"INSERT INTO member_group (uid, created_at, name) VALUES ('u', '', '三组')\")",
    ],
)
def test_whatever_a_migration_does_the_log_tells_it(
    old: Path, next_version: Callable[[str], int], more: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_ledger(old) as ledger, ledger.unit("test", "备注") as unit:
        unit.update(Group, 1, {"note": "旧"})  # to be dropped
        unit.commit()
    monkeypatch.setattr(migrate, "_compare", lambda *_facts: None)  # here rows may go
    next_version(more)
    migrate.bring_up_to_date(old, lambda path: path)
    assert faults_of(old) == []


def test_a_file_that_others_changed_is_not_upgraded(
    old: Path, next_version: Callable[[str], int]
) -> None:
    with tampering(old) as raw:
        raw.execute("DROP TRIGGER log_member_group_update")
        raw.execute("UPDATE member_group SET name = '偷改' WHERE id = 2")
    before = old.read_bytes()
    next_version("pass")
    with pytest.raises(StorageError) as refusal:
        open_ledger(old)
    assert refusal.value.code == "T-204"
    assert old.read_bytes() == before


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ("raise ValueError('half way')", ValueError),
        ("op.execute('CREATE TABLE member (x)')", OperationalError),
        ("op.execute('DELETE FROM member_group')", StorageError),
        ("op.execute('DROP TABLE ledger_entry')", sqlite3.OperationalError),
        ('op.execute("UPDATE member_group SET parent_id = 99")', AssertionError),
    ],
)
def test_a_failed_upgrade_leaves_the_file_as_it_was(
    old: Path, next_version: Callable[[str], int], more: str, error: type[Exception]
) -> None:
    before = old.read_bytes()
    next_version(more)
    with pytest.raises(error):
        open_ledger(old)
    assert old.read_bytes() == before
    assert {path.name for path in old.parent.glob("*ghdb*")} == {old.name}
    assert not backup.backup_folder(old).exists()


def test_an_upgrade_that_cannot_be_backed_up_is_not_made(
    old: Path, next_version: Callable[[str], int]
) -> None:
    before = old.read_bytes()
    next_version("pass")
    backup.backup_folder(old).write_bytes(b"in the way")
    with pytest.raises(StorageError) as refusal:
        open_ledger(old)
    assert refusal.value.code == "B-203"
    assert old.read_bytes() == before
