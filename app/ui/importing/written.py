"""After writing: what was written, what stayed out, and where to go on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.actions.importing.taking_in import RowState
from app.queries.listing import Filter, rows
from app.queries.past.history import entries
from app.spec.kinds import Kind
from app.ui.importing.work import save_blank_sheet, save_rows_not_taken
from app.ui.style.tokens import Colour
from app.ui.tasks import Task
from app.ui.widgets.buttons import button
from app.ui.widgets.chooser import documents
from app.ui.widgets.finding_box import FindingBox
from app.ui.widgets.ways_to_file import written_box

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget
    from sqlalchemy import Connection

    from app.spec.record import RecordSpec
    from app.ui.importing.work import Looked
    from app.ui.office import Office
    from app.ui.widgets.chooser import Chooser
    from app.ui.widgets.finding_box import FindingsArea

_XLSX, _CSV = "Excel 表格 (*.xlsx)", "文本表格 (*.csv)"
_MOST = 500  # records that a list is narrowed to


def taken_in_box(office: Office, looked: Looked, action_id: int) -> FindingBox:
    """How many rows were written, and how many were not."""
    counts = looked.preview.counts
    box = FindingBox(
        "已写入",
        Colour.OK,
        f"{looked.count_to_write:,} 行已写入“{looked.bench.spec.title}”："
        f"新增 {counts[RowState.NEW]:,}，变更 {counts[RowState.CHANGED]:,}；"
        f"相同 {counts[RowState.SAME]:,} 行没有动。",
        notes=[_left_out(counts), "写入前已经备份；以后也可以在“历史与撤销”里整批撤销。"],
    )
    box.holds = lambda: not entries(office.desk.reader, 1, before=action_id + 1)[0]["undone"]
    return box


def undone_box(office: Office, area: FindingsArea) -> FindingBox:
    """The import is taken back, and may be done again after all."""
    box = FindingBox("已撤销", Colour.OK, "这次导入已经整批撤销，台账恢复原样。")

    def redo() -> None:
        area.clear()
        office.redo(show=area.show_error)

    box.add_action(button("重做", small=True, act=redo))
    return box


def half_done_box(go_on: Callable[[], object]) -> FindingBox:
    """The rules have not spoken of all rows: until then nothing is written."""
    box = FindingBox(
        "没有核对完", Colour.WARN, "按规则的核对停下了，核对完才能写入；台账没有变化。"
    )
    box.add_action(button("接着核对", small=True, act=go_on))
    return box


def _left_out(counts: Mapping[str, int]) -> str:
    refused, skipped = counts[RowState.REFUSED], counts[RowState.SKIPPED]
    if not refused + skipped:
        return "没有跳过或拒收的行。"
    return (
        f"另有 {skipped:,} 行跳过、{refused:,} 行拒收，没有写入；"
        "可以另存成表格，照“原因”改好再导入。"
    )


class Saving:
    """Writes workbooks beside an import: the rows not taken, an empty one to be filled."""

    def __init__(
        self, office: Office, chooser: Chooser, page: QWidget, findings: FindingsArea
    ) -> None:
        self._office, self._chooser = office, chooser
        self._page, self._findings = page, findings

    def rows_not_taken(self, looked: Looked) -> Task | None:
        """The work of writing what was skipped or refused; ``None`` where the user gave up."""
        place = str(place_for_left_out(looked))
        target = self._chooser.new_file(self._page, "拒收行另存", place, f"{_XLSX};;{_CSV}")
        if target is None:
            return None
        task = Task("另存", lambda _progress: save_rows_not_taken(looked, target))
        task.failed.connect(self._findings.show_error)
        task.finished.connect(
            lambda rows: self._office.told.emit(f"{rows} 行已另存为“{target.name}”")
        )
        return task

    def blank_sheet(self, spec: RecordSpec) -> Task | None:
        """The work of writing an empty workbook; ``None`` where the user gave up."""
        place = str(documents() / f"{spec.title}空白模板.xlsx")
        target = self._chooser.new_file(self._page, "下载空白模板", place, _XLSX)
        if target is None:
            return None
        desk = self._office.desk
        task = Task("另存", lambda _progress: save_blank_sheet(desk, spec, target))
        task.failed.connect(self._findings.show_error)
        task.finished.connect(lambda columns: self._tell_blank(target, columns))
        return task

    def _tell_blank(self, target: Path, columns: object) -> None:
        sentence = f"空白模板已存为“{target.name}”，有 {columns} 栏和填写说明。"
        notes = ["填好以后把它拖到这里，或者点“选择表格”。"]
        self._findings.clear()
        self._findings.add(written_box("已保存", sentence, target, notes, self._findings.clear))


def words_for_seeing(spec: RecordSpec) -> str:
    """What the button says that leads to what was written."""
    name = spec.fields.get(spec.name_field)
    return "看这些人" if name is not None and name.kind is Kind.NAME else "看这些记录"


def place_for_left_out(looked: Looked) -> Path:
    """Where the rows not taken may be saved."""
    return documents() / f"{Path(looked.preview.sheet.file_name).stem}_未写入的行.xlsx"


def filter_of_written(looked: Looked, reader: Connection) -> Filter | None:
    """The list narrowed to what was written; ``None`` where it cannot be told in a filter.

    Told by the first key that all of them have, such as the identity number; else by name.
    """
    spec, taken = looked.bench.spec, looked.preview.taken
    name = spec.fields.get(spec.name_field)
    if name is None or name.kind is Kind.REFERENCE or not 0 < len(taken) <= _MOST:
        return None
    keys = [names[0] for names in spec.keys if len(names) == 1]
    wanted = [*keys, spec.name_field]
    numbers = [row.record_id for row in taken if row.record_id is not None]
    known = {int(str(row["id"])): row for row in rows(reader, spec, numbers, wanted)}
    for field in wanted:
        values = [
            row.draft.get(field) if row.record_id is None else known[row.record_id][field]
            for row in taken
        ]
        if all(value is not None for value in values):
            return Filter(field, values=frozenset(values))
    return None
