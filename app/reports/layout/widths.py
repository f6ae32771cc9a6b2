"""How wide each column of a sheet becomes, at what size, and on how many sheets across."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.reports.layout.wrap import pieces
from app.spec.kinds import NUMERIC, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from app.reports.sheet import Column

    _Bands = tuple[list[float], Sequence[int], list[list[int]]]

MM = 72 / 25.4
PAD = 0.7 * MM  # between a rule and the text beside it
SIZES = (10.5, 10.0, 9.5, 9.0)  # tried without wrapping
SMALLER = (9.0, 8.5, 8.0, 7.5)  # tried with wrapping
SPLIT_SIZES = (9.0, 8.5, 8.0)  # of a sheet that goes over several pages sideways
EM = 1000.0
_LINES_WANTED = 2.0
_LINES_BORNE = 4.0  # with short words broken; a second sheet across is read more easily
_LINES_ACROSS = 3.0  # beyond them one more sheet across costs less paper than such rows
ROUNDING = 0.01  # points; a text exactly as wide as its column must not break over a last bit

_WORDS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.REFERENCE, Kind.CHOICE})
# What a column without content is given, in characters: room to write by hand.
_BY_HAND = {
    Kind.NAME: 4.0,
    Kind.LONG_TEXT: 12.0,
    Kind.TEXT: 6.0,
    Kind.REFERENCE: 6.0,
    Kind.DATE: 5.5,
    Kind.PARTIAL_DATE: 5.5,
    Kind.ID_NUMBER: 10.0,
    Kind.PHONE: 6.5,
    Kind.MONEY: 6.0,
}
_WIDEST_FIXED = 24 * EM  # beyond this a number or code is a mishap and may break
_LONGEST_LOOKED_AT = 2_000
_SHORT = 6 * EM  # words up to this long look wrong on two lines: 中共党/员
_LEAST_LINE = 4 * EM
_LEAST_BY_HAND = 3 * EM


@dataclass(frozen=True, slots=True)
class Need:
    """What one column asks for, in thousandths of the size, without its margins.

    Attributes:
        full: shows every cell on one line.
        wish: shows all but the longest hundredth of its cells on one line.
        soft: below this short words break, which is ugly.
        least: below this numbers break, which is wrong.
        floor: least width in points, margins included, whatever the content.
        share: how much of the spare width it takes.
    """

    full: float
    wish: float
    soft: float
    least: float
    floor: float
    share: float


@dataclass(frozen=True, slots=True)
class Fit:
    """Widths of all columns in points, and which stand on each sheet across."""

    size: float
    widths: tuple[float, ...]
    bands: tuple[tuple[int, ...], ...]


def need(
    column: Column,
    texts: Sequence[str],
    widths: Sequence[float],
    title_ems: Callable[[str], float],
) -> Need:
    """What ``column`` asks for.

    Args:
        texts: its different cell texts.
        widths: their widths, in the same order.
        title_ems: width of heading text.
    """
    title = title_ems(column.title)
    head = title if title <= 6 * EM else max(4 * EM, title / 2 + EM / 2)
    piece = max(map(title_ems, pieces(column.title)), default=0.0)
    head_least = min(title, max(2 * EM, piece))
    if not texts:
        wish = max(head, _by_hand(column, title_ems))
        soft, least = (max(head_least, min(wish, room * EM)) for room in (4.0, 3.0))
        return _need(column, max(title, wish), wish, soft, least)
    ordered = sorted(widths)
    full = ordered[-1]
    usual = ordered[-(-len(ordered) * 99 // 100) - 1]
    if column.kind in _WORDS:
        wide = ordered[-_LONGEST_LOOKED_AT:][0]
        looked_at = [pair for pair in zip(texts, widths, strict=True) if pair[1] >= wide]
        longest = max(_widest_piece(*pair) for pair in looked_at[:_LONGEST_LOOKED_AT])
        least = min(usual, max(3 * EM, min(longest, 14 * EM)))
        soft = max(least, _unbroken(usual))
    elif column.kind is Kind.NAME:
        usual = max(usual, min(full, 8 * EM))
        soft, least = min(usual, 8 * EM), min(usual, 4 * EM)
    else:
        full = soft = least = usual = min(full, _WIDEST_FIXED)
    soft, least = max(soft, head_least), max(least, head_least)
    return _need(column, max(title, full), max(head, usual), soft, least)


def _by_hand(column: Column, ems: Callable[[str], float]) -> float:
    """Room to write in a column without content; where one of a list is written, its longest."""
    if column.choices:
        longest = max((ems(entry.label) for entry in column.choices.codes), default=0.0)
        return max(_LEAST_BY_HAND, min(longest, _SHORT))
    return _BY_HAND.get(column.kind, _LEAST_BY_HAND / EM) * EM


def _unbroken(usual: float) -> float:
    """What keeps short words on one line; of longer texts no line is shorter than this."""
    return usual if usual <= _SHORT else _LEAST_LINE


def _need(column: Column, full: float, wish: float, soft: float, least: float) -> Need:
    share = {Kind.LONG_TEXT: 3.0, Kind.TEXT: 2.0, Kind.REFERENCE: 2.0}.get(column.kind, 1.0)
    if column.kind in NUMERIC:
        share = 0.7
    return Need(full, wish, soft, least, column.width_mm * MM, share * wish)


def _widest_piece(text: str, width: float) -> float:
    """Widest part of ``text`` that should stay whole, estimated from its share of characters."""
    longest = max(map(len, pieces(text)), default=0)
    return width * longest / max(1, len(text))


def fit(needs: Sequence[Need], room: float, repeat: Sequence[int]) -> Fit:
    """Fits all columns into ``room`` points: wraps, then shrinks, then splits sideways.

    Args:
        repeat: places of the columns that stand on every sheet across.
    """
    every = range(len(needs))
    for size in SIZES:
        wishes = [_points(n.wish, size, n.floor) for n in needs]
        if sum(wishes) <= room:
            return Fit(size, _stretched(wishes, needs, size, room), (tuple(every),))
    for level in ("soft", "least"):
        tries = []
        for size in SMALLER:
            floors = [_points(getattr(n, level), size, n.floor) for n in needs]
            if sum(floors) <= room:
                floors = _kept_whole(needs, floors, size, room)
                tries.append((size, *_squeezed(needs, floors, size, room)))
        # A third line in every row costs more paper, and reading, than half a point of size.
        usual = [found for found in tries if found[1] <= _LINES_WANTED]
        borne = [found for found in tries if found[1] <= _LINES_BORNE]
        found = next(iter(usual or borne or tries), None)
        if found and (level == "soft" or found[1] <= _LINES_BORNE):
            return Fit(found[0], found[2], (tuple(every),))
    return _split(needs, room, repeat)


def _kept_whole(
    needs: Sequence[Need], floors: Sequence[float], size: float, room: float
) -> list[float]:
    """``floors`` raised to where short words stay whole, cheapest first, as far as room goes."""
    raised = list(floors)
    spare = room - sum(raised)
    lacks = [_points(n.soft, size, n.floor) - w for n, w in zip(needs, raised, strict=True)]
    for place in sorted(range(len(needs)), key=lacks.__getitem__):
        if lacks[place] > 0:
            # What is left over holds one or two characters more of the longest words.
            step = lacks[place] if lacks[place] <= spare else spare // size * size
            raised[place] += step
            spare -= step
    return raised


def _points(ems: float, size: float, floor: float) -> float:
    return max(ems * size / EM + 2 * PAD, floor)


def _stretched(
    widths: Sequence[float], needs: Sequence[Need], size: float, room: float
) -> tuple[float, ...]:
    """``widths`` made to fill ``room``: first to show the longest cells, then by share."""
    lacks = [
        max(0.0, _points(n.full, size, n.floor) - w) for n, w in zip(needs, widths, strict=True)
    ]
    spare = max(0.0, room - sum(widths))
    given = min(1.0, spare / sum(lacks)) if sum(lacks) else 0.0
    spare = max(0.0, spare - given * sum(lacks))
    shares = sum(n.share for n in needs) or 1.0
    return tuple(
        w + given * lack + spare * n.share / shares
        for w, lack, n in zip(widths, lacks, needs, strict=True)
    )


def _squeezed(
    needs: Sequence[Need], floors: Sequence[float], size: float, room: float
) -> tuple[float, tuple[float, ...]]:
    """About how many lines the fullest columns need, and the widths at which they need them."""

    def at(lines: float) -> list[float]:
        return [
            max(floor, min(_points(n.wish, size, n.floor), n.wish * size / EM / lines + 2 * PAD))
            for n, floor in zip(needs, floors, strict=True)
        ]

    low, high = 1.0, 200.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(at(middle)) > room else (low, middle)
    return high, _stretched(at(high), needs, size, room)


def _split(needs: Sequence[Need], room: float, repeat: Sequence[int]) -> Fit:
    size = SPLIT_SIZES[0]
    # Short words may break where that saves a whole sheet across.
    tries = [_bands(needs, room, repeat, size, level) for level in ("soft", "least")]
    bands_found = min(tries, key=_sheets_across)
    # Smaller letters come before wrapped ones: rows of two lines cost a third more paper.
    for smaller in SPLIT_SIZES:
        unbroken = _bands(needs, room, repeat, smaller, "wish")
        if _sheets_across(unbroken) <= _sheets_across(bands_found):
            size, bands_found = smaller, unbroken
            break
    lines, fitted = _across(needs, room, bands_found, size)
    if lines <= _LINES_ACROSS:
        return fitted
    least, repeat, groups = bands_found
    kept = sum(least[place] for place in repeat)
    others = [place for group in groups for place in group]
    for share in range(95, 20, -5):
        more = _packed_evenly(others, least, (room - kept) * share / 100)
        if len(more) > len(groups):
            return _across(needs, room, (least, repeat, more), size)[1]
    return fitted


def _across(needs: Sequence[Need], room: float, found: _Bands, size: float) -> tuple[float, Fit]:
    """About how many lines the fullest columns need, and the columns that fill each sheet."""
    least, repeat, groups = found
    most = 1.0
    kept = sum(least[place] for place in repeat)
    widths = list(least)
    bands = []
    for group in groups:
        bands.append(tuple(sorted((*repeat, *group))))
        chosen = [needs[place] for place in group]
        floors = [min(least[place], room - kept) for place in group]
        floors = _kept_whole(chosen, floors, size, room - kept)
        lines, filled = _squeezed(chosen, floors, size, room - kept)
        most = max(most, lines)
        for place, width in zip(group, filled, strict=True):
            widths[place] = width
    return most, Fit(size, tuple(widths), tuple(bands))


def _sheets_across(found: _Bands) -> int:
    return len(found[2])


def _bands(
    needs: Sequence[Need], room: float, repeat: Sequence[int], size: float, level: str
) -> _Bands:
    """Least widths at ``level``, the columns to repeat, and the others by sheet across."""
    least = [min(_points(getattr(n, level), size, n.floor), room) for n in needs]
    for place in repeat:  # they stand on every sheet: a name broken there is broken everywhere
        least[place] = min(_points(needs[place].soft, size, needs[place].floor), room)
    if sum(least[place] for place in repeat) > room / 2:
        repeat = repeat[:1] if least[repeat[0]] <= room / 2 else ()
    kept = sum(least[place] for place in repeat)
    others = [place for place in range(len(needs)) if place not in repeat]
    return least, repeat, _packed_evenly(others, least, room - kept)


def _packed_evenly(places: Sequence[int], widths: Sequence[float], room: float) -> list[list[int]]:
    """As few groups as fit, none much fuller than the others: a tight one has the highest rows."""
    groups = _packed(places, widths, room)
    for share in range(95, 50, -5):
        narrower = _packed(places, widths, room * share / 100)
        if len(narrower) > len(groups):
            break
        groups = narrower
    return groups


def _packed(places: Iterable[int], widths: Sequence[float], room: float) -> list[list[int]]:
    """``places`` in their order, as many in each group as fit, at least one."""
    groups: list[list[int]] = [[]]
    used = 0.0
    for place in places:
        if groups[-1] and used + widths[place] > room:
            groups.append([])
            used = 0.0
        groups[-1].append(place)
        used += widths[place]
    return groups
