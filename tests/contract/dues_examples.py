"""What the rules of dues refuse and accept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.members.dues import Dues, DuesReceipt, DuesTalk
from tests.builders import (
    CREATED,
    a_dues,
    a_member,
    a_receipt,
    a_talk,
    an_event,
    keep,
    keep_events,
    keep_members,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    Example = Callable[[Connection], object]

RESIGNED = {"requested_on": "2026-09-12", "announced_on": "2026-11-15", "card_returned": True}


def _dues(*rows: dict[str, object], standing: str = "regular") -> Callable[[Connection], int]:
    """A member with these lines of dues."""

    def make(ledger: Connection) -> int:
        (member_id,) = keep_members(ledger, a_member(standing=standing))
        keep(ledger, Dues, *(a_dues(member_id, **row) for row in rows))
        return member_id

    return make


def _months(count: int, paid: dict[int, dict[str, object]] | None = None) -> Example:
    """Dues of ``count`` months up to October 2026, unpaid but for those of ``paid``."""
    numbers = range(10 - count + 1, 11)
    return _dues(*({"month": f"2026-{n:02d}", **(paid or {}).get(n, {})} for n in numbers))


PAID = {"paid_fen": 2190, "paid_on": "2026-07-03"}


def _retained(month: str, due_fen: int, exemption: str | None = None) -> Example:
    """A member retained on 15 May 2026 who stands on the list of ``month``."""

    def make(ledger: Connection) -> None:
        row = {"month": month, "due_fen": due_fen, "exemption": exemption}
        member_id = _dues(row, standing="retained")(ledger)
        keep_events(
            ledger,
            [an_event(member_id, "1", "2010-07-01"), an_event(member_id, "3", "2026-05-15")],
        )

    return make


DECIDED = {"reason": "11", "approved_on": "2026-11-10", "approval_no": "第三届委员会第 9 次会议"}
CHECKED = "已核实六个月内没有参加工会活动"


def _deemed(
    *, months: int = 6, talk: str = "2026-11-05", note: str | None = CHECKED, **facts: object
) -> Example:
    """自动退会 on 15 November 2026 after so many unpaid months."""

    def make(ledger: Connection) -> None:
        numbers = range(10 - months + 1, 11)
        rows = [{"month": "2026-01", **PAID, "paid_on": "2026-01-05"}]
        rows += [{"month": f"2026-{n:02d}"} for n in numbers]
        member_id = _dues(*rows, standing="resigned")(ledger)
        if talk:
            keep(ledger, DuesTalk, a_talk(member_id, talk))
        told = {**RESIGNED, **DECIDED, "note": note, **facts}
        keep_events(ledger, [an_event(member_id, "6", "2026-11-15", **told)])

    return make


def _receipts(*numbers: str, amount_fen: int | None = None) -> Example:
    """Receipts of these numbers; the first covers one line of 21.90 yuan."""

    def make(ledger: Connection) -> None:
        row = {"month": "2026-03", "paid_fen": 2190, "receipt_no": numbers[0]}
        _dues(row)(ledger)
        keep(ledger, DuesReceipt, *(a_receipt(each, amount_fen=amount_fen) for each in numbers))

    return make


# Rule id: what it refuses, and its neighbour that it accepts.
EXAMPLES: dict[str, tuple[Example, Example]] = {
    "mem-dues-amount": (
        _dues({"base_fen": 438_600, "due_fen": 2195}),
        _dues({"base_fen": 438_600, "due_fen": 2190}),
    ),
    "mem-retain-dues": (_retained("2026-06", 2190), _retained("2026-06", 0, "retained")),
    "mem-dues-once": (
        _dues({"month": "2026-03"}, {"month": "2026-03"}),
        _dues({"month": "2026-03"}, {"month": "2026-03", "retired_at": CREATED}),
    ),
    "mem-unpaid-6m": (_months(6), _months(5)),
    "mem-autoquit-procedure": (_deemed(talk=""), _deemed()),
    "dues-receipt-number": (_receipts("0000101", "0000103"), _receipts("0000101", "0000102")),
    "dues-receipt-amount": (
        _receipts("0000101", amount_fen=2195),
        _receipts("0000101", amount_fen=2190),
    ),
}
# Further neighbours: rule, what makes the ledger, whether the rule speaks.
FURTHER: list[tuple[str, Example, bool]] = [
    # W9 of the handbook
    ("mem-dues-amount", _dues({"base_fen": 399_990, "due_fen": 1995}), False),
    ("mem-dues-amount", _dues({"base_fen": 399_990, "due_fen": 2000}), True),
    ("mem-dues-amount", _dues({"base_fen": 500_000, "due_fen": 2500}), False),
    ("mem-dues-amount", _dues({"due_fen": 0, "exemption": "hardship"}), False),
    ("mem-dues-amount", _dues({"base_fen": None, "due_fen": 800}), False),
    ("mem-retain-dues", _retained("2026-05", 2190), False),  # the month itself may be paid
    ("mem-retain-dues", _retained("2026-04", 2190), False),
    ("mem-unpaid-6m", _months(10, {9: PAID | {"paid_on": "2026-09-08"}}), False),
    ("mem-unpaid-6m", _months(10, {2: PAID}), False),  # paid in July, for February
    ("mem-unpaid-6m", _months(10, {2: PAID | {"paid_on": "2026-04-30"}}), True),
    ("mem-unpaid-6m", _months(10, {6: {"due_fen": 0, "exemption": "hardship"}}), False),
    ("mem-autoquit-procedure", _deemed(months=5), True),
    ("mem-autoquit-procedure", _deemed(talk="2026-10-20"), True),  # before the sixth month is over
    ("mem-autoquit-procedure", _deemed(approved_on=None), True),
    ("mem-autoquit-procedure", _deemed(note=None), True),  # attendance is in no register yet
    ("mem-autoquit-procedure", _deemed(months=6, reason="5"), False),
    ("dues-receipt-number", _receipts("0000101", "0000101"), True),
    ("dues-receipt-number", _receipts("甲101", "乙103"), False),
]
