"""Whose papers are wanted, and what is told of each of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.errors import Refused
from app.models.base import spec_of
from app.models.members.card_issue import CardIssue
from app.models.members.member import Member
from app.models.members.membership import MembershipEvent
from app.models.members.standing import ON_ROLL
from app.queries.groups import groups_in_order
from app.queries.listing import Filter, Sort, View, reference_labels, row_ids, rows
from app.queries.organization.unit import unit_name
from app.reports.forms.common import union_name
from app.reports.forms.rosters.rows import wanted_groups
from app.spec.codes import fold
from app.spec.field import FieldSpec
from app.spec.kinds import Kind
from app.spec.values import masked, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from app.reports.forms.form import Inquiry

PEOPLE = FieldSpec("people", "姓名或会员证号", Kind.TEXT)
EVERYONE = FieldSpec("everyone", "全体在册会员", Kind.YES_NO)
_CHOOSING = (PEOPLE.name, "group", EVERYONE.name)
_BETWEEN = re.compile("[,，、;；]")
_NUMBER = re.compile(r"#(\d+)")
_SAFE = "没有写入任何内容"
_SHOWN = 10


def people_text(numbers: Iterable[int]) -> str:
    """How records chosen in a list are written as the value of ``PEOPLE``."""
    return ",".join(f"#{number}" for number in numbers)


def is_asked_for_nobody(values: Mapping[str, object]) -> bool:
    """Whether neither persons nor a group nor everybody is wanted: then the form is blank."""
    return not any(values.get(name) for name in _CHOOSING)


def chosen_people(inquiry: Inquiry) -> list[int]:
    """Numbers of the members wanted, in the order of the list they were chosen in.

    Raises:
        Refused: somebody is not known, or a name is borne by several.
    """
    written = str(inquiry.values.get(PEOPLE.name) or "")
    if written:
        return _written(inquiry.reader, written)
    groups = wanted_groups(inquiry)
    if groups is None and not inquiry.values.get(EVERYONE.name):
        return []
    filters: tuple[Filter, ...] = (Filter("standing", frozenset(ON_ROLL)),)
    if groups is not None:
        filters += (Filter("group_id", frozenset(groups)),)
    view = View(filters=filters, sort=(Sort("card_no"),), as_at=inquiry.today)
    spec = spec_of(Member)
    found = rows(inquiry.reader, spec, row_ids(inquiry.reader, spec, view), ("group_id",))
    places: dict[object, int] = {
        number: place for place, number in enumerate(groups_in_order(inquiry.reader))
    }
    found.sort(key=lambda row: places.get(row["group_id"], len(places)))
    return [int(str(row["id"])) for row in found]


def _written(reader: Connection, text: str) -> list[int]:
    words = [word.strip() for word in _BETWEEN.split(text) if word.strip()]
    by_name: dict[str, list[int]] = {}
    if any(not _NUMBER.fullmatch(word) for word in words):
        table = Member.__table__.c
        known = select(table.id, table.name, table.card_no).where(table.retired_at.is_(None))
        for number, name, card_no in reader.execute(known):
            for key in {fold(name), fold(card_no or "")}:
                by_name.setdefault(key, []).append(number)
    found = []
    for word in words:
        number = _NUMBER.fullmatch(word)
        found.append(int(number[1]) if number else _the_one(word, by_name.get(fold(word), [])))
    return list(dict.fromkeys(found))


def _the_one(word: str, numbers: list[int]) -> int:
    if not numbers:
        raise Refused(f"会员里没有“{word[:_SHOWN]}”", _SAFE, "请核对姓名或会员证号", "R-560")
    if len(numbers) > 1:
        raise Refused(
            f"叫“{word[:_SHOWN]}”的有 {len(numbers)} 人", _SAFE, "请改填会员证号", "R-561"
        )
    return numbers[0]


@dataclass(frozen=True, slots=True)
class Person:
    """What papers tell of one person, each value as it is read.

    Attributes:
        number: of the member; 0 for nobody.
        texts: by field name; numbers are masked unless asked for in full. Who names no
            工作单位 works at the union's unit.
        events: dated changes of membership, oldest first, stored values by field name.
        card_issued_on: day the latest card was handed out, ISO; blank where nobody noted it.
    """

    texts: Mapping[str, str]
    number: int = 0
    events: tuple[Mapping[str, object], ...] = ()
    card_issued_on: str = ""

    def __getitem__(self, name: str) -> str:
        """The value of a field of the member; blank where nothing is known."""
        return self.texts.get(name, "")


NOBODY = Person({})
"""Whose form is blank, to be written by hand."""


def persons(inquiry: Inquiry) -> list[Person]:
    """Everybody wanted; as many nobodies as blank copies are asked for.

    Raises:
        Refused: somebody is not known.
    """
    if inquiry.blank_rows:
        return [NOBODY] * inquiry.blank_rows
    numbers = chosen_people(inquiry)
    spec = spec_of(Member)
    labels = reference_labels(inquiry.reader, spec)
    events, issued = _events(inquiry.reader, numbers), _issued(inquiry.reader, numbers)
    unit = unit_name(inquiry.reader)
    found = []
    for row in rows(inquiry.reader, spec, numbers):
        texts = {}
        for field in spec.fields.values():
            text = show(field, row[field.name], labels.get(field.name))
            texts[field.name] = text if inquiry.full else masked(field, text)
        texts["work_unit"] = texts["work_unit"] or unit
        number = int(str(row["id"]))
        found.append(Person(texts, number, tuple(events.get(number, ())), issued.get(number, "")))
    if not found:
        raise Refused("没有选到任何人", _SAFE, "请另选人员或小组再打印", "R-563")
    return found


def _events(reader: Connection, numbers: Sequence[int]) -> dict[int, list[Mapping[str, object]]]:
    """By member, the dated changes that were not put aside."""
    table = MembershipEvent.__table__
    wanted = set(numbers)
    found: dict[int, list[Mapping[str, object]]] = {}
    query = select(table).where(table.c.retired_at.is_(None))
    for row in reader.execute(query.order_by(table.c.happened_on, table.c.id)).mappings():
        if row["member_id"] in wanted:
            found.setdefault(row["member_id"], []).append(dict(row))
    return found


def _issued(reader: Connection, numbers: Sequence[int]) -> dict[int, str]:
    """By member, the day of the latest card."""
    table = CardIssue.__table__.c
    wanted = set(numbers)
    query = select(table.member_id, table.issued_on).where(table.retired_at.is_(None))
    rows_of = reader.execute(query.order_by(table.issued_on, table.id))
    return {number: day for number, day in rows_of if number in wanted}


def unit_of(inquiry: Inquiry) -> str:
    """The union's full name."""
    return union_name(inquiry.reader)
