"""实名制: persons as the higher union's real-name system takes them in (handbook 2.7).

Which columns, from where, and which the system demands, is told by a template.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from app.models.base import spec_of
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import ENTRIES, LEADS_TO, ON_ROLL, ChangeKind
from app.models.real_name_template import Own, Template, templates
from app.queries.listing import Filter, View, iter_rows, rows
from app.queries.organization.unit import unit_name
from app.spec.values import show

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from app.models.real_name_template import Column

__all__ = ["Line", "Template", "lines", "templates"]  # the templates for the windows

_WHOLE_DAY = len("2026-11-21")
_IDS_AT_ONCE = 500
_DAYS_OF_ENTRY = ("approved_on", "joined_on")


class Line(NamedTuple):
    """One person in the sheet.

    Attributes:
        cells: one text for each column; ``None`` for blank.
        missing: headings of the columns that the system demands and that are blank.
        tells_earlier: the change in it is not the latest: the system has no word for that.
    """

    member_id: int
    name: str
    cells: tuple[str | None, ...]
    missing: tuple[str, ...]
    tells_earlier: bool = False


def lines(
    reader: Connection, template: Template, member_ids: Sequence[int] | None = None
) -> Iterator[Line]:
    """The sheet, person by person.

    Args:
        member_ids: who is in it; everybody on the roll by default.
    """
    unit = unit_name(reader)
    events = _told_events(reader, template)
    for number, person in enumerate(_people(reader, template, member_ids), 1):
        yield _line(template, number, person, events.get(int(str(person["id"])), {}), unit)


def _people(
    reader: Connection, template: Template, member_ids: Sequence[int] | None
) -> Iterator[Mapping[str, object]]:
    spec, names = spec_of(Member), ("name", *_DAYS_OF_ENTRY, *template.fields)
    if member_ids is None:
        on_roll = View(filters=(Filter("standing", frozenset(ON_ROLL)),))
        yield from iter_rows(reader, spec, on_roll, tuple(dict.fromkeys(names)))
        return
    for start in range(0, len(member_ids), _IDS_AT_ONCE):
        yield from rows(
            reader, spec, member_ids[start : start + _IDS_AT_ONCE], tuple(dict.fromkeys(names))
        )


def _line(
    template: Template,
    number: int,
    person: Mapping[str, object],
    event: Mapping[str, object],
    unit: str,
) -> Line:
    event = _with_whole_day(event, person)
    cells = tuple(
        _cell(template, column, number, person, event, unit) for column in template.columns
    )
    pairs = zip(template.columns, cells, strict=True)
    missing = tuple(column.heading for column, cell in pairs if column.needed and not cell)
    is_earlier = bool(event.get("is_earlier"))
    return Line(int(str(person["id"])), str(person["name"]), cells, missing, is_earlier)


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


def _told_events(reader: Connection, template: Template) -> dict[int, dict[str, object]]:
    """Of each person the latest change that led to today's standing and has a word there.

    Of somebody restored that is the admission, not the retaining before: the system would take
    that for the standing of today. ``is_earlier`` says that the latest change is another one.
    """
    event = MembershipEvent.__table__.c
    query = (
        select(event.member_id, event.kind, event.happened_on, event.reason)
        .where(event.retired_at.is_(None), event.kind != ChangeKind.REGROUPED)
        .order_by(event.happened_on, event.id)
    )
    latest: dict[int, str] = {}
    known: dict[tuple[int, str], dict[str, object]] = {}
    for member_id, kind, day, reason in reader.execute(query):
        latest[member_id] = kind
        if kind in template.changes:
            word = reason if reason in template.reasons else None
            told = {"kind": kind, "happened_on": day, "reason": word}
            known[member_id, LEADS_TO[kind]] = told
    found = {}
    for member_id, kind in latest.items():
        if (event_told := known.get((member_id, LEADS_TO[kind]))) is not None:
            found[member_id] = event_told | {"is_earlier": event_told["kind"] != kind}
    return found


def _with_whole_day(
    event: Mapping[str, object], person: Mapping[str, object]
) -> Mapping[str, object]:
    """``event`` with the day of approval, where the event itself knows its month or year only."""
    day = str(event.get("happened_on") or "")
    if len(day) == _WHOLE_DAY or event.get("kind") not in ENTRIES:
        return event
    days = (str(person.get(name) or "") for name in _DAYS_OF_ENTRY)
    whole = next((each for each in days if len(each) == _WHOLE_DAY and each.startswith(day)), None)
    return {**event, "happened_on": whole} if whole else event
