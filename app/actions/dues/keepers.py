"""The keeper of bases, and how the dues on the card follow base and wage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.actions.batches import batches
from app.actions.keeping import GenericKeeper
from app.models.members.dues import DuesBase
from app.models.members.member import Member
from app.models.members.standing import Standing
from app.rules.dues.standard import standard_of
from app.rules.profile import profile_of
from app.spec.findings import Finding, Level
from app.spec.values import MONTH
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from app.rules.dues.standard import Standard
    from app.spec.drafts import Draft
    from app.store.unit import Unit

DUES, WAGE = "monthly_dues_fen", "wage_fen"


class BaseKeeper(GenericKeeper):
    """Keeps bases; what the card says is paid each month follows."""

    def add(self, unit: Unit, drafts: Iterable[Draft]) -> list[int]:
        """Register bases."""
        ids = super().add(unit, drafts)
        follow_bases(unit, _owners(unit, ids))
        return ids

    def change(self, unit: Unit, changes: Mapping[int, Draft]) -> None:
        """Correct bases."""
        before = _owners(unit, changes)
        super().change(unit, changes)
        follow_bases(unit, before | _owners(unit, changes))


def follow_put_aside(unit: Unit, base_ids: Collection[int]) -> None:
    """Let the cards follow after bases were put aside or brought back.

    Where no base is left the wage gives the dues again, unless the card says an amount that did not
    come from these bases.
    """
    owners = _owners(unit, base_ids)
    follow_bases(unit, owners)
    alone = owners - bases_in_force(unit, owners).keys()
    if not alone:
        return
    standard = standard_of(profile_of(unit.connection), unit.today[:MONTH])
    base, member = table_of(DuesBase), table_of(Member)
    for batch in batches(base_ids):
        rows = unit.connection.execute(
            select(member.c.id, member.c.monthly_dues_fen, member.c.wage_fen, base.c.base_fen)
            .join_from(base, member, base.c.member_id == member.c.id)
            .where(base.c.id.in_(batch), member.c.id.in_(alone), member.c.wage_fen.is_not(None))
        )
        for member_id, said, wage, gave in rows.all():
            if said == standard.amount(gave) != standard.amount(wage):
                unit.update(Member, member_id, {DUES: standard.amount(wage)})


def _owners(unit: Unit, base_ids: Iterable[int]) -> set[int]:
    table = table_of(DuesBase)
    found: set[int] = set()
    for batch in batches(base_ids):
        query = select(table.c.member_id).where(table.c.id.in_(batch))
        found.update(unit.connection.scalars(query))
    return found


def bases_in_force(unit: Unit, members: Collection[int]) -> dict[int, int]:
    """The registered base of each of ``members`` in this month, where there is one."""
    table = table_of(DuesBase)
    found: dict[int, int] = {}
    for batch in batches(members):
        rows = unit.connection.execute(
            select(table.c.member_id, table.c.base_fen)
            .where(
                table.c.member_id.in_(batch),
                table.c.retired_at.is_(None),
                table.c.from_month <= unit.today[:MONTH],
            )
            .order_by(table.c.from_month, table.c.id)
        )
        found.update((member_id, base_fen) for member_id, base_fen in rows)
    return found


def follow_bases(unit: Unit, members: Collection[int]) -> None:
    """Set the monthly dues on the cards of ``members`` to what their base gives today."""
    standard = standard_of(profile_of(unit.connection), unit.today[:MONTH])
    bases = bases_in_force(unit, members)
    member = table_of(Member)
    for batch in batches(sorted(bases)):
        rows = unit.connection.execute(
            select(member.c.id, member.c.monthly_dues_fen).where(member.c.id.in_(batch))
        ).all()
        for member_id, said in rows:
            if said != (right := standard.amount(bases[member_id])):
                unit.update(Member, member_id, {DUES: right})


def follow_standard(unit: Unit, before: Collection[Standard]) -> None:
    """Let cards follow the standard of this month, where they followed one of ``before``.

    An amount of somebody's own, which no standard gave, stays. One sum for everybody reaches also
    regular members whose card tells neither wage nor dues, and leaves them with the standard.
    """
    standard = standard_of(profile_of(unit.connection), unit.today[:MONTH])
    if all(each.reckons_like(standard) for each in before):
        return
    base, member = table_of(DuesBase).c, table_of(Member).c
    has_base = select(base.member_id).where(base.retired_at.is_(None))
    follow_bases(unit, set(unit.connection.scalars(has_base)))
    rows = unit.connection.execute(
        select(member.id, member[DUES], member[WAGE]).where(
            member.retired_at.is_(None),
            member[DUES].is_not(None) | member[WAGE].is_(None),
            member[DUES].is_not(None) | (member.standing == Standing.REGULAR),
            member.id.not_in(has_base),
        )
    ).all()
    changes = {}
    for number, said, wage in rows:
        followed = said in {each.due(wage) for each in before}
        if followed and said != (right := standard.due(wage)):
            changes[number] = {DUES: right}
    unit.update_all(Member, changes)


def speaks_of_dues(values: Mapping[str, object]) -> bool:
    """Whether what is set on a card concerns the monthly dues on it."""
    return DUES in values or WAGE in values


def fill_dues(unit: Unit, rows: Iterable[dict[str, object]]) -> None:
    """Give new regular members whose card tells no dues those that follow from the wage.

    Where everybody pays the same, that is asked for by no wage.
    """
    wanting = [
        row for row in rows if row.get(DUES) is None and row.get("standing") == Standing.REGULAR
    ]
    if not wanting:
        return
    standard = standard_of(profile_of(unit.connection), unit.today[:MONTH])
    for row in wanting:
        wage = row.get(WAGE)
        if (due := standard.due(None if wage is None else int(str(wage)))) is not None:
            row[DUES] = due


def follow_wages(
    unit: Unit, changes: Mapping[int, tuple[Mapping[str, object], Mapping[str, object]]]
) -> None:
    """Keep monthly dues on cards in step when cards are changed.

    Dues that were what the wage gave follow a new wage; an amount of somebody's own stays. Where a
    base is registered it decides, and what was typed otherwise is noted and not taken.

    Args:
        changes: by member the card as it stood and the values set, which speak of dues.
    """
    if not changes:
        return
    standard = standard_of(profile_of(unit.connection), unit.today[:MONTH])
    bases = bases_in_force(unit, changes)
    for number, (now, values) in changes.items():
        typed = values.get(DUES)
        if number in bases:
            right = standard.amount(bases[number])
            if typed is not None and typed != right:
                unit.update(Member, number, {DUES: right})
                unit.object(_not_taken(number, standard))
        elif DUES not in values and isinstance(wage := values[WAGE], int):
            was = now.get(WAGE)
            own = standard.due(was if isinstance(was, int) else None)
            if now.get(DUES) == own and now.get(DUES) != standard.amount(wage):
                unit.update(Member, number, {DUES: standard.amount(wage)})


def _not_taken(number: int, standard: Standard) -> Finding:
    told = "月会费由登记的会费基数算出，填写的金额没有采用；基数变动请登记会费基数。"
    if standard.fixed_fen:
        told = "登记了会费基数的人，月会费按会费标准的定额收，填写的金额没有采用。"
    return Finding(
        "mem-dues-amount",
        Level.NOTE,
        told,
        record=Member.__tablename__,
        record_id=number,
        field=DUES,
    )
