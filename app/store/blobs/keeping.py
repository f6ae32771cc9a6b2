"""Keeping a content under its digest, and reading it back proved."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import LargeBinary, cast, select

from app.errors import StorageError
from app.models.attachments import Blob

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.store.unit import Unit


def digest_of(content: bytes) -> str:
    """SHA-256 of a content, hexadecimal: what it is known by."""
    return hashlib.sha256(content).hexdigest()


def keep(unit: Unit, content: bytes) -> str:
    """Keep ``content`` unless it is kept already; return its digest.

    Raises:
        StorageError: what is kept under this digest is damaged, so that nothing could be said to
            be safe.
    """
    digest = digest_of(content)
    known = unit.connection.scalar(select(Blob.digest).where(Blob.digest == digest))
    if known is None:
        # By the driver's own call: nothing of the content may reach a log or a message.
        unit.raw.execute(
            f"INSERT INTO {Blob.__tablename__} (digest, size, content) VALUES (?, ?, ?)",
            (digest, len(content), content),
        )
    else:
        content_of(unit.connection, digest)
    return digest


def content_of(reader: Connection, digest: str) -> bytes:
    """The content known by ``digest``, to the last byte as it was kept.

    Raises:
        StorageError: it is not there, or not what was kept.
    """
    # Cast, because a foreign hand may have put a text there, which would be decoded.
    held = cast(Blob.content, LargeBinary)
    content: bytes | None = reader.scalar(select(held).where(Blob.digest == digest))
    if content is None:
        raise StorageError(
            "这个附件的内容不在台账里了",
            "台账没有变化，备份不受影响",
            "请在“备份”页点“完整核对”，再从完好的备份里取回",
            "S-550",
        )
    if digest_of(content) != digest:
        raise StorageError(
            "这个附件的内容损坏或被改动过，没有打开",
            "台账没有变化，备份不受影响",
            "请在“备份”页点“完整核对”，再从完好的备份里取回",
            "S-551",
        )
    return content
