"""The start-up password."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.bootstrap import create_desk, open_desk
from app.errors import Refused
from app.store.password import is_right, is_set

if TYPE_CHECKING:
    from pathlib import Path


def test_set_change_and_remove(tmp_path: Path) -> None:
    path = tmp_path / "a.ghdb"
    with create_desk(path, "某工会") as desk:
        assert not is_set(desk.reader)
        assert is_right(desk.reader, "随便什么")
        desk.ledger.set_password("", "端午1128")
        assert is_set(desk.reader)
        with pytest.raises(Refused, match="密码不正确"):
            desk.ledger.set_password("错的", "新的")
    with open_desk(path) as desk:
        assert not is_right(desk.reader, "端午")
        assert is_right(desk.reader, "端午1128")
        desk.ledger.set_password("端午1128", "")
        assert not is_set(desk.reader)


def test_the_file_holds_no_password(tmp_path: Path) -> None:
    path = tmp_path / "a.ghdb"
    with create_desk(path, "某工会") as desk:
        desk.ledger.set_password("", "端午1128")
    assert "端午1128".encode() not in path.read_bytes()
