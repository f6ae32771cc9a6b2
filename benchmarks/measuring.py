"""One side of one job in a process of its own: how long it took, and the most memory it held."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_GLANCE = 0.01  # seconds between two looks at the memory
_ENOUGH = 0.5  # seconds after which a quick job has been repeated often enough
_MOST_REPEATS = 25
_WORD_REPEATS = 8  # of which the quickest counts
WORD_MUST = 0.1  # seconds within which whatever is typed has to be answered


@dataclass(frozen=True)
class Ground:
    """Where a benchmark works.

    Attributes:
        folder: of its own, thrown away at the end.
        members: how many people the roster has.
    """

    folder: Path
    members: int

    @property
    def roster(self) -> Path:
        """The roster as a workbook."""
        return self.folder / "roster.xlsx"

    @property
    def ledger(self) -> Path:
        """A ledger with the roster in it."""
        return self.folder / "full.ghdb"

    @property
    def large(self) -> Path:
        """That ledger with a tree of groups, snapshots, and people put aside."""
        return self.folder / "large.ghdb"

    @property
    def dues(self) -> Path:
        """A ledger of a fifth of the people with three years of dues."""
        return self.folder / "dues.ghdb"


@dataclass(frozen=True)
class Job:
    """One thing a user waits for, and the barest way to do the same.

    Attributes:
        ours: prepares our way and returns what is timed; ``raw`` likewise.
        must: the ratio that has to be kept; ``aim`` the one wanted.
        quick: takes milliseconds, so it is repeated within its process.
        keeps_within: megabytes that parent and child together may hold; 0 for no such promise.
        needs: makes the ledger that both sides work on, if it is another than that of all people.
        words: each answered alone too, by ``answer``; none may take longer than WORD_MUST.
    """

    id: str
    title: str
    ours: Callable[[Ground], Callable[[], object]]
    raw: Callable[[Ground], Callable[[], object]]
    must: float
    aim: float
    quick: bool = False
    keeps_within: int = 0
    needs: Callable[[Ground], None] | None = None
    words: tuple[str, ...] = ()
    answer: Callable[[Ground, str], Callable[[], object]] | None = None


@dataclass(frozen=True)
class Figures:
    """What one side took.

    Attributes:
        seconds: of the clock on the wall; median.
        work: seconds of processor time, child processes included; median.
        megabytes: most memory of the process and its children together.
        slowest: processor time of the word that takes longest, and that word; 0 where none.
    """

    seconds: float
    work: float
    megabytes: int
    slowest: tuple[float, str] = (0.0, "")


def run_side(job: Job, side: str, ground: Ground) -> None:
    """In the process of its own: do one side and print what it took, as JSON."""
    run = (job.ours if side == "ours" else job.raw)(ground)
    if job.quick:
        run()  # what is first asked for is read from the disk and compiled
    walls: list[float] = []
    works: list[float] = []
    until = time.perf_counter() + _ENOUGH
    while not walls or (job.quick and len(walls) < _MOST_REPEATS and time.perf_counter() < until):
        wall, work = time.perf_counter(), sum(os.times()[:4])
        run()
        walls.append(time.perf_counter() - wall)
        works.append(sum(os.times()[:4]) - work)
    slowest = _slowest_word(job, ground) if side == "ours" else (0.0, "")
    print(json.dumps([statistics.median(walls), statistics.fmean(works), slowest]))


def _slowest_word(job: Job, ground: Ground) -> tuple[float, str]:
    """Processor seconds of the word of ``job`` that is longest in being answered."""
    if job.answer is None:
        return (0.0, "")
    return max((_quickest(job.answer(ground, word)), word) for word in job.words)


def _quickest(run: Callable[[], object]) -> float:
    run()
    works = []
    for _ in range(_WORD_REPEATS):
        begun = time.process_time()
        run()
        works.append(time.process_time() - begun)
    return min(works)


def measure(job: Job, side: str, ground: Ground) -> Figures:
    """Run one side once, in a fresh process, and watch its memory."""
    words = ["-m", "benchmarks", "--side", job.id, side, str(ground.folder), str(ground.members)]
    child = subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, text=True)
    peak = 0

    def watch() -> None:
        nonlocal peak
        while child.returncode is None:
            peak = max(peak, _held(child.pid))
            time.sleep(_GLANCE)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    said, _ = child.communicate()
    watcher.join()
    if child.returncode:
        raise SystemExit(f"{job.id} ({side}) failed")
    seconds, work, (longest, word) = json.loads(said.splitlines()[-1])
    return Figures(seconds, work, peak >> 20, (longest, word))


def _held(pid: int) -> int:
    """Bytes that a process and its children have in memory just now."""
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
        return sum(one.memory_info().rss for one in family)
    except psutil.Error:  # one of them has just ended
        return 0


def median(figures: list[Figures]) -> Figures:
    """The middle of several runs; of the memory the most."""
    return Figures(
        statistics.median(one.seconds for one in figures),
        statistics.median(one.work for one in figures),
        max(one.megabytes for one in figures),
        statistics.median_low(one.slowest for one in figures),
    )
