"""What each row below the heading is: data, or a title, sum or note that is left out in sight."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from app.reports.readers.table import Cell, CellError, shown
from app.spec.codes import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.reports.readers.heading import Heading
    from app.reports.readers.table import Merge, RawRow, Table


class RowClass(StrEnum):
    """What a row is. Only DATA rows are taken in."""

    DATA = "data"
    BLANK = "blank"  # nothing but blanks
    TITLE = "title"  # a row from above the heading, repeated on a later page
    HEADING = "heading"  # the heading, repeated on a later page
    SUM = "sum"
    NOTE = "note"


FIRST_CELLS = 3  # a sum says so in one of the first cells
OTHER_TEXTS = 2  # texts a sum row may hold besides
LONG_NOTE = 30  # characters of a lone text that is a note rather than a value
SUM = re.compile(r"^.{0,10}(小计|合计|总计|共计|累计)(\([^)]*\))?:?[\d.,]*[人元名]?$")
NOTE_WORD = (
    r"(?:制表|填表|填报|经办|审核|复核|审批|批准|负责|主管|统计|打印|编制|联系)(?:人|单位|部门|日期|时间|电话)?"
    r"|(?:单位|工会|部门)?(?:负责人|主席|领导|公章|盖章)(?:签字|签名|签章)?(?:\([^)]*\))?"
    r"|(?:填报|制表|单位)?(?:单位|日期|时间)(?:\([^)]*\))?"
    r"|备注|附注|注意|注|说明|填表说明|填报说明"
)
NOTE_START = re.compile(rf"^(?:{NOTE_WORD})[:.、]")
NOTE_ALONE = re.compile(rf"^(?:{NOTE_WORD})$")
PAGE = re.compile(r"^(?:-?第\d+页.*|共\d+页.*|-?\d+/\d+-?)$")
NUMBER = re.compile(r"^[-+]?[\d,]*\.?\d+%?$")


def rows_below(table: Table, heading: Heading) -> Iterator[tuple[RawRow, RowClass, str]]:
    """Every stored row below ``heading``, what it is, and why it is left out if it is.

    Rows without any cell are not stored. The count "read" that a person sees is the number of
    rows given here that are not BLANK; every one of them ends as new, changed, same, skipped or
    failed. Rows above the heading are ``heading.above``.

    Yields:
        The row, its class, and the reason in the user's words (blank for DATA).
    """
    titles = {line for row in heading.above if (line := _folded(row))}
    heads = [_folded(row) for row in heading.rows]
    width = len(heading.texts)
    spans = {m.first_line: m for m in table.merges if m.last_column > m.first_column}
    for row in table.rows:
        if row.line > heading.last_line:
            yield row, *_class(row, titles, heads, width, spans.get(row.line))


def _folded(row: RawRow) -> tuple[tuple[int, str], ...]:
    """Columns and folded texts of the cells that are not blank."""
    texts = ((column, fold(shown(cell))) for column, cell in enumerate(row.cells))
    return tuple((column, text) for column, text in texts if text)


def _class(
    row: RawRow,
    titles: set[tuple[tuple[int, str], ...]],
    heads: list[tuple[tuple[int, str], ...]],
    width: int,
    merge: Merge | None,
) -> tuple[RowClass, str]:
    filled = _folded(row)
    if not filled:
        return RowClass.BLANK, "空行"
    if filled in titles:
        return RowClass.TITLE, "重复的标题"
    if any(_repeats(filled, head) for head in heads):
        return RowClass.HEADING, "重复的表头"
    if _is_sum(row, filled):
        return RowClass.SUM, "合计行"
    if _is_note(filled, width, merge):
        return RowClass.NOTE, "说明或签名行"
    return RowClass.DATA, ""


def _repeats(filled: tuple[tuple[int, str], ...], head: tuple[tuple[int, str], ...]) -> bool:
    same = len(set(filled) & set(head))
    return same >= min(2, len(head)) and same * 3 >= len(filled) * 2


def _is_sum(row: RawRow, filled: tuple[tuple[int, str], ...]) -> bool:
    if not any(SUM.match(text) for _column, text in filled[:FIRST_CELLS]):
        return False
    texts = sum(_is_text(row.at(column)) for column, _text in filled)
    return texts <= 1 + OTHER_TEXTS


def _is_text(cell: Cell) -> bool:
    return (
        isinstance(cell, str) and not NUMBER.match(fold(cell)) and not isinstance(cell, CellError)
    )


def _is_note(filled: tuple[tuple[int, str], ...], width: int, merge: Merge | None) -> bool:
    column, text = filled[0]
    few = len(filled) * 2 <= width
    if len(filled) == 1:
        wide = merge and merge.first_column <= column <= merge.last_column
        span = merge.last_column - merge.first_column + 1 if merge and wide else 1
        if (width > 2 and span * 2 >= width) or (width > 1 and len(text) > LONG_NOTE):
            return True
    if PAGE.match(text):
        return few or len(filled) == 1
    if NOTE_START.match(text):
        return few or all(":" in text for _column, text in filled) or len(filled) == 1
    return bool(NOTE_ALONE.match(text)) and few and width > FIRST_CELLS
