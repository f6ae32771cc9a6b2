"""The bench on which a sheet is put in order: its heading, its columns, its rows, its outcome.

The file is read once; everything a person changes afterwards is judged again from what was read.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING

from app.actions.importing import recipes, taking_in
from app.actions.importing.asked import ImportOptions, SheetRows
from app.actions.importing.reading.cells import Readings
from app.actions.members.last_change import in_sheets
from app.errors import ImportRefused
from app.queries.listing import reference_labels
from app.reports.readers.from_workbook import sheets_from_workbook
from app.reports.readers.heading import SEARCHED, Heading, heading_at
from app.reports.readers.refusals import TOO_HEAVY
from app.reports.readers.table import shown
from app.reports.registers.mapping import SheetColumn, columns_of, with_columns
from app.reports.registers.several import better_sheet, joined, proposed_tab, that_belong_with
from app.reports.registers.taking_in import heading_of, labels_of, sheet_rows, sheets_that_fit
from app.spec.codes import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from app.actions.importing.outcome import ImportPreview
    from app.actions.importing.recipes import Recipe
    from app.reports.readers.table import RawRow, Table
    from app.spec.record import RecordSpec
    from app.store.ledger import Ledger

    Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SheetChoices:
    """What a person has said about how a sheet is laid out; what is not said is found.

    Attributes:
        heading: first and last line of the heading.
        columns: by column (from 0), the name of its field; blank leaves the column out.
        rows: by line, whether the row is data or skipped, whatever it looks like.
        tab: the field for which the sheet's name stands where no column says it; blank for none,
            ``None`` for the one that the names look like.
    """

    heading: tuple[int, int] | None = None
    columns: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    rows: Mapping[int, bool] = field(default_factory=lambda: MappingProxyType({}))
    tab: str | None = None


NO_CHOICES = SheetChoices()


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """One sheet of a file, to choose from.

    Attributes:
        is_read: it is the one that was read, or one of them.
        has_rows: whether anything stands in it; ``None`` where it was not looked into.
        fits: it has a heading of the register.
    """

    name: str
    visible: bool
    is_read: bool
    has_rows: bool | None
    fits: bool


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A sheet with its heading found and its columns named.

    Attributes:
        heading: its lines, and ``above``: the title rows over it.
        columns: every column, left to right, with what it is taken for and why.
        sheet: its rows as they are taken in, skipped ones too.
        tab: the field for which the sheet's name stands; blank for none.
    """

    heading: Heading
    columns: tuple[SheetColumn, ...]
    sheet: SheetRows
    tab: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """What an import would do; nothing is written.

    Attributes:
        laid: how the sheet was understood.
        labels: by reference field, what the records pointed to are called.
        is_tried: the rules have spoken.
    """

    laid: LaidOut
    preview: ImportPreview
    options: ImportOptions
    labels: Mapping[str, Mapping[int, str]]
    is_tried: bool = True


class Bench:
    """One sheet of a file, or several together, for one register.

    Attributes:
        table: what is read, as it stands in the file.
    """

    def __init__(self, table: Table, spec: RecordSpec) -> None:
        self.table = table
        self.spec = spec
        self._laid: tuple[SheetChoices, LaidOut] | None = None
        self._readings = Readings()

    @classmethod
    def read(
        cls,
        path: Path,
        spec: RecordSpec,
        *,
        sheets: Sequence[str] = (),
        begin_with: str | None = None,
        cancelled: Callable[[], bool] = lambda: False,
        progress: Callable[[int], None] = lambda _rows: None,
    ) -> Bench:
        """Read a file, in a process of its own.

        Args:
            sheets: the names on the tabs. Without them the first visible sheet that has a heading
                of the register, and those that belong with it; where none has one, the first
                visible sheet that holds something.
            begin_with: the sheet to take for the first one.

        Raises:
            ImportRefused: the file cannot be read.
        """

        def read(
            names: Sequence[str | None], before: int = 0, *, glance: bool = True
        ) -> list[Table]:
            return sheets_from_workbook(
                path,
                names,
                cancelled=cancelled,
                progress=lambda rows: progress(before + rows),
                glance=glance,
            )

        def read_with_glance(names: Sequence[str | None]) -> list[Table]:
            """Other sheets are no reason to refuse these, however much they lay out."""
            try:
                return read(names)
            except ImportRefused as no:
                if no.code != TOO_HEAVY:
                    raise
                return read(names, glance=False)

        if sheets:
            return cls(joined(read_with_glance(sheets), spec), spec)
        tables = read_with_glance([begin_with])
        if begin_with is None and (better := better_sheet(tables[0], spec)):
            tables = read_with_glance([better])
        if more := that_belong_with(tables[0], spec):
            tables += read(more, len(tables[0].rows), glance=False)
        return cls(joined(tables, spec), spec)

    @cached_property
    def labels(self) -> dict[str, str]:
        """Field name by folded label or alias."""
        return labels_of(self.spec)

    @cached_property
    def sheets(self) -> tuple[SheetFacts, ...]:
        """Every sheet of the file; none of a text table."""
        table = self.table
        fitting = set(sheets_that_fit(table, self.spec))
        return tuple(
            SheetFacts(
                one.name,
                one.visible,
                is_read=one.name in table.names,
                has_rows=True
                if one.name in table.names
                else bool(table.tops[one.name])
                if one.name in table.tops
                else None,
                fits=one.name in fitting or one.name in table.names,
            )
            for one in table.sheets
        )

    def row(self, line: int) -> RawRow | None:
        """The cells of a line as they stand in the file."""
        return self._by_line.get(line)

    @cached_property
    def _by_line(self) -> dict[int, RawRow]:
        heads = chain.from_iterable(part.heads for part in self.table.parts)
        return {row.line: row for row in chain(heads, self.table.rows)}

    def lay_out(self, choices: SheetChoices = NO_CHOICES) -> LaidOut:
        """Find the heading, name the columns, say of every row what it is.

        The last layout is kept: the same choices again cost nothing.

        Raises:
            ImportRefused: no heading of this register is in the first 15 lines, and none is
                pointed out.
        """
        if self._laid is not None and self._laid[0] == choices:
            return self._laid[1]
        if choices.heading is None:
            heading = self._heading()
        else:
            heading = heading_at(self.table, self.labels, *choices.heading)
        columns = columns_of(self.table, heading, self.spec, self.labels, choices.columns)
        heading = with_columns(heading, columns)
        tab = proposed_tab(self.table, self.spec) if choices.tab is None else choices.tab
        rows = sheet_rows(self.table, heading, self.spec, choices.rows, tab)
        remarks = (*rows.remarks, *_guesses(self.spec, columns))
        laid = LaidOut(heading, columns, replace(rows, remarks=remarks), tab)
        self._laid = choices, laid
        return laid

    def _heading(self) -> Heading:
        """The heading by its words; where one alone is known, by what stands below as well."""
        try:
            return heading_of(self.table, self.spec)
        except ImportRefused:
            for row in self.table.rows[:SEARCHED]:
                heading = heading_at(self.table, self.labels, row.line, row.line)
                if heading.columns:
                    columns = columns_of(self.table, heading, self.spec, self.labels, {})
                    if sum(bool(one.field) for one in columns) > 1:
                        return heading
            raise

    def look(
        self,
        ledger: Ledger,
        choices: SheetChoices = NO_CHOICES,
        options: ImportOptions = ImportOptions(),  # noqa: B008 - it cannot be changed
        progress: Progress | None = None,
    ) -> Looked:
        """What an import would do. May run in any thread.

        Raises:
            ImportRefused: see :meth:`lay_out`.
        """
        return self.try_out(ledger, self.look_over(ledger, choices, options, progress))

    def look_over(
        self,
        ledger: Ledger,
        choices: SheetChoices = NO_CHOICES,
        options: ImportOptions = ImportOptions(),  # noqa: B008 - it cannot be changed
        progress: Progress | None = None,
    ) -> Looked:
        """What an import would do before the rules have spoken, in a sixth of the time.

        What cells were read as before is kept, so that another meaning of one column costs no
        reading of the others.
        """
        laid = self.lay_out(choices)
        seen = taking_in.look_over(ledger, self.spec, laid.sheet, options, progress, self._readings)
        # A connection of its own: a window goes on reading through that of the desk.
        with ledger.another_reader() as reader:
            labels = reference_labels(reader, self.spec)
        return Looked(laid, seen, options, labels, is_tried=False)

    def try_out(self, ledger: Ledger, looked: Looked, progress: Progress | None = None) -> Looked:
        """What was looked over, once the rules have spoken; ``progress`` may stop it."""
        seen = taking_in.tried(ledger, looked.preview, progress)
        return replace(looked, preview=seen, is_tried=True)

    # --- recipes ------------------------------------------------------------------------

    def recipe(self, reader: Connection) -> Recipe | None:
        """The recipe kept for sheets with this heading; ``None`` where there is none."""
        for kept in recipes.recipes_of(reader, self.spec.id):
            if self._lines_of(kept) is not None:
                return kept
        return None

    def sheet_of_recipe(self, reader: Connection) -> str:
        """Another sheet of the file, whose heading a recipe is kept for; blank where none is."""
        kept = recipes.recipes_of(reader, self.spec.id)
        for name, rows in self.table.tops.items():
            if any(_lines_in(rows, recipe) for recipe in kept):
                return name
        return ""

    def follow(self, recipe: Recipe) -> tuple[SheetChoices, ImportOptions]:
        """What a recipe says for this sheet; of the layout nothing if its heading is not here."""
        fields = in_sheets(self.spec).fields
        options = recipe.options()
        if not fields.keys() >= set(options.key_fields):
            options = replace(options, key="")
        lines = self._lines_of(recipe)
        if lines is None:
            return NO_CHOICES, options
        # A field may be gone: an extra column, a column of a ledger that was defined anew.
        columns = {c: n for c, n in recipe.columns.items() if not n or n in fields}
        tab = recipe.tab if not recipe.tab or recipe.tab in fields else None
        return SheetChoices(lines, columns, tab=tab), options

    def recipe_from(
        self, name: str, choices: SheetChoices, options: ImportOptions
    ) -> recipes.RecipeDraft:
        """What is to be remembered of how this sheet was taken in, under ``name``."""
        laid = self.lay_out(choices)
        lines = tuple(_folded(row) for row in laid.heading.rows)
        columns = {one.column: one.field for one in laid.columns}
        return recipes.RecipeDraft(self.spec.id, name, lines, columns, options, choices.tab)

    def proposed_name(self) -> str:
        """What a recipe for this sheet may be called: its file, without numbers and dates."""
        return recipes.proposed_name(self.table.path.stem)

    def _lines_of(self, recipe: Recipe) -> tuple[int, int] | None:
        return _lines_in(self.table.rows, recipe)


_SEARCHED = 30  # rows in which a known heading is looked for


def _lines_in(rows: Sequence[RawRow], recipe: Recipe) -> tuple[int, int] | None:
    """The lines on which a recipe's heading stands; ``None`` where it does not."""
    wanted = recipe.heading
    for start, row in enumerate(rows[:_SEARCHED]):
        found = rows[start : start + len(wanted)]
        if tuple(_folded(one) for one in found) == wanted:
            return row.line, found[-1].line
    return None


def _folded(row: RawRow) -> tuple[str, ...]:
    """The texts of a heading row as they are compared; blanks at its end do not count."""
    texts = [fold(shown(cell)) for cell in row.cells]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _guesses(spec: RecordSpec, columns: tuple[SheetColumn, ...]) -> list[str]:
    """What is said of columns that were taken for what stands in them."""
    return [
        f"{one.letters} 列“{one.heading}”按“{spec.fields[one.field].label}”读：{one.reason}"
        for one in columns
        if one.field and one.confidence < _KNOWN and one.field in spec.fields
    ]


_KNOWN = 95  # confidence of a column known by its heading; what a person chose has 100
