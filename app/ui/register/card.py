"""The table of a register in its card: filters above, what is refused below."""

from __future__ import annotations

from dataclasses import fields as fields_of
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.queries.evidence import HELD, is_listed
from app.queries.listing import Filter, Sort, View, count, value_counts
from app.ui.attachments.asking import papers_button
from app.ui.attachments.attaching import Attaching
from app.ui.attachments.dropping import take_on_rows
from app.ui.membership.people_bar import people_bar_of
from app.ui.register.columns.clip import ClipColumn
from app.ui.register.columns.shown import chosen_names, kept_under
from app.ui.register.known import KnownBelow
from app.ui.register.refused import RefusedCells
from app.ui.style.tokens import px, text_scale
from app.ui.table.filter_bar import FilterBar
from app.ui.table.filter_popup import FilterPopup
from app.ui.table.hands.unsaved import Unsaved
from app.ui.table.model import RegisterModel
from app.ui.table.view import RegisterView
from app.ui.table.writing import NEW
from app.ui.widgets.buttons import button
from app.ui.widgets.empty_page import EmptyPage
from app.ui.widgets.finding_box import FindingsArea

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.spec.field import FieldSpec
    from app.spec.record import RecordSpec
    from app.ui.office import Office
    from app.ui.screens.screen import Those
    from app.ui.table.writing import Outcome


_DATED = frozenset({"membership_event"})
_DATED_TODAY = "已按今天登记会籍变动；是别的日子的，请到“会籍变动”里改"
_HELD_TO = 200  # selected rows that stay in sight when a change takes them out of the view
# Registers that are read from the newest line, though on paper they begin with the oldest.
_NEWEST_FIRST = {"membership_event": (Sort("happened_on", descending=True),)}


class RegisterCard(QFrame):
    """The table of one register with its filter bar and its findings.

    Attributes:
        selected: another row is the current one; carries the record's number, 0 for none.
        viewed: other rows are shown.
    """

    selected = Signal(int)
    viewed = Signal()

    def __init__(self, office: Office, spec: RecordSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.office = office
        self.spec = spec
        self._key = kept_under(office, spec)
        names = chosen_names(office, spec)
        self.model = RegisterModel(office, spec, names, may_add=not spec.is_single)
        self.first_sort = _NEWEST_FIRST.get(spec.id, ())
        self.people = people_bar_of(self)
        self.first_view = self.people.start if self.people is not None else View()
        self.model.view = replace(self.first_view, sort=self.first_sort)
        self.view = RegisterView(self.model)
        self.bar = FilterBar(spec)
        self.bar.aside.addWidget(
            papers_button(spec.id, lambda papers: self.change_view(papers=papers))
        )
        self.findings = FindingsArea()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, px(4))
        column.setSpacing(0)
        if self.people is not None:
            column.addWidget(self.people)
        column.addWidget(self.bar)
        column.addWidget(self.view, 1)
        self._unsearched = unsearched = button("清除查找", act=lambda: self.change_view(search=""))
        self.not_found = EmptyPage("search", "", unsearched)
        self.not_found.hide()
        column.addWidget(self.not_found, 1)
        self.findings.setContentsMargins(px(12), px(8), px(12), px(4))
        column.addWidget(self.findings)
        self.known = KnownBelow(self)
        self.known.setContentsMargins(px(12), px(4), px(12), px(4))
        column.addWidget(self.known)
        self.refused = RefusedCells(self)
        self.clip = ClipColumn(self)
        self.unsaved = Unsaved(self.view)
        self.drops = take_on_rows(
            self.view, Attaching(office, spec, self), self.findings.show_error
        )
        self._is_sized = False
        self._resized: set[str] = set()  # fields whose columns the user gave another width
        self._measured: frozenset[str] | None = None  # fields with terms when widths were measured
        self._widths_later = QTimer(self)
        self._widths_later.setSingleShot(True)
        self._widths_later.setInterval(300)
        self._widths_later.timeout.connect(self._keep_widths)
        self._connect()

    def _connect(self) -> None:
        self.bar.removed.connect(self._remove_filter)
        self.bar.cleared.connect(self.clear_filters)
        self.view.head.filter_wanted.connect(self.open_filter)
        self.view.head.sectionResized.connect(self._note_resized)
        self.view.head.sectionMoved.connect(lambda *_places: self._widths_later.start())
        self.view.row_left.connect(self._on_row_left)
        self.model.told.connect(self._tell)
        self.view.selectionModel().currentChanged.connect(lambda *_cells: self.refused.show_here())

    # --- rows ---------------------------------------------------------------------------

    def read(self) -> None:
        """Read again after a change, or for the first time."""
        self.known.clear()
        if self.model.ids or self._is_sized:
            self._holding_place(lambda: self.model.reload(self._held_to()))
        else:
            self.model.show_view(self.model.view)
        if not self._is_sized:
            self._restore_widths()
            self._is_sized = True
            if self.model.ids:
                self.view.go(0, 0)
            self.unsaved.begin()
        elif self.model.ids and self._measured != self._with_terms():
            self._keep_widths()
            self._restore_widths()  # the first rows, or the first last days, have come
        self._show_state()
        if self.people is not None:
            self.people.read()

    def _with_terms(self) -> frozenset[str]:
        """The fields beside which a last day is told."""
        return frozenset(name for _number, name in self.model.terms)

    def _held_to(self) -> set[int]:
        """The rows under the user's hands; of very many none in particular."""
        chosen = self.selected_numbers()
        current = self.current_number()
        return {*chosen, current} if len(chosen) <= _HELD_TO else {current}

    def change_view(self, **changes: object) -> None:
        """Search, filter or sort differently."""
        view = replace(self.model.view, **changes)  # type: ignore[arg-type]
        if self.people is not None:
            view = self.people.fitting(view)
        before = self.model.view
        if view == before:
            return
        self._holding_place(lambda: self.model.show_view(view))
        self._show_state()
        if self.people is not None:
            self.people.show_state() if view.as_at == before.as_at else self.people.read()
        self.viewed.emit()

    def show_only(self, asked: View) -> None:
        """List just what ``asked`` asks for, whatever was looked for before; the order stays."""
        kept = {"sort": self.model.view.sort, "today": self.model.view.today}
        wanted = {each.name: getattr(asked, each.name) for each in fields_of(asked)}
        self.change_view(**wanted | kept)

    def take_up(self, before: RegisterCard) -> None:
        """Show the rows that ``before`` showed, the same register with other columns."""
        fields, view = self.spec.fields, before.model.view
        self.model.view = replace(
            view,
            filters=tuple(entry for entry in view.filters if entry.field in fields),
            sort=tuple(entry for entry in view.sort if is_listed(self.spec, entry.field)),
        )
        self.read()
        place = self.model.place_of(before.current_number())
        if place is not None:
            self.view.go(place, 0)
        self.viewed.emit()

    def _holding_place(self, read: Callable[[], None]) -> None:
        """Run a reading that resets the table, and stand on the same record afterwards."""
        current = self.view.currentIndex()
        number = self.model.number_at(current.row()) if current.isValid() else NEW
        column = max(current.column(), 0)
        scrolled = self.view.verticalScrollBar().value()
        read()
        if self.view.currentIndex().isValid():
            return
        place = self.model.place_of(number)
        if place is None:
            place = 0 if not self.model.ids else min(max(current.row(), 0), len(self.model.ids) - 1)
            self.view.go(place, column)
        else:
            self.view.verticalScrollBar().setValue(scrolled)
            self.view.go(place, column)

    def _show_state(self) -> None:
        view = self.model.view
        listed = total = len(self.model.listed)
        if view.is_narrowed:
            everything = replace(
                view,
                search="",
                filters=(),
                incomplete=False,
                papers=None,
                flag="",
                named=None,
                crowd=view.among,
            )
            total = count(self.office.desk.reader, self.spec, everything)
        self.bar.show_state(listed, total, view, self.model.labels)
        finds = bool(not view.search or self.model.ids or self.model.draft)
        self.not_found.purpose.setText(f"没有找到“{view.search}”")
        self.not_found.setVisible(not finds)
        self.view.setVisible(finds)
        self.view.head.viewport().update()

    @property
    def is_empty(self) -> bool:
        """Whether the register holds nothing at all."""
        view = self.model.view
        if self.model.ids or view.is_narrowed or self.model.draft:
            return False
        return view.crowd is None or not count(self.office.desk.reader, self.spec, View())

    def current_number(self) -> int:
        """The record of the current row; 0 for none."""
        current = self.view.currentIndex()
        return self.model.number_at(current.row()) if current.isValid() else NEW

    def selected_numbers(self) -> list[int]:
        """Records of all rows that the selection touches."""
        selection = self.view.selectionModel().selection()
        rows = {
            row
            for place in range(selection.count())
            for row in range(selection.at(place).top(), selection.at(place).bottom() + 1)
        }
        return [self.model.ids[row] for row in sorted(rows) if not self.model.is_new_row(row)]

    # --- filters ------------------------------------------------------------------------

    def open_filter(self, section: int, place: QPoint) -> FilterPopup:
        """Open the list of a column's values."""
        field = self.model.fields[section]
        if field is HELD:
            return self.clip.open_filter(place)
        view = self.model.view
        now = next((entry for entry in view.filters if entry.field == field.name), None)
        counts = value_counts(self.office.desk.reader, self.spec, field.name, view)
        popup = FilterPopup(field, counts, now, self.model.labels.get(field.name), self)
        popup.sorted_by.connect(self.sort_by)
        popup.filtered.connect(lambda entry: self.set_filter(field.name, entry))
        popup.open_at(place)
        return popup

    def sort_by(self, entry: Sort) -> None:
        """Sort by a column first, by what was sorted before second."""
        others = tuple(sort for sort in self.model.view.sort if sort.field != entry.field)
        self.change_view(sort=(entry, *others[:2]))

    def set_filter(self, name: str, entry: Filter | None) -> None:
        """Set or remove the filter of a column."""
        others = tuple(each for each in self.model.view.filters if each.field != name)
        self.change_view(filters=(*others, entry) if entry else others)

    def narrow_to(self, target: Filter | Those) -> None:
        """Show exactly the rows that another page points at."""
        filters, at = (
            ((target,), None) if isinstance(target, Filter) else (target.filters, target.as_at)
        )
        nothing_else = {
            "search": "",
            "incomplete": False,
            "papers": None,
            "flag": "",
            "named": None,
        }
        self.change_view(filters=filters, as_at=at, crowd=None, **nothing_else)

    def _remove_filter(self, name: str) -> None:
        self.set_filter(name, None)

    def clear_filters(self) -> None:
        """Show everything again."""
        self.change_view(filters=(), search="", incomplete=False, papers=None, flag="", named=None)

    def show_everybody(self) -> None:
        """Show every row there is, those who left as well."""
        self.change_view(
            filters=(), search="", incomplete=False, papers=None, flag="", named=None, crowd=None
        )

    # --- columns ------------------------------------------------------------------------

    def show_columns(self, names: list[str], *, in_order: bool = False) -> None:
        """Show other columns, and remember them for this user.

        Args:
            in_order: they stand as named; otherwise those shown before keep their order.
        """
        self._keep_widths()
        self._holding_place(lambda: self.model.show_columns(names))
        self.office.preferences.keep(f"{self._key}/columns", names)
        if in_order:
            self.office.preferences.keep(f"{self._key}/order", names)
        self._restore_widths()
        self.viewed.emit()

    def _note_resized(self, section: int, *_sizes: int) -> None:
        if self._is_sized:
            self._resized.add(self.model.fields[section].name)
            self._widths_later.start()

    def _keep_widths(self) -> None:
        """Keep what the user set: widths in lengths of the design, good for any text size."""
        if not self._is_sized:
            return
        head, fields = self.view.head, self.model.fields
        widths = self.office.preferences.read(f"{self._key}/widths", {})
        widths |= {
            field.name: round(head.sectionSize(place) / text_scale(), 1)
            for place, field in enumerate(fields)
            if field.name in self._resized
        }
        order = [fields[head.logicalIndex(visual)].name for visual in range(head.count())]
        self.office.preferences.keep(f"{self._key}/widths", widths)
        self.office.preferences.keep(f"{self._key}/order", order)

    def _restore_widths(self) -> None:
        head = self.view.head
        widths = self.office.preferences.read(f"{self._key}/widths", {})
        first = self.view.first_widths()
        self._measured = self._with_terms() if self.model.ids else None
        head.blockSignals(True)
        for place, field in enumerate(self.model.fields):
            kept = widths.get(field.name)
            head.resizeSection(place, first[place] if kept is None else px(kept))
        order = self.office.preferences.read(f"{self._key}/order", [])
        names = [field.name for field in self.model.fields]
        for visual, name in enumerate(name for name in order if name in names):
            head.moveSection(head.visualIndex(names.index(name)), visual)
        head.blockSignals(False)
        self.view.updateGeometries()

    # --- standing somewhere -------------------------------------------------------------

    def take_focus(self) -> None:
        """Put the keyboard into the table, or onto the way back where nothing was found."""
        (self._unsearched if self.not_found.isVisible() else self.view).setFocus()

    def stand_on(self, name: str) -> None:
        """Go along the row to the column of a field; to the name where it is not shown."""
        fields = [field.name for field in self.model.fields]
        shown = {fields[column]: column for column in self.view.shown_columns()}
        column = shown.get(name, shown.get(self.spec.name_field))
        if column is not None:
            self.view.go(self.view.currentIndex().row(), column)

    def show_column(self, field: FieldSpec) -> None:
        """Stand on a column that came just now, which may lie beyond the edge."""
        self.view.go(max(self.view.currentIndex().row(), 0), self.model.fields.index(field))
        self.office.told.emit(f"“{field.label}”列在这里，可以直接填")

    # --- edits --------------------------------------------------------------------------

    def settle(self) -> bool:
        """Save what is being typed; false when it was refused and the user should see it."""
        if (editor := self.view.focusWidget()) is not None and editor is not self.view:
            self.view.setFocus()  # commits the open editor
        outcome = self.model.commit_new_row()
        return outcome is None or not outcome.held

    def _on_row_left(self, before: int, now: int) -> None:
        if before >= 0 and self.model.is_new_row(before) and self.model.draft:
            self.model.commit_new_row()
        self.selected.emit(self.model.number_at(now) if now >= 0 else NEW)

    def _tell(self, outcome: Outcome, retry: Callable[[str], Outcome]) -> None:
        if self.spec.id in outcome.touched and outcome.touched & _DATED and not outcome.added:
            self.office.told.emit(_DATED_TODAY)
        self.refused.tell(outcome, retry)
        self.known.follow(outcome)
