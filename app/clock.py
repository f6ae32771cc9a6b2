"""The only place that asks the machine for the time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol


class Clock(Protocol):
    """Tells the time. Stored moments are UTC; documents carry the local day."""

    def now(self) -> dt.datetime:
        """The present moment, with its zone."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> dt.datetime:
        """The present moment in local time, with its offset."""
        return dt.datetime.now().astimezone()


@dataclass
class FixedClock:
    """A clock that stands still until moved; for tests and the sample ledger."""

    moment: dt.datetime = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        """The moment it was set to."""
        return self.moment

    def move(self, **step: float) -> None:
        """Move on by a ``timedelta`` given by its parts."""
        self.moment += dt.timedelta(**step)


def today(clock: Clock) -> str:
    """The local day, ISO."""
    return clock.now().date().isoformat()


def minute(clock: Clock) -> str:
    """The local minute, as papers tell when they were printed: ``yyyy-mm-dd hh:mm``."""
    return f"{clock.now():%Y-%m-%d %H:%M}"


def moment_text(moment: dt.datetime) -> str:
    """A moment as it is stored: UTC, microseconds, sorts as text."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(stored: str) -> dt.datetime:
    """A stored moment.

    Raises:
        ValueError: it is none.
    """
    return dt.datetime.strptime(stored, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=dt.UTC)


def local_text(stored: str) -> str:
    """A stored moment as people read it: local ``yyyy-mm-dd hh:mm``."""
    return moment_of(stored).astimezone().strftime("%Y-%m-%d %H:%M")
