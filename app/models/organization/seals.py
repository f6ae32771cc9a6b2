"""The union's seals, and what was sealed with them."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.models.base import Record, field, remark
from app.spec.field import Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter


class Seal(Record):
    """One seal (印章): from the day it was brought into use to the day it was handed in."""

    __tablename__ = "seal"
    title = "印章"
    chapter = Chapter.ORGANIZATION
    layout = Layout(
        table=("name", "kind", "specification", "started_on", "stopped_on", "keeper_name"),
        form=(
            ("印章", ("name", "kind", "specification", "keeper_name")),
            ("使用", ("started_on", "stopped_on", "note")),
        ),
    )
    keys = (("name",),)
    order = ("name",)
    name_field = "name"
    signers = ("主席", "保管人", "制表")
    period = "发生时"
    retention = "永久"

    name: Mapped[str] = field("印章名称", Kind.TEXT, 100, aliases=("印文",))
    kind: Mapped[str | None] = field("印章种类", Kind.CHOICE, choices="seal_kind")
    specification: Mapped[str | None] = field("规格", Kind.TEXT, 100)
    keeper_name: Mapped[str | None] = field("保管人", Kind.NAME)
    started_on: Mapped[str | None] = field("启用日期", Kind.PARTIAL_DATE, aliases=("印章启用日期",))
    stopped_on: Mapped[str | None] = field("停用日期", Kind.PARTIAL_DATE)
    note: Mapped[str | None] = remark()


class SealUse(Record):
    """One use of a seal (用印登记)."""

    __tablename__ = "seal_use"
    title = "用印登记"
    chapter = Chapter.ORGANIZATION
    layout = Layout(
        table=("used_on", "seal_id", "matter", "copies", "approver_name", "handler_name"),
        form=(
            ("用印", ("used_on", "seal_id", "matter", "copies")),
            ("经手", ("approver_name", "handler_name", "note")),
        ),
    )
    keys = (("used_on", "seal_id", "matter"),)
    order = ("used_on",)
    name_field = "matter"
    signers = ("主席", "保管人")
    period = "发生时"
    retention = "10年"

    used_on: Mapped[str] = field("用印日期", Kind.DATE, aliases=("日期",))
    seal_id: Mapped[int] = field("印章", Kind.REFERENCE, target="seal", aliases=("印章名称",))
    matter: Mapped[str] = field(
        "文件或事由", Kind.TEXT, 200, aliases=("文件名称", "事由", "用印事由")
    )
    copies: Mapped[int | None] = field("份数", Kind.INTEGER, minimum=1, unit="份")
    approver_name: Mapped[str | None] = field("批准人", Kind.NAME)
    handler_name: Mapped[str | None] = field("经办人", Kind.NAME)
    note: Mapped[str | None] = remark()
