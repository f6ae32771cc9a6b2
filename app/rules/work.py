"""Rules of the work on which membership rests: hiring, contract, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from app.models.all import member
from app.models.members.standing import Standing
from app.rules.rule import Breach, Rule, Scope
from app.spec.dates import surely_after
from app.spec.findings import Citation, Level

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMBER = member.Member.__tablename__
_MEMBER = member.Member.__table__.c
_FOLLOWS_WORK = Citation("中国工会章程", "第五条", confirmed=True)
_ROSTER = Citation("职工花名册（ZZ-04）")


def left_work(scope: Scope) -> Iterator[Breach]:
    """Membership follows the labour relation (handbook of members, 2.4 T1): who left is sent on."""
    rows = scope.reader.execute(
        select(_MEMBER.id, _MEMBER.name, _MEMBER.left_on).where(
            _MEMBER.retired_at.is_(None),
            *scope.among(_MEMBER.id),
            _MEMBER.standing == Standing.REGULAR,
            _MEMBER.left_on <= scope.today,
        )
    )
    for number, name, left_on in rows:
        message = f"{name}已于{left_on}离职，会籍仍是“正常”，请办理转出或保留会籍。"
        yield Breach(message, number, "left_on", name)


def work_dates(scope: Scope) -> Iterator[Breach]:
    """Nobody leaves before being hired, and no contract ends before it begins."""
    columns = (_MEMBER.hired_on, _MEMBER.left_on, _MEMBER.contract_from, _MEMBER.contract_until)
    rows = scope.reader.execute(
        select(_MEMBER.id, _MEMBER.name, *columns).where(
            _MEMBER.retired_at.is_(None),
            *scope.among(_MEMBER.id),
            or_(_MEMBER.left_on.is_not(None), _MEMBER.contract_until.is_not(None)),
        )
    )
    for number, name, hired_on, left_on, begins, ends in rows:
        if hired_on and left_on and surely_after(hired_on, left_on):
            message = f"离职日期{left_on}早于入职日期{hired_on}，请核对。"
            yield Breach(message, number, "left_on", name)
        if begins and ends and surely_after(begins, ends):
            message = f"合同终止日期{ends}早于起始日期{begins}，请核对。"
            yield Breach(message, number, "contract_until", name)


RULES = (
    Rule("mem-left-work", MEMBER, Level.WARNING, (_FOLLOWS_WORK,), left_work),
    Rule("mem-work-dates", MEMBER, Level.ERROR, (_ROSTER,), work_dates, at_save=True),
)
