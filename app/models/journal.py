"""What the file keeps about itself: actions, the change log, its settings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, JsonValues


class Action(Base):
    """One thing a user did: who, when, what; its changes point here.

    ``undoes_id`` names the action this one takes back; ``facts`` holds what belongs to the
    action and to no record: the digest of an imported workbook, acknowledged warnings.
    """

    __tablename__ = "action"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str] = mapped_column(String(27))
    actor: Mapped[str] = mapped_column(String(50))
    name: Mapped[str] = mapped_column(String(50))
    title: Mapped[str] = mapped_column(String(200))
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    facts: Mapped[dict[str, Any] | None] = mapped_column(JsonValues)


class Change(Base):
    """One row changed. Written by triggers, sealed by the unit of work, never changed.

    ``before`` and ``after`` are ``column=literal`` lines as ``quote()`` writes them; they can be
    erased when retention ends. The chain covers ``content_digest`` (salted), not the values.
    """

    __tablename__ = "change"

    seq: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    table_name: Mapped[str] = mapped_column(String(50))
    record_id: Mapped[int]
    operation: Mapped[str] = mapped_column(String(1))
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    content_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    seal: Mapped[bytes | None] = mapped_column(LargeBinary)

    # Its rows are never deleted, so their numbers ascend without a table of numbers used.
    __table_args__ = (Index("ix_change_record", "table_name", "record_id"),)


class Setting(Base):
    """A fact about the file: its epoch of writing, its schema digest, its identity."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(50), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class SessionContext(Base):
    """One row: the action now running, read by the triggers; empty between actions."""

    __tablename__ = "session_context"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int | None]


class UnsavedDraft(Base):
    """What stands in a form or row that is not saved yet; offered back after a crash.

    Not a record: it is neither logged nor undone, and goes when the form is saved or given up.
    """

    __tablename__ = "unsaved_draft"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    at: Mapped[str] = mapped_column(String(27))
    content: Mapped[dict[str, Any]] = mapped_column(JsonValues)
