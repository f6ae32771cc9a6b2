"""批量修改: one column of many records set to one value, shown before it is written.

What the preview shows is tried in a unit of work that is taken back, as an import is, so that
what the rules refuse is refused in the preview, row by row.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from app.actions import records
from app.actions.batches import batches
from app.actions.keeping import ParsedDraft
from app.actions.members.membership import owners_of
from app.actions.members.regrouping import regroup
from app.garbage import no_collection
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.queries.listing import rows
from app.queries.naming.called import NAMED, names_of, whom
from app.rules.engine import check_saved
from app.spec.drafts import problems
from app.spec.findings import Level
from app.spec.record import Family
from app.store.unit import Changed, RejectedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.models.base import Record
    from app.spec.field import FieldSpec
    from app.spec.findings import Finding
    from app.spec.record import RecordSpec
    from app.store.ledger import Ledger
    from app.store.unit import Unit

    Progress = Callable[[int, int], None]

MEMBERS = Member.__tablename__
GROUP = "group_id"  # of a member: a change of it is an event with a day
_NO_REASONS: tuple[str, ...] = ()
_BY_EVENTS = frozenset({"joined_on", "standing"})  # derived, but a member's keeper can set them


class BulkState(StrEnum):
    """What becomes of one record; the value is what people read."""

    CHANGED = "变更"
    SAME = "相同"
    REFUSED = "不能改"


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall be written.

    Attributes:
        value: stored form; ``None`` clears the column.
        day: for a member's group, the ISO day of the change.
    """

    field: str
    value: object
    day: str = ""


@dataclass(frozen=True, slots=True)
class BulkLine:
    """One record with what would become of it.

    Attributes:
        reasons: why it cannot be changed; for a change, what asks for a reason.
    """

    number: int
    name: object
    before: object
    state: BulkState
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """All records asked for; nothing is written yet."""

    spec: RecordSpec
    wish: Wish
    lines: tuple[BulkLine, ...]

    @property
    def counts(self) -> dict[BulkState, int]:
        """How many of each state; together they are all."""
        found = Counter(line.state for line in self.lines)
        return {state: found[state] for state in BulkState}

    @property
    def numbers(self) -> list[int]:
        """The records that would be changed."""
        return [line.number for line in self.lines if line.state is BulkState.CHANGED]

    @property
    def questioned(self) -> int:
        """How many would be changed and ask for a reason."""
        return sum(bool(line.reasons) for line in self.lines if line.state is BulkState.CHANGED)


def changeable(spec: RecordSpec) -> tuple[FieldSpec, ...]:
    """The columns that can be set for many: all but those that follow from other records."""
    by_events = _BY_EVENTS if spec.id == MEMBERS else frozenset()
    return tuple(f for f in spec.fields.values() if not f.derived or f.name in by_events)


def wants_day(spec: RecordSpec, field: FieldSpec) -> bool:
    """Whether a change of ``field`` is an event that has a day."""
    return spec.id == MEMBERS and field.name == GROUP


def look(
    ledger: Ledger,
    spec: RecordSpec,
    numbers: Sequence[int],
    wish: Wish,
    progress: Progress | None = None,
) -> BulkPreview:
    """What a change of many would do. Nothing is written: the trial is taken back.

    May run in any thread.

    Args:
        progress: is told how many are tried; may raise to stop.

    Raises:
        RejectedError: the rules refuse for a reason that concerns no single record.
    """
    tell = progress or (lambda _done, _total: None)
    with no_collection(), ledger.another_reader() as reader:
        seen = _read(reader, spec, numbers, wish)
    while seen.numbers:
        judged = _tried(ledger, seen, tell)
        if judged.counts == seen.counts:
            return judged
        seen = judged  # once more: what was refused may have let others pass
    return seen


def _read(reader: Connection, spec: RecordSpec, numbers: Sequence[int], wish: Wish) -> BulkPreview:
    """Every record with what can be said before the rules are asked."""
    field = spec.fields[wish.field]
    faults = tuple(fault.rstrip("。") for fault in problems(field, wish.value))
    if field.derived and wish.value is None:
        faults = (f"{field.label}由会籍变动推出，不能清空",)
    lines = []
    for row in rows(reader, spec, numbers, tuple({spec.name_field, wish.field})):
        before = row[wish.field]
        state, reasons = BulkState.CHANGED, _NO_REASONS
        if before == wish.value or (before in {None, ""} and wish.value is None):
            state = BulkState.SAME
        elif faults:
            state, reasons = BulkState.REFUSED, faults
        elif field.constant and before is not None:
            state, reasons = BulkState.REFUSED, (f"{field.label}填定后不能修改",)
        name = row[spec.name_field]
        lines.append(BulkLine(int(str(row["id"])), name, before, state, reasons))
    return BulkPreview(spec, wish, tuple(lines))


def _tried(ledger: Ledger, seen: BulkPreview, tell: Progress) -> BulkPreview:
    """``seen`` after one trial, with what the rules and the fields said of each record."""
    try:
        with no_collection(), ledger.unit("try_bulk", "试改") as unit:
            known = _known(unit, seen)
            _apply(unit, seen, seen.numbers, tell)
            findings = [each for each in unit.findings() if each not in known]
            owners = _owners(unit, findings)
    except RejectedError:
        return _tried_one_by_one(ledger, seen, tell)
    return _judged(seen, findings, owners)


def _tried_one_by_one(ledger: Ledger, seen: BulkPreview, tell: Progress) -> BulkPreview:
    """Find the records that their own fields refuse; the others are tried together again."""
    refused: dict[int, list[str]] = {}
    numbers = seen.numbers
    with ledger.unit("try_bulk", "试改") as unit:
        for done, number in enumerate(numbers):
            try:
                _apply(unit, seen, [number], lambda _done, _total: None)
            except RejectedError as error:
                refused[number] = [found.message for found in error.findings]
            tell(done, len(numbers))
    return _marked(seen, refused, {})


def _apply(unit: Unit, seen: BulkPreview, numbers: Sequence[int], tell: Progress) -> None:
    wish, done = seen.wish, 0
    for batch in batches(numbers):
        if seen.spec.id == MEMBERS and wish.field == GROUP:
            group = wish.value if isinstance(wish.value, int) else None
            regroup(unit, batch, group, wish.day or unit.today)
        else:
            drafts = {number: ParsedDraft({wish.field: wish.value}) for number in batch}
            records.change_all(unit, seen.spec, drafts)
        done += len(batch)
        tell(done, len(numbers))


def _known(unit: Unit, seen: BulkPreview) -> frozenset[Finding]:
    """The warnings that stand already and are not of the column to be changed.

    Nobody is asked for a reason of what was there before and stays as it was.
    """
    found = check_saved(unit.connection, {_table_of(seen.spec): seen.numbers}, unit.today)
    column = seen.wish.field
    return frozenset(f for f in found if f.level is Level.WARNING and f.field != column)


def _owners(unit: Unit, findings: Iterable[Finding]) -> dict[int, int]:
    """The members to whom the events belong that a finding speaks of."""
    events = [each.record_id for each in findings if each.record == MembershipEvent.__tablename__]
    return owners_of(unit, [number for number in events if number is not None])


def _judged(
    seen: BulkPreview, findings: Sequence[Finding], owners: Mapping[int, int]
) -> BulkPreview:
    tables = {seen.spec.id, _table_of(seen.spec)}
    refused: dict[int, list[str]] = {}
    questioned: dict[int, list[str]] = {}
    of_nobody = []
    asked = set(seen.numbers)
    for finding in findings:
        number = finding.record_id or 0
        if finding.record == MembershipEvent.__tablename__ and seen.spec.id == MEMBERS:
            number = owners.get(number, 0)
        elif finding.record not in tables:
            number = 0
        if finding.level is Level.ERROR:
            if number in asked:
                refused.setdefault(number, []).append(finding.message)
            else:
                of_nobody.append(finding)
        elif finding.level is Level.WARNING and number in asked:
            questioned.setdefault(number, []).append(finding.message)
    if of_nobody and not refused:
        raise RejectedError(of_nobody)
    return _marked(seen, refused, questioned)


def _table_of(spec: RecordSpec) -> str:
    record: type[Record] = records.record_class(spec)
    return record.__tablename__ if spec.family is Family.LEDGER else spec.id


def _marked(
    seen: BulkPreview,
    refused: Mapping[int, Sequence[str]],
    questioned: Mapping[int, Sequence[str]],
) -> BulkPreview:
    def marked(line: BulkLine) -> BulkLine:
        if line.number in refused:
            said = tuple(dict.fromkeys(each.rstrip("。") for each in refused[line.number]))
            return replace(line, state=BulkState.REFUSED, reasons=said)
        if line.state is BulkState.CHANGED:
            said = tuple(dict.fromkeys(questioned.get(line.number, ())))
            return replace(line, reasons=said)
        return line

    return replace(seen, lines=tuple(map(marked, seen.lines)))


def write(
    ledger: Ledger, seen: BulkPreview, reason: str = "", progress: Progress | None = None
) -> Changed:
    """Write what a preview shows, as one action that is undone as a whole.

    May run in any thread. Stopped by ``progress`` it leaves nothing behind.

    Args:
        reason: why to go on where the rules ask for one.

    Raises:
        RejectedError: the ledger changed since the preview, or a reason is wanting.
    """
    numbers, label = seen.numbers, seen.spec.fields[seen.wish.field].label
    if not numbers:
        return Changed()
    tell = progress or (lambda _done, _total: None)
    # The value itself is not in the title: it may be personal, and titles outlive an erasure.
    with ledger.another_reader() as reader:
        names = names_of(reader, seen.spec, numbers[:NAMED])
    named = whom([names[each] for each in numbers[:NAMED] if each in names], len(numbers))
    title = f"批量修改{seen.spec.title}：{named}（{label}）"
    with no_collection(), ledger.unit("bulk_change", title) as unit:
        known = _known(unit, seen)
        _apply(unit, seen, numbers, tell)
        tell(len(numbers), len(numbers))
        return unit.commit(reason or None, known)
