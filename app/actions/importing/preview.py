"""Taking in a workbook: every row accounted for, shown before anything is written.

The reader of workbooks hands over plain rows (``SheetRows``); here they are read by the fields'
kinds, matched with what the register holds, and tried in a unit of work that is taken back. What
that trial refuses is refused in the preview, so preview and import cannot disagree.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.actions.importing.cells import CellReader, References, fold_name
from app.actions.importing.matching import Matcher
from app.actions.keeping import CheckedDraft, CheckedRow, ParsedDraft
from app.actions.members.last_change import (
    NAMES,
    SETTLED_INTO,
    LastChanges,
    hold_back_return,
    in_sheets,
)
from app.actions.patience import batches
from app.errors import Refused
from app.garbage import no_collection
from app.queries.past.history import imported_before
from app.spec.drafts import check_draft
from app.spec.kinds import Kind
from app.spec.pinyin import search_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.actions.importing.matching import Match
    from app.actions.keeping import ReadDraft
    from app.spec.dates import DateOrder
    from app.spec.record import RecordSpec

    Progress = Callable[[int, int], None]

ACKNOWLEDGED = "导入时一并确认"
_NOTHING: Mapping[str, object] = MappingProxyType({})


class RowState(StrEnum):
    """What becomes of one row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    SKIPPED = "skipped"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The state in Chinese, as screens and messages say it."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    RowState.NEW: "新增",
    RowState.CHANGED: "变更",
    RowState.SAME: "相同",
    RowState.SKIPPED: "跳过",
    RowState.REFUSED: "拒收",
}


TAKEN = frozenset({RowState.NEW, RowState.CHANGED})  # what is written


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as the reader hands it over.

    Attributes:
        line: as the workbook counts.
        cells: raw values, by field name; columns that mean no field are left out.
        skip: why this is no row of data (title, sum, note …); blank for data.
        fault: why the row cannot be read at all; blank otherwise.
        remarks: what a person should know of how it was read.
    """

    line: int
    cells: Mapping[str, object]
    skip: str = ""
    fault: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetRows:
    """One sheet, its heading found.

    Attributes:
        columns: field names the sheet has a column for, left to right.
        digest: SHA-256 of the file.
        date_system: 1900 or 1904.
        unmatched: headings of columns that mean no field; nothing of them is taken in.
        repeated: headings of columns whose field another column has; nothing is taken in either.
        remarks: what a person should know of the sheet as a whole.
    """

    file_name: str
    sheet: str
    digest: str
    columns: tuple[str, ...]
    rows: Sequence[SheetRow]
    date_system: int = 1900
    unmatched: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a sheet is taken in.

    Attributes:
        key: the one field rows are matched by; blank tries the register's own keys in turn.
        overwrite_blanks: a blank cell empties the field, instead of leaving it.
        date_order: how 05/03/24 is meant; without it such a date is refused.
    """

    key: str = ""
    overwrite_blanks: bool = False
    date_order: DateOrder | None = None


@dataclass(frozen=True, slots=True)
class RowPreview:
    """One row and what would become of it.

    Attributes:
        draft: stored values read from the row, by field name.
        record_id: the row of the register it belongs to, when it is there already.
        before: for a changed row, the values it would replace.
        reasons: why it is skipped or refused; what a person should know of it otherwise.
    """

    line: int
    state: RowState
    draft: ReadDraft = field(default_factory=ParsedDraft)
    record_id: int | None = None
    before: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
    reasons: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """All reasons on one line."""
        return "；".join(self.reasons)


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """All rows of a sheet with their states; nothing is written yet.

    Attributes:
        spec: the register, with the columns that only sheets have.
        remarks: what a person should know of the sheet as a whole.
    """

    spec: RecordSpec
    sheet: SheetRows
    rows: tuple[RowPreview, ...]
    remarks: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """``read`` and the five states; read is always their sum."""
        found = Counter(row.state for row in self.rows)
        return {"read": len(self.rows), **{state.value: found[state] for state in RowState}}

    @property
    def taken(self) -> list[RowPreview]:
        """The rows that will be written."""
        return [row for row in self.rows if row.state in TAKEN]

    @property
    def with_remarks(self) -> list[RowPreview]:
        """The rows that will be written and of which something should be known."""
        return [row for row in self.taken if row.reasons]

    @property
    def new_references(self) -> dict[str, list[str]]:
        """Names that will be added to registers because a row refers to them, by register."""
        own = {
            fold_name(str(row.draft.get(self.spec.name_field)))
            for row in self.rows
            if row.state is RowState.NEW
        }
        found: dict[str, list[str]] = {}
        for reference in References.named_in(row.draft for row in self.taken):
            if reference.target != self.spec.id or fold_name(reference.name) not in own:
                found.setdefault(reference.target, []).append(reference.name)
        return found


def with_key(options: ImportOptions, spec: RecordSpec, key: str) -> ImportOptions:
    """``options`` matching rows by the one field called ``key``, by name or label.

    Raises:
        Refused: the register has no such field.
    """
    if not key:
        return options
    for meaning in spec.fields.values():
        if key in {meaning.name, meaning.label, *meaning.aliases}:
            return replace(options, key=meaning.name)
    labels = "、".join(meaning.label for meaning in spec.fields.values())
    raise Refused(f"{spec.title}没有“{key}”这一列", "没有写入任何内容", f"可用：{labels}", "R-407")


def preview(
    reader: Connection,
    spec: RecordSpec,
    sheet: SheetRows,
    options: ImportOptions,
    progress: Progress | None = None,
) -> ImportPreview:
    """Read and match every row; the rules have not spoken yet (see :func:`try_out`)."""
    register, spec = spec, in_sheets(spec)
    kept = tuple(name for name in sheet.columns if name not in NAMES)
    references = References(reader, spec)
    changes = LastChanges.for_columns(reader, sheet.columns)
    tools = _Tools(
        spec,
        options,
        CellReader(spec, references, sheet.columns, options.date_order, sheet.date_system),
        Matcher(reader, register, (*kept, *SETTLED_INTO) if changes else kept, options.key),
        changes,
    )
    rows: list[RowPreview] = []
    with no_collection():
        for batch in batches(sheet.rows):
            if progress:
                progress(len(rows), len(sheet.rows))
            drafts = tools.cells.read_all([row.cells for row in batch])
            rows += [_one_row(tools, row, draft) for row, draft in zip(batch, drafts, strict=True)]
    remarks = sheet.remarks
    if at := imported_before(reader, sheet.digest, f"import_{spec.id}"):
        remarks = (f"这份表格已在 {at} 导入过", *remarks)
    return ImportPreview(spec, sheet, tuple(rows), remarks)


@dataclass(frozen=True, slots=True)
class _Tools:
    """What every row of one sheet is looked at with."""

    spec: RecordSpec
    options: ImportOptions
    cells: CellReader
    matcher: Matcher
    changes: LastChanges | None


def _one_row(tools: _Tools, row: SheetRow, draft: ReadDraft | None) -> RowPreview:
    """What becomes of a row, read already unless there is something to say of its cells."""
    if row.skip:
        return RowPreview(row.line, RowState.SKIPPED, reasons=(row.skip,))
    if row.fault:
        return RowPreview(row.line, RowState.REFUSED, reasons=(row.fault,))
    notes = [*row.remarks]
    if draft is None:
        draft, faults, said = tools.cells.read(row.cells)
        notes += said
        if faults:
            return RowPreview(row.line, RowState.REFUSED, draft, reasons=tuple(faults))
    if tools.changes is not None:
        return _changing_row(tools, tools.changes, row, draft, notes)
    return _matched_row(tools, row, draft, tools.matcher.match(row.line, draft), notes)


def _changing_row(
    tools: _Tools, changes: LastChanges, row: SheetRow, draft: ReadDraft, notes: list[str]
) -> RowPreview:
    """A row of a sheet that tells of the last change of membership."""
    plain, told = changes.part(draft)
    match = tools.matcher.match(row.line, plain, told)
    settled = changes.settle(plain, told, match.record_id)
    if settled.fault:
        return RowPreview(row.line, RowState.REFUSED, plain, reasons=(settled.fault,))
    return _matched_row(tools, row, settled.draft, match, [*notes, *settled.notes])


def _matched_row(
    tools: _Tools, row: SheetRow, draft: ReadDraft, match: Match, notes: list[str]
) -> RowPreview:
    if match.refusal:
        return RowPreview(row.line, RowState.REFUSED, draft, reasons=(match.refusal,))
    if match.near:
        return RowPreview(row.line, RowState.SKIPPED, draft, reasons=(match.near,))
    if match.record_id is None:
        return _new_row(tools.spec, row, draft, notes)
    return _known_row(tools, row, draft, match, notes)


def _new_row(spec: RecordSpec, row: SheetRow, draft: ReadDraft, notes: list[str]) -> RowPreview:
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
        if not _may_be_one(spec, match, before, differing):
            key = "、".join(spec.fields[name].label for name in match.by)
            doubt = f"{key}与“{before[spec.name_field]}”相同而{label}不同，请核对"
            return RowPreview(row.line, RowState.SKIPPED, draft, record_id, reasons=(doubt,))
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
