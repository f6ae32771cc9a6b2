"""The import command: a workbook into a register, or what that would do."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from app.actions.importing import recipes, taking_in
from app.actions.importing.asked import ImportOptions, Word, field_called, with_key
from app.actions.importing.outcome import RowState
from app.actions.importing.reading.references import known_words
from app.actions.importing.reading.words import compared
from app.actions.members.last_change import in_sheets
from app.bootstrap import open_desk
from app.cli.import_report import as_json, tell
from app.cli.output import Progress, print_json, view
from app.errors import AppError, Refused
from app.reports.readers.table import FileKind, column_number
from app.reports.registers.bench import Bench, LaidOut, Looked, SheetChoices
from app.reports.registers.left_out import write_left_out
from app.reports.registers.mapping import LEFT_OUT
from app.spec.codes import fold
from app.spec.dates import DateOrder

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from app.actions.importing.reading.words import KnownWords
    from app.actions.importing.recipes import Recipe
    from app.bootstrap import Desk
    from app.spec.record import RecordSpec

_LINES = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")
_LETTERS = re.compile(r"[A-Za-z]{1,3}")
_AS_WRITTEN = "新建"


def take_in(arguments: argparse.Namespace) -> int:
    """Import a workbook, or show what importing it would do."""
    if arguments.refused:
        _refuse_place(arguments.refused)
    # The workbook is read before the ledger is held: a file that cannot be read touches nothing.
    with view(arguments.file) as desk:
        spec = desk.spec(arguments.register)
    with_key(ImportOptions(), spec, arguments.key)
    progress = Progress("读取")
    bench = _read(arguments, spec)
    with open_desk(arguments.file) as desk:
        recipe = _recipe(desk, bench, arguments.recipe)
        choices, options = _decided(desk.reader, bench, recipe, arguments)
        laid = bench.lay_out(choices)
        if arguments.dry_run:
            seen = taking_in.look(desk.ledger, spec, laid.sheet, options, progress)
        else:
            seen = taking_in.take_in_at_once(
                desk.ledger, spec, laid.sheet, options, progress, lambda: desk.back_up("导入前")
            )
            _remember(desk, bench, choices, options, arguments.remember)
    progress.finish()
    if arguments.json:
        print_json({**as_json(seen), **_more(laid, recipe)})
    else:
        if recipe is not None:
            print(f"按表格方案“{recipe.name}”读取")
        tell(seen, written=not arguments.dry_run)
    looked = Looked(laid, seen, options, {})
    kept = not arguments.refused or _keep_rows_not_taken(bench, looked, arguments.refused)
    return 0 if kept and not seen.counts[RowState.REFUSED] else 1


def _more(laid: LaidOut, recipe: Recipe | None) -> dict[str, object]:
    """What JSON says besides: the recipe followed, and what each column was taken for."""
    return {
        "recipe": recipe.name if recipe else None,
        "mapping": [
            {
                "column": one.letters,
                "heading": one.heading,
                "field": one.field or None,
                "confidence": one.confidence,
                "reason": one.reason,
            }
            for one in laid.columns
        ],
    }


def _read(arguments: argparse.Namespace, spec: RecordSpec) -> Bench:
    """The sheet asked for; else those that belong together, from one that a recipe knows."""
    bench = Bench.read(arguments.workbook, spec, sheets=list(filter(None, [arguments.sheet])))
    _refuse_sheet_of_text(bench, arguments.sheet)
    with view(arguments.file) as desk:
        known = arguments.sheet or bench.recipe(desk.reader)
        other = "" if known else bench.sheet_of_recipe(desk.reader)
    return Bench.read(arguments.workbook, spec, begin_with=other) if other else bench


def _refuse_sheet_of_text(bench: Bench, sheet: str | None) -> None:
    if sheet and bench.table.kind is FileKind.CSV:
        raise Refused(
            "文本表格只有一张表，没有工作表可选",
            "没有写入任何内容",
            "请去掉 --sheet 再导入",
            "R-576",
        )


def _recipe(desk: Desk, bench: Bench, name: str | None) -> Recipe | None:
    """The recipe asked for, else the one kept for this heading."""
    if name:
        return recipes.recipe_called(desk.reader, bench.spec, name)
    return bench.recipe(desk.reader)


def _decided(
    reader: Connection, bench: Bench, recipe: Recipe | None, arguments: argparse.Namespace
) -> tuple[SheetChoices, ImportOptions]:
    """What the recipe says and what the command line says; the command line stands above."""
    choices, options = (SheetChoices(), ImportOptions()) if not recipe else bench.follow(recipe)
    if arguments.heading:
        choices = replace(choices, heading=_lines(arguments.heading))
    if arguments.map:
        told = dict(_mapped(bench, choices, pair) for pair in arguments.map)
        choices = replace(choices, columns={**choices.columns, **told})
    options = with_key(options, bench.spec, arguments.key)
    if arguments.overwrite_blanks:
        options = replace(options, overwrite_blanks=True)
    if arguments.date_order:
        options = replace(options, date_order=DateOrder(arguments.date_order), date_orders={})
    if arguments.word:
        options = replace(options, words=_words(reader, bench.spec, options, arguments.word))
    return choices, options


def _lines(text: str) -> tuple[int, int]:
    if not (match := _LINES.fullmatch(text)):
        raise Refused(
            f"“{text[:20]}”不是行号", "没有写入任何内容", "请写成 4，两行的表头写成 4-5", "R-577"
        )
    first = int(match[1])
    return first, int(match[2] or first)


def _mapped(bench: Bench, choices: SheetChoices, pair: str) -> tuple[int, str]:
    """The column (from 0) and the field that ``列=栏目`` names."""
    where, equals, what = pair.rpartition("=")
    if not equals or not where.strip():
        raise Refused(
            f"“{pair[:20]}”不是“列=栏目”",
            "没有写入任何内容",
            "请写成“号码=身份证号”，或用列的字母",
            "R-578",
        )
    laid = bench.lay_out(choices)
    wanted = fold(where)
    found = [one.column for one in laid.columns if fold(one.heading) == wanted]
    if not found and _LETTERS.fullmatch(where.strip()):
        found = [column_number(where.strip())]
    if len(found) != 1:
        raise Refused(
            f"表中没有或不止一列叫“{where[:20]}”",
            "没有写入任何内容",
            "请用列的字母",
            "R-579",
        )
    what = what.strip()
    return found[0], field_called(in_sheets(bench.spec), what) if what else LEFT_OUT


def _words(
    reader: Connection, spec: RecordSpec, options: ImportOptions, pairs: list[str]
) -> Mapping[str, Mapping[str, int | str | Word]]:
    """What ``写法=名称`` says, for every field that it can speak of."""
    told = {name: dict(answers) for name, answers in options.words.items()}
    known = known_words(reader, spec, [*spec.fields])
    for pair in pairs:
        written, _equals, name = (part.strip() for part in pair.rpartition("="))
        answers = {field: _answer(words, name) for field, words in known.items()}
        if not written or not any(answer is not None for answer in answers.values()):
            raise Refused(
                f"没有找到“{name[:20]}”", "没有写入任何内容", "请核对名称，或写“写法=新建”", "R-580"
            )
        for field, answer in answers.items():
            if answer is not None:
                told.setdefault(field, {})[compared(written)] = answer
    return told


def _answer(known: KnownWords, name: str) -> int | str | Word | None:
    if not name:
        return Word.BLANK
    if name == _AS_WRITTEN:
        return Word.NEW
    found = known.exact(name)
    return found[0][0] if len(found) == 1 else None


def _remember(
    desk: Desk, bench: Bench, choices: SheetChoices, options: ImportOptions, name: str | None
) -> None:
    if name:
        draft = bench.recipe_from(name, choices, options)
        desk.act("keep_recipe", f"记住表格方案：{name}", lambda unit: recipes.remember(unit, draft))


def _refuse_place(target: Path) -> None:
    """Refuse a place for the rows not taken while nothing is written yet."""
    if target.suffix.lower() not in {".xlsx", ".csv"}:
        happened, todo = f"“{target.name}”不是表格文件名", "请用扩展名 .xlsx 或 .csv"
    elif target.exists():
        happened, todo = f"“{target.name}”已经存在", "请给未写入的行换一个文件名"
    elif not target.parent.is_dir():
        happened, todo = f"文件夹“{target.parent.name}”不存在", "请先建好文件夹，或换一个位置"
    else:
        return
    raise Refused(happened, "没有写入任何内容，原有文件没有变化", todo, "I-605")


def _keep_rows_not_taken(bench: Bench, looked: Looked, target: Path) -> bool:
    """Write the rows not taken; what was imported stays, whatever becomes of this file."""
    try:
        write_left_out(bench, looked, target)
    except AppError as error:
        print(f"未写入的行没有另存成功：{error.text}", file=sys.stderr)
        return False
    return True
