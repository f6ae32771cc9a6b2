"""What the other registers tell of the union: shown on its card, typed only there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.models.base import codes
from app.models.members.member import Member
from app.models.members.standing import Standing
from app.models.organization.groups import Group
from app.models.organization.holdings import BankAccount, Certificate, newest_legal_certificate
from app.models.organization.seals import Seal
from app.models.organization.union import Union
from app.models.organization.units import CoveredUnit, Headcount, covered_on, newest_headcount
from app.queries.listing import Filter, View, count
from app.queries.members.workers import Crowd
from app.queries.organization.counted import counted_workers
from app.queries.sources import core_spec
from app.rules.organization.card import COMPANIES, PERHAPS_COMPANIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

_UNION = Union.__table__
_GROUP = Group.__table__.c
_SEAL = Seal.__table__.c
_ACCOUNT = BankAccount.__table__.c

_JOINED = frozenset({"12", "21", "22"})  # of org_kind: those that cover several units
_COMMITTEE_SEAL, _CANCELLED = "1", "5"  # of seal_kind and certificate_state
_REGULAR = Filter("standing", frozenset({Standing.REGULAR}))
_RETAINED = Filter("standing", frozenset({Standing.RETAINED}))
_WOMEN = Filter("sex", frozenset({"2"}))
# The fields of people that lines of the card count by, and those lines where blank mostly means no.
_FOLLOWS = {
    "women_members": "sex",
    "migrant_members": "is_migrant",
    "hardship": "is_hardship",
    "models": "is_model_worker",
}
_TICKED = frozenset({"hardship", "models"})
_UNFILLED = "名册未填"


# Fields without which a card is complete: exceptions, remarks, offices that few unions have.
_OPTIONAL = frozenset(
    {
        "stated_members",
        "stated_women",
        "stated_migrants",
        "stated_reason",
        "renamed_on",
        "moved_on",
        "congress_word",
        "openness_word",
        "ownership",
        "vice_chairs",
        "note",
    }
)
# Fields that are asked for only where another one has one of these values.
_ASKED_WITH: Mapping[str, tuple[str, frozenset[object]]] = {
    "joint_kind": ("org_kind", frozenset({"12"})),
    "party_org": ("has_party_org", frozenset({True})),
    "audit_head": ("has_audit", frozenset({True})),
    "audit_members": ("has_audit", frozenset({True})),
    "women_head": ("has_women", frozenset({True})),
    "women_members": ("has_women", frozenset({True})),
    "supervisors": ("has_supervision", frozenset({True})),
    "mediators": ("has_mediation", frozenset({True})),
    "congress_term": ("has_workers_congress", frozenset({True})),
    "congress_last_on": ("has_workers_congress", frozenset({True})),
    "has_employee_director": ("unit_kind", COMPANIES | PERHAPS_COMPANIES),
    "has_employee_supervisor": ("unit_kind", COMPANIES | PERHAPS_COMPANIES),
    "contract_signed_on": ("has_contract", frozenset({True})),
    "contract_ends_on": ("has_contract", frozenset({True})),
}


def is_asked(name: str, row: Mapping[str, object]) -> bool:
    """Whether a card that stands as ``row`` lacks something while the field ``name`` is blank."""
    if name in _OPTIONAL:
        return False
    if name not in _ASKED_WITH:
        return True
    other, values = _ASKED_WITH[name]
    return row.get(other) in values


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the card that another register tells.

    Attributes:
        section: of the card, as in the layout of its form.
        text: blank where nothing is known yet.
        register: where it is kept and can be changed; blank where it follows from the card.
        key: short and lasting, for papers that want one line by itself.
        view: of a number of people, the list that holds their names.
        aside: said beside it on the screen only: what the register does not know, or counts.
    """

    section: str
    key: str
    label: str
    text: str
    register: str = ""
    view: View | None = None
    aside: str = ""


def told_elsewhere(reader: Connection, today: str, as_at: str | None = None) -> list[Told]:
    """All lines of the card that other registers tell, as they stand on the ISO day ``today``.

    Args:
        as_at: ISO day asked for instead: everything that has days follows it, and members are
            counted as the events say of that day. 困难职工 and 劳模 are flags without a day.
    """
    day = as_at or today
    return [
        *_kind(reader),
        *_covered(reader, day),
        *_workers(reader, day, is_past=as_at is not None),
        *_members(reader, today, as_at),
        _with_retained(reader, today, as_at),
        *_groups(reader, day),
        *_certificate(reader, day),
        *_seal(reader, day),
        *_account(reader, day),
    ]


def _kind(reader: Connection) -> Iterator[Told]:
    """公有制 or 非公有制 by the unit's kind, unless the card itself says."""
    card = reader.execute(
        select(_UNION.c.unit_kind, _UNION.c.ownership).where(_UNION.c.retired_at.is_(None))
    ).first()
    if card is None or card.ownership or not card.unit_kind:
        return
    group = next((e.group for e in codes("unit_kind").codes if e.code == card.unit_kind), "")
    if group:
        yield Told("所在单位", "ownership", "经济类型（按单位类别）", group)


def _covered(reader: Connection, today: str) -> Iterator[Told]:
    card = reader.execute(select(_UNION.c.org_kind).where(_UNION.c.retired_at.is_(None))).first()
    units = reader.execute(covered_on(today)).all()
    if not units and (card is None or card.org_kind not in _JOINED):
        return
    kinds = codes("covered_kind").codes
    parts = [
        f"{entry.label} {count}"
        for entry in kinds
        if (count := sum(unit.kind == entry.code for unit in units))
    ]
    text = f"{len(units)} 个" if units else ""
    if parts:
        text = f"{text}（{'、'.join(parts)}）"
    yield Told("类型与归口", "covered", "涵盖单位数", text, CoveredUnit.__tablename__)


def _workers(reader: Connection, today: str, *, is_past: bool) -> Iterator[Told]:
    """The newest headcount; beside it, how many the register has where that is another number."""
    count = reader.execute(newest_headcount(today)).first()
    for key, label, name in (
        ("workers", "职工总数", "workers_count"),
        ("women_workers", "女职工数", "women_count"),
        ("migrant_workers", "农民工数", "migrants_count"),
        ("dispatched", "劳务派遣工数", "dispatched_count"),
    ):
        figure = getattr(count, name) if count is not None else None
        text, aside = "" if figure is None else _people(figure), ""
        if text and key == "workers" and count is not None:
            counted = 0 if is_past else counted_workers(reader, today, None)[name]
            aside = f"　名册 {counted:,} 人" if counted not in {0, figure} else ""
            text = f"{text}（截至 {count.counted_on}）"
        yield Told("职工与会员", key, label, text, Headcount.__tablename__, aside=aside)


def _members(reader: Connection, today: str, as_at: str | None) -> Iterator[Told]:
    """People by the register; where the card states another figure, that one and both.

    What the card states is of today: on a day asked for only the register counts. 困难职工 and 劳模
    are whom the flags of these names mark among those here today, retired members with them: as the
    list and the two rosters count them. Where nobody has a value, nought is no count but unknown.
    """
    card = reader.execute(
        select(_UNION).where(_UNION.c.retired_at.is_(None)).order_by(_UNION.c.id)
    ).first()
    members = View(filters=(_REGULAR,), as_at=as_at, today=today)
    here = View(crowd=Crowd.HERE, today=today)
    counted = (
        ("members", "会员数", members, "stated_members"),
        ("women_members", "女会员数", replace(members, filters=(_REGULAR, _WOMEN)), "stated_women"),
        ("migrant_members", "农民工会员数", replace(members, flag="migrant"), "stated_migrants"),
        ("hardship", "困难职工数", replace(here, flag="hardship"), ""),
        ("models", "劳模数", replace(here, flag="model"), ""),
    )
    spec = core_spec(Member.__tablename__)
    for key, label, view, stated_name in counted:
        found = count(reader, spec, view)
        known, aside = _unfilled(reader, key, found, here if key in _TICKED else members)
        is_stated = card is not None and stated_name and as_at is None
        stated = getattr(card, stated_name) if is_stated else None
        text = _people(found) if known else ""
        if stated is not None:
            in_register = f"名册 {found:,} 人" if known else _UNFILLED
            text, aside = f"{_people(stated)}（手填；{in_register}）", ""
        yield Told("职工与会员", key, label, text, spec.id, view, aside)


def _unfilled(reader: Connection, key: str, found: int, among: View) -> tuple[bool, str]:
    """Whether the count ``found`` of the line ``key`` is known, and what is said beside it.

    A tick of 困难职工 or 劳模 that is missing is the rule, and worth a word only where all are.
    """
    name = _FOLLOWS.get(key)
    if name is None:
        return True, ""
    spec = core_spec(Member.__tablename__)
    blank = Filter(name, frozenset({None}))
    unfilled = count(reader, spec, replace(among, filters=(*among.filters, blank)))
    if unfilled and not found and unfilled == count(reader, spec, among):
        return False, _UNFILLED
    return True, f"（另有 {unfilled:,} 人未填）" if unfilled and key not in _TICKED else ""


def _with_retained(reader: Connection, today: str, as_at: str | None) -> Told:
    """Forms that count who keeps the membership have another number: both are told (2.11)."""
    spec = core_spec(Member.__tablename__)
    roll = View(crowd=Crowd.MEMBERS, as_at=as_at, today=today)
    retained = count(reader, spec, replace(roll, filters=(_RETAINED,)))
    text = f"{_people(count(reader, spec, roll))}（保留会籍 {_people(retained)}）"
    return Told("职工与会员", "with_retained", "会员数（含保留会籍）", text, spec.id, roll)


def _groups(reader: Connection, day: str) -> Iterator[Told]:
    there = (
        _GROUP.retired_at.is_(None),
        (_GROUP.founded_on.is_(None)) | (_GROUP.founded_on <= day),
        (_GROUP.dissolved_on.is_(None)) | (_GROUP.dissolved_on > day),
    )
    rows = reader.execute(select(_GROUP.kind, func.count()).where(*there).group_by(_GROUP.kind))
    counts = {kind or "group": count for kind, count in rows}
    for kind, label in (("branch", "分工会数"), ("group", "工会小组数")):
        yield Told("组织机构", kind, label, f"{counts.get(kind, 0):,} 个", Group.__tablename__)


def _certificate(reader: Connection, day: str) -> Iterator[Told]:
    """What the newest entry of the legal person's certificate says."""
    newest = reader.execute(newest_legal_certificate(day)).first()
    here = Told("印章账户阵地", "", "", "", Certificate.__tablename__)
    has_one = newest is not None and newest.state != _CANCELLED
    yield replace(here, key="legal", label="是否取得工会法人资格", text="是" if has_one else "")
    if newest is None or not has_one:
        return
    term = f"{newest.begins_on or ''} 至 {newest.ends_on}" if newest.ends_on else ""
    for key, label, text in (
        ("legal_no", "工会法人资格证书编号", newest.number),
        ("legal_rep", "法定代表人", newest.legal_rep or ""),
        ("legal_term", "证书有效期", term.strip()),
    ):
        yield replace(here, key=key, label=label, text=text)


def _seal(reader: Connection, day: str) -> Iterator[Told]:
    seal = reader.execute(
        select(_SEAL.started_on, _SEAL.name)
        .where(
            _SEAL.retired_at.is_(None),
            _SEAL.kind == _COMMITTEE_SEAL,
            (_SEAL.started_on.is_(None)) | (_SEAL.started_on <= day),
            (_SEAL.stopped_on.is_(None)) | (_SEAL.stopped_on > day),
        )
        .order_by(_SEAL.started_on.desc())
        .limit(1)
    ).first()
    here = Told("印章账户阵地", "seal", "工会印章", "有" if seal else "", Seal.__tablename__)
    yield here
    if seal is not None:
        yield replace(here, key="seal_from", label="印章启用日期", text=seal.started_on or "")


def _account(reader: Connection, day: str) -> Iterator[Told]:
    account = reader.execute(
        select(_ACCOUNT.bank, _ACCOUNT.number)
        .where(
            _ACCOUNT.retired_at.is_(None),
            (_ACCOUNT.opened_on.is_(None)) | (_ACCOUNT.opened_on <= day),
            (_ACCOUNT.closed_on.is_(None)) | (_ACCOUNT.closed_on > day),
        )
        .order_by(_ACCOUNT.opened_on, _ACCOUNT.id)
        .limit(1)
    ).first()
    here = Told("印章账户阵地", "account", "独立银行账户", "", BankAccount.__tablename__)
    yield replace(here, text="有" if account else "")
    if account is not None:
        yield replace(here, key="bank", label="开户行", text=account.bank or "")
        yield replace(here, key="account_no", label="账号", text=account.number)


def _people(count: int) -> str:
    return f"{count:,} 人"
