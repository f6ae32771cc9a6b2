"""The resident identity number (公民身份号码, GB 11643—1999)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from operator import mul
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_SHAPE = re.compile(r"\d{17}[\dX]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
# Passports, travel permits, the older residence permits of foreigners, officers' cards.
_OTHER_PAPER = re.compile(r"[A-Z]{1,2}\d{6,10}|[A-Z]{3}\d{12}|[\u4e00-\u9fff]{1,2}字第\d{4,8}号?")
_AROUND = " \t'\"`‘’“”「」.,;:!?·。，、；：！？…"
_BETWEEN = re.compile(r"[-‐‑–—.·/]")
_RESIDENT, _RESIDENCE_PERMIT = "1", "6"  # codes of the list id_type
_RESIDENT_PAPERS = frozenset({None, _RESIDENT, _RESIDENCE_PERMIT})  # none given; by GB 11643
TOLD = ("id_type", "sex", "born_on")  # fields of a person that a resident's number tells
_PERMIT_REGIONS = ("810000", "820000", "830000")  # 香港、澳门、台湾居民居住证


@dataclass(frozen=True, slots=True)
class ResidentId:
    """What a well-formed number says of its holder.

    Attributes:
        born_on: ISO day; ``None`` when the eight digits are no day of the calendar.
        sex: ``1`` male, ``2`` female (GB/T 2261.1).
        check_holds: whether the last character is the computed one.
        paper: the code of ``id_type`` that the number tells; ``None`` where it cannot be right.
    """

    born_on: str | None
    sex: str
    check_holds: bool
    paper: str | None


def check_character(first17: str) -> str:
    """The 18th character belonging to the first 17 digits."""
    total = sum(map(mul, map(int, first17), _WEIGHTS))
    return _CHECKS[total % 11]


def tidy(number: str) -> str:
    """``number`` without what stands around it, and without hyphens where the rest is a resident's.

    What stands in the middle of another paper's number may belong to it and stays.
    """
    if _SHAPE.fullmatch(number):
        return number
    bare = number.strip(_AROUND)
    joined = _BETWEEN.sub("", bare)
    return joined if _SHAPE.fullmatch(joined) else bare


def is_of_other_paper(number: str) -> bool:
    """Whether ``number`` has the shape of a passport or another paper that is no resident's card.

    No such paper has its figures only: a number of figures is a resident's, whole or not.
    """
    return _OTHER_PAPER.fullmatch(number) is not None


def paper_of(number: str) -> str | None:
    """The code of ``id_type`` that a resident's number itself tells; ``None`` for any other."""
    found = read_resident_id(number)
    return found.paper if found else None


def told_by_number(values: Mapping[str, object]) -> dict[str, object]:
    """What a resident's number says of its holder, for the fields that are blank.

    Handbook 2.7 and 2.8. A number whose check does not hold says nothing.

    Args:
        values: of a person, by field; blank is ``None``.
    """
    if all(values.get(name) is not None for name in TOLD):
        return {}  # nearly every row of a personnel sheet
    read = read_resident_id(str(values.get("id_number") or ""))
    if read is None or read.paper is None or values.get("id_type") not in _RESIDENT_PAPERS:
        return {}
    told = {"id_type": read.paper, "sex": read.sex, "born_on": read.born_on}
    return {name: value for name, value in told.items() if values.get(name) is None}


def whole_birthday(number: str, noted: str, paper: object = None) -> str | None:
    """The day of birth, where a right number begins with ``noted``, a year or a month.

    Args:
        noted: ISO text of what is known; blank where nothing is.
        paper: code of ``id_type``; a number of another paper than a resident's says nothing.
    """
    read = read_resident_id(number)
    if read is None or read.paper is None or paper not in _RESIDENT_PAPERS:
        return None
    day = read.born_on or ""
    return day if noted != day and day.startswith(noted) else None


def read_resident_id(number: str) -> ResidentId | None:
    """What ``number`` says; ``None`` when it has not the shape of a resident number."""
    if not _SHAPE.fullmatch(number):
        return None
    try:
        born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14])).isoformat()
    except ValueError:
        born = None
    sex = "1" if int(number[16]) % 2 else "2"
    holds = number[17] == check_character(number[:17])
    paper = _RESIDENCE_PERMIT if number.startswith(_PERMIT_REGIONS) else _RESIDENT
    return ResidentId(born, sex, holds, paper if born and holds else None)
