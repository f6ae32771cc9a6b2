"""历史与撤销: everything that was done, what it changed, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from app.queries.past import history
from app.spec.record import Family
from app.ui.safekeeping.history_lists import ActionList, ChangeList
from app.ui.safekeeping.taking_back import TakingBack
from app.ui.screens.screen import Screen
from app.ui.style.tokens import Colour, px
from app.ui.widgets.buttons import button
from app.ui.widgets.finding_box import FindingBox, FindingsArea
from app.ui.widgets.frames import bar_of, card_of, page_column
from app.ui.widgets.labels import ElidedLabel, label
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.task_bar import TaskBar

if TYPE_CHECKING:
    from app.store.unit import Changed
    from app.ui.office import Office

_PAGE = 200  # actions read at a time
_CHANGES = 1000  # changes of one action shown
_ENTRIES = "ledger_entry"  # the one table of all working ledgers


class HistoryScreen(Screen):
    """The list of actions, newest first; below it what the chosen one changed."""

    title = chapter = "历史与撤销"
    search_hint = "谁、做了什么"
    records = None

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self._record: tuple[str, int] | None = None
        self.head = PageHead(self.title)
        self.head.add_quiet("回收站", "trash", lambda: self.office.wanted.emit("recycle", ""))
        self.undo_button = self.head.set_primary("撤销这次操作", self.undo, icon_name="undo")
        self.tasks = TaskBar()
        self.tasks.freed.connect(self._end)
        self.findings = FindingsArea()
        self.taking_back = TakingBack(office.desk, self.tasks, self)
        self.taking_back.failed.connect(self.findings.show_error)
        self.taking_back.done.connect(self._tell_undone)
        self._undoing = ""  # title of what is being taken back
        self.findings.setContentsMargins(0, 0, 0, px(12))
        self.actions_list = ActionList()
        self.table = PlainTable("操作", self.actions_list)
        self.changes_list = ChangeList()
        self.changes = PlainTable("改动", self.changes_list)
        self._what = ElidedLabel("", "card-title")
        self.older = button("再往前", "link", act=self._read_older)
        self.whole = button("看全部操作", "link", act=self._show_whole)
        self.whole.hide()
        self.table.went.connect(self._show_changes)
        self._arrange()

    def _arrange(self) -> None:
        column = page_column(self, self.head, self.tasks, self.findings)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(px(12))
        split.setChildrenCollapsible(False)
        done = bar_of(label("操作", "card-title"), None, self.whole, self.older, left=16)
        split.addWidget(card_of(done, self.table))
        split.addWidget(card_of(bar_of(self._what, None, left=16), self.changes))
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        column.addWidget(split, 1)

    # --- reading ------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the newest actions."""
        reader = self.office.desk.reader
        if self._record is None:
            self._show_actions(history.entries(reader, _PAGE))
        else:
            self._show_actions(self._actions_of(self._record))

    def showEvent(self, event: Any) -> None:
        """Papers and exports are noted without touching a record: read each time."""
        self._is_stale = True
        super().showEvent(event)

    def _actions_of(self, record: tuple[str, int]) -> list[dict[str, Any]]:
        """The actions that changed one record, newest first."""
        reader = self.office.desk.reader
        found = history.changes(reader, record=record)
        numbers = dict.fromkeys(change["action_id"] for change in reversed(found))
        entries = (history.entries(reader, 1, before=number + 1) for number in numbers)
        return [entry for page in entries for entry in page]

    def _show_actions(self, entries: list[dict[str, Any]]) -> None:
        chosen = self._chosen()
        self.actions_list.show(entries)
        self.actions_list.search(self.search_text)
        self.table.fit_columns()
        self.older.setVisible(self._record is None and len(entries) >= _PAGE)
        self.whole.setVisible(self._record is not None)
        place = self.actions_list.place_of(chosen["action_id"]) if chosen else 0
        self.table.go(max(0, place))
        self._show_changes(self.table.current_row())

    def _read_older(self) -> None:
        known = self.actions_list.known
        if known:
            last = known[-1]["action_id"]
            older = history.entries(self.office.desk.reader, _PAGE, before=last)
            self._show_actions([*known, *older])
            self.older.setVisible(len(older) >= _PAGE)

    def search(self, text: str) -> None:
        """Show the actions whose words hold ``text``."""
        self.actions_list.search(text)
        self.table.go(0)
        self._show_changes(self.table.current_row())

    def show_about(self, target: object) -> None:
        """Show what happened to one record.

        Args:
            target: the register's id and the record's number.
        """
        if isinstance(target, tuple):
            register, number = target
            spec = self.office.desk.spec(str(register))
            table = _ENTRIES if spec.family is Family.LEDGER else spec.id
            self._record = (table, int(number))
            self.refresh()

    def _show_whole(self) -> None:
        self._record = None
        self.refresh()

    def _chosen(self) -> dict[str, Any] | None:
        return self.actions_list.at(self.table.current_row())

    def _show_changes(self, row: int) -> None:
        entry = self.actions_list.at(row)
        found = self._changes_of(entry["action_id"]) if entry is not None else []
        self.changes_list.show(found)
        self.changes.fit_columns()
        more = f"，只列出前 {_CHANGES} 处" if len(found) == _CHANGES else ""
        self._what.set_text(f"{entry['title']}{more}" if entry else "没有选中的操作")
        self._enable(entry)

    def _changes_of(self, action_id: int) -> list[dict[str, Any]]:
        """What an action changed; of one record only, where its history is shown."""
        reader = self.office.desk.reader
        if self._record is None:
            return history.changes(reader, action_id=action_id, limit=_CHANGES)
        found = history.changes(reader, record=self._record)
        return [change for change in found if change["action_id"] == action_id]

    def _enable(self, entry: dict[str, Any] | None) -> None:
        why = self._why_not(entry)
        self.undo_button.setEnabled(not why)
        self.undo_button.setToolTip(why)
        self.hinted.emit(why or "Ctrl+Z 撤销最近一次")
        count = len(self.actions_list.known)
        about = "一条记录的历史" if self._record is not None else f"最近 {count} 次操作"
        self.head.set_facts(about, "撤销会写成一次新的操作，原来的记录都还在")

    def _why_not(self, entry: dict[str, Any] | None) -> str:
        if entry is None:
            return "没有选中的操作"
        if self.office.desk.read_only:
            return "台账是只读打开的，不能撤销"
        if entry["undone"]:
            return "这次操作已经撤销过"
        if not entry["counts"]:
            return "这次操作没有改动台账，不用撤销"
        return "正在撤销" if self.tasks.task is not None else ""

    # --- the way back -------------------------------------------------------------------

    def undo(self) -> None:
        """Take back the chosen action."""
        entry = self._chosen()
        if entry is None or self._why_not(entry):
            return
        self.findings.clear()
        number, title = entry["action_id"], entry["title"]
        self._undoing = title
        self.taking_back.start(number, entry["name"])
        self._enable(entry)

    def _tell_undone(self, changed: Changed) -> None:
        self.office.hub.changed.emit(changed)
        self.office.checker.run_after_undo()
        self.office.tell_done()
        self.findings.add(
            FindingBox(
                "已撤销",
                Colour.OK,
                f"“{self._undoing}”已经撤销。",
                notes=["这次撤销也可以再撤销。"],
            )
        )

    def _end(self) -> None:
        self._enable(self._chosen())

    def settle(self) -> bool:
        """An undoing is seen to its end."""
        return self.tasks.task is None

    def take_focus(self) -> None:
        """The list takes the keyboard."""
        self.table.setFocus()
