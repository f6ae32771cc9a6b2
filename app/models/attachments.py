"""附件: the papers kept with any record, and the contents they consist of."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Record, field
from app.spec.field import Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter


class Blob(Base):
    """The bytes of a file, known by their SHA-256; never changed and never deleted.

    No record: its bytes would stand in the change log a second time. The log keeps the digest
    that each attachment had, which says as much.
    """

    __tablename__ = "blob"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)  # hexadecimal
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Attachment(Record):
    """One file kept with a record of any register (附件)."""

    __tablename__ = "attachment"
    title = "附件"
    chapter = Chapter.WORK
    layout = Layout(table=(), form=())
    name_field = "name"
    extra = None  # takes no columns of the user's own
    __table_args__ = (
        Index("ix_attachment_record", "register", "record_id"),
        {"sqlite_autoincrement": True},
    )

    register: Mapped[str] = mapped_column(String(50))  # id of the register the record is in
    record_id: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = field("文件名", Kind.TEXT, 100)
    kind: Mapped[str] = field("类别", Kind.CHOICE, choices="attachment_kind")
    note: Mapped[str | None] = field("附注", Kind.TEXT, 200)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = field("大小", Kind.INTEGER, unit="字节")
    digest: Mapped[str] = mapped_column(ForeignKey("blob.digest"), index=True)
    position: Mapped[int] = mapped_column(Integer)  # among those of its record
