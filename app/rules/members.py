"""Rules of members and membership (handbook of members, 6.1)."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import exists, func, not_, or_, select

from app.models.all import journal, member, membership
from app.models.base import codes, spec_of
from app.models.distinct import distinct_pairs, known_apart
from app.models.members.standing import ENTRIES, ON_ROLL, ChangeKind, Standing
from app.rules.identity import BAD_CHECK, ID_CARD, disagreements, is_residents, shape_fault
from app.rules.rule import Breach, Rule, Scope
from app.spec.dates import surely_after
from app.spec.findings import Citation, Level
from app.spec.identity import ResidentId, read_resident_id
from app.spec.kinds import Kind
from app.spec.values import mask

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement

MEMBER = member.Member.__tablename__
_MEMBER = member.Member.__table__.c
_EVENT = membership.MembershipEvent.__table__.c

_NAMED = 3  # people named in one message
_TO_RETAIN = frozenset({"3", "4", "5"})  # 失业, 退休, 离休: who keeps a membership without work
# Of the five rosters an inspection asks for first, those that this program prints, and the papers
# and registers that are one. Officers and delegates are in no register yet: nobody could satisfy
# a rule that asks for their rosters here.
ROSTERS = {
    "职工": frozenset({"ZZ-04", "worker-roster"}),
    "工会会员": frozenset({"ZZ-05", MEMBER, "member-roster"}),
    "工会积极分子": frozenset({"ZZ-11", "activist", "activist-roster"}),
}
# Roster to the paper that is it.
PRINTED_HERE = {
    "职工": "职工花名册",
    "工会会员": "会员花名册",
    "工会积极分子": "工会积极分子（志愿者）名册",
}
_PAPERS_MADE = ("print_form", "export_register")

_charter = partial(Citation, "中国工会章程", "", confirmed=True)
_membership_rules = partial(Citation, "工会会员会籍管理办法", "", confirmed=True)
_ID_STANDARD = Citation("公民身份号码", "GB 11643—1999", confirmed=True)
_TEMPLATE = Citation("会员实名制导入模板", confirmed=True)
_ROSTER_RULE = Citation("省级加强基层工会建设意见")


class _Identity(NamedTuple):
    """A member and what the identity number says; ``read`` is ``None`` without its shape."""

    id: int
    name: str
    number: str
    sex: str | None
    born_on: str | None
    read: ResidentId | None


def _asked(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    """The members asked about, but for those put aside."""
    return (_MEMBER.retired_at.is_(None), *scope.among(_MEMBER.id))


def _identities(scope: Scope) -> list[_Identity]:
    """Members with a resident's card, or with a number of no named paper."""
    kind = _MEMBER.id_type
    rows = scope.reader.execute(
        select(
            _MEMBER.id, _MEMBER.name, _MEMBER.id_number, _MEMBER.sex, _MEMBER.born_on, kind
        ).where(
            *_asked(scope),
            _MEMBER.id_number.is_not(None),
            or_(kind == ID_CARD, kind.is_(None)),
        )
    )
    return [
        _Identity(member_id, name, number, sex, born_on, read_resident_id(number))
        for member_id, name, number, sex, born_on, paper in rows
        if is_residents(number, paper)
    ]


def id_format(scope: Scope) -> Iterator[Breach]:
    """A resident number has 18 characters and a real day of birth; 15 figures are refused.

    An age outside the profile's bounds is a warning: it is rare, not impossible.
    """
    youngest = scope.figure("member.id_age_min")
    oldest = scope.figure("member.id_age_max")
    for person in scope.once(_identities):
        fault = shape_fault(person.number, person.read, scope.today, youngest, oldest)
        if fault is not None:
            level = Level.WARNING if fault.figure else None
            yield Breach(fault.message, person.id, "id_number", person.name, fault.figure, level)


def id_check(scope: Scope) -> Iterator[Breach]:
    """The last character of a resident number is the computed one."""
    for person in scope.once(_identities):
        if person.read and person.read.born_on and not person.read.check_holds:
            yield Breach(BAD_CHECK, person.id, "id_number", person.name)


def _shared(
    scope: Scope, column: ColumnElement[str | None]
) -> Iterator[tuple[Sequence[Any], list[Sequence[Any]]]]:
    """Members asked about who have a value that another member not ended has.

    Yields:
        Number, name and value of the member, and the same of the others.
    """
    counted = (
        _MEMBER.retired_at.is_(None),
        func.coalesce(_MEMBER.standing, Standing.APPLICANT).in_(
            (*ON_ROLL, Standing.APPLICANT, Standing.WORKER)
        ),
        column.is_not(None),
    )
    if scope.ids is None:
        several = select(column).where(*counted).group_by(column).having(func.count() > 1)
        wanted = column.in_(several.correlate(None))
    else:  # their few values, looked for in one pass
        own = select(column).where(*_asked(scope), column.is_not(None))
        wanted = column.in_(scope.reader.scalars(own).all())
    rows = scope.reader.execute(
        select(_MEMBER.id, _MEMBER.name, column)
        .where(*counted, wanted)
        .order_by(column, _MEMBER.id)
    )
    for _value, group in groupby(rows, key=itemgetter(2)):
        sharers = list(group)
        if len(sharers) == 1:
            continue
        for each in sharers:
            if scope.ids is None or each[0] in scope.ids:
                yield each, [other for other in sharers if other is not each]


def id_unique(scope: Scope) -> Iterator[Breach]:
    """One person joins once: no number stands twice among members not ended."""
    for (member_id, name, number), _others in _shared(scope, _MEMBER.id_number):
        message = f"证件号码{mask(number)}已存在，同一人不得重复入会。"
        yield Breach(message, member_id, "id_number", name)


def _found_apart(scope: Scope) -> frozenset[int]:
    """Members of whom somebody concluded that another is not the same person."""
    pairs = distinct_pairs(scope.reader, MEMBER)
    return frozenset(number for pair in pairs for number in pair)


def phone_unique(scope: Scope) -> Iterator[Breach]:
    """A telephone that several people gave is shared, or was written in the wrong line."""
    for (member_id, name, mobile), sharers in _shared(scope, _MEMBER.mobile):
        others = sharers
        if member_id in scope.once(_found_apart):
            apart = known_apart(scope.reader, member_id, frozenset(other[0] for other in sharers))
            others = [other for other in sharers if other[0] not in apart]
        if not others:
            continue  # each of them was found to be somebody else
        named = "、".join(other[1] for other in others[:_NAMED])
        more = f"等{len(others)}人" if len(others) > _NAMED else ""
        message = f"{name}与{named}{more}登记了同一个电话{mask(mobile)}，请核对。"
        yield Breach(message, member_id, "mobile", name)


def sex_and_birth(scope: Scope) -> Iterator[Breach]:
    """Sex and birthday agree with the number, as far as all three are known."""
    for person in scope.once(_identities):
        for field, message in disagreements(person.read, person.sex, person.born_on):
            yield Breach(message, person.id, field, person.name)


def code_list(scope: Scope) -> Iterator[Breach]:
    """Coded columns hold codes of their lists; imports are told the same while they read."""
    for name, field in spec_of(member.Member).fields.items():
        if field.kind is not Kind.CHOICE or field.choices is None:
            continue
        known = [entry.code for entry in field.choices.codes]
        value = _MEMBER[name]
        rows = scope.reader.execute(
            select(_MEMBER.id, _MEMBER.name, value).where(
                *_asked(scope), value.is_not(None), value.not_in(known)
            )
        )
        for member_id, person, found in rows:
            examples = field.choices.examples(found)
            message = f"{person}的“{field.label}”填写不规范，可填：{examples}。"
            yield Breach(message, member_id, name, person)


def approve_date(scope: Scope) -> Iterator[Breach]:
    """Membership counts from the day the committee approves: applied, approved, today in order.

    Dates known to the month are wrong only where the month itself is. Whoever came by transfer
    was approved elsewhere. A day or a meeting not noted yet refuses no save.
    """
    rows = scope.reader.execute(
        select(_MEMBER.id, _MEMBER.name, _MEMBER.applied_on, _MEMBER.approved_on).where(
            *_asked(scope), _MEMBER.approved_on.is_not(None)
        )
    )
    for member_id, name, applied_on, approved_on in rows:
        if applied_on and surely_after(applied_on, approved_on):
            yield Breach(
                f"批准日期{approved_on}早于申请日期{applied_on}，请核对。",
                member_id,
                "approved_on",
                name,
            )
        if surely_after(approved_on, scope.today):
            message = f"批准日期{approved_on}晚于今天，请核对。"
            yield Breach(message, member_id, "approved_on", name)
    if not scope.saving:
        yield from _not_approved(scope)


def _not_approved(scope: Scope) -> Iterator[Breach]:
    """Members of whose approval the day, or the meeting that gave it, stands nowhere."""
    entry = exists().where(
        _EVENT.member_id == _MEMBER.id, _EVENT.retired_at.is_(None), _EVENT.kind.in_(ENTRIES)
    )
    dated = or_(_MEMBER.approved_on.is_not(None), entry.where(_EVENT.approved_on.is_not(None)))
    founded = or_(_MEMBER.approval_no.is_not(None), entry.where(_EVENT.approval_no.is_not(None)))
    rows = scope.reader.execute(
        select(_MEMBER.id, _MEMBER.name, dated).where(
            *_asked(scope),
            _MEMBER.standing == Standing.REGULAR,
            ~entry.where(_EVENT.kind == ChangeKind.RECEIVED),
            not_(dated & founded),
        )
    )
    for member_id, name, is_dated in rows:
        if is_dated:
            message = "缺少入会的批准依据，请补记批准入会的委员会会议或批复。"
            yield Breach(message, member_id, "approval_no", name)
        else:
            message = "缺少基层工会批准日期，会籍自批准之日起算。"
            yield Breach(message, member_id, "approved_on", name)


def retain_status(scope: Scope) -> Iterator[Breach]:
    """Whoever retires or loses the job keeps the membership, without dues and vote."""
    rows = scope.reader.execute(
        select(_MEMBER.id, _MEMBER.name, _MEMBER.employment).where(
            *_asked(scope),
            _MEMBER.standing == Standing.REGULAR,
            _MEMBER.employment.in_(_TO_RETAIN),
        )
    )
    for member_id, name, employment in rows:
        state = codes("employment").label(employment)
        message = f"{name}已{state}，请办理保留会籍手续。"
        yield Breach(message, member_id, "employment", name)


def rosters(scope: Scope) -> Iterator[Breach]:
    """The basic rosters exist, none older than the profile's months; a new ledger needs none.

    There is no register of printed papers yet. A roster counts as made when the history has an
    action ``print_form`` or ``export_register`` whose facts name it: ``{"form": "ZZ-05"}``. One
    of a single group, of chosen columns, or an empty form, is no roster; one of a past day is as
    old as that day.
    """
    if scope.reader.scalar(select(func.count()).where(_MEMBER.retired_at.is_(None))) == 0:
        return
    months = scope.figure("roster.fresh_months")
    action = journal.Action
    form, as_at, group, columns, blank = (
        action.facts[name].as_string() for name in ("form", "as_at", "group", "columns", "blank")
    )
    made: dict[str, str] = {}
    rows = scope.reader.execute(
        select(form, as_at, action.at).where(
            action.name.in_(_PAPERS_MADE),
            form.is_not(None),
            group.is_(None),
            columns.is_(None),
            blank.is_(None),
        )
    )
    for paper, told_of, at in rows:
        made[paper] = max(made.get(paper, ""), min(told_of or at[:10], at[:10]))
    oldest = _months_before(scope.today, months.value)
    missing = [
        title
        for title, forms in ROSTERS.items()
        if max((made.get(each, "") for each in forms), default="") < oldest
    ]
    if missing:
        papers = "".join(f"“{PRINTED_HERE[each]}”" for each in missing)
        message = f"缺少（或未更新）花名册：{'、'.join(missing)}，请打印{papers}。"
        yield Breach(message, figure=months)


def _months_before(day: str, months: int) -> str:
    """The corresponding day ``months`` earlier; as text it also works where there is none."""
    whole = int(day[:4]) * 12 + int(day[5:7]) - 1 - months
    return f"{whole // 12:04d}-{whole % 12 + 1:02d}-{day[8:]}"


_ERROR, _WARNING = Level.ERROR, Level.WARNING
RULES = (
    Rule("mem-id-format", MEMBER, _ERROR, (_ID_STANDARD,), id_format, at_save=True),
    Rule("mem-id-check", MEMBER, _ERROR, (_ID_STANDARD,), id_check, at_save=True),
    Rule("mem-id-unique", MEMBER, _ERROR, (_membership_rules("第三条"),), id_unique, at_save=True),
    Rule("mem-phone-unique", MEMBER, Level.NOTE, (_TEMPLATE,), phone_unique, at_save=True),
    Rule("mem-sex-birth", MEMBER, _WARNING, (_ID_STANDARD,), sex_and_birth, at_save=True),
    Rule("mem-code-list", MEMBER, _ERROR, (_TEMPLATE,), code_list),
    Rule("mem-approve-date", MEMBER, _ERROR, (_charter("第二条"),), approve_date, at_save=True),
    Rule("mem-retain-status", MEMBER, _WARNING, (_charter("第八条"),), retain_status),
    Rule("mem-rosters", "", _WARNING, (_ROSTER_RULE,), rosters),
)
