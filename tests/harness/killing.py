"""Kills a program that saves, at random moments, and looks at what it left behind.

Run as a program of its own, so that it forks with a single thread: ``python -m
tests.harness.killing FOLDER KIND KILLS SEED`` prints how many actions were acknowledged and how
many kills left a hot journal. It ends with an error if anything acknowledged was lost, or
anything was half written.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import select
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from app.actions import records
from app.actions.keeping import ParsedDraft
from app.models.base import spec_of
from app.models.members.member import Member
from app.models.organization.groups import Group
from app.store import connection
from app.store.verify import faults_of
from tests.ledgers import new_ledger, open_ledger, query

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.store.unit import Unit

_PATIENCE = 0.1  # seconds for a save to begin
ROWS = 100  # of one import
KILLS_A_FILE = 5  # then a new one is begun, because each is looked through from end to end


class Kind(NamedTuple):
    """What the killed program does, and how its saves are counted.

    Attributes:
        save: writes save number n; does not commit.
        saved: the number of the newest save in the file, found half written or not.
        longest: seconds from the first acknowledgement to the kill, at most.
    """

    save: Callable[[Unit, int], None]
    saved: Callable[[Path], int]
    longest: float


def edit(unit: Unit, number: int) -> None:
    """Add a group, and note in the one before that it has a successor."""
    unit.insert(Group, [{"name": str(number)}])
    if number > 1:
        unit.update(Group, number - 1, {"note": str(number)})


def edited(path: Path) -> int:
    rows = query(path, "SELECT id, name, note FROM member_group ORDER BY id")
    count = len(rows)
    expected = [(n, str(n), str(n + 1) if n < count else None) for n in range(1, count + 1)]
    assert rows == expected, "half an edit"
    return count


def take_in(unit: Unit, number: int) -> None:
    """Add many members, with the events their membership follows from."""
    drafts = [ParsedDraft(name="何文斌", joined_on="2020-01", note=str(number))] * ROWS
    records.add_all(unit, spec_of(Member), drafts)


def taken_in(path: Path) -> int:
    for table in ("member", "membership_event"):
        ((count,),) = query(path, f"SELECT count(*) FROM {table}")
        assert count % ROWS == 0, f"half an import: {count} rows of {table}"
    return int(count) // ROWS


KINDS = {"edit": Kind(edit, edited, 0.015), "import": Kind(take_in, taken_in, 0.04)}


def save_for_ever(path: Path, kind: Kind, acknowledge: int) -> None:
    number = kind.saved(path)
    with open_ledger(path) as ledger:
        while True:
            number += 1
            with ledger.unit("save", f"第 {number} 次") as unit:
                kind.save(unit, number)
                unit.commit("试")
            os.write(acknowledge, b"%d\n" % number)


def kill_once(path: Path, kind: Kind, delay: float, *, in_a_save: bool) -> int:
    """Let a child save until it is killed; the last save it acknowledged, 0 if none.

    Args:
        in_a_save: wait for the next save to begin writing.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            save_for_ever(path, kind, writing)
        finally:
            os._exit(1)
    os.close(writing)
    select.select([reading], [], [], 30)  # it has begun
    time.sleep(delay)
    patience = time.monotonic() + _PATIENCE
    while in_a_save and not is_hot(path) and time.monotonic() < patience:
        pass
    os.kill(child, signal.SIGKILL)
    _child, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL, "the child failed by itself"
    with os.fdopen(reading, "rb") as pipe:
        return max(map(int, pipe.read().split()), default=0)


def is_hot(path: Path) -> bool:
    """Whether a save is in the midst of its writing, or was killed there."""
    journal = path.with_name(f"{path.name}-journal")
    with contextlib.suppress(FileNotFoundError):
        return journal.stat().st_size > 0
    return False


def warm_up(path: Path, kind: Kind) -> None:
    """Save once, so that what is loaded at the first save is loaded here and not in every child."""
    with open_ledger(new_ledger(path)) as ledger, ledger.unit("save", "预热") as unit:
        kind.save(unit, 1)
        unit.commit("试")
    assert kind.saved(path) == 1


def kill_often(
    folder: Path, kind: Kind, kills: int, dice: random.Random, *, aim: bool
) -> dict[str, int]:
    """Kill so many times; with ``aim`` every second time in the midst of a save."""
    acknowledged = hot = before = 0
    for number in range(kills):
        path = folder / f"{number // KILLS_A_FILE}.ghdb"
        if number % KILLS_A_FILE == 0:
            new_ledger(path)
            before = 0
        delay = dice.random() * kind.longest
        last = kill_once(path, kind, delay, in_a_save=aim and number % 2 == 1)
        hot += is_hot(path)
        saved = kind.saved(path)
        assert saved >= last, f"save {last} was acknowledged and is lost; the file ends at {saved}"
        assert saved <= max(last, before) + 1, "more than was begun"
        assert faults_of(path) == []
        acknowledged += last - before if last else 0
        before = saved
    return {"kills": kills, "acknowledged": acknowledged, "hot": hot}


def main() -> None:
    folder, kind, kills, seed, *unsafe = sys.argv[1:]
    if unsafe:  # a harness only counts if it fails when the promise is broken
        connection._PRAGMAS = (*connection._PRAGMAS, "journal_mode=OFF", "cache_size=1")
    warm_up(Path(folder) / "warm-up.ghdb", KINDS[kind])
    # Without a journal nothing says when a save begins.
    dice = random.Random(seed)
    figures = kill_often(Path(folder), KINDS[kind], int(kills), dice, aim=not unsafe)
    print(json.dumps(figures))  # noqa: T201 - this is what the program is for


if __name__ == "__main__":
    main()
