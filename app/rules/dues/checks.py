"""Rules of dues (handbook of members, 6.1): amounts, exemptions, arrears, 自动退会, receipts."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import func, select

from app.models.members.dues import Dues, DuesReceipt, DuesTalk
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import ChangeKind, Event, Standing, membership
from app.rules.dues.standard import FIXED, RATE, UNPAID_MONTHS, Standard, later, standard_of
from app.rules.dues.unpaid import last_listed, unpaid_runs
from app.rules.rule import Breach, Rule, Scope
from app.spec.findings import PRACTICE, Citation, Level
from app.spec.kinds import Kind
from app.spec.values import show_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DUES = Dues.__tablename__
_DUES, _TALK, _RECEIPT = Dues.__table__.c, DuesTalk.__table__.c, DuesReceipt.__table__.c
_MEMBER, _EVENT = Member.__table__.c, MembershipEvent.__table__.c
_DEEMED = "11"  # code of membership_reason: six months in a row without dues
_NUMBERED = re.compile(r"(.*?)(\d+)")
_NAMED = 5  # numbers told in one message
_MOST_MISSING = 1000  # a larger gap is another book of receipts, not lost ones

_DUES_NOTICE = Citation("关于收交工会会费的通知", "工发〔1978〕101号", confirmed=True)
_QUITTING = Citation("中国工会章程", article="第六条", confirmed=True)
_RETAINING = Citation("中国工会章程", article="第八条", confirmed=True)
_RECEIPTS = Citation("会计基础工作规范", article="第四十八条")
_PRACTICE = Citation(PRACTICE)


def _yuan(fen: int) -> str:
    return show_kind(Kind.MONEY, fen)


def amount(scope: Scope) -> Iterator[Breach]:
    """Dues are half a percent of the base without what is below a full ten yuan.

    By the standard of the row's own month, which may be one sum for everybody; a decided exemption
    stands over it.
    """
    asked = (
        _DUES.retired_at.is_(None),
        _DUES.exemption.is_(None),
        _DUES.due_fen.is_not(None),
        *scope.among(_DUES.id),
    )
    kinds = select(_DUES.month, _DUES.base_fen, _DUES.due_fen).where(*asked).distinct()
    standards: dict[str, Standard] = {}
    for month, base_fen, due_fen in scope.reader.execute(kinds).all():
        if month not in standards:
            standards[month] = standard_of(scope.profile, month)
        right = standards[month].due(base_fen)
        if right is None or right == due_fen:
            continue
        same = (_DUES.month == month, _DUES.base_fen == base_fen, _DUES.due_fen == due_fen)
        rows = scope.reader.execute(
            select(_DUES.id, _MEMBER.name)
            .join_from(Dues.__table__, Member.__table__)
            .where(*asked, *same)
        )
        decides = FIXED if standards[month].fixed_fen else RATE
        figure = scope.profile.figure(decides, f"{month}-01")
        for row_id, name in rows:
            message = f"应交会费{_yuan(right)}元，登记{_yuan(due_fen)}元，请核对。"
            yield Breach(message, row_id, "due_fen", name, figure=figure)


def retained(scope: Scope) -> Iterator[Breach]:
    """Nobody whose membership is retained is charged dues for the months after that."""
    retaining = select(_EVENT.member_id).where(
        _EVENT.kind == ChangeKind.RETAINED, _EVENT.retired_at.is_(None)
    )
    rows = scope.reader.execute(
        select(_DUES.id, _DUES.member_id, _DUES.month, _MEMBER.name)
        .join_from(Dues.__table__, Member.__table__)
        .where(
            _DUES.retired_at.is_(None),
            _DUES.member_id.in_(retaining),
            (func.coalesce(_DUES.due_fen, 0) > 0) | (func.coalesce(_DUES.paid_fen, 0) > 0),
            *scope.among(_DUES.id),
        )
    ).all()
    stories = _stories(scope, {row.member_id for row in rows})
    for row_id, member_id, month, name in rows:
        then = membership(stories[member_id], f"{month}-31")
        if then.standing == Standing.RETAINED and (then.retained_from or "") < f"{month}-01":
            message = f"保留会籍期间免交会费，{int(month[5:])}月不应收取。"
            yield Breach(message, row_id, "due_fen", name)


def _stories(scope: Scope, members: set[int]) -> dict[int, list[Event]]:
    found: defaultdict[int, list[Event]] = defaultdict(list)
    facts = (_EVENT.id, _EVENT.kind, _EVENT.happened_on, _EVENT.group_id, _EVENT.reason)
    query = select(_EVENT.member_id, *facts).where(
        _EVENT.retired_at.is_(None), _EVENT.member_id.in_(members)
    )
    for member_id, *values in scope.reader.execute(query):
        found[member_id].append(Event(*values))
    return found


def unpaid(scope: Scope) -> Iterator[Breach]:
    """Somebody who has paid nothing for six months in a row is talked to, and that is noted."""
    most = scope.figure(UNPAID_MONTHS)
    last = standard_of(scope.profile, scope.today[:7]).last_overdue(scope.today)
    runs = {
        member_id: run
        for member_id, run in unpaid_runs(scope.reader, last, scope.ids).items()
        if len(run) >= most.value
    }
    if not runs:
        return
    talks = _talks(scope)
    members = select(_MEMBER.id, _MEMBER.name).where(
        _MEMBER.retired_at.is_(None), _MEMBER.standing == Standing.REGULAR, *scope.among(_MEMBER.id)
    )
    for member_id, name in scope.reader.execute(members):
        if (run := runs.get(member_id)) is None:
            continue
        talked = [day for day in talks[member_id] if day > _after_month(run[most.value - 1])]
        todo = f"已于{max(talked)}谈话，请跟进" if talked else "请教育提醒并作记录"
        message = f"{name}已连续{len(run)}个月未交会费，{todo}。"
        yield Breach(message, member_id, None, name, figure=most)


def _after_month(month: str) -> str:
    """What every day of a later month, and none of ``month``, sorts after."""
    return f"{month}-99"


def _talks(scope: Scope) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    query = select(_TALK.member_id, _TALK.held_on).where(_TALK.retired_at.is_(None))
    for member_id, held_on in scope.reader.execute(query):
        found[member_id].append(held_on)
    return found


class _Quit(NamedTuple):
    """One 自动退会 as registered."""

    id: int
    member_id: int
    name: str
    happened_on: str
    approved_on: str | None
    approval_no: str | None
    note: str | None


def autoquit(scope: Scope) -> Iterator[Breach]:
    """Deemed to have resigned: six months unpaid and not attended, a talk, then a decision.

    Handbook 2.5. Attendance is in no register yet, so the remark has to tell of it. Where the
    ledger kept no lists for those months it cannot judge, and says so without refusing.
    """
    most = scope.figure(UNPAID_MONTHS)
    rows = scope.reader.execute(
        select(
            _EVENT.id,
            _EVENT.member_id,
            _MEMBER.name,
            _EVENT.happened_on,
            _EVENT.approved_on,
            _EVENT.approval_no,
            _EVENT.note,
        )
        .join_from(MembershipEvent.__table__, Member.__table__)
        .where(
            _EVENT.retired_at.is_(None),
            _EVENT.kind == ChangeKind.RESIGNED,
            _EVENT.reason == _DEEMED,
            *scope.among(_EVENT.id),
        )
    )
    for quit_row in [_Quit(*row) for row in rows]:
        month = quit_row.happened_on[:7]
        last = later(month, -1) if len(month) == len("2026-03") else ""
        if not last or last_listed(scope.reader, last) < later(last, 1 - most.value):
            if not scope.saving:
                message = f"{quit_row.name}退会前没有会费表，不能核对是否连续{most.value}个月未交。"
                yield Breach(
                    message, quit_row.id, "reason", quit_row.name, level=Level.NOTE, figure=most
                )
            continue
        missing = _missing(scope, quit_row, last, most.value)
        if missing:
            said = "、".join(missing)
            message = f"条件不齐，不能按自动退会处理：缺{said}。"
            yield Breach(message, quit_row.id, "reason", quit_row.name, figure=most)
        elif not quit_row.note:
            message = "是否参加过工会活动，台账里没有记录，请在备注写明核实情况。"
            yield Breach(message, quit_row.id, "note", quit_row.name, level=Level.WARNING)


def _missing(scope: Scope, quit_row: _Quit, last: str, most: int) -> list[str]:
    """What lacks before the committee may decide, in the order in which it has to be there."""
    runs = unpaid_runs(scope.reader, last, [quit_row.member_id], on=quit_row.happened_on)
    run = runs.get(quit_row.member_id, ())
    missing = []
    if len(run) < most:
        missing.append(f"连续{most}个月未交会费的记录（现有{len(run)}个月）")
    talked = select(func.count()).where(
        _TALK.retired_at.is_(None),
        _TALK.member_id == quit_row.member_id,
        _TALK.held_on > (_after_month(run[most - 1]) if len(run) >= most else ""),
        _TALK.held_on <= quit_row.happened_on,
    )
    if not scope.reader.scalar(talked):
        missing.append(f"满{most}个月后的教育谈话记录")
    if not (quit_row.approved_on and quit_row.approval_no):
        missing.append("委员会决定（审批日期和依据）")
    return missing


def once(scope: Scope) -> Iterator[Breach]:
    """Each person stands once in the list of a month."""
    others = Dues.__table__.alias().c
    rows = scope.reader.execute(
        select(_DUES.id, _DUES.month, _MEMBER.name)
        .join_from(Dues.__table__, Member.__table__)
        .where(
            _DUES.retired_at.is_(None),
            *scope.among(_DUES.id),
            select(others.id)
            .where(
                others.member_id == _DUES.member_id,
                others.month == _DUES.month,
                others.id < _DUES.id,
                others.retired_at.is_(None),
            )
            .exists(),
        )
    )
    for row_id, month, name in rows:
        yield Breach(f"{name}{month}的会费已有一行，不能重复登记。", row_id, "month", name)


def receipt_numbers(scope: Scope) -> Iterator[Breach]:
    """Receipts are numbered without a gap, and no number is given twice (void ones are kept)."""
    doubled, gaps = number_faults(_numbers(scope))
    for receipt_id, number in doubled:
        yield Breach(f"收据号{number}登记了两次，请核对。", receipt_id, "number", number)
    for receipt_id, missing in gaps:
        named = "、".join(missing[:_NAMED])
        more = f"等{len(missing)}个" if len(missing) > _NAMED else ""
        yield Breach(f"缺收据号{named}{more}，作废的也要登记。", receipt_id, "number", missing[0])


def _numbers(scope: Scope) -> list[tuple[int, str]]:
    """Id and number of the receipts; of those asked about with their like, and the one before."""
    there = select(_RECEIPT.id, _RECEIPT.number).where(_RECEIPT.retired_at.is_(None))
    if scope.ids is None:
        return [(int(number), str(text)) for number, text in scope.reader.execute(there)]
    found: dict[int, str] = {}
    asked = scope.reader.scalars(select(_RECEIPT.number).where(_RECEIPT.id.in_(scope.ids))).all()
    for number in asked:
        longs = func.length(_RECEIPT.number) == len(number)
        before = there.where(longs, _RECEIPT.number < number).order_by(_RECEIPT.number.desc())
        for query in (there.where(_RECEIPT.number == number), before.limit(1)):
            found |= {int(each): str(text) for each, text in scope.reader.execute(query)}
    return list(found.items())


def number_faults(
    rows: Sequence[tuple[int, str]],
) -> tuple[list[tuple[int, str]], list[tuple[int, list[str]]]]:
    """Receipts whose number stands twice, and those before which numbers are missing.

    Args:
        rows: id and number of each receipt.

    Returns:
        Id and number of every second one; id of the receipt after each gap, and what is missing.
    """
    books: defaultdict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    doubled: list[tuple[int, str]] = []
    seen: set[str] = set()
    for receipt_id, number in sorted(rows):
        if number in seen:
            doubled.append((receipt_id, number))
            continue
        seen.add(number)
        if read := _NUMBERED.fullmatch(number):
            books[read[1], len(read[2])].append((int(read[2]), receipt_id))
    gaps = []
    for (prefix, digits), leaves in books.items():
        leaves.sort()
        for (before, _id), (after, receipt_id) in pairwise(leaves):
            if 1 < after - before <= _MOST_MISSING:
                missing = [f"{prefix}{each:0{digits}d}" for each in range(before + 1, after)]
                gaps.append((receipt_id, missing))
    return doubled, gaps


def receipt_amounts(scope: Scope) -> Iterator[Breach]:
    """A receipt says as much as the dues that name it add up to."""
    paid = func.sum(_DUES.paid_fen)
    rows = scope.reader.execute(
        select(_RECEIPT.id, _RECEIPT.number, _RECEIPT.amount_fen, paid)
        .join_from(DuesReceipt.__table__, Dues.__table__, _DUES.receipt_no == _RECEIPT.number)
        .where(
            _RECEIPT.retired_at.is_(None),
            func.coalesce(_RECEIPT.is_void, False).is_(False),
            _RECEIPT.amount_fen.is_not(None),
            _DUES.retired_at.is_(None),
            *scope.among(_RECEIPT.id),
        )
        .group_by(_RECEIPT.id)
        .having(paid != _RECEIPT.amount_fen)
    )
    for receipt_id, number, said, added in rows:
        message = f"收据{number}金额{_yuan(said)}元，会费明细合计{_yuan(added)}元，请核对。"
        yield Breach(message, receipt_id, "amount_fen", number)


RULES = (
    Rule("mem-dues-amount", DUES, Level.WARNING, (_DUES_NOTICE,), amount, at_save=True),
    Rule("mem-retain-dues", DUES, Level.WARNING, (_RETAINING,), retained, at_save=True),
    Rule("mem-dues-once", DUES, Level.ERROR, (_PRACTICE,), once, at_save=True),
    Rule("mem-unpaid-6m", Member.__tablename__, Level.WARNING, (_QUITTING,), unpaid),
    Rule(
        "mem-autoquit-procedure",
        MembershipEvent.__tablename__,
        Level.ERROR,
        (_QUITTING,),
        autoquit,
        at_save=True,
    ),
    Rule(
        "dues-receipt-number",
        DuesReceipt.__tablename__,
        Level.WARNING,
        (_RECEIPTS,),
        receipt_numbers,
    ),
    Rule(
        "dues-receipt-amount",
        DuesReceipt.__tablename__,
        Level.WARNING,
        (_PRACTICE,),
        receipt_amounts,
    ),
)
