"""Two years of dues as the sample union collected them: lists, payments, arrears, exemptions."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.actions import records
from app.actions.dues.lists import make_lists
from app.actions.dues.payments import (
    Manner,
    Payment,
    give_receipt,
    register_payments,
)
from app.actions.keeping import ParsedDraft
from app.actions.sample.office import CHAIR, CLERK, ORGANIZER
from app.models.base import spec_of
from app.models.members.dues import Dues, DuesBase, DuesExemption, DuesTalk
from app.models.members.member import Member
from app.models.members.standing import Standing
from app.models.organization.groups import Group
from app.queries.dues.plan import owing
from app.rules.dues.standard import Standard, later, months_between
from app.store.unit import table_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.actions.sample.office import Office
    from app.store.unit import Unit

_MONTHS = 24
_LINES = 60_000  # of all months; the largest samples are there to measure other things
_BY_HAND = ("cash", "phone", "bank")
_RECEIPT_MONTHS = 3  # receipts are registered for the last so many months


def collect_dues(office: Office, *, members: int, years: int, seed: int) -> None:
    """Make and collect the lists of the last two years, as far as the sample goes back.

    Args:
        members: people in the register; a very large one gets fewer months, or none.
    """
    months = min(_MONTHS, 12 * years, _LINES // max(1, members))
    if months:
        _Collector(office, Random(f"dues {seed}"), months).run()


class _Collector:
    """Who collects, month after month."""

    def __init__(self, office: Office, dice: Random, months: int) -> None:
        self._office = office
        self._dice = dice
        now = office.today.isoformat()[:7]
        self._months = months_between(later(now, 1 - months), now)
        self._receipt = 0
        self._staying: Sequence[int] = ()
        self._late: frozenset[int] = frozenset()
        self._never: int | None = None
        self._somebody_owes = False

    def run(self) -> None:
        """Everything, oldest first; nothing in a union that nobody is a member of."""
        self._choose_people()
        if not self._somebody_owes:
            return
        self._note_exemption()
        self._note_bases()
        with self._office.act("make_dues", _title("生成会费表", self._months), CLERK) as unit:
            make_lists(unit, self._months)
        for month in self._months[:-1]:
            self._collect(month)
        if self._never is not None:
            talk = ParsedDraft(
                member_id=self._never,
                held_on=f"{self._months[-1]}-06",
                held_by=ORGANIZER,
                outcome="已说明按月交纳会费的义务，本人表示近期补交",
            )
            with self._office.act("add_dues_talk", "登记教育谈话", ORGANIZER) as unit:
                records.add(unit, spec_of(DuesTalk), talk)

    def _choose_people(self) -> None:
        """Who pays late, who not at all; everybody who has been regular all the time."""
        member = table_of(Member)
        query = select(member.c.id).where(
            member.c.standing == Standing.REGULAR, member.c.joined_on < self._months[0]
        )
        with self._office.act("make_dues", "查看会员") as unit:  # changes nothing, leaves no trace
            self._staying = list(unit.connection.scalars(query.order_by(member.c.id)))
            standard = Standard()
            self._somebody_owes = any(
                owing(unit.connection, month, standard) for month in self._months
            )
        count = min(len(self._staying), max(3, len(self._staying) // 60))
        chosen = self._dice.sample(self._staying, count)
        self._late = frozenset(chosen)
        self._never = chosen[0] if chosen and len(self._months) > 8 else None

    def _note_exemption(self) -> None:
        others = [each for each in self._staying if each not in self._late]
        if not others:
            return
        first = self._months[len(self._months) // 2]
        draft = ParsedDraft(
            member_id=self._dice.choice(others),
            reason="hardship",
            from_month=first,
            last_month=later(first, 5),
            decision=f"{first[:4]}年第 2 次委员会会议",
        )
        with self._office.act("add_dues_exemption", "登记会费减免", CHAIR) as unit:
            records.add(unit, spec_of(DuesExemption), draft)

    def _note_bases(self) -> None:
        """A few bases that differ from the wage, from the beginning of this year."""
        chosen = self._dice.sample(self._staying, min(4, len(self._staying)))
        drafts = [
            ParsedDraft(
                member_id=number,
                from_month=f"{self._months[-1][:4]}-01",
                base_fen=1000 * self._dice.randrange(420, 900),
                source="岗位工资加薪级工资",
            )
            for number in sorted(chosen)
        ]
        with self._office.act("add_dues_base", f"登记会费基数 {len(drafts)} 人", CLERK) as unit:
            records.add_all(unit, spec_of(DuesBase), drafts)

    def _collect(self, month: str) -> None:
        """Withheld from the wages but for those who pay by hand, late or never."""
        day = f"{month}-{self._dice.randrange(8, 13):02d}"
        with_receipts = month in self._months[-1 - _RECEIPT_MONTHS :]
        with self._office.act("pay_dues", f"登记缴费：{month}", CLERK) as unit:
            dues, group = table_of(Dues), table_of(Group)
            rows = unit.connection.execute(
                select(dues.c.member_id, group.c.name)
                .outerjoin_from(dues, group, group.c.id == dues.c.group_id)
                .where(dues.c.month == month, dues.c.due_fen > 0, dues.c.retired_at.is_(None))
                .order_by(group.c.name, dues.c.member_id)
            )
            groups: dict[str, list[int]] = {}
            for member_id, name in rows:
                if not self._owes_still(member_id, month):
                    groups.setdefault(name or "", []).append(member_id)
            for name, people in groups.items():
                number = self._next_receipt() if with_receipts else None
                manner = Manner(day, "wage", number, CLERK)
                by_hand = {
                    each: Manner(day, self._dice.choice(_BY_HAND), number, CLERK)
                    for each in people
                    if each in self._late
                }
                paid = self._pay(unit, month, people, manner, by_hand)
                if number:
                    give_receipt(unit, manner, payer=name, months=month, amount_fen=paid)

    def _pay(
        self,
        unit: Unit,
        month: str,
        people: Sequence[int],
        manner: Manner,
        by_hand: Mapping[int, Manner],
    ) -> int:
        withheld = [Payment(each, month) for each in people if each not in by_hand]
        paid = register_payments(unit, withheld, manner).paid_fen
        for each, own in by_hand.items():
            paid += register_payments(unit, [Payment(each, month)], own).paid_fen
        return paid

    def _owes_still(self, member_id: int, month: str) -> bool:
        """Nobody can withhold the dues of some; one has paid nothing for half a year."""
        if member_id == self._never:
            return month >= self._months[-9]
        return (
            member_id in self._late and month >= self._months[-4:][0] and self._dice.random() < 0.5
        )

    def _next_receipt(self) -> str:
        self._receipt += 1
        return f"{self._receipt:07d}"


def _title(what: str, months: Sequence[str]) -> str:
    return f"{what}：{months[0]} 至 {months[-1]}"
