"""What people paid at one time: what a single receipt tells."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from app.models.members.dues import Dues, DuesReceipt

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

_DUES, _RECEIPT = Dues.__table__.c, DuesReceipt.__table__.c
_FEW = 500  # more people than this are not asked for one by one


class PaidMonth(NamedTuple):
    """One month of a payment."""

    member_id: int
    month: str
    base_fen: int | None
    due_fen: int | None
    exemption: str | None
    paid_fen: int
    paid_on: str | None
    way: str | None
    receipt_no: str | None
    collector_name: str | None

    @property
    def payment(self) -> tuple[str | None, ...]:
        """What the months of one payment have in common."""
        return self.paid_on, self.way, self.receipt_no, self.collector_name


@dataclass(frozen=True, slots=True)
class Payment:
    """What one person paid at one time.

    Attributes:
        months: oldest first.
        shares_number: others stand on the receipt of this number too.
        is_void: the book of receipts says that the receipt of this number is void.
    """

    months: tuple[PaidMonth, ...]
    shares_number: bool = False
    is_void: bool = False

    @property
    def paid_fen(self) -> int:
        """All of it."""
        return sum(month.paid_fen for month in self.months)


def payments_of(
    reader: Connection, members: Collection[int], first: str = "", last: str = ""
) -> dict[int, list[Payment]]:
    """By member what was paid for the months from ``first`` to ``last`` (``yyyy-mm``).

    Args:
        first: blank for no limit, as ``last``; without either only the latest payment counts.
    """
    query = select(*(_DUES[name] for name in PaidMonth._fields)).where(
        _DUES.retired_at.is_(None), _DUES.paid_fen > 0
    )
    if first:
        query = query.where(_DUES.month >= first)
    if last:
        query = query.where(_DUES.month <= last)
    if len(members) <= _FEW:
        query = query.where(_DUES.member_id.in_(members))
    wanted = set(members)
    found: defaultdict[int, defaultdict[tuple[str | None, ...], list[PaidMonth]]]
    found = defaultdict(lambda: defaultdict(list))
    for row in reader.execute(query.order_by(_DUES.month, _DUES.id)):
        if row.member_id in wanted:
            month = PaidMonth(*row)
            found[month.member_id][month.payment].append(month)
    chosen = {
        member_id: list(by_payment.values()) if first or last else [_latest(by_payment.values())]
        for member_id, by_payment in found.items()
    }
    return _with_numbers(reader, chosen)


def _latest(payments: Iterable[list[PaidMonth]]) -> list[PaidMonth]:
    """The payment of the latest day; of several without a day, that of the latest month."""
    return max(payments, key=lambda months: (months[-1].paid_on or "", months[-1].month))


def _with_numbers(
    reader: Connection, chosen: Mapping[int, Sequence[list[PaidMonth]]]
) -> dict[int, list[Payment]]:
    """The payments with what the numbers of their receipts say."""
    numbers = {months[0].receipt_no for each in chosen.values() for months in each} - {None}
    if not numbers:
        return {who: [Payment(tuple(months)) for months in each] for who, each in chosen.items()}
    payers = select(_DUES.receipt_no, func.count(_DUES.member_id.distinct())).where(
        _DUES.retired_at.is_(None), _DUES.receipt_no.is_not(None)
    )
    void = select(_RECEIPT.number).where(_RECEIPT.retired_at.is_(None), _RECEIPT.is_void.is_(True))
    if len(numbers) <= _FEW:
        payers = payers.where(_DUES.receipt_no.in_(numbers))
        void = void.where(_RECEIPT.number.in_(numbers))
    counted = reader.execute(payers.group_by(_DUES.receipt_no))
    count_of: dict[str | None, int] = {number: count for number, count in counted}  # noqa: C416
    are_void = set(reader.scalars(void))
    return {
        who: [
            Payment(
                tuple(months),
                count_of.get(months[0].receipt_no, 0) > 1,
                months[0].receipt_no in are_void,
            )
            for months in each
        ]
        for who, each in chosen.items()
    }
