"""会员: the member roster (会员花名册) and the two books of members (ZZ-05, ZZ-06)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from app.errors import Refused
from app.models.base import spec_of
from app.models.members import Member
from app.queries.listing import Filter, Sort, View, iter_rows, reference_labels
from app.queries.members import CHANGE_COLUMNS, REGISTER_COLUMNS, change_rows, register_rows
from app.reports.document import Document, PageBreak
from app.reports.forms.common import (
    NOTE,
    Cells,
    has_personal_numbers,
    register_columns,
    register_page,
    titled,
    unit_caption,
)
from app.reports.forms.form import (
    AS_AT,
    BLANK,
    EACH_GROUP,
    FROM,
    FULL,
    GROUP,
    UNTIL,
    Form,
    Inquiry,
)
from app.reports.sheet import Closing, Row, Sheet
from app.spec.codes import fold
from app.spec.dates import in_words
from app.spec.field import FieldSpec
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.reports.document import Block
    from app.reports.forms.common import Labels

# The member's printed columns are those of 会员花名册 in the handbook (2.10), under its titles.
_ROSTER = titled(
    spec_of(Member).columns((*Member.layout.paper, NOTE)),
    {"born_on": "出生年月", "education": "文化程度", "mobile": "联系电话"},
)
_NAMES = tuple(field.name for field in _ROSTER)
_NOTE = FieldSpec(NOTE, "备注", Kind.TEXT)
_FEMALE = "2"
_MONTH = len("2026-11")


def _roster(inquiry: Inquiry) -> Document:
    page = register_page(inquiry, personal=True)
    labels = reference_labels(inquiry.reader, spec_of(Member))
    if inquiry.blank_rows:
        return Document("member-roster", (_roster_sheet(inquiry, labels, ()),), page)
    rows = _roster_rows(inquiry, labels["group_id"])
    if not inquiry.values.get("each_group"):
        return Document("member-roster", (_roster_sheet(inquiry, labels, tuple(rows)),), page)
    blocks: list[Block] = []
    for group_id, members in groupby(rows, key=lambda row: row["group_id"]):
        name = labels["group_id"].get(group_id, "") if isinstance(group_id, int) else ""
        blocks += [PageBreak()] if blocks else []
        blocks.append(_roster_sheet(inquiry, labels, tuple(members), name or "未编入小组"))
    return Document("member-roster", tuple(blocks) or (_roster_sheet(inquiry, labels, ()),), page)


def _roster_rows(inquiry: Inquiry, groups: Mapping[int, str]) -> Iterator[dict[str, object]]:
    """Who held membership on the day, by group and card number."""
    filters: tuple[Filter, ...] = ()
    if wanted := inquiry.values.get("group"):
        ids = frozenset(i for i, name in groups.items() if fold(name) == fold(str(wanted)))
        if not ids:
            raise Refused(
                f"没有名为“{wanted}”的小组", "没有写入任何内容", "请核对小组名称后再打印", "R-410"
            )
        filters = (Filter("group_id", frozenset(ids)),)
    view = View(filters=filters, sort=(Sort("group_id"), Sort("card_no")), as_at=inquiry.as_at)
    return iter_rows(inquiry.reader, spec_of(Member), view, _NAMES)


def _roster_sheet(
    inquiry: Inquiry, labels: Labels, members: tuple[Mapping[str, object], ...], group: str = ""
) -> Sheet:
    cells = Cells(inquiry, _ROSTER, labels)
    rows: list[Row] = []
    women = 0
    for number, member in enumerate(members, 1):
        born = member["born_on"]
        shortened = {**member, "born_on": str(born)[:_MONTH] if born else None}
        rows.append(cells.row(number, shortened))
        women += member["sex"] == _FEMALE
    caption = unit_caption(inquiry)
    if group:
        caption = (caption[0], ("小组", group), caption[1])
    return Sheet(
        title="会员花名册",
        columns=register_columns(inquiry, _ROSTER),
        rows=tuple(rows),
        caption=caption,
        signers=("主席", "审核人", "填表人", "日期"),
        closing=Closing.NONE if inquiry.blank_rows else Closing.DIAGONAL,
        note="" if inquiry.blank_rows else f"合计 {len(members)} 人，其中女 {women} 人。",
        blank_rows=inquiry.blank_rows,
    )


def _book(
    inquiry: Inquiry,
    form_id: str,
    title: str,
    fields: tuple[FieldSpec, ...],
    rows: Sequence[Mapping[str, object]],
    period: str = "",
) -> Document:
    """One of the two books of members: numbered lines, signed by the organization officer."""
    cells = Cells(inquiry, fields)
    sheet = Sheet(
        title=title,
        columns=register_columns(inquiry, fields),
        rows=tuple(cells.row(number, row) for number, row in enumerate(rows, 1)),
        caption=unit_caption(inquiry, period),
        signers=("主席", "组织委员", "制表", "日期"),
        closing=Closing.NONE if inquiry.blank_rows else Closing.DIAGONAL,
        blank_rows=inquiry.blank_rows,
    )
    page = register_page(inquiry, personal=has_personal_numbers(fields))
    return Document(form_id, (sheet,), page)


def _register(inquiry: Inquiry) -> Document:
    """ZZ-05 工会会员名册（登记卡）: everybody who ever was a member."""
    rows = [] if inquiry.blank_rows else register_rows(inquiry.reader, inquiry.as_at)
    return _book(
        inquiry, "ZZ-05", "工会会员名册（登记卡）", (*REGISTER_COLUMNS, _NOTE), _noted(rows)
    )


def _changes(inquiry: Inquiry) -> Document:
    """ZZ-06 会员会籍变动登记簿: the dated changes of a period."""
    first = str(inquiry.values.get("from") or "")
    last = str(inquiry.values.get("until") or inquiry.today)
    rows = [] if inquiry.blank_rows else change_rows(inquiry.reader, first, last)
    begins = in_words(first) if first else "建账"
    return _book(
        inquiry,
        "ZZ-06",
        "会员会籍变动登记簿",
        (*CHANGE_COLUMNS, _NOTE),
        _noted(rows),
        f"{begins}至{in_words(last)}",
    )


def _noted(rows: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """Rows with room for a remark, which every book has as its last column."""
    return [{NOTE: None, **row} for row in rows]


FORMS = (
    Form(
        "member-roster",
        "会员花名册",
        _roster,
        (AS_AT, GROUP, EACH_GROUP, FULL, BLANK),
        register="member",
    ),
    Form("member-register", "工会会员名册（登记卡）", _register, (AS_AT, FULL, BLANK)),
    Form(
        "member-changes",
        "会员会籍变动登记簿",
        _changes,
        (FROM, UNTIL, BLANK),
        register="membership_event",
    ),
)
