"""What stands at the foot of every page: its number, the print code, the small print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.reports.document import Face, Numbering
from app.reports.fonts import printable
from app.reports.layout.items import Words
from app.reports.layout.widths import MM
from app.reports.layout.wrap import wrap

if TYPE_CHECKING:
    from app.reports.document import Page
    from app.reports.fonts import Fonts

_NUMBER_SIZE = 9.0
_SMALL_SIZE = 7.5
_BASELINE = 8.5 * MM  # above the paper's edge: printers leave out the outer 4 to 5 mm
_GREY = 0.4


def page_label(page: Page, number: int, total: int) -> str:
    """How the page is numbered."""
    if page.numbering is Numbering.PAGES:
        return f"第 {number} 页\u3000共 {total} 页"
    return f"— {number} —" if page.numbering is Numbering.DASHES else ""


def foot(page: Page, number: int, total: int, fonts: Fonts) -> tuple[Words, ...]:
    """The lines at the foot of page ``number`` of ``total``."""
    if page.bare:
        return ()
    width, height = (side * MM for side in page.size_mm)
    left, right, _, bottom = (margin * MM for margin in page.margins)
    room = width - left - right
    baseline = height - min(_BASELINE, bottom / 2)
    label = page_label(page, number, total)
    items: list[Words] = []
    free = room
    if page.numbering is Numbering.DASHES:
        items.append(_dashed(label, page, number, fonts))
    elif label:
        length = fonts.measure(Face.SONG, _NUMBER_SIZE)(label)
        items.append(Words(left + (room - length) / 2, baseline, label, Face.SONG, _NUMBER_SIZE))
        free = (room - length) / 2 - 5 * MM
    small = "\u3000".join(filter(None, (page.print_code, page.footer)))
    if small:
        lines = wrap(printable(small), free, fonts.measure(Face.SONG, _SMALL_SIZE))
        # The last line keeps to the page number's baseline, longer prints grow upwards.
        for above, line in enumerate(reversed(lines)):
            y = baseline - above * _SMALL_SIZE * 1.2
            items.append(Words(left, y, line, Face.SONG, _SMALL_SIZE, grey=_GREY))
    return tuple(items)


def _dashed(label: str, page: Page, number: int, fonts: Fonts) -> Words:
    """— 1 — as on official letters: 7 mm under the text, outer side, one character in."""
    size = 14.0
    width, height = (side * MM for side in page.size_mm)
    left, right, _, bottom = (margin * MM for margin in page.margins)
    length = fonts.measure(Face.SONG, size)(label)
    x = width - right - size - length if number % 2 else left + size
    return Words(x, height - bottom + 7 * MM + size * 0.7, label, Face.SONG, size)
