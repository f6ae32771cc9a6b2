from __future__ import annotations

import errno
import stat
from pathlib import Path

import pytest

from app.errors import StorageError
from app.reports.safe_file import replacing, write_bytes


def test_a_file_is_written_whole_and_no_draft_stays(tmp_path: Path) -> None:
    write_bytes(tmp_path / "名册.csv", b"abc")
    assert [p.name for p in tmp_path.iterdir()] == ["名册.csv"]
    assert (tmp_path / "名册.csv").read_bytes() == b"abc"


def test_what_was_there_stays_when_writing_fails(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")

    def fail() -> None:
        with replacing(target) as draft:
            draft.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]


def test_a_missing_folder_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as caught:
        write_bytes(tmp_path / "没有" / "a.pdf", b"")
    assert "文件夹不存在" in caught.value.text
    assert "同名文件" not in caught.value.text
    assert caught.value.code == "D-110"
    assert str(tmp_path) not in caught.value.text


def refusal_of(target: Path, problem: BaseException | None = None) -> StorageError:
    with pytest.raises(StorageError) as caught, replacing(target):  # noqa: PT012
        if problem is not None:
            raise problem
    assert [path for path in target.parent.iterdir() if path.suffix == ".tmp"] == []
    return caught.value


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "名册.xlsx").mkdir()
    assert "文件夹的名字" in refusal_of(tmp_path / "名册.xlsx").text


class Panic(BaseException):
    """What a library written in Rust ends with."""


@pytest.mark.parametrize(
    "problem",
    [
        OSError(errno.ENOSPC, "no space"),
        OSError(errno.EDQUOT, "quota"),
        Panic('Couldn\'t write: Os { code: 28, kind: StorageFull, message: "No space" }'),
    ],
)
def test_a_full_disk_is_named(tmp_path: Path, problem: BaseException) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"old")
    assert "磁盘空间不足" in refusal_of(tmp_path / "a.xlsx", problem).text
    assert (tmp_path / "a.xlsx").read_bytes() == b"old"


def test_a_draft_is_private_and_no_file_of_the_users(tmp_path: Path) -> None:
    own = tmp_path / "a.xlsx.tmp"
    own.write_bytes(b"mine")
    with replacing(tmp_path / "a.xlsx") as draft, replacing(tmp_path / "a.xlsx") as other:
        assert draft not in {other, own}
        assert stat.S_IMODE(draft.stat().st_mode) == 0o600
        draft.write_bytes(b"one")
        other.write_bytes(b"two")
    assert own.read_bytes() == b"mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.xlsx", "a.xlsx.tmp"]


def test_a_target_without_a_folder_in_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_bytes(Path("a.csv"), b"abc")
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
