"""Two records of a register become one; all that pointed at the other points at it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.actions import records
from app.actions.dues.keepers import follow_bases
from app.actions.keeping import ParsedDraft, no_such_record
from app.actions.merging.dues import join_dues
from app.actions.merging.story import join_stories
from app.errors import Refused
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.queries.listing import rows
from app.queries.sources import source_of
from app.queries.twins.pointers import pointers_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sqlalchemy import Connection

    from app.queries.twins.pointers import Pointer
    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec
    from app.store.unit import Unit

    Progress = Callable[[int, int], None]

_EVENTS = MembershipEvent.__tablename__


@dataclass(frozen=True, slots=True)
class Merging:
    """What is to become of two records.

    Attributes:
        keep: number of the record that stays.
        retire: number of the one that goes into the recycle view.
        values: what the one that stays shall say, where that differs from what it says now.
        left_out: membership events that do not go over; they are put aside.
    """

    keep: int
    retire: int
    values: Mapping[str, object] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()


def mergeable(spec: RecordSpec) -> bool:
    """Whether two records of ``spec`` may be one: there is more than one, and none is an event."""
    return not spec.is_single and spec.id != _EVENTS


def chosen_fields(spec: RecordSpec) -> tuple[FieldSpec, ...]:
    """The fields in which one side is chosen; those that follow from events are not among them."""
    return tuple(field for field in spec.fields.values() if not field.derived)


def proposed_keep(spec: RecordSpec, one: Mapping[str, object], other: Mapping[str, object]) -> int:
    """Which of two rows should stay: the one that says more; of equals the elder."""
    said = [sum(row[name] not in {None, ""} for name in spec.fields) for row in (one, other)]
    first, second = (int(str(row["id"])) for row in (one, other))
    if said[0] == said[1]:
        return min(first, second)
    return first if said[0] > said[1] else second


def moving(
    reader: Connection, specs: Iterable[RecordSpec], spec: RecordSpec, retire: int
) -> dict[str, int]:
    """How many records of which kind point at the record that goes, and will be moved.

    A member's own events are told one by one, not here.
    """
    found: defaultdict[str, int] = defaultdict(int)
    for pointer in _moved(reader, specs, spec):
        found[pointer.title] += pointer.count(reader, retire)
    return {title: number for title, number in found.items() if number}


def merge(
    unit: Unit,
    specs: Iterable[RecordSpec],
    spec: RecordSpec,
    merging: Merging,
    progress: Progress | None = None,
) -> None:
    """Merge two records as one action. May run in any thread. Does not commit.

    Args:
        specs: all registers in use, in any of which a record may point at the one that goes.
        progress: is told how many kinds of records are moved; may raise to stop.

    Raises:
        Refused: they are one, or one of them is not in the register any more.
        RejectedError: the fields themselves refuse the values chosen.
    """
    keep, retire = merging.keep, merging.retire
    if keep == retire or not mergeable(spec):
        raise Refused(
            "合并要有两条不同的记录", "台账没有变化", "请选定同一个登记簿里的两条再合并", "R-531"
        )
    present = {int(str(row["id"])): row for row in rows(unit.connection, spec, [keep, retire])}
    if len(present) != 2 or not _in_force(unit.connection, spec, {keep, retire}):
        raise no_such_record(spec)
    unit.facts["merged"] = {"register": spec.id, "kept": keep, "retired": retire}
    if spec.id == Member.__tablename__:
        join_stories(unit, keep, retire, merging.left_out)
        join_dues(unit, keep, retire)
    pointers = list(_moved(unit.connection, specs, spec))
    for done, pointer in enumerate(pointers, 1):
        pointer.move(unit.connection, retire, keep)
        if progress is not None:
            progress(done, len(pointers))
    values = _not_itself(spec, merging, present[keep], present[retire])
    if values:
        records.change(unit, spec, keep, ParsedDraft(values))
    if spec.id == Member.__tablename__:
        follow_bases(unit, [keep])
    records.retire(unit, spec, [retire])


def _moved(reader: Connection, specs: Iterable[RecordSpec], spec: RecordSpec) -> Iterable[Pointer]:
    """Whatever may point at a record of ``spec``, but for a member's events, which are joined."""
    events = (_EVENTS, "member_id")
    for pointer in pointers_at(reader, specs, spec.id):
        if (pointer.table, pointer.column) != events:
            yield pointer


def _in_force(reader: Connection, spec: RecordSpec, numbers: set[int]) -> bool:
    source = source_of(spec)
    there = (
        select(source.id)
        .select_from(source.table)
        .where(source.id.in_(numbers), source.retired_at.is_(None), *source.conditions)
    )
    return len(reader.execute(there).all()) == len(numbers)


def _not_itself(
    spec: RecordSpec,
    merging: Merging,
    kept: Mapping[str, object],
    other: Mapping[str, object],
) -> dict[str, object]:
    """The values to be set; a record that would stand below itself takes the other's place."""
    values = {name: value for name, value in merging.values.items() if kept[name] != value}
    themselves = {merging.keep, merging.retire}
    for field_ in spec.fields.values():
        if field_.target != spec.id:
            continue
        wanted = merging.values.get(field_.name, kept[field_.name])
        if wanted in themselves:
            above = next(
                (row[field_.name] for row in (kept, other) if row[field_.name] not in themselves),
                None,
            )
            values[field_.name] = above
    return values
