"""Rules of members and membership (handbook of members, 6.1)."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import exists, func, or_, select

from app.models.all import journal, members, membership
from app.models.base import codes, spec_of
from app.models.standing import ENTRIES, ON_ROLL, ChangeKind, Standing
from app.rules.rule import Breach, Rule, Scope
from app.spec.dates import surely_after
from app.spec.findings import Citation, Level
from app.spec.identity import ResidentId, read_resident_id
from app.spec.kinds import Kind
from app.spec.values import mask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement

MEMBER = members.Member.__tablename__
EVENT = membership.MembershipEvent.__tablename__
_MEMBER = members.Member.__table__.c
_EVENT = membership.MembershipEvent.__table__.c

_ID_CARD = "1"
_DIGITS_OF_A_CARD = 11
_SEXES = frozenset({"1", "2"})  # the others say that it is not known
_OUT_OF_WORK = frozenset({"3", "4", "5"})  # 失业, 退休, 离休
# The five rosters an inspection asks for first, and the papers and registers that are one.
_ROSTERS = {
    "职工": frozenset({"ZZ-04"}),
    "工会干部": frozenset({"ZZ-09"}),
    "工会会员": frozenset({"ZZ-05", MEMBER, "member-roster"}),
    "会员（职工）代表": frozenset({"ZZ-12", "MZ-01"}),
    "工会积极分子": frozenset({"ZZ-11"}),
}
_PAPERS_MADE = ("print_form", "export_register")

_charter = partial(Citation, "中国工会章程", "", confirmed=True)
_membership_rules = partial(Citation, "工会会员会籍管理办法", "", confirmed=True)
_ID_STANDARD = Citation("公民身份号码", "GB 11643—1999", confirmed=True)
_TEMPLATE = Citation("会员实名制导入模板", confirmed=True)
_ROSTER_RULE = Citation("省级加强基层工会建设意见")
_TRANSFER_RULE = Citation("工会会员会籍管理办法")  # the article is not known yet


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
    """Members with a resident's card, or with a number like one and no type of paper.

    No other paper has eleven or more characters that are all digits, so a resident's number of
    which some are missing is known too.
    """
    number = _MEMBER.id_number
    other_characters = func.length(func.trim(number, "0123456789X"))
    digits = (func.length(number) >= _DIGITS_OF_A_CARD) & (other_characters == 0)
    untyped = _MEMBER.id_type.is_(None) & (digits | func.length(number).in_((15, 18)))
    rows = scope.reader.execute(
        select(_MEMBER.id, _MEMBER.name, number, _MEMBER.sex, _MEMBER.born_on).where(
            *_asked(scope), number.is_not(None), or_(_MEMBER.id_type == _ID_CARD, untyped)
        )
    )
    return [_Identity(*row, read_resident_id(row[2])) for row in rows]


def _age(born_on: str, today: str) -> int:
    """Full years on ``today``."""
    return int(today[:4]) - int(born_on[:4]) - (today[5:] < born_on[5:])


def id_format(scope: Scope) -> Iterator[Breach]:
    """A resident number has 18 characters and a real day of birth; 15 figures are refused.

    An age outside the profile's bounds is a warning: it is rare, not impossible.
    """
    youngest = scope.figure("member.id_age_min")
    oldest = scope.figure("member.id_age_max")
    for person in scope.once(_identities):
        born_on = person.read.born_on if person.read else None
        figure = None
        if len(person.number) == 15 and person.number.isdigit():
            said = "身份证号码格式或出生日期有误：15位旧号码已停用，请改填18位号码。"
        elif born_on is None or born_on > scope.today:
            said = "身份证号码格式或出生日期有误。"
        elif not youngest.value <= (age := _age(born_on, scope.today)) <= oldest.value:
            figure = youngest if age < youngest.value else oldest
            limits = f"{youngest.value}至{oldest.value}周岁"
            said = f"按身份证号码现年{age}周岁，不在{limits}之间，请核对。"
        else:
            continue
        level = Level.WARNING if figure else None
        yield Breach(said, person.id, "id_number", person.name, figure, level)


def id_check(scope: Scope) -> Iterator[Breach]:
    """The last character of a resident number is the computed one."""
    for person in scope.once(_identities):
        if person.read and person.read.born_on and not person.read.check_holds:
            yield Breach(
                "身份证号码校验位不正确，请重新核对。", person.id, "id_number", person.name
            )


def id_unique(scope: Scope) -> Iterator[Breach]:
    """One person joins once: no number stands twice among members not ended."""
    number = _MEMBER.id_number
    not_ended = (*ON_ROLL, Standing.APPLICANT)
    counted = (
        _MEMBER.retired_at.is_(None),
        func.coalesce(_MEMBER.standing, Standing.APPLICANT).in_(not_ended),
    )
    twice = select(number).where(*counted, number.is_not(None))
    if scope.ids is not None:
        twice = twice.where(number.in_(select(number).where(*_asked(scope)).correlate(None)))
    twice = twice.group_by(number).having(func.count() > 1).correlate(None)
    rows = scope.reader.execute(
        select(_MEMBER.id, _MEMBER.name, number).where(*_asked(scope), *counted, number.in_(twice))
    )
    for member_id, name, number in rows:
        message = f"证件号码{mask(number)}已存在，同一人不得重复入会。"
        yield Breach(message, member_id, "id_number", name)


def sex_and_birth(scope: Scope) -> Iterator[Breach]:
    """Sex and birthday agree with the number, as far as all three are known."""
    for person in scope.once(_identities):
        read = person.read
        if read is None or read.born_on is None or not read.check_holds:
            continue  # a wrong number says nothing of its holder
        if person.sex in _SEXES and person.sex != read.sex:
            field = "sex"
        elif person.born_on and not read.born_on.startswith(person.born_on):
            field = "born_on"
        else:
            continue
        yield Breach("性别或出生日期与身份证号不一致。", person.id, field, person.name)


def code_list(scope: Scope) -> Iterator[Breach]:
    """Coded columns hold codes of their lists; imports are told the same while they read."""
    for name, field in spec_of(members.Member).fields.items():
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
            examples = "、".join(field.choices.nearest(found))
            message = f"{person}的“{field.label}”填写不规范，可填：{examples}。"
            yield Breach(message, member_id, name, person)


def approve_date(scope: Scope) -> Iterator[Breach]:
    """Membership counts from the day the committee approves: applied, approved, today in order.

    Dates known to the month are wrong only where the month itself is. Whoever came by transfer
    was approved elsewhere. A day not noted yet refuses no save.
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
    noted = exists().where(
        _EVENT.member_id == _MEMBER.id,
        _EVENT.retired_at.is_(None),
        _EVENT.kind.in_(ENTRIES),
        or_(_EVENT.kind == ChangeKind.RECEIVED, _EVENT.approved_on.is_not(None)),
    )
    rows = scope.reader.execute(
        select(_MEMBER.id, _MEMBER.name).where(
            *_asked(scope),
            _MEMBER.standing == Standing.REGULAR,
            _MEMBER.approved_on.is_(None),
            ~noted,
        )
    )
    for member_id, name in rows:
        message = "缺少基层工会批准日期，会籍自批准之日起算。"
        yield Breach(message, member_id, "approved_on", name)


def retain_status(scope: Scope) -> Iterator[Breach]:
    """Whoever retires or loses the job keeps the membership, without dues and vote."""
    rows = scope.reader.execute(
        select(_MEMBER.id, _MEMBER.name, _MEMBER.employment).where(
            *_asked(scope),
            _MEMBER.standing == Standing.REGULAR,
            _MEMBER.employment.in_(_OUT_OF_WORK),
        )
    )
    for member_id, name, employment in rows:
        state = codes("employment").label(employment)
        message = f"{name}已{state}，请办理保留会籍手续。"
        yield Breach(message, member_id, "employment", name)


def quit_card(scope: Scope) -> Iterator[Breach]:
    """The committee announces a resignation and takes the card back, or notes why not."""
    rows = scope.reader.execute(
        select(_EVENT.id, _MEMBER.name)
        .join_from(membership.MembershipEvent.__table__, members.Member.__table__)
        .where(
            _EVENT.retired_at.is_(None),
            _EVENT.kind == ChangeKind.RESIGNED,
            *scope.among(_EVENT.id),
            or_(_EVENT.announced_on.is_(None), _EVENT.card_returned.is_not(True)),
            func.coalesce(_EVENT.note, "") == "",
        )
    )
    for event_id, name in rows:
        yield Breach("请登记宣布退会日期并收回会员证。", event_id, "announced_on", name)


def transfer_receipt(scope: Scope) -> Iterator[Breach]:
    """The union a member was sent to confirms it with a receipt, in the profile's days."""
    allowed = scope.figure("member.transfer_receipt_days")
    rows = scope.reader.execute(
        select(_EVENT.id, _MEMBER.name, _EVENT.happened_on)
        .join_from(membership.MembershipEvent.__table__, members.Member.__table__)
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
                f"转出已{days}天未收到接收工会回执，请跟进。",
                event_id,
                "receipt_on",
                name,
                figure=allowed,
                due=(sent + dt.timedelta(days=allowed.value)).isoformat(),
            )


def rosters(scope: Scope) -> Iterator[Breach]:
    """The five basic rosters exist, none older than the profile's months.

    There is no register of printed papers yet. A roster counts as made when the history has an
    action ``print_form`` or ``export_register`` whose facts name it: ``{"form": "ZZ-05"}``.
    """
    months = scope.figure("roster.fresh_months")
    action = journal.Action
    form = action.facts["form"].as_string()
    made: dict[str, str] = dict(
        scope.reader.execute(
            select(form, func.max(action.at))
            .where(action.name.in_(_PAPERS_MADE), form.is_not(None))
            .group_by(form)
        ).all()
    )
    oldest = _months_before(scope.today, months.value)
    missing = [
        title
        for title, forms in _ROSTERS.items()
        if max((made.get(each, "")[:10] for each in forms), default="") < oldest
    ]
    if missing:
        yield Breach(f"缺少（或未更新）花名册：{'、'.join(missing)}。", figure=months)


def _months_before(day: str, months: int) -> str:
    """The corresponding day ``months`` earlier; as text it also works where there is none."""
    whole = int(day[:4]) * 12 + int(day[5:7]) - 1 - months
    return f"{whole // 12:04d}-{whole % 12 + 1:02d}-{day[8:]}"


_ERROR, _WARNING = Level.ERROR, Level.WARNING
RULES = (
    Rule("mem-id-format", MEMBER, _ERROR, (_ID_STANDARD,), id_format, at_save=True),
    Rule("mem-id-check", MEMBER, _ERROR, (_ID_STANDARD,), id_check, at_save=True),
    Rule("mem-id-unique", MEMBER, _ERROR, (_membership_rules("第三条"),), id_unique, at_save=True),
    Rule("mem-sex-birth", MEMBER, _WARNING, (_ID_STANDARD,), sex_and_birth, at_save=True),
    Rule("mem-code-list", MEMBER, _ERROR, (_TEMPLATE,), code_list),
    Rule("mem-approve-date", MEMBER, _ERROR, (_charter("第二条"),), approve_date, at_save=True),
    Rule("mem-retain-status", MEMBER, _WARNING, (_charter("第八条"),), retain_status),
    Rule("mem-transfer-receipt", EVENT, _WARNING, (_TRANSFER_RULE,), transfer_receipt),
    Rule("mem-quit-card", EVENT, _WARNING, (_charter("第六条"),), quit_card, at_save=True),
    Rule("mem-rosters", "", _WARNING, (_ROSTER_RULE,), rosters),
)
