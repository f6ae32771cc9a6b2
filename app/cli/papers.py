"""Commands that make papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.bootstrap import open_desk, open_desk_to_note
from app.cli.output import Progress, print_json, print_table
from app.errors import Refused
from app.reports.forms import FORMATS, all_forms, build, form_called, write_document
from app.reports.forms.form import FULL
from app.spec.values import parse

if TYPE_CHECKING:
    import argparse


def forms(arguments: argparse.Namespace) -> int:
    """List the papers this ledger can make."""
    with open_desk(arguments.file, write=False) as desk:
        found = [
            {
                "id": form.id,
                "title": form.title,
                "parameters": [parameter.name.replace("_", "-") for parameter in form.parameters],
                "formats": list(FORMATS),
            }
            for form in all_forms(desk.specs)
        ]
    if arguments.json:
        print_json(found)
    else:
        print_table(
            ("编号", "名称", "参数"),
            ((f["id"], f["title"], " ".join(f"--{p}" for p in f["parameters"])) for f in found),
        )
    return 0


def make(arguments: argparse.Namespace) -> int:
    """Make one paper, in the format its name ends with."""
    as_json = arguments.json or "--json" in arguments.parameters
    words = [word for word in arguments.parameters if word != "--json"]
    progress = Progress("排版")
    pairs = _pairs(words)
    full = parse(FULL, pairs.get("full", "否")) is True
    with open_desk_to_note(arguments.file, must=full) as desk:
        form = form_called(desk.specs, arguments.form)
        values = form.read(pairs)
        document = build(desk.reader, form, values, today=desk.today, specs=desk.specs)
        pages = write_document(document, arguments.out, progress)
        if not values.get("blank"):
            desk.note(
                "print_form", f"打印{form.title}", form=document.form_id, pages=pages, full=full
            )
    progress.finish()
    if as_json:
        print_json({"file": str(arguments.out), "form": form.id, "pages": pages})
    else:
        unit = "张工作表" if arguments.out.suffix.lower() == ".xlsx" else "页"
        print(f"已生成“{form.title}”{pages} {unit}：{arguments.out.name}")
    return 0


def _pairs(words: list[str]) -> dict[str, str]:
    """``--as-at 2026-11-20 --full`` as names and values; a name alone means yes."""
    values: dict[str, str] = {}
    name = ""
    for word in words:
        if word.startswith("--"):
            name, _, value = word[2:].partition("=")
            values[name.replace("-", "_")] = value or "是"
        elif name:
            values[name.replace("-", "_")] = word
            name = ""
        else:
            raise Refused(
                f"看不懂参数“{word}”", "没有写入任何内容", "参数请写成 --名称 值", "R-406"
            )
    return values
