"""How a ledger comes to be on a desk: made, opened, checked, put back from a backup."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import TYPE_CHECKING

from app.actions.members.membership import standing_faults
from app.bootstrap.desk import Desk
from app.clock import SystemClock
from app.errors import AppError, Refused, StorageError
from app.models.organization.union import Union
from app.queries.members.snapshots import snapshot_faults
from app.store import backup, lock, migrate
from app.store.ledger import open_for_reading, open_for_writing
from app.store.verify import faults_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from sqlalchemy import Connection

    from app.clock import Clock
    from app.spec.findings import Finding
    from app.store.checking.first_look import FirstLook
    from app.store.unit import Identifiers


# Rows that say what registers there are, and of which columns.

# Held by somebody else, no place for writing, damaged, changed by another program.
_STILL_READABLE = frozenset({"L-301", "D-106", "T-201", "T-204"})


def true_path(path: Path) -> Path:
    """Where a ledger lies in truth: all links to one file share its lock and its backups."""
    return Path(os.path.realpath(path))


def open_desk(
    path: Path,
    *,
    write: bool = True,
    clock: Clock | None = None,
    actor: str = "",
    identifiers: Identifiers | None = None,
    take_over: bool = False,
    long_lived: bool = False,
    first_look: FirstLook | None = None,
) -> Desk:
    """Open the ledger at ``path``.

    Args:
        write: hold it for writing; otherwise it is read without a lock.
        actor: who works; the account's name unless given.
        first_look: at the structure, if somebody has begun it already.

    Raises:
        StorageError: it cannot be opened as asked. The file is unchanged.
    """
    path = true_path(path)
    clock = clock or SystemClock()
    if not write:
        return Desk(open_for_reading(path), clock)
    ledger = open_for_writing(
        path,
        actor=actor or getpass.getuser(),
        clock=clock,
        check=_check_saved,
        identifiers=identifiers,
        take_over=take_over,
        long_lived=long_lived,
        first_look=first_look,
    )
    return Desk(ledger, clock)


def _check_saved(
    reader: Connection, touched: Mapping[str, Collection[int]], today: str
) -> list[Finding]:
    """What the rules say against a save; they are imported with the first one, not for opening."""
    from app.rules.engine import check_saved

    return check_saved(reader, touched, today)


def open_desk_or_view(
    path: Path, *, clock: Clock | None = None, first_look: FirstLook | None = None
) -> Desk:
    """Open for a window: for writing where possible, else a view that says why.

    Raises:
        StorageError: not even reading is possible.
    """
    try:
        return open_desk(path, clock=clock, long_lived=True, first_look=first_look)
    except AppError as notice:
        try:
            return Desk(open_for_reading(true_path(path), notice), clock or SystemClock())
        except AppError:
            raise notice from None


def open_desk_to_note(path: Path, *, must: bool) -> Desk:
    """Open a ledger that is only read, but whose history should tell of it.

    Args:
        must: reading without a note is not allowed (whole ID numbers leave the ledger).

    Raises:
        StorageError: it cannot be opened; with ``must``, not for writing.
    """
    try:
        return open_desk(path)
    except StorageError as refusal:
        if refusal.code not in _STILL_READABLE:
            raise
        if must:
            happened = f"{refusal.happened}；完整的证号离开台账必须记入历史"
            raise StorageError(happened, refusal.safe, refusal.todo, refusal.code) from None
        return Desk(open_for_reading(true_path(path), refusal), SystemClock())


def create_desk(
    path: Path,
    union_name: str,
    *,
    clock: Clock | None = None,
    actor: str = "",
    identifiers: Identifiers | None = None,
    long_lived: bool = False,
    fill: Callable[[Desk], object] | None = None,
) -> Desk:
    """Make a new ledger for the union called ``union_name`` and open it.

    Args:
        fill: enters what the ledger holds from the start; the file appears only when it is done.

    Raises:
        StorageError: the path exists already, or the place cannot be written.
    """
    path = true_path(path)
    with migrate.new_file(path) as draft:
        migrate.create(draft)
        with open_desk(draft, clock=clock, actor=actor, identifiers=identifiers) as desk:
            desk.act(
                "create_ledger",
                "新建台账",
                lambda unit: unit.insert(Union, [{"name": union_name}]),
            )
            if fill is not None:
                fill(desk)
    desk = open_desk(path, clock=clock, actor=actor, identifiers=identifiers, long_lived=long_lived)
    desk.take_as_new()
    return desk


def create_sample(
    path: Path,
    *,
    members: int = 368,
    years: int = 3,
    seed: int = 2026,
    progress: Callable[[int, int], None] | None = None,
) -> Desk:
    """Make the ledger of a fictitious union; the same seed gives the same ledger.

    Raises:
        StorageError: the path exists already, or the place cannot be written.
    """
    from app.actions.sample import SAMPLE_UNION, SeededIdentifiers, fill_sample, sample_clock

    clock = sample_clock(years)
    identifiers = SeededIdentifiers(seed)

    def fill(desk: Desk) -> None:
        fill_sample(desk.ledger, clock, members=members, years=years, seed=seed, progress=progress)

    return create_desk(
        path, SAMPLE_UNION, clock=clock, actor="陈国栋", identifiers=identifiers, fill=fill
    )


def verify_file(path: Path, progress: Callable[[int, int], None] | None = None) -> list[str]:
    """Everything wrong with a ledger file, in Chinese; nothing when it is whole."""
    path = true_path(path)
    if faults := faults_of(path, progress):
        return faults
    with Desk(open_for_reading(path, is_checked=True), SystemClock()) as desk:
        return [*standing_faults(desk.reader), *snapshot_faults(desk.reader)]


def _refuse_another_union(source: Path, path: Path) -> None:
    """A ledger that can be read is replaced only by an earlier state of itself."""
    present, coming = backup.whose(path).union, backup.whose(source).union
    if present and coming and present != coming:
        raise Refused(
            f"“{source.name}”是另一个工会的备份，没有恢复到“{path.name}”",
            "台账没有变化",
            "请恢复到一个新的文件名，再打开核对",
            "B-206",
        )


def restore_backup(
    source: Path, path: Path, *, clock: Clock | None = None, actor: str = ""
) -> Path | None:
    """Put a backup in the place of the ledger at ``path``; the present state is kept.

    Returns:
        Where the present state was kept; ``None`` where there was no ledger.

    Raises:
        StorageError: the backup is not good, or somebody works in the ledger.
    """
    path = true_path(path)
    clock = clock or SystemClock()
    _refuse_another_union(source, path)
    held = lock.acquire(path, actor or getpass.getuser(), clock)
    try:
        kept = backup.restore(source, path, clock)
    finally:
        held.release()
    with open_desk(path, clock=clock, actor=actor) as desk:
        # The name of a file need not be text.
        name = os.fsencode(source.name).decode("utf-8", "replace")
        desk.note("restore_backup", f"从备份恢复：{name}", kept=kept is not None)
    return kept
