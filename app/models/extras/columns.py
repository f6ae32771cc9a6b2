"""自定义列: what a column is that the user added to a register."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Record, field
from app.spec.field import Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter

LONGEST_LABEL = 30
LONGEST_WORD = 50  # of a choice
MOST_WORDS = 200


class ExtraColumn(Record):
    """A column that this union added to one of its registers (自定义列).

    Its values lie with the rows of the register, under a name made of this row's number, which
    is never used twice. A retired column is shown nowhere and keeps its values.
    """

    __tablename__ = "extra_column"
    title = "自定义列"
    chapter = Chapter.WORK
    layout = Layout(table=(), form=())
    extra = None  # takes no columns of the user's own
    name_field = "label"

    register: Mapped[str] = mapped_column(String(40))  # id of the register that has it
    label: Mapped[str] = field("列名", Kind.TEXT, LONGEST_LABEL)
    kind: Mapped[str] = field("类型", Kind.CHOICE, choices="extra_kind")
    choices: Mapped[str | None] = field("选项", Kind.LONG_TEXT)  # words with 、 between them
    aliases: Mapped[str | None] = field("导入时也认的列名", Kind.LONG_TEXT)  # likewise
    places: Mapped[int | None] = field("小数位数", Kind.INTEGER)  # of decimal numbers alone
    unit: Mapped[str | None] = field("单位", Kind.TEXT, 20)
    personal: Mapped[bool] = field("个人信息", Kind.YES_NO)
    in_list: Mapped[bool] = field("显示在列表", Kind.YES_NO)
    position: Mapped[int] = field("次序", Kind.INTEGER)
