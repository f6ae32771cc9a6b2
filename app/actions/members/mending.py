"""Filling in for many what else they hold tells: each time one action, undone as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.base import spec_of
from app.models.members.member import Member
from app.queries.findings.mendable import birthdays_by_number, entry_days
from app.queries.naming.called import NAMED, names_of, whom
from app.rules.engine import check_saved
from app.spec.findings import Level

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from app.store.ledger import Ledger
    from app.store.unit import Changed


def complete_birthdays(ledger: Ledger) -> Changed:
    """Write whole days of birth where a right number tells what is wanting.

    Raises:
        RejectedError: the rules ask about a day that was written. Nothing was saved.
    """
    with ledger.another_reader() as reader:
        days = birthdays_by_number(reader)
    return _fill(ledger, "complete_birthdays", "按证号补全出生日期", "born_on", days)


def approve_on_entry(ledger: Ledger, member_ids: Collection[int]) -> Changed:
    """Take the day of joining for that of approval, where none is noted.

    Raises:
        RejectedError: the rules ask about a day that was written. Nothing was saved.
    """
    with ledger.another_reader() as reader:
        days = entry_days(reader, member_ids)
    return _fill(ledger, "approve_on_entry", "用入会日期作批准日期", "approved_on", days)


def _fill(ledger: Ledger, name: str, what: str, field: str, days: Mapping[int, str]) -> Changed:
    """Set one column; who has an error already is left alone until that is mended."""
    numbers = list(days)
    with ledger.another_reader() as reader:
        names = names_of(reader, spec_of(Member), numbers[:NAMED])
    named = whom([names[each] for each in numbers[:NAMED] if each in names], len(numbers))
    with ledger.unit(name, f"{what}：{named}") as unit:
        stood = check_saved(unit.connection, {Member.__tablename__: numbers}, unit.today)
        faulty = {each.record_id for each in stood if each.level is Level.ERROR}
        for number in numbers:
            if number not in faulty:
                unit.update(Member, number, {field: days[number]})
        return unit.commit(known=frozenset(stood))
