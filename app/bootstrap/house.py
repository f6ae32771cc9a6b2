"""What stands before a ledger is open, and what happens around its opening and closing."""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import platformdirs

from app.bootstrap.opening import (
    create_desk,
    create_sample,
    open_desk,
    open_desk_or_view,
    restore_backup,
    true_path,
)
from app.bootstrap.putting_away import put_away
from app.clock import SystemClock
from app.errors import AppError, StorageError
from app.models.organization.union import Union
from app.models.organization.units import Headcount
from app.queries.past.states import changes_after, common_changes, seal_of
from app.store import backup, lock
from app.store.connection import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.bootstrap.desk import Desk
    from app.clock import Clock
    from app.spec.drafts import Draft
    from app.store.backup import Backup
    from app.store.checking.first_look import FirstLook

_SECOND_PLACE_DAYS = 14  # after so long without the stick, ask for it


@dataclass(frozen=True, slots=True)
class BackupState:
    """How safe the ledger is should this computer break.

    Attributes:
        last: the newest backup anywhere; ``None`` when there is none.
        last_elsewhere: the newest one on the second place.
        ask_for_second: no second place is known, or it was absent for 14 days.
    """

    last: Backup | None
    last_elsewhere: Backup | None
    ask_for_second: bool


class House:
    """Opens, makes and restores ledgers for a window; keeps their backups.

    Attributes:
        clock: tells the time to everything that is opened.
        second_place: folder on another disk or a stick where backups are copied to.
        own_disk: folder of this computer for backups of ledgers that lie on another one.
        is_on_network: tells which ledgers those are.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        second_place: Path | None = None,
        own_disk: Path | None = None,
        is_on_network: Callable[[Path], bool] = lock.is_on_network,
    ) -> None:
        self.clock = clock or SystemClock()
        self.second_place = second_place
        self.own_disk = own_disk or platformdirs.user_data_path("union-ledger", False) / "备份"
        self.is_on_network = is_on_network

    def open(self, path: Path, first_look: FirstLook | None = None) -> Desk:
        """Open for writing where possible, else a view that says why.

        Raises:
            StorageError: not even reading is possible. The file is unchanged.
        """
        return open_desk_or_view(path, clock=self.clock, first_look=first_look)

    def take_over(self, path: Path) -> Desk:
        """Open for writing in place of another computer, as a person has decided.

        Raises:
            StorageError: it cannot be opened for writing. The file is unchanged.
        """
        return open_desk(path, clock=self.clock, take_over=True, long_lived=True)

    def create(self, path: Path, profile: Draft, workers: int | None = None) -> Desk:
        """Make a ledger for a union; ``profile`` holds what is known of it, its name at least.

        Args:
            workers: how many people work there today, the first line of the headcounts.

        Raises:
            RejectedError: the rules refuse the profile. No file was made.
            StorageError: the path exists already, or the place cannot be written.
        """
        known = {name: value for name, value in profile.items() if value is not None}

        def fill(desk: Desk) -> None:
            desk.act("set_up_union", "登记工会概况", lambda unit: unit.update(Union, 1, known))
            if workers is not None:
                count = {"counted_on": desk.today, "workers_count": workers}
                desk.act(
                    "add_headcount", "登记职工人数", lambda unit: unit.insert(Headcount, [count])
                )

        return create_desk(path, str(profile["name"]), clock=self.clock, long_lived=True, fill=fill)

    def sample(self, path: Path, progress: Callable[[int, int], None] | None = None) -> Desk:
        """Make the sample ledger and open it."""
        create_sample(path, progress=progress).close()
        return self.open(path)

    def put_away(
        self, path: Path, folder_name: str, to_recycle: Callable[[Path], bool]
    ) -> Path | None:
        """Put away a ledger that is not open, see :func:`app.bootstrap.putting_away.put_away`."""
        return put_away(path, folder_name, to_recycle)

    # --- backups ------------------------------------------------------------------------

    def back_up(self, desk: Desk, reason: str) -> Backup:
        """Back up beside the ledger and, where it is there, to the second place.

        Raises:
            StorageError: not even the backup beside the ledger could be made.
        """
        made = desk.back_up(reason)
        backup.thin(made.path.parent, made.whose, self.clock)
        with contextlib.suppress(AppError):
            copy = self.copy_to_second(made)
            backup.thin(copy.path.parent, made.whose, self.clock)
        if self.is_on_network(desk.path):
            with contextlib.suppress(AppError, OSError):
                self.own_disk.mkdir(parents=True, exist_ok=True)
                backup.copy_backup(made, self.own_disk)
                backup.thin(self.own_disk, made.whose, self.clock)
        return made

    def copy_to_second(self, made: Backup) -> Backup:
        """Copy a backup to the second place and check it there.

        Raises:
            StorageError: no second place, or it cannot be written.
        """
        if self.second_place is None or not self.second_place.is_dir():
            raise StorageError(
                "没有找到备份 U 盘",
                "台账本身已保存好，本机的备份还在",
                "请插上 U 盘后再点“立即备份”",
                "B-204",
            )
        return backup.copy_backup(made, self.second_place)

    def close(self, desk: Desk) -> None:
        """Close a ledger; what was changed since it was opened is backed up first."""
        try:
            if not desk.read_only and desk.has_changed:
                self.back_up(desk, "退出时")
        finally:
            desk.close()

    def backups_of(self, path: Path) -> list[Backup]:
        """Backups of the ledger at ``path`` in all places, newest first."""
        path = true_path(path)
        folders = [backup.backup_folder(path), *([self.second_place] if self.second_place else [])]
        if self.is_on_network(path):
            folders.append(self.own_disk)
        found = backup.list_backups(folders)
        ours = backup.whose(path)
        return [
            entry
            for entry in found
            if entry.whose == ours or (not ours.union and entry.whose.stem == ours.stem)
        ]

    def lacks_and_adds(self, made: Backup, desk: Desk) -> tuple[int, int] | None:
        """How many changes of an open ledger a backup lacks, and how many it has besides.

        The copy kept before coming back to an earlier state has some; ``None`` where the backup
        cannot be read.
        """
        if made.seal == seal_of(desk.reader, made.changes):
            return changes_after(desk.reader, made.changes), 0
        try:
            with open_desk(made.path, write=False, clock=self.clock) as kept:
                common = common_changes(kept.reader, desk.reader)
                return changes_after(desk.reader, common), changes_after(kept.reader, common)
        except AppError:
            return None

    def lacking(self, made: Backup, desk: Desk) -> int | None:
        """How many changes a backup lacks of a ledger; ``None`` where that cannot be read."""
        try:
            with explained(desk.path):
                found = self.lacks_and_adds(made, desk)
        except AppError:
            return None
        return found[0] if found is not None else None

    def unions_in(self, found: Sequence[Backup]) -> dict[str, str]:
        """What the unions are called whose ledgers these are backups of, by the union's uid."""
        names: dict[str, str] = {}
        for made in found:
            if made.is_good and made.union not in names:
                with contextlib.suppress(AppError), open_desk(made.path, write=False) as kept:
                    names[made.union] = kept.union_name
        return names

    def backups_in(self, folder: Path) -> list[Backup]:
        """Every backup in ``folder`` and the folders directly in it, digests checked."""
        return backup.list_backups([folder, *_folders_in(folder)], check=True)

    def state_of(self, path: Path) -> BackupState:
        """How safe the ledger at ``path`` is."""
        found = self.backups_of(path)
        beside = backup.backup_folder(true_path(path))
        elsewhere = [entry for entry in found if entry.path.parent != beside]
        return BackupState(
            last=found[0] if found else None,
            last_elsewhere=elsewhere[0] if elsewhere else None,
            ask_for_second=not elsewhere or self._days_since(elsewhere[0]) >= _SECOND_PLACE_DAYS,
        )

    def _days_since(self, made: Backup) -> int:
        day = dt.date.fromisoformat(made.at[:10])
        return (self.clock.now().astimezone(dt.UTC).date() - day).days

    def restore(self, source: Path, path: Path) -> Path | None:
        """Put a backup in the place of the (closed) ledger at ``path``.

        Returns:
            Where the present state was kept; ``None`` where there was no ledger.

        Raises:
            StorageError: the backup is not good, or somebody works in the ledger.
        """
        return restore_backup(source, path, clock=self.clock)


def _folders_in(folder: Path) -> Sequence[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if entry.is_dir())
    except OSError:
        return ()
