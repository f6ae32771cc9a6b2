"""A register as a workbook or text table that can be taken in again unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import Refused
from app.queries.listing import View, count, iter_rows, reference_labels
from app.reports.big_xlsx import write_csv, write_rows
from app.spec.kinds import NUMERIC, Kind
from app.spec.values import masked, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from app.actions.imports import ImportPreview
    from app.spec.record import RecordSpec

    Progress = Callable[[int, int], None]

_TOLD_EVERY = 1000


def export_register(
    reader: Connection,
    spec: RecordSpec,
    target: Path,
    *,
    view: View | None = None,
    names: tuple[str, ...] = (),
    full: bool = False,
    progress: Progress | None = None,
) -> int:
    """Write the rows of ``view`` to ``target`` (.xlsx or .csv).

    Args:
        names: fields to write; all by default, so that nothing is lost on the way back.
        full: write ID and telephone numbers whole.
        progress: told rows done and all rows.

    Returns:
        The number of rows written.

    Raises:
        Refused: no such format. Nothing was written.
    """
    view = view or View()
    names = names or tuple(spec.fields)
    fields = spec.columns(names)
    total = count(reader, spec, view)
    labels = reference_labels(reader, spec)

    def lines() -> Iterator[tuple[object, ...]]:
        for number, row in enumerate(iter_rows(reader, spec, view, names), 1):
            if progress and number % _TOLD_EVERY == 0:
                progress(number, total)
            cells: list[object] = []
            for field in fields:
                value = row[field.name]
                if field.kind in NUMERIC or value is None:
                    cells.append(value)
                else:
                    text = show(field, value, labels.get(field.name))
                    cells.append(text if full else masked(field, text))
            yield tuple(cells)

    heads = [field.label for field in fields]
    kinds = [field.kind if field.kind in NUMERIC else Kind.TEXT for field in fields]
    _write(target, spec.title, heads, kinds, lines())
    return total


def export_rows_not_taken(seen: ImportPreview, target: Path) -> int:
    """Write the rows an import skipped or refused, each with its line, state and reason.

    Returns:
        The number of rows written.
    """
    from app.actions.imports import RowState

    left_out = {RowState.SKIPPED, RowState.REFUSED}
    raw = {row.line: row.cells for row in seen.sheet.rows}
    names = seen.sheet.columns
    rows = [
        (row.line, row.state.label, row.reason, *(_text(raw[row.line].get(n)) for n in names))
        for row in seen.rows
        if row.state in left_out
    ]
    heads = ["原表行号", "状态", "原因", *(seen.spec.fields[name].label for name in names)]
    kinds = [Kind.INTEGER, *(Kind.TEXT for _ in heads[1:])]
    _write(target, f"{seen.spec.title}未写入的行", heads, kinds, iter(rows))
    return len(rows)


def _text(cell: object) -> str | None:
    return None if cell is None else str(cell)


def _write(
    target: Path,
    title: str,
    heads: list[str],
    kinds: list[Kind],
    rows: Iterator[tuple[object, ...]],
) -> None:
    suffix = target.suffix.lower()
    if suffix == ".xlsx":
        write_rows(target, heads, kinds, rows, title=title)
    elif suffix == ".csv":
        write_csv(target, heads, kinds, rows)
    else:
        raise Refused(
            f"不能导出“{suffix}”文件",
            "没有写入任何内容",
            "请用扩展名 .xlsx 或 .csv",
            "R-409",
        )
