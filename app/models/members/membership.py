"""会籍变动: the dated events from which membership follows."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.models.base import Record, field, remark
from app.models.members.member import of_member
from app.spec.field import Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter


class MembershipEvent(Record):
    """One dated change of somebody's membership (会籍变动)."""

    __tablename__ = "membership_event"
    title = "会籍变动"
    chapter = Chapter.MEMBERS
    layout = Layout(
        table=(
            "happened_on",
            "member_id",
            "kind",
            "reason",
            "other_union",
            "slip_no",
            "approved_on",
            "handler_name",
        ),
        form=(
            ("变动", ("member_id", "kind", "happened_on", "reason", "group_id")),
            (
                "手续",
                (
                    "approved_on",
                    "approval_no",
                    "other_union",
                    "slip_no",
                    "receipt_on",
                    "requested_on",
                    "announced_on",
                    "card_returned",
                    "judgment",
                    "group_opinion",
                    "filed_on",
                    "handler_name",
                    "note",
                ),
            ),
        ),
        paper=(
            "happened_on",
            "member_id",
            "kind",
            "reason",
            "other_union",
            "slip_no",
            "approved_on",
            "handler_name",
        ),
    )
    keys = (("member_id", "kind", "happened_on"),)
    order = ("happened_on",)
    name_field = "member_id"
    signers = ("主席", "组织委员", "制表")
    period = "发生时"
    retention = "30年"

    member_id: Mapped[int] = of_member("会员", "姓名")
    kind: Mapped[str] = field(
        "变动",
        Kind.CHOICE,
        choices="membership_change",
        aliases=("变动类型", "变动类别", "会籍变化类型", "会籍变动类型"),
    )
    happened_on: Mapped[str] = field(
        "日期",
        Kind.PARTIAL_DATE,
        aliases=("变动日期", "变动时间", "会籍变化日期", "会籍变动日期"),
        index=True,
    )
    reason: Mapped[str | None] = field(
        "原因",
        Kind.CHOICE,
        choices="membership_reason",
        aliases=("变动原因", "会籍变化原因", "会籍变动原因"),
    )
    group_id: Mapped[int | None] = field("小组", Kind.REFERENCE, target="member_group")
    other_union: Mapped[str | None] = field(
        "转自/转往工会",
        Kind.TEXT,
        100,
        aliases=("转自工会", "转往工会"),
    )
    slip_no: Mapped[str | None] = field("介绍信（接转单）号", Kind.CODE, 30, aliases=("介绍信号",))
    receipt_on: Mapped[str | None] = field("回执日期", Kind.DATE)
    approved_on: Mapped[str | None] = field("审批日期", Kind.PARTIAL_DATE)
    approval_no: Mapped[str | None] = field("审批依据", Kind.TEXT, 100)
    requested_on: Mapped[str | None] = field("书面申请日期", Kind.DATE, aliases=("退会申请日期",))
    announced_on: Mapped[str | None] = field("宣布退会日期", Kind.DATE)
    card_returned: Mapped[bool | None] = field("会员证已收回", Kind.YES_NO)
    judgment: Mapped[str | None] = field(
        "刑事处罚依据", Kind.TEXT, 100, personal=True, aliases=("判决书号", "刑事判决书")
    )
    group_opinion: Mapped[str | None] = field("小组意见", Kind.TEXT, 200)
    filed_on: Mapped[str | None] = field("报上级备案日期", Kind.DATE, aliases=("备案日期",))
    handler_name: Mapped[str | None] = field("经办人", Kind.NAME)
    note: Mapped[str | None] = remark()
