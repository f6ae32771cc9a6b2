"""Keepers: how drafts become rows of a mapped table or of a working ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import select

from app.actions.batches import batches
from app.errors import Refused
from app.models.ledgers.entries import LedgerEntry
from app.queries.sources import value_in
from app.spec.drafts import TableRow, check_draft
from app.spec.findings import Finding, Level
from app.spec.values import ValueProblem, parse
from app.store.unit import RejectedError, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.models.base import Record
    from app.spec.drafts import Draft
    from app.spec.record import RecordSpec
    from app.store.unit import Unit


class ParsedDraft(dict[str, object]):
    """A draft whose values are in their stored forms already."""


class CheckedDraft(ParsedDraft):
    """A parsed draft of a whole row that the fields themselves have nothing against."""


class CheckedRow(TableRow):
    """A checked draft that is one row of many."""

    __slots__ = ()


ReadDraft: TypeAlias = ParsedDraft | CheckedRow  # values in their stored forms


def parse_draft(spec: RecordSpec, draft: Draft) -> ReadDraft:
    """The stored values of what a draft says.

    Raises:
        RejectedError: a value cannot be read.
    """
    if isinstance(draft, ParsedDraft | CheckedRow):
        return draft
    parsed = ParsedDraft()
    findings: list[Finding] = []
    for name, raw in draft.items():
        field = spec.fields[name]
        try:
            parsed[name] = parse(field, raw) if isinstance(raw, str) else raw
        except ValueProblem as problem:
            message = f"{field.label}：{problem.message}。"
            findings.append(
                Finding("field", Level.ERROR, message, record=spec.id, field=field.name)
            )
    if findings:
        raise RejectedError(findings)
    return parsed


def refuse_faulty(spec: RecordSpec, draft: Draft) -> None:
    """Raise what the fields themselves say against a whole draft."""
    if isinstance(draft, CheckedDraft | CheckedRow):
        return
    if findings := check_draft(spec, draft):
        raise RejectedError(findings)


def without_derived(spec: RecordSpec, draft: Draft) -> ParsedDraft:
    """The stored values of ``draft`` that are typed, not derived."""
    fields = spec.fields
    if isinstance(draft, TableRow):
        cells, places = draft.cells, draft.places
        return ParsedDraft([(k, cells[p]) for k, p in places.items() if not fields[k].derived])
    return ParsedDraft([(k, v) for k, v in draft.items() if not fields[k].derived])


class GenericKeeper:
    """Keeps rows of one mapped table, one column a field."""

    def __init__(self, spec: RecordSpec, record: type[Record]) -> None:
        self.spec = spec
        self.record = record

    def add(self, unit: Unit, drafts: Iterable[Draft]) -> list[int]:
        """Add one row per draft; return their numbers in order."""
        rows = []
        for draft in drafts:
            values = parse_draft(self.spec, draft)
            refuse_faulty(self.spec, values)
            rows.append(without_derived(self.spec, values))
        return unit.insert(self.record, rows)

    def change(self, unit: Unit, changes: Mapping[int, Draft]) -> None:
        """Set the fields that each draft names."""
        for record_id, now in self.present(unit, changes):
            self.change_one(unit, record_id, now, changes[record_id])

    def change_one(
        self, unit: Unit, record_id: int, now: Mapping[str, object], draft: Draft
    ) -> None:
        """Set the fields that ``draft`` names, in a row that stands as ``now``."""
        values = without_derived(self.spec, parse_draft(self.spec, draft))
        self._refuse_set_twice(now, values)
        refuse_faulty(self.spec, {**now, **values})
        if differing := {name: value for name, value in values.items() if now[name] != value}:
            unit.update(self.record, record_id, differing)

    def present(
        self, unit: Unit, record_ids: Iterable[int]
    ) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """The numbers asked for, each with the row's fields as they stand when it is reached.

        Raises:
            Refused: no such record.
        """
        table = table_of(self.record)
        columns = [value_in(table, name) for name in self.spec.fields]
        for batch in batches(record_ids):
            found = unit.connection.execute(
                select(table.c.id, *columns).where(table.c.id.in_(batch))
            )
            rows = {
                number: dict(zip(self.spec.fields, values, strict=True))
                for number, *values in found
            }
            for record_id in batch:
                if record_id not in rows:
                    raise no_such_record(self.spec)
                yield record_id, rows[record_id]

    def _refuse_set_twice(self, now: Mapping[str, object], values: Mapping[str, object]) -> None:
        for name, value in values.items():
            field = self.spec.fields[name]
            if field.constant and now[name] not in {None, value}:
                message = f"{field.label}填定后不能修改。"
                raise RejectedError(
                    [Finding("field", Level.ERROR, message, record=self.spec.id, field=name)]
                )


class LedgerKeeper:
    """Keeps lines of a working ledger: values by field name in one JSON column."""

    def __init__(self, spec: RecordSpec) -> None:
        self.spec = spec

    def add(self, unit: Unit, drafts: Iterable[Draft]) -> list[int]:
        """Add one line per draft; return their numbers in order."""
        rows = []
        for draft in drafts:
            values = parse_draft(self.spec, draft)
            refuse_faulty(self.spec, values)
            content = _known(without_derived(self.spec, values))
            rows.append({"ledger_id": self.spec.id, "content": content})
        return unit.insert(LedgerEntry, rows)

    def change(self, unit: Unit, changes: Mapping[int, Draft]) -> None:
        """Set the fields that each draft names."""
        table = table_of(LedgerEntry)
        for record_id, draft in changes.items():
            now = unit.connection.scalar(select(table.c.content).where(table.c.id == record_id))
            if now is None:
                raise no_such_record(self.spec)
            values = without_derived(self.spec, parse_draft(self.spec, draft))
            merged = _known({**now, **values})
            # Fields that a later definition no longer names stay in the line, unchecked.
            refuse_faulty(self.spec, merged)
            if merged != now:
                unit.update(LedgerEntry, record_id, {"content": merged})


def _known(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


def no_such_record(spec: RecordSpec) -> Refused:
    """The message for a row that is not there (any more)."""
    return Refused(f"{spec.title}里没有这条记录", "台账没有变化", "请刷新列表后再试", "R-404")
