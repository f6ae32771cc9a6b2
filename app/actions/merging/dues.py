"""The dues of two records that are one person: one line a month, nothing paid is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.models.members.dues import Dues
from app.spec.kinds import Kind
from app.spec.values import show_kind
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.store.unit import Unit

_NOTE = 200  # characters of a remark


def join_dues(unit: Unit, keep: int, retire: int) -> None:
    """Put aside one line of each month in which both stand on the list.

    The line that was paid stays. Where both were paid, that of the record that stays gets the sum,
    and says what came from the other; the receipt of that one is named in its remark.
    """
    ours, theirs = _lines(unit, keep), _lines(unit, retire)
    for month in ours.keys() & theirs.keys():
        mine, other = ours[month], theirs[month]
        if mine["paid_fen"] is None and other["paid_fen"] is not None:
            unit.update(Dues, mine["id"], {"retired_at": unit.now})
            continue
        if other["paid_fen"]:
            paid = (mine["paid_fen"] or 0) + other["paid_fen"]
            unit.update(Dues, mine["id"], {"paid_fen": paid, "note": _remark(mine, other)})
        unit.update(Dues, other["id"], {"retired_at": unit.now})


def _lines(unit: Unit, member_id: int) -> dict[str, Mapping[Any, Any]]:
    table = table_of(Dues).c
    found = unit.connection.execute(
        select(table.id, table.month, table.paid_fen, table.receipt_no, table.note)
        .where(table.member_id == member_id, table.retired_at.is_(None))
        .order_by(table.id)
    ).mappings()
    return {line["month"]: line for line in found}


def _remark(mine: Mapping[Any, Any], other: Mapping[Any, Any]) -> str:
    receipt = f"，收据 {other['receipt_no']}" if other["receipt_no"] else ""
    added = f"含合并前另一条的 {show_kind(Kind.MONEY, other['paid_fen'])} 元{receipt}"
    return "；".join(filter(None, (mine["note"], added)))[:_NOTE]
