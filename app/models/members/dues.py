"""会费: the base, exemptions, what each person owes and paid, receipts, and talks about arrears."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.models.base import Record, field, remark
from app.models.members.member import of_member
from app.spec.field import Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter
from app.spec.values import MONTH

_SIGNERS = ("主席", "财务", "制表")


class DuesBase(Record):
    """What somebody's dues are reckoned from, from a month on (会费基数).

    It stands over the wage on the person's card: where dues are reckoned from post and grade pay,
    base and wage differ.
    """

    __tablename__ = "dues_base"
    title = "会费基数"
    chapter = Chapter.MEMBERS
    layout = Layout(
        table=("member_id", "from_month", "base_fen", "source", "note"),
        form=(("基数", ("member_id", "from_month", "base_fen", "source", "note")),),
        paper=("member_id", "from_month", "base_fen", "source"),
        not_totalled=("base_fen",),
    )
    keys = (("member_id", "from_month"),)
    order = ("from_month",)
    name_field = "member_id"
    signers = _SIGNERS
    period = "工资变动时"
    retention = "30年"

    member_id: Mapped[int] = of_member("会员", "姓名")
    from_month: Mapped[str] = field(
        "起始月份",
        Kind.PARTIAL_DATE,
        max_length=MONTH,
        aliases=("月份", "起始月", "执行月份"),
    )
    base_fen: Mapped[int] = field(
        "基数",
        Kind.MONEY,
        minimum=0,
        unit="元",
        personal=True,
        aliases=("会费基数", "月工资", "工资", "工资基数"),
    )
    source: Mapped[str | None] = field("来源", Kind.TEXT, 50, aliases=("依据",))
    note: Mapped[str | None] = remark()


class DuesExemption(Record):
    """A decision that somebody pays no dues, or less, for some months (会费减免)."""

    __tablename__ = "dues_exemption"
    title = "会费减免"
    chapter = Chapter.MEMBERS
    layout = Layout(
        table=("member_id", "reason", "from_month", "last_month", "reduced_fen", "decision"),
        form=(
            (
                "减免",
                (
                    "member_id",
                    "reason",
                    "from_month",
                    "last_month",
                    "reduced_fen",
                    "decision",
                    "note",
                ),
            ),
        ),
        paper=("member_id", "reason", "from_month", "last_month", "reduced_fen", "decision"),
        not_totalled=("reduced_fen",),
    )
    keys = (("member_id", "from_month"),)
    order = ("from_month",)
    name_field = "member_id"
    signers = _SIGNERS
    period = "发生时"
    retention = "30年"

    member_id: Mapped[int] = of_member("会员", "姓名")
    reason: Mapped[str] = field("减免原因", Kind.CHOICE, choices="dues_exemption", personal=True)
    from_month: Mapped[str] = field(
        "起始月份", Kind.PARTIAL_DATE, max_length=MONTH, aliases=("起始月",)
    )
    last_month: Mapped[str | None] = field(
        "截止月份（含）", Kind.PARTIAL_DATE, max_length=MONTH, aliases=("截止月",)
    )
    reduced_fen: Mapped[int | None] = field("减后月会费", Kind.MONEY, minimum=0, unit="元")
    decision: Mapped[str | None] = field("决定依据", Kind.TEXT, 100, aliases=("批准依据",))
    note: Mapped[str | None] = remark()


class Dues(Record):
    """What one person owes for one month and what was paid of it (会费).

    The rows of a month are made together and frozen: base, amount, reason of an exemption and
    group stay as they were then, whatever becomes of the person later.
    """

    __tablename__ = "dues"
    title = "会费明细"
    chapter = Chapter.MEMBERS
    layout = Layout(
        table=(
            "month",
            "group_id",
            "member_id",
            "base_fen",
            "due_fen",
            "exemption",
            "paid_fen",
            "paid_on",
            "way",
            "receipt_no",
        ),
        form=(
            ("应交", ("member_id", "month", "group_id", "base_fen", "due_fen", "exemption")),
            ("实交", ("paid_fen", "paid_on", "way", "receipt_no", "collector_name", "note")),
        ),
        paper=(
            "month",
            "group_id",
            "member_id",
            "base_fen",
            "due_fen",
            "paid_fen",
            "paid_on",
            "receipt_no",
        ),
        not_totalled=("base_fen",),
    )
    keys = (("member_id", "month"),)
    order = ("month", "group_id", "member_id")
    name_field = "member_id"
    signers = _SIGNERS
    period = "每月"
    retention = "30年"

    member_id: Mapped[int] = of_member("会员", "姓名", index=False, constant=True)
    month: Mapped[str] = field(
        "月份",
        Kind.PARTIAL_DATE,
        max_length=MONTH,
        constant=True,
        aliases=("所属月份", "会费月份"),
    )
    group_id: Mapped[int | None] = field(
        "小组", Kind.REFERENCE, target="member_group", aliases=("工会小组",)
    )
    base_fen: Mapped[int | None] = field(
        "基数",
        Kind.MONEY,
        minimum=0,
        unit="元",
        personal=True,
        constant=True,
        aliases=("会费基数",),
    )
    due_fen: Mapped[int | None] = field(
        "应缴",
        Kind.MONEY,
        minimum=0,
        unit="元",
        constant=True,
        aliases=("应交", "应交会费", "应缴会费", "应收"),
    )
    exemption: Mapped[str | None] = field("减免原因", Kind.CHOICE, choices="dues_exemption")
    paid_fen: Mapped[int | None] = field(
        "实缴",
        Kind.MONEY,
        minimum=0,
        unit="元",
        aliases=("实交", "实交会费", "实缴会费", "实收", "代扣金额"),
    )
    paid_on: Mapped[str | None] = field(
        "日期", Kind.DATE, aliases=("缴费日期", "交费日期", "缴纳日期", "代扣日期")
    )
    way: Mapped[str | None] = field(
        "缴费方式", Kind.CHOICE, choices="dues_way", aliases=("交费方式", "方式")
    )
    receipt_no: Mapped[str | None] = field("收据号", Kind.CODE, 30, aliases=("收据编号", "票号"))
    collector_name: Mapped[str | None] = field("经收人", Kind.NAME, aliases=("收款人",))
    note: Mapped[str | None] = remark()

    __table_args__ = (
        Index("ix_dues_month", "month", "group_id"),
        Index("ix_dues_member_month", "member_id", "month"),
        Index("ix_dues_receipt", "receipt_no"),
        {"sqlite_autoincrement": True},
    )


class DuesReceipt(Record):
    """One receipt given for dues (会费收据); a void one stays in the book."""

    __tablename__ = "dues_receipt"
    title = "会费收据"
    chapter = Chapter.MEMBERS
    layout = Layout(
        table=("number", "issued_on", "payer", "months", "amount_fen", "handler_name", "is_void"),
        form=(
            (
                "收据",
                (
                    "number",
                    "issued_on",
                    "payer",
                    "months",
                    "amount_fen",
                    "handler_name",
                    "is_void",
                    "note",
                ),
            ),
        ),
        paper=("number", "issued_on", "payer", "months", "amount_fen", "handler_name", "is_void"),
        # Void receipts keep their amount: only the receipt book, which leaves them out, totals it.
        not_totalled=("amount_fen",),
    )
    keys = (("number",),)
    order = ("number",)
    name_field = "number"
    signers = ("主席", "财务", "经手人")
    period = "发生时"
    retention = "30年"

    number: Mapped[str] = field("收据号", Kind.CODE, 30, aliases=("收据编号", "票号"), index=True)
    issued_on: Mapped[str | None] = field("日期", Kind.DATE, aliases=("开票日期", "开具日期"))
    payer: Mapped[str | None] = field(
        "交款人（小组）", Kind.TEXT, 100, aliases=("交款人", "交款单位", "交款小组")
    )
    months: Mapped[str | None] = field("所属月份", Kind.TEXT, 50, aliases=("月份", "项目"))
    amount_fen: Mapped[int | None] = field(
        "金额", Kind.MONEY, minimum=0, unit="元", aliases=("收款金额",)
    )
    handler_name: Mapped[str | None] = field("经手人", Kind.NAME, aliases=("开票人", "收款人"))
    is_void: Mapped[bool | None] = field("是否作废", Kind.YES_NO, aliases=("作废",))
    note: Mapped[str | None] = remark()


class DuesTalk(Record):
    """A talk with somebody who does not pay (教育谈话): asked for before 自动退会."""

    __tablename__ = "dues_talk"
    title = "教育谈话"
    chapter = Chapter.MEMBERS
    layout = Layout(
        table=("held_on", "member_id", "held_by", "outcome", "note"),
        form=(("谈话", ("member_id", "held_on", "held_by", "outcome", "note")),),
        paper=("held_on", "member_id", "held_by", "outcome"),
    )
    keys = (("member_id", "held_on"),)
    order = ("held_on",)
    name_field = "member_id"
    signers = ("主席", "组织委员", "谈话人")
    period = "发生时"
    retention = "30年"

    member_id: Mapped[int] = of_member("会员", "姓名")
    held_on: Mapped[str] = field("谈话日期", Kind.DATE, aliases=("日期",))
    held_by: Mapped[str | None] = field("谈话人", Kind.NAME)
    outcome: Mapped[str | None] = field("谈话情况", Kind.TEXT, 200, aliases=("内容", "结果"))
    note: Mapped[str | None] = remark()
