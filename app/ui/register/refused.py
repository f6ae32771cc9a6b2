"""What a register says of cells that were not saved: why, which, and the way to the next one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut

from app.spec.findings import Level
from app.ui.style.tokens import Colour
from app.ui.table.writing import NEW, Outcome
from app.ui.widgets.buttons import button
from app.ui.widgets.finding_box import FindingBox, add_reason, box_of, box_of_error

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.register.card import RegisterCard
    from app.ui.table.writing import Held

_SAFE = "填的内容还在格子里，原来的值没有变。"


class RefusedCells:
    """The findings of one register's table; the table keeps the current row in sight above them."""

    def __init__(self, card: RegisterCard) -> None:
        self._card = card
        self._model = card.model
        self._view = card.view
        self._findings = card.findings
        for keys, is_back in (("F8", False), ("Shift+F8", True)):
            shortcut = QShortcut(QKeySequence(keys), card, partial(self.go_on, is_back=is_back))
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- saying -------------------------------------------------------------------------

    def tell(self, outcome: Outcome, retry: Callable[[str], Outcome]) -> None:
        """Say what became of an edit."""
        self._findings.clear()
        if outcome.error is not None:
            self._findings.add(box_of_error(outcome.error, close=self._findings.clear))
        elif outcome.may_be_reasoned:
            self._findings.add(self._question(outcome, retry))
        elif outcome.held and outcome.deed:
            self._findings.add(self._box_of_block(outcome))
            QTimer.singleShot(0, self._view, self._show_first)  # once the box has its room
        else:
            self.show_here()

    def show_here(self) -> None:
        """Say beside the table why the current cell, or its row, is refused."""
        number = self._card.current_number()
        current = self._view.currentIndex()
        name = self._model.fields[current.column()].name if current.isValid() else ""
        here = {n: held for (row, n), held in self._model.held.items() if row == number}
        held = here.get(name) or next(iter(here.values()), None)
        if held is None:
            if not self._model.held:
                self._findings.clear()
            return
        if held.level is Level.ERROR:
            self._findings.clear()
            shown = next(n for n, each in here.items() if each is held)
            self._findings.add(self._box_of_cell(number, shown, held))

    def _box_of_cell(self, number: int, name: str, held: Held) -> FindingBox:
        """Why a cell is refused; the cursor may have gone on, so the way back is a button."""
        whose = self._model.name_of(number)
        label = self._card.spec.fields[name].label
        box = FindingBox(
            "没有保存",
            Colour.BAD,
            f"{whose}{'　' if whose else ''}{label}：{_sentence(held.message)}",
            aside="须改正",
            notes=[_SAFE, self._waiting()],
        )
        box.add_action(button("回到这一格", small=True, act=partial(self._go_to, number, name)))
        if len(self._places()) > 1:
            box.add_action(button("下一处", small=True, act=self.go_on, tip="F8"))
        box.add_action(button("恢复原值", "link", act=partial(self._give_up, number)))
        return box

    def _box_of_block(self, outcome: Outcome) -> FindingBox:
        """How much of a block was taken, and what of it was not."""
        places = self._places()
        rows = len({number for number, _name in outcome.held})
        saved = outcome.asked - rows
        said = f"{saved:,} 行已保存" if saved else "没有一行全部保存"
        number, name = next(iter(places or outcome.held))
        held = self._model.held.get((number, name)) or outcome.held[number, name]
        label = self._card.spec.fields[name].label
        box = FindingBox(
            "没有全部保存",
            Colour.BAD,
            f"{outcome.deed} {outcome.asked:,} 行，{said}；"
            f"{self._row_words(number)}没有保存：{label}：{_sentence(held.message)}",
            aside=f"须改正 {len(outcome.held):,} 格",
            notes=[f"没有保存的格子已标出，{_SAFE}", self._waiting()],
        )
        box.add_action(button("到这一格", small=True, act=partial(self._go_to, number, name)))
        if len(places) > 1:
            box.add_action(button("下一处", small=True, act=self.go_on, tip="F8"))
        box.add_action(button("全部恢复原值", "link", act=self._give_up_all))
        return box

    def _show_first(self) -> None:
        """Bring the first marked cell into sight; where one stands stays."""
        if place := next(iter(self._places().values()), None):
            column = self._view.shown_columns()[place[1]]
            self._view.scrollTo(self._model.index(place[0], column))

    def _row_words(self, number: int) -> str:
        place = self._model.place_of(number)
        return "新增的一行" if place is None else f"第 {place + 1:,} 行"

    def _waiting(self) -> str:
        if not (count := len(self._model.waiting)):
            return ""
        return f"另有 {count:,} 个新行也没有保存：改好或恢复这一行，下一行就显示在末行。"

    def _question(self, outcome: Outcome, retry: Callable[[str], Outcome]) -> FindingBox:
        """A warning with room for the reason why it is right all the same."""
        box = box_of(outcome.findings[0])
        said = [finding.message for finding in outcome.findings]
        if outcome.deed:
            saved = outcome.asked - len({number for number, _name in outcome.held})
            said.insert(0, f"{outcome.deed} {outcome.asked:,} 行，{saved:,} 行已保存；其余的待核：")
        box.sentence.setText("\n".join(said))
        add_reason(box, "仍然保存", retry)
        box.add_action(button("不改了", "link", act=self._give_up_all))
        return box

    # --- going, giving up ---------------------------------------------------------------

    def _places(self) -> dict[tuple[int, str], tuple[int, int]]:
        """Every marked cell whose column is shown: row and place from the left, in this order."""
        fields, order = self._model.fields, self._view.shown_columns()
        columns = {fields[column].name: place for place, column in enumerate(order)}
        rows = {number: place for place, number in enumerate(self._model.ids)}
        found = {
            (number, name): (rows.get(number, len(rows)), columns[name])
            for number, name in self._model.held
            if name in columns
        }
        return dict(sorted(found.items(), key=lambda entry: entry[1]))

    def go_on(self, *, is_back: bool = False) -> None:
        """Go to the next marked cell, or to the one before; from the last to the first."""
        places = self._places()
        if not places:
            self._view.hinted.emit("没有标出的格子")
            return
        current, order = self._view.currentIndex(), self._view.shown_columns()
        here = (current.row(), order.index(current.column())) if current.isValid() else (-1, -1)
        if is_back:
            before = [place for place in places.values() if place < here]
            row, column = before[-1] if before else list(places.values())[-1]
        else:
            after = (place for place in places.values() if place > here)
            row, column = next(after, next(iter(places.values())))
        self._view.go(row, order[column])
        self._view.setFocus()

    def _go_to(self, number: int, name: str) -> None:
        if place := self._places().get((number, name)):
            self._view.go(place[0], self._view.shown_columns()[place[1]])
        self._view.setFocus()

    def _give_up(self, number: int) -> None:
        self._model.give_up({number})
        self._view.setFocus()

    def _give_up_all(self) -> None:
        self._model.waiting.clear()
        self._model.give_up({number for number, _name in self._model.held} | {NEW})
        self._findings.clear()
        self._view.setFocus()


def _sentence(message: str) -> str:
    return message if message.endswith("。") else f"{message}。"
