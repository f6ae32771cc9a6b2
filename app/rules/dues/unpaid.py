"""Who has not paid for how many months in a row (handbook 2.5)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.models.members.dues import Dues
from app.rules.dues.standard import later

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Connection

_DUES = Dues.__table__.c


def unpaid_runs(
    reader: Connection, last_month: str, members: Collection[int] | None = None, on: str = "9999"
) -> dict[int, tuple[str, ...]]:
    """The months in a row, up to the last one listed, for which people have paid nothing.

    Somebody who pays anything begins anew with the month of the payment, for whichever month it
    was; so does an exemption. A month without a list tells nothing and breaks the row.

    Args:
        last_month: the last that counts, ``yyyy-mm``.
        members: only these.
        on: ISO day as of which is asked; later payments are not known yet.

    Returns:
        By member the months, oldest first; people without any are left out.
    """
    asked: list[ColumnElement[bool]] = [_DUES.retired_at.is_(None)]
    if members is not None:
        asked.append(_DUES.member_id.in_(members))
    last_month = last_listed(reader, last_month)
    paid = (_DUES.paid_fen > 0) & (func.coalesce(_DUES.paid_on, _DUES.month) <= on)
    owes_nothing = (_DUES.due_fen == 0) & (_DUES.month <= last_month)
    is_settled = func.coalesce(paid, False) | func.coalesce(owes_nothing, False)
    began_anew = func.coalesce(func.substr(_DUES.paid_on, 1, 7), _DUES.month)
    settled = (
        select(_DUES.member_id, func.max(began_anew).label("month"))
        .where(*asked, is_settled)
        .group_by(_DUES.member_id)
        .subquery("settled")
    )
    query = (
        select(_DUES.member_id, _DUES.month)
        .outerjoin_from(Dues.__table__, settled, settled.c.member_id == _DUES.member_id)
        .where(
            *asked,
            ~is_settled,
            _DUES.month <= last_month,
            _DUES.month > func.coalesce(settled.c.month, ""),
        )
        .order_by(_DUES.member_id, _DUES.month)
    )
    open_months: defaultdict[int, list[str]] = defaultdict(list)
    cursor = reader.execute(query).cursor  # the driver's own rows: half the time of wrapped ones
    for member_id, month in cursor.fetchall() if cursor else ():
        open_months[member_id].append(month)
    return {
        member_id: run
        for member_id, months in open_months.items()
        if (run := _last_in_a_row(months, last_month))
    }


def last_listed(reader: Connection, last_month: str) -> str:
    """The last month up to ``last_month`` that a list was made for; blank before the first."""
    query = select(func.max(_DUES.month)).where(
        _DUES.retired_at.is_(None), _DUES.month <= last_month
    )
    return reader.scalar(query) or ""


def _last_in_a_row(months: list[str], last_month: str) -> tuple[str, ...]:
    """The months that end with ``last_month`` without a gap."""
    run: list[str] = []
    expected = last_month
    for month in reversed(months):
        if month != expected:
            break
        run.append(month)
        expected = later(month, -1)
    return tuple(reversed(run))
