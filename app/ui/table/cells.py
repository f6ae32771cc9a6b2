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
NEW_ROW_HINT = "登记新行"
CLIP = "attach"
NOUGHT = "-"
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_CENTRE = Qt.AlignmentFlag.AlignCenter

# Choices that tell how something stands, by code list: shown with the square of their state.
STATES: dict[str, dict[str, Colour]] = {
    "standing": {
        "regular": Colour.OK,
        "applicant": Colour.WARN,
        "retained": Colour.NEUTRAL,
        "transferred": Colour.NEUTRAL,
        "resigned": Colour.NEUTRAL,
        "expelled": Colour.NEUTRAL,
        "ended": Colour.NEUTRAL,
        "declined": Colour.NEUTRAL,
        "worker": Colour.NEUTRAL,
    }
}


@dataclass(slots=True)
class Cell:
    """One cell ready to be painted.

    Attributes:
        whole: the words as they are copied, where the cell is painted with others: a text of
            several lines, a nought shown as a dash.
        state: the square before the words, where they tell how something stands.
        fill: ground of a refused or questioned cell.
        message: why it is refused, for the tooltip.
        icon: name of the icon before the words.
    """

    text: str
    align: Qt.AlignmentFlag
    ink: Colour = Colour.TEXT
    state: Colour | None = None
    fill: Colour | None = None
    message: str = ""
    whole: str = ""
    icon: str = ""


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
    if value is None or value == "":  # a day that nobody knows is kept as a blank
        if field.required and not field.derived:
            return Cell(MISSING, alignment(field), Colour.WARN)
        return Cell("", alignment(field))
    text = show(field, value, labels)
    shown = text if revealed else masked(field, text)
    if field.choices is not None and (states := STATES.get(field.choices.id)):
        return Cell(shown, _LEFT, state=states.get(str(value), Colour.NEUTRAL))
    negative = field.kind is Kind.MONEY and isinstance(value, int) and value < 0
    cell = Cell(shown, alignment(field), Colour.BAD if negative else Colour.TEXT)
    if "\n" in shown:
        cell.text, cell.whole = " ".join(shown.split("\n")), shown
    return cell


def clip_of(held: object) -> Cell:
    """A paper-clip with the number of attachments; nothing where there are none."""
    if not held:
        return Cell("", _LEFT)
    return Cell(str(held), _LEFT, Colour.LINK, icon=CLIP)


def dashed(field: FieldSpec, value: object, cell: Cell) -> Cell:
    """``cell`` as a ledger of amounts shows it: a dash for nought, blank for what is unknown."""
    if value == 0 and field.kind is Kind.MONEY:
        cell.text, cell.whole = NOUGHT, cell.text
    return cell
