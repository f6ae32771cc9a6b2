"""A roster of people who do not exist: as many as asked for, the same ones every time."""

from __future__ import annotations

import datetime as dt
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from app.actions.sample.people import People
from app.models.base import spec_of
from app.models.members.member import Member
from app.spec.kinds import Kind
from app.spec.values import show

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.actions.sample.people import Person

# Twenty-five columns as a personnel office keeps them.
COLUMNS = (
    "card_no",
    "name",
    "sex",
    "id_number",
    "born_on",
    "ethnicity",
    "political",
    "education",
    "hometown",
    "mobile",
    "staff_no",
    "department",
    "group_id",
    "post",
    "employment",
    "employment_form",
    "work_unit",
    "hired_on",
    "started_work_on",
    "skill_level",
    "wage_fen",
    "joined_on",
    "monthly_dues_fen",
    "household",
    "note",
)
# What takes longest to be looked for among them: a name hardly anybody has, one of several, what
# nobody is called, in 汉字 and in letters, and two words.
WORST = ("白建军", "张伟", "没有", "qqqq", "张伟 车间")
_ID_LENGTH = 18
_BEGUN = dt.date(2026, 11, 20)
SPEC = spec_of(Member)


def headings() -> list[str]:
    """The labels over the columns."""
    return [SPEC.fields[name].label for name in COLUMNS]


def roster(count: int) -> Iterator[list[object]]:
    """``count`` rows as a workbook holds them: words for codes, yuan for fen, days as days."""
    fields = SPEC.columns(COLUMNS)
    for person in islice(_told_apart(count), count):
        row: list[object] = []
        for field in fields:
            value = person.group if field.name == "group_id" else person.draft.get(field.name)
            if field.kind is Kind.MONEY and isinstance(value, int):
                row.append(value / 100)
            elif field.name == "born_on" and value:
                row.append(dt.date.fromisoformat(str(value)))
            else:
                row.append(value if field.kind is Kind.REFERENCE else show(field, value) or None)
        yield row


def _told_apart(count: int) -> Iterator[Person]:
    """Of so many people some are namesakes of one birthday, or too many for their numbers."""
    known: set[tuple[object, object]] = set()
    for person in People(Random("benchmark")).founding(count + count // 500 + 20, _BEGUN):
        name_and_day = (person.draft["name"], person.draft["born_on"])
        if name_and_day not in known and len(str(person.draft["id_number"])) == _ID_LENGTH:
            known.add(name_and_day)
            yield person


def write_roster(target: Path, count: int) -> None:
    """The roster as a workbook, its days of birth as cells of dates."""
    import rustpy_xlsxwriter as writer

    day = writer.Format()
    day.set_num_format("yyyy-mm-dd")
    heads = headings()
    book = writer.FastExcel(str(target), output_format="xlsx")
    book.sheet(
        "在册",
        (dict(zip(heads, row, strict=True)) for row in roster(count)),
        column_formats=[day if name == "born_on" else writer.Format() for name in COLUMNS],
    )
    book.save()
