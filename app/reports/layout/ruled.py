"""Ruled forms: rows whose cells have widths of their own and grow with what they hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.reports.document import Face, Paragraph
from app.reports.fonts import printable
from app.reports.layout.heading import LINE
from app.reports.layout.items import Rectangle
from app.reports.layout.widths import MM
from app.reports.layout.wrap import wrap
from app.reports.sheet import Align

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.reports.document import Cell, FormRow, Ruled
    from app.reports.layout.flow import Flow

_PAD = 1.2 * MM
_V_PAD = 1.2 * MM
_LEAST_LINES = 3  # of a cell that goes over pages, at the foot of the first
_ROUNDING = 0.01
_AGAIN_ROOM = 14 * MM  # of what says whose form goes on, be it two lines
_AGAIN_GAP_PT = 6.0  # below it


@dataclass(frozen=True, slots=True)
class _Set:
    """One cell measured: where it stands and the lines it holds."""

    left: float
    width: float
    lines: tuple[str, ...]
    cell: Cell


def set_ruled(flow: Flow, form: Ruled) -> None:
    """Sets the rows of ``form`` one under another; one higher than a page goes over it."""
    size = min(flow.page.body_pt, 12.0)
    photo = form.photo_mm * MM if form.photo_rows else 0.0
    beside = form.rows[: form.photo_rows]
    if beside:
        measured = [_measured(flow, row, flow.room - photo, size) for row in beside]
        heights = [_height(cells, row, size) for cells, row in zip(measured, beside, strict=True)]
        flow.need(sum(heights))
        left, top = flow.left + flow.room - photo, flow.y
        flow.pages[-1].append(Rectangle(left, top, photo, sum(heights)))
        lines = wrap(printable(form.photo), photo - 2 * _PAD, flow.fonts.measure(Face.SONG, size))
        _words(flow, lines, (left, photo), top, sum(heights), size, Align.CENTRE)
        for cells, height in zip(measured, heights, strict=True):
            _draw(flow, cells, height, size)
    for row in form.rows[form.photo_rows :]:
        _set_row(flow, form, row, size)
    flow.y += 2 * MM


def _measured(flow: Flow, row: FormRow, room: float, size: float) -> list[_Set]:
    """The cells of ``row`` with their widths and lines."""
    fixed = sum(cell.width_mm * MM for cell in row.cells)
    open_ones = sum(not cell.width_mm for cell in row.cells)
    share = (room - fixed) / open_ones if open_ones else 0.0
    stretch = 1.0 if open_ones else room / fixed
    measure = flow.fonts.measure(Face.SONG, size)
    found = []
    left = flow.left
    for cell in row.cells:
        width = cell.width_mm * MM * stretch or share
        lines = wrap(printable(cell.text), width - 2 * _PAD, measure) if cell.text else ()
        found.append(_Set(left, width, lines, cell))
        left += width
    return found


def _height(cells: Sequence[_Set], row: FormRow, size: float) -> float:
    pitch = size * LINE
    asked = (len(s.lines) * pitch + (pitch if s.cell.foot else 0.0) + 2 * _V_PAD for s in cells)
    return max(row.least_mm * MM, *asked)


def _set_row(flow: Flow, form: Ruled, row: FormRow, size: float) -> None:
    pitch = size * LINE
    cells = _measured(flow, row, flow.room, size)
    height = _height(cells, row, size)
    page = flow.bottom - flow.top - (_AGAIN_ROOM if form.continued else 0.0)
    if height <= page:
        _need(flow, form, height)
        _draw(flow, cells, height, size)
        return
    _need(flow, form, _LEAST_LINES * pitch + 2 * _V_PAD)
    start, total = 0, max(len(found.lines) for found in cells)
    while start < total:
        fitting = max(1, int((flow.bottom - flow.y - 2 * _V_PAD + _ROUNDING) / pitch))
        until = min(total, start + fitting)
        # A label stands on every part; what is filled in goes on.
        part = [s if s.cell.is_label else replace(s, lines=s.lines[start:until]) for s in cells]
        _draw(flow, part, (until - start) * pitch + 2 * _V_PAD, size, ends=until == total)
        start = until
        if start < total:
            _turn(flow, form)


def _need(flow: Flow, form: Ruled, height: float) -> None:
    """Begins a new page unless ``height`` is left."""
    if flow.y + height > flow.bottom + _ROUNDING and not flow.is_at_top:
        _turn(flow, form)


def _turn(flow: Flow, form: Ruled) -> None:
    """Begins a new page, and says whose form goes on there."""
    flow.new_page()
    if form.continued:
        flow.paragraph(Paragraph(form.continued, indent=0, after_pt=_AGAIN_GAP_PT))


def _draw(
    flow: Flow, cells: Sequence[_Set], height: float, size: float, *, ends: bool = True
) -> None:
    """One row, or the part of it on this page."""
    pitch = size * LINE
    top = flow.y
    for found in cells:
        cell = found.cell
        flow.pages[-1].append(Rectangle(found.left, top, found.width, height))
        at = found.left, found.width
        foot = pitch if cell.foot and ends else 0.0
        align = Align.CENTRE if cell.is_label else cell.align
        is_long = bool(cell.foot) and not cell.is_label
        room = len(found.lines) * pitch + 2 * _V_PAD if is_long else height - foot
        _words(flow, found.lines, at, top, room, size, align)
        if foot:
            under = top + height - pitch - _V_PAD
            _words(flow, (cell.foot,), at, under, pitch, size, Align.RIGHT)
    flow.y = top + height


def _words(
    flow: Flow,
    lines: Sequence[str],
    at: tuple[float, float],
    top: float,
    height: float,
    size: float,
    align: Align,
) -> None:
    """``lines`` in the middle of ``height``."""
    left, width = at
    start = top + (height - len(lines) * size * LINE) / 2
    measure = flow.fonts.measure(Face.SONG, size)
    flow.cell(lines, left + _PAD, width - 2 * _PAD, start, (Face.SONG, size), align, measure)
