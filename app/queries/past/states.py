"""States of a ledger: how far it has come, and which it shares with a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.models.all import journal
from app.store.change_log import NOTE

if TYPE_CHECKING:
    from sqlalchemy import Connection


def last_change(reader: Connection) -> int:
    """Number of the last change in the log; 0 before the first."""
    return reader.scalar(select(func.max(journal.Change.seq))) or 0


def seal_of(reader: Connection, number: int) -> str:
    """The seal of a change, in hexadecimal: which state of the ledger it ended; else blank."""
    seal = reader.scalar(select(journal.Change.seal).where(journal.Change.seq == number))
    return seal.hex() if seal else ""


def changes_after(reader: Connection, number: int) -> int:
    """How many records were changed after a change; notes of what left the ledger are none."""
    change = journal.Change
    query = select(func.count()).where(change.seq > number, change.operation != NOTE)
    return int(reader.execute(query).scalar_one())


def common_changes(one: Connection, other: Connection) -> int:
    """Number of the last change that two ledgers share; 0 where they never were the same.

    The seal of a change depends on all before it: equal seals, equal history.
    """
    low, high = 0, min(last_change(one), last_change(other))
    while low < high:
        middle = (low + high + 1) // 2
        seal = seal_of(one, middle)
        if seal and seal == seal_of(other, middle):
            low = middle
        else:
            high = middle - 1
    return low


def last_action_at(reader: Connection) -> str | None:
    """Moment of the last action, UTC text; ``None`` before the first."""
    action = journal.Action
    return reader.scalar(select(action.at).order_by(action.id.desc()).limit(1))
