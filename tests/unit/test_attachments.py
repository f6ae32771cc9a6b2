"""Attachments in the ledger: kept once, proved, undone, carried along, missed where they lack."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from typing import TYPE_CHECKING

import pytest

from app.actions import records
from app.actions.attachments import keeping
from app.actions.attachments.contents import Paper, paper_of
from app.bootstrap import Desk, create_desk, open_desk, restore_backup, verify_file
from app.clock import FixedClock
from app.errors import Refused, StorageError
from app.queries import attachments as found
from app.queries.attachments import attachments_of, content_of, counts
from app.queries.evidence import Papers
from app.queries.listing import View, row_ids
from app.queries.past.history import changes
from app.store.connection import in_memory
from app.store.unit import RejectedError
from tests.ledgers import query, tampering

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.store.unit import Changed

SCAN = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
OTHER = b"%PDF-1.7\n" + b"x" * 5000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "台账.ghdb"


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    """A ledger with two members and a line of a working ledger."""
    with create_desk(path, "某某公司工会委员会", clock=FixedClock(), actor="测试") as made:
        people = [{"name": "白建军"}, {"name": "曹桂芳"}]
        for register, drafts in (
            ("member", people),
            ("XJ-03", [{"name": "健步走", "held_on": "2026-03-05"}]),
        ):
            made.act(
                "add",
                "登记",
                lambda unit, r=register, d=drafts: records.add_all(unit, made.specs[r], d),
                acknowledged="测试",
            )
        yield made


def attach(
    desk: Desk, *papers: Paper, register: str = "member", number: int = 1, kind: str = "other"
) -> Changed:
    spec = desk.specs[register]
    named = [(paper, kind) for paper in papers]
    return desk.act("attach", "添加附件", lambda unit: keeping.attach(unit, spec, number, named))


def scan(name: str = "申请书.png", content: bytes = SCAN) -> Paper:
    return paper_of(name, content)


def names(desk: Desk, number: int = 1, register: str = "member") -> list[str]:
    return [held.name for held in attachments_of(desk.reader, register, number)]


def blobs(source: Path | Desk) -> int:
    where = source.ledger if isinstance(source, Desk) else source
    return int(query(where, "SELECT count(*) FROM blob")[0][0])


def test_an_attachment_comes_back_to_the_last_byte(desk: Desk) -> None:
    changed = attach(desk, scan(), kind="application")
    assert changed.records == {"attachment"}
    (held,) = attachments_of(desk.reader, "member", 1)
    assert (held.name, held.kind_label, held.size) == ("申请书.png", "入会申请书", len(SCAN))
    assert held.digest == hashlib.sha256(SCAN).hexdigest()
    assert content_of(desk.reader, held) == SCAN


def test_the_same_content_is_kept_once(desk: Desk) -> None:
    attach(desk, scan("一.png"), scan("二.png"))
    attach(desk, scan("三.png"), number=2)
    attach(desk, scan("四.png"), register="XJ-03")
    assert blobs(desk) == 1
    assert len(found.all_attachments(desk.reader)) == 4
    assert counts(desk.reader, "member") == {1: 2, 2: 1}


def test_every_register_has_attachments_of_its_own(desk: Desk) -> None:
    attach(desk, scan("会员.png"))
    attach(desk, scan("活动.png"), register="XJ-03")
    attach(desk, scan("工会.png"), register="union_profile")
    assert names(desk) == ["会员.png"]
    assert names(desk, register="XJ-03") == ["活动.png"]
    assert names(desk, register="union_profile") == ["工会.png"]


def test_a_record_that_is_not_there_takes_none(desk: Desk) -> None:
    for register, number in (("member", 99), ("member_group", 1)):
        with pytest.raises(Refused) as refusal:
            attach(desk, scan(), register=register, number=number)
        assert refusal.value.code == "R-404"
    assert blobs(desk) == 0


def test_name_kind_and_note_are_changed_and_told(desk: Desk) -> None:
    attach(desk, scan())
    changed = desk.act(
        "x", "改", lambda u: keeping.change(u, 1, name="登记表", kind="registration", note="原件")
    )
    (held,) = attachments_of(desk.reader, "member", 1)
    assert (held.name, held.kind, held.note) == ("登记表.png", "registration", "原件")
    (told,) = changes(desk.reader, action_id=changed.action_id)
    assert {field["label"]: field["after"] for field in told["fields"]} == {
        "文件名": "登记表.png",
        "类别": "会员登记表",
        "附注": "原件",
    }
    with pytest.raises(RejectedError):
        desk.act("x", "改", lambda unit: keeping.change(unit, 1, kind="没有这一类"))
    with pytest.raises(Refused):
        desk.act("x", "改", lambda unit: keeping.change(unit, 99, note="无"))


def test_adding_and_removing_are_undone_and_done_again(desk: Desk) -> None:
    attach(desk, scan("一.png"), paper_of("二.pdf", OTHER))
    desk.act("remove", "删除附件", lambda unit: keeping.remove(unit, [1]))
    assert names(desk) == ["二.pdf"]
    desk.undo()
    assert names(desk) == ["一.png", "二.pdf"]
    desk.undo()
    assert names(desk) == []
    assert blobs(desk) == 2  # a redo needs them
    desk.redo()
    assert [content_of(desk.reader, held) for held in attachments_of(desk.reader, "member", 1)] == [
        SCAN,
        OTHER,
    ]
    desk.close()
    assert verify_file(desk.path) == []


def test_a_record_does_not_vanish_below_its_papers(desk: Desk) -> None:
    changed = desk.act(
        "add", "登记", lambda unit: records.add(unit, desk.specs["member_group"], {"name": "一组"})
    )
    attach(desk, scan(), register="member_group")
    with pytest.raises(Refused) as refusal:
        desk.undo(changed.action_id)
    assert refusal.value.code == "U-907"
    desk.undo()
    desk.undo(changed.action_id)


def test_a_refused_action_leaves_no_content_behind(desk: Desk) -> None:
    def work(unit: object) -> None:
        keeping.attach(unit, desk.specs["member"], 1, [(scan(), "other")])  # type: ignore[arg-type]
        raise Refused("不行", "没有变化", "请不要", "X-000")

    with pytest.raises(Refused):
        desk.act("x", "x", work)
    assert blobs(desk) == 0


def test_the_log_holds_the_digest_and_not_the_bytes(desk: Desk) -> None:
    before = desk.path.stat().st_size
    attach(desk, paper_of("大.pdf", OTHER + bytes(400_000)))
    digest = attachments_of(desk.reader, "member", 1)[0].digest
    (logged,) = query(desk.ledger, "SELECT after FROM change WHERE table_name = 'attachment'")
    assert f"digest='{digest}'" in logged[0]
    assert query(desk.ledger, "SELECT max(length(after)) FROM change")[0][0] < 2000
    assert desk.path.stat().st_size - before < 500_000


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM blob",
        "UPDATE blob SET content = x'00'",
        "UPDATE blob SET digest = 'x'",
        "REPLACE INTO blob SELECT digest, size, x'00' FROM blob",
        "INSERT INTO blob SELECT * FROM blob WHERE 1 ON CONFLICT DO UPDATE SET size = 1",
        "DELETE FROM member WHERE id = 1",
        "DELETE FROM ledger_entry",
    ],
)
def test_contents_and_their_records_resist_sql(desk: Desk, statement: str) -> None:
    attach(desk, scan())
    attach(desk, scan(), register="XJ-03")
    with (
        pytest.raises(sqlite3.IntegrityError),
        desk.ledger.unit("x", "x") as unit,
    ):
        unit.raw.execute(statement)
    assert content_of(desk.reader, attachments_of(desk.reader, "member", 1)[0]) == SCAN


def spoil(path: Path, *statements: str) -> None:
    """Change the contents as somebody would who takes the triggers away and puts them back."""
    with tampering(path) as raw:
        kept = raw.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE 'blob_is_%'")
        for name, text in kept.fetchall():
            raw.execute(f"DROP TRIGGER {name}")
            statements = (*statements, text)
        for statement in statements:
            raw.execute(statement)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            "UPDATE blob SET content = CAST(x'00' || substr(content, 2) AS BLOB)",
            "附件“申请书.png”的内容损坏或被改动过",
        ),
        ("UPDATE blob SET size = 1", "附件“申请书.png”的内容损坏或被改动过"),
        ("UPDATE blob SET content = 'text'", "附件“申请书.png”的内容损坏或被改动过"),
        ("DELETE FROM blob", "附件“申请书.png”的内容不见了"),
    ],
)
def test_a_changed_or_missing_content_is_found_by_name(
    desk: Desk, path: Path, statement: str, fault: str
) -> None:
    attach(desk, scan())
    desk.close()
    assert verify_file(path) == []
    spoil(path, statement)
    assert verify_file(path) == [fault]
    with open_desk(path, clock=FixedClock()) as again:
        (held,) = attachments_of(again.reader, "member", 1)
        if "size" not in statement:
            with pytest.raises(StorageError) as refusal:
                content_of(again.reader, held)
            assert refusal.value.code in {"S-550", "S-551"}


def test_a_content_nobody_attached_is_found(desk: Desk, path: Path) -> None:
    desk.close()
    with tampering(path) as raw:
        digest = hashlib.sha256(b"x").hexdigest()
        raw.execute("INSERT INTO blob VALUES (?, 1, x'78')", (digest,))
    (fault,) = verify_file(path)
    assert "不属于任何记录" in fault


def test_an_attachment_passed_to_another_content_is_found(desk: Desk, path: Path) -> None:
    attach(desk, scan(), paper_of("二.pdf", OTHER))
    desk.close()
    with tampering(path) as raw:
        (trigger,) = raw.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'log_attachment_update'"
        ).fetchone()
        raw.execute("DROP TRIGGER log_attachment_update")
        raw.execute("UPDATE attachment SET digest = (SELECT digest FROM blob WHERE size > 9000)")
        raw.execute("UPDATE attachment SET digest = (SELECT min(digest) FROM blob)")
        raw.execute(trigger)
    assert any("内容与变更记录不符" in fault for fault in verify_file(path))


def test_a_damaged_content_is_not_silently_attached_again(desk: Desk, path: Path) -> None:
    attach(desk, scan())
    desk.close()
    spoil(path, "UPDATE blob SET content = CAST(x'00' || substr(content, 2) AS BLOB)")
    with open_desk(path, clock=FixedClock()) as again, pytest.raises(StorageError) as refusal:
        attach(again, scan("又一份.png"))
    assert refusal.value.code == "S-551"


def test_the_check_tells_how_far_it_is_and_can_be_stopped(desk: Desk, path: Path) -> None:
    attach(desk, scan(), paper_of("二.pdf", OTHER))
    desk.close()
    told: list[tuple[int, int]] = []
    assert verify_file(path, lambda done, total: told.append((done, total))) == []
    assert told == [(1, 2), (2, 2)]


def test_backup_and_restore_carry_contents(desk: Desk, path: Path, tmp_path: Path) -> None:
    attach(desk, scan())
    backup = desk.back_up("手动", tmp_path / "备份")
    desk.undo()
    desk.close()
    restore_backup(backup.path, path, clock=FixedClock())
    with open_desk(path, clock=FixedClock()) as again:
        (held,) = attachments_of(again.reader, "member", 1)
        assert content_of(again.reader, held) == SCAN
    assert verify_file(path) == []


def test_a_long_report_does_not_take_contents_into_memory(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(desk, scan())
    monkeypatch.setattr("app.store.connection._MOST_COPIED", len(SCAN) - 1)
    with desk.snapshot() as reader:
        assert [held.name for held in found.all_attachments(reader)] == ["申请书.png"]
        assert reader.exec_driver_sql("SELECT count(*) FROM blob").scalar() == 0
        assert reader.exec_driver_sql("SELECT count(*) FROM member").scalar() == 2
        assert reader.exec_driver_sql("SELECT count(*) FROM change").scalar() == desk.last_change()
    with contextlib.closing(sqlite3.connect(desk.path)) as raw:
        whole = "SELECT name FROM sqlite_master WHERE type <> 'trigger' ORDER BY 1"
        with contextlib.closing(in_memory(raw)) as copy:
            assert copy.execute(whole).fetchall() == raw.execute(whole).fetchall()


def test_records_that_lack_a_paper_are_found(desk: Desk) -> None:
    def people(kind: str, *, present: bool) -> list[int]:
        view = View(papers=Papers(present=present, kind=kind))
        return row_ids(desk.reader, desk.specs["member"], view)

    attach(desk, scan(), kind="application")
    assert people("application", present=False) == [2]
    assert people("application", present=True) == [1]
    assert people("registration", present=False) == [1, 2]
    desk.act("remove", "删除附件", lambda unit: keeping.remove(unit, [1]))
    assert people("", present=False) == [1, 2]


def test_names_of_pasted_pictures_count_on() -> None:
    first = found.free_name([], "白建军", "application", ".png")
    assert first == "白建军-入会申请书-1.png"
    assert found.free_name([first], "白建军", "application", ".png") == "白建军-入会申请书-2.png"
