"""Breaking text into lines as Chinese office papers do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CLOSING = "，。、；：？！）》」』】〕〉”’％‰℃…—·～,.;:!?)]}%"
OPENING = "（《「『【〔〈“‘￥¥№([{"

# Letters and digits with what joins them: 1,234.50 and 2026-11-20 and 990****0012 stay whole, and
# so does a line of underscores to write on.
_WORD = r"[0-9A-Za-z\u00c0-\u024f]+(?:[-.,:/'*@&+_#][0-9A-Za-z\u00c0-\u024f*]+|\*+)*"
_BLANK = "[ \u3000]*"
_PIECE = re.compile(
    rf"(?:[{re.escape(OPENING)}]{_BLANK})*"
    rf"(?:-?{_WORD}|_+|.)"
    rf"(?:{_BLANK}[{re.escape(CLOSING)}])*{_BLANK}",
    re.DOTALL,
)
# Rounding of widths must not push the last character of a text that fits exactly.
_SLACK = 0.01


def pieces(text: str) -> list[str]:
    """``text`` cut where a line may end; each piece keeps its punctuation and blanks."""
    return _PIECE.findall(text)


def wrap(text: str, room: float, width_of: Callable[[str], float]) -> tuple[str, ...]:
    """Lines of ``text`` no wider than ``room``, in the unit of ``width_of``.

    Nothing is lost but blanks at line ends. A line begins with no closing and ends with no
    opening mark unless not even one piece fits; such a piece is cut between characters, one
    character a line at the narrowest.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if width_of(paragraph) <= room + _SLACK:
            lines.append(paragraph)
        else:
            lines.extend(_broken(paragraph, room + _SLACK, width_of))
    return tuple(lines)


def _broken(paragraph: str, room: float, width_of: Callable[[str], float]) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    for piece in pieces(paragraph):
        width = width_of(piece)
        if line and used + width_of(piece.rstrip(" \u3000")) > room:
            lines.append(line.rstrip(" \u3000"))
            line, used = "", 0.0
        if width_of(piece.rstrip(" \u3000")) > room:
            *full, line = _cut(piece, room, width_of)
            lines.extend(full)
            used = width_of(line)
        else:
            line, used = line + piece, used + width
    lines.append(line.rstrip(" \u3000"))
    return lines


def _cut(piece: str, room: float, width_of: Callable[[str], float]) -> list[str]:
    """``piece`` between characters, as many on a line as fit, at least one."""
    lines = [""]
    used = 0.0
    for char in piece:
        width = width_of(char)
        if lines[-1] and used + width > room:
            lines.append("")
            used = 0.0
        lines[-1] += char
        used += width
    return lines
