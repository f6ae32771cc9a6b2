"""The line of facts beside the title of a register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.queries.listing import View, count
from app.ui.naming import INCOMPLETE, INCOMPLETE_MEANS, counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from app.spec.record import RecordSpec
    from app.ui.register.card import RegisterCard
    from app.ui.widgets.page_head import PageHead

_GONE = ("transferred", "resigned", "expelled", "ended")  # standings of those who were members


@dataclass(frozen=True, slots=True)
class Facts:
    """What the head of a register's page says.

    Attributes:
        incomplete: members whose real-name record lacks something (信息不全).
    """

    words: list[str]
    incomplete: int = 0


def _member_facts(reader: Connection) -> Facts:
    from app.queries.members.lists import member_facts

    facts = member_facts(reader)
    standing = facts.by_standing
    words = [f"正常 {standing.get('regular', 0):,} 人"]
    if retained := standing.get("retained", 0):
        words.append(f"保留会籍 {retained:,} 人")
    if applicants := standing.get("applicant", 0):
        words.append(f"申请中 {applicants:,} 人")
    if declined := standing.get("declined", 0):
        words.append(f"未入会 {declined:,} 人")
    if gone := sum(standing.get(code, 0) for code in _GONE):
        words.append(f"已终止 {gone:,} 人")
    return Facts(words, facts.incomplete)


# Registers that have more to say than how many lines they hold.
_OWN_FACTS: dict[str, Callable[[Connection], Facts]] = {"member": _member_facts}


def _facts_of(reader: Connection, spec: RecordSpec, view: View) -> Facts:
    own = _OWN_FACTS.get(spec.id)
    if view.as_at is not None:
        there = count(reader, spec, View(as_at=view.as_at))
        return Facts([f"{view.as_at} 会员 {there:,} 人", "只看不改"])
    if own is not None:
        return own(reader)
    return Facts([counted(spec.id, count(reader, spec, View()))])


class FactLine:
    """Writes the facts of a register; the number of those to be completed leads to their list."""

    def __init__(self, head: PageHead, card: RegisterCard) -> None:
        self._head = head
        self._card = card
        self._incomplete = 0

    def read(self) -> None:
        """Read the facts anew."""
        card = self._card
        found = _facts_of(card.office.desk.reader, card.spec, card.model.view)
        self._incomplete = found.incomplete
        self._head.set_facts(*found.words)
        self.offer()

    def offer(self) -> None:
        """Offer the list of those to be completed, or from there the way back to all."""
        change = self._card.change_view
        if self._card.model.view.incomplete:
            self._head.set_fact_link("看全部会员", lambda: change(incomplete=False))
        elif self._incomplete:
            words = f"{INCOMPLETE} {self._incomplete:,} 人"
            self._head.set_fact_link(words, lambda: change(incomplete=True), tip=INCOMPLETE_MEANS)
        else:
            self._head.set_fact_link("")
