"""The page of any register, core record and working ledger alike."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.queries.listing import Filter, View
from app.queries.members.flags import flag_labels
from app.spec.record import Family
from app.ui.naming import READ_ONLY, entering, search_hint
from app.ui.register.as_at import DATED, AsAtButton
from app.ui.register.card import RegisterCard
from app.ui.register.columns.choosing import ColumnChoosing
from app.ui.register.deeds import Scope, deeds_of
from app.ui.register.entry.form import RecordForm
from app.ui.register.facts import FactLine
from app.ui.register.panel.details import DetailsPanel
from app.ui.register.reveal import Reveals
from app.ui.register.row_lines import lines_of_record, lines_of_row
from app.ui.register.views.button import ViewsButton
from app.ui.screens.registry import has_page, icon_of
from app.ui.screens.screen import CellOf, FormOf, Screen, Those
from app.ui.style.tokens import PANEL_WIDTH, is_folded, px
from app.ui.table.find.bar import FindBar, FindKeys
from app.ui.table.hands.row_menu import fill_menu, open_row_menu, row_under
from app.ui.table.writing import NEW
from app.ui.widgets.buttons import button
from app.ui.widgets.empty_page import EmptyPage
from app.ui.widgets.finding_box import FindingsArea
from app.ui.widgets.frames import page_column
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.task_bar import TaskBar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from app.spec.record import RecordSpec
    from app.ui.office import Office

_BEGIN = "可以逐条登记，也可以从现成的表格导入。"
_KEYS = "F2 改这一格　F4 看全部内容　Ctrl+N 登记　Ctrl+F 查找"
_COUNTED_AT_ONCE = 10_000  # rows; of more the list is painted first, and then counted
_ENTRIES = "ledger_entry"  # the one table of all working ledgers


class RegisterScreen(Screen):
    """List, details and form of one register."""

    def __init__(self, office: Office, spec: RecordSpec, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self.spec: RecordSpec = spec
        self._told_day: str | None = None  # that the head speaks of
        self.title = spec.title
        self.chapter = spec.chapter
        own = _ENTRIES if spec.family is Family.LEDGER else spec.id
        self.records = frozenset({own, *(f.target for f in spec.fields.values() if f.target)})
        self.search_hint = search_hint(spec)
        self.keys = "" if office.desk.read_only else _KEYS
        self.head = PageHead(spec.title)
        self.task_bar = TaskBar()
        self.findings = FindingsArea()
        self.reveals = Reveals(office, spec, self)
        self.card = RegisterCard(office, spec)
        self.card.model.revealed = self.reveals.open_ones
        self.facts = FactLine(self.head, self.card)
        self._facts_later = QTimer(self)
        self._facts_later.setSingleShot(True)
        self._facts_later.timeout.connect(self.facts.read)
        self.find_bar = FindBar(self.card.view)
        self._find_keys = FindKeys(self.find_bar, self.card.view, self)
        self.details = DetailsPanel(office, spec, self.reveals, lambda: self.card.model.labels)
        self.empty = self._empty_page()
        self._arrange()
        self._add_actions()
        self._connect()

    def _arrange(self) -> None:
        column = page_column(self, self.head, self.task_bar)
        self.findings.setContentsMargins(0, 0, 0, px(12))
        column.addWidget(self.findings)
        if isinstance(inside := self.card.layout(), QVBoxLayout):
            inside.insertWidget(inside.indexOf(self.card.view), self.find_bar)
        # From the outside in: whatever is moved has all that it holds styled anew.
        self.stack = QStackedWidget()
        column.addWidget(self.stack, 1)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.stack.addWidget(self.split)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(px(12))
        self.split.addWidget(self.card)
        self.split.addWidget(self.details)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        self.split.setSizes([px(900), px(PANEL_WIDTH)])
        self.stack.addWidget(self.empty)
        state = self.office.preferences.read_state(f"split/{self.spec.id}")
        if not state.isEmpty():
            self.split.restoreState(state)
        opened = self.find_bar.open_bar
        find = button("查找", "link", icon_name="search", act=opened, tip="查找（Ctrl+F）")
        self.card.bar.aside.addWidget(find)
        if self.spec.id in DATED:
            self.as_at = AsAtButton(self.office, self._show_as_at, self.card)
            self.card.bar.aside.addWidget(self.as_at)
        self.views = ViewsButton(self.card, self.findings)
        self.card.bar.aside.insertWidget(0, self.views)
        self.choosing = ColumnChoosing(self.card)
        self.panel_back = button("详情", "link", icon_name="panel", act=self.show_panel)
        self.card.bar.aside.addWidget(self.panel_back)
        is_open = not is_folded() and self.office.preferences.read("panel", True)
        self.details.setVisible(is_open)
        self.panel_back.setVisible(not is_open)

    def _empty_page(self) -> EmptyPage:
        steps = []
        if not self.office.desk.read_only:
            steps.append(button(entering(self.spec), "primary", icon_name="plus", act=self.add))
            if has_page("import"):
                steps.append(button("从表格导入", icon_name="import", act=self._import))
        begin = _BEGIN if steps else ""
        return EmptyPage(icon_of(self.chapter), f"“{self.title}”还没有记录。{begin}", *steps)

    def _add_actions(self) -> None:
        self.follow_buttons = [
            self.head.add_quiet(entering(spec), "calendar", partial(self.follow, spec, name))
            for spec, name in islice(self.followers(), 1)  # the others in the menu of the row
        ]
        if has_page("import"):
            self._keep_shut(self.head.add_quiet("导入", "import", self._import))
        self.export = self.head.add_quiet("导出", "export", self._export)
        if has_page("preview"):
            self.head.add_quiet("打印", "print", self.print_register)
        self.columns = self.head.add_quiet(
            "列", "columns", lambda: self.choosing.open_panel(self.columns)
        )
        for deed in deeds_of(self.spec, Scope.REGISTER):
            offered = self.head.add_quiet(deed.text, deed.icon_name, partial(deed.act, self))
            if deed.writes:
                self._keep_shut(offered)
        first = self.head.set_primary(entering(self.spec), self.add, icon_name="plus")
        first.setToolTip("Ctrl+N")
        self._keep_shut(first)
        for keys, act in (("Ctrl+N", self.add), ("F4", self.edit), ("Ctrl+P", self.print_register)):
            shortcut = QShortcut(QKeySequence(keys), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        may_write = not self.office.desk.read_only
        fill_menu(self.details.menu, lines_of_record(self), may_write=may_write)

    def _keep_shut(self, made: QPushButton) -> None:
        """Let nobody press what writes, in a ledger that is open for reading only."""
        if self.office.desk.read_only:
            made.setEnabled(False)
            made.setToolTip(READ_ONLY)

    def _connect(self) -> None:
        card = self.card
        card.selected.connect(self._show_details)
        card.viewed.connect(self._on_viewed)
        card.view.figured.connect(self.figured)
        card.view.hinted.connect(self.hinted)
        card.clip.wanted.connect(self.show_attachments)
        self.find_bar.closed.connect(card.view.setFocus)
        self.find_bar.started.connect(self.task_bar.run)
        self.details.edit_wanted.connect(self.edit)
        self.details.closed.connect(self.hide_panel)
        card.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        card.view.customContextMenuRequested.connect(self._open_menu)
        gutter = card.view.verticalHeader()
        gutter.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        gutter.customContextMenuRequested.connect(self._open_row_menu)
        self.reveals.changed.connect(lambda: card.view.viewport().update())
        self.split.splitterMoved.connect(
            lambda *_place: self.office.preferences.keep_state(
                f"split/{self.spec.id}", self.split.saveState()
            )
        )

    # --- reading ------------------------------------------------------------------------

    def is_outdated(self) -> bool:
        """Whether the register has other columns by now than this page shows."""
        return self.office.desk.specs.get(self.spec.id, self.spec) != self.spec

    def take_up(self, before: Screen) -> None:
        """Show the same rows as ``before``, and stand on the same one."""
        super().take_up(before)
        if isinstance(before, RegisterScreen):
            self.card.take_up(before.card)
            self.views.take_up(before.views)
            fresh = self.spec.fields.keys() - before.spec.fields.keys()
            if shown := [field for field in self.card.model.fields if field.name in fresh]:
                QTimer.singleShot(0, self, partial(self.card.show_column, shown[-1]))

    def refresh(self) -> None:
        """Read the list, the facts and the details again."""
        self.views.open_default()
        with QSignalBlocker(self.card):  # the details follow below, and once is enough
            self.card.read()
        if len(self.card.model.ids) <= _COUNTED_AT_ONCE:
            self.facts.read()
        else:
            self._facts_later.start()
        self.stack.setCurrentWidget(self.empty if self.card.is_empty else self.split)
        if self.head.primary is not None:  # the empty page has the primary action
            self.head.primary.setVisible(not self.card.is_empty)
        self._show_details(self.card.current_number())
        if staying := self.card.model.staying:
            self._tell_staying(staying)

    def _tell_staying(self, numbers: Collection[int]) -> None:
        """Say why a row is still listed that the view has no more."""
        whom = self.card.model.name_of(min(numbers))
        more = f"等 {len(numbers)} 条" if len(numbers) > 1 else ""
        self.hinted.emit(f"{whom}{more}改过以后不在所列范围里，暂时留在原处")

    def search(self, text: str) -> None:
        """Show rows that hold the words."""
        self.card.change_view(search=text)

    def _show_as_at(self, day: str | None) -> None:
        """Show the register as it was on a day; ``None`` for today."""
        self.card.change_view(as_at=day, incomplete=False)

    def _on_viewed(self) -> None:
        view = self.card.model.view
        if view.search != self.search_text:
            self.search_text = view.search
            self.office.search_cleared.emit()
        if view.as_at != self._told_day:
            self._told_day = view.as_at
            self.facts.read()
        else:
            self.facts.offer()
        self._show_details(self.card.current_number())

    def settle(self) -> bool:
        """Save what is being typed; what is being replaced is seen to its end."""
        if self.find_bar.is_writing:
            self.hinted.emit("正在替换，请稍候")
            return False
        return self.card.settle()

    def take_focus(self) -> None:
        """The table takes the keyboard, or what stands in its place."""
        self.card.take_focus()

    def show_about(self, target: object) -> None:
        """Stand on the record with the number ``target``, narrow the list, or open a form."""
        if isinstance(target, View):
            self.card.show_only(target)
        if isinstance(target, Filter | Those):
            self.card.narrow_to(target)
        if isinstance(target, FormOf):
            if target.number != NEW:
                self.show_about(target.number)
            self._open_form(target.number, target.start)
        if isinstance(target, CellOf):
            self.show_about(target.number)
            self.card.stand_on(target.name)
        if isinstance(target, int):
            place = self.card.model.place_of(target)
            if place is None:
                self.card.change_view(as_at=None)
                self.card.show_everybody()
                place = self.card.model.place_of(target)
            if place is not None:
                self.card.view.go(place, 0)

    def _show_details(self, number: int) -> None:
        may_follow = not self.office.desk.read_only and self.card.model.view.as_at is None
        for made in self.follow_buttons:
            made.setEnabled(may_follow and number != NEW)
        if self.details.isVisible() or not self.isVisible():
            self.details.show_record(number)

    def show_panel(self) -> None:
        """Open the panel at the right."""
        self._set_panel(is_open=True)
        self.details.show_record(self.card.current_number())

    def show_attachments(self) -> None:
        """Show the attachments of the current record in the panel."""
        self.show_panel()
        QTimer.singleShot(0, self.details, self.details.show_attachments)  # once it is laid out

    def hide_panel(self) -> None:
        """Close the panel at the right."""
        self._set_panel(is_open=False)
        self.card.view.setFocus()

    def _set_panel(self, *, is_open: bool) -> None:
        self.details.setVisible(is_open)
        self.panel_back.setVisible(not is_open)
        if not is_folded():
            self.office.preferences.keep("panel", is_open)

    # --- doing --------------------------------------------------------------------------

    def add(self) -> None:
        """Open the form for a new record."""
        self._open_form(NEW)

    def add_with(self, **start: object) -> None:
        """Open the form for a new record of which something is known beforehand."""
        self._open_form(NEW, start)

    def edit(self) -> None:
        """Open the form of the current record."""
        if (number := self.card.current_number()) != NEW:
            self._open_form(number)

    def _open_form(self, number: int, start: Mapping[str, object] | None = None) -> None:
        if self.office.desk.read_only or not self.settle():
            return
        form = RecordForm(self.office, self.spec, self.reveals, number, self, start=start)
        form.saved.connect(self.show_about)
        self._offer_after(form)
        form.open_modal()

    def _offer_after(self, form: RecordForm) -> None:
        """Whoever registered that somebody goes may print the letter to go with him."""
        if form.spec.id == "membership_event":
            from app.ui.membership.change_guide import offer_letter

            form.saved.connect(partial(offer_letter, self))

    def followers(self) -> Iterator[tuple[RecordSpec, str]]:
        """Registers whose every record concerns one of these, and the field that says which."""
        for spec in self.office.desk.specs.values():
            for field in spec.fields.values():
                if field.target == self.spec.id and field.required:
                    yield spec, field.name

    def follow(self, spec: RecordSpec, name: str) -> None:
        """Open the form of a record that concerns the current one: a change, a payment."""
        # It may have columns by now that it had not.
        spec = self.office.desk.specs.get(spec.id, spec)
        number = self.card.current_number()
        if self.office.desk.read_only or number == NEW or not self.settle():
            return
        form = RecordForm(self.office, spec, self.reveals, parent=self, start={name: number})
        self._offer_after(form)
        form.open_modal()

    def retire(self) -> None:
        """Take the selected records out of the register; undo brings them back."""
        from app.ui.tidying.retiring import retire_selected

        retire_selected(self)

    def _open_menu(self, place: QPoint) -> QMenu:
        """What can be done with the selected cells and their rows."""
        return open_row_menu(self.card.view, place, lines_of_row(self), self)

    def _open_row_menu(self, place: QPoint) -> None:
        """The same menu from the number of a row, which is chosen by that."""
        if row_under(self.card.view, place):
            self._open_menu(QPoint(0, place.y()))

    def insert(self) -> None:
        """Go to the blank row at the end; saved, the record stands where it belongs."""
        if self.card.model.may_add:
            self.card.view.go(len(self.card.model.ids), self.card.view.shown_columns()[0])
            self.hinted.emit("请在末行登记，再次打开时按次序排列")

    def _import(self) -> None:
        self.office.wanted.emit("import", self.spec.id)

    def print_register(self) -> None:
        """Show the paper of the register."""
        if has_page("preview") and self.settle():
            flag, reader = self.card.model.view.flag, self.office.desk.reader
            asked = {"flag": flag_labels(reader)[flag]} if flag else {}
            self.office.wanted.emit("preview", (self.spec.id, asked))

    def show_history(self) -> None:
        """Show all that was ever changed in the current record."""
        self.office.wanted.emit("history", (self.spec.id, self.card.current_number()))

    def _export(self) -> None:
        from app.ui.register.export import export_register_of

        if self.settle():
            export_register_of(self)
