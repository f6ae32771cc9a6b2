"""What an import says on the command line: counts, rows not taken, remarks, columns left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.actions.importing.taking_in import TAKEN, RowState
from app.cli.output import print_table

if TYPE_CHECKING:
    from app.actions.importing.taking_in import ImportPreview

_REMARKS_SHOWN = 20
_NOT_TAKEN = frozenset({RowState.SKIPPED, RowState.REFUSED})


def as_json(seen: ImportPreview) -> dict[str, Any]:
    """The outcome for programs.

    Returns:
        ``counts``; ``rows`` not taken, and those taken with remarks: ``line``, ``state``,
        ``reason`` and ``remarks``, the last empty for rows not taken; ``columns`` left out,
        ``unmatched`` and ``repeated``, by their headings; ``remarks`` on the sheet.
    """
    return {
        "counts": seen.counts,
        "rows": [
            {
                "line": row.line,
                "state": row.state.value,
                "reason": row.reason,
                "remarks": list(row.reasons) if row.state in TAKEN else [],
            }
            for row in seen.rows
            if row.state in _NOT_TAKEN or (row.state in TAKEN and row.reasons)
        ],
        "columns": {"unmatched": list(seen.sheet.unmatched), "repeated": list(seen.sheet.repeated)},
        "remarks": list(seen.remarks),
    }


def tell(seen: ImportPreview, *, written: bool) -> None:
    """Print the outcome for people."""
    parts = " + ".join(f"{state.label} {seen.counts[state]}" for state in RowState)
    print(f"读入 {seen.counts['read']} = {parts}")
    for remark in seen.remarks:
        print(remark)
    _tell_columns(seen)
    if not_taken := [row for row in seen.rows if row.state in _NOT_TAKEN]:
        rows = ((row.line, row.state.label, row.reason) for row in not_taken)
        print_table(("行", "状态", "原因"), rows)
    _tell_remarks(seen)
    taken = len(seen.taken)
    if not written:
        print("只是预览，没有写入任何内容")
    elif taken:
        print(f"已写入 {taken} 行，写入前已备份，可用 undo 整批撤销")
    else:
        print("没有要写入的内容，台账没有变化")


def _tell_columns(seen: ImportPreview) -> None:
    if seen.sheet.unmatched:
        print(f"没有对应栏目的列，没有取用：{'、'.join(seen.sheet.unmatched)}")
    if seen.sheet.repeated:
        print(f"栏目已有更合适的列，没有取用：{'、'.join(seen.sheet.repeated)}")


def _tell_remarks(seen: ImportPreview) -> None:
    if not (rows := seen.with_remarks):
        return
    print(f"其中 {len(rows)} 行有提醒：")
    print_table(
        ("行", "状态", "提醒"),
        ((row.line, row.state.label, row.reason) for row in rows[:_REMARKS_SHOWN]),
    )
    if len(rows) > _REMARKS_SHOWN:
        print(f"其余 {len(rows) - _REMARKS_SHOWN} 行的提醒，加 --json 可以全部看到")
