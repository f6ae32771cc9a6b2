"""Who stands on a roster: its rows as at a day or of a period, in the order asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import Refused
from app.models.base import spec_of
from app.models.members.member import Member
from app.models.members.standing import ON_ROLL
from app.queries.groups import groups_in_order, with_those_below
from app.queries.listing import Sort, View, iter_rows, row_ids, rows
from app.queries.members.flags import flag_labels
from app.queries.members.roster import memberships
from app.queries.members.workers import Crowd
from app.queries.strokes import stroke_key
from app.reports.forms.common import NOTE
from app.reports.forms.form import BY_PINYIN, BY_STROKES, FLAG
from app.reports.forms.rosters.definition import FIRST_DUES, IS_MEMBER, PERSONS, RECKONED
from app.rules.dues.standard import first_month_of
from app.rules.profile import profile_of
from app.spec.codes import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from app.models.members.standing import Membership
    from app.reports.forms.form import Inquiry
    from app.reports.forms.rosters.definition import Roster

    Line = dict[str, object]

PERSON, GROUP_OF, SEX, NAME_OF = "#person", "#group", "#sex", "#name"
"""What a line keeps besides its columns: whom it speaks of, the person's group, sex, name."""

_PERSON_FIELDS = ("name", "sex", "group_id", "card_no", "standing", "joined_on")
_LATE = "9999"  # after every day
_SHOWN = 12  # characters of a name that is not known
_FIRST_DAY = "-01-01"  # what a day known to the year or month counts as


def roster_lines(inquiry: Inquiry, roster: Roster) -> list[Line]:
    """The lines of ``roster``, each with the values of its columns by their names.

    Raises:
        Refused: it is asked for a group that is not there.
    """
    if roster.register == PERSONS:
        lines = [line for line in _persons(inquiry, roster) if _is_wanted(inquiry, roster, line)]
        if flag := _wanted_flag(inquiry):
            holders = _holders(inquiry, flag)
            lines = [line for line in lines if line[PERSON] in holders]
    else:
        lines = list(_others(inquiry, roster))
    if any(column.spec.name == FIRST_DUES.name for column in roster.columns):
        lines = _with_first_dues(inquiry, lines)
    wanted = wanted_groups(inquiry)
    if wanted is not None:
        lines = [line for line in lines if line[GROUP_OF] in wanted]
    return _ordered(inquiry, roster, lines)


def wanted_groups(inquiry: Inquiry) -> frozenset[int] | None:
    """The group asked for with all below it; ``None`` where everybody is wanted.

    Raises:
        Refused: there is no group of that name.
    """
    wanted = str(inquiry.values.get("group") or "")
    if not wanted:
        return None
    called = [n for n, name in inquiry.group_names.items() if fold(name) == fold(wanted)]
    if not called:
        raise Refused(
            f"没有名为“{wanted}”的小组", "没有写入任何内容", "请核对小组名称后再打印", "R-410"
        )
    return with_those_below(inquiry.reader, called)


def _names(roster: Roster) -> tuple[str, ...]:
    """The fields read of the roster's own rows."""
    read = [source for column in roster.columns for source in column.sources]
    own = [source.name for source in read if not source.through]
    conditions = (*roster.where, *roster.unless)
    asked = [*own, *conditions, roster.since, roster.until, roster.between, roster.person]
    return tuple(dict.fromkeys(name for name in asked if name and name not in RECKONED))


def _persons(inquiry: Inquiry, roster: Roster) -> Iterable[Line]:
    """Lines of a list of persons, with membership and group as they were on the day."""
    spec = inquiry.specs[PERSONS]
    names = tuple(dict.fromkeys((*_names(roster), *_PERSON_FIELDS)))
    sort = (Sort("card_no"),)
    if not roster.standings:
        # A list of a period is of those it concerned, whatever became of them.
        view = View(sort=sort, as_at=None if roster.between else inquiry.as_at)
        for row in iter_rows(inquiry.reader, spec, view, names):
            if roster.between or row["standing"] in ON_ROLL:
                yield _with_person(row, row, int(str(row["id"])))
        return
    then = memberships(inquiry.reader, inquiry.as_at)
    for row in iter_rows(inquiry.reader, spec, View(sort=sort), names):
        number = int(str(row["id"]))
        told = then.get(number)
        if (told.standing if told else "") in roster.standings:
            yield _with_person(row | _of_the_day(told), row, number)


def _with_first_dues(inquiry: Inquiry, lines: list[Line]) -> list[Line]:
    """``lines`` with the month from which dues are paid, reckoned from the day of approval."""
    profile = profile_of(inquiry.reader)
    return [
        line | {FIRST_DUES.name: first_month_of(profile, str(line["approved_on"] or "")) or None}
        for line in lines
    ]


def _of_the_day(told: Membership | None) -> Line:
    if told is None:
        return {"standing": None, "joined_on": None, IS_MEMBER.name: False}
    facts: Line = {"standing": told.standing, "joined_on": told.joined_on}
    return facts | {"group_id": told.group_id, IS_MEMBER.name: told.standing in ON_ROLL}


def _with_person(line: Line, person: Mapping[str, object], number: int) -> Line:
    return line | {
        PERSON: number,
        GROUP_OF: line.get("group_id", person["group_id"]),
        SEX: person["sex"],
        NAME_OF: person["name"],
    }


def _others(inquiry: Inquiry, roster: Roster) -> Iterable[Line]:
    """Lines of another register, each with what is told of the person it concerns."""
    spec = inquiry.specs[roster.register]
    names = _names(roster)
    every = list(iter_rows(inquiry.reader, spec, View(), names))
    found = [row for row in every if _is_wanted(inquiry, roster, row)]
    if roster.flag:
        found = _of_the_flag(inquiry, roster, found, names)
    read = [source for column in roster.columns for source in column.sources]
    reached = {source.field.name for source in read if source.through == roster.person}
    names = tuple(dict.fromkeys((*_PERSON_FIELDS, *reached)))
    ids = list(dict.fromkeys(int(str(row[roster.person])) for row in found))
    persons = {row["id"]: row for row in rows(inquiry.reader, inquiry.specs[PERSONS], ids, names)}
    for row in found:
        number = int(str(row[roster.person]))
        if (person := persons.get(number)) is None:
            continue
        through = {f"{roster.person}.{name}": person[name] for name in reached}
        yield _with_person(row | through | {"group_id": person["group_id"]}, person, number)


def _holders(inquiry: Inquiry, flag_id: str) -> dict[object, None]:
    """Who has the flag among those here on the day of the paper, in the order of the list."""
    view = View(crowd=Crowd.HERE, flag=flag_id, as_at=inquiry.as_at)
    return dict.fromkeys(row_ids(inquiry.reader, inquiry.specs[PERSONS], view))


def _wanted_flag(inquiry: Inquiry) -> str:
    """The id of the flag asked for; blank where everybody is wanted.

    Raises:
        Refused: there is no flag of that name.
    """
    wanted = str(inquiry.values.get(FLAG.name) or "")
    known = flag_labels(inquiry.reader) if wanted else {}
    called = [flag for flag, label in known.items() if fold(label) == fold(wanted)]
    if wanted and not called:
        names = "、".join(known.values())
        raise Refused(
            f"没有名为“{wanted[:_SHOWN]}”的类别", "没有写入任何内容", f"可用的有：{names}", "R-433"
        )
    return called[0] if called else ""


def _of_the_flag(
    inquiry: Inquiry, roster: Roster, found: list[Line], names: tuple[str, ...]
) -> list[Line]:
    """Of ``found`` the rows of those who hold the flag; after them one for each other holder."""
    holders = _holders(inquiry, roster.flag)
    told = {row[roster.person] for row in found}
    blank: Line = dict.fromkeys(names) | {NOTE: roster.without_row}
    own = [row for row in found if row[roster.person] in holders]
    return own + [blank | {roster.person: number} for number in holders if number not in told]


def _is_wanted(inquiry: Inquiry, roster: Roster, line: Line) -> bool:
    if any(line[name] not in values for name, values in roster.where.items()):
        return False
    if any(line[name] in values for name, values in roster.unless.items()):
        return False
    if roster.between:
        day = line[roster.between]
        first = str(inquiry.values.get("from") or "")
        last = str(inquiry.values.get("until") or inquiry.today)
        return bool(day) and first <= f"{day}{_FIRST_DAY}"[:10] <= last
    came = str(line[roster.since] or "") if roster.since else ""
    left = str(line[roster.until] or _LATE) if roster.until else _LATE
    return came <= inquiry.as_at < left


def _ordered(inquiry: Inquiry, roster: Roster, lines: list[Line]) -> list[Line]:
    """By group and card number unless asked otherwise; by group first where each has its page."""
    by_place: dict[object, int] = {
        number: place for place, number in enumerate(groups_in_order(inquiry.reader))
    }
    asked = inquiry.values.get("sort")
    if asked == BY_STROKES:
        lines.sort(key=lambda line: stroke_key(str(line[NAME_OF])))
    elif asked == BY_PINYIN:
        places = _by_pinyin(inquiry.reader)
        lines.sort(key=lambda line: places[line[PERSON]])
    elif roster.person or roster.between:
        return lines if not inquiry.values.get("each_group") else _grouped(lines, by_place)
    if asked and not inquiry.values.get("each_group"):
        return lines
    return _grouped(lines, by_place)


def _grouped(lines: list[Line], places: Mapping[object, int]) -> list[Line]:
    return sorted(lines, key=lambda line: places.get(line[GROUP_OF], len(places)))


def _by_pinyin(reader: Connection) -> dict[object, int]:
    view = View(sort=(Sort("name"),), retired=True)
    return {number: place for place, number in enumerate(row_ids(reader, spec_of(Member), view))}
