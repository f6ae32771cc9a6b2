"""Dates as union offices write them, read into ISO text of the precision given."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from enum import StrEnum


class DateOrder(StrEnum):
    """How an ambiguous numeric date such as 05/03/24 is meant."""

    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"


class DateProblem(ValueError):
    """A text that is no date, or not one date only.

    Attributes:
        ambiguous: it could be read, once somebody says in which order.
    """

    def __init__(self, message: str, *, ambiguous: bool = False) -> None:
        super().__init__(message)
        self.ambiguous = ambiguous


_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_FOUR_FIRST = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})[日号]?|月)?|年)?")
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_TWO_YEAR = re.compile(r"(\d{2})年(?:(\d{1,2})月(?:(\d{1,2})[日号]?)?)?")
_SHORT = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{1,2}|\d{4})")
# 85.3: no day and no month is that large, so it is a year.
_LATE_YEAR = re.compile(r"(3[2-9]|[4-9]\d)[-/.](\d{1,2})")
_TIME = re.compile(r"[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
_HALF_YEARS = ("06-30", "12-31")
_MONTHS = 12
_FIRST_YEAR, _LAST_YEAR = 1850, 2150
_SERIAL_FIRST, _SERIAL_LAST = 61, 75_000  # 1900-03-01 … 2105; day 60 never existed


def days_of_month(year: int, month: int) -> int:
    """How many days ``month`` of ``year`` has."""
    return calendar.monthrange(year, month)[1]


def _iso(year: int, month: int | None = None, day: int | None = None) -> str:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise DateProblem(f"{year} 年不在可登记的年份内")
    if month is None:
        return f"{year:04d}"
    if not 1 <= month <= 12:
        raise DateProblem(f"没有 {month} 月")
    if day is None:
        return f"{year:04d}-{month:02d}"
    if not 1 <= day <= days_of_month(year, month):
        raise DateProblem(f"{year} 年 {month} 月没有 {day} 日")
    return f"{year:04d}-{month:02d}-{day:02d}"


def _century(two_digits: int) -> int:
    """The year meant by two digits: up to 30 in this century, later in the last."""
    return 2000 + two_digits if two_digits <= 30 else 1900 + two_digits


def _chinese(text: str) -> str:
    """``text`` with 二〇二六年十一月二十日 turned into 2026年11月20日."""

    def number(match: re.Match[str]) -> str:
        word = match.group()
        if "十" not in word:
            return word.translate(_DIGITS)
        tens, _, ones = word.partition("十")
        return str(int(tens.translate(_DIGITS) or 1) * 10 + int(ones.translate(_DIGITS) or 0))

    return re.sub("[〇○零一二三四五六七八九十]+", number, text)


def _short_date(first: str, second: str, third: str, order: DateOrder | None) -> str:
    readings = {
        DateOrder.YMD: (first, second, third),
        DateOrder.DMY: (third, second, first),
        DateOrder.MDY: (third, first, second),
    }
    if len(third) == 4:  # the year is certain, day and month may not be
        readings.pop(DateOrder.YMD)
    # Of 12/5/8 nothing tells which part is the year.
    any_may_be_year = len(first) > 1 and max(int(first), int(second)) <= _MONTHS
    found: dict[DateOrder, str] = {}
    for name, (year, month, day) in readings.items():
        if len(year) == 1 and not any_may_be_year:
            continue  # 24/3/5 cannot mean the year 5
        full = int(year) if len(year) == 4 else _century(int(year))
        try:
            found[name] = _iso(full, int(month), int(day))
        except DateProblem:
            continue
    if order in found:
        return found[order]
    if len(set(found.values())) == 1:
        return next(iter(found.values()))  # whatever the order: only one of them is a day
    if not found:
        raise DateProblem("不是一个日期")
    raise DateProblem("年、月、日的先后不明，请写成 2026-03-05 的样子", ambiguous=True)


def from_serial(number: int, *, system: int = 1900) -> str:
    """The ISO day of an Excel serial number in the workbook's date system (1900 or 1904).

    Raises:
        DateProblem: outside the days a ledger holds, and Excel's non-existing 1900-02-29.
    """
    if system == 1904:
        number += 1462
    if not _SERIAL_FIRST <= number <= _SERIAL_LAST:
        raise DateProblem(f"{number} 不是日期")
    return (dt.date(1899, 12, 30) + dt.timedelta(days=number)).isoformat()


def _from_number(value: float, system: int) -> str:
    if value != int(value):
        year, month = str(value).split(".")
        if month == "1":  # a number cell cannot tell 2024.1 from 2024.10
            raise DateProblem(f"{value} 可能是 1 月也可能是 10 月，请写成 {year}-01 或 {year}-10")
        if match := _LATE_YEAR.fullmatch(str(value)):
            return _iso(_century(int(match[1])), int(match[2]))
        return _iso(int(year), int(month))
    number = int(value)
    if _FIRST_YEAR <= number <= _LAST_YEAR:
        return _iso(number)
    if 185_001 <= number <= 215_012:
        return _iso(number // 100, number % 100)
    if number >= 18_500_101:
        return _iso(number // 10_000, number // 100 % 100, number % 100)
    return from_serial(number, system=system)


def parse_date(raw: object, *, order: DateOrder | None = None, system: int = 1900) -> str:
    """Read one written date.

    Args:
        raw: text, a date, or the number of a workbook cell.
        order: how 05/03/24 is meant; without it such a date is refused as ambiguous.
        system: date system of the workbook a number comes from.

    Returns:
        ISO text of the precision given: ``1998``, ``1998-07`` or ``1998-07-01``.

    Raises:
        DateProblem: no date, no such day, or more than one reading.
    """
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat()
    if isinstance(raw, dt.date):
        return raw.isoformat()
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _from_number(raw, system)
    if match := _FOUR_FIRST.fullmatch(str(raw)):  # the usual writing needs no preparation
        return _iso(*(int(part) for part in match.groups() if part))
    text = _TIME.sub("", unicodedata.normalize("NFKC", str(raw)).strip())
    text = _chinese("".join(text.split())).rstrip(".")
    if match := _RUN.fullmatch(text):
        return _iso(*(int(part) for part in match.groups() if part))
    if match := _FOUR_FIRST.fullmatch(text):
        return _iso(*(int(part) for part in match.groups() if part))
    if match := _TWO_YEAR.fullmatch(text) or _LATE_YEAR.fullmatch(text):
        year, *rest = (int(part) for part in match.groups() if part)
        return _iso(_century(year), *rest)
    if match := _SHORT.fullmatch(text):
        return _short_date(match[1], match[2], match[3], order)
    if text.isdigit() and len(text) == 5:
        return from_serial(int(text), system=system)
    raise DateProblem("不是一个日期")


def in_words(iso: str) -> str:
    """``2026-11-20`` as letters write it: 2026年11月20日 (precision kept)."""
    parts = [str(int(part)) for part in iso.split("-")]
    return "".join(part + unit for part, unit in zip(parts, "年月日", strict=False))


def surely_after(first: str, second: str) -> bool:
    """Whether ``first`` lies after ``second`` whatever days the partial dates stand for."""
    length = min(len(first), len(second))
    return first[:length] > second[:length]


def half_year(day: str) -> str:
    """What the half-year that ends on ``day`` is called; another day as it is."""
    names = dict(zip(_HALF_YEARS, ("上半年", "下半年"), strict=True))
    name = names.get(day[5:])
    return f"{int(day[:4])}年{name}" if name else day


def last_half_year(today: str) -> str:
    """The last day of the half-year that ended before or on the ISO day ``today``."""
    year = int(today[:4])
    ends = [f"{year - 1}-12-31", *(f"{year}-{end}" for end in _HALF_YEARS)]
    return max(end for end in ends if end <= today)


def next_half_year(today: str) -> str:
    """The last day of the half-year that the ISO day ``today`` has not ended yet."""
    year = int(today[:4])
    ends = [*(f"{year}-{end}" for end in _HALF_YEARS), f"{year + 1}-{_HALF_YEARS[0]}"]
    return min(end for end in ends if end > today)
