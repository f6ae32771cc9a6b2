"""Rows that may be about somebody on file: both side by side, and a person decides."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.actions.importing.asked import RowDecision
from app.ui.importing.told import UNDECIDED
from app.ui.style.tokens import px
from app.ui.widgets.buttons import button, menu_button
from app.ui.widgets.choosing.segmented import Segmented
from app.ui.widgets.labels import ElidedLabel, label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.actions.importing.candidates import Candidate
    from app.actions.importing.outcome import RowPreview

_MOST = 20  # rows listed at once; the others follow when these are decided
_SAME, _NEW, _SKIP = "same", "new", "skip"


def facts_of(candidate: Candidate) -> str:
    """A record as it is told from others: name, facts, what it has in common."""
    return "　".join([candidate.name, *(value for _label, value in candidate.facts)])


class ReviewLine(QWidget):
    """One row and the record it may be about.

    Attributes:
        decided: what the row is; carries line and decision.
        looked_at: the row shall be shown in the table.
    """

    decided = Signal(int, object)
    looked_at = Signal(int)

    def __init__(
        self, row: RowPreview, where: str, said: str, candidates: Sequence[Candidate]
    ) -> None:
        super().__init__()
        self.row, self.candidates = row, candidates
        self._told = UNDECIDED
        self._chosen = candidates[0] if candidates else None
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(8))
        number = button(where, "link", act=lambda: self.looked_at.emit(row.line))
        line.addWidget(number)
        written = ElidedLabel(said, "body2")
        line.addWidget(written, 2)
        line.addWidget(label("册中", "note"))
        self.known = ElidedLabel("", "body2")
        line.addWidget(self.known, 3)
        if len(candidates) > 1:
            menu = QMenu()
            for one in candidates:
                entry = menu.addAction(f"{facts_of(one)}　{one.reason}")
                entry.triggered.connect(partial(self._choose, one))
            others = menu_button(f"共 {len(candidates)} 位", menu, "link")
            line.addWidget(others)
        choices = [(_NEW, "新增"), (_SKIP, "跳过")]
        if self._chosen is not None:
            choices.insert(0, (_SAME, "就是这人"))
        self.ways = Segmented(choices, clearable=False)
        for made in self.ways.buttons:
            made.setProperty("small", True)
            made.setAccessibleName(f"{where}{made.text()}")
        self.ways.chosen.connect(self._decide)
        line.addWidget(self.ways)
        self._show_known()

    def _show_known(self) -> None:
        if self._chosen is None:
            self.known.set_text("没有相近的人")
        else:
            self.known.set_text(f"{facts_of(self._chosen)}（{self._chosen.reason}）")

    def _choose(self, candidate: Candidate, _checked: object = None) -> None:
        self._chosen = candidate
        self._show_known()
        self._decide(_SAME)

    def _decide(self, way: object) -> None:
        plain = RowDecision(cells=self._told.cells)
        if way == _SAME and self._chosen is not None:
            plain = replace(plain, belongs_to=self._chosen.record_id)
        elif way == _NEW:
            plain = replace(plain, is_new=True)
        else:
            plain = replace(plain, skip=True)
        self.decided.emit(self.row.line, plain)

    def show_decision(self, told: RowDecision) -> None:
        """Mark what was decided."""
        self._told = told
        for one in self.candidates:
            if one.record_id == told.belongs_to:
                self._chosen = one
                self._show_known()
        way = _SKIP if told.skip else _NEW if told.is_new else None
        self.ways.set_value(_SAME if told.belongs_to is not None else way)


class ReviewAsk(QWidget):
    """The review list.

    Attributes:
        decided: what a row is; carries line and decision.
        looked_at: a row shall be shown in the table.
    """

    decided = Signal(int, object)
    looked_at = Signal(int)

    def __init__(
        self,
        rows: Sequence[RowPreview],
        where: Callable[[RowPreview], str],
        say: Callable[[RowPreview], str],
        candidates: Callable[[RowPreview], Sequence[Candidate]],
    ) -> None:
        super().__init__()
        self.lines: list[ReviewLine] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(label("可能是册中已有的人，没有定下来的不写入。", "sentence", wrap=True))
        for row in rows[:_MOST]:
            line = ReviewLine(row, where(row), say(row), candidates(row))
            line.decided.connect(self.decided)
            line.looked_at.connect(self.looked_at)
            self.lines.append(line)
            column.addWidget(line)
        if len(rows) > _MOST:
            rest = len(rows) - _MOST
            column.addWidget(label(f"定下这些，还有 {rest} 行接着核对。", "note"))

    def show_decisions(self, of_row: Callable[[int], RowDecision]) -> None:
        """Mark what was decided."""
        for line in self.lines:
            line.show_decision(of_row(line.row.line))
