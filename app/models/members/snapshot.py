"""半年快照: who stood in the register on a day, kept so that figures of then stay provable."""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import Any

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Record, field
from app.spec.field import Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter


class Snapshot(Record):
    """One frozen half-year: its day, its figures, and the digest of the names behind them.

    The names lie in :class:`SnapshotContent`. This row is logged and sealed like any other, so the
    digest in it seals them too, without the log having to hold them again. It has no list of its
    own among the registers: nobody types a snapshot.
    """

    __tablename__ = "member_snapshot"
    title = "半年快照"
    chapter = Chapter.MEMBERS
    layout = Layout(table=(), form=())
    keys = (("as_at",),)
    order = ("as_at",)
    name_field = "as_at"

    as_at: Mapped[str] = field("快照日期", Kind.DATE, constant=True)
    workers: Mapped[int] = field("职工", Kind.INTEGER, constant=True, unit="人")
    members: Mapped[int] = field("会员", Kind.INTEGER, constant=True, unit="人")
    women_members: Mapped[int] = field("女会员", Kind.INTEGER, constant=True, unit="人")
    retained: Mapped[int] = field("保留会籍", Kind.INTEGER, constant=True, unit="人")
    digest: Mapped[str] = field("摘要", Kind.CODE, 64, constant=True)


class SnapshotContent(Base):
    """The people of a snapshot, compressed, under the digest of what they say.

    Outside the log, which would hold it a second time in hexadecimal; a row of the log holds the
    digest instead. Never changed, never deleted: a snapshot taken back leaves its content.
    """

    __tablename__ = "snapshot_content"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)


def packed(content: dict[str, Any]) -> tuple[str, bytes]:
    """The digest of ``content`` and its stored form.

    The digest is SHA-256 of the canonical text: JSON in UTF-8, keys in order, no blanks.
    """
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(text).hexdigest(), zlib.compress(text, 6)


def unpacked(digest: str, stored: bytes) -> dict[str, Any] | None:
    """The content under ``digest``; ``None`` when it is not what the digest was made of."""
    try:
        text = zlib.decompress(stored)
    except zlib.error:
        return None
    if hashlib.sha256(text).hexdigest() != digest:
        return None
    found: dict[str, Any] = json.loads(text)
    return found
