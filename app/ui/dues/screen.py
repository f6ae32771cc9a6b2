"""会费: the sheet of a year, where lists are made, payments registered and arrears seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.queries.dues.year import MONTHS, State
from app.queries.naming.figure_words import figure_word
from app.ui.dues.arrears import ArrearsModel
from app.ui.dues.bar import ARREARS, SHEET, DuesBar
from app.ui.dues.deeds import Deeds
from app.ui.dues.grid import FIRST, TotalsModel, TotalsTable, YearModel, YearTable, yuan
from app.ui.dues.reading import Asked, is_small, read_sheet
from app.ui.naming import READ_ONLY
from app.ui.screens.screen import CellOf, Screen
from app.ui.style.tokens import is_folded, px
from app.ui.tasks import Progress, Task
from app.ui.widgets.buttons import button
from app.ui.widgets.empty_page import EmptyPage
from app.ui.widgets.finding_box import FindingsArea
from app.ui.widgets.frames import card_of, page_column
from app.ui.widgets.page_head import PageHead, figure
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.task_bar import TaskBar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.ui.dues.reading import Sheet
    from app.ui.office import Office
    from app.ui.widgets.page_head import Fact

_KEYS = "点月份选整月　Enter 登记缴费　Del 更正　Ctrl+V 粘贴金额"
_ARREARS_KEYS = "Enter 登记教育谈话"
_DUES, _TALK = "dues", "dues_talk"
_CLOSE_FOOT = 4  # free below the card where the text is large


class DuesScreen(Screen):
    """One year's dues as on the paper sheet; beside it the list of arrears."""

    title = "会费"
    chapter = "会员"
    records = frozenset({_DUES, _TALK, "member", "member_group"})
    search_hint = "姓名、拼音或会员证号"

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self.keys = "" if office.desk.read_only else _KEYS
        self.head = PageHead(self.title)
        self.tasks = TaskBar()
        self.findings = FindingsArea()
        self.findings.setContentsMargins(0, 0, 0, px(12))
        self.bar = DuesBar(int(office.desk.today[:4]))
        self.lines = YearModel()
        self.sheet = YearTable(self.lines)
        self.sums = TotalsModel()
        self.totals = TotalsTable(self.sums, self.sheet)
        self.owing = ArrearsModel(office.desk.specs["member"].fields["mobile"])
        self.arrears = PlainTable("欠缴名单", self.owing)
        self.groups: Mapping[int, str] = {}
        self._read: Sheet | None = None
        self._reading: Task | None = None
        self._is_wanted_anew = False  # another year, or the same after a change
        self._whose: int | None = None  # whose line is to be stood on
        self.deeds = Deeds(self)
        self._add_actions()
        self._arrange()
        self._connect()

    def _add_actions(self) -> None:
        head = self.head
        writing = [
            head.add_quiet("生成会费表", "plus", self.deeds.make),
        ]
        self.withdraw_button = head.add_quiet("更正", "edit", self.deeds.withdraw)
        writing.append(self.withdraw_button)
        self.talk_button = head.add_quiet("登记教育谈话", "edit", self.deeds.talk)
        writing.append(self.talk_button)
        self.receipts_button = head.add_quiet("打印收据", "ledgers", self.deeds.print_receipts)
        self.receipts_button.setToolTip("选中月份里每笔缴费一张，带存根")
        writing.append(head.add_quiet("导入", "import", self._import))
        head.add_quiet("打印", "print", self._print)
        head.add_quiet("标准", "settings", self.deeds.show_standard)
        writing.append(head.set_primary("登记缴费", self.deeds.pay, icon_name="check"))
        for made in writing:
            if self.office.desk.read_only:
                made.setEnabled(False)
                made.setToolTip(READ_ONLY)

    def _arrange(self) -> None:
        column = page_column(self, self.head, self.tasks, self.findings)
        if is_folded():
            around = column.contentsMargins()
            around.setBottom(px(_CLOSE_FOOT))
            column.setContentsMargins(around)
        sheet = QWidget()
        below = QVBoxLayout(sheet)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.sheet, 1)
        foot = QHBoxLayout()
        foot.setSpacing(0)
        foot.addWidget(self.totals, 1)
        foot.addSpacing(self.sheet.verticalScrollBar().sizeHint().width())
        below.addLayout(foot)
        steps = (
            []
            if self.office.desk.read_only
            else [
                button("生成会费表", "primary", icon_name="plus", act=self.deeds.make),
                button("从表格导入", icon_name="import", act=self._import),
            ]
        )
        self.empty = EmptyPage("funds", "", *steps)
        self.nobody = EmptyPage("check", "没有人欠缴会费。")
        self.stack = QStackedWidget()
        for page in (sheet, self.empty, self.arrears, self.nobody):
            self.stack.addWidget(page)
        self._sheet_page = sheet
        row = QHBoxLayout()
        row.addWidget(card_of(self.bar, self.stack))
        column.addLayout(row, 1)

    def _connect(self) -> None:
        self.bar.turned.connect(self.refresh)
        self.bar.narrowed.connect(self._narrow)
        self.bar.mode.connect(lambda _mode: self._show_page())
        self.sheet.pay_wanted.connect(self.deeds.pay)
        self.sheet.withdraw_wanted.connect(self.deeds.withdraw)
        self.sheet.pasted.connect(self.deeds.paste)
        self.sheet.person_wanted.connect(
            lambda row: self.office.wanted.emit("member", self.lines.lines[row].member_id)
        )
        self.sheet.chosen.connect(self._figure)
        self.totals.asked.connect(self.bar.ask)
        self.arrears.opened.connect(lambda _row: self.deeds.talk())
        self.tasks.freed.connect(self._go_on)

    # --- reading ------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the year and the arrears again; those of many people beside the window."""
        desk, asked = self.office.desk, Asked(self.bar.year, self.bar.group)
        dues, today = desk.spec(_DUES), desk.today
        if is_small(desk.reader, asked.year):
            self._show(read_sheet(desk.reader, dues, asked, today))
            return
        if self.tasks.task is not None:
            self._is_wanted_anew = True
            if self._reading is not None:
                self._reading.cancel()
            return

        def work(_progress: Progress) -> Sheet:
            with desk.snapshot() as reader:
                return read_sheet(reader, dues, asked, today)

        self._reading = Task("正在读会费表", work)
        self._reading.finished.connect(self._show)
        self._reading.failed.connect(self.findings.show_error)
        self.tasks.run(self._reading)

    def _go_on(self) -> None:
        self._reading = None
        self.enable(on=True)
        if self._is_wanted_anew:
            self._is_wanted_anew = False
            self.refresh()

    def _show(self, read: Sheet) -> None:
        if read.asked != (self.bar.year, self.bar.group):
            return  # another year was asked for meanwhile, and will be read
        self.groups = read.groups
        self.bar.offer_groups([(number, self.groups[number]) for number in read.order])
        row, column = self.sheet.currentIndex().row(), self.sheet.currentIndex().column()
        self.lines.show(read.lines, self.groups, read.months_over)
        self.sheet.fit_columns()
        self.owing.show(read.owing)
        self.arrears.fit_columns()
        self._read = read
        self._narrow()
        self.totals.follow()
        this_month = FIRST + min(read.months_over, MONTHS - 1)
        index = self.lines.index(max(row, 0), column if column >= 0 else this_month)
        if index.isValid():
            self.sheet.setCurrentIndex(index)
        self._stand_on()
        self._show_page()

    def _narrow(self) -> None:
        bar = self.bar
        self.lines.narrow(bar.state, bar.month, self.search_text)
        self.sums.show(self.lines.lines)
        self.owing.narrow(self.search_text)
        self.arrears.go(0)
        self._tell()
        self._figure()

    def _tell_shown(self) -> None:
        """Say in the bar how many of how many people the table in front lists."""
        in_arrears = self.bar.modes.value() == ARREARS
        shown, known = self.lines.count(), len(self.lines.all)
        if in_arrears:
            shown, known = self.owing.count(), len(self.owing.all)
        word = figure_word("dues.overdue" if in_arrears else "dues.listed")
        people = f"{known:,}" if shown == known else f"{shown:,} / {known:,}"
        self.bar.shown.set_text(f"{word.label} {people} 人", word.tip)

    def _tell(self) -> None:
        """Say in the head what the year, or the list of arrears, comes to."""
        self._tell_shown()
        bar, read = self.bar, self._read
        if read is None:
            return
        long = sum(each.is_long for each in self.owing.all)
        to_long = figure("dues.long", f"{long} 人", self._to_arrears) if long else ""
        if bar.modes.value() == ARREARS:
            owed = yuan(sum(each.owed_fen for each in self.owing.all))
            self.head.set_facts(
                figure("dues.overdue", f"{len(self.owing.all):,} 人"), f"{owed} 元", to_long
            )
            return

        def to_overdue() -> None:
            bar.ask(State.OVERDUE, 0)

        self.head.set_facts(
            figure(
                "dues.overdue", yuan(read.overdue_fen), to_overdue if read.overdue_fen else None
            ),
            self._not_yet(read),
            to_long,
            figure("dues.due", yuan(read.year.due_fen)),
            figure("dues.paid", yuan(read.year.paid_fen)),
        )

    def _not_yet(self, read: Sheet) -> Fact | str:
        """What is to be paid for months whose time of collection is not over; no arrears."""
        if not read.still_open:
            return ""
        today = self.office.desk.today
        is_this_month = {f"{read.asked.year}-{month:02d}" for month in read.still_open} == {
            today[:7]
        }
        month = int(today[5:7]) if is_this_month else 0
        name = "dues.this_month" if is_this_month else "dues.not_yet"
        owed = yuan(read.year.owed_fen - read.overdue_fen)
        return figure(name, owed, lambda: self.bar.ask(State.OWED, month))

    def _to_arrears(self) -> None:
        self.bar.turn_mode(ARREARS)
        self.arrears.go(0)

    def _show_page(self) -> None:
        in_arrears = self.bar.modes.value() == ARREARS
        if not self.office.desk.read_only:
            self.keys = _ARREARS_KEYS if in_arrears else _KEYS
            self.hinted.emit(self.keys)
        self.head.offer(self.talk_button, "登记教育谈话" if in_arrears else "")
        self.head.offer(self.withdraw_button, "" if in_arrears else "更正")
        self.head.offer(self.receipts_button, "" if in_arrears else "打印收据")
        if in_arrears:
            self.stack.setCurrentWidget(self.arrears if self.owing.all else self.nobody)
        else:
            self.stack.setCurrentWidget(self._sheet_page if self.lines.all else self.empty)
        self._tell()
        self.empty.purpose.setText(f"{self.bar.year} 年还没有会费表。{_BEGIN}")
        if self.head.primary is not None:
            self.head.primary.setVisible(bool(self.lines.all) and not in_arrears)
        self._figure()

    def _figure(self) -> None:
        """Say in the status line what the selected months come to."""
        places = list(self.sheet.places())
        if len(places) < 2 or self.bar.modes.value() == ARREARS:
            self.figured.emit(())
            return
        months = [
            place.line.months[place.month] for place in places if place.month in place.line.months
        ]
        paid = sum(month.paid_fen or 0 for month in months)
        owed = sum(month.owed_fen for month in months)
        self.figured.emit(
            (("选中", f"{len(months):,} 格"), ("实缴", yuan(paid)), ("未缴", yuan(owed)))
        )

    def search(self, text: str) -> None:
        """Show people whose name, pinyin or card number holds ``text``."""
        self.search_text = text
        self._narrow()

    def show_about(self, target: object) -> None:
        """Stand on somebody's line, or show the arrears.

        Args:
            target: the number of a member, or ``arrears``.
        """
        if isinstance(target, CellOf):
            target = target.number
        if target == ARREARS:
            self.bar.turn_mode(ARREARS)
        elif isinstance(target, int):
            self.bar.turn_mode(SHEET)
            self.bar.ask(None, 0)
            self._whose = target
            self._stand_on()

    def _stand_on(self) -> None:
        """Go to the line of the person asked for, once it is there."""
        for row, line in enumerate(self.lines.lines):
            if line.member_id == self._whose:
                self._whose = None
                self.sheet.setCurrentIndex(self.lines.index(row, FIRST))
                self.sheet.scrollTo(self.lines.index(row, FIRST))
                return

    def take_focus(self) -> None:
        """The sheet, or the list, takes the keyboard."""
        shown = self.stack.currentWidget()
        (self.arrears if shown is self.arrears else self.sheet).setFocus()

    def enable(self, *, on: bool) -> None:
        """Let payments be registered, or not while something is written."""
        if self.head.primary is not None:
            self.head.primary.setEnabled(on and not self.office.desk.read_only)

    def settle(self) -> bool:
        """What is being written is seen to its end; what is being read may be given up."""
        if self._reading is not None:
            self._reading.cancel()
            self._is_stale = True
            return True
        return self.tasks.task is None

    def _import(self) -> None:
        self.office.wanted.emit("import", _DUES)

    def _print(self) -> None:
        in_arrears = self.bar.modes.value() == ARREARS
        target = "dues-arrears" if in_arrears else ("dues-year", {"year": self.bar.year})
        self.office.wanted.emit("preview", target)


_BEGIN = "生成后逐月登记缴费。"
