"""The tree of the union: its branches and groups, and how a record says where it belongs."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, MappedColumn

from app.models.base import Record, field, remark
from app.spec.field import Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter


class Group(Record):
    """A branch union (分工会) or group (工会小组): a node of the tree below the union."""

    __tablename__ = "member_group"
    title = "工会小组"
    chapter = Chapter.ORGANIZATION
    layout = Layout(
        table=("name", "kind", "parent_id", "leader_name", "founded_on", "dissolved_on"),
        form=(
            ("小组", ("name", "kind", "parent_id")),
            ("负责人", ("leader_name", "elected_on", "deputy_name", "safety_name")),
            ("存续", ("founded_on", "dissolved_on", "note")),
        ),
        paper=(
            "name",
            "kind",
            "parent_id",
            "leader_name",
            "elected_on",
            "deputy_name",
            "safety_name",
            "founded_on",
            "dissolved_on",
            "note",
        ),
    )
    keys = (("name",),)
    order = ("name",)
    name_field = "name"
    signers = ("主席", "组织委员", "制表")
    period = "发生时"
    retention = "30年"

    name: Mapped[str] = field("名称", Kind.TEXT, 50, aliases=("小组名称", "工会小组", "分会名称"))
    kind: Mapped[str | None] = field("类别", Kind.CHOICE, choices="group_kind")
    parent_id: Mapped[int | None] = field(
        "上级", Kind.REFERENCE, target="member_group", aliases=("所属分会", "上级小组")
    )
    leader_name: Mapped[str | None] = field(
        "组长", Kind.NAME, aliases=("小组长", "分会主席", "组长姓名", "分会主席/组长")
    )
    elected_on: Mapped[str | None] = field("产生日期", Kind.PARTIAL_DATE)
    deputy_name: Mapped[str | None] = field("副组长", Kind.NAME)
    safety_name: Mapped[str | None] = field("劳动保护检查员", Kind.NAME)
    founded_on: Mapped[str | None] = field(
        "成立日期", Kind.PARTIAL_DATE, aliases=("成立（改选）日期", "成立(改选)日期")
    )
    dissolved_on: Mapped[str | None] = field("撤并日期", Kind.PARTIAL_DATE)
    note: Mapped[str | None] = remark()


def of_node() -> MappedColumn[Any]:
    """The node of the tree a record belongs to; blank is the union itself.

    Records of bodies, terms, elections, meetings, contracts and appraisals declare it in a line:
    ``node_id: Mapped[int | None] = of_node()``.
    """
    return field(
        "分会或小组",
        Kind.REFERENCE,
        target=Group.__tablename__,
        aliases=("所属分会", "所属小组", "分工会"),
    )
