"""The member cards of the made-up people: handed out, lost, exchanged and taken back."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.actions import records
from app.actions.keeping import ParsedDraft
from app.actions.sample.office import END, Office
from app.models.base import spec_of
from app.models.members.card_issue import CardIssue
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import ChangeKind
from app.store.unit import table_of

if TYPE_CHECKING:
    from sqlalchemy import Row

    from app.clock import FixedClock
    from app.store.ledger import Ledger

_MOST = 60  # lines; the book was begun lately, older cards are on paper
_LOST = 12  # of so many cards, one is lost
_REASONS = ("遗失，本人书面申请补办", "磨损，字迹不清", "姓名变更")
_GONE = (ChangeKind.RESIGNED, ChangeKind.SENT, ChangeKind.EXPELLED)


def hand_out_cards(ledger: Ledger, clock: FixedClock, seed: int) -> None:
    """Enter the cards of those who joined last, by the actions a user has."""
    office = Office(ledger, clock, Random(f"cards {seed}"))
    drafts = [draft for person in _newest(ledger) for draft in _cards_of(office.dice, person)]
    drafts.sort(key=lambda draft: str(draft["issued_on"]))
    if drafts:
        with office.act("add_card_issue", f"登记会员证发放 {len(drafts)} 张") as unit:
            records.add_all(unit, spec_of(CardIssue), drafts)


def _newest(ledger: Ledger) -> list[Row[tuple[int, str, str, str | None]]]:
    """Number, card number, day of joining and day of leaving of those who joined last."""
    member, event = table_of(Member), table_of(MembershipEvent)
    left = (
        select(event.c.happened_on)
        .where(
            event.c.member_id == member.c.id,
            event.c.kind.in_(_GONE),
            event.c.retired_at.is_(None),
        )
        .order_by(event.c.happened_on.desc())
        .limit(1)
        .scalar_subquery()
        .label("left_on")
    )
    query = (
        select(member.c.id, member.c.card_no, member.c.joined_on, left)
        .where(
            member.c.retired_at.is_(None),
            member.c.card_no.is_not(None),
            member.c.joined_on.like("____-__-__"),
        )
        .order_by(member.c.joined_on.desc(), member.c.id)
        .limit(_MOST)
    )
    return [row for row in reversed(ledger.reader.execute(query).all()) if row.joined_on]


def _cards_of(dice: Random, person: Row[tuple[int, str, str, str | None]]) -> list[ParsedDraft]:
    number, card_no, left_on = person.id, person.card_no, person.left_on
    joined = dt.date.fromisoformat(person.joined_on)
    issued = min(joined + dt.timedelta(days=dice.randrange(3, 20)), END)
    taken_back = left_on if left_on and left_on >= issued.isoformat() else None
    first = ParsedDraft(
        member_id=number, issued_on=issued.isoformat(), card_no=card_no, kind="new",
        returned_on=taken_back,
    )  # fmt: skip
    again = issued + dt.timedelta(days=dice.randrange(60, 700))
    if dice.randrange(_LOST) or again > END or taken_back:
        return [first]
    return [
        first,
        ParsedDraft(
            member_id=number, issued_on=again.isoformat(), card_no=card_no, kind="reissue",
            reissue_note=dice.choice(_REASONS),
        ),
    ]  # fmt: skip
