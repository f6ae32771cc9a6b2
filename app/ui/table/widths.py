"""How wide columns are before the user sets them: from the font and the first rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFontMetrics

from app.queries.evidence import HELD
from app.spec.kinds import Kind
from app.ui.style.fonts import sized
from app.ui.style.tokens import ICON, px
from app.ui.table.cells import NEW_ROW_HINT, STATES
from app.ui.table.header import ARROW_ROOM, PADDING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.spec.field import FieldSpec
    from app.ui.table.model import RegisterModel

SCROLL_BAR = 12
_SQUARE = 14
_MEASURED = 50  # rows looked at
_WIDEST = 280
_NARROWEST = 96  # of a column of words; below that the table scrolls sideways
_NUMBERED = frozenset({Kind.CODE, Kind.PHONE})  # as long as whoever gives them likes
_WORDS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.REFERENCE, Kind.CHOICE})


def first_widths(model: RegisterModel, room: int) -> list[int]:
    """Widths of all columns; those of words fill ``room`` or give way to fit into it."""
    fields = model.fields
    widths = [_natural_width(model, column) for column in range(len(fields))]
    roomy = [column for column, field in enumerate(fields) if field.kind in _WORDS]
    spare = room - sum(widths)
    given = [widths[column] for column in roomy]
    if spare > 0 and roomy:
        shared = [width + spare * width // sum(given) for width in given]
        shared[-1] += room - sum(widths) - (sum(shared) - sum(given))
    else:
        # What a row is called, and the first of its words, give way to nothing.
        named = {model.spec.name_field, *(fields[c].name for c in roomy[:1])}
        least = [
            widths[c]
            if fields[c].name in named
            else min(widths[c], max(heading_width(fields[c]), px(_NARROWEST)))
            for c in roomy
        ]
        shared = _capped(given, least, sum(given) + spare)
    for column, width in zip(roomy, shared, strict=True):
        widths[column] = width
    return widths


def _capped(widths: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """Widths that fit into ``room``: the widest give way first, none below its least."""
    cap = max(widths, default=0)
    capped = list(widths)
    while sum(capped) > room and cap > 0:
        cap -= 1
        capped = [max(min(w, cap), low) for w, low in zip(widths, least, strict=True)]
    return capped


def heading_width(field: FieldSpec) -> int:
    """Room for a label, its padding and the arrow."""
    words = QFontMetrics(sized(13, medium=True)).horizontalAdvance(field.label)
    words = px(ICON) if field is HELD else words
    return words + px(PADDING + ARROW_ROOM)


def width_of_rows(model: RegisterModel, column: int, rows: Iterable[int]) -> int:
    """Room for what a column shows in ``rows``."""
    metrics = QFontMetrics(sized(13))
    cells = [model.cell(row, column) for row in rows if not model.is_new_row(row)]
    widest = max(
        (
            metrics.horizontalAdvance(cell.text)
            + (px(_SQUARE) if cell.state else 0)
            + (px(ICON + 2) if cell.icon else 0)
            for cell in cells
        ),
        default=0,
    )
    return widest + 2 * px(PADDING) + 2


def _natural_width(model: RegisterModel, column: int) -> int:
    """Room for the heading, and for a typical value or the longest of the first rows."""
    field = model.fields[column]
    if field is HELD:
        return heading_width(field)
    first = range(min(_MEASURED, len(model.ids)))
    if field.kind in _WORDS and first:
        inside = width_of_rows(model, column, first)
    else:
        words = QFontMetrics(sized(13)).horizontalAdvance(sample_text(field))
        inside = words + 2 * px(PADDING) + 2
    has_terms = any(name == field.name for _number, name in model.terms)
    if field.kind in _NUMBERED or has_terms:
        inside = max(inside, width_of_rows(model, column, first))
    if column == 0:  # the blank row says there what it is for
        hint = QFontMetrics(sized(13)).horizontalAdvance(NEW_ROW_HINT)
        inside = max(inside, hint + 2 * px(PADDING) + 2)
    return max(min(inside, px(_WIDEST)), heading_width(field))


def sample_text(field: FieldSpec) -> str:
    """A typical long value, from which the first width of its column is measured."""
    fixed = {
        Kind.NAME: "欧阳明月",
        Kind.CODE: "LH000000",
        Kind.INTEGER: "000,000",
        Kind.MONEY: "000,000.00",
        Kind.DECIMAL: "000,000.00",
        Kind.DATE: "2026-00-00",
        Kind.PARTIAL_DATE: "2026-00-00",
        Kind.YES_NO: "是",
        Kind.ID_NUMBER: "000***********0000",
        Kind.PHONE: "000****0000",
        Kind.REFERENCE: "装配一小组",
        Kind.LONG_TEXT: "　" * 14,
    }
    if field.kind in fixed:
        return fixed[field.kind]
    if field.choices is not None:
        square = "　" if field.choices.id in STATES else ""
        labels = sorted((entry.label for entry in field.choices.codes), key=len)
        # A single endless label must not widen the column for all the others.
        return square + labels[int(len(labels) * 0.8)][:10] if labels else ""
    return "　" * min(field.max_length or 12, 10)
