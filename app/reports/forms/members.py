"""会员: the two books of members (ZZ-05, ZZ-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.members.join_rate import NO_GROUP
from app.queries.members.lists import CHANGE_COLUMNS, REGISTER_COLUMNS, change_rows, register_rows
from app.queries.members.roster import memberships
from app.reports.document import Document, PageBreak
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
from app.reports.forms.form import (
    ALSO,
    AS_AT,
    BLANK,
    EACH_GROUP,
    FROM,
    FULL,
    GROUP,
    UNTIL,
    Form,
    Inquiry,
    PaperKind,
)
from app.reports.forms.rosters.rows import wanted_groups
from app.reports.sheet import Closing, Sheet
from app.spec.dates import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.reports.document import Block, Page
    from app.spec.field import FieldSpec

    _Line = dict[str, object]

_FEMALE = "2"
_OF_MEMBERS, _OF_CHANGES = ("member", ""), ("membership_event", "member_id")
_ROOM = "\u3000" * 4  # for a number written by hand


class _Book:
    """One of the two books of members: numbered lines, signed by the organization officer.

    Args:
        of: the register and, if its rows name one, the field of a person, whose columns the
            user may add.
        fields: the book's own columns, the note last.
        period: what the paper tells of; the day asked for by default.
    """

    def __init__(
        self,
        inquiry: Inquiry,
        title: str,
        of: tuple[str, str],
        fields: tuple[FieldSpec, ...],
        period: str = "",
    ) -> None:
        self._inquiry, self._title, self._of, self._period = inquiry, title, of, period
        self._also = asked_besides(inquiry, users_columns(*of), title)
        *others, note = fields
        self._fields = (*others, *self._also, note)
        register, person = of
        self._cells = Cells(
            inquiry, self._fields, labels_besides(inquiry, register, self._also, person)
        )

    @property
    def page(self) -> Page:
        """The page of all its sheets."""
        return register_page(self._inquiry, personal=has_personal_numbers(self._fields))

    def sheet(self, rows: Sequence[_Line], counted: str, group: str = "") -> Sheet:
        """``rows`` numbered from 1, the count of them under the last."""
        inquiry, (register, person) = self._inquiry, self._of
        if self._also:
            rows = told_besides(inquiry, register, self._also, rows, person)
        return Sheet(
            title=self._title,
            columns=register_columns(inquiry, self._fields),
            rows=tuple(self._cells.row(number, row) for number, row in enumerate(rows, 1)),
            caption=unit_caption(inquiry, self._period, group),
            signers=("主席", "组织委员", "制表", "日期"),
            closing=Closing.NONE if inquiry.blank_rows else Closing.DIAGONAL,
            sums=users_amounts(inquiry, self._also),
            note=counted,
            row_mm=WRITTEN_MM if inquiry.blank_rows else PRINTED_MM,
            blank_rows=inquiry.blank_rows,
            name=group,
        )


def _register(inquiry: Inquiry) -> Document:
    """ZZ-05 工会会员名册（登记卡）: everybody who ever was a member, by the group of the day."""
    rows = [] if inquiry.blank_rows else register_rows(inquiry.reader, inquiry.as_at)
    wanted = wanted_groups(inquiry)
    if wanted is not None:
        rows = [row for row in rows if row["group_id"] in wanted]
    book = _Book(inquiry, "工会会员名册（登记卡）", _OF_MEMBERS, REGISTER_COLUMNS)
    if not inquiry.values.get(EACH_GROUP.name) or not rows:
        sheet = book.sheet(rows, _people(inquiry, rows), _group_asked(inquiry))
        return Document("ZZ-05", (sheet,), book.page)
    blocks: list[Block] = []
    groups = _by_group(inquiry, rows)
    for place, (name, those) in enumerate(groups, 1):
        blocks += [PageBreak()] if blocks else []
        is_last = 1 < place == len(groups)
        whole = f"各组总计：{_people(inquiry, rows)}" if is_last else ""
        blocks.append(book.sheet(those, f"{_people(inquiry, those)}{whole}", name))
    return Document("ZZ-05", tuple(blocks), book.page)


def _by_group(inquiry: Inquiry, rows: Sequence[_Line]) -> list[tuple[str, list[_Line]]]:
    """What each group is called, and its rows; those in none stand last."""
    names = inquiry.group_names
    found: dict[int, list[_Line]] = {}
    in_none: list[_Line] = []
    for row in rows:
        number = row["group_id"]
        is_known = isinstance(number, int) and number in names
        (found.setdefault(int(str(number)), []) if is_known else in_none).append(row)
    grouped = [(names[number], those) for number, those in found.items()]
    return [*grouped, (NO_GROUP, in_none)] if in_none else grouped


def _group_asked(inquiry: Inquiry) -> str:
    return str(inquiry.values.get(GROUP.name) or "")


def _people(inquiry: Inquiry, rows: Sequence[_Line]) -> str:
    women = sum(row["sex"] == _FEMALE for row in rows)
    return people_counted(len(rows), women, by_hand=inquiry.blank_rows > 0)


def _changes(inquiry: Inquiry) -> Document:
    """ZZ-06 会员会籍变动登记簿: the dated changes of a period, by the groups of its last day."""
    first = str(inquiry.values.get("from") or "")
    last = str(inquiry.values.get("until") or inquiry.today)
    rows = [] if inquiry.blank_rows else change_rows(inquiry.reader, first, last)
    wanted = wanted_groups(inquiry)
    if wanted is not None:
        then = memberships(inquiry.reader, last)
        rows = [row for row in rows if then[int(str(row["member_id"]))].group_id in wanted]
    begins = in_words(first) if first else "建账"
    counted = f"合计{_ROOM}笔。" if inquiry.blank_rows else f"合计 {len(rows)} 笔。"
    period = f"{begins}至{in_words(last)}"
    book = _Book(inquiry, "会员会籍变动登记簿", _OF_CHANGES, CHANGE_COLUMNS, period)
    return Document("ZZ-06", (book.sheet(rows, counted, _group_asked(inquiry)),), book.page)


FORMS = (
    Form(
        "member-register",
        "工会会员名册（登记卡）",
        _register,
        (AS_AT, GROUP, EACH_GROUP, FULL, ALSO, BLANK),
        number="ZZ-05",
        kind=PaperKind.ROSTER,
        besides=users_columns(*_OF_MEMBERS),
    ),
    Form(
        "member-changes",
        "会员会籍变动登记簿",
        _changes,
        (FROM, UNTIL, GROUP, ALSO, BLANK),
        register="membership_event",
        number="ZZ-06",
        besides=users_columns(*_OF_CHANGES),
    ),
)
