"""Attachments out of the ledger: one file, or all of a register with a list of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.actions.attachments.names import cleaned, ending_of
from app.clock import local_text
from app.errors import Refused
from app.files import flush_folder
from app.queries.attachments import all_attachments, content_of, record_names
from app.reports.big_xlsx import write_rows
from app.reports.safe_file import write_bytes
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from app.queries.attachments import Attached
    from app.spec.record import RecordSpec

    Progress = Callable[[int, int], None]

LIST = "附件清单.xlsx"
_HEADS = ("台账", "记录", "类别", "文件名", "附注", "大小（字节）", "添加日期", "存为", "校验码")
_NUMBERS = frozenset({"大小（字节）"})


def save_attachment(reader: Connection, held: Attached, target: Path) -> None:
    """Write a copy of one attachment to ``target``.

    Raises:
        StorageError: its content is damaged, or the file could not be written.
    """
    write_bytes(target, content_of(reader, held))


def attachments_to_export(
    reader: Connection, register: str = "", records: Collection[int] | None = None
) -> list[Attached]:
    """What :func:`export_attachments` would write.

    Raises:
        Refused: there is nothing to export.
    """
    wanted = [
        held
        for held in all_attachments(reader, register)
        if records is None or held.record_id in records
    ]
    if not wanted:
        raise Refused(
            "还没有附件可以导出", "没有写入任何文件，台账没有变化", "请先添加附件", "R-557"
        )
    return wanted


def refuse_filled(folder: Path) -> None:
    """Ask for a folder that is not there yet, or empty, before many files are written into it.

    Raises:
        Refused: the folder holds something.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(
            f"“{folder.name}”里已经有别的文件",
            "没有写入任何文件，原有的文件还在",
            "请换一个空的或新的文件夹",
            "R-533",
        )


def export_attachments(
    reader: Connection,
    specs: Mapping[str, RecordSpec],
    folder: Path,
    *,
    register: str = "",
    records: Collection[int] | None = None,
    progress: Progress | None = None,
) -> int:
    """Write all attachments into ``folder``, by register, and a list of them beside.

    Args:
        folder: made where it is not there; must be empty.
        register: id of the only register wanted.
        records: numbers of its only records wanted.
        progress: told files done and all.

    Returns:
        The number of files written; the list comes last, so that it speaks of whole files only.

    Raises:
        Refused: there is nothing to export, or the folder holds something.
        StorageError: a content is damaged, or a file could not be written.
    """
    wanted = attachments_to_export(reader, register, records)
    refuse_filled(folder)
    lines = []
    for done, line in enumerate(_written(reader, specs, folder, wanted), 1):
        lines.append(line)
        if progress is not None:
            progress(done, len(wanted))
    kinds = [Kind.INTEGER if head in _NUMBERS else Kind.TEXT for head in _HEADS]
    write_rows(folder / LIST, _HEADS, kinds, lines, title="附件清单")
    flush_folder(folder)
    return len(wanted)


def _written(
    reader: Connection, specs: Mapping[str, RecordSpec], folder: Path, wanted: Collection[Attached]
) -> Iterator[tuple[object, ...]]:
    """Write one file after the other; yield the line that the list has for it."""
    taken: set[str] = set()
    names = _names(reader, specs, wanted)
    for held in wanted:
        title = specs[held.register].title if held.register in specs else held.register
        whose = names.get((held.register, held.record_id), "")
        # A pasted picture is called after its record already.
        called = held.name if held.name.startswith(whose) else f"{whose}-{held.name}"
        (folder / cleaned(title)).mkdir(parents=True, exist_ok=True)
        saved = _free(f"{cleaned(title)}/{cleaned(called)}", taken)
        save_attachment(reader, held, folder / saved)
        day = local_text(held.created_at)[:10]
        facts = (held.kind_label, held.name, held.note or None, held.size, day)
        yield (title, whose, *facts, saved, held.digest)


def _names(
    reader: Connection, specs: Mapping[str, RecordSpec], wanted: Collection[Attached]
) -> dict[tuple[str, int], str]:
    """What the records are called, by register and number."""
    numbers: dict[str, list[int]] = {}
    for held in wanted:
        numbers.setdefault(held.register, []).append(held.record_id)
    return {
        (register, number): name
        for register, of_it in numbers.items()
        if register in specs
        for number, name in record_names(reader, specs[register], of_it).items()
    }


def _free(path: str, taken: set[str]) -> str:
    """``path``, or the same with a number where it is taken; letters of either case are one."""
    ending = ending_of(path)
    stem = path.removesuffix(ending) if path.endswith(ending) else path[: -len(ending)]
    found, number = path, 1
    while found.casefold() in taken:
        number += 1
        found = f"{stem}（{number}）{ending}"
    taken.add(found.casefold())
    return found
