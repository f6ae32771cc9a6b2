"""What an import says on the command line: counts, rows not taken, remarks, columns left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.actions.importing.lines import line_of, place_of
from app.actions.importing.taking_in import TAKEN, RowState
from app.cli.output import print_table

if TYPE_CHECKING:
    from app.actions.importing.taking_in import ImportPreview

_REMARKS_SHOWN = 20
_NOT_TAKEN = frozenset({RowState.SKIPPED, RowState.REFUSED})


def as_json(seen: ImportPreview) -> dict[str, Any]:
    """The outcome for programs.

    Returns:
        ``counts``; ``rows`` not taken, and those taken with remarks: ``line`` (with ``sheet``
        where several are read together), ``state``, ``reason`` and ``remarks``, the last empty
        for rows not taken; ``columns`` left out, ``unmatched`` and ``repeated``, by their
        headings; ``remarks`` on the sheet; what has to be answered: ``dates`` by column, with the
        days each order would give, and ``words`` with the names that each may mean.
    """
    return {
        "counts": seen.counts,
        "rows": [
            {
                **_place(seen, row.line),
                "state": row.state.value,
                "reason": row.reason,
                "remarks": list(row.reasons) if row.state in TAKEN else [],
            }
            for row in seen.rows
            if row.state in _NOT_TAKEN or (row.state in TAKEN and row.reasons)
        ],
        "columns": {"unmatched": list(seen.sheet.unmatched), "repeated": list(seen.sheet.repeated)},
        "remarks": list(seen.remarks),
        "dates": [
            {
                "field": one.field,
                "lines": list(map(line_of, one.lines)),
                "readings": {order.value: list(days) for order, days in one.readings.items()},
            }
            for one in seen.dates
        ],
        "words": [
            {
                "field": one.field,
                "word": one.word,
                "lines": list(map(line_of, one.lines)),
                "may_be": [alike.label for alike in one.resembles],
            }
            for one in seen.words
        ],
    }


def _place(seen: ImportPreview, number: int) -> dict[str, object]:
    sheet, line = place_of(number)
    names = seen.sheet.sheets
    return {"sheet": names[sheet], "line": line} if len(names) > 1 else {"line": line}


def _row(seen: ImportPreview, number: int) -> str:
    """Where a row stands, for a table."""
    return " ".join(map(str, _place(seen, number).values()))


def tell(seen: ImportPreview, *, written: bool) -> None:
    """Print the outcome for people."""
    parts = " + ".join(f"{state.label} {seen.counts[state]}" for state in RowState)
    print(f"读入 {seen.counts['read']} = {parts}")
    for remark in seen.remarks:
        print(remark)
    _tell_columns(seen)
    _tell_questions(seen)
    if not_taken := [row for row in seen.rows if row.state in _NOT_TAKEN]:
        rows = ((_row(seen, row.line), row.state.label, row.reason) for row in not_taken)
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


def _tell_questions(seen: ImportPreview) -> None:
    """What has to be answered, and by which option."""
    for column in seen.dates:
        readings = "；".join(
            f"{order.value} 则“{days[0][0]}”为 {days[0][1]}"
            for order, days in column.readings.items()
        )
        print(f"{column.label}的年月日先后不明，请用 --date-order 指定：{readings}")
    for word in seen.words:
        names = "、".join(alike.label for alike in word.resembles)
        print(f"{word.label}“{word.word}”可能是{names}，请用 --word {word.word}=名称 指定")


def _tell_remarks(seen: ImportPreview) -> None:
    if not (rows := seen.with_remarks):
        return
    print(f"其中 {len(rows)} 行有提醒：")
    print_table(
        ("行", "状态", "提醒"),
        ((_row(seen, row.line), row.state.label, row.reason) for row in rows[:_REMARKS_SHOWN]),
    )
    if len(rows) > _REMARKS_SHOWN:
        print(f"其余 {len(rows) - _REMARKS_SHOWN} 行的提醒，加 --json 可以全部看到")
