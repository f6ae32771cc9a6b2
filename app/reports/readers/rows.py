"""What each row below the heading is: data, or a title, unit, sum or note left out in sight."""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from app.reports.readers.table import shown
from app.spec.codes import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.reports.readers.heading import Heading
    from app.reports.readers.table import RawRow, Table


class RowClass(StrEnum):
    """What a row is. Only DATA rows are taken in."""

    DATA = "data"
    BLANK = "blank"  # nothing but blanks
    NUMBERED = "numbered"  # numbered beforehand and not filled in
    TITLE = "title"  # a row from above the heading, repeated on a later page
    HEADING = "heading"  # the heading, repeated on a later page
    UNIT = "unit"  # what the figures below are counted in, each unit under its heading
    SUM = "sum"
    NOTE = "note"


FIRST_CELLS = 3  # a sum says so in one of the first cells
OTHER_TEXTS = 2  # texts a sum row may hold besides
LONG_NOTE = 30  # characters of a lone text that is a note rather than a value
SUM = re.compile(r"^.{0,10}(小计|合计|总计|共计|累计)(\([^)]*\))?:?[\d.,]*[人元名]?$")
MEASURE = (
    r"(?:人民币)?[百千万亿]?元(?:/(?:人|月|年|天|日))?|角|分|[万千]?人|人次|名|个|户|家|次|张|件"
    r"|[年月日天岁]|年月|年月日|年/月|年/月/日|周岁|小时|平方米|m2|[%‰]"
    r"|是[/或、]?否|有[/或、]?无|男[/或、]?女"
)
UNIT = re.compile(rf"(?:\((?:(?:金额)?单位:)?(?:{MEASURE})\)|(?:金额)?单位:(?:{MEASURE}))+$")
NOTE_WORD = (
    r"(?:制表|填表|填报|导出|报送|上报|更新|经办|审核|复核|审批|批准|负责|主管|统计|打印|编制|联系)(?:人|单位|部门|日期|时间|电话)?"
    r"|(?:单位|工会|部门)?(?:负责人|主席|领导|公章|盖章)(?:签字|签名|签章)?(?:\([^)]*\))?"
    r"|(?:填报|制表|单位)?(?:单位|日期|时间)(?:\([^)]*\))?"
    r"|备注|附注|注意|注|说明|填表说明|填报说明"
)
PAGE = r"-?第\d+页.*|共\d+页.*|-?\d+/\d+-?"
# A note says what it is with a colon; a word alone counts only where the table is wide.
NOTE = re.compile(rf"(?:{NOTE_WORD})[:.、]|(?:{PAGE})$|(?P<word>(?:{NOTE_WORD})$)")
DASHES = frozenset({"-", "--", "—", "——", "/", "\\"})
NUMBER = re.compile(r"^[-+]?[\d,]*\.?\d+%?$")
COUNTING = frozenset(
    {"", "序号", "序", "编号", "项次", "no", "no."}
)  # over columns that count rows
PERSON = re.compile("^(?:[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}|[^\\W\\d_]+(?:·[^\\W\\d_]+)+)$")


Folded: TypeAlias = tuple[tuple[int, str], ...]  # column and folded text of cells with something


def rows_below(
    table: Table, heading: Heading, name: str = ""
) -> Iterator[tuple[RawRow, RowClass, str]]:
    """Every stored row below ``heading``, what it is, and why it is left out if it is.

    Rows without any cell are not stored. The count "read" that a person sees is the number of
    rows given here that are not BLANK; every one of them ends as new, changed, same, skipped or
    failed. Rows above the heading are ``heading.above``.

    Args:
        name: the field whose column holds persons' names, if there is one. A row with somebody's
            name there is somebody, whatever the duty in its first cell.

    Yields:
        The row, its class, and the reason in the user's words (blank for DATA).
    """
    judge = _Judge(table, heading, name)
    for row in table.rows:
        if row.line > heading.last_line:
            yield row, *judge.of(row)


def _folded(row: RawRow) -> Iterator[tuple[int, str]]:
    for column, cell in enumerate(row.cells):
        if cell is not None and (text := fold(str(cell))):
            yield column, text


class _Judge:
    """Tells what a row is. Looks at the first cells only, and at the rest when they give cause."""

    def __init__(self, table: Table, heading: Heading, name: str) -> None:
        columns = heading.columns
        self._mapped = frozenset(columns)
        self._names = next((column for column, field in columns.items() if field == name), None)
        self._titles = {tuple(_folded(row)) for row in heading.above}
        self._heads = [set(_folded(row)) for row in heading.rows]
        self._known = set().union(*self._heads, *self._titles)
        self._width = len(heading.texts)
        self._heading = heading
        self._spans = {m.first_line: m for m in table.merges if m.last_column > m.first_column}

    def of(self, row: RawRow) -> tuple[RowClass, str]:
        """The class of ``row`` and the reason."""
        first = tuple(islice(_folded(row), FIRST_CELLS))
        if not first:
            return RowClass.BLANK, "空行"
        if len(first) == 1 and first[0][0] not in self._mapped and NUMBER.match(first[0][1]):
            return RowClass.NUMBERED, "只有序号的空行"
        if first[-1][1] in DASHES and all(
            text in DASHES or (column not in self._mapped and NUMBER.match(text))
            for column, text in _folded(row)
        ):
            return RowClass.NUMBERED, "只画了横线的空行"
        if not self._known.isdisjoint(first):
            filled = tuple(_folded(row))
            if filled in self._titles:
                return RowClass.TITLE, "重复的标题"
            if any(_repeats(filled, head) for head in self._heads):
                return RowClass.HEADING, "重复的表头"
        if any("计" in text and SUM.match(text) for _column, text in first) and _mostly_sums(row):
            return RowClass.SUM, "合计行"
        if UNIT.match(first[0][1]) and all(UNIT.match(text) for _column, text in _folded(row)):
            return RowClass.UNIT, "单位行"
        if self._is_note(row, first):
            return RowClass.NOTE, "说明或签名行"
        return RowClass.DATA, ""

    def _is_note(self, row: RawRow, first: Folded) -> bool:
        column, text = first[0]
        if len(first) == 1 and self._stands_alone(row.line, column, text):
            return True
        if not (start := NOTE.match(text)) or self._is_somebody(row, column):
            return False
        filled = tuple(_folded(row))
        if len(filled) * 2 <= self._width:
            return start["word"] is None or self._width > FIRST_CELLS
        return len(filled) == 1 or all(":" in text for _column, text in filled)

    def _is_somebody(self, row: RawRow, column: int) -> bool:
        """Whether a row is a person's whose duty, in ``column``, reads like a note: 审核, 主席."""
        if self._names is None or column == self._names:
            return False
        if column not in self._mapped and self._heading_over(column) in COUNTING:
            return False  # 制表人 stands under 序号, its name beside it
        name = fold(shown(row.at(self._names)))
        return bool(PERSON.match(name)) and not NOTE.match(name)

    def _heading_over(self, column: int) -> str:
        return fold(self._heading.texts.get(column, ""))

    def _stands_alone(self, line: int, column: int, text: str) -> bool:
        """Whether the only text of a row is written across it, or too long for a value."""
        merge = self._spans.get(line)
        if merge and merge.first_column <= column <= merge.last_column:
            across = merge.last_column - merge.first_column + 1
            if self._width > 2 and across * 2 >= self._width:
                return True
        return self._width > 1 and len(text) > LONG_NOTE


def _repeats(filled: Folded, head: set[tuple[int, str]]) -> bool:
    same = len(head.intersection(filled))
    return same >= min(2, len(head)) and same * 3 >= len(filled) * 2


def _mostly_sums(row: RawRow) -> bool:
    texts = (cell for cell in row.cells if isinstance(cell, str) and cell.strip())
    return sum(not NUMBER.match(fold(text)) for text in texts) <= 1 + OTHER_TEXTS
