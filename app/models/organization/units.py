"""Whom the union covers: the units of a joint union, and how many people work there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Mapped

from app.models.base import Record, field, remark
from app.models.organization.groups import of_node
from app.spec.field import Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter


class CoveredUnit(Record):
    """A unit whose people a joint union or a federation covers (覆盖单位)."""

    __tablename__ = "covered_unit"
    title = "覆盖单位"
    chapter = Chapter.ORGANIZATION
    layout = Layout(
        table=("name", "uscc", "kind", "workers_count", "members_count", "contact_name", "phone"),
        form=(
            ("单位", ("name", "uscc", "kind", "address")),
            ("人数", ("workers_count", "members_count", "women_count")),
            ("联系", ("contact_name", "phone")),
            ("起止", ("joined_on", "left_on", "note")),
        ),
        paper=(
            "name",
            "uscc",
            "kind",
            "workers_count",
            "members_count",
            "women_count",
            "contact_name",
            "phone",
            "joined_on",
            "left_on",
        ),
    )
    keys = (("uscc",), ("name",))
    order = ("name",)
    name_field = "name"
    signers = ("主席", "组织委员", "制表")
    period = "发生时"
    retention = "永久"

    name: Mapped[str] = field("单位名称", Kind.TEXT, 100)
    uscc: Mapped[str | None] = field("统一社会信用代码", Kind.CODE, 30)
    kind: Mapped[str | None] = field("单位性质", Kind.CHOICE, choices="covered_kind")
    address: Mapped[str | None] = field("地址", Kind.TEXT, 200)
    workers_count: Mapped[int | None] = field(
        "职工数", Kind.INTEGER, minimum=0, unit="人", aliases=("职工人数",)
    )
    members_count: Mapped[int | None] = field(
        "会员数", Kind.INTEGER, minimum=0, unit="人", aliases=("会员人数",)
    )
    women_count: Mapped[int | None] = field("其中女会员", Kind.INTEGER, minimum=0, unit="人")
    contact_name: Mapped[str | None] = field("联系人", Kind.NAME)
    phone: Mapped[str | None] = field("联系电话", Kind.PHONE, personal=True, aliases=("电话",))
    joined_on: Mapped[str | None] = field("加入日期", Kind.PARTIAL_DATE)
    left_on: Mapped[str | None] = field("退出日期", Kind.PARTIAL_DATE)
    note: Mapped[str | None] = remark()


class Headcount(Record):
    """How many people worked there on a day (职工人数); of the whole union or of one node."""

    __tablename__ = "headcount"
    title = "职工人数"
    chapter = Chapter.ORGANIZATION
    layout = Layout(
        table=(
            "counted_on",
            "node_id",
            "workers_count",
            "women_count",
            "migrants_count",
            "dispatched_count",
            "note",
        ),
        form=(
            ("截至", ("counted_on", "node_id")),
            (
                "人数",
                ("workers_count", "women_count", "migrants_count", "dispatched_count", "note"),
            ),
        ),
    )
    keys = (("counted_on", "node_id"),)
    order = ("counted_on",)
    name_field = "counted_on"
    signers = ("主席", "人事部门", "制表")
    period = "每半年"
    retention = "30年"

    counted_on: Mapped[str] = field("截至日期", Kind.DATE, aliases=("统计日期", "截至时间"))
    node_id: Mapped[int | None] = of_node()
    workers_count: Mapped[int] = field(
        "职工总数", Kind.INTEGER, minimum=0, unit="人", aliases=("职工人数", "职工数")
    )
    women_count: Mapped[int | None] = field(
        "女职工数", Kind.INTEGER, minimum=0, unit="人", aliases=("其中女", "女职工")
    )
    migrants_count: Mapped[int | None] = field(
        "农民工数", Kind.INTEGER, minimum=0, unit="人", aliases=("农民工",)
    )
    dispatched_count: Mapped[int | None] = field(
        "劳务派遣工数", Kind.INTEGER, minimum=0, unit="人", aliases=("劳务派遣", "劳务派遣工")
    )
    note: Mapped[str | None] = field("来源、备注", Kind.TEXT, 200, aliases=("来源", "备注"))


def newest_headcount(on: str) -> Select[Any]:
    """The headcount of the whole union that holds on the ISO day ``on``, as one row."""
    count = Headcount.__table__
    return (
        select(count)
        .where(count.c.retired_at.is_(None), count.c.node_id.is_(None), count.c.counted_on <= on)
        .order_by(count.c.counted_on.desc(), count.c.id.desc())
        .limit(1)
    )


def covered_on(day: str) -> Select[Any]:
    """The units covered on the ISO day ``day``; a day that nobody noted leaves none out."""
    unit = CoveredUnit.__table__
    return select(unit).where(
        unit.c.retired_at.is_(None),
        or_(unit.c.joined_on.is_(None), unit.c.joined_on <= day),
        or_(unit.c.left_on.is_(None), unit.c.left_on > day),
    )
