"""What the real-name system has not been told yet: read from the change log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.clock import local_text
from app.models.all import journal
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import NEVER_IN
from app.store.change_log import NOTE, parse_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection, Select

    from app.models.real_name_template import Template

# A sheet is noted before whole numbers leave, and once more when it is made and its rows are known.
ASKED_FOR, MADE = "export_real_name", "real_name_made"  # names of these actions
_MEMBER, _EVENT = Member.__tablename__, MembershipEvent.__tablename__
_OF_EVENTS = frozenset({"member_id", "kind", "happened_on", "reason", "retired_at"})
_IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class PastSheet:
    """A sheet made before.

    Attributes:
        at: local minute.
        upto: number of the last change that it tells.
    """

    at: str
    upto: int
    rows: int


@dataclass(frozen=True, slots=True)
class Untold:
    """Who is to be told of.

    Attributes:
        member_ids: everybody whose line in the sheet would differ, newcomers included.
        newcomers: of these, who was not in the register then.
        removed: names of persons deleted since: the sheet cannot say so.
    """

    member_ids: tuple[int, ...] = ()
    newcomers: frozenset[int] = frozenset()
    removed: tuple[str, ...] = ()


def past_sheets(reader: Connection, template: Template) -> list[PastSheet]:
    """The sheets made so far, newest first."""
    action = journal.Action.__table__.c
    made = reader.execute(
        select(action.at, action.facts)
        .where(action.name == MADE, action.facts["template"].as_string() == template.id)
        .order_by(action.id.desc())
    )
    return [PastSheet(local_text(at), facts["upto"], facts["rows"]) for at, facts in made]


def noted_again() -> Select[tuple[int]]:
    """Numbers of the actions that ask for a sheet which was then made, and noted as such."""
    asked_for = journal.Action.facts["asked_for"].as_integer()
    return select(asked_for).where(journal.Action.name == MADE, asked_for.is_not(None))


def untold_since(reader: Connection, template: Template, upto: int) -> Untold:
    """Who changed after the change number ``upto`` in what the sheet tells.

    What was changed and changed back is nothing to tell.
    """
    net = _net_changes(reader, template, upto)
    persons: set[int] = set()
    newcomers: set[int] = set()
    for (table, number), change in net.items():
        if not change.matters:
            continue
        if table == _EVENT:
            persons |= change.owners or _owner_of(reader, number)
        else:
            persons.add(number)
            if change.is_new:
                newcomers.add(number)
    return _sorted_out(reader, persons, newcomers)


@dataclass(slots=True)
class _Net:
    """One record's first and last values over many changes."""

    is_new: bool
    is_gone: bool = False
    first: dict[str, object] = field(default_factory=dict)
    last: dict[str, object] = field(default_factory=dict)

    @property
    def matters(self) -> bool:
        """Whether anything is different in the end."""
        if self.is_new or self.is_gone:
            return self.is_new != self.is_gone
        return any(self.last.get(name) != value for name, value in self.first.items())

    @property
    def owners(self) -> set[int]:
        """The persons an event spoke of, as far as the changes say."""
        told = (self.first.get("member_id"), self.last.get("member_id"))
        return {int(str(number)) for number in told if number is not None}


def _net_changes(
    reader: Connection, template: Template, upto: int
) -> Mapping[tuple[str, int], _Net]:
    relevant = {_MEMBER: {*template.fields, "retired_at"}, _EVENT: _OF_EVENTS}
    change = journal.Change.__table__.c
    log = reader.execute(
        select(change.table_name, change.record_id, change.operation, change.before, change.after)
        .where(change.seq > upto, change.table_name.in_(relevant), change.operation != NOTE)
        .order_by(change.seq)
    )
    found: dict[tuple[str, int], _Net] = {}
    for table, number, operation, before, after in log:
        net = found.setdefault((table, number), _Net(is_new=operation == "I"))
        net.is_gone = operation == "D"
        old, new = parse_values(before), parse_values(after)
        for name in relevant[table] & (old.keys() | new.keys()):
            net.first.setdefault(name, old.get(name))
            net.last[name] = new.get(name)
    return found


def _owner_of(reader: Connection, event_id: int) -> set[int]:
    event = MembershipEvent.__table__.c
    return set(reader.scalars(select(event.member_id).where(event.id == event_id)))


def _sorted_out(reader: Connection, persons: Iterable[int], newcomers: set[int]) -> Untold:
    """Those of ``persons`` whom the sheet can tell of, and who was deleted."""
    member = Member.__table__.c
    told: list[int] = []
    removed: list[str] = []
    wanted = sorted(persons)
    for start in range(0, len(wanted), _IDS_AT_ONCE):
        page = wanted[start : start + _IDS_AT_ONCE]
        for number, name, standing, retired_at in reader.execute(
            select(member.id, member.name, member.standing, member.retired_at)
            .where(member.id.in_(page))
            .order_by(member.id)
        ):
            if retired_at is not None:
                removed += [] if number in newcomers else [name]
            elif standing is not None and standing not in NEVER_IN:
                told.append(number)
    return Untold(tuple(told), frozenset(newcomers).intersection(told), tuple(removed))
