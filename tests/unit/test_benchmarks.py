"""The benchmarks run: both sides of every job do their work, on a roster of a few people."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks import grounds, pages
from benchmarks.__main__ import JOBS
from benchmarks.measuring import Ground
from benchmarks.registers import prepare

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.measuring import Job

FEW = 60


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    made = Ground(tmp_path_factory.mktemp("ground"), FEW)
    prepare(made)
    return made


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.id)
def test_both_sides_do_their_work(job: Job, ground: Ground) -> None:
    if job.needs is not None:
        job.needs(ground)
    job.raw(ground)()
    job.ours(ground)()


def test_a_run_tells_every_figure(tmp_path: Path) -> None:
    words = ["-m", "benchmarks", "sort", "--members", str(FEW), "--rounds", "1", "--json"]
    run = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)
    told = json.loads(run.stdout)
    assert told["members"] == FEW
    (sort,) = told["jobs"]
    assert sort["ratio"] > 0
    assert sort["ours_mb"] > 0
    assert run.returncode == (0 if sort["kept"] else 1)


def test_every_page_tells_its_longest_gap(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grounds, "GROUPS", 50)
    monkeypatch.setattr(pages, "_QUIET", 0.05)
    told = [gap.told() for gap in pages.gaps(ground)]
    assert [one["page"] for one in told] == [page.title for page in pages.PAGES]
    assert all(one["work_ms"] for one in told)
