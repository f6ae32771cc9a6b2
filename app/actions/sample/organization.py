"""What the sample union keeps of itself: its whole card, and the registers of the organization."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.actions import records
from app.actions.keeping import ParsedDraft
from app.actions.sample.office import CHAIR, ORGANIZER
from app.actions.sample.people import months_later
from app.models.base import spec_of
from app.models.members.member import Member
from app.models.members.standing import Standing
from app.models.organization.groups import Group
from app.models.organization.holdings import BankAccount, Certificate, Regulation
from app.models.organization.seals import Seal, SealUse
from app.models.organization.union import Union
from app.models.organization.units import CoveredUnit, Headcount
from app.resources import read_toml
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.actions.sample.office import Office
    from app.models.base import Record
    from app.store.unit import Unit

_WORKERS_PERMILLE = 963  # of the workers, how many are members
_FULL_RECORDS = (CoveredUnit, Certificate, BankAccount, Seal, Regulation)
_FIRST_TERM = "2021-12"


def keep_organization(office: Office, years: int) -> None:
    """Complete the card and fill its registers, as the chair did on the last day.

    Args:
        office: with dice of its own, so that nobody else's data shift.
        years: how long ago the ledger was begun; so far back go the headcounts.
    """
    told = read_toml("sample/organization.toml")
    with office.act("change_union_profile", "补全工会概况", CHAIR) as unit:
        number = unit.connection.scalar(select(func.min(table_of(Union).c.id)))
        records.change(unit, spec_of(Union), number or 0, ParsedDraft(told["card"]))
    for record in _FULL_RECORDS:
        rows = told[record.__tablename__]
        with office.act(
            f"add_{record.__tablename__}", f"登记{record.title} {len(rows)} 条"
        ) as unit:
            _add(unit, record, rows)
    with office.act("add_seal_use", f"登记用印 {2 * len(told['sealed'])} 条") as unit:
        _add(unit, SealUse, _uses(office, unit, told["sealed"]))
    with office.act("add_headcount", "登记职工人数", CHAIR) as unit:
        _add(unit, Headcount, _headcounts(office, unit, years))
    with office.act("change_member_group", "登记副组长和劳动保护检查员") as unit:
        records.change_all(unit, spec_of(Group), _posts(office, unit))


def _add(unit: Unit, record: type[Record], rows: Sequence[dict[str, Any]]) -> None:
    records.add_all(unit, spec_of(record), [ParsedDraft(row) for row in rows])


def _uses(office: Office, unit: Unit, matters: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was sealed in the last year, each matter twice, on working days."""
    seals = dict(unit.connection.execute(select(Seal.kind, Seal.id)).all())
    ago = sorted(office.dice.sample(range(2, 350), 2 * len(matters)), reverse=True)
    dealt = office.dice.sample([*matters, *matters], 2 * len(matters))
    return [
        {
            "used_on": _working_day(office.today - dt.timedelta(days=days)).isoformat(),
            "seal_id": seals[matter["kind"]],
            "matter": matter["matter"],
            "copies": matter["copies"],
            "approver_name": CHAIR,
            "handler_name": ORGANIZER,
        }
        for days, matter in zip(ago, dealt, strict=True)
    ]


def _working_day(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=max(day.weekday() - 4, 0))


def _headcounts(office: Office, unit: Unit, years: int) -> list[dict[str, Any]]:
    """The end of every half-year since the ledger was begun; the newest by branch as well."""
    person = table_of(Member)
    regular = person.c.standing == Standing.REGULAR

    def counted(*conditions: Any) -> int:
        query = select(func.count()).where(regular, *conditions)
        return -(-int(unit.connection.scalar(query) or 0) * 1000 // _WORKERS_PERMILLE)

    women, migrants = counted(person.c.sex == "2"), counted(person.c.is_migrant.is_(True))
    now = (counted(), women, migrants, counted() // 40)
    ends = [
        day for day in _half_years(office.today) if day >= months_later(office.today, -12 * years)
    ]
    found = [
        _headcount(day, tuple(figure - figure * back // 100 for figure in now), "人事部月报")
        for back, day in enumerate(ends or [office.today])
    ]
    newest = found[0]["counted_on"]
    branches = unit.connection.scalars(
        select(Group.id).where(Group.kind == "branch").order_by(Group.id)
    )
    for branch in branches:
        below = select(Group.id).where(Group.parent_id == branch)
        total = counted(person.c.group_id.in_(below))
        found.append(
            {"counted_on": newest, "node_id": branch, "workers_count": total, "note": "车间考勤"}
        )
    return found[::-1]


def _half_years(today: dt.date) -> list[dt.date]:
    """The ends of half-years before ``today``, newest first, thirty years back."""
    ends = [
        dt.date(year, month, day)
        for year in range(today.year, today.year - 30, -1)
        for month, day in ((12, 31), (6, 30))
    ]
    return [day for day in ends if day <= today]


def _headcount(day: dt.date, figures: tuple[int, ...], note: str) -> dict[str, Any]:
    workers, women, migrants, dispatched = figures
    return {
        "counted_on": day.isoformat(),
        "workers_count": workers,
        "women_count": women,
        "migrants_count": migrants,
        "dispatched_count": dispatched,
        "note": note,
    }


def _posts(office: Office, unit: Unit) -> dict[int, ParsedDraft]:
    """Whom each group elected besides its leader."""
    person = table_of(Member)
    by_group: dict[int, list[str]] = {}
    rows = unit.connection.execute(
        select(person.c.group_id, person.c.name)
        .where(person.c.standing == Standing.REGULAR, person.c.group_id.is_not(None))
        .order_by(person.c.id)
        .limit(2000)
    )
    for group, name in rows:
        by_group.setdefault(group, []).append(name)
    posts = {}
    for group, leader in unit.connection.execute(select(Group.id, Group.leader_name)).all():
        names = [name for name in by_group.get(group, ()) if name != leader]
        chosen = office.dice.sample(names, 2) if len(names) > 1 else [None, None]
        posts[group] = ParsedDraft(
            elected_on=_FIRST_TERM, deputy_name=chosen[0], safety_name=chosen[1]
        )
    return posts
