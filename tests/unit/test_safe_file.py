from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import StorageError
from app.reports.safe_file import clean_name, replacing, write_bytes

if TYPE_CHECKING:
    from pathlib import Path


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
    assert caught.value.code == "D-110"
    assert str(tmp_path) not in caught.value.text


@given(st.text(max_size=200))
def test_a_cleaned_name_is_one_safe_part_of_a_path(text: str) -> None:
    name = clean_name(text)
    assert 1 <= len(name) <= 61
    assert not set(name) & set('/\\:*?"<>|. \x00\n')
    assert clean_name(name) in {name, name.strip("_")[:60] or "_"}


@pytest.mark.parametrize(("text", "name"), [
    ("会员花名册 2026/11", "会员花名册_2026_11"),
    ("CON", "_CON"),
    ("lpt1", "_lpt1"),
    ("../../etc", "etc"),
    ("", "_"),
    ("䶮𬱖", "䶮𬱖"),
])  # fmt: skip
def test_names_from_data(text: str, name: str) -> None:
    assert clean_name(text) == name
