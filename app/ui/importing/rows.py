"""The rows of a sheet with what would become of each."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from app.actions.importing.cells import NewReference
from app.actions.importing.taking_in import TAKEN, RowState
from app.spec.kinds import Kind
from app.spec.values import ValueProblem, masked, parse, show
from app.ui.style.tokens import Colour
from app.ui.table.cells import Cell, alignment
from app.ui.widgets.plain_table import LEFT, Head, PlainModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.actions.importing.taking_in import RowPreview
    from app.spec.field import FieldSpec
    from app.ui.importing.work import Looked

STATE_COLOURS = {
    RowState.NEW: Colour.OK,
    RowState.CHANGED: Colour.WARN,
    RowState.SAME: Colour.NEUTRAL,
    RowState.SKIPPED: Colour.TEXT3,
    RowState.REFUSED: Colour.BAD,
}


class Besides(StrEnum):
    """Rows that are looked at together, whatever their state."""

    WITH_REMARKS = "remarks"


Wanted: TypeAlias = RowState | Besides | None  # which rows to show; all without one
BLANK = "空白"
_RAW_LENGTH = 40  # characters of a cell that could not be read


def _ink_of_words(row: RowPreview) -> Colour:
    if row.state is RowState.REFUSED:
        return Colour.BAD
    return Colour.WARN if row.state in TAKEN and row.reasons else Colour.TEXT2


class ImportRows(PlainModel):
    """State, the values as they would be written, and the reason; numbers masked."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: tuple[FieldSpec, ...] = ()
        self.rows: Sequence[RowPreview] = ()
        self._looked: Looked | None = None
        self._raw: dict[int, dict[str, object]] = {}

    def show(self, looked: Looked) -> None:
        """Show what an import would do, all rows of it."""
        self.beginResetModel()
        seen = looked.preview
        self._looked = looked
        self._raw = {row.line: dict(row.cells) for row in seen.sheet.rows}
        self.fields = seen.spec.columns(seen.sheet.columns)
        self.heads = (
            Head("状态", "　　变更"),
            *(Head(field.label, align=alignment(field)) for field in self.fields),
            Head("说明", "　" * 16),
        )
        self.rows = seen.rows
        self.endResetModel()

    def filter(self, wanted: Wanted) -> None:
        """Show the rows of one state, or those with remarks; all without one."""
        if self._looked is None:
            return
        self.beginResetModel()
        seen = self._looked.preview
        if wanted is Besides.WITH_REMARKS:
            self.rows = seen.with_remarks
        else:
            self.rows = [row for row in seen.rows if wanted is None or row.state is wanted]
        self.endResetModel()

    def next_refused(self, after: int) -> int:
        """The next refused row below ``after``, from the top again at the end; -1 for none."""
        count = len(self.rows)
        for step in range(1, count + 1):
            place = (after + step) % count
            if self.rows[place].state is RowState.REFUSED:
                return place
        return -1

    def count(self) -> int:
        """How many rows are shown."""
        return len(self.rows)

    def gutter(self, row: int) -> str:
        """The line in the workbook."""
        return str(self.rows[row].line)

    def cell(self, row: int, column: int) -> Cell:
        """State, value or reason."""
        shown = self.rows[row]
        if column == 0:
            return Cell(shown.state.label, LEFT, state=STATE_COLOURS[shown.state])
        if column == len(self.fields) + 1:
            words = "；".join((*self._was(shown), *shown.reasons))
            return Cell(words, LEFT, _ink_of_words(shown))
        return self._value(shown, self.fields[column - 1])

    def _value(self, row: RowPreview, field: FieldSpec) -> Cell:
        align = alignment(field)
        if row.state is RowState.SKIPPED and not row.draft:
            return Cell(self._raw_text(row, field), align, Colour.TEXT3)
        if field.name in row.before:
            before = self.words(field, row.before[field.name]) or BLANK
            now = self.words(field, row.draft[field.name])
            return Cell(now, align, fill=Colour.WARN_TINT, message=f"原为 {before}")
        if field.name in row.draft:
            return Cell(self.words(field, row.draft[field.name]), align)
        return self._read_again(row, field)

    def _read_again(self, row: RowPreview, field: FieldSpec) -> Cell:
        """A value that is not in the draft: unchanged, or at fault."""
        align = alignment(field)
        raw = self._raw.get(row.line, {}).get(field.name)
        text = self._raw_text(row, field)
        if field.kind is Kind.REFERENCE or (isinstance(raw, str) and "**" in raw):
            return Cell(text, align)
        assert self._looked is not None  # noqa: S101 - there are rows
        order, system = self._looked.options.date_order, self._looked.preview.sheet.date_system
        try:
            return Cell(self.words(field, parse(field, raw, order=order, system=system)), align)
        except ValueProblem as problem:
            return Cell(text, align, Colour.BAD, fill=Colour.BAD_TINT, message=problem.message)

    def _raw_text(self, row: RowPreview, field: FieldSpec) -> str:
        raw = self._raw.get(row.line, {}).get(field.name)
        text = "" if raw is None else " ".join(str(raw).split())[:_RAW_LENGTH]
        return masked(field, text)

    def words(self, field: FieldSpec, value: object) -> str:
        """A value as it is shown: by its label, masked."""
        if isinstance(value, NewReference):
            return value.name
        labels = self._looked.labels.get(field.name) if self._looked is not None else None
        return masked(field, " ".join(show(field, value, labels).split("\n")))

    def changes(self, row: RowPreview) -> list[str]:
        """What a changed row replaces, in words."""
        return [
            f"{label} {was} 改为 {self.words(field, row.draft[field.name]) or BLANK}"
            for field, label, was in self._replaced(row)
        ]

    def _was(self, row: RowPreview) -> list[str]:
        return [f"{label}原为 {was}" for _field, label, was in self._replaced(row)]

    def _replaced(self, row: RowPreview) -> list[tuple[FieldSpec, str, str]]:
        """Field, its label and the value before, of everything a row replaces."""
        if self._looked is None:
            return []
        fields = [self._looked.preview.spec.fields[name] for name in row.before]
        return [
            (field, field.label, self.words(field, row.before[field.name]) or BLANK)
            for field in fields
        ]

    def name_of(self, row: RowPreview) -> str:
        """Whom or what a row is about, as far as it says so."""
        if self._looked is None:
            return ""
        spec = self._looked.preview.spec
        name = spec.fields.get(spec.name_field)
        if name is None or name not in self.fields:
            return ""
        return self._value(row, name).text
