"""After writing: what was written, what stayed out, and where to go on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.actions.importing.taking_in import RowState
from app.queries.listing import Filter, rows
from app.spec.kinds import Kind
from app.ui.style.tokens import Colour
from app.ui.widgets.chooser import documents
from app.ui.widgets.finding_box import FindingBox

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from app.spec.record import RecordSpec
    from app.ui.importing.work import Looked

_MOST = 500  # records that a list is narrowed to


def written_box(looked: Looked) -> FindingBox:
    """How many rows were written, and how many were not."""
    counts = looked.preview.counts
    return FindingBox(
        "已写入",
        Colour.OK,
        f"{looked.count_to_write:,} 行已写入“{looked.bench.spec.title}”："
        f"新增 {counts[RowState.NEW]:,}，变更 {counts[RowState.CHANGED]:,}；"
        f"相同 {counts[RowState.SAME]:,} 行没有动。",
        notes=[_left_out(counts), "写入前已经备份；以后也可以在“历史与撤销”里整批撤销。"],
    )


def _left_out(counts: Mapping[str, int]) -> str:
    refused, skipped = counts[RowState.REFUSED], counts[RowState.SKIPPED]
    if not refused + skipped:
        return "没有跳过或拒收的行。"
    return (
        f"另有 {skipped:,} 行跳过、{refused:,} 行拒收，没有写入；"
        "可以另存成表格，照“原因”改好再导入。"
    )


def words_for_seeing(spec: RecordSpec) -> str:
    """What the button says that leads to what was written."""
    name = spec.fields.get(spec.name_field)
    return "看这些人" if name is not None and name.kind is Kind.NAME else "看这些记录"


def place_for_left_out(looked: Looked) -> Path:
    """Where the rows not taken may be saved."""
    return documents() / f"{Path(looked.preview.sheet.file_name).stem}_未写入的行.xlsx"


def filter_of_written(looked: Looked, reader: Connection) -> Filter | None:
    """The list narrowed to what was written; ``None`` where it cannot be told in a filter.

    Told by the first key that all of them have, such as the identity number; else by name.
    """
    spec, taken = looked.bench.spec, looked.preview.taken
    name = spec.fields.get(spec.name_field)
    if name is None or name.kind is Kind.REFERENCE or not 0 < len(taken) <= _MOST:
        return None
    keys = [names[0] for names in spec.keys if len(names) == 1]
    wanted = [*keys, spec.name_field]
    numbers = [row.record_id for row in taken if row.record_id is not None]
    known = {int(str(row["id"])): row for row in rows(reader, spec, numbers, wanted)}
    for field in wanted:
        values = [
            row.draft.get(field) if row.record_id is None else known[row.record_id][field]
            for row in taken
        ]
        if all(value is not None for value in values):
            return Filter(field, values=frozenset(values))
    return None
