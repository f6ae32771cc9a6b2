"""荣誉: what a person was honoured for; the roster of model workers (劳模花名册) is made of it."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.models.base import Record, field, remark
from app.models.members.member import of_member
from app.spec.field import Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter


class Honour(Record):
    """One honour given to one person (荣誉); handbook 2.10, 劳模花名册."""

    __tablename__ = "honour"
    title = "荣誉"
    chapter = Chapter.MEMBERS
    layout = Layout(
        table=("member_id", "name", "level", "granted_by", "awarded_on", "document_no", "is_model"),
        form=(
            ("荣誉", ("member_id", "name", "level", "is_model")),
            (
                "授予",
                ("granted_by", "awarded_on", "document_no", "certificate_no", "visits", "note"),
            ),
        ),
        paper=(
            "member_id",
            "name",
            "level",
            "granted_by",
            "awarded_on",
            "document_no",
            "certificate_no",
            "visits",
        ),
    )
    keys = (("member_id", "name", "awarded_on"),)
    order = ("awarded_on",)
    name_field = "name"
    signers = ("主席", "审核人", "填表人")
    period = "发生时"
    retention = "永久"

    member_id: Mapped[int] = of_member("姓名", "获得者", "劳模姓名")
    name: Mapped[str] = field("荣誉称号", Kind.TEXT, 60, aliases=("称号", "荣誉名称"))
    level: Mapped[str | None] = field(
        "级别", Kind.CHOICE, choices="honour_level", aliases=("荣誉级别",)
    )
    is_model: Mapped[bool | None] = field(
        "劳动模范", Kind.YES_NO, aliases=("劳模", "是否劳模", "是否劳动模范")
    )
    granted_by: Mapped[str | None] = field("授予单位", Kind.TEXT, 60, aliases=("颁发单位",))
    awarded_on: Mapped[str | None] = field(
        "授予日期", Kind.PARTIAL_DATE, aliases=("授予时间", "获得时间", "授予时间/文号")
    )
    document_no: Mapped[str | None] = field("文号", Kind.TEXT, 40, aliases=("授予文号",))
    certificate_no: Mapped[str | None] = field("证书号", Kind.CODE, 40, aliases=("证书编号",))
    visits: Mapped[str | None] = field("慰问记录", Kind.TEXT, 200)
    note: Mapped[str | None] = remark()
