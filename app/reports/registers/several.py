"""Several sheets of one workbook read as one table: people spread over a sheet per department."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from app.actions.importing.lines import numbered
from app.actions.importing.reading.references import is_department
from app.actions.members.last_change import in_sheets
from app.errors import ImportRefused
from app.models.organization.groups import Group
from app.reports.readers import refusals
from app.reports.readers.heading import find_heading
from app.reports.readers.refusals import LIMITS, refused
from app.reports.readers.table import Merge, Part, RawRow
from app.reports.registers.taking_in import labels_of, sheets_that_fit
from app.spec.codes import fold
from app.spec.pinyin import usual

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.reports.readers.heading import Heading
    from app.reports.readers.table import Table
    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec

_ALIKE = 0.5  # share of the columns that two sheets must have in common to be read together
# Sheets of other people, of the same people once more, and of no people.
_APART = re.compile(
    "离职|离退|退休|退会|调出|转出|死亡|去世|历史|备份|副本|旧|作废|停用|模板|模版|样表|样例|示例|说明|汇总|统计"
)
# Sheets of the same people month by month.
_PERIOD = re.compile(
    r"(?:\d{2,4}年?)?[-.]?\d{1,2}月份?|\d{4}年?度?|\d{6}|\d{4}[-.]\d{1,2}"
    r"|(?:\d{2,4}年?)?(?:第?[一二三四1-4]季度|[上下]半年)"
)
_SEVERAL = 2
_UNIT = re.compile(
    "(?:车间|工段|部|科|处|室|组|班|队|中心|分会|分工会|公司|厂|站|所|院|系|店|行|校区|年级|工地)$"
)
_GROUP = re.compile("(?:组|分会|分工会)$")


def that_belong_with(table: Table, spec: RecordSpec) -> list[str]:
    """The other sheets of a file that are read together with the one that was read.

    Those whose headings name mostly the same fields. A sheet of another month tells of the same
    people again, and one called 离职 of people who are gone: these are only offered.
    """
    heading = _heading(table, spec)
    if heading is None:
        return []
    fields = set(heading.columns.values())
    is_period = _PERIOD.fullmatch(fold(table.sheet)) is not None
    found: list[str] = []
    for name in sheets_that_fit(table, spec):
        if _is_apart(name) or (is_period and _PERIOD.fullmatch(fold(name))):
            continue
        other = _heading(replace(table, rows=table.tops[name], merges=()), spec)
        others = set(other.columns.values()) if other is not None else set()
        if len(fields & others) >= _ALIKE * max(len(fields), len(others)):
            found.append(name)
    return found


def _is_apart(name: str) -> bool:
    return _APART.search(usual(name)) is not None


def better_sheet(table: Table, spec: RecordSpec) -> str:
    """The first sheet with a heading of the register, where the one read has none; else blank.

    Books begin with a cover, a note on how to fill them in, or a summary.
    """
    heading = _heading(table, spec)
    if heading is not None and spec.name_field in heading.columns.values():
        return ""
    fitting = sheets_that_fit(table, spec)
    wanted = [name for name in fitting if not _is_apart(name)]
    return next(iter(wanted or fitting), "")


def tab_fields(spec: RecordSpec) -> list[FieldSpec]:
    """The fields for which the name of a sheet can stand: 部门, 工会小组."""
    return [
        field
        for field in spec.fields.values()
        if field.target == Group.__tablename__ or is_department(field)
    ]


def proposed_tab(table: Table, spec: RecordSpec) -> str:
    """The field that the names of several sheets look like; blank where they look like none."""
    names = [usual(name) for name in table.names]
    if not all(map(_UNIT.search, names)) or len(names) < _SEVERAL:
        return ""
    are_groups = all(map(_GROUP.search, names))
    fields = tab_fields(spec)
    fitting = [field for field in fields if bool(field.target) is are_groups]
    return next((field.name for field in fitting), "")


def joined(tables: Sequence[Table], spec: RecordSpec) -> Table:
    """The sheets of one file as one table, in the columns of the first.

    A column of another sheet goes under the heading that says the same, else under the one that
    means the same field; what the first sheet has no column for gets one at the right. A sheet
    without any heading is read in the order of the first.

    Raises:
        ImportRefused: together they have more rows than may be read.
    """
    first, *others = tables
    if not others:
        return first
    if sum(len(table.rows) for table in tables) > LIMITS.rows:
        raise refused(refusals.TOO_MANY_ROWS, limit=LIMITS.rows)
    heading = _heading(first, spec)
    columns = _Columns(first, heading)
    parts = [Part(first.sheet, frozenset(columns.known))]
    rows: list[RawRow] = [*first.rows]
    merges = [*first.merges]
    hidden = {*first.hidden_lines}
    for place, table in enumerate(others, start=1):
        own = _heading(table, spec)
        wanted = columns.places_of(own)
        last = own.last_line if own is not None else 0
        moved = [_moved(row, place, wanted) for row in table.rows]
        heads = [row for row, at in zip(moved, table.rows, strict=True) if at.line <= last]
        rows += moved[len(heads) :]
        has = frozenset(wanted.values()) if wanted else frozenset(columns.known)
        parts.append(Part(table.sheet, has, tuple(heads)))
        merges += [_moved_merge(one, place, wanted) for one in table.merges]
        hidden |= {numbered(place, line) for line in table.hidden_lines}
    if heading is not None and columns.added:
        rows = [_longer(row, columns.added) if row == heading.rows[-1] else row for row in rows]
    names = {table.sheet for table in tables}
    return replace(
        first,
        rows=tuple(rows),
        merges=tuple(merges),
        hidden_lines=frozenset(hidden),
        tops={name: top for name, top in first.tops.items() if name not in names},
        parts=tuple(parts),
    )


def _heading(table: Table, spec: RecordSpec) -> Heading | None:
    try:
        return find_heading(table, labels_of(in_sheets(spec)))
    except ImportRefused:
        return None


class _Columns:
    """The columns of the joined table.

    Attributes:
        known: those of the first sheet.
        added: texts of the headings that only other sheets have, by column.
    """

    def __init__(self, first: Table, heading: Heading | None) -> None:
        width = max((len(row.cells) for row in first.rows), default=0)
        texts = heading.texts if heading is not None else {}
        self.known = range(max(width, 1 + max(texts, default=-1)))
        self.added: dict[int, str] = {}
        self._width = len(self.known)
        self._by_text = {fold(text): column for column, text in reversed([*texts.items()])}
        fields = heading.columns if heading is not None else {}
        self._by_field = {name: column for column, name in fields.items()}
        self._is_known = heading is not None

    def places_of(self, heading: Heading | None) -> dict[int, int]:
        """Where each column of another sheet goes; empty where all stay where they are."""
        if heading is None or not self._is_known:
            return {}
        found: dict[int, int] = {}
        free = [*self._matches(heading, found)]
        for column in free:
            found[column] = self._width
            self._by_text[fold(heading.texts[column])] = self._width
            self.added[self._width] = heading.texts[column]
            self._width += 1
        return found

    def _matches(self, heading: Heading, found: dict[int, int]) -> Iterator[int]:
        """Place the columns that say or mean the same; gives those that do neither."""
        left: list[int] = []
        for column, text in heading.texts.items():
            place = self._by_text.get(fold(text))
            if place is None or place in found.values():
                left.append(column)
            else:
                found[column] = place
        for column in left:
            place = self._by_field.get(heading.columns.get(column, ""))
            if place is None or place in found.values():
                yield column
            else:
                found[column] = place


def _moved(row: RawRow, place: int, wanted: Mapping[int, int]) -> RawRow:
    """A row of a further sheet in the columns of the joined table."""
    number = numbered(place, row.line)
    if all(column == to for column, to in wanted.items()):
        return RawRow(number, row.cells)
    width = 1 + max(wanted.values())
    sources = {to: column for column, to in wanted.items()}
    cells = [row.at(sources[to]) if to in sources else None for to in range(width)]
    return RawRow(number, tuple(cells))


def _moved_merge(merge: Merge, place: int, wanted: Mapping[int, int]) -> Merge:
    left = wanted.get(merge.first_column, merge.first_column)
    across = merge.last_column - merge.first_column
    return Merge(
        numbered(place, merge.first_line),
        numbered(place, merge.last_line),
        left,
        left + across,
    )


def _longer(row: RawRow, added: Mapping[int, str]) -> RawRow:
    """The last row of the first sheet's heading, with the headings of other sheets."""
    width = 1 + max(added)
    cells = [*row.cells, *[None] * (width - len(row.cells))]
    for column, text in added.items():
        cells[column] = text
    return replace(row, cells=tuple(cells))
