"""The union as a legal person: its certificate, its term, and what must be registered."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select

from app.models.all import holdings, journal, union
from app.models.base import spec_of
from app.models.organization.holdings import newest_legal_certificate, newest_other_certificates
from app.rules.organization.card import union_cards
from app.rules.rule import Breach, Rule, Scope
from app.spec.findings import PRACTICE, Citation, Level
from app.spec.values import show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Row

    from app.rules.profile import Figure

_UNION_TABLE = union.Union.__tablename__
_CERTIFICATE_TABLE = holdings.Certificate.__tablename__
_UNION = union.Union.__table__
_CHANGE = journal.Change.__table__.c
_ACTION = journal.Action.__table__.c

_REPLACED, _CANCELLED = "3", "5"  # of the list certificate_state
_OUT_OF_FORCE = frozenset({_REPLACED, _CANCELLED})


class _Matter(NamedTuple):
    """Something of the card that the legal person's register repeats.

    Attributes:
        dated_by: field that tells since when it is so.
        asked: what that field is called.
    """

    field: str
    words: str
    dated_by: str
    asked: str


_REGISTERED = (
    _Matter("name", "工会名称", "renamed_on", "名称变更日期"),
    _Matter("chair_name", "工会主席", "chair_from", "主席任期起"),
    _Matter("address", "地址", "moved_on", "地址变更日期"),
)
_TITLE, _NUMBER = "基层工会法人登记管理办法", "总工办发〔2020〕20号"
_CONDITIONS = Citation(_TITLE, _NUMBER, "第十条", confirmed=True)
_REGULATION = Citation(_TITLE, _NUMBER, confirmed=True)


def _legal_certificate(scope: Scope) -> Row[Any] | None:
    """The newest entry of the legal person's certificate, unless it is cancelled."""
    newest = scope.reader.execute(newest_legal_certificate()).first()
    return None if newest is None or newest.state == _CANCELLED else newest


def legal_cert(scope: Scope) -> Iterator[Breach]:
    """A union with a committee registers as a legal person."""
    for card in union_cards(scope):
        if card.has_committee and scope.once(_legal_certificate) is None:
            message = "已具备条件的工会应及时办理工会法人登记。"
            yield Breach(message, card.id, "has_committee", card.name)


def legal_cert_term(scope: Scope) -> Iterator[Breach]:
    """The legal person's certificate is renewed before its last day."""
    newest = scope.once(_legal_certificate)
    if newest is not None:
        yield from _end_of(scope, newest, "法人资格证书", "请办理换证。")


def other_cert_term(scope: Scope) -> Iterator[Breach]:
    """So is every other certificate, by kind and number, unless it was replaced or cancelled."""
    kinds = spec_of(holdings.Certificate).fields["kind"]
    for newest in scope.reader.execute(newest_other_certificates()):
        if newest.state not in _OUT_OF_FORCE:
            asked = "请办理换证；已换新证的，请把这一条的状态改为“已换证”。"
            yield from _end_of(scope, newest, show(kinds, newest.kind), asked)


def _end_of(scope: Scope, entry: Row[Any], words: str, asked: str) -> Iterator[Breach]:
    """The last day of ``entry``, once it has passed or is no further away than the notice."""
    notice = scope.figure("legal.cert_notice_days")
    if not entry.ends_on:
        return
    ends = dt.date.fromisoformat(entry.ends_on)
    days = (ends - dt.date.fromisoformat(scope.today)).days
    if days < 0:
        message = f"{words}已于{entry.ends_on}到期，{asked}"
        yield Breach(message, entry.id, "ends_on", entry.number, due=entry.ends_on)
    elif days <= notice.value:
        yield Breach(
            f"{words}将于{entry.ends_on}到期，{asked}",
            entry.id,
            "ends_on",
            entry.number,
            figure=notice,
            level=Level.WARNING,
            due=entry.ends_on,
        )


def _lines_since(scope: Scope, card: Row[Any], field: str, day: str) -> list[tuple[str, str]]:
    """What the log says of the card's ``field`` after ``day``: each time before and after."""
    rows = scope.reader.execute(
        select(_CHANGE.before, _CHANGE.after)
        .join_from(journal.Change.__table__, journal.Action.__table__)
        .where(
            _CHANGE.table_name == _UNION_TABLE,
            _CHANGE.record_id == card.id,
            func.substr(_ACTION.at, 1, 10) > day,
        )
        .order_by(_CHANGE.seq)
    )
    told = ((_line(before, field), _line(after, field)) for before, after in rows)
    return [(before, after) for before, after in told if before != after]


def _line(values: str | None, field: str) -> str:
    """The logged line of one value; blank where the row had none."""
    lines = (values or "").split("\n")
    found = next((line for line in lines if line.startswith(f"{field}=")), "")
    return "" if found == f"{field}=NULL" else found


def _is_changed_since(scope: Scope, card: Row[Any], field: str, day: str) -> bool:
    """Whether the card's ``field`` is another than on ``day``.

    What was blank before was filled in, not changed; what was changed back has not changed.
    """
    told = _lines_since(scope, card, field, day)
    was = next((before for before, _after in told if before), "")
    return bool(was) and was != told[-1][1]


def legal_change(scope: Scope) -> Iterator[Breach]:
    """A change of name, chair or address is registered within so many days.

    The days count from the day the card tells, for the chair from the first of the office. When
    the card was typed says nothing of that: a change without its day is asked for the day, and
    has no last day until then.
    """
    allowed = scope.figure("legal.change_days")
    newest = scope.once(_legal_certificate)
    if newest is None or not newest.told_on:
        return
    for card in union_cards(scope):
        for matter in _REGISTERED:
            is_registered = matter.field == "chair_name" and newest.legal_rep == card.chair_name
            if not is_registered:
                yield from _not_registered(scope, card, matter, newest.told_on, allowed)


def _not_registered(
    scope: Scope, card: Row[Any], matter: _Matter, told_on: str, allowed: Figure
) -> Iterator[Breach]:
    """The change of ``matter`` that came after the certificate's latest day, if one did."""
    day = getattr(card, matter.dated_by)
    changed_on = f"{day}-01-01"[:10] if day else ""  # a year or month: its first day
    is_logged = _is_changed_since(scope, card, matter.field, told_on)
    if told_on < changed_on <= scope.today and (is_logged or matter.field != "chair_name"):
        due = dt.date.fromisoformat(changed_on) + dt.timedelta(days=allowed.value)
        yield Breach(
            f"{matter.words}于{changed_on}变更，应在{due}前办理法人变更登记。",
            card.id,
            matter.field,
            card.name,
            figure=allowed,
            level=Level.ERROR if scope.today > due.isoformat() else Level.WARNING,
            due=due.isoformat(),
        )
    elif is_logged and not _lines_since(scope, card, matter.dated_by, told_on):
        message = (
            f"{matter.words}改过，请在工会概况填写{matter.asked}（只是改错字的填原登记日期）；"
            f"变更后{allowed.value}天内应办理法人变更登记。"
        )
        yield Breach(
            message, card.id, matter.dated_by, card.name, figure=allowed, level=Level.WARNING
        )


RULES = (
    Rule("org-legal-cert", _UNION_TABLE, Level.WARNING, (_CONDITIONS,), legal_cert),
    Rule(
        "org-legal-cert-term",
        _CERTIFICATE_TABLE,
        Level.ERROR,
        (_REGULATION,),
        legal_cert_term,
        has_days=True,
    ),
    Rule(
        "org-cert-term",
        _CERTIFICATE_TABLE,
        Level.WARNING,
        (Citation(PRACTICE),),
        other_cert_term,
        has_days=True,
    ),
    Rule(
        "org-legal-change-30d",
        _UNION_TABLE,
        Level.ERROR,
        (_REGULATION,),
        legal_change,
        has_days=True,
    ),
)
