"""Attach files to a record, name and describe them, put them aside. Nothing commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.actions.attachments.names import renamed
from app.actions.keeping import GenericKeeper, no_such_record
from app.actions.records import retire
from app.models.attachments import Attachment
from app.models.base import spec_of
from app.queries.sources import source_of
from app.store.blobs.keeping import keep
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from app.actions.attachments.contents import Paper
    from app.spec.record import RecordSpec
    from app.store.unit import Unit

_TABLE = table_of(Attachment)
_SPEC = spec_of(Attachment)


def attach(
    unit: Unit, spec: RecordSpec, record_id: int, papers: Iterable[tuple[Paper, str]]
) -> list[int]:
    """Attach papers to a record of ``spec``; each goes with its kind. Returns their numbers.

    Raises:
        Refused: no such record.
        StorageError: the same content is kept already, and is damaged.
    """
    source = source_of(spec)
    query = select(source.id).where(source.id == record_id, *source.conditions)
    if unit.connection.scalar(query) is None:
        raise no_such_record(spec)
    held = (_TABLE.c.register == spec.id) & (_TABLE.c.record_id == record_id)
    last = unit.connection.scalar(select(func.max(_TABLE.c.position)).where(held)) or 0
    rows = []
    for position, (paper, kind) in enumerate(papers, last + 1):
        rows.append(
            {
                "register": spec.id,
                "record_id": record_id,
                "name": paper.name,
                "kind": kind,
                "media_type": paper.media_type,
                "size": len(paper.content),
                "digest": keep(unit, paper.content),
                "position": position,
            }
        )
    return unit.insert(Attachment, rows)


def change(unit: Unit, number: int, **values: str) -> None:
    """Set ``name``, ``kind`` or ``note`` of an attachment; a name keeps the ending it has.

    Raises:
        Refused: no such attachment.
        RejectedError: the field refuses the value.
    """
    if "name" in values:
        old = unit.connection.scalar(select(_TABLE.c.name).where(_TABLE.c.id == number))
        values["name"] = renamed(old or "", values["name"])
    GenericKeeper(_SPEC, Attachment).change(unit, {number: values})


def remove(unit: Unit, numbers: Collection[int]) -> None:
    """Put attachments aside; their contents stay, and undo brings them back.

    Raises:
        Refused: one of them is not there.
    """
    retire(unit, _SPEC, numbers)
