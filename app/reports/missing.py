"""Characters no font can draw: named before anything is printed, each with where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import Refused
from app.reports.document import Boxes, Heading, Pairs, Paragraph, Ruled
from app.reports.sheet import Sheet, row_texts
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.reports.document import Block, Document
    from app.reports.paginate import Pages

_NAMED = 2  # more would not fit into a message; they are found one print later
_LONGEST_NAME = 8


def refuse_missing(pages: Pages) -> None:
    """Stops a paper that would show boxes.

    Raises:
        Refused: naming the characters, and whose row or what place holds each. Nothing was
            printed.
    """
    missing = pages.missing
    if not missing:
        return
    named = "、".join(
        f"“{char}”（U+{ord(char):04X}）{_place(char, pages.documents)}" for char in missing[:_NAMED]
    )
    more = f"等 {len(missing)} 个字" if len(missing) > _NAMED else ""
    raise Refused(
        f"有字打印不出来，现有的字体里没有：{named}{more}",
        "台账没有变化，没有生成文件",
        "请改用其他写法再打印；或安装含有这些字的字体（如“宋体-ExtB”），重新打开程序后再打印",
        "R-302",
    )


def _place(char: str, documents: Sequence[Document]) -> str:
    """Where ``char`` stands first; blank where nobody can be named."""
    for document in documents:
        for block in document.blocks:
            if place := _place_in(char, block):
                return f"在{place}"
    return ""


def _place_in(char: str, block: Block) -> str:
    if isinstance(block, Sheet):
        return _place_on(char, block)
    if isinstance(block, Pairs):
        found = (pair.label for pair in block.items if char in pair.text or char in pair.label)
        return next((f"“{label}”一格" for label in found), "")
    if isinstance(block, Ruled):
        return _place_in_form(char, block)
    if isinstance(block, Boxes):
        found = (box.text for box in block.boxes if char in box.text)
        return next((f"“{text[:_LONGEST_NAME]}”一格" for text in found), "")
    if isinstance(block, Paragraph) and char in block.text:
        return f"“{block.text.strip()[:_LONGEST_NAME]}……”一段"
    return "标题" if isinstance(block, Heading) and char in block.text else ""


def _place_in_form(char: str, form: Ruled) -> str:
    """The cell with ``char``, by the label before it."""
    for row in form.rows:
        label = ""
        for cell in row.cells:
            if char in cell.text:
                return f"“{label or cell.text[:_LONGEST_NAME]}”一格"
            label = "".join(cell.text.split()) if cell.is_label else label
    return ""


def _place_on(char: str, sheet: Sheet) -> str:
    """The first row with ``char``, by whose name it bears, and the column."""
    names = [place for place, column in enumerate(sheet.columns) if column.kind is Kind.NAME]
    title = sheet.name or sheet.title
    for number, row in enumerate(sheet.rows, 1):
        texts = row_texts(sheet, row)
        column = next((place for place, text in enumerate(texts) if char in text), None)
        if column is not None:
            who = f"“{texts[names[0]][:_LONGEST_NAME]}”" if names and texts[names[0]] else ""
            return f"“{title}”第 {number} 行{who}的“{sheet.columns[column].title}”"
    return f"“{title}”的表头" if char in f"{sheet.title}{sheet.caption}" else ""
