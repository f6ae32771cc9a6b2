"""How dues are reckoned (会费标准): the figures of the rule profile that belong together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.rules.profile import Profile

RATE, UNIT, ROUND, FIXED = "dues.rate", "dues.unit", "dues.round", "dues.fixed"
PERIOD, FIRST_MONTH, LEAVING_MONTH = "dues.period", "dues.first_month", "dues.leaving_month"
KEYS = (RATE, UNIT, ROUND, FIXED, PERIOD, FIRST_MONTH, LEAVING_MONTH)
UNPAID_MONTHS = "quit.unpaid_months"

_WHOLE = 10_000  # the rate is told in ten-thousandths
_YEAR = 12
_ALWAYS = "1978-01"  # a month before the first own figure: that of the notice itself
_MONTH = len("2026-11")


@dataclass(frozen=True, slots=True)
class Standard:
    """The standard of one month (handbook 2.9, 工发〔1978〕101号).

    Attributes:
        rate: dues of the base, in ten-thousandths.
        unit_fen: what the base has below a multiple of this is not counted.
        round_fen: dues are rounded to a multiple of this, halves up.
        period: months that are collected together: 1, 3, 6 or 12.
        first_month: how many months after the month of approval dues begin.
        leaving_month: 1 where the month of leaving, or of retaining, is still paid.
        fixed_fen: what everybody pays each month (定额); 0 where the base decides.
    """

    rate: int = 50
    unit_fen: int = 1000
    round_fen: int = 1
    period: int = 1
    first_month: int = 0
    leaving_month: int = 0
    fixed_fen: int = 0

    def amount(self, base_fen: int) -> int:
        """Dues of one month in fen: 4,386 yuan give 21.90 where the base decides."""
        if self.fixed_fen:
            return self.fixed_fen
        counted = base_fen // self.unit_fen * self.unit_fen
        step = _WHOLE * self.round_fen
        return (2 * counted * self.rate + step) // (2 * step) * self.round_fen

    def due(self, base_fen: int | None) -> int | None:
        """As :meth:`amount`; without a base only a fixed sum is known."""
        return self.fixed_fen or None if base_fen is None else self.amount(base_fen)

    def base_counted(self, base_fen: int | None) -> int | None:
        """The base that a line of the list tells: none where everybody pays the same."""
        return None if self.fixed_fen else base_fen

    def reckons_like(self, other: Standard) -> bool:
        """Whether ``other`` gives the same amounts."""
        if self.fixed_fen or other.fixed_fen:
            return self.fixed_fen == other.fixed_fen
        return (self.rate, self.unit_fen, self.round_fen) == (
            other.rate,
            other.unit_fen,
            other.round_fen,
        )

    def collected_with(self, month: str) -> tuple[str, ...]:
        """The months that are collected together with ``month`` (``yyyy-mm``)."""
        year, number = month[:4], int(month[5:7])
        first = (number - 1) // self.period * self.period + 1
        return tuple(f"{year}-{each:02d}" for each in range(first, first + self.period))

    def last_overdue(self, today: str) -> str:
        """The last month whose time of collection is over on the ISO day ``today``."""
        return later(self.collected_with(today[:7])[0], -1)


def standard_of(profile: Profile, month: str) -> Standard:
    """The standard that ``profile`` gives for ``month``."""
    values = {key: profile.figure(key, f"{month}-01").value for key in KEYS}
    return Standard(
        rate=values[RATE],
        unit_fen=values[UNIT] * 100,
        round_fen=values[ROUND],
        period=values[PERIOD],
        first_month=values[FIRST_MONTH],
        leaving_month=values[LEAVING_MONTH],
        fixed_fen=values[FIXED],
    )


def known_standards(profile: Profile) -> frozenset[Standard]:
    """Every standard that holds at some time, as far as ``profile`` tells."""
    begun = {figure.valid_from[:7] for figure in profile.figures if figure.key in KEYS}
    return frozenset(standard_of(profile, month or _ALWAYS) for month in begun)


def first_month_of(profile: Profile, approved_on: str) -> str:
    """The month (``yyyy-mm``) from which somebody approved on the ISO day pays dues.

    Blank where not even the month of approval is known.
    """
    month = approved_on[:_MONTH]
    if len(month) < _MONTH:
        return ""
    return later(month, standard_of(profile, month).first_month)


def later(month: str, months: int) -> str:
    """The month so many months after ``month``; before it, where negative."""
    count = int(month[:4]) * _YEAR + int(month[5:7]) - 1 + months
    return f"{count // _YEAR:04d}-{count % _YEAR + 1:02d}"


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Every month from ``first`` to ``last``, both included."""
    found: list[str] = []
    while first <= last:
        found.append(first)
        first = later(first, 1)
    return tuple(found)
