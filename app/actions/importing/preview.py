"""Taking in a workbook: every row accounted for, shown before anything is written.

The reader of workbooks hands over plain rows (``SheetRows``); here they are read by the fields'
kinds, matched with what the register holds, and tried in a unit of work that is taken back. What
that trial refuses is refused in the preview, so preview and import cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from app.actions.batches import batches
from app.actions.importing.asked import ImportOptions, RowDecision, SheetRow, SheetRows
from app.actions.importing.lines import place_of
from app.actions.importing.matching import Match, Matcher
from app.actions.importing.outcome import ImportPreview, RowPreview, RowState, WordQuestion
from app.actions.importing.reading.cells import CellReader
from app.actions.importing.reading.date_columns import judge
from app.actions.importing.reading.references import References, settled_words
from app.actions.importing.reading.words import compared
from app.actions.keeping import CheckedDraft, CheckedRow, ParsedDraft
from app.actions.members.denying import overruled
from app.actions.members.last_change import (
    IS_MEMBER,
    NAMES,
    SETTLED_INTO,
    LastChanges,
    hold_back_return,
    in_sheets,
    is_ticked,
)
from app.clock import SystemClock, today
from app.garbage import no_collection
from app.queries.past.history import imported_before
from app.spec.drafts import check_draft
from app.spec.kinds import DATES, Kind
from app.spec.pinyin import search_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.actions.importing.reading.cells import Readings
    from app.actions.keeping import ReadDraft
    from app.queries.past.history import Imported
    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

    Progress = Callable[[int, int], None]

_UNDECIDED = RowDecision()
_SUPPOSED = "“是否会员”是空的，当作会员"
_TICKED = "“是否会员”一列只打了勾：没有打勾的当作不是会员"


def preview(
    reader: Connection,
    spec: RecordSpec,
    sheet: SheetRows,
    options: ImportOptions,
    progress: Progress | None = None,
    readings: Readings | None = None,
) -> ImportPreview:
    """Read and match every row; the rules have not spoken yet (see ``taking_in.try_out``).

    Args:
        readings: what cells of this sheet were read as before.
    """
    register, spec = spec, in_sheets(spec)
    typed = {name for decision in options.rows.values() for name in decision.cells}
    columns = tuple(dict.fromkeys([*sheet.columns, *sorted(typed)]))
    kept = tuple(name for name in columns if name not in NAMES)
    references = References(reader, register, columns, options.words)
    judged = judge(
        _date_columns(spec, sheet), options.date_orders, options.date_order, today(SystemClock())
    )
    ticked = IS_MEMBER in columns and is_ticked(_cells(sheet, IS_MEMBER))
    changes = LastChanges.for_columns(reader, columns, is_ticked=ticked)
    matched = (*kept, *SETTLED_INTO) if changes else kept
    matcher = Matcher(reader, register, matched, options.key_fields, sheet.where)
    rows: list[RowPreview] = []
    with no_collection():
        for place, part in groupby(sheet.rows, key=_sheet_of):
            names = sheet.columns_of[place] if sheet.columns_of else sheet.columns
            cells = CellReader(spec, references, names, judged, sheet.date_system, readings)
            tools = _Tools(spec, options, cells, matcher, changes)
            for batch in batches(part):
                if progress:
                    progress(len(rows), len(sheet.rows))
                drafts = cells.read_all([row.cells for row in batch])
                rows += [
                    _one_row(tools, row, draft, said)
                    for row, (draft, said) in zip(batch, drafts, strict=True)
                ]
    imported = imported_before(reader, sheet.digest, f"import_{spec.id}")
    remarks = [_said_of(imported)] if imported else []
    remarks += [*sheet.remarks, *judged.said({name: spec.fields[name].label for name in columns})]
    remarks += [_TICKED] if ticked else []
    remarks += settled_words(spec, references.settled)
    questions = tuple(_word_questions(spec, sheet, references))
    dates = tuple(judged.questions)
    return ImportPreview(
        spec, sheet, tuple(rows), tuple(remarks), dates, questions, judged.orders, imported
    )


def _cells(sheet: SheetRows, name: str) -> Iterator[object]:
    """The cells of a column; none of the sheets that have no such column."""
    return (row.cells[name] for row in sheet.rows if not row.skip and name in row.cells)


def _sheet_of(row: SheetRow) -> int:
    return place_of(row.line)[0]


def _said_of(imported: Imported) -> str:
    new, changed = (imported.counts.get(state, 0) for state in (RowState.NEW, RowState.CHANGED))
    return f"这份表格已在 {imported.at} 导入过，当时新增 {new} 行、变更 {changed} 行"


def _date_columns(
    spec: RecordSpec, sheet: SheetRows
) -> Iterator[tuple[FieldSpec, Sequence[object], Sequence[int]]]:
    """Every column of dates: its field, its cells, and their lines."""
    fields = [spec.fields[name] for name in sheet.columns]
    if not (dates := [field for field in fields if field.kind in DATES]):
        return
    rows = [row for row in sheet.rows if not row.skip]
    lines = [row.line for row in rows]
    for field in dates:
        yield field, [row.cells.get(field.name) for row in rows], lines


def _word_questions(
    spec: RecordSpec, sheet: SheetRows, references: References
) -> Iterator[WordQuestion]:
    """The names that resemble known ones, each with all lines it stands on."""
    lines: dict[tuple[str, str], list[int]] = {
        place: [] for place, (_word, alike) in references.doubts.items() if alike
    }
    for name in {name for name, _key in lines}:
        for row in sheet.rows:
            if (raw := row.cells.get(name)) is not None:
                lines.get((name, compared(str(raw))), []).append(row.line)
    for (name, key), found in lines.items():
        word, alike = references.doubts[name, key]
        field = spec.fields[name]
        must = field.kind is Kind.REFERENCE
        yield WordQuestion(name, field.label, word, key, alike, tuple(found), must)


@dataclass(frozen=True, slots=True)
class _Tools:
    """What every row of one sheet is looked at with, beside those of other sheets."""

    spec: RecordSpec
    options: ImportOptions
    cells: CellReader
    matcher: Matcher
    changes: LastChanges | None


def _one_row(
    tools: _Tools, row: SheetRow, draft: ReadDraft | None, said: tuple[str, ...]
) -> RowPreview:
    """What becomes of a row, read already unless there is something to say of its cells."""
    if row.skip:
        return RowPreview(row.line, RowState.SKIPPED, reasons=(row.skip,))
    decision = tools.options.rows.get(row.line, _UNDECIDED)
    if decision.skip:
        return RowPreview(row.line, RowState.SKIPPED, reasons=("按您的选择跳过",))
    if row.fault and not decision.cells:
        read = tools.cells.read(row.cells)
        reasons = tuple(read.faults.values()) or (row.fault,)
        return RowPreview(
            row.line, RowState.REFUSED, read.draft, reasons=reasons, faulty=read.faults
        )
    notes = [*row.remarks, *said]
    if draft is None or decision is not _UNDECIDED:
        without_number = decision.belongs_to is not None
        read = tools.cells.read({**row.cells, **decision.cells}, without_number=without_number)
        draft, notes = read.draft, [*row.remarks, *read.notes]
        if read.faults:
            reasons = tuple(read.faults.values())
            return RowPreview(
                row.line, RowState.REFUSED, draft, reasons=reasons, faulty=read.faults
            )
    if tools.changes is not None:
        return _changing_row(tools, tools.changes, row, draft, notes)
    match = _match(tools, row, draft, decision)
    return _matched_row(tools, row, draft, match, notes)


def _match(
    tools: _Tools,
    row: SheetRow,
    draft: ReadDraft,
    decision: RowDecision,
    beside: tuple[object, ...] = (),
) -> Match:
    """The record of a row: the one a person chose, else the one that its keys find."""
    if decision.belongs_to is not None:
        return tools.matcher.chosen(decision.belongs_to)
    match = tools.matcher.match(row.line, draft, beside)
    return Match() if decision.is_new and (match.near or match.refusal) else match


def _changing_row(
    tools: _Tools, changes: LastChanges, row: SheetRow, draft: ReadDraft, notes: list[str]
) -> RowPreview:
    """A row of a sheet that tells of the last change of membership."""
    plain, told = changes.part(draft)
    decision = tools.options.rows.get(row.line, _UNDECIDED)
    match = _match(tools, row, plain, decision, told)
    settled = changes.settle(plain, told, match.record_id)
    if settled.fault:
        return RowPreview(row.line, RowState.REFUSED, draft, reasons=(settled.fault,))
    if match.record_id is None and not settled.draft.get("standing") and _is_blank(draft, told):
        notes.append(_SUPPOSED)
    return _matched_row(tools, row, settled.draft, match, [*notes, *settled.notes])


def _is_blank(draft: ReadDraft, told: tuple[object, ...]) -> bool:
    """Whether a sheet that says who is a member says nothing of this row."""
    is_told = dict(zip(NAMES, told, strict=True))
    return IS_MEMBER in draft and is_told[IS_MEMBER] is None


def _matched_row(
    tools: _Tools, row: SheetRow, draft: ReadDraft, match: Match, notes: list[str]
) -> RowPreview:
    if refusal := match.refusal or match.near:
        state = RowState.REFUSED if match.refusal else RowState.SKIPPED
        return RowPreview(row.line, state, draft, reasons=(refusal,), doubtful=match.doubtful)
    if match.note:
        notes.append(match.note)
    if match.record_id is None:
        return _new_row(tools.spec, row, draft, notes)
    return _known_row(tools, row, draft, match, notes)


def _new_row(spec: RecordSpec, row: SheetRow, draft: ReadDraft, notes: list[str]) -> RowPreview:
    if remark := overruled(draft):
        notes.append(remark)
    if isinstance(draft, CheckedRow | CheckedDraft):
        return RowPreview(row.line, RowState.NEW, draft, reasons=tuple(notes))
    faults = [finding.message.rstrip("。") for finding in check_draft(spec, draft)]
    if faults:
        return RowPreview(row.line, RowState.REFUSED, draft, reasons=tuple(faults))
    return RowPreview(row.line, RowState.NEW, CheckedDraft(draft), reasons=tuple(notes))


def _known_row(
    tools: _Tools, row: SheetRow, draft: ReadDraft, match: Match, notes: list[str]
) -> RowPreview:
    """A row whose record is there: only what differs counts, blanks only when asked for."""
    spec, record_id, present = tools.spec, match.record_id, match.present
    if tools.changes:
        present = {**dict.fromkeys(NAMES), **present}
    values = draft.as_dict() if isinstance(draft, CheckedRow) else draft
    differing = ParsedDraft(
        (name, value)
        for name, value in values.items()
        if value != present[name]
        # What follows from events cannot be emptied.
        and (
            value is not None or (tools.options.overwrite_blanks and not spec.fields[name].derived)
        )
    )
    if doubt := hold_back_return(present, differing):
        notes.append(doubt)
    if not differing:
        return RowPreview(row.line, RowState.SAME, draft, record_id, reasons=tuple(notes))
    faults = [f.message.rstrip("。") for f in check_draft(spec, {**present, **differing})]
    if faults:
        return RowPreview(row.line, RowState.REFUSED, draft, record_id, reasons=tuple(faults))
    before = {name: present[name] for name in differing}
    if before.get(spec.name_field):
        label = spec.fields[spec.name_field].label
        if match.by and not _may_be_one(spec, match, before, differing):
            key = "、".join(spec.fields[name].label for name in match.by)
            doubt = f"{key}与“{before[spec.name_field]}”相同而{label}不同，请核对"
            return RowPreview(
                row.line, RowState.SKIPPED, draft, record_id, reasons=(doubt,), doubtful=True
            )
        notes.append(f"{label}与册中不同，请核对是不是同一条")
    return RowPreview(row.line, RowState.CHANGED, differing, record_id, before, tuple(notes))


def _may_be_one(
    spec: RecordSpec, match: Match, before: Mapping[str, object], now: Mapping[str, object]
) -> bool:
    """Whether a person of another name may be written over the one on file.

    Card and staff numbers are given again when somebody leaves: a name must sound the same then.
    An identity number is one person's: there the name may also differ in a character.
    """
    if spec.fields[spec.name_field].kind is not Kind.NAME:
        return True
    one, other = (str(values[spec.name_field]) for values in (before, now))
    if not set(search_keys(one)[0].split()).isdisjoint(search_keys(other)[0].split()):
        return True
    by_identity = any(spec.fields[name].kind is Kind.ID_NUMBER for name in match.by)
    differing = sum(a != b for a, b in zip(one, other, strict=False))
    return by_identity and len(one) == len(other) and differing <= 1
