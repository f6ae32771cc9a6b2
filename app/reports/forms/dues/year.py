"""会费收缴年度明细表: each person's twelve months, by group."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from app.queries.dues.year import MONTHS, year_lines
from app.queries.naming.figure_words import figure_word
from app.reports.document import Document
from app.reports.forms.dues.common import (
    NO_GROUP,
    SIGNERS,
    caption,
    finished,
    group_names,
    groups_asked,
    money,
    plus,
)
from app.reports.sheet import Column, Role, Row, Sheet, sequence_column
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from app.queries.dues.year import Line
    from app.reports.forms.form import Inquiry

_TOTALS = tuple(
    money(key, figure_word(f"dues.{key}").label, width_mm)
    for key, width_mm in (("due", 17), ("paid", 17), ("owed", 16))
)
_YEAR_SHEET = (
    sequence_column(),
    Column("group", "小组", Kind.TEXT, width_mm=18),
    Column("name", "姓名", Kind.NAME, width_mm=15),
    *(money(f"m{number}", f"{number}月", 12) for number in range(1, MONTHS + 1)),
    *_TOTALS,
)
_NOTE = "各月为实缴数；空白是当月没有缴纳、免缴或不在册。未缴含收缴期还没有过完的月份。"
_SUMMED = tuple(column.key for column in _YEAR_SHEET if column.kind is Kind.MONEY)


def year_sheet(inquiry: Inquiry) -> Document:
    """会费收缴年度明细表: what each person paid month by month, by group."""
    asked = inquiry.values.get("year")
    year = asked if isinstance(asked, int) else int(inquiry.today[:4])
    groups = group_names(inquiry)
    lines = (
        []
        if inquiry.blank_rows
        else year_lines(inquiry.reader, year, groups_asked(inquiry, groups))
    )
    rows: list[Row] = []
    number = 0
    for group_id, people in groupby(lines, key=lambda line: line.group_id):
        name = groups.get(group_id or 0, NO_GROUP)
        added: list[int | None] = [None] * len(_SUMMED)
        for line in people:
            number += 1
            amounts = _year_amounts(line)
            rows.append(Row((number, name, line.name, *amounts)))
            added = [plus(one, other) for one, other in zip(added, amounts, strict=True)]
        rows.append(Row((None, None, None, *added), Role.SUBTOTAL, f"{name}小计"))
    sheet = Sheet(
        title="会费收缴年度明细表",
        columns=_YEAR_SHEET,
        rows=tuple(rows),
        caption=caption(inquiry, f"{year}年", blank="　　　　年度"),
        signers=SIGNERS,
        note=_NOTE,
        sums=_SUMMED,
        repeat=("seq", "name"),
    )
    return Document("dues-year", (finished(inquiry, sheet),))


def _year_amounts(line: Line) -> tuple[int | None, ...]:
    paid = [
        line.months[number].paid_fen if number in line.months else None
        for number in range(1, MONTHS + 1)
    ]
    sums = line.sums
    return (*paid, sums.due_fen, sums.paid_fen, sums.owed_fen)
