"""Names of attachments: what they were called, without what could lead anywhere."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 100  # characters, the ending included
_REFUSED = re.compile(r'[<>:"|?*]')  # by Windows
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # can turn or hide an ending


def ending_of(name: str) -> str:
    """The ending of a file's name in small letters, with its dot; blank where it has none."""
    stem, dot, ending = name.rpartition(".")
    return f".{ending.casefold()}" if dot and stem else ""


def cleaned(name: str) -> str:
    """``name`` as it is kept and as it may be given to a file on any system.

    Folders go, and so do characters that nobody sees; a name that Windows keeps for itself gets a
    line before it; what is too long is cut before its ending. Never empty.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(c for c in last if unicodedata.category(c) not in _UNSEEN)
    kept = _REFUSED.sub("_", seen).strip().rstrip(". ").lstrip(".")
    ending = ending_of(kept)
    stem = (kept[: -len(ending)] if ending else kept).rstrip(". ")
    if _RESERVED.fullmatch(stem.partition(".")[0].strip()):
        stem = f"_{stem}"
    return f"{stem[: LONGEST - len(ending)] or '附件'}{ending[:LONGEST]}"


def renamed(old: str, new: str) -> str:
    """``new`` as a name, with the ending that tells what the content of ``old`` is."""
    ending = ending_of(old)
    wanted = new.strip()
    if ending and wanted.casefold().endswith(ending):
        wanted = wanted[: -len(ending)]
    return cleaned(f"{wanted}{ending}") if wanted.strip(". ") else old
