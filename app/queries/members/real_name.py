"""实名制: persons as the higher union's real-name system takes them in (handbook 2.7).

The sheet is data (``resources/templates``): which columns, from where, and which the system
demands.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select

from app.models.base import spec_of
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import ON_ROLL, ChangeKind
from app.models.organization.union import Union
from app.queries.listing import Filter, View, iter_rows, rows
from app.resources import read_toml, toml_files
from app.spec.values import show

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

_WHOLE_DAY = len("2026-11-21")
_IDS_AT_ONCE = 500


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


@cache
def templates() -> Mapping[str, Template]:
    """Every sheet shipped, by id."""
    found = (_template(read_toml(path)) for path in toml_files("templates"))
    return {template.id: template for template in found}


def _template(document: Mapping[str, Any]) -> Template:
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


class Line(NamedTuple):
    """One person in the sheet.

    Attributes:
        cells: one text for each column; ``None`` for blank.
        missing: headings of the columns that the system demands and that are blank.
    """

    member_id: int
    name: str
    cells: tuple[str | None, ...]
    missing: tuple[str, ...]


def lines(
    reader: Connection, template: Template, member_ids: Sequence[int] | None = None
) -> Iterator[Line]:
    """The sheet, person by person.

    Args:
        member_ids: who is in it; everybody on the roll by default.
    """
    unit = reader.scalar(select(Union.unit_name).order_by(Union.id)) or ""
    events = _latest_events(reader, template)
    for number, person in enumerate(_people(reader, template, member_ids), 1):
        yield _line(template, number, person, events.get(int(str(person["id"])), {}), unit)


def _people(
    reader: Connection, template: Template, member_ids: Sequence[int] | None
) -> Iterator[Mapping[str, object]]:
    spec, names = spec_of(Member), ("name", *template.fields)
    if member_ids is None:
        on_roll = View(filters=(Filter("standing", frozenset(ON_ROLL)),))
        yield from iter_rows(reader, spec, on_roll, tuple(dict.fromkeys(names)))
        return
    for start in range(0, len(member_ids), _IDS_AT_ONCE):
        yield from rows(reader, spec, member_ids[start : start + _IDS_AT_ONCE], names)


def _line(
    template: Template,
    number: int,
    person: Mapping[str, object],
    event: Mapping[str, object],
    unit: str,
) -> Line:
    cells = tuple(
        _cell(template, column, number, person, event, unit) for column in template.columns
    )
    pairs = zip(template.columns, cells, strict=True)
    missing = tuple(column.heading for column, cell in pairs if column.needed and not cell)
    return Line(int(str(person["id"])), str(person["name"]), cells, missing)


def _cell(
    template: Template,
    column: Column,
    number: int,
    person: Mapping[str, object],
    event: Mapping[str, object],
    unit: str,
) -> str | None:
    if column.own:
        return str(number) if column.own == Own.NUMBER else None
    name, source, record = (
        (column.field, person, Member) if column.field else (column.event, event, MembershipEvent)
    )
    value = source.get(name)
    if name in template.whole_days and len(str(value or "")) != _WHOLE_DAY:
        value = None
    word = template.words.get(name, {}).get(str(value))
    text = word or show(spec_of(record).fields[name], value)
    return text or column.otherwise.format(unit=unit) or None


def _latest_events(reader: Connection, template: Template) -> dict[int, dict[str, object]]:
    """Of each person the latest change, if the system has a word for it."""
    event = MembershipEvent.__table__.c
    told = (event.kind, event.happened_on, event.reason)
    newest = (
        func.row_number()
        .over(partition_by=event.member_id, order_by=(event.happened_on.desc(), event.id.desc()))
        .label("place")
    )
    ranked = (
        select(event.member_id, *told, newest)
        .where(event.retired_at.is_(None), event.kind != ChangeKind.REGROUPED)
        .subquery()
    )
    found: dict[int, dict[str, object]] = {}
    for member_id, kind, day, reason in reader.execute(
        select(ranked.c.member_id, ranked.c.kind, ranked.c.happened_on, ranked.c.reason).where(
            ranked.c.place == 1
        )
    ):
        if kind in template.changes:
            known = reason if reason in template.reasons else None
            found[member_id] = {"kind": kind, "happened_on": day, "reason": known}
    return found
