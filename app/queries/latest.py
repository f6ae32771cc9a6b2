"""How far a ledger has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.models.all import journal

if TYPE_CHECKING:
    from sqlalchemy import Connection


def last_change(reader: Connection) -> int:
    """Number of the last change in the log; 0 before the first."""
    return reader.scalar(select(func.max(journal.Change.seq))) or 0


def last_action_at(reader: Connection) -> str | None:
    """Moment of the last action, UTC text; ``None`` before the first."""
    action = journal.Action
    return reader.scalar(select(action.at).order_by(action.id.desc()).limit(1))
