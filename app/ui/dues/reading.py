"""What the page of dues shows, read in one go; of a large union beside the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.queries.dues.arrears import arrears
from app.queries.dues.year import MONTHS, added_up, listed_in, months_of, year_lines
from app.queries.groups import groups_in_order
from app.queries.listing import reference_labels
from app.rules.dues.standard import standard_of
from app.rules.profile import profile_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from app.queries.dues.arrears import Arrear
    from app.queries.dues.year import Line, Sums
    from app.spec.record import RecordSpec

_AT_ONCE = 12_000  # months of people: a thousand people's year, read in less than a blink


class Asked(NamedTuple):
    """Which year is to be shown, and of which group; ``None`` for all."""

    year: int
    group: int | None


class Sheet(NamedTuple):
    """A year's sheet and the arrears; ``year`` is what the whole sheet adds up to.

    Attributes:
        months_over: how many months of the year are past their time of collection.
        overdue_fen: what is owed on those months (欠缴).
        still_open: the other months on which something is owed.
        groups: what each group is called, by number; ``order`` are those that may be chosen.
    """

    asked: Asked
    lines: Sequence[Line]
    months_over: int
    owing: Sequence[Arrear]
    groups: Mapping[int, str]
    order: Sequence[int]
    year: Sums
    overdue_fen: int
    still_open: frozenset[int]


def is_small(reader: Connection, year: int) -> bool:
    """Whether the year is read so fast that nobody would see the window wait."""
    return listed_in(reader, year, _AT_ONCE + 1) <= _AT_ONCE


def read_sheet(reader: Connection, dues: RecordSpec, asked: Asked, today: str) -> Sheet:
    """Read a year and the arrears on the ISO day ``today``."""
    lines = year_lines(reader, asked.year, () if asked.group is None else (asked.group,))
    over, sums = _months_over(reader, asked.year, today), months_of(lines)
    return Sheet(
        asked,
        lines,
        over,
        arrears(reader, today),
        reference_labels(reader, dues)["group_id"],
        groups_in_order(reader),
        added_up(sums.values()),
        sum(each.owed_fen for month, each in sums.items() if month <= over),
        frozenset(month for month, each in sums.items() if month > over and each.owed_fen),
    )


def _months_over(reader: Connection, year: int, today: str) -> int:
    last = standard_of(profile_of(reader), today[:7]).last_overdue(today)
    return int(last[5:]) if last[:4] == f"{year}" else MONTHS * (last[:4] > f"{year}")
