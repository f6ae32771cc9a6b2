"""查重: pairs that may be one, side by side; merged, or found to be two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from app.actions.merging.distinct import tell_apart
from app.actions.merging.merge import merge, mergeable, moving
from app.actions.merging.story import lines_of
from app.queries.listing import reference_labels, rows
from app.queries.twins.finder import Found, find_twins
from app.spec.record import Family
from app.ui.screens.screen import Screen
from app.ui.style.tokens import Colour, is_folded, px
from app.ui.tasks import Progress, Task
from app.ui.tidying.comparison import Comparison
from app.ui.tidying.comparison_card import ComparisonCard
from app.ui.tidying.pair_lists import EVERY, PairList, reason_menu, why_of
from app.ui.tidying.reason import act_beside_page, act_on_page
from app.ui.widgets.buttons import button, menu_button
from app.ui.widgets.empty_page import EmptyPage
from app.ui.widgets.finding_box import FindingsArea, Notice
from app.ui.widgets.frames import bar_of, card_of, page_column
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.task_bar import TaskBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.actions.merging.merge import Merging
    from app.queries.twins.finder import Pair
    from app.spec.record import RecordSpec
    from app.store.unit import Unit
    from app.ui.office import Office

_MEMBERS, _EVENTS, _ENTRIES = "member", "membership_event", "ledger_entry"
_LEFT_FOLDED = 330  # where the text is large, the two records need the room
_READ_ONLY = "台账是只读打开的，不能合并，也不能下结论"
_MERGING = "正在合并，请稍候"
_NONE_FOUND = "没有找到可能重复的记录。"


class TwinsScreen(Screen):
    """The pairs found in a register at the left, the chosen one at the right."""

    title = "查重"
    keys = "Enter 比较　1、2 取一边，3 另填　再按 Enter 合并"

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self.spec: RecordSpec | None = None
        self.found = Found((), 0)
        self._reason = ""
        self._two: tuple[int, int] | None = None  # chosen in the list, not found
        self._is_acting = False
        self._is_looking = False
        self._is_merging = False
        self._is_wanted_anew = False  # another register, or the same after a change
        self.head = PageHead(self.title)
        self.head.add_quiet("返回", "chevron-left", self.leave)
        self.again = self.head.add_quiet("重新查找", "search", self.look_for_twins)
        self.apart = self.head.add_quiet("不是同一个人", "close", self.tell_apart)
        self.merge_button = self.head.set_primary("合并", self.merge, icon_name="check")
        self.tasks = TaskBar()
        self.tasks.freed.connect(self._end)
        self.findings = FindingsArea()
        self.findings.setContentsMargins(0, 0, 0, px(12))
        self.pairs = PairList()
        self.list = PlainTable("可能重复的记录", self.pairs)
        self.list.verticalHeader().hide()
        self.list.went.connect(self._compare)
        self.choice = menu_button(EVERY, reason_menu(lambda: self.found.pairs, self.filter))
        self.card = ComparisonCard(office.desk.today)
        self.card.changed.connect(self._enable)
        self.card.merge_wanted.connect(self.merge)
        self.list.opened.connect(lambda _row: self.card.table.setFocus())
        self.empty = EmptyPage("check", _NONE_FOUND)
        self.stack = QStackedWidget()
        self._arrange()

    def _arrange(self) -> None:
        self._left = card_of(bar_of(self.choice, None, left=16), self.list)
        self._work = split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(px(12))
        split.setChildrenCollapsible(False)
        split.addWidget(self._left)
        split.addWidget(self.card)
        split.setStretchFactor(0, 0)
        split.setStretchFactor(1, 1)
        split.setSizes([_LEFT_FOLDED, 1000] if is_folded() else [px(400), px(760)])
        self.stack.addWidget(split)
        self.stack.addWidget(self.empty)
        self._bare = QWidget()
        self.stack.addWidget(self._bare)
        column = page_column(self, self.head, self.tasks, self.findings)
        column.addWidget(self.stack, 1)

    # --- coming and going ---------------------------------------------------------------

    def show_about(self, target: object) -> None:
        """Look for duplicates in a register, or compare two of its records.

        Args:
            target: the register's id; with two numbers, a tuple of three.
        """
        name, *two = target if isinstance(target, tuple) else (target,)
        self.spec = self.office.desk.spec(str(name))
        self._two = (int(two[0]), int(two[1])) if two else None
        self.chapter = self.spec.chapter
        own = _ENTRIES if self.spec.family is Family.LEDGER else self.spec.id
        self.records = frozenset({own, "distinct_pair"})
        self._reason = ""
        self.findings.clear()
        verb = "合并" if two else "查重"
        self.head.set_title(f"{verb}：{self.spec.title}")
        is_person = self.spec.id == _MEMBERS
        self.head.offer(self.apart, "不是同一个人" if is_person else "不是同一条")
        self.head.offer(self.again, "" if two else "重新查找")
        self._left.setVisible(not two)
        self.found = Found((), 0)
        self._show_pairs()
        if self._two is None:
            self.look_for_twins()
        else:
            self.head.set_facts("从名册里选定的两条")
            self._compare_two(*self._two)
        self.take_focus()

    def refresh(self) -> None:
        """The register changed: look again, unless it was this page that changed it."""
        if self._is_acting or self.spec is None:
            return
        if self._two is not None:
            self._compare_two(*self._two)
        else:
            self.look_for_twins()

    def leave(self) -> None:
        """Go back to the register."""
        if self.spec is not None and self.settle():
            self.office.wanted.emit(self.spec.id, None)

    def settle(self) -> bool:
        """A search is given up on leaving; a merging is seen to its end."""
        if self._is_merging:
            self.hinted.emit(_MERGING)
            return False
        if self.tasks.task is not None:
            self.tasks.task.cancel()
        return True

    def take_focus(self) -> None:
        """The pairs take the keyboard; with only two records, the comparison."""
        (self.card.table if self._two else self.list).setFocus()

    # --- finding ------------------------------------------------------------------------

    def look_for_twins(self) -> None:
        """Look through the whole register, away from the window's thread."""
        spec, desk = self.spec, self.office.desk
        if spec is None:
            return
        if self.tasks.task is not None:
            self._is_wanted_anew = True
            self.tasks.task.cancel()
            return

        def work(progress: Progress) -> Found:
            with desk.ledger.another_reader() as reader:
                return find_twins(reader, spec, progress)

        task = Task("正在查重", work)
        task.finished.connect(self._take)
        task.failed.connect(self.findings.show_error)
        self.head.set_facts("正在查找")
        self._is_looking = True
        self.tasks.run(task)
        self._enable()

    def _end(self) -> None:
        """Begin anew where that was asked for meanwhile; say so where somebody stopped it."""
        self._is_merging = self._is_acting = False
        if self._is_wanted_anew:
            self._is_wanted_anew = False
            self.look_for_twins()
        elif self._is_looking:
            self._is_looking = False
            self.head.set_facts("查找已停止，没有查完")
        self._enable()

    def _take(self, found: Found) -> None:
        if self._is_wanted_anew:
            return
        self._is_looking = False
        self.found = found
        self._show_pairs()
        self.list.setFocus()

    def filter(self, reason: str) -> None:
        """Show only the pairs that one reason speaks for; blank for all."""
        self._reason = reason
        self._show_pairs()

    def _show_pairs(self, place: int = 0) -> None:
        reason, found = self._reason, self.found
        shown = [p for p in found.pairs if not reason or reason in p.likeness.reasons]
        self.pairs.list_these(shown)
        self.list.fit_columns()
        self.choice.setText(f"{reason}　{len(shown):,} 对" if reason else EVERY)
        crowds = f"{found.crowds:,} 组重名太多，没有逐对比较" if found.crowds else ""
        apart = f"另有 {found.dismissed:,} 对已认定不是同一条" if found.dismissed else ""
        self.head.set_facts(
            f"{found.looked_at:,} 条里有 {len(found.pairs):,} 对可能重复", apart, crowds
        )
        is_empty = not shown and self._two is None
        self.stack.setCurrentWidget(self.empty if is_empty else self._work)
        row = min(place, len(shown) - 1)
        self.list.go(row)
        self._compare(row)

    # --- comparing ----------------------------------------------------------------------

    def _pair(self) -> tuple[int, int] | None:
        if self._two is not None:
            return self._two
        pair = self.pairs.at(self.list.current_row())
        return (pair.first, pair.second) if pair is not None else None

    def _compare(self, row: int) -> None:
        pair: Pair | None = self.pairs.at(row)
        if pair is not None:
            self._compare_two(pair.first, pair.second, f"理由：{why_of(pair)}。")
        elif self._two is None:
            self.card.show_pair(None, (), self.office.desk.specs[_EVENTS], {})

    def _compare_two(self, first: int, second: int, why: str = "") -> None:
        spec, desk = self.spec, self.office.desk
        if spec is None:
            return
        events = desk.specs[_EVENTS]
        both = rows(desk.reader, spec, [first, second])
        if len(both) != 2:
            self.card.show_pair(None, (), events, {})
            return
        lines = lines_of(desk.reader, first, second) if spec.id == _MEMBERS else ()
        labels = reference_labels(desk.reader, spec)
        made = Comparison(spec, (both[0], both[1]), labels, lines)
        specs = tuple(desk.specs.values())
        moved = [moving(desk.reader, specs, spec, number) for number in (first, second)]
        groups = {"group_id": labels.get("group_id", {})}
        self.card.show_pair(made, moved, events, groups, why)

    def _enable(self) -> None:
        """Grey what cannot be done now; the status line says why."""
        why = self._why_not()
        self.merge_button.setEnabled(not why)
        self.merge_button.setToolTip(why)
        self.merge_button.setVisible(self.stack.currentWidget() is self._work)
        can_tell = self._pair() is not None and not self.office.desk.read_only
        self.apart.setEnabled(can_tell and self.tasks.task is None)
        self.apart.setToolTip(_READ_ONLY if self.office.desk.read_only else "")
        self.again.setEnabled(self.tasks.task is None)
        self.hinted.emit(why or self.keys)

    def _why_not(self) -> str:
        compared = self.card.comparison
        if self.tasks.task is not None:
            return _MERGING if self._is_merging else "正在查找"
        if self.office.desk.read_only:
            return _READ_ONLY
        if compared is None or self.spec is None:
            return "没有选中的两条记录"
        if not mergeable(self.spec):
            return f"{self.spec.title}不合并，多余的一条可以删除"
        if compared.objections:
            return "两边的会籍变动不衔接，请把不对的一笔改为不并入"
        return ""

    # --- deciding -----------------------------------------------------------------------

    def merge(self) -> None:
        """Make one record of the two, as they are chosen."""
        compared, spec, desk = self.card.comparison, self.spec, self.office.desk
        if compared is None or spec is None or self._why_not():
            self.hinted.emit(self._why_not())
            return
        merging = compared.merging()
        stays, goes = compared.name(compared.keep), compared.name(1 - compared.keep)
        if stays == goes:
            goes = f"{goes}（{compared.told_apart(1 - compared.keep)}）"
        specs = tuple(desk.specs.values())

        def work(unit: Unit, progress: Progress) -> None:
            merge(unit, specs, spec, merging, progress)

        self._is_merging = True
        act_beside_page(
            self.office,
            self.findings,
            self.tasks,
            ("merge_records", f"合并{spec.title}：{goes}并入{stays}"),
            work,
            lambda _changed: self._tell_merged(merging, f"{goes}已并入{stays}。"),
        )
        self._enable()

    def _tell_merged(self, merging: Merging, words: str) -> None:
        spec = self.spec
        if spec is None:
            return
        self._is_acting = True  # what changed is known here; the pairs left are the same
        box = Notice("已合并", Colour.OK, f"{words}按 Ctrl+Z 可以撤销。")
        seen = button("去看这一条", small=True)
        seen.clicked.connect(lambda _on=False: self.office.wanted.emit(spec.id, merging.keep))
        box.add_action(seen)
        self.findings.add(box)
        box.show()  # the layout would do so later; what is hidden takes no keyboard
        gone = merging.retire
        self._forget(lambda pair: gone in {pair.first, pair.second}, fewer=1)
        if self._two is not None:
            self._two = None
            self.card.show_pair(None, (), self.office.desk.specs[_EVENTS], {})
            self.stack.setCurrentWidget(self._bare)
            self.head.set_facts("已合并")
            seen.setFocus()
        self._enable()

    def tell_apart(self) -> None:
        """Remember that these are two, so that they do not come back until one changes."""
        compared, spec = self.card.comparison, self.spec
        if compared is None or spec is None:
            return
        numbers = sorted(compared.number(place) for place in (0, 1))
        word = "个人" if spec.id == _MEMBERS else "条"
        names = f"{compared.name(0)}与{compared.name(1)}"
        self._is_acting = True
        act_on_page(
            self.office,
            self.findings,
            "tell_apart",
            f"查重{spec.title}：{names}不是同一{word}",
            lambda unit: tell_apart(unit, spec, *numbers),
            lambda _changed: self._tell_apart(numbers, f"已记下：{names}不是同一{word}"),
        )
        self._is_acting = False

    def _tell_apart(self, numbers: list[int], words: str) -> None:
        self.office.told.emit(f"{words}，按 Ctrl+Z 可以撤销")
        self._forget(lambda pair: [pair.first, pair.second] == numbers)
        if self._two is not None:
            self.leave()

    def _forget(self, is_settled: Callable[[Pair], bool], *, fewer: int = 0) -> None:
        """Take the pairs away that are settled; the next one is shown.

        Args:
            fewer: how many records the register has less than before.
        """
        place = max(0, self.list.current_row())
        left = tuple(pair for pair in self.found.pairs if not is_settled(pair))
        found = self.found
        self.found = Found(left, found.looked_at - fewer, found.dismissed, found.crowds)
        self._show_pairs(place)
        if self._two is None:
            self.list.setFocus()
