"""工会积极分子: who takes on work for the union without holding an office (ZZ-11)."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.models.base import Record, field, remark
from app.models.members.member import of_member
from app.spec.field import Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter


class Activist(Record):
    """One person's work as an activist or volunteer (工会积极分子); handbook 2.10, ZZ-11."""

    __tablename__ = "activist"
    title = "工会积极分子"
    chapter = Chapter.MEMBERS
    layout = Layout(
        table=("member_id", "work", "speciality", "started_on", "ended_on", "commended"),
        form=(
            ("工作", ("member_id", "work", "speciality", "duties")),
            ("起止与表彰", ("started_on", "ended_on", "commended", "note")),
        ),
        paper=(
            "member_id",
            "speciality",
            "started_on",
            "work",
            "duties",
            "ended_on",
            "commended",
        ),
    )
    keys = (("member_id", "work", "started_on"),)
    order = ("started_on",)
    name_field = "member_id"
    signers = ("主席", "组织委员", "制表")
    period = "每年"
    retention = "10年"

    member_id: Mapped[int] = of_member("姓名", "积极分子姓名")
    work: Mapped[str | None] = field(
        "承担工作", Kind.CHOICE, choices="activist_work", aliases=("担任工作", "分管工作")
    )
    speciality: Mapped[str | None] = field("特长", Kind.TEXT, 50)
    duties: Mapped[str | None] = field("参与工作", Kind.TEXT, 200, aliases=("参与的工作",))
    started_on: Mapped[str | None] = field(
        "聘任日期", Kind.PARTIAL_DATE, aliases=("起始日期", "聘任时间")
    )
    ended_on: Mapped[str | None] = field("终止日期", Kind.PARTIAL_DATE, aliases=("解聘日期",))
    commended: Mapped[str | None] = field("表彰", Kind.TEXT, 100, aliases=("表彰情况",))
    note: Mapped[str | None] = remark()
