"""Who owes dues for a month, and how much: what the list of the month is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import case, func, join, or_, outerjoin, select

from app.models.members.dues import Dues, DuesBase, DuesExemption
from app.models.members.member import Member
from app.models.members.standing import ON_ROLL, Standing
from app.queries.members.roster import standing_on
from app.rules.dues.standard import known_standards, later
from app.rules.profile import profile_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Connection, FromClause

    from app.rules.dues.standard import Standard

RETAINED = "retained"  # code of dues_exemption
_BASE, _EXEMPT, _MEMBER = DuesBase.__table__.c, DuesExemption.__table__.c, Member.__table__.c
_DUES = Dues.__table__.c


@dataclass(frozen=True, slots=True)
class Owing:
    """One line of a month's list before it is made.

    Attributes:
        base_fen: what the dues are reckoned from; ``None`` where only the amount is known, or
            everybody pays the same.
        due_fen: ``None`` where neither base nor amount is known.
        exemption: code of ``dues_exemption``; ``None`` for who pays in full.
    """

    member_id: int
    group_id: int | None
    base_fen: int | None
    due_fen: int | None
    exemption: str | None


def owing(
    reader: Connection,
    month: str,
    standard: Standard,
    members: Collection[int] | None = None,
) -> list[Owing]:
    """Who stands on the list of ``month`` (``yyyy-mm``), by standing as dated events have it.

    Regular members owe; those whose membership is retained stand there exempt. Who joins within
    the month owes for it, who leaves within it does not, unless ``standard`` says otherwise.

    Args:
        members: only these.
    """
    bases = _bases(reader, month, members)
    exempt = _exemptions(reader, month, members)
    known = known_standards(profile_of(reader))
    found = []
    for member_id, group_id, standing, wage_fen, fixed_fen in _on_roll(
        reader, month, standard, members
    ):
        registered = bases.get(member_id)
        base_fen = wage_fen if registered is None else registered
        due_fen = standard.due(base_fen)
        if fixed_fen is not None and member_id not in bases:
            followed = any(each.due(wage_fen) == fixed_fen for each in known)
            if not followed:  # what somebody set on the card stands until a base is registered
                due_fen = fixed_fen
        reason = None
        if standing == Standing.RETAINED:
            reason, due_fen = RETAINED, 0
        elif member_id in exempt:
            reason, reduced = exempt[member_id]
            due_fen = reduced or 0
        base_fen = standard.base_counted(base_fen)
        found.append(Owing(member_id, group_id, base_fen, due_fen, reason))
    return found


def _on_roll(
    reader: Connection, month: str, standard: Standard, members: Collection[int] | None
) -> list[tuple[int, int | None, str, int | None, int | None]]:
    """Number, group, standing, wage and fixed dues of everybody the list of the month names."""
    end = standing_on(f"{month}-31", members)
    standing: ColumnElement[str] = end.c.standing
    joined_by = f"{later(month, -standard.first_month)}-31"
    is_listed = end.c.standing.in_(ON_ROLL) & (func.coalesce(end.c.since_on, "") <= joined_by)
    table: FromClause = join(Member.__table__, end, end.c.member_id == _MEMBER.id)
    if standard.leaving_month:
        before = standing_on(f"{later(month, -1)}-31", members).alias("before")
        table = outerjoin(table, before, before.c.member_id == _MEMBER.id)
        was_regular = func.coalesce(before.c.standing, "") == Standing.REGULAR
        standing = case((was_regular, Standing.REGULAR.value), else_=end.c.standing)
        is_listed |= was_regular
    query = (
        select(_MEMBER.id, end.c.group_id, standing, _MEMBER.wage_fen, _MEMBER.monthly_dues_fen)
        .select_from(table)
        .where(_MEMBER.retired_at.is_(None), is_listed)
        .order_by(_MEMBER.id)
    )
    return list(map(tuple, reader.execute(query)))


def _bases(
    reader: Connection, month: str, members: Collection[int] | None
) -> dict[int, int | None]:
    """By member the newest registered base that had begun by ``month``.

    ``None`` for people whose first base began later: their card follows that base already, so its
    dues say nothing of the months before.
    """
    query = select(_BASE.member_id, _BASE.base_fen, _BASE.from_month <= month).where(
        _BASE.retired_at.is_(None)
    )
    if members is not None:
        query = query.where(_BASE.member_id.in_(members))
    found: dict[int, int | None] = {}
    # The later month, and of one month the later entry, is read last and stays.
    for member_id, base_fen, has_begun in reader.execute(
        query.order_by(_BASE.from_month, _BASE.id)
    ):
        if has_begun:
            found[member_id] = base_fen
        else:
            found.setdefault(member_id, None)
    return found


def _exemptions(
    reader: Connection, month: str, members: Collection[int] | None
) -> dict[int, tuple[str, int | None]]:
    """Reason and reduced amount by member, of the decisions in force in ``month``."""
    query = select(_EXEMPT.member_id, _EXEMPT.reason, _EXEMPT.reduced_fen).where(
        _EXEMPT.retired_at.is_(None),
        _EXEMPT.from_month <= month,
        or_(_EXEMPT.last_month.is_(None), _EXEMPT.last_month >= month),
    )
    if members is not None:
        query = query.where(_EXEMPT.member_id.in_(members))
    rows = reader.execute(query.order_by(_EXEMPT.from_month, _EXEMPT.id))
    return {member_id: (reason, reduced) for member_id, reason, reduced in rows}


class Line(NamedTuple):
    """One line of a month's list as it stands."""

    id: int
    member_id: int
    base_fen: int | None
    due_fen: int | None
    exemption: str | None
    paid_fen: int | None


def listed(
    reader: Connection, month: str, members: Collection[int] | None = None
) -> dict[int, Line]:
    """The list of ``month`` by member."""
    query = select(
        _DUES.id,
        _DUES.member_id,
        _DUES.base_fen,
        _DUES.due_fen,
        _DUES.exemption,
        _DUES.paid_fen,
    ).where(_DUES.retired_at.is_(None), _DUES.month == month)
    if members is not None:
        query = query.where(_DUES.member_id.in_(members))
    # The driver's own rows: twenty thousand wrapped ones would take twice as long.
    cursor = reader.execute(query).cursor
    return {row[1]: Line(*row) for row in (cursor.fetchall() if cursor else ())}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What making the list of a month would do.

    Attributes:
        missing: who is to be added.
        differing: lines that would say something else today, and what.
        same: lines that would be the same.
        gone: lines of people who would not be listed today.
    """

    month: str
    missing: tuple[Owing, ...] = ()
    differing: tuple[tuple[Line, Owing], ...] = ()
    same: int = 0
    gone: tuple[Line, ...] = ()

    @property
    def mendable(self) -> tuple[tuple[Line, Owing], ...]:
        """Differing lines that nobody has paid on yet."""
        return tuple(pair for pair in self.differing if pair[0].paid_fen is None)


def compared(reader: Connection, month: str, standard: Standard) -> Comparison:
    """The list of ``month`` as it stands, beside the one that would be made today."""
    known = listed(reader, month)
    planned = owing(reader, month, standard)
    missing, differing = [], []
    same = 0
    for line in planned:
        if (old := known.pop(line.member_id, None)) is None:
            missing.append(line)
        elif _says(old) == _says(line):
            same += 1
        else:
            differing.append((old, line))
    return Comparison(month, tuple(missing), tuple(differing), same, tuple(known.values()))


def _says(line: Line | Owing) -> tuple[int | None, int | None, str | None]:
    return line.base_fen, line.due_fen, line.exemption
