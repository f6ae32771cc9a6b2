"""The papers of one month: the ledger (CW-01 会费收缴台账) and the sheets to be signed."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from app.queries.dues.month import month_lines
from app.reports.document import Document, PageBreak
from app.reports.forms.dues.common import (
    NO_GROUP,
    SIGNERS,
    caption,
    exemption_label,
    finished,
    group_names,
    groups_asked,
    money,
    month_asked,
    plus,
)
from app.reports.sheet import Column, Role, Row, Sheet, sequence_column
from app.spec.dates import in_words
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.queries.dues.month import MonthLine
    from app.reports.document import Block
    from app.reports.forms.form import Inquiry

_SIGN_MM = 9.0  # height of a row that is signed

_LEDGER = (
    sequence_column(),
    Column("month", "月份", Kind.PARTIAL_DATE, width_mm=16),
    Column("group", "小组", Kind.TEXT, width_mm=24),
    Column("name", "姓名", Kind.NAME, width_mm=18),
    money("base", "基数", 20),
    money("due", "应缴", 18),
    money("paid", "实缴", 18),
    Column("day", "日期", Kind.DATE, width_mm=20),
    Column("receipt", "收据号", Kind.CODE, width_mm=20),
    Column("sign", "签字", Kind.TEXT, width_mm=24),
    Column("note", "备注", Kind.TEXT, width_mm=20),
)


def month_ledger(inquiry: Inquiry) -> Document:
    """CW-01 会费收缴台账: everybody on the list of a month, by group."""
    month, groups = month_asked(inquiry), group_names(inquiry)
    lines = _lines(inquiry, month, groups)
    if not inquiry.values.get("each_group") or not lines:
        rows = _with_subtotals(lines, month, groups)
        return Document("CW-01", (_ledger_sheet(inquiry, month, rows),))
    blocks: list[Block] = []
    for group_id, people in groupby(lines, key=lambda line: line.group_id):
        rows = [_ledger_row(n, line, month, groups) for n, line in enumerate(people, 1)]
        blocks += [PageBreak()] if blocks else []
        blocks.append(_ledger_sheet(inquiry, month, rows, groups.get(group_id or 0, NO_GROUP)))
    return Document("CW-01", tuple(blocks))


def _lines(inquiry: Inquiry, month: str, groups: Mapping[int, str]) -> list[MonthLine]:
    """What stands on the list of the group asked for; nothing for a blank copy."""
    asked = groups_asked(inquiry, groups)
    return [] if inquiry.blank_rows else month_lines(inquiry.reader, month, asked)


def _ledger_sheet(inquiry: Inquiry, month: str, rows: Sequence[Row], group: str = "") -> Sheet:
    sheet = Sheet(
        title="会费收缴台账",
        columns=_LEDGER,
        rows=tuple(rows),
        caption=caption(inquiry, in_words(month), group),
        signers=SIGNERS,
        sums=("due", "paid"),
        name=group,
    )
    return finished(inquiry, sheet)


def _ledger_row(number: int, line: MonthLine, month: str, groups: Mapping[int, str]) -> Row:
    return Row(
        (
            number,
            month,
            groups.get(line.group_id or 0),
            line.name,
            line.base_fen,
            line.due_fen,
            line.paid_fen,
            line.paid_on,
            line.receipt_no,
            None,
            exemption_label(line.exemption),
        )
    )


def _with_subtotals(lines: Sequence[MonthLine], month: str, groups: Mapping[int, str]) -> list[Row]:
    """The rows of ``lines``, each group followed by its 小计."""
    rows: list[Row] = []
    number = 0
    for group_id, people in groupby(lines, key=lambda line: line.group_id):
        due_fen = paid_fen = None
        for line in people:
            number += 1
            rows.append(_ledger_row(number, line, month, groups))
            due_fen, paid_fen = plus(due_fen, line.due_fen), plus(paid_fen, line.paid_fen)
        name = groups.get(group_id or 0, NO_GROUP)
        values: list[object] = [None] * len(_LEDGER)
        values[5], values[6] = due_fen, paid_fen
        rows.append(Row(tuple(values), Role.SUBTOTAL, f"{name}小计"))
    return rows


_TO_SIGN = (
    sequence_column(),
    Column("card", "会员证号", Kind.CODE, width_mm=26),
    Column("name", "姓名", Kind.NAME, width_mm=24),
    money("base", "基数", 24),
    money("due", "应缴", 22),
    money("paid", "实缴", 22),
    Column("sign", "签字", Kind.TEXT, width_mm=40),
    Column("day", "日期", Kind.DATE, width_mm=26),
    Column("note", "备注", Kind.TEXT, width_mm=28),
)


def sheets_to_sign(inquiry: Inquiry) -> Document:
    """会费收缴签名表: a sheet for each group, rows high enough to sign."""
    month, groups = month_asked(inquiry), group_names(inquiry)
    lines = _lines(inquiry, month, groups)
    blocks: list[Block] = []
    for group_id, people in groupby(lines, key=lambda line: line.group_id):
        name = groups.get(group_id or 0, NO_GROUP)
        blocks += [PageBreak()] if blocks else []
        blocks.append(_group_to_sign(inquiry, month, name, list(people)))
    nobody = _group_to_sign(inquiry, month, "", [])
    return Document("dues-sign", tuple(blocks) or (nobody,))


def _group_to_sign(inquiry: Inquiry, month: str, name: str, people: list[MonthLine]) -> Sheet:
    rows = [
        Row(
            (
                number,
                line.card_no,
                line.name,
                line.base_fen,
                line.due_fen,
                line.paid_fen,
                None,
                line.paid_on,
                exemption_label(line.exemption),
            )
        )
        for number, line in enumerate(people, 1)
    ]
    sheet = Sheet(
        title="会费收缴签名表",
        columns=_TO_SIGN,
        rows=tuple(rows),
        caption=caption(inquiry, in_words(month), name),
        signers=("组长", "收款人", "财务", "日期"),
        row_mm=_SIGN_MM,
        sums=("due", "paid"),
        name=name,
    )
    return finished(inquiry, sheet)
