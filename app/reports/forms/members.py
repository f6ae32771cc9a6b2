"""会员: the member roster (会员花名册) and the two books of members (ZZ-05, ZZ-06)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from app.errors import Refused
from app.models.members.member import Member
from app.queries.groups import groups_in_order, with_those_below
from app.queries.listing import Filter, Sort, View, iter_rows, reference_labels
from app.queries.members.lists import CHANGE_COLUMNS, REGISTER_COLUMNS, change_rows, register_rows
from app.reports.document import Document, PageBreak
from app.reports.forms.common import (
    NOTE,
    Cells,
    asked_names,
    has_personal_numbers,
    register_columns,
    register_page,
    titled,
    unit_caption,
)
from app.reports.forms.form import (
    AS_AT,
    BLANK,
    COLUMNS,
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

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.reports.document import Block
    from app.reports.forms.common import Labels
    from app.spec.field import FieldSpec

# The member's printed columns are those of 会员花名册 in the handbook (2.10), under its titles.
_ROSTER = (*Member.layout.paper, NOTE)
_TITLES = {"born_on": "出生年月", "education": "文化程度", "mobile": "联系电话"}
_NEEDED = ("group_id", "born_on", "sex")  # to be counted and put in order, printed or not
_DUES = "monthly_dues_fen"
_FEMALE = "2"
_MONTH = len("2026-11")
_ROOM = "\u3000" * 4  # for a number written by hand


def _roster_fields(inquiry: Inquiry) -> tuple[FieldSpec, ...]:
    """The columns of the roster: the handbook's, unless others were asked for."""
    spec = inquiry.specs[Member.__tablename__]
    return titled(spec.columns(asked_names(inquiry, spec) or _ROSTER), _TITLES)


def _roster(inquiry: Inquiry) -> Document:
    page = register_page(inquiry, personal=has_personal_numbers(_roster_fields(inquiry)))
    labels = reference_labels(inquiry.reader, inquiry.specs[Member.__tablename__])
    if inquiry.blank_rows:
        return Document("member-roster", (_roster_sheet(inquiry, labels, ()),), page)
    groups = labels["group_id"]
    wanted = str(inquiry.values.get("group") or "")
    rows = _roster_rows(inquiry, groups, wanted)
    if not inquiry.values.get("each_group"):
        sheet = _roster_sheet(inquiry, labels, tuple(rows), wanted)
        return Document("member-roster", (sheet,), page)
    blocks: list[Block] = []
    for group_id, members in groupby(rows, key=lambda row: row["group_id"]):
        name = groups.get(group_id, "") if isinstance(group_id, int) else ""
        blocks += [PageBreak()] if blocks else []
        blocks.append(_roster_sheet(inquiry, labels, tuple(members), name or "未编入小组"))
    nobody = _roster_sheet(inquiry, labels, (), wanted)
    return Document("member-roster", tuple(blocks) or (nobody,), page)


def _roster_rows(
    inquiry: Inquiry, groups: Mapping[int, str], wanted: str
) -> list[dict[str, object]]:
    """Who held membership on the day, by group and card number.

    Args:
        wanted: name of the only group, with all below it; blank for everybody.
    """
    filters: tuple[Filter, ...] = ()
    if wanted:
        called = [number for number, name in groups.items() if fold(name) == fold(wanted)]
        if not called:
            raise Refused(
                f"没有名为“{wanted}”的小组", "没有写入任何内容", "请核对小组名称后再打印", "R-410"
            )
        filters = (Filter("group_id", with_those_below(inquiry.reader, called)),)
    view = View(filters=filters, sort=(Sort("card_no"),), as_at=inquiry.as_at)
    places: dict[object, int] = {
        number: place for place, number in enumerate(groups_in_order(inquiry.reader))
    }
    names = dict.fromkeys((*(field.name for field in _roster_fields(inquiry)), *_NEEDED))
    spec = inquiry.specs[Member.__tablename__]
    found = iter_rows(inquiry.reader, spec, view, tuple(names))
    return sorted(found, key=lambda row: places.get(row["group_id"], len(places)))


def _roster_sheet(
    inquiry: Inquiry, labels: Labels, members: tuple[Mapping[str, object], ...], group: str = ""
) -> Sheet:
    fields = _roster_fields(inquiry)
    cells = Cells(inquiry, fields, labels)
    rows: list[Row] = []
    women = 0
    for number, member in enumerate(members, 1):
        born = member["born_on"]
        shortened = {**member, "born_on": str(born)[:_MONTH] if born else None}
        rows.append(cells.row(number, shortened))
        women += member["sex"] == _FEMALE
    names = [field.name for field in fields]
    caption = unit_caption(inquiry)
    if group:
        caption = (caption[0], ("小组", group), caption[1])
    return Sheet(
        title="会员花名册",
        columns=register_columns(inquiry, fields),
        rows=tuple(rows),
        caption=caption,
        signers=("主席", "审核人", "填表人", "日期"),
        closing=Closing.NONE if inquiry.blank_rows else Closing.DIAGONAL,
        sums=() if inquiry.blank_rows or _DUES not in names else (_DUES,),
        note=_people_counted(inquiry, len(members), women),
        blank_rows=inquiry.blank_rows,
        name=group,
    )


def _people_counted(inquiry: Inquiry, people: int, women: int) -> str:
    """What the handbook wants at the foot of a roster; room to write it on a blank form."""
    if inquiry.blank_rows:
        return f"合计{_ROOM}人，其中女{_ROOM}人。"
    return f"合计 {people} 人，其中女 {women} 人。"


def _book(
    inquiry: Inquiry,
    form_id: str,
    title: str,
    fields: tuple[FieldSpec, ...],
    rows: Sequence[Mapping[str, object]],
    counted: str,
    period: str = "",
) -> Document:
    """One of the two books of members: numbered lines, signed by the organization officer.

    Args:
        counted: the count under the last line.
    """
    cells = Cells(inquiry, fields)
    sheet = Sheet(
        title=title,
        columns=register_columns(inquiry, fields),
        rows=tuple(cells.row(number, row) for number, row in enumerate(rows, 1)),
        caption=unit_caption(inquiry, period),
        signers=("主席", "组织委员", "制表", "日期"),
        closing=Closing.NONE if inquiry.blank_rows else Closing.DIAGONAL,
        note=counted,
        blank_rows=inquiry.blank_rows,
    )
    page = register_page(inquiry, personal=has_personal_numbers(fields))
    return Document(form_id, (sheet,), page)


def _register(inquiry: Inquiry) -> Document:
    """ZZ-05 工会会员名册（登记卡）: everybody who ever was a member."""
    rows = [] if inquiry.blank_rows else register_rows(inquiry.reader, inquiry.as_at)
    women = sum(row["sex"] == _FEMALE for row in rows)
    counted = _people_counted(inquiry, len(rows), women)
    return _book(inquiry, "ZZ-05", "工会会员名册（登记卡）", REGISTER_COLUMNS, rows, counted)


def _changes(inquiry: Inquiry) -> Document:
    """ZZ-06 会员会籍变动登记簿: the dated changes of a period."""
    first = str(inquiry.values.get("from") or "")
    last = str(inquiry.values.get("until") or inquiry.today)
    rows = [] if inquiry.blank_rows else change_rows(inquiry.reader, first, last)
    begins = in_words(first) if first else "建账"
    counted = f"合计{_ROOM}笔。" if inquiry.blank_rows else f"合计 {len(rows)} 笔。"
    period = f"{begins}至{in_words(last)}"
    return _book(inquiry, "ZZ-06", "会员会籍变动登记簿", CHANGE_COLUMNS, rows, counted, period)


FORMS = (
    Form(
        "member-roster",
        "会员花名册",
        _roster,
        (AS_AT, GROUP, EACH_GROUP, FULL, COLUMNS, BLANK),
        register="member",
    ),
    Form(
        "member-register",
        "工会会员名册（登记卡）",
        _register,
        (AS_AT, FULL, BLANK),
        register="member",
        number="ZZ-05",
    ),
    Form(
        "member-changes",
        "会员会籍变动登记簿",
        _changes,
        (FROM, UNTIL, BLANK),
        register="membership_event",
        number="ZZ-06",
    ),
)
