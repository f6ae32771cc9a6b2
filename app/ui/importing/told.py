"""All that a person has said about one sheet: every word of it makes another look."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.actions.importing.asked import ImportOptions, RowDecision
from app.reports.registers.bench import NO_CHOICES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.actions.importing.asked import Word
    from app.reports.registers.bench import SheetChoices
    from app.spec.dates import DateOrder

Answer = tuple[str, str, "int | str | Word"]  # field, the word as it is compared, what it means
UNDECIDED = RowDecision()


@dataclass(frozen=True, slots=True)
class Told:
    """How a sheet is laid out, how it is read, and what is to become of single rows."""

    choices: SheetChoices = NO_CHOICES
    options: ImportOptions = field(default_factory=ImportOptions)

    def of_row(self, line: int) -> RowDecision:
        """What was decided about a row."""
        return self.options.rows.get(line, UNDECIDED)

    def with_row(self, line: int, decision: RowDecision) -> Told:
        """A row decided otherwise; an empty decision is none."""
        rows = {**self.options.rows, line: decision}
        if decision == UNDECIDED:
            del rows[line]
        return replace(self, options=replace(self.options, rows=rows))

    def with_cell(self, line: int, name: str, text: str) -> Told:
        """Another text for a cell, for this import only."""
        known = self.of_row(line)
        cells = {**known.cells, name: text}
        return self.with_row(line, replace(known, cells=cells, skip=False))

    def with_skip(self, line: int) -> Told:
        """A row left out, or taken in after all."""
        known = self.of_row(line)
        return self.with_row(line, replace(known, skip=not known.skip))

    def with_options(self, options: ImportOptions) -> Told:
        """Rows matched otherwise, or blanks meaning something else."""
        return replace(self, options=options)

    def with_kind(self, line: int, is_data: bool | None) -> Told:  # noqa: FBT001 - one of three
        """Whether a row is one of data, whatever it looks like; ``None`` as it looks."""
        rows = {**self.choices.rows}
        rows.pop(line, None)
        if is_data is not None:
            rows[line] = is_data
        return replace(self, choices=replace(self.choices, rows=rows))

    def with_column(self, column: int, name: str) -> Told:
        """What a column means; blank leaves it out. Another column of that field gives way."""
        columns = {n: f for n, f in self.choices.columns.items() if not name or f != name}
        columns[column] = name
        return replace(self, choices=replace(self.choices, columns=columns))

    def with_heading(self, lines: tuple[int, int] | None) -> Told:
        """The lines of the heading; what was said of columns under another one is void."""
        return replace(self, choices=replace(self.choices, heading=lines, columns={}))

    def with_tab(self, name: str | None) -> Told:
        """The field for which the sheet's name stands; see :class:`SheetChoices`."""
        return replace(self, choices=replace(self.choices, tab=name))

    def with_order(self, name: str, order: DateOrder) -> Told:
        """How the dates of a column are meant."""
        orders = {**self.options.date_orders, name: order}
        return replace(self, options=replace(self.options, date_orders=orders))

    def with_words(self, answers: Iterable[Answer]) -> Told:
        """What names mean."""
        words = {name: dict(known) for name, known in self.options.words.items()}
        for name, key, meaning in answers:
            words.setdefault(name, {})[key] = meaning
        return replace(self, options=replace(self.options, words=words))
