"""The attachments of records: which there are, and which records lack one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.models.all import attachments
from app.queries.evidence import KINDS
from app.queries.listing import reference_labels, rows
from app.spec.kinds import Kind
from app.spec.values import show
from app.store.blobs.keeping import content_of as _content_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Connection, Select

    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

_HELD = attachments.Attachment.__table__.c


@dataclass(frozen=True, slots=True)
class Attached:
    """One attachment.

    Attributes:
        number: its own number.
        register: id of the register its record is in.
        record_id: number of the record.
        kind: code of the list of kinds.
        size: bytes.
        digest: SHA-256 of its content, hexadecimal.
        created_at: moment it was attached, UTC text.
    """

    number: int
    register: str
    record_id: int
    name: str
    kind: str
    note: str
    media_type: str
    size: int
    digest: str
    created_at: str

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return KINDS.label(self.kind)


def _present() -> Select[Any]:
    return select(
        _HELD.id,
        _HELD.register,
        _HELD.record_id,
        _HELD.name,
        _HELD.kind,
        func.coalesce(_HELD.note, ""),
        _HELD.media_type,
        _HELD.size,
        _HELD.digest,
        _HELD.created_at,
    ).where(_HELD.retired_at.is_(None))


def attachments_of(reader: Connection, register: str, record_id: int) -> list[Attached]:
    """The attachments of one record, in their order."""
    query = _present().where(_HELD.register == register, _HELD.record_id == record_id)
    return [Attached(*row) for row in reader.execute(query.order_by(_HELD.position, _HELD.id))]


def all_attachments(reader: Connection, register: str = "") -> list[Attached]:
    """Every attachment of a register, record by record; of all registers where none is named."""
    query = _present()
    if register:
        query = query.where(_HELD.register == register)
    ordered = query.order_by(_HELD.register, _HELD.record_id, _HELD.position, _HELD.id)
    return [Attached(*row) for row in reader.execute(ordered)]


def counts(
    reader: Connection, register: str, numbers: Collection[int] | None = None
) -> dict[int, int]:
    """How many attachments each record of a register has, by number; those without left out.

    Args:
        numbers: the only records asked about.
    """
    query = (
        select(_HELD.record_id, func.count().label("held"))
        .where(_HELD.register == register, _HELD.retired_at.is_(None))
        .group_by(_HELD.record_id)
    )
    if numbers is not None:
        query = query.where(_HELD.record_id.in_(numbers))
    return {row.record_id: row.held for row in reader.execute(query)}


def record_names(reader: Connection, spec: RecordSpec, numbers: Sequence[int]) -> dict[int, str]:
    """What records are called, by number; the title of their register before they have a name."""
    field = spec.fields[spec.name_field]
    labels = _labels(reader, spec, field) if field.kind is Kind.REFERENCE else None
    found = rows(reader, spec, numbers, (field.name,))
    named = {int(str(row["id"])): show(field, row[field.name], labels) for row in found}
    return {number: named.get(number) or spec.title for number in numbers}


def _labels(reader: Connection, spec: RecordSpec, field: FieldSpec) -> dict[int, str]:
    return reference_labels(reader, replace(spec, fields={field.name: field}))[field.name]


def record_name(reader: Connection, spec: RecordSpec, number: int) -> str:
    """What one record is called."""
    return record_names(reader, spec, [number])[number]


def content_of(reader: Connection, held: Attached) -> bytes:
    """The bytes of an attachment, proved by their digest.

    Raises:
        StorageError: they are not there, or not what was attached.
    """
    return _content_of(reader, held.digest)


def free_name(taken: Iterable[str], whose: str, kind: str, suffix: str) -> str:
    """A name for what came without one: 白建军-入会申请书-1.png.

    Args:
        taken: the names that the record's attachments bear already.
        kind: code of the list of kinds.
    """
    used = set(taken)
    stem = f"{whose}-{KINDS.label(kind)}"
    number = 1
    while f"{stem}-{number}{suffix}" in used:
        number += 1
    return f"{stem}-{number}{suffix}"
