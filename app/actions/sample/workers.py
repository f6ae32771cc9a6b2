"""Workers of the sample who are not members, what else is known of people, and two snapshots.

All of it has dice of its own and comes last, so that nobody else's data depend on it.
"""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.actions import records
from app.actions.keeping import ParsedDraft
from app.actions.members.snapshots import take_snapshot
from app.actions.sample.office import CLERK, ORGANIZER
from app.actions.sample.people import People, months_later
from app.models.all import activist, hardship, honour, member
from app.models.base import spec_of
from app.models.members.standing import Standing
from app.models.organization.groups import Group
from app.models.organization.units import newest_headcount
from app.queries.members.people import people_on
from app.resources import read_toml
from app.spec.dates import last_half_year
from app.spec.identity import check_character
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.actions.sample.office import Office
    from app.models.base import Record
    from app.store.unit import Unit

_REGION = "990021"  # not given to members, so that no two numbers are the same
_OF_MEMBERS = ("card_no", "monthly_dues_fen", "applied_on")
_KNOWN_BETTER = 1000  # people of whom contracts are entered
_WAITING_DAYS = 900  # how long ago the workers who did not join yet were hired, at most
_SHOP_PERMILLE = 880  # of the workers in the shops, how many have no duty of management
_TELLS = read_toml("sample/members.toml")


def add_workers(office: Office, seed: int) -> None:
    """Enter the workers who are not members and those who left, as the personnel office did."""
    dice = Random(f"workers {seed}")
    people = People(dice)
    with office.act("import_member", "导入职工：人事部未入会人员名单.xlsx", CLERK) as unit:
        groups = _groups(unit)
        wanted = _missing_workers(unit, office.today)
        drafts = [_worker(people, dice, office.today, _WAITING_DAYS) for _ in range(wanted)]
        gone = [_leaver(people, dice, office.today) for _ in range(2 * wanted)]
        for draft, group in (*drafts, *gone):
            draft["group_id"] = groups.get(group)
        records.add_all(unit, spec_of(member.Member), [draft for draft, _ in (*drafts, *gone)])


def _groups(unit: Unit) -> dict[str, int]:
    group = table_of(Group).c
    return {name: number for number, name in unit.connection.execute(select(group.id, group.name))}


def _missing_workers(unit: Unit, today: dt.date) -> int:
    """How many workers there are by the union's card, but not in the register."""
    told = unit.connection.execute(newest_headcount(today.isoformat())).mappings().first()
    counted = told["workers_count"] if told else 0
    here = sum(person.works for person in people_on(unit.connection, today.isoformat()))
    return max(int(counted) - here, 0)


def _worker(people: People, dice: Random, today: dt.date, days: int) -> tuple[ParsedDraft, str]:
    """Somebody hired within so many days, and the name of the group."""
    hired = today - dt.timedelta(days=dice.randrange(20, days))
    person = people.newcomer(hired)
    draft = ParsedDraft((k, v) for k, v in person.draft.items() if k not in _OF_MEMBERS)
    first = f"{_REGION}{str(draft['id_number'])[6:17]}"
    draft.update(id_number=first + check_character(first), standing=Standing.WORKER)
    draft.update(hired_on=hired.isoformat(), staff_no=f"9{str(draft['staff_no'])[1:]}")
    return draft, person.group


def _leaver(people: People, dice: Random, today: dt.date) -> tuple[ParsedDraft, str]:
    """Somebody who came and went again without joining."""
    draft, group = _worker(people, dice, months_later(today, -8), 600)
    stayed = dice.randrange(40, 230)
    left = dt.date.fromisoformat(str(draft["hired_on"])) + dt.timedelta(days=stayed)
    draft.update(left_on=left.isoformat(), left_reason=dice.choice(_TELLS["left"]))
    return draft, group


def describe_people(office: Office, seed: int) -> None:
    """Enter contracts, honours, activists and hardship files."""
    dice = Random(f"people known better {seed}")
    _enter_contracts(office, dice)
    for record, key, title in (
        (honour.Honour, "honours", "登记荣誉"),
        (activist.Activist, "activists", "登记工会积极分子"),
        (hardship.HardshipFile, "hardship", "登记困难职工档案"),
    ):
        _enter(office, record, list(_drafts(office, dice, key)), title)


def _enter(office: Office, record: type[Record], drafts: Sequence[ParsedDraft], title: str) -> None:
    if not drafts:
        return
    with office.act("add_records", f"{title} {len(drafts)} 条", ORGANIZER) as unit:
        records.add_all(unit, spec_of(record), drafts)


def _drafts(office: Office, dice: Random, key: str) -> Iterator[ParsedDraft]:
    """What the sample tells under ``key``, each of another member in good standing."""
    told: list[dict[str, Any]] = _TELLS[key]
    with office.reading() as reader:
        here = people_on(reader, office.today.isoformat())
    regular = [person.id for person in here if person.is_member]
    chosen = dice.sample(regular, min(len(told), len(regular)))
    for number, facts in zip(chosen, told, strict=False):
        draft = ParsedDraft(facts, member_id=number)
        if key == "activists":
            draft["started_on"] = f"{office.today.year - dice.randrange(1, 3)}-01"
        yield draft


def _enter_contracts(office: Office, dice: Random) -> None:
    """Say who works in the shops, and from when until when contracts run."""
    with office.act("import_member", "导入会员：人事部劳动合同台账.xlsx", CLERK) as unit:
        row = table_of(member.Member).c
        query = (
            select(row.id, row.hired_on, row.professional_title, row.employment_form)
            .where(row.standing.in_((Standing.REGULAR, Standing.WORKER)), row.left_on.is_(None))
            .order_by(row.id)
            .limit(_KNOWN_BETTER)
        )
        found = unit.connection.execute(query).all()
        changes = {
            number: ParsedDraft(_contract(dice, office.today, hired, title, form))
            for number, hired, title, form in found
        }
        records.change_all(unit, spec_of(member.Member), changes)


def _contract(
    dice: Random,
    today: dt.date,
    hired: str | None,
    title: str | None,
    form: str | None,
) -> Iterable[tuple[str, object]]:
    """Whether somebody works in the shops, having no title, and the contract now in force."""
    yield "is_frontline", title is None and dice.randrange(1000) < _SHOP_PERMILLE
    if hired is None or len(hired) < len("2026-11-20") or form == "2":
        return
    begun = dt.date.fromisoformat(hired)
    while months_later(begun, 36) <= today:
        begun = months_later(begun, 36)
    yield "contract_from", begun.isoformat()
    yield "contract_until", (months_later(begun, 36) - dt.timedelta(days=1)).isoformat()


def take_snapshots(office: Office) -> None:
    """Freeze the last two half-years, where the ledger reaches back to them."""
    latest = last_half_year(office.today.isoformat())
    day = dt.date.fromisoformat(latest)
    earlier = last_half_year((day - dt.timedelta(days=1)).isoformat())
    for end in (earlier, latest):
        with office.reading() as reader:
            is_known = bool(people_on(reader, end))
        if is_known:
            with office.act("take_snapshot", f"做半年快照：{end}", ORGANIZER) as unit:
                take_snapshot(unit, end)
