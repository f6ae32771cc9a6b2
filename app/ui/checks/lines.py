"""The findings as a list: one line a rule, which opens to the records."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.queries.findings.gathered import LEVEL_WORDS, about, days_left, grounds, term_words
from app.spec.findings import Level
from app.ui.style.tokens import Colour
from app.ui.table.cells import Cell
from app.ui.widgets.plain_table import LEFT, RIGHT, Head, PlainModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.queries.findings.gathered import Gathered
    from app.spec.findings import Finding

STATES = {Level.ERROR: Colour.BAD, Level.WARNING: Colour.WARN, Level.NOTE: Colour.NEUTRAL}
_SHUT, _OPEN, _WITHIN = "▸ ", "▾ ", "　　"
_NEAR = 30  # days; a last day so near is told in the colour of warnings
PROBLEM, GROUNDS = 1, 4  # columns: the first of them takes the room there is


class Line(NamedTuple):
    """A rule, or one of the things it found."""

    gathered: Gathered
    finding: Finding | None


class FindingList(PlainModel):
    """What the rules found; a rule with a single finding is that finding."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = (
            Head("程度", "　" * 5),
            Head("问题", "　" * 20),
            Head("数量", "00,000 人", RIGHT),
            Head("最后期限", "2026-11-20　还有 00 天"),
            Head("依据", "　" * 16),
        )
        self.today = ""
        self.lines: list[Line] = []
        self._gathered: Sequence[Gathered] = ()
        self._open: set[tuple[str, Level]] = set()

    def show(self, found: Sequence[Gathered], today: str) -> None:
        """List these, opened as they were before."""
        self.today = today
        self._gathered = found
        self._lay_out()

    def _lay_out(self) -> None:
        self.beginResetModel()
        self.lines = []
        for each in self._gathered:
            if len(each.findings) == 1:
                self.lines.append(Line(each, each.findings[0]))
                continue
            self.lines.append(Line(each, None))
            if self.is_open(each):
                self.lines += [Line(each, finding) for finding in each.findings]
        self.endResetModel()

    def is_open(self, gathered: Gathered) -> bool:
        """Whether the records of a rule are listed below it."""
        return (gathered.rule, gathered.level) in self._open

    def set_open(self, gathered: Gathered, *, is_open: bool) -> None:
        """List the records of a rule, or no longer."""
        key = (gathered.rule, gathered.level)
        if is_open:
            self._open.add(key)
        else:
            self._open.discard(key)
        self._lay_out()

    def row_of(self, gathered: Gathered) -> int:
        """The first row of a rule; 0 where it is not listed."""
        keys = [(line.gathered.rule, line.gathered.level) for line in self.lines]
        key = (gathered.rule, gathered.level)
        return keys.index(key) if key in keys else 0

    def at(self, row: int) -> Line | None:
        """What stands in a row."""
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def count(self) -> int:
        """How many lines there are."""
        return len(self.lines)

    def cell(self, row: int, column: int) -> Cell:
        """One fact of a rule or of what it found."""
        gathered, finding = self.lines[row]
        is_within = finding is not None and len(gathered.findings) > 1
        if column == 0:
            word = "" if is_within else LEVEL_WORDS[gathered.level]
            return Cell(word, LEFT, state=None if is_within else STATES[gathered.level])
        if column == PROBLEM:
            return Cell(self._problem(gathered, finding), LEFT)
        if column == 2:
            return Cell("" if finding else gathered.count_text, RIGHT)
        if column == 3:
            return self._term(finding.due if finding else gathered.due)
        words = "" if is_within else grounds(finding or gathered.findings[0])
        return Cell(words, LEFT, Colour.TEXT2)

    def _problem(self, gathered: Gathered, finding: Finding | None) -> str:
        if finding is None:
            return f"{_OPEN if self.is_open(gathered) else _SHUT}{gathered.title}"
        words = about(finding)
        return f"{_WITHIN}{words}" if len(gathered.findings) > 1 else words

    def _term(self, due: str | None) -> Cell:
        if not due:
            return Cell("", LEFT)
        is_near = days_left(due, self.today) <= _NEAR
        ink = Colour.WARN if is_near else Colour.TEXT
        return Cell(f"{due}　{term_words(due, self.today)}", LEFT, ink)
