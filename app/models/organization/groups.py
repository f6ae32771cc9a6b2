"""The tree of the union: its branches and groups."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.models.base import Record, field
from app.spec.field import Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter


class Group(Record):
    """A branch union (分工会) or group (工会小组); they form a tree."""

    __tablename__ = "member_group"
    title = "工会小组"
    chapter = Chapter.ORGANIZATION
    layout = Layout(
        table=("name", "kind", "parent_id", "leader_name", "founded_on", "dissolved_on"),
        form=(
            ("小组", ("name", "kind", "parent_id", "leader_name")),
            ("存续", ("founded_on", "dissolved_on", "note")),
        ),
        paper=("name", "kind", "parent_id", "leader_name", "founded_on", "dissolved_on", "note"),
    )
    keys = (("name",),)
    order = ("name",)
    name_field = "name"
    signers = ("主席", "组织委员", "制表")

    name: Mapped[str] = field("名称", Kind.TEXT, 50, aliases=("小组名称", "工会小组", "分会名称"))
    kind: Mapped[str | None] = field("类别", Kind.CHOICE, choices="group_kind")
    parent_id: Mapped[int | None] = field(
        "上级", Kind.REFERENCE, target="member_group", aliases=("所属分会", "上级小组")
    )
    leader_name: Mapped[str | None] = field(
        "组长", Kind.NAME, aliases=("小组长", "分会主席", "组长姓名")
    )
    founded_on: Mapped[str | None] = field(
        "成立日期", Kind.PARTIAL_DATE, aliases=("产生日期", "成立（改选）日期", "成立(改选)日期")
    )
    dissolved_on: Mapped[str | None] = field("撤并日期", Kind.PARTIAL_DATE)
    note: Mapped[str | None] = field("备注", Kind.TEXT, 200)
