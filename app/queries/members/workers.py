"""职工: who works here on a day, member or not, and whom the member list shows."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, not_, or_, true

from app.models.members.member import Member
from app.models.members.standing import ON_ROLL, Standing

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

_MEMBER = Member.__table__.c
OUT_OF_WORK = ("3", "4", "5", "6")  # 失业, 退休, 离休, 退职
# Whose membership ends or rests because the work here did (handbook of members, 2.4 and 2.5).
GONE_WITH_WORK = (Standing.RETAINED, Standing.TRANSFERRED, Standing.ENDED)


class Crowd(StrEnum):
    """A choice of people in the member list.

    Attributes:
        HERE: who works here, is a member or asks to become one.
        MEMBERS: whose membership lasts: 正常 and 保留会籍.
        RECRUITS: who works here and is no member; applicants, too.
        LEFT: who worked here and does not any more, retired members apart.
    """

    HERE = "here"
    MEMBERS = "members"
    RECRUITS = "recruits"
    LEFT = "left"


def is_hired(day: str) -> ColumnElement[bool]:
    """Whether somebody had begun to work here by the ISO day ``day``.

    A blank day counts as always, but for somebody who has become a member since: of him it is not
    known whether he worked here before. Partial dates count from their first day.
    """
    unknown = and_(_MEMBER.hired_on.is_(None), _MEMBER.standing == Standing.WORKER)
    return or_(_MEMBER.hired_on <= day, unknown)


def has_left(day: str) -> ColumnElement[bool]:
    """Whether somebody had left by the end of ``day``; the day of leaving is no day of work."""
    return and_(_MEMBER.left_on.is_not(None), _MEMBER.left_on <= day)


def works(standing: ColumnElement[str | None], day: str) -> ColumnElement[bool]:
    """Whether somebody is a worker (职工) at the end of the ISO day ``day``.

    Annual report B01: on the roll of the unit, retired people not counted. Of people without
    a membership that lasts the state of employment tells, of which only the present is known.

    Args:
        standing: code of ``standing`` on that day.
    """
    employed = or_(_MEMBER.employment.is_(None), _MEMBER.employment.not_in(OUT_OF_WORK))
    by_standing = case(
        (standing == Standing.REGULAR, or_(is_hired(day), _MEMBER.hired_on.is_(None))),
        (standing.in_(GONE_WITH_WORK), not_(true())),
        (
            standing == Standing.WORKER,
            and_(is_hired(day), employed),
        ),
        else_=and_(or_(is_hired(day), _MEMBER.hired_on.is_(None)), employed),
    )
    return and_(by_standing, not_(has_left(day)))


def in_crowd(crowd: Crowd, standing: ColumnElement[str | None], day: str) -> ColumnElement[bool]:
    """Whether somebody belongs to ``crowd`` on the ISO day ``day``."""
    on_roll = standing.in_(ON_ROLL)
    match crowd:
        case Crowd.HERE:
            return or_(on_roll, standing == Standing.APPLICANT, works(standing, day))
        case Crowd.MEMBERS:
            return on_roll
        case Crowd.RECRUITS:
            return and_(not_(on_roll), works(standing, day))
        case Crowd.LEFT:
            waits = and_(not_(is_hired(day)), standing == Standing.WORKER)
            keeps = or_(on_roll, standing == Standing.APPLICANT)
            gone = and_(not_(keeps), not_(works(standing, day)), not_(waits))
            return or_(has_left(day), gone)
