"""Commands on the user's own columns: to a file, and from there into another ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions import column_files
from app.bootstrap import open_desk
from app.cli.output import print_json, view, write_new

if TYPE_CHECKING:
    import argparse

    from app.store.unit import Unit


def export_columns(arguments: argparse.Namespace) -> int:
    """Write the user's columns of a register to a file."""
    with view(arguments.file) as desk:
        spec = desk.spec(arguments.register)
        text = column_files.text_of(desk.reader, spec)
    write_new(arguments.out, text)
    if arguments.json:
        print_json({"file": str(arguments.out), "id": spec.id})
    else:
        print(f"已把“{spec.title}”的自定义列写到“{arguments.out.name}”")
    return 0


def import_columns(arguments: argparse.Namespace) -> int:
    """Add the columns of a file to the register that it names."""
    file = column_files.read_file(arguments.definition)
    added: list[str] = []

    def work(unit: Unit) -> None:
        added.extend(column_files.take_in(unit, file))

    with open_desk(arguments.file) as desk:
        desk.act("add_column", f"采用自定义列：{arguments.definition.name}", work)
    if arguments.json:
        print_json({"register": file.register, "added": added})
    else:
        told = "、".join(added) or "没有新的列，已有的没有变化"
        print(f"已新增 {len(added)} 列：{told}" if added else told)
    return 0
