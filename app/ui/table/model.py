"""The rows of a register as Qt asks for them: by pages, never all at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from app.queries.attachments import counts
from app.queries.evidence import HELD, fields_among, listed
from app.queries.listing import View, row_ids, rows
from app.queries.naming.called import names_of
from app.queries.naming.labels import expect, labels_as_asked
from app.spec.findings import Level
from app.spec.values import show
from app.ui.checks.terms import Terms, terms_of
from app.ui.style.tokens import Colour
from app.ui.table.cells import NEW_ROW_HINT, Cell, alignment, cell_of, clip_of, dashed
from app.ui.table.rows.pages import RowPages
from app.ui.table.rows.staying import still_there
from app.ui.table.rows.titles import title_of
from app.ui.table.rows.waiting import Waiting, refused_of
from app.ui.table.writing import NEW, Held, Outcome, Writer

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec
    from app.ui.office import Office
    from app.ui.table.rows.pages import Row
    from app.ui.table.writing import Typed

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

_SAID_OF_HEADINGS = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole})


class RegisterModel(QAbstractTableModel):
    """A register: one row per id of the view, and a blank row at the end for a new record.

    Attributes:
        view: what is searched, filtered and sorted by.
        fields: the columns shown.
        draft: what was typed into the new row.
        held: what was typed and refused, by row number and field.
        staying: rows that left the view under the user's hands, and are shown all the same.
        waiting: more new rows that were refused; each takes the place of the one before.
        revealed: row number and field of masked values that may be seen for now.
        terms: what has a last day, by row number and field.
        told: what became of an edit that was not taken as it stood.
    """

    told = Signal(object, object)  # Outcome, and what would save it with a reason

    def __init__(
        self, office: Office, spec: RecordSpec, names: Sequence[str], *, may_add: bool = True
    ) -> None:
        super().__init__()
        self.office = office
        self.spec = spec
        self.view = View()
        self.fields: list[FieldSpec] = [listed(spec, name) for name in names]
        self.labels: Mapping[str, Mapping[int, str]] = {}
        self.terms = Terms()
        self.draft: dict[str, object] = {}
        self.held: dict[tuple[int, str], Held] = {}
        self.staying: frozenset[int] = frozenset()
        self.waiting: list[Waiting] = []
        self.revealed: set[tuple[int, str]] = set()
        self.writer = Writer(office, spec)
        self._pages = RowPages(self._read)
        self._may_add = may_add and not office.desk.read_only

    # --- reading ------------------------------------------------------------------------

    def _read(self, ids: Sequence[int]) -> list[Row]:
        reader, names = self.office.desk.reader, [column.name for column in self.fields]
        found = rows(reader, self.spec, ids, fields_among(names), self.view.as_at)
        if HELD.name in names:
            held = counts(reader, self.spec.id, ids)
            for row in found:
                row[HELD.name] = held.get(int(str(row["id"])))
        expect(self.labels, found)
        return found

    @property
    def ids(self) -> list[int]:
        """Numbers of the rows shown, in order."""
        return self._pages.ids

    @property
    def listed(self) -> list[int]:
        """Numbers of the rows that belong to the view, in order."""
        return [number for number in self.ids if number not in self.staying]

    @property
    def may_add(self) -> bool:
        """Whether there is a blank row at the end."""
        return self._may_add and self.view.as_at is None

    def show_view(self, view: View) -> None:
        """Show other rows, or the same in another order."""
        self.beginResetModel()
        self.view = view
        self.staying = frozenset()
        self._pages.ids = row_ids(self.office.desk.reader, self.spec, view)
        self._pages.forget()
        self._read_labels()
        self.endResetModel()

    def show_columns(self, names: Sequence[str]) -> None:
        """Show other columns."""
        self.beginResetModel()
        self.fields = [listed(self.spec, name) for name in names]
        self._pages.forget()
        self.endResetModel()

    def reload(self, held_to: Collection[int] = ()) -> None:
        """Read again after a change; rows keep their places under the user's hands.

        Args:
            held_to: rows the user stands on: they stay where they are though a change takes them
                out of the view, so that the next thing done is not done to their neighbour.
        """
        now = row_ids(self.office.desk.reader, self.spec, self.view)
        present, before = set(now), set(self.ids)
        left = () if self.view.as_at else before.intersection(held_to) - present
        self.staying = still_there(self.office.desk.reader, self.spec, left, self.view.today)
        kept_all_the_same = self.staying | {number for number, _name in self.held}
        kept = [n for n in self.ids if n in present or n in kept_all_the_same]
        ids = kept + [number for number in now if number not in before]
        self._read_labels()
        self._pages.forget()
        if ids != self.ids:
            self.beginResetModel()
            self._pages.ids = ids
            self.endResetModel()
        else:
            self._redraw_all()

    def read_cells(self) -> None:
        """Read what the rows hold anew; which rows there are has not changed."""
        self._pages.forget()
        self._redraw_all()

    def _read_labels(self) -> None:
        self.labels = labels_as_asked(self.office.desk.reader, self.spec)
        self.terms = terms_of(self.office.desk, self.spec.id)
        self.writer.labels = self.labels
        self.writer.today = self.office.desk.today

    def _redraw_all(self) -> None:
        if self.rowCount() and self.fields:
            last = self.index(self.rowCount() - 1, len(self.fields) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def number_at(self, place: int) -> int:
        """The record's number at a row; ``NEW`` for the blank row."""
        return self.ids[place] if place < len(self.ids) else NEW

    def name_of(self, number: int) -> str:
        """What a record is called; blank for the new row."""
        return names_of(self.office.desk.reader, self.spec, [number]).get(number, "")

    def place_of(self, number: int) -> int | None:
        """The row at which a record stands."""
        return self.ids.index(number) if number in self.ids else None

    def is_new_row(self, place: int) -> bool:
        """Whether the row is the blank one at the end."""
        return place >= len(self.ids)

    def value(self, place: int, name: str) -> object:
        """The stored value of a cell; in the new row what was typed."""
        if self.is_new_row(place):
            return self.draft.get(name)
        return self._pages.row(place).get(name)

    def text(self, place: int, column: int) -> str:
        """What a cell says, every line of it, masked where it must be."""
        cell = self.cell(place, column)
        return cell.whole or cell.text

    def is_revealed(self, place: int, field: FieldSpec) -> bool:
        """Whether a masked value may be seen just now."""
        return (self.number_at(place), field.name) in self.revealed

    def cell(self, place: int, column: int) -> Cell:
        """Everything needed to paint one cell."""
        field = self.fields[column]
        held = self.held.get((self.number_at(place), field.name))
        if held is not None:
            fill = Colour.WARN_TINT if held.level is Level.WARNING else Colour.BAD_TINT
            ink = Colour.WARN if held.level is Level.WARNING else Colour.BAD
            text = self._typed_text(field, held.raw)
            return Cell(text, alignment(field), ink, fill=fill, message=held.message)
        if self.is_new_row(place):
            return self._new_cell(field, column)
        value = self._pages.row(place).get(field.name)
        if field is HELD:
            return clip_of(value)
        revealed = self.is_revealed(place, field)
        cell = cell_of(field, value, self.labels.get(field.name), revealed=revealed)
        if self.ids[place] in self.staying and cell.ink is Colour.TEXT:
            cell.ink = Colour.TEXT2
        return self.terms.told(dashed(field, value, cell), self.number_at(place), field.name)

    def _new_cell(self, field: FieldSpec, column: int) -> Cell:
        if not self.draft:
            hint = NEW_ROW_HINT if column == 0 else ""
            return Cell(hint, Qt.AlignmentFlag.AlignVCenter, Colour.TEXT3)
        text = self._typed_text(field, self.draft.get(field.name))
        return Cell(text, alignment(field))

    def _typed_text(self, field: FieldSpec, raw: object) -> str:
        """What was typed, whole: nobody can mend a number behind stars."""
        text = raw if isinstance(raw, str) and field.choices is None else ""
        return text or show(field, raw, self.labels.get(field.name))

    # --- what Qt asks -------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Rows, and the blank one."""
        return 0 if parent.isValid() else len(self.ids) + self.may_add

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Columns shown."""
        return 0 if parent.isValid() else len(self.fields)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, their place, and why a cell is refused."""
        if not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return cell.whole or cell.text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return cell.align
        if role == Qt.ItemDataRole.ToolTipRole:
            return cell.message or cell.whole or None
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Labels above, row numbers at the left."""
        if orientation is Qt.Orientation.Horizontal and role in _SAID_OF_HEADINGS:
            return self.fields[section].label  # whole in the tip, where the heading is cut
        if role != Qt.ItemDataRole.DisplayRole or orientation is Qt.Orientation.Horizontal:
            return None
        return "＊" if self.is_new_row(section) else section + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells can be edited unless something else decides their value."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        shown = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        is_locked = self.locked_because(index.row(), index.column())
        return shown if is_locked else shown | Qt.ItemFlag.ItemIsEditable

    def locked_because(self, place: int, column: int) -> str:
        """Why a cell cannot be edited; blank when it can."""
        field = self.fields[column]
        if self.office.desk.read_only:
            return "台账以只读方式打开，不能修改"
        if self.view.as_at is not None:
            return f"这里显示的是 {self.view.as_at} 的情况，回到今天才能修改"
        if field is HELD:
            return "附件在右边详情的“附件”里添加，点这一格就到那里"
        begins = self.is_new_row(place) and field.name in self.spec.begins_with
        if field.derived and not begins:
            return f"“{field.label}”由登记的变动得出，不能直接填；请用“登记会籍变动”"
        if field.constant and not self.is_new_row(place) and self.value(place, field.name):
            return f"“{field.label}”填定后不能修改"
        return ""

    # --- writing ------------------------------------------------------------------------

    def setData(self, index: Index, raw: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Save what was typed into one cell."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        name = self.fields[index.column()].name
        if self.is_new_row(index.row()):
            self._type_into_new_row(name, raw)
        else:
            self.write({self.ids[index.row()]: {name: raw}})
        return True

    def _type_into_new_row(self, name: str, raw: object) -> None:
        self.held.pop((NEW, name), None)
        if raw is None or raw == "":
            self.draft.pop(name, None)
        else:
            self.draft[name] = raw
            outcome = Outcome()
            self.writer.check(NEW, {name: raw}, outcome)
            self.held |= outcome.held
        self._redraw_all()

    def write(
        self,
        changes: Mapping[int, Typed],
        additions: Sequence[Typed] = (),
        *,
        title: str = "",
        reason: str | None = None,
        deed: str = "",
    ) -> Outcome:
        """Save cells of rows and new rows in one action; what is refused stays to be seen.

        Args:
            deed: what was done with a whole block of cells: 粘贴, 填充.
        """
        whole = self.with_held(changes)
        additions = [{**self.view.begins, **typed} for typed in additions]
        called = title or title_of(self, "修改" if whole else "登记", whole, additions)
        outcome = self.writer.save(called, whole, additions, reason=reason)
        outcome.deed = deed
        self.take(outcome, whole, additions, title=title)
        return outcome

    def with_held(self, changes: Mapping[int, Typed]) -> dict[int, Typed]:
        """``changes`` with what is held in the same rows.

        It belongs to the same thought: mend one, try both.
        """
        whole: dict[int, dict[str, object]] = {number: {} for number in changes}
        for (number, name), held in self.held.items():
            if number in whole:
                whole[number][name] = held.raw
        return {number: before | dict(changes[number]) for number, before in whole.items()}

    def take(
        self,
        outcome: Outcome,
        whole: Mapping[int, Typed],
        additions: Sequence[Typed] = (),
        *,
        title: str = "",
    ) -> None:
        """Show what became of an edit: refused cells keep what was typed."""
        self._drop_held(whole)
        if additions:
            self._drop_held({NEW})
            self.waiting = [*refused_of(outcome, additions), *self.waiting]
            self.go_on_waiting()
        self.held |= {key: held for key, held in outcome.held.items() if key[0] > NEW}
        outcome.asked = len(whole) + len(additions)
        self._redraw_all()
        again = partial(self.write, whole, additions, title=title, deed=outcome.deed)
        self.told.emit(outcome, lambda why: again(reason=why))

    def go_on_waiting(self) -> None:
        """Let the next new row that was refused stand at the end, to be mended."""
        self.draft = {}
        if self.waiting:
            row = self.waiting.pop(0)
            self.draft = dict(row.typed)
            self.held |= {(NEW, name): held for name, held in row.held.items()}

    def hold(self, number: int, typed: Typed, message: str) -> None:
        """Show cells as typed and not taken: with what is wrong with them, else ``message``.

        What turns out to be saved already is left out.
        """
        outcome = Outcome()
        known = {name: raw for name, raw in typed.items() if name in self.spec.fields}
        read = self.writer.check(number, known, outcome)
        saved = rows(self.office.desk.reader, self.spec, [number], tuple(known))
        for name, raw in known.items():
            if not (name in read and saved and read[name] == saved[0][name]):
                doubtful = Held(raw, message, Level.WARNING)
                self.held[number, name] = outcome.held.get((number, name), doubtful)
        self._redraw_all()

    def commit_new_row(self, *, reason: str | None = None) -> Outcome | None:
        """Save the new row as the user leaves it; ``None`` when nothing was typed."""
        return self.write({}, [dict(self.draft)], reason=reason) if self.draft else None

    def give_up(self, numbers: Collection[int]) -> bool:
        """Forget what was typed into rows and refused; whether there was any."""
        touched = any(number in numbers for number, _name in self.held)
        self._drop_held(numbers)
        if NEW in numbers and self.draft:
            self.go_on_waiting()
            touched = True
        if touched:
            self._redraw_all()
            self.told.emit(Outcome(), self.commit_new_row)
        return touched

    def _drop_held(self, numbers: Collection[int]) -> None:
        self.held = {key: held for key, held in self.held.items() if key[0] not in numbers}
