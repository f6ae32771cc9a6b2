"""What the numbers of the pages are called, and how each is counted; one word for one count."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.resources import read_toml


@dataclass(frozen=True, slots=True)
class FigureWord:
    """The word beside a number.

    Attributes:
        tip: how the number is counted, in a sentence.
    """

    label: str
    tip: str


@cache
def figure_words() -> dict[str, FigureWord]:
    """Every word by its id, as ``resources/words/figures.toml`` has them."""
    entries = read_toml("words/figures.toml")["figures"]
    return {entry["id"]: FigureWord(entry["label"], entry["tip"]) for entry in entries}


def figure_word(figure: str) -> FigureWord:
    """The word of one number, by its id.

    Raises:
        KeyError: no number is called so, which is a fault of the program's data.
    """
    return figure_words()[figure]
