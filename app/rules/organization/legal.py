"""The union as a legal person: its certificate, its term, and what must be registered."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.models.all import journal, papers, union
from app.models.organization.papers import newest_legal_certificate
from app.rules.rule import Breach, Rule, Scope
from app.spec.findings import Citation, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Row

_UNION_TABLE = union.Union.__tablename__
_CERTIFICATE_TABLE = papers.Certificate.__tablename__
_UNION = union.Union.__table__
_CHANGE = journal.Change.__table__.c
_ACTION = journal.Action.__table__.c

_CANCELLED = "5"  # of the list certificate_state
_REGISTERED = {"name": "工会名称", "chair_name": "工会主席", "address": "地址"}
_TITLE, _NUMBER = "基层工会法人登记管理办法", "总工办发〔2020〕20号"
_CONDITIONS = Citation(_TITLE, _NUMBER, "第十条", confirmed=True)
_REGULATION = Citation(_TITLE, _NUMBER, confirmed=True)


def _cards(scope: Scope) -> Sequence[Row[Any]]:
    return scope.reader.execute(
        select(_UNION).where(_UNION.c.retired_at.is_(None), *scope.among(_UNION.c.id))
    ).all()


def _legal_certificate(scope: Scope) -> Row[Any] | None:
    """The newest entry of the legal person's certificate, unless it is cancelled."""
    newest = scope.reader.execute(newest_legal_certificate()).first()
    return None if newest is None or newest.state == _CANCELLED else newest


def legal_cert(scope: Scope) -> Iterator[Breach]:
    """A union with a committee registers as a legal person."""
    for card in _cards(scope):
        if card.has_committee and scope.once(_legal_certificate) is None:
            message = "已具备条件的工会应及时办理工会法人登记。"
            yield Breach(message, card.id, "has_committee", card.name)


def legal_cert_term(scope: Scope) -> Iterator[Breach]:
    """The certificate is renewed before its last day; spoken of so many days ahead."""
    notice = scope.figure("legal.cert_notice_days")
    newest = scope.once(_legal_certificate)
    if newest is None or not newest.ends_on:
        return
    ends = dt.date.fromisoformat(newest.ends_on)
    days = (ends - dt.date.fromisoformat(scope.today)).days
    if days < 0:
        message = f"法人资格证书已于{newest.ends_on}到期，请办理换证。"
        yield Breach(message, newest.id, "ends_on", newest.number, due=newest.ends_on)
    elif days <= notice.value:
        yield Breach(
            f"法人资格证书将于{newest.ends_on}到期，请办理换证。",
            newest.id,
            "ends_on",
            newest.number,
            figure=notice,
            level=Level.WARNING,
            due=newest.ends_on,
        )


def _changed_since(scope: Scope, card: Row[Any], field: str, day: str) -> str:
    """The day on which the card's ``field`` was changed after ``day``; blank where it was not.

    What was blank before was filled in, not changed; what was changed back has not changed.
    """
    rows = scope.reader.execute(
        select(_CHANGE.before, _CHANGE.after, _ACTION.at)
        .join_from(journal.Change.__table__, journal.Action.__table__)
        .where(
            _CHANGE.table_name == _UNION_TABLE,
            _CHANGE.record_id == card.id,
            func.substr(_ACTION.at, 1, 10) > day,
        )
        .order_by(_CHANGE.seq)
    ).all()
    told = [
        (_line(before, field), _line(after, field), at[:10])
        for before, after, at in rows
        if _line(before, field) != _line(after, field)
    ]
    was = next((before for before, _after, _day in told if before), "")
    if not was or was == told[-1][1]:
        return ""
    return str(told[-1][2])


def _line(values: str | None, field: str) -> str:
    """The logged line of one value; blank where the row had none."""
    lines = (values or "").split("\n")
    found = next((line for line in lines if line.startswith(f"{field}=")), "")
    return "" if found == f"{field}=NULL" else found


def legal_change(scope: Scope) -> Iterator[Breach]:
    """A change of name, chair or address is registered within so many days.

    The day is that on which the card was changed; for the chair, the first of the office where
    it is known to lie after the last registration.
    """
    allowed = scope.figure("legal.change_days")
    newest = scope.once(_legal_certificate)
    if newest is None or not newest.told_on:
        return
    for card in _cards(scope):
        for field, words in _REGISTERED.items():
            if field == "chair_name" and newest.legal_rep == card.chair_name:
                continue
            changed_on = _changed_since(scope, card, field, newest.told_on)
            if not changed_on:
                continue
            if field == "chair_name" and newest.told_on < (card.chair_from or "") <= scope.today:
                changed_on = f"{card.chair_from}-01-01"[:10]
            due = dt.date.fromisoformat(changed_on) + dt.timedelta(days=allowed.value)
            message = f"{words}于{changed_on}变更，应在{due}前办理法人变更登记。"
            late = scope.today > due.isoformat()
            yield Breach(
                message,
                card.id,
                field,
                card.name,
                figure=allowed,
                level=Level.ERROR if late else Level.WARNING,
                due=due.isoformat(),
            )


RULES = (
    Rule("org-legal-cert", _UNION_TABLE, Level.WARNING, (_CONDITIONS,), legal_cert),
    Rule("org-legal-cert-term", _CERTIFICATE_TABLE, Level.ERROR, (_REGULATION,), legal_cert_term),
    Rule("org-legal-change-30d", _UNION_TABLE, Level.ERROR, (_REGULATION,), legal_change),
)
