"""One writer at a time: the lock file beside the ledger.

The lock names its owner, so that a second person reads who has the file and since when. An owner
that was taken over is stopped by the epoch in the file itself (see ``unit``), whatever its
lock says.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import socket
import threading
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import psutil

from app.clock import local_text, moment_text
from app.errors import StorageError
from app.files import put_in_place
from app.store.connection import explained, refuse_bad_place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.clock import Clock

HEARTBEAT_SECONDS = 30
STALE_SECONDS = 120
# File systems of other computers, as the three systems call them; Windows says "remote".
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smbfs", "smb2", "smb3", "afpfs", "webdav", "davfs"}
    | {"9p", "afs", "ceph", "glusterfs", "fuse.sshfs", "fuse.davfs2", "fuse.gvfsd-fuse"}
)
_DRIVE_REMOTE = 4  # as Windows numbers kinds of drives
_ATTEMPTS = 5  # a lock may be released and taken again while we look
_PATIENCE_SECONDS = 0.5
_LOOK_SECONDS = 1


class Volume(Protocol):
    """A mounted volume as ``psutil`` tells of it."""

    mountpoint: str
    fstype: str
    opts: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Who holds a ledger open for writing.

    Attributes:
        started: when the process did, so that a reused process number is not mistaken: in seconds
            by a clock that nobody sets.
        machine: tells computers of one name apart, where the ledger lies on the network.
        beats: raised every half minute while the owner lives.
    """

    token: str
    host: str
    user: str
    pid: int
    started: float
    opened_at: str
    machine: str = ""
    beats: int = 0

    @property
    def is_here(self) -> bool:
        """Whether this owner worked at this computer."""
        return self.host == socket.gethostname() and self.machine in {"", _machine()}

    def is_gone(self) -> bool:
        """Whether this owner ran on this computer and runs no more."""
        if not self.is_here:
            return False
        try:
            return bool(abs(_start_of(self.pid) - self.started) > 1)
        except (FileNotFoundError, psutil.NoSuchProcess, ValueError, TypeError, OverflowError):
            return True  # no process has such a number
        except (PermissionError, psutil.AccessDenied):
            return False


def _start_of(pid: int) -> float:
    """When a process started. psutil would tell it by the day's clock, which people set."""
    if psutil.LINUX:
        stat = Path(f"/proc/{int(pid)}/stat").read_text(encoding="utf-8", errors="replace")
        ticks = stat.rpartition(")")[2].split()[19]  # field 22, counted after the name
        return int(ticks) / os.sysconf("SC_CLK_TCK")
    return float(psutil.Process(pid).create_time())


def _machine() -> str:
    """The address of this computer's network card; blank where there is none to go by."""
    node = uuid.getnode()
    is_invented = node >> 40 & 1  # uuid makes one up, and sets this bit
    return "" if is_invented else f"{node:012x}"


class Lock:
    """The held lock of one ledger; released by :meth:`release`."""

    def __init__(self, path: Path, owner: Owner) -> None:
        self._path = path
        self.owner = owner
        self._stop = threading.Event()
        self._beating: threading.Thread | None = None

    def keep_beating(self) -> None:
        """Show from another thread that the owner lives, for as long as the lock is held."""
        self._beating = threading.Thread(target=self._beat, name="ledger-lock", daemon=True)
        self._beating.start()

    def _beat(self) -> None:
        beats = 0
        while not self._stop.wait(HEARTBEAT_SECONDS):
            beats += 1
            current = read_owner(self._path)
            if current is None:
                continue  # a scanner or a lost connection; it may be readable next time
            if current.token != self.owner.token:
                return  # taken over; the epoch stops our next save
            with contextlib.suppress(OSError):
                _write(self._path, Owner(**{**asdict(self.owner), "beats": beats}))

    def release(self) -> None:
        """Give the ledger free, if it is still ours."""
        self._stop.set()
        if self._beating is not None:
            self._beating.join()
        # Somebody who looks for a dead lock may hold ours aside for a moment.
        for _attempt in range(_ATTEMPTS):
            current = read_owner(self._path)
            if current is not None:
                break
            time.sleep(0.01)
        if current is not None and current.token == self.owner.token:
            with contextlib.suppress(OSError):
                self._path.unlink()


def is_on_network(place: Path, volumes: Sequence[Volume] | None = None) -> bool:
    """Whether a file lies on another computer, where a lock is only as good as the connection.

    Args:
        volumes: what is mounted; the machine is asked unless given.
    """
    if str(place).startswith(("\\\\", "//")):
        return True  # a share by its name
    if volumes is None and psutil.WINDOWS:
        # Asking for all volumes would wait for drives whose computer is switched off.
        kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only Windows has it
        return bool(kernel.GetDriveTypeW(place.anchor) == _DRIVE_REMOTE)
    if volumes is None:
        volumes = psutil.disk_partitions(all=True)
    holding = [volume for volume in volumes if place.is_relative_to(volume.mountpoint)]
    if not holding:
        return False
    nearest = max(holding, key=lambda volume: len(volume.mountpoint))
    return nearest.fstype.lower() in _NETWORK or "remote" in nearest.opts.split(",")


def lock_path(ledger: Path) -> Path:
    """Where the lock of ``ledger`` lies."""
    return ledger.with_name(ledger.name + ".lock")


def read_owner(path: Path) -> Owner | None:
    """The owner a lock file names; ``None`` when there is no readable lock."""
    try:
        return Owner(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write(path: Path, owner: Owner) -> None:
    beside = path.with_name(f"{path.name}.{owner.token[:8]}")
    try:
        beside.write_text(json.dumps(asdict(owner), ensure_ascii=False), encoding="utf-8")
        put_in_place(beside, path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def acquire(ledger: Path, user: str, clock: Clock, *, take_over: bool = False) -> Lock:
    """Hold ``ledger`` for writing.

    An owner of this machine that runs no more is replaced without asking. Any other owner only
    with ``take_over``, which a person has confirmed after the owner stood still.

    Raises:
        StorageError: somebody else holds it, or the folder cannot be written.
    """
    refuse_bad_place(ledger)
    path = lock_path(ledger)
    me = Owner(
        token=uuid.uuid4().hex,
        host=socket.gethostname(),
        user=user,
        pid=os.getpid(),
        started=_start_of(os.getpid()),
        opened_at=moment_text(clock.now()),
        machine=_machine() if is_on_network(ledger.resolve()) else "",
    )
    for _attempt in range(_ATTEMPTS):
        try:
            _create(path, me)
        except FileExistsError:
            found = _read_patiently(path)
            if found is not None and not found.is_gone() and not take_over:
                raise held_by(found) from None
            if path.exists():  # else its owner has just released it
                _set_aside(path, found)
        except OSError:
            with explained(ledger):
                raise
        else:
            return Lock(path, me)
    raise held_by(read_owner(path) or me)


def _create(path: Path, owner: Owner) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(owner), file, ensure_ascii=False)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _read_patiently(path: Path) -> Owner | None:
    """The owner a lock names; a lock just being made is empty for a moment."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (found := read_owner(path)) is None and path.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    return found


def _set_aside(path: Path, found: Owner | None) -> None:
    """Remove a dead lock, but not one that another process has put there meanwhile."""
    aside = path.with_name(f"{path.name}.{uuid.uuid4().hex[:8]}")
    with contextlib.suppress(OSError):
        path.rename(aside)
        moved = read_owner(aside)
        if moved is not None and (found is None or moved.token != found.token):
            aside.rename(path)
        else:
            aside.unlink()


def held_by(owner: Owner) -> StorageError:
    """The message of the second opener."""
    try:
        since = local_text(owner.opened_at)
    except (ValueError, TypeError):
        since = str(owner.opened_at)[:20]
    todo = "要录入，请联系对方退出后再打开"
    if not owner.is_here:
        todo = (
            "要录入，请联系对方退出；那台电脑已关机或坏了的，可以接管：对方两分钟没有动静才会接管"
        )
    return StorageError(
        f"台账正由“{str(owner.user)[:20]}”在电脑“{str(owner.host)[:20]}”上使用（{since} 起）",
        "文件没有变化，您可以先以只读方式查看，不会影响对方",
        todo,
        "L-301",
    )


def watch(
    ledger: Path,
    seconds: float = STALE_SECONDS,
    *,
    sleep: Callable[[float], object] = time.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> Owner | None:
    """Look whether the owner of ``ledger`` still shows life; for as long as that takes.

    Returns:
        The owner whose beats stood still for ``seconds`` of this machine's own clock, so that a
        person may take the ledger over; ``None`` as soon as it is seen alive, or gone.
    """
    path = lock_path(ledger)
    first = _read_patiently(path)
    begin = monotonic()
    while first is not None and monotonic() - begin < seconds:
        sleep(min(_LOOK_SECONDS, seconds))
        now = read_owner(path)
        if now != first and (now is not None or not path.exists()):
            return None
    return first
