"""回收站: what was put aside, and the way back."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QMenu, QStackedWidget

from app.actions import records
from app.queries.listing import rows
from app.queries.past.recycle import DAYS_SHOWN, count_gone, gone, kinds_put_aside
from app.spec.values import masked, show
from app.ui.editors.tick import Tick
from app.ui.screens.registry import HISTORY
from app.ui.screens.screen import Screen
from app.ui.style.tokens import Colour, px
from app.ui.tidying.gone_list import GoneList
from app.ui.tidying.reason import act_on_page
from app.ui.widgets.buttons import button, menu_button
from app.ui.widgets.empty_page import EmptyPage
from app.ui.widgets.finding_box import FindingsArea, Notice
from app.ui.widgets.frames import bar_of, card_of, frame, page_column
from app.ui.widgets.labels import ElidedLabel
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.plain_table import PlainTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QShowEvent
    from PySide6.QtWidgets import QWidget

    from app.queries.past.recycle import Gone
    from app.spec.record import RecordSpec
    from app.store.unit import Changed, Unit
    from app.ui.office import Office

_ENTRIES = "ledger_entry"
_EVERY = "全部登记簿"
_KEPT = "移出的记录一直留在台账文件里，不会清除。"
_NOTHING = "回收站是空的。在任何登记簿里删除的记录都会列在这里，随时可以恢复。"


class RecycleScreen(Screen):
    """Records put aside, of one register or of all, the latest first."""

    title = "回收站"
    chapter = HISTORY
    search_hint = "哪一条、谁、原因"
    keys = "Enter 恢复　Ctrl+A 全选"

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self.records = frozenset(kinds_put_aside(office.desk.specs)) | {_ENTRIES}
        self._register = ""
        self.head = PageHead(self.title)
        self.back = self.head.add_quiet("返回", "chevron-left", self._leave)
        self.restore = self.head.set_primary("恢复", self.bring_back, icon_name="restore")
        self.findings = FindingsArea()
        self.findings.setContentsMargins(0, 0, 0, px(12))
        self.list = GoneList()
        self.table = PlainTable("回收站", self.list)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.opened.connect(lambda _row: self.bring_back())
        self.table.selectionModel().selectionChanged.connect(lambda *_rows: self._enable())
        self.older = Tick(f"{DAYS_SHOWN} 天以前的也列出", lambda _on: self.refresh())
        self.choice = menu_button(_EVERY, self._registers())
        self.content = ElidedLabel("", "facts")
        self.stack = QStackedWidget()
        self._arrange()

    @property
    def _kinds(self) -> Mapping[str, RecordSpec]:
        return kinds_put_aside(self.office.desk.specs)

    def _registers(self) -> QMenu:
        menu = QMenu()
        menu.aboutToShow.connect(lambda: self._fill_registers(menu))
        return menu

    def _fill_registers(self, menu: QMenu) -> None:
        """The registers that have something here, each with how many."""
        menu.clear()
        desk = self.office.desk
        menu.addAction(_EVERY).triggered.connect(lambda _on=False: self.choose(""))
        kinds = self._kinds
        for spec in kinds.values():
            number = count_gone(desk.reader, kinds, spec.id)
            if number:
                line = menu.addAction(f"{spec.title}　{number:,}")
                line.triggered.connect(partial(self._choose, spec.id))

    def _choose(self, register: str, _on: object = None) -> None:
        self.choose(register)

    def _arrange(self) -> None:
        kept = ElidedLabel(_KEPT, "note")
        bar = bar_of(self.choice, self.older, None, kept, left=16, gap=16)
        foot = frame("foot")
        below = QHBoxLayout(foot)
        below.setContentsMargins(px(16), px(8), px(16), px(8))
        below.addWidget(self.content)
        column = page_column(self, self.head, self.findings)
        self.empty = EmptyPage("trash", _NOTHING)
        self.stack.addWidget(card_of(bar, self.table, foot))
        self.stack.addWidget(self.empty)
        column.addWidget(self.stack, 1)

    # --- reading ------------------------------------------------------------------------

    def show_about(self, target: object) -> None:
        """Show what was put aside of one register.

        Args:
            target: the register's id; blank for all.
        """
        self.choose(str(target))

    def choose(self, register: str) -> None:
        """Show one register, or with a blank id all of them."""
        self._register = register
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """A reason is noted without touching a record: read each time."""
        self._is_stale = True
        super().showEvent(event)

    def refresh(self) -> None:
        """Read what was put aside."""
        desk = self.office.desk
        first = dt.date.fromisoformat(desk.today) - dt.timedelta(days=DAYS_SHOWN)
        since = "" if self.older.isChecked() else first.isoformat()
        kinds = self._kinds
        found = gone(desk.reader, kinds, self._register, since)
        total = count_gone(desk.reader, kinds, self._register)
        spec = kinds.get(self._register)
        self.choice.setText(spec.title if spec else _EVERY)
        self.head.offer(self.back, f"回到{spec.title if spec else HISTORY}")
        self.list.show(found, self.search_text)
        self.table.fit_columns()
        hidden = total - len(found)
        self.head.set_facts(
            f"列出 {len(found):,} 条", f"另有 {hidden:,} 条更早的没有列出" if hidden else ""
        )
        is_empty = not count_gone(desk.reader, kinds)
        self.stack.setCurrentIndex(1 if is_empty else 0)
        self.restore.setVisible(not is_empty)
        self.table.go(0)
        self._enable()

    def search(self, text: str) -> None:
        """List what holds ``text``."""
        self.list.show(self.list.known, text)
        self.table.go(0)
        self._enable()

    def take_focus(self) -> None:
        """The list takes the keyboard."""
        self.table.setFocus()

    def _leave(self) -> None:
        self.office.wanted.emit(self._register or "history", None)

    def _chosen(self) -> list[Gone]:
        places = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [each for place in places if (each := self.list.at(place)) is not None]

    def _enable(self) -> None:
        chosen = self._chosen()
        merged = [each for each in chosen if each.survivor]
        is_merging = bool(merged) and len(chosen) == 1
        words = "撤销那次合并" if is_merging else f"恢复 {len(chosen)} 条" if chosen else "恢复"
        self.restore.setText(words)
        why = ""
        if self.office.desk.read_only:
            why = "台账是只读打开的，不能恢复"
        elif not chosen:
            why = "没有选中的记录"
        elif merged and not is_merging:
            why = "合并过的记录请逐条处理"
        self.restore.setEnabled(not why)
        self.hinted.emit(why or self.keys)
        self.content.set_text(self._content_of(chosen[0]) if len(chosen) == 1 else "")

    def _content_of(self, each: Gone) -> str:
        """What a record says, in one line."""
        spec = self._kinds[each.register]
        listed = spec.layout.table or tuple(spec.fields)  # a file has no list of its own
        names = [name for name in listed if name != spec.name_field]
        found = rows(self.office.desk.reader, spec, [each.number], names)
        said = []
        for field in spec.columns(tuple(names)) if found else ():
            text = masked(field, show(field, found[0][field.name], {}))
            if text:
                said.append(f"{field.label} {text}")
        return "　".join(said)

    # --- the way back -------------------------------------------------------------------

    def bring_back(self) -> None:
        """Put the chosen records back, after the rules were asked."""
        chosen = self._chosen()
        if not chosen or not self.restore.isEnabled():
            return
        if chosen[0].survivor:
            self._undo_merging(chosen[0])
            return
        by_register: dict[str, list[int]] = {}
        for each in chosen:
            by_register.setdefault(each.register, []).append(each.number)

        kinds = self._kinds

        def work(unit: Unit) -> None:
            for register, numbers in by_register.items():
                records.bring_back(unit, kinds[register], numbers)

        first = f"{chosen[0].title} {chosen[0].label}"
        what = first if len(chosen) == 1 else f"{first} 等 {len(chosen)} 条"
        act_on_page(
            self.office,
            self.findings,
            "bring_back",
            f"从回收站恢复：{what}",
            work,
            lambda _changed: self._tell(what, chosen[0] if len(chosen) == 1 else None),
        )

    def _tell(self, what: str, only: Gone | None) -> None:
        box = Notice("已恢复", Colour.OK, f"{what}已经回到登记簿。")
        if only is not None and only.register in self.office.desk.specs:
            box.add_action(
                button(
                    "去看这一条",
                    small=True,
                    act=lambda: self.office.wanted.emit(only.register, only.number),
                )
            )
        self.findings.add(box)

    def _undo_merging(self, each: Gone) -> None:
        changed = self._undone(each.how.action_id)
        if changed is not None:
            self.office.checker.run_after_undo()
            words = f"“{each.label}”那次合并已经撤销，两条记录都恢复原样。"
            self.findings.add(Notice("已撤销", Colour.OK, words))

    def _undone(self, action_id: int) -> Changed | None:
        from app.ui.hub import run_action

        self.findings.clear()
        return run_action(
            self.office.hub,
            lambda _acknowledged: self.office.desk.undo(action_id),
            ask=lambda _findings: None,
            refuse=self.findings.show_findings,
            show=self.findings.show_error,
        )
