"""Where cards and labels stand on a sheet of A4, and how far a printer is off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from app.reports.document import Numbering, Page
from app.resources import read_toml
from app.spec.codes import plain_list
from app.spec.field import FieldSpec
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.reports.document import Box, Line
    from app.reports.forms.form import Inquiry

SHEET = Page(landscape=False, margins=(0.0, 0.0, 0.0, 0.0), numbering=Numbering.NONE, bare=True)
"""A sheet of A4 counted from its very edge, with nothing at its foot."""
WIDTH, HEIGHT = SHEET.size_mm

_STEP_TENTHS = 5  # half a millimetre
_FARTHEST_TENTHS = 100
_OFFSETS = tuple(
    f"{tenths / 10:+.1f}" if tenths else "0"
    for tenths in range(-_FARTHEST_TENTHS, _FARTHEST_TENTHS + 1, _STEP_TENTHS)
)
OFFSET_X = FieldSpec(
    "offset_x",
    "左右偏移",
    Kind.CHOICE,
    choices=plain_list("offset_x", "左右偏移", _OFFSETS),
    unit="毫米",
)
OFFSET_Y = FieldSpec(
    "offset_y",
    "上下偏移",
    Kind.CHOICE,
    choices=plain_list("offset_y", "上下偏移", _OFFSETS),
    unit="毫米",
)
OFFSETS = (OFFSET_X, OFFSET_Y)


@dataclass(frozen=True, slots=True)
class Raster:
    """Equal rectangles on a sheet, in mm; filled line by line from the left top."""

    title: str
    across: int
    down: int
    width: float
    height: float
    left: float
    top: float
    step_x: float
    step_y: float

    @property
    def count(self) -> int:
        """How many there are on one sheet."""
        return self.across * self.down

    def place(self, number: int) -> tuple[float, float]:
        """Left top of rectangle ``number``, from 0."""
        line, column = divmod(number, self.across)
        return self.left + column * self.step_x, self.top + line * self.step_y


@cache
def label_sheets() -> tuple[Raster, ...]:
    """The sheets of labels that ``resources/labels.toml`` knows."""
    return tuple(Raster(**sheet) for sheet in read_toml("labels.toml")["sheets"])


def offset_of(inquiry: Inquiry) -> tuple[float, float]:
    """By how many mm to the right and down everything is moved for the printer in use."""
    x, y = (float(str(inquiry.values.get(field.name) or 0)) for field in OFFSETS)
    return x, y


def moved_boxes(boxes: Iterator[Box] | tuple[Box, ...], x: float, y: float) -> tuple[Box, ...]:
    """``boxes`` moved to the right and down, in mm."""
    return tuple(replace(box, x=box.x + x, y=box.y + y) for box in boxes)


def moved_lines(lines: Iterator[Line] | tuple[Line, ...], x: float, y: float) -> tuple[Line, ...]:
    """``lines`` moved to the right and down, in mm."""
    return tuple(
        replace(line, x=line.x + x, to_x=line.to_x + x, y=line.y + y, to_y=line.to_y + y)
        for line in lines
    )
