"""What says of somebody that they are no member, and gives the day on which they became one.

The day is never dropped: either it counts, and that is said, or the row is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.base import codes
from app.models.members.member import Member
from app.models.members.standing import (
    LEADS_TO,
    NEVER_IN,
    ON_ROLL,
    ChangeKind,
    Standing,
    membership,
)
from app.spec.findings import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.models.members.standing import Event

DAYS_OF_MEMBERS = ("joined_on", "approved_on")
_STANDING = "standing"
_WITHOUT_DAY = frozenset({Standing.APPLICANT, Standing.DECLINED})


def begins_though_denied(
    values: Mapping[str, object], change: str | None, events: Iterable[Event]
) -> bool:
    """Whether a row that says 否 would make a member of somebody who is none.

    The day of a membership that is over says nothing against that.

    Args:
        change: code of ``membership_change``, where the row tells of one.
        events: of the person on file; none of somebody new.
    """
    said = values.get(_STANDING)
    leads_to = LEADS_TO.get(ChangeKind(change)) if change is not None else said
    if said in ON_ROLL or leads_to in ON_ROLL:
        return True
    is_over = leads_to is not None and leads_to not in NEVER_IN
    known = {None, membership(events).joined_on}
    return not is_over and any(values.get(name) not in known for name in DAYS_OF_MEMBERS)


def overruled(values: Mapping[str, object]) -> str:
    """What a new row should be told whose day of joining says more than 非会员 beside it."""
    if values.get(_STANDING) != Standing.WORKER or not _names_a_day(values):
        return ""
    return "会籍状态“非会员”没有写入：填有入会或批准日期，按会员登记"


def denied(record_id: int, values: Mapping[str, object]) -> Finding | None:
    """What is said against a new person whose standing leaves no room for the day beside it."""
    said = values.get(_STANDING)
    if said not in _WITHOUT_DAY or not _names_a_day(values):
        return None
    message = f"会籍状态是“{codes(_STANDING).label(str(said))}”，却填有入会或批准日期，请核对。"
    return Finding(
        "mem-standing",
        Level.ERROR,
        message,
        record=Member.__tablename__,
        record_id=record_id,
        field=_STANDING,
    )


def _names_a_day(values: Mapping[str, object]) -> bool:
    return any(values.get(name) for name in DAYS_OF_MEMBERS)
