"""What a spreadsheet program would take for a formula, and the ``'`` that keeps it a text."""

from __future__ import annotations

TRIGGERS = frozenset("=+-@\t\r＝＋－＠")


def begins_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet would take ``text`` for a formula."""
    return text[:1] in TRIGGERS


def guarded(text: str) -> str:
    """``text`` as it is written to a .csv file: what would begin a formula gets a ``'``.

    So does what begins with one already, or reading would take away the user's own.
    """
    return f"'{text}" if begins_like_a_formula(text.lstrip("'")) else text


def unguarded(text: str) -> str:
    """The text that :func:`guarded` wrote; exactly one ``'`` is taken off."""
    return text[1:] if text.startswith("'") and guarded(text) != text else text
