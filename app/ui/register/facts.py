"""The line of facts beside the title of a register."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.queries.listing import Filter, View, count
from app.queries.members.workers import Crowd
from app.queries.naming.figure_words import figure_word
from app.ui.naming import counted
from app.ui.widgets.page_head import Fact, figure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.ui.register.card import RegisterCard
    from app.ui.widgets.page_head import PageHead

_THEN = f"当天的会员：{figure_word('people.members').tip}"
_GONE = ("transferred", "resigned", "expelled", "ended")  # standings of those who were members


@dataclass(frozen=True, slots=True)
class Facts:
    """What the head of a register's page says.

    Attributes:
        incomplete: members whose real-name record lacks something (信息不全).
    """

    words: Sequence[str | Fact]
    incomplete: int = 0


# What the numbers of the member list are called, and the standings that each counts.
_STANDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("standing.regular", ("regular",)),
    ("standing.retained", ("retained",)),
    ("standing.applicant", ("applicant",)),
    ("standing.declined", ("declined",)),
    ("standing.gone", _GONE),
)


def _member_facts(card: RegisterCard) -> Facts:
    from app.queries.members.lists import member_facts

    today = card.office.desk.today
    facts = member_facts(card.office.desk.reader)
    told = []
    for word, standings in _STANDINGS:
        people = sum(facts.by_standing.get(code, 0) for code in standings)
        if people or word == _STANDINGS[0][0]:
            those = View(filters=(Filter("standing", frozenset(standings)),), today=today)
            told.append(figure(word, f"{people:,} 人", partial(card.show_only, those)))
    return Facts(told, facts.incomplete)


# Registers that have more to say than how many lines they hold.
_OWN_FACTS: dict[str, Callable[[RegisterCard], Facts]] = {"member": _member_facts}


def _facts_of(card: RegisterCard) -> Facts:
    reader, spec, view = card.office.desk.reader, card.spec, card.model.view
    own = _OWN_FACTS.get(spec.id)
    if view.as_at is not None:
        then = View(as_at=view.as_at, crowd=Crowd.MEMBERS, today=view.today)
        there = f"{view.as_at} 会员 {count(reader, spec, then):,} 人"
        return Facts([Fact(there, _THEN, partial(card.show_only, then)), "只看不改"])
    if own is not None:
        return own(card)
    return Facts([counted(spec.id, count(reader, spec, View()))])


class FactLine:
    """Writes the facts of a register; the number of those to be completed leads to their list."""

    def __init__(self, head: PageHead, card: RegisterCard) -> None:
        self._head = head
        self._card = card
        self._incomplete = 0

    def read(self) -> None:
        """Read the facts anew."""
        found = _facts_of(self._card)
        self._incomplete = found.incomplete
        self._head.set_facts(*found.words)
        self.offer()

    def offer(self) -> None:
        """Offer the list of those to be completed, or from there the way back to all."""
        change = self._card.change_view
        if self._card.model.view.incomplete:
            self._head.set_fact_link("看全部会员", lambda: change(incomplete=False))
        elif self._incomplete:
            lacking = figure("members.incomplete", f"{self._incomplete:,} 人")
            tip = f"{lacking.tip}只看这些，再点一次看全部。"
            self._head.set_fact_link(lacking.text, lambda: change(incomplete=True), tip)
        else:
            self._head.set_fact_link("")
