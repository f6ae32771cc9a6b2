"""The unit that the union belongs to, and where its people work by default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.organization.union import Union

if TYPE_CHECKING:
    from sqlalchemy import Connection

_UNION = Union.__table__.c


def unit_name(reader: Connection) -> str:
    """所在单位名称 of the union's card: 工作单位 of everybody whose record is blank there.

    Blank where the card does not tell it.
    """
    query = select(_UNION.unit_name).where(_UNION.retired_at.is_(None)).order_by(_UNION.id)
    return reader.scalar(query) or ""
