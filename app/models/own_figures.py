"""本会规定: figures of the regulations that a union sets in its own way, from a day on."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.models.base import Record, field
from app.spec.field import Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter


class OwnFigure(Record):
    """One figure of the union's own, which stands over the shipped ones; put aside, they hold."""

    __tablename__ = "own_figure"
    title = "本会规定"
    chapter = Chapter.MEMBERS
    layout = Layout(table=(), form=())  # it is set where it is used: 会费标准
    keys = (("figure", "valid_from"),)
    order = ("figure", "valid_from")
    name_field = "figure"
    retention = "永久"

    figure: Mapped[str] = field("项目", Kind.CHOICE, 50, choices="own_figure")
    value: Mapped[int] = field("数值", Kind.INTEGER)
    valid_from: Mapped[str | None] = field("执行日期", Kind.DATE)  # blank: from the beginning
    source: Mapped[str | None] = field("依据", Kind.TEXT, 100)
