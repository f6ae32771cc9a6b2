"""Unsaved drafts: kept in the file, apart from records and history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.bootstrap import create_desk, open_desk
from app.queries.past.history import entries

if TYPE_CHECKING:
    from pathlib import Path


def test_a_draft_outlives_a_crash_and_goes_when_it_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "a.ghdb"
    with create_desk(path, "某工会") as desk:
        before = len(entries(desk.reader))
        desk.ledger.keep_draft("member/new", {"name": "张"})
        desk.ledger.keep_draft("member/new", {"name": "张小明", "mobile": None})
    with open_desk(path) as desk:
        assert desk.ledger.kept_drafts() == {"member/new": {"name": "张小明", "mobile": None}}
        assert len(entries(desk.reader)) == before
        desk.ledger.keep_draft("member/new", None)
        assert desk.ledger.kept_drafts() == {}


def test_a_view_keeps_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.ghdb"
    create_desk(path, "某工会").close()
    with open_desk(path, write=False) as desk:
        desk.ledger.keep_draft("member/new", {"name": "张"})
        assert desk.ledger.kept_drafts() == {}
