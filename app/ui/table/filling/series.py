"""What comes next: numbers, texts with a number in them, days, months and years."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

from app.spec.dates import days_of_month
from app.spec.kinds import DATES, NUMERIC, Kind
from app.spec.values import WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# What stands at a place of the series; 0 is the first value given, -1 what stands before it.
Series: TypeAlias = "Callable[[int], object]"

_ONE = {Kind.MONEY: 100, Kind.DECIMAL: WHOLE}  # what a single number counts on by
_LATEST = 31  # the last day of a month, whichever it has
_NUMBERED = re.compile(r"(?s)(.*?)(\d+)(\D*)")  # the last number counts: 第3组, 2026年第4期
_COUNTED = frozenset({Kind.TEXT, Kind.CODE})  # numbers of cards and phones name one person only


def series_of(kind: Kind, values: Sequence[object], *, turned: bool = False) -> Series:
    """The series that begins with ``values``, as a spreadsheet goes on with it.

    Days and texts with a number in them count on; a single number is repeated, two or more go on
    by their difference. What makes no series is repeated as a block.

    Args:
        turned: the other way: a single number counts on, all else is repeated (Ctrl held).
    """
    counts = (len(values) > 1 or kind not in NUMERIC) is not turned
    found = _counting(kind, values) if counts and None not in values else None
    return found or (lambda place: values[place % len(values)])


def _counting(kind: Kind, values: Sequence[object]) -> Series | None:
    if kind in NUMERIC:
        numbers = [value for value in values if isinstance(value, int)]
        return _evenly(numbers, _ONE.get(kind, 1))
    texts = [value for value in values if isinstance(value, str)]
    if kind in DATES:
        return _dates(texts)
    return _numbered(texts) if kind in _COUNTED else None


def _step(numbers: Sequence[int], single: int) -> int | None:
    """The difference from each number to the next; ``None`` where they differ unevenly."""
    steps = {after - before for before, after in pairwise(numbers)}
    if not steps:
        return single
    return steps.pop() if len(steps) == 1 else None


def _evenly(numbers: Sequence[int], single: int) -> Callable[[int], int] | None:
    step = _step(numbers, single)
    return None if step is None else lambda place: numbers[0] + step * place


def _numbered(texts: Sequence[str]) -> Series | None:
    """LH0001, LH0002 …: one number counts, zeros before it are kept."""
    found = [match for text in texts if (match := _NUMBERED.fullmatch(text))]
    around = {(match[1], match[3]) for match in found}
    if len(found) < len(texts) or len(around) > 1:
        return None
    number = _evenly([int(match[2]) for match in found], 1)
    before, after = around.pop()
    width = len(found[0][2]) if found[0][2].startswith("0") else 0
    # There is nothing below nought, so that counting backwards turns round there.
    return number and (lambda place: f"{before}{abs(number(place)):0{width}}{after}")


def _dates(dates: Sequence[str]) -> Series | None:
    """By days; by months or years where no day is known, or it is always the same or the last."""
    parts = [[int(part) for part in date.split("-")] for date in dates]
    if len({len(each) for each in parts}) > 1:
        return None
    if len(parts[0]) == 1:
        year = _evenly([each[0] for each in parts], 1)
        return year and (lambda place: f"{year(place):04d}")
    month = _evenly([each[0] * 12 + each[1] - 1 for each in parts], 1)
    if len(parts[0]) == 2:
        return month and (lambda place: _month(month(place)))
    days = {each[2] for each in parts}
    are_last = all(each[2] == days_of_month(each[0], each[1]) for each in parts)
    if month and len(parts) > 1 and (len(days) == 1 or are_last):
        same = parts[0][2] if len(days) == 1 else _LATEST
        return lambda place: _day_of_month(month(place), same)
    day = _evenly([dt.date(*each).toordinal() for each in parts], 1)
    return day and (lambda place: dt.date.fromordinal(day(place)).isoformat())


def _month(months: int) -> str:
    """An ISO month from the months since year 0."""
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def _day_of_month(months: int, day: int) -> str:
    """The same day of another month; the last one where the month is shorter."""
    last = days_of_month(months // 12, months % 12 + 1)
    return f"{_month(months)}-{min(day, last):02d}"
