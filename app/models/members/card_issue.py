"""会员证发放: who was given a member card, when, and what became of it."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.models.base import Record, field, remark
from app.models.members.member import of_member
from app.spec.field import Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter


class CardIssue(Record):
    """One card handed out: a line of ZZ-07 会员证（服务卡）发放登记簿.

    The receiver signs on the paper; a card taken back keeps its line.
    """

    __tablename__ = "card_issue"
    title = "会员证发放"
    chapter = Chapter.MEMBERS
    layout = Layout(
        table=("issued_on", "card_no", "member_id", "kind", "reissue_note", "returned_on"),
        form=(
            ("发放", ("member_id", "issued_on", "card_no", "kind")),
            ("补办和收回", ("reissue_note", "returned_on", "note")),
        ),
        paper=("issued_on", "card_no", "member_id", "kind", "reissue_note", "returned_on"),
    )
    keys = (("member_id", "issued_on"),)
    order = ("issued_on",)
    name_field = "member_id"
    signers = ("主席", "组织委员", "制表")
    period = "发生时"
    retention = "10年"

    member_id: Mapped[int] = of_member("会员", "姓名", "领取人")
    issued_on: Mapped[str] = field(
        "发放日期", Kind.PARTIAL_DATE, aliases=("发证日期", "领取日期"), index=True
    )
    card_no: Mapped[str | None] = field(
        "证（卡）号", Kind.CODE, 20, aliases=("会员证号", "卡号", "证号", "证(卡)号")
    )
    kind: Mapped[str | None] = field(
        "类别", Kind.CHOICE, choices="card_issue_kind", aliases=("发放类别",)
    )
    reissue_note: Mapped[str | None] = field("补办记录", Kind.TEXT, 200, aliases=("补办原因",))
    returned_on: Mapped[str | None] = field("收回日期", Kind.PARTIAL_DATE)
    note: Mapped[str | None] = remark()
