"""What stands above and under a table: title, caption, signers, note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.reports.document import Face
from app.reports.fonts import printable
from app.reports.layout.items import NOTHING, Placed, Words, aligned
from app.reports.layout.widths import MM
from app.reports.layout.wrap import CLOSING, pieces, wrap
from app.reports.sheet import Align

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.reports.fonts import Fonts
    from app.reports.sheet import Sheet

TITLE_SIZE = 18.0
CAPTION_SIZE = 10.5
SIGNING_SIZE = 10.0
NOTE_SIZE = 9.0
LINE = 1.3
# How far under the top of its line the baseline of a Han character stands, in sizes.
RISE = 0.88

_DATE_WORD = "日期"
_DATE_BLANKS = "\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日"


def heading(sheet: Sheet, left: float, room: float, fonts: Fonts, part: str = "") -> Placed:
    """Title and caption.

    Args:
        part: which of the sheets across, said in the caption.
    """
    items: list[Words] = []
    measure = fonts.measure(Face.SONG_BOLD, TITLE_SIZE)
    y = 0.0
    for title in balanced(printable(sheet.title), room, measure):
        x = aligned(Align.CENTRE, left, room, measure(title))
        items.append(Words(x, y + TITLE_SIZE * RISE, title, Face.SONG_BOLD, TITLE_SIZE))
        y += TITLE_SIZE * LINE
    y += 1.2 * MM
    texts = _labelled(sheet.caption)
    if part:
        texts.insert(max(1, len(texts) - 1), part)
    for line_of in (texts, _labelled(sheet.filing)):
        line = _spread(line_of, left, room, fonts)
        items += [_lowered(words, y) for words in line.items]
        y += line.height
    return Placed(tuple(items), y + 1.5 * MM)


def _labelled(pairs: Sequence[tuple[str, str]]) -> list[str]:
    return [printable(f"{label}：{value}" if label else value) for label, value in pairs]


def _lowered(words: Words, down: float) -> Words:
    return Words(words.x, words.y + down, words.text, words.face, words.size, words.grey)


def _spread(texts: Sequence[str], left: float, room: float, fonts: Fonts) -> Placed:
    """First text to the left, last to the right, others between; under each other if too wide."""
    texts = [text for text in texts if text]
    if not texts:
        return NOTHING
    measure = fonts.measure(Face.SONG, CAPTION_SIZE)
    widths = [measure(text) for text in texts]
    pitch = CAPTION_SIZE * LINE
    gaps = max(1, len(texts) - 1)
    gap = (room - sum(widths)) / gaps
    if gap < CAPTION_SIZE and (len(texts) > 1 or gap < 0):
        lines = [line for text in texts for line in wrap(text, room, measure)]
        return _stacked(lines, left, CAPTION_SIZE, LINE)
    items = []
    x = left
    for text, width in zip(texts, widths, strict=True):
        items.append(Words(x, CAPTION_SIZE * RISE, text, Face.SONG, CAPTION_SIZE))
        x += width + gap
    return Placed(tuple(items), pitch)


def _stacked(lines: Sequence[str], left: float, size: float, line: float) -> Placed:
    items = [
        Words(left, number * size * line + size * RISE, text, Face.SONG, size)
        for number, text in enumerate(lines)
    ]
    return Placed(tuple(items), len(lines) * size * line)


def signing(names: Sequence[str], left: float, room: float, fonts: Fonts) -> Placed:
    """The line to sign under a table, spread evenly; on several lines where it is too long."""
    if not names:
        return NOTHING
    texts = [printable(signed(name)) for name in names]
    measure = fonts.measure(Face.SONG, SIGNING_SIZE)
    gap_least = 22 * MM  # room for a signature
    items: list[Words] = []
    y = 3.5 * MM
    while texts:
        line, used = [texts.pop(0)], 0.0
        used = measure(line[0])
        while texts and used + measure(texts[0]) + gap_least * len(line) <= room - gap_least:
            line.append(texts.pop(0))
            used += measure(line[-1])
        gap = (room - used) / len(line)
        x = left + 1.5 * MM
        for text in line:
            for part in wrap(text, room, measure):
                items.append(Words(x, y + SIGNING_SIZE * RISE, part, Face.SONG, SIGNING_SIZE))
                y += 0 if part == text else SIGNING_SIZE * LINE
            x += measure(text) + gap
        y += 8.5 * MM
    return Placed(tuple(items), y)


def signed(name: str) -> str:
    """``name`` with its colon; a date with room for year, month and day."""
    if name.endswith(_DATE_WORD):
        return f"{name}：{_DATE_BLANKS}"
    return name if name.endswith(("：", ":", "）")) else f"{name}："


def noting(note: str, left: float, room: float, fonts: Fonts) -> Placed:
    """The note under a table, above the signers: who signs has read the count."""
    if not note:
        return NOTHING
    lines = wrap(printable(note), room, fonts.measure(Face.SONG, NOTE_SIZE))
    block = _stacked(lines, left, NOTE_SIZE, LINE)
    return Placed(tuple(_lowered(w, 2 * MM) for w in block.items), block.height + 2 * MM)


def balanced(text: str, room: float, measure: Callable[[str], float]) -> tuple[str, ...]:
    """``text`` on as few lines as ``room`` allows, none much shorter than the others.

    Two lines part at a bracket or a stroke where both parts fit; one character alone on the
    last line is joined by the one before it.
    """
    lines = wrap(text, room, measure)
    if len(lines) == 1 or "\n" in text:
        return lines
    if len(lines) == 2 and (parted := _parted(text, room, measure)):
        return parted
    return _accompanied(_evened(text, lines, room, measure))


def _parted(text: str, room: float, measure: Callable[[str], float]) -> tuple[str, ...]:
    """``text`` in two where it says itself that it has parts; nothing if they do not fit."""
    places = [n for n in range(1, len(text)) if text[n] in "（(" or text[n - 1] in "）)、／/"]
    halves = [(text[:n], text[n:]) for n in places if text[n] not in CLOSING]
    fitting = [pair for pair in halves if max(map(measure, pair)) <= room]
    return min(fitting, key=lambda pair: max(map(measure, pair)), default=())


def _accompanied(lines: tuple[str, ...]) -> tuple[str, ...]:
    """``lines`` with a last one of at least two characters where the one before can spare one."""
    *before, last_but_one, last = lines
    parts = pieces(last_but_one)
    if len(last) > 1 or len(parts) < 3:
        return lines
    return (*before, "".join(parts[:-1]), parts[-1] + last)


def _evened(
    text: str, lines: tuple[str, ...], room: float, measure: Callable[[str], float]
) -> tuple[str, ...]:
    narrow = measure(text) / len(lines)
    step = max(1.0, (room - narrow) / 12)
    while narrow < room:
        tried = wrap(text, narrow, measure)
        if len(tried) == len(lines):
            return tried
        narrow += step
    return lines
