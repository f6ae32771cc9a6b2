"""When two names may be one: other writings of the same characters, other characters read alike."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from app.spec.pinyin import variants


@lru_cache(maxsize=1 << 16)
def folded(name: str) -> str:
    """``name`` in one writing: usual characters, narrow letters of one case, no points or blanks.

    陳國棟 and 陈国栋 give the same, and so do 买买提·艾力 and 买买提艾力.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in plain if letter.isalnum()).translate(variants("groups"))


@lru_cache(maxsize=1 << 16)
def readings(pinyin: str | None) -> frozenset[str]:
    """The readings of a name, from the search key kept beside it."""
    return frozenset((pinyin or "").split())
