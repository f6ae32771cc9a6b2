"""Where the made-up people work: the ledger, its clock, and the dice, all the same each time."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import update

from app.actions.sample.people import months_later
from app.clock import FixedClock
from app.models.journal import Action
from app.resources import read_toml
from app.store.undo import undo
from app.store.unit import Identifiers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from app.store.ledger import Ledger
    from app.store.unit import Unit

UNION = read_toml("sample/union.toml")
SAMPLE_UNION: str = UNION["name"]
CHAIR: str = UNION["chair_name"]
ORGANIZER: str = UNION["organizer"]
CLERK: str = UNION["clerk"]
END = dt.date(2026, 11, 20)
_ZONE = dt.timezone(dt.timedelta(hours=8))
_OPENS = dt.time(8, 30)
_PACE = 3, 25  # minutes between two actions, from and below
_LAST_DAYS_PACE = 1, 3  # the day is short, and there is much to enter
_REASON = "按纸质登记表录入，缺项待补"


class SeededIdentifiers(Identifiers):
    """Uids and salts that are the same in every run with the same seed."""

    def __init__(self, seed: int) -> None:
        self._dice = Random(f"identifiers {seed}")

    def token_bytes(self, count: int) -> bytes:
        """The next bytes of the seed."""
        return self._dice.randbytes(count)


def sample_clock(years: int) -> FixedClock:
    """A clock set to the morning on which the sample ledger of so many years was begun."""
    begun = months_later(END, -12 * years)
    return FixedClock(dt.datetime.combine(begun, _OPENS, _ZONE))


class Office:
    """An open ledger and the clock it goes by.

    Attributes:
        dice: decides whatever nothing else decides.
    """

    def __init__(self, ledger: Ledger, clock: FixedClock, dice: Random) -> None:
        self.dice = dice
        self._ledger = ledger
        self._clock = clock

    @property
    def today(self) -> dt.date:
        """The day the clock shows."""
        return self._clock.now().date()

    def go_to(self, day: dt.date) -> None:
        """Begin work on ``day`` at some hour, unless that is past already."""
        begins = dt.datetime.combine(day, _OPENS, self._clock.moment.tzinfo)
        begins += dt.timedelta(minutes=self.dice.randrange(420))
        self._clock.moment = max(self._clock.moment, begins)

    @contextmanager
    def act(self, name: str, title: str, actor: str = ORGANIZER) -> Iterator[Unit]:
        """One action, some minutes after the one before; saved at the end."""
        self._pass_time()
        with self._ledger.unit(name, title) as unit:
            # The ledger was opened once, by one person; its history was made by several.
            unit.connection.execute(
                update(Action).where(Action.id == unit.action_id).values(actor=actor)
            )
            yield unit
            unit.commit(_REASON)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The ledger as it stands between two actions."""
        with self._ledger.snapshot() as reader:
            yield reader

    def undo(self) -> None:
        """Take the latest action back."""
        self._pass_time()
        undo(self._ledger)

    def _pass_time(self) -> None:
        pace = _LAST_DAYS_PACE if self.today == END else _PACE
        self._clock.move(minutes=self.dice.randrange(*pace), seconds=self.dice.randrange(60))
