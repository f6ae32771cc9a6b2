"""Where a row stands when several sheets of a workbook are taken in together.

A row is known by one number throughout: of the first sheet by its line, of each further sheet by
its line beyond all that the sheets before can have. So whatever is said of a row is said by number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_OF_A_SHEET = 1 << 20  # lines that a sheet can have, in every kind of workbook


def numbered(sheet: int, line: int) -> int:
    """The number of a line (from 1) of the sheet at a place (from 0)."""
    return sheet * _OF_A_SHEET + line


def place_of(number: int) -> tuple[int, int]:
    """The place of the sheet (from 0) and the line in it (from 1)."""
    sheet, line = divmod(number - 1, _OF_A_SHEET)
    return sheet, line + 1


def line_of(number: int) -> int:
    """The line as its own sheet counts, from 1."""
    return place_of(number)[1]


def said(number: int, sheets: Sequence[str]) -> str:
    """Where a row stands, in words: 第 5 行, or “二车间”第 5 行 where there are several sheets."""
    sheet, line = place_of(number)
    name = f"“{sheets[sheet]}”" if len(sheets) > 1 else ""
    return f"{name}第 {line} 行"
