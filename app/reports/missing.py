"""Characters no font can draw: named before anything is printed, each with where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import Refused
from app.reports.document import Boxes, Heading, Pairs, Paragraph, Ruled
from app.reports.sheet import Sheet, row_texts
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.reports.document import Block, Document
    from app.reports.paginate import Pages

_NAMED = 2  # more would not fit into a sentence; all of them are listed below it
_LISTED = 12  # places; a whole roster in foreign letters would fill the window
_LONGEST_NAME = 8


def refuse_missing(pages: Pages) -> None:
    """Stops a paper that would show boxes.

    Raises:
        Refused: naming the characters and the first place of each; its details list every place.
            Nothing was printed.
    """
    missing = pages.missing
    if not missing:
        return
    found = {char: list(_places(char, pages.documents)) for char in missing}
    named = "、".join(
        f"{_called(char)}{f'在{found[char][0]}' if found[char] else ''}"
        for char in missing[:_NAMED]
    )
    more = f"等 {len(missing)} 个字" if len(missing) > _NAMED else ""
    raise Refused(
        f"有字打印不出来，现有的字体里没有：{named}{more}",
        "台账没有变化，没有生成文件",
        "请改用其他写法再打印；或安装含有这些字的字体（如“宋体-ExtB”），重新打开程序后再打印",
        "R-302",
        _listed([f"{_called(char)}：{place}" for char in missing for place in found[char]]),
    )


def _called(char: str) -> str:
    return f"“{char}”（U+{ord(char):04X}）"


def _listed(places: list[str]) -> tuple[str, ...]:
    """Every place on a line of its own, where the sentence does not hold them all."""
    if len(places) <= 1:
        return ()
    more = [f"另有 {len(places) - _LISTED} 处"] if len(places) > _LISTED else []
    return (*places[:_LISTED], *more)


def _places(char: str, documents: Sequence[Document]) -> Iterator[str]:
    """Where ``char`` stands, each place once; none where nobody can be named."""
    places = (
        place for document in documents for b in document.blocks for place in _places_in(char, b)
    )
    yield from dict.fromkeys(places)


def _places_in(char: str, block: Block) -> Iterator[str]:
    if isinstance(block, Sheet):
        yield from _places_on(char, block)
    elif isinstance(block, Pairs):
        found = (pair.label for pair in block.items if char in pair.text or char in pair.label)
        yield from (f"“{label}”一格" for label in found)
    elif isinstance(block, Ruled):
        yield from _places_in_form(char, block)
    elif isinstance(block, Boxes):
        found = (box.text for box in block.boxes if char in box.text)
        yield from (f"“{text[:_LONGEST_NAME]}”一格" for text in found)
    elif isinstance(block, Paragraph) and char in block.text:
        yield f"“{block.text.strip()[:_LONGEST_NAME]}……”一段"
    elif isinstance(block, Heading) and char in block.text:
        yield "标题"


def _places_in_form(char: str, form: Ruled) -> Iterator[str]:
    """The cells with ``char``, by the label before each."""
    for row in form.rows:
        label = ""
        for cell in row.cells:
            if char in cell.text:
                yield f"“{label or cell.text[:_LONGEST_NAME]}”一格"
            label = "".join(cell.text.split()) if cell.is_label else label


def _places_on(char: str, sheet: Sheet) -> Iterator[str]:
    """The rows with ``char``, by whose name each bears, and the column."""
    names = [place for place, column in enumerate(sheet.columns) if column.kind is Kind.NAME]
    title = sheet.name or sheet.title
    for number, row in enumerate(sheet.rows, 1):
        texts = row_texts(sheet, row)
        who = f"“{texts[names[0]][:_LONGEST_NAME]}”" if names and texts[names[0]] else ""
        for place, text in enumerate(texts):
            if char in text:
                yield f"“{title}”第 {number} 行{who}的“{sheet.columns[place].title}”"
    if char in f"{sheet.title}{sheet.caption}":
        yield f"“{title}”的表头"
