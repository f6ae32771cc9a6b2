"""姓氏笔画: the order in which names stand on ballots and honour rolls."""

from __future__ import annotations

from functools import cache

from app.resources import resource

_UNKNOWN = 1_000_000  # behind all that the table knows, in the order of the code table


@cache
def _ranks() -> dict[str, int]:
    """By character its place: fewer strokes first, then as the table has them."""
    lines = resource("strokes.txt").read_text(encoding="utf-8").splitlines()
    ordered = "".join(line.partition(" ")[2] for line in lines if line[:1].isdigit())
    return {char: place for place, char in enumerate(dict.fromkeys(ordered))}


def stroke_key(name: str) -> tuple[int, ...]:
    """What names sort by where they stand by strokes: surname first, then the given name.

    A shorter name stands before a longer one that begins like it. Characters that the table does
    not know, letters among them, stand behind all others.
    """
    ranks = _ranks()
    return tuple(ranks.get(char, _UNKNOWN + ord(char)) for char in name if not char.isspace())
