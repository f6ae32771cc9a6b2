"""类别: the flags of people as data (``resources/flags/member.toml``), read by this module."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from app.resources import read_toml
from app.spec.field import is_extra

if TYPE_CHECKING:
    from collections.abc import Mapping

    Values = Mapping[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """A record of another table that gives its person the flag while it is open.

    Attributes:
        begins: field with the first day; blank there counts as always.
        ends: field with the day on which it is over; blank for one that never ends.
        where: what the record must say.
    """

    table: str
    begins: str
    ends: str
    where: Values


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag and how it follows from what stands in the register.

    Attributes:
        where: fields and the values of which each must have one.
        unless: fields that must be known and have none of these values.
        age_at_most: full years of age on the day asked about, if that decides.
        or_filled: a field that gives the flag by saying anything.
        or_open: a record that gives the flag as well.
    """

    id: str
    label: str
    where: Values
    unless: Values
    age_at_most: int | None = None
    or_filled: str = ""
    or_open: OpenRecord | None = None


@cache
def flags() -> tuple[Flag, ...]:
    """Every flag that the program ships with, in the order in which they are offered."""
    return tuple(_flag(each) for each in read_toml("flags/member.toml")["flags"])


def own_flag(name: str, label: str = "") -> Flag:
    """The flag that a yes/no column of the user's own makes: whoever has 是 in it."""
    return Flag(id=name, label=label, where={name: (True,)}, unless={})


def flag_called(flag_id: str) -> Flag:
    """The flag ``flag_id``, without its label where it is the user's own.

    Raises:
        StopIteration: there is none.
    """
    return (
        own_flag(flag_id)
        if is_extra(flag_id)
        else next(flag for flag in flags() if flag.id == flag_id)
    )


def _flag(written: Mapping[str, Any]) -> Flag:
    other = written.get("or_open")
    return Flag(
        id=written["id"],
        label=written["label"],
        where=_values(written.get("where", {})),
        unless=_values(written.get("unless", {})),
        age_at_most=written.get("age_at_most"),
        or_filled=written.get("or_filled", ""),
        or_open=OpenRecord(
            other["table"], other["from"], other.get("until", ""), _values(other.get("where", {}))
        )
        if other
        else None,
    )


def _values(written: Mapping[str, Any]) -> Values:
    return {name: tuple(values) for name, values in written.items()}
