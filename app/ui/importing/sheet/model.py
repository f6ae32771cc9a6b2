"""The rows of a sheet for the two halves of the table."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.actions.importing.lines import line_of, place_of
from app.actions.importing.taking_in import RowState
from app.spec.kinds import NUMERIC
from app.spec.values import is_masked
from app.ui.importing.sheet.cells import LookedSheet
from app.ui.style.tokens import Colour
from app.ui.widgets.plain_table import LEFT, RIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.actions.importing.taking_in import RowPreview
    from app.reports.registers.mapping import SheetColumn
    from app.spec.field import FieldSpec
    from app.ui.importing.sheet.cells import Sheet
    from app.ui.table.cells import Cell

Index = QModelIndex | QPersistentModelIndex
STATE, SAID = "状态", "说明"


class Besides(StrEnum):
    """Rows that are looked at together, whatever their state."""

    WITH_REMARKS = "remarks"


Wanted: TypeAlias = RowState | Besides | None  # which rows to show; all without one


class SheetModel(QAbstractTableModel):
    """The columns of the file, then the state, the values as they would be, and the reason.

    Attributes:
        rows: the rows that are shown.
        typed: another text for a cell; carries line, field name and text.
    """

    typed = Signal(int, str, str)

    def __init__(self) -> None:
        super().__init__()
        self.sheet: Sheet | None = None
        self.rows: Sequence[RowPreview] = ()
        self._all: Sequence[RowPreview] = ()
        self._places: dict[int, int] = {}
        self.longest_line = 0  # the highest number in sight
        self.chosen_lines: tuple[int, int] | None = None  # of a heading that is pointed out

    def show(self, sheet: Sheet | None, wanted: Wanted = None) -> None:
        """Show a sheet, all of it or the rows ``wanted``."""
        self.beginResetModel()
        self.sheet = sheet
        self._all = sheet.lines() if sheet is not None else ()
        self._filter(wanted)
        self.endResetModel()

    def filter(self, wanted: Wanted) -> None:
        """Show the rows of one state, or those with remarks; all without one."""
        self.beginResetModel()
        self._filter(wanted)
        self.endResetModel()

    def _filter(self, wanted: Wanted) -> None:
        sheet = self.sheet
        if wanted is None or not isinstance(sheet, LookedSheet):
            self.rows = self._all
        elif wanted is Besides.WITH_REMARKS:
            self.rows = [row for row in self._all if sheet.has_remarks(row)]
        else:
            self.rows = [row for row in sheet.looked.preview.rows if row.state is wanted]
        self._places = {row.line: place for place, row in enumerate(self.rows)}
        self.longest_line = max((line_of(row.line) for row in self.rows), default=0)

    def place_of(self, line: int) -> int:
        """The row of a line; -1 where it is not shown."""
        return self._places.get(line, -1)

    def sheet_name(self, row: RowPreview) -> str:
        """The sheet that a row is of; blank where there is one alone."""
        if not isinstance(self.sheet, LookedSheet):
            return ""
        names = self.sheet.looked.preview.sheet.sheets
        return names[place_of(row.line)[0]] if len(names) > 1 else ""

    def next_refused(self, after: int, step: int = 1) -> int:
        """The next refused row below ``after``, or above it; round at the end; -1 for none."""
        count = len(self.rows)
        for far in range(1, count + 1):
            place = (after + step * far) % count
            if self.rows[place].state is RowState.REFUSED:
                return place
        return -1

    # --- columns ------------------------------------------------------------------------

    @property
    def columns(self) -> Sequence[SheetColumn]:
        """The columns of the file; they stand at the left."""
        return self.sheet.columns if self.sheet is not None else ()

    @property
    def fields(self) -> Sequence[FieldSpec]:
        """What is shown at the right, between state and reason."""
        return self.sheet.fields if self.sheet is not None else ()

    @property
    def left(self) -> int:
        """How many columns stand at the left; the next is the state."""
        return len(self.columns)

    def field_at(self, column: int) -> FieldSpec | None:
        """The field of a column at either side; ``None`` where it has none."""
        if column < self.left:
            if not isinstance(self.sheet, LookedSheet):
                return None
            return self.sheet.spec.fields.get(self.columns[column].field)
        place = column - self.left - 1
        return self.fields[place] if 0 <= place < len(self.fields) else None

    def place_of_field(self, name: str) -> int:
        """The column of the file that means a field, else that of its value; -1 for none."""
        for place, column in enumerate(self.columns):
            if column.field == name:
                return place
        names = [field.name for field in self.fields]
        return self.left + 1 + names.index(name) if name in names else -1

    def title(self, column: int) -> str:
        """What stands over a column."""
        if column < self.left:
            return self.columns[column].heading
        if column == self.left:
            return STATE
        field = self.field_at(column)
        return field.label if field is not None else SAID

    def align(self, column: int) -> Qt.AlignmentFlag:
        """Where a heading stands."""
        field = self.field_at(column) if column > self.left else None
        return RIGHT if field is not None and field.kind in NUMERIC else LEFT

    def cell(self, row: int, column: int) -> Cell:
        """What a cell shows."""
        assert self.sheet is not None  # noqa: S101 - there are rows
        shown = self.rows[row]
        if column < self.left:
            cell = self.sheet.original(shown, self.columns[column])
            if self.chosen_lines and self.chosen_lines[0] <= shown.line <= self.chosen_lines[1]:
                cell.fill = Colour.SELECT_ON
            return cell
        if column == self.left:
            return self.sheet.state(shown)
        field = self.field_at(column)
        return self.sheet.result(shown, field) if field is not None else self.sheet.said(shown)

    # --- Qt -----------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """The columns of both sides."""
        return 0 if parent.isValid() or self.sheet is None else self.left + len(self.fields) + 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words and tooltip of a cell; colours are painted by the delegate."""
        if not index.isValid():
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self.cell(index.row(), index.column()).text
        if role == Qt.ItemDataRole.ToolTipRole:
            cell = self.cell(index.row(), index.column())
            return cell.message or cell.text
        if role == Qt.ItemDataRole.EditRole:
            return self._to_edit(index)
        return None

    def _to_edit(self, index: Index) -> str:
        """What an editor begins with: nothing where the value is masked."""
        field = self.field_at(index.column())
        if field is None or is_masked(field):
            return ""
        return self.cell(index.row(), index.column()).text

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells of columns that mean a field can be typed into."""
        flags = super().flags(index)
        if index.isValid() and self.can_type(index.row(), index.column()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def can_type(self, row: int, column: int) -> bool:
        """Whether a cell's text may be replaced for this import."""
        field = self.field_at(column)
        if self.sheet is None or self.sheet.is_raw or self.sheet.is_struck(self.rows[row]):
            return False
        return field is not None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Hand on what was typed over a cell."""
        field = self.field_at(index.column())
        if role != Qt.ItemDataRole.EditRole or field is None:
            return False
        self.typed.emit(self.rows[index.row()].line, field.name, str(value))
        return True
