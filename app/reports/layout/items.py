"""What a laid-out page consists of; lengths in points, y downwards from the page's top."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.reports.sheet import Align

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.reports.document import Face
    from app.reports.layout.grid import Extra, Grid


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text.

    Attributes:
        y: its baseline.
        grey: 0 is black, 1 is white.
        spacing: added after each character, for texts set to a fixed pitch.
    """

    x: float
    y: float
    text: str
    face: Face
    size: float
    grey: float = 0.0
    spacing: float = 0.0


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle; ``fill`` is a grey, or nothing."""

    x: float
    y: float
    width: float
    height: float
    fill: float | None = None


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a sheet on one page.

    Attributes:
        band: which of the sheets across.
        top: where its title begins.
        rows: places of the rows that stand here, whole or in part.
        cut: of rows that go over pages, first and last line shown here (last exclusive).
        before: brought-forward line.
        after: page totals, totals of the sheet, 以下空白.
        empties: ruled rows under everything, struck through.
        signed: the signers' line stands under the table.
        noted: the note stands under the table, above the signers.
    """

    grid: Grid
    band: int
    top: float
    rows: range
    cut: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    before: tuple[Extra, ...] = ()
    after: tuple[Extra, ...] = ()
    empties: int = 0
    signed: bool = False
    noted: bool = False

    @property
    def heights(self) -> list[float]:
        """Heights of all lines of the table under its head, from above."""
        grid = self.grid
        rows = [
            grid.cut_height(*self.cut[row]) if row in self.cut else grid.heights[row]
            for row in self.rows
        ]
        extras = [extra.height for extra in self.before], [extra.height for extra in self.after]
        return [*extras[0], *rows, *extras[1], *[grid.base] * self.empties]

    @property
    def table_top(self) -> float:
        """Where the table's head begins."""
        return self.top + self.grid.headings[self.band].height

    @property
    def table_bottom(self) -> float:
        """Where the table ends."""
        return self.table_top + self.grid.head_height + sum(self.heights)

    @property
    def bottom(self) -> float:
        """Where the part ends, what stands under the table included."""
        foot = self.grid.signing.height if self.signed else 0.0
        return self.table_bottom + foot + (self.grid.noting.height if self.noted else 0.0)


Item = Words | Rectangle | Stroke | Part


@dataclass(frozen=True, slots=True)
class Placed:
    """Lines of text set together.

    Attributes:
        items: with y counted from the top of this block.
    """

    items: tuple[Words, ...]
    height: float


NOTHING = Placed((), 0.0)


def aligned(align: Align, left: float, room: float, width: float) -> float:
    """Where text of ``width`` begins between ``left`` and ``left + room``."""
    if align is Align.RIGHT:
        return left + room - width
    return left + (room - width) / 2 if align is Align.CENTRE else left


def moved(words: Words, down: float) -> Words:
    """``words`` lower by ``down``."""
    return Words(
        words.x, words.y + down, words.text, words.face, words.size, words.grey, words.spacing
    )
