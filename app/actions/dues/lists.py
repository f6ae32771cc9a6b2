"""生成会费表: the list of a month, made once and frozen; made again it only adds who is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.actions.dues.keepers import follow_bases, follow_standard
from app.errors import Refused
from app.models.members.dues import Dues
from app.queries.dues.plan import compared
from app.rules.dues.standard import known_standards, standard_of
from app.rules.profile import profile_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.queries.dues.plan import Owing
    from app.store.unit import Unit


@dataclass(frozen=True, slots=True)
class Made:
    """What making a list did.

    Attributes:
        added: lines of people who were missing.
        mended: lines nobody has paid on, reckoned anew.
        differing: lines left as they were though they would say something else today.
    """

    added: int = 0
    mended: int = 0
    differing: int = 0


def make_lists(unit: Unit, months: Sequence[str], *, mend: bool = False) -> Made:
    """Make the lists of ``months`` (``yyyy-mm``); lines that are there stay. Does not commit.

    Args:
        mend: lines nobody has paid on are reckoned anew where they would differ.

    Raises:
        Refused: nobody owes dues in any of the months.
    """
    profile = profile_of(unit.connection)
    added = mended = differing = known = 0
    for month in months:
        found = compared(unit.connection, month, standard_of(profile, month))
        known += found.same + len(found.differing) + len(found.gone)
        unit.insert(Dues, lines_of(month, found.missing))
        added += len(found.missing)
        differing += len(found.differing)
        if mend:
            unit.update_all(
                Dues,
                {
                    old.id: {
                        "base_fen": new.base_fen,
                        "due_fen": new.due_fen,
                        "exemption": new.exemption,
                    }
                    for old, new in found.mendable
                },
            )
            mended += len(found.mendable)
        if month == unit.today[:7]:
            follow_standard(unit, known_standards(profile))
            follow_bases(unit, [line.member_id for line in found.missing])
    if not (added or known):
        raise Refused(
            f"{months[0]} 没有应缴会费的会员",
            "台账没有变化",
            "请核对会员的会籍状态和入会日期，或另选月份",
            "R-540",
        )
    return Made(added, mended, differing - mended)


def lines_of(month: str, people: Iterable[Owing]) -> list[dict[str, object]]:
    """Rows of ``dues`` for ``month``."""
    return [
        {
            "member_id": line.member_id,
            "month": month,
            "group_id": line.group_id,
            "base_fen": line.base_fen,
            "due_fen": line.due_fen,
            "exemption": line.exemption,
        }
        for line in people
    ]
