"""How lines are counted in words, and what files are called: 368 人, 单位_台账_20261120."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.bootstrap import Desk

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')  # what Windows refuses in a file name


_OF_PERSONS = frozenset({"member"})  # registers whose every line is a person


def counted(register: str, number: int) -> str:
    """So many lines of a register, in words: 368 人, 3 条."""
    return f"{number:,} {'人' if register in _OF_PERSONS else '条'}"


def file_name(desk: Desk, title: str, suffix: str) -> str:
    """The name proposed for what is exported, printed or saved of a ledger."""
    parts = (desk.union_name, title, desk.today.replace("-", ""))
    kept = (_NOT_IN_NAMES.sub(" ", part).strip() for part in parts)
    return f"{'_'.join(part for part in kept if part)}.{suffix}"
