"""Coming back to a backup; the present state is kept first."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from app.errors import StorageError
from app.files import flush, flush_folder, private_file, put_in_place
from app.store.backup.kept import backup_folder
from app.store.backup.making import check_backup, make_backup
from app.store.connection import explained, refuse_bad_place

if TYPE_CHECKING:
    from pathlib import Path

    from app.clock import Clock


def restore(backup: Path, ledger: Path, clock: Clock) -> Path | None:
    """Put the state of ``backup`` in the place of ``ledger``; its lock is held by the caller.

    The present state is kept first: as a checked backup, or byte by byte where it is too damaged
    for that.

    Returns:
        Where the present state was kept; ``None`` where there was no ledger.

    Raises:
        StorageError: the backup is not good, or the place cannot be written. The ledger is
            unchanged.
    """
    refuse_bad_place(ledger)
    check_backup(backup)
    kept = _keep_present(ledger, clock) if ledger.exists() else None
    beside = ledger.with_name(f".{ledger.name}.restoring")
    with explained(ledger), private_file(beside):
        shutil.copyfile(backup, beside)
        flush(beside)
        check_backup(beside)
        ledger.with_name(ledger.name + "-journal").unlink(missing_ok=True)
        put_in_place(beside, ledger)
        flush_folder(ledger.parent)
    return kept


def _keep_present(ledger: Path, clock: Clock) -> Path:
    try:
        return make_backup(ledger, clock, "恢复前").path
    except StorageError:
        folder = backup_folder(ledger)
        with explained(ledger):
            folder.mkdir(exist_ok=True)
            name = f"{ledger.stem}_{clock.now():%Y%m%d-%H%M%S}_恢复前的损坏文件.ghdb"
            with private_file(folder / f"{name}.part") as unfinished:
                shutil.copyfile(ledger, unfinished)
                flush(unfinished)
                kept = folder / name
                put_in_place(unfinished, kept)
            flush_folder(folder)
            return kept
