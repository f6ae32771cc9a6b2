"""One sheet measured: its texts, column widths, line breaks and row heights."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from app.reports.document import Face
from app.reports.fonts import printable
from app.reports.layout.heading import balanced, heading, noting, signing
from app.reports.layout.widths import MM, PAD, ROUNDING, fit, need
from app.reports.layout.wrap import CLOSING, wrap
from app.reports.sheet import Role, Row, carried, repeated, row_texts, shown
from app.spec.kinds import DATES, TEXTUAL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.reports.fonts import Fonts
    from app.reports.layout.widths import Fit
    from app.reports.sheet import Column, Sheet

LEADING = 1.28
V_PAD = 0.75 * MM
_INSET = 1.3 * MM
PAGE_TOTAL = "本页合计"

_ANY_DIGIT = re.compile(r"[0-8]")

# Kinds whose stored text is what is shown.
_AS_STORED = TEXTUAL | DATES

Cells = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Extra:
    """A line of the table that is no row of the body: a total, a line carried over.

    Attributes:
        cells: lines of each column's text, set bold.
        spanning: text across all columns instead.
    """

    cells: Cells
    height: float
    spanning: str = ""


class Grid:
    """A measured sheet. Lengths in points.

    Attributes:
        body: how many of the sheet's rows come before the totals at its end.
        texts: what each cell says, by column, then row: 100,000 rows stay eight lists.
        wide: by column, the lines of those texts that need more than one.
        bold: places of the rows set bold.
        heights: of each row, blank rows included.
        base: least height of a row.
        grand_totals: texts of the sums over all rows, the longest figures of any page.
        tail: the totals at the sheet's end, apart so that page totals can precede them.
        characters: every character of the sheet.
    """

    def __init__(self, sheet: Sheet, left: float, room: float, fonts: Fonts) -> None:
        self.sheet = sheet
        self.left = left
        self._measure_song = fonts.of(Face.SONG).ems
        self._measure_bold = fonts.of(Face.SONG_BOLD).ems
        self.body = len(sheet.rows)
        while self.body and sheet.rows[self.body - 1].role is Role.TOTAL:
            self.body -= 1
        tail = [_printable(row_texts(sheet, row)) for row in sheet.rows[self.body :]]
        self.bold: dict[int, Cells] = {}
        self.characters: set[str] = set()
        self._read(tail)
        self.grand_totals = self._totals()
        fitted = self._fit([*tail, *filter(None, (self.grand_totals,))], room)
        self.size, self.widths, self.bands = fitted.size, fitted.widths, fitted.bands
        self.leading = self.size * LEADING
        self.base = max(sheet.row_mm * MM, self.leading + 2 * V_PAD)
        self.wide = [self._wide_texts(place) for place in range(len(sheet.columns))]
        self.heights = self._heights()
        self.tail = tuple(map(self.bold_line, tail))
        self._lay_around(left, room, fonts)

    def _read(self, tail: Sequence[tuple[str, ...]]) -> None:
        """Turns every value into text, by column; labelled rows again by row."""
        rows = self.sheet.rows[: self.body]
        self.texts = [
            _column_texts(column, [row.values[place] for row in rows])
            for place, column in enumerate(self.sheet.columns)
        ]
        special = [n for n, row in enumerate(rows) if row.label or row.role is not Role.BODY]
        for number in special:
            for place, text in enumerate(_printable(row_texts(self.sheet, rows[number]))):
                self.texts[place][number] = text
        self._emphasized = [n for n in special if rows[n].role is not Role.BODY]
        for place in range(len(self.texts)):
            self.texts[place] += [""] * self.sheet.blank_rows
            self.characters.update(*(cells[place] for cells in tail))

    def _totals(self) -> tuple[str, ...]:
        """Texts of the sums over all rows; none if there are no sums."""
        sheet = self.sheet
        if not (sheet.sums or sheet.balances):
            return ()
        rows = sheet.rows[: self.body]
        return row_texts(sheet, Row(carried(sheet, rows, self.no_values), label=PAGE_TOTAL))

    @property
    def no_values(self) -> tuple[object, ...]:
        """Sums before the first row."""
        return (None,) * len(self.sheet.columns)

    def _fit(self, bold: Sequence[tuple[str, ...]], room: float) -> Fit:
        needs = []
        self._widest = []
        self._all_widest: list[float] = []  # bold totals as well
        emphasized = [tuple(column[n] for column in self.texts) for n in self._emphasized]
        for place, column in enumerate(self.sheet.columns):
            different = set(self.texts[place])
            different.discard("")
            self.characters.update(*different)
            texts = list(different)
            widths = [_widest(text, self._measure_song) for text in texts]
            heavy = [cells[place] for cells in (*bold, *emphasized) if cells[place]]
            texts += heavy
            self._widest.append(max(widths, default=0.0))
            # A page's sum may have wider digits than the whole's: 21,950 is wider than 49,627.
            shapes = [_ANY_DIGIT.sub("9", text) for text in heavy]
            widths += [_widest(text, self._measure_bold) for text in shapes]
            self._all_widest.append(max(widths, default=0.0))
            needs.append(need(column, texts, widths, self._measure_bold))
        return fit(needs, room, repeated(self.sheet))

    def inner(self, place: int) -> float:
        """Room for text in the column at ``place``."""
        return self.widths[place] - 2 * PAD + ROUNDING

    def inset(self, place: int) -> float:
        """How far texts that stand at an edge of the column at ``place`` keep off it.

        Where there is room to spare, figures do not touch the words of the next column.
        """
        spare = self.inner(place) - self._all_widest[place] * self.size / 1000
        return min(_INSET, max(0.0, spare / 3))

    def _wide_texts(self, place: int) -> dict[str, tuple[str, ...]]:
        inner, size, ems = self.inner(place), self.size, self._measure_song
        limit = inner * 1000 / size
        several = any("\n" in text for text in self.texts[place])
        if self._widest[place] <= limit and not several:
            return {}
        measure = partial(_points, ems, size)
        return {
            text: _without_orphan(wrap(text, inner, measure), text, inner, measure)
            for text in set(self.texts[place])
            if ems(text) > limit or "\n" in text
        }

    def _heights(self) -> array[float]:
        heights = array("d", [self.base]) * (self.body + self.sheet.blank_rows)
        for texts, wide in zip(self.texts, self.wide, strict=True):
            if not wide:
                continue
            needed = {text: self.cut_height(0, len(lines)) for text, lines in wide.items()}
            for number, text in enumerate(texts):
                if text in needed and needed[text] > heights[number]:
                    heights[number] = needed[text]
        for number in self._emphasized:
            cells = self._bold_cells([column[number] for column in self.texts])
            self.bold[number] = cells
            heights[number] = self._height(cells)
        return heights

    def cut_height(self, first: int, last: int) -> float:
        """Height of a row that shows its lines from ``first`` up to ``last``."""
        return max(self.base, (last - first - 1) * self.leading + self.size + 2 * V_PAD)

    def loose_height(self, number: int) -> float:
        """Height that row ``number`` needs where the leading is another program's."""
        return max(map(len, self.cells(number))) * self.leading + 2 * V_PAD

    def cells(self, number: int) -> Cells:
        """Lines of every cell of row ``number``."""
        if number in self.bold:
            return self.bold[number]
        return tuple(
            self.wide[place].get(texts[number]) or (texts[number],)
            for place, texts in enumerate(self.texts)
        )

    def bold_line(self, texts: Sequence[str]) -> Extra:
        """A bold line of ``texts``, one per column."""
        cells = self._bold_cells(texts)
        return Extra(cells, self._height(cells))

    def sums_line(self, values: tuple[object, ...], role: Role, label: str) -> Extra:
        """A line of page totals or of totals carried over."""
        return self.bold_line(row_texts(self.sheet, Row(values, role, label)))

    def _height(self, cells: Cells) -> float:
        return self.cut_height(0, max(map(len, cells)))

    def _bold_cells(self, texts: Sequence[str]) -> Cells:
        measure = partial(_points, self._measure_bold, self.size)
        return tuple(wrap(text, self.inner(place), measure) for place, text in enumerate(texts))

    def _lay_around(self, left: float, room: float, fonts: Fonts) -> None:
        """Lays what stands above and under the table, and the table's head."""
        sheet = self.sheet
        count = len(self.bands)
        self.headings = [
            heading(sheet, left, room, fonts, f"横向第 {n} 张，共 {count} 张" if count > 1 else "")
            for n in range(1, count + 1)
        ]
        self.signing = signing(sheet.signers, left, room, fonts)
        self.noting = noting(sheet.note, left, room, fonts)
        measure = partial(_points, self._measure_bold, self.size)
        self.head = tuple(
            balanced(printable(c.title), self.inner(place), measure)
            for place, c in enumerate(sheet.columns)
        )
        lines = max(map(len, self.head))
        self.group_height = self.base if any(c.group for c in sheet.columns) else 0.0
        self.head_height = self.group_height + self.cut_height(0, lines)
        blocks = (*self.headings, self.signing, self.noting)
        self.characters.update(*(words.text for block in blocks for words in block.items))
        self.characters.update(*(c.title + c.group for c in sheet.columns))

    def edges(self, band: int) -> list[float]:
        """Positions of the vertical rules of one of the sheets across, left to right."""
        edges = [self.left]
        for place in self.bands[band]:
            edges.append(edges[-1] + self.widths[place])
        return edges

    def groups(self, band: int) -> list[tuple[str, int, int]]:
        """Spanned headings: words, first and last column of the band (last exclusive)."""
        spans: list[tuple[str, int, int]] = []
        for number, place in enumerate(self.bands[band]):
            group = self.sheet.columns[place].group
            if spans and group and spans[-1][0] == group and spans[-1][2] == number:
                spans[-1] = (group, spans[-1][1], number + 1)
            else:
                spans.append((group, number, number + 1))
        return spans


def _points(ems: Callable[[str], float], size: float, text: str) -> float:
    return ems(text) * size / 1000


def _without_orphan(
    lines: tuple[str, ...], text: str, room: float, measure: Callable[[str], float]
) -> tuple[str, ...]:
    """``lines`` of ``text``, broken a little earlier where one character would stand alone."""
    if not _is_alone(lines[-1]):
        return lines
    for halves in (1, 2, 3, 4):  # half characters less; two whole ones are enough, or nothing is
        tried = wrap(text, room - halves / 2 * measure("字"), measure)
        if len(tried) == len(lines) and not _is_alone(tried[-1]):
            return tried
    return lines


def _is_alone(line: str) -> bool:
    """Whether a line holds one character of a word and nothing else but marks."""
    word = line.rstrip(CLOSING)
    return len(word) == 1 and not word.isascii()


def _widest(text: str, ems: Callable[[str], float]) -> float:
    if "\n" in text:
        return max(map(ems, text.split("\n")))
    return ems(text)


def _printable(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(printable, texts))


def _column_texts(column: Column, values: list[object]) -> list[str]:
    """Texts of one column; each different value is shown once."""
    if column.kind in _AS_STORED:
        plain = [value for value in values if isinstance(value, str)]
        if len(plain) == len(values) and all(map(str.isprintable, plain)):
            return plain
    texts = {v: printable(shown(column, v)) for v in set(values)}
    return list(map(texts.__getitem__, values))
