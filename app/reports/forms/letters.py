"""Letters from templates: text with fields becomes headings, paragraphs and cut lines.

A line that begins with ``#`` is the title, with ``##`` a lesser one, with ``>`` stands at the
right, with ``<`` at the left edge; ``---`` is where the sheet is cut; a blank line leaves room.
Any other line is a paragraph. ``{姓名}`` is filled in; what is not known becomes a line to write
on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.errors import Refused
from app.models.letters import LetterText
from app.reports.document import Box, Boxes, Heading, Line, Paragraph
from app.reports.sheet import Align
from app.resources import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from app.reports.document import Block, Page

_FIELD = re.compile(r"\{([^{}]*)\}")
# How long a line to write on is, in half characters, where eight are not what is written there.
_LINE_TO_WRITE_ON = 8
_LINES_TO_WRITE_ON = {
    "性别": 4,
    "身份证号": 20,
    "会员证号": 12,
    "批准依据": 18,
    "去往工会": 24,
    "转接原因": 14,
    "计算标准": 40,
    "大写金额": 30,
}
_CUT_MM = 9.0
_LESSER_PT = 14.0
_SHOWN = 12


def letter_text(reader: Connection, letter: str) -> str:
    """The text in use of ``letter``: the ledger's own, or the shipped one."""
    table = LetterText.__table__.c
    own = select(table.text).where(table.letter == letter, table.retired_at.is_(None))
    return reader.scalar(own.order_by(table.id.desc())) or shipped_text(letter)


def shipped_text(letter: str) -> str:
    """The text of ``letter`` that the program ships with."""
    text: str = read_toml(f"letters/{letter}.toml")["text"]
    return text.strip("\n")


def has_whole_numbers(letter: str) -> bool:
    """Whether ``letter`` is sent or filed, and so has ID numbers whole unless asked otherwise."""
    return bool(read_toml(f"letters/{letter}.toml")["whole_numbers"])


def letter_blocks(text: str, fields: Mapping[str, str], page: Page) -> tuple[Block, ...]:
    """``text`` with its fields filled in, as what stands on ``page``.

    Args:
        fields: by name; blank ones become lines to write on.

    Raises:
        Refused: the text names a field that this letter does not have.
    """

    def filled(found: re.Match[str]) -> str:
        name = found[1].strip()
        if name not in fields:
            raise Refused(
                f"范本里的“{{{name[:_SHOWN]}}}”不是这份文书的栏目",
                "没有写入任何内容",
                "请点“改正文”改掉它；可用的栏目列在正文下面",
                "R-562",
            )
        return fields[name] or "_" * _LINES_TO_WRITE_ON.get(name, _LINE_TO_WRITE_ON)

    lines = [_FIELD.sub(filled, line) for line in text.split("\n")]
    return tuple(_blocks(lines, page))


def _blocks(lines: list[str], page: Page) -> Iterator[Block]:
    for line in lines:
        words = line.strip()
        if words.startswith("---"):
            yield _cut(words.lstrip("-").strip(), page)
        elif words.startswith("##"):
            lesser = words.lstrip("#").strip()
            yield Paragraph(lesser, Align.CENTRE, bold=True, size_pt=_LESSER_PT)
        elif words.startswith("#"):
            yield Heading(words.lstrip("#").strip(), 0)
        elif words.startswith(">"):
            yield Paragraph(words[1:].strip(), Align.RIGHT, indent=1)
        elif words.startswith("<"):
            yield Paragraph(words[1:].strip(), indent=0)
        else:
            yield Paragraph(words)


def _cut(words: str, page: Page) -> Boxes:
    """A dashed line from edge to edge of the text, with ``words`` upon it."""
    room = page.size_mm[0] - page.margins[0] - page.margins[1]
    middle = _CUT_MM / 2
    upon = Box(0, 0, room, _CUT_MM, words, align=Align.CENTRE, border=False)
    half = room / 4 if words else room / 2
    lines = (
        Line(0, middle, half, middle, dashed=True),
        Line(room - half, middle, room, middle, dashed=True),
    )
    return Boxes(_CUT_MM, (upon,), lines)
