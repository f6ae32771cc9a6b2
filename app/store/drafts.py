"""What is typed but not saved yet, kept in the file so that a crash loses at most seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from app.clock import moment_text
from app.models.all import journal
from app.store.connection import explained
from app.store.unit import refuse_if_taken_over

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.store.unit import Surroundings


def keep_draft(around: Surroundings, key: str, content: Mapping[str, object] | None) -> None:
    """Keep what a form holds under ``key``; without content, forget it.

    Args:
        key: which form of which row, such as ``member/12`` or ``member/new``.
        content: field name to what was typed; values that JSON can hold.

    Raises:
        StorageError: the file could not be written, or was taken over.
    """
    draft = journal.UnsavedDraft
    around.guard()
    with explained(around.path), around.engine.begin() as connection:
        refuse_if_taken_over(connection, around.epoch)
        connection.execute(delete(draft).where(draft.key == key))
        if content:
            moment = moment_text(around.clock.now())
            connection.execute(insert(draft).values(key=key, at=moment, content=dict(content)))


def kept_drafts(reader: Connection) -> dict[str, dict[str, object]]:
    """Every draft left from an opening that did not end well, by its key."""
    draft = journal.UnsavedDraft
    rows = reader.execute(select(draft.key, draft.content).order_by(draft.at))
    return {row.key: dict(row.content) for row in rows}
