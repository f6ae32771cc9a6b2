"""What the cells show: at the left as they stand in the file, at the right as they would be."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from app.actions.importing.lines import place_of
from app.actions.importing.outcome import RowPreview
from app.actions.importing.reading.references import NewReference
from app.actions.importing.taking_in import TAKEN, RowState
from app.actions.members.last_change import IS_MEMBER, STANDING, is_taken_as_member
from app.queries.listing import rows as records_of
from app.reports.readers.table import column_name, shown
from app.reports.registers.mapping import SheetColumn, is_persons_number
from app.spec.identity import told_by_number
from app.spec.kinds import DATES, NUMERIC, TEXTUAL, Kind
from app.spec.values import clean, is_masked, mask, masked, show
from app.ui.style.tokens import Colour
from app.ui.table.cells import Cell
from app.ui.widgets.plain_table import LEFT, RIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.reports.readers.table import Cell as RawCell
    from app.reports.readers.table import RawRow
    from app.reports.registers.bench import Bench
    from app.spec.field import FieldSpec
    from app.ui.importing.work import Looked

STATE_COLOURS = {
    RowState.NEW: Colour.OK,
    RowState.CHANGED: Colour.WARN,
    RowState.SAME: Colour.NEUTRAL,
    RowState.SKIPPED: Colour.TEXT3,
    RowState.REFUSED: Colour.BAD,
}
BLANK = "空白"
NOTHING = "—"
TITLE, TITLE_ROW, HEAD_ROW = "标题", "表头上方的标题行，不导入", "标题或表头，不导入"
_LONGEST = 60  # characters of a cell that are painted
_SURELY_WHOLE = 10**15  # numbers of more figures are not kept whole by a workbook
_READ_AT_ONCE = 64  # records read together for the rows in sight
_REMEMBERED = 4096
_SHORT_DATE = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{1,2}|\d{4})")
_DIGIT = re.compile(r"\d")
_NUMBER = 4  # figures from which a text in a masked column may be somebody's number
_TELLING = 11  # figures of a telephone number; damaged identity numbers have more
_SERIAL = re.compile(r"\d{5}")
_WHOLE_DAY = len("2026-11-20")


class Sheet(Protocol):
    """What the table asks of whatever it shows."""

    is_raw: bool

    @property
    def columns(self) -> Sequence[SheetColumn]:
        """The columns of the file."""
        ...

    @property
    def fields(self) -> Sequence[FieldSpec]:
        """What is shown of each row as it would be."""
        ...

    @property
    def head_lines(self) -> Sequence[RawRow]:
        """The lines of the heading."""
        ...

    def lines(self) -> Sequence[RowPreview]:
        """The rows, from the first line of the file."""
        ...

    def original(self, row: RowPreview, column: SheetColumn) -> Cell:
        """A cell as it stands in the file."""
        ...

    def result(self, row: RowPreview, field: FieldSpec) -> Cell:
        """A value as it would be in the register."""
        ...

    def state(self, row: RowPreview) -> Cell:
        """What becomes of a row."""
        ...

    def said(self, row: RowPreview) -> Cell:
        """Why, and what should be known of it."""
        ...

    def is_struck(self, row: RowPreview) -> bool:
        """Whether a row is none of data."""
        ...


def seen_text(raw: RawCell, field: FieldSpec | None) -> str:
    """A cell of the file in one line; numbers of persons masked, whatever column they stand in."""
    if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) >= _SURELY_WHOLE:
        return f"{raw:.5E}"  # as Excel shows it: six figures, which tell nobody
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    text = " ".join(shown(raw).split())[:_LONGEST]
    hide = field is not None and is_masked(field) and "E+" not in text.upper()
    is_number = is_persons_number(text) or len(_DIGIT.findall(text)) >= _TELLING
    return mask(text) if text and (hide or is_number) else text


class LookedSheet:
    """A sheet that was looked at.

    Attributes:
        columns: the columns of the file.
        fields: what is shown of each row as it would be in the register.
        head_lines: the lines of the heading.
    """

    is_raw = False

    def __init__(self, looked: Looked, reader: Connection) -> None:
        self.looked = looked
        seen = looked.preview
        self.spec = seen.spec
        self.columns = looked.looked.laid.columns
        self.head_lines: Sequence[RawRow] = looked.heading.rows
        self.titles = [
            RowPreview(row.line, RowState.SKIPPED, reasons=(TITLE_ROW,))
            for row in looked.heading.above
        ]
        self._heads = [
            RowPreview(row.line, RowState.SKIPPED, reasons=(f"工作表“{part.name}”的{HEAD_ROW}",))
            for part in looked.bench.table.parts
            for row in part.heads
        ]
        self._above = {row.line for row in (*self.titles, *self._heads)}
        self.structural = {row.line for row in seen.sheet.rows if row.skip} | self._above
        typed = {name for row in looked.told.options.rows.values() for name in row.cells}
        found = dict.fromkeys([*seen.sheet.columns, *sorted(typed)])
        keys = [name for names in seen.spec.keys if len(names) == 1 for name in names]
        first = [name for name in (seen.spec.name_field, *keys) if name in found]
        self.fields = tuple(seen.spec.fields[name] for name in dict.fromkeys([*first, *found]))
        self._reader = reader
        self._places = {row.line: place for place, row in enumerate(seen.rows)}
        self._records: dict[int, Mapping[str, object]] = {}
        stored = [field.name for field in self.fields if field.name in looked.bench.spec.fields]
        is_told = IS_MEMBER in found and STANDING not in stored
        self._stored = [*stored, STANDING] if is_told else stored

    def lines(self) -> Sequence[RowPreview]:
        """Title rows, then everything below the heading; so sheet by sheet."""
        rows = (*self.titles, *self.looked.preview.rows)
        if self._heads:
            return sorted((*rows, *self._heads), key=lambda row: row.line)
        return rows

    def is_struck(self, row: RowPreview) -> bool:
        """Whether a row is a title, a sum, a note."""
        return row.line in self.structural

    def is_above(self, row: RowPreview) -> bool:
        """Whether a row stands above the rows of its sheet: a title, or another sheet's heading."""
        return row.line in self._above

    def where(self, row: RowPreview) -> str:
        """Where a row stands, in words."""
        return self.looked.preview.sheet.where(row.line)

    # --- the left -----------------------------------------------------------------------

    def original(self, row: RowPreview, column: SheetColumn) -> Cell:
        """A cell as it stands in the file, or as it was typed over."""
        field = self.spec.fields.get(column.field)
        raw = self.raw(row, column)
        if field is None:
            is_number = isinstance(raw, int | float)
            return Cell(seen_text(raw, None), RIGHT if is_number else LEFT, Colour.TEXT2)
        align = RIGHT if field.kind in NUMERIC else LEFT
        if self.is_struck(row) and len(_DIGIT.findall(shown(raw))) < _NUMBER:
            return Cell(seen_text(raw, None), align, Colour.TEXT3)  # a heading once more, a title
        typed = self.looked.told.of_row(row.line).cells.get(field.name)
        text = seen_text(raw if typed is None else typed, field)
        if self.is_struck(row):
            return Cell(text, align, Colour.TEXT3)
        if field.name in row.faulty or self._is_refused_for(row, field):
            message = row.faulty.get(field.name, row.reason)
            return Cell(text, align, Colour.BAD, fill=Colour.BAD_TINT, message=message)
        if typed is not None:
            was = seen_text(raw, field) or BLANK
            return Cell(text, align, fill=Colour.SELECT_ON, message=f"您改的，原表是 {was}")
        if text and self._is_mended(row, field, raw):
            notes = [note for note in row.reasons if field.label in note]
            return Cell(text, align, fill=Colour.WARN_TINT, message="；".join(notes))
        return Cell(text, align)

    def raw(self, row: RowPreview, column: SheetColumn) -> RawCell:
        """What the file holds."""
        found = self.looked.bench.row(row.line)
        return found.at(column.column) if found is not None else None

    @staticmethod
    def _is_refused_for(row: RowPreview, field: FieldSpec) -> bool:
        """Whether the rules, which name no cell, speak of this one."""
        if row.state is not RowState.REFUSED or row.faulty:
            return False
        return any(field.label in reason for reason in row.reasons)

    def _is_mended(self, row: RowPreview, field: FieldSpec, raw: RawCell) -> bool:
        """Whether something else is taken in than stands in the cell, or a guess."""
        if any(note.startswith(field.label) or f"“{field.label}”" in note for note in row.reasons):
            return True
        if row.state is RowState.SKIPPED and not row.draft:
            return False
        text = clean(shown(raw))
        if field.kind in DATES:
            if isinstance(raw, str):
                short = field.name in self.looked.preview.orders and _SHORT_DATE.fullmatch(text)
                return bool(short) or _SERIAL.fullmatch(text) is not None
            return isinstance(raw, int | float) and len(self._words(row, field)) == _WHOLE_DAY
        if field.kind is Kind.REFERENCE:
            called = self._words(row, field)
            return bool(called) and called != text
        value = row.draft.get(field.name)
        if isinstance(raw, str) and isinstance(value, str) and field.kind in TEXTUAL:
            return raw.strip() != value
        return False

    # --- the right ----------------------------------------------------------------------

    def result(self, row: RowPreview, field: FieldSpec) -> Cell:
        """A value as it would be in the register; why there is none."""
        align = RIGHT if field.kind in NUMERIC else LEFT
        if self.is_struck(row):
            return Cell(NOTHING, LEFT, Colour.TEXT3)
        if field.name in row.faulty:
            message = row.faulty[field.name]
            return Cell(message.removeprefix(f"{field.label}："), LEFT, Colour.BAD, message=message)
        text = self._words(row, field)
        if field.name in row.before:
            was = self.words(field, row.before[field.name]) or BLANK
            return Cell(text or BLANK, align, fill=Colour.WARN_TINT, message=f"原为 {was}")
        ink = Colour.TEXT
        if row.state is RowState.SKIPPED:
            ink = Colour.TEXT3
        elif self._is_refused_for(row, field):
            ink = Colour.BAD
        new = isinstance(row.draft.get(field.name), NewReference)
        return Cell(text, align, ink, message=f"将新建“{text}”" if new else "")

    def _words(self, row: RowPreview, field: FieldSpec) -> str:
        value = row.draft.get(field.name)
        if field.name == IS_MEMBER and value is None:
            return self.words(field, is_taken_as_member(row.draft, self._on_file(row)))
        if value is None and row.state in {RowState.SAME, RowState.CHANGED}:
            if field.name in row.before:
                return ""
            value = self._on_file(row).get(field.name)
        if value is None and row.state is RowState.NEW and self.spec.id == "member":
            value = told_by_number(row.draft).get(field.name)
        return self.words(field, value)

    def words(self, field: FieldSpec, value: object) -> str:
        """A value as it is shown: by its label, masked."""
        if isinstance(value, NewReference):
            return value.name
        labels = self.looked.labels.get(field.name)
        return masked(field, " ".join(show(field, value, labels).split("\n")))

    def _on_file(self, row: RowPreview) -> Mapping[str, object]:
        """The record a row belongs to, read with those of the rows beside it."""
        if row.record_id is None:
            return {}
        if row.record_id not in self._records:
            if len(self._records) > _REMEMBERED:
                self._records.clear()
            start = max(0, self._places.get(row.line, 0) - _READ_AT_ONCE // 2)
            beside = self.looked.preview.rows[start : start + _READ_AT_ONCE]
            wanted = {one.record_id for one in beside if one.record_id is not None}
            numbers = sorted((wanted | {row.record_id}) - self._records.keys())
            for record in records_of(self._reader, self.looked.bench.spec, numbers, self._stored):
                self._records[int(str(record["id"]))] = record
        return self._records.get(row.record_id, {})

    def state(self, row: RowPreview) -> Cell:
        """Square and word."""
        if self.is_above(row):
            return Cell(TITLE, LEFT, Colour.TEXT3)
        return Cell(row.state.label, LEFT, state=STATE_COLOURS[row.state])

    def said(self, row: RowPreview) -> Cell:
        """What it replaces, why it is refused, what should be known of it."""
        words = "；".join((*self._was(row), *row.reasons))
        if row.state is RowState.REFUSED:
            return Cell(words, LEFT, Colour.BAD)
        return Cell(words, LEFT, Colour.TEXT2)

    def changes(self, row: RowPreview) -> list[str]:
        """What a changed row replaces, in words."""
        return [
            f"{field.label} {was} 改为 {self.words(field, row.draft.get(field.name)) or BLANK}"
            for field, was in self._replaced(row)
        ]

    def _was(self, row: RowPreview) -> list[str]:
        return [f"{field.label}原为 {was}" for field, was in self._replaced(row)]

    def _replaced(self, row: RowPreview) -> Iterator[tuple[FieldSpec, str]]:
        """Each field that a row replaces, and its value before."""
        for name, value in row.before.items():
            field = self.spec.fields[name]
            yield field, self.words(field, value) or BLANK

    def name_of(self, row: RowPreview) -> str:
        """Whom or what a row is about, as far as it says so."""
        field = self.spec.fields.get(self.spec.name_field)
        if field is None:
            return ""
        if text := self._words(row, field):
            return text
        column = next((one for one in self.columns if one.field == field.name), None)
        return seen_text(self.raw(row, column), field) if column is not None else ""

    def has_remarks(self, row: RowPreview) -> bool:
        """Whether a row is written and something should be known of it."""
        return row.state in TAKEN and bool(row.reasons)


class RawSheet:
    """The first lines of a sheet as they lie, to point out the heading."""

    is_raw = True
    fields: Sequence[FieldSpec] = ()
    head_lines: Sequence[RawRow] = ()

    def __init__(self, bench: Bench, most: int) -> None:
        self._bench = bench
        rows = bench.table.rows[:most]
        self._rows = [row for row in rows if place_of(row.line)[0] == 0]
        width = max((len(row.cells) for row in self._rows), default=0)
        self.columns = tuple(
            SheetColumn(place, column_name(place), "", "", 0, "") for place in range(width)
        )

    def lines(self) -> Sequence[RowPreview]:
        """The lines that hold something."""
        return [RowPreview(row.line, RowState.SKIPPED) for row in self._rows]

    def original(self, row: RowPreview, column: SheetColumn) -> Cell:
        """A cell as it stands in the file."""
        found = self._bench.row(row.line)
        return Cell(seen_text(found.at(column.column) if found else None, None), LEFT)

    def result(self, _row: RowPreview, _field: FieldSpec) -> Cell:
        """Nothing is taken in yet."""
        return Cell("", LEFT)

    def state(self, _row: RowPreview) -> Cell:
        """Nothing is decided yet."""
        return Cell("", LEFT)

    said = state

    def is_struck(self, _row: RowPreview) -> bool:
        """Any line may be part of the heading."""
        return False
