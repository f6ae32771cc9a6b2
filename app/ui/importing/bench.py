"""The middle of the page: the sum, the questions, original beside result, the row looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.actions.importing.taking_in import RowState
from app.reports.registers.mapping import NEVER
from app.spec.codes import fold
from app.ui.importing.asking.panel import QuestionPanel
from app.ui.importing.asking.ways import way_said
from app.ui.importing.finding import RowFinding, fields_to_mend
from app.ui.importing.flow import FlowLayout
from app.ui.importing.heading_bar import HeadingBar
from app.ui.importing.sheet.cells import LookedSheet, RawSheet
from app.ui.importing.sheet.table import SheetTable
from app.ui.importing.sum_bar import SumBar, beside
from app.ui.style.tokens import is_folded, px
from app.ui.widgets.buttons import button
from app.ui.widgets.frames import card_of, frame
from app.ui.widgets.labels import ElidedLabel

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.reports.registers.bench import Bench as SheetBench
    from app.ui.importing.sheet.model import Wanted
    from app.ui.importing.work import Looked

_SEARCHED = 40  # lines among which a heading is pointed out


class Bench(QWidget):
    """What would become of each row of a sheet, and all that a person may say of it.

    Attributes:
        sheets_wanted: other sheets of the file.
        heading_told: the lines of the heading; ``None`` to have it found.
        heading_left: the heading shall stay as it is.
        recipe_wanted: what is followed shall be changed.
        recipe_left: what is followed shall not be.
        row_shown: another row is current.
        skip_wanted: a line shall stay out, or be taken in after all.
    """

    sheets_wanted = Signal()
    heading_told = Signal(object)
    heading_left = Signal()
    recipe_wanted = Signal()
    recipe_left = Signal()
    row_shown = Signal()
    skip_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.looked: Looked | None = None
        self.sheet: LookedSheet | None = None
        self._reader: Connection | None = None
        self._wanted: Wanted = None
        self._refused: dict[int, int] = {}  # which of the refusals a line is, from 1
        self.sums = SumBar()
        self.sums.chosen.connect(self.filter)
        self.questions = QuestionPanel()
        self.questions.row_wanted.connect(self.go_to_line)
        self.questions.turned.connect(self._make_room)
        self.table = SheetTable()
        self.table.went.connect(self._tell_row)
        self.table.skip_wanted.connect(self._skip_row)
        self.finding = RowFinding()
        self.heading = HeadingBar(self.table)
        self.heading.told.connect(self.heading_told)
        self.heading.left.connect(self._leave_heading)
        self._found = ElidedLabel("", "note")
        self.change_heading = button("更改", "link", act=self.ask_heading, tip="另选表头是哪几行")
        self.sheet_button = button("工作表", "link", act=self.sheets_wanted.emit)
        self._recipe = ElidedLabel("", "note")
        self.change_recipe = button("更改", "link", act=self.recipe_wanted.emit, tip="更改表格方案")
        self.leave_recipe = button("不用", "link", act=self.recipe_left.emit, tip="这次不按方案读")
        self.said = ElidedLabel("", "note")
        self._arrange()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        self.top = frame("card")
        inside = QVBoxLayout(self.top)
        inside.setContentsMargins(px(16), px(6), px(16), px(6))
        inside.setSpacing(px(2))
        inside.addWidget(self.sums)
        self._known = QWidget()
        known = FlowLayout(px(16), 0, self._known)
        self._recipe_line = beside(self._recipe, self.change_recipe, self.leave_recipe)
        for part in (beside(self._found, self.change_heading), self.sheet_button):
            known.addWidget(part)
        known.addWidget(self._recipe_line)
        known.addWidget(self.said)
        inside.addWidget(self._known)
        column.addWidget(self.top)
        column.addWidget(self.questions)
        column.addWidget(self.heading)
        column.addWidget(card_of(self.table), 1)
        column.addWidget(self.finding)

    # --- showing ------------------------------------------------------------------------

    def forget(self) -> None:
        """Another file comes: nothing that is shown holds for it."""
        self.looked = self.sheet = None
        self._wanted = None
        self.questions.forget()
        self.heading.hide()
        self.finding.clear()
        self.table.show_sheet(None, None, is_fresh=True)

    def show_looked(self, looked: Looked, reader: Connection) -> None:
        """Show what an import would do."""
        is_fresh = self.looked is None or self.looked.bench is not looked.bench
        self._leave_pointing()
        if is_fresh:
            self.questions.forget()
            self._wanted = None
        self.looked, self._reader = looked, reader
        self.sheet = LookedSheet(looked, reader)
        refused = (row.line for row in looked.preview.rows if row.state is RowState.REFUSED)
        self._refused = {line: place for place, line in enumerate(refused, start=1)}
        counts = looked.preview.counts
        if self._wanted is not None and not self._count_of(self._wanted):
            self._wanted = None  # the last of them was settled
        self.table.show_sheet(self.sheet, self._wanted, is_fresh=is_fresh)
        title = f"写入“{looked.bench.spec.title}”后"
        way = way_said(looked.bench.spec, looked.told.options)
        self.table.result_header.say(title, way)
        self.sums.show_counts(counts, len(looked.preview.with_remarks))
        self.sums.choose(self._wanted)
        self._tell_known(looked)
        self.questions.show_looked(looked, self.sheet, reader)
        if is_fresh or self.table.current_row() < 0:
            self._go_to_first()
        self._tell_row(self.table.current_row())

    def _count_of(self, wanted: Wanted) -> int:
        assert self.looked is not None  # noqa: S101 - it was just looked at
        seen = self.looked.preview
        if isinstance(wanted, RowState):
            return seen.counts[wanted]
        return len(seen.with_remarks)

    def _tell_known(self, looked: Looked) -> None:
        """What was recognised by itself, and what a person should know of the sheet."""
        self._found.set_text(_found_words(looked))
        self._offer_sheets(looked.bench)
        recipe = looked.recipe
        self._recipe_line.setVisible(recipe is not None)
        if recipe is not None:
            self._recipe.set_text(f"按记住的“{recipe.name}”读")
            self._recipe.setToolTip("\n".join(recipe.said(looked.bench.spec)))
        self.said.set_text("；".join(said_of_sheet(looked)))
        self.said.setVisible(bool(self.said.whole_text()))

    def _offer_sheets(self, bench: SheetBench) -> None:
        read = bench.table.parts
        others = [one for one in bench.sheets if not one.is_read and one.has_rows is not False]
        together = f"{len(read)} 张工作表一起读" if read else ""
        more = f"另有 {len(others)} 张工作表" if others else ""
        self.sheet_button.setText("，".join(filter(None, (together, more))))
        self.sheet_button.setToolTip("、".join(bench.table.names) if read else "")
        self.sheet_button.setVisible(bool(together or more))

    # --- rows ---------------------------------------------------------------------------

    def _go_to_first(self) -> None:
        model = self.table.model
        refused = model.next_refused(-1)
        first = next(
            (n for n, row in enumerate(model.rows) if self.sheet and not self.sheet.is_struck(row)),
            0,
        )
        self._stand_on(refused if refused >= 0 else first)

    def _stand_on(self, place: int) -> None:
        """Go to a row, there to the cell that stands against it."""
        model = self.table.model
        if not 0 <= place < len(model.rows):
            return
        row = model.rows[place]
        column = max(0, self.table.current_column())
        if self.sheet is not None and row.state is RowState.REFUSED:
            names = [field.name for field in fields_to_mend(row, self.sheet)]
            places = [model.place_of_field(name) for name in names]
            column = next((found for found in places if found >= 0), column)
        self.table.go(place, column)

    def filter(self, wanted: Wanted) -> None:
        """Show the rows of one state, those with remarks, or all."""
        line = self.table.current_line()
        self._wanted = wanted
        self.table.filter(wanted)
        self.sums.choose(wanted)
        place = self.table.model.place_of(line)
        if place >= 0:
            self.table.go(place)
        else:
            self._go_to_first()
        self._tell_row(self.table.current_row())

    def go_to_refused(self, step: int) -> None:
        """Stand on the next refused row, or the one before."""
        place = self.table.model.next_refused(self.table.current_row(), step)
        if place >= 0:
            self._stand_on(place)
            self.table.setFocus()

    def go_to_line(self, line: int) -> None:
        """Stand on a line of the file; all rows are shown for that."""
        if self.table.model.place_of(line) < 0:
            self.filter(None)
        self._stand_on(self.table.model.place_of(line))

    def _tell_row(self, place: int) -> None:
        rows = self.table.model.rows
        if self.sheet is None or self.looked is None or self._reader is None:
            return
        if 0 <= place < len(rows) and self.table.model.sheet is self.sheet:
            self.finding.show_row(rows[place], self.sheet, self._reader, self.looked.told)
        else:
            self.finding.clear()
        self._make_room()
        self.row_shown.emit()

    def _skip_row(self) -> None:
        row, model = self.table.current_row(), self.table.model
        if self.sheet is None or model.sheet is not self.sheet or row < 0:
            return
        if not self.sheet.is_struck(model.rows[row]):
            self.skip_wanted.emit(model.rows[row].line)

    def _make_room(self) -> None:
        """Where the text is large, rows and questions have no room for all else at once."""
        is_crowded = is_folded() and self.questions.is_asking
        self._known.setVisible(not is_crowded)
        self.finding.setVisible(self.finding.has_row and not is_crowded)

    def refusal_said(self) -> str:
        """Which of the refused rows is current: 第 11 行是 7 处拒收中的第 1 处."""
        if self.looked is None:
            return ""
        line = self.table.current_line()
        place = self._refused.get(line)
        if place is None:
            return ""
        where = self.looked.preview.sheet.where(line)
        return f"{where}是 {len(self._refused):,} 处拒收中的第 {place:,} 处"

    # --- the heading --------------------------------------------------------------------

    def ask_heading(self, bench: SheetBench | None = None) -> None:
        """Show the first lines as they lie, to point out the heading."""
        known = bench or (self.looked.bench if self.looked is not None else None)
        if known is None:
            return
        lines = None
        if self.looked is not None and bench is None:
            lines = self.looked.heading.first_line, self.looked.heading.last_line
        self.finding.clear()
        self.questions.hide()
        self.top.setVisible(self.looked is not None and bench is None)
        self.table.show_sheet(RawSheet(known, _SEARCHED), None, is_fresh=True)
        self.heading.point_out(lines)

    def _leave_pointing(self) -> None:
        self.heading.stop()
        self.top.show()

    def _leave_heading(self) -> None:
        self._leave_pointing()
        self.heading_left.emit()


def _found_words(looked: Looked) -> str:
    """What was recognised: 第 1–3 行为标题，第 4 行为表头."""
    heading = looked.heading
    first, last = heading.first_line, heading.last_line
    lines = f"第 {first} 行" if first == last else f"第 {first}–{last} 行"
    titles = [row.line for row in heading.above]
    above = ""
    if titles:
        above = f"第 {titles[0]} 行" if len(titles) == 1 else f"第 {titles[0]}–{titles[-1]} 行"
        above = f"{above}为标题，"
    chosen = "您选的" if looked.told.choices.heading and looked.recipe is None else "自动认出"
    return f"{above}{lines}为表头，{chosen}"


def said_of_sheet(looked: Looked) -> list[str]:
    """What a person should know of the sheet: remarks, new names, columns left out."""
    sheet = looked.preview.sheet
    said = [*looked.preview.remarks]
    for names in looked.preview.new_references.values():
        shown = "、".join(names[:3]) + ("…" if len(names) > 3 else "")
        said.append(f"将新建 {len(names)} 个：{shown}")
    if unmatched := [name for name in sheet.unmatched if fold(name) not in NEVER]:
        said.append(f"这些列没有对应的栏目，内容不会存入台账：{'、'.join(unmatched)}")
    if sheet.repeated:
        said.append(f"这些列的栏目已有更合适的列，内容不会存入台账：{'、'.join(sheet.repeated)}")
    return said
