"""Kills a program, or fails its system calls, at the k-th call of one piece of work, for every k.

Run as a program of its own, so that it forks with a single thread: ``python -m
tests.harness.system_calls FOLDER WORK HARM`` prints how many calls were harmed. It ends with an
error if anything is half done, if work said to be done is not, or work said to have failed is.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.actions import records
from app.actions.keeping import ParsedDraft
from app.clock import FixedClock
from app.errors import StorageError
from app.models.base import spec_of
from app.models.members.member import Member
from app.store import backup, migrate
from app.store.undo import undo
from app.store.verify import faults_of
from tests.ledgers import add_groups, contents, new_ledger, open_ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.store.ledger import Ledger

    State = dict[str, list[tuple[object, ...]]]
    Work = Callable[[Any], None]

DONE, REFUSED, STUMBLED = 0, 3, 4
MOST = 3000
EACH, THEN = 60, 40  # calls harmed one by one; of the many that follow, every so many
# System calls and what strace does to the k-th of them.
HARMS = {
    "kill": [
        (call, "signal=SIGKILL:when={k}")
        for call in ("pwrite64", "write", "fdatasync", "fsync", "ftruncate", "unlink", "rename")
    ],
    "error": [
        ("pwrite64", "error=EIO:when={k}"),
        ("pwrite64", "error=ENOSPC:when={k}+"),
        ("fdatasync", "error=EIO:when={k}"),
        ("unlink", "error=EIO:when={k}"),
    ],
}


def save(ledger: Ledger) -> None:
    add_groups(ledger, "三组")


def take_in(ledger: Ledger) -> None:
    with ledger.unit("import_member", "导入会员") as unit:
        drafts = [ParsedDraft(name="何文斌", joined_on="2020-01", note="备注" * 50)] * 10
        records.add_all(unit, spec_of(Member), drafts)
        unit.commit("试")


def restore(ledger: Ledger) -> None:
    (earlier,) = backup.backup_folder(ledger.path).glob("*手动.ghdb")
    backup.restore(earlier, ledger.path, FixedClock())


def take_back(ledger: Ledger) -> None:
    undo(ledger)


def upgrade(ledger: Closed) -> None:
    migrate.bring_up_to_date(
        ledger.path, lambda path: backup.make_backup(path, FixedClock(), "升级前").path
    )


WORK: dict[str, Work] = {
    "save": save,
    "import": take_in,
    "undo": take_back,
    "restore": restore,
    "upgrade": upgrade,
}

LATER = """
from alembic import op
revision = "{number:04d}"
down_revision = "{before:04d}"


def upgrade():
    op.execute("UPDATE member_group SET note = 'x'")
"""


def know_a_later_version(folder: Path) -> None:
    """From here on the program knows one migration more than the ledgers made so far."""
    number = migrate.newest() + 1
    own = Path(shutil.copytree(migrate.MIGRATIONS, folder / "migrations"))
    text = LATER.format(number=number, before=number - 1)
    (own / "versions" / f"{number:04d}_later.py").write_text(text, encoding="utf-8")
    migrate.MIGRATIONS = own
    migrate.newest.cache_clear()


@dataclass
class Closed:
    """A ledger that nobody has opened yet, as upgrading finds it."""

    path: Path

    def close(self) -> None:
        """There is nothing to close."""


def opened(path: Path, work: Work) -> Any:
    """What ``work`` works on: an open ledger, or for an upgrade one that is still closed."""
    return Closed(path) if work is upgrade else open_ledger(path)


def prepare(folder: Path) -> Path:
    """A ledger with something in it, and a backup of an earlier state."""
    folder.mkdir()
    path = new_ledger(folder / "台账.ghdb")
    with open_ledger(path) as ledger:
        add_groups(ledger, "一组")
        backup.make_backup(path, FixedClock(), "手动")
        add_groups(ledger, "二组")
    return path


def work_in_child(path: Path, work: Work) -> int:
    """Fork a child that opens the ledger, waits to be continued, and works; its process number."""
    child = os.fork()
    if child == 0:
        outcome = STUMBLED
        try:
            ledger = opened(path, work)
            os.kill(os.getpid(), signal.SIGSTOP)
            work(ledger)
            outcome = DONE
        except StorageError:
            outcome = REFUSED
        finally:
            os._exit(outcome)
    os.waitpid(child, os.WUNTRACED)
    return child


def harmed(path: Path, work: Work, call: str, harm: str) -> int | None:
    """Let a child work under strace; how it ended, or ``None`` when there was nothing to harm."""
    child = work_in_child(path, work)
    log = path.with_name("strace.txt")
    only = [f"-P{path}", f"-P{path}-journal"] if "error" in harm else []
    inject = ["-e", f"trace={call}", "-e", f"inject={call}:{harm}"]
    with subprocess.Popen(
        ["strace", "-o", log, "-p", str(child), *only, *inject], stderr=subprocess.PIPE
    ) as strace:
        assert strace.stderr is not None
        assert b"attached" in strace.stderr.readline()
        os.kill(child, signal.SIGCONT)
        outcome = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    was_harmed = outcome == -signal.SIGKILL or "(INJECTED)" in log.read_text()
    assert was_harmed or outcome == DONE
    return outcome if was_harmed else None


def look(path: Path, outcome: int, old: State, new: State) -> None:
    """Check what a harmed child left behind, and that work goes on."""
    assert outcome != STUMBLED, "a failure that nobody explained"
    assert faults_of(path) == []
    found = shape(path)
    assert found in (old, new), "half done"
    assert outcome != DONE or found == new, "said to be done, and is not"
    assert outcome != REFUSED or found == old, "said to have failed, and is done"
    with open_ledger(path) as ledger:
        add_groups(ledger, "再来")


def shape(path: Path) -> State:
    """What is in the ledger, without the uids that differ each time."""
    return {table: [(*row[:1], *row[2:]) for row in rows] for table, rows in contents(path).items()}


def harm_every_call(folder: Path, work: Work, harms: str) -> int:
    template = prepare(folder / "template")
    old = shape(template)
    place = shutil.copytree(template.parent, folder / "place") / template.name
    if work is upgrade:
        know_a_later_version(folder)
    with contextlib.closing(opened(place, work)) as ledger:  # no child need load what it takes
        work(ledger)
    new = shape(place)
    count = 0
    for call, harm in HARMS[harms]:
        for k in (*range(1, EACH), *range(EACH, MOST, THEN)):
            shutil.rmtree(place.parent)
            shutil.copytree(template.parent, place.parent)
            outcome = harmed(place, work, call, harm.format(k=k))
            look(place, DONE if outcome is None else outcome, old, new)
            if outcome is None:
                break  # there is no k-th call
            count += 1
        else:
            raise AssertionError(f"{call} has no end")
    return count


def main() -> None:
    folder, work, harms = sys.argv[1:]
    count = harm_every_call(Path(folder), WORK[work], harms)
    print(json.dumps({"harmed": count}))  # noqa: T201 - this is what the program is for


if __name__ == "__main__":
    main()
