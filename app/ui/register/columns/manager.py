"""管理自定义列: every column that the user added to a register, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from app.actions import extra_columns
from app.queries.sources import core_spec
from app.spec.values import show
from app.ui.register.columns.dialog import ask_changed_column, ask_new_column
from app.ui.style.tokens import Colour, px
from app.ui.table.cells import Cell
from app.ui.widgets.buttons import button
from app.ui.widgets.dialog import WIDE, Dialog
from app.ui.widgets.finding_box import FindingsArea
from app.ui.widgets.labels import label
from app.ui.widgets.plain_table import CENTRE, LEFT, RIGHT, Head, PlainModel, PlainTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.actions.extra_columns import KnownColumn
    from app.spec.record import RecordSpec
    from app.store.unit import Changed, Unit
    from app.ui.office import Office

_TABLE = "extra_column"
_NONE = "还没有自定义列。新增的列和自带的一样，可以填写、筛选、排序、导入、导出和打印。"
_SOME = "停用的列哪里都不显示，填过的内容一直留着，恢复后还在。每一步都可以撤销。"


class _Columns(PlainModel):
    """The columns of one register."""

    def __init__(self) -> None:
        super().__init__()
        self.heads = (
            Head("列名", "　" * 8),
            Head("类型", "　" * 2, CENTRE),
            Head("选项或单位", "　" * 10),
            Head("已填", "000,000", RIGHT),
            Head("状态", "　" * 4),
        )
        self.columns: list[KnownColumn] = []

    def show(self, columns: list[KnownColumn]) -> None:
        """List ``columns``."""
        self.beginResetModel()
        self.columns = columns
        self.endResetModel()

    def count(self) -> int:
        """How many there are."""
        return len(self.columns)

    def cell(self, row: int, column: int) -> Cell:
        """Name, kind, words or unit, how many are filled, and whether it is in use."""
        known = self.columns[row]
        draft = known.draft
        if column == 4:
            word, state = ("停用", Colour.NEUTRAL) if known.is_retired else ("使用中", Colour.OK)
            return Cell(word, LEFT, state, state=state)
        filled = f"{known.filled:,}" if known.filled else ""
        kind = show(core_spec(_TABLE).fields["kind"], draft.kind)
        text = (draft.label, kind, draft.choices or draft.unit, filled)[column]
        ink = Colour.TEXT3 if known.is_retired else Colour.TEXT
        return Cell(text, self.heads[column].align, ink)


class ColumnManager(Dialog):
    """The list of columns with its deeds; it stays open while the page behind is built anew."""

    def __init__(self, office: Office, spec: RecordSpec, parent: QWidget | None = None) -> None:
        super().__init__(f"“{spec.title}”的自定义列", parent, width=WIDE, about="自定义列")
        self.office = office
        self.spec = spec
        self.findings = FindingsArea()
        self.columns = _Columns()
        self.table = PlainTable("自定义列", self.columns)
        self.table.setFixedHeight(px(232))
        self.note = label("", "note", wrap=True)
        self.add_new = button("新增一列…", icon_name="plus", small=True, act=self._add)
        self.change = button("修改…", small=True, act=self._change)
        self.up = button("上移", icon_name="chevron-up", small=True, act=lambda: self._move(-1))
        self.down = button("下移", icon_name="chevron-down", small=True, act=lambda: self._move(1))
        self.turn = button("停用", small=True, act=self._turn)
        deeds = QHBoxLayout()
        deeds.setSpacing(px(8))
        for made in (self.add_new, self.change, self.up, self.down, self.turn):
            deeds.addWidget(made)
        deeds.addStretch(1)
        for part in (self.note, self.findings, self.table):
            self.body.addWidget(part)
        self.body.addLayout(deeds)
        self.add_button("完成", self.accept, kind="primary")
        self.table.opened.connect(lambda _row: self._change())
        self.table.went.connect(lambda _row: self._offer())
        office.hub.changed.connect(self._note_change)
        self.read()

    # --- reading ------------------------------------------------------------------------

    def read(self) -> None:
        """Read the columns again, and stay on the one that was current."""
        current = self.current()
        found = extra_columns.columns_of(self.office.desk.reader, self.spec.id)
        self.columns.show(found)
        self.table.fit_columns()
        self.note.setText(_SOME if found else _NONE)
        numbers = [column.id for column in found]
        self.table.go(numbers.index(current.id) if current and current.id in numbers else 0)
        self._offer()

    def current(self) -> KnownColumn | None:
        """The column that the cursor stands on."""
        row = self.table.current_row()
        return self.columns.columns[row] if 0 <= row < self.columns.count() else None

    def _note_change(self, changed: Changed) -> None:
        if _TABLE in changed.records:
            self.read()

    def _offer(self) -> None:
        known = self.current()
        in_use = [column.id for column in self.columns.columns if not column.is_retired]
        place = in_use.index(known.id) if known and known.id in in_use else -1
        self.change.setEnabled(place >= 0)
        self.up.setEnabled(place > 0)
        self.down.setEnabled(0 <= place < len(in_use) - 1)
        self.turn.setEnabled(known is not None)
        self.turn.setText("恢复使用" if known is not None and known.is_retired else "停用")

    # --- doing --------------------------------------------------------------------------

    def _add(self) -> None:
        ask_new_column(self.office, self.spec, self)

    def _change(self) -> None:
        known = self.current()
        if known is not None and not known.is_retired:
            ask_changed_column(self.office, self.spec, known, self)

    def _move(self, step: int) -> None:
        known = self.current()
        if known is None:
            return
        numbers = [column.id for column in self.columns.columns if not column.is_retired]
        place = numbers.index(known.id)
        numbers.insert(place + step, numbers.pop(place))
        self._act(
            "order_columns",
            "调整自定义列的次序",
            lambda unit: extra_columns.put_in_order(unit, self.spec.id, numbers),
        )

    def _turn(self) -> None:
        known = self.current()
        if known is None:
            return
        verb = "恢复使用" if known.is_retired else "停用"
        deed = extra_columns.bring_back_column if known.is_retired else extra_columns.retire_column
        name = "bring_back_column" if known.is_retired else "retire_column"
        self._act(name, f"{verb}列：{known.draft.label}", lambda unit: deed(unit, known.id))

    def _act(self, name: str, title: str, work: Callable[[Unit], object]) -> None:
        self.findings.clear()
        self.office.act(
            name,
            f"{self.spec.title}{title}",
            work,
            ask=lambda _findings: None,
            refuse=self.findings.show_findings,
            show=self.findings.show_error,
        )


def open_manager(office: Office, spec: RecordSpec, parent: QWidget) -> ColumnManager:
    """Open the dialog over a window."""
    dialog = ColumnManager(office, spec, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setModal(True)
    dialog.open()
    dialog.table.setFocus()
    return dialog
