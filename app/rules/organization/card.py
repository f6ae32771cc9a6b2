"""Rules of the union's card, of whom it covers and of how many work there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, or_, select

from app.models.all import member, union, units
from app.models.members.standing import Standing
from app.rules.rule import Breach, Rule, Scope
from app.spec.dates import half_year, last_half_year
from app.spec.findings import PRACTICE, Citation, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Row

_UNION = union.Union.__table__
_COUNT = units.Headcount.__table__
_JOINT, _PREPARING = "12", "1"  # of the lists org_kind and union_status
_PART_TIME = "2"  # of the list chair_mode
# Of the list unit_kind: kinds that are companies, and kinds under which a unit may be one. Private
# enterprises and those invested in from outside are limited companies or not, as they were founded.
COMPANIES = frozenset({"151", "159", "161", "169"})
PERHAPS_COMPANIES = frozenset({"170", "200", "300"})

_union_law = partial(Citation, "中华人民共和国工会法", "", confirmed=True)
_COMPANY_LAW = Citation("中华人民共和国公司法", "", "第六十八条")
_OPINION = Citation("省级加强基层工会建设意见")
_CARD = Citation("基层工会组织信息登记表", confirmed=True)
_CHARTER = Citation("中国工会章程")  # the articles on unions and their groups are not known yet


def one_union(scope: Scope) -> Iterator[Breach]:
    """A ledger is one union's: a second union keeps a ledger of its own."""
    rows = scope.reader.execute(
        select(_UNION.c.id, _UNION.c.name)
        .where(_UNION.c.retired_at.is_(None))
        .order_by(_UNION.c.id)
    ).all()
    for number, name in rows[1:]:
        message = f"台账是“{rows[0].name}”的，“{name}”请另建台账；改名请在工会概况里修改。"
        yield Breach(message, number, "name", name)


def union_cards(scope: Scope) -> Sequence[Row[Any]]:
    """The union's card as a row, if it is among the records looked at."""
    return scope.reader.execute(
        select(_UNION).where(_UNION.c.retired_at.is_(None), *scope.among(_UNION.c.id))
    ).all()


def _headcount(scope: Scope) -> Row[Any] | None:
    """The newest headcount of the whole union; ``None`` before there is one."""
    return scope.reader.execute(units.newest_headcount(scope.today)).first()


def _members(scope: Scope) -> int:
    person = member.Member.__table__.c
    query = select(func.count()).where(
        person.retired_at.is_(None), person.standing == Standing.REGULAR
    )
    return int(scope.reader.execute(query).scalar_one())


def committee_required(scope: Scope) -> Iterator[Breach]:
    """A union of so many members has a committee; a card that does not say is not accused."""
    least = scope.figure("found.committee_min_members")
    for card in union_cards(scope):
        if card.has_committee is False and (count := _members(scope)) >= least.value:
            message = f"会员已达{count}人（{least.value}人以上），应当建立工会委员会。"
            yield Breach(message, card.id, "has_committee", card.name, least)


def approval_no(scope: Scope) -> Iterator[Breach]:
    """The approval of the upper union has a number and a day; a union in the making has none.

    A card that does not say yet how far the union is, is warned, not accused.
    """
    for card in union_cards(scope):
        if card.status == _PREPARING or (card.approval_no and card.founded_on):
            continue
        field = "founded_on" if card.approval_no else "approval_no"
        level = Level.ERROR if card.status else Level.WARNING
        message = "缺少上一级工会的建会批复文号或日期。"
        yield Breach(message, card.id, field, card.name, level=level)


def joint_units(scope: Scope) -> Iterator[Breach]:
    """A joint union covers two units at least, each with its name and members."""
    least = scope.figure("found.joint_units_min")
    for card in union_cards(scope):
        if card.org_kind != _JOINT:
            continue
        covered = scope.reader.execute(units.covered_on(scope.today)).all()
        if len(covered) < least.value or any(unit.members_count is None for unit in covered):
            message = "联合基层工会至少涵盖两个单位，请补全涵盖单位名册（名称、会员数）。"
            yield Breach(message, card.id, "org_kind", card.name, least)


def stated_reason(scope: Scope) -> Iterator[Breach]:
    """Members are counted in the register; a figure written by hand says why it differs."""
    for card in union_cards(scope):
        stated = (card.stated_members, card.stated_women, card.stated_migrants)
        if any(figure is not None for figure in stated) and not card.stated_reason:
            message = "会员数按名册自动统计；手填的数与名册不同，请写明理由。"
            yield Breach(message, card.id, "stated_reason", card.name)


def fulltime_chair(scope: Scope) -> Iterator[Breach]:
    """Where so many work, the chair may be a full-time one."""
    least = scope.figure("staff.fulltime_chair_min")
    count = scope.once(_headcount)
    for card in union_cards(scope):
        part_time = card.chair_mode == _PART_TIME
        if part_time and count is not None and count.workers_count >= least.value:
            message = (
                f"职工{count.workers_count}人（{least.value}人以上），"
                "可以设专职工会主席，请与单位协商。"
            )
            yield Breach(message, card.id, "chair_mode", card.name, least)


def womens_officer(scope: Scope) -> Iterator[Breach]:
    """Where so many women work, an officer for them is there full time."""
    least = scope.figure("staff.fulltime_women_min")
    count = scope.once(_headcount)
    for card in union_cards(scope):
        is_without = card.has_womens_officer is False
        if is_without and count is not None and (count.women_count or 0) >= least.value:
            message = f"女职工{count.women_count}人，宜配备专职女职工干部。"
            yield Breach(message, card.id, "has_womens_officer", card.name, least)


def employee_director(scope: Scope) -> Iterator[Breach]:
    """A company of so many has employees on its board, unless they sit with the supervisors.

    Where the kind of unit does not tell whether it is a company, the sentence says "if".
    """
    least = scope.figure("company.employee_director_min")
    count = scope.once(_headcount)
    for card in union_cards(scope):
        is_without = card.has_employee_director is False and not card.has_employee_supervisor
        is_large = count is not None and count.workers_count >= least.value
        if not (is_without and is_large and card.unit_kind in COMPANIES | PERHAPS_COMPANIES):
            continue
        said = f"职工{least.value}人以上的公司，董事会（或监事会）中应有职工代表"
        is_one = card.unit_kind in COMPANIES
        message = f"{said}。" if is_one else f"{said}；本单位如果是公司，请核对。"
        yield Breach(message, card.id, "has_employee_director", card.name, least)


def headcount_once(scope: Scope) -> Iterator[Breach]:
    """One headcount a day for the whole union, and one for each node of the tree."""
    other = _COUNT.alias()
    same_node = or_(
        other.c.node_id == _COUNT.c.node_id,
        other.c.node_id.is_(None) & _COUNT.c.node_id.is_(None),
    )
    rows = scope.reader.execute(
        select(_COUNT.c.id, _COUNT.c.counted_on).where(
            _COUNT.c.retired_at.is_(None),
            *scope.among(_COUNT.c.id),
            exists().where(
                other.c.id != _COUNT.c.id,
                other.c.retired_at.is_(None),
                other.c.counted_on == _COUNT.c.counted_on,
                same_node,
            ),
        )
    )
    for number, day in rows:
        message = f"{day}的职工人数已经登记过，请修改原来的一行，不要再登记一行。"
        yield Breach(message, number, "counted_on", day)


def headcount_parts(scope: Scope) -> Iterator[Breach]:
    """None of the parts is larger than the whole."""
    parts = {"women_count": "女职工", "migrants_count": "农民工", "dispatched_count": "劳务派遣工"}
    rows = scope.reader.execute(
        select(_COUNT).where(_COUNT.c.retired_at.is_(None), *scope.among(_COUNT.c.id))
    )
    for row in rows:
        for name, words in parts.items():
            part = getattr(row, name)
            if part is not None and part > row.workers_count:
                message = f"{words}{part}人，多于职工总数{row.workers_count}人，请核对。"
                yield Breach(message, row.id, name, row.counted_on)


def headcount_stale(scope: Scope) -> Iterator[Breach]:
    """The whole union is counted at the end of every half-year; one never counted is not asked."""
    due, newest = last_half_year(scope.today), scope.once(_headcount)
    if newest is not None and newest.counted_on < due:
        message = f"全会职工人数最近一次截至{newest.counted_on}，{half_year(due)}的还没有登记。"
        yield Breach(message, newest.id, "counted_on", newest.counted_on)


_CARD_TABLE, _COUNT_TABLE = union.Union.__tablename__, units.Headcount.__tablename__
_ERROR, _WARNING = Level.ERROR, Level.WARNING
_FOUNDING, _APPROVAL, _STAFF = (_union_law(f"第十{number}条") for number in "一二四")
RULES = (
    Rule("org-one-union", _CARD_TABLE, _ERROR, (_CHARTER,), one_union, at_save=True),
    Rule("org-committee-required", _CARD_TABLE, _ERROR, (_FOUNDING,), committee_required),
    Rule("org-approval-no", _CARD_TABLE, _ERROR, (_APPROVAL,), approval_no),
    Rule("org-joint-units", _CARD_TABLE, _ERROR, (_FOUNDING,), joint_units),
    Rule("org-stated-reason", _CARD_TABLE, _ERROR, (_CARD,), stated_reason, at_save=True),
    Rule("org-fulltime-chair", _CARD_TABLE, _WARNING, (_STAFF,), fulltime_chair),
    Rule("org-women-fulltime", _CARD_TABLE, _WARNING, (_OPINION,), womens_officer),
    Rule("org-employee-director", _CARD_TABLE, _WARNING, (_COMPANY_LAW,), employee_director),
    Rule("org-headcount-once", _COUNT_TABLE, _ERROR, (_CARD,), headcount_once, at_save=True),
    Rule("org-headcount-parts", _COUNT_TABLE, _ERROR, (_CARD,), headcount_parts, at_save=True),
    Rule("org-headcount-stale", _COUNT_TABLE, Level.NOTE, (Citation(PRACTICE),), headcount_stale),
)
