"""Files that are whole or not there, and what a killed program leaves."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app import files
from app.files import LEFT_BEHIND_AFTER, put_in_place, sweep

if TYPE_CHECKING:
    from collections.abc import Callable


def held(times: int, code: int) -> Callable[[Path, Path], Path]:
    """``Path.replace`` while a virus scanner of Windows holds on to the file, some times over."""
    replace, left = Path.replace, iter(range(times))

    def refuse_at_first(path: Path, target: Path) -> Path:
        if next(left, None) is None:
            return replace(path, target)
        error = PermissionError(13, "in use")
        error.winerror = code  # type: ignore[attr-defined]
        raise error

    return refuse_at_first


@pytest.fixture
def written(tmp_path: Path) -> Path:
    made = tmp_path / "做好的"
    made.write_text("新", encoding="utf-8")
    return made


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_PAUSE", 0.001)
    monkeypatch.setattr(files, "_PATIENCE", 0.5)


@pytest.mark.parametrize("code", [5, 32, 33])
@pytest.mark.parametrize("times", [0, 1, 9])
def test_a_scanner_that_lets_go_again_is_waited_for(
    written: Path, times: int, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = written.with_name("目标")
    target.write_text("旧", encoding="utf-8")
    monkeypatch.setattr(Path, "replace", held(times, code))
    put_in_place(written, target)
    assert target.read_text(encoding="utf-8") == "新"


@pytest.mark.parametrize(("times", "code"), [(10**6, 32), (1, 3)])
def test_what_does_not_pass_is_told_and_leaves_what_was_there(
    written: Path, times: int, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = written.with_name("目标")
    target.write_text("旧", encoding="utf-8")
    monkeypatch.setattr(Path, "replace", held(times, code))
    with pytest.raises(PermissionError):
        put_in_place(written, target)
    assert target.read_text(encoding="utf-8") == "旧"


def test_only_what_was_left_long_ago_is_swept(tmp_path: Path) -> None:
    for name in ("旧.part", "新.part", "名册.xlsx"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / ".ghdb-abcdefgh").mkdir()
    (tmp_path / ".ghdb-abcdefgh" / "台账.ghdb").write_bytes(b"x")
    long_ago = time.time() - LEFT_BEHIND_AFTER - 1
    for name in ("旧.part", "名册.xlsx", ".ghdb-abcdefgh"):
        os.utime(tmp_path / name, (long_ago, long_ago))
    sweep(tmp_path, ["*.part", ".ghdb-????????"])
    assert {path.name for path in tmp_path.iterdir()} == {"新.part", "名册.xlsx"}
    sweep(tmp_path / "没有", ["*"])
