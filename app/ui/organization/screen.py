"""组织架构: the tree of branches and groups with its people, on any day."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget, QWidget

from app.queries.listing import reference_labels
from app.queries.organization.tree import Tree, union_tree
from app.spec.pinyin import is_called
from app.spec.record import Chapter
from app.ui.editors.tick import Tick
from app.ui.naming import READ_ONLY
from app.ui.organization.deeds import TreeDeeds
from app.ui.organization.model import LOOSE, UNION, TreeModel
from app.ui.organization.view import TreeView
from app.ui.register.as_at import AsAtButton
from app.ui.register.entry.form import RecordForm
from app.ui.register.panel.details import DetailsPanel
from app.ui.register.reveal import Reveals
from app.ui.screens.registry import icon_of
from app.ui.screens.screen import CellOf, Screen, Those
from app.ui.style.tokens import PANEL_WIDTH, is_folded, px
from app.ui.widgets.buttons import button
from app.ui.widgets.empty_page import EmptyPage
from app.ui.widgets.finding_box import FindingsArea
from app.ui.widgets.frames import bar_of, card_of, page_column
from app.ui.widgets.labels import label
from app.ui.widgets.page_head import PageHead, figure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.ui.office import Office

_GROUPS, _MEMBERS = "member_group", "member"
_PURPOSE = "把会员编进分工会和工会小组，人数按组统计，名册按组打印。先登记第一个分工会或小组。"
_KEYS = "F2 改名　Insert 登记下级　Ctrl+M 移到　Delete 撤并　回车 看名单"
_ONLY_LOOKING = "现在看的是 {day} 的架构，只看不改"


class TreeScreen(Screen):
    """The tree, the details of its current node, and what can be done with it."""

    title = "组织架构"
    chapter = Chapter.ORGANIZATION

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self.spec = office.desk.specs[_GROUPS]
        self.records = frozenset({_GROUPS, _MEMBERS, "membership_event", "union_profile"})
        self.search_hint = "分工会、小组的名称或拼音首字母"
        self.keys = "" if office.desk.read_only else _KEYS
        self._labels: Mapping[str, Mapping[int, str]] = {}
        self._day: str | None = None
        self.head = PageHead(self.title)
        self.findings = FindingsArea()
        self.model = TreeModel(self)
        self.view = TreeView(self.model)
        self.deeds = TreeDeeds(office, self.view, self.findings)
        self.details = DetailsPanel(
            office, self.spec, Reveals(office, self.spec, self), lambda: self._labels
        )
        self.gone = Tick("显示已撤并的", lambda _on: self._show())
        self.as_at = AsAtButton(office, self._show_as_at)
        self.count = label("", "card-title")
        self._add_actions()
        self._arrange()
        self._connect()

    # --- building -----------------------------------------------------------------------

    def _add_actions(self) -> None:
        self.head.add_quiet("打印", "print", self.print)
        self.move_button = self.head.add_quiet("移到…", "move", self.deeds.ask_where)
        self.dissolve_button = self.head.add_quiet("撤并…", "merge", self.deeds.ask_day)
        self.add_button = self.head.set_primary("登记下级", self.add, icon_name="plus")
        self.details.add_deed("登记下级", self.add)
        self.details.add_deed("移到…", self.deeds.ask_where)
        self.details.add_deed("撤并…", self.deeds.ask_day)
        self.details.add_deed("看名单", self.follow_current)
        self.details.add_deed("看这条的历史", self._show_history)
        keys: tuple[tuple[str, Callable[[], object]], ...] = (
            ("Ctrl+N", self.add),
            ("F4", self.edit),
            ("Ctrl+M", self.deeds.ask_where),
            ("Ctrl+P", self.print),
        )
        for key, act in keys:
            shortcut = QShortcut(QKeySequence(key), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _arrange(self) -> None:
        self.panel_back = button("详情", "link", icon_name="panel", act=self._open_panel)
        bar = bar_of(self.count, None, self.gone, self.as_at, self.panel_back)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(px(12))
        self.split.addWidget(card_of(bar, self.view, below=px(4)))
        self.split.addWidget(self.details)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        self.split.setSizes([px(900), px(PANEL_WIDTH)])
        self.empty = self._empty_page()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.split)
        self.stack.addWidget(self.empty)
        column = page_column(self, self.head, self.findings)
        column.addWidget(self.stack, 1)
        self._set_panel(is_open=not is_folded())

    def _empty_page(self) -> EmptyPage:
        steps = []
        if not self.office.desk.read_only:
            steps.append(button("登记第一个", "primary", icon_name="plus", act=self.add))
            bring = partial(self.office.wanted.emit, "import", _GROUPS)
            steps.append(button("从表格导入", icon_name="import", act=bring))
        return EmptyPage(icon_of(self.chapter), _PURPOSE, *steps)

    def _connect(self) -> None:
        self.view.went.connect(self._show_current)
        self.view.followed.connect(self.follow)
        self.view.add_wanted.connect(self.add)
        self.view.dissolve_wanted.connect(self.deeds.ask_day)
        # Typing and dragging are at their end before the lines are read anew.
        later = Qt.ConnectionType.QueuedConnection
        self.model.renamed.connect(self.deeds.rename, later)
        self.model.moved.connect(self.deeds.move, later)
        self.details.edit_wanted.connect(self.edit)
        self.details.closed.connect(partial(self._set_panel, is_open=False))
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)

    # --- reading ------------------------------------------------------------------------

    @property
    def tree(self) -> Tree:
        """What is shown."""
        return self.model.tree

    def refresh(self) -> None:
        """Read nodes and counts again; stand where one stood."""
        desk = self.office.desk
        self._labels = reference_labels(desk.reader, self.spec)
        self.model.tree = union_tree(desk.reader, desk.today, self._day)
        self._show()

    def _show(self) -> None:
        """Show the tree that was read."""
        line = self.view.current()
        tree, may_write = self.tree, not self.office.desk.read_only and self._day is None
        self.model.may_write = may_write
        self.model.show(tree, self.office.desk.union_name, dissolved=self.gone.isChecked())
        self.view.fit_columns(dissolved=self.gone.isChecked())
        self.view.unfold()
        self.view.go(line.number if line else UNION)
        gone = tree.gone()
        self.gone.setText(f"显示已撤并的 {gone} 个")
        self.gone.setVisible(bool(gone))
        self._tell_counts()
        has_nodes = bool(tree.nodes)
        self.stack.setCurrentWidget(self.split if has_nodes else self.empty)
        self.add_button.setVisible(has_nodes)  # the empty page has the primary action

    def _tell_counts(self) -> None:
        tree = self.tree
        there = [node for node in tree.nodes if node.is_there]
        branches = sum(node.kind == "branch" for node in there)
        self.head.set_facts(
            figure("people.regular", f"{tree.whole.members:,} 人，其中女 {tree.whole.women:,} 人"),
            f"未编入小组 {tree.loose.members:,} 人" if tree.loose.members else "",
            _ONLY_LOOKING.format(day=self._day) if self._day else "",
        )
        self.count.setText(f"分工会 {branches} 个　小组 {len(there) - branches} 个")

    def _show_as_at(self, day: str | None) -> None:
        self._day = day
        self.refresh()

    def _show_current(self) -> None:
        """Show the details of the current node, and offer what can be done with it."""
        line = self.view.current()
        node = line.node if line is not None else None
        may_write = self.model.may_write
        is_there = node is not None and node.is_there
        takes = is_there or (line is not None and line.number == UNION)
        below = "在选中的一行下面登记分工会或小组（Insert）"
        offered = (
            (self.add_button, takes, below, "请先选中工会、分工会或小组，新的设在它下面"),
            (self.move_button, node is not None, "Ctrl+M", "请先选中要移动的分工会或小组"),
            (self.dissolve_button, is_there, "Delete", "请先选中要撤并的分工会或小组"),
        )
        for made, fits, tip, why_not in offered:
            made.setEnabled(may_write and fits)
            made.setToolTip(tip if may_write and fits else self._shut_because or why_not)
        self.details.show_record(node.id if node is not None else 0)
        self.details.edit.setEnabled(may_write and node is not None)
        if node is None and line is not None:
            self.details.name.setText(line.name)
            self.details.facts.say(_told_of(line.number))

    @property
    def _shut_because(self) -> str:
        """Why nothing can be changed at all; blank where it can."""
        if self.office.desk.read_only:
            return READ_ONLY
        return _ONLY_LOOKING.format(day=self._day) if self._day else ""

    def search(self, text: str) -> None:
        """Stand on the first node that is called so."""
        for line in self.model.lines:
            if text and line.node is not None and is_called(line.name, text):
                self.view.go(line.number)
                return

    def show_about(self, target: object) -> None:
        """Stand on the node with the number ``target``."""
        if isinstance(target, CellOf):
            target = target.number
        if isinstance(target, int):
            self.view.go(target)

    def take_focus(self) -> None:
        """The tree takes the keyboard."""
        self.view.setFocus()

    def _open_panel(self) -> None:
        self._set_panel(is_open=True)

    def _set_panel(self, *, is_open: bool) -> None:
        self.details.setVisible(is_open)
        self.panel_back.setVisible(not is_open)

    # --- counts -------------------------------------------------------------------------

    def follow_current(self) -> None:
        """Show the people of the current line."""
        if (line := self.view.current()) is not None:
            self.follow(line.number, women=False)

    def follow(self, number: int, women: bool) -> None:  # noqa: FBT001 - a slot
        """Show exactly the people that a count counted."""
        filters = self.tree.those_behind(None if number == LOOSE else number, women=women)
        self.office.wanted.emit(_MEMBERS, Those(filters, self._day))

    def print(self) -> None:
        """Show ZZ-10 of the day shown."""
        values = {"as_at": self._day} if self._day else {}
        self.office.wanted.emit("preview", (_GROUPS, values))

    # --- doing --------------------------------------------------------------------------

    def add(self) -> None:
        """Open the form of a new node below the current line."""
        line = self.view.current()
        if self.model.may_write:
            is_node = line is not None and line.node is not None and line.node.is_there
            self._open_form(0, {"parent_id": line.number} if line and is_node else {})

    def edit(self) -> None:
        """Open the form of the current node."""
        line = self.view.current()
        if line is not None and line.node is not None and self.model.may_write:
            self._open_form(line.number, {})

    def _open_form(self, number: int, start: Mapping[str, object]) -> None:
        form = RecordForm(
            self.office, self.spec, self.details.reveals, number, self, start=dict(start)
        )
        form.saved.connect(self.view.go)
        form.open_modal()

    def _show_history(self) -> None:
        if (line := self.view.current()) is not None and line.node is not None:
            self.office.wanted.emit("history", (_GROUPS, line.number))

    def _open_menu(self, place: QPoint) -> QMenu:
        """What can be done with the line under the mouse."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        line = self.view.current()
        node = line.node if line is not None else None
        writes = self.model.may_write
        entries: tuple[tuple[str, Callable[[], object], bool], ...] = (
            ("看名单\t回车", self.follow_current, bool(line and line.counted.members)),
            ("登记下级\tInsert", self.add, self.add_button.isEnabled()),
            ("改名\tF2", self.view.rename, writes and node is not None),
            ("修改\tF4", self.edit, writes and node is not None),
            ("移到…\tCtrl+M", self.deeds.ask_where, self.move_button.isEnabled()),
            ("撤并…\tDelete", self.deeds.ask_day, self.dissolve_button.isEnabled()),
        )
        for text, act, is_offered in entries:
            entry = menu.addAction(text)
            entry.setEnabled(is_offered)
            entry.triggered.connect(lambda _checked=False, act=act: act())
        menu.popup(self.view.viewport().mapToGlobal(place))
        return menu


def _told_of(number: int) -> str:
    """What the panel says of a line that is no node."""
    if number == LOOSE:
        return "这些会员没有编入分工会或小组。点人数看名单，在“会员”页改“工会小组”一格就编进去了。"
    return "工会本身的情况在“工会概况”里。选中一个分工会或小组，这里显示它的全部内容。"
