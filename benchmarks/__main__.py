"""``python -m benchmarks``: every job, ours beside the raw path, as a table or as JSON."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import dues, pages, papers, persons, registers, windows
from benchmarks.measuring import WORD_MUST, Figures, Ground, Job, measure, median, run_side

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

JOBS: tuple[Job, ...] = (
    *registers.JOBS,
    *windows.JOBS,
    *papers.JOBS,
    *persons.JOBS,
    *dues.JOBS,
)
PAGES = "pages"  # the one job that has no raw path: how long the window stands still
_SHOWN = ("job", "title", "ours_s", "raw_s", "ratio", "must", "aim", "ours_mb", "raw_mb")
_GAP = "{:42} {:>9} {:>9} {:>6}"
_LINE = "{:8} {:42} {:>9} {:>9} {:>6} {:>5} {:>5} {:>8} {:>8}"


def main(words: Sequence[str] | None = None) -> int:
    """Measure what is asked for; 1 when a ratio or a memory limit that must be kept is not."""
    asked = _parser().parse_args(words)
    if asked.side:
        name, side, folder, members = asked.side
        run_side(_job(name), side, Ground(Path(folder), int(members)))
        return 0
    jobs = [_job(name) for name in asked.jobs if name != PAGES]
    if not asked.jobs:
        jobs = list(JOBS)
    found, gaps = [], []
    with tempfile.TemporaryDirectory() as folder:
        ground = Ground(Path(folder), asked.members)
        registers.prepare(ground)
        for job in jobs:
            print(f"{job.title} …", file=sys.stderr, flush=True)
            if job.needs is not None:
                job.needs(ground)
            found.append(_measured(job, ground, asked.rounds))
        if PAGES in asked.jobs or not asked.jobs:
            print("pages …", file=sys.stderr, flush=True)
            gaps = [gap.told() for gap in pages.gaps(ground)]
    if asked.json:
        print(json.dumps({"members": asked.members, "jobs": found, "pages": gaps}, indent=1))
    else:
        print("\n".join([*_table(found), *_gap_table(gaps)]))
    return 0 if all(one["kept"] for one in [*found, *gaps]) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = [*(job.id for job in JOBS), PAGES]
    parser.add_argument("jobs", nargs="*", help=f"which jobs; all of {names}")
    parser.add_argument("--members", type=int, default=100_000, help="how many people")
    parser.add_argument("--rounds", type=int, default=3, help="the median of so many is told")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--side", nargs=4, help=argparse.SUPPRESS)
    return parser


def _job(name: str) -> Job:
    return next(job for job in JOBS if job.id == name)


def _measured(job: Job, ground: Ground, rounds: int) -> dict[str, object]:
    """Both sides in turn, so that a busy moment of the machine falls on either."""
    ours: list[Figures] = []
    raw: list[Figures] = []
    for _ in range(rounds):
        raw.append(measure(job, "raw", ground))
        ours.append(measure(job, "ours", ground))
    we, they = median(ours), median(raw)
    ratio = we.seconds / they.seconds
    fits = not job.keeps_within or we.megabytes <= job.keeps_within
    return {
        "job": job.id,
        "title": job.title,
        "ours_s": round(we.seconds, 4),
        "raw_s": round(they.seconds, 4),
        "ratio": round(ratio, 2),
        "ratio_work": round(we.work / they.work, 2) if they.work else None,
        "must": job.must,
        "aim": job.aim,
        "ours_mb": we.megabytes,
        "raw_mb": they.megabytes,
        "keeps_within_mb": job.keeps_within,
        "slowest_word": we.slowest[1],
        "slowest_word_ms": round(we.slowest[0] * 1000),
        "kept": ratio <= job.must and fits and we.slowest[0] <= WORD_MUST,
    }


def _table(found: Sequence[dict[str, object]]) -> Iterator[str]:
    heads = ("job", "", "ours s", "raw s", "ratio", "must", "aim", "ours MB", "raw MB")
    yield _LINE.format(*heads)
    for one in found:
        yield _LINE.format(*(str(one[key]) for key in _SHOWN)) + ("" if one["kept"] else "  !")
        if one["slowest_word"]:
            yield f"{'':8} slowest word {one['slowest_word']}: {one['slowest_word_ms']} ms CPU"


def _gap_table(gaps: Sequence[dict[str, object]]) -> Iterator[str]:
    """How long the window answered nothing, page by page."""
    if not gaps:
        return
    yield _GAP.format("longest gap, its work and until settled", "gap ms", "work ms", "s")
    for one in gaps:
        line = _GAP.format(one["page"], one["gap_ms"], one["work_ms"], one["settled_s"])
        yield line + ("" if one["kept"] else "  !")


if __name__ == "__main__":
    sys.exit(main())
