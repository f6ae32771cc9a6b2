"""Women's check-ups and insurance, migrants' wages and leaving, new forms of work, disabilities.

The columns of ZZ-04, NZ-02 and the rosters of handbook 2.10 that no other part of the sample fills.
"""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from app.actions import records
from app.actions.keeping import ParsedDraft
from app.actions.sample.office import CLERK, ORGANIZER
from app.actions.sample.people import months_later
from app.models.base import spec_of
from app.models.members.member import Member
from app.models.members.standing import Standing
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from app.actions.sample.office import Office


class _Person(NamedTuple):
    id: int
    sex: str | None
    born_on: str | None
    is_migrant: bool | None
    employment_form: str | None


_MOST = 1000  # people of whom such things are told
_WOMAN, _OUTSOURCED = "2", "6"
_CHECKED_PERCENT, _INSURED_PERCENT, _LEAVING_PERCENT = 80, 65, 25
_OLDEST_MOTHER = 40  # years, of whom a birth is told
_EXPECTING = ("孕期", "哺乳期")
_INSURANCE = "女职工特殊疾病互助保障"
_WAGES = ("银行转账", "银行转账", "银行转账", "农民工工资专用账户")
_DRIVERS, _GUARDS = ("1", 3), ("8", 2)  # code of `new_form`, and how many there are
_DISABLED, _VETERANS = 3, 9


def tell_circumstances(office: Office, seed: int) -> None:
    """Enter what the women's committee and the personnel office keep of people here."""
    dice = Random(f"circumstances {seed}")
    here = _people_here(office)
    women = [person for person in here if person.sex == _WOMAN]
    migrants = [person for person in here if person.is_migrant]
    men = [person for person in here if person.sex != _WOMAN]
    _change(office, "女职工检查、互助保障登记", women, lambda each: _of_woman(dice, office, each))
    _change(office, "农民工工资保险台账", migrants, lambda _each: _of_migrant(dice, office))
    _change_some(office, dice, "残疾职工登记", here, _DISABLED, {"is_disabled": True})
    _change_some(office, dice, "退役军人登记", men, _VETERANS, {"is_veteran": True})
    outsourced = [person for person in men if person.employment_form == _OUTSOURCED]
    for (form, number), pool in ((_DRIVERS, outsourced), (_GUARDS, migrants)):
        _change_some(office, dice, "新就业形态人员登记", pool, number, {"new_form": form})


def _people_here(office: Office) -> Sequence[_Person]:
    row = table_of(Member).c
    query = (
        select(row.id, row.sex, row.born_on, row.is_migrant, row.employment_form)
        .where(row.standing.in_((Standing.REGULAR, Standing.WORKER)), row.left_on.is_(None))
        .order_by(row.id)
        .limit(_MOST)
    )
    with office.reading() as reader:
        return [_Person(*row) for row in reader.execute(query)]


def _change(
    office: Office,
    title: str,
    people: Sequence[_Person],
    told: Callable[[_Person], Iterator[tuple[str, object]]],
) -> None:
    if not people:
        return
    with office.act("import_member", f"导入会员：{title}.xlsx", CLERK) as unit:
        changes = {person.id: ParsedDraft(told(person)) for person in people}
        records.change_all(unit, spec_of(Member), changes)


def _change_some(
    office: Office,
    dice: Random,
    title: str,
    people: Sequence[_Person],
    number: int,
    told: Mapping[str, object],
) -> None:
    chosen = dice.sample(people, min(number, len(people)))
    if not chosen:
        return
    with office.act("change_records", f"{title} {len(chosen)} 人", ORGANIZER) as unit:
        records.change_all(unit, spec_of(Member), {each.id: ParsedDraft(told) for each in chosen})


def _of_woman(dice: Random, office: Office, person: _Person) -> Iterator[tuple[str, object]]:
    """Marriage, a child that is awaited or nursed, this year's check-up, insurance."""
    age = office.today.year - int(str(person.born_on or "1980")[:4])
    is_married = age > 24 and dice.randrange(100) < 88
    yield "marital", "20" if is_married else "10"
    if is_married and age <= _OLDEST_MOTHER and dice.randrange(100) < 8:
        begun = months_later(office.today, -dice.randrange(1, 9))
        until = months_later(begun, 10)
        yield "maternity", f"{dice.choice(_EXPECTING)} {begun:%Y-%m} 至 {until:%Y-%m}"
    if dice.randrange(100) < _CHECKED_PERCENT:
        day = dt.date(office.today.year, 5, 11) + dt.timedelta(days=dice.randrange(5))
        yield "checked_up_on", day.isoformat()
    if dice.randrange(100) < _INSURED_PERCENT:
        yield "mutual_insurance", _INSURANCE


def _of_migrant(dice: Random, office: Office) -> Iterator[tuple[str, object]]:
    """Insurance, how wages are paid, and of some when they will leave."""
    yield "injury_insurance", dice.randrange(100) < 97
    yield "wage_paid_by", dice.choice(_WAGES)
    if dice.randrange(100) < _LEAVING_PERCENT:
        yield "leaves_on", f"{months_later(office.today, dice.randrange(2, 14)):%Y-%m}"
