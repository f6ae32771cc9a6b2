"""What an import would do: the state of every row, and what a person has to be asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.actions.importing.reading.references import References
from app.actions.importing.reading.words import compared
from app.actions.keeping import ParsedDraft

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.actions.importing.asked import SheetRows
    from app.actions.importing.reading.words import Resemblance
    from app.actions.keeping import ReadDraft
    from app.queries.past.history import Imported
    from app.spec.dates import DateOrder
    from app.spec.record import RecordSpec

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
class RowPreview:
    """One row and what would become of it.

    Attributes:
        draft: stored values read from the row, by field name.
        record_id: the row of the register it belongs to, when it is there already.
        before: for a changed row, the values it would replace.
        reasons: why it is skipped or refused; what a person should know of it otherwise.
        faulty: fields whose cells cannot be read as they stand, each with the reason.
        doubtful: somebody on file may be meant; a person should choose
            (:func:`app.actions.importing.candidates.candidates_for`).
    """

    line: int
    state: RowState
    draft: ReadDraft = field(default_factory=ParsedDraft)
    record_id: int | None = None
    before: Mapping[str, object] = field(default_factory=lambda: _NOTHING)
    reasons: tuple[str, ...] = ()
    faulty: Mapping[str, str] = field(default_factory=lambda: _NO_FAULTS)
    doubtful: bool = False

    @property
    def reason(self) -> str:
        """All reasons on one line."""
        return "；".join(self.reasons)


_NO_FAULTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class DateQuestion:
    """A column of dates that can be read in more than one order. Asked once for the column.

    Attributes:
        readings: for each order that reads the whole column, up to three cells: as written, and
            the ISO day that it would be.
        lines: where cells stand that cannot be read before this is answered.
    """

    field: str
    label: str
    readings: Mapping[DateOrder, tuple[tuple[str, str], ...]]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WordQuestion:
    """A name that resembles one the ledger knows without being it. Asked once for each name.

    Attributes:
        word: the name as it is written first.
        key: the name as answers are looked up (``ImportOptions.words[field][key]``).
        resembles: what it may mean, best first.
        lines: where it stands.
        must: the rows are refused until it is answered; otherwise the word is taken as it is.
    """

    field: str
    label: str
    word: str
    key: str
    resembles: tuple[Resemblance, ...]
    lines: tuple[int, ...]
    must: bool


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """All rows of a sheet with their states; nothing is written yet.

    Attributes:
        spec: the register, with the columns that only sheets have.
        remarks: what a person should know of the sheet as a whole.
        dates: date columns that have to be asked about.
        words: names that should be asked about.
        orders: the order in which a column of dates is read, by field name.
        imported: when this very file was taken in, and what it did; ``None`` if it was not.
    """

    spec: RecordSpec
    sheet: SheetRows
    rows: tuple[RowPreview, ...]
    remarks: tuple[str, ...] = ()
    dates: tuple[DateQuestion, ...] = ()
    words: tuple[WordQuestion, ...] = ()
    orders: Mapping[str, DateOrder] = field(default_factory=dict)
    imported: Imported | None = None

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
    def doubtful(self) -> list[RowPreview]:
        """The review list: rows that may be about somebody on file; they stay out until decided."""
        return [row for row in self.rows if row.doubtful]

    @property
    def new_references(self) -> dict[str, list[str]]:
        """Names that will be added to registers because a row refers to them, by register."""
        own = {
            compared(str(row.draft.get(self.spec.name_field)))
            for row in self.rows
            if row.state is RowState.NEW
        }
        found: dict[str, list[str]] = {}
        for reference in References.named_in(row.draft for row in self.taken):
            if reference.target != self.spec.id or compared(reference.name) not in own:
                found.setdefault(reference.target, []).append(reference.name)
        return found
