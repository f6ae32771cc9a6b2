"""职工人数 as the register has it: how many workers stand there on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Integer, case, cast, func, select

from app.models.members.flags import flag_called
from app.models.members.member import Member
from app.models.members.standing import Standing
from app.queries.groups import with_those_below
from app.queries.members.flags import has_flag
from app.queries.members.roster import standing_on
from app.queries.members.workers import works

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MEMBER = Member.__table__.c
# Fields of a headcount, and the flag (类别) of the people each of them counts.
_FLAGS = {"women_count": "women", "migrants_count": "migrant", "dispatched_count": "dispatched"}


def counted_workers(reader: Connection, day: str, node_id: int | None) -> dict[str, int]:
    """Workers at the end of the ISO day ``day``, by the fields of a headcount.

    They are counted as the join rate counts them (职工: member or not). Whoever is not known to be
    a woman, a migrant or dispatched is not counted as one.

    Args:
        node_id: only those of this branch or group and all below it; ``None`` for everybody.
    """
    then = standing_on(day)
    standing = func.coalesce(then.c.standing, Standing.WORKER)
    marks = {name: has_flag(flag_called(flag), day) for name, flag in _FLAGS.items()}
    sums = [func.coalesce(func.sum(cast(mark, Integer)), 0) for mark in marks.values()]
    query = (
        select(func.count(), *sums)
        .select_from(Member.__table__.outerjoin(then, then.c.member_id == _MEMBER.id))
        .where(_MEMBER.retired_at.is_(None), works(standing, day))
    )
    if node_id is not None:
        group = case((then.c.member_id.is_(None), _MEMBER.group_id), else_=then.c.group_id)
        query = query.where(group.in_(with_those_below(reader, [node_id])))
    found = reader.execute(query).one()
    return dict(zip(("workers_count", *marks), map(int, found), strict=True))
