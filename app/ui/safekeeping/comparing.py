"""How a backup differs from the open ledger, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.queries.members.lists import member_facts
from app.queries.naming.figure_words import figure_word

if TYPE_CHECKING:
    from app.bootstrap import Desk, House
    from app.store.backup import Backup


class Comparison:
    """The ledger as it is now, to hold its backups against."""

    def __init__(self, desk: Desk, house: House) -> None:
        self._desk = desk
        self._house = house
        self._members = member_facts(desk.reader).on_file

    def words(self, backup: Backup) -> str:
        """What a backup lacks of the ledger, or has besides."""
        found = self._house.lacks_and_adds(backup, self._desk)
        if found is None:
            return "不能比较"
        fewer, more = found
        parts = [f"少 {fewer:,} 处改动"] if fewer else []
        if more:
            parts.append(f"{'' if fewer else '比现在'}多 {more:,} 处改动")
        return f"{'、'.join(parts)}{self._people(backup)}" if parts else "与现在相同"

    def _people(self, backup: Backup) -> str:
        people = backup.members - self._members
        word = figure_word("backup.people").label
        return f"，{word}{'多' if people > 0 else '少'} {abs(people):,} 份" if people else ""
