"""文书范本: letters and declarations that a union words in its own way."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from app.models.base import Record, field, remark
from app.spec.field import Layout
from app.spec.kinds import Kind
from app.spec.record import Chapter


class LetterText(Record):
    """The text of one letter in place of the shipped one; put aside, the shipped one is used."""

    __tablename__ = "letter_text"
    title = "文书范本"
    chapter = Chapter.BINDER
    layout = Layout(table=(), form=())  # it is worded where the letter is previewed
    keys = (("letter",),)
    order = ("letter",)
    name_field = "letter"
    retention = "永久"

    letter: Mapped[str] = field("文书", Kind.CHOICE, choices="letter", aliases=("文书名称",))
    text: Mapped[str] = field("正文", Kind.LONG_TEXT, 4000, aliases=("内容",))
    note: Mapped[str | None] = remark()
