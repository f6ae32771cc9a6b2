"""困难职工档案: from when until when a worker is known to be in need, and why."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.models.base import Record, field, remark
from app.models.members.member import of_member
from app.spec.field import Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter


class HardshipFile(Record):
    """The file on one worker in need (困难职工档案); handbook 2.10, 困难职工花名册.

    It is open from ``filed_on`` until the day before ``lifted_on``; afterwards it tells what was.
    """

    __tablename__ = "hardship_file"
    title = "困难职工档案"
    chapter = Chapter.MEMBERS
    layout = Layout(
        table=(
            "member_id",
            "kind",
            "cause",
            "household_size",
            "income_fen",
            "filed_on",
            "level",
            "lifted_on",
        ),
        form=(
            ("困难情况", ("member_id", "kind", "cause", "cause_detail")),
            ("家庭", ("household_size", "income_fen", "minimum_living_fen")),
            ("档案", ("filed_on", "level", "help_given", "lifted_on", "note")),
        ),
        paper=(
            "member_id",
            "kind",
            "cause",
            "household_size",
            "income_fen",
            "minimum_living_fen",
            "filed_on",
            "level",
            "help_given",
            "lifted_on",
        ),
        not_totalled=("income_fen", "minimum_living_fen"),
    )
    keys = (("member_id", "filed_on"),)
    order = ("filed_on",)
    name_field = "member_id"
    signers = ("主席", "审核人", "填表人")
    period = "发生时，每年复核"
    retention = "10年"

    member_id: Mapped[int] = of_member("姓名", "困难职工姓名")
    kind: Mapped[str | None] = field(
        "困难类别", Kind.CHOICE, choices="hardship_kind", personal=True
    )
    cause: Mapped[str | None] = field(
        "主要致困原因",
        Kind.CHOICE,
        choices="hardship_cause",
        personal=True,
        aliases=("致困原因",),
    )
    cause_detail: Mapped[str | None] = field("情况说明", Kind.LONG_TEXT, 500, personal=True)
    household_size: Mapped[int | None] = field("家庭人口", Kind.INTEGER, minimum=1, unit="人")
    income_fen: Mapped[int | None] = field(
        "家庭月人均收入",
        Kind.MONEY,
        minimum=0,
        unit="元",
        personal=True,
        aliases=("月人均收入", "家庭人均月收入"),
    )
    minimum_living_fen: Mapped[int | None] = field(
        "当地低保标准", Kind.MONEY, minimum=0, unit="元", aliases=("低保标准",)
    )
    filed_on: Mapped[str | None] = field("建档日期", Kind.PARTIAL_DATE, aliases=("建档时间",))
    level: Mapped[str | None] = field(
        "档案级别", Kind.CHOICE, choices="hardship_level", aliases=("建档级别",)
    )
    help_given: Mapped[str | None] = field("帮扶记录", Kind.LONG_TEXT, 1000, aliases=("帮扶情况",))
    lifted_on: Mapped[str | None] = field(
        "脱困日期", Kind.PARTIAL_DATE, aliases=("脱困时间", "解困日期")
    )
    note: Mapped[str | None] = remark()
