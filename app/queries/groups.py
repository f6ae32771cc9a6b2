"""The tree of branches and groups: which stand below one, and in what order they are named."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.organization.groups import Group

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection

_GROUP = Group.__table__.c
_NUMERAL = re.compile(
    r"[0-9０-９]+|[〇零一二三四五六七八九十百两]+|[甲乙丙丁戊己庚辛壬癸](?=[组班队])"
)
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100}
_STEMS = "甲乙丙丁戊己庚辛壬癸"

Key = tuple[tuple[int, int, bytes], ...]


def natural_key(name: str) -> Key:
    """What names sort by as offices number them: 一组, 二组, 十组; 甲班, 乙班; else by pinyin."""
    parts: list[tuple[int, int, bytes]] = []
    end = 0
    for found in _NUMERAL.finditer(name):
        if found.start() > end:
            parts.append(_words(name[end : found.start()]))
        parts.append((0, _number(found[0]), b""))
        end = found.end()
    if end < len(name):
        parts.append(_words(name[end:]))
    return tuple(parts)


def _words(text: str) -> tuple[int, int, bytes]:
    # The first level of GB 2312, nearly every character of a name, is in the order of pinyin.
    return 1, 0, text.encode("gb18030", errors="replace")


def _number(text: str) -> int:
    """The value of digits, a numeral or a stem; a row of numerals (二〇二六) is read as digits."""
    if text.isdecimal():
        return int(text)
    if text in _STEMS:
        return _STEMS.index(text) + 1
    if not _UNITS.keys() & set(text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def groups_in_order(reader: Connection) -> list[int]:
    """Every group, dissolved and retired ones too: each before those below it, numbered naturally.

    A group whose way up leads in a circle stands at the end.
    """
    rows = reader.execute(select(_GROUP.id, _GROUP.parent_id, _GROUP.name)).all()
    rows = sorted(rows, key=lambda row: natural_key(row.name or ""))
    known = {row.id for row in rows}
    below: defaultdict[int | None, list[int]] = defaultdict(list)
    for number, parent, _name in rows:
        below[parent if parent in known else None].append(number)

    def walk(parent: int | None) -> Iterator[int]:
        for number in below.pop(parent, ()):
            yield number
            yield from walk(number)

    ordered = list(walk(None))
    return ordered + sorted(known.difference(ordered))


def with_those_below(reader: Connection, groups: Collection[int]) -> frozenset[int]:
    """``groups`` and all groups below them, however deep."""
    parents = dict(reader.execute(select(_GROUP.id, _GROUP.parent_id)).all())
    found = set(groups)
    while more := {number for number, parent in parents.items() if parent in found} - found:
        found |= more
    return frozenset(found)
