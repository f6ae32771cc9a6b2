"""导出全部: every register as a workbook, all attachments, what papers are lacking; one folder.

Whoever has the folder needs this program neither to read it nor to take it in again.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, NamedTuple

from app.actions.attachments.names import cleaned
from app.files import flush_folder
from app.queries.attachments import all_attachments, record_names
from app.queries.evidence import Papers, rules_of
from app.queries.listing import View, count, row_ids
from app.reports.big_xlsx import write_rows
from app.reports.registers.attachments import LIST, export_attachments, refuse_filled
from app.reports.registers.writing_out import export_register
from app.reports.safe_file import write_bytes
from app.spec.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from app.spec.record import RecordSpec

    Progress = Callable[[int, int], None]

ATTACHMENTS, LACKING, README = "附件", "缺附件清单.xlsx", "说明.txt"
_UNFINISHED = ".未完成"
_HEADS = ("台账", "记录", "缺什么")


class Everything(NamedTuple):
    """What was written.

    Attributes:
        registers: by the name of the workbook, which is the title as far as a file may be called
            so, the number of rows; registers without rows have no workbook.
        files: attachments.
        lacking: lines of the list of papers that are wanting.
    """

    registers: Mapping[str, int]
    files: int
    lacking: int

    @property
    def told(self) -> str:
        """In one line: 12 本台账 3,456 行，8 个附件."""
        rows = sum(self.registers.values())
        return f"{len(self.registers)} 本台账 {rows:,} 行，{self.files:,} 个附件"


def export_everything(
    reader: Connection,
    specs: Mapping[str, RecordSpec],
    folder: Path,
    *,
    full: bool = False,
    progress: Progress | None = None,
) -> Everything:
    """Write all of the ledger into ``folder``.

    It is written beside and takes its name at the end: a folder of this name is whole. What was
    stopped leaves nothing.

    Args:
        folder: must not be there, or be empty.
        full: write ID and telephone numbers whole.
        progress: told rows and files done, and all.

    Raises:
        Refused: the folder holds something.
        StorageError: a content is damaged, or a file could not be written.
    """
    refuse_filled(folder)
    begun = folder.with_name(f"{folder.name}{_UNFINISHED}")
    shutil.rmtree(begun, ignore_errors=True)  # of a power cut
    begun.mkdir(parents=True)
    try:
        made = _Writing(reader, specs, begun, progress).everything(full=full)
        if folder.exists():
            folder.rmdir()
        begun.rename(folder)
    except BaseException:
        shutil.rmtree(begun, ignore_errors=True)
        raise
    flush_folder(folder.parent)
    return made


class _Writing:
    """One export on its way."""

    def __init__(
        self,
        reader: Connection,
        specs: Mapping[str, RecordSpec],
        folder: Path,
        progress: Progress | None,
    ) -> None:
        self._reader = reader
        self._specs = specs
        self._folder = folder
        self._progress = progress
        self._sizes = {spec.id: count(reader, spec, View()) for spec in specs.values()}
        self._files = len(all_attachments(reader))
        self._done = 0

    def everything(self, *, full: bool) -> Everything:
        registers = dict(self._registers(full=full))
        if self._files:
            export_attachments(
                self._reader, self._specs, self._folder / ATTACHMENTS, progress=self._on_the_way
            )
        lacking = list(self._lacking())
        if lacking:
            kinds = [Kind.TEXT] * len(_HEADS)
            write_rows(self._folder / LACKING, _HEADS, kinds, lacking, title="缺附件清单")
        made = Everything(registers, self._files, len(lacking))
        write_bytes(self._folder / README, _readme(made, full=full).encode("utf-8-sig"))
        flush_folder(self._folder)
        return made

    def _on_the_way(self, done: int, _of: int) -> None:
        if self._progress is not None:
            self._progress(self._done + done, sum(self._sizes.values()) + self._files)

    def _registers(self, *, full: bool) -> Iterator[tuple[str, int]]:
        """Write one workbook after the other; those of one name are told apart by their id."""
        names = [cleaned(spec.title).casefold() for spec in self._specs.values()]
        for spec in self._specs.values():
            if not self._sizes[spec.id]:
                continue
            name = cleaned(spec.title)
            if names.count(name.casefold()) > 1:
                name = cleaned(f"{spec.title}（{spec.id}）")
            target = self._folder / f"{name}.xlsx"
            rows = export_register(self._reader, spec, target, full=full, progress=self._on_the_way)
            self._done += rows
            self._on_the_way(0, 0)
            yield name, rows

    def _lacking(self) -> Iterator[tuple[str, str, str]]:
        """Every record without a paper that it should have."""
        for spec in self._specs.values():
            for rule in rules_of(spec.id):
                for kind in rule.papers:
                    lacks = Papers(present=False, kind=kind)
                    numbers = row_ids(self._reader, spec, View(papers=lacks))
                    names = record_names(self._reader, spec, numbers)
                    for number in numbers:
                        yield spec.title, names[number], lacks.words


def _readme(made: Everything, *, full: bool) -> str:
    """What lies in the folder, for whoever opens it in ten years."""
    numbers = "完整写出，请妥善保管" if full else "已遮盖"
    lines = [
        "这个文件夹是工会台账的全部内容，用 Excel 或 WPS 就能看，不需要别的程序。",
        f"证号和电话：{numbers}。",
        "",
        "各本台账（一本一个 Excel 表格；没有记录的不写）：",
        *(f"  {name}.xlsx　{rows:,} 行" for name, rows in made.registers.items()),
        "",
    ]
    if made.files:
        lines += [f"附件：{made.files:,} 个，在“{ATTACHMENTS}”文件夹里，清单是“{LIST}”。", ""]
    if made.lacking:
        lines += [f"应当有而没有的附件：{made.lacking:,} 件，见“{LACKING}”。", ""]
    lines.append("要放回工会台账：新建一个台账，先导入“工会小组”，再导入“会员”，然后是其余各本。")
    return "\r\n".join(lines) + "\r\n"
