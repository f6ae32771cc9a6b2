"""The resident identity number (公民身份号码, GB 11643—1999)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from operator import mul

_SHAPE = re.compile(r"\d{17}[\dX]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


@dataclass(frozen=True, slots=True)
class ResidentId:
    """What a well-formed number says of its holder.

    Attributes:
        born_on: ISO day; ``None`` when the eight digits are no day of the calendar.
        sex: ``1`` male, ``2`` female (GB/T 2261.1).
        check_holds: whether the last character is the computed one.
    """

    born_on: str | None
    sex: str
    check_holds: bool


def check_character(first17: str) -> str:
    """The 18th character belonging to the first 17 digits."""
    total = sum(map(mul, map(int, first17), _WEIGHTS))
    return _CHECKS[total % 11]


def read_resident_id(number: str) -> ResidentId | None:
    """What ``number`` says; ``None`` when it has not the shape of a resident number."""
    if not _SHAPE.fullmatch(number):
        return None
    try:
        born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14])).isoformat()
    except ValueError:
        born = None
    sex = "1" if int(number[16]) % 2 else "2"
    return ResidentId(born, sex, number[17] == check_character(number[:17]))
