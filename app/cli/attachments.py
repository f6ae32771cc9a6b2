"""The command that takes attachments out of a ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cli.output import Progress, print_json, view_to_note
from app.reports.registers.attachments import (
    LIST,
    attachments_to_export,
    export_attachments,
    refuse_filled,
)

if TYPE_CHECKING:
    import argparse


def export(arguments: argparse.Namespace) -> int:
    """Write attachments into a folder, with a list of them."""
    progress = Progress("导出附件")
    # Scans show whole numbers: none leaves without a line in the history.
    with view_to_note(arguments.file, must=True) as desk:
        spec = desk.spec(arguments.register) if arguments.register else None
        register = spec.id if spec else ""
        attachments_to_export(desk.reader, register)  # the history tells of no refused export
        refuse_filled(arguments.folder)
        of_what = spec.title if spec else "全部"
        desk.note("export_attachments", f"导出附件：{of_what}", register=spec.id if spec else None)
        files = export_attachments(
            desk.reader,
            desk.specs,
            arguments.folder,
            register=register,
            progress=progress,
        )
    progress.finish()
    if arguments.json:
        print_json({"folder": str(arguments.folder), "files": files, "list": LIST})
    else:
        print(f"已导出 {files} 个附件到“{arguments.folder.name}”，清单是“{LIST}”")
    return 0
