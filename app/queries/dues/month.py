"""The list of one month, line by line: what its papers print."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from app.models.members.dues import Dues, DuesReceipt
from app.models.members.member import Member
from app.queries.groups import groups_in_order, with_those_below

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

_DUES, _MEMBER = Dues.__table__.c, Member.__table__.c
_RECEIPT = DuesReceipt.__table__.c
_NUMBERED = re.compile(r"(.*?)(\d+)")


class MonthLine(NamedTuple):
    """One person on the list of a month."""

    group_id: int | None
    name: str
    card_no: str | None
    base_fen: int | None
    due_fen: int | None
    paid_fen: int | None
    paid_on: str | None
    receipt_no: str | None
    exemption: str | None


def month_lines(reader: Connection, month: str, groups: Collection[int] = ()) -> list[MonthLine]:
    """The list of ``month`` (``yyyy-mm``), by group as numbered and then by card number.

    Args:
        groups: only these and those below them; all by default.
    """
    columns = [
        _MEMBER[name] if name in {"name", "card_no"} else _DUES[name] for name in MonthLine._fields
    ]
    query = (
        select(*columns)
        .join_from(Dues.__table__, Member.__table__)
        .where(_DUES.retired_at.is_(None), _DUES.month == month)
    )
    if groups:
        query = query.where(_DUES.group_id.in_(with_those_below(reader, groups)))
    places: dict[int | None, int] = {
        number: place for place, number in enumerate(groups_in_order(reader))
    }

    def place(line: MonthLine) -> tuple[int, int, str, str]:
        card = line.card_no or "~"
        return places.get(line.group_id, len(places)), len(card), card, line.name

    return sorted((MonthLine(*row) for row in reader.execute(query)), key=place)


def next_receipt(reader: Connection) -> str:
    """The number after that of the receipt registered last; blank before the first."""
    latest = reader.scalar(
        select(_RECEIPT.number)
        .where(_RECEIPT.retired_at.is_(None))
        .order_by(_RECEIPT.id.desc())
        .limit(1)
    )
    read = _NUMBERED.fullmatch(latest or "")
    return f"{read[1]}{int(read[2]) + 1:0{len(read[2])}d}" if read else ""
