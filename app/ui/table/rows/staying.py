"""Rows that a change takes out of the view while somebody stands on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.listing import Named, View, row_ids

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from app.spec.record import RecordSpec


def still_there(
    reader: Connection, spec: RecordSpec, numbers: Collection[int], today: str
) -> frozenset[int]:
    """Those of ``numbers`` that are in the register, whatever the view asks for."""
    if not numbers:
        return frozenset()
    these = View(named=Named("", tuple(numbers)), today=today)
    return frozenset(row_ids(reader, spec, these))
