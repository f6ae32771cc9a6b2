"""Commands on one register: list and export; definitions of working ledgers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions import definitions
from app.bootstrap import open_desk
from app.cli.output import Progress, print_json, print_table, view, view_to_note, write_new
from app.errors import Refused
from app.models.ledgers.specs import definition_text
from app.queries.listing import View, count
from app.reports.forms.form import refuse_future
from app.reports.registers.attachments import refuse_filled
from app.reports.registers.everything import export_everything
from app.reports.registers.writing_out import export_register
from app.spec.dates import DateProblem, parse_date
from app.spec.values import UNMASKED

if TYPE_CHECKING:
    import argparse


def registers(arguments: argparse.Namespace) -> int:
    """List every register with its columns and number of rows."""
    with view(arguments.file) as desk:
        found = [
            {
                "id": spec.id,
                "title": spec.title,
                "columns": [field.label for field in spec.fields.values()],
                "rows": count(desk.reader, spec, View()),
            }
            for spec in desk.specs.values()
        ]
    if arguments.json:
        print_json(found)
    else:
        print_table(("编号", "名称", "行数"), ((r["id"], r["title"], r["rows"]) for r in found))
    return 0


def export(arguments: argparse.Namespace) -> int:
    """Export a register to a workbook or a text table."""
    as_at = _day(arguments.as_at) if arguments.as_at else None
    progress = Progress("导出")
    with view_to_note(arguments.file, must=arguments.full) as desk:
        spec = desk.spec(arguments.register)
        if as_at:
            refuse_future("截至日期", as_at, desk.today)
        facts = {"form": spec.id, "as_at": as_at, "full": arguments.full}
        if arguments.full:  # whole numbers never lie outside without a line in the history
            desk.note("export_register", f"导出{spec.title}{UNMASKED}", **facts)
        rows = export_register(
            desk.reader,
            spec,
            arguments.out,
            view=View(as_at=as_at),
            full=arguments.full,
            progress=progress,
        )
        if not arguments.full:
            desk.note("export_register", f"导出{spec.title}", rows=rows, **facts)
    progress.finish()
    if arguments.json:
        print_json({"file": str(arguments.out), "rows": rows})
    else:
        shown = "" if arguments.full else "（证号和电话已遮盖）"
        print(f"已导出 {rows} 行到“{arguments.out.name}”{shown}")
    return 0


def export_all(arguments: argparse.Namespace) -> int:
    """Write every register, all attachments and what is lacking into one folder."""
    progress = Progress("导出全部")
    # Scans show whole numbers: none leaves without a line in the history.
    with view_to_note(arguments.file, must=True) as desk:
        refuse_filled(arguments.folder)  # the history tells of no refused export
        title = f"导出全部{UNMASKED if arguments.full else ''}"
        desk.note("export_everything", title, full=arguments.full)
        made = export_everything(
            desk.reader, desk.specs, arguments.folder, full=arguments.full, progress=progress
        )
    progress.finish()
    if arguments.json:
        print_json({"folder": str(arguments.folder), **made._asdict()})
    else:
        shown = "" if arguments.full else "（证号和电话已遮盖）"
        print(f"已导出 {made.told}到“{arguments.folder.name}”{shown}")
    return 0


def _day(text: str) -> str:
    try:
        day = parse_date(text)
    except DateProblem as problem:
        raise Refused(
            f"“{text}”：{problem}", "没有写入任何内容", "请写成 2026-11-20", "R-405"
        ) from None
    if len(day) != len("2026-11-20"):
        raise Refused(f"“{text}”不到日", "没有写入任何内容", "请写成 2026-11-20", "R-405")
    return day


def export_definition(arguments: argparse.Namespace) -> int:
    """Write the definition of a working ledger to a file."""
    with view(arguments.file) as desk:
        spec = desk.spec(arguments.id)
        text = definition_text(desk.reader, spec.id)
    write_new(arguments.out, text)
    if arguments.json:
        print_json({"file": str(arguments.out), "id": spec.id})
    else:
        print(f"已把“{spec.title}”的定义写到“{arguments.out.name}”")
    return 0


def import_definition(arguments: argparse.Namespace) -> int:
    """Take a definition of a working ledger into the file."""
    with open_desk(arguments.file) as desk:
        spec = definitions.take_in(desk.ledger, arguments.definition)
        desk.forget_definitions()
    if arguments.json:
        print_json({"id": spec.id, "title": spec.title})
    else:
        print(f"已采用“{spec.title}”（{spec.id}）的定义")
    return 0
