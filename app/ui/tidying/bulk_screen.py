"""批量修改: one column of many records, shown old beside new before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.actions import bulk_change
from app.actions.bulk_change import BulkPreview, BulkState
from app.queries.findings.gathered import about
from app.queries.listing import reference_labels
from app.spec.record import Family
from app.store.unit import RejectedError
from app.ui.importing.flow import FlowLayout
from app.ui.importing.sum_bar import CountChip, beside
from app.ui.naming import counted
from app.ui.screens.screen import Screen
from app.ui.style.tokens import Colour, px
from app.ui.tasks import Progress, Task
from app.ui.tidying.bulk_lines import STATE_COLOURS, BulkLines
from app.ui.tidying.bulk_questions import Asked, BulkQuestions
from app.ui.tidying.reason import question
from app.ui.widgets.buttons import button
from app.ui.widgets.empty_page import EmptyPage
from app.ui.widgets.finding_box import FindingBox, FindingsArea
from app.ui.widgets.frames import card_of, frame, page_column
from app.ui.widgets.labels import label
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.plain_table import PlainTable
from app.ui.widgets.task_bar import TaskBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.errors import AppError
    from app.spec.findings import Finding
    from app.spec.record import RecordSpec
    from app.store.unit import Changed
    from app.ui.office import Office

_PURPOSE = "选一个栏目，填上新的内容，先预览再修改。"


class BulkScreen(Screen):
    """Which rows, which column, which value; every row with what would become of it."""

    title = "批量修改"
    keys = "尚未修改，台账没有变化"

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(office, parent)
        self.spec: RecordSpec | None = None
        self.seen: BulkPreview | None = None
        self._is_writing = False
        self._is_outdated = False  # what is being tried is no longer what is asked for
        self._way_back: QPushButton | None = None
        self._labels: dict[str, dict[int, str]] = {}
        self.head = PageHead(self.title)
        self.head.add_quiet("返回", "chevron-left", self.leave)
        self.write_button = self.head.set_primary("修改", self.write, icon_name="check")
        self.tasks = TaskBar()
        self.tasks.freed.connect(self._end)
        self.findings = FindingsArea()
        self.findings.setContentsMargins(0, 0, 0, px(12))
        self.questions = BulkQuestions(office.desk.today)
        self.questions.edited.connect(self._forget)
        self.questions.settled.connect(self.look)
        self.lines = BulkLines()
        self.table = PlainTable("每一条会怎样", self.lines)
        self.stack = QStackedWidget()
        self._arrange()

    def _arrange(self) -> None:
        self._sums = self._sum_row()
        self.stack.addWidget(EmptyPage("edit", _PURPOSE))
        shown = QWidget()
        below = QVBoxLayout(shown)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self._sums)
        below.addWidget(self.table, 1)
        self.stack.addWidget(shown)
        column = page_column(self, self.head, self.tasks, self.findings)
        column.addWidget(card_of(self.questions, self.stack), 1)

    def _sum_row(self) -> QWidget:
        bar = frame("bar")
        outer = QVBoxLayout(bar)
        outer.setContentsMargins(px(16), px(6), px(16), px(6))
        row = FlowLayout(px(7), px(4))
        outer.addLayout(row)
        self._group = QButtonGroup(bar)
        self.whole = self._chip("共", None, None)
        self.whole.setChecked(True)
        self.parts = {
            state: self._chip(state.value, STATE_COLOURS[state], state) for state in BulkState
        }
        row.addWidget(self.whole)
        for place, chip in enumerate(self.parts.values()):
            row.addWidget(beside(label("+" if place else "=", "facts"), chip))
        return bar

    def _chip(self, word: str, paint: Colour | None, state: BulkState | None) -> CountChip:
        made = CountChip(word, paint)
        made.clicked.connect(lambda _on=False: self._filter(state))
        self._group.addButton(made)
        return made

    def _filter(self, state: BulkState | None) -> None:
        self.lines.filter(state)
        self.table.go(0)

    # --- coming and going ---------------------------------------------------------------

    def show_about(self, target: object) -> None:
        """Ask what is to be changed in rows of a register.

        Args:
            target: an :class:`Asked`.
        """
        if not isinstance(target, Asked):
            return
        desk = self.office.desk
        self.spec = spec = desk.spec(target.register)
        self.chapter = spec.chapter
        targets = {field.target for field in spec.fields.values() if field.target}
        self.records = frozenset({_table_of(spec), *targets})
        self.head.set_title(f"批量修改{spec.title}")
        self.findings.clear()
        self._labels = reference_labels(desk.reader, spec)
        self.questions.ask(spec, target, self._labels)

    def refresh(self) -> None:
        """The register changed: look again."""
        if self.seen is not None and not self._is_writing:
            self.seen = None
            self.look()

    def leave(self) -> None:
        """Go back to the register."""
        if self.spec is not None and self.settle():
            self.office.wanted.emit(self.spec.id, None)

    def settle(self) -> bool:
        """A trial is given up on leaving; a change is seen to its end."""
        if self._is_writing:
            self.hinted.emit("正在修改，请稍候")
            return False
        if self.tasks.task is not None:
            self.tasks.task.cancel()
        return True

    def take_focus(self) -> None:
        """The column is asked for first."""
        self.questions.column.setFocus()

    def _forget(self) -> None:
        """What was shown no longer holds."""
        self.seen = None
        self._is_outdated = self.tasks.task is not None
        self.stack.setCurrentIndex(0)
        self._enable()

    # --- looking ------------------------------------------------------------------------

    def look(self) -> None:
        """Try the change, away from the window's thread; nothing is written."""
        if self.tasks.task is not None:
            self._is_outdated = True
            return
        wish, spec, desk = self.questions.wish(), self.spec, self.office.desk
        if wish is None or spec is None or desk.read_only:
            return
        asked = self.questions.numbers
        seen = self.seen
        if seen and seen.wish == wish and [line.number for line in seen.lines] == asked:
            return
        self.findings.clear()
        task = Task(
            "正在核对",
            lambda progress: bulk_change.look(desk.ledger, spec, asked, wish, progress),
        )
        task.finished.connect(self._show)
        task.failed.connect(self.findings.show_error)
        self.tasks.run(task)
        self._enable()

    def _show(self, seen: BulkPreview) -> None:
        if self._is_outdated:
            return
        self.seen = seen
        self.lines.show(seen, self._labels)
        self.table.fit_columns()
        self.whole.set_number(len(seen.lines))
        self.whole.setChecked(True)
        for state, number in seen.counts.items():
            self.parts[state].set_number(number)
        self.stack.setCurrentIndex(1)

    # --- writing ------------------------------------------------------------------------

    def write(self, reason: str = "") -> None:
        """Write what is shown, as one action."""
        seen, desk = self.seen, self.office.desk
        if seen is None or self._why_not():
            return
        self.findings.clear()
        self._is_writing = True

        def work(progress: Progress) -> Changed:
            return bulk_change.write(desk.ledger, seen, reason, progress)

        task = Task("正在修改", work)
        task.finished.connect(lambda changed: self._tell(seen, changed))
        task.failed.connect(self._refuse)
        self.tasks.run(task)
        self._enable()

    def _refuse(self, error: AppError) -> None:
        """Ask for a reason where that is all that is wanting."""
        if not isinstance(error, RejectedError):
            self.findings.show_error(error)
        elif error.may_be_reasoned:
            self.findings.add(question(_each_once(error.findings), self.write, self.findings.clear))
        else:
            self.findings.show_findings(error.findings[:5])

    def _tell(self, seen: BulkPreview, changed: Changed) -> None:
        self.seen = None
        self.office.hub.changed.emit(changed)
        self.office.tell_saved()
        label_ = seen.spec.fields[seen.wish.field].label
        what = counted(seen.spec.id, len(seen.numbers))
        refused = seen.counts[BulkState.REFUSED]
        box = FindingBox(
            "已修改",
            Colour.OK,
            f"{what}的“{label_}”已经修改。",
            notes=[
                f"{refused:,} 条不能改，没有动。" if refused else "",
                "按 Ctrl+Z 可以一次撤销；以后也可以在“历史与撤销”里整批撤销。",
            ],
        )
        back = button(f"回到{seen.spec.title}", small=True, act=self.leave)
        box.add_action(back)
        self.findings.add(box)
        box.show()  # the layout would do so later; what is hidden takes no keyboard
        self.questions.begin_again()
        self._way_back = back

    def _end(self) -> None:
        self._is_writing = False
        if self._is_outdated:
            self._is_outdated = False
            self.look()
        self._enable()
        if self._way_back is not None:  # only now that nothing else is enabled any more
            self._way_back.setFocus()
            self._way_back = None

    def _enable(self) -> None:
        """Grey what cannot be done now; the status line says why."""
        seen = self.seen
        number = len(seen.numbers) if seen is not None else 0
        what = counted(self.spec.id, number) if self.spec is not None else ""
        self.write_button.setText(f"修改 {what}" if number else "修改")
        why = self._why_not()
        self.write_button.setEnabled(not why)
        self.hinted.emit(why or self.keys)

    def _why_not(self) -> str:
        if self.tasks.task is not None:
            return "正在修改" if self._is_writing else "正在核对，还没有修改任何内容"
        if self.office.desk.read_only:
            return "台账是只读打开的，不能修改"
        if self.seen is None:
            return "先选栏目，填上新的内容"
        return "" if self.seen.numbers else "没有要修改的记录"


def _each_once(findings: Sequence[Finding]) -> list[Finding]:
    """Findings of different words; many rows often ask the same."""
    return list({about(finding): finding for finding in findings}.values())


def _table_of(spec: RecordSpec) -> str:
    return "ledger_entry" if spec.family is Family.LEDGER else spec.id
