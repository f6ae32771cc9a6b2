"""A ledger file put away with all that lies beside it: into the recycle place, or a folder."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from app.store.backup import backup_folder
from app.store.connection import explained
from app.store.lock import held_by, lock_path, read_owner

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def put_away(path: Path, folder_name: str, to_recycle: Callable[[Path], bool]) -> Path | None:
    """Put away the ledger at ``path`` and the folder of its backups. Nothing is deleted.

    Args:
        folder_name: of the folder beside it that takes what the system would not.
        to_recycle: moves a file or folder into the system's recycle place; whether it did.

    Returns:
        The folder, where something was put there; ``None`` where all of it is in the recycle place.

    Raises:
        StorageError: somebody has the ledger open, or a file could not be moved.
    """
    lock = lock_path(path)
    owner = read_owner(lock)
    if owner is not None and not owner.is_gone():
        raise held_by(owner)
    beside: Path | None = None
    with explained(path):
        lock.unlink(missing_ok=True)
        for each in (path, backup_folder(path)):
            if not each.exists() or to_recycle(each):
                continue
            beside = beside or _new_folder(path.with_name(folder_name))
            shutil.move(each, beside / each.name)
    return beside


def _new_folder(wanted: Path) -> Path:
    folder, number = wanted, 1
    while folder.exists():
        number += 1
        folder = wanted.with_name(f"{wanted.name}（{number}）")
    folder.mkdir()
    return folder
