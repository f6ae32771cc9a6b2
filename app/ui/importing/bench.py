"""The card in the middle of an import: the sum, the options, the rows, the row looked at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.actions.importing.taking_in import RowState
from app.spec.dates import DateOrder
from app.ui.editors.tick import Tick
from app.ui.importing.flow import FlowLayout
from app.ui.importing.rows import STATE_COLOURS, ImportRows
from app.ui.importing.sum_bar import SumBar, beside
from app.ui.style.tokens import px, text_scale
from app.ui.widgets.buttons import menu_button
from app.ui.widgets.finding_box import FindingBox, FindingsArea
from app.ui.widgets.labels import ElidedLabel, frame, label
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from app.actions.importing.taking_in import RowPreview
    from app.ui.importing.rows import Wanted
    from app.ui.importing.work import Looked

_ORDERS = (
    (DateOrder.YMD, "年/月/日"),
    (DateOrder.DMY, "日/月/年"),
    (DateOrder.MDY, "月/日/年"),
)
_ROOM_FOR_DETAIL = 1.5  # the largest text size at which rows are left beside it
_MEANS = {
    RowState.NEW: "写入时新增这一条。",
    RowState.CHANGED: "写入时只改这些，其余不变。",
    RowState.SAME: "与台账里的相同，不写入。",
    RowState.SKIPPED: "不写入。",
    RowState.REFUSED: "不写入，其他行不受影响。",
}


class Bench(QWidget):
    """What would become of each row of a sheet.

    Attributes:
        sheet_wanted: another sheet of the file.
        blanks_wanted: whether blank cells take values away.
        order_wanted: how ambiguous dates are meant.
    """

    sheet_wanted = Signal(str)
    blanks_wanted = Signal(bool)
    order_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.sums = SumBar()
        self.sums.chosen.connect(self.filter)
        self.rows = ImportRows()
        self.table = PlainTable("要导入的行", self.rows)
        self.table.went.connect(self._tell_row)
        self.detail = FindingsArea()
        self.overwrite = Tick("空白格也覆盖已有内容", self.blanks_wanted.emit)
        self.orders = Segmented(_ORDERS, clearable=False)
        self.orders.chosen.connect(self.order_wanted)
        self._order = beside(label("05/03/24 这样的日期是", "facts"), self.orders)
        self._sheets = QMenu()
        self.sheet_button = menu_button("工作表", self._sheets, "plain", small=True)
        self._found = ElidedLabel("", "note")
        self.said = label("", "note", wrap=True)
        self._arrange()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        top = frame("card")
        inside = QVBoxLayout(top)
        inside.setContentsMargins(px(16), px(8), px(16), px(8))
        inside.setSpacing(px(4))
        inside.addWidget(self.sums)
        options = FlowLayout(px(12), px(4))
        for part in (self.sheet_button, self.overwrite, self._order, self._found):
            options.addWidget(part)
        inside.addLayout(options)
        inside.addWidget(self.said)
        column.addWidget(top)
        card = frame("card")
        body = QVBoxLayout(card)
        body.setContentsMargins(1, 1, 1, 1)
        body.addWidget(self.table)
        column.addWidget(card, 1)
        column.addWidget(self.detail)

    def show_looked(self, looked: Looked, sheets: list[str]) -> None:
        """Show what an import would do.

        Args:
            sheets: names of the file's sheets, to choose another.
        """
        self.rows.show(looked)
        self.table.fit_columns()
        self.sums.show_counts(looked.preview.counts, len(looked.preview.with_remarks))
        self.sums.choose(None)
        self._offer_sheets(looked.preview.sheet.sheet, sheets)
        self.overwrite.blockSignals(True)
        self.overwrite.setChecked(looked.options.overwrite_blanks)
        self.overwrite.blockSignals(False)
        self._order.setVisible(looked.asks_order)
        self.orders.set_value(looked.options.date_order)
        self._found.set_text(_found_words(looked))
        said = _said_of_sheet(looked)
        self.said.setText(said)
        self.said.setVisible(bool(said))
        self._go_to_first()

    def _offer_sheets(self, current: str, names: list[str]) -> None:
        self._sheets.clear()
        for name in names:
            entry = self._sheets.addAction(name)
            entry.triggered.connect(partial(self._want_sheet, name))
        self.sheet_button.setText(f"工作表：{current}")
        self.sheet_button.setVisible(len(names) > 1)

    def _want_sheet(self, name: str, _checked: object = None) -> None:
        self.sheet_wanted.emit(name)

    def _go_to_first(self) -> None:
        refused = self.rows.next_refused(-1)
        self.table.go(max(0, refused))
        if not self.rows.count():
            self._tell_row(-1)

    def filter(self, wanted: Wanted) -> None:
        """Show the rows of one state, those with remarks, or all."""
        self.rows.filter(wanted)
        self.sums.choose(wanted)
        self._go_to_first()

    def go_to_next_refused(self) -> None:
        """Stand on the next refused row."""
        place = self.rows.next_refused(self.table.current_row())
        if place >= 0:
            self.table.go(place)

    def _tell_row(self, place: int) -> None:
        self.detail.clear()
        if text_scale() > _ROOM_FOR_DETAIL:
            return  # the same words stand in the row and its tooltip
        if 0 <= place < self.rows.count():
            self.detail.add(self._box(self.rows.rows[place]))

    def _box(self, row: RowPreview) -> FindingBox:
        name = self.rows.name_of(row)
        said = "；".join(self.rows.changes(row)) or row.reason
        sentence = "：".join(part for part in (name, said) if part) or row.state.label
        remark = row.reason if row.before else ""
        box = FindingBox(
            f"第 {row.line} 行{row.state.label}",
            STATE_COLOURS[row.state],
            sentence,
            notes=[remark, _MEANS[row.state]],
        )
        box.sentence.setMaximumHeight(px(40))
        return box


def _said_of_sheet(looked: Looked) -> str:
    """What a person should know of the sheet: remarks, and every column that is left out."""
    sheet = looked.preview.sheet
    said = [*looked.preview.remarks]
    if sheet.unmatched:
        said.append(f"这些列没有对应的栏目，内容不会存入台账：{'、'.join(sheet.unmatched)}")
    if sheet.repeated:
        said.append(f"这些列的栏目已有更合适的列，内容不会存入台账：{'、'.join(sheet.repeated)}")
    return "\n".join(said)


def _found_words(looked: Looked) -> str:
    """What was recognised by itself: the heading, and names to be added."""
    heading = looked.heading
    first, last = heading.first_line, heading.last_line
    lines = f"第 {first} 行" if first == last else f"第 {first}–{last} 行"
    words = [f"{lines}为表头，认出 {len(heading.columns)} 列"]
    for names in looked.preview.new_references.values():
        shown = "、".join(names[:3]) + ("…" if len(names) > 3 else "")
        words.append(f"将新建 {len(names)} 个：{shown}")
    return "　".join(words)
