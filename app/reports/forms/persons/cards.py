"""会员证: eight cards to a sheet of A4, marks to cut along, and the backs to print behind."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from app.reports.document import Box, Boxes, Document, Line, PageBreak
from app.reports.forms.persons.chosen import NOBODY, persons, unit_of
from app.reports.forms.persons.placing import (
    HEIGHT,
    SHEET,
    WIDTH,
    Raster,
    moved_boxes,
    moved_lines,
    offset_of,
)
from app.reports.sheet import Align
from app.spec.dates import in_words
from app.spec.field import FieldSpec
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.reports.document import Block
    from app.reports.forms.form import Inquiry
    from app.reports.forms.persons.chosen import Person

BACKS = FieldSpec("backs", "连同背面（双面打印，沿长边翻转）", Kind.YES_NO)

_WIDE, _HIGH = 85.6, 54.0  # ISO/IEC 7810 ID-1
_GAP = 6.0
CARDS = Raster(
    title="会员证",
    across=2,
    down=4,
    width=_WIDE,
    height=_HIGH,
    left=(WIDTH - 2 * _WIDE - _GAP) / 2,
    top=(HEIGHT - 4 * _HIGH - 3 * _GAP) / 2,
    step_x=_WIDE + _GAP,
    step_y=_HIGH + _GAP,
)
_MARK = 2.4  # length of a mark; two neighbours' marks do not meet
_MARK_GAP = 0.4
_PHOTO_W, _PHOTO_H = 19.0, 24.5
_LABEL_MM = 15.0
_LINE_MM = 4.5
_TWO_LINES_MM = 7.0
_SMALL = 8.0
_MONTH = len("2026-11")


def cards(inquiry: Inquiry) -> Document:
    """The cards of everybody chosen, in their order."""
    unit = unit_of(inquiry)
    offset = offset_of(inquiry)
    everybody = persons(inquiry)
    if inquiry.blank_rows:
        everybody = [NOBODY] * inquiry.blank_rows
    blocks: list[Block] = []
    for sheet in _by_sheets(everybody):
        blocks += [PageBreak()] if blocks else []
        blocks.append(_fronts(sheet, unit, offset))
        if inquiry.values.get(BACKS.name):
            blocks += [PageBreak(), _backs(len(sheet), offset)]
    return Document("cards", tuple(blocks), SHEET, "会员证")


def _by_sheets(everybody: Sequence[Person]) -> Iterator[list[Person]]:
    rest = iter(everybody)
    while sheet := list(islice(rest, CARDS.count)):
        yield sheet


def _fronts(sheet: Sequence[Person], unit: str, offset: tuple[float, float]) -> Boxes:
    boxes: list[Box] = []
    for number, person in enumerate(sheet):
        boxes += moved_boxes(tuple(_front(person, unit)), *CARDS.place(number))
    return _sheet_of(boxes, [CARDS.place(number) for number in range(len(sheet))], offset)


def _backs(count: int, offset: tuple[float, float]) -> Boxes:
    """The backs, from right to left: they come to lie behind their fronts."""
    places = []
    for number in range(count):
        line, column = divmod(number, CARDS.across)
        places.append(CARDS.place(line * CARDS.across + CARDS.across - 1 - column))
    boxes = [box for place in places for box in moved_boxes(tuple(_back()), *place)]
    return _sheet_of(boxes, places, offset)


def _sheet_of(
    boxes: Sequence[Box], places: Sequence[tuple[float, float]], offset: tuple[float, float]
) -> Boxes:
    marks = [mark for place in places for mark in moved_lines(tuple(_marks()), *place)]
    return Boxes(HEIGHT, moved_boxes(tuple(boxes), *offset), moved_lines(tuple(marks), *offset))


def _marks() -> Iterator[Line]:
    """Two short lines outside each corner: cut along them, and nothing of them stays."""
    far, near = _MARK + _MARK_GAP, _MARK_GAP
    for y in (0.0, _HIGH):
        yield Line(-far, y, -near, y)
        yield Line(_WIDE + near, y, _WIDE + far, y)
    for x in (0.0, _WIDE):
        yield Line(x, -far, x, -near)
        yield Line(x, _HIGH + near, x, _HIGH + far)


def _front(person: Person, unit: str) -> Iterator[Box]:
    """The fields of the handbook (2.2) beside the photograph."""
    yield Box(0, 2.0, _WIDE, 6.5, "工会会员证", 14.0, Align.CENTRE, bold=True, border=False)
    yield Box(4.0, 9.5, _PHOTO_W, _PHOTO_H, "照片", _SMALL, Align.CENTRE)
    born, joined = person["born_on"][:_MONTH], person["joined_on"]
    beside = (
        ("会员证号", person["card_no"]),
        ("姓　　名", person["name"]),
        ("性　　别", person["sex"]),
        ("出生年月", in_words(born) if born else ""),
        ("民　　族", person["ethnicity"]),
        ("入会日期", in_words(joined) if joined else ""),
    )
    for number, (label, value) in enumerate(beside):
        yield from _pair(25.0, 8.6 + number * 4.3, label, value, _LINE_MM)
    issued = person.card_issued_on
    yield from _pair(4.0, 34.6, "单　　位", person["work_unit"], _TWO_LINES_MM)
    yield from _pair(4.0, 41.6, "发证工会", f"{unit}（章）", _TWO_LINES_MM)
    yield from _pair(4.0, 48.6, "发证日期", in_words(issued) if issued else "", _LINE_MM)


def _pair(x: float, y: float, label: str, value: str, height: float) -> Iterator[Box]:
    """A label and what is told, to the right edge of the card."""
    yield Box(x, y, _LABEL_MM, height, label, _SMALL, border=False)
    width = _WIDE - x - _LABEL_MM - 3.0
    yield Box(x + _LABEL_MM, y, width, height, value, _SMALL, border=False)


def _back() -> Iterator[Box]:
    """组织关系接转栏 and 会费交纳栏, to be written by hand."""
    heads = (("日期", 16.0), ("由何工会", 24.0), ("转往何工会", 24.0), ("盖章", 15.6))
    yield from _table(2.5, "组织关系接转栏", heads, 2)
    heads = (("年度", 16.0), ("交至月份", 24.0), ("金额", 24.0), ("经办人", 15.6))
    yield from _table(28.0, "会费交纳栏", heads, 2)


def _table(
    top: float, title: str, heads: tuple[tuple[str, float], ...], rows: int
) -> Iterator[Box]:
    yield Box(3.0, top, 79.6, 4.5, title, _SMALL, Align.CENTRE, bold=True, border=False)
    for row in range(rows + 1):
        x = 3.0
        height = 4.5 if row == 0 else 6.5
        y = top + 4.7 + (0.0 if row == 0 else 4.5 + (row - 1) * 6.5)
        for head, width in heads:
            yield Box(x, y, width, height, head if row == 0 else "", 7.5, Align.CENTRE)
            x += width
