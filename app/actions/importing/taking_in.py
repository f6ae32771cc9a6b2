"""Taking in a workbook: shown before anything is written, written as one action.

What a preview shows is tried in a unit of work that is taken back, so that what the rules refuse
is refused in the preview; preview and import cannot disagree.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.actions import records
from app.actions.importing.asked import (
    ImportOptions,
    RowDecision,
    SheetRow,
    SheetRows,
    Word,
    with_key,
)
from app.actions.importing.outcome import TAKEN, ImportPreview, RowPreview, RowState
from app.actions.importing.preview import preview
from app.actions.importing.reading.references import NewReference, References
from app.actions.importing.reading.repairs import hint_of_old_number
from app.actions.importing.reading.words import compared
from app.actions.keeping import ParsedDraft
from app.actions.members.membership import owners_of
from app.garbage import no_collection
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.spec.findings import Level
from app.store.unit import Changed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from app.actions.importing.reading.cells import Readings
    from app.models.base import Record
    from app.spec.drafts import Draft
    from app.spec.findings import Finding
    from app.spec.record import RecordSpec
    from app.store.ledger import Ledger
    from app.store.unit import Unit

    Progress = Callable[[int, int], None]

__all__ = [
    "TAKEN",
    "ImportOptions",
    "ImportPreview",
    "RowDecision",
    "RowPreview",
    "RowState",
    "SheetRow",
    "SheetRows",
    "Word",
    "look",
    "look_over",
    "preview",
    "take_in",
    "take_in_at_once",
    "tried",
    "with_key",
]

_TOLD_EVERY = 500  # rows
ACKNOWLEDGED = "导入时一并确认"


def apply(unit: Unit, seen: ImportPreview, progress: Progress | None = None) -> dict[int, int]:
    """Write the new and changed rows of a preview. Does not commit.

    Args:
        progress: told how many of the new rows are written, and how many there are; may stop it.

    Returns:
        Record number to the line it came from, for what the rules find.
    """
    unit.facts["workbook"] = seen.sheet.file_name
    unit.facts["sha256"] = seen.sheet.digest
    unit.facts["counts"] = seen.counts
    new = [row for row in seen.rows if row.state is RowState.NEW]
    wanted = References.named_in(row.draft for row in seen.taken)
    own = [reference for reference in wanted if reference.target == seen.spec.id]
    named: dict[NewReference, int | None] = dict.fromkeys(own)  # its rows must be there first
    named |= References.create(unit, (each for each in wanted if each not in named))
    with no_collection():
        drafts = (References.settle(row.draft, named) for row in _told(new, progress))
        ids = records.add_all(unit, seen.spec, drafts)
    lines = {record_id: row.line for record_id, row in zip(ids, new, strict=True)}
    changes: dict[int, Draft] = {}
    if own:
        named |= _own_references(unit, seen.spec, own, dict(zip(ids, new, strict=True)))
        changes = {
            record_id: ParsedDraft({name: named[value]})
            for record_id, row in zip(ids, new, strict=True)
            for name, value in row.draft.items()
            if type(value) is NewReference
        }
    for row in seen.rows:
        if row.state is RowState.CHANGED and row.record_id is not None:
            changes[row.record_id] = References.settle(row.draft, named)
            lines[row.record_id] = row.line
    records.change_all(unit, seen.spec, changes)
    return lines


def _told(rows: Sequence[RowPreview], progress: Progress | None) -> Iterable[RowPreview]:
    for done, row in enumerate(rows):
        if progress and not done % _TOLD_EVERY:
            progress(done, len(rows))
        yield row


def _own_references(
    unit: Unit, spec: RecordSpec, wanted: Sequence[NewReference], added: Mapping[int, RowPreview]
) -> dict[NewReference, int]:
    """Where a register refers to itself: rows just added by name, and further ones made."""
    by_name = {
        compared(str(row.draft.get(spec.name_field))): number for number, row in added.items()
    }
    found = {each: by_name[name] for each in wanted if (name := compared(each.name)) in by_name}
    return found | References.create(unit, (each for each in wanted if each not in found))


def try_out(unit: Unit, seen: ImportPreview, progress: Progress | None = None) -> ImportPreview:
    """Write a preview into ``unit``, let the rules speak, and give the preview that results.

    The caller leaves the unit without committing, unless nothing was refused.
    """
    lines = apply(unit, seen, progress)
    findings = unit.findings()
    of_rows = [finding for finding in findings if finding.record == seen.spec.id]
    judged_rows = judged(seen, lines, of_rows)
    if seen.spec.id != Member.__tablename__ or judged_rows.counts != seen.counts:
        return judged_rows  # what is wrong with a person's events mostly follows from the person
    return judged(judged_rows, _lines_of_events(unit, lines, findings), findings, MembershipEvent)


def _lines_of_events(
    unit: Unit, lines: Mapping[int, int], findings: Iterable[Finding]
) -> dict[int, int]:
    """The line that each membership event with a finding came from, by the event's number."""
    events = {each.record_id for each in findings if each.record == MembershipEvent.__tablename__}
    owners = owners_of(unit, [number for number in events if number is not None])
    return {number: lines[member] for number, member in owners.items() if member in lines}


def judged(
    seen: ImportPreview,
    lines: Mapping[int, int],
    findings: Iterable[Finding],
    record: type[Record] | None = None,
) -> ImportPreview:
    """``seen`` with the rules' errors as refusals and their warnings as remarks.

    Args:
        lines: line by number of the record that a finding is about.
        record: whose findings count; those of the register itself by default.
    """
    errors: dict[int, list[str]] = {}
    remarks: dict[int, list[str]] = {}
    about = record.__tablename__ if record else seen.spec.id
    for finding in findings:
        line = lines.get(finding.record_id or 0)
        if line is None or finding.record != about:
            continue
        where = errors if finding.level is Level.ERROR else remarks
        where.setdefault(line, []).append(finding.message.rstrip("。"))
    if not errors and not remarks:
        return seen
    rows = tuple(_judge(row, errors.get(row.line), remarks.get(row.line)) for row in seen.rows)
    return replace(seen, rows=rows)


def _judge(row: RowPreview, errors: list[str] | None, remarks: list[str] | None) -> RowPreview:
    if row.state not in TAKEN:
        return row
    if errors:
        hint = hint_of_old_number(row.draft.get("id_number"))
        return replace(row, state=RowState.REFUSED, reasons=(*errors, *filter(None, [hint])))
    if not remarks:
        return row
    # A second trial finds again what the first has noted.
    return replace(row, reasons=tuple(dict.fromkeys([*row.reasons, *remarks])))


def look(
    ledger: Ledger,
    spec: RecordSpec,
    sheet: SheetRows,
    options: ImportOptions,
    progress: Progress | None = None,
) -> ImportPreview:
    """What an import would do. Nothing is written: the trial is taken back.

    May run in any thread.
    """
    return tried(ledger, look_over(ledger, spec, sheet, options, progress))


def look_over(
    ledger: Ledger,
    spec: RecordSpec,
    sheet: SheetRows,
    options: ImportOptions,
    progress: Progress | None = None,
    readings: Readings | None = None,
) -> ImportPreview:
    """What an import would do before the rules have spoken. May run in any thread."""
    with no_collection(), ledger.another_reader() as reader:
        return preview(reader, spec, sheet, options, progress, readings)


def tried(ledger: Ledger, seen: ImportPreview, progress: Progress | None = None) -> ImportPreview:
    """``seen`` after as many trials as it takes until the rules refuse nothing more.

    One row's refusal can make another's wrong: a restoration without its retention. May run in
    any thread. On a ledger open for reading only the rules are not heard.
    """
    if ledger.read_only:
        return seen
    while True:
        with no_collection(), ledger.unit("try_import", "试导入") as unit:
            result = try_out(unit, seen, progress)
        if result.counts == seen.counts:
            return result
        seen = result


def take_in(ledger: Ledger, seen: ImportPreview) -> Changed:
    """Write what a preview shows, as one action that can be undone as a whole.

    May run in any thread.

    Raises:
        RejectedError: the ledger changed since the preview, and the rules refuse now.
    """
    if not seen.taken:
        return Changed()
    with ledger.unit(f"import_{seen.spec.id}", _title(seen.spec, seen.sheet)) as unit:
        apply(unit, seen)
        return unit.commit(ACKNOWLEDGED)


def take_in_at_once(
    ledger: Ledger,
    spec: RecordSpec,
    sheet: SheetRows,
    options: ImportOptions,
    progress: Progress | None = None,
    before_writing: Callable[[], object] = lambda: None,
) -> ImportPreview:
    """Preview and write in one go; rows that the rules refuse are left out.

    May run in any thread.

    Args:
        before_writing: done once there is anything to write, while nothing is written yet.
    """
    with no_collection(), ledger.another_reader() as reader:
        seen = preview(reader, spec, sheet, options, progress)
    if seen.taken:
        before_writing()
    while True:
        with no_collection(), ledger.unit(f"import_{spec.id}", _title(spec, sheet)) as unit:
            result = try_out(unit, seen)
            if result.counts == seen.counts:
                if result.taken:
                    unit.commit(ACKNOWLEDGED)
                return result
        seen = result  # once more, without the rows that the rules refuse


def _title(spec: RecordSpec, sheet: SheetRows) -> str:
    return f"导入{spec.title}：{sheet.file_name}"
