"""实名登记: which members lack something that the real-name template demands."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, func, not_, or_, select

from app.models.members.member import Member
from app.models.members.standing import ON_ROLL
from app.models.organization.union import Union
from app.models.real_name_template import templates

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Select

_MEMBER = Member.__table__.c


def required_names(reader: Connection) -> tuple[str, ...]:
    """Fields that a real-name template demands (handbook of members, 2.7), in its order.

    What the template itself fills in is not asked for: the paper's type is a resident's card
    where none is given, and the unit of work is the union's own, once that is registered.
    """
    is_known = bool(reader.scalar(select(_unit_is_known())))
    return tuple(name for name, by_unit in _demanded().items() if not (by_unit and is_known))


@cache
def _demanded() -> dict[str, bool]:
    """The fields demanded; of each whether the union's unit stands in for what is blank."""
    found = [template.demanded for template in templates().values()]
    return {name: by_unit for each in found for name, by_unit in each.items()}


def wanted_names(reader: Connection, member_id: int) -> tuple[str, ...]:
    """What the record of one member lacks; nothing of who is not on the roll."""
    names = required_names(reader)
    row = reader.execute(
        select(*(_MEMBER[name] for name in names)).where(
            _MEMBER.id == member_id, _MEMBER.standing.in_(ON_ROLL)
        )
    ).first()
    if row is None:
        return ()
    return tuple(name for name, value in zip(names, row, strict=True) if value is None)


def incomplete_members() -> Select[Any]:
    """The numbers of members on the roll whose real-name record is not complete."""
    return select(_MEMBER.id).where(_lacks_something())


def _lacks_something() -> ColumnElement[bool]:
    missing = [
        and_(_MEMBER[name].is_(None), not_(_unit_is_known()))
        if by_unit
        else _MEMBER[name].is_(None)
        for name, by_unit in _demanded().items()
    ]
    return and_(_MEMBER.retired_at.is_(None), _MEMBER.standing.in_(ON_ROLL), or_(*missing))


def _unit_is_known() -> ColumnElement[bool]:
    union = Union.__table__.c
    known = func.coalesce(union.unit_name, "") != ""
    return exists(select(union.id).where(union.retired_at.is_(None), known))
