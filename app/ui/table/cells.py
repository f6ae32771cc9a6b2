"""What one cell shows: its words, where they stand, in which colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.spec.kinds import DATES, NUMERIC, Kind
from app.spec.values import masked, show
from app.ui.style.tokens import Colour

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.spec.field import FieldSpec

MISSING = "未填"
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_CENTRE = Qt.AlignmentFlag.AlignCenter

# Choices that tell how something stands, by code list: shown with the square of their state.
_STATES: dict[str, dict[str, Colour]] = {
    "standing": {
        "regular": Colour.OK,
        "applicant": Colour.WARN,
        "retained": Colour.NEUTRAL,
        "transferred": Colour.NEUTRAL,
        "resigned": Colour.NEUTRAL,
        "expelled": Colour.NEUTRAL,
        "ended": Colour.NEUTRAL,
    }
}


@dataclass(slots=True)
class Cell:
    """One cell ready to be painted.

    Attributes:
        state: the square before the words, where they tell how something stands.
        fill: ground of a refused or questioned cell.
        message: why it is refused, for the tooltip.
    """

    text: str
    align: Qt.AlignmentFlag
    ink: Colour = Colour.TEXT
    state: Colour | None = None
    fill: Colour | None = None
    message: str = ""


def alignment(field: FieldSpec) -> Qt.AlignmentFlag:
    """Numbers right, dates and one-character codes centred, all else left."""
    if field.kind in NUMERIC:
        return _RIGHT
    if field.kind in DATES or field.kind is Kind.YES_NO:
        return _CENTRE
    if field.choices is not None and all(
        len(entry.label) == 1 for entry in field.choices.codes[:2]
    ):
        return _CENTRE
    return _LEFT


def cell_of(
    field: FieldSpec, value: object, labels: Mapping[int, str] | None, *, revealed: bool
) -> Cell:
    """The cell of a stored value."""
    if value is None:
        if field.required and not field.derived:
            return Cell(MISSING, alignment(field), Colour.WARN)
        return Cell("", alignment(field))
    text = show(field, value, labels)
    shown = text if revealed else masked(field, text)
    if field.choices is not None and (states := _STATES.get(field.choices.id)):
        return Cell(shown, _LEFT, state=states.get(str(value), Colour.NEUTRAL))
    negative = field.kind is Kind.MONEY and isinstance(value, int) and value < 0
    one_line = " ".join(shown.split("\n")) if field.kind is Kind.LONG_TEXT else shown
    return Cell(one_line, alignment(field), Colour.BAD if negative else Colour.TEXT)


def sample_text(field: FieldSpec) -> str:
    """A typical long value, from which the first width of its column is measured."""
    fixed = {
        Kind.NAME: "欧阳明月",
        Kind.CODE: "LH000000",
        Kind.INTEGER: "000,000",
        Kind.MONEY: "000,000.00",
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
        square = "　" if field.choices.id in _STATES else ""
        labels = sorted((entry.label for entry in field.choices.codes), key=len)
        # A single endless label must not widen the column for all the others.
        return square + labels[int(len(labels) * 0.8)][:10] if labels else ""
    return "　" * min(field.max_length or 12, 10)
