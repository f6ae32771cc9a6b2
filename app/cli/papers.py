"""Commands that make papers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.output import Progress, print_json, print_table, view, view_to_note
from app.errors import Refused
from app.reports.forms import (
    FORMATS,
    OWN_FORMS,
    all_forms,
    build,
    completed,
    form_called,
    printed_facts,
    write_document,
)
from app.reports.forms.form import FULL
from app.spec.codes import fold
from app.spec.values import parse

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping


def forms(arguments: argparse.Namespace) -> int:
    """List the papers this ledger can make."""
    with view(arguments.file) as desk:
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
    target = _target(words)
    progress = Progress("排版")
    pairs = _pairs(words[1:])
    full = _wants_whole(arguments.form, pairs)
    with view_to_note(arguments.file, must=full) as desk:
        form = form_called(desk.specs, arguments.form)
        values = completed(form, form.read(pairs))
        document = build(
            desk.reader, form, values, today=desk.today, specs=desk.specs, moment=desk.minute
        )
        facts = printed_facts(document, values)
        if full:  # whole numbers never lie outside without a line in the history
            desk.note("print_form", f"打印{form.title}", **facts)
        pages = write_document(document, target, progress)
        if not full and not values.get("blank"):
            desk.note("print_form", f"打印{form.title}", pages=pages, **facts)
    progress.finish()
    if as_json:
        print_json({"file": str(target), "form": form.id, "pages": pages})
    else:
        unit = "张工作表" if target.suffix.lower() == ".xlsx" else "页"
        print(f"已生成“{form.title}”{pages} {unit}：{target.name}")
    return 0


def _wants_whole(name: str, pairs: Mapping[str, str]) -> bool:
    """Whether whole ID numbers are wanted, as far as it is known before the ledger is open."""
    for form in OWN_FORMS:
        if fold(name) in map(fold, (form.id, form.title, form.number)):
            return bool(completed(form, form.read(pairs)).get(FULL.name))
    return parse(FULL, pairs.get(FULL.name, "否")) is True


def _target(words: list[str]) -> Path:
    """The file to write; it comes before the options.

    Raises:
        Refused: an option stands where the file should, or there is none.
    """
    if words and not words[0].startswith("-"):
        return Path(words[0])
    happened = f"选项“{words[0]}”写在了文件名前面" if words else "没有写要生成的文件名"
    raise Refused(
        happened,
        "没有写入任何内容",
        "请按“print 台账.ghdb 表册 OUT.pdf --选项 值”的次序写",
        "R-416",
    )


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
