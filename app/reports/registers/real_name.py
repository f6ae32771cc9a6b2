"""The sheet for the higher union's real-name system as a workbook or text table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.queries.members.real_name import lines
from app.reports.registers.writing_out import write_table
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from app.models.real_name_template import Template

    Progress = Callable[[int, int], None]

_TOLD_EVERY = 1000
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a sheet.

    Attributes:
        rows: persons in it.
        incomplete: by member, the columns that the system demands and that are blank.
        earlier: names of those of whom an earlier change is told, as of whoever was restored.
    """

    rows: int
    incomplete: dict[int, tuple[str, tuple[str, ...]]]
    earlier: tuple[str, ...] = ()

    @property
    def told_earlier(self) -> str:
        """Of whom an earlier change is told, and why; blank for nobody."""
        if not self.earlier:
            return ""
        named = f"{'、'.join(self.earlier[:_NAMED])}{' 等' if len(self.earlier) > _NAMED else ''}"
        return f"{named} {len(self.earlier)} 人恢复了会籍，模板没有“恢复”这一项，写的是原来的入会"


def write_real_name(
    reader: Connection,
    template: Template,
    target: Path,
    member_ids: Sequence[int] | None = None,
    progress: Progress | None = None,
) -> Made:
    """Write the sheet to ``target`` (.xlsx or .csv): headings first, all cells text.

    ID and telephone numbers are whole, because the system takes in no others.

    Args:
        member_ids: who is in it; everybody on the roll by default.
        progress: told persons done and how many there are, 0 where that is not known.

    Raises:
        Refused: no such format. Nothing was written.
    """
    incomplete: dict[int, tuple[str, tuple[str, ...]]] = {}
    earlier: list[str] = []
    count = 0

    def cells() -> Iterator[tuple[str | None, ...]]:
        nonlocal count
        for line in lines(reader, template, member_ids):
            if line.missing:
                incomplete[line.member_id] = line.name, line.missing
            if line.tells_earlier:
                earlier.append(line.name)
            count += 1
            yield line.cells
            if progress and not count % _TOLD_EVERY:
                progress(count, len(member_ids or ()))

    heads = [column.heading for column in template.columns]
    write_table(target, heads, [Kind.TEXT] * len(heads), cells())
    return Made(count, incomplete, tuple(earlier))
