"""Cells on their way from the child process: made plain, and packed by column.

Most columns hold one type of value, so that most cells are dealt with by whole columns at the
speed of the interpreter's own loops. What marshal cannot carry travels as a pair of its type and a
number or text.
"""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from app.reports.readers.refusals import LIMITS
from app.reports.readers.table import Cell, CellError, RawRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# Lines, and for each column how it is packed and its values.
Chunk: TypeAlias = "tuple[list[int], list[tuple[str, Sequence[object]]]]"
PLAIN, DATES, MIXED = "plain", "dates", "mixed"

NO_DATE = CellError("日期格式的单元格里不是日期")
NO_NUMBER = CellError("数值太大，不能使用")
TOO_LONG = CellError(f"文字超过了 {LIMITS.cell_text} 字的上限")
FIRST_SURE_DATE = date(1900, 3, 1)  # serial 60 is 29 February 1900, a day that never was
MOST_WHOLE = 1e20  # beyond it a float stands for no number anyone typed


def packed(lines: list[int], rows: list[list[object]]) -> Chunk:
    """Rows of library values, ready for marshal."""
    return lines, [_packed_column(column) for column in zip_longest(*rows)]


def unpacked(chunk: Chunk) -> list[RawRow]:
    """The rows of ``chunk`` as callers get them."""
    lines, columns = chunk
    rows = zip(*(_unpacked_column(*column) for column in columns), strict=True)
    return [RawRow(line, cells) for line, cells in zip(lines, rows, strict=True)]


def _packed_column(values: Sequence[object]) -> tuple[str, Sequence[object]]:
    types = set(map(type, values))
    if types == {str}:
        texts = cast("Sequence[str]", values)
        if max(map(len, texts)) <= LIMITS.cell_text:
            # Equal texts become one object: a column of groups or days is mostly repetition.
            one_of: dict[str, str | None] = {"": None}
            return PLAIN, list(map(one_of.setdefault, texts, texts))
    elif types == {float}:
        numbers = cast("Sequence[float]", values)
        if sum(map(abs, numbers)) < MOST_WHOLE:
            return PLAIN, [int(one) if one.is_integer() else one for one in numbers]
    elif types == {date}:
        days = cast("Sequence[date]", values)
        if min(days) >= FIRST_SURE_DATE:
            return DATES, list(map(date.toordinal, days))
    return MIXED, [PORTABLE[type(value)](value) for value in values]


def _unpacked_column(how: str, values: Sequence[object]) -> Iterable[Cell]:
    if how == PLAIN:
        return cast("Sequence[Cell]", values)
    if how == DATES:
        return map(date.fromordinal, cast("Sequence[int]", values))
    return [_restored(value) if type(value) is tuple else cast("Cell", value) for value in values]


def _restored(pair: tuple[str, str]) -> Cell:
    kind, value = pair
    if kind == "error":
        return CellError(value)
    return date.fromisoformat(value) if kind == "date" else datetime.fromisoformat(value)


def _same(value: object) -> object:
    return value


def _error(error: CellError) -> object:
    return "error", error.reason


def _text(text: str) -> object:
    return text or None if len(text) <= LIMITS.cell_text else _error(TOO_LONG)


def _number(number: float) -> object:
    if not math.isfinite(number):
        return _error(NO_NUMBER)
    return int(number) if number.is_integer() and abs(number) < MOST_WHOLE else number


def _day(day: date) -> object:
    return ("date", day.isoformat()) if day >= FIRST_SURE_DATE else _error(NO_DATE)


def _moment(moment: datetime) -> object:
    sure = moment.date() >= FIRST_SURE_DATE
    return ("moment", moment.isoformat()) if sure else _error(NO_DATE)


def _clock(clock: time) -> object:
    # A serial of 0, or below, comes as midnight.
    return clock.isoformat("minutes") if clock != time() else _error(NO_DATE)


def _duration(duration: timedelta) -> object:
    minutes = int(duration.total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02}"


# What marshal is given for each type of value the library knows; strange dates become errors.
PORTABLE: dict[type, Callable[[Any], object]] = {
    NoneType: _same,
    bool: _same,
    int: _same,
    str: _text,
    float: _number,
    date: _day,
    datetime: _moment,
    time: _clock,
    timedelta: _duration,
    CellError: _error,
}
