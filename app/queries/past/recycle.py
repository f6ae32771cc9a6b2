"""回收站: what was put aside, when, by whom, why, and what it was merged into."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, select

from app.clock import local_text
from app.models.all import attachments, entries, journal
from app.queries.naming.called import names_of
from app.queries.sources import core_spec, label_of, source_of
from app.spec.kinds import Kind
from app.spec.record import Family
from app.spec.values import masked, show
from app.store.change_log import parse_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.spec.record import RecordSpec

DAYS_SHOWN = 90
REASON_GIVEN = "retire_reason"  # the action that says afterwards why an earlier one put aside
_PAGE = 500
_MOST = 5000  # rows listed
_CHANGE, _ACTION = journal.Change.__table__.c, journal.Action.__table__.c
_ENTRY = entries.LedgerEntry.__table__
_ENTRIES = entries.LedgerEntry.__tablename__
_FILES = attachments.Attachment.__tablename__


@dataclass(frozen=True, slots=True)
class Retirement:
    """How a record was put aside last.

    Attributes:
        at: UTC moment; blank where the log was erased.
        merged_into: number of the record it was merged into, if it was.
        by_merging: it went when two records were merged; one of them, or an event left out.
    """

    action_id: int = 0
    at: str = ""
    actor: str = ""
    reason: str = ""
    merged_into: int | None = None
    by_merging: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """One record put aside.

    Attributes:
        register: id of its register.
        label: what it is called.
        at: when it was put aside, local ``yyyy-mm-dd hh:mm``.
        survivor: what the record it was merged into is called; blank for none.
    """

    register: str
    title: str
    number: int
    label: str
    at: str
    how: Retirement
    survivor: str = ""


def gone(
    reader: Connection,
    specs: Mapping[str, RecordSpec],
    register: str = "",
    since: str = "",
) -> list[Gone]:
    """What was put aside, the latest first.

    Args:
        register: only of this register; blank for all.
        since: ISO day; what was put aside before it is left out.
    """
    chosen = [spec for spec in specs.values() if register in {"", spec.id}]
    found: list[tuple[str, RecordSpec, int, str]] = []
    for spec in chosen:
        if spec.family is Family.CORE:
            found += _of_table(reader, spec, since)
    found += _of_ledgers(reader, {s.id: s for s in chosen if s.family is Family.LEDGER}, since)
    found.sort(key=lambda each: (each[0], each[2]), reverse=True)
    return list(_told(reader, found[:_MOST]))


def count_gone(reader: Connection, specs: Mapping[str, RecordSpec], register: str = "") -> int:
    """How many records of ``register``, or of all, are put aside."""
    total = 0
    for spec in specs.values():
        if spec.family is Family.CORE and register in {"", spec.id}:
            source = source_of(spec)
            query = select(func.count()).select_from(source.table)
            total += reader.execute(query.where(source.retired_at.is_not(None))).scalar_one()
    ledgers = [s.id for s in specs.values() if s.family is Family.LEDGER]
    wanted = [each for each in ledgers if register in {"", each}]
    query = select(func.count()).select_from(_ENTRY).where(_ENTRY.c.retired_at.is_not(None))
    return total + int(reader.execute(query.where(_ENTRY.c.ledger_id.in_(wanted))).scalar_one())


def kinds_put_aside(specs: Mapping[str, RecordSpec]) -> dict[str, RecordSpec]:
    """What may be found here: the registers, and files that were taken away from their record."""
    return {**specs, _FILES: core_spec(_FILES)}


def _of_table(
    reader: Connection, spec: RecordSpec, since: str
) -> Iterator[tuple[str, RecordSpec, int, str]]:
    source = source_of(spec)
    rows = reader.execute(
        select(source.retired_at, source.id)
        .select_from(source.table)
        .where(source.retired_at.is_not(None), source.retired_at >= since)
    ).all()
    names = names_of(reader, spec, [number for _at, number in rows])
    for at, number in rows:
        yield str(at), spec, number, names.get(number, "")


def _of_ledgers(
    reader: Connection, specs: Mapping[str, RecordSpec], since: str
) -> Iterator[tuple[str, RecordSpec, int, str]]:
    if not specs:
        return
    rows = reader.execute(
        select(_ENTRY.c.retired_at, _ENTRY.c.id, _ENTRY.c.ledger_id, _ENTRY.c.content).where(
            _ENTRY.c.retired_at.is_not(None),
            _ENTRY.c.retired_at >= since,
            _ENTRY.c.ledger_id.in_(specs),
        )
    )
    for at, number, ledger_id, content in rows:
        spec = specs[ledger_id]
        held: dict[str, Any] = json.loads(content) if isinstance(content, str) else content
        naming = spec.fields[spec.name_field]
        value = held.get(naming.name)
        shown = show(naming, value)
        if naming.kind is Kind.REFERENCE and isinstance(value, int):
            shown = reader.scalar(select(label_of(naming, literal(value)))) or ""
        yield at, spec, number, masked(naming, shown)


def _told(reader: Connection, found: Sequence[tuple[str, RecordSpec, int, str]]) -> Iterator[Gone]:
    """Each with what the log knows of how it went."""
    by_spec: dict[str, tuple[RecordSpec, list[int]]] = {}
    for _at, spec, number, _label in found:
        by_spec.setdefault(spec.id, (spec, []))[1].append(number)
    how = {
        register: retirements(reader, spec, numbers)
        for register, (spec, numbers) in by_spec.items()
    }
    for at, spec, number, label in found:
        told = how[spec.id].get(number, Retirement())
        survivor = _name_of(reader, spec, told.merged_into) if told.merged_into else ""
        name = label or f"第 {number} 号"
        yield Gone(spec.id, spec.title, number, name, local_text(at), told, survivor)


def _name_of(reader: Connection, spec: RecordSpec, number: int) -> str:
    return names_of(reader, spec, [number]).get(number) or f"第 {number} 号"


def retirements(
    reader: Connection, spec: RecordSpec, numbers: Sequence[int]
) -> dict[int, Retirement]:
    """How each of these records was put aside last, as the change log tells it."""
    table = _ENTRIES if spec.family is Family.LEDGER else spec.id
    reasons = _reasons(reader)
    found: dict[int, Retirement] = {}
    for start in range(0, len(numbers), _PAGE):
        rows = reader.execute(
            select(
                _CHANGE.record_id,
                _CHANGE.after,
                _ACTION.id,
                _ACTION.actor,
                _ACTION.facts,
            )
            .join_from(journal.Change.__table__, journal.Action.__table__)
            .where(
                _CHANGE.table_name == table,
                _CHANGE.record_id.in_(numbers[start : start + _PAGE]),
                _CHANGE.operation == "U",
            )
            .order_by(_CHANGE.seq)
        )
        for number, after, action_id, actor, facts in rows:
            at = parse_values(after).get("retired_at")
            # Done again after an undoing, the moment is the first one's: that act is meant.
            if not at or (number in found and found[number].at == at):
                continue
            merged = (facts or {}).get("merged", {})
            is_itself = merged.get("register") == spec.id and merged.get("retired") == number
            found[number] = Retirement(
                action_id,
                str(at),
                actor,
                reasons.get(action_id, ""),
                merged.get("kept") if is_itself else None,
                by_merging=bool(merged),
            )
    return found


def _reasons(reader: Connection) -> dict[int, str]:
    """Why things were put aside, by the number of the action that did it."""
    rows = reader.execute(
        select(_ACTION.facts).where(_ACTION.name == REASON_GIVEN).order_by(_ACTION.id)
    )
    return {facts["about"]: facts["reason"] for (facts,) in rows}
