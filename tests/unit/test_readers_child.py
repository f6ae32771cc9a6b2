"""The child process in which files are read: same rows, nothing left behind, killed in time."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from app.errors import ImportRefused
from app.reports.readers import LIMITS, from_workbook, read_in_process
from tests import broken_books as made

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def big(tmp_path: Path) -> Path:
    """A workbook that takes the better part of a second."""
    file = tmp_path / "名册.xlsx"
    file.write_bytes(made.xlsx([(f"张{n}", n, n / 8, *["工会"] * 20) for n in range(9000)]))
    return file


def test_the_child_hands_over_what_reading_here_gives(big: Path) -> None:
    steps: list[int] = []
    before = set(big.parent.iterdir())
    assert from_workbook(big, progress=steps.append) == read_in_process(big)
    assert steps == [2000, 4000, 6000, 8000, 9000]
    assert set(big.parent.iterdir()) == before
    assert multiprocessing.active_children() == []


def test_refusals_come_through(tmp_path: Path) -> None:
    file = tmp_path / "名册.csv"
    file.write_bytes(b"%PDF-1.7")
    with pytest.raises(ImportRefused) as refusal:
        from_workbook(file)
    assert refusal.value.code == "I-611"
    assert refusal.value.todo.startswith("请选择")
    with pytest.raises(ImportRefused) as refusal:
        from_workbook(tmp_path / "没有.xlsx")
    assert refusal.value.code == "I-627"


def test_cancelling_kills_the_child_at_once(big: Path) -> None:
    began = time.monotonic()
    with pytest.raises(ImportRefused) as refusal:
        from_workbook(big, cancelled=lambda: True)
    assert refusal.value.code == "I-629"
    assert time.monotonic() - began < 1
    assert multiprocessing.active_children() == []


def _dies(*_arguments: object, **_more: object) -> None:
    os._exit(3)


def test_a_child_that_dies_does_not_accuse_the_file(
    big: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("app.reports.readers.from_workbook"), "serve", _dies)
    with pytest.raises(ImportRefused) as refusal:
        from_workbook(big)
    assert refusal.value.code == "I-631"
    assert "停" in refusal.value.happened
    assert refusal.value.todo.startswith("请再选一次")


def test_time_is_bounded(big: Path) -> None:
    with pytest.raises(ImportRefused) as refusal:
        from_workbook(big, limits=replace(LIMITS, seconds=0.01))
    assert refusal.value.code == "I-626"


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded by RLIMIT_AS")
def test_memory_is_bounded(tmp_path: Path) -> None:
    """Two cells within the limits, but far apart: the library lays out 60 million between them."""
    file = tmp_path / "名册.xlsx"
    far = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="300000"><c r="GR300000"><v>1</v></c></row>'
    )
    file.write_bytes(made.xlsx(data=far))
    with pytest.raises(ImportRefused) as refusal:
        from_workbook(file)
    assert refusal.value.code == "I-628"
