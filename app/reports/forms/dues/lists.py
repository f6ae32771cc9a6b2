"""Who owes (会费欠缴名单), and the book of receipts (会费收据登记簿)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.models.base import spec_of
from app.models.members.dues import DuesReceipt
from app.models.members.member import Member
from app.queries.dues.arrears import PAID_LATELY, arrears
from app.queries.listing import View, iter_rows
from app.reports.document import Document
from app.reports.forms.common import register_page
from app.reports.forms.dues.common import NO_GROUP, SIGNERS, caption, finished, money
from app.reports.forms.form import GROUP
from app.reports.forms.rosters.rows import wanted_groups
from app.reports.sheet import Column, Row, Sheet, sequence_column
from app.rules.dues.checks import number_faults
from app.spec.dates import in_words
from app.spec.kinds import Kind
from app.spec.values import masked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.queries.dues.arrears import Arrear
    from app.reports.forms.form import Inquiry

_AS_AT_BLANK = "截至　　　　年　　月　　日"
_MOST_GAPS = 8  # numbers named at the foot of the book of receipts

_ARREARS = (
    sequence_column(),
    Column("group", "小组", Kind.TEXT, width_mm=24),
    Column("name", "姓名", Kind.NAME, width_mm=18),
    Column("run", "连续未交（月）", Kind.INTEGER, width_mm=18),
    Column("since", "欠缴起月", Kind.PARTIAL_DATE, width_mm=18),
    Column("months", "欠缴月数", Kind.INTEGER, width_mm=16),
    money("owed", "欠缴金额", 22),
    Column("phone", "联系电话", Kind.PHONE, width_mm=26),
    Column("talk", "谈话日期", Kind.DATE, width_mm=22),
    Column("note", "催交情况", Kind.TEXT, width_mm=36),
)


def arrears_list(inquiry: Inquiry) -> Document:
    """会费欠缴名单: who owes, since when, how much; six months in a row are named."""
    phone = spec_of(Member).fields["mobile"]
    found = [] if inquiry.blank_rows else arrears(inquiry.reader, inquiry.today)
    wanted, group = wanted_groups(inquiry), str(inquiry.values.get(GROUP.name) or "")
    if wanted is not None:
        found = [each for each in found if each.group_id in wanted]
    rows = [
        Row(
            (
                number,
                each.group or NO_GROUP,
                each.name,
                each.in_a_row or None,
                each.since,
                len(each.months),
                each.known_fen,
                each.mobile if inquiry.full or not each.mobile else masked(phone, each.mobile),
                each.talked_on or None,
                _remark(each),
            )
        )
        for number, each in enumerate(found, 1)
    ]
    period = f"截至 {in_words(inquiry.today)}"
    long = sum(each.is_long for each in found)
    note = f"合计 {len(found)} 人，其中连续六个月以上未交 {long} 人。"
    if unknown := sum(each.without_amount for each in found):
        note += f"另有 {unknown} 个月应缴待定，没有计入金额。"
    sheet = Sheet(
        title="会费欠缴名单",
        columns=_ARREARS,
        rows=tuple(rows),
        caption=caption(inquiry, period, group, blank=_AS_AT_BLANK),
        signers=SIGNERS,
        note=note,
        sums=("owed",),
    )
    page = register_page(inquiry, personal=True)
    return Document("dues-arrears", (finished(inquiry, sheet),), page)


def _remark(each: Arrear) -> str | None:
    """What the figures of a line do not tell by themselves."""
    words = [
        "已满六个月" if each.is_long else "",
        "" if each.in_a_row else PAID_LATELY,
        f"{each.without_amount} 个月待定" if each.without_amount else "",
    ]
    return "；".join(filter(None, words)) or None


_RECEIPTS = (
    sequence_column(),
    Column("number", "收据号", Kind.CODE, width_mm=28),
    Column("day", "日期", Kind.DATE, width_mm=24),
    Column("payer", "交款人（小组）", Kind.TEXT, width_mm=44),
    Column("months", "所属月份", Kind.TEXT, width_mm=34),
    money("amount", "金额", 28),
    Column("handler", "经手人", Kind.NAME, width_mm=22),
    Column("note", "备注", Kind.TEXT, width_mm=30),
)


def receipt_book(inquiry: Inquiry) -> Document:
    """会费收据登记簿: receipts by number; void ones count nothing, gaps are named at the foot."""
    found = (
        [] if inquiry.blank_rows else list(iter_rows(inquiry.reader, spec_of(DuesReceipt), View()))
    )
    rows = [
        Row(
            (
                number,
                row["number"],
                row["issued_on"],
                row["payer"],
                row["months"],
                None if row["is_void"] else row["amount_fen"],
                row["handler_name"],
                "作废" if row["is_void"] else row["note"],
            )
        )
        for number, row in enumerate(found, 1)
    ]
    doubled, gaps = number_faults([(int(str(r["id"])), str(r["number"])) for r in found])
    missing = [number for _id, numbers in gaps for number in numbers]
    sheet = Sheet(
        title="会费收据登记簿",
        columns=_RECEIPTS,
        rows=tuple(rows),
        caption=caption(inquiry, f"截至 {in_words(inquiry.today)}", blank=_AS_AT_BLANK),
        signers=("主席", "财务", "经手人", "日期"),
        note=f"{_listed('缺号', missing)}{_listed('重号', [n for _id, n in doubled])}",
        sums=("amount",),
    )
    return Document("dues-receipts", (finished(inquiry, sheet),))


def _listed(what: str, numbers: Sequence[str]) -> str:
    if not numbers:
        return f"{what}：无。"
    more = f"等 {len(numbers)} 个" if len(numbers) > _MOST_GAPS else ""
    return f"{what}：{'、'.join(numbers[:_MOST_GAPS])}{more}。"
