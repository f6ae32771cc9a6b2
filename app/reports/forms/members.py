"""会员: the two books of members (ZZ-05, ZZ-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.members.lists import CHANGE_COLUMNS, REGISTER_COLUMNS, change_rows, register_rows
from app.reports.document import Document
from app.reports.forms.besides import (
    asked_besides,
    labels_besides,
    told_besides,
    users_columns,
)
from app.reports.forms.common import (
    PRINTED_MM,
    WRITTEN_MM,
    Cells,
    has_personal_numbers,
    people_counted,
    register_columns,
    register_page,
    unit_caption,
    users_amounts,
)
from app.reports.forms.form import ALSO, AS_AT, BLANK, FROM, FULL, UNTIL, Form, Inquiry, PaperKind
from app.reports.sheet import Closing, Sheet
from app.spec.dates import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.spec.field import FieldSpec

_FEMALE = "2"
_OF_MEMBERS, _OF_CHANGES = ("member", ""), ("membership_event", "member_id")
_ROOM = "\u3000" * 4  # for a number written by hand


def _book(
    inquiry: Inquiry,
    form_id: str,
    title: str,
    of: tuple[str, str],
    fields: tuple[FieldSpec, ...],
    rows: Sequence[dict[str, object]],
    counted: str,
    period: str = "",
) -> Document:
    """One of the two books of members: numbered lines, signed by the organization officer.

    Args:
        of: the register and, if its rows name one, the field of a person, whose columns the
            user may add.
        fields: the book's own columns, the note last.
        counted: the count under the last line.
    """
    register, person = of
    also = asked_besides(inquiry, users_columns(register, person), title)
    rows = told_besides(inquiry, register, also, rows, person) if also else rows
    *others, note = fields
    fields = (*others, *also, note)
    cells = Cells(inquiry, fields, labels_besides(inquiry, register, also, person))
    sheet = Sheet(
        title=title,
        columns=register_columns(inquiry, fields),
        rows=tuple(cells.row(number, row) for number, row in enumerate(rows, 1)),
        caption=unit_caption(inquiry, period),
        signers=("主席", "组织委员", "制表", "日期"),
        closing=Closing.NONE if inquiry.blank_rows else Closing.DIAGONAL,
        sums=users_amounts(inquiry, also),
        note=counted,
        row_mm=WRITTEN_MM if inquiry.blank_rows else PRINTED_MM,
        blank_rows=inquiry.blank_rows,
    )
    page = register_page(inquiry, personal=has_personal_numbers(fields))
    return Document(form_id, (sheet,), page)


def _register(inquiry: Inquiry) -> Document:
    """ZZ-05 工会会员名册（登记卡）: everybody who ever was a member."""
    rows = [] if inquiry.blank_rows else register_rows(inquiry.reader, inquiry.as_at)
    women = sum(row["sex"] == _FEMALE for row in rows)
    counted = people_counted(len(rows), women, by_hand=inquiry.blank_rows > 0)
    return _book(
        inquiry, "ZZ-05", "工会会员名册（登记卡）", _OF_MEMBERS, REGISTER_COLUMNS, rows, counted
    )


def _changes(inquiry: Inquiry) -> Document:
    """ZZ-06 会员会籍变动登记簿: the dated changes of a period."""
    first = str(inquiry.values.get("from") or "")
    last = str(inquiry.values.get("until") or inquiry.today)
    rows = [] if inquiry.blank_rows else change_rows(inquiry.reader, first, last)
    begins = in_words(first) if first else "建账"
    counted = f"合计{_ROOM}笔。" if inquiry.blank_rows else f"合计 {len(rows)} 笔。"
    period = f"{begins}至{in_words(last)}"
    title = "会员会籍变动登记簿"
    return _book(inquiry, "ZZ-06", title, _OF_CHANGES, CHANGE_COLUMNS, rows, counted, period)


FORMS = (
    Form(
        "member-register",
        "工会会员名册（登记卡）",
        _register,
        (AS_AT, FULL, ALSO, BLANK),
        number="ZZ-05",
        kind=PaperKind.ROSTER,
        besides=users_columns(*_OF_MEMBERS),
    ),
    Form(
        "member-changes",
        "会员会籍变动登记簿",
        _changes,
        (FROM, UNTIL, ALSO, BLANK),
        register="membership_event",
        number="ZZ-06",
        besides=users_columns(*_OF_CHANGES),
    ),
)
