"""登记缴费: what was paid, by whom and how; corrections leave their trace."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from app.actions.batches import batches
from app.actions.dues.lists import lines_of
from app.errors import Refused
from app.models.members.dues import Dues, DuesReceipt
from app.models.members.member import Member
from app.queries.dues.plan import listed, owing
from app.rules.dues.standard import standard_of
from app.rules.profile import profile_of
from app.spec.kinds import Kind
from app.spec.values import show_kind
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.queries.dues.plan import Line
    from app.store.unit import Unit

_SAFE = "台账没有变化"
_NOTE = 200  # characters of a remark
_FEW = 1000  # more people than this are not asked for one by one


class Payment(NamedTuple):
    """Dues of one person for one month; without an amount, what is still owed."""

    member_id: int
    month: str
    amount_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """How a payment was made.

    Attributes:
        way: code of ``dues_way``.
    """

    paid_on: str | None = None
    way: str | None = None
    receipt_no: str | None = None
    collector_name: str | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """What registering payments did.

    Attributes:
        paid: lines that got a payment, and how much it came to.
        skipped: lines that nothing was owed on, or that said the same already.
    """

    paid: int = 0
    paid_fen: int = 0
    skipped: int = 0


def register_payments(unit: Unit, payments: Iterable[Payment], manner: Manner) -> Registered:
    """Write down payments; months without a list get the line of whoever pays in advance.

    Does not commit.

    Raises:
        Refused: somebody owes nothing then, the amount is not known, or another amount stands
            there already.
    """
    by_month: defaultdict[str, dict[int, Payment]] = defaultdict(dict)
    for payment in payments:
        by_month[payment.month][payment.member_id] = payment
    paid = paid_fen = skipped = 0
    for month, asked in sorted(by_month.items()):
        lines = _lines(unit, month, asked)
        written: dict[int, dict[str, object]] = {}
        for member_id, payment in asked.items():
            line = lines[member_id]
            amount = _amount(unit, line, payment)
            if amount is None:
                skipped += 1
                continue
            written[line.id] = {"paid_fen": amount, **_how(manner)}
            paid_fen += amount - (line.paid_fen or 0)
        unit.update_all(Dues, written)
        paid += len(written)
    return Registered(paid, paid_fen, skipped)


def _how(manner: Manner) -> dict[str, object]:
    return {
        "paid_on": manner.paid_on,
        "way": manner.way,
        "receipt_no": manner.receipt_no,
        "collector_name": manner.collector_name,
    }


def _lines(unit: Unit, month: str, asked: Mapping[int, Payment]) -> dict[int, Line]:
    """The lines of whoever pays; those in advance are made now."""
    few = list(asked) if len(asked) <= _FEW else None
    lines = listed(unit.connection, month, few)
    if missing := asked.keys() - lines.keys():
        standard = standard_of(profile_of(unit.connection), month)
        planned = owing(unit.connection, month, standard, few)
        coming = [line for line in planned if line.member_id in missing]
        unit.insert(Dues, lines_of(month, coming))
        lines = listed(unit.connection, month, few)
        for member_id in sorted(missing - lines.keys()):
            raise Refused(
                f"{_name(unit, member_id)}在 {month} 不用交会费",
                _SAFE,
                "请核对会籍变动，或去掉这个月再登记",
                "R-541",
            )
    return lines


def _amount(unit: Unit, line: Line, payment: Payment) -> int | None:
    """What the line shall say was paid; ``None`` where nothing is to be written."""
    if payment.amount_fen is None:
        if line.due_fen is None:
            raise Refused(
                f"{_name(unit, line.member_id)} {payment.month} 的应缴数还不知道",
                _SAFE,
                "请先登记会费基数并重新生成，或直接填实缴数",
                "R-542",
            )
        return line.due_fen if line.due_fen > (line.paid_fen or 0) else None
    if line.paid_fen is not None and line.paid_fen != payment.amount_fen:
        raise Refused(
            f"{_name(unit, line.member_id)} {payment.month} 已登记实缴"
            f" {show_kind(Kind.MONEY, line.paid_fen)} 元",
            _SAFE,
            "要改这笔，请先更正原来的登记",
            "R-543",
        )
    return payment.amount_fen if line.paid_fen is None else None


def _name(unit: Unit, member_id: int) -> str:
    member = table_of(Member)
    found = unit.connection.scalar(select(member.c.name).where(member.c.id == member_id))
    return str(found or "")


def withdraw_payments(unit: Unit, dues_ids: Iterable[int], reason: str) -> int:
    """Take back what lines say was paid; each keeps a remark of what it said and why.

    Does not commit.

    Returns:
        How many lines said something.
    """
    dues = table_of(Dues)
    withdrawn = 0
    for batch in batches(dues_ids):
        rows = unit.connection.execute(
            select(dues.c.id, dues.c.paid_fen, dues.c.note).where(
                dues.c.id.in_(batch), dues.c.paid_fen.is_not(None)
            )
        ).all()
        written = {}
        for number, paid_fen, note in rows:
            said = f"{unit.today}更正：原登记实缴{show_kind(Kind.MONEY, paid_fen)}元，{reason}"
            remark = f"{note}；{said}" if note else said
            written[number] = _how(Manner()) | {"paid_fen": None, "note": remark[-_NOTE:]}
        unit.update_all(Dues, written)
        withdrawn += len(written)
    return withdrawn


def give_receipt(unit: Unit, manner: Manner, *, payer: str, months: str, amount_fen: int) -> None:
    """Enter the receipt of a payment in the book of receipts. Does not commit.

    Raises:
        Refused: the number is in the book already.
    """
    receipt = table_of(DuesReceipt)
    known = unit.connection.scalar(
        select(func.count()).where(
            receipt.c.number == manner.receipt_no, receipt.c.retired_at.is_(None)
        )
    )
    if known:
        raise Refused(
            f"收据号 {manner.receipt_no} 已登记过", _SAFE, "请改用下一个号，或先核对收据", "R-544"
        )
    unit.insert(
        DuesReceipt,
        [
            {
                "number": manner.receipt_no,
                "issued_on": manner.paid_on,
                "payer": payer,
                "months": months,
                "amount_fen": amount_fen,
                "handler_name": manner.collector_name,
                "is_void": False,
            }
        ],
    )
