"""What the foot of every filled paper says: its print code, when it was made, how many lines."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from app.reports.sheet import Role, Sheet

if TYPE_CHECKING:
    from app.reports.document import Document

_DIGITS_OF_DIGEST = 4  # tells two prints of one paper and day apart


def stamped(document: Document, name: str, moment: str) -> Document:
    """``document`` with its print code and what it holds at the foot of every page.

    The code is made of the paper's number or title, the day, and a digest of all that the paper
    says: the same content on the same day has the same code.

    Args:
        name: what the paper is filed under, ``ZZ-05`` or its title.
        moment: local ``yyyy-mm-dd hh:mm`` or ``yyyy-mm-dd`` of making.
    """
    code = f"印-{name}-{moment[:10].replace('-', '')}-{_digest(document)}"
    sheets = [block for block in document.blocks if isinstance(block, Sheet)]
    lines = sum(row.role is Role.BODY for sheet in sheets for row in sheet.rows)
    count = f"共 {lines} 条" if sheets else ""
    footer = "\u3000".join(filter(None, (f"{moment} 打印", count, document.page.footer)))
    return replace(document, page=replace(document.page, print_code=code, footer=footer))


def _digest(document: Document) -> str:
    seen = sha256()
    for block in document.blocks:
        if isinstance(block, Sheet):
            seen.update(repr((block.title, block.caption, block.note)).encode())
            for row in block.rows:
                seen.update("\x1f".join(map(str, row.values)).encode(errors="replace"))
        else:
            seen.update(repr(block).encode(errors="replace"))
    return seen.hexdigest()[:_DIGITS_OF_DIGEST].upper()
