"""Templates of real-name systems (实名制, handbook 2.7): data in ``resources/templates``.

Which columns a sheet has and from where, under which headings it comes back, and which columns
the system demands: all that writes, reads or misses something asks here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from app.resources import read_toml, toml_files

if TYPE_CHECKING:
    from collections.abc import Mapping


OWN_UNIT = "{unit}"  # the unit of the union, where a column knows nothing else


class Own(StrEnum):
    """What a column holds that no record tells."""

    NUMBER = "number"
    BLANK = "blank"


class Column(NamedTuple):
    """One column of the sheet; one of ``field``, ``event`` and ``own`` says what it holds."""

    heading: str
    field: str = ""
    event: str = ""
    own: str = ""
    needed: bool = False
    otherwise: str = ""


@dataclass(frozen=True)
class Template:
    """The sheet of one real-name system.

    Attributes:
        whole_days: fields that are left blank where less than the day is known.
        changes: kinds of change the system has a word for.
        reasons: reasons of a change the system has a word for.
        words: by field, the system's word for a code where it is not ours.
    """

    id: str
    title: str
    source: str
    confirmed: bool
    columns: tuple[Column, ...]
    whole_days: frozenset[str]
    changes: frozenset[str]
    reasons: frozenset[str]
    words: Mapping[str, Mapping[str, str]]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of a member that the sheet tells."""
        return tuple(dict.fromkeys(column.field for column in self.columns if column.field))

    @property
    def demanded(self) -> dict[str, bool]:
        """The fields of a member without which the system refuses a row, and who fills them in.

        What the template itself puts where nothing is known is not among them; ``True`` where
        the unit of the union stands in, once that is registered.
        """
        columns = (column for column in self.columns if column.field and column.needed)
        return {
            column.field: column.otherwise == OWN_UNIT
            for column in columns
            if column.otherwise in ("", OWN_UNIT)
        }


@cache
def templates() -> Mapping[str, Template]:
    """Every sheet shipped, by id."""
    found = (template_of(read_toml(path)) for path in toml_files("templates"))
    return {template.id: template for template in found}


def template_of(document: Mapping[str, Any]) -> Template:
    """The sheet that a parsed file of ``resources/templates`` describes."""
    return Template(
        id=document["id"],
        title=document["title"],
        source=document["source"],
        confirmed=document["confirmed"],
        columns=tuple(Column(**column) for column in document["columns"]),
        whole_days=frozenset(document["whole_days"]),
        changes=frozenset(document["changes"]),
        reasons=frozenset(document["reasons"]),
        words=document["words"],
    )
