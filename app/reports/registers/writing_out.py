"""A register as a workbook or text table that can be taken in again unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import Refused
from app.queries.listing import View, count, iter_pages, reference_labels
from app.queries.sources import has_history
from app.reports.big_xlsx import write_csv, write_rows
from app.spec.kinds import NUMERIC, TEXTUAL, Kind
from app.spec.values import is_masked, masked, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from app.spec.field import FieldSpec
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
        Refused: no such format, or a past day of a register that keeps none. Nothing was written.
    """
    view = view or View()
    if view.as_at and not has_history(spec):
        raise _no_past_day(spec)
    names = names or tuple(spec.fields)
    fields = spec.columns(names)
    total = count(reader, spec, view)
    labels = reference_labels(reader, spec)

    def lines() -> Iterator[tuple[object, ...]]:
        done = 0
        for page in iter_pages(reader, spec, view, names, _TOLD_EVERY):
            _numbers, *columns = zip(*page, strict=True)
            yield from zip(
                *(
                    _shown(field, column, labels, full=full)
                    for field, column in zip(fields, columns, strict=True)
                ),
                strict=True,
            )
            done += len(page)
            if progress and len(page) == _TOLD_EVERY:
                progress(done, total)

    heads = [field.label for field in fields]
    kinds = [field.kind if field.kind in NUMERIC else Kind.TEXT for field in fields]
    write_table(target, heads, kinds, lines(), title=spec.title)
    return total


def _shown(
    field: FieldSpec,
    column: Sequence[object],
    labels: Mapping[str, Mapping[int, str]],
    *,
    full: bool,
) -> Sequence[object]:
    """A column of stored values as the register shows them; numbers stay numbers."""
    if field.kind in NUMERIC:
        return column
    if (full or not is_masked(field)) and field.kind in TEXTUAL:
        return column  # shown as it is stored
    words: dict[object, object] = {None: None}
    for value in set(column) - {None}:
        text = show(field, value, labels.get(field.name))
        words[value] = text if full else masked(field, text)
    return [words[value] for value in column]


def _no_past_day(spec: RecordSpec) -> Refused:
    return Refused(
        f"“{spec.title}”只记现状，没有按日期的名册",
        "没有写入任何内容",
        "请去掉截至日期再导出；按日期的名册只有“会员”一本",
        "R-415",
    )


def write_table(
    target: Path,
    heads: list[str],
    kinds: list[Kind],
    rows: Iterator[tuple[object, ...]],
    *,
    title: str = "",
) -> None:
    """Write one table in the format that the suffix of ``target`` names (.xlsx or .csv).

    Args:
        title: a line above the table, in a workbook.

    Raises:
        Refused: another suffix. Nothing was written.
    """
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
