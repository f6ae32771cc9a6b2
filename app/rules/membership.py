"""Rules of membership events: their days, and whether they follow from one another."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from app.models.all import member, membership
from app.models.base import codes
from app.models.members.standing import NOTED_LATER, ChangeKind, Event, Standing
from app.models.members.standing import membership as fold
from app.rules.rule import Breach, Rule, Scope
from app.spec.dates import surely_after
from app.spec.findings import Citation, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement

MEMBER = member.Member.__tablename__
EVENT = membership.MembershipEvent.__tablename__
_MEMBER = member.Member.__table__.c
_EVENT = membership.MembershipEvent.__table__.c
_CHARTER = Citation("中国工会章程", article="第二条", confirmed=True)
_LEAVING = Citation("中国工会章程", article="第六条", confirmed=True)
_MEMBERSHIP_RULES = Citation("工会会员会籍管理办法", confirmed=True)
_TRANSFERS = Citation("工会会员会籍管理办法")  # the article is not known yet
_UNPAID = "11"  # code of membership_reason: deemed to have resigned
_EXPELLING = Citation("中国工会章程", article="第七条", confirmed=True)
_STEPS_OF_RESIGNING = (  # field, and what is to be done about it
    ("requested_on", "登记书面申请日期"),
    ("announced_on", "登记宣布退会日期"),
    ("card_returned", "收回会员证（收不回的在备注写明原因）"),
)
_STEPS_OF_EXPELLING = (
    ("judgment", "刑事处罚依据"),
    ("group_opinion", "小组意见"),
    ("approved_on", "委员会决定"),
    ("filed_on", "报上级备案日期"),
)


def joining_day(scope: Scope) -> Iterator[Breach]:
    """Nobody joins in the future, or before being born."""
    joined, born = _MEMBER.joined_on, _MEMBER.born_on
    rows = scope.reader.execute(
        select(_MEMBER.id, _MEMBER.name, joined, born).where(
            _MEMBER.retired_at.is_(None),
            *scope.among(_MEMBER.id),
            or_(joined > scope.today, joined < born),
        )
    )
    for member_id, name, joined_on, born_on in rows:
        if surely_after(joined_on, scope.today):
            yield Breach(f"入会日期{joined_on}晚于今天，请核对。", member_id, "joined_on", name)
        elif born_on and surely_after(born_on, joined_on):
            message = f"入会日期{joined_on}早于出生日期，请核对。"
            yield Breach(message, member_id, "joined_on", name)


def event_day(scope: Scope) -> Iterator[Breach]:
    """A change of membership is recorded when it has happened, not before."""
    rows = scope.reader.execute(
        select(_EVENT.id, _EVENT.happened_on, _MEMBER.name)
        .join_from(membership.MembershipEvent.__table__, member.Member.__table__)
        .where(
            _EVENT.retired_at.is_(None),
            *scope.among(_EVENT.id),
            _EVENT.happened_on > scope.today,
        )
    )
    for event_id, happened_on, name in rows:
        if surely_after(happened_on, scope.today):
            message = f"{name}的会籍变动日期{happened_on}晚于今天，请核对。"
            yield Breach(message, event_id, "happened_on", name)


def _of_the_same_people(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    """The condition that keeps events to those of whom an event is asked about."""
    if scope.ids is None:
        return ()
    asked = select(_EVENT.member_id).where(_EVENT.id.in_(scope.ids)).correlate(None)
    return (_EVENT.member_id.in_(asked),)


def standing(scope: Scope) -> Iterator[Breach]:
    """Each change of membership is one that the standing before it allows."""
    stories: defaultdict[int, list[Event]] = defaultdict(list)
    rows = scope.reader.execute(
        select(
            _EVENT.member_id,
            _EVENT.id,
            _EVENT.kind,
            _EVENT.happened_on,
            _EVENT.group_id,
            _EVENT.reason,
        ).where(_EVENT.retired_at.is_(None), *_of_the_same_people(scope))
    )
    for member_id, *facts in rows:
        stories[member_id].append(Event(*facts))
    wrong = {
        event.id: (member_id, event)
        for member_id, story in stories.items()
        if (now := fold(story)).contradictions
        for event in story
        if event.id in now.contradictions and (scope.ids is None or event.id in scope.ids)
    }
    for event_id, (member_id, event) in wrong.items():
        name = scope.reader.scalar(select(_MEMBER.name).where(_MEMBER.id == member_id)) or ""
        change = codes("membership_change").label(event.kind)
        message = f"{name}{event.happened_on}的“{change}”与此前的会籍状态不衔接，请核对。"
        yield Breach(message, event_id, "kind", name)


def _undone(
    scope: Scope, kind: ChangeKind, steps: Sequence[tuple[str, str]], *done: ColumnElement[bool]
) -> Iterator[tuple[int, str, list[tuple[str, str]]]]:
    """Of the events of a kind that lack some of its steps: number, whose, and what is missing.

    Args:
        steps: field of each, and what is to be done about it.
        done: for each step whether it was taken.
    """
    rows = scope.reader.execute(
        select(_EVENT.id, _MEMBER.name, *done)
        .join_from(membership.MembershipEvent.__table__, member.Member.__table__)
        .where(_EVENT.retired_at.is_(None), _EVENT.kind == kind, *scope.among(_EVENT.id))
    )
    for event_id, name, *taken in rows:
        missing = [step for step, is_done in zip(steps, taken, strict=True) if not is_done]
        if missing:
            yield event_id, name, missing


def quit_card(scope: Scope) -> Iterator[Breach]:
    """The member asks in writing, the committee announces it and takes the card back or notes why.

    Nobody writes a request who is deemed to have resigned by not paying. What the program itself
    remarked explains nothing about the card.
    """
    explained = func.coalesce(_EVENT.note, "").not_in(("", NOTED_LATER))
    done = (
        or_(_EVENT.requested_on.is_not(None), func.coalesce(_EVENT.reason, "") == _UNPAID),
        _EVENT.announced_on.is_not(None),
        or_(_EVENT.card_returned.is_(True), explained),
    )
    found = _undone(scope, ChangeKind.RESIGNED, _STEPS_OF_RESIGNING, *done)
    for event_id, name, missing in found:
        said = "、".join(words for _field, words in missing)
        yield Breach(f"{name}退会手续不全，请{said}。", event_id, missing[0][0], name)


def expel_procedure(scope: Scope) -> Iterator[Breach]:
    """Who is expelled was punished for a crime; group, committee and higher union have spoken.

    An old register tells of expulsions without their papers. So what is missing is pointed out
    when it is saved, and is an error of the ledger until it is filled in.
    """
    done = (
        func.coalesce(_EVENT.judgment, "") != "",
        func.coalesce(_EVENT.group_opinion, "") != "",
        or_(_EVENT.approved_on.is_not(None), func.coalesce(_EVENT.approval_no, "") != ""),
        _EVENT.filed_on.is_not(None),
    )
    found = _undone(scope, ChangeKind.EXPELLED, _STEPS_OF_EXPELLING, *done)
    for event_id, name, missing in found:
        said = "、".join(words for _field, words in missing)
        yield Breach(
            f"开除{name}的会籍须有刑事处罚依据、小组意见、委员会决定并报上级备案：缺{said}。",
            event_id,
            missing[0][0],
            name,
            level=Level.WARNING if scope.saving else None,
        )


def transfer_receipt(scope: Scope) -> Iterator[Breach]:
    """The union a member was sent to confirms it with a receipt, in the profile's days."""
    allowed = scope.figure("member.transfer_receipt_days")
    rows = scope.reader.execute(
        select(_EVENT.id, _MEMBER.name, _EVENT.happened_on)
        .join_from(membership.MembershipEvent.__table__, member.Member.__table__)
        .where(
            _EVENT.retired_at.is_(None),
            _EVENT.kind == ChangeKind.SENT,
            _EVENT.receipt_on.is_(None),
            _EVENT.happened_on != "",
            _MEMBER.retired_at.is_(None),
            _MEMBER.standing == Standing.TRANSFERRED,
            *scope.among(_EVENT.id),
        )
    )
    for event_id, name, happened_on in rows:
        sent = dt.date.fromisoformat(f"{happened_on}-01-01"[:10])  # a year or month: its first day
        days = (dt.date.fromisoformat(scope.today) - sent).days
        if days > allowed.value:
            yield Breach(
                f"转出已{days}天未收到接收工会回执（应在{allowed.value}天内），请跟进。",
                event_id,
                "receipt_on",
                name,
                figure=allowed,
                due=(sent + dt.timedelta(days=allowed.value)).isoformat(),
            )


RULES = (
    Rule("mem-join-day", MEMBER, Level.ERROR, (_CHARTER,), joining_day, at_save=True),
    Rule("mem-event-day", EVENT, Level.ERROR, (_CHARTER,), event_day, at_save=True),
    Rule("mem-quit-card", EVENT, Level.WARNING, (_LEAVING,), quit_card, at_save=True),
    Rule("mem-expel-procedure", EVENT, Level.ERROR, (_EXPELLING,), expel_procedure, at_save=True),
    Rule(
        "mem-transfer-receipt",
        EVENT,
        Level.WARNING,
        (_TRANSFERS,),
        transfer_receipt,
        has_days=True,
    ),
    Rule("mem-standing", EVENT, Level.WARNING, (_MEMBERSHIP_RULES,), standing),
)
