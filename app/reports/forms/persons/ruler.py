"""打印机校准页: shows how far a printer is off, by a fold and a look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.reports.document import Box, Boxes, Document, Line
from app.reports.forms.persons.placing import HEIGHT, SHEET, WIDTH
from app.reports.sheet import Align

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.reports.forms.form import Inquiry

_REACH_HALVES = 20  # marks on either side of the middle, half a millimetre apart
_LONG, _MIDDLE, _SHORT = 8.0, 5.5, 3.5
_FIVE, _ONE = 10, 2  # half millimetres
_STEPS = (
    "1. 用“实际大小（100 %）”打印本页，不要选“适合纸张”。",
    "2. 把纸左右对折压出折痕，折痕落在横尺上的读数，就是“左右偏移”要填的数。",
    "3. 再上下对折，折痕落在竖尺上的读数，就是“上下偏移”要填的数。",
    "4. 在证卡、标签的选项里选定这台打印机，填上两个数；以后用它打印都会照此移动。",
    "5. 用尺量右下的方框：应为 50.0 毫米见方；不是，说明打印时缩放了。",
)


def ruler(_inquiry: Inquiry) -> Document:
    """One page, never moved by an offset: it is what the offset is read from."""
    boxes = (*_words(), *_numbers_across(), *_numbers_down())
    return Document("ruler", (Boxes(HEIGHT, boxes, (*_across(), *_down())),), SHEET, "打印机校准页")


def _words() -> Iterator[Box]:
    yield Box(20, 18, WIDTH - 40, 10, "打印机校准页", 18.0, Align.CENTRE, bold=True, border=False)
    for number, step in enumerate(_STEPS):
        yield Box(25, 34 + number * 8, WIDTH - 45, 7, step, 10.5, border=False)
    yield Box(140, 215, 50, 50, "50.0 × 50.0 毫米", 9.0, Align.CENTRE)
    yield Box(WIDTH / 2 - 40, 82, 80, 6, "横尺：左右偏移（毫米）", 9.0, Align.CENTRE, border=False)
    yield Box(28, HEIGHT / 2 - 24, 60, 6, "竖尺：上下偏移（毫米）", 9.0, border=False)


def _ticks() -> Iterator[tuple[int, float, float]]:
    """Half millimetres from the middle, the same in mm, and the length of the mark there."""
    for halves in range(-_REACH_HALVES, _REACH_HALVES + 1):
        length = _LONG if halves % _FIVE == 0 else _MIDDLE if halves % _ONE == 0 else _SHORT
        yield halves, halves / 2, length


_ACROSS_Y = 96.0  # of the scale that tells of left and right
_DOWN_X = 40.0  # of the scale that tells of up and down


def _across() -> Iterator[Line]:
    middle = WIDTH / 2
    yield Line(middle - _REACH_HALVES / 2, _ACROSS_Y, middle + _REACH_HALVES / 2, _ACROSS_Y)
    for _halves, off, length in _ticks():
        yield Line(middle + off, _ACROSS_Y, middle + off, _ACROSS_Y + length)


def _down() -> Iterator[Line]:
    middle = HEIGHT / 2
    yield Line(_DOWN_X, middle - _REACH_HALVES / 2, _DOWN_X, middle + _REACH_HALVES / 2)
    for _halves, off, length in _ticks():
        yield Line(_DOWN_X, middle + off, _DOWN_X + length, middle + off)


def _numbers_across() -> Iterator[Box]:
    for halves, off, length in _ticks():
        if halves % _FIVE == 0:
            left = WIDTH / 2 + off - 5
            text = f"{off:+.0f}" if halves else "0"
            yield Box(left, _ACROSS_Y + length + 0.5, 10, 4, text, 8.0, Align.CENTRE, border=False)


def _numbers_down() -> Iterator[Box]:
    for halves, off, length in _ticks():
        if halves % _FIVE == 0:
            text = f"{off:+.0f}" if halves else "0"
            yield Box(_DOWN_X + length + 1, HEIGHT / 2 + off - 2, 10, 4, text, 8.0, border=False)
