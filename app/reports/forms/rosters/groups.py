"""工会小组花名册: every branch and group with its head and how many members it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.base import spec_of
from app.models.organization.groups import Group
from app.queries.groups import groups_in_order, with_those_below
from app.queries.listing import View, iter_rows
from app.queries.members.roster import roster_counts
from app.reports.document import Document
from app.reports.forms.besides import asked_besides, labels_besides, users_columns
from app.reports.forms.common import (
    Cells,
    column_of,
    filing,
    has_personal_numbers,
    people_counted,
    register_page,
    union_name,
    users_amounts,
)
from app.reports.forms.form import ALSO, AS_AT, BLANK, Form, PaperKind
from app.reports.sheet import Closing, Column, Row, Sheet, sequence_column
from app.spec.dates import in_words
from app.spec.field import FieldSpec
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.queries.members.roster import RosterCounts
    from app.reports.forms.form import Inquiry

_TITLE = "工会小组花名册"
_FIELDS = spec_of(Group).fields


_besides = users_columns(Group.__tablename__)


def _columns(also: Iterable[FieldSpec], *, by_hand: bool) -> tuple[Column, ...]:
    """Those of the handbook (2.10); a branch's members are those of all groups below it.

    Args:
        also: the user's own, before the note.
    """
    note = _FIELDS["note"]
    return (
        sequence_column(),
        Column("name", "小组名称"),
        column_of(_FIELDS["leader_name"], by_hand=by_hand),
        column_of(FieldSpec("people", "人数", Kind.INTEGER)),
        column_of(FieldSpec("women", "其中女", Kind.INTEGER)),
        Column("founded_on", "成立（改选）日期", Kind.PARTIAL_DATE),
        *(column_of(field, by_hand=by_hand) for field in also),
        Column(note.name, note.label, width_mm=40.0 if by_hand else 0.0),
    )


def _build(inquiry: Inquiry) -> Document:
    by_hand = inquiry.blank_rows > 0
    counts = roster_counts(inquiry.reader, inquiry.as_at)
    also = asked_besides(inquiry, _besides, _TITLE)
    rows = () if by_hand else tuple(_rows(inquiry, counts, also))
    time = "" if by_hand else f"截至 {in_words(inquiry.as_at)}"
    caption = (("单位", union_name(inquiry.reader)), ("", time))
    people = people_counted(counts.members_roll, counts.women_members, by_hand=by_hand)
    sheet = Sheet(
        title=_TITLE,
        columns=_columns(also, by_hand=by_hand),
        rows=rows,
        caption=tuple(pair for pair in caption if pair[1]),
        filing=filing(inquiry),
        signers=("主席", "组织委员", "日期"),
        closing=Closing.NONE if by_hand else Closing.DIAGONAL,
        sums=users_amounts(inquiry, also),
        note=f"{people}人数为会籍正常的会员；分工会的人数含所属各小组，合计不重复计算。",
        blank_rows=inquiry.blank_rows,
    )
    page = register_page(inquiry, personal=has_personal_numbers(also))
    return Document("group-roster", (sheet,), page)


def _rows(inquiry: Inquiry, counts: RosterCounts, also: Sequence[FieldSpec]) -> list[Row]:
    """The groups there were on the day, each below its branch."""
    names = ("name", "leader_name", "founded_on", "dissolved_on", "note", *(f.name for f in also))
    spec = inquiry.specs[Group.__tablename__]
    cells = Cells(inquiry, also, labels_besides(inquiry, spec.id, also))
    known = {row["id"]: row for row in iter_rows(inquiry.reader, spec, View(), names)}
    women = set(counts.women)
    rows: list[Row] = []
    for number in groups_in_order(inquiry.reader):
        group = known.get(number)
        if group is None or not _stood(group, inquiry.as_at):
            continue
        those = [
            member
            for below in with_those_below(inquiry.reader, [number])
            for member in counts.by_group.get(below, ())
        ]
        told = len(those), sum(member in women for member in those)
        own = group["name"], group["leader_name"], *told, group["founded_on"]
        rows.append(Row((len(rows) + 1, *own, *cells.shown(group), group["note"])))
    return rows


def _stood(group: dict[str, object], day: str) -> bool:
    founded, dissolved = str(group["founded_on"] or ""), str(group["dissolved_on"] or "9999")
    return founded <= day < dissolved


FORM = Form(
    "group-roster",
    _TITLE,
    _build,
    (AS_AT, ALSO, BLANK),
    kind=PaperKind.LEDGER,
    besides=_besides,
)
