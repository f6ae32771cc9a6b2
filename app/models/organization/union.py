"""The union itself: one card."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.models.base import Record, field
from app.spec.field import Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter


class Union(Record):
    """The grassroots union (基层工会) whose ledger this is: one row."""

    __tablename__ = "union_profile"
    title = "工会概况"
    chapter = Chapter.ORGANIZATION
    layout = Layout(
        table=("name", "unit_name", "workers_count", "term_ends_on"),
        form=(
            ("工会", ("name", "upper_union", "chair_name", "place", "address", "phone")),
            ("单位", ("unit_name", "workers_count")),
            ("期限", ("term_ends_on", "last_congress_on", "contract_ends_on")),
        ),
        paper=("name", "unit_name", "workers_count", "term_ends_on"),
    )
    keys = (("name",),)
    name_field = "name"
    is_single = True

    name: Mapped[str] = field("工会全称", Kind.TEXT, 100)
    unit_name: Mapped[str | None] = field("单位名称", Kind.TEXT, 100)
    upper_union: Mapped[str | None] = field("上级工会", Kind.TEXT, 100)
    chair_name: Mapped[str | None] = field("工会主席", Kind.NAME)
    place: Mapped[str | None] = field("所在地", Kind.TEXT, 50)
    address: Mapped[str | None] = field("地址", Kind.TEXT, 200)
    phone: Mapped[str | None] = field("电话", Kind.PHONE)
    workers_count: Mapped[int | None] = field("职工人数", Kind.INTEGER, minimum=0, unit="人")
    term_ends_on: Mapped[str | None] = field("本届届满日期", Kind.DATE)
    last_congress_on: Mapped[str | None] = field("最近一次会员（代表）大会", Kind.DATE)
    contract_ends_on: Mapped[str | None] = field("集体合同到期日期", Kind.DATE)
