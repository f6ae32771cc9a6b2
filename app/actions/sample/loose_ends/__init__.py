"""What the sample's chair still has to see to, so that the page 检查 has something to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.actions import records
from app.actions.keeping import ParsedDraft
from app.models.base import spec_of
from app.models.members.member import Member
from app.models.members.standing import Standing
from app.store.unit import table_of

if TYPE_CHECKING:
    from app.actions.sample.office import Office

_RETIRED = "4"  # of the list employment
_OLD = "1967-01-01"  # whoever was born before has reached the age


def leave_loose_ends(office: Office) -> None:
    """Somebody retired without the membership being retained; two people gave one telephone.

    Args:
        office: with dice of its own.
    """
    person = table_of(Member).c
    there = (person.retired_at.is_(None), person.standing == Standing.REGULAR)
    spec = spec_of(Member)
    with office.reading() as reader:
        pensioners = reader.scalars(
            select(person.id).where(*there, person.born_on < _OLD).order_by(person.born_on)
        ).all()
        others = reader.execute(
            select(person.id, person.mobile)
            .where(*there, person.mobile.is_not(None))
            .order_by(person.id)
        ).all()
    if pensioners:
        with office.act("change_member", "修改会员：退休") as unit:
            records.change(unit, spec, pensioners[0], ParsedDraft(employment=_RETIRED))
    if len(others) > 1:
        (_first, mobile), (second, _own) = sorted(office.dice.sample(others, 2))
        with office.act("change_member", "修改会员：手机") as unit:
            records.change(unit, spec, second, ParsedDraft(mobile=mobile))
